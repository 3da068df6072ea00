// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/settingsbuffer.h"

#include <QDialog>

class QCheckBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;
class QStackedWidget;

namespace pult::ui {

class SettingTrials;

/// The first start in four steps: language, database, browsers, demo. Everything else has defaults that work; it may be
/// left at any step and opened again. GUI thread.
class FirstRunDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FirstRunDialog)

public:
    /// `effective`: what the program was started with.
    FirstRunDialog(Settings effective, const QString &language, QWidget *parent);

Q_SIGNALS:
    /// At once, so that the other steps are read in it.
    void languageChosen(const QString &language);
    /// It is done. `written`: settings that count from the next start on.
    void completed(bool written, bool demo);

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *makePage(QFormLayout **form, QLabel **title, QLabel **text);
    void makeLanguage(const QString &language);
    void makeDatabase();
    void makeBrowsers();
    void makeDemo();
    void makeFoot();
    QLineEdit *makeField(QFormLayout *form, const char *setting);
    void onDatabase();
    void onBrowsers();
    void go(int step);
    void finish();
    void update();
    void retranslate();
    void retranslateFields();

    struct Field
    {
        const SettingSpec *spec;
        QLabel *label;
        QLineEdit *line;
    };

    SettingsBuffer m_buffer;
    QStackedWidget *m_steps;
    QList<QLabel *> m_titles;
    QList<QLabel *> m_texts;
    QRadioButton *m_russian = nullptr;
    QRadioButton *m_english = nullptr;
    QRadioButton *m_sqlite = nullptr;
    QRadioButton *m_postgres = nullptr;
    QRadioButton *m_local = nullptr;
    QRadioButton *m_dolphin = nullptr;
    QLabel *m_foundBrowser = nullptr;
    QLabel *m_overridden = nullptr;
    QCheckBox *m_demo = nullptr;
    QList<Field> m_fields;
    SettingTrials *m_databaseTrial = nullptr;
    SettingTrials *m_dolphinTrial = nullptr;
    QLabel *m_progress;
    QLabel *m_fault;
    QPushButton *m_skip;
    QPushButton *m_back;
    QPushButton *m_next;
};

} // namespace pult::ui
