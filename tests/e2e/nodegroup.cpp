// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "nodegroup.h"

#include <QTest>

#include <algorithm>
#include <csignal>

namespace pult::test {

using namespace Qt::StringLiterals;

namespace {

constexpr int startLimit = 60'000; // milliseconds
constexpr int stopLimit = 40'000;

} // namespace

NodeGroup::NodeGroup(const TempDatabase &database, int nodes, const Settings &settings)
{
    Result<std::unique_ptr<storage::Connection>> connection = database.connect();
    if (!connection) {
        m_made = fail(connection.error());
        return;
    }
    m_connection = std::move(*connection);
    for (int n = 0; n < nodes; ++n) {
        auto place = std::make_unique<Installation>(database.url());
        place->setVariable(u"WORKER_BASE_PORT"_s, u"0"_s);
        place->setVariable(u"NODE_NAME"_s, u"node-%1"_s.arg(n + 1));
        for (auto it = settings.cbegin(); it != settings.cend(); ++it)
            place->setVariable(it.key(), QString::number(it.value()));
        m_places.push_back(std::move(place));
    }
}

NodeGroup::~NodeGroup()
{
    for (const auto &process : m_processes)
        process->kill();
    for (const auto &process : m_processes)
        process->waitForFinished();
}

qint64 NodeGroup::number(const QString &sql, const QVariantList &values)
{
    const Result<storage::Rows> rows = m_connection->query(sql, values);
    if (!rows)
        qCritical().noquote() << toLogString(rows.error());
    return rows && !rows->empty() ? rows->front().front().toLongLong() : -1;
}

bool NodeGroup::start()
{
    m_processes.clear();
    const qint64 since = number(u"select {now}"_s);
    for (const auto &place : m_places)
        m_processes.push_back(place->start(u"pultd"_s, {}));
    return QTest::qWaitFor(
        [this, since] {
            return number(u"select count(*) from nodes where state = 'running' and started_at >= ?"_s, {since}) ==
                   qint64(m_places.size());
        },
        startLimit);
}

bool NodeGroup::stop()
{
    for (const auto &process : m_processes)
        ::kill(pid_t(process->processId()), SIGTERM);
    bool clean = true;
    for (const auto &process : m_processes) {
        const bool ended = process->waitForFinished(stopLimit);
        clean = clean && ended && process->exitStatus() == QProcess::NormalExit && process->exitCode() == 0;
    }
    return clean && std::all_of(m_places.begin(), m_places.end(),
                                [](const auto &place) { return place->processesLeft().isEmpty(); });
}

qint64 NodeGroup::connections()
{
    return number(u"select count(*) from pg_stat_activity where datname = current_database() "
                  "and pid <> pg_backend_pid()"_s);
}

bool NodeGroup::drained(std::chrono::milliseconds limit)
{
    return QTest::qWaitFor(
        [this] { return number(u"select count(*) from (select 1 from tasks limit 1) as one"_s) == 0; },
        int(limit.count()));
}

} // namespace pult::test
