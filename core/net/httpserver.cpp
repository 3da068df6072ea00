// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The only file that includes Boost.Beast: it costs 20 s to compile, minutes with sanitizers.
#include "httpserver.h"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <thread>

#ifndef _WIN32
#include <fcntl.h>
#endif

namespace pult::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = boost::asio::ip::tcp;
using namespace Qt::StringLiterals;

namespace {

QByteArray toBytes(beast::string_view view)
{
    return QByteArray(view.data(), qsizetype(view.size()));
}

/// Asio leaves sockets to the programs that this one starts; a browser would keep our port busy.
template<typename Socket>
void keepFromChildren(Socket &socket)
{
#ifndef _WIN32
    ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
#else
    ::SetHandleInformation(reinterpret_cast<HANDLE>(socket.native_handle()), HANDLE_FLAG_INHERIT, 0);
#endif
}

/// Fills what is left of `request` from what Beast has read.
HttpRequest toRequest(const http::request<http::string_body> &message)
{
    HttpRequest request;
    request.method = toBytes(message.method_string());
    const QByteArray target = toBytes(message.target());
    const qsizetype mark = target.indexOf('?');
    request.path = QUrl::fromPercentEncoding(mark < 0 ? target : target.left(mark));
    if (mark >= 0)
        request.query = QUrlQuery(QString::fromUtf8(target.mid(mark + 1)));
    for (const auto &field : message)
        request.headers.append({toBytes(field.name_string()), toBytes(field.value())});
    request.body = QByteArray(message.body().data(), qsizetype(message.body().size()));
    return request;
}

struct Shared
{
    HttpServerOptions options;
    HttpServer::Handler handler;
};

/// One connection; keeps itself alive through the handlers that it has pending.
class Session final : public std::enable_shared_from_this<Session>
{
public:
    Session(tcp::socket socket, const Shared &shared)
        : m_stream(std::move(socket)), m_timer(m_stream.get_executor()), m_shared(shared)
    {
    }

    void run()
    {
        asio::dispatch(m_stream.get_executor(), [self = shared_from_this()] { self->readHeader(); });
    }

private:
    void readHeader()
    {
        m_parser.emplace();
        m_parser->header_limit(m_shared.options.headerLimit);
        m_parser->body_limit(m_shared.options.bodyLimit);
        m_stream.expires_after(m_shared.options.requestTimeout);
        http::async_read_header(m_stream, m_buffer, *m_parser,
                                [self = shared_from_this()](beast::error_code error, std::size_t) {
                                    if (error)
                                        self->refuse(error);
                                    else
                                        self->headerRead();
                                });
    }

    void headerRead()
    {
        if (!beast::iequals(m_parser->get()[http::field::expect], "100-continue")) {
            readBody();
            return;
        }
        m_continue = {http::status::continue_, 11};
        http::async_write(m_stream, m_continue, [self = shared_from_this()](beast::error_code error, std::size_t) {
            if (!error)
                self->readBody();
        });
    }

    void readBody()
    {
        http::async_read(m_stream, m_buffer, *m_parser,
                         [self = shared_from_this()](beast::error_code error, std::size_t) {
                             if (error)
                                 self->refuse(error);
                             else
                                 self->handle();
                         });
    }

    /// What is too large or no HTTP is told so; a connection that broke is only closed.
    void refuse(beast::error_code error)
    {
        HttpAnswer answer;
        if (error == http::error::body_limit)
            answer.status = 413;
        else if (error == http::error::header_limit)
            answer.status = 431;
        else if (error.category() == make_error_code(http::error::bad_method).category() &&
                 error != http::error::end_of_stream && error != http::error::partial_message)
            answer.status = 400;
        else
            return close();
        m_keepAlive = false;
        m_head = false;
        m_version = 11;
        write(answer);
    }

    void handle()
    {
        const http::request<http::string_body> message = m_parser->release();
        m_keepAlive = message.keep_alive();
        m_version = message.version();
        m_head = message.method() == http::verb::head;
        HttpAnswer answer;
        try {
            answer = m_shared.handler(toRequest(message));
        } catch (...) {
            answer = HttpAnswer{500, {}, {}, "text/plain", {}, false};
        }
        m_stream.expires_never();
        if (answer.delay.count() <= 0)
            return finish(answer);
        m_timer.expires_after(answer.delay);
        m_timer.async_wait([self = shared_from_this(), answer](beast::error_code error) {
            if (!error)
                self->finish(answer);
        });
    }

    void finish(const HttpAnswer &answer)
    {
        if (answer.dropConnection)
            close();
        else
            write(answer);
    }

