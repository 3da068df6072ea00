// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tray/tray.h"

#include "models/noticemodel.h"
#include "theme/icons.h"
#include "tray/trayicon.h"

#include <QAction>
#include <QMenu>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::ui {

namespace {

constexpr auto lookEvery = 5s;
/// Between two balloons.
constexpr auto calm = 15s;
constexpr int mostReasons = 3;

} // namespace

Tray::Tray(Actions actions, QObject *parent)
    : QObject(parent), m_actions(actions), m_menu(std::make_unique<QMenu>()), m_open(new QAction(this))
{
    m_menu->setObjectName(u"trayMenu"_s);
    m_open->setObjectName(u"actionTrayOpen"_s);
    connect(m_open, &QAction::triggered, this, &Tray::openRequested);
    connect(&m_icon, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger)
            Q_EMIT toggleRequested();
        else if (reason == QSystemTrayIcon::DoubleClick)
            Q_EMIT openRequested();
    });
    connect(&m_icon, &QSystemTrayIcon::messageClicked, this, &Tray::onMessageClicked);
    m_icon.setContextMenu(m_menu.get());
    m_look.setInterval(lookEvery);
    connect(&m_look, &QTimer::timeout, this, &Tray::appear);
    m_look.start();
    m_calmer.setSingleShot(true);
    m_calmer.setInterval(calm);
    connect(&m_calmer, &QTimer::timeout, this, &Tray::showWaiting);
    setStatus({});
    appear();
}

Tray::~Tray() = default;

bool Tray::isThere()
{
    return QSystemTrayIcon::isSystemTrayAvailable();
}

void Tray::appear()
{
    if (isThere() != m_icon.isVisible())
        m_icon.setVisible(isThere());
}

void Tray::setStatus(const DeskStatus &status)
{
    const bool otherLevel = !m_hasStatus || status.level != m_status.level;
    m_status = status;
    m_hasStatus = true;
    if (otherLevel)
        m_icon.setIcon(trayIconOf(status.level));
    if (const QString tip = DeskTexts::toolTip(status); tip != m_icon.toolTip())
        m_icon.setToolTip(tip);
    if (!m_menu->isVisible())
        fillMenu();
}

void Tray::setWindowVisible(bool visible)
{
    m_windowVisible = visible;
    retranslate();
}

void Tray::retranslate()
{
    m_open->setText(m_windowVisible ? tr("Bring Pult to the front") : tr("Open Pult"));
    m_icon.setToolTip(DeskTexts::toolTip(m_status));
    fillMenu();
}

void Tray::fillMenu()
{
    m_menu->clear();
    for (const DeskReason &reason : m_status.reasons.mid(0, mostReasons)) {
        const Tone tone = DeskTexts::toneOf(reason.level);
        const char *picture = reason.level >= DeskLevel::Critical  ? "failed"
                              : reason.level == DeskLevel::Warning ? "warning"
                              : reason.level == DeskLevel::Working ? "running"
                                                                   : "paused";
        QAction *action = m_menu->addAction(icon(picture, tone), reason.text);
        connect(action, &QAction::triggered, this, [this, target = reason.target] { Q_EMIT targetRequested(target); });
    }
    if (!m_menu->isEmpty())
        m_menu->addSeparator();
    m_menu->addAction(m_open);
    m_menu->setDefaultAction(m_open);
    m_menu->addAction(m_actions.newUpload);
    m_menu->addAction(m_actions.intake);
    m_menu->addAction(m_actions.notices);
    m_menu->addSeparator();
    m_menu->addAction(m_actions.quit);
}

void Tray::tell(const QList<Notice> &notices)
{
    m_waiting += notices;
    if (!m_calmer.isActive())
        showWaiting();
}

void Tray::showWaiting()
{
    if (m_waiting.isEmpty())
        return;
    m_shown = std::exchange(m_waiting, {});
    if (!m_icon.isVisible() || !QSystemTrayIcon::supportsMessages())
        return; // the list of notifications has them
    const bool bad = std::any_of(m_shown.begin(), m_shown.end(),
                                 [](const Notice &notice) { return NoticeModel::toneOf(notice) == Tone::Failed; });
    const QString text = m_shown.size() == 1 ? NoticeModel::textOf(m_shown.constFirst())
                                             : tr("%n new notification(s)", nullptr, static_cast<int>(m_shown.size()));
    m_icon.showMessage(tr("Pult"), text, bad ? QSystemTrayIcon::Warning : QSystemTrayIcon::Information);
    m_calmer.start();
}

void Tray::onMessageClicked()
{
    if (m_shown.size() == 1)
        Q_EMIT targetRequested(m_shown.constFirst().target);
    else
        Q_EMIT noticesRequested();
}

} // namespace pult::ui
