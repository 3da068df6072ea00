// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/flowstepsmodel.h"

#include <browser/flow.h>

#include <QUndoStack>

namespace pult::ui {

/// A flow on the desk: the recording as it came in and what was turned, its steps, every change with its way back.
/// Touches no file. GUI thread.
class FlowEditor final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FlowEditor)

public:
    explicit FlowEditor(QObject *parent = nullptr);

    /// A recording that convertRecording() has been through.
    Result<> open(const browser::FlowImport &import, bool wasTurned);
    const FlowDocument &document() const { return m_document; }
    QByteArray text() const { return m_document.text(); }
    FlowStepsModel &model() { return m_model; }
    QUndoStack &undoStack() { return m_undo; }
    /// Whether a file does not hold it as it stands.
    bool isModified() const { return m_wasTurned || !m_undo.isClean(); }
    void setSaved();

    /// What the import did and suggests, then the faults and remarks of the steps as they stand, with their numbers.
    const QList<browser::FlowNote> &importNotes() const { return m_importNotes; }
    QList<browser::FlowNote> faults() const { return m_faults; }
    /// The step that looks like the one that publishes, while none is marked.
    std::optional<int> suggestedCommit() const;

    void setTitle(const QString &title);
    void addStep(const QString &name, int at);
    void removeSteps(QList<int> rows);
    void moveStep(int from, int to);
    void markCommit(int row);

    /// Row of the step with this id, −1 when it is gone.
    int rowOf(int id) const { return m_model.rowOf(id); }
    int idAt(int row) const { return m_ids.at(row); }
    using States = QHash<int, std::pair<FlowStepState, qint64>>;
    /// By id: how far a test run is, and how many milliseconds a step took.
    void setStates(const States &states);

Q_SIGNALS:
    void changed();

private:
    class Change;
    struct Shape
    {
        FlowDocument document;
        QList<int> ids;
    };
    void push(const QString &what, const Shape &next);
    void edit(int row, const QList<FlowEdit> &edits);
    void set(const Shape &shape);
    void check();
    void updateRows();

    FlowDocument m_document;
    QList<int> m_ids;
    int m_nextId = 1;
    bool m_wasTurned = false;
    QList<browser::FlowNote> m_importNotes;
    QList<browser::FlowNote> m_faults;
    std::optional<int> m_suggestedId;
    States m_states;
    FlowStepsModel m_model;
    QUndoStack m_undo;
};

/// Names in `{{name}}` that a bulk upload does not fill, each with the first step that uses it.
QList<browser::FlowNote> unfilledNames(const FlowDocument &document);

} // namespace pult::ui
