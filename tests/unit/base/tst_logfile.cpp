// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <base/logfile.h>
#include <support/testresult.h>

#include <QDateTime>
#include <QDir>
#include <QFile>

#include <csignal>
#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace pult;

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("<none>");
}

void put(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

} // namespace

class tst_LogFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_dir = std::make_unique<QTemporaryDir>();
    }

    void rotatesBeforeTheRecordThatWouldPass()
    {
        {
            LogFile file(options(10));
            for (const char *line : {"aaaa\n", "bbbb\n", "cccc\n"})
                file.write(line);
        }
        QCOMPARE(contents(path()), "cccc\n");
        QCOMPARE(contents(path(1)), "aaaa\nbbbb\n");
    }

    void keepsFiveBackups()
    {
        {
            LogFile file(options(5));
            for (char c = 'a'; c <= 'i'; ++c)
                file.write(QByteArray(4, c).append('\n'));
        }
        QCOMPARE(contents(path()), "iiii\n");
        QCOMPARE(contents(path(1)), "hhhh\n");
        QCOMPARE(contents(path(5)), "dddd\n");
        QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files).size(), 6);
    }

    void recordOverTheLimitHasItsOwnFile()
    {
        {
            LogFile file(options(10));
            file.write("aa\n");
            file.write(QByteArray(30, 'b').append('\n'));
            file.write("cc\n");
        }
        QCOMPARE(contents(path()), "cc\n");
        QCOMPARE(contents(path(1)), QByteArray(30, 'b').append('\n'));
        QCOMPARE(contents(path(2)), "aa\n");
    }

    void headerCounts()
    {
        LogFile::Options with = options(10);
        with.header = [] { return QByteArray("head\n"); };
        {
            LogFile file(with);
            file.write("aaaa\n");
            file.write("bbbb\n");
        }
        QCOMPARE(contents(path()), "head\nbbbb\n");
        QCOMPARE(contents(path(1)), "head\naaaa\n");
    }

    void goesOnWithTheFileOfTheLastLife()
    {
        put(path(), "aaaa\n");
        {
            LogFile file(options(10));
            file.write("bbbb\n");
            file.flush();
            QCOMPARE(contents(path()), "aaaa\nbbbb\n");
            file.write("cccc\n");
        }
        QCOMPARE(contents(path(1)), "aaaa\nbbbb\n");
    }

    void gapInTheNumbersIsLegal()
    {
        put(path(), "1111\n");
        put(path(2), "2222\n");
        {
            LogFile file(options(5));
            file.write("aaaa\n");
        }
        QCOMPARE(contents(path()), "aaaa\n");
        QCOMPARE(contents(path(1)), "1111\n");
        QCOMPARE(contents(path(3)), "2222\n");
    }

    void oldOnesAreDeleted()
    {
        put(path(2), "old\n");
        put(path(3), "young\n");
        QFile old(path(2));
        QVERIFY(old.open(QIODevice::ReadWrite));
        QVERIFY(old.setFileTime(QDateTime::currentDateTime().addDays(-31), QFileDevice::FileModificationTime));
        old.close();
        LogFile file(options(100));
        QVERIFY(!QFile::exists(path(2)));
        QVERIFY(QFile::exists(path(3)));
    }

    void fullDiskIsToldOnceAndRecoveredFrom()
    {
        QStringList troubles;
        qint64 lost = -1;
        LogFile::Options with = options(1000000);
        with.path = m_dir->filePath(u"gone/pult.log"_s);
        with.onTrouble = [&](const QString &what) { troubles.append(what); };
        with.onRecovered = [&](qint64 lines) { lost = lines; };
        put(m_dir->filePath(u"gone"_s), "a file where the folder should be");
        LogFile file(with);
        QVERIFY(!file.isWorking());
        file.write("a\n");
        file.flush();
        file.write("b\n");
        file.flush();
        QCOMPARE(troubles.size(), 1);

        QVERIFY(QFile::remove(m_dir->filePath(u"gone"_s)));
        QVERIFY(QDir(m_dir->path()).mkdir(u"gone"_s));
        file.write("c\n");
        file.flush();
        QVERIFY(file.isWorking());
        QCOMPARE(lost, 2);
        QCOMPARE(contents(with.path), "c\n");
    }

    /// A limit on the size of files stands for the full disk: it, too, lets only a part of a write through.
    void tornLineDoesNotStay()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        QStringList troubles;
        qint64 lost = -1;
        LogFile::Options with = options(1000000);
        with.onTrouble = [&](const QString &what) { troubles.append(what); };
        with.onRecovered = [&](qint64 lines) { lost = lines; };
        LogFile file(with);
        file.write("aaaa\n");
        file.flush();
        const rlimit small{13, before.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        file.write("bbbb\n");
        file.write("cccc\n");
        file.flush();
        file.write("dddd\n");
        file.flush();
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
        QCOMPARE(troubles, QStringList{u"File too large"_s});
        QVERIFY(!file.isWorking());
        file.write("eeee\n");
        file.flush();
        QCOMPARE(lost, 2);
        QCOMPARE(contents(path()), "aaaa\nbbbb\neeee\n");
    }

private:
    QString path(int backup = 0) const
    {
        return m_dir->filePath(backup ? u"pult.%1.log"_s.arg(backup) : u"pult.log"_s);
    }
    LogFile::Options options(qint64 maxBytes) const
    {
        LogFile::Options options;
        options.path = path();
        options.maxBytes = maxBytes;
        return options;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(tst_LogFile)
#include "tst_logfile.moc"
