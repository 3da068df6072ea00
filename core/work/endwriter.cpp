// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "endwriter.h"

#include "logging.h"

#include <base/whendone.h>

#include <QRandomGenerator>
#include <QSet>
#include <QTimer>

namespace pult::work {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto retryPause = 1s;
constexpr int writtenAtOnce = 1000;

using queue::Completion;
using queue::Id;

} // namespace

EndWriter::EndWriter(storage::Pool &pool, QObject *parent) : QObject(parent), m_pool(pool) {}

void EndWriter::flush()
{
    if (m_busy || m_waiting.isEmpty())
        return;
    m_busy = true;
    const Batch sent = take();
    const double jitter = QRandomGenerator::global()->generateDouble();
    const auto answered = m_pool.run<Answer>(
        [sent, jitter](storage::Connection &connection) -> Result<Answer> { return write(connection, sent, jitter); });
    whenDone(answered, this, [this, sent](const Result<Answer> &answer) {
        onAnswer(answer ? *answer : Answer{.left = sent, .error = answer.error()}, sent);
    });
}

EndWriter::Batch EndWriter::take()
{
    Batch batch;
    batch.unused = std::exchange(m_waiting.unused, {});
    batch.ended = m_waiting.ended.mid(0, writtenAtOnce);
    m_waiting.ended.remove(0, batch.ended.size());
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
    answer.special = !answer.allAccepted || !batch.unused.isEmpty();
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
    if (const Result<> back = queue::handBack(connection, batch.unused); !back)
        answer.error = back.error();
    else
        answer.left.unused.clear();
    return answer;
}

void EndWriter::onAnswer(const Answer &answer, const Batch &sent)
{
    m_busy = false;
    QSet<qint64> left;
    for (const Completion &completion : answer.left.ended)
        left.insert(completion.runLease);
    Turn turn;
    const auto accepted = [&answer](const Completion &one) {
        return answer.allAccepted || answer.accepted.contains(one.taskId);
    };
    turn.changed = std::any_of(sent.ended.begin(), sent.ended.end(), accepted) || !sent.unused.isEmpty();
    turn.waitsAgain = !sent.unused.isEmpty();
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
    if (!answer.error) {
        for (const queue::Assignment &unused : sent.unused)
            turn.settled.append(unused.runLease);
        flush();
    } else {
        keep(answer);
    }
    Q_EMIT written(turn);
}

void EndWriter::keep(const Answer &answer)
{
    const Batch &left = answer.left;
    qCWarning(lcWork).noquote() << u"completions not written, next try in 1 s: count="_s %
                                       QString::number(left.ended.size() + left.unused.size())
                                << toLogString(*answer.error);
    m_waiting.ended = left.ended + m_waiting.ended;
    m_waiting.unused = left.unused + m_waiting.unused;
    QTimer::singleShot(retryPause, this, &EndWriter::flush);
}

} // namespace pult::work
