// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/logpanel.h"

#include "models/humantext.h"
#include "models/taskfeed.h"
#include "panels/emptystate.h"
#include "panels/tableview.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QShortcut>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::ui {

namespace {

constexpr QtMsgType levels[] = {QtDebugMsg, QtInfoMsg, QtWarningMsg, QtCriticalMsg};

} // namespace

LogPanel::LogPanel(const UiContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_lines(context.commands, LogModel::defaultLimit),
      m_node(new QComboBox(this)), m_level(new QComboBox(this)), m_find(new QLineEdit(this)),
      m_onlyMatches(new QCheckBox(this)), m_follow(new QCheckBox(this)), m_clear(new QPushButton(this)),
      m_table(new TableView(this)), m_empty(new EmptyState("log", m_table)), m_timer(new QTimer(this))
{
    setObjectName(u"logPanel"_s);
    setProperty("surface", u"base"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_node->setObjectName(u"logNode"_s);
    m_node->addItem({}, QString());
    // A narrow window has room for little of a name; what is there is shared.
    m_node->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_level->setSizeAdjustPolicy(QComboBox::AdjustToContents); // also when the language changes
    m_node->setMinimumContentsLength(4);
    m_node->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_node->setMaximumWidth(28 * gridStep);
    m_level->setObjectName(u"logLevel"_s);
    for (const QtMsgType level : levels)
        m_level->addItem({}, static_cast<int>(level));
    m_level->setCurrentIndex(1);
    m_find->setObjectName(u"logFind"_s);
    m_find->setClearButtonEnabled(true);
    m_find->addAction(icon("search", Tone::Muted), QLineEdit::LeadingPosition);
    m_onlyMatches->setObjectName(u"logOnlyMatches"_s);
    m_follow->setObjectName(u"logFollow"_s);
    m_follow->setChecked(true);
    m_clear->setObjectName(u"logClear"_s);
    m_table->setObjectName(u"logTable"_s);
    m_proxy.setSourceModel(&m_model);
    m_table->setTable(&m_model, &m_proxy);
    m_table->setSortingEnabled(false);
    m_proxy.sort(-1); // as they came: the table sorted them by time, the newest second first
    m_table->setEmptyState(m_empty);
    m_table->setTextElideMode(Qt::ElideRight);
    layOut();
    connectAll();
    m_timer->setInterval(250ms);
    m_timer->start();
    retranslate();
}

void LogPanel::layOut()
{
    auto *tools = new QHBoxLayout;
    tools->setContentsMargins(gridStep, gridStep, gridStep, gridStep);
    tools->setSpacing(gridStep);
    tools->addWidget(m_node, 1);
    tools->addWidget(m_level);
    tools->addWidget(m_find, 1);
    tools->addWidget(m_onlyMatches);
    tools->addWidget(m_follow);
    tools->addWidget(m_clear);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(tools);
    layout->addWidget(m_table, 1);
}

void LogPanel::connectAll()
{
    connect(m_node, &QComboBox::currentIndexChanged, this, &LogPanel::chooseNode);
    connect(&m_context.feed, &TaskFeed::nodesArrived, this, &LogPanel::offerNodes);
    connect(&m_lines, &NodeLogFeed::restarted, this, [this] {
        m_model.restart();
        updateEmptyState();
    });
    connect(&m_lines, &NodeLogFeed::arrived, this, [this](const QList<LogRecord> &records) {
        append(records);
        updateEmptyState();
    });
    connect(m_level, &QComboBox::currentIndexChanged, this,
            [this](int index) { m_proxy.setLevel(levels[std::max(0, index)]); });
    connect(m_find, &QLineEdit::textChanged, this, &LogPanel::look);
    connect(m_onlyMatches, &QCheckBox::toggled, this, &LogPanel::look);
    connect(m_find, &QLineEdit::returnPressed, this, [this] { findNext(true); });
    for (const auto &[keys, forward] : {std::pair(QKeySequence(QKeySequence::FindNext), true),
                                        std::pair(QKeySequence(QKeySequence::FindPrevious), false)}) {
        auto *next = new QShortcut(keys, this);
        next->setContext(Qt::WidgetWithChildrenShortcut);
        connect(next, &QShortcut::activated, this, [this, forward = forward] { findNext(forward); });
    }
    connect(m_clear, &QPushButton::clicked, &m_model, &LogModel::clear);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, &LogPanel::onScrolled);
    connect(m_follow, &QCheckBox::toggled, this, [this](bool follow) {
        if (follow)
            m_table->scrollToBottom();
    });
    connect(m_timer, &QTimer::timeout, this, &LogPanel::readNew);
}

void LogPanel::setTimeWindow(const std::optional<TimeWindow::Range> &range)
{
    m_proxy.setTimeWindow(range);
    m_lines.setTimeWindow(range);
}

bool LogPanel::isOfNode() const
{
    return !m_node->currentData().toString().isEmpty();
}

/// One entry for each, in the order of their names; what is chosen stays.
void LogPanel::offerNodes(const QList<queue::NodeInfo> &nodes)
{
    QList<queue::NodeInfo> sorted = nodes;
    std::sort(sorted.begin(), sorted.end(), [](const queue::NodeInfo &a, const queue::NodeInfo &b) {
        return std::pair(a.name, a.id) < std::pair(b.name, b.id);
    });
    bool same = sorted.size() + 1 == m_node->count();
    for (int i = 0; same && i < sorted.size(); ++i)
        same = m_node->itemData(i + 1).toString() == sorted.at(i).id && m_node->itemText(i + 1) == sorted.at(i).name;
    if (same)
        return;
    const QString chosen = m_node->currentData().toString();
    const QString chosenName = m_node->currentText();
    const QSignalBlocker blocker(m_node);
    while (m_node->count() > 1)
        m_node->removeItem(1);
    for (const queue::NodeInfo &node : std::as_const(sorted))
        m_node->addItem(node.name, node.id);
    // One that is known no more may still be read about.
    if (!chosen.isEmpty() && m_node->findData(chosen) < 0)
        m_node->addItem(chosenName, chosen);
    m_node->setCurrentIndex(std::max(0, m_node->findData(chosen)));
}

void LogPanel::chooseNode()
{
    m_lines.setNode(m_node->currentData().toString());
    m_follow->setChecked(true);
    if (!isOfNode())
        readNew();
    updateEmptyState();
}

void LogPanel::updateEmptyState()
{
    if (!isOfNode())
        m_empty->setTexts(tr("Nothing to read here: no line of the log matches."));
    else if (!m_lines.hasArrived())
        m_empty->setTexts(tr("Reading the log of %1…").arg(m_node->currentText()));
    else
        m_empty->setTexts(
            tr("Nothing to read here: no line that %1 wrote within the last day matches.").arg(m_node->currentText()));
}

void LogPanel::look()
{
    m_model.setHighlight(m_find->text());
    m_proxy.setText(m_onlyMatches->isChecked() ? m_find->text() : QString());
}

void LogPanel::findNext(bool forward)
{
    const int rows = m_proxy.rowCount();
    const int current = m_table->currentIndex().isValid() ? m_table->currentIndex().row() : (forward ? -1 : rows);
    for (int step = 1; step <= rows; ++step) {
        const int row = ((forward ? current + step : current - step) % rows + rows) % rows;
        const QModelIndex index = m_proxy.index(row, 0);
        if (!m_model.matches(m_proxy.mapToSource(index).row()))
            continue;
        // Whoever reads a line does not want it to run away.
        m_follow->setChecked(false);
        m_table->selectRow(row);
        m_table->scrollTo(index, QAbstractItemView::PositionAtCenter);
        return;
    }
}

void LogPanel::readNew()
{
    // Reading while hidden would only move rows that nobody sees; the ring and the database keep them.
    if (!isVisible())
        return;
    if (!isOfNode())
        append(Logging::recordsAfter(m_model.lastNumber()));
    else if (!m_context.feed.isPaused() || !m_lines.hasArrived())
        m_lines.ask();
}

/// What is there stays where it is, also when the ring lets go of its first lines.
void LogPanel::append(const QList<LogRecord> &records)
{
    if (records.isEmpty())
        return;
    const QPersistentModelIndex top = m_proxy.index(m_table->rowAt(0), 0);
    const int topRow = top.row();
    m_scrolling = true;
    m_model.append(records);
    if (m_follow->isChecked())
        m_table->scrollToBottom();
    else if (top.isValid() && top.row() != topRow)
        m_table->scrollTo(top, QAbstractItemView::PositionAtTop);
    m_scrolling = false;
}

void LogPanel::onScrolled(int value)
{
    if (m_scrolling || m_table->verticalScrollBar()->maximum() == 0)
        return;
    m_follow->setChecked(value == m_table->verticalScrollBar()->maximum());
}

void LogPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    QTimer::singleShot(0, this, &LogPanel::readNew);
}

