// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/deskstatus.h"
#include "models/notices.h"

#include <QElapsedTimer>
#include <QSystemTrayIcon>
#include <QTimer>

#include <memory>

class QAction;
class QMenu;

namespace pult::ui {

/// Pult in the tray: an icon that says how things stand, the reasons in its tooltip and its menu, and balloons that
/// open what they speak of. Where the system has no tray there is none, and when one comes up later it is used. GUI
/// thread.
class Tray final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Tray)

public:
    /// What the menu offers besides the reasons; not owned.
    struct Actions
    {
        QAction *newUpload;
        QAction *intake;
        QAction *notices;
        QAction *quit;
    };
    explicit Tray(Actions actions, QObject *parent = nullptr);
    ~Tray() override;

    void setStatus(const DeskStatus &status);
    void setWindowVisible(bool visible);
    /// In balloons, one at a time; what comes too fast becomes one that tells how many there are.
    void tell(const QList<Notice> &notices);
    /// Whether a window that hides can be found again.
    static bool isThere();
    void retranslate();
    QMenu *menu() const { return m_menu.get(); }
    const DeskStatus &status() const { return m_status; }
    QString toolTip() const { return m_icon.toolTip(); }

Q_SIGNALS:
    void openRequested();
    /// A click on the icon: the window comes, or goes when it is in front.
    void toggleRequested();
    void targetRequested(const pult::ui::DeskTarget &target);
    void noticesRequested();

private:
    void fillMenu();
    void appear();
    void showWaiting();
    void onMessageClicked();

    const Actions m_actions;
    QSystemTrayIcon m_icon;
    std::unique_ptr<QMenu> m_menu;
    QAction *m_open;
    DeskStatus m_status;
    bool m_hasStatus = false;
    bool m_windowVisible = true;
    QTimer m_look;   ///< trays come and go with their panels
    QTimer m_calmer; ///< until the next balloon may come
    QList<Notice> m_waiting;
    QList<Notice> m_shown; ///< in the last balloon
};

} // namespace pult::ui
