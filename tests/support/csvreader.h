// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QStringList>

#include <optional>

namespace pult::test {

/// Reads CSV by the letter of RFC 4180 behind a UTF-8 byte order mark: CRLF, quotes doubled, none within a field
/// without quotes, as many fields in each row. nullopt when the bytes break a rule.
inline std::optional<QList<QStringList>> readCsv(const QByteArray &bytes, QChar separator)
{
    if (!bytes.startsWith("\xEF\xBB\xBF") || !bytes.endsWith("\r\n"))
        return std::nullopt;
    const QString text = QString::fromUtf8(bytes.sliced(3));
    QList<QStringList> rows;
    QStringList row;
    for (qsizetype i = 0; i < text.size();) {
        QString field;
        if (text.at(i) == u'"') {
            for (++i;; ++i) {
                if (i >= text.size())
                    return std::nullopt;
                if (text.at(i) != u'"') {
                    field += text.at(i);
                } else if (i + 1 < text.size() && text.at(i + 1) == u'"') {
                    field += text.at(++i);
                } else {
                    ++i;
                    break;
                }
            }
        } else {
            for (; i < text.size() && text.at(i) != separator && text.at(i) != u'\r'; ++i) {
                if (text.at(i) == u'"' || text.at(i) == u'\n')
                    return std::nullopt;
                field += text.at(i);
            }
        }
        row.append(field);
        if (i < text.size() && text.at(i) == separator) {
            ++i;
            if (text.mid(i, 2) != u"\r\n")
                continue;
            row.append(QString());
        }
        if (text.mid(i, 2) != u"\r\n" || (!rows.isEmpty() && rows.constFirst().size() != row.size()))
            return std::nullopt;
        i += 2;
        rows.append(std::exchange(row, {}));
    }
    return rows;
}

} // namespace pult::test
