// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/logmodel.h"
#include "models/nodelogfeed.h"
#include "panels/uicontext.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;
class QTimer;

namespace pult::ui {

class EmptyState;
class TableView;

/// The log of this process, live, or of any node, from the database. What is looked for stands out, or alone. Scrolling
/// up stops following; scrolling to the end resumes it. GUI thread.
class LogPanel final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LogPanel)

public:
    explicit LogPanel(const UiContext &context, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    /// Shows only lines of that time; nullopt: all.
    void setTimeWindow(const std::optional<TimeWindow::Range> &range);

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void layOut();
    void connectAll();
    void retranslate();
    bool isOfNode() const;
    void offerNodes(const QList<queue::NodeInfo> &nodes);
    void chooseNode();
    void updateEmptyState();
    void readNew();
    void append(const QList<LogRecord> &records);
    void onScrolled(int value);
    void look();
    /// The next line that holds what is looked for, from the current one on and around.
    void findNext(bool forward);

    const UiContext &m_context;
    LogModel m_model;
    LogProxy m_proxy;
    NodeLogFeed m_lines;
    QComboBox *m_node; ///< the data is a node's id; empty: this process
    QComboBox *m_level;
    QLineEdit *m_find;
    QCheckBox *m_onlyMatches;
    QCheckBox *m_follow;
    QPushButton *m_clear;
    TableView *m_table;
    EmptyState *m_empty;
    QTimer *m_timer;
    bool m_scrolling = false; ///< by us
};

} // namespace pult::ui
