// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/settingsbuffer.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace pult::ui {

/// One button that tries what is in the fields, and what came of it: the database, or Dolphin. GUI thread.
class SettingTrials final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SettingTrials)

public:
    enum class Subject { None, Database, Dolphin };

    /// `buffer` is not owned.
    SettingTrials(SettingsBuffer &buffer, QWidget *parent);

    /// Hidden for None. What was found before is forgotten.
    void setSubject(Subject subject);
    QString resultText() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void run();
    void tell(bool good, const QString &text);
    void retranslate();

    SettingsBuffer &m_buffer;
    Subject m_subject = Subject::None;
    QPushButton *m_button;
    QLabel *m_icon;
    QLabel *m_result;
    int m_number = 0; ///< answers to earlier questions do not count
};

} // namespace pult::ui
