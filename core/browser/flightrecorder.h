// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cdptap.h"

#include <base/error.h>

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>

#include <array>
#include <deque>
#include <functional>

namespace pult::browser {

/// The newest objects, bounded by their number and their bytes. A value.
class FlightRing final
{
public:
    FlightRing(qsizetype count, qsizetype bytes) : m_mostEntries(count), m_mostBytes(bytes) {}

    struct Entry
    {
        qint64 at = 0; ///< milliseconds since the run began
        QJsonObject object;
        qsizetype bytes = 0;
    };
    /// Its number, by which it can be changed while it is there. The oldest make room.
    qint64 add(qint64 at, QJsonObject object, qsizetype bytes);
    /// nullptr: it had to go.
    QJsonObject *find(qint64 number);
    const std::deque<Entry> &entries() const { return m_entries; }
    qint64 dropped() const { return m_first; }

private:
    const qsizetype m_mostEntries;
    const qsizetype m_mostBytes;
    std::deque<Entry> m_entries;
    qsizetype m_bytes = 0;
    qint64 m_first = 0; ///< number of the oldest entry
};

/// What is left of a run that failed (docs/flights.md): the last events of the protocol, console lines and page errors,
/// requests, commands. While the flow runs it only keeps what came, unread; secrets are masked when it is written.
/// Thread-affine.
class FlightRecorder final : public CdpTap
{
public:
    /// Milliseconds since the run began.
    using Clock = std::function<qint64()>;
    explicit FlightRecorder(Clock clock);

    void onEvent(const QString &session, const QString &method, const QJsonObject &params, qsizetype bytes) override;
    void onCommand(const QString &session, const QString &method, std::chrono::milliseconds duration,
                   const Error *error) override;

    /// The record as JSON, at most `mostBytes` (at least 64 KB): the oldest entries are left out until it fits. `head`
    /// holds what stands before the lists.
    QByteArray toJson(QJsonObject head, qsizetype mostBytes) const;

    static constexpr qsizetype largestRecord = qsizetype{1024} * 1024;

private:
    enum Kind { Events, Console, Requests, Commands };
    void onConsole(const QString &method, const QJsonObject &params, qsizetype bytes);
    void onRequest(const QString &session, const QString &method, const QJsonObject &params);
    void beginRequest(const QString &key, const QJsonObject &params);
    void endRequest(const QString &key, const QJsonObject &params, const QString &error);

    const Clock m_clock;
    std::array<FlightRing, 4> m_rings;
    QHash<QString, qint64> m_openRequests; ///< session and request id → number in the ring
};

} // namespace pult::browser
