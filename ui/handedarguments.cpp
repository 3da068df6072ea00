// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "handedarguments.h"

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

/// "--lang ru" and "--lang=ru" alike; --set may be followed by several values.
QList<std::pair<QString, QString>> optionsOf(const QStringList &arguments)
{
    QList<std::pair<QString, QString>> options;
    QString name;
    for (const QString &argument : arguments) {
        if (!argument.startsWith("--"_L1)) {
            options.append({name, argument});
            continue;
        }
        const qsizetype sign = argument.indexOf(u'=');
        name = sign > 0 ? argument.left(sign) : argument;
        options.append({name, sign > 0 ? argument.mid(sign + 1) : QString()});
    }
    return options;
}

} // namespace

HandedArguments HandedArguments::of(const QStringList &arguments)
{
    HandedArguments handed;
    const QList<std::pair<QString, QString>> options = optionsOf(arguments);
    for (const auto &[name, value] : options) {
        if (name == "--minimized"_L1)
            handed.minimized = true;
        else if (name == "--lang"_L1 && !value.isEmpty())
            handed.language = value;
        else if (const qsizetype sign = value.indexOf(u'='); name == "--set"_L1 && sign > 0)
            handed.settings.insert(value.left(sign), value.mid(sign + 1));
    }
    return handed;
}

} // namespace pult::ui
