// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The stream of events: what is told, what who comes back gets, and the signs of life.
#include "routestage.h"

#include <mutex>

using namespace Qt::StringLiterals;
using namespace pult;
using test::RouteStage;

namespace {

struct Event
{
    QByteArray id;
    QByteArray name;
    QJsonObject data;
};

/// A client of the stream. The sink is called on the stream's thread.
class Listener final
{
public:
    void open(RouteStage &stage, const QByteArray &lastEventId = {})
    {
        net::HttpHeaders headers;
        if (!lastEventId.isEmpty())
            headers.emplaceBack("Last-Event-ID", lastEventId);
        const api::Answer answer = stage.asked("GET", "/api/v1/events", {}, headers).result();
        m_stream = answer.stream([this](const QByteArray &piece) {
            const std::scoped_lock lock(m_mutex);
            m_text += piece;
            return true;
        });
    }
    void close() { m_stream.reset(); }
    QByteArray text()
    {
        const std::scoped_lock lock(m_mutex);
        return m_text;
    }
    QList<Event> events()
    {
        QList<Event> list;
        const QByteArray all = text();
        for (qsizetype at = 0, end = 0; (end = all.indexOf("\n\n", at)) >= 0; at = end + 2) {
            Event event;
            const QByteArrayList lines = all.mid(at, end - at).split('\n');
            for (const QByteArray &line : lines) {
                if (line.startsWith("id: "))
                    event.id = line.sliced(4);
                else if (line.startsWith("event: "))
                    event.name = line.sliced(7);
                else if (line.startsWith("data: "))
                    event.data = QJsonDocument::fromJson(line.sliced(6)).object();
            }
            if (!event.name.isEmpty())
                list.append(event);
        }
        return list;
    }
    /// The event that tells of this task.
    std::optional<Event> about(qint64 task)
    {
        const QList<Event> all = events();
        for (const Event &event : all) {
            const QJsonArray items = event.data[u"items"].toArray();
            for (const QJsonValue &item : items) {
                if (event.data[u"list"] == "/api/v1/tasks"_L1 && item[u"id"].toInteger() == task)
                    return event;
            }
        }
        return std::nullopt;
    }

private:
    std::mutex m_mutex; ///< protects m_text
    QByteArray m_text;
    std::shared_ptr<void> m_stream;
};

} // namespace

class tst_EventFeed : public QObject
{
    Q_OBJECT

private:
    static qint64 add(RouteStage &stage) { return stage.add(R"({"kind":"probe","run_at":"2099-01-01T00:00:00Z"})"); }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void changesAreToldAsDifferencesOfLists_data() { test::databaseRows(); }
    void changesAreToldAsDifferencesOfLists()
    {
        QFETCH(QString, database);
        RouteStage stage(database);
        PULT_VERIFY_RESULT(stage.start());
        Listener listener;
        listener.open(stage);
        QTRY_VERIFY_WITH_TIMEOUT(!listener.events().isEmpty(), 10'000);
        const Event first = listener.events().constFirst();
        QCOMPARE(first.name, "refresh");
        QCOMPARE(first.data[u"reason"].toString(), u"start"_s);
        QCOMPARE(first.data[u"lists"][0][u"list"].toString(), u"/api/v1/tasks"_s);
        // Its tags are those that the lists themselves have.
        const QByteArray tag = RouteStage::header(stage.ask("GET", "/api/v1/tasks"), "ETag");
        QCOMPARE("W/\"" + first.data[u"lists"][0][u"etag"].toString().toLatin1() + '"', tag);

        const qint64 task = add(stage);
        QTRY_VERIFY_WITH_TIMEOUT(listener.about(task), 10'000);
        const Event told = *listener.about(task);
        QCOMPARE(told.name, "delta");
        QCOMPARE(told.data[u"base"], first.data[u"lists"][0][u"etag"]);
        QCOMPARE("W/\"" + told.data[u"etag"].toString().toLatin1() + '"',
                 RouteStage::header(stage.ask("GET", "/api/v1/tasks"), "ETag"));
        QVERIFY(!told.id.isEmpty() && told.id != first.id);
    }

    void whoComesBackGetsWhatItMissed_data() { test::databaseRows(); }
    void whoComesBackGetsWhatItMissed()
    {
        QFETCH(QString, database);
        RouteStage stage(database);
        PULT_VERIFY_RESULT(stage.start());
        Listener before;
        before.open(stage);
        const qint64 seen = add(stage);
        QTRY_VERIFY_WITH_TIMEOUT(before.about(seen) || before.events().size() == 1, 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(!before.events().isEmpty(), 10'000);
        const QByteArray last = before.events().constLast().id;
        before.close();
        const qint64 missed = add(stage); // nobody listens
        Listener after;
        after.open(stage, last);
        QTRY_VERIFY_WITH_TIMEOUT(after.about(missed), 10'000);
        for (const Event &event : after.events())
            QCOMPARE(event.name, "delta"); // no refresh

        Listener stranger;
        stranger.open(stage, "another-17");
        QTRY_VERIFY_WITH_TIMEOUT(!stranger.events().isEmpty(), 10'000);
        QCOMPARE(stranger.events().constFirst().data[u"reason"].toString(), u"gap"_s);
    }

    void aSilentStreamShowsThatItLives()
    {
        RouteStage stage(u"sqlite"_s);
        PULT_VERIFY_RESULT(stage.start());
        Listener listener;
        listener.open(stage);
        QTRY_VERIFY_WITH_TIMEOUT(listener.text().count(": alive\n\n") >= 2, 10'000);
    }
};

QTEST_GUILESS_MAIN(tst_EventFeed)
#include "tst_eventfeed.moc"
