// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "responsiveness.h"

#include <QEvent>
#include <QThread>

#include <ctime>

#ifdef Q_OS_LINUX
#include <sys/resource.h>
#endif

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

using std::chrono::nanoseconds;

nanoseconds wallClock()
{
    return std::chrono::steady_clock::now().time_since_epoch();
}

/// How often the processor was taken from this thread.
long preemptions()
{
#ifdef Q_OS_LINUX
    rusage usage{};
    getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nivcsw;
#else
    return 0;
#endif
}

} // namespace

nanoseconds ownProcessorTime()
{
#ifdef Q_OS_LINUX
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
#else
    return wallClock();
#endif
}

void ProbedApplication::setMeasuring(bool measuring)
{
    m_measuring = measuring;
    if (measuring)
        m_result = {};
}

bool ProbedApplication::notify(QObject *receiver, QEvent *event)
{
    if (!m_measuring || QThread::currentThread() != thread())
        return QApplication::notify(receiver, event);
    // Inside a handler of the same loop: part of that one.
    if (m_outerLevel >= 0 && QThread::currentThread()->loopLevel() == m_outerLevel)
        return QApplication::notify(receiver, event);
    return measured(receiver, event);
}

bool ProbedApplication::measured(QObject *receiver, QEvent *event)
{
    // Taken before: the handler may delete the receiver.
    const QString what = u"event %1 of %2 %3"_s.arg(static_cast<int>(event->type()))
                             .arg(QLatin1StringView(receiver->metaObject()->className()), receiver->objectName());
    const int level = QThread::currentThread()->loopLevel();
    const int outer = std::exchange(m_outerLevel, level);
    const qint64 handledBefore = m_result.handled;
    const long preemptedBefore = preemptions();
    const nanoseconds wallBefore = wallClock();
    const nanoseconds cpuBefore = ownProcessorTime();
    const bool accepted = QApplication::notify(receiver, event);
    const nanoseconds cpu = ownProcessorTime() - cpuBefore;
    const nanoseconds wall = wallClock() - wallBefore;
    const bool disturbed = preemptions() != preemptedBefore;
    m_outerLevel = outer;
    const bool ranLoop = m_result.handled != handledBefore;
    ++m_result.handled;
    if (ranLoop)
        return accepted;
    if (cpu > m_result.longestCpu) {
        m_result.longestCpu = cpu;
        m_result.slowestCpu = what;
    }
    if (wall > m_result.longestWall) {
        m_result.longestWall = wall;
        m_result.slowestWall = what;
    }
    if (!disturbed && wall > m_result.longestUndisturbed) {
        m_result.longestUndisturbed = wall;
        m_result.slowestUndisturbed = what;
    }
    return accepted;
}

} // namespace pult::ui
