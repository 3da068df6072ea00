// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "run.h"

#include "worker.h"

#include <queue/kindrules.h>
#include <queue/taskstore.h>

#include <QJsonDocument>

namespace pult::work {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype maxLogBytes = 256 * 1024;
constexpr auto commitRecordLimit = 30s;

QString levelName(QtMsgType level)
{
    switch (level) {
    case QtDebugMsg:
        return u"debug"_s;
    case QtInfoMsg:
        return u"info"_s;
    case QtWarningMsg:
        return u"warning"_s;
    case QtCriticalMsg:
    case QtFatalMsg:
        break;
    }
    return u"error"_s;
}

} // namespace

Run::Run(queue::ClaimedTask task, Limits limits, storage::Pool &pool)
    : m_task(std::move(task)), m_limits(std::move(limits)), m_pool(pool)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { m_token.cancel(taskTimeoutError(m_limits.timeout)); });
}

Run::~Run() = default;

void Run::startTimeout()
{
    if (!m_timer.isActive())
        m_timer.start(m_limits.timeout);
}

void Run::progress(double value, const QString &stage, const QByteArray &steps)
{
    Q_EMIT progressed({std::clamp(value, 0.0, 1.0), stage, steps});
}

void Run::log(QtMsgType level, const QString &message)
{
    if (m_logFull)
        return;
    m_logFull = m_log.size() > maxLogBytes;
    const QString text = m_logFull ? u"log full: further lines are left out"_s : message;
    const QJsonObject line{{u"ts"_s, toIso(localNow())}, {u"level"_s, levelName(level)}, {u"msg"_s, text}};
    m_log += QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
}

/// After a sleep or a long silence another node may have the task; until the lease is confirmed nothing may be done.
bool Run::leaseHolds() const
{
    const std::chrono::seconds own = queue::kindRule(m_task.task.kind).leaseTtl;
    return !m_limits.leases || m_limits.leases->covers(m_task.askedAt, own > 0s ? own : m_limits.leaseTtl);
}

QCoro::Task<Result<>> Run::recordCommit(bool begun, int step, bool lastStep, QByteArray screenshotPng)
{
    if (begun && !leaseHolds()) {
        m_token.cancel(leaseUnsureError());
        co_return fail(leaseUnsureError());
    }
    m_mayHaveCommitted = true;
    std::optional<queue::Artifact> picture;
    if (!screenshotPng.isEmpty()) {
        picture.emplace();
        picture->runLease = m_task.runLease;
        picture->name = u"before-commit.png"_s;
        picture->mimeType = u"image/png"_s;
        picture->size = screenshotPng.size();
        picture->data = std::move(screenshotPng);
    }
    const qint64 task = m_task.task.id;
    const qint64 lease = m_task.runLease;
    const QFuture<Result<>> recorded = m_pool.run<void>(
        [=](storage::Connection &c) { return queue::recordCommit(c, task, lease, step, begun, lastStep, picture); });
    // Not cancellable: once asked for, the answer decides whether the page may be touched.
    Result<> result = co_await awaitFuture<void>(recorded, commitRecordLimit, "database_timeout");
    const bool away =
        !result && (result.error().kind == ErrorKind::Database || result.error().kind == ErrorKind::Timeout);
    if (away && begun) {
        // Nothing was published. Whether the record was written all the same, the database will know.
        m_token.cancel({ErrorKind::Unavailable, u"commit_unrecorded"_s, {}, toLogString(result.error())});
    } else if (away) {
        // It is published and goes on; its end says so. Cut off before, its outcome is unknown.
        log(QtWarningMsg, u"the end of the commit is not recorded: "_s + toLogString(result.error()));
        result = Result<>{};
    }
    co_return result;
}

} // namespace pult::work
