// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QStringList>

#include <vector>

namespace pult::bench {

/// What was measured, a JSON line each on stdout as soon as it is known, and in the end one with all of them. A value.
class Figures
{
public:
    /// `limit`: the figure stays below it.
    void add(const QString &name, double value, double limit, const QJsonObject &more = {});
    /// Reaches `limit` at least.
    void addAtLeast(const QString &name, double value, double limit);
    /// Without a bound, for who reads the others.
    void tell(const QString &name, double value, const QJsonObject &more = {});

    /// The last line, and on stderr what was broken. The exit code.
    int conclude(int tasks) const;

private:
    void print(const QString &name, double value, QJsonObject line);

    QJsonObject m_all;
    QStringList m_broken; ///< sentences
};

} // namespace pult::bench
