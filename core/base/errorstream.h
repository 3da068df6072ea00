// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <chrono>
#include <functional>
#include <memory>

namespace pult {

/// stderr as the log uses it. Who reads it may be slow or not read at all, and nobody here waits for that: lines go
/// through a bounded queue to a thread of their own; what does not fit is dropped, counted, and told in one line as
/// soon as there is room again.
///
/// Thread-safe.
class ErrorStream final
{
public:
    /// The finished line that tells of so many lost ones.
    using LossLine = std::function<QByteArray(quint64 lost)>;

    explicit ErrorStream(LossLine lossLine, int descriptor = 2);
    /// Waits for what is left while it is being read, 3 s at most; a second without a reader is enough.
    ~ErrorStream();
    ErrorStream(const ErrorStream &) = delete;
    ErrorStream &operator=(const ErrorStream &) = delete;

    /// Never waits.
    void write(QByteArray line);
    /// True when everything written before is out. Returns at once while lines are being dropped.
    bool waitUntilOut(std::chrono::milliseconds atMost);

private:
    struct State;
    static void run(const std::shared_ptr<State> &state);

    std::shared_ptr<State> m_state; ///< shared with the thread, which outlives this when nobody reads
};

} // namespace pult
