// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <base/errorcatalogue.h>
#include <base/errortext.h>
#include <support/testresult.h>

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;
using namespace pult;

namespace {

int placeholders(const QString &text)
{
    int highest = 0;
    for (int number = 1; number <= 9; ++number) {
        if (text.contains(u'%' + QString::number(number)))
            highest = number;
    }
    return highest;
}

} // namespace

class tst_ErrorText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    /// Every `ErrorKind::X, "code"` and `ErrorKind::X, u"code"_s` of the program's sources.
    void everyCodeHasWords()
    {
        const QStringList known = knownErrorCodes();
        static const QRegularExpression use(u"ErrorKind::\\w+,\\s*u?\"([^\"]*)\"(?!_L1)"_s);
        QStringList missing;
        int uses = 0;
        for (const char *folder : {"core", "app", "ui"}) {
            QDirIterator files(QString(QStringLiteral(PULT_SOURCE_DIR "/") + QLatin1StringView(folder)),
                               {u"*.cpp"_s, u"*.h"_s}, QDir::Files, QDirIterator::Subdirectories);
            while (files.hasNext()) {
                QFile file(files.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                QString source = QString::fromUtf8(file.readAll());
                source.remove(QRegularExpression(u"^\\s*//.*$"_s, QRegularExpression::MultilineOption));
                for (auto match = use.globalMatch(source); match.hasNext(); ++uses) {
                    const QString code = match.next().captured(1);
                    if (!known.contains(code))
                        missing.append(code + u" in "_s + file.fileName());
                }
            }
        }
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
        QVERIFY(uses > 3); // the pattern still finds them
    }

    void codesAreUniqueAndWellFormed()
    {
        QSet<QString> seen;
        static const QRegularExpression shape(u"^[a-z][a-z0-9_]*$"_s);
        for (const ErrorWords &words : errorCatalogue()) {
            const QString code = QString::fromLatin1(words.code);
            QVERIFY2(!seen.contains(code), words.code);
            seen.insert(code);
            QVERIFY2(shape.match(code).hasMatch(), words.code);
            QVERIFY2(*words.sentence, words.code);
            // An advice that speaks of an argument must not be the only one to do so.
            const bool known = placeholders(QString::fromUtf8(words.advice)) <= 9;
            QVERIFY2(known, words.code);
        }
    }

    void argumentsAreFilledOnce()
    {
        const Error error{ErrorKind::NotFound, u"queue_unknown"_s, {u"a %1 %2"_s}, {}};
        QCOMPARE(errorSentence(error), u"There is no queue \"a %1 %2\"."_s);
        const Error few{ErrorKind::Invalid, u"setting_invalid"_s, {u"X"_s}, {}};
        QCOMPARE(errorSentence(few), u"The setting X = \"\" is wrong (): ."_s);
    }

    void unknownCodeIsNamed()
    {
        const Error error{ErrorKind::Internal, u"never_heard_of"_s, {}, {}};
        QVERIFY(errorSentence(error).contains(u"never_heard_of"));
        QVERIFY(errorAdvice(error).isEmpty());
    }

    void wordsAmongTheArguments()
    {
        const Error error{ErrorKind::Invalid, u"setting_not_boolean"_s, {u"DEBUG"_s, u"x"_s, u"@environment"_s}, {}};
        QCOMPARE(errorText(error), u"DEBUG = \"x\" (environment) is neither true nor false. Write true or false."_s);
    }
};

QTEST_GUILESS_MAIN(tst_ErrorText)
#include "tst_errortext.moc"
