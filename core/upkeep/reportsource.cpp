// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reportsource.h"

#include <QVariant>

#include <algorithm>

namespace pult::upkeep {

std::unique_ptr<ReportSource> makeReportSource(const ReportRequest &request)
{
    switch (request.kind) {
    case ReportKind::Tasks:
        return makeTaskSource(request);
    case ReportKind::Metrics:
        return makeMetricSource(request);
    case ReportKind::Profiles:
        return makeProfileSource(request);
    case ReportKind::Errors:
        break;
    }
    return makeErrorSource(request);
}

ReportCell timeCell(const QVariant &micros)
{
    return micros.isNull() ? ReportCell() : ReportCell(fromMicros(micros.toLongLong()));
}

ReportCell numberCell(const QVariant &number)
{
    return number.isNull() ? ReportCell() : ReportCell(number.toLongLong());
}

ReportCell secondsCell(const QVariant &from, const QVariant &to)
{
    if (from.isNull() || to.isNull())
        return {};
    return double(std::max<qint64>(0, to.toLongLong() - from.toLongLong())) / 1e6;
}

} // namespace pult::upkeep
