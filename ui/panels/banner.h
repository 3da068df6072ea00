// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/colours.h"

#include <QFrame>
#include <QIcon>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace pult::ui {

/// A line of text across the window with an icon and a thin colour: what everyone at the desk must know now. GUI
/// thread.
class Banner final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Banner)

public:
    explicit Banner(QWidget *parent = nullptr);

    void setMessage(const char *iconName, Tone tone, const QString &text);
    QString text() const;
    /// With a cross that hides it.
    void setClosable(bool closable, const QString &toolTip = {});

Q_SIGNALS:
    void closed();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QHBoxLayout *m_layout;
    QLabel *m_text;
    QToolButton *m_close;
    QIcon m_icon;
    Tone m_tone = Tone::Plain;
};

} // namespace pult::ui
