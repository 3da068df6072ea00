// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "answering.h"

#include <QDateTime>
#include <QLocale>

#include <zlib.h>

#include <algorithm>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype worthCompressing = 1024;
constexpr int fastest = 1; // pages of text shrink to a tenth with it, at 100 MB/s

const char *reasonOf(int status)
{
    switch (status) {
    case 100:
        return "Continue";
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 413:
        return "Content Too Large";
    case 415:
        return "Unsupported Media Type";
    case 421:
        return "Misdirected Request";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    default:
        return "Status"; // the number is what counts
    }
}

bool takesGzip(const QByteArray &accepted)
{
    for (const QByteArray &one : accepted.toLower().split(',')) {
        const QByteArray coding = one.trimmed();
        if (!coding.startsWith("gzip") && !coding.startsWith("*"))
            continue;
        const qsizetype weight = coding.indexOf("q=");
        return weight < 0 || coding.mid(weight + 2).trimmed().toDouble() > 0;
    }
    return false;
}

/// Null when it gains nothing.
QByteArray gzipped(const QByteArray &body)
{
    z_stream stream{};
    constexpr int gzipWindow = 15 + 16;
    if (deflateInit2(&stream, fastest, Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    QByteArray packed(qsizetype(deflateBound(&stream, uLong(body.size()))), Qt::Uninitialized);
    QByteArray source = body; // zlib takes no pointer to what it must not change
    stream.next_in = reinterpret_cast<Bytef *>(source.data());
    stream.avail_in = uInt(source.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = uInt(packed.size());
    const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    packed.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return done && packed.size() < body.size() ? packed : QByteArray();
}

/// Worked out once a second.
const QByteArray &dateNow()
{
    thread_local QByteArray text;
    thread_local qint64 second = 0;
    if (const qint64 now = QDateTime::currentSecsSinceEpoch(); now != second) {
        second = now;
        const QDateTime time = QDateTime::fromSecsSinceEpoch(now, Qt::UTC);
        text = QLocale::c().toString(time, u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s).toLatin1();
    }
    return text;
}

} // namespace

void setHeader(net::HttpHeaders &headers, const QByteArray &name, const QByteArray &value)
{
    for (auto &[key, text] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0) {
            text = value;
            return;
        }
    }
    headers.append({name, value});
}

bool holdsTag(const QByteArray &list, QByteArrayView tag)
{
    const auto bare = [](QByteArrayView text) { return text.startsWith("W/") ? text.sliced(2) : text; };
    const QList<QByteArray> tags = list.split(',');
    return std::any_of(tags.begin(), tags.end(), [&](const QByteArray &one) {
        const QByteArray trimmed = one.trimmed();
        return trimmed == "*" || bare(trimmed) == bare(tag);
    });
}

void suitToRequest(Answer &answer, const RequestHead &request)
{
    const QByteArray tag = net::headerOf(answer.headers, "etag");
    if (net::headerOf(answer.headers, "cache-control").isEmpty())
        answer.headers.emplaceBack("Cache-Control", tag.isEmpty() ? "no-store" : "private, no-cache");
    if (answer.stream)
        return;
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (reads && answer.status == 200 && !tag.isEmpty() && holdsTag(request.header("if-none-match"), tag)) {
        answer.status = 304;
        answer.body.clear();
        answer.contentType.clear();
        return;
    }
    if (answer.body.size() < worthCompressing || !net::headerOf(answer.headers, "content-encoding").isEmpty())
        return;
    answer.headers.emplaceBack("Vary", "Accept-Encoding");
    if (!takesGzip(request.header("accept-encoding")))
        return;
    QByteArray packed = gzipped(answer.body);
    if (packed.isNull())
        return;
    answer.body = std::move(packed);
    answer.headers.emplaceBack("Content-Encoding", "gzip");
    if (!tag.isEmpty() && !tag.startsWith("W/"))
        setHeader(answer.headers, "ETag", "W/" + tag); // the same contents in other bytes
}

QByteArray toBytes(const Answer &answer, const Framing &framing)
{
    QByteArray out;
    out.reserve(512 + (framing.head ? 0 : answer.body.size()));
    out += "HTTP/1.1 " + QByteArray::number(answer.status) + ' ' + reasonOf(answer.status) + "\r\nDate: " + dateNow() +
           "\r\n";
    if (!answer.contentType.isEmpty())
        out += "Content-Type: " + answer.contentType + "\r\n";
    for (const auto &[name, value] : answer.headers) {
        const bool injects = name.contains('\n') || value.contains('\n') || value.contains('\r');
        if (!injects)
            out += name + ": " + value + "\r\n";
    }
    const bool bodiless = answer.status == 204 || answer.status == 304;
    if (answer.stream) {
        if (!framing.http10)
            out += "Transfer-Encoding: chunked\r\n";
    } else if (!bodiless) {
        out += "Content-Length: " + QByteArray::number(answer.body.size()) + "\r\n";
    }
    if (!framing.keepAlive)
        out += "Connection: close\r\n";
    else if (framing.http10)
        out += "Connection: keep-alive\r\n";
    out += "\r\n";
    if (!framing.head && !bodiless)
        out += answer.stream ? toChunk(answer.body, framing.http10) : answer.body;
    return out;
}

QByteArray toChunk(const QByteArray &piece, bool http10)
{
    if (http10 || piece.isEmpty())
        return piece; // an empty chunk would end the stream
    return QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n";
}

} // namespace pult::api
