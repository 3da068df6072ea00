// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shelldialogs.h"

#include "dialogs/firstrundialog.h"
#include "dialogs/noticesdialog.h"
#include "dialogs/settingsdialog.h"
#include "mainwindow.h"
#include "models/noticemodel.h"
#include "palette/commandpalette.h"
#include "palette/shortcutsheet.h"
#include "system/autostart.h"
#include "tray/tray.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcess>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

/// Whether there is one already; it is in front then.
bool broughtToFront(QWidget *dialog)
{
    if (!dialog)
        return false;
    dialog->raise();
    dialog->activateWindow();
    return true;
}

} // namespace

ShellDialogs::ShellDialogs(const UiContext &context, MainWindow &window, NoticeModel &notices,
                           const QTranslator *russian)
    : m_context(context), m_window(window), m_notices(notices), m_russian(russian)
{
}

void ShellDialogs::setChoices(const QString &language, const QString &theme)
{
    m_choices.language = language;
    m_choices.theme = theme;
}

void ShellDialogs::showNotices()
{
    if (broughtToFront(m_noticesDialog))
        return;
    m_noticesDialog = new NoticesDialog(m_notices, &m_window);
    m_noticesDialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_noticesDialog, &NoticesDialog::targetRequested, this, &ShellDialogs::targetRequested);
    connect(m_noticesDialog, &QObject::destroyed, this, &ShellDialogs::noticesClosed);
    m_noticesDialog->show();
}

void ShellDialogs::showSettings(const QString &closing)
{
    if (broughtToFront(m_settingsDialog))
        return;
    m_choices.closing = closing;
    m_choices.autostart = Autostart::isOn();
    m_choices.hasTray = Tray::isThere();
    m_settingsDialog = new SettingsDialog(m_settings, m_choices, m_context.prompts, &m_window);
    m_settingsDialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_settingsDialog, &SettingsDialog::windowChosen, this, &ShellDialogs::apply);
    connect(m_settingsDialog, &SettingsDialog::written, this, [this](bool restart) {
        if (restart)
            Q_EMIT restartNeeded();
    });
    m_settingsDialog->show();
}

void ShellDialogs::showFirstRun()
{
    if (m_firstRunDialog)
        return;
    m_firstRunDialog = new FirstRunDialog(m_settings, m_choices.language, &m_window);
    m_firstRunDialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_firstRunDialog, &FirstRunDialog::languageChosen, &m_window, &MainWindow::languageChosen);
    connect(m_firstRunDialog, &FirstRunDialog::completed, this, &ShellDialogs::finishFirstRun);
    m_firstRunDialog->open();
}

void ShellDialogs::finishFirstRun(bool written, bool demo)
{
    if (demo)
        QProcess::startDetached(QCoreApplication::applicationFilePath(),
                                {u"--demo"_s, u"--lang"_s, m_choices.language});
    if (written)
        Q_EMIT restartNeeded();
}

void ShellDialogs::showPalette()
{
    auto *palette = new CommandPalette(m_window, m_russian);
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->open();
}

void ShellDialogs::showShortcuts()
{
    auto *sheet = new ShortcutSheet(m_window);
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    sheet->show();
}

void ShellDialogs::apply(const WindowChoices &choices)
{
    const WindowChoices before = m_choices;
    m_choices = choices;
    Q_EMIT closingChosen(choices.closing);
    if (choices.autostart != before.autostart)
        applyAutostart(choices.autostart);
    if (choices.theme != before.theme)
        Q_EMIT m_window.themeChosen(Theme::choiceOf(choices.theme));
    // Last: it writes every text anew.
    if (choices.language != before.language)
        Q_EMIT m_window.languageChosen(choices.language);
}

void ShellDialogs::applyAutostart(bool on)
{
    const Autostart::Entry entry{QCoreApplication::applicationFilePath().toStdString(),
                                 QFileInfo(m_settings.dataDir()).absoluteFilePath().toStdString()};
    const bool done = on ? Autostart::turnOn(entry) : Autostart::turnOff();
    if (!done)
        m_window.showFailure({ErrorKind::Disk, u"autostart_unwritable"_s, {}, {}});
}

} // namespace pult::ui
