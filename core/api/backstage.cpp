// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backstage.h"

#include "answering.h"

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

/// What makes two requests the same question.
QByteArray keyOf(const Call &call)
{
    return call.request.path.toUtf8() + '?' + call.request.query.toString(QUrl::FullyEncoded).toLatin1();
}

} // namespace

Backstage::Backstage(const RouteSources &sources) : m_sources(sources), m_book(std::make_shared<ListBook>())
{
    m_health = new HealthBoard(node(), sources.health);
    m_feed =
        new EventFeed(followedLists(commands()), node().pool().changes(), sources.eventHeartbeat, sources.eventPace);
    m_logs = new LogFeed(commands(), sources.eventHeartbeat, 2 * sources.eventPace);
    m_thread.setObjectName(u"routes"_s);
    const QList<QObject *> inhabitants{m_health, m_feed, m_logs};
    for (QObject *inhabitant : inhabitants) {
        inhabitant->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, inhabitant, &QObject::deleteLater);
    }
    m_thread.start();
}

Backstage::~Backstage()
{
    m_thread.quit();
    m_thread.wait();
}

node::Commands Backstage::commandsFor(const Call &call)
{
    const Caller &caller = call.request.caller;
    return {commands(), node::Actor{caller.name.isEmpty() ? caller.address : caller.name, u"api "_s + caller.address}};
}

QFuture<Answer> Backstage::list(const Call &call, const ListFetch &fetch)
{
    const auto read = [book = m_book, fetch, since = call.text("since")] {
        return answerWith(fetch(), [book, since](const ListPage &page) { return book->answer(page, since); });
    };
    const QByteArray tags = call.request.header("if-none-match");
    if (tags.isEmpty())
        return shared(call, read);
    return m_reads.askUnlessSame(
        keyOf(call), [&tags](const QByteArray &tag) { return holdsTag(tags, tag); }, read);
}

Route Backstage::noticed(Route route)
{
    if (route.method == "GET")
        return route;
    route.handler = [reads = m_reads, inner = std::move(route.handler)](const Request &request) {
        return afterwards(inner(request), [reads](const Answer &answer) {
            reads.changed();
            return answer;
        });
    };
    return route;
}

QFuture<Answer> Backstage::shared(const Call &call, JoinedReads::Read read)
{
    return m_reads.ask(keyOf(call), std::move(read));
}

} // namespace pult::api
