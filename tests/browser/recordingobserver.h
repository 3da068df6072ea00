// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <browser/flowplayer.h>

namespace pult::test {

/// Keeps what a player tells.
class RecordingObserver : public browser::FlowObserver
{
public:
    void stepStarted(int index, int, const browser::FlowStep &) override { started.append(index); }
    void stepFinished(int index, std::chrono::milliseconds) override { finished.append(index); }
    QCoro::Task<Result<>> beforeCommit(int index, QByteArray screenshotPng) override
    {
        events.append(QStringLiteral("before %1").arg(index));
        pictures.append(screenshotPng);
        if (whenCommitting)
            whenCommitting();
        co_return refuse ? Result<>(fail(*refuse)) : Result<>();
    }
    QCoro::Task<Result<>> afterCommit(int index) override
    {
        events.append(QStringLiteral("after %1").arg(index));
        co_return Result<>();
    }
    void screenshotTaken(const QString &name, const QByteArray &png) override
    {
        events.append(QStringLiteral("picture %1").arg(name));
        pictures.append(png);
    }
    void note(QtMsgType, const QString &text) override { notes.append(text); }

    QList<int> started;
    QList<int> finished;
    QStringList events;
    QList<QByteArray> pictures;
    QStringList notes;
    std::optional<Error> refuse;
    std::function<void()> whenCommitting;
};

} // namespace pult::test
