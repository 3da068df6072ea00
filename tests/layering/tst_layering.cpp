// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The arrows between the folders (docs/architecture.md) and a few rules that neither compiler nor linker keeps.
#include <support/testresult.h>

#include <QDirIterator>
#include <QFile>
#include <QLibraryInfo>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace {

struct Source
{
    QString path; ///< below the project, "core/base/error.cpp"
    QString raw;
    QString code; ///< without comments and without the insides of strings, same lines
    QStringList includes;
};

/// Comments and what stands in quotes become blanks, so that words there trip no rule.
QString blanked(const QString &text)
{
    static const QRegularExpression noise(
        u"//[^\\n]*|/\\*.*?\\*/|\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)'"_s,
        QRegularExpression::DotMatchesEverythingOption);
    QString result = text;
    for (auto match = noise.globalMatch(text); match.hasNext();) {
        const auto found = match.next();
        for (qsizetype i = found.capturedStart(); i < found.capturedEnd(); ++i) {
            if (result.at(i) != u'\n')
                result[i] = u' ';
        }
    }
    return result;
}

QList<Source> readSources(const QStringList &folders)
{
    static const QRegularExpression include(u"^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]"_s,
                                            QRegularExpression::MultilineOption);
    const QString root = QStringLiteral(PULT_SOURCE_DIR);
    QList<Source> sources;
    for (const QString &folder : folders) {
        QDirIterator files(root + u'/' + folder, {u"*.h"_s, u"*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (!file.open(QIODevice::ReadOnly))
                qFatal("cannot read %s", qPrintable(file.fileName()));
            Source source;
            source.path = file.fileName().mid(root.size() + 1);
            source.raw = QString::fromUtf8(file.readAll());
            source.code = blanked(source.raw);
            for (auto match = include.globalMatch(source.raw); match.hasNext();)
                source.includes.append(match.next().captured(1));
            sources.append(source);
        }
    }
    return sources;
}

int lineOf(const QString &text, qsizetype position)
{
    return int(QStringView(text).left(position).count(u'\n')) + 1;
}

QStringList matches(const QList<Source> &sources, const QString &pattern)
{
    const QRegularExpression expression(pattern);
    QStringList found;
    for (const Source &source : sources) {
        for (auto match = expression.globalMatch(source.code); match.hasNext();) {
            const auto hit = match.next();
            found.append(u"%1:%2: %3"_s.arg(source.path)
                             .arg(lineOf(source.code, hit.capturedStart()))
                             .arg(hit.captured().simplified()));
        }
    }
    return found;
}

/// How many arguments the call whose "(" stands at `open` has.
int argumentCount(const QString &code, qsizetype open)
{
    int depth = 0;
    int commas = 0;
    for (qsizetype i = open; i < code.size(); ++i) {
        const QChar c = code.at(i);
        if (c == u'(' || c == u'{' || c == u'[') {
            ++depth;
        } else if (c == u')' || c == u'}' || c == u']') {
            if (--depth == 0)
                return commas + 1;
        } else if (c == u',' && depth == 1) {
            ++commas;
        }
    }
    return 0;
}

/// What each folder of core may include besides itself.
const QHash<QString, QStringList> &coreArrows()
{
    static const QHash<QString, QStringList> arrows = [] {
        const QStringList storage{u"base"_s};
        const QStringList queue = storage + QStringList{u"storage"_s};
        const QStringList net{u"base"_s};
        const QStringList browser = net + QStringList{u"net"_s, u"queue/types.h"_s}; // what a failed run leaves behind
        const QStringList work = queue + QStringList{u"queue"_s};
        const QStringList observe = work + QStringList{u"net"_s};
        const QStringList upkeep = observe + QStringList{u"observe"_s};
        const QStringList jobs = work + QStringList{u"work"_s, u"browser"_s, u"net"_s, u"upkeep"_s};
        const QStringList node = upkeep + QStringList{u"work"_s, u"browser"_s, u"jobs"_s, u"upkeep"_s,
                                                      u"demo"_s}; // node and demo are one layer: what is composed
        return QHash<QString, QStringList>{{u"base"_s, {}},
                                           {u"storage"_s, storage},
                                           {u"queue"_s, queue},
                                           {u"net"_s, net},
                                           {u"browser"_s, browser},
                                           {u"work"_s, work},
                                           {u"jobs"_s, jobs},
                                           {u"observe"_s, observe},
                                           {u"upkeep"_s, upkeep},
                                           {u"node"_s, node},
                                           {u"api"_s, node + QStringList{u"node"_s}},
                                           {u"demo"_s, node + QStringList{u"node"_s}}};
    }();
    return arrows;
}

bool isQtHeaderOf(const QString &include, const QStringList &modules)
{
    static const QString headers = QLibraryInfo::path(QLibraryInfo::HeadersPath);
    for (const QString &module : modules) {
        if (include.startsWith(module + u'/') || QFile::exists(headers + u'/' + module + u'/' + include))
            return true;
    }
    return false;
}

} // namespace

