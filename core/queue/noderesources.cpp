// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "noderesources.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>

namespace pult::queue {

using namespace Qt::StringLiterals;

namespace {

double rounded(double value)
{
    return std::round(value * 10) / 10;
}

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &text : array)
        texts << text.toString();
    return texts;
}

} // namespace

QJsonValue toJson(const ResourceUsage &usage)
{
    if (!usage.known)
        return {};
    return QJsonObject{{u"memory_mb"_s, rounded(usage.memoryMb)},
                       {u"memory_percent"_s, rounded(usage.memoryPercent)},
                       {u"cpu_percent"_s, rounded(usage.cpuPercent)},
                       {u"disk_percent"_s, rounded(usage.diskPercent)},
                       {u"open_fds"_s, usage.openFds},
                       {u"browser_memory_mb"_s, rounded(usage.browserMemoryMb)},
                       {u"browsers"_s, usage.browsers}};
}

QString resourcesToText(const NodeInfo &node)
{
    QJsonArray stops;
    for (const IntakeStop &stop : node.stops) {
        stops.append(QJsonObject{{u"code"_s, stop.reason.code},
                                 {u"arguments"_s, QJsonArray::fromStringList(stop.reason.arguments)},
                                 {u"kinds"_s, QJsonArray::fromStringList(stop.kinds)},
                                 {u"warning"_s, stop.warning}});
    }
    QJsonObject object{{u"usage"_s, toJson(node.resources)}, {u"stops"_s, stops}};
    if (node.apiPort > 0)
        object.insert(u"api_port"_s, node.apiPort);
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

void readResources(const QString &text, NodeInfo &node)
{
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    node.apiPort = object["api_port"_L1].toInt();
    const QJsonObject usage = object[u"usage"].toObject();
    node.resources.known = !usage.isEmpty();
    node.resources.memoryMb = usage[u"memory_mb"].toDouble();
    node.resources.memoryPercent = usage[u"memory_percent"].toDouble();
    node.resources.cpuPercent = usage[u"cpu_percent"].toDouble();
    node.resources.diskPercent = usage[u"disk_percent"].toDouble();
    node.resources.openFds = usage[u"open_fds"].toInt();
    node.resources.browserMemoryMb = usage[u"browser_memory_mb"].toDouble();
    node.resources.browsers = usage[u"browsers"].toInt();
    node.stops.clear();
    const QJsonArray stops = object[u"stops"].toArray();
    for (const QJsonValue &stop : stops) {
        node.stops.append({{stop[u"code"].toString(), textsOf(stop[u"arguments"])},
                           textsOf(stop[u"kinds"]),
                           stop[u"warning"].toBool()});
    }
}

QList<WaitReason> stopsOf(const NodeInfo &node, const QString &kind)
{
    QList<WaitReason> reasons;
    for (const IntakeStop &stop : node.stops) {
        if (!stop.warning && (stop.kinds.isEmpty() || stop.kinds.contains(kind)))
            reasons.append(stop.reason);
    }
    return reasons;
}

} // namespace pult::queue
