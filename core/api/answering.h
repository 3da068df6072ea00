// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange.h"
#include "requesthead.h"

namespace pult::api {

/// Turns the answer into 304 when the client has that version, compresses what is worth it and what the client takes,
/// and says how long it may be kept. Streams are left alone.
void suitToRequest(Answer &answer, const RequestHead &request);

/// Whether the list of If-None-Match holds the tag; compared weakly, as it is for reading.
bool holdsTag(const QByteArray &list, QByteArrayView tag);

/// How an answer goes out.
struct Framing
{
    bool head = false; ///< asked with HEAD: no body, its length all the same
    bool keepAlive = false;
    bool http10 = false;
};

/// Status line, headers and, but for HEAD, the body. Of a stream: what comes first, in a chunk of its own.
QByteArray toBytes(const Answer &answer, const Framing &framing);
/// A piece of a stream. HTTP/1.0 has no chunks: its streams end with the connection.
QByteArray toChunk(const QByteArray &piece, bool http10);

/// Sets a header, over one of the same name.
void setHeader(net::HttpHeaders &headers, const QByteArray &name, const QByteArray &value);

} // namespace pult::api
