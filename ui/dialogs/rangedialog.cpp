// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/rangedialog.h"

#include "models/humantext.h"
#include "theme/metrics.h"

#include <QDateTimeEdit>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

QDateTime local(TimePoint time)
{
    return QDateTime::fromMSecsSinceEpoch(toMicros(time) / 1000);
}

} // namespace

RangeDialog::RangeDialog(const TimeWindow::Range &range, QWidget *parent)
    : QDialog(parent), m_fromLabel(new QLabel(this)), m_toLabel(new QLabel(this)),
      m_from(new QDateTimeEdit(local(range.from), this)), m_to(new QDateTimeEdit(local(range.to), this)),
      m_fault(new QLabel(this)), m_accept(new QPushButton(this)), m_cancel(new QPushButton(this))
{
    setObjectName(u"rangeDialog"_s);
    m_from->setObjectName(u"rangeFrom"_s);
    m_to->setObjectName(u"rangeTo"_s);
    m_accept->setObjectName(u"rangeAccept"_s);
    m_accept->setProperty("primary", true);
    m_accept->setDefault(true);
    m_fault->setProperty("role", u"fault"_s);
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(3 * gridStep, 2 * gridStep, 3 * gridStep, 2 * gridStep);
    layout->setSpacing(gridStep);
    for (QDateTimeEdit *edit : {m_from, m_to})
        edit->setCalendarPopup(true);
    m_fromLabel->setBuddy(m_from);
    m_toLabel->setBuddy(m_to);
    layout->addWidget(m_fromLabel, 0, 0);
    layout->addWidget(m_from, 0, 1);
    layout->addWidget(m_toLabel, 1, 0);
    layout->addWidget(m_to, 1, 1);
    layout->addWidget(m_fault, 2, 0, 1, 2);
    layout->setColumnStretch(1, 1);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_accept);
    layout->addLayout(buttons, 3, 0, 1, 2);
    setMinimumWidth(44 * gridStep);
    connect(m_from, &QDateTimeEdit::dateTimeChanged, this, &RangeDialog::validate);
    connect(m_to, &QDateTimeEdit::dateTimeChanged, this, &RangeDialog::validate);
    connect(m_accept, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    retranslate();
}

TimeWindow::Range RangeDialog::range() const
{
    return {fromMicros(m_from->dateTime().toMSecsSinceEpoch() * 1000),
            fromMicros(m_to->dateTime().toMSecsSinceEpoch() * 1000)};
}

void RangeDialog::validate()
{
    const bool good = range().from < range().to;
    m_accept->setEnabled(good);
    m_fault->setText(good ? QString() : tr("The end must be later than the beginning."));
}

void RangeDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QDialog::changeEvent(event);
}

void RangeDialog::retranslate()
{
    setWindowTitle(tr("Range of time"));
    m_fromLabel->setText(tr("From"));
    m_toLabel->setText(tr("To"));
    m_accept->setText(tr("Show"));
    m_cancel->setText(tr("Cancel"));
    for (QDateTimeEdit *edit : {m_from, m_to})
        edit->setDisplayFormat(HumanText::momentFormat());
    validate();
}

} // namespace pult::ui
