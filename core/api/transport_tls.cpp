// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>

#include <array>

namespace pult::api {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = boost::asio::ip::tcp;

class TlsKeys final
{
public:
    asio::ssl::context context{asio::ssl::context::tls_server};
};

namespace {

class TlsTransport final : public Transport
{
public:
    TlsTransport(asio::io_context &context, const Accepted &accepted, std::shared_ptr<TlsKeys> keys)
        : m_keys(std::move(keys)), m_stream(context, m_keys->context)
    {
        error_code ignored;
        m_stream.next_layer().assign(accepted.v6 ? tcp::v6() : tcp::v4(),
                                     tcp::socket::native_handle_type(accepted.handle), ignored);
    }

    void begin(std::function<void(bool)> done) override
    {
        m_stream.async_handshake(asio::ssl::stream_base::server,
                                 [done = std::move(done)](error_code error) { done(!error); });
    }
    void readSome(char *to, std::size_t size, Done done) override
    {
        const auto ended = [done = std::move(done)](error_code error, std::size_t got) { done(!error, got); };
        // After the end of our own side nothing is deciphered any more, only taken from the line.
        if (m_ended)
            m_stream.next_layer().async_read_some(asio::buffer(to, size), ended);
        else
            m_stream.async_read_some(asio::buffer(to, size), ended);
    }
    void writeSome(const char *from, std::size_t size, Done done) override
    {
        m_stream.async_write_some(asio::buffer(from, size),
                                  [done = std::move(done)](error_code error, std::size_t sent) { done(!error, sent); });
    }
    void endWriting() override
    {
        m_ended = true;
        error_code ignored;
        m_stream.next_layer().shutdown(tcp::socket::shutdown_send, ignored);
    }
    void close() override
    {
        error_code ignored;
        m_stream.next_layer().close(ignored);
    }

private:
    std::shared_ptr<TlsKeys> m_keys;
    asio::ssl::stream<tcp::socket> m_stream;
    bool m_ended = false;
};

} // namespace

Result<std::shared_ptr<TlsKeys>> readTlsKeys(const QString &certificate, const QString &key)
{
    auto keys = std::make_shared<TlsKeys>();
    asio::ssl::context &context = keys->context;
    error_code error;
    context.set_options(
        asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1, error);
    if (!error)
        context.use_certificate_chain_file(certificate.toLocal8Bit().toStdString(), error);
    if (!error)
        context.use_private_key_file(key.toLocal8Bit().toStdString(), asio::ssl::context::pem, error);
    if (!error && SSL_CTX_check_private_key(context.native_handle()) != 1)
        error = error_code(int(ERR_get_error()), asio::error::get_ssl_category());
    if (error)
        return fail(ErrorKind::Invalid, "tls_files_unusable",
                    {certificate, key, QString::fromLocal8Bit(error.message().c_str())});
    return keys;
}

std::unique_ptr<Transport> makeTlsTransport(asio::io_context &context, const Accepted &accepted,
                                            std::shared_ptr<TlsKeys> keys)
{
    return std::make_unique<TlsTransport>(context, accepted, std::move(keys));
}

} // namespace pult::api