QSize LogPanel::sizeHint() const
{
    return {80 * gridStep, 22 * gridStep};
}

void LogPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void LogPanel::retranslate()
{
    for (int i = 0; i < m_level->count(); ++i)
        m_level->setItemText(i, tr("From level: %1").arg(HumanText::level(levels[i])));
    m_find->setPlaceholderText(tr("Find in the log"));
    m_find->setToolTip(tr("Lines that hold it stand out. Enter and F3 go to the next, Shift+F3 to the one before."));
    m_find->setAccessibleName(tr("Find in the log"));
    m_onlyMatches->setText(tr("Only matches"));
    m_onlyMatches->setToolTip(tr("Hides the lines that do not hold what you look for."));
    m_follow->setText(tr("Follow"));
    m_follow->setToolTip(tr("Stay at the newest line. Scrolling up stops it."));
    m_clear->setText(tr("Clear"));
    m_clear->setToolTip(tr("Empties this list; the log file keeps everything."));
    m_node->setItemText(0, tr("This program, live"));
    m_node->setToolTip(tr("Whose log. That of computers comes from the database, a few seconds later and without "
                          "details of level debug."));
    m_node->setAccessibleName(tr("Whose log"));
    updateEmptyState();
    m_table->setAccessibleName(tr("Log"));
    m_model.refreshTexts();
}

} // namespace pult::ui
