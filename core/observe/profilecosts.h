// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/result.h>

#include <QHash>
#include <QString>

namespace pult::observe {

/// What the browsers of profiles have used before, learnt from their runs: the peak of their memory, and their CPU. It
/// rises quickly and falls slowly, so that one light run does not let a heavy profile in where it will not fit. A
/// value; kept in <dataDir>/profile-costs.json.
class ProfileCosts final
{
public:
    struct Cost
    {
        double memoryMb = 0;   ///< peak
        double cpuPercent = 0; ///< of one processor, while it ran
        qint64 usedAt = 0;     ///< seconds since 1970
        bool operator==(const Cost &) const = default;
    };

    static ProfileCosts load(const QString &dataDir);
    /// Errors: profile_costs_unwritable(path, reason).
    Result<> save(const QString &dataDir) const;

    /// A run of `profile` ("local:shop-1") has ended.
    void learn(const QString &profile, double peakMb, double cpuPercent, qint64 now);
    /// Of an unknown one: what the known ones use on average, else a usual browser.
    double memoryMb(const QString &profile) const;
    double unknownMb() const;
    const QHash<QString, Cost> &all() const { return m_costs; }

private:
    QHash<QString, Cost> m_costs;
};

} // namespace pult::observe
