// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outagefile.h"

#include <base/coretr.h>
#include <base/timepoint.h>

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QSaveFile>

namespace pult::node {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// It is written every second while the database is away.
constexpr auto stale = 30s;

QString pathIn(const QString &dataDir)
{
    return dataDir + u"/outage.json"_s;
}

} // namespace

void writeOutage(const QString &dataDir, const std::optional<work::Outage> &outage)
{
    if (!outage) {
        QFile::remove(pathIn(dataDir));
        return;
    }
    const QJsonObject object{{u"since"_s, toMicros(outage->since)},
                             {u"running"_s, outage->running},
                             {u"ends_waiting"_s, outage->endsWaiting},
                             {u"ends_on_disk"_s, outage->endsOnDisk},
                             {u"at"_s, toMicros(localNow())}};
    QSaveFile file(pathIn(dataDir)); // on a full disk it is not told, that is all
    if (file.open(QIODevice::WriteOnly) && file.write(QJsonDocument(object).toJson(QJsonDocument::Compact)) > 0)
        file.commit();
}

std::optional<work::Outage> readOutage(const QString &dataDir)
{
    QFile file(pathIn(dataDir));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
    if (object.isEmpty() || localNow() - fromMicros(object[u"at"].toInteger()) > stale)
        return std::nullopt;
    return work::Outage{fromMicros(object[u"since"].toInteger()), object[u"running"].toInt(),
                        object[u"ends_waiting"].toInt(), object[u"ends_on_disk"].toInt(), Error{}};
}

QString outageSentence(const work::Outage &outage, const QString &since)
{
    const QString running = CoreTr::tr("%n task(s) run on", nullptr, outage.running);
    const QString ends = CoreTr::tr("%n end(s) of tasks wait to be written", nullptr, outage.endsWaiting);
    return CoreTr::tr("The node has been without the database since %1: %2, %3. Nothing is lost.")
        .arg(since, running, ends);
}

} // namespace pult::node
