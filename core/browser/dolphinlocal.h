// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dolphinjson.h"

#include <net/httpclient.h>

namespace pult::browser {

/// The local API of the Dolphin{anty} app, one call each, without any judgement. Thread-affine.
///
/// Every call but start is repeatable. None leaves its connection open: the app may be gone the next time, and a
/// request on a dead connection reads like one that was lost.
class DolphinLocalApi final
{
public:
    DolphinLocalApi(net::HttpClient &client, QString base) : m_client(client), m_base(std::move(base)) {}

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

    net::HttpClient &m_client;
    QString m_base; ///< http://host:port
};

} // namespace pult::browser
