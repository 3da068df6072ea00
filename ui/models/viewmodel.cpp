// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/viewmodel.h"

#include "models/humantext.h"
#include "models/stateview.h"

#include <QFileInfo>
#include <QLocale>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace pult::ui {

using queue::TaskState;

namespace {

QList<ViewRow> systemViews()
{
    return {
        {u"all"_s, {}, {}, u"tasks"_s, Tone::Waiting, {}, false},
        {u"running"_s, {}, u"state:running"_s, u"running"_s, Tone::Running, {}, false},
        {u"waiting"_s, {}, u"state:waiting"_s, u"waiting"_s, Tone::Waiting, {}, false},
        {u"completed"_s, {}, u"state:completed"_s, u"done"_s, Tone::Done, {}, false},
        {u"failed"_s, {}, u"state:failed"_s, u"failed"_s, Tone::Failed, {}, false},
        {u"unknown"_s, {}, u"unknown:yes"_s, u"unknown"_s, Tone::Warning, {}, false},
        {u"today"_s, {}, u"created:today"_s, u"info"_s, Tone::Waiting, {}, false},
    };
}

std::optional<queue::TaskCount> countOf(const QString &id, const queue::TaskCounts &counts)
{
    const auto sum = [&counts](std::initializer_list<TaskState> states) {
        queue::TaskCount all;
        for (const TaskState state : states)
            all = all + counts.byState.value(state);
        return all;
    };
    if (id == "all"_L1)
        return counts.all;
    if (id == "running"_L1)
        return sum({TaskState::Running});
    if (id == "waiting"_L1)
        return sum({TaskState::Scheduled, TaskState::Available, TaskState::Retryable});
    if (id == "completed"_L1)
        return sum({TaskState::Completed});
    if (id == "failed"_L1)
        return sum({TaskState::Discarded});
    return id == "unknown"_L1 ? std::optional(counts.outcomeUnknown) : std::nullopt;
}

bool isCountedAlone(const ViewRow &row)
{
    return row.isOwn() || row.id == "today"_L1;
}

} // namespace

ViewModel::ViewModel(QObject *parent) : TableModel(parent)
{
    resetRows(systemViews());
}

void ViewModel::setCounts(const node::Commands::Counts &counts)
{
    QList<ViewRow> changed = rows();
    qsizetype next = 0;
    for (ViewRow &row : changed) {
        if (isCountedAlone(row))
            row.count = next < counts.filters.size() ? counts.filters.at(next++) : std::nullopt;
        else
            row.count = countOf(row.id, counts.states);
    }
    setRows(changed);
}

QStringList ViewModel::countedFilters() const
{
    QStringList filters;
    for (const ViewRow &row : rows()) {
        if (isCountedAlone(row))
            filters.append(row.filter);
    }
    return filters;
}

QString ViewModel::save(const QString &id, const QString &name, const QString &iconName, const QString &filter)
{
    QList<ViewRow> changed = rows();
    for (ViewRow &row : changed) {
        if (row.id != id || !row.isOwn())
            continue;
        row = {id, name, filter, iconName, row.tone, row.filter == filter ? row.count : std::nullopt, false};
        setRows(changed);
        return id;
    }
    int number = 1;
    while (rowOf(QString::number(number)) >= 0)
        ++number;
    changed.append({QString::number(number), name, filter, iconName, Tone::Waiting, {}, false});
    setRows(changed);
    return QString::number(number);
}

void ViewModel::remove(const QString &id)
{
    QList<ViewRow> left = rows();
    left.removeIf([&id](const ViewRow &row) { return row.id == id && row.isOwn(); });
    setRows(left);
}

void ViewModel::setEdited(const QString &id)
{
    QList<ViewRow> changed = rows();
    for (ViewRow &row : changed)
        row.edited = row.id == id;
    setRows(changed);
}

void ViewModel::load(const QSettings &state)
{
    QList<ViewRow> all = systemViews();
    const QVariantList own = state.value(u"views"_s).toList();
    for (const QVariant &value : own) {
        const QVariantMap view = value.toMap();
        all.append({view[u"id"_s].toString(),
                    view[u"name"_s].toString(),
                    view[u"filter"_s].toString(),
                    view[u"icon"_s].toString(),
                    Tone::Waiting,
                    {},
                    false});
    }
    all.removeIf([](const ViewRow &row) { return row.id.isEmpty(); });
    resetRows(all);
}

