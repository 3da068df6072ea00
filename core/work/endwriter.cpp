// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "endwriter.h"

#include "logging.h"

#include <base/whendone.h>
#include <queue/lostruns.h>

#include <QRandomGenerator>
#include <QSet>
#include <QTimer>

namespace pult::work {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto retryPause = 1s;
constexpr int writtenAtOnce = 2000;
/// What waits in memory while the database is away; the rest of it stands in the file alone.
constexpr qsizetype mostBytes = 64 * 1024 * 1024;

using queue::Completion;
using queue::Id;

qsizetype sizeOf(const Completion &end)
{
    qsizetype size = end.output.size() + end.steps.size() + end.log.size();
    for (const queue::Artifact &artifact : end.artifacts)
        size += artifact.data.size();
    return size;
}

} // namespace

EndWriter::EndWriter(storage::Pool &pool, QString spillPath, QObject *parent)
    : QObject(parent), m_pool(pool), m_spill(std::move(spillPath), pool.config().display())
{
}

void EndWriter::flush()
{
    if (m_failing) {
        spill(m_waiting.ended);
        lighten();
    }
    if (m_busy || m_waiting.isEmpty())
        return;
    m_busy = true;
    m_sent = take();
    const double jitter = QRandomGenerator::global()->generateDouble();
    const auto answered =
        m_pool.run<Answer>([sent = m_sent, jitter](storage::Connection &connection) -> Result<Answer> {
            return write(connection, sent, jitter);
        });
    whenDone(answered, this, [this](const Result<Answer> &answer) {
        onAnswer(answer ? *answer : Answer{.left = m_sent, .error = answer.error()});
    });
}

void EndWriter::databaseAway()
{
    m_failing = true;
    QList<Completion> ends = m_sent.ended + m_waiting.ended;
    spill(ends);
}

qsizetype EndWriter::recover()
{
    const auto left = m_spill.recover();
    for (const auto &[end, place] : left) {
        m_places.insert(end.runLease, place);
        m_waiting.ended.append(end);
    }
    if (left.isEmpty())
        m_spill.clear();
    return left.size();
}

EndWriter::Batch EndWriter::take()
{
    Batch batch;
    batch.unused = std::exchange(m_waiting.unused, {});
    batch.lost = std::exchange(m_waiting.lost, {});
    batch.ended = m_waiting.ended.mid(0, writtenAtOnce);
    m_waiting.ended.remove(0, batch.ended.size());
    for (Completion &end : batch.ended) {
        if (!m_light.contains(end.runLease))
            continue;
        if (const std::optional<Completion> whole = m_spill.read(m_places.value(end.runLease)))
            end = *whole;
        else
            qCWarning(lcWork).nospace() << "what a run left behind cannot be read back run_lease=" << end.runLease;
    }
    return batch;
}

/// The plain ones first, in a transaction of their own: the others lock keys, which comes before tasks.
EndWriter::Answer EndWriter::write(storage::Connection &connection, const Batch &batch, double jitter)
{
    Answer answer;
    answer.left = batch;
    Result<QList<Id>> plain = queue::completePlain(connection, batch.ended);
    if (!plain) {
        answer.error = plain.error();
        return answer;
    }
    answer.allAccepted = plain->size() == batch.ended.size();
    answer.special = !answer.allAccepted || !batch.unused.isEmpty() || !batch.lost.isEmpty();
    if (!answer.allAccepted) {
        answer.accepted = QSet<Id>(plain->cbegin(), plain->cend());
        answer.left.ended.removeIf([&answer](const Completion &one) { return answer.accepted.contains(one.taskId); });
        const Result<QList<Id>> others = queue::complete(connection, answer.left.ended, jitter);
        if (!others) {
            answer.error = others.error();
            return answer;
        }
        answer.accepted.unite(QSet<Id>(others->cbegin(), others->cend()));
    }
    answer.left.ended.clear();
    if (const Result<> back = queue::handBack(connection, batch.unused); !back) {
        answer.error = back.error();
        return answer;
    }
    answer.left.unused.clear();
    if (const Result<QList<Id>> lost = queue::giveUpRuns(connection, batch.lost); !lost)
        answer.error = lost.error();
    else
        answer.left.lost.clear();
    return answer;
}

