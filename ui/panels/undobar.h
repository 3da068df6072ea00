// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QTimer>

#include <functional>

class QLabel;
class QPushButton;

namespace pult::ui {

/// Says for ten seconds what was done and offers to take it back. GUI thread.
class UndoBar final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(UndoBar)

public:
    explicit UndoBar(QWidget *parent = nullptr);

    /// `undo` takes it back; empty: there is nothing to take back. `longer`: it can be taken back elsewhere for a day.
    void tell(const QString &text, const std::function<void()> &undo, bool longer);
    QString text() const;

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void retranslate();

    QLabel *m_text;
    QPushButton *m_undo;
    std::function<void()> m_undoing;
    bool m_longer = false;
    QTimer m_timer;
};

} // namespace pult::ui
