// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

#include <algorithm>
#include <chrono>

namespace pult::api {

/// Addresses that guess at tokens: after five failures in ten minutes none of theirs is looked at for a quarter of an
/// hour. A value; what it remembers is bounded.
class BanList final
{
public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr int failures = 5;
    static constexpr auto within = std::chrono::minutes(10);
    static constexpr auto lasts = std::chrono::minutes(15);

    /// True when this failure begins a ban.
    bool failed(const QString &address, Time now)
    {
        if (m_entries.size() >= most)
            forgetSome(now);
        Entry &entry = m_entries[address];
        if (entry.begun + within <= now)
            entry = {now, 0, {}};
        if (++entry.count < failures || entry.until > now)
            return false;
        entry.until = now + lasts;
        return true;
    }
    /// Zero when it is not banned.
    std::chrono::seconds left(const QString &address, Time now) const
    {
        const auto entry = m_entries.constFind(address);
        if (entry == m_entries.constEnd() || entry->until <= now)
            return {};
        return std::max(std::chrono::seconds(1), std::chrono::ceil<std::chrono::seconds>(entry->until - now));
    }

private:
    static constexpr qsizetype most = 4096;
    struct Entry
    {
        Time begun;
        int count = 0;
        Time until;
    };
    void forgetSome(Time now)
    {
        m_entries.removeIf([now](const auto &e) { return std::max(e.value().begun + within, e.value().until) <= now; });
        if (m_entries.size() >= most) // never those that are banned
            m_entries.removeIf([now](const auto &e) { return e.value().until <= now; });
        if (m_entries.size() >= most)
            m_entries.erase(m_entries.cbegin());
    }

    QHash<QString, Entry> m_entries;
};

} // namespace pult::api
