// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <net/httpclient.h>

#include <QUrlQuery>

namespace pult::api {

/// What stands before a request's body. A value.
struct RequestHead
{
    QByteArray method;
    QByteArray target; ///< as it was sent
    net::HttpHeaders headers;
    qint64 contentLength = 0;
    bool chunked = false;
    bool keepAlive = true;
    bool expectsContinue = false;
    bool http10 = false;

    bool hasBody() const { return chunked || contentLength > 0; }
    QByteArray header(QByteArrayView name) const { return net::headerOf(headers, name); }
};

/// A target, taken apart and decoded.
struct RequestTarget
{
    QString path;
    QUrlQuery query;
};

/// Reads a head that ends with an empty line, more strictly than a parser for browsers would: whatever two programs
/// could read differently (doubled lengths, both kinds of length, folded lines, bare line feeds, blanks before a colon)
/// is refused, since that is how requests are smuggled past a proxy. Errors: request_malformed(what),
/// headers_too_large(limit).
Result<RequestHead> readHead(QByteArrayView raw);

/// Decodes a path and query. Errors: request_malformed(what) for broken escapes, bytes that are no UTF-8, control
/// characters, and segments that would climb out of a folder.
Result<RequestTarget> readTarget(const QByteArray &target);

inline constexpr int maxHeaders = 100;

} // namespace pult::api
