// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace pult::api {

/// The server's event loop as others may hold it: work that comes after its end is dropped. post() is thread-safe.
class Loop final
{
public:
    Loop();
    ~Loop();
    Loop(const Loop &) = delete;
    Loop &operator=(const Loop &) = delete;

    boost::asio::io_context &context();
    void post(std::function<void()> work);
    /// On the loop's thread, after the last piece of work.
    void end();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace pult::api
