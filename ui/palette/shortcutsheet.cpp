// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "palette/shortcutsheet.h"

#include "palette/commandlist.h"
#include "panels/tableview.h"
#include "theme/fit.h"
#include "theme/metrics.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QMainWindow>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

ShortcutSheet::ShortcutSheet(QMainWindow &window)
    : QDialog(&window), m_window(window), m_table(new TableView(this)), m_close(new QPushButton(this))
{
    setObjectName(u"shortcutSheet"_s);
    m_table->setObjectName(u"shortcutTable"_s);
    m_table->setTable(&m_model);
    m_table->setStretchColumn(CommandModel::Text);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(2 * gridStep, 0, 2 * gridStep, 0);
    foot->addStretch(1);
    foot->addWidget(m_close);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 2 * gridStep);
    layout->setSpacing(2 * gridStep);
    layout->addWidget(m_table, 1);
    layout->addLayout(foot);
    resizeWithinScreen(*this, {80 * gridStep, 64 * gridStep});
    connect(m_close, &QPushButton::clicked, this, &QDialog::accept);
    retranslate();
    m_table->setFocus();
}

QList<CommandRow> ShortcutSheet::usualKeys()
{
    const auto key = [](const char *name, const QString &text, const QKeySequence &keys) {
        CommandRow row;
        row.name = QString::fromLatin1(name);
        row.text = text;
        row.group = tr("In every list");
        row.shortcut = keys.toString(QKeySequence::NativeText);
        return row;
    };
    return {key("keyCopy", tr("Copy the selected rows"), QKeySequence(QKeySequence::Copy)),
            key("keyAll", tr("Select all rows"), QKeySequence(QKeySequence::SelectAll)),
            key("keyMenu", tr("What can be done with the selected rows"), QKeySequence(u"Shift+F10"_s)),
            key("keyNext", tr("To the next field or list"), QKeySequence(Qt::Key_Tab)),
            key("keyBack", tr("To the one before"), QKeySequence(u"Shift+Tab"_s))};
}

void ShortcutSheet::retranslate()
{
    setWindowTitle(tr("Keyboard shortcuts"));
    m_table->setAccessibleName(tr("Keyboard shortcuts"));
    m_close->setText(tr("Close"));
    QList<CommandRow> rows;
    for (CommandRow &row : CommandList(m_window, nullptr).rows()) {
        if (row.shortcut.isEmpty())
            continue;
        row.enabled = true; // a sheet of keys, not of what is possible now
        rows.append(row);
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const CommandRow &a, const CommandRow &b) { return a.group.localeAwareCompare(b.group) < 0; });
    m_model.setCommands(rows + usualKeys());
}

void ShortcutSheet::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QDialog::changeEvent(event);
}

} // namespace pult::ui
