// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/settingsbuffer.h"

#include <QWidget>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace pult::ui {

/// One setting in the settings dialog: what it is called, its field, where its value comes from, what is wrong with it.
/// GUI thread.
class SettingRow final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SettingRow)

public:
    /// `buffer` is not owned.
    SettingRow(const SettingSpec &spec, SettingsBuffer &buffer, QWidget *parent);

    const SettingSpec &spec() const { return m_spec; }
    /// After the buffer changed.
    void refresh();

Q_SIGNALS:
    void browseRequested(pult::ui::SettingRow *row);

public Q_SLOTS:
    void setValue(const QString &value);

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeCombo();
    void makeLine();
    void fillCombo();
    void retranslate();
    QString note() const;

    const SettingSpec &m_spec;
    SettingsBuffer &m_buffer;
    QGridLayout *m_layout;
    QLabel *m_title;
    QLabel *m_name;
    QLabel *m_note;
    QLabel *m_fault;
    QToolButton *m_reset;
    QComboBox *m_combo = nullptr; ///< one of both
    QLineEdit *m_line = nullptr;
    QToolButton *m_browse = nullptr;
};

} // namespace pult::ui
