// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange.h"

namespace pult::api {

/// Finds the route of a path. A value; patterns are taken apart once.
class RouteTable final
{
public:
    explicit RouteTable(QList<Route> routes = {});

    struct Match
    {
        const Route *route = nullptr;     ///< null: the path is there, the method is not, or neither
        const Route *pathRoute = nullptr; ///< of the path, whatever its method; null: there is no such path
        QHash<QString, QString> parameters;
        QList<QByteArray> allowed; ///< methods of the path, HEAD and OPTIONS among them
    };
    /// HEAD finds the route of GET.
    Match find(const QByteArray &method, const QString &path) const;
    const QList<Route> &routes() const { return m_routes; }

private:
    QList<Route> m_routes;
    QList<QStringList> m_patterns;            ///< of each route, its segments
    QHash<QString, QList<qsizetype>> m_plain; ///< routes without {names}, by path
    QList<qsizetype> m_named;                 ///< the others
};

} // namespace pult::api
