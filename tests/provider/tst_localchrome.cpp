// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <browser/localchrome.h>
#include <browser/orphans.h>
#include <browser/processinfo.h>
#include <browser/providers.h>

#include "support/testresult.h"

#include <QDir>
#include <QNetworkAccessManager>
#include <QProcess>
#include <QTemporaryDir>
#include <QWebSocket>

#include <sys/socket.h>
#include <unistd.h>

using namespace pult;
using namespace pult::browser;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestLocalChrome final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void startsAndStops();
    void survivesAStalePortFile();
    void doesNotInheritOurSockets();
    void keepsTwoProfilesApart();
    void refusesIdsThatAreNoFolder_data();
    void refusesIdsThatAreNoFolder();
    void refusesAFolderThatSomebodyElseHolds();
    void saysThatThereIsNoBrowser();
    void saysWhatABrowserThatDiesSaid();
    void givesUpAtItsDeadline();
    void leavesNothingWhenCancelled();
    void closesWhatACrashLeftBehind();
    void closesWhatACrashAtAnyMomentLeftBehind_data();
    void closesWhatACrashAtAnyMomentLeftBehind();
    void findsABrowserOfWhichOnlyTheMarkerIsKnown();
    void leavesOthersAlone();
    void endsItsBrowsersWhenDestroyed();
    void listsTheFoldersOfItsProfiles();

private:
    std::unique_ptr<Provider> make(const QString &browserPath = {});
    std::optional<BrowserRecord> record(const QString &profile) const
    {
        return loadRecord(m_dir->path(), u"local"_s, profile);
    }
    /// How many processes use a folder below the test's own.
    int browsers() const;
    QString script(const QByteArray &text);

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<ProviderShared> m_shared;
    CancelToken m_token;
};

void TestLocalChrome::init()
{
    test::failOnWarnings();
    m_dir = std::make_unique<QTemporaryDir>();
    m_shared = std::make_unique<ProviderShared>();
}

void TestLocalChrome::cleanup()
{
    QTRY_COMPARE_WITH_TIMEOUT(browsers(), 0, 20'000);
    m_dir.reset();
}

std::unique_ptr<Provider> TestLocalChrome::make(const QString &browserPath)
{
    ProviderConfig config;
    config.name = u"local"_s;
    config.dataDir = m_dir->path();
    config.browserPath = browserPath;
    auto provider = makeProvider(config, *m_shared);
    return provider ? std::move(*provider) : nullptr;
}

int TestLocalChrome::browsers() const
{
    int count = 0;
    for (const QString &name : QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file("/proc/"_L1 + name + "/cmdline"_L1);
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(m_dir->path().toUtf8()))
            ++count;
    }
    return count;
}

QString TestLocalChrome::script(const QByteArray &text)
{
    QFile file(m_dir->filePath(u"browser.sh"_s));
    if (file.open(QIODevice::WriteOnly))
        file.write("#!/bin/sh\n" + text);
    file.close();
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return file.fileName();
}

void TestLocalChrome::startsAndStops()
{
    const auto provider = make();
    const auto endpoint = QCoro::waitFor(provider->start(u"shop-1"_s, {}, m_token));
    PULT_VERIFY_RESULT(endpoint);
    QCOMPARE(endpoint->webSocket.host(), u"127.0.0.1"_s);
    QWebSocket socket;
    QSignalSpy connected(&socket, &QWebSocket::connected);
    socket.open(endpoint->webSocket);
    QVERIFY(connected.wait());
    socket.abort();
    const auto kept = record(u"shop-1"_s);
    QVERIFY(kept);
    QCOMPARE(kept->pid, endpoint->pid);
    QCOMPARE(kept->processMark.toStdString(), processMark(endpoint->pid));
    QCOMPARE(kept->session, m_shared->session());
    QCOMPARE(int(QFile::permissions(m_dir->filePath(u"browsers/local-shop-1.json"_s)) & QFile::ReadOther), 0);

    const auto again = QCoro::waitFor(provider->start(u"shop-1"_s, {}, m_token));
    QVERIFY(!again);
    QCOMPARE(again.error().code, u"browser_already_running"_s);

    PULT_VERIFY_RESULT(QCoro::waitFor(provider->stop(u"shop-1"_s, m_token)));
    QVERIFY(!record(u"shop-1"_s));
    QCOMPARE(browsers(), 0);
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->stop(u"shop-1"_s, m_token)));
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->start(u"shop-1"_s, {}, m_token)));
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->stop(u"shop-1"_s, m_token)));
}

