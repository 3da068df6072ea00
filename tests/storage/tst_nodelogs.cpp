// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <queue/nodelogs.h>
#include <queue/nodes.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

/// Log lines that other computers may read.
class tst_NodeLogs : public test::StorageTest
{
    Q_OBJECT

    bool addNode(const QString &id, const QString &name)
    {
        NodeInfo node;
        node.id = id;
        node.name = name;
        node.state = u"running"_s;
        return heartbeat(db(), node).has_value();
    }
    static QList<NodeLogLine> lines(const QString &text, int count)
    {
        QList<NodeLogLine> list;
        for (int i = 0; i < count; ++i)
            list.append({0, {}, localNow(), u"info"_s, u"pult.core.node"_s, text % QString::number(i)});
        return list;
    }
    QStringList texts(const QString &node, std::optional<qint64> after = {}, int limit = 100)
    {
        QStringList list;
        const auto read = readNodeLogs(db(), {node, after, limit});
        for (const NodeLogLine &line : read.value_or(QList<NodeLogLine>()))
            list.append(line.message);
        return list;
    }

private Q_SLOTS:
    void eachNodesLinesAreReadByItsNameOrId_data() { bothDatabases(); }
    void eachNodesLinesAreReadByItsNameOrId()
    {
        QVERIFY(open());
        QVERIFY(addNode(u"n-1"_s, u"office-1"_s) && addNode(u"n-2"_s, u"office-2"_s));
        PULT_VERIFY_RESULT(writeNodeLogs(db(), u"n-1"_s, u"office-1"_s, lines(u"a"_s, 3)));
        PULT_VERIFY_RESULT(writeNodeLogs(db(), u"n-2"_s, u"office-2"_s, lines(u"b"_s, 1)));
        QCOMPARE(texts(u"office-1"_s), (QStringList{u"a0"_s, u"a1"_s, u"a2"_s}));
        QCOMPARE(texts(u"n-1"_s, {}, 2), (QStringList{u"a1"_s, u"a2"_s})); // the newest
        QCOMPARE(texts(u"n-1"_s, 0, 2), (QStringList{u"a0"_s, u"a1"_s}));  // from the first on
        PULT_GET(all, readNodeLogs(db(), {u"office-1"_s, {}, 100}));
        QCOMPARE(texts(u"office-1"_s, all[1].id), QStringList{u"a2"_s});
        QCOMPARE(all[0].level, u"info"_s);
        QCOMPARE(all[0].nodeName, u"office-1"_s);
        QCOMPARE(texts(u"nobody"_s), QStringList());
        // What text may hold anywhere.
        PULT_VERIFY_RESULT(writeNodeLogs(db(), u"n-2"_s, u"office-2"_s,
                                         {{0, {}, localNow(), u"error"_s, u"x"_s, u"Пульт \"'\\"_s + QChar(u'\0')}}));
        QCOMPARE(texts(u"office-2"_s).constLast(), u"Пульт \"'\\"_s);
    }

    /// Who follows gets all of a burst, however much came between two looks.
    void aBurstIsFollowedWithoutALoss_data() { bothDatabases(); }
    void aBurstIsFollowedWithoutALoss()
    {
        QVERIFY(open());
        QVERIFY(addNode(u"n-1"_s, u"office-1"_s) && addNode(u"n-2"_s, u"office-2"_s));
        PULT_VERIFY_RESULT(writeNodeLogs(db(), u"n-1"_s, u"office-1"_s, lines(u"before"_s, 3)));
        PULT_GET(known, readNodeLogs(db(), {u"office-1"_s, {}, 1}));
        constexpr int burst = 2500;
        PULT_VERIFY_RESULT(writeNodeLogs(db(), u"n-2"_s, u"office-2"_s, lines(u"other"_s, 10)));
        PULT_VERIFY_RESULT(writeNodeLogs(db(), u"n-1"_s, u"office-1"_s, lines(u"a"_s, burst)));
        QStringList heard;
        qint64 last = known.constFirst().id;
        for (int page = 0; page < 4; ++page) {
            PULT_GET(more, readNodeLogs(db(), {u"office-1"_s, last, 1000}));
            for (const NodeLogLine &line : more)
                heard.append(line.message);
            last = more.isEmpty() ? last : more.constLast().id;
        }
        QStringList told;
        for (int i = 0; i < burst; ++i)
            told.append(u'a' + QString::number(i));
        QCOMPARE(heard, told);
    }

    void oldAndTooManyAreRemoved_data() { bothDatabases(); }
    void oldAndTooManyAreRemoved()
    {
        QVERIFY(open());
        QVERIFY(addNode(u"n-1"_s, u"office-1"_s) && addNode(u"n-2"_s, u"office-2"_s));
        PULT_VERIFY_RESULT(writeNodeLogs(db(), u"n-1"_s, u"office-1"_s, lines(u"a"_s, 10)));
        PULT_VERIFY_RESULT(writeNodeLogs(db(), u"n-2"_s, u"office-2"_s, lines(u"b"_s, 10)));
        NodeLogCap cap;
        cap.lines = 4;
        PULT_VERIFY_RESULT(trimNodeLogs(db(), u"n-1"_s, cap));
        QCOMPARE(texts(u"office-1"_s), (QStringList{u"a6"_s, u"a7"_s, u"a8"_s, u"a9"_s}));
        QCOMPARE(texts(u"office-2"_s).size(), 10);
        shift(23h);
        PULT_VERIFY_RESULT(trimNodeLogs(db(), u"n-1"_s, cap));
        QCOMPARE(texts(u"office-2"_s).size(), 10);
        shift(25h);
        PULT_VERIFY_RESULT(trimNodeLogs(db(), u"n-1"_s, cap));
        QCOMPARE(number(u"select count(*) from node_logs"_s), 0);
    }
};

QTEST_GUILESS_MAIN(tst_NodeLogs)
#include "tst_nodelogs.moc"
