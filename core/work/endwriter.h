// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <queue/taskstore.h>
#include <storage/pool.h>

#include <QObject>

#include <optional>

namespace pult::work {

/// Writes what became of claimed runs: their ends, and those that never began and go back. One statement is under way
/// at a time; whatever ends meanwhile goes with the next, which is the whole of the back-pressure. Nothing is dropped:
/// what a failed statement did not write is tried again a second later. Thread-affine; all SQL runs on the pool.
class EndWriter final : public QObject
{
    Q_OBJECT

public:
    /// What one turn wrote.
    struct Turn
    {
        QList<qint64> settled;   ///< run leases that are no concern of this node any more
        bool changed = false;    ///< tasks changed that listeners are to be told of
        bool waitsAgain = false; ///< some went back to waiting: one may soon be due
        bool letGo = false;      ///< some may have let others go: those of their key, those that depended on them
    };
    explicit EndWriter(storage::Pool &pool, QObject *parent = nullptr);

    /// Adds to what is to be written; flush() begins.
    void add(const queue::Completion &completion) { m_waiting.ended.append(completion); }
    void handBack(const queue::Assignment &run) { m_waiting.unused.append(run); }
    void flush();

    /// Ends that wait for their turn.
    int waiting() const { return static_cast<int>(m_waiting.ended.size()); }
    bool isIdle() const { return !m_busy && m_waiting.isEmpty(); }
    /// Gives up what waits; the leases will expire.
    void abandon() { m_waiting = {}; }

Q_SIGNALS:
    void written(const pult::work::EndWriter::Turn &turn);

private:
    struct Batch
    {
        QList<queue::Completion> ended;
        QList<queue::Assignment> unused;
        bool isEmpty() const { return ended.isEmpty() && unused.isEmpty(); }
    };
    struct Answer
    {
        bool allAccepted = false; ///< the usual case, told without naming each
        QSet<queue::Id> accepted; ///< otherwise
        Batch left;               ///< what `error` kept from being written
        std::optional<Error> error;
        bool special = false; ///< some were not plain completions
    };
    static Answer write(storage::Connection &connection, const Batch &batch, double jitter);
    Batch take();
    void onAnswer(const Answer &answer, const Batch &sent);
    void keep(const Answer &answer);

    storage::Pool &m_pool;
    Batch m_waiting;
    bool m_busy = false;
};

} // namespace pult::work
