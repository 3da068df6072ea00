// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// pultctl check with --url: what a node tells of itself, and what only its own computer knows.
#include "checks.h"
#include "fleet.h"
#include "output.h"
#include "remotecall.h"

#include <base/errortext.h>
#include <queue/placesjson.h>

#include <QJsonArray>
#include <QJsonDocument>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

constexpr int notWell = 503;

Result<QJsonObject> get(const Request &request, const QString &path)
{
    const Result<RemoteAnswer> reply = callNode(request, {"GET", path, {}, {}}, {notWell});
    if (!reply)
        return fail(reply.error());
    return QJsonDocument::fromJson(reply->body).object();
}

CheckLine elsewhere(const QString &subject)
{
    return {subject, CheckLevel::Elsewhere, CtlTr::tr("Can be checked on the node's computer only."),
            CtlTr::tr("There: pultctl check")};
}

CheckLevel levelOf(const QString &status)
{
    if (status == "unhealthy"_L1)
        return CheckLevel::Fail;
    return status == "degraded"_L1 ? CheckLevel::Warn : CheckLevel::Ok;
}

CheckLines healthLines(const QJsonObject &health)
{
    CheckLines lines;
    const QJsonObject checks = health[u"checks"].toObject();
    for (auto it = checks.begin(); it != checks.end(); ++it) {
        const QString status = it->toObject()[u"status"].toString();
        const QString message = it->toObject()[u"message"].toString();
        lines.append({it.key(), levelOf(status), message.isEmpty() ? status : message, {}});
    }
    return lines;
}

/// The node's settings read as this computer's would be; its secrets are masked, so nothing is said of them.
CheckLines settingLines(const QJsonObject &config)
{
    Settings::Input input;
    input.useProcessEnvironment = false;
    const QJsonArray items = config[u"items"].toArray();
    for (const QJsonValue &item : items) {
        if (item[u"source"] != "default"_L1 && !item[u"secret"].toBool())
            input.commandLine.insert(item[u"name"].toString(), item[u"value"].toString());
    }
    const Settings settings = Settings::load(input);
    const auto seconds = [&settings](const char *name) { return std::chrono::seconds(settings.integer(name)); };
    node::NodeConfig read; // what is looked at, and no folder of this computer
    read.shutdownTimeout = seconds("SHUTDOWN_TIMEOUT_SECS");
    read.leaseTtl = seconds("TASK_LEASE_SECS");
    read.readyNotice = seconds("READY_NOTICE_SECS");
    CheckLines lines = checkValues({settings, read});
    if (lines.isEmpty())
        lines.append({u"settings"_s, CheckLevel::Ok, CtlTr::tr("The settings are right."), {}});
    return lines;
}

/// Of a token that may not see them nothing is said but that.
CheckLines settingsOf(const Request &request)
{
    const Result<QJsonObject> config = get(request, u"/api/v1/config"_s);
    if (config)
        return settingLines(*config);
    const bool denied = config.error().kind == ErrorKind::Denied;
    return {{u"settings"_s, denied ? CheckLevel::Elsewhere : CheckLevel::Fail, errorSentence(config.error()),
             errorAdvice(config.error())}};
}

CheckLine connectionLine(const Request &request)
{
    if (QUrl(request.url).scheme() == "https"_L1)
        return {u"tls"_s, CheckLevel::Ok, CtlTr::tr("The HTTP API answers by TLS, and its certificate is good."), {}};
    return elsewhere(u"tls"_s);
}

} // namespace

Result<CheckLines> checkRemotely(const Request &request)
{
    const Result<QJsonObject> health = get(request, u"/api/v1/health"_s);
    if (!health)
        return fail(health.error());
    const Result<QJsonObject> list = get(request, u"/api/v1/nodes"_s);
    if (!list)
        return fail(list.error());
    CheckLines lines = settingsOf(request);
    lines += healthLines(*health);
    lines += checkNodes(nodesIn(*list));
    lines.append(connectionLine(request));
    for (const QString &subject :
         {u"tokens"_s, u"permissions"_s, u"schema"_s, u"database_settings"_s, u"indexes"_s, u"connections"_s,
          u"clock"_s, u"backup"_s, u"descriptors"_s, u"service"_s, u"browser"_s})
        lines.append(elsewhere(subject));
    return lines;
}

} // namespace pult::ctl
