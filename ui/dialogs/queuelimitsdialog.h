// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <queue/types.h>

#include <QDialog>

class QCheckBox;
class QLabel;
class QSpinBox;

namespace pult::ui {

/// The limits of a queue over all computers, changed while it works. GUI thread.
class QueueLimitsDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(QueueLimitsDialog)

public:
    QueueLimitsDialog(const queue::QueueInfo &queue, QWidget *parent);

    /// 0: without this limit.
    int concurrency() const;
    int rateCount() const;
    std::chrono::seconds rateWindow() const;

private:
    void update();

    QCheckBox *m_limitRunning;
    QSpinBox *m_running;
    QCheckBox *m_limitStarts;
    QSpinBox *m_starts;
    QSpinBox *m_seconds;
    QLabel *m_effect;
    int m_runningNow;
};

} // namespace pult::ui
