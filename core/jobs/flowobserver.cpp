// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowobserver.h"

namespace pult::jobs {

using namespace Qt::StringLiterals;

void FlowObserver::stepStarted(int index, int count, const QString &type)
{
    m_context.progress(double(index) / std::max(count, 1), u"step %1 of %2: %3"_s.arg(index + 1).arg(count).arg(type));
}

void FlowObserver::stepFinished(int index, std::chrono::milliseconds duration)
{
    m_context.log(QtInfoMsg, u"step %1 done in %2 ms"_s.arg(index + 1).arg(duration.count()));
}

QCoro::Task<Result<>> FlowObserver::beforeCommit(int index, QByteArray screenshotPng)
{
    m_context.log(QtInfoMsg, u"step %1 commits"_s.arg(index + 1));
    Result<> recorded = co_await m_context.recordCommit(true, index, false, std::move(screenshotPng));
    co_return recorded;
}

QCoro::Task<Result<>> FlowObserver::afterCommit(int index)
{
    const bool nothingFollows = index + 1 == m_steps;
    Result<> recorded = co_await m_context.recordCommit(false, index, nothingFollows, {});
    co_return recorded;
}

void FlowObserver::screenshotTaken(const QString &name, const QByteArray &png)
{
    m_context.log(QtInfoMsg, u"screenshot %1, %2 bytes"_s.arg(name).arg(png.size()));
}

void FlowObserver::note(QtMsgType level, const QString &text)
{
    m_context.log(level, text);
}

} // namespace pult::jobs
