// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <base/errorstream.h>
#include <base/logging.h>
#include <base/settings.h>
#include <support/testresult.h>

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;

Q_LOGGING_CATEGORY(lcTest, "pult.test.logging", QtInfoMsg)

// failOnWarnings() is of no use here: the handler under test is the one that would see them.
class tst_Logging : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void linesAreJson()
    {
        {
            const Logging logging(options());
            qCInfo(lcTest).noquote() << "run started task=17 profile=shop-1 note=\"a\tб\"";
            qCDebug(lcTest) << "not shown";
        }
        const QList<QJsonObject> lines = read();
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines[0][u"msg"].toString().startsWith(u"log_opened version="));
        const QJsonObject line = lines[1];
        static const QRegularExpression time(
            u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}[+-]\\d\\d:\\d\\d$"_s);
        QVERIFY(time.match(line[u"ts"].toString()).hasMatch());
        QCOMPARE(line[u"level"].toString(), u"info"_s);
        QCOMPARE(line[u"logger"].toString(), u"pult.test.logging"_s);
        QCOMPARE(line[u"thread"].toString(), u"main"_s);
        QCOMPARE(line[u"task_id"].toString(), u"17"_s);
        QCOMPARE(line[u"profile_id"].toString(), u"shop-1"_s);
        QCOMPARE(line[u"msg"].toString(), u"run started task=17 profile=shop-1 note=\"a\tб\""_s);
    }

    void levelAndRulesChangeAtRunTime()
    {
        {
            const Logging logging(options());
            qCDebug(lcTest) << "one";
            Logging::setLevel(QtDebugMsg);
            qCDebug(lcTest) << "two";
            Logging::setLevel(QtWarningMsg);
            qCInfo(lcTest) << "three";
            Logging::setLevel(QtWarningMsg, u"pult.test.logging.debug=true"_s);
            qCDebug(lcTest) << "four";
        }
        QCOMPARE(messages(), (QStringList{u"two"_s, u"four"_s}));
    }

    void errorsAreInTheFileAtOnce()
    {
        // The periodic flush needs a second. On a busy computer not every try is as fast as this.
        const auto atOnce = [this] {
            const Logging logging(options());
            qCCritical(lcTest) << "broken";
            return QTest::qWaitFor([this] { return messages().contains(u"broken"_s); }, 700);
        };
        QVERIFY(atOnce() || atOnce() || atOnce() || atOnce() || atOnce());
    }

    void othersWithinTwoSeconds()
    {
        const auto soon = [this] {
            const Logging logging(options());
            qCInfo(lcTest) << "calm";
            return QTest::qWaitFor([this] { return messages().contains(u"calm"_s); }, 2000);
        };
        QVERIFY(soon() || soon() || soon());
    }

    void flushWaits()
    {
        const Logging logging(options());
        for (int i = 0; i < 5000; ++i)
            qCInfo(lcTest) << i;
        Logging::flush();
        QCOMPARE(messages().size(), 5000);
    }

    void aReaderThatDoesNotReadHoldsNothingUp()
    {
        std::array<int, 2> ends{};
        QCOMPARE(::pipe(ends.data()), 0);
        constexpr quint64 lines = 20'000;
        const QByteArray line = QByteArray(999, 'x') + '\n'; // 20 MB: far more than is kept
        std::atomic<qsizetype> bytes = 0;
        QByteArray got;
        std::thread reader;
        {
            const auto loss = [](quint64 lost) -> QByteArray { return "lost=" + QByteArray::number(lost) + '\n'; };
            ErrorStream stream(loss, ends[1]);
            for (quint64 i = 0; i < lines; ++i)
                stream.write(line);
            QVERIFY(!stream.waitUntilOut(0ms));
            reader = std::thread([&] {
                QByteArray piece(65536, '\0');
                for (ssize_t size = 0; (size = ::read(ends[0], piece.data(), std::size_t(piece.size()))) > 0;) {
                    got += QByteArrayView(piece).first(size);
                    bytes += size;
                }
            });
            QTRY_VERIFY(bytes > 3'000'000);
            stream.write("last\n");
            QVERIFY(stream.waitUntilOut(20s));
        }
        ::close(ends[1]);
        reader.join();
        ::close(ends[0]);
        const auto kept = quint64(got.count(line));
        QVERIFY(kept > 1000 && kept < lines);
        const QByteArray last = "lost=" + QByteArray::number(lines - kept) + "\nlast\n";
        QVERIFY(got.endsWith(last));
    }

    /// A pipe that nobody reads stands for the disk.
    void aDiskThatStandsStillCostsLinesOnly()
    {
        LogOptions still = options();
        still.maxBytes = 1'000'000'000;
        const QByteArray path = still.filePath.toLocal8Bit();
        QVERIFY(QDir().mkpath(QFileInfo(still.filePath).path()));
        QCOMPARE(::mkfifo(path.constData(), 0600), 0);
        const int end = ::open(path.constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        QVERIFY(end >= 0);
        std::atomic<qsizetype> bytes = 0;
        QByteArray got;
        std::thread reader;
        {
            const Logging logging(still);
            for (int i = 0; i < 20'000; ++i) // twice what is on its way at most
                qCInfo(lcTest) << i << "and some more words";
            QCOMPARE(Logging::lineCounts()[1], quint64(20'000));
            ::fcntl(end, F_SETFL, 0); // from here on it waits for more
            reader = std::thread([&] {
                QByteArray piece(65536, '\0');
                for (ssize_t size = 0; (size = ::read(end, piece.data(), std::size_t(piece.size()))) > 0;) {
                    got += QByteArrayView(piece).first(size);
                    bytes += size;
                }
            });
            QTRY_VERIFY(bytes > 500'000);
            qCInfo(lcTest) << "it goes on";
        }
        reader.join();
        ::close(end);
        QVERIFY(got.contains("log_disk_stood_still lost="));
        QVERIFY(got.contains("it goes on"));
    }

    void aReaderThatIsGoneEndsNothing()
    {
        std::array<int, 2> ends{};
        QCOMPARE(::pipe(ends.data()), 0);
        ::close(ends[0]);
        const auto usual = std::signal(SIGPIPE, SIG_DFL);
        {
            ErrorStream stream([](quint64) { return QByteArray(); }, ends[1]);
            stream.write("nobody hears this\n");
            QVERIFY(stream.waitUntilOut(20s));
        }
        std::signal(SIGPIPE, usual);
        ::close(ends[1]);
    }

    void ringHoldsTheNewest()
    {
        const Logging logging({});
        for (int i = 1; i <= 10050; ++i)
            qCInfo(lcTest) << i;
        const QList<LogRecord> all = Logging::recordsAfter(0, 20000);
        QCOMPARE(all.size(), 10000);
        QCOMPARE(all.first().message, u"51"_s);
        QCOMPARE(all.first().number, 51);
        QCOMPARE(all.last().number, 10050);
        QCOMPARE(Logging::recordsAfter(10048).size(), 2);
        QCOMPARE(Logging::recordsAfter(10050).size(), 0);
        QCOMPARE(Logging::recordsAfter(0, 3).first().number, 10048);
    }

    void threadsLoseAndTearNothing()
    {
        constexpr int threads = 8;
        constexpr int lines = 4000;
        LogOptions small = options();
        small.maxBytes = 2000000;
        {
            const Logging logging(small);
            std::vector<std::thread> writers;
            for (int thread = 0; thread < threads; ++thread) {
                writers.emplace_back([thread] {
                    for (int i = 0; i < lines; ++i)
                        qCInfo(lcTest).noquote() << u"t=%1 i=%2 "_s.arg(thread).arg(i) + QString(40, u'x');
                });
            }
            for (std::thread &writer : writers)
                writer.join();
        }
        QSet<QString> seen;
        const QFileInfoList files = QDir(m_dir->path()).entryInfoList(QDir::Files);
        QVERIFY(files.size() > 1);
        QVERIFY(files.size() <= 6);
        for (const QFileInfo &info : files) {
            QVERIFY(info.size() <= small.maxBytes);
            for (const QString &message : messages(info.filePath()))
                seen.insert(message);
        }
        QCOMPARE(seen.size(), threads * lines);
    }

    /// A limit on the size of files stands for the full disk.
    void fullDiskKeepsTheRing()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        const Logging logging(options());
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit none{0, before.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &none), 0);
        qCCritical(lcTest) << "kept";
        Logging::flush();
        qCCritical(lcTest) << "again";
        Logging::flush();
        const bool working = Logging::isFileWorking();
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(!working);
        QStringList inRing;
        for (const LogRecord &record : Logging::recordsAfter(0))
            inRing.append(record.message);
        QVERIFY(inRing.contains(u"kept"_s));
        QVERIFY(inRing.contains(u"again"_s));
        QCOMPARE(inRing.filter(u"log_write_failed"_s), QStringList{u"log_write_failed File too large"_s});

        qCCritical(lcTest) << "better";
        Logging::flush();
        QVERIFY(Logging::isFileWorking());
        QCOMPARE(messages(), QStringList{u"better"_s});
    }

    void optionsFromSettings()
    {
        const Settings settings =
            Settings::load({u"/data"_s, {}, {{u"LOG_LEVEL"_s, u"WARN"_s}, {u"LOG_MAX_BYTES"_s, u"5000"_s}}, {}, false});
        const LogOptions node = logOptions(settings);
        QCOMPARE(node.filePath, u"/data/logs/pult.log"_s);
        QCOMPARE(node.level, QtWarningMsg);
        QCOMPARE(node.maxBytes, 5000);
        QCOMPARE(node.backupCount, 5);
        QVERIFY(node.jsonLines);
        QCOMPARE(logOptions(settings, u"window"_s).filePath, u"/data/logs/pult-window.log"_s);
    }

private:
    LogOptions options() const
    {
        LogOptions options;
        options.filePath = m_dir->filePath(u"pult.log"_s);
        return options;
    }
    QList<QJsonObject> read(const QString &path = {}) const
    {
        QFile file(path.isEmpty() ? m_dir->filePath(u"pult.log"_s) : path);
        QList<QJsonObject> lines;
        if (!file.open(QIODevice::ReadOnly))
            return lines;
        while (!file.atEnd())
            lines.append(QJsonDocument::fromJson(file.readLine()).object());
        return lines;
    }
    QStringList messages(const QString &path = {}) const
    {
        QStringList list;
        for (const QJsonObject &line : read(path)) {
            if (line[u"logger"].toString() == "pult.test.logging"_L1)
                list.append(line[u"msg"].toString());
        }
        return list;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(tst_Logging)
#include "tst_logging.moc"
