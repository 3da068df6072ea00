// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/notices.h"
#include "models/tablemodel.h"

namespace pult::ui {

/// The notifications of this window's life, the newest first, at most 200: the truth behind the tray's. GUI thread.
class NoticeModel final : public TableModel<Notice, qint64>
{
    Q_OBJECT

public:
    enum ColumnIndex { Time, Text };
    static constexpr int mostNotices = 200;

    using TableModel::TableModel;

    const QList<Column> &columns() const override;
    /// Numbers them and puts them in front.
    void add(QList<Notice> notices);
    void markSeen();
    void clear() { resetRows(); }
    int unseen() const;
    /// Tasks that failed and that nobody has looked at.
    int unseenFailures() const;

    static QString textOf(const Notice &notice);
    static Tone toneOf(const Notice &notice);

protected:
    QString headerText(int column) const override;
    qint64 keyOf(const Notice &notice) const override { return notice.number; }
    QVariant cell(const Notice &notice, int column, int role) const override;

private:
    qint64 m_last = 0;
};

} // namespace pult::ui
