// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <queue/types.h>

#include <QCoreApplication>

namespace pult::ui {

/// What an operator may do to tasks. The database has the last word; this only says beforehand what makes no sense.
enum class Verb { Cancel, Retry, Done, Again, Start, Later, Priority, Delete };

class Verbs final
{
    Q_DECLARE_TR_FUNCTIONS(pult::Verbs)

public:
    /// Those of `tasks` for which the verb is legal.
    static QList<queue::Task> legal(Verb verb, const QList<queue::Task> &tasks);
    static qsizetype countLegal(Verb verb, const QList<queue::Task> &tasks);
    /// Why the verb is not legal for any of them; empty when it is.
    static QString whyNot(Verb verb, const QList<queue::Task> &tasks);
    /// What the verb does, for a tooltip.
    static QString explain(Verb verb);
    static QString name(Verb verb);
    static const char *iconName(Verb verb);

private:
    static QString whyNotOne(Verb verb, const queue::Task &task);
};

} // namespace pult::ui
