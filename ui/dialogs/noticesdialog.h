// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/noticemodel.h"

#include <QDialog>

class QLabel;
class QPushButton;

namespace pult::ui {

class EmptyState;
class TableView;

/// All notifications of this window's life; one opens what it speaks of. They count as seen once it is shown. Not
/// modal. GUI thread.
class NoticesDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(NoticesDialog)

public:
    /// `model` is not owned.
    NoticesDialog(NoticeModel &model, QWidget *parent);

Q_SIGNALS:
    void targetRequested(const pult::ui::DeskTarget &target);

protected:
    void changeEvent(QEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void open(const QModelIndex &index);
    void retranslate();

    NoticeModel &m_model;
    TableView *m_table;
    EmptyState *m_empty;
    QPushButton *m_clear;
    QPushButton *m_open;
    QPushButton *m_close;
};

} // namespace pult::ui
