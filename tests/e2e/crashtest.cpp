// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "crashtest.h"

#include <support/pultprocess.h>
#include <support/uploadflow.h>

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

#include <csignal>

namespace pult::test {

using namespace Qt::StringLiterals;

namespace {

constexpr int uploads = 10;

QHash<QString, int> receivedByProfile(const QString &listPath)
{
    QHash<QString, int> counts;
    QFile file(listPath);
    if (!file.open(QIODevice::ReadOnly))
        return counts;
    while (!file.atEnd())
        ++counts[QJsonDocument::fromJson(file.readLine())[u"profile"].toString()];
    return counts;
}

void createUploads(const Installation &pult, const QUrl &site)
{
    pult.writeFile(u"flow.json"_s, uploadFlow(site));
    pult.writeFile(u"clip.bin"_s, QByteArray("clip ").repeated(20000));
    QStringList profiles;
    for (int n = 1; n <= uploads; ++n)
        profiles.append(u"shop-%1"_s.arg(n));
    pult.ctl({u"bulk-upload"_s, u"create"_s, u"--flow"_s, pult.path(u"flow.json"_s), u"--profiles"_s,
              profiles.join(u','), u"--media"_s, pult.path(u"clip.bin"_s), u"--caption"_s, u"{{profile}}"_s,
              u"--tags"_s, u"crash"_s});
}

/// Kills the first run when some uploads are under way, then lets the next one finish what is left.
int killInTheMiddle(const Installation &pult, quint32 round)
{
    QRandomGenerator random(round);
    const auto engine = pult.start(u"pultd"_s, {u"--until-idle"_s});
    const int moment = 1500 + random.bounded(9000);
    if (engine->waitForFinished(moment))
        return 0;
    ::kill(pid_t(engine->processId()), SIGKILL);
    engine->waitForFinished();
    return 1;
}

} // namespace

CrashCounts crashRound(const QString &databaseUrl, quint32 round)
{
    Installation pult(databaseUrl);
    pult.setVariable(u"WORKERS_COUNT"_s, u"2"_s);
    pult.setVariable(u"MAX_CONCURRENT_TASKS"_s, u"2"_s);
    QProcess site;
    site.start(binaryDir() + u"/../tests/pult-upload-site"_s, {pult.path(u"received"_s), u"60"_s});
    site.waitForReadyRead(10000);
    const QUrl url(QString::fromUtf8(site.readLine()).trimmed());
    createUploads(pult, url);

    CrashCounts counts;
    counts.kills = killInTheMiddle(pult, round);
    const ProcessEnd end = pult.run(u"pultd"_s, {u"--until-idle"_s}, std::chrono::seconds(180));
    if (end.crashed)
        qWarning("the second run did not end: %s", end.err.right(2000).constData());

    const QHash<QString, int> received = receivedByProfile(pult.path(u"received/uploads.jsonl"_s));
    const QJsonArray tasks = pult.ctl({u"tasks"_s, u"list"_s, u"--limit"_s, u"100"_s})[u"items"].toArray();
    for (const QJsonValue &task : tasks) {
        const QString profile = task[u"provider"].toString().section(u':', 1);
        const bool completed = task[u"state"].toString() == "completed"_L1;
        const bool unknown = task[u"last_error"][u"code"].toString() == "outcome_unknown"_L1;
        ++(completed ? counts.completed : unknown ? counts.unknown : counts.other);
        counts.completedButNotReceived += completed && received.value(profile) == 0;
        if (!completed && !unknown)
            qInfo("%s", QJsonDocument(task.toObject()).toJson(QJsonDocument::Compact).constData());
    }
    for (const int times : received)
        counts.receivedTwice += times > 1;
    site.kill();
    site.waitForFinished();
    counts.processesLeft = int(pult.processesLeft().size());
    return counts;
}

} // namespace pult::test
