// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <base/secretstore.h>
#include <base/settings.h>
#include <base/settingsfile.h>
#include <support/testresult.h>

#include <QTemporaryDir>

using namespace pult;
using namespace Qt::StringLiterals;

class tst_SettingsFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"pult.ini"_s);
        qunsetenv("PULT_KEYCHAIN");
    }

    void changesOneLineAndKeepsTheOthers()
    {
        write("# ours\n[General]\nWORKERS_COUNT=2\n\n; theirs\nLOG_LEVEL=debug\n\n[Other]\nWORKERS_COUNT=77\n");
        PULT_VERIFY_RESULT(writeSettingsFile(m_path, {{u"WORKERS_COUNT"_s, u"5"_s}, {u"NODE_NAME"_s, u"a"_s}}));
        QCOMPARE(read(), QByteArray("# ours\n[General]\nWORKERS_COUNT=\"5\"\n\n; theirs\nLOG_LEVEL=debug\n"
                                    "NODE_NAME=\"a\"\n\n[Other]\nWORKERS_COUNT=77\n"));
        PULT_VERIFY_RESULT(writeSettingsFile(m_path, {{u"NODE_NAME"_s, QString()}}));
        QVERIFY(!read().contains("NODE_NAME"));
        // An address of a database in it may hold a password.
        constexpr auto others = QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther;
        QVERIFY(!(QFile::permissions(m_path) & others));
    }

    void readsBackWhatItWrote_data()
    {
        QTest::addColumn<QString>("value");
        QTest::newRow("list") << u"a, b,c"_s;
        QTest::newRow("quotes and backslashes") << u"C:\\Media \"new\"\\x"_s;
        QTest::newRow("Cyrillic") << u"Студия №1"_s;
        QTest::newRow("marks") << u"#a;b=c%20d&e@f"_s;
        QTest::newRow("at") << u"@Variant(x)"_s;
    }

    void readsBackWhatItWrote()
    {
        QFETCH(QString, value);
        PULT_VERIFY_RESULT(writeSettingsFile(m_path, {{u"NODE_NAME"_s, value}}));
        const auto values = readSettingsFile(m_path);
        PULT_VERIFY_RESULT(values);
        QCOMPARE(values->value(u"NODE_NAME"_s), value);
        QCOMPARE(values->size(), 1);
    }

    void aFolderThatCannotBeWrittenIsAnError()
    {
        const Result<> written = writeSettingsFile(m_folder->filePath(u"none/pult.ini"_s), {{u"A"_s, u"b"_s}});
        QVERIFY(!written);
        QCOMPARE(written.error().code, u"settings_file_unwritable"_s);
    }

    void commentsMayBeginWithANumberSign()
    {
        write("# Pult's settings\n#WORKERS_COUNT=9\nWORKERS_COUNT=3\n[General]\n  # \"and so on\"\nHEARTBEAT_INTERVAL_"
              "SECS=7\n");
        QVERIFY(load().faults().isEmpty());
        QCOMPARE(load().integer("WORKERS_COUNT"), 3);
        QCOMPARE(load().integer("HEARTBEAT_INTERVAL_SECS"), 7);
        QVERIFY(writeSettingsFile(m_path, {{u"WORKERS_COUNT"_s, u"4"_s}}));
        QVERIFY(read().startsWith("# Pult's settings\n#WORKERS_COUNT=9\nWORKERS_COUNT=\"4\"\n"));
    }

    void theWrongLineIsNamed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("line");
        QTest::newRow("no value") << QByteArray("; fine\nWORKERS_COUNT\n") << u"2"_s;
        QTest::newRow("an open quote hides the next line") << QByteArray("# a 5\" screen\nWORKERS_COUNT=3\n") << u"1"_s;
    }
    void theWrongLineIsNamed()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, line);
        write(text);
        const QList<Error> faults = load().faults();
        QCOMPARE(faults.size(), 1);
        QCOMPARE(faults.constFirst().code, u"settings_line_invalid"_s);
        QCOMPARE(faults.constFirst().arguments, (QStringList{m_path, line}));
    }

    void secretsGoToTheirOwnFile()
    {
        QStringList filed;
        bool done = false;
        saveSettings(m_folder->path(), u"file"_s, {{u"JWT_SECRET_KEY"_s, u"x1"_s}, {u"WORKERS_COUNT"_s, u"3"_s}}, this,
                     [&](const Result<QStringList> &saved) {
                         filed = saved.value_or(QStringList());
                         done = true;
                     });
        QTRY_VERIFY(done);
        QCOMPARE(filed, QStringList{u"JWT_SECRET_KEY"_s});
        QVERIFY(!read().contains("x1"));
        QCOMPARE(load().text("JWT_SECRET_KEY"), u"x1"_s);
        QCOMPARE(load().integer("WORKERS_COUNT"), 3);
    }

#ifdef Q_OS_LINUX
    void whereThereIsNoKeychainTheFileTakesIt()
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "disabled:");
        QStringList filed;
        saveSettings(m_folder->path(), QString(), {{u"SECRET_KEY"_s, u"x2"_s}}, this,
                     [&](const Result<QStringList> &saved) { filed = saved.value_or(QStringList{u"error"_s}); });
        QTRY_COMPARE_WITH_TIMEOUT(filed, QStringList{u"SECRET_KEY"_s}, 30000);
        QCOMPARE(load().text("SECRET_KEY"), u"x2"_s);
        QString code;
        saveSettings(m_folder->path(), u"on"_s, {{u"SECRET_KEY"_s, u"x3"_s}}, this,
                     [&](const Result<QStringList> &saved) { code = saved ? u"kept"_s : saved.error().code; });
        QTRY_COMPARE_WITH_TIMEOUT(code, u"keychain_unavailable"_s, 30000);
    }
#endif

    void aKeychainThatIsOffTakesNothing()
    {
        QString code;
        saveSettings(m_folder->path(), u"off"_s, {{u"JWT_SECRET_KEY"_s, u"x1"_s}}, this,
                     [&](const Result<QStringList> &saved) { code = saved ? u"kept"_s : saved.error().code; });
        QTRY_COMPARE(code, u"keychain_off"_s);
    }

    void aSecretThatCannotBeReadIsAFault()
    {
        write("JWT_SECRET_KEY=@keychain\n");
        qputenv("PULT_KEYCHAIN", "off");
        const Settings settings = load();
        QCOMPARE(settings.faults().size(), 1);
        QCOMPARE(settings.faults().constFirst().code, u"keychain_unavailable"_s);
        QVERIFY(!settings.isSet("JWT_SECRET_KEY"));
    }

private:
    void write(const QByteArray &text)
    {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    QByteArray read()
    {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    Settings load()
    {
        Settings::Input input;
        input.dataDir = m_folder->path();
        input.useProcessEnvironment = false;
        return Settings::load(input);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(tst_SettingsFile)
#include "tst_settingsfile.moc"
