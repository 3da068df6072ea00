// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "requesthead.h"

#include <QStringDecoder>

#include <algorithm>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> malformed(const char *what)
{
    return fail(ErrorKind::Invalid, "request_malformed", {QString::fromLatin1(what)});
}

/// RFC 9110, "tokens".
bool isToken(QByteArrayView text)
{
    const auto isTokenByte = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c));
    };
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isTokenByte);
}

bool isControl(char c)
{
    return uchar(c) < 0x20 || c == 0x7f;
}

Result<> readRequestLine(QByteArrayView line, RequestHead &head)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || last <= first + 1)
        return malformed("@http_request_line");
    const QByteArrayView target = line.sliced(first + 1, last - first - 1);
    const QByteArrayView version = line.sliced(last + 1);
    const auto isPlain = [](char c) { return uchar(c) > 0x20 && uchar(c) < 0x7f; };
    if (!isToken(line.first(first)) || !std::all_of(target.begin(), target.end(), isPlain))
        return malformed("@http_request_line");
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return malformed("@http_version");
    head.method = line.first(first).toByteArray();
    head.target = target.toByteArray();
    head.http10 = version == "HTTP/1.0";
    return {};
}

Result<> readField(QByteArrayView line, RequestHead &head)
{
    if (line.startsWith(' ') || line.startsWith('\t'))
        return malformed("@http_folded");
    const qsizetype colon = line.indexOf(':');
    if (colon < 0 || !isToken(line.first(colon)))
        return malformed("@http_field");
    const QByteArrayView value = line.sliced(colon + 1).trimmed();
    if (std::any_of(value.begin(), value.end(), [](char c) { return isControl(c) && c != '\t'; }))
        return malformed("@http_field");
    head.headers.append({line.first(colon).toByteArray(), value.toByteArray()});
    return {};
}

/// The only value of `name`; nullopt when it stands more than once.
std::optional<QByteArray> single(const RequestHead &head, QByteArrayView name)
{
    QByteArray value;
    int found = 0;
    for (const auto &[field, text] : head.headers) {
        if (QByteArrayView(field).compare(name, Qt::CaseInsensitive) == 0) {
            value = text;
            ++found;
        }
    }
    return found > 1 ? std::nullopt : std::optional(value);
}

Result<> settleLength(RequestHead &head)
{
    const std::optional<QByteArray> length = single(head, "content-length");
    const std::optional<QByteArray> coding = single(head, "transfer-encoding");
    if (!length || !coding)
        return malformed("@http_length");
    const auto has = [&head](QByteArrayView name) {
        return std::any_of(head.headers.begin(), head.headers.end(), [name](const auto &field) {
            return QByteArrayView(field.first).compare(name, Qt::CaseInsensitive) == 0;
        });
    };
    const bool sized = has("content-length");
    const bool coded = has("transfer-encoding");
    if (sized && coded)
        return malformed("@http_length");
    if (coded && (head.http10 || coding->toLower() != "chunked"))
        return malformed("@http_length");
    const bool digits = std::all_of(length->begin(), length->end(), [](char c) { return c >= '0' && c <= '9'; });
    if (sized && (length->isEmpty() || length->size() > 18 || !digits))
        return malformed("@http_length");
    head.chunked = coded;
    head.contentLength = length->toLongLong();
    return {};
}

Result<> settleConnection(RequestHead &head)
{
    const std::optional<QByteArray> host = single(head, "host");
    if (!host || !single(head, "authorization") || (!head.http10 && host->isEmpty()))
        return malformed("@http_host");
    const QByteArray connection = head.header("connection").toLower();
    head.keepAlive = head.http10 ? connection.contains("keep-alive") : !connection.contains("close");
    head.expectsContinue = !head.http10 && head.header("expect").compare("100-continue", Qt::CaseInsensitive) == 0;
    return {};
}

/// Percent-decoded; nullopt for broken escapes, bytes that are no UTF-8 and control characters.
std::optional<QString> decoded(QByteArrayView text)
{
    for (qsizetype at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
        const QByteArrayView digits = text.sliced(at + 1, std::min<qsizetype>(2, text.size() - at - 1));
        const auto isHex = [](char c) { return std::isxdigit(uchar(c)) != 0; };
        if (digits.size() < 2 || !std::all_of(digits.begin(), digits.end(), isHex))
            return std::nullopt;
    }
    const QByteArray bytes = QByteArray::fromPercentEncoding(text.toByteArray());
    if (std::any_of(bytes.begin(), bytes.end(), isControl))
        return std::nullopt;
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    QString result = decoder.decode(bytes);
    return decoder.hasError() ? std::nullopt : std::optional(result);
}

bool climbs(const QString &path)
{
    if (path.contains(u'\\'))
        return true;
    const QStringList segments = path.split(u'/');
    return std::any_of(segments.begin(), segments.end(),
                       [](const QString &segment) { return segment == "."_L1 || segment == ".."_L1; });
}

} // namespace

Result<RequestHead> readHead(QByteArrayView raw)
{
    RequestHead head;
    bool first = true;
    for (qsizetype at = 0; at < raw.size();) {
        const qsizetype end = raw.indexOf("\r\n", at);
        if (end < 0)
            return malformed("@http_field");
        const QByteArrayView line = raw.sliced(at, end - at);
        at = end + 2;
        if (line.contains('\n') || line.contains('\r') || line.contains('\0'))
            return malformed("@http_field");
        if (line.isEmpty())
            break;
        if (const Result<> read = first ? readRequestLine(line, head) : readField(line, head); !read)
            return fail(read.error());
        first = false;
        if (head.headers.size() > maxHeaders)
            return fail(ErrorKind::Limited, "headers_too_large", {QString::number(maxHeaders)});
    }
    if (first)
        return malformed("@http_request_line");
    if (const Result<> length = settleLength(head); !length)
        return fail(length.error());
    if (const Result<> connection = settleConnection(head); !connection)
        return fail(connection.error());
    return head;
}

Result<RequestTarget> readTarget(const QByteArray &target)
{
    QByteArrayView rest = target;
    if (const qsizetype scheme = rest.indexOf("://"); rest.startsWith("http") && scheme > 0) {
        const qsizetype slash = rest.indexOf('/', scheme + 3); // as it is sent to proxies
        rest = slash < 0 ? QByteArrayView("/") : rest.sliced(slash);
    }
    if (rest != "*" && !rest.startsWith('/'))
        return malformed("@http_path");
    if (rest.contains('#'))
        return malformed("@http_path");
    const qsizetype mark = rest.indexOf('?');
    const QByteArrayView query = mark < 0 ? QByteArrayView() : rest.sliced(mark + 1);
    const QByteArrayView path = mark < 0 ? rest : rest.first(mark);
    const std::optional<QString> plain = decoded(path);
    // A slash that was hidden in an escape would change the segments behind the router's back.
    const bool hidden = path.toByteArray().toLower().contains("%2f");
    if (!plain || hidden || climbs(*plain))
        return malformed("@http_path");
    if (!decoded(query))
        return malformed("@http_query");
    RequestTarget result{*plain, {}};
    if (!query.isEmpty())
        result.query = QUrlQuery(QString::fromLatin1(query));
    return result;
}

} // namespace pult::api
