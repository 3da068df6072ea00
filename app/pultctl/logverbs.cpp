// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logfollower.h"
#include "output.h"
#include "remotestream.h"
#include "remoteverbs.h"

#include <base/logging.h>
#include <node/startoptions.h>
#include <queue/nodelogs.h>
#include <queue/placesjson.h>

#include <QJsonArray>
#include <QJsonDocument>

#include <cstdio>
#include <thread>

namespace pult::ctl {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto lookEvery = 200ms;
constexpr auto askEvery = 1s;
constexpr int mostAtOnce = 1000;

Colour colourOf(const QString &level)
{
    if (level == "warning"_L1)
        return Colour::Amber;
    return level == "error"_L1 || level == "fatal"_L1 ? Colour::Red : Colour::None;
}

/// A JSON line as people read it; any other as it is.
QString lineText(const QByteArray &line)
{
    const QJsonObject record = QJsonDocument::fromJson(line).object();
    if (!record.contains(u"msg"_s))
        return QString::fromUtf8(line);
    const QString level = record[u"level"].toString();
    return record[u"ts"].toString() + u"  "_s + painted(level.leftJustified(7), colourOf(level), stdoutIsColoured()) +
           u"  "_s + record[u"msg"].toString();
}

void printLines(const QByteArrayList &lines, bool json)
{
    for (const QByteArray &line : lines) {
        const QByteArray text = (json ? line : lineText(line).toUtf8()) + '\n';
        std::fwrite(text.constData(), 1, std::size_t(text.size()), stdout);
    }
    std::fflush(stdout);
}

/// In the shape of the files' lines.
QByteArray lineOf(QJsonObject record)
{
    record.remove(u"id"_s);
    return QJsonDocument(record).toJson(QJsonDocument::Compact);
}

QByteArrayList linesOf(const QList<queue::NodeLogLine> &records)
{
    QByteArrayList lines;
    for (const queue::NodeLogLine &record : records)
        lines.append(lineOf(queue::toJson(record)));
    return lines;
}

Result<int> showNodeLogs(Session &session, const Request &request)
{
    // One at least, so that it is known where to go on.
    auto records = Session::await(session.commands().readNodeLogs({request.node, {}, std::max(1, request.lines)}));
    if (!records)
        return fail(records.error());
    if (records->isEmpty() && !request.follow)
        return fail(ErrorKind::NotFound, "node_log_empty", {request.node});
    printLines(request.lines > 0 ? linesOf(*records) : QByteArrayList(), request.json);
    qint64 last = records->isEmpty() ? 0 : records->constLast().id;
    while (request.follow && !std::ferror(stdout)) {
        if (records->size() < mostAtOnce) // else there is more already
            std::this_thread::sleep_for(askEvery);
        records = Session::await(session.commands().readNodeLogs({request.node, last, mostAtOnce}));
        if (!records)
            return fail(records.error());
        printLines(linesOf(*records), request.json);
        if (!records->isEmpty())
            last = records->constLast().id;
    }
    return int(node::exitDone);
}

Result<int> showOwnLogs(const Request &request)
{
    node::StartOptions options;
    options.dataDir = request.dataDir;
    const Result<Settings> settings = node::loadSettings(options);
    if (!settings)
        return fail(settings.error());
    const QString path = logOptions(*settings).filePath;
    LogFollower follower(path);
    const QByteArrayList lines = follower.last(request.lines);
    if (lines.isEmpty() && !request.follow)
        return fail(ErrorKind::NotFound, "log_empty", {path});
    printLines(lines, request.json);
    while (request.follow && !std::ferror(stdout)) {
        std::this_thread::sleep_for(lookEvery);
        printLines(follower.more(), request.json);
    }
    return int(node::exitDone);
}

/// What the answering node, or the one that is named, logged within a day.
Result<QJsonArray> remoteLines(const Request &request, int limit)
{
    QUrlQuery query;
    query.addQueryItem(u"limit"_s, QString::number(std::clamp(limit, 1, queue::NodeLogCap().lines)));
    if (!request.node.isEmpty())
        query.addQueryItem(u"node"_s, encoded(request.node));
    const Result<RemoteAnswer> reply = callNode(request, {"GET", u"/api/v1/logs"_s, query, {}});
    if (!reply)
        return fail(reply.error());
    return QJsonDocument::fromJson(reply->body)[u"items"].toArray();
}

Result<int> showRemotely(const Request &request)
{
    const Result<QJsonArray> records = remoteLines(request, request.lines);
    if (!records)
        return fail(records.error());
    if (records->isEmpty() && !request.follow)
        return fail(ErrorKind::NotFound, "node_log_empty", {request.node.isEmpty() ? request.url : request.node});
    QByteArrayList lines;
    for (const QJsonValue &record : *records)
        lines.append(lineOf(record.toObject()));
    printLines(request.lines > 0 ? lines : QByteArrayList(), request.json);
    if (!request.follow)
        return int(node::exitDone);
    RemoteCall call{"GET", u"/api/v1/logs/stream"_s, {}, {}};
    if (!request.node.isEmpty())
        call.query.addQueryItem(u"node"_s, encoded(request.node));
    const QByteArray last = QByteArray::number(records->isEmpty() ? 0 : records->last()[u"id"].toInteger());
    return followNode(request, call, last, [&request](const QByteArray &data) {
        printLines({lineOf(QJsonDocument::fromJson(data).object())}, request.json);
        return !std::ferror(stdout);
    });
}

} // namespace

void addRemoteLogVerbs(Verbs &verbs)
{
    verbs.insert(u"logs"_s, showRemotely);
}

void addLogVerbs(Verbs &verbs)
{
    const Verb ofNode = withSession(showNodeLogs);
    verbs.insert(u"logs"_s, [ofNode](const Request &request) {
        return request.node.isEmpty() ? showOwnLogs(request) : ofNode(request);
    });
}

} // namespace pult::ctl
