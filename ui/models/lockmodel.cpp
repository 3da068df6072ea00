// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lockmodel.h"

#include "models/humantext.h"
#include "models/stateview.h"

using namespace Qt::StringLiterals;

namespace pult::ui {

const QList<Column> &LockModel::columns() const
{
    static const QList<Column> columns{
        {QT_TR_NOOP("Kind"), false, 112},    {QT_TR_NOOP("Key"), false, 176},    {QT_TR_NOOP("State"), false, 104},
        {QT_TR_NOOP("Task"), true, 64},      {QT_TR_NOOP("Holder"), false, 120}, {QT_TR_NOOP("Held for"), true, 80},
        {QT_TR_NOOP("Time left"), true, 80},
    };
    return columns;
}

QString LockModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

QString LockModel::keyOf(const queue::LockInfo &lock) const
{
    return lock.kind + u'\n' + lock.key + u'\n' + (lock.taskId ? QString::number(*lock.taskId) : QString());
}

void LockModel::setNodes(const QList<queue::NodeInfo> &nodes)
{
    QHash<QString, QString> names;
    for (const queue::NodeInfo &node : nodes)
        names.insert(node.id, node.name);
    if (names == m_nodeNames)
        return;
    m_nodeNames = names;
    touchColumns(Holder, Holder);
}

void LockModel::tick(TimePoint now)
{
    m_now = now;
    touchColumns(State, Left);
}

QString LockModel::kindText(const QString &kind)
{
    if (kind == "task"_L1)
        //: kind of a lock: the right to run a task
        return tr("running task");
    if (kind == "profile"_L1)
        return tr("profile");
    return kind;
}

QString LockModel::holderText(const queue::LockInfo &lock) const
{
    const QString node = lock.workerId.section(u'/', 0, 0);
    return m_nodeNames.contains(node) ? QString(m_nodeNames.value(node) + lock.workerId.mid(node.size()))
                                      : lock.workerId;
}

QVariant LockModel::cell(const queue::LockInfo &lock, int column, int role) const
{
    const bool expired = isExpired(lock);
    const StateLook look = expired ? StateLook{"warning", Tone::Warning} : StateLook{"running", Tone::Running};
    switch (role) {
    case Qt::DecorationRole:
        return column == State ? QVariant(iconOf(look)) : QVariant();
    case Qt::ForegroundRole:
        return column == State ? QVariant(currentColours().tone(look.tone)) : QVariant();
    case SortRole:
        if (column == Task)
            return lock.taskId.value_or(0);
        if (column == Held)
            return -toMicros(lock.acquiredAt);
        if (column == Left)
            return toMicros(lock.expiresAt);
        return {};
    case Qt::ToolTipRole:
        if (column == Held)
            return tr("Since %1").arg(HumanText::moment(lock.acquiredAt));
        if (column == Left || column == State) {
            return expired ? tr("Expired at %1: the next to ask gets it.").arg(HumanText::moment(lock.expiresAt))
                           : tr("Ends at %1 unless its holder renews it.").arg(HumanText::moment(lock.expiresAt));
        }
        return column == Holder ? lock.workerId : lock.key;
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (column) {
    case Kind:
        return kindText(lock.kind);
    case Key:
        return lock.key;
    case State:
        //: state of a lock
        return expired ? tr("expired") : tr("held");
    case Task:
        return lock.taskId ? QString::number(*lock.taskId) : QString();
    case Holder:
        return holderText(lock);
    case Held:
        return HumanText::duration(m_now - lock.acquiredAt);
    case Left:
        return expired ? tr("none") : HumanText::duration(lock.expiresAt - m_now);
    default:
        return {};
    }
}

} // namespace pult::ui
