// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/settings.h>

#include <QCoreApplication>

namespace pult::ui {

/// Where a setting stands in the settings dialog.
enum class SettingGroup { Database, Work, Storage, Browsers, Outside, Api, Program };
inline constexpr int settingGroups = 7;

/// What settings are called in the current language.
class SettingTexts final
{
    Q_DECLARE_TR_FUNCTIONS(pult::SettingTexts)

public:
    /// Program for what this does not know.
    static SettingGroup groupOf(const SettingSpec &spec);
    static QString groupName(SettingGroup group);
    /// What it is, a few words; the name itself for what this does not know.
    static QString title(const SettingSpec &spec);
    static QString sourceName(SettingSource source);
    /// What a value of it must look like, or what its default comes to; empty: anything goes.
    static QString rule(const SettingSpec &spec);
    /// The value as people read it: secrets and emptiness in words.
    static QString shown(const SettingSpec &spec, const QString &value);
    /// A choice of the table in words; "auto" as it is.
    static QString choice(const QString &value);
    /// Whether somebody who looks for `text` may mean it: by its name, its title or what it can be set to.
    static bool matches(const SettingSpec &spec, const QString &text);
};

} // namespace pult::ui
