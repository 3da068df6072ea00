// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/attemptmodel.h"
#include "models/stepmodel.h"
#include "models/timelinemodel.h"
#include "models/verbs.h"
#include "panels/uicontext.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QStackedLayout;
class QTabWidget;

namespace pult::ui {

class ArtifactView;
class Banner;
class EmptyState;
class PayloadView;
class TableView;

/// Everything about one task: what it does, why it waits or failed and what to do, its runs with their steps, log and
/// pictures. GUI thread.
class TaskDetailPanel final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TaskDetailPanel)

public:
    explicit TaskDetailPanel(const UiContext &context, QWidget *parent = nullptr);

    void showTask(std::optional<queue::Id> id);
    QSize sizeHint() const override;

Q_SIGNALS:
    void verbRequested(pult::ui::Verb verb, const QList<pult::queue::Task> &tasks);
    void neverRequested(const pult::queue::Task &task);
    void failed(const pult::Error &error);

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *makeHead();
    QWidget *makeTabs();
    QWidget *makeTimeline();
    QWidget *makeAttempts();
    QWidget *makeSteps();
    void onDetail(const node::TaskDetail &detail);
    void retranslate();
    void updateHead();
    void updateMessage();
    void askWhy();
    void updateRun();
    const queue::Attempt *shownAttempt() const;

    const UiContext &m_context;
    std::optional<queue::Id> m_wanted;
    std::optional<node::TaskDetail> m_detail;
    QList<queue::WhyLink> m_why; ///< the chain of what it waits for
    TimelineModel m_timeline;
    TableView *m_timelineTable = nullptr;
    QLabel *m_good = nullptr;
    QPushButton *m_never = nullptr;
    AttemptModel m_attempts;
    SortProxy m_attemptOrder;
    StepModel m_steps;
    QStackedLayout *m_stack;
    EmptyState *m_empty;
    QLabel *m_icon = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_facts = nullptr;
    Banner *m_message = nullptr;
    QProgressBar *m_progress = nullptr;
    QList<QPushButton *> m_verbs;
    QTabWidget *m_tabs = nullptr;
    TableView *m_attemptTable = nullptr;
    QLabel *m_attemptError = nullptr;
    TableView *m_stepTable = nullptr;
    EmptyState *m_noAttempts = nullptr;
    EmptyState *m_noSteps = nullptr;
    QPlainTextEdit *m_log = nullptr;
    ArtifactView *m_artifacts = nullptr;
    PayloadView *m_payload = nullptr;
    QByteArray m_shownLog;
};

/// An attempt's log (JSON lines) as text.
QString readableLog(const QByteArray &log);

} // namespace pult::ui