void EndWriter::onAnswer(const Answer &answer)
{
    m_busy = false;
    const Batch sent = std::exchange(m_sent, {});
    QSet<qint64> left;
    for (const Completion &completion : answer.left.ended)
        left.insert(completion.runLease);
    Turn turn;
    const auto accepted = [&answer](const Completion &one) {
        return answer.allAccepted || answer.accepted.contains(one.taskId);
    };
    turn.changed =
        std::any_of(sent.ended.begin(), sent.ended.end(), accepted) || !sent.unused.isEmpty() || !sent.lost.isEmpty();
    turn.waitsAgain = !sent.unused.isEmpty() || !sent.lost.isEmpty();
    turn.letGo = answer.special;
    for (const Completion &completion : sent.ended) {
        if (left.contains(completion.runLease))
            continue;
        turn.settled.append(completion.runLease);
        turn.waitsAgain = turn.waitsAgain || completion.outcome != queue::Outcome::Completed;
        if (!accepted(completion))
            qCWarning(lcWork).noquote() << u"stale completion refused task="_s % QString::number(completion.taskId) %
                                               u" run_lease="_s % QString::number(completion.runLease);
    }
    m_failing = answer.error.has_value();
    const auto settle = [&turn](const QList<queue::Assignment> &runs, bool written) {
        for (qsizetype i = 0; written && i < runs.size(); ++i)
            turn.settled.append(runs.at(i).runLease);
    };
    settle(sent.unused, answer.left.unused.isEmpty());
    settle(sent.lost, answer.left.lost.isEmpty());
    unspill(turn.settled);
    if (answer.error)
        keep(answer);
    else
        flush();
    Q_EMIT written(turn);
}

void EndWriter::keep(const Answer &answer)
{
    const Batch &left = answer.left;
    qCWarning(lcWork).noquote() << u"completions not written, next try in 1 s: count="_s %
                                       QString::number(left.ended.size() + left.unused.size() + left.lost.size())
                                << toLogString(*answer.error);
    m_waiting.ended = left.ended + m_waiting.ended;
    m_waiting.unused = left.unused + m_waiting.unused;
    m_waiting.lost = left.lost + m_waiting.lost;
    spill(m_waiting.ended);
    lighten();
    QTimer::singleShot(retryPause, this, &EndWriter::flush);
}

/// Writes those that are not there yet to the file. On a full disk they stay in memory alone, and it is tried again.
bool EndWriter::spill(QList<Completion> &ends)
{
    QList<Completion> fresh;
    for (const Completion &end : std::as_const(ends)) {
        if (!m_places.contains(end.runLease))
            fresh.append(end);
    }
    if (fresh.isEmpty())
        return true;
    const Result<QList<EndSpill::Place>> places = m_spill.append(fresh);
    if (!places) {
        if (!std::exchange(m_diskFailed, true))
            qCWarning(lcWork).noquote() << "ends stay in memory only:" << toLogString(places.error());
        return false;
    }
    m_diskFailed = false;
    for (qsizetype i = 0; i < fresh.size(); ++i)
        m_places.insert(fresh.at(i).runLease, places->at(i));
    return true;
}

void EndWriter::lighten()
{
    qsizetype bytes = 0;
    for (Completion &end : m_waiting.ended) {
        bytes += sizeOf(end);
        if (bytes <= mostBytes || !m_places.contains(end.runLease) || m_light.contains(end.runLease))
            continue;
        m_light.insert(end.runLease);
        end.output.clear();
        end.steps.clear();
        end.log.clear();
        end.artifacts.clear();
    }
}

void EndWriter::unspill(const QList<qint64> &settled)
{
    if (m_places.isEmpty())
        return;
    for (const qint64 lease : settled) {
        m_places.remove(lease);
        m_light.remove(lease);
    }
    if (m_places.isEmpty())
        m_spill.clear();
}

bool EndWriter::park()
{
    QList<Completion> ends = m_waiting.ended + m_sent.ended;
    const bool kept = spill(ends);
    m_waiting = {};
    return kept;
}

} // namespace pult::work
