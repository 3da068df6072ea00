// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/result.h>

#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace pult::api {

/// The bytes of one connection, plain or through TLS, without a word of the library behind it. Thread-affine to the
/// server's thread; callbacks come on it, never from inside the call. At most one read and one write at a time.
class Transport
{
public:
    /// False: the connection is over or broken.
    using Done = std::function<void(bool, std::size_t)>;

    Transport() = default;
    virtual ~Transport() = default;
    Q_DISABLE_COPY_MOVE(Transport)

    /// Whatever the two sides have to settle before the first byte.
    virtual void begin(std::function<void(bool)> done) = 0;
    virtual void readSome(char *to, std::size_t size, Done done) = 0;
    virtual void writeSome(const char *from, std::size_t size, Done done) = 0;
    /// Tells the other side that nothing more comes; what it sends can still be read.
    virtual void endWriting() = 0;
    /// Ends every read and write that is under way.
    virtual void close() = 0;
};

/// A connection that was accepted and belongs to nobody yet: the system's number of it, which its taker closes.
struct Accepted
{
    quintptr handle = 0;
    bool v6 = false;
};

std::unique_ptr<Transport> makePlainTransport(boost::asio::io_context &context, const Accepted &accepted);

/// Certificate and key, read once: connections that were accepted under them keep them when newer ones are read.
class TlsKeys;
/// Errors: tls_files_unusable(certificate, key, reason).
Result<std::shared_ptr<TlsKeys>> readTlsKeys(const QString &certificate, const QString &key);
std::unique_ptr<Transport> makeTlsTransport(boost::asio::io_context &context, const Accepted &accepted,
                                            std::shared_ptr<TlsKeys> keys);

} // namespace pult::api
