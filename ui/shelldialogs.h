// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dialogs/windowchoices.h"
#include "models/deskstatus.h"
#include "panels/uicontext.h"

#include <QObject>
#include <QPointer>

#include <base/settings.h>

class QTranslator;

namespace pult::ui {

class FirstRunDialog;
class MainWindow;
class NoticeModel;
class NoticesDialog;
class SettingsDialog;

/// The dialogs that belong to no panel: settings, notifications, first run, command palette, shortcut sheet. Each is
/// there once; asked for again, it comes to the front. They are the window's children. GUI thread.
class ShellDialogs final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ShellDialogs)

public:
    /// `russian` is for the command palette, which finds by both languages; not owned.
    ShellDialogs(const UiContext &context, MainWindow &window, NoticeModel &notices, const QTranslator *russian);

    /// What the settings dialog and the first run show from now on.
    void setSettings(const Settings &settings) { m_settings = settings; }
    /// Which language and theme the settings dialog shows as chosen.
    void setChoices(const QString &language, const QString &theme);

    void showNotices();
    /// `closing` is what closing the window does (Shell::closing).
    void showSettings(const QString &closing);
    void showFirstRun();
    void showPalette();
    void showShortcuts();

Q_SIGNALS:
    void targetRequested(const pult::ui::DeskTarget &target);
    void noticesClosed();
    /// Settings were written that need the program to begin anew.
    void restartNeeded();
    void closingChosen(const QString &closing);

private:
    void apply(const WindowChoices &choices);
    void applyAutostart(bool on);
    void finishFirstRun(bool written, bool demo);

    const UiContext m_context;
    MainWindow &m_window;
    NoticeModel &m_notices;
    const QTranslator *m_russian;
    Settings m_settings;
    WindowChoices m_choices;
    QPointer<NoticesDialog> m_noticesDialog;
    QPointer<SettingsDialog> m_settingsDialog;
    QPointer<FirstRunDialog> m_firstRunDialog;
};

} // namespace pult::ui
