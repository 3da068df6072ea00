// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

#include <optional>

namespace pult::browser {

/// What a page said on its console, or the browser about it.
struct ConsoleLine
{
    QtMsgType level = QtDebugMsg;
    QString text;
};

/// Of an event of the Runtime or Log domain; nullopt: it tells of something else.
std::optional<ConsoleLine> consoleLine(const QString &method, const QJsonObject &params);

} // namespace pult::browser
