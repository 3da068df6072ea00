// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/queuelimitsdialog.h"

#include "models/humantext.h"
#include "theme/metrics.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int mostAtOnce = 1'000'000;
constexpr int longestWindow = 24 * 3600;

} // namespace

QueueLimitsDialog::QueueLimitsDialog(const queue::QueueInfo &queue, QWidget *parent)
    : QDialog(parent), m_limitRunning(new QCheckBox(tr("At most so many at once"), this)),
      m_running(new QSpinBox(this)), m_limitStarts(new QCheckBox(tr("At most so many starts"), this)),
      m_starts(new QSpinBox(this)), m_seconds(new QSpinBox(this)), m_effect(new QLabel(this)),
      m_runningNow(queue.counts.value(queue::TaskState::Running))
{
    setObjectName(u"queueLimitsDialog"_s);
    setWindowTitle(tr("Limits of queue %1").arg(queue.name));
    m_limitRunning->setObjectName(u"limitRunning"_s);
    m_running->setObjectName(u"limitRunningCount"_s);
    m_running->setAccessibleName(tr("Tasks at once"));
    m_running->setRange(1, mostAtOnce);
    m_limitStarts->setObjectName(u"limitStarts"_s);
    m_starts->setObjectName(u"limitStartsCount"_s);
    m_starts->setAccessibleName(tr("Starts"));
    m_starts->setRange(1, mostAtOnce);
    m_seconds->setObjectName(u"limitStartsSeconds"_s);
    m_seconds->setAccessibleName(tr("Seconds"));
    m_seconds->setRange(1, longestWindow);
    //: after a number: in so many seconds
    m_seconds->setSuffix(tr(" s"));
    m_effect->setObjectName(u"limitEffect"_s);
    m_effect->setProperty("role", u"muted"_s);
    m_effect->setWordWrap(true);
    m_limitRunning->setChecked(queue.concurrency.has_value());
    m_running->setValue(queue.concurrency.value_or(std::max(1, m_runningNow)));
    m_limitStarts->setChecked(queue.rateCount.has_value());
    m_starts->setValue(queue.rateCount.value_or(10));
    m_seconds->setValue(queue.rateCount ? int(queue.rateWindow.count()) : 60);
    auto *accept = new QPushButton(tr("Apply"), this);
    accept->setObjectName(u"limitAccept"_s);
    accept->setProperty("primary", true);
    accept->setDefault(true);
    auto *cancel = new QPushButton(tr("Leave as is"), this);
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(3 * gridStep, 2 * gridStep, 3 * gridStep, 2 * gridStep);
    layout->setSpacing(gridStep);
    layout->addWidget(m_limitRunning, 0, 0);
    layout->addWidget(m_running, 0, 1);
    layout->addWidget(m_limitStarts, 1, 0);
    layout->addWidget(m_starts, 1, 1);
    //: ten starts in sixty seconds
    layout->addWidget(new QLabel(tr("in"), this), 1, 2);
    layout->addWidget(m_seconds, 1, 3);
    layout->addWidget(m_effect, 2, 0, 1, 4);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(accept);
    layout->addLayout(buttons, 3, 0, 1, 4);
    setMinimumWidth(56 * gridStep);
    for (QCheckBox *box : {m_limitRunning, m_limitStarts})
        connect(box, &QCheckBox::toggled, this, &QueueLimitsDialog::update);
    for (QSpinBox *box : {m_running, m_starts, m_seconds})
        connect(box, &QSpinBox::valueChanged, this, &QueueLimitsDialog::update);
    connect(accept, &QPushButton::clicked, this, &QDialog::accept);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    update();
}

int QueueLimitsDialog::concurrency() const
{
    return m_limitRunning->isChecked() ? m_running->value() : 0;
}

int QueueLimitsDialog::rateCount() const
{
    return m_limitStarts->isChecked() ? m_starts->value() : 0;
}

std::chrono::seconds QueueLimitsDialog::rateWindow() const
{
    return std::chrono::seconds(m_seconds->value());
}

void QueueLimitsDialog::update()
{
    m_running->setEnabled(m_limitRunning->isChecked());
    m_starts->setEnabled(m_limitStarts->isChecked());
    m_seconds->setEnabled(m_limitStarts->isChecked());
    QString effect = tr("Counts over all computers, at once and without a restart.");
    if (concurrency() > 0 && m_runningNow > concurrency())
        effect += u' ' + tr("%1 run now; they go on, and no more start until they are fewer.").arg(m_runningNow);
    m_effect->setText(effect);
}

} // namespace pult::ui
