// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <base/dotenv.h>
#include <support/testresult.h>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_DotEnv : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void value_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("value");
        QTest::newRow("plain") << QByteArray("A=b") << u"b"_s;
        QTest::newRow("blanks around") << QByteArray("  A =  b c  ") << u"b c"_s;
        QTest::newRow("empty") << QByteArray("A=") << u""_s;
        QTest::newRow("export") << QByteArray("export A=b") << u"b"_s;
        QTest::newRow("comment after a blank") << QByteArray("A=b # no") << u"b"_s;
        QTest::newRow("hash inside") << QByteArray("A=b#c") << u"b#c"_s;
        QTest::newRow("equals inside") << QByteArray("A=b=c=") << u"b=c="_s;
        QTest::newRow("literal") << QByteArray("A=' $b \\n# '  # no") << u" $b \\n# "_s;
        QTest::newRow("escaped") << QByteArray(R"(A="a\n\"b\" \\ \$ \x")") << u"a\n\"b\" \\ $ \\x"_s;
        QTest::newRow("over lines") << QByteArray("A=\"a\nb\"") << u"a\nb"_s;
        QTest::newRow("CRLF") << QByteArray("A=b\r\n") << u"b"_s;
        QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF"
                                                       "A=b\n")
                                         << u"b"_s;
        QTest::newRow("UTF-8") << QByteArray("A=Студия") << QStringLiteral("Студия");
        QTest::newRow("the last one stands") << QByteArray("A=a\nA=b") << u"b"_s;
    }
    void value()
    {
        QFETCH(const QByteArray, text);
        const DotEnvFile file = parseDotEnv(text);
        QVERIFY(file.badLines.isEmpty());
        QVERIFY(!file.entries.isEmpty());
        QCOMPARE(file.entries.last().name, u"A"_s);
        QTEST(file.entries.last().value, "value");
    }

    void linesAreCounted()
    {
        const DotEnvFile file = parseDotEnv("# first\n\nA='1\n2'\nnot an assignment\nB=2\nC=\"open\nD=3\n9=x\n");
        const QList<DotEnvEntry> expected{{u"A"_s, u"1\n2"_s, 3}, {u"B"_s, u"2"_s, 6}, {u"D"_s, u"3"_s, 8}};
        QCOMPARE(file.entries, expected);
        QCOMPARE(file.badLines, (QList<int>{5, 7, 9}));
    }
};

QTEST_GUILESS_MAIN(tst_DotEnv)
#include "tst_dotenv.moc"
