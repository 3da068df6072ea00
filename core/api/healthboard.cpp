// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "healthboard.h"

#include <base/breakerstate.h>
#include <base/coretr.h>
#include <base/errortext.h>
#include <base/whendone.h>
#include <queue/why.h>
#include <storage/migrations.h>

#include <QPromise>
#include <QTimer>

namespace pult::api {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// So long without a turn of its event loops, and the engine hangs.
constexpr auto silenceLimit = 10s;

Result<int> schemaVersion(storage::Connection &connection)
{
    const auto rows = connection.query(u"select coalesce(max(version), 0) from schema_version"_s);
    if (!rows)
        return fail(rows.error());
    return rows->front().front().toInt();
}

/// The worst of these limits; a limit that only warns degrades.
HealthCheck stopOf(const queue::NodeInfo &node, const QStringList &codes, bool isFatal)
{
    HealthCheck check;
    for (const queue::IntakeStop &stop : node.stops) {
        if (!codes.contains(stop.reason.code) || check.state == HealthState::Unhealthy)
            continue;
        check.state = isFatal && !stop.warning ? HealthState::Unhealthy : HealthState::Degraded;
        check.message = queue::reasonSentence(stop.reason);
    }
    return check;
}

Result<> silent(std::chrono::milliseconds limit)
{
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(limit).count();
    return fail(ErrorKind::Timeout, "provider_silent",
                {dependencyTitle(QString::fromLatin1(dependency::dolphin)), QString::number(seconds)});
}

HealthCheck failed(const Error &error, HealthState state = HealthState::Unhealthy)
{
    return {state, errorSentence(error), {}, {}};
}

} // namespace

QString nameOf(HealthState state)
{
    switch (state) {
    case HealthState::Healthy:
        return u"healthy"_s;
    case HealthState::Degraded:
        return u"degraded"_s;
    case HealthState::Unhealthy:
        return u"unhealthy"_s;
    case HealthState::Disabled:
        break;
    }
    return u"disabled"_s;
}

HealthState HealthReport::overall() const
{
    HealthState worst = HealthState::Healthy;
    const QList<std::pair<QString, HealthCheck>> all = checks();
    for (const auto &[name, check] : all) {
        if (check.state == HealthState::Unhealthy)
            return HealthState::Unhealthy;
        if (check.state == HealthState::Degraded)
            worst = HealthState::Degraded;
    }
    return worst;
}

bool HealthReport::canWork() const
{
    return database.state != HealthState::Unhealthy && workers.state != HealthState::Unhealthy;
}

QList<std::pair<QString, HealthCheck>> HealthReport::checks() const
{
    return {{u"database"_s, database},
            {u"dolphin"_s, dolphin},
            {u"memory"_s, memory},
            {u"disk"_s, disk},
            {u"workers"_s, workers}};
}

HealthBoard::HealthBoard(node::Node &node, HealthPace pace) : m_node(node), m_pace(pace) {}

HealthBoard::~HealthBoard()
{
    m_provider.waitForFinished(); // it uses what belongs to the node
    const HealthReport none;
    for (const auto &waiting : m_waiting) {
        waiting->addResult(none);
        waiting->finish();
    }
}

QFuture<HealthReport> HealthBoard::report()
{
    const auto promise = std::make_shared<QPromise<HealthReport>>();
    promise->start();
    const QFuture<HealthReport> future = promise->future();
    const std::scoped_lock lock(m_mutex);
    if (m_last && Clock::now() - m_lastAt < m_pace.kept) {
        promise->addResult(*m_last);
        promise->finish();
        return future;
    }
    m_waiting.push_back(promise);
    if (m_waiting.size() == 1)
        QMetaObject::invokeMethod(this, &HealthBoard::look, Qt::QueuedConnection);
    return future;
}

void HealthBoard::look()
{
    m_growing = {};
    m_open = 3;
    lookAtDatabase();
    lookAtProvider();
    lookAtNode();
}

void HealthBoard::finishPart()
{
    if (--m_open > 0)
        return;
    m_growing.at = localNow();
    std::vector<std::shared_ptr<QPromise<HealthReport>>> waiting;
    {
        const std::scoped_lock lock(m_mutex);
        m_last = m_growing;
        m_lastAt = Clock::now();
        waiting.swap(m_waiting);
    }
    for (const auto &one : waiting) {
        one->addResult(m_growing);
        one->finish();
    }
}

void HealthBoard::lookAtDatabase()
{
    const Clock::time_point asked = Clock::now();
    const auto isOpen = std::make_shared<bool>(true);
    QTimer::singleShot(m_pace.databaseLimit, this, [this, isOpen, asked] {
        if (std::exchange(*isOpen, false))
            onDatabase(fail(ErrorKind::Timeout, "database_timeout"), asked);
    });
    whenDone(m_node.pool().run<int>(&schemaVersion), this, [this, isOpen, asked](const Result<int> &version) {
        if (std::exchange(*isOpen, false))
            onDatabase(version, asked);
    });
}