#define COMPARE_EMPTY(list) QVERIFY2((list).isEmpty(), qPrintable((list).join(u'\n')))

class tst_Layering : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_core = readSources({u"core"_s});
        m_ui = readSources({u"ui"_s});
        m_all = m_core + m_ui + readSources({u"app"_s});
        QVERIFY(m_core.size() > 10);
    }
    void init() { pult::test::failOnWarnings(); }

    void coreArrowsPointDown()
    {
        QStringList faults;
        for (const Source &source : m_core) {
            const QString folder = source.path.section(u'/', 1, 1);
            if (folder == source.path.section(u'/', -1))
                continue; // pch.h
            if (!coreArrows().contains(folder)) {
                faults.append(source.path + u": a folder that the test does not know"_s);
                continue;
            }
            for (const QString &include : source.includes) {
                const QString target = include.section(u'/', 0, 0);
                const bool outside =
                    include.startsWith(u".."_s) || include.startsWith(u"ui/"_s) || include.startsWith(u"app/"_s);
                const bool sideways = coreArrows().contains(target) && target != folder &&
                                      !coreArrows()[folder].contains(target) && !coreArrows()[folder].contains(include);
                if (outside || sideways)
                    faults.append(source.path + u" includes "_s + include);
            }
        }
        COMPARE_EMPTY(faults);
    }

    void coreHasNoGui()
    {
        QStringList faults;
        const QStringList gui{u"QtGui"_s, u"QtWidgets"_s, u"QtCharts"_s, u"QtSvg"_s, u"QtSvgWidgets"_s};
        for (const Source &source : m_core) {
            for (const QString &include : source.includes) {
                if (isQtHeaderOf(include, gui))
                    faults.append(source.path + u" includes "_s + include);
            }
        }
        COMPARE_EMPTY(faults);
    }

    /// The node facade and value types: no SQL, no network, no engine.
    void uiTalksToTheFacade()
    {
        QStringList faults;
        const QStringList values{u"queue/types.h"_s, u"browser/flow.h"_s, u"browser/provider.h"_s};
        for (const Source &source : m_ui) {
            // One composes the window, as ServiceApp does the service; the other talks to a second start.
            if (source.path.startsWith(u"ui/windowapp."_s) || source.path.startsWith(u"ui/singleinstance."_s))
                continue;
            for (const QString &include : source.includes) {
                const QString target = include.section(u'/', 0, 0);
                const bool core = include.contains(u'/') && coreArrows().contains(target);
                const bool allowed = target == u"base" || target == u"node" || values.contains(include);
                if ((core && !allowed) || isQtHeaderOf(include, {u"QtSql"_s, u"QtNetwork"_s, u"QtWebSockets"_s}))
                    faults.append(source.path + u" includes "_s + include);
            }
        }
        COMPARE_EMPTY(faults);
    }

    void uiArrowsPointDown()
    {
        // models ← charts ← panels and dialogs ← tray ← mainwindow
        const QHash<QString, QStringList> above{
            {u"models"_s, {u"charts"_s, u"panels"_s, u"dialogs"_s, u"tray"_s, u"mainwindow.h"_s}},
            {u"charts"_s, {u"panels"_s, u"dialogs"_s, u"tray"_s, u"mainwindow.h"_s}},
            {u"panels"_s, {u"tray"_s, u"mainwindow.h"_s}},
            {u"dialogs"_s, {u"tray"_s, u"mainwindow.h"_s}},
            {u"tray"_s, {u"mainwindow.h"_s}},
            {u"theme"_s, {u"models"_s, u"charts"_s, u"panels"_s, u"dialogs"_s, u"tray"_s, u"mainwindow.h"_s}}};
        QStringList faults;
        for (const Source &source : m_ui) {
            const QStringList forbidden = above.value(source.path.section(u'/', 1, 1));
            for (const QString &include : source.includes) {
                for (const QString &part : include.split(u'/')) {
                    if (forbidden.contains(part))
                        faults.append(source.path + u" includes "_s + include);
                }
            }
        }
        COMPARE_EMPTY(faults);
    }

    /// Headers that cost many seconds stand in the one file that needs them.
    void heavyHeadersStayInOnePlace()
    {
        QStringList faults;
        for (const Source &source : m_all) {
            for (const QString &include : source.includes) {
                const bool heavy = include.startsWith(u"spdlog/"_s) || include.startsWith(u"CLI/"_s) ||
                                   include.startsWith(u"boost/"_s);
                const bool header = source.path.endsWith(u".h"_s);
                const bool spdlogElsewhere =
                    include.startsWith(u"spdlog/"_s) && source.path != u"core/base/logqueue.cpp";
                const bool cliInCore = include.startsWith(u"CLI/"_s) && !source.path.startsWith(u"app/"_s);
                if ((heavy && header) || spdlogElsewhere || cliInCore)
                    faults.append(source.path + u" includes "_s + include);
            }
        }
        COMPARE_EMPTY(faults);
    }

    void connectionsHaveAContext()
    {
        static const QRegularExpression call(u"(?<![\\w.>])(?:QObject::)?connect\\s*\\("_s);
        QStringList faults;
        for (const Source &source : m_all) {
            for (auto match = call.globalMatch(source.code); match.hasNext();) {
                const auto hit = match.next();
                if (argumentCount(source.code, hit.capturedEnd() - 1) == 3)
                    faults.append(u"%1:%2: connect without a context"_s.arg(source.path)
                                      .arg(lineOf(source.code, hit.capturedStart())));
            }
        }
        COMPARE_EMPTY(faults);
    }

    void messagesHaveACategory()
    {
        COMPARE_EMPTY(matches(m_all, u"\\bq(?:Debug|Info|Warning|Critical|Fatal)\\s*\\("_s));
    }

    void nothingBlocksTheEventLoop()
    {
        COMPARE_EMPTY(matches(m_all, u"\\bprocessEvents\\b|\\bBlockingQueuedConnection\\b|\\bQEventLoop\\b"
                                     "|\\bsender\\s*\\(\\s*\\)|\\bQThread::[mu]?sleep\\b"_s));
    }

    /// QFuture::then runs its continuation twice in Qt 6.4 when the future ends while it is attached, and with a
    /// context asserts that this outlives the answer; whenDone() and afterwards() do neither.
    void answersAreAwaitedByWatchers() { COMPARE_EMPTY(matches(m_all, u"\\.then\\s*\\("_s)); }

    void filesAreWellFormed()
    {
        QStringList faults;
        for (const Source &source : m_all) {
            const bool header = source.path.endsWith(u".h"_s);
            if (!source.raw.startsWith(u"// SPDX-FileCopyrightText: Pult contributors\n"
                                       "// SPDX-License-Identifier: GPL-3.0-or-later\n"_s))
                faults.append(source.path + u": no licence header"_s);
            if (header && !source.raw.contains(u"\n#pragma once\n"_s))
                faults.append(source.path + u": no #pragma once"_s);
            if (source.raw.count(u'\n') > (header ? 400 : 600))
                faults.append(source.path + u": too long; split it by responsibility"_s);
            const QString own = source.path.section(u'/', -1).replace(u".cpp"_s, u".h"_s);
            const QString ownPath = QStringLiteral(PULT_SOURCE_DIR "/") + source.path.section(u'/', 0, -2) + u'/' + own;
            if (!header && QFile::exists(ownPath) && source.includes.value(0).section(u'/', -1) != own)
                faults.append(source.path + u": its own header is not the first include"_s);
        }
        COMPARE_EMPTY(faults);
    }

    void rulesFindWhatTheyForbid()
    {
        QCOMPARE(argumentCount(u"connect(a, &A::b, [this] { f(1, 2); })"_s, 7), 3);
        QCOMPARE(argumentCount(u"connect(a, &A::b, this, [](int x, int y) {})"_s, 7), 4);
        QCOMPARE(blanked(u"a // qDebug()\n\"qDebug()\" b"_s).simplified(), u"a b"_s);
        QVERIFY(isQtHeaderOf(u"QtWidgets/QApplication"_s, {u"QtWidgets"_s}));
        QVERIFY(isQtHeaderOf(u"QColor"_s, {u"QtGui"_s}));
        QVERIFY(!isQtHeaderOf(u"QString"_s, {u"QtGui"_s, u"QtWidgets"_s}));
    }

private:
    QList<Source> m_core;
    QList<Source> m_ui;
    QList<Source> m_all;
};

QTEST_GUILESS_MAIN(tst_Layering)
#include "tst_layering.moc"
