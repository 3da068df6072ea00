// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;

namespace pult::ui {

/// What a person chooses for their window alone; at once in effect, no settings of the program.
struct WindowChoices
{
    QString language; ///< "ru", "en"
    QString theme;    ///< Theme::nameOf
    QString closing;  ///< Shell::closing: "ask", "tray", "quit"
    bool autostart = false;
    bool hasTray = true; ///< closing may hide the window
    bool operator==(const WindowChoices &) const = default;
};

/// The page of the settings dialog for them. GUI thread.
class WindowChoicesPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WindowChoicesPage)

public:
    WindowChoicesPage(const WindowChoices &choices, QWidget *parent);

    WindowChoices choices() const;
    bool isChanged() const { return !(choices() == m_before); }
    void setBefore(const WindowChoices &choices) { m_before = choices; }

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void fill(QComboBox *box, const QStringList &values, const QStringList &texts);

    WindowChoices m_before;
    QLabel *m_title;
    QLabel *m_languageLabel;
    QLabel *m_themeLabel;
    QLabel *m_closingLabel;
    QLabel *m_closingNote;
    QComboBox *m_language;
    QComboBox *m_theme;
    QComboBox *m_closing;
    QCheckBox *m_autostart;
};

} // namespace pult::ui
