// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "testbrowser.h"

#include <QFile>
#include <QTest>

#include <csignal>
#include <unistd.h>

namespace pult::test {

using namespace Qt::StringLiterals;

TestBrowser::~TestBrowser()
{
    kill();
}

bool TestBrowser::start()
{
    const QString portFile = m_profile.filePath(u"DevToolsActivePort"_s);
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.setStandardErrorFile(QProcess::nullDevice());
    m_process.setChildProcessModifier([] { ::setsid(); });
    m_process.start(u"/usr/bin/chromium"_s,
                    {u"--headless=new"_s, u"--no-sandbox"_s, u"--disable-gpu"_s, u"--no-first-run"_s,
                     u"--disable-background-networking"_s, u"--disable-component-update"_s, u"--disable-sync"_s,
                     u"--disable-quic"_s, u"--window-size=1000,800"_s, u"--remote-debugging-port=0"_s,
                     QString(u"--user-data-dir="_s + m_profile.path()), u"about:blank"_s});
    if (!m_process.waitForStarted())
        return false;
    m_pid = m_process.processId();
    const auto read = [&] {
        QFile file(portFile);
        if (!file.open(QIODevice::ReadOnly))
            return false;
        const QList<QByteArray> lines = file.readAll().split('\n');
        if (lines.size() < 2)
            return false;
        m_endpoint =
            QUrl(u"ws://127.0.0.1:%1%2"_s.arg(QString::fromLatin1(lines.at(0)), QString::fromLatin1(lines.at(1))));
        return true;
    };
    return QTest::qWaitFor(read, 30000);
}

void TestBrowser::kill()
{
    if (m_pid == 0)
        return;
    ::kill(pid_t(-m_pid), SIGKILL);
    m_process.waitForFinished(5000);
    m_pid = 0;
}

} // namespace pult::test
