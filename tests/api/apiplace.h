// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <support/pultprocess.h>

#include <QFile>
#include <QJsonObject>
#include <QTest>

#include <csignal>

namespace pult::test {

/// A real pultd with its API on a port that the system chose.
class ApiPlace final
{
public:
    explicit ApiPlace(const QString &databaseUrl = {}) : place(databaseUrl)
    {
        place.setVariable(QStringLiteral("WORKERS_COUNT"), QStringLiteral("2"));
        place.setVariable(QStringLiteral("WORKER_BASE_PORT"), QStringLiteral("0"));
        place.setVariable(QStringLiteral("NODE_NAME"), QStringLiteral("studio"));
        place.setVariable(QStringLiteral("BROWSER_PROVIDER"), QStringLiteral("local"));
        place.setVariable(QStringLiteral("READY_NOTICE_SECS"), QStringLiteral("0")); // it ends while probes are asked
    }
    ~ApiPlace()
    {
        if (node && node->state() == QProcess::Running) {
            ::kill(pid_t(node->processId()), SIGTERM);
            node->waitForFinished(30'000);
        }
    }
    void setToken(const QByteArray &secret)
    {
        token = secret;
        place.setVariable(QStringLiteral("WORKER_API_TOKEN"), QString::fromLatin1(secret));
    }
    void liftLimits()
    {
        for (const char *name : {"RATE_LIMIT_TASK_START", "RATE_LIMIT_HEALTH", "RATE_LIMIT_METRICS"})
            place.setVariable(QString::fromLatin1(name), QStringLiteral("0/60"));
        place.setVariable(QStringLiteral("RATE_LIMIT_REQUESTS"), QStringLiteral("0"));
    }
    /// False when it does not come up.
    bool start()
    {
        node = place.start(QStringLiteral("pultd"), {QStringLiteral("--data-dir"), place.dataDir()});
        return QTest::qWaitFor([this] { return readPort(); }, 30'000);
    }

    Installation place;
    std::unique_ptr<QProcess> node;
    quint16 port = 0;
    QByteArray token;

private:
    bool readPort()
    {
        QFile file(place.dataDir() + QStringLiteral("/api.json"));
        if (!file.open(QIODevice::ReadOnly))
            return false;
        port = quint16(QJsonDocument::fromJson(file.readAll())[QStringLiteral("port")].toInt());
        return port > 0;
    }
};

} // namespace pult::test