void TestLocalChrome::survivesAStalePortFile()
{
    const QString folder = m_dir->filePath(u"profiles/shop-1"_s);
    QVERIFY(QDir().mkpath(folder));
    QFile stale(folder + "/DevToolsActivePort"_L1);
    QVERIFY(stale.open(QIODevice::WriteOnly));
    stale.write("1\n/devtools/browser/gone");
    stale.close();
    // The lock of a browser that is dead, too: its process id belongs to nobody.
    QVERIFY(QFile::link(QSysInfo::machineHostName() + "-999999999"_L1, folder + "/SingletonLock"_L1));
    const auto provider = make();
    const auto endpoint = QCoro::waitFor(provider->start(u"shop-1"_s, {}, m_token));
    PULT_VERIFY_RESULT(endpoint);
    QVERIFY(endpoint->webSocket.port() > 1);
    QVERIFY(!endpoint->webSocket.path().contains("gone"_L1));
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->stop(u"shop-1"_s, m_token)));
}

void TestLocalChrome::doesNotInheritOurSockets()
{
    // A socket whose maker did not think of children.
    const int ours = ::socket(AF_INET, SOCK_STREAM, 0);
    QVERIFY(ours >= 0);
    const QString inode = QFile::symLinkTarget(u"/proc/self/fd/%1"_s.arg(ours)).section(u'/', -1);
    const auto provider = make();
    const auto endpoint = QCoro::waitFor(provider->start(u"a"_s, {}, m_token));
    PULT_VERIFY_RESULT(endpoint);
    QVERIFY(inode.startsWith("socket:"_L1));
    const QDir files(u"/proc/%1/fd"_s.arg(endpoint->pid));
    for (const QFileInfo &file : files.entryInfoList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot))
        QVERIFY(file.symLinkTarget().section(u'/', -1) != inode);
    ::close(ours);
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->stop(u"a"_s, m_token)));
}

void TestLocalChrome::keepsTwoProfilesApart()
{
    const auto provider = make();
    auto first = provider->start(u"a"_s, {}, m_token);
    auto second = provider->start(u"б"_s, {}, m_token);
    const auto one = QCoro::waitFor(first);
    const auto two = QCoro::waitFor(second);
    PULT_VERIFY_RESULT(one);
    PULT_VERIFY_RESULT(two);
    QVERIFY(one->pid != two->pid);
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->stop(u"a"_s, m_token)));
    QVERIFY(!processMark(two->pid).empty());
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->stop(u"б"_s, m_token)));
    QVERIFY(QDir(m_dir->filePath(u"profiles/a/Default"_s)).exists());
    QVERIFY(QDir(m_dir->filePath(u"profiles/б/Default"_s)).exists());
}

void TestLocalChrome::refusesIdsThatAreNoFolder_data()
{
    QTest::addColumn<QString>("id");
    for (const QString &id : {u""_s, u"."_s, u".."_s, u"../x"_s, u"a/b"_s, u"a\\b"_s, u"c:"_s, u".hidden"_s, u" a"_s,
                              u"a\n"_s, QString(101, u'a')})
        QTest::addRow("%s", qPrintable(id.left(10))) << id;
}

void TestLocalChrome::refusesIdsThatAreNoFolder()
{
    QFETCH(QString, id);
    const auto provider = make();
    const auto endpoint = QCoro::waitFor(provider->start(id, {}, m_token));
    QVERIFY(!endpoint);
    QCOMPARE(endpoint.error().kind, ErrorKind::Invalid);
    QCOMPARE(endpoint.error().code, u"profile_id_invalid"_s);
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->stop(id, m_token)));
}

