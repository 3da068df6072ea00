// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTemporaryDir>
#include <QUrl>

namespace pult::test {

/// A headless Chromium with a profile of its own. It ends, with all its processes, when this goes.
class TestBrowser final
{
    Q_DISABLE_COPY_MOVE(TestBrowser)

public:
    TestBrowser() = default;
    ~TestBrowser();

    /// False when it did not come up.
    bool start();
    void kill();
    QUrl endpoint() const { return m_endpoint; }
    qint64 pid() const { return m_pid; }

private:
    QTemporaryDir m_profile;
    QProcess m_process;
    QUrl m_endpoint;
    qint64 m_pid = 0;
};

} // namespace pult::test
