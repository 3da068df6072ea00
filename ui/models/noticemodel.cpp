// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/noticemodel.h"

#include "models/humantext.h"
#include "models/stateview.h"

#include <base/breakerstate.h>

#include <QFont>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace pult::ui {

const QList<Column> &NoticeModel::columns() const
{
    static const QList<Column> columns{{QT_TR_NOOP("Time"), true, 88}, {QT_TR_NOOP("What happened"), false, 0}};
    return columns;
}

QString NoticeModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

void NoticeModel::add(QList<Notice> notices)
{
    QList<Notice> all = rows();
    for (Notice &notice : notices) {
        notice.number = ++m_last;
        all.prepend(notice);
    }
    setRows(all.mid(0, mostNotices));
}

void NoticeModel::markSeen()
{
    QList<Notice> all = rows();
    for (Notice &notice : all)
        notice.seen = true;
    setRows(all);
}

int NoticeModel::unseen() const
{
    return static_cast<int>(std::count_if(rows().begin(), rows().end(), [](const Notice &n) { return !n.seen; }));
}

int NoticeModel::unseenFailures() const
{
    int sum = 0;
    for (const Notice &notice : rows()) {
        if (!notice.seen && (notice.kind == NoticeKind::TasksFailed || notice.kind == NoticeKind::WhileAway))
            sum += notice.failed;
    }
    return sum;
}

QString NoticeModel::textOf(const Notice &notice)
{
    switch (notice.kind) {
    case NoticeKind::TasksFailed:
        return tr("%n task(s) failed for good", nullptr, notice.count);
    case NoticeKind::OutcomeUnknown:
        return tr("%n task(s) stopped while publishing: say whether it is done", nullptr, notice.count);
    case NoticeKind::BatchFinished:
        if (notice.failed == 0)
            return tr("%1: all %n upload(s) are done", nullptr, notice.count).arg(notice.name);
        return tr("%1: %2 of %n upload(s) failed", nullptr, notice.count)
            .arg(notice.name, QLocale().toString(notice.failed));
    case NoticeKind::NodeGone:
        return tr("%1 does not answer any more; its tasks go to others").arg(notice.name);
    case NoticeKind::NodeBack:
        return tr("%1 is back").arg(notice.name);
    case NoticeKind::BreakerOpened:
        return tr("%1 keeps failing and is left alone for a while").arg(dependencyTitle(notice.name));
    case NoticeKind::BreakerClosed:
        return tr("%1 works again").arg(dependencyTitle(notice.name));
    case NoticeKind::DatabaseAway:
        return tr("The database does not answer");
    case NoticeKind::DatabaseBack:
        return tr("The database answers again");
    case NoticeKind::WhileAway:
        return tr("Meanwhile: failed tasks %1, finished uploads %2")
            .arg(QLocale().toString(notice.failed), QLocale().toString(notice.count));
    }
    return {};
}

Tone NoticeModel::toneOf(const Notice &notice)
{
    switch (notice.kind) {
    case NoticeKind::TasksFailed:
    case NoticeKind::NodeGone:
    case NoticeKind::DatabaseAway:
        return Tone::Failed;
    case NoticeKind::OutcomeUnknown:
    case NoticeKind::BreakerOpened:
        return Tone::Warning;
    case NoticeKind::BatchFinished:
    case NoticeKind::WhileAway:
        return notice.failed > 0 ? Tone::Warning : Tone::Done;
    case NoticeKind::NodeBack:
    case NoticeKind::BreakerClosed:
    case NoticeKind::DatabaseBack:
        break;
    }
    return Tone::Done;
}

QVariant NoticeModel::cell(const Notice &notice, int column, int role) const
{
    const Tone tone = toneOf(notice);
    if (role == Qt::DecorationRole && column == Text)
        return iconOf({tone == Tone::Failed ? "failed" : tone == Tone::Warning ? "warning" : "done", tone});
    if (role == Qt::ToolTipRole)
        return column == Time ? HumanText::moment(notice.at) : textOf(notice);
    if (role == SortRole && column == Time)
        return toMicros(notice.at);
    if (role == Qt::FontRole && !notice.seen) {
        QFont font;
        font.setBold(true);
        return font;
    }
    if (role != Qt::DisplayRole)
        return {};
    return column == Time ? HumanText::clock(notice.at) : textOf(notice);
}

} // namespace pult::ui
