// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reportwriter.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace pult::upkeep {

using namespace Qt::StringLiterals;

namespace {

constexpr int decimals = 3;

QString numberText(double number, QChar decimal)
{
    if (!std::isfinite(number))
        return {};
    QString text = QString::number(number, 'f', decimals);
    while (text.endsWith(u'0'))
        text.chop(1);
    if (text.endsWith(u'.'))
        text.chop(1);
    return text == "-0"_L1 ? u"0"_s : text.replace(u'.', decimal);
}

/// What begins like this, a spreadsheet program may calculate, or worse.
bool looksLikeFormula(const QString &text)
{
    return !text.isEmpty() && u"=+-@\t\r\n＝＋－＠"_s.contains(text.front());
}

QJsonValue toJsonValue(const ReportCell &cell)
{
    if (const auto *text = std::get_if<QString>(&cell))
        return *text;
    if (const auto *whole = std::get_if<qint64>(&cell))
        return *whole;
    if (const auto *number = std::get_if<double>(&cell))
        return std::isfinite(*number) ? QJsonValue(*number) : QJsonValue();
    if (const auto *time = std::get_if<TimePoint>(&cell))
        return toIso(*time);
    return {};
}

} // namespace

QString cellText(const ReportCell &cell, const CsvStyle &style)
{
    if (const auto *text = std::get_if<QString>(&cell))
        return looksLikeFormula(*text) ? QString(u'\'' + *text) : *text;
    if (const auto *whole = std::get_if<qint64>(&cell))
        return QString::number(*whole);
    if (const auto *number = std::get_if<double>(&cell))
        return numberText(*number, style.decimal);
    if (const auto *time = std::get_if<TimePoint>(&cell))
        return QDateTime::fromMSecsSinceEpoch(toMicros(*time) / 1000).toString(u"yyyy-MM-dd HH:mm:ss"_s);
    return {};
}

ReportWriter::ReportWriter(const ReportRequest &request) : m_request(request)
{
    const std::span<const ReportColumn> columns = reportColumns(request.kind);
    const auto place = [columns](const QString &name) {
        return std::find_if(columns.begin(), columns.end(),
                            [&name](const ReportColumn &column) { return name == QLatin1StringView(column.name); }) -
               columns.begin();
    };
    for (const QString &name : request.columns)
        m_places.append(place(name));
    for (qsizetype i = 0; request.columns.isEmpty() && i < qsizetype(columns.size()); ++i)
        m_places.append(i);
}

QStringList ReportWriter::headers() const
{
    QStringList headers;
    for (const qsizetype place : m_places) {
        const ReportColumn &column = reportColumns(m_request.kind)[size_t(place)];
        headers.append(m_request.titles ? titleOf(column) : QString::fromLatin1(column.name));
    }
    return headers;
}

QStringList ReportWriter::texts(const ReportRow &row) const
{
    QStringList texts;
    for (const qsizetype place : m_places)
        texts.append(cellText(row.at(place), m_request.style));
    return texts;
}

QByteArray ReportWriter::csvLine(const QStringList &fields) const
{
    QString line;
    for (qsizetype i = 0; i < fields.size(); ++i) {
        QString field = fields.at(i);
        // A line with nothing in it would be no row.
        const bool quoted = (field.isEmpty() && fields.size() == 1) || field.contains(m_request.style.separator) ||
                            field.contains(u'"') || field.contains(u'\n') || field.contains(u'\r') ||
                            field.startsWith(u' ') || field.endsWith(u' ');
        if (quoted)
            field = u'"' + field.replace(u'"', u"\"\""_s) + u'"';
        if (i > 0)
            line += m_request.style.separator;
        line += field;
    }
    return (line + u"\r\n"_s).toUtf8();
}

QByteArray ReportWriter::begin() const
{
    if (m_request.format == ReportFormat::Csv)
        return "\xEF\xBB\xBF" + csvLine(headers());
    return "{\"report\":\"" + nameOf(m_request.kind).toLatin1() + "\",\"from\":\"" + toIso(m_request.from).toLatin1() +
           "\",\"to\":\"" + toIso(m_request.to).toLatin1() + "\",\"items\":[";
}

QByteArray ReportWriter::row(const ReportRow &row)
{
    const bool first = m_rows++ == 0;
    if (m_request.format == ReportFormat::Csv)
        return csvLine(texts(row));
    QJsonObject object;
    for (const qsizetype place : m_places)
        object.insert(QString::fromLatin1(reportColumns(m_request.kind)[size_t(place)].name),
                      toJsonValue(row.at(place)));
    return (first ? "\n" : ",\n") + QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray ReportWriter::end() const
{
    return m_request.format == ReportFormat::Csv ? QByteArray() : QByteArrayLiteral("\n]}\n");
}

} // namespace pult::upkeep
