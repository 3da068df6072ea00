// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "listing.h"
#include "output.h"
#include "taskwords.h"
#include "verbs.h"

#include <browser/providershared.h>
#include <node/node.h>
#include <queue/placesjson.h>
#include <queue/valuesfromjson.h>

#include <QJsonArray>

#include <cstdio>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

/// A list as JSON or as a table: the common end of these verbs.
int printList(const Request &request, const QJsonArray &items, const Table &table, const QString &whenEmpty)
{
    if (request.json)
        printJson(listJson(items));
    else
        print(table, whenEmpty);
    return 0;
}

Result<int> listProfiles(const Request &request)
{
    const auto config = readConfig(request);
    if (!config)
        return fail(config.error());
    browser::ProviderShared shared;
    const auto profiles = Session::await(node::listProfilesOf(config->provider, shared));
    if (!profiles)
        return fail(profiles.error());
    QJsonArray items;
    Table table({CtlTr::tr("ID"), CtlTr::tr("Name"), CtlTr::tr("Status"), CtlTr::tr("Running"), CtlTr::tr("Tags"),
                 CtlTr::tr("Note")});
    for (const browser::Profile &profile : *profiles) {
        items.append(QJsonObject{{u"id"_s, profile.id},
                                 {u"name"_s, profile.name},
                                 {u"provider"_s, config->provider.name},
                                 {u"status"_s, profile.status},
                                 {u"tags"_s, QJsonArray::fromStringList(profile.tags)},
                                 {u"running"_s, profile.running},
                                 {u"note"_s, profile.note}});
        table.addRow({{profile.id},
                      {profile.name},
                      {profile.status},
                      {profile.running ? CtlTr::tr("yes") : QString(), Colour::Blue},
                      {profile.tags.join(u' ')},
                      {profile.note, Colour::Grey}});
    }
    return printList(request, items, table, CtlTr::tr("No profiles yet. One comes into being when a task names it."));
}

QJsonValue timeOrNull(const std::optional<TimePoint> &time)
{
    return time ? QJsonValue(toIso(*time)) : QJsonValue();
}

QString rateText(const queue::QueueInfo &info)
{
    return info.rateCount ? u"%1/%2"_s.arg(*info.rateCount).arg(info.rateWindow.count()) : QString();
}

void drawQueues(const QList<queue::QueueInfo> &queues)
{
    Table table({CtlTr::tr("Queue"), CtlTr::tr("State"), CtlTr::tr("Waiting"), CtlTr::tr("Running"),
                 CtlTr::tr("Failed"), CtlTr::tr("At once"), CtlTr::tr("Rate"), CtlTr::tr("Reason")});
    using queue::TaskState;
    for (const queue::QueueInfo &info : queues) {
        const int waiting = info.counts.value(TaskState::Scheduled) + info.counts.value(TaskState::Available) +
                            info.counts.value(TaskState::Retryable);
        table.addRow(
            {{info.name},
             {info.paused ? CtlTr::tr("paused") : CtlTr::tr("open"), info.paused ? Colour::Violet : Colour::None},
             {QString::number(waiting), Colour::None, true},
             {QString::number(info.counts.value(TaskState::Running)), Colour::None, true},
             {QString::number(info.counts.value(TaskState::Discarded)), Colour::None, true},
             {info.concurrency ? QString::number(*info.concurrency) : QString(), Colour::None, true},
             {rateText(info), Colour::None, true},
             {info.pauseReason}});
    }
    print(table, CtlTr::tr("No queues yet. They come into being by use."));
}

Result<int> listQueues(Session &session, const Request &request)
{
    return tellList(request, Session::await(session.commands().listQueues()), &drawQueues);
}

Result<int> pauseQueue(Session &session, const Request &request)
{
    std::optional<TimePoint> until;
    if (!request.until.isEmpty()) {
        const Result<TimePoint> time = timeOption(u"--until"_s, request.until);
        if (!time)
            return fail(time.error());
        until = *time;
    }
    const Result<> done = Session::await(session.commands().pauseQueue(request.name, request.reason, until));
    if (!done)
        return fail(done.error());
    if (request.json) {
        printJson({{u"name"_s, request.name},
                   {u"paused"_s, true},
                   {u"pause_reason"_s, request.reason},
                   {u"paused_until"_s, timeOrNull(until)}});
    }
    return 0;
}

/// A limit as it is written: a whole number from 1, or "off" (0).
std::optional<int> limitNumber(const QString &text)
{
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    if (text == "off"_L1)
        return 0;
    return isNumber && number > 0 ? std::optional(number) : std::nullopt;
}

Result<queue::QueueLimits> limitsOf(const Request &request)
{
    queue::QueueLimits limits;
    if (!request.concurrency.isEmpty()) {
        limits.concurrency = limitNumber(request.concurrency);
        if (!limits.concurrency)
            return fail(ErrorKind::Invalid, "queue_limit_invalid", {u"--concurrency"_s, request.concurrency});
    }
    if (!request.rate.isEmpty()) {
        limits.rateCount = limitNumber(request.rate.section(u'/', 0, 0));
        const std::optional<int> window = limitNumber(request.rate.section(u'/', 1));
        const bool off = request.rate == "off"_L1;
        if (!off && (!limits.rateCount || *limits.rateCount == 0 || !window || *window == 0))
            return fail(ErrorKind::Invalid, "queue_limit_invalid", {u"--rate"_s, request.rate});
        limits.rateWindow = std::chrono::seconds(window.value_or(0));
    }
    return limits;
}

