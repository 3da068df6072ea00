// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workermodel.h"
#include "panels/panelframe.h"

#include <QList>

#include <array>

namespace pult::ui {

class EmptyState;

/// The computers that share the database and their workers, and what they can be asked to do. GUI thread.
class WorkersPanel final : public PanelFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WorkersPanel)

public:
    WorkersPanel(const UiContext &context, PanelFeed &feed, QWidget *parent = nullptr);

protected:
    void retranslate() override;

private:
    static constexpr std::array verbs{queue::NodeVerb::Pause, queue::NodeVerb::Drain,   queue::NodeVerb::Resume,
                                      queue::NodeVerb::Stop,  queue::NodeVerb::Restart, queue::NodeVerb::Kill};
    /// Who is meant: the row chosen last, in either table.
    struct Target
    {
        queue::NodeInfo node;
        int worker = 0;         ///< from 1; 0: the whole node
        QString workerState;    ///< of the worker
        QString name;           ///< as people say it
        QList<queue::Id> tasks; ///< that run there
    };
    std::optional<Target> target() const;
    QAction *action(queue::NodeVerb verb) const;
    QString whyNot(queue::NodeVerb verb, const std::optional<Target> &target) const;
    void updateVerbs();
    void begin(queue::NodeVerb verb);
    void askKill(const Target &target);
    void send(queue::NodeVerb verb, const Target &target);
    void lookForAnswers();
    void onAnswer(const queue::NodeCommand &command);
    void tellClock();

    NodeModel m_nodes;
    WorkerModel m_workers;
    SortProxy m_nodeOrder;
    SortProxy m_workerOrder;
    TableView *m_nodeTable;
    TableView *m_workerTable;
    EmptyState *m_noNodes;
    EmptyState *m_noWorkers;
    QList<QAction *> m_verbs;
    QList<qint64> m_asked; ///< commands without an answer yet
};

} // namespace pult::ui
