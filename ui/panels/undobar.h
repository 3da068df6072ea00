// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QTimer>

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

    /// `operation` 0: there is nothing to take back.
    void tell(const QString &text, qint64 operation);
    QString text() const;

Q_SIGNALS:
    void undoRequested(qint64 operation);

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void retranslate();

    QLabel *m_text;
    QPushButton *m_undo;
    qint64 m_operation = 0;
    QTimer m_timer;
};

} // namespace pult::ui
