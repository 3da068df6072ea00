// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

#include <algorithm>

namespace pult::api {

/// Counts connections, in all and by address, and says what becomes of a new one. Those beyond an address's share wait
/// their turn unread, so that one address cannot take the server from the others. A value.
class ConnectionLedger final
{
public:
    ConnectionLedger(int total, int perAddress) : m_total(total), m_perAddress(perAddress) {}

    enum class Place {
        Serve,
        Park,
        Full, ///< all are taken
    };
    Place placeFor(const QString &address, bool shared) const
    {
        if (m_served + m_parked >= m_total)
            return Place::Full;
        return !shared && m_servedBy.value(address) >= m_perAddress ? Place::Park : Place::Serve;
    }
    bool mayServe(const QString &address) const { return m_servedBy.value(address) < m_perAddress; }
    void served(const QString &address, int change) { count(m_servedBy, m_served, address, change); }
    void parked(const QString &address, int change) { count(m_parkedBy, m_parked, address, change); }
    bool hasParked(const QString &address) const { return m_parkedBy.contains(address); }
    int all() const { return m_served + m_parked; }
    /// The address with the most connections among those that have parked ones, when it has more than `newcomer`:
    /// it has to give one up.
    QString greediestBut(const QString &newcomer) const
    {
        QString greediest;
        int most = of(newcomer) + 1;
        for (auto it = m_parkedBy.begin(); it != m_parkedBy.end(); ++it) {
            if (it.key() != newcomer && of(it.key()) > most) {
                most = of(it.key());
                greediest = it.key();
            }
        }
        return greediest;
    }

private:
    int of(const QString &address) const { return m_servedBy.value(address) + m_parkedBy.value(address); }
    static void count(QHash<QString, int> &by, int &all, const QString &address, int change)
    {
        all += change;
        if ((by[address] += change) <= 0)
            by.remove(address);
    }

    const int m_total;
    const int m_perAddress;
    int m_served = 0;
    int m_parked = 0;
    QHash<QString, int> m_servedBy;
    QHash<QString, int> m_parkedBy;
};

} // namespace pult::api
