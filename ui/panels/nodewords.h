// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <node/commands.h>

#include <QCoreApplication>

namespace pult::ui {

/// What computers can be asked, in words. GUI thread.
class NodeWords final
{
    Q_DECLARE_TR_FUNCTIONS(pult::ui::NodeWords)

public:
    static QString name(queue::NodeVerb verb);
    /// What it does to a whole computer or to one worker, for a tool tip.
    static QString explain(queue::NodeVerb verb, bool ofWorker);
    /// Asks whether it is to be done to `who`, and says what happens.
    static QString question(queue::NodeVerb verb, const QString &who);
    static QString killWorkerQuestion(const QString &who);
    /// Which running tasks it may interrupt.
    static QString interrupted(const QList<queue::Id> &tasks);
};

} // namespace pult::ui
