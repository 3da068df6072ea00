// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/flownotes.h"

#include "dialogs/toolbutton.h"
#include "models/floweditor.h"
#include "theme/metrics.h"

#include <base/errortext.h>

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr qsizetype mostNotes = 6;

} // namespace

FlowNotes::FlowNotes(FlowEditor &editor, QWidget *parent)
    : QWidget(parent), m_editor(editor), m_faults(new QLabel(this)), m_notes(new QLabel(this)),
      m_mark(makeToolButton(u"flowMarkCommit"_s, "upload", this))
{
    m_faults->setObjectName(u"flowFaults"_s);
    m_faults->setProperty("role", u"fault"_s);
    m_notes->setObjectName(u"flowNotes"_s);
    m_notes->setProperty("role", u"muted"_s);
    auto *lines = new QVBoxLayout;
    lines->setSpacing(gridStep / 2);
    for (QLabel *label : {m_faults, m_notes}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        lines->addWidget(label);
    }
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(gridStep);
    row->addLayout(lines, 1);
    row->addWidget(m_mark, 0, Qt::AlignTop);
    connect(m_mark, &QPushButton::clicked, this, [this] {
        if (const auto step = m_editor.suggestedCommit())
            m_editor.markCommit(*step);
    });
}

void FlowNotes::showLines(QLabel *label, QStringList lines)
{
    if (lines.size() > mostNotes) {
        const int more = static_cast<int>(lines.size() - mostNotes + 1);
        lines = lines.mid(0, mostNotes - 1);
        lines.append(tr("And %n more; the steps concerned are marked.", nullptr, more));
    }
    label->setText(lines.join(u'\n'));
    label->setVisible(!lines.isEmpty());
}

void FlowNotes::refresh()
{
    QStringList faults;
    for (const browser::FlowNote &note : m_editor.faults()) {
        if (note.isError)
            faults.append(errorSentence(note.what));
    }
    showLines(m_faults, faults);
    QStringList notes;
    for (const browser::FlowNote &note : m_editor.importNotes())
        notes.append(tr("Import: %1").arg(errorSentence(note.what)));
    const auto commit = m_editor.suggestedCommit();
    if (commit)
        notes.append(tr("Step %1 looks like the one that publishes. Mark it, so that it is never repeated unasked.")
                         .arg(*commit + 1));
    showLines(m_notes, notes);
    m_mark->setVisible(commit.has_value());
    m_mark->setText(tr("Mark step %1").arg(commit.value_or(0) + 1));
    setVisible(!faults.isEmpty() || !notes.isEmpty());
}

void FlowNotes::setIdle(bool idle)
{
    m_mark->setEnabled(idle);
}

} // namespace pult::ui
