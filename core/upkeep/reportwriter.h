// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report.h"

#include <QByteArray>
#include <QList>

#include <variant>

namespace pult::upkeep {

/// A value of a report: nothing, a text, a whole number, a number, a moment.
using ReportCell = std::variant<std::monostate, QString, qint64, double, TimePoint>;
using ReportRow = QList<ReportCell>;

/// As it stands in a table for people: numbers as `style` has them, moments as 2026-11-27 14:03:22 in local time, which
/// spreadsheet programs of every country read as such.
QString cellText(const ReportCell &cell, const CsvStyle &style);

/// Makes the bytes of a report of its rows, one after the other. Rows hold the cells of all columns of the report's
/// kind; what the request does not want is left out here.
///
/// CSV: UTF-8 with a byte order mark, as Excel wants it, and no `sep=` line, which would make it overlook the mark;
/// RFC 4180 with CRLF. A text that a spreadsheet program would take for a formula gets an apostrophe before it.
/// JSON: {"report","from","to","items":[{column: value, …}, …]}, times ISO 8601 UTC.
class ReportWriter final
{
public:
    explicit ReportWriter(const ReportRequest &request);

    QByteArray begin() const;
    QByteArray row(const ReportRow &row);
    QByteArray end() const;

    /// The request's columns, as they are headed.
    QStringList headers() const;
    /// The request's columns of a row, as text.
    QStringList texts(const ReportRow &row) const;

private:
    QByteArray csvLine(const QStringList &fields) const;

    const ReportRequest m_request;
    QList<qsizetype> m_places; ///< of the request's columns in a row
    qint64 m_rows = 0;
};

} // namespace pult::upkeep