    void write(const HttpAnswer &answer)
    {
        m_response = {};
        m_response.version(m_version);
        m_response.result(unsigned(answer.status));
        for (const auto &[name, value] : answer.headers)
            m_response.insert(beast::string_view(name.constData(), std::size_t(name.size())),
                              beast::string_view(value.constData(), std::size_t(value.size())));
        if (!answer.contentType.isEmpty() && m_response[http::field::content_type].empty())
            m_response.set(http::field::content_type, answer.contentType.toStdString());
        m_response.keep_alive(m_keepAlive);
        if (!m_head)
            m_response.body() = answer.body.toStdString();
        m_response.content_length(std::uint64_t(answer.body.size()));
        m_stream.expires_after(m_shared.options.requestTimeout);
        http::async_write(m_stream, m_response, [self = shared_from_this()](beast::error_code error, std::size_t) {
            if (error || !self->m_keepAlive)
                self->close();
            else
                self->readHeader();
        });
    }

    void close()
    {
        beast::error_code ignored;
        m_stream.socket().shutdown(tcp::socket::shutdown_both, ignored);
        m_stream.close();
    }

    beast::tcp_stream m_stream;
    asio::steady_timer m_timer;
    beast::flat_buffer m_buffer;
    std::optional<http::request_parser<http::string_body>> m_parser;
    http::response<http::string_body> m_response;
    http::response<http::empty_body> m_continue;
    const Shared &m_shared;
    unsigned m_version = 11;
    bool m_keepAlive = false;
    bool m_head = false;
};

} // namespace

QByteArray HttpRequest::header(QByteArrayView name) const
{
    return HttpReply{0, headers, {}, {}}.header(name);
}

class HttpServer::Private final
{
public:
    /// What one start made and one stop takes down.
    struct Running
    {
        explicit Running(int threads)
            : context(threads), acceptor(asio::make_strand(context)), pause(acceptor.get_executor())
        {
        }
        asio::io_context context;
        tcp::acceptor acceptor;
        asio::steady_timer pause;
        std::vector<std::thread> threads;
    };

    void accept()
    {
        running->acceptor.async_accept(asio::make_strand(running->context),
                                       [this](beast::error_code error, tcp::socket socket) {
                                           if (error == asio::error::operation_aborted)
                                               return;
                                           if (error)
                                               return acceptLater();
                                           keepFromChildren(socket);
                                           std::make_shared<Session>(std::move(socket), shared)->run();
                                           accept();
                                       });
    }

    /// Out of file descriptors, say: trying again at once would burn a processor.
    void acceptLater()
    {
        running->pause.expires_after(std::chrono::milliseconds(100));
        running->pause.async_wait([this](beast::error_code error) {
            if (!error)
                accept();
        });
    }

    void listen()
    {
        const tcp::endpoint endpoint(asio::ip::make_address(shared.options.address.toStdString()), shared.options.port);
        running->acceptor.open(endpoint.protocol());
        keepFromChildren(running->acceptor);
        running->acceptor.set_option(asio::socket_base::reuse_address(true));
        running->acceptor.bind(endpoint);
        running->acceptor.listen();
        shared.options.port = running->acceptor.local_endpoint().port();
    }

    Shared shared;
    std::unique_ptr<Running> running;
};

HttpServer::HttpServer(HttpServerOptions options, Handler handler) : d(std::make_unique<Private>())
{
    d->shared = {std::move(options), std::move(handler)};
}

HttpServer::~HttpServer()
{
    stop();
}

Result<> HttpServer::start()
{
    if (d->running)
        return {};
    try {
        d->running = std::make_unique<Private::Running>(d->shared.options.threads);
        d->listen();
        d->accept();
        for (int i = 0; i < d->shared.options.threads; ++i)
            d->running->threads.emplace_back([context = &d->running->context] { context->run(); });
    } catch (const std::exception &exception) { // Asio tells by exceptions what went wrong
        stop();
        return fail(ErrorKind::Network, "http_listen_failed",
                    {d->shared.options.address + u':' + QString::number(d->shared.options.port),
                     QString::fromLocal8Bit(exception.what())});
    }
    return {};
}

void HttpServer::stop()
{
    if (!d->running)
        return;
    d->running->context.stop();
    for (std::thread &thread : d->running->threads)
        thread.join();
    d->running.reset();
}

bool HttpServer::isRunning() const
{
    return d->running != nullptr;
}

quint16 HttpServer::port() const
{
    return d->shared.options.port;
}

QUrl HttpServer::url() const
{
    QUrl url;
    url.setScheme(u"http"_s);
    url.setHost(d->shared.options.address);
    url.setPort(d->shared.options.port);
    return url;
}

} // namespace pult::net
