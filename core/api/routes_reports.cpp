// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reports over a range of time, as the files that window and pultctl write.
#include "backstage.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtConcurrent>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

/// An answer is held in memory while it is sent.
constexpr qint64 mostBytes = qint64{8} * 1024 * 1024;

QJsonObject choiceSchema(const QStringList &names)
{
    return {{u"type"_s, u"string"_s}, {u"enum"_s, QJsonArray::fromStringList(names)}};
}

QStringList kindNames()
{
    QStringList names;
    for (const upkeep::ReportKind kind : upkeep::allReportKinds)
        names.append(upkeep::nameOf(kind));
    return names;
}

Result<TimePoint> timeOf(const Call &call, const char *name, TimePoint otherwise)
{
    if (!call.has(name))
        return otherwise;
    const std::optional<TimePoint> time = fromIso(call.text(name));
    if (!time)
        return fail(ErrorKind::Invalid, "field_invalid",
                    {u'?' + QString::fromLatin1(name), call.text(name), u"2026-11-22T13:17:05Z"_s});
    return *time;
}

Result<upkeep::ReportRequest> requestOf(const Call &call)
{
    const TimePoint now = localNow();
    const Result<TimePoint> from = timeOf(call, "from", now - std::chrono::hours(24));
    if (!from)
        return fail(from.error());
    const Result<TimePoint> to = timeOf(call, "to", now);
    if (!to)
        return fail(to.error());
    upkeep::ReportRequest report;
    report.kind = upkeep::reportKindFromString(call.text("kind")).value_or(report.kind);
    report.format = upkeep::reportFormatFromString(call.text("format")).value_or(report.format);
    report.from = *from;
    report.to = *to;
    const QJsonArray columns = call.values.value(u"columns"_s).toArray();
    for (const QJsonValue &column : columns)
        report.columns.append(column.toString());
    if (call.text("separator") == "semicolon"_L1)
        report.style = {u';', u','};
    report.titles = call.flag("titles");
    if (const Result<> good = upkeep::checkReport(report); !good)
        return fail(good.error());
    return report;
}

/// On a thread of the pool: it reads a file.
Answer fileAnswer(const upkeep::ReportDone &done, upkeep::ReportFormat format)
{
    if (done.bytes > mostBytes)
        return problem({ErrorKind::Invalid, u"report_too_large"_s, {QString::number(mostBytes / 1024 / 1024)}, {}});
    QFile file(done.path);
    if (!file.open(QIODevice::ReadOnly))
        return problem({ErrorKind::Disk, u"file_unreadable"_s, {done.path, file.errorString()}, {}});
    Answer answer;
    answer.body = file.readAll();
    answer.contentType = format == upkeep::ReportFormat::Json ? "application/json" : "text/csv; charset=utf-8";
    answer.headers.emplaceBack("Content-Disposition",
                               "attachment; filename=\"" + QFileInfo(done.path).fileName().toLatin1() + '"');
    answer.headers.emplaceBack("X-Report-Rows", QByteArray::number(done.rows));
    return answer;
}

QFuture<Answer> make(const BackstagePtr &stage, const Call &call)
{
    const Result<upkeep::ReportRequest> report = requestOf(call);
    if (!report)
        return answered(problem(report.error()));
    const auto folder = std::make_shared<QTemporaryDir>(); // with the file until it has been read
    if (!folder->isValid())
        return answered(
            problem({ErrorKind::Disk, u"file_not_written"_s, {QDir::tempPath(), folder->errorString()}, {}}));
    const QString path = folder->filePath(upkeep::reportFileName(*report));
    return afterwards(stage->commands().makeReport(*report, path),
                      [folder, format = report->format](const Result<upkeep::ReportDone> &done) {
                          if (!done)
                              return answered(problem(done.error()));
                          return QtConcurrent::run([folder, done = *done, format] { return fileAnswer(done, format); });
                      });
}

} // namespace

QList<Route> reportRoutes(const BackstagePtr &stage)
{
    const QJsonObject time{{u"type"_s, u"string"_s}, {u"format"_s, u"date-time"_s}};
    const QJsonObject columns{
        {u"type"_s, u"array"_s}, {u"minItems"_s, 1}, {u"maxItems"_s, 100}, {u"items"_s, textSchema(100)}};
    const QJsonObject content{
        {u"text/csv"_s, QJsonObject{{u"schema"_s, QJsonObject{{u"type"_s, u"string"_s}}}}},
        {u"application/json"_s,
         QJsonObject{{u"schema"_s, QJsonObject{{u"$ref"_s, u"#/components/schemas/ReportTable"_s}}}}}};
    return {
        RouteMaker("GET", "/api/v1/reports/{kind}", "getReport", "Records", "A table over a range of time")
            .describe("For spreadsheet programs, or as JSON; at most 8 MiB.")
            .path("kind", choiceSchema(kindNames()), "What of.")
            .query("from", time, "Its begin; a day ago if not given.")
            .query("to", time, "Its end, not included; now if not given.")
            .query("format", choiceSchema({u"csv"_s, u"json"_s}), "csv if not given.")
            .query("columns", columns, "These, in this order; all if not given.")
            .query("separator", choiceSchema({u"comma"_s, u"semicolon"_s}),
                   "comma (1.5) if not given, or semicolon (1,5).")
            .query("titles", {{u"type"_s, u"boolean"_s}},
                   "Headers for people, in the node's language, instead of names.")
            .answers(200, "The table; X-Report-Rows says how many rows it has.", content)
            .handle([stage](const Call &call) { return make(stage, call); }),
    };
}

} // namespace pult::api
