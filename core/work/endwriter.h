// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "endspill.h"

#include <queue/taskstore.h>
#include <storage/pool.h>

#include <QHash>
#include <QObject>

#include <optional>

namespace pult::work {

/// Writes what became of claimed runs: their ends, those that never began and go back, and those whose worker is lost.
/// One statement is under way at a time; whatever ends meanwhile goes with the next, which is the whole of the
/// back-pressure. Nothing is dropped: what a failed statement did not write is tried again a second later, and while it
/// waits it stands in a file, too, from which the next life of the data folder writes it. Beyond some megabytes only
/// the file holds what a run left behind. Thread-affine; all SQL runs on the pool.
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
    /// `spillPath` empty: nothing is kept on disk.
    explicit EndWriter(storage::Pool &pool, QString spillPath = {}, QObject *parent = nullptr);

    /// Adds to what is to be written; flush() begins.
    void add(const queue::Completion &completion) { m_waiting.ended.append(completion); }
    void handBack(const queue::Assignment &run) { m_waiting.unused.append(run); }
    /// The worker that ran it does not answer any more.
    void giveUp(const queue::Assignment &run) { m_waiting.lost.append(run); }
    void flush();
    /// The database does not answer: what waits or is under way goes to the file at once.
    void databaseAway();
    /// Takes up what an earlier life could not write; how many.
    qsizetype recover();

    /// Ends that wait for their turn or for its answer.
    int waiting() const { return static_cast<int>(m_waiting.ended.size() + m_sent.ended.size()); }
    /// How many of them stand in the file.
    int spilled() const { return static_cast<int>(m_places.size()); }
    /// And of how many only the file holds what the run left behind.
    int lightened() const { return static_cast<int>(m_light.size()); }
    bool isIdle() const { return !m_busy && m_waiting.isEmpty(); }
    /// Gives up what waits: ends stay in the file for the next life, other leases will expire. False: ends are lost.
    bool park();

Q_SIGNALS:
    void written(const pult::work::EndWriter::Turn &turn);

private:
    struct Batch
    {
        QList<queue::Completion> ended;
        QList<queue::Assignment> unused;
        QList<queue::Assignment> lost;
        bool isEmpty() const { return ended.isEmpty() && unused.isEmpty() && lost.isEmpty(); }
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
    void onAnswer(const Answer &answer);
    void keep(const Answer &answer);
    bool spill(QList<queue::Completion> &ends);
    void lighten();
    void unspill(const QList<qint64> &settled);

    storage::Pool &m_pool;
    EndSpill m_spill;
    Batch m_waiting;
    Batch m_sent;                            ///< under way
    QHash<qint64, EndSpill::Place> m_places; ///< by run lease: those in the file, not yet in the database
    QSet<qint64> m_light;                    ///< of these only the file knows everything
    bool m_busy = false;
    bool m_failing = false;    ///< the last turn was not written
    bool m_diskFailed = false; ///< told
};

} // namespace pult::work
