// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace pult::ui {

/// Stands where a list would be while it has nothing to show: one icon, one sentence, one button. GUI thread.
class EmptyState final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EmptyState)

public:
    explicit EmptyState(const char *iconName, QWidget *parent = nullptr);

    /// Without a button text there is no button.
    void setTexts(const QString &sentence, const QString &button = {});

Q_SIGNALS:
    void activated();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fit();

    QLabel *m_icon;
    QLabel *m_sentence;
    QPushButton *m_button;
};

} // namespace pult::ui
