// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/panelfeed.h"
#include "panels/uicontext.h"

#include <QWidget>

class QAction;
class QBoxLayout;
class QToolBar;

namespace pult::ui {

class TableModelBase;
class TableView;

/// What the panels around the task list share: a row of verbs over one or two tables. A verb stands as a button, in the
/// menu of its table, and is off with the reason when it is not legal. GUI thread.
class PanelFrame : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PanelFrame)

public:
    QSize sizeHint() const override;

Q_SIGNALS:
    void failed(const pult::Error &error);

protected:
    PanelFrame(const QString &name, const UiContext &context, PanelFeed &feed, QWidget *parent);

    /// Whether an operator can see it: not hidden, minimised, or behind another tab.
    bool isSeen() const;
    QToolBar *tools() { return m_tools; }
    void setBody(QWidget *body);
    QAction *addVerb(const char *name, const char *iconName, TableView *table);
    /// `whyNot` empty: it is legal, and `explain` says what it does.
    static void setVerb(QAction *verb, const QString &explain, const QString &whyNot);
    /// A word at the end of the row of verbs: what became of the last one.
    void addSpace();
    void say(const QString &text);
    /// Grey while the database does not answer.
    void watchAvailability(TableModelBase *model);
    /// Shows a failure, or asks for what is new.
    template<typename T>
    void expect(QFuture<Result<T>> answer)
    {
        finish(answer, [](const Result<T> &) {});
    }
    template<typename T, typename Then>
    void finish(QFuture<Result<T>> answer, Then then);

    virtual void retranslate() = 0;
    void changeEvent(QEvent *event) override;

    const UiContext &m_context;
    PanelFeed &m_feed;

private:
    QToolBar *m_tools;
    QBoxLayout *m_layout;
};

} // namespace pult::ui

#include <base/whendone.h>

namespace pult::ui {

template<typename T, typename Then>
void PanelFrame::finish(QFuture<Result<T>> answer, Then then)
{
    whenDone(answer, this, [this, then](const Result<T> &result) {
        if (!result)
            Q_EMIT failed(result.error());
        then(result);
        m_feed.refresh();
    });
}

} // namespace pult::ui
