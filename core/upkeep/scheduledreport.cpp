// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduledreport.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace pult::upkeep {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostKept = 10'000;

tl::unexpected<Error> invalid(const QString &field, const QJsonValue &value, const QString &takes)
{
    return fail(ErrorKind::Invalid, "report_payload_invalid", {field, value.toVariant().toString(), takes});
}

} // namespace

ReportRequest ScheduledReport::request(TimePoint now) const
{
    const ReportPeriod range = reportPeriod(period, now).value_or(ReportPeriod{});
    return {kind,     format,  range.from,
            range.to, columns, CsvStyle::of(locale.isEmpty() ? QLocale::system() : QLocale(locale)),
            titles};
}

QByteArray toPayload(const ScheduledReport &report)
{
    QJsonObject object{{u"report"_s, nameOf(report.kind)}, {u"format"_s, nameOf(report.format)},
                       {u"period"_s, report.period},       {u"folder"_s, report.folder},
                       {u"keep"_s, report.keep},           {u"titles"_s, report.titles}};
    if (!report.columns.isEmpty())
        object.insert(u"columns"_s, QJsonArray::fromStringList(report.columns));
    if (!report.locale.isEmpty())
        object.insert(u"locale"_s, report.locale);
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

Result<ScheduledReport> scheduledReportFromPayload(const QByteArray &payload)
{
    const QJsonObject object = QJsonDocument::fromJson(payload).object();
    ScheduledReport report;
    const auto kind = reportKindFromString(object[u"report"].toString());
    if (!kind)
        return invalid(u"report"_s, object[u"report"], u"tasks, metrics, profiles, errors"_s);
    report.kind = *kind;
    const auto format = reportFormatFromString(object[u"format"].toString(u"csv"_s));
    if (!format)
        return invalid(u"format"_s, object[u"format"], u"csv, json"_s);
    report.format = *format;
    report.period = object[u"period"].toString(report.period);
    const std::optional<ReportPeriod> period = reportPeriod(report.period, localNow());
    if (!period)
        return invalid(u"period"_s, object[u"period"], u"day, week, month"_s);
    report.folder = object[u"folder"].toString();
    if (!QDir::isAbsolutePath(report.folder))
        return invalid(u"folder"_s, object[u"folder"], u"/folder/…"_s);
    report.keep = object[u"keep"].toInt(report.keep);
    if (report.keep < 1 || report.keep > mostKept)
        return invalid(u"keep"_s, object[u"keep"], u"1 … 10000"_s);
    for (const QJsonValue &column : object[u"columns"].toArray())
        report.columns.append(column.toString());
    report.locale = object[u"locale"].toString();
    report.titles = object[u"titles"].toBool();
    if (const Result<> good = checkReport(report.request(localNow())); !good)
        return fail(good.error());
    return report;
}

} // namespace pult::upkeep
