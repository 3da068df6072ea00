// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <browser/flowplayer.h>
#include <work/job.h>

#include <QElapsedTimer>
#include <QJsonArray>

namespace pult::jobs {

/// Tells a run's context what its player does.
class FlowObserver final : public browser::FlowObserver
{
public:
    FlowObserver(work::JobContext &context, int steps) : m_context(context), m_steps(steps) { m_clock.start(); }

    void stepStarted(int index, int count, const browser::FlowStep &step) override;
    void stepFinished(int index, std::chrono::milliseconds duration) override;
    QCoro::Task<Result<>> beforeCommit(int index, QByteArray screenshotPng) override;
    QCoro::Task<Result<>> afterCommit(int index) override;
    void screenshotTaken(const QString &name, const QByteArray &png) override;
    void note(QtMsgType level, const QString &text) override;

private:
    void tell();

    work::JobContext &m_context;
    const int m_steps;
    QElapsedTimer m_clock;
    QJsonArray m_live; ///< the newest steps, as Attempt::steps has them
    QString m_stage;
    double m_value = 0;
};

} // namespace pult::jobs
