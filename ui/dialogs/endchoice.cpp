// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/endchoice.h"

#include "models/humantext.h"
#include "theme/metrics.h"

#include <QComboBox>
#include <QDateTimeEdit>
#include <QHBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::ui {

namespace {

constexpr std::chrono::minutes spans[] = {15min, 60min, 240min, 1440min};
constexpr int openEnd = 0;
constexpr int ownMoment = -1;

} // namespace

EndChoice::EndChoice(bool openEnded, QWidget *parent)
    : QWidget(parent), m_openEnded(openEnded), m_choice(new QComboBox(this)),
      m_moment(new QDateTimeEdit(QDateTime::currentDateTime().addSecs(3600), this))
{
    m_choice->setObjectName(u"endChoice"_s);
    m_moment->setObjectName(u"endMoment"_s);
    m_moment->setCalendarPopup(true);
    m_moment->setMinimumDateTime(QDateTime::currentDateTime());
    m_moment->hide();
    if (openEnded)
        m_choice->addItem({}, openEnd);
    for (const std::chrono::minutes span : spans)
        m_choice->addItem({}, int(span.count()));
    m_choice->addItem({}, ownMoment);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    layout->addWidget(m_choice, 1);
    layout->addWidget(m_moment);
    connect(m_choice, &QComboBox::currentIndexChanged, this, [this] {
        m_moment->setVisible(m_choice->currentData().toInt() == ownMoment);
        Q_EMIT changed();
    });
    connect(m_moment, &QDateTimeEdit::dateTimeChanged, this, &EndChoice::changed);
    retranslate();
}

std::optional<TimePoint> EndChoice::end() const
{
    const int minutes = m_choice->currentData().toInt();
    if (minutes == openEnd)
        return std::nullopt;
    if (minutes == ownMoment)
        return fromMicros(m_moment->dateTime().toMSecsSinceEpoch() * 1000);
    return localNow() + std::chrono::minutes(minutes);
}

void EndChoice::retranslate()
{
    m_choice->setAccessibleName(tr("End"));
    m_moment->setAccessibleName(tr("Moment"));
    m_moment->setDisplayFormat(HumanText::momentFormat());
    int item = 0;
    if (m_openEnded)
        m_choice->setItemText(item++, tr("Until somebody ends it"));
    for (const std::chrono::minutes span : spans)
        m_choice->setItemText(item++, tr("For %1").arg(HumanText::duration(span)));
    m_choice->setItemText(item, tr("Until a moment…"));
}

} // namespace pult::ui
