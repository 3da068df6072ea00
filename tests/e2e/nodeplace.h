// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <support/pultprocess.h>

#include <QJsonArray>
#include <QJsonObject>

#include <csignal>

namespace pult::test {

/// An installation with a running pultd, as the tests of bad days use it: probes are added and looked at by pultctl.
class NodePlace final
{
public:
    explicit NodePlace(const QString &databaseUrl, const QString &name = {}) : place(databaseUrl)
    {
        place.setVariable(QStringLiteral("WORKERS_COUNT"), QStringLiteral("2"));
        place.setVariable(QStringLiteral("WORKER_BASE_PORT"), QStringLiteral("0"));
        place.setVariable(QStringLiteral("HEARTBEAT_INTERVAL_SECS"), QStringLiteral("2"));
        if (!name.isEmpty())
            place.setVariable(QStringLiteral("NODE_NAME"), name);
    }

    /// `errorFile`: where its stderr goes, else to this process.
    void start(const QString &errorFile = {})
    {
        node = place.start(QStringLiteral("pultd"), {QStringLiteral("--data-dir"), place.dataDir()}, errorFile);
    }
    void signal(int number) const { ::kill(pid_t(node->processId()), number); }
    /// Its exit code; −1 when it did not end in time or crashed.
    int wait(int millis) const
    {
        return node->waitForFinished(millis) && node->exitStatus() == QProcess::NormalExit ? node->exitCode() : -1;
    }
    int stop(int millis = 30'000) const
    {
        signal(SIGTERM);
        return wait(millis);
    }

    qint64 addProbe(const QByteArray &payload, const QStringList &more = {}) const
    {
        const QJsonDocument added =
            place.ctl(QStringList{QStringLiteral("tasks"), QStringLiteral("add"), QStringLiteral("--kind"),
                                  QStringLiteral("probe"), QStringLiteral("--payload"), QString::fromUtf8(payload)} +
                      more);
        return added[QStringLiteral("ids")][0].toInteger();
    }
    /// Payload of a probe that runs until `letGo()`.
    QByteArray held() const
    {
        return QJsonDocument(QJsonObject{{QStringLiteral("until"), place.path(QStringLiteral("go"))}}).toJson();
    }
    void letGo() const { place.writeFile(QStringLiteral("go"), {}); }
    QJsonValue task(qint64 id) const
    {
        return place.ctl({QStringLiteral("tasks"), QStringLiteral("show"), QString::number(id)}).object();
    }
    QString state(qint64 id) const { return task(id)[QStringLiteral("state")].toString(); }
    /// The node's row, by its name.
    QJsonValue row(const QString &name) const
    {
        const QJsonArray nodes =
            place.ctl({QStringLiteral("nodes"), QStringLiteral("list")})[QStringLiteral("items")].toArray();
        for (const QJsonValue &one : nodes) {
            if (name.isEmpty() || one[QStringLiteral("name")].toString() == name)
                return one;
        }
        return {};
    }

    Installation place;
    std::unique_ptr<QProcess> node;
};

} // namespace pult::test