Result<int> setQueue(Session &session, const Request &request)
{
    const Result<queue::QueueLimits> limits = limitsOf(request);
    if (!limits)
        return fail(limits.error());
    const Result<> done = Session::await(session.commands().setQueueLimits(request.name, *limits));
    if (!done)
        return fail(done.error());
    if (!request.json)
        return 0;
    const auto queues = Session::await(session.commands().listQueues());
    if (!queues)
        return fail(queues.error());
    for (const queue::QueueInfo &info : *queues) {
        if (info.name == request.name) {
            printJson({{u"name"_s, info.name},
                       {u"concurrency"_s, info.concurrency ? QJsonValue(*info.concurrency) : QJsonValue()},
                       {u"rate"_s, info.rateCount ? QJsonValue(rateText(info)) : QJsonValue()}});
        }
    }
    return 0;
}

Result<int> resumeQueue(Session &session, const Request &request)
{
    const Result<> done = Session::await(session.commands().resumeQueue(request.name));
    if (!done)
        return fail(done.error());
    if (request.json)
        printJson({{u"name"_s, request.name}, {u"paused"_s, false}, {u"pause_reason"_s, QString()}});
    return 0;
}

void drawLocks(const QList<queue::LockInfo> &locks, const QString &whenEmpty)
{
    Table table({CtlTr::tr("Kind"), CtlTr::tr("Key"), CtlTr::tr("Task"), CtlTr::tr("Worker"), CtlTr::tr("Since"),
                 CtlTr::tr("Until")});
    for (const queue::LockInfo &lock : locks) {
        table.addRow({{lock.kind},
                      {lock.key},
                      {lock.taskId ? QString::number(*lock.taskId) : QString(), Colour::None, true},
                      {lock.workerId},
                      {toIso(lock.acquiredAt)},
                      {toIso(lock.expiresAt)}});
    }
    print(table, whenEmpty);
}

void drawHeld(const QList<queue::LockInfo> &locks)
{
    drawLocks(locks, CtlTr::tr("No locks: nothing is running."));
}

void drawFreed(const QList<queue::LockInfo> &locks)
{
    drawLocks(locks, CtlTr::tr("Nothing to free."));
}

Result<int> listLocks(Session &session, const Request &request)
{
    return tellList(request, Session::await(session.commands().listLocks()), &drawHeld);
}

Result<int> cleanupLocks(Session &session, const Request &request)
{
    queue::LockCleanup what;
    what.dryRun = request.dryRun;
    what.worker = request.workerId;
    what.force = request.force;
    return tellList(request, Session::await(session.commands().cleanupLocks(what)), &drawFreed);
}

Result<int> cleanUpRemotely(const Request &request)
{
    QJsonObject body{{u"dry_run"_s, request.dryRun}, {u"force"_s, request.force}};
    if (!request.workerId.isEmpty())
        body.insert(u"worker_id"_s, request.workerId);
    return tellList(request, {"POST", u"/api/v1/locks/cleanup"_s, {}, bodyOf(body)}, &queue::lockFromJson, &drawFreed);
}

QJsonObject pauseOf(const Request &request)
{
    QJsonObject body;
    if (!request.reason.isEmpty())
        body.insert(u"reason"_s, request.reason);
    if (!request.until.isEmpty())
        body.insert(u"until"_s, request.until);
    return body;
}

/// Numbers and "N/S" as they are typed; "off" takes a limit away.
QJsonObject limitsBody(const Request &request)
{
    QJsonObject body;
    if (!request.concurrency.isEmpty())
        body.insert(u"concurrency"_s, request.concurrency == "off"_L1 ? QJsonValue() : request.concurrency.toInt());
    if (!request.rate.isEmpty())
        body.insert(u"rate"_s, request.rate == "off"_L1 ? QJsonValue() : QJsonValue(request.rate));
    return body;
}

} // namespace

void addPlaceVerbs(Verbs &verbs)
{
    verbs.insert(u"profiles list"_s, listProfiles);
    verbs.insert(u"queues list"_s, withSession(listQueues));
    verbs.insert(u"queues pause"_s, withSession(pauseQueue));
    verbs.insert(u"queues resume"_s, withSession(resumeQueue));
    verbs.insert(u"queues set"_s, withSession(setQueue));
    verbs.insert(u"locks list"_s, withSession(listLocks));
    verbs.insert(u"locks cleanup"_s, withSession(cleanupLocks));
}

void addRemotePlaceVerbs(Verbs &verbs)
{
    const QString queues = u"/api/v1/queues/"_s;
    verbs.insert(u"queues list"_s, remoteList(u"/api/v1/queues"_s, &queue::queueFromJson, &drawQueues));
    verbs.insert(u"queues pause"_s, namedPost(queues, u"pause"_s, pauseOf));
    verbs.insert(u"queues resume"_s, namedPost(queues, u"resume"_s));
    verbs.insert(u"queues set"_s, namedPost(queues, u"limits"_s, limitsBody));
    verbs.insert(u"locks list"_s, remoteList(u"/api/v1/locks"_s, &queue::lockFromJson, &drawHeld));
    verbs.insert(u"locks cleanup"_s, cleanUpRemotely);
}

} // namespace pult::ctl
