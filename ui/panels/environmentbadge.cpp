// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/environmentbadge.h"

#include "theme/metrics.h"

#include <QEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int longestDatabase = 32;

QString nameOfDatabase(const QString &place)
{
    QString name = place.section(u'/', -1).section(u'?', 0, 0);
    if (place.startsWith("sqlite"_L1))
        name = u"SQLite"_s;
    return name.size() > longestDatabase ? name.left(longestDatabase - 1) + u'…' : name;
}

bool isOneOf(const QString &environment, std::initializer_list<QLatin1StringView> names)
{
    return std::any_of(names.begin(), names.end(), [&environment](QLatin1StringView name) {
        return environment.startsWith(name, Qt::CaseInsensitive);
    });
}

} // namespace

EnvironmentBadge::EnvironmentBadge(QString environment, const QString &database, QWidget *parent)
    : QWidget(parent), m_environment(std::move(environment)), m_database(nameOfDatabase(database)), m_place(database)
{
    setObjectName(u"environmentBadge"_s);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    retranslate();
}

Tone EnvironmentBadge::toneOf(const QString &environment)
{
    if (isOneOf(environment, {"prod"_L1, "live"_L1}))
        return Tone::Failed;
    if (isOneOf(environment, {"stag"_L1, "pre"_L1, "uat"_L1}))
        return Tone::Warning;
    if (isOneOf(environment, {"dev"_L1, "test"_L1, "local"_L1, "qa"_L1}))
        return Tone::Done;
    return environment.isEmpty() ? Tone::Muted : Tone::Paused;
}

QString EnvironmentBadge::text() const
{
    return m_environment.isEmpty() ? m_database : m_environment.toUpper() + u" · "_s + m_database;
}

QSize EnvironmentBadge::sizeHint() const
{
    QFont bold = font();
    bold.setBold(!m_environment.isEmpty());
    return {QFontMetrics(bold).horizontalAdvance(text()) + 4 * gridStep, rowHeight};
}

void EnvironmentBadge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours &colours = currentColours();
    const QColor tone = colours.tone(toneOf(m_environment));
    const bool named = !m_environment.isEmpty();
    const QRectF strip = QRectF(rect()).adjusted(gridStep / 2.0, 3, -gridStep / 2.0, -3);
    painter.setPen(Qt::NoPen);
    painter.setBrush(named ? tone : colours.hover);
    painter.drawRoundedRect(strip, 4, 4);
    QFont bold = font();
    bold.setBold(named);
    painter.setFont(bold);
    painter.setPen(named ? colours.base : colours.muted);
    painter.drawText(strip, Qt::AlignCenter, text());
}

void EnvironmentBadge::retranslate()
{
    const QString explained = m_environment.isEmpty()
                                  ? tr("Database: %1. ENVIRONMENT gives this window a name and a colour.").arg(m_place)
                                  : tr("Environment: %1. Database: %2").arg(m_environment, m_place);
    setToolTip(explained);
    setAccessibleName(explained);
}

void EnvironmentBadge::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    if (event->type() == QEvent::PaletteChange)
        update();
    QWidget::changeEvent(event);
}

} // namespace pult::ui
