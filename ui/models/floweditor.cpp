// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/floweditor.h"

#include "models/flowsteptext.h"

#include <QSet>
#include <QUndoCommand>

#include <algorithm>
#include <functional>
#include <tuple>

using namespace Qt::StringLiterals;

namespace pult::ui {

/// From one shape of the flow to another and back. Shapes share what they have in common.
class FlowEditor::Change final : public QUndoCommand
{
public:
    Change(FlowEditor &editor, const QString &what, Shape before, Shape after)
        : QUndoCommand(what), m_editor(editor), m_before(std::move(before)), m_after(std::move(after))
    {
    }
    void undo() override { m_editor.set(m_before); }
    void redo() override { m_editor.set(m_after); }

private:
    FlowEditor &m_editor;
    const Shape m_before;
    const Shape m_after;
};

FlowEditor::FlowEditor(QObject *parent) : QObject(parent)
{
    connect(&m_model, &FlowStepsModel::editWanted, this, &FlowEditor::edit);
    connect(&m_model, &FlowStepsModel::moveWanted, this, &FlowEditor::moveStep);
    connect(&m_undo, &QUndoStack::cleanChanged, this, &FlowEditor::changed);
}

Result<> FlowEditor::open(const browser::FlowImport &import, bool wasTurned)
{
    Result<FlowDocument> document = FlowDocument::parse(import.json);
    if (!document)
        return fail(document.error());
    m_undo.clear();
    m_states.clear();
    m_wasTurned = wasTurned;
    m_importNotes.clear();
    m_suggestedId.reset();
    Shape shape{std::move(*document), {}};
    for (int i = 0; i < shape.document.size(); ++i)
        shape.ids.append(m_nextId++);
    for (const browser::FlowNote &note : import.changes) {
        if (note.what.code == "flow_commit_suggested"_L1)
            m_suggestedId = shape.ids.value(note.step, -1);
        else
            m_importNotes.append(note);
    }
    set(shape);
    return {};
}

void FlowEditor::setSaved()
{
    m_wasTurned = false;
    m_undo.setClean();
    Q_EMIT changed();
}

std::optional<int> FlowEditor::suggestedCommit() const
{
    if (!m_suggestedId || rowOf(*m_suggestedId) < 0)
        return std::nullopt;
    for (int i = 0; i < m_document.size(); ++i) {
        if (m_document.isCommit(i))
            return std::nullopt;
    }
    return rowOf(*m_suggestedId);
}

void FlowEditor::set(const Shape &shape)
{
    m_document = shape.document;
    m_ids = shape.ids;
    check();
    updateRows();
    Q_EMIT changed();
}

void FlowEditor::push(const QString &what, const Shape &next)
{
    m_undo.push(new Change(*this, what, {m_document, m_ids}, next));
}

void FlowEditor::setTitle(const QString &title)
{
    if (title == m_document.title())
        return;
    Shape next{m_document, m_ids};
    next.document.setTitle(title);
    push(tr("the title"), next);
}

void FlowEditor::edit(int row, const QList<FlowEdit> &edits)
{
    Shape next{m_document, m_ids};
    next.document.edit(row, edits);
    push(tr("the change of step %1").arg(row + 1), next);
}

void FlowEditor::markCommit(int row)
{
    edit(row, FlowStepText::editCommit(true));
}

void FlowEditor::addStep(const QString &name, int at)
{
    Shape next{m_document, m_ids};
    next.document.insert(at, FlowStepText::blank(name));
    next.ids.insert(at, m_nextId++);
    push(tr("the new step"), next);
}

void FlowEditor::removeSteps(QList<int> rows)
{
    if (rows.isEmpty())
        return;
    std::sort(rows.begin(), rows.end(), std::greater<>());
    Shape next{m_document, m_ids};
    for (const int row : std::as_const(rows)) {
        next.document.removeAt(row);
        next.ids.removeAt(row);
    }
    push(tr("the removal of %n step(s)", nullptr, static_cast<int>(rows.size())), next);
}

void FlowEditor::moveStep(int from, int to)
{
    if (from == to || from < 0 || to < 0 || from >= m_ids.size() || to >= m_ids.size())
        return;
    Shape next{m_document, m_ids};
    next.document.move(from, to);
    next.ids.move(from, to);
    push(tr("the move of step %1").arg(from + 1), next);
}

void FlowEditor::setStates(const States &states)
{
    m_states = states;
    updateRows();
}

void FlowEditor::check()
{
    m_faults = browser::checkFlow(m_document.text()) + unfilledNames(m_document);
    std::stable_sort(m_faults.begin(), m_faults.end(),
                     [](const browser::FlowNote &a, const browser::FlowNote &b) { return a.step < b.step; });
}

void FlowEditor::updateRows()
{
    QList<FlowStepRow> rows;
    for (int i = 0; i < m_document.size(); ++i) {
        FlowStepRow row;
        row.id = m_ids.at(i);
        row.number = i;
        row.json = m_document.step(i);
        std::tie(row.state, row.durationMs) = m_states.value(row.id, {FlowStepState::None, -1});
        for (const browser::FlowNote &note : std::as_const(m_faults)) {
            if (note.step == i)
                (note.isError ? row.faults : row.remarks).append(note.what);
        }
        rows.append(row);
    }
    m_model.setRows(rows);
}

QList<browser::FlowNote> unfilledNames(const FlowDocument &document)
{
    QList<browser::FlowNote> notes;
    QSet<QString> known{u"media"_s, u"caption"_s, u"tags"_s, u"profile"_s};
    for (int i = 0; i < document.size(); ++i) {
        browser::Flow one;
        one.steps.append(browser::FlowStep{{}, document.step(i)});
        for (const QString &name : browser::flowVariables(one)) {
            bool isNumber = false;
            const bool isMedia = name.startsWith(u"media.") && QStringView(name).mid(6).toInt(&isNumber) > 0;
            if (known.contains(name) || (isMedia && isNumber))
                continue;
            known.insert(name);
            const Error what{ErrorKind::Invalid, u"flow_variable_unknown"_s, {name, QString::number(i + 1)}, {}};
            notes.append(browser::FlowNote{i, true, what});
        }
    }
    return notes;
}

} // namespace pult::ui
