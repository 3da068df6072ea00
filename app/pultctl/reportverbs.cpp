// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"
#include "remoteverbs.h"

#include <QDateTime>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSaveFile>

namespace pult::ctl {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

TimePoint midnight(const QDate &date)
{
    return fromMicros(date.startOfDay().toMSecsSinceEpoch() * 1000);
}

/// A day, "today", "yesterday", so long ago ("36h", "7d"), or a moment.
Result<TimePoint> reportTime(const QString &option, const QString &value, TimePoint otherwise)
{
    static const QRegularExpression ago(u"^-?(\\d{1,5})([mhd])$"_s);
    if (value.isEmpty())
        return otherwise;
    const QDate today = QDate::currentDate();
    if (value == "today"_L1)
        return midnight(today);
    if (value == "yesterday"_L1)
        return midnight(today.addDays(-1));
    if (const QDate date = QDate::fromString(value, Qt::ISODate); date.isValid() && value.size() == 10)
        return midnight(date);
    if (const auto match = ago.match(value); match.hasMatch()) {
        const int count = match.capturedView(1).toInt();
        const QChar unit = match.capturedView(2).front();
        return localNow() - (unit == u'm' ? count * 1min : unit == u'h' ? count * 60min : count * 1440min);
    }
    if (const std::optional<TimePoint> time = fromIso(value))
        return *time;
    return fail(ErrorKind::Invalid, "argument_invalid",
                {option, value, u"2026-11-22, 2026-11-22T13:17:05Z, today, yesterday, 36h, 7d"_s});
}

Result<upkeep::ReportRequest> reportRequest(upkeep::ReportKind kind, const Request &request)
{
    const TimePoint now = localNow();
    const Result<TimePoint> from = reportTime(u"--from"_s, request.from, now - 24h);
    if (!from)
        return fail(from.error());
    const Result<TimePoint> to = reportTime(u"--to"_s, request.to, now);
    if (!to)
        return fail(to.error());
    upkeep::ReportRequest report;
    report.kind = kind;
    report.format = upkeep::reportFormatFromString(request.format).value_or(upkeep::ReportFormat::Csv);
    report.from = *from;
    report.to = *to;
    report.columns = request.columns;
    report.titles = request.titles;
    report.style = upkeep::CsvStyle::of(request.lang.isEmpty() ? QLocale::system() : QLocale(request.lang));
    if (request.separator == "semicolon"_L1)
        report.style = {u';', u','};
    else if (request.separator == "comma"_L1)
        report.style = {u',', u'.'};
    if (const Result<> good = upkeep::checkReport(report); !good)
        return fail(good.error());
    return report;
}

QString pathFor(const Request &request, const upkeep::ReportRequest &report)
{
    const QString name = upkeep::reportFileName(report);
    const QString path = request.output.isEmpty() ? name : request.output;
    return QFileInfo(path).isDir() ? QString(path + u'/' + name) : path;
}

int printDone(const Request &request, const upkeep::ReportDone &done)
{
    if (request.json)
        printJson(
            {{u"file"_s, QFileInfo(done.path).absoluteFilePath()}, {u"rows"_s, done.rows}, {u"bytes"_s, done.bytes}});
    else
        printLine(CtlTr::tr("%n row(s) written to %1", nullptr, int(done.rows)).arg(done.path));
    return 0;
}

Verb reportVerb(upkeep::ReportKind kind)
{
    return withSession([kind](Session &session, const Request &request) -> Result<int> {
        const Result<upkeep::ReportRequest> report = reportRequest(kind, request);
        if (!report)
            return fail(report.error());
        const auto done = Session::await(session.commands().makeReport(*report, pathFor(request, *report)));
        return done ? Result<int>(printDone(request, *done)) : fail(done.error());
    });
}

/// Days and separators are this computer's and its language's; the node gets moments and signs.
QUrlQuery queryOf(const upkeep::ReportRequest &report)
{
    QUrlQuery query;
    query.addQueryItem(u"from"_s, toIso(report.from));
    query.addQueryItem(u"to"_s, toIso(report.to));
    query.addQueryItem(u"format"_s, upkeep::nameOf(report.format));
    query.addQueryItem(u"separator"_s, report.style.separator == u';' ? u"semicolon"_s : u"comma"_s);
    if (!report.columns.isEmpty())
        query.addQueryItem(u"columns"_s, encoded(report.columns.join(u',')));
    if (report.titles)
        query.addQueryItem(u"titles"_s, u"true"_s);
    return query;
}

Result<int> fetchReport(upkeep::ReportKind kind, const Request &request)
{
    const Result<upkeep::ReportRequest> report = reportRequest(kind, request);
    if (!report)
        return fail(report.error());
    const QString source = u"/api/v1/reports/"_s + upkeep::nameOf(kind);
    const Result<RemoteAnswer> reply = callNode(request, {"GET", source, queryOf(*report), {}});
    if (!reply)
        return fail(reply.error());
    const QString path = pathFor(request, *report);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(reply->body) != reply->body.size() || !file.commit())
        return fail(ErrorKind::Disk, "file_not_written", {path, file.errorString()});
    const qint64 rows = net::headerOf(reply->headers, "X-Report-Rows").toLongLong();
    return printDone(request, {path, rows, reply->body.size()});
}

} // namespace

void addReportVerbs(Verbs &verbs)
{
    for (const upkeep::ReportKind kind : upkeep::allReportKinds)
        verbs.insert(u"report "_s + upkeep::nameOf(kind), reportVerb(kind));
}

void addRemoteReportVerbs(Verbs &verbs)
{
    for (const upkeep::ReportKind kind : upkeep::allReportKinds) {
        verbs.insert(u"report "_s + upkeep::nameOf(kind),
                     [kind](const Request &request) { return fetchReport(kind, request); });
    }
}

} // namespace pult::ctl
