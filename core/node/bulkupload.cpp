// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bulkupload.h"

#include <browser/flow.h>
#include <jobs/flowpayload.h>

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

namespace pult::node {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestSpreadDays = 30;

QList<BulkUploadRequest::Row> rowsOf(const BulkUploadRequest &request)
{
    if (!request.map.isEmpty())
        return request.map;
    QList<BulkUploadRequest::Row> rows;
    for (const QString &profile : request.profiles)
        rows.append({profile, request.media, request.caption, request.tags});
    return rows;
}

bool isUnder(const QString &path, const QStringList &roots)
{
    const QString clean = QDir::cleanPath(path);
    return std::any_of(roots.begin(), roots.end(), [&clean](const QString &root) {
        return !root.isEmpty() && clean.startsWith(QDir::cleanPath(root) + u'/');
    });
}

QStringList expandAll(const QStringList &texts, const QString &profile)
{
    QStringList expanded;
    for (const QString &text : texts)
        expanded.append(expandProfile(text, profile));
    return expanded;
}

QStringList absolute(const QStringList &paths)
{
    QStringList all;
    for (const QString &path : paths)
        all.append(QDir::cleanPath(QDir::current().absoluteFilePath(path)));
    return all;
}

void checkRows(const QList<BulkUploadRequest::Row> &rows, QList<Error> &faults)
{
    if (rows.isEmpty())
        faults.append(Error{ErrorKind::Invalid, u"profiles_missing"_s, {}, {}});
    QSet<QString> seen;
    QSet<QString> checked;
    for (const BulkUploadRequest::Row &row : rows) {
        if (row.profile.trimmed().isEmpty())
            faults.append(Error{ErrorKind::Invalid, u"profiles_missing"_s, {}, {}});
        else if (seen.contains(row.profile))
            faults.append(Error{ErrorKind::Invalid, u"profile_twice"_s, {row.profile}, {}});
        seen.insert(row.profile);
        for (const QString &path : row.media) {
            if (checked.contains(path))
                continue;
            checked.insert(path);
            if (const Result<> media = jobs::checkMedia({path}); !media)
                faults.append(media.error());
        }
    }
}

void checkVariables(const browser::Flow &flow, const QList<BulkUploadRequest::Row> &rows, QList<Error> &faults)
{
    QSet<QString> told;
    for (const BulkUploadRequest::Row &row : rows) {
        const auto variables = jobs::uploadVariables(row.profile, row.media, row.caption, row.tags);
        if (const auto filled = browser::fillFlow(flow, variables); !filled) {
            if (!told.contains(toLogString(filled.error())))
                faults.append(filled.error());
            told.insert(toLogString(filled.error()));
        }
    }
}

void checkTimes(const BulkUploadRequest &request, QList<Error> &faults)
{
    if (request.spread.count() < 0 || request.spread > std::chrono::days(longestSpreadDays))
        faults.append(Error{ErrorKind::Invalid, u"upload_spread_invalid"_s, {QString::number(longestSpreadDays)}, {}});
    // Nobody knows when a draft is started: counted from now, all its times would have passed.
    if (request.draft && request.spread.count() > 0 && !request.runAt)
        faults.append(Error{ErrorKind::Invalid, u"upload_spread_draft"_s, {}, {}});
}

/// What the run holds against the file when it begins.
QJsonArray sizesOf(const QStringList &paths)
{
    QJsonArray sizes;
    for (const QString &path : paths)
        sizes.append(QFileInfo(path).size());
    return sizes;
}

queue::NewTask childFor(const BulkUploadRequest::Row &row, const BulkUploadRequest &request,
                        const Commands::Place &place, std::optional<TimePoint> runAt)
{
    const QStringList media = absolute(row.media);
    const QJsonObject payload{{u"profile"_s, row.profile},
                              {u"media"_s, QJsonArray::fromStringList(media)},
                              {u"media_sizes"_s, sizesOf(media)},
                              {u"caption"_s, expandProfile(row.caption, row.profile)},
                              {u"tags"_s, QJsonArray::fromStringList(expandAll(row.tags, row.profile))}};
    queue::NewTask task;
    task.kind = u"bulk_upload"_s;
    task.payload = QJsonDocument(payload).toJson(QJsonDocument::Compact);
    task.provider = place.provider % u':' % row.profile;
    task.exclusiveKey = u"profile:" % task.provider;
    task.node = nodeForFiles(media, place);
    task.onUnknown = request.onUnknown;
    task.draft = request.draft;
    task.runAt = runAt;
    return task;
}

} // namespace

QList<std::optional<TimePoint>> uploadTimes(int count, std::optional<TimePoint> runAt, std::chrono::seconds spread,
                                            TimePoint now)
{
    QList<std::optional<TimePoint>> times(count, runAt);
    if (spread.count() <= 0)
        return times;
    const std::chrono::microseconds whole = spread;
    for (int i = 1; i < count; ++i)
        times[i] = runAt.value_or(now) + whole * i / (count - 1);
    return times;
}

QString expandProfile(const QString &text, const QString &profile)
{
    QString expanded = text;
    return expanded.replace("{{profile}}"_L1, profile);
}

QString nodeForFiles(const QStringList &media, const Commands::Place &place)
{
    const bool shared = std::all_of(media.begin(), media.end(),
                                    [&place](const QString &path) { return isUnder(path, place.sharedMediaRoots); });
    return place.provider == "local"_L1 || !shared ? place.nodeName : QString();
}

QList<Error> bulkUploadFaults(const BulkUploadRequest &request)
{
    QList<Error> faults;
    const QList<BulkUploadRequest::Row> rows = rowsOf(request);
    const Result<browser::Flow> flow = browser::parseFlow(request.flow);
    if (!flow)
        faults.append(flow.error());
    checkRows(rows, faults);
    checkTimes(request, faults);
    if (flow)
        checkVariables(*flow, rows, faults);
    return faults;
}

Result<queue::NewBatch> prepareBulkUpload(const BulkUploadRequest &request, const Commands::Place &place, TimePoint now)
{
    if (const QList<Error> faults = bulkUploadFaults(request); !faults.isEmpty())
        return fail(faults.first());
    const QList<BulkUploadRequest::Row> rows = rowsOf(request);
    const auto times = uploadTimes(int(rows.size()), request.runAt, request.spread, now);
    QJsonArray profiles;
    queue::NewBatch batch;
    for (qsizetype i = 0; i < rows.size(); ++i) {
        profiles.append(rows.at(i).profile);
        batch.tasks.append(childFor(rows.at(i), request, place, times.at(i)));
    }
    batch.kind = u"bulk_upload"_s;
    batch.label = request.flowName;
    batch.draft = request.draft;
    const Result<browser::Flow> flow = browser::parseFlow(request.flow);
    if (!flow)
        return fail(flow.error());
    const QJsonObject payload{{u"flow"_s, flow->json}, {u"flow_name"_s, request.flowName}, {u"profiles"_s, profiles}};
    batch.payload = QJsonDocument(payload).toJson(QJsonDocument::Compact);
    return batch;
}

} // namespace pult::node
