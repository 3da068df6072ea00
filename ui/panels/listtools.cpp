// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/listtools.h"

#include "models/humantext.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr std::chrono::seconds intervals[] = {std::chrono::seconds(1),  std::chrono::seconds(2),
                                              std::chrono::seconds(5),  std::chrono::seconds(10),
                                              std::chrono::seconds(30), std::chrono::seconds(60)};

QToolButton *makeButton(const QString &name, const char *iconName, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(name);
    button->setIcon(icon(iconName));
    button->setIconSize({smallIcon, smallIcon});
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

ListTools::ListTools(QWidget *parent)
    : QWidget(parent), m_save(makeButton(u"viewSaveButton"_s, "save", this)),
      m_group(makeButton(u"groupButton"_s, "batch", this)), m_pace(makeButton(u"paceButton"_s, "refresh", this)),
      m_saveMenu(new QMenu(this)), m_paceMenu(new QMenu(this)), m_saveAgain(m_saveMenu->addAction(QString())),
      m_saveNew(m_saveMenu->addAction(QString())), m_pause(m_paceMenu->addAction(QString()))
{
    m_saveAgain->setObjectName(u"viewSaveAgain"_s);
    m_saveNew->setObjectName(u"viewSaveNew"_s);
    m_save->setMenu(m_saveMenu);
    m_save->setPopupMode(QToolButton::InstantPopup);
    m_group->setCheckable(true);
    m_pause->setObjectName(u"pacePause"_s);
    m_pause->setCheckable(true);
    m_paceMenu->addSeparator();
    auto *group = new QActionGroup(this);
    for (const std::chrono::seconds interval : intervals) {
        QAction *action = m_paceMenu->addAction(QString());
        action->setObjectName(u"pace%1"_s.arg(interval.count()));
        action->setCheckable(true);
        group->addAction(action);
        m_intervals.append(action);
        connect(action, &QAction::triggered, this, [this, interval] { Q_EMIT intervalChosen(interval); });
    }
    m_pace->setMenu(m_paceMenu);
    m_pace->setPopupMode(QToolButton::InstantPopup);
    m_pace->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep / 2);
    layout->addWidget(m_save);
    layout->addWidget(m_group);
    layout->addWidget(m_pace);
    connect(m_saveAgain, &QAction::triggered, this, [this] { Q_EMIT saveRequested(true); });
    connect(m_saveNew, &QAction::triggered, this, [this] { Q_EMIT saveRequested(false); });
    connect(m_group, &QToolButton::clicked, this, &ListTools::groupedChosen);
    connect(m_pause, &QAction::triggered, this, &ListTools::pauseChosen);
    retranslate();
}

void ListTools::setPace(std::chrono::seconds interval, bool paused)
{
    m_interval = interval;
    m_paused = paused;
    for (std::size_t i = 0; i < std::size(intervals); ++i)
        m_intervals.at(static_cast<qsizetype>(i))->setChecked(intervals[i] == interval);
    m_pause->setChecked(paused);
    m_pace->setIcon(icon(paused ? "paused" : "refresh", paused ? Tone::Paused : Tone::Plain));
    retranslate();
}

void ListTools::setGrouped(bool grouped)
{
    m_group->setChecked(grouped);
}

void ListTools::setView(bool edited)
{
    m_edited = edited;
    m_saveAgain->setVisible(edited);
    m_save->setIcon(icon("save", edited ? Tone::Warning : Tone::Plain));
    retranslate();
}

void ListTools::retranslate()
{
    m_save->setToolTip(m_edited ? tr("The view was changed: save it, or save another one")
                                : tr("Keep this filter and its columns as a view"));
    m_save->setAccessibleName(tr("Save view"));
    m_saveAgain->setText(tr("Save the view"));
    m_saveNew->setText(tr("Save as a new view…"));
    m_group->setToolTip(tr("Failures in groups: those of one cause together"));
    m_group->setAccessibleName(tr("Group failures by error"));
    m_pace->setText(m_paused ? tr("Paused") : HumanText::duration(m_interval));
    m_pace->setToolTip(m_paused ? tr("Nothing is asked of the database until you go on")
                                : tr("How often the window asks what is new"));
    m_pace->setAccessibleName(tr("Refresh"));
    m_pause->setText(tr("Pause"));
    for (std::size_t i = 0; i < std::size(intervals); ++i)
        m_intervals.at(static_cast<qsizetype>(i))->setText(tr("Every %1").arg(HumanText::duration(intervals[i])));
}

} // namespace pult::ui
