// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <chrono>

class QAction;
class QMenu;
class QToolButton;

namespace pult::ui {

/// Beside the filter line: save it as a view, group failures, how often to ask. GUI thread.
class ListTools final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ListTools)

public:
    explicit ListTools(QWidget *parent = nullptr);

    void setPace(std::chrono::seconds interval, bool paused);
    void setGrouped(bool grouped);
    /// `edited`: a view of the operator's own was changed and can be saved again.
    void setView(bool edited);
    void retranslate();

Q_SIGNALS:
    void saveRequested(bool again);
    void groupedChosen(bool grouped);
    void intervalChosen(std::chrono::seconds interval);
    void pauseChosen(bool paused);

private:
    QToolButton *m_save;
    QToolButton *m_group;
    QToolButton *m_pace;
    QMenu *m_saveMenu;
    QMenu *m_paceMenu;
    QAction *m_saveAgain;
    QAction *m_saveNew;
    QAction *m_pause;
    QList<QAction *> m_intervals;
    std::chrono::seconds m_interval{1};
    bool m_paused = false;
    bool m_edited = false;
};

} // namespace pult::ui
