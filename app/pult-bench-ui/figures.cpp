// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "figures.h"

#include <peakmemory.h>

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>
#include <cstdio>

namespace pult::bench {

using namespace Qt::StringLiterals;

namespace {

void printLine(const QJsonObject &line)
{
    std::printf("%s\n", QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

double rounded(double value)
{
    return std::round(value * 100) / 100;
}

} // namespace

void Figures::print(const QString &name, double value, QJsonObject line)
{
    line.insert(u"mode"_s, u"ui"_s);
    line.insert(u"figure"_s, name);
    line.insert(u"value"_s, rounded(value));
    line.insert(u"peak_rss_mb_so_far"_s, peakMemoryMb());
    m_all.insert(name, rounded(value));
    printLine(line);
}

void Figures::tell(const QString &name, double value, const QJsonObject &more)
{
    print(name, value, more);
}

void Figures::add(const QString &name, double value, double limit, const QJsonObject &more)
{
    QJsonObject line = more;
    line.insert(u"limit"_s, limit);
    line.insert(u"kept"_s, value < limit);
    if (value >= limit)
        m_broken.append(u"%1 is %2, and should stay below %3"_s.arg(name).arg(rounded(value)).arg(limit));
    print(name, value, line);
}

void Figures::addAtLeast(const QString &name, double value, double limit)
{
    if (value < limit)
        m_broken.append(u"%1 is %2, and should reach %3"_s.arg(name).arg(rounded(value)).arg(limit));
    print(name, value, {{u"at_least"_s, limit}, {u"kept"_s, value >= limit}});
}

int Figures::conclude(int tasks) const
{
    QJsonObject line = m_all;
    line.insert(u"peer"_s, u"pult"_s);
    line.insert(u"mode"_s, u"ui"_s);
    line.insert(u"tasks"_s, tasks);
    line.insert(u"broken"_s, QJsonArray::fromStringList(m_broken));
    printLine(line);
    for (const QString &sentence : m_broken)
        std::fprintf(stderr, "%s\n", qPrintable(sentence));
    return m_broken.isEmpty() ? 0 : 1;
}

} // namespace pult::bench
