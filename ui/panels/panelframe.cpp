// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/panelframe.h"

#include "models/tablemodel.h"
#include "models/taskfeed.h"
#include "panels/tableview.h"
#include "theme/colours.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <QAction>
#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QToolBar>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

/// Takes the room that the verbs leave, and shortens its text to it.
class NoteLabel final : public QLabel
{
public:
    explicit NoteLabel(QWidget *parent) : QLabel(parent)
    {
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    }
    QSize sizeHint() const override { return {0, QLabel::sizeHint().height()}; }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setPen(currentColours().muted);
        const QRect room = contentsRect();
        painter.drawText(room, Qt::AlignRight | Qt::AlignVCenter,
                         fontMetrics().elidedText(text(), Qt::ElideRight, room.width()));
    }
};

} // namespace

PanelFrame::PanelFrame(const QString &name, const UiContext &context, PanelFeed &feed, QWidget *parent)
    : QWidget(parent), m_context(context), m_feed(feed), m_tools(new QToolBar(this)), m_layout(new QVBoxLayout(this))
{
    setObjectName(name);
    setProperty("surface", u"base"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_tools->setProperty("role", u"panel"_s);
    m_tools->setIconSize({smallIcon, smallIcon});
    m_tools->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_tools->setContextMenuPolicy(Qt::PreventContextMenu);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_layout->addWidget(m_tools);
}

QSize PanelFrame::sizeHint() const
{
    return {80 * gridStep, 25 * gridStep};
}

bool PanelFrame::isSeen() const
{
    return isVisible() && !window()->isMinimized() && !visibleRegion().isEmpty();
}

void PanelFrame::setBody(QWidget *body)
{
    m_layout->addWidget(body, 1);
}

QAction *PanelFrame::addVerb(const char *name, const char *iconName, TableView *table)
{
    auto *verb = new QAction(icon(iconName), {}, this);
    verb->setObjectName(QString::fromLatin1(name));
    m_tools->addAction(verb);
    // A tool bar's buttons are for the mouse alone unless they are told otherwise.
    m_tools->widgetForAction(verb)->setFocusPolicy(Qt::TabFocus);
    if (table) {
        table->setContextMenuPolicy(Qt::ActionsContextMenu);
        table->addAction(verb);
    }
    return verb;
}

void PanelFrame::setVerb(QAction *verb, const QString &explain, const QString &whyNot)
{
    verb->setEnabled(whyNot.isEmpty());
    verb->setToolTip(whyNot.isEmpty() ? explain : whyNot);
}

void PanelFrame::addSpace()
{
    auto *words = new NoteLabel(m_tools);
    words->setObjectName(objectName() + u"Note"_s);
    words->setContentsMargins(gridStep, 0, gridStep, 0);
    m_tools->addWidget(words);
}

void PanelFrame::say(const QString &text)
{
    auto *words = m_tools->findChild<QLabel *>(objectName() + u"Note"_s);
    words->setText(text);
    words->setToolTip(text);
}

void PanelFrame::watchAvailability(TableModelBase *model)
{
    connect(&m_context.feed, &TaskFeed::availabilityChanged, this,
            [this, model] { model->setStale(!m_context.feed.isAvailable()); });
}

void PanelFrame::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace pult::ui