void TestLocalChrome::refusesAFolderThatSomebodyElseHolds()
{
    // An operator's own browser on the same folder: not ours to close.
    const QString folder = m_dir->filePath(u"profiles/mine"_s);
    QVERIFY(QDir().mkpath(folder));
    const auto program = findBrowser({});
    PULT_VERIFY_RESULT(program);
    QProcess own;
    own.setChildProcessModifier([] { becomeIndependent(); });
    own.setStandardErrorFile(QProcess::nullDevice());
    own.start(*program, {u"--headless=new"_s, u"--no-sandbox"_s, u"--disable-gpu"_s, u"--remote-debugging-port=0"_s,
                         "--user-data-dir="_L1 + folder, u"about:blank"_s});
    QTRY_VERIFY_WITH_TIMEOUT(dataFolderHolder(folder.toStdString()) == own.processId(), 20000);
    const auto provider = make();
    const auto endpoint = QCoro::waitFor(provider->start(u"mine"_s, {}, m_token));
    QVERIFY(!endpoint);
    QCOMPARE(endpoint.error().code, u"browser_profile_locked"_s);
    QCOMPARE(endpoint.error().arguments, (QStringList{u"mine"_s, QString::number(own.processId())}));
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->stop(u"mine"_s, m_token)));
    const auto report = QCoro::waitFor(reapOrphans(m_dir->path(), u"next life"_s, nullptr, m_token));
    QCOMPARE(report.closed, 0);
    QCOMPARE(own.state(), QProcess::Running);
    killProcessGroup(own.processId());
    own.waitForFinished();
}

void TestLocalChrome::saysThatThereIsNoBrowser()
{
    const auto provider = make(u"/nowhere/chrome"_s);
    const auto endpoint = QCoro::waitFor(provider->start(u"a"_s, {}, m_token));
    QVERIFY(!endpoint);
    QCOMPARE(endpoint.error().code, u"browser_path_invalid"_s);
    QCOMPARE(endpoint.error().arguments, QStringList{u"/nowhere/chrome"_s});

    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", "/nowhere");
    const auto named = findBrowser(u"chromium"_s);
    qputenv("PATH", path);
    QVERIFY(!named);
}

void TestLocalChrome::saysWhatABrowserThatDiesSaid()
{
    const auto provider = make(script("echo 'no usable display' >&2; exit 21\n"));
    const auto endpoint = QCoro::waitFor(provider->start(u"a"_s, {}, m_token));
    QVERIFY(!endpoint);
    QCOMPARE(endpoint.error().code, u"browser_exited"_s);
    QCOMPARE(endpoint.error().arguments, (QStringList{u"a"_s, u"21"_s}));
    QCOMPARE(endpoint.error().detail, u"no usable display"_s);
    QVERIFY(!record(u"a"_s));
}

void TestLocalChrome::givesUpAtItsDeadline()
{
    const auto provider = make(script("exec sleep 60\n"));
    StartOptions options;
    options.deadline = 1s;
    const auto endpoint = QCoro::waitFor(provider->start(u"a"_s, options, m_token));
    QVERIFY(!endpoint);
    QCOMPARE(endpoint.error().kind, ErrorKind::Timeout);
    QCOMPARE(endpoint.error().code, u"browser_start_timeout"_s);
    QVERIFY(!record(u"a"_s));
}

void TestLocalChrome::leavesNothingWhenCancelled()
{
    const auto provider = make();
    CancelToken token;
    QTimer::singleShot(100ms, &token, [&token] { token.cancel({ErrorKind::Cancelled, u"cancelled"_s, {}, {}}); });
    const auto endpoint = QCoro::waitFor(provider->start(u"a"_s, {}, token));
    QVERIFY(!endpoint);
    QCOMPARE(endpoint.error().kind, ErrorKind::Cancelled);
    QVERIFY(!record(u"a"_s));
    QTRY_COMPARE(browsers(), 0);
}

void TestLocalChrome::closesWhatACrashLeftBehind()
{
    QProcess holder;
    holder.start(QCoreApplication::applicationDirPath() + "/browserholder"_L1, {m_dir->path(), u"shop-1"_s});
    QVERIFY(holder.waitForReadyRead(30000));
    const qint64 pid = holder.readLine().trimmed().toLongLong();
    QVERIFY(pid > 0);
    holder.kill();
    holder.waitForFinished();
    QVERIFY(!processMark(pid).empty());
    const auto report = QCoro::waitFor(reapOrphans(m_dir->path(), m_shared->session(), nullptr, m_token));
    QCOMPARE(report.closed, 1);
    QCOMPARE(report.left, QStringList());
    QVERIFY(processMark(pid).empty());
    QVERIFY(!record(u"shop-1"_s));
    // And the profile can be used again.
    const auto provider = make();
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->start(u"shop-1"_s, {}, m_token)));
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->stop(u"shop-1"_s, m_token)));
}

