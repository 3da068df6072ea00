// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <node/commands.h>

#include <QDialog>
#include <QTimer>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace pult::ui {

/// What is asked before tasks are changed. A value.
struct VerbQuestion
{
    QString title;
    QString text;   ///< what is about to happen, with the number of each state
    QString accept; ///< the verb on the button
    queue::TaskChange change;
    queue::TaskFilter filter;
    QString filterLine;  ///< shown; empty: chosen by hand
    bool spread = false; ///< offers to spread over time
    bool later = false;  ///< asks for how long
    bool priority = false;
    bool typed = false;   ///< the number of tasks is counted now and must be typed
    bool delayed = false; ///< the button waits some seconds
};

/// Asks for what a change of many tasks needs: how long, how important, over which time, why; and, where it cannot be
/// taken back, that it is meant. GUI thread.
class VerbDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(VerbDialog)

public:
    VerbDialog(node::Commands &commands, VerbQuestion question, QWidget *parent = nullptr);

    /// As it was asked for, filled in.
    queue::TaskChange change() const;
    QString reason() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void makeFields();
    void retranslate();
    void count();
    void updateAccept();

    node::Commands &m_commands;
    const VerbQuestion m_question;
    QLabel *m_text;
    QLabel *m_filter;
    QLabel *m_count;
    QComboBox *m_spread;
    QComboBox *m_later;
    QSpinBox *m_priority;
    QLineEdit *m_reason;
    QLineEdit *m_typed;
    QPushButton *m_accept;
    QPushButton *m_reject;
    QTimer m_delay;
    int m_secondsLeft = 0;
    std::optional<qint64> m_matching;
    std::optional<Error> m_failure;
};

} // namespace pult::ui
