// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dialogs/windowchoices.h"
#include "models/settingsbuffer.h"

#include <QDialog>
#include <QStringListModel>

class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QVBoxLayout;

namespace pult::ui {

class Prompts;
class SettingRow;
class SettingTrials;
class TableView;

/// Everything that can be set: groups at the left, a search over all of them, what would change before it is written.
/// Rows are made when they are first shown. GUI thread.
class SettingsDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SettingsDialog)

public:
    /// `effective`: what the program was started with.
    SettingsDialog(Settings effective, const WindowChoices &choices, Prompts &prompts, QWidget *parent);

    SettingsBuffer &buffer() { return m_buffer; }

Q_SIGNALS:
    /// The person applied them.
    void windowChosen(const pult::ui::WindowChoices &choices);
    /// Settings were written; `restart`: some of them count from the next start on.
    void written(bool restart);

protected:
    void changeEvent(QEvent *event) override;

private:
    bool needsRestart() const;
    QWidget *makeEditor();
    QWidget *makeReview();
    void makeFoot(QVBoxLayout *layout);
    SettingRow *row(const SettingSpec &spec);
    void showRows();
    void browse(SettingRow *row);
    void refresh();
    void review();
    void apply();
    void applyWindowChoices();
    void retranslate();

    SettingsBuffer m_buffer;
    Prompts &m_prompts;
    QStringListModel m_groups;
    SettingChangeModel m_changes;
    QStackedWidget *m_pages;
    QLineEdit *m_search = nullptr;
    QListView *m_groupList = nullptr;
    QStackedWidget *m_content = nullptr;
    WindowChoicesPage *m_windowPage = nullptr;
    QScrollArea *m_scroll = nullptr;
    QVBoxLayout *m_rowsLayout = nullptr;
    QLabel *m_heading = nullptr;
    QLabel *m_nothing = nullptr;
    SettingTrials *m_trials = nullptr;
    QLabel *m_reviewText = nullptr;
    TableView *m_reviewTable = nullptr;
    QLabel *m_status = nullptr;
    QPushButton *m_back = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_next = nullptr;
    QHash<QString, SettingRow *> m_rows;
    bool m_isSaving = false;
};

} // namespace pult::ui
