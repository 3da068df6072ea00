// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "server.h"

#include "connections.h"
#include "keyfiles.h"
#include "logging.h"
#include "loop.h"
#include "problem.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <QThread>

#include <array>

#ifndef _WIN32
#include <fcntl.h>
#endif

namespace pult::api {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = boost::asio::ip::tcp;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto tickInterval = 100ms;
constexpr auto acceptPause = 100ms;

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

QString textOf(const asio::ip::address &address)
{
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return QString::fromStdString(asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string());
    return QString::fromStdString(address.to_string());
}

} // namespace

class Server::Private final : public SessionHost
{
public:
    explicit Private(ServerOptions given)
        : options(std::move(given)), speaksTls(!options.certificateFile.isEmpty()), connections(*this)
    {
    }

    // SessionHost
    Gate &gate() override { return *doorkeeper; }
    const ServerLimits &limits() const override { return options.limits; }
    std::function<void(std::function<void()>)> poster() const override
    {
        return [loop = loop](std::function<void()> work) { loop->post(std::move(work)); };
    }
    bool takeBodyBytes(qint64 bytes) override
    {
        if (bodies + bytes > options.limits.allBodies)
            return false;
        bodies += bytes;
        return true;
    }
    void giveBodyBytes(qint64 bytes) override { bodies -= bytes; }
    bool isWanted(const QString &address) const override { return connections.hasParked(address); }
    bool isEnding() const override { return ending; }
    bool isLeaving() const override { return leaving; }
    void sessionEnded(Session *session) override { connections.ended(session); }

    class SocketNewcomer;

    Result<> listen();
    void accept();
    void acceptLater();
    void place(tcp::socket socket);
    std::unique_ptr<Transport> transportFor(tcp::socket socket);
    void turnAway(tcp::socket &socket) const;
    void tick();
    void beginEnd(std::chrono::milliseconds grace);

    ServerOptions options;
    bool speaksTls; ///< the owner's
    std::unique_ptr<Gate> doorkeeper;
    qint64 bodies = 0;
    bool leaving = false;
    bool ending = false;
    Clock::time_point endBy = Clock::time_point::max();
    const std::shared_ptr<Loop> loop = std::make_shared<Loop>();
    std::optional<tcp::acceptor> acceptor;
    std::optional<asio::steady_timer> timer;
    std::optional<asio::steady_timer> pause;
    Connections connections;
    KeyFiles keyFiles;
    std::unique_ptr<QThread> thread;
};

/// With the socket that it came by.
class Server::Private::SocketNewcomer final : public Newcomer
{
public:
    SocketNewcomer(Private &server, tcp::socket socket, const QString &address)
        : Newcomer(address), m_server(server), m_socket(std::move(socket))
    {
    }
    std::unique_ptr<Transport> take() override { return m_server.transportFor(std::move(m_socket)); }
    void turnAway() override { m_server.turnAway(m_socket); }

private:
    Private &m_server;
    tcp::socket m_socket;
};

Result<> Server::Private::listen()
{
    const QString shown = options.address + u':' + QString::number(options.port);
    try {
        const tcp::endpoint endpoint(asio::ip::make_address(options.address.toStdString()), options.port);
        acceptor->open(endpoint.protocol());
        keepFromChildren(*acceptor);
#ifndef _WIN32
        acceptor->set_option(asio::socket_base::reuse_address(true)); // elsewhere it would let a second one in
#endif
        acceptor->bind(endpoint);
        acceptor->listen();
        options.port = acceptor->local_endpoint().port();
    } catch (const boost::system::system_error &error) {
        if (error.code() == asio::error::address_in_use)
            return fail(ErrorKind::Invalid, "api_port_busy", {options.address, QString::number(options.port)});
        return fail(ErrorKind::Invalid, "http_listen_failed", {shown, QString::fromLocal8Bit(error.what())});
    }
    return {};
}

void Server::Private::accept()
{
    acceptor->async_accept([this](error_code error, tcp::socket socket) {
        if (error == asio::error::operation_aborted || ending)
            return;
        if (error)
            return acceptLater();
        keepFromChildren(socket);
        place(std::move(socket));
        accept();
    });
}

/// Out of file descriptors, say: trying again at once would burn a processor.
void Server::Private::acceptLater()
{
    pause->expires_after(acceptPause);
    pause->async_wait([this](error_code error) {
        if (!error && !ending)
            accept();
    });
}

