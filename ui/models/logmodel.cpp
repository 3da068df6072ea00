// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/logmodel.h"

#include "models/humantext.h"
#include "models/stateview.h"

namespace pult::ui {

namespace {

/// QtMsgType is not in order of severity.
int severity(QtMsgType level)
{
    switch (level) {
    case QtDebugMsg:
        return 0;
    case QtInfoMsg:
        return 1;
    case QtWarningMsg:
        return 2;
    case QtCriticalMsg:
        return 3;
    case QtFatalMsg:
        return 4;
    }
    return 0;
}

StateLook lookOfLevel(QtMsgType level)
{
    switch (severity(level)) {
    case 0:
    case 1:
        return {"info", Tone::Waiting};
    case 2:
        return {"warning", Tone::Warning};
    default:
        return {"failed", Tone::Failed};
    }
}

} // namespace

LogModel::LogModel(int limit, QObject *parent) : TableModelBase(parent), m_limit(limit) {}

const QList<Column> &LogModel::columns() const
{
    static const QList<Column> columns{
        {QT_TR_NOOP("Time"), false, 88},
        {QT_TR_NOOP("Level"), false, 152},
        {QT_TR_NOOP("Part"), false, 168},
        {QT_TR_NOOP("Message"), false, 0},
    };
    return columns;
}

QString LogModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_records.size());
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid));
    const LogRecord &record = m_records.at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        break;
    case IdRole:
        return record.number;
    case Qt::DecorationRole:
        return column == Level ? QVariant(iconOf(lookOfLevel(record.level))) : QVariant();
    case Qt::BackgroundRole:
        return matches(index.row()) ? QVariant(tintOf(currentColours(), Tone::Warning)) : QVariant();
    case Qt::ForegroundRole:
        if (column == Level)
            return currentColours().tone(lookOfLevel(record.level).tone);
        return column == Message ? QVariant() : QVariant(currentColours().muted);
    default:
        return {};
    }
    switch (column) {
    case Time: {
        const TimePoint at = fromMicros(record.atMicros);
        return role == Qt::ToolTipRole ? HumanText::moment(at) : HumanText::clock(at);
    }
    case Level:
        return HumanText::level(record.level);
    case Category:
        return record.category;
    case Message:
        return record.message;
    default:
        return {};
    }
}

void LogModel::append(const QList<LogRecord> &records)
{
    if (records.isEmpty())
        return;
    m_lastNumber = records.last().number;
    const QList<LogRecord> fresh = records.size() > m_limit ? records.last(m_limit) : records;
    const qsizetype overflow = m_records.size() + fresh.size() - m_limit;
    if (overflow > 0) {
        beginRemoveRows({}, 0, static_cast<int>(overflow) - 1);
        m_records.remove(0, overflow);
        endRemoveRows();
    }
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
    m_records += fresh;
    endInsertRows();
}

void LogModel::setHighlight(const QString &text)
{
    if (text == m_highlight)
        return;
    m_highlight = text;
    touchColumns(0, columnCount() - 1);
}

bool LogModel::matches(int row) const
{
    const LogRecord &record = m_records.at(row);
    return !m_highlight.isEmpty() && (record.message.contains(m_highlight, Qt::CaseInsensitive) ||
                                      record.category.contains(m_highlight, Qt::CaseInsensitive));
}

void LogModel::clear()
{
    beginResetModel();
    m_records.clear();
    endResetModel();
}

void LogModel::restart()
{
    clear();
    m_lastNumber = 0;
}

void LogProxy::setLevel(QtMsgType level)
{
    m_level = level;
    invalidateFilter();
}

void LogProxy::setText(const QString &text)
{
    m_text = text;
    invalidateFilter();
}

void LogProxy::setTimeWindow(const std::optional<TimeWindow::Range> &range)
{
    m_window = range;
    invalidateFilter();
}

bool LogProxy::filterAcceptsRow(int row, const QModelIndex &) const
{
    const auto *model = static_cast<const LogModel *>(sourceModel());
    const LogRecord &record = model->recordAt(row);
    if (severity(record.level) < severity(m_level))
        return false;
    const TimePoint at = fromMicros(record.atMicros);
    if (m_window && (at < m_window->from || at >= m_window->to))
        return false;
    return m_text.isEmpty() || record.message.contains(m_text, Qt::CaseInsensitive) ||
           record.category.contains(m_text, Qt::CaseInsensitive);
}

} // namespace pult::ui
