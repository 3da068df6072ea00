// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QApplication;

namespace pult::ui {

/// The look of the application: Fusion with our palettes, light, dark, with high contrast, or as the system is. GUI
/// thread.
class Theme final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Theme)

public:
    enum class Choice { System, Light, Dark, Contrast };
    Q_ENUM(Choice)

    /// Remembers the system's palette, so it must be made before any other is set.
    explicit Theme(QApplication &application, QObject *parent = nullptr);

    Choice choice() const { return m_choice; }
    void setChoice(Choice choice);

    static QString nameOf(Choice choice);
    static Choice choiceOf(const QString &name);

Q_SIGNALS:
    void changed();

private:
    bool wantsDark() const;
    void apply();

    QApplication &m_application;
    Choice m_choice = Choice::System;
    bool m_systemIsDark = false;
};

} // namespace pult::ui
