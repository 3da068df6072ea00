// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "loop.h"
#include "transport.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <mutex>

namespace pult::api {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = boost::asio::ip::tcp;

namespace {

class PlainTransport final : public Transport
{
public:
    PlainTransport(asio::io_context &context, const Accepted &accepted) : m_socket(context)
    {
        error_code ignored;
        m_socket.assign(accepted.v6 ? tcp::v6() : tcp::v4(), tcp::socket::native_handle_type(accepted.handle), ignored);
    }

    void begin(std::function<void(bool)> done) override
    {
        asio::post(m_socket.get_executor(), [done = std::move(done)] { done(true); });
    }
    void readSome(char *to, std::size_t size, Done done) override
    {
        m_socket.async_read_some(asio::buffer(to, size),
                                 [done = std::move(done)](error_code error, std::size_t got) { done(!error, got); });
    }
    void writeSome(const char *from, std::size_t size, Done done) override
    {
        m_socket.async_write_some(asio::buffer(from, size),
                                  [done = std::move(done)](error_code error, std::size_t sent) { done(!error, sent); });
    }
    void endWriting() override
    {
        error_code ignored;
        m_socket.shutdown(tcp::socket::shutdown_send, ignored);
    }
    void close() override
    {
        error_code ignored;
        m_socket.close(ignored);
    }

private:
    tcp::socket m_socket;
};

} // namespace

std::unique_ptr<Transport> makePlainTransport(asio::io_context &context, const Accepted &accepted)
{
    return std::make_unique<PlainTransport>(context, accepted);
}

class Loop::Private final
{
public:
    asio::io_context context{1};
    std::mutex mutex;
    bool ended = false; ///< guarded by mutex
};

Loop::Loop() : d(std::make_unique<Private>()) {}

Loop::~Loop() = default;

asio::io_context &Loop::context()
{
    return d->context;
}

void Loop::post(std::function<void()> work)
{
    const std::lock_guard lock(d->mutex);
    if (!d->ended)
        asio::post(d->context, std::move(work));
}

void Loop::end()
{
    {
        const std::lock_guard lock(d->mutex);
        d->ended = true;
    }
    // What was posted before is done, but for what nobody waits for any more: closed connections let go of themselves.
    d->context.restart();
    d->context.poll();
}

} // namespace pult::api
