// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace pult::ui {

class FlowEditor;

/// What is wrong with a flow, what its import did, and the step to mark as the one that publishes; hidden while there
/// is nothing to say. GUI thread.
class FlowNotes final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FlowNotes)

public:
    /// `editor` outlives it.
    FlowNotes(FlowEditor &editor, QWidget *parent);

    /// As the flow stands now, in the language of now.
    void refresh();
    /// While a test run plays the steps none is marked.
    void setIdle(bool idle);

private:
    static void showLines(QLabel *label, QStringList lines);

    FlowEditor &m_editor;
    QLabel *m_faults;
    QLabel *m_notes;
    QPushButton *m_mark;
};

} // namespace pult::ui
