// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventfeed.h"
#include "healthboard.h"
#include "joinedreads.h"
#include "listpage.h"
#include "logfeed.h"
#include "routemaker.h"
#include "routes.h"

#include <QThread>

namespace pult::api {

/// What the routes of a node share. Handlers hold it together; its thread ends with the last of them.
class Backstage final
{
public:
    explicit Backstage(const RouteSources &sources);
    ~Backstage();
    Backstage(const Backstage &) = delete;
    Backstage &operator=(const Backstage &) = delete;

    node::Node &node() { return *m_sources.node; }
    /// For reading.
    node::Commands &commands() { return node().commands(); }
    /// For changes: in the name of who asks.
    node::Commands commandsFor(const Call &call);
    int port() const { return m_sources.port ? m_sources.port() : 0; }
    void readyAnswered(bool isReady) const
    {
        if (m_sources.readyAnswered)
            m_sources.readyAnswered(isReady);
    }
    HealthBoard &health() { return *m_health; }
    EventFeed &feed() { return *m_feed; }
    LogFeed &logs() { return *m_logs; }
    Settings settings() const { return m_sources.settings ? m_sources.settings() : Settings(); }

    /// Answers with a list: equal requests share one look, and what the client has already it is not sent.
    QFuture<Answer> list(const Call &call, const ListFetch &fetch);
    /// The same for a document of any other kind.
    QFuture<Answer> shared(const Call &call, JoinedReads::Read read);
    /// The route, with what it changes noticed by the lists before its answer goes out.
    Route noticed(Route route);

private:
    const RouteSources m_sources;
    QThread m_thread;
    const std::shared_ptr<ListBook> m_book; ///< shared with the looks under way
    JoinedReads m_reads;
    HealthBoard *m_health = nullptr; ///< lives on m_thread, deleted when that ends
    EventFeed *m_feed = nullptr;     ///< the same
    LogFeed *m_logs = nullptr;       ///< the same
};
using BackstagePtr = std::shared_ptr<Backstage>;

// One group a subject; each in routes_<subject>.cpp.
QList<Route> healthRoutes(const BackstagePtr &stage);
QList<Route> metricsRoutes(const BackstagePtr &stage);
QList<Route> statusRoutes(const BackstagePtr &stage);
QList<Route> taskRoutes(const BackstagePtr &stage);
QList<Route> newTaskRoutes(const BackstagePtr &stage);
QList<Route> taskChangeRoutes(const BackstagePtr &stage);
QList<Route> operationRoutes(const BackstagePtr &stage);
QList<Route> batchRoutes(const BackstagePtr &stage);
QList<Route> queueRoutes(const BackstagePtr &stage);
QList<Route> lockRoutes(const BackstagePtr &stage);
QList<Route> logRoutes(const BackstagePtr &stage);
QList<Route> nodeRoutes(const BackstagePtr &stage);
QList<Route> breakerRoutes(const BackstagePtr &stage);
QList<Route> scheduleRoutes(const BackstagePtr &stage);
QList<Route> reportRoutes(const BackstagePtr &stage);
QList<Route> recordRoutes(const BackstagePtr &stage);
QList<Route> eventRoutes(const BackstagePtr &stage);
QList<Route> tokenRoutes(const BackstagePtr &stage);

/// A task as it is now, with its payload.
QFuture<Answer> answerWithTask(node::Commands &commands, queue::Id id);
/// Whether a body has what its verb needs: request_field_missing(place)
Result<> checkChangeBody(queue::TaskVerb verb, const QJsonValue &body);

/// The beginning of a stream of Server-Sent Events.
Answer eventStreamAnswer();

} // namespace pult::api