void HealthBoard::onDatabase(const Result<int> &version, Clock::time_point asked)
{
    HealthCheck &check = m_growing.database;
    if (!version) {
        check = failed(version.error());
    } else if (*version < storage::latestSchemaVersion()) {
        check = {
            HealthState::Unhealthy,
            CoreTr::tr("schema %1 is older than this program's %2").arg(*version).arg(storage::latestSchemaVersion()),
            {},
            {}};
    } else {
        const double millis = std::chrono::duration<double, std::milli>(Clock::now() - asked).count();
        check = {HealthState::Healthy, CoreTr::tr("answers in %1 ms").arg(millis, 0, 'f', 1), millis, u"ms"_s};
    }
    finishPart();
}

void HealthBoard::lookAtProvider()
{
    if (m_node.config().provider.name != "dolphin"_L1) {
        m_growing.dolphin = {HealthState::Disabled, CoreTr::tr("local browsers are used"), {}, {}};
        finishPart();
        return;
    }
    const bool isFresh = m_dolphinSeen != Clock::time_point() && Clock::now() - m_dolphinSeen < m_pace.providerKept;
    if (isFresh) {
        m_growing.dolphin = m_dolphin;
        finishPart();
        return;
    }
    if (m_provider.isRunning()) { // asked long ago
        onProvider(silent(m_pace.providerLimit));
        finishPart();
        return;
    }
    const auto isOpen = std::make_shared<bool>(true);
    QTimer::singleShot(m_pace.providerLimit, this, [this, isOpen] {
        if (!std::exchange(*isOpen, false))
            return;
        onProvider(silent(m_pace.providerLimit));
        finishPart();
    });
    m_provider = m_node.checkProvider();
    whenDone(m_provider, this, [this, isOpen](const Result<> &answer) {
        onProvider(answer);
        if (std::exchange(*isOpen, false))
            finishPart();
    });
}

void HealthBoard::onProvider(const Result<> &answer)
{
    m_dolphinSeen = Clock::now();
    m_dolphin = answer ? HealthCheck{HealthState::Healthy, CoreTr::tr("answers"), {}, {}}
                       : failed(answer.error(), HealthState::Degraded);
    m_growing.dolphin = m_dolphin;
}

/// What the resource guard says, without asking the system again.
void HealthBoard::lookAtNode()
{
    const queue::NodeInfo node = m_node.observation().described();
    const observe::ResourceSample sample = m_node.observation().guard().sample();
    m_growing.memory = stopOf(node, {u"node_memory"_s, u"node_browser_memory"_s, u"node_free_memory"_s}, false);
    m_growing.memory.observed = sample.memoryMb;
    m_growing.memory.unit = u"MB"_s;
    if (m_growing.memory.message.isEmpty())
        m_growing.memory.message = CoreTr::tr("%1 MB in use").arg(qRound(sample.memoryMb));
    m_growing.disk = stopOf(node, {u"node_disk"_s}, true);
    if (m_growing.disk.message.isEmpty())
        m_growing.disk = stopOf(node, {u"node_browser_disk"_s}, false);
    m_growing.disk.observed = sample.diskFreeMb;
    m_growing.disk.unit = u"MB"_s;
    if (m_growing.disk.message.isEmpty())
        m_growing.disk.message = CoreTr::tr("%1 MB free").arg(qRound64(sample.diskFreeMb));
    m_growing.workers = workersOf(node);
    finishPart();
}

HealthCheck HealthBoard::workersOf(const queue::NodeInfo &node) const
{
    const auto total = node.workers.size();
    const auto alive = std::count_if(node.workers.cbegin(), node.workers.cend(),
                                     [](const queue::WorkerInfo &worker) { return worker.state != "down"_L1; });
    HealthCheck check{HealthState::Healthy, {}, double(alive), {}};
    if (m_node.silence() > silenceLimit) {
        check.state = HealthState::Unhealthy;
        check.message = CoreTr::tr("the engine has not moved for %1 s")
                            .arg(std::chrono::duration_cast<std::chrono::seconds>(m_node.silence()).count());
        return check;
    }
    if (total == 0)
        check.message = CoreTr::tr("starting");
    else
        check.message = CoreTr::tr("%1 of %2 workers work").arg(alive).arg(total);
    if (alive < total)
        check.state = alive == 0 ? HealthState::Unhealthy : HealthState::Degraded;
    return check;
}

} // namespace pult::api