void TestLocalChrome::closesWhatACrashAtAnyMomentLeftBehind_data()
{
    QTest::addColumn<int>("after");
    for (const int after : {1, 5, 10, 15, 20, 30, 60, 120, 300, 600})
        QTest::addRow("%d ms", after) << after;
}

void TestLocalChrome::closesWhatACrashAtAnyMomentLeftBehind()
{
    QFETCH(int, after);
    QProcess holder;
    holder.start(QCoreApplication::applicationDirPath() + "/browserholder"_L1, {m_dir->path(), u"shop-1"_s});
    QTRY_VERIFY_WITH_TIMEOUT(record(u"shop-1"_s), 10000);
    QVERIFY(!holder.waitForFinished(after));
    holder.kill();
    holder.waitForFinished();
    const auto report = QCoro::waitFor(reapOrphans(m_dir->path(), m_shared->session(), nullptr, m_token));
    QCOMPARE(report.closed + report.gone, 1); // or killed before it had forked
    QCOMPARE(browsers(), 0);
    QVERIFY(!record(u"shop-1"_s));
}

void TestLocalChrome::findsABrowserOfWhichOnlyTheMarkerIsKnown()
{
    // Killed between the fork and the second writing of the record.
    QProcess holder;
    holder.start(QCoreApplication::applicationDirPath() + "/browserholder"_L1, {m_dir->path(), u"shop-1"_s});
    QVERIFY(holder.waitForReadyRead(30000));
    holder.kill();
    holder.waitForFinished();
    auto kept = record(u"shop-1"_s);
    QVERIFY(kept);
    const qint64 pid = kept->pid;
    kept->pid = 0;
    kept->processMark.clear();
    PULT_VERIFY_RESULT(saveRecord(m_dir->path(), *kept));
    const auto report = QCoro::waitFor(reapOrphans(m_dir->path(), m_shared->session(), nullptr, m_token));
    QCOMPARE(report.closed, 1);
    QVERIFY(processMark(pid).empty());
}

void TestLocalChrome::leavesOthersAlone()
{
    // A record whose process id has been given to another program since.
    QProcess other;
    other.start(u"sleep"_s, {u"60"_s});
    QVERIFY(other.waitForStarted());
    BrowserRecord stale;
    stale.provider = u"local"_s;
    stale.profile = u"a"_s;
    stale.session = u"earlier"_s;
    stale.dataFolder = m_dir->filePath(u"profiles/a"_s);
    stale.pid = other.processId();
    stale.processMark = u"another boot:1"_s;
    PULT_VERIFY_RESULT(saveRecord(m_dir->path(), stale));
    // And a browser of the present life.
    const auto provider = make();
    const auto endpoint = QCoro::waitFor(provider->start(u"mine"_s, {}, m_token));
    PULT_VERIFY_RESULT(endpoint);
    const auto report = QCoro::waitFor(reapOrphans(m_dir->path(), m_shared->session(), nullptr, m_token));
    QCOMPARE(report.closed, 0);
    QCOMPARE(report.gone, 1);
    QCOMPARE(other.state(), QProcess::Running);
    QVERIFY(!processMark(endpoint->pid).empty());
    QVERIFY(record(u"mine"_s));
    QVERIFY(!record(u"a"_s));
    other.kill();
    other.waitForFinished();
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->stop(u"mine"_s, m_token)));
}

void TestLocalChrome::endsItsBrowsersWhenDestroyed()
{
    auto provider = make();
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->start(u"a"_s, {}, m_token)));
    provider.reset();
    QTRY_COMPARE(browsers(), 0);
    QVERIFY(!record(u"a"_s));
}

void TestLocalChrome::listsTheFoldersOfItsProfiles()
{
    QVERIFY(QDir().mkpath(m_dir->filePath(u"profiles/idle"_s)));
    const auto provider = make();
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->start(u"busy"_s, {}, m_token)));
    const auto found = QCoro::waitFor(provider->profiles(m_token));
    PULT_VERIFY_RESULT(found);
    QCOMPARE(found->size(), 2);
    QCOMPARE(found->at(0).id, u"busy"_s);
    QVERIFY(found->at(0).running);
    QCOMPARE(found->at(1).id, u"idle"_s);
    QVERIFY(!found->at(1).running);
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->stop(u"busy"_s, m_token)));
}

QTEST_GUILESS_MAIN(TestLocalChrome)
#include "tst_localchrome.moc"
