// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/timepoint.h>

#include <QWidget>

#include <optional>

class QComboBox;
class QDateTimeEdit;

namespace pult::ui {

/// When something that an operator holds up goes on by itself. GUI thread.
class EndChoice final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EndChoice)

public:
    /// `openEnded`: it may also last until somebody ends it.
    EndChoice(bool openEnded, QWidget *parent);

    /// nullopt: until somebody ends it.
    std::optional<TimePoint> end() const;
    void retranslate();

Q_SIGNALS:
    void changed();

private:
    const bool m_openEnded;
    QComboBox *m_choice;
    QDateTimeEdit *m_moment;
};

} // namespace pult::ui
