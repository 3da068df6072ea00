// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/statusline.h"

#include "models/humantext.h"
#include "models/workermodel.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace pult::ui {

/// One icon and a few words.
class StatusPart final : public QLabel
{
public:
    explicit StatusPart(const QString &name, QWidget *parent) : QLabel(parent)
    {
        setObjectName(name);
        setTextFormat(Qt::PlainText);
        setContentsMargins(smallIcon + gridStep, 0, 0, 0);
    }

    void set(const char *iconName, Tone tone, const QString &text, const QString &toolTip)
    {
        m_icon = icon(iconName, tone);
        setText(text);
        setToolTip(toolTip);
        update();
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QPainter painter(this);
        m_icon.paint(&painter, QRect(0, (height() - smallIcon) / 2, smallIcon, smallIcon));
        painter.end();
        QLabel::paintEvent(event);
    }

private:
    QIcon m_icon;
};

StatusLine::StatusLine(QWidget *parent)
    : QWidget(parent), m_database(new StatusPart(u"statusDatabase"_s, this)),
      m_provider(new StatusPart(u"statusProvider"_s, this)), m_node(new StatusPart(u"statusNode"_s, this)),
      m_paused(new StatusPart(u"statusPaused"_s, this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(2 * gridStep, gridStep / 2, 2 * gridStep, gridStep / 2);
    layout->setSpacing(3 * gridStep);
    for (StatusPart *part : {m_database, m_provider, m_node, m_paused})
        layout->addWidget(part);
    layout->addStretch(1);
    retranslate();
}

void StatusLine::setFacts(const Facts &facts)
{
    m_facts = facts;
    retranslate();
}

void StatusLine::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void StatusLine::retranslate()
{
    const bool there = m_facts.databaseAnswers;
    m_database->set("database", there ? Tone::Done : Tone::Failed,
                    there ? tr("Database answers") : tr("Database does not answer"), m_facts.database);
    m_provider->set("globe", Tone::Muted, tr("Browsers: %1").arg(HumanText::provider(m_facts.provider)),
                    tr("Where browser profiles come from; settled when Pult starts."));
    NodeLoad load;
    const queue::NodeInfo *own = nullptr;
    for (const auto &node : m_facts.nodes) {
        if (node.name == m_facts.nodeName && (!own || node.heartbeatAt > own->heartbeatAt))
            own = &node;
    }
    if (own)
        load = loadOf(*own);
    const bool works = own && (own->state == "running"_L1 || own->state == "late"_L1);
    QString text = tr("%1: not working").arg(m_facts.nodeName);
    if (works)
        text = tr("%1: %2 of %3 running").arg(m_facts.nodeName).arg(load.running).arg(load.capacity);
    else if (own)
        text = tr("%1: %2", "computer, state").arg(m_facts.nodeName, HumanText::nodeState(own->state));
    QString hint = tr("This computer, the tasks it runs and how many it may run at once.");
    Tone tone = works ? Tone::Done : Tone::Muted;
    if (works && !own->stops.isEmpty()) {
        tone = Tone::Warning;
        QStringList reasons;
        for (const queue::IntakeStop &stop : own->stops)
            reasons.append(HumanText::waitReason(stop.reason));
        text += u" · "_s + reasons.constFirst();
        hint += u"\n\n"_s + reasons.join(u'\n');
    }
    m_node->set("node", tone, text, hint);
    m_paused->setVisible(!m_facts.pausedQueues.isEmpty());
    m_paused->set("paused", Tone::Paused, tr("Paused: %1").arg(m_facts.pausedQueues.join(u", "_s)),
                  tr("Tasks of a paused queue wait until it is resumed."));
}

} // namespace pult::ui
