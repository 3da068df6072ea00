// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "palette/commandpalette.h"

#include "panels/tableview.h"
#include "theme/fit.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <QAction>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

CommandPalette::CommandPalette(QMainWindow &window, const QTranslator *other)
    : QDialog(&window), m_window(window), m_commands(window, other), m_typed(new QLineEdit(this)),
      m_table(new TableView(this)), m_hint(new QLabel(this))
{
    setObjectName(u"commandPalette"_s);
    m_typed->setObjectName(u"paletteTyped"_s);
    m_typed->addAction(icon("search", Tone::Muted), QLineEdit::LeadingPosition);
    m_typed->installEventFilter(this);
    m_table->setObjectName(u"paletteTable"_s);
    m_table->setTable(&m_model);
    m_table->setStretchColumn(CommandModel::Text);
    m_table->horizontalHeader()->hide();
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    // Typing goes on while the list is walked through with the arrows.
    m_table->setFocusPolicy(Qt::NoFocus);
    m_hint->setProperty("role", u"muted"_s);
    m_hint->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * gridStep, 2 * gridStep, 2 * gridStep, gridStep);
    layout->setSpacing(gridStep);
    layout->addWidget(m_typed);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_hint);
    resizeWithinScreen(*this, {88 * gridStep, 56 * gridStep});
    connect(m_typed, &QLineEdit::textChanged, this, &CommandPalette::onTyped);
    connect(m_table, &QTableView::clicked, this, &CommandPalette::run);
    m_model.setCommands(m_commands.rows());
    m_table->selectRow(0);
    retranslate();
}

CommandPalette::~CommandPalette() = default;

void CommandPalette::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    m_typed->setFocus();
}

void CommandPalette::onTyped(const QString &text)
{
    m_model.setTyped(text);
    m_table->selectRow(0);
    retranslate();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_typed || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const int rows = m_model.rowCount();
    const int row = m_table->currentIndex().row();
    const int page = std::max(1, m_table->viewport()->height() / rowHeight - 1);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Down:
        m_table->selectRow(std::min(rows - 1, row + 1));
        return true;
    case Qt::Key_Up:
        m_table->selectRow(std::max(0, row - 1));
        return true;
    case Qt::Key_PageDown:
        m_table->selectRow(std::min(rows - 1, row + page));
        return true;
    case Qt::Key_PageUp:
        m_table->selectRow(std::max(0, row - page));
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        run();
        return true;
    default:
        return QDialog::eventFilter(watched, event);
    }
}

void CommandPalette::run()
{
    const int row = m_table->currentIndex().row();
    if (row < 0 || row >= m_model.rowCount())
        return;
    const CommandRow command = m_model.rowAt(row);
    if (!command.enabled) {
        m_hint->setText(command.whyNot.isEmpty() ? tr("“%1” is not possible now.").arg(command.text) : command.whyNot);
        return;
    }
    // After this window is gone: the command may open one of its own.
    const QPointer<QAction> action = m_commands.action(command.name);
    QTimer::singleShot(0, &m_window, [action] {
        if (action)
            action->trigger();
    });
    accept();
}

void CommandPalette::retranslate()
{
    setWindowTitle(tr("Find a command"));
    m_typed->setPlaceholderText(tr("A few letters, Russian or English"));
    m_typed->setAccessibleName(tr("Command"));
    m_table->setAccessibleName(tr("Commands"));
    m_hint->setText(
        m_model.rowCount() == 0
            ? tr("No command fits.")
            : tr("Enter runs it, Escape closes. Shown: %1 of %2.").arg(m_model.rowCount()).arg(m_model.total()));
}

void CommandPalette::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        m_model.setCommands(m_commands.rows());
        retranslate();
    }
    QDialog::changeEvent(event);
}

} // namespace pult::ui
