// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is around the window's work: closing and quitting, notifications, settings, the first run, the palette, and what
// the operating system is asked for.
#include "scene.h"
#include "scriptedprompts.h"

#include <dialogs/settingrow.h>
#include <guiapp.h>
#include <mainactions.h>
#include <mainwindow.h>
#include <models/commandmodel.h>
#include <models/settingsbuffer.h>
#include <panels/environmentbadge.h>
#include <panels/tableview.h>
#include <panels/taskspanel.h>
#include <shell.h>
#include <shellactions.h>
#include <singleinstance.h>
#include <support/testresult.h>
#include <system/autostart.h>
#include <system/sleepguard.h>
#include <tray/tray.h>
#include <tray/trayicon.h>

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QSignalSpy>
#include <QToolButton>
#include <QtConcurrentRun>

using namespace pult;
using namespace pult::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A window over an empty scene with a settings file of its own.
class Desk final
{
public:
    explicit Desk(const QByteArray &ini = {}, const QHash<QString, QString> &commandLine = {},
                  const QString &language = u"en"_s)
    {
        if (!ini.isEmpty())
            m_scene.makeFile(u"pult.ini"_s, ini);
        GuiApp::Options options;
        options.listProfiles = test::someProfiles;
        options.stateFile = m_scene.folder() + u"/window.ini"_s;
        options.database = u"postgresql://pult@db:5432/studio"_s;
        options.language = language;
        options.prompts = &prompts;
        Settings::Input input;
        input.dataDir = m_scene.folder();
        input.useProcessEnvironment = false;
        input.commandLine = commandLine;
        options.settings = Settings::load(input);
        options.environment = u"production"_s;
        m_gui = std::make_unique<GuiApp>(m_scene.commands(), options);
        m_gui->show();
    }

    GuiApp &gui() { return *m_gui; }
    Shell &shell() { return m_gui->shell(); }
    MainWindow &window() { return m_gui->window(); }
    test::Scene &scene() { return m_scene; }
    template<typename T>
    T *find(const QString &name)
    {
        return window().findChild<T *>(name);
    }
    void run(const char *action) { find<QAction>(QString::fromLatin1(action))->trigger(); }
    /// The field, or another part, of a setting in the open dialog.
    template<typename T>
    T *part(const char *setting, const QString &name)
    {
        auto *row = find<QWidget>(u"setting_"_s + QString::fromLatin1(setting));
        return row ? row->findChild<T *>(name) : nullptr;
    }
    QByteArray iniText() const
    {
        QFile file(m_scene.folder() + u"/pult.ini"_s);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    test::ScriptedPrompts prompts;

private:
    test::Scene m_scene;
    std::unique_ptr<GuiApp> m_gui;
};

void type(QLineEdit *line, const QString &text)
{
    line->selectAll();
    QTest::keyClicks(line, text);
}

} // namespace

