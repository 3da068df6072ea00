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

class tst_ErrorText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    /// Every `ErrorKind::X, "code"`, and what the flow's checks and deadlines name, in the program's sources.
    void everyCodeHasWords()
    {
        const QStringList known = knownErrorCodes();
        static const QRegularExpression use(
            u"(?:ErrorKind::\\w+,|(?:setDeadline|flowFault|fault|note|remark)\\([^\"\\n()]*)\\s*u?\"([a-z0-9_]*[a-z0-9])\"(?!_L1)"_s);
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
        std::vector<ErrorWords> all(programErrors().begin(), programErrors().end());
        all.insert(all.end(), apiErrors().begin(), apiErrors().end());
        all.insert(all.end(), browserErrors().begin(), browserErrors().end());
        all.insert(all.end(), scheduleErrors().begin(), scheduleErrors().end());
        all.insert(all.end(), operationErrors().begin(), operationErrors().end());
        all.insert(all.end(), nodeErrors().begin(), nodeErrors().end());
        all.insert(all.end(), remoteErrors().begin(), remoteErrors().end());
        all.insert(all.end(), resourceErrors().begin(), resourceErrors().end());
        all.insert(all.end(), guardErrors().begin(), guardErrors().end());
        all.insert(all.end(), requestErrors().begin(), requestErrors().end());
        for (const ErrorWords &words : all) {
            const QString code = QString::fromLatin1(words.code);
            QVERIFY2(!seen.contains(code), words.code);
            seen.insert(code);
            QVERIFY2(shape.match(code).hasMatch(), words.code);
            QVERIFY2(*words.sentence, words.code);
        }
    }

    void argumentsAreFilledOnce()
    {
        const Error error{ErrorKind::NotFound, u"profile_twice"_s, {u"a %1 %2"_s}, {}};
        QCOMPARE(errorSentence(error), u"The profile \"a %1 %2\" is named twice."_s);
        const Error few{ErrorKind::Invalid, u"setting_min_over_max"_s, {u"X"_s}, {}};
        QCOMPARE(errorSentence(few), u"X =  is more than  = ."_s);
    }

    void sentencesEndOnce()
    {
        const Error error{ErrorKind::Disk, u"file_unreadable"_s, {u"/a"_s, u"Is it there?"_s}, {}};
        QCOMPARE(errorSentence(error), u"The file /a cannot be read: Is it there?"_s);
    }

    void stepOrFlowIsNamed()
    {
        Error error{ErrorKind::Invalid, u"flow_field_missing"_s, {u"3"_s, u"url"_s}, {}};
        QCOMPARE(errorSentence(error), u"Step 3: \"url\" is missing."_s);
        error.arguments = QStringList{u"0"_s, u"steps"_s};
        QCOMPARE(errorSentence(error), u"The flow: \"steps\" is missing."_s);
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