void ViewModel::store(QSettings &state) const
{
    QVariantList own;
    for (const ViewRow &row : rows()) {
        if (row.isOwn()) {
            own.append(QVariantMap{
                {u"id"_s, row.id}, {u"name"_s, row.name}, {u"filter"_s, row.filter}, {u"icon"_s, row.iconName}});
        }
    }
    state.setValue(u"views"_s, own);
}

QStringList ViewModel::iconChoices()
{
    return {u"filter"_s, u"tasks"_s,  u"failed"_s,  u"warning"_s, u"waiting"_s, u"running"_s,
            u"done"_s,   u"upload"_s, u"profile"_s, u"node"_s,    u"globe"_s,   u"flow"_s};
}

const QList<Column> &ViewModel::columns() const
{
    static const QList<Column> columns{{QT_TR_NOOP("View"), false, 0}, {QT_TR_NOOP("Count"), true, 48}};
    return columns;
}

QString ViewModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

QString ViewModel::nameOf(const ViewRow &row) const
{
    if (row.isOwn())
        return row.name;
    const QString &id = row.id;
    if (id == "running"_L1)
        //: a view of the task list
        return tr("Running");
    if (id == "waiting"_L1)
        //: a view of the task list
        return tr("Waiting");
    if (id == "completed"_L1)
        //: a view of the task list
        return tr("Completed");
    if (id == "failed"_L1)
        //: a view of the task list
        return tr("Failed");
    if (id == "unknown"_L1)
        //: a view of the task list: tasks whose outcome an operator must tell
        return tr("Unknown");
    if (id == "today"_L1)
        //: a view of the task list: tasks that were made today
        return tr("Today");
    return tr("All tasks");
}

QVariant ViewModel::cell(const ViewRow &row, int column, int role) const
{
    // Nothing to look at there: no colour that asks for attention.
    const Tone tone = row.count && row.count->number > 0 ? row.tone : Tone::Muted;
    switch (role) {
    case Qt::DisplayRole:
        if (column == Count)
            return row.count ? HumanText::count(*row.count) : QString();
        return row.edited ? tr("%1 •", "a view whose filter was changed and not saved").arg(nameOf(row)) : nameOf(row);
    case Qt::ToolTipRole:
        if (column == Count && row.count && row.count->kind == queue::TaskCount::Kind::AtLeast)
            return tr("At least so many: counting stops there.");
        if (column == Count && row.count && row.count->kind == queue::TaskCount::Kind::About)
            return tr("About so many, by the database's own statistics.");
        return row.edited ? tr("The filter was changed and is not saved in this view.") : row.filter;
    case Qt::DecorationRole:
        return column == Name ? QVariant(iconOf({row.iconName.toLatin1().constData(), tone})) : QVariant();
    case Qt::ForegroundRole:
        return column == Count ? QVariant(currentColours().tone(tone)) : QVariant();
    default:
        return {};
    }
}

const QList<Column> &BatchModel::columns() const
{
    static const QList<Column> columns{{QT_TR_NOOP("Upload"), false, 0}, {QT_TR_NOOP("Done"), true, 36}};
    return columns;
}

QString BatchModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

QVariant BatchModel::cell(const queue::Batch &batch, int column, int role) const
{
    const bool over = batch.finishedAt.has_value();
    const StateLook look = batch.state == "draft"_L1 ? lookOf(TaskState::Draft)
                           : batch.failed > 0        ? lookOf(TaskState::Discarded)
                           : !over                   ? lookOf(TaskState::Running)
                           : batch.succeeded > 0     ? lookOf(TaskState::Completed)
                                                     : lookOf(TaskState::Cancelled);
    switch (role) {
    case Qt::DisplayRole:
        if (column == Counts)
            return u"%L1/%L2"_s.arg(batch.succeeded).arg(batch.total);
        return batch.label.isEmpty() ? tr("Upload %1").arg(batch.id) : QFileInfo(batch.label).completeBaseName();
    case Qt::ToolTipRole:
        return tr("%1, batch %2: %3 of %4 completed, %5 failed, %6 cancelled")
            .arg(batch.label)
            .arg(batch.id)
            .arg(QLocale().toString(batch.succeeded), QLocale().toString(batch.total), QLocale().toString(batch.failed),
                 QLocale().toString(batch.cancelled));
    case Qt::DecorationRole:
        return column == Label ? QVariant(iconOf(look)) : QVariant();
    case Qt::ForegroundRole:
        return column == Counts ? QVariant(currentColours().tone(look.tone)) : QVariant();
    default:
        return {};
    }
}

} // namespace pult::ui
