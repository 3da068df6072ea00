// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowconsole.h"

#include <QJsonArray>
#include <QJsonValue>
#include <QStringList>
#include <QVariant>

namespace pult::browser {

using namespace Qt::StringLiterals;

namespace {

QString consoleText(const QJsonObject &params)
{
    QStringList parts;
    const QJsonArray arguments = params.value(u"args").toArray();
    for (const QJsonValue &value : arguments) {
        const QJsonObject argument = value.toObject();
        const QJsonValue plain = argument.value(u"value");
        parts.append(plain.isUndefined() ? argument.value(u"description").toString() : plain.toVariant().toString());
    }
    return parts.join(u' ');
}

} // namespace

std::optional<ConsoleLine> consoleLine(const QString &method, const QJsonObject &params)
{
    if (method == "Runtime.consoleAPICalled"_L1) {
        const QString type = params.value(u"type").toString();
        const QtMsgType level = type == "error"_L1 ? QtCriticalMsg : type == "warning"_L1 ? QtWarningMsg : QtDebugMsg;
        return ConsoleLine{level, u"console."_s + type + u": "_s + consoleText(params)};
    }
    if (method == "Runtime.exceptionThrown"_L1) {
        const QJsonObject details = params.value(u"exceptionDetails").toObject();
        return ConsoleLine{QtCriticalMsg, u"exception: "_s + details.value(u"text").toString() + u' ' +
                                              details.value(u"exception").toObject().value(u"description").toString()};
    }
    if (method == "Log.entryAdded"_L1) {
        const QJsonObject entry = params.value(u"entry").toObject();
        const bool isError = entry.value(u"level").toString() == "error"_L1;
        return ConsoleLine{isError ? QtWarningMsg : QtDebugMsg, u"log: "_s + entry.value(u"text").toString()};
    }
    return std::nullopt;
}

} // namespace pult::browser
