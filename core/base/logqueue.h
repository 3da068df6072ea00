// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

namespace pult {

class LogFile;
struct LogLine;

/// Lines on their way to the file, through a bounded queue to a thread of its own. Nobody waits for a disk that stands
/// still longer than two seconds: from then on lines are dropped and counted, and told in one line when it goes on.
/// Errors are in the file at once, everything else within a second.
///
/// Thread-safe.
class LogQueue final
{
public:
    /// `json`: lines of JSON instead of text.
    LogQueue(std::unique_ptr<LogFile> file, bool json);
    /// Finishes what is queued, then closes the file.
    ~LogQueue();
    LogQueue(const LogQueue &) = delete;
    LogQueue &operator=(const LogQueue &) = delete;

    void post(const LogLine &line);
    /// Waits (at most 3 s) until everything posted so far is in the file.
    void flush();
    /// False while the file cannot be written.
    bool isWorking() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace pult
