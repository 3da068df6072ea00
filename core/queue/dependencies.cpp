// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dependencies.h"

#include "taskrow.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

Result<> Dependencies::load(Connection &connection, const QList<NewTask> &tasks)
{
    QSet<Id> wanted;
    for (const NewTask &task : tasks)
        wanted += QSet<Id>(task.dependsOn.cbegin(), task.dependsOn.cend());
    if (wanted.isEmpty())
        return {};
    const QString json = jsonOf(QList<Id>(wanted.cbegin(), wanted.cend()));
    const Result<Rows> live =
        connection.query(u"select id from tasks where id {any_id} order by id {for_share}"_s, {json});
    if (!live)
        return fail(live.error());
    for (const Id id : firstColumn(*live))
        m_pending.insert(id);
    const Result<Rows> ended = connection.query(
        u"select id, state, outcome_unknown from task_history where id {any_id} order by id {for_share}"_s, {json});
    if (!ended)
        return fail(ended.error());
    for (const Row &row : *ended)
        sortIn(row);
    for (const Id id : wanted) {
        if (!m_pending.contains(id) && !m_failed.contains(id) && !m_completed.contains(id))
            return fail(ErrorKind::NotFound, "task_unknown", {QString::number(id)});
    }
    return {};
}

QList<Id> Dependencies::openOf(const NewTask &task) const
{
    QList<Id> open;
    for (const Id id : task.dependsOn) {
        if (!m_completed.contains(id) && !open.contains(id))
            open.append(id);
    }
    return open;
}

void Dependencies::sortIn(const Row &row)
{
    const Id id = row.at(0).toLongLong();
    if (m_pending.contains(id))
        return;
    if (row.at(1).toString() == "completed"_L1)
        m_completed.insert(id);
    else
        (row.at(2).toInt() != 0 ? m_pending : m_failed).insert(id);
}

} // namespace pult::queue
