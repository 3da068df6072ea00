// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one file of the API with Boost.Beast: it decides where a request's body ends.
#include "bodyreader.h"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace pult::api {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using namespace Qt::StringLiterals;

namespace {

auto malformed(const QString &what)
{
    return fail(ErrorKind::Invalid, "request_malformed", {what});
}

} // namespace

class BodyReader::Private final
{
public:
    Private(qint64 header, qint64 body) : headerLimit(header), bodyLimit(body) {}

    const qint64 headerLimit;
    const qint64 bodyLimit;
    std::optional<http::request_parser<http::string_body>> parser;
};

BodyReader::BodyReader(qint64 headerLimit, qint64 bodyLimit) : d(std::make_unique<Private>(headerLimit, bodyLimit)) {}

BodyReader::~BodyReader() = default;

Result<> BodyReader::begin(QByteArrayView head)
{
    d->parser.emplace();
    d->parser->eager(true);
    d->parser->header_limit(std::uint32_t(d->headerLimit));
    d->parser->body_limit(std::uint64_t(d->bodyLimit));
    beast::error_code error;
    d->parser->put(boost::asio::const_buffer(head.data(), std::size_t(head.size())), error);
    if (error && error != http::error::need_more)
        return malformed(QString::fromStdString(error.message()));
    return {};
}

Result<> BodyReader::read(QByteArray &input)
{
    beast::error_code error;
    if (!input.isEmpty()) {
        const std::size_t used =
            d->parser->put(boost::asio::const_buffer(input.constData(), std::size_t(input.size())), error);
        input.remove(0, qsizetype(used));
    }
    if (error == http::error::body_limit)
        return fail(ErrorKind::Limited, "body_too_large", {QString::number(d->bodyLimit)});
    if (error == http::error::header_limit)
        return fail(ErrorKind::Limited, "headers_too_large", {QString::number(d->headerLimit)});
    const bool endless = input.size() > d->headerLimit; // the line before a chunk
    if ((error && error != http::error::need_more) || endless)
        return malformed(u"@http_chunk"_s);
    return {};
}

bool BodyReader::isDone() const
{
    return d->parser->is_done();
}

qint64 BodyReader::size() const
{
    return d->parser ? qint64(d->parser->get().body().size()) : 0;
}

QByteArray BodyReader::take()
{
    const std::string text = std::exchange(d->parser->get().body(), {});
    return {text.data(), qsizetype(text.size())};
}

void BodyReader::end()
{
    d->parser.reset();
}

} // namespace pult::api
