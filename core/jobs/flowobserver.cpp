// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowobserver.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace pult::jobs {

using namespace Qt::StringLiterals;

namespace {

/// Enough to watch; a longer flow shows its newest ones while it runs, and all in the end.
constexpr qsizetype mostLiveSteps = 200;

} // namespace

void FlowObserver::stepStarted(int index, int count, const browser::FlowStep &step)
{
    m_value = double(index) / std::max(count, 1);
    const QString name = nameOf(step);
    m_stage = u"step %1 of %2: %3"_s.arg(index + 1).arg(count).arg(name);
    if (m_live.size() >= mostLiveSteps)
        m_live.removeFirst();
    m_live.append(QJsonObject{{u"index"_s, index},
                              {u"type"_s, step.type},
                              {u"name"_s, name},
                              {u"started_ms"_s, m_clock.elapsed()},
                              {u"status"_s, u"running"_s}});
    tell();
}

void FlowObserver::tell()
{
    m_context.progress(m_value, m_stage, QJsonDocument(m_live).toJson(QJsonDocument::Compact));
}

void FlowObserver::stepFinished(int index, std::chrono::milliseconds duration)
{
    QJsonObject step = m_live.last().toObject();
    step.insert(u"duration_ms"_s, qint64(duration.count()));
    step.insert(u"status"_s, u"ok"_s);
    m_live.replace(m_live.size() - 1, step);
    tell();
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
