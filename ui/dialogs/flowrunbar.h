// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/flowtestrun.h"
#include "panels/uicontext.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace pult::ui {

/// What a test run of a flow is given, its buttons, and how it goes in a sentence. GUI thread.
class FlowRunBar final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FlowRunBar)

public:
    explicit FlowRunBar(const UiContext &context, QWidget *parent);

    /// Without the flow.
    FlowTestRun::Request request() const;
    /// Whether the steps from the commit step on are played too.
    bool publishes() const;
    /// `whyNot` stands where a run would tell how it goes.
    void setRunnable(bool runnable, const QString &whyNot);
    /// `stopsBefore`: number of the commit step that is left out, 0 when none is.
    void showRun(const FlowTestRun &run, int stopsBefore);
    void setMessage(const QString &text, bool isFault);
    /// For another flow.
    void clear();
    void retranslate();

Q_SIGNALS:
    void runWanted(bool fromHere);
    void cancelWanted();

private:
    void addField(QGridLayout *grid, int column, QWidget *field, int stretch);
    QLayout *makeButtons();
    void loadProfiles();
    void updateButtons();
    QString sentence(const FlowTestRun &run, int stopsBefore) const;

    const UiContext &m_context;
    bool m_runnable = false;
    QString m_whyNot;
    bool m_running = false;
    QList<QLabel *> m_labels;
    QComboBox *m_profile;
    QLineEdit *m_media;
    QLineEdit *m_caption;
    QLineEdit *m_tags;
    QPushButton *m_browse;
    QCheckBox *m_publish;
    QPushButton *m_runAll;
    QPushButton *m_runHere;
    QPushButton *m_cancel;
    QLabel *m_status;
};

} // namespace pult::ui
