// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "errortext.h"

#include "coretr.h"
#include "errorcatalogue.h"

#include <QHash>

namespace pult {

namespace {

const ErrorWords *wordsOf(const QString &code)
{
    static const QHash<QString, const ErrorWords *> index = [] {
        QHash<QString, const ErrorWords *> rows;
        for (const auto part :
             {programErrors(), apiErrors(), browserErrors(), scheduleErrors(), operationErrors(), nodeErrors(),
              remoteErrors(), resourceErrors(), guardErrors(), reportErrors(), requestErrors()}) {
            for (const ErrorWords &words : part)
                rows.insert(QString::fromLatin1(words.code), &words);
        }
        return rows;
    }();
    return index.value(code);
}

QString argumentText(const QString &argument)
{
    for (const ErrorArgumentWord &word : errorArgumentWords()) {
        if (argument == QLatin1StringView(word.name))
            return CoreTr::tr(word.text);
    }
    return argument;
}

/// In one pass, so that a %2 inside an argument stays as it is; what was not given reads as nothing.
QString filled(const QString &text, const QStringList &arguments)
{
    QString result;
    result.reserve(text.size() + 64);
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (QStringView(text).sliced(i).startsWith(u"%s")) {
            const QString step = arguments.value(0);
            result.append(step == u"0" ? CoreTr::tr("The flow") : CoreTr::tr("Step %1").arg(step));
            ++i;
            continue;
        }
        const QChar digit = i + 1 < text.size() ? text.at(i + 1) : QChar();
        if (text.at(i) != u'%' || digit < u'1' || digit > u'9') {
            result.append(text.at(i));
            continue;
        }
        const QString argument = argumentText(arguments.value(digit.unicode() - u'1'));
        result.append(argument);
        ++i;
        // What others say often ends its own sentence.
        const bool ends = argument.endsWith(u'.') || argument.endsWith(u'?') || argument.endsWith(u'!');
        if (ends && i + 1 < text.size() && text.at(i + 1) == u'.')
            ++i;
    }
    return result;
}

} // namespace

QString errorSentence(const Error &error)
{
    if (const ErrorWords *words = wordsOf(error.code))
        return filled(CoreTr::tr(words->sentence), error.arguments);
    return filled(CoreTr::tr("Something failed that Pult has no words for (%1)."), {error.code});
}

QString errorAdvice(const Error &error)
{
    const ErrorWords *words = wordsOf(error.code);
    return words && *words->advice ? filled(CoreTr::tr(words->advice), error.arguments) : QString();
}

QString errorText(const Error &error)
{
    const QString advice = errorAdvice(error);
    return advice.isEmpty() ? errorSentence(error) : QString(errorSentence(error) + u' ' + advice);
}

QStringList knownErrorCodes()
{
    QStringList codes;
    for (const auto part :
         {programErrors(), apiErrors(), browserErrors(), scheduleErrors(), operationErrors(), nodeErrors(),
          remoteErrors(), resourceErrors(), guardErrors(), reportErrors(), requestErrors()}) {
        for (const ErrorWords &words : part)
            codes.append(QString::fromLatin1(words.code));
    }
    return codes;
}

} // namespace pult
