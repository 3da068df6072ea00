// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statustables.h"

#include "output.h"

#include <QJsonArray>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

Colour colourOf(const QString &status)
{
    if (status == "healthy"_L1)
        return Colour::Green;
    if (status == "degraded"_L1)
        return Colour::Amber;
    return status == "unhealthy"_L1 ? Colour::Red : Colour::Grey;
}

QString joined(const QJsonArray &names)
{
    QStringList list;
    for (const QJsonValue &name : names)
        list.append(name.toString());
    return list.isEmpty() ? CtlTr::tr("none") : list.join(u", "_s);
}

} // namespace

void printHealth(const QJsonObject &health)
{
    Table table({CtlTr::tr("Check"), CtlTr::tr("State"), CtlTr::tr("Message")});
    const auto row = [&table](const QString &name, const QString &status, const QString &message) {
        table.addRow({{name}, {status, colourOf(status)}, {message}});
    };
    const QJsonObject checks = health[u"checks"].toObject();
    for (auto it = checks.begin(); it != checks.end(); ++it)
        row(it.key(), it->toObject()[u"status"].toString(), it->toObject()[u"message"].toString());
    row(CtlTr::tr("all of it"), health[u"status"].toString(), {});
    print(table, {});
}

void printStatus(const QJsonObject &status)
{
    Table table({CtlTr::tr("Node"), CtlTr::tr("Group"), CtlTr::tr("State"), CtlTr::tr("Version")});
    for (const QJsonValue &node : status[u"nodes"].toArray()) {
        const QString state = node[u"state"].toString();
        table.addRow({{node[u"name"].toString()},
                      {node[u"group"].toString()},
                      {state, state == "running"_L1 ? Colour::Green : Colour::Amber},
                      {node[u"version"].toString()}});
    }
    const QJsonObject tasks = status[u"tasks"].toObject();
    const qint64 waiting =
        tasks[u"scheduled"].toInteger() + tasks[u"available"].toInteger() + tasks[u"retryable"].toInteger();
    const QString version = status[u"version"].toString();
    printLine(status.contains(u"url"_s) ? CtlTr::tr("Pult %1 at %2").arg(version, status[u"url"].toString())
                                        : CtlTr::tr("Pult %1 on %2").arg(version, status[u"database"].toString()));
    printLine(CtlTr::tr("Tasks: %1 running, %2 waiting, %3 failed")
                  .arg(tasks[u"running"].toInteger())
                  .arg(waiting)
                  .arg(tasks[u"discarded"].toInteger()));
    printLine(CtlTr::tr("Paused queues: %1").arg(joined(status[u"queues_paused"].toArray())));
    printLine(CtlTr::tr("Open breakers: %1").arg(joined(status[u"breakers_open"].toArray())));
    printLine({});
    print(table, CtlTr::tr("No node runs. Start one: pult --service"));
}

} // namespace pult::ctl
