// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dolphinjson.h"

#include <net/outsideclient.h>

namespace pult::browser {

/// The local API of the Dolphin{anty} app, one call each, without any judgement. Thread-affine.
///
/// Stands behind the breaker `dolphin`, but for stop, which cleans up: it is sent whatever the breaker says. Answers
/// that this API is known for (files locked, runs already …) are no failures of the app. When a 429 lets others start
/// again is StartGate's to say.
///
/// Every call but start is repeatable. None leaves its connection open: the app may be gone the next time, and a
/// request on a dead connection reads like one that was lost.
class DolphinLocalApi final
{
public:
    enum class Breaker { Kept, Ignored };
    /// Ignored: for asking who answers at `base`.
    DolphinLocalApi(net::OutsideClient &client, QString base, Breaker breaker = Breaker::Kept)
        : m_client(client), m_base(std::move(base)), m_breaker(breaker)
    {
    }

    void setBase(QString base) { m_base = std::move(base); }
    const QString &base() const { return m_base; }

    QCoro::Task<Result<net::HttpReply>> login(QString apiToken, std::chrono::milliseconds limit, CancelToken &token);
    /// Leaves this computer at most once.
    QCoro::Task<Result<net::HttpReply>> start(QString profileId, bool headless, std::chrono::milliseconds limit,
                                              CancelToken &token);
    QCoro::Task<Result<net::HttpReply>> stop(QString profileId, std::chrono::milliseconds limit, CancelToken &token);
    QCoro::Task<Result<net::HttpReply>> running(std::chrono::milliseconds limit, CancelToken &token);

private:
    net::HttpCall call(const QByteArray &verb, const QString &path, std::chrono::milliseconds limit) const;
    QCoro::Task<Result<net::HttpReply>> send(net::OutsideCall call, CancelToken &token);

    net::OutsideClient &m_client;
    QString m_base; ///< http://host:port
    Breaker m_breaker;
};

} // namespace pult::browser
