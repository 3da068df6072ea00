// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace pult::ui {

/// A cron expression as people say it: "every day at 08:00", "on weekdays at 09:00 and 18:00". What has no short way to
/// be said stays as it is written. In the current language; thread-safe as QCoreApplication::translate is.
class CronText final
{
    Q_DECLARE_TR_FUNCTIONS(pult::ui::CronText)

public:
    static QString of(const QString &expression);
};

} // namespace pult::ui