void Server::Private::place(tcp::socket socket)
{
    error_code error;
    const tcp::endpoint other = socket.remote_endpoint(error);
    if (error)
        return; // gone already
    const QString address = textOf(other.address());
    connections.place(std::make_unique<SocketNewcomer>(*this, std::move(socket), address),
                      doorkeeper->access().isProxy(address));
}

std::unique_ptr<Transport> Server::Private::transportFor(tcp::socket socket)
{
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    const bool v6 = socket.local_endpoint(ignored).protocol() == tcp::v6();
    const Accepted accepted{quintptr(socket.release(ignored)), v6};
    return keyFiles.keys() ? makeTlsTransport(loop->context(), accepted, keyFiles.keys())
                           : makePlainTransport(loop->context(), accepted);
}

/// Says so in what fits a new connection's buffer, and lets go. Through TLS nothing can be said yet.
void Server::Private::turnAway(tcp::socket &socket) const
{
    error_code ignored;
    socket.non_blocking(true, ignored);
    if (!keyFiles.keys()) {
        Answer answer = doorkeeper->refuse(503, {ErrorKind::Unavailable, u"connections_too_many"_s, {}, {}},
                                           textOf(socket.remote_endpoint(ignored).address()));
        answer.headers.emplaceBack("Retry-After", "1");
        const QByteArray bytes = toBytes(answer, {});
        socket.write_some(asio::buffer(bytes.constData(), std::size_t(bytes.size())), ignored);
        socket.shutdown(tcp::socket::shutdown_send, ignored);
        std::array<char, 4096> unread; // what is left unread would turn the end into a reset, which loses the answer
        socket.read_some(asio::buffer(unread), ignored);
    }
    socket.close(ignored);
}

void Server::Private::tick()
{
    const Clock::time_point now = Clock::now();
    connections.tick(now, endBy);
    if (ending && connections.isEmpty())
        return loop->context().stop();
    keyFiles.look(now);
    timer->expires_after(tickInterval);
    timer->async_wait([this](error_code error) {
        if (!error)
            tick();
    });
}

void Server::Private::beginEnd(std::chrono::milliseconds grace)
{
    ending = true;
    endBy = Clock::now() + grace;
    error_code ignored;
    acceptor->close(ignored);
    timer->cancel();
    tick();
}

Server::Server(ServerOptions options) : d(std::make_unique<Private>(std::move(options))) {}

Server::~Server()
{
    stop();
}

Result<> Server::listen()
{
    Q_ASSERT(!d->acceptor);
    Result<KeyFiles> files = KeyFiles::read(d->options.certificateFile, d->options.keyFile);
    if (!files)
        return fail(files.error());
    d->keyFiles = std::move(*files);
    d->acceptor.emplace(d->loop->context());
    const Result<> listening = d->listen();
    if (!listening)
        d->acceptor.reset();
    return listening;
}

Result<> Server::start(std::unique_ptr<Gate> gate)
{
    Q_ASSERT(!d->thread);
    if (!d->acceptor) {
        if (const Result<> listening = listen(); !listening)
            return listening;
    }
    d->doorkeeper = std::move(gate);
    d->timer.emplace(d->loop->context());
    d->pause.emplace(d->loop->context());
    d->thread.reset(QThread::create([d = d.get()] {
        d->accept();
        d->tick();
        d->loop->context().run();
        d->connections.clear();
        d->loop->end();
    }));
    d->thread->setObjectName(u"api"_s);
    d->thread->start();
    return {};
}

Result<> Server::setKeyFiles(const QString &certificateFile, const QString &keyFile)
{
    Result<KeyFiles> files = KeyFiles::read(certificateFile, keyFile);
    if (!files)
        return fail(files.error());
    d->speaksTls = files->keys() != nullptr;
    d->loop->post([d = d.get(), files = std::move(*files)] { d->keyFiles = files; });
    return {};
}

void Server::leave()
{
    if (d->thread)
        d->loop->post([d = d.get()] { d->leaving = true; });
}

void Server::stop(std::chrono::milliseconds grace)
{
    if (!d->thread)
        return;
    d->loop->post([d = d.get(), grace] { d->beginEnd(grace); });
    d->thread->wait();
    d->thread.reset();
}

quint16 Server::port() const
{
    return d->options.port;
}

QUrl Server::url() const
{
    QUrl url;
    url.setScheme(d->speaksTls ? u"https"_s : u"http"_s);
    url.setHost(d->options.address);
    url.setPort(d->options.port);
    return url;
}

std::function<void(std::function<void()>)> Server::poster() const
{
    return d->poster();
}

} // namespace pult::api
