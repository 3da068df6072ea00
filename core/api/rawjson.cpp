// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rawjson.h"

namespace pult::api {

QByteArrayList elementsOf(const QByteArray &jsonArray)
{
    QByteArrayList elements;
    int depth = 0;
    qsizetype begin = -1;
    for (qsizetype i = 0; i < jsonArray.size(); ++i) {
        const char c = jsonArray.at(i);
        if (c == '"') {
            for (++i; i < jsonArray.size() && jsonArray.at(i) != '"'; ++i)
                i += jsonArray.at(i) == '\\';
            continue;
        }
        const bool opens = c == '[' || c == '{';
        const bool closes = c == ']' || c == '}';
        if (opens && ++depth == 1)
            begin = i + 1;
        if ((c == ',' && depth == 1) || (closes && --depth == 0)) {
            const QByteArray element = jsonArray.mid(begin, i - begin).trimmed();
            if (!element.isEmpty())
                elements.append(element);
            begin = i + 1;
        }
    }
    return elements;
}

} // namespace pult::api
