// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profilemodel.h"

#include "models/humantext.h"
#include "models/stateview.h"

using namespace Qt::StringLiterals;

namespace pult::ui {

const QList<Column> &ProfileModel::columns() const
{
    static const QList<Column> columns{
        {QT_TR_NOOP("Profile"), false, 176}, {QT_TR_NOOP("State"), false, 144}, {QT_TR_NOOP("Tags"), false, 128},
        {QT_TR_NOOP("Note"), false, 240},    {QT_TR_NOOP("Id"), false, 0},
    };
    return columns;
}

QString ProfileModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

void ProfileModel::setCheckable(bool checkable)
{
    m_checkable = checkable;
}

QStringList ProfileModel::checkedIds() const
{
    QStringList ids;
    for (const auto &profile : rows()) {
        if (m_checked.contains(profile.id))
            ids.append(profile.id);
    }
    return ids;
}

void ProfileModel::setChecked(const QStringList &ids, bool checked)
{
    for (const QString &id : ids) {
        if (checked)
            m_checked.insert(id);
        else
            m_checked.remove(id);
    }
    touchColumns(Name, Name);
    Q_EMIT checkedChanged();
}

void ProfileModel::uncheckAll()
{
    m_checked.clear();
    touchColumns(Name, Name);
    Q_EMIT checkedChanged();
}

void ProfileModel::setBusyProviders(const QSet<QString> &providers)
{
    QSet<QString> ids;
    for (const QString &provider : providers)
        ids.insert(HumanText::profile(provider));
    if (ids == m_busyIds)
        return;
    m_busyIds = ids;
    touchColumns(State, State);
}

void ProfileModel::setLocks(const QList<queue::LockInfo> &locks)
{
    QHash<QString, queue::LockInfo> held;
    for (const queue::LockInfo &lock : locks) {
        // A task's lease is named by its exclusive key, `profile:<provider>:<id>`.
        if (lock.key.startsWith(u"profile:"_s))
            held.insert(lock.key.section(u':', 2), lock);
        else if (lock.kind == "profile"_L1)
            held.insert(lock.key, lock);
    }
    if (held == m_locks)
        return;
    m_locks = held;
    touchColumns(State, State);
}

QString ProfileModel::stateText(const browser::Profile &profile) const
{
    if (const auto lock = m_locks.constFind(profile.id); lock != m_locks.cend()) {
        //: state of a profile
        return lock->taskId ? tr("task %1 uses it").arg(*lock->taskId) : tr("locked by %1").arg(lock->workerId);
    }
    if (isRunning(profile))
        return tr("running");
    //: a profile whose browser is not started
    return profile.status.isEmpty() ? tr("stopped") : profile.status;
}

bool ProfileModel::isRunning(const browser::Profile &profile) const
{
    return profile.running || m_busyIds.contains(profile.id);
}

Qt::ItemFlags ProfileModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = TableModel::flags(index);
    if (m_checkable && index.column() == Name)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

bool ProfileModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid));
    if (!m_checkable || role != Qt::CheckStateRole || index.column() != Name)
        return false;
    setChecked({rowAt(index.row()).id}, value.toInt() == Qt::Checked);
    return true;
}

QVariant ProfileModel::cell(const browser::Profile &profile, int column, int role) const
{
    const bool running = isRunning(profile) || m_locks.contains(profile.id);
    const StateLook look = running ? StateLook{"running", Tone::Running} : StateLook{"stopped", Tone::Waiting};
    switch (role) {
    case Qt::CheckStateRole:
        if (m_checkable && column == Name)
            return m_checked.contains(profile.id) ? Qt::Checked : Qt::Unchecked;
        return {};
    case Qt::DecorationRole:
        return column == State ? QVariant(iconOf(look)) : QVariant();
    case Qt::ForegroundRole:
        if (column == State)
            return currentColours().tone(look.tone);
        return column == Note || column == IdColumn ? QVariant(currentColours().muted) : QVariant();
    case Qt::ToolTipRole:
        return column == Note ? profile.note : column == State ? stateText(profile) : profile.id;
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (column) {
    case Name:
        return profile.name.isEmpty() ? profile.id : profile.name;
    case State:
        return stateText(profile);
    case Tags:
        return profile.tags.join(QStringLiteral(", "));
    case Note:
        return profile.note;
    case IdColumn:
        return profile.id;
    default:
        return {};
    }
}

} // namespace pult::ui
