// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/logpanel.h"

#include "models/humantext.h"
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

LogPanel::LogPanel(QWidget *parent)
    : QWidget(parent), m_level(new QComboBox(this)), m_find(new QLineEdit(this)), m_onlyMatches(new QCheckBox(this)),
      m_follow(new QCheckBox(this)), m_clear(new QPushButton(this)), m_table(new TableView(this)),
      m_empty(new EmptyState("log", m_table)), m_timer(new QTimer(this))
{
    setObjectName(u"logPanel"_s);
    setProperty("surface", u"base"_s);
    setAttribute(Qt::WA_StyledBackground);
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
    m_table->setEmptyState(m_empty);
    m_table->setTextElideMode(Qt::ElideRight);
    auto *tools = new QHBoxLayout;
    tools->setContentsMargins(gridStep, gridStep, gridStep, gridStep);
    tools->setSpacing(gridStep);
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
    m_timer->setInterval(250ms);
    connect(m_timer, &QTimer::timeout, this, &LogPanel::readNew);
    m_timer->start();
    retranslate();
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
    // Reading while hidden would only move rows that nobody sees; the ring keeps them.
    if (!isVisible())
        return;
    const QList<LogRecord> records = Logging::recordsAfter(m_model.lastNumber());
    if (records.isEmpty())
        return;
    m_scrolling = true;
    m_model.append(records);
    if (m_follow->isChecked())
        m_table->scrollToBottom();
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
    m_empty->setTexts(tr("Nothing to read here: no line of the log matches."));
    m_table->setAccessibleName(tr("Log"));
    m_model.refreshTexts();
}

} // namespace pult::ui
