// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "profilecosts.h"

#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>

#include <algorithm>

namespace pult::observe {

using namespace Qt::StringLiterals;

namespace {

/// An idle Chromium takes about 140 MB, a page at work two or three times that.
constexpr double usualMb = 350;
constexpr qsizetype enoughForAverage = 3;
constexpr qsizetype mostProfiles = 5000;
constexpr double rise = 0.6;
constexpr double fall = 0.15;

QString pathIn(const QString &dataDir)
{
    return dataDir + u"/profile-costs.json"_s;
}

double moved(double from, double to)
{
    return from + (to - from) * (to > from ? rise : fall);
}

} // namespace

ProfileCosts ProfileCosts::load(const QString &dataDir)
{
    ProfileCosts costs;
    QFile file(pathIn(dataDir));
    if (!file.open(QIODevice::ReadOnly))
        return costs;
    const QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
    for (auto it = object.constBegin(); it != object.constEnd(); ++it) {
        const QJsonObject one = it.value().toObject();
        const Cost cost{one[u"memory_mb"].toDouble(), one[u"cpu_percent"].toDouble(), one[u"used_at"].toInteger()};
        if (cost.memoryMb > 0)
            costs.m_costs.insert(it.key(), cost);
    }
    return costs;
}

Result<> ProfileCosts::save(const QString &dataDir) const
{
    QJsonObject object;
    for (auto it = m_costs.cbegin(); it != m_costs.cend(); ++it) {
        object[it.key()] =
            QJsonObject{{u"memory_mb"_s, it->memoryMb}, {u"cpu_percent"_s, it->cpuPercent}, {u"used_at"_s, it->usedAt}};
    }
    QSaveFile file(pathIn(dataDir));
    if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(object).toJson()) < 0 || !file.commit())
        return fail(ErrorKind::Disk, "profile_costs_unwritable", {file.fileName(), file.errorString()});
    return {};
}

void ProfileCosts::learn(const QString &profile, double peakMb, double cpuPercent, qint64 now)
{
    if (peakMb <= 0)
        return;
    const auto known = m_costs.find(profile);
    if (known != m_costs.end()) {
        *known = {moved(known->memoryMb, peakMb), moved(known->cpuPercent, cpuPercent), now};
        return;
    }
    if (m_costs.size() >= mostProfiles) {
        const auto oldest = std::min_element(m_costs.cbegin(), m_costs.cend(),
                                             [](const Cost &a, const Cost &b) { return a.usedAt < b.usedAt; });
        m_costs.erase(oldest);
    }
    m_costs.insert(profile, {peakMb, cpuPercent, now});
}

double ProfileCosts::unknownMb() const
{
    if (m_costs.size() < enoughForAverage)
        return usualMb;
    double sum = 0;
    for (const Cost &cost : m_costs)
        sum += cost.memoryMb;
    return sum / double(m_costs.size());
}

double ProfileCosts::memoryMb(const QString &profile) const
{
    const auto known = m_costs.constFind(profile);
    return known == m_costs.cend() ? unknownMb() : known->memoryMb;
}

} // namespace pult::observe
