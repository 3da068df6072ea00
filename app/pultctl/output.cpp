// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cstdio>

#ifdef Q_OS_WIN
#include <io.h>
#else
#include <unistd.h>
#endif

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

QLatin1StringView code(Colour colour)
{
    switch (colour) {
    case Colour::None:
        break;
    case Colour::Grey:
        return "90"_L1;
    case Colour::Blue:
        return "34"_L1;
    case Colour::Green:
        return "32"_L1;
    case Colour::Amber:
        return "33"_L1;
    case Colour::Red:
        return "31"_L1;
    case Colour::Violet:
        return "35"_L1;
    }
    return "0"_L1;
}

/// One line, and nothing in it that steers a terminal.
QString plain(const QString &text)
{
    QString result;
    for (const QChar c : text)
        result.append(c.isPrint() ? c : QChar(u' '));
    return result;
}

void write(const QByteArray &bytes, std::FILE *file)
{
    std::fwrite(bytes.constData(), 1, std::size_t(bytes.size()), file);
    std::fflush(file);
}

} // namespace

QString painted(const QString &text, Colour colour, bool coloured)
{
    return coloured && colour != Colour::None ? u"\x1b[%1m%2\x1b[0m"_s.arg(code(colour), text) : text;
}

QString Table::toText(bool coloured) const
{
    QList<qsizetype> widths;
    for (const QString &header : m_headers)
        widths.append(header.size());
    for (const QList<Cell> &row : m_rows) {
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].text.size());
    }
    const auto line = [&](const QList<Cell> &row) {
        QString text;
        for (qsizetype i = 0; i < row.size(); ++i) {
            const Cell &cell = row[i];
            const QString gap((widths[i] - cell.text.size()), u' ');
            const QString shown = painted(plain(cell.text), cell.colour, coloured);
            const bool last = i == row.size() - 1;
            text += cell.right ? QString(gap + shown) : QString(shown + (last ? QString() : gap));
            if (!last)
                text += u"  ";
        }
        return QString(text + u'\n');
    };
    QList<Cell> head;
    for (const QString &header : m_headers)
        head.append({header, Colour::Grey, false});
    if (!m_rows.isEmpty()) {
        for (qsizetype i = 0; i < head.size(); ++i)
            head[i].right = m_rows[0][i].right;
    }
    QString text = line(head);
    for (const QList<Cell> &row : m_rows)
        text += line(row);
    return text;
}

bool stdoutIsColoured()
{
#ifdef Q_OS_WIN
    return false;
#else
    return isatty(STDOUT_FILENO) && !qEnvironmentVariableIsSet("NO_COLOR");
#endif
}

void printJson(const QJsonObject &object)
{
    write(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n', stdout);
}

void printLine(const QString &line)
{
    write(QByteArray(line.toUtf8() + '\n'), stdout);
}

void print(const Table &table, const QString &whenEmpty)
{
    if (table.isEmpty())
        printLine(whenEmpty);
    else
        write(table.toText(stdoutIsColoured()).toUtf8(), stdout);
}

void printProgress(const QString &line)
{
    write(QByteArray(line.toUtf8() + '\n'), stderr);
}

QJsonObject listJson(const QJsonArray &items, const QString &next)
{
    return {{u"items"_s, items}, {u"next"_s, next.isEmpty() ? QJsonValue() : QJsonValue(next)}};
}

} // namespace pult::ctl
