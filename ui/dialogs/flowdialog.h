// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/floweditor.h"
#include "models/flowtestrun.h"
#include "panels/uicontext.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace pult::ui {

class Banner;
class EmptyState;
class FlowNotes;
class FlowRunBar;
class FlowStepTools;
class TableView;

/// A flow: imported from a recording, edited step by step, tried out in a profile, saved as a file. GUI thread.
class FlowDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FlowDialog)

public:
    explicit FlowDialog(const UiContext &context, QWidget *parent);

    void openFile(const QString &path);
    FlowEditor &editor() { return m_editor; }

public Q_SLOTS:
    void reject() override;

Q_SIGNALS:
    void opened(const QString &path);
    void saved(const QString &path);

protected:
    void changeEvent(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QLayout *makeHead();
    QLayout *makeTools();
    void makeTable();
    void connectAll();
    void onRead(const QString &path, const browser::FlowImport &import, bool wasTurned);
    void save();
    /// Asks first when something is not saved.
    void leave(const QString &title, std::function<void()> then);
    void showFailure(const Error &error);
    void refresh();
    void updateTools();
    void run(bool fromHere);
    void onRun();
    void retranslate();

    const UiContext &m_context;
    FlowEditor m_editor;
    FlowTestRun m_run;
    QString m_path;
    QList<int> m_runIds; ///< the steps of the test run, by number in it
    int m_stopsBefore = 0;

    Banner *m_failure;
    QLineEdit *m_title = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_save = nullptr;
    FlowNotes *m_notes = nullptr;
    FlowStepTools *m_tools = nullptr;
    QPushButton *m_close = nullptr;
    TableView *m_table = nullptr;
    EmptyState *m_empty = nullptr;
    FlowRunBar *m_bar = nullptr;
};

} // namespace pult::ui
