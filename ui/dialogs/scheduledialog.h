// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <node/commands.h>

#include <QDialog>
#include <QTimer>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace pult::ui {

/// A new schedule or another form of one: checked while it is typed, with the next five runs. GUI thread.
class ScheduleDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ScheduleDialog)

public:
    /// `changed`: the schedule that is edited; nullopt: a new one.
    ScheduleDialog(node::Commands &commands, const std::optional<queue::Schedule> &changed, QWidget *parent);

private:
    void build();
    void fill(const queue::Schedule &schedule);
    void check();
    QString faultOf(const queue::NewSchedule &schedule, QWidget **field) const;
    void showPreview();
    queue::NewSchedule schedule() const;
    void save();

    node::Commands &m_commands;
    const std::optional<queue::Schedule> m_changed;
    QLineEdit *m_name;
    QLineEdit *m_expression;
    QComboBox *m_zone;
    QLabel *m_preview;
    QComboBox *m_overlap;
    QComboBox *m_missed;
    QComboBox *m_kind;
    QLineEdit *m_queue;
    QSpinBox *m_priority;
    QPlainTextEdit *m_payload;
    QLabel *m_fault;
    QPushButton *m_save;
    bool m_saving = false;
};

} // namespace pult::ui
