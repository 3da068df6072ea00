// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <node/uploadmap.h>
#include <support/testresult.h>

using namespace Qt::StringLiterals;
using namespace pult;
using Rows = QList<node::BulkUploadRequest::Row>;

class tst_UploadMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void rows_data()
    {
        const Rows usual{{u"a"_s, {u"/m/1.mp4"_s, u"/x/2.mp4"_s}, u"Hello, \"you\"\nthere"_s, {u"#one"_s, u"two"_s}},
                         {u"b"_s, {u"/m/3.mp4"_s}, {}, {}}};
        QTest::addColumn<QByteArray>("csv");
        QTest::addColumn<Rows>("rows");
        QTest::newRow("quotes and line breaks")
            << QByteArray("profile,media,caption,tags\n"
                          "a,1.mp4|/x/2.mp4,\"Hello, \"\"you\"\"\nthere\",\"#one, two\"\n"
                          "b,3.mp4,,\n")
            << usual;
        QTest::newRow("CRLF, byte order mark, no last line end")
            << QByteArray("\xEF\xBB\xBFprofile,media,caption,tags\r\n"
                          "a,1.mp4 | /x/2.mp4,\"Hello, \"\"you\"\"\nthere\",#one two\r\n"
                          "\r\n"
                          "b,3.mp4")
            << usual;
        QTest::newRow("semicolons") << QByteArray("Profile;Media\nb;3.mp4\n") << Rows{usual[1]};
        QTest::newRow("another order") << QByteArray("media,profile\n3.mp4,b\n") << Rows{usual[1]};
        QTest::newRow("Cyrillic") << QByteArray("profile,media\nмагазин,/в.mp4\n")
                                  << Rows{{u"магазин"_s, {u"/в.mp4"_s}, {}, {}}};
    }
    void rows()
    {
        QFETCH(const QByteArray, csv);
        QFETCH(const Rows, rows);
        const auto map = node::parseUploadMap(csv, u"f.csv"_s, u"/m"_s);
        PULT_VERIFY_RESULT(map);
        QCOMPARE(*map, rows);
    }

    void faults_data()
    {
        QTest::addColumn<QByteArray>("csv");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("place");
        QTest::newRow("nothing") << QByteArray() << u"map_empty"_s << QString();
        QTest::newRow("header alone") << QByteArray("profile,media\n") << u"map_empty"_s << QString();
        QTest::newRow("no media column") << QByteArray("profile\na\n") << u"map_column_missing"_s << u"media"_s;
        QTest::newRow("unknown column") << QByteArray("profile,media,tgas\na,b,c\n") << u"map_invalid"_s << u"1"_s;
        QTest::newRow("no profile") << QByteArray("profile,media\na,b\n,c\n") << u"map_invalid"_s << u"3"_s;
        QTest::newRow("no media") << QByteArray("profile,media\na,\n") << u"map_invalid"_s << u"2"_s;
        QTest::newRow("too many fields") << QByteArray("profile,media\na,b,c\n") << u"map_invalid"_s << u"2"_s;
        QTest::newRow("open quote") << QByteArray("profile,media\na,\"b\n") << u"map_invalid"_s << u"2"_s;
        QTest::newRow("line after a long field")
            << QByteArray("profile,media\n\"a\nb\",c\n,d\n") << u"map_invalid"_s << u"4"_s;
        QTest::newRow("not UTF-8") << QByteArray("profile,media\n\xEC\xE0,b\n") << u"map_invalid"_s << u"1"_s;
    }
    void faults()
    {
        QFETCH(const QByteArray, csv);
        QFETCH(const QString, place);
        const auto map = node::parseUploadMap(csv, u"f.csv"_s, u"/m"_s);
        QVERIFY(!map);
        QTEST(map.error().code, "code");
        QCOMPARE(map.error().arguments.value(1), place);
    }
};

QTEST_GUILESS_MAIN(tst_UploadMap)
#include "tst_uploadmap.moc"
