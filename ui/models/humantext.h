// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/logging.h>
#include <node/commands.h>
#include <queue/types.h>

#include <QCoreApplication>

#include <chrono>

namespace pult::ui {

/// How things are said to people, in the current language. Values in, texts out; made anew wherever they are shown, so
/// a change of the language needs no more than a repaint.
class HumanText final
{
    Q_DECLARE_TR_FUNCTIONS(pult::HumanText)

public:
    /// "12 s", "3 min", "1 h 20 min"; never negative.
    static QString duration(std::chrono::microseconds time);
    /// In the largest unit alone: "3 min", "2 h"; never negative.
    static QString brief(std::chrono::microseconds time);
    /// "just now", "3 min ago", "in 20 s".
    static QString age(TimePoint then, TimePoint now);
    /// The exact moment in local time, for tooltips.
    static QString moment(TimePoint time);
    /// How a field for a moment shows it, to the minute: the country's date, the clock as everywhere here.
    static QString momentFormat();
    /// The clock alone: 14:03:22.
    static QString clock(TimePoint time);
    static QString size(qint64 bytes);
    static QString percent(double share);
    /// "37", "~2.4 M", "10,000+": as well as it is known.
    static QString count(const queue::TaskCount &count);

    static QString state(const queue::Task &task);
    /// For a narrow column.
    static QString shortState(const queue::Task &task);
    static QString state(queue::TaskState state);
    static QString kind(const QString &kind);
    static QString outcome(const QString &outcome);
    static QString nodeState(const QString &state);
    static QString stepStatus(const QString &status);
    static QString level(QtMsgType level);
    /// A job's stage in the operator's words; stages without a translation as they are.
    static QString stage(const QString &stage);
    static QString progress(const queue::Progress &progress);
    /// Without the kind of the step, for a narrow column.
    static QString shortProgress(const queue::Progress &progress);
    static QString profile(const QString &provider);
    static QString provider(const QString &provider);

    /// Why a task waits, a sentence.
    static QString waitReason(const queue::WaitReason &reason);
    static QString waitReasons(const QList<queue::WaitReason> &reasons);
    /// Whom a task waits for, and whom they wait for, a line each; empty when it is nobody.
    static QString waitChain(const QList<queue::WhyLink> &chain);
};

} // namespace pult::ui