class tst_Shell : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_home.isValid());
        qputenv("XDG_CONFIG_HOME", m_home.path().toUtf8());
        qputenv("PULT_KEYCHAIN", "file");
    }
    void init() { test::failOnWarnings(); }

    void withoutATrayClosingQuits()
    {
        QVERIFY(!Tray::isThere()); // the offscreen platform has none
        Desk desk;
        desk.shell().setClosing(u"tray"_s);
        QSignalSpy exits(&desk.shell(), &Shell::exitWanted);
        desk.window().close();
        QCOMPARE(exits.size(), 1);
        QCOMPARE(exits[0][0].value<ExitWay>(), ExitWay::Now);
        QVERIFY(!desk.window().isVisible());
        QVERIFY(desk.prompts.asked.isEmpty());
    }

    void aWindowThatBeginsMinimizedCanBeFound()
    {
        test::Scene scene;
        GuiApp::Options options;
        options.stateFile = scene.folder() + u"/window.ini"_s;
        options.minimized = true;
        GuiApp gui(scene.commands(), options);
        gui.show();
        QVERIFY(gui.window().isVisible());
        QVERIFY(gui.window().isMinimized());
        gui.shell().raise();
        QVERIFY(!gui.window().isMinimized());
    }

    void tasksThatEndWhileItIsAskedAreNotWaitedFor()
    {
        Desk desk;
        QSignalSpy exits(&desk.shell(), &Shell::exitWanted);
        desk.shell().setRunning(2);
        desk.prompts.nextChoice = 0; // finish them first
        desk.prompts.meanwhile = [&desk] { desk.shell().setRunning(0); };
        desk.run("actionQuit");
        QCOMPARE(exits.takeFirst()[0].value<ExitWay>(), ExitWay::Now);
    }

    void quittingWithRunningTasksAsks()
    {
        Desk desk;
        QSignalSpy exits(&desk.shell(), &Shell::exitWanted);
        desk.shell().setRunning(2);
        desk.prompts.nextChoice = 2; // do not quit
        desk.run("actionQuit");
        QVERIFY(desk.prompts.asked.value(0).contains(u"2 tasks are still running"_s));
        QCOMPARE(exits.size(), 0);
        desk.prompts.nextChoice = 0; // finish them first
        desk.run("actionQuit");
        QCOMPARE(exits.takeFirst()[0].value<ExitWay>(), ExitWay::Drain);
        QVERIFY(desk.window().isVisible());
        QCOMPARE(desk.find<QLabel>(u"undoText"_s)->text(), u"Pult ends when the running tasks are done."_s);
        QTRY_VERIFY(desk.shell().tray().toolTip().contains(u"Pult ends when"_s));
        desk.run("actionIntake"); // not after all
        QCOMPARE(exits.takeFirst()[0].value<ExitWay>(), ExitWay::Stay);
        desk.prompts.nextChoice = 1; // now
        desk.window().close();
        QCOMPARE(exits.takeFirst()[0].value<ExitWay>(), ExitWay::Now);
        QVERIFY(!desk.window().isVisible());
    }

    void aNotificationOpensWhatItSpeaksOf()
    {
        Desk desk;
        desk.scene().fill();
        QTRY_VERIFY(desk.shell().tray().toolTip().contains(u"your answer"_s));
        QTRY_COMPARE(desk.shell().tray().status().level, DeskLevel::Warning);
        // What failed after the window was there is told; what failed before is not.
        const queue::Id id = desk.scene().addUpload(u"shop-40"_s);
        for (const queue::ClaimedTask &task : desk.scene().claim(5)) {
            desk.scene().finish(task, task.task.id == id ? queue::Outcome::FailedForGood : queue::Outcome::Completed,
                                Error{ErrorKind::Timeout, u"step_failed"_s, {u"4"_s, u"click"_s, u"#a"_s, {}}, {}});
        }
        QTRY_COMPARE(desk.shell().notices().unseenFailures(), 1);
        desk.run("actionNotices");
        auto *table = desk.find<TableView>(u"noticeTable"_s);
        QVERIFY(table);
        int row = 0;
        while (!table->model()->index(row, 1).data().toString().contains(u"1 task failed"_s))
            QVERIFY(++row < table->model()->rowCount());
        table->selectRow(row);
        desk.find<QPushButton>(u"noticesOpen"_s)->click();
        QCOMPARE(desk.find<QLineEdit>(u"filterLine"_s)->text(), u"state:failed"_s);
        QCOMPARE(desk.shell().notices().unseen(), 0);
    }

    void thisComputerIsToldToTakeNothing()
    {
        Desk desk;
        desk.run("actionIntake");
        // Nobody works here: the window says so instead of pretending.
        QTRY_VERIFY(desk.find<QWidget>(u"failureBanner"_s)->isVisible());
    }

    void iconsOfTheTrayDiffer()
    {
        QList<QImage> seen;
        for (int level = 0; level <= static_cast<int>(DeskLevel::Disconnected); ++level) {
            const QImage image = trayIconOf(static_cast<DeskLevel>(level)).pixmap(22, 22).toImage();
            QVERIFY(!seen.contains(image));
            seen.append(image);
        }
    }

    void settingsAreFoundCheckedAndWritten()
    {
        Desk desk("# kept\n[General]\nWORKERS_COUNT=2\n", {{u"LOG_LEVEL"_s, u"debug"_s}});
        desk.run("actionSettings");
        auto *search = desk.find<QLineEdit>(u"settingsSearch"_s);
        auto *next = desk.find<QPushButton>(u"settingsNext"_s);
        QVERIFY(!next->isEnabled());
        type(search, u"dolphin"_s); // also where it is chosen
        auto *provider = desk.part<QComboBox>("BROWSER_PROVIDER", u"settingField"_s);
        QVERIFY(provider && provider->isVisible());
        type(search, u"workers_c"_s);
        QVERIFY(!provider->isVisible());
        auto *line = desk.part<QLineEdit>("WORKERS_COUNT", u"settingField"_s);
        QVERIFY(line && line->isVisible());
        QCOMPARE(line->text(), u"2"_s);
        type(line, u"900"_s);
        auto *fault = desk.part<QLabel>("WORKERS_COUNT", u"settingFault"_s);
        QVERIFY(fault->isVisible());
        QVERIFY2(fault->text().contains(u"64"_s), qPrintable(fault->text()));
        QVERIFY(!next->isEnabled());
        type(line, u"7"_s);
        QVERIFY(!fault->isVisible());
        next->click();
        auto *changes = desk.find<TableView>(u"settingsChanges"_s)->model();
        QCOMPARE(changes->rowCount(), 1);
        QCOMPARE(changes->index(0, 1).data().toString(), u"2"_s);
        QCOMPARE(changes->index(0, 2).data().toString(), u"7"_s);
        QVERIFY(!desk.iniText().contains("7")); // only shown so far
        next->click();
        QTRY_VERIFY(desk.iniText().contains("WORKERS_COUNT=\"7\""));
        QVERIFY(desk.iniText().startsWith("# kept\n"));
        QVERIFY(desk.prompts.asked.constLast().contains(u"started again"_s));
    }

    void whatOverridesASettingIsSaid()
    {
        Desk desk("WORKERS_COUNT=2\n", {{u"WORKERS_COUNT"_s, u"9"_s}});
        desk.run("actionSettings");
        type(desk.find<QLineEdit>(u"settingsSearch"_s), u"WORKERS_COUNT"_s);
        auto *note = desk.part<QLabel>("WORKERS_COUNT", u"settingNote"_s);
        QVERIFY2(note->text().contains(u"9 comes from the command line"_s), qPrintable(note->text()));
        desk.part<QToolButton>("WORKERS_COUNT", u"settingReset"_s)->click();
        QCOMPARE(desk.part<QLineEdit>("WORKERS_COUNT", u"settingField"_s)->text(), QString());
        desk.find<QPushButton>(u"settingsNext"_s)->click();
        auto *changes = desk.find<TableView>(u"settingsChanges"_s)->model();
        QVERIFY(changes->index(0, 2).data().toString().contains(u"overridden"_s));
    }

    void secretsAreWrittenAndShownNowhere()
    {
        Desk desk;
        desk.run("actionSettings");
        type(desk.find<QLineEdit>(u"settingsSearch"_s), u"DOLPHIN_API_TOKEN"_s);
        auto *line = desk.part<QLineEdit>("DOLPHIN_API_TOKEN", u"settingField"_s);
        QCOMPARE(line->echoMode(), QLineEdit::Password);
        type(line, u"s3cr\"et"_s);
        auto *next = desk.find<QPushButton>(u"settingsNext"_s);
        next->click();
        auto *changes = desk.find<TableView>(u"settingsChanges"_s)->model();
        QVERIFY(!changes->index(0, 2).data().toString().contains(u"s3cr"_s));
        next->click();
        const QString path = desk.scene().folder() + u"/secrets.ini"_s;
        QTRY_VERIFY(QFile::exists(path));
        QVERIFY(!desk.iniText().contains("s3cr"));
        const auto others =
            QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteGroup | QFileDevice::WriteOther;
        QVERIFY(!(QFile::permissions(path) & others));
        Settings::Input input;
        input.dataDir = desk.scene().folder();
        input.useProcessEnvironment = false;
        QCOMPARE(Settings::load(input).text("DOLPHIN_API_TOKEN"), u"s3cr\"et"_s);
        QTRY_COMPARE(line->text(), QString()); // set, and not shown
        QVERIFY(desk.part<QLabel>("DOLPHIN_API_TOKEN", u"settingNote"_s)->text().contains(u"Set"_s));
    }

    void theDatabaseIsTriedWithWhatStandsInTheFields()
    {
        Desk desk;
        desk.run("actionSettings");
        desk.find<QListView>(u"settingsGroups"_s)
            ->setCurrentIndex(desk.find<QListView>(u"settingsGroups"_s)->model()->index(1, 0));
        type(desk.part<QLineEdit>("DATABASE_URL", u"settingField"_s), u"sqlite://"_s + desk.scene().databasePath());
        desk.find<QPushButton>(u"settingTrial"_s)->click();
        auto *result = desk.find<QLabel>(u"settingTrialResult"_s);
        QTRY_VERIFY_WITH_TIMEOUT(result->text().contains(u"version 3."_s), 10000);
        type(desk.part<QLineEdit>("DATABASE_URL", u"settingField"_s), u"postgresql://x@127.0.0.1:1/none"_s);
        desk.find<QPushButton>(u"settingTrial"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(!result->text().contains(u"version 3."_s) && !result->text().contains(u"Asking"_s),
                                 10000);
    }

    void everySettingHasANameInBothLanguages()
    {
        Desk desk({}, {}, u"ru"_s);
        const SettingsBuffer buffer{Settings()};
        for (const SettingSpec *spec : buffer.specs()) {
            const QString title = SettingTexts::title(*spec);
            QVERIFY2(title != QString::fromLatin1(spec->name), spec->name);
            QVERIFY2(title.contains(QRegularExpression(u"[а-яА-Я]|Chrome"_s)), qPrintable(title));
        }
    }

    void dialogsFollowTheLanguageAndKeepWhatWasTyped()
    {
        Desk desk;
        desk.run("actionSettings");
        auto *dialog = desk.find<QDialog>(u"settingsDialog"_s);
        type(desk.find<QLineEdit>(u"settingsSearch"_s), u"WORKERS_COUNT"_s);
        auto *line = desk.part<QLineEdit>("WORKERS_COUNT", u"settingField"_s);
        type(line, u"12"_s);
        desk.gui().setLanguage(u"ru"_s);
        QTRY_COMPARE(dialog->windowTitle(), u"Настройки"_s);
        QVERIFY(line->isVisible());
        QCOMPARE(line->text(), u"12"_s);
        QCOMPARE(line->accessibleName(), u"Исполнители"_s);
        QVERIFY(desk.find<QLabel>(u"settingsStatus"_s)->text().startsWith(u"Изменена 1 настройка"_s));
    }

    void aCommandRunsFromThePalette()
    {
        Desk desk({}, {}, u"ru"_s);
        desk.run("actionPalette");
        auto *typed = desk.find<QLineEdit>(u"paletteTyped"_s);
        auto *table = desk.find<TableView>(u"paletteTable"_s);
        QVERIFY(table->model()->rowCount() > 15);
        type(typed, u"nastro"_s);
        QCOMPARE(table->model()->index(0, 0).data().toString(), u"Настройки"_s);
        QCOMPARE(table->model()->index(0, 2).data().toString(), u"Ctrl+,"_s);
        QTest::keyClick(typed, Qt::Key_Return);
        QTRY_VERIFY(desk.find<QDialog>(u"settingsDialog"_s));
    }

    void aDisabledCommandSaysWhy()
    {
        Desk desk;
        desk.run("actionPalette");
        auto *typed = desk.find<QLineEdit>(u"paletteTyped"_s);
        type(typed, u"retry"_s);
        const QString row = desk.find<TableView>(u"paletteTable"_s)->model()->index(0, 0).data().toString();
        QVERIFY2(row.startsWith(u"Retry — "_s) && row.size() > 12, qPrintable(row));
        QTest::keyClick(typed, Qt::Key_Return);
        QVERIFY(desk.find<QDialog>(u"commandPalette"_s)->isVisible());
    }

    void aPanelsCommandNamesItsPanel()
    {
        Desk desk;
        desk.run("actionPalette");
        type(desk.find<QLineEdit>(u"paletteTyped"_s), u"limits"_s);
        const QAbstractItemModel *model = desk.find<TableView>(u"paletteTable"_s)->model();
        QVERIFY(model->index(0, CommandModel::Text).data().toString().startsWith(u"Limits"_s));
        QCOMPARE(model->index(0, CommandModel::Group).data().toString(), u"Queues"_s);
    }

    void theSheetShowsEveryShortcut()
    {
        Desk desk;
        desk.run("actionShortcuts");
        auto *model = desk.find<TableView>(u"shortcutTable"_s)->model();
        QStringList keys;
        for (int row = 0; row < model->rowCount(); ++row)
            keys.append(model->index(row, 2).data().toString());
        for (const QAction *action : desk.window().actions()) {
            if (!action->shortcut().isEmpty())
                QVERIFY2(keys.contains(action->shortcut().toString(QKeySequence::NativeText)),
                         qPrintable(action->objectName()));
        }
    }

    void theBadgeNamesTheEnvironment()
    {
        Desk desk;
        auto *badge = desk.find<EnvironmentBadge>(u"environmentBadge"_s);
        QVERIFY(badge);
        QCOMPARE(badge->text(), u"PRODUCTION · studio"_s);
        QVERIFY(EnvironmentBadge::toneOf(u"production"_s) != EnvironmentBadge::toneOf(u"staging"_s));
        QVERIFY(badge->accessibleName().contains(u"db:5432"_s));
    }

    void theFirstRunWritesWhatWasChosen()
    {
        Desk desk;
        desk.run("actionFirstRun");
        desk.find<QRadioButton>(u"firstRunRussian"_s)->click();
        QTRY_COMPARE(desk.find<QDialog>(u"firstRunDialog"_s)->windowTitle(), u"Настройка Пульта"_s);
        auto *next = desk.find<QPushButton>(u"firstRunNext"_s);
        next->click();
        desk.find<QRadioButton>(u"firstRunPostgres"_s)->click();
        type(desk.find<QLineEdit>(u"firstRun_POSTGRES_HOST"_s), u"office"_s);
        type(desk.find<QLineEdit>(u"firstRun_POSTGRES_PORT"_s), u"x"_s);
        QVERIFY(!next->isEnabled());
        type(desk.find<QLineEdit>(u"firstRun_POSTGRES_PORT"_s), u"6432"_s);
        QVERIFY(next->isEnabled());
        next->click();
        QVERIFY(!desk.find<QLabel>(u"firstRunFoundBrowser"_s)->text().isEmpty());
        desk.find<QRadioButton>(u"firstRunDolphin"_s)->click();
        next->click();
        next->click();
        QTRY_VERIFY(desk.iniText().contains("POSTGRES_HOST=\"office\""));
        QVERIFY(desk.iniText().contains("POSTGRES_PORT=\"6432\""));
        QVERIFY(desk.iniText().contains("POSTGRES_DB=\"pult\"")); // meant, so written
        QVERIFY(desk.iniText().contains("BROWSER_PROVIDER=\"dolphin\""));
    }

    void everythingHasANameForScreenReaders()
    {
        Desk desk;
        desk.run("actionSettings");
        desk.run("actionNotices");
        desk.run("actionShortcuts");
        type(desk.find<QLineEdit>(u"settingsSearch"_s), u"a"_s);
        for (const QAbstractItemView *view : desk.window().findChildren<QAbstractItemView *>()) {
            if (!view->objectName().isEmpty() && !view->objectName().startsWith(u"qt_"_s))
                QVERIFY2(!view->accessibleName().isEmpty(), qPrintable(view->objectName()));
        }
        for (const QLineEdit *line : desk.window().findChildren<QLineEdit *>(u"settingField"_s))
            QVERIFY(!line->accessibleName().isEmpty());
    }

    void autostartIsTurnedOnAndOff()
    {
        QVERIFY(!Autostart::isOn());
        QVERIFY(Autostart::turnOn({"/opt/pult 1/pult", "/home/a/My $data"}));
        QVERIFY(Autostart::isOn());
        QFile file(m_home.filePath(u"autostart/pult.desktop"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY2(text.contains("Exec=\"/opt/pult 1/pult\" --minimized --data-dir \"/home/a/My \\\\$data\"\n"),
                 text.constData());
        QVERIFY(Autostart::turnOff());
        QVERIFY(!Autostart::isOn());
    }

    void theComputerStaysAwakeWhileItIsHeld()
    {
        // In the place of systemd-inhibit: says what it was asked for, and lives as long as its child.
        const QString started = m_home.filePath(u"started"_s);
        const QString ended = m_home.filePath(u"ended"_s);
        QDir().mkpath(m_home.filePath(u"bin"_s));
        QFile script(m_home.filePath(u"bin/systemd-inhibit"_s));
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("#!/bin/sh\necho \"$@\" >'" + started.toUtf8() + "'\ncat\ntouch '" + ended.toUtf8() + "'\n");
        script.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
        script.close();
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", m_home.filePath(u"bin"_s).toUtf8() + ':' + path);
        SleepGuard guard;
        guard.hold("Pult is running tasks");
        qputenv("PATH", path);
        QTRY_VERIFY(QFile::exists(started));
        QVERIFY(guard.isHeld());
        QTRY_VERIFY(QFileInfo(started).size() > 0);
        QFile asked(started);
        QVERIFY(asked.open(QIODevice::ReadOnly));
        QVERIFY(asked.readAll().contains("--what=idle:sleep"));
        guard.release();
        QVERIFY(!guard.isHeld());
        QTRY_VERIFY(QFile::exists(ended));
    }

    void aSecondStartHandsItsArgumentsOver()
    {
        const QString folder = m_home.path();
        QVERIFY(!SingleInstance::handOver(folder, {}));
        SingleInstance first;
        QVERIFY(first.listen(folder));
        QSignalSpy handed(&first, &SingleInstance::handedOver);
        const QFuture<bool> taken = QtConcurrent::run([folder] {
            return SingleInstance::handOver(folder, {u"--lang"_s, u"ru"_s});
        });
        QTRY_VERIFY(taken.isFinished());
        QVERIFY(taken.result());
        QCOMPARE(handed.value(0).value(0).toStringList(), (QStringList{u"--lang"_s, u"ru"_s}));
        SingleInstance other;
        QVERIFY(!other.listen(folder)); // the first one stays
    }

private:
    const QTemporaryDir m_home;
};

QTEST_MAIN(tst_Shell)
#include "tst_shell.moc"
