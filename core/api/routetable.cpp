// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "routetable.h"

#include <algorithm>

namespace pult::api {

namespace {

bool isName(const QString &segment)
{
    return segment.startsWith(u'{') && segment.endsWith(u'}');
}

bool matches(const QStringList &pattern, const QStringList &path)
{
    if (pattern.size() != path.size())
        return false;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        if (isName(pattern.at(i)) ? path.at(i).isEmpty() : pattern.at(i) != path.at(i))
            return false;
    }
    return true;
}

} // namespace

RouteTable::RouteTable(QList<Route> routes) : m_routes(std::move(routes))
{
    for (qsizetype i = 0; i < m_routes.size(); ++i) {
        m_patterns.append(m_routes.at(i).pattern.split(u'/'));
        if (std::any_of(m_patterns.last().begin(), m_patterns.last().end(), isName))
            m_named.append(i);
        else
            m_plain[m_routes.at(i).pattern].append(i);
    }
}

RouteTable::Match RouteTable::find(const QByteArray &method, const QString &path) const
{
    Match match;
    QList<qsizetype> found = m_plain.value(path);
    if (found.isEmpty()) {
        const QStringList segments = path.split(u'/');
        for (const qsizetype i : m_named) {
            if (matches(m_patterns.at(i), segments))
                found.append(i);
        }
    }
    if (found.isEmpty())
        return match;
    const bool head = method == "HEAD";
    for (const qsizetype i : found) {
        const Route &route = m_routes.at(i);
        match.allowed.append(route.method);
        if (route.method == "GET")
            match.allowed.append("HEAD");
        if (!match.route && (route.method == method || (head && route.method == "GET")))
            match.route = &route;
    }
    match.allowed.append("OPTIONS");
    match.pathRoute = match.route ? match.route : &m_routes.at(found.first());
    const QStringList segments = path.split(u'/');
    const QStringList pattern = m_patterns.at(match.pathRoute - m_routes.constData());
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        if (isName(pattern.at(i)))
            match.parameters.insert(pattern.at(i).mid(1, pattern.at(i).size() - 2), segments.at(i));
    }
    return match;
}

} // namespace pult::api
