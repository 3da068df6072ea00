// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "language.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

namespace pult {

using namespace Qt::StringLiterals;

void nameApplication()
{
    QCoreApplication::setApplicationName(u"pult"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(PULT_VERSION));
}

QString installLanguage(QCoreApplication &app, const QString &asked)
{
    QString language = asked.isEmpty() ? qEnvironmentVariable("PULT_LANG") : asked;
    if (language != "ru"_L1 && language != "en"_L1)
        language = QLocale::system().language() == QLocale::Russian ? u"ru"_s : u"en"_s;
    auto *translator = new QTranslator(&app);
    if (translator->load(u":/i18n/pult_"_s + language))
        app.installTranslator(translator);
    return language;
}

} // namespace pult
