// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/testresult.h>

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QXmlStreamReader>

using namespace pult;
using namespace Qt::StringLiterals;

namespace {

struct Message
{
    QString context;
    QString source;
    QStringList translations;
    bool isNumerus = false;
    bool isUnfinished = false;
};

QList<Message> messagesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QList<Message> messages;
    QXmlStreamReader xml(&file);
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == "name"_L1) {
            context = xml.readElementText();
        } else if (xml.name() == "message"_L1) {
            messages.append({context, {}, {}, xml.attributes().value("numerus"_L1) == "yes"_L1, false});
        } else if (xml.name() == "source"_L1) {
            messages.last().source = xml.readElementText();
        } else if (xml.name() == "translation"_L1) {
            messages.last().isUnfinished = xml.attributes().value("type"_L1) == "unfinished"_L1;
            if (!messages.last().isNumerus)
                messages.last().translations.append(xml.readElementText());
        } else if (xml.name() == "numerusform"_L1) {
            messages.last().translations.append(xml.readElementText());
        }
    }
    return messages;
}

QStringList placeholdersOf(const QString &text)
{
    static const QRegularExpression placeholder(u"%(?:\\d|n|s)|\\{\\{\\w+\\}\\}"_s);
    QStringList found;
    for (auto match = placeholder.globalMatch(text); match.hasNext();)
        found.append(match.next().captured());
    found.removeDuplicates();
    found.sort();
    return found;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

const QString folder = QStringLiteral(PULT_TRANSLATIONS);

} // namespace

class tst_Translations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void updatingChangesNothing_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QStringList>("options");
        QTest::newRow("ru") << u"pult_ru.ts"_s << QStringList{u"-target-language"_s, u"ru_RU"_s};
        QTest::newRow("en") << u"pult_en.ts"_s << QStringList{u"-target-language"_s, u"en_US"_s, u"-pluralonly"_s};
    }

    void updatingChangesNothing()
    {
        QFETCH(QString, name);
        QFETCH(QStringList, options);
        const QTemporaryDir copies;
        const QString copy = copies.filePath(name);
        QVERIFY(QFile::copy(folder + u'/' + name, copy));
        const QString sources = QStringLiteral(PULT_SOURCE_DIR);
        QStringList arguments{u"-silent"_s,
                              u"-no-obsolete"_s,
                              u"-locations"_s,
                              u"none"_s,
                              u"-I"_s,
                              sources + u"/core"_s,
                              u"-I"_s,
                              sources + u"/ui"_s,
                              u"@"_s + QStringLiteral(PULT_TRANSLATION_SOURCES)};
        arguments += options;
        arguments += {u"-ts"_s, copy};
        QProcess lupdate;
        lupdate.start(QStringLiteral(PULT_LUPDATE), arguments);
        QVERIFY(lupdate.waitForFinished(60000));
        QCOMPARE(lupdate.exitCode(), 0);
        QVERIFY2(contentOf(copy) == contentOf(folder + u'/' + name), "run: ninja update_translations, and translate");
    }

    void everythingIsTranslated_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("forms");
        QTest::newRow("ru") << u"pult_ru.ts"_s << 3;
        QTest::newRow("en") << u"pult_en.ts"_s << 2;
    }

    void everythingIsTranslated()
    {
        QFETCH(QString, name);
        QFETCH(int, forms);
        const QList<Message> messages = messagesOf(folder + u'/' + name);
        QVERIFY(!messages.isEmpty());
        for (const Message &message : messages) {
            const QByteArray where = (message.context + u": "_s + message.source).toUtf8();
            QVERIFY2(!message.isUnfinished, where.constData());
            QVERIFY2(message.translations.size() == (message.isNumerus ? forms : 1), where.constData());
            for (const QString &translation : message.translations) {
                QVERIFY2(!translation.isEmpty(), where.constData());
                QVERIFY2(placeholdersOf(translation) == placeholdersOf(message.source), where.constData());
            }
        }
    }

    void englishHoldsPluralsAlone()
    {
        for (const Message &message : messagesOf(folder + u"/pult_en.ts"_s))
            QVERIFY2(message.isNumerus, qPrintable(message.source));
    }
};

QTEST_GUILESS_MAIN(tst_Translations)
#include "tst_translations.moc"
