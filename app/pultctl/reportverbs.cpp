// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"
#include "verbs.h"

#include <QDateTime>
#include <QFileInfo>
#include <QRegularExpression>

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

Verb reportVerb(upkeep::ReportKind kind)
{
    return withSession([kind](Session &session, const Request &request) -> Result<int> {
        const Result<upkeep::ReportRequest> report = reportRequest(kind, request);
        if (!report)
            return fail(report.error());
        const QString name = upkeep::reportFileName(*report);
        QString path = request.output.isEmpty() ? name : request.output;
        if (QFileInfo(path).isDir())
            path += u'/' + name;
        const auto done = Session::await(session.commands().makeReport(*report, path));
        if (!done)
            return fail(done.error());
        if (request.json)
            printJson({{u"file"_s, QFileInfo(done->path).absoluteFilePath()},
                       {u"rows"_s, done->rows},
                       {u"bytes"_s, done->bytes}});
        else
            printLine(CtlTr::tr("%n row(s) written to %1", nullptr, int(done->rows)).arg(done->path));
        return 0;
    });
}

} // namespace

void addReportVerbs(Verbs &verbs)
{
    for (const upkeep::ReportKind kind : upkeep::allReportKinds)
        verbs.insert(u"report "_s + upkeep::nameOf(kind), reportVerb(kind));
}

} // namespace pult::ctl
