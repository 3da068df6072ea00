// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// status, health, check, logs, migrate, completion, help: what people and scripts look at.
#include <support/pultprocess.h>
#include <support/testresult.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_StatusCtl : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::Installation> m_pult;

    test::ProcessEnd run(const QStringList &words) const { return m_pult->run(u"pultctl"_s, words); }
    /// What bash would offer for the last of these words.
    QStringList completed(const QStringList &words) const
    {
        QProcess bash;
        QStringList quoted;
        for (const QString &word : words)
            quoted.append(u'\'' + word + u'\'');
        const QString script = u"source '%1'; COMP_WORDS=(%2); COMP_CWORD=%3; _pultctl; echo \"${COMPREPLY[@]}\""_s
                                   .arg(m_pult->path(u"completion.bash"_s), quoted.join(u' '))
                                   .arg(words.size() - 1);
        bash.start(u"bash"_s, {u"--norc"_s, u"-c"_s, script});
        bash.waitForFinished();
        return QString::fromUtf8(bash.readAllStandardOutput()).trimmed().split(u' ');
    }
    /// What a shell says that is started in the installation's folder.
    QByteArray shell(const QString &program, const QStringList &arguments) const
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, m_pult->path({}));
        environment.insert(u"TERM"_s, u"xterm"_s);
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_pult->path({}));
        process.start(program, arguments);
        process.waitForFinished();
        return process.readAllStandardOutput();
    }
    QString levelOf(const QJsonDocument &check, const QString &subject) const
    {
        QStringList levels;
        for (const QJsonValue &item : check[u"items"].toArray()) {
            if (item[u"check"].toString() == subject)
                levels.append(item[u"level"].toString());
        }
        return levels.join(u',');
    }

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_pult = std::make_unique<test::Installation>();
    }

    void healthAndStatusFollowTheNode()
    {
        m_pult->ctl({u"tasks"_s, u"add"_s, u"--kind"_s, u"command"_s, u"--queue"_s, u"mail"_s});
        const test::ProcessEnd none = run({u"--json"_s, u"health"_s});
        QCOMPARE(none.exitCode, 1);
        QCOMPARE(none.json()[u"checks"][u"workers"][u"status"].toString(), u"unhealthy"_s);
        QCOMPARE(run({u"--json"_s, u"status"_s}).json()[u"tasks"][u"available"].toInt(), 1);
        QCOMPARE(m_pult->run(u"pultd"_s, {u"--healthcheck"_s, u"live"_s}).exitCode, 1);

        m_pult->setVariable(u"NODE_NAME"_s, u"office-1"_s);
        const auto node = m_pult->start(u"pultd"_s, {});
        QTRY_COMPARE_WITH_TIMEOUT(run({u"health"_s}).exitCode, 0, 30'000);
        const QJsonDocument status = m_pult->ctl({u"status"_s});
        QCOMPARE(status[u"nodes"][0][u"name"].toString(), u"office-1"_s);
        QCOMPARE(status[u"nodes"][0][u"state"].toString(), u"running"_s);
        const test::ProcessEnd table = run({u"status"_s});
        QVERIFY2(table.out.contains("office-1") && !table.out.contains('\x1b'), table.out.constData());
        QCOMPARE(m_pult->run(u"pultd"_s, {u"--healthcheck"_s, u"ready"_s}).exitCode, 0);
        const auto log = [this] { return run({u"logs"_s, u"--node"_s, u"office-1"_s}).out; };
        QTRY_VERIFY_WITH_TIMEOUT(log().contains("node started id="), 20'000);
        QCOMPARE(run({u"logs"_s, u"--node"_s, u"nobody"_s}).exitCode, 2);
        m_pult->ctl({u"nodes"_s, u"drain"_s});
        const auto ready = [this] { return m_pult->run(u"pultd"_s, {u"--healthcheck"_s, u"ready"_s}); };
        QTRY_COMPARE_WITH_TIMEOUT(ready().exitCode, 1, 10'000);
        QVERIFY(ready().out.startsWith("drain"));
        QCOMPARE(m_pult->run(u"pultd"_s, {u"--healthcheck"_s, u"live"_s}).exitCode, 0);
        node->terminate();
        QVERIFY(node->waitForFinished(60'000));
        QCOMPARE(ready().out, QByteArray("stopped\n"));
    }

    /// Over HTTP and on the database, in the language of who asks: the same lines.
    void aNodeTellsWhatItsDatabaseTells()
    {
        m_pult->setVariable(u"NODE_NAME"_s, u"office-1"_s);
        m_pult->setVariable(u"WORKER_BASE_PORT"_s, u"0"_s);
        m_pult->setVariable(u"WORKER_API_TOKEN"_s, u"a-token-of-this-test-alone"_s);
        m_pult->setVariable(u"RATE_LIMIT_REQUESTS"_s, u"0"_s);
        m_pult->setVariable(u"READY_NOTICE_SECS"_s, u"0"_s);
        const auto node = m_pult->start(u"pultd"_s, {});
        const auto port = [this] {
            QFile file(m_pult->path(u"data/api.json"_s));
            return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll())[u"port"].toInt() : 0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(port() > 0, 30'000);
        const QStringList there{u"--url"_s, u"http://127.0.0.1:%1"_s.arg(port())};
        const QString later = u"2099-01-01T00:00:00Z"_s;
        const QStringList add{u"tasks"_s, u"add"_s, u"--max-attempts"_s, u"1"_s, u"--kind"_s};
        run(add + QStringList{u"probe"_s, u"--payload"_s, u"{\"fail\":\"politely\"}"_s});
        for (const char *queue : {"mail", "mail", "slow"})
            run(add + QStringList{u"command"_s, u"--run-at"_s, later, u"--queue"_s, QString::fromLatin1(queue)});
        QTRY_VERIFY_WITH_TIMEOUT(run({u"tasks"_s, u"list"_s, u"--state"_s, u"failed"_s}).out.contains("politely"),
                                 30'000);
        QCOMPARE(run(there + QStringList{u"queues"_s, u"pause"_s, u"mail"_s, u"--reason"_s, u"обед"_s}).exitCode, 0);
        const QStringList schedule{u"schedules"_s, u"add"_s, u"night"_s,  u"--cron"_s, u"0 3 1 1 *"_s,
                                   u"--tz"_s,      u"UTC"_s, u"--kind"_s, u"command"_s};
        const test::ProcessEnd added = run(there + schedule);
        QVERIFY2(added.out.startsWith("Schedule night: 0 3 1 1 * (UTC)\n"), added.err.constData());

        const QStringList many{u"tasks"_s, u"delete"_s, u"--filter"_s, u"queue:mail"_s};
        QCOMPARE(run(there + many + QStringList{u"--dry-run"_s}).out, run(many + QStringList{u"--dry-run"_s}).out);
        const test::ProcessEnd deleted = run(there + many);
        QCOMPARE(deleted.exitCode, 0);
        QVERIFY2(deleted.out.startsWith("Operation 1: delete, done\n"), deleted.out.constData());
        QCOMPARE(deleted.out, run({u"operations"_s, u"show"_s, u"1"_s}).out);

        // Ages and what a computer uses go on meanwhile, once it has been looked at.
        QTRY_VERIFY_WITH_TIMEOUT(run({u"nodes"_s, u"list"_s}).out.contains(" MB"), 30'000);
        static const QRegularExpression passing(u"\\d+ (?:с|мин|МБ|MB|%|мс)"_s);
        static const QRegularExpression width(u" +"_s);
        const auto lines = [](const QByteArray &out) {
            return QString::fromUtf8(out).replace(passing, u"N"_s).replace(width, u" "_s);
        };
        for (const char *verb :
             {"tasks list", "tasks show 1", "tasks stats", "tasks deleted", "operations list", "queues list",
              "locks list", "nodes list", "breakers list", "schedules list", "status"}) {
            const QStringList words = QStringList{u"--lang"_s, u"ru"_s} + QString::fromLatin1(verb).split(u' ');
            const test::ProcessEnd here = run(words);
            const test::ProcessEnd told = run(there + words);
            QVERIFY2(told.exitCode == 0 && here.exitCode == 0, told.err.constData());
            const bool isStatus = words.last() == "status"_L1; // its first line says where it looked
            QCOMPARE(lines(told.out).section(u'\n', isStatus ? 1 : 0),
                     lines(here.out).section(u'\n', isStatus ? 1 : 0));
        }
        const auto shown = [this](const QStringList &before) {
            return run(before + QStringList{u"--json"_s, u"tasks"_s, u"show"_s, u"1"_s}).json();
        };
        QCOMPARE(shown(there), shown({}));
        QCOMPARE(shown(there)[u"attempts"][0][u"error"][u"code"].toString(), u"probe_failed"_s);
        const auto report = [this](const QStringList &before, const QString &file) {
            const QString path = m_pult->path(file);
            const test::ProcessEnd end =
                run(before + QStringList{u"--lang"_s, u"ru"_s, u"report"_s, u"tasks"_s, u"--columns"_s,
                                         u"id,kind,state"_s, u"--from"_s, u"2026-01-01"_s, u"-o"_s, path});
            QFile written(path);
            return end.exitCode == 0 && written.open(QIODevice::ReadOnly) ? written.readAll() : end.err;
        };
        const QByteArray table = report(there, u"there.csv"_s);
        QVERIFY2(table.contains("id;kind;state\r\n") && table.contains(";probe;discarded\r\n"), table.constData());
        QCOMPARE(table, report({}, u"here.csv"_s));

        const test::ProcessEnd health = run(there + QStringList{u"health"_s});
        QVERIFY2(health.out.contains("\nworkers ") && health.out.contains("\nall of it "), health.out.constData());
        node->terminate();
        QVERIFY(node->waitForFinished(60'000));
    }

    void checkTellsWhatToDo()
    {
        m_pult->ctl({u"migrate"_s});
        m_pult->setVariable(u"BROWSER_PATH"_s, m_pult->path(u"no-browser"_s));
        m_pult->setVariable(u"WORKER_API_TOKEN"_s, u"change-me"_s);
        m_pult->setVariable(u"ENVIRONMENT"_s, u"production"_s);
        m_pult->setVariable(u"DEBUG"_s, u"true"_s);
        m_pult->writeFile(u"data/.env"_s, "NODE_NAME=x\n");
        QVERIFY(QFile::setPermissions(m_pult->path(u"data/.env"_s), QFile::ReadOwner | QFile::ReadOther));
        const test::ProcessEnd end = run({u"--json"_s, u"check"_s});
        QCOMPARE(end.exitCode, 1);
        const QJsonDocument check = end.json();
        QCOMPARE(check[u"ready"].toBool(true), false);
        QCOMPARE(levelOf(check, u"database"_s), u"ok"_s);
        QCOMPARE(levelOf(check, u"schema"_s), u"ok"_s);
        QCOMPARE(levelOf(check, u"clock"_s), u"ok"_s);
        QCOMPARE(levelOf(check, u"backup"_s), u"warn"_s);
        QCOMPARE(levelOf(check, u"tokens"_s), u"fail"_s);
        QCOMPARE(levelOf(check, u"browser"_s), u"fail"_s);
        QCOMPARE(levelOf(check, u"permissions"_s), u"warn"_s);
        QCOMPARE(levelOf(check, u"settings"_s), u"warn"_s);
        QCOMPARE(levelOf(check, u"nodes"_s), u"warn"_s);
        QVERIFY(!levelOf(check, u"service"_s).isEmpty());
        QVERIFY(!end.out.contains("change-me"));
        for (const QJsonValue &item : check[u"items"].toArray())
            QCOMPARE(item[u"advice"].toString().isEmpty(), item[u"level"].toString() == u"ok"_s);
        const test::ProcessEnd russian = run({u"--lang"_s, u"ru"_s, u"check"_s});
        QVERIFY2(QString::fromUtf8(russian.out).contains(u"Не готово"_s), russian.out.constData());
    }

    /// An empty database is looked at, not filled.
    void checkAndDryRunChangeNothing()
    {
        QCOMPARE(m_pult->ctl({u"migrate"_s, u"--dry-run"_s})[u"from"].toInt(-1), 0);
        QCOMPARE(levelOf(run({u"--json"_s, u"check"_s}).json(), u"schema"_s), u"warn"_s);
        QVERIFY(m_pult->ctl({u"migrate"_s})[u"to"].toInt() > 9);
        QCOMPARE(m_pult->ctl({u"migrate"_s})[u"from"], m_pult->ctl({u"migrate"_s})[u"to"]);
    }

    void logsFollowOverRotations()
    {
        QDir(m_pult->dataDir()).mkpath(u"logs"_s);
        const QString log = m_pult->path(u"data/logs/pult.log"_s);
        const auto line = [](int n) {
            return QByteArray("{\"ts\":\"t\",\"level\":\"info\",\"msg\":\"line " + QByteArray::number(n) + "\"}\n");
        };
        QCOMPARE(run({u"logs"_s}).exitCode, 2);
        m_pult->writeFile(u"data/logs/pult.1.log"_s, line(1) + line(2));
        m_pult->writeFile(u"data/logs/pult.log"_s, line(3));
        QCOMPARE(run({u"--json"_s, u"logs"_s, u"-n"_s, u"2"_s}).out, QByteArray(line(2) + line(3)));
        QVERIFY(run({u"logs"_s}).out.contains("info     line 1\n"));
        const auto follower = m_pult->start(u"pultctl"_s, {u"--json"_s, u"logs"_s, u"-f"_s, u"-n"_s, u"1"_s});
        QByteArray seen;
        const auto sees = [&](int n) {
            seen += follower->readAllStandardOutput();
            return seen.endsWith(line(n));
        };
        QTRY_VERIFY(sees(3));
        // Two changes of the file between two looks, and half a line.
        QVERIFY(QFile::rename(m_pult->path(u"data/logs/pult.1.log"_s), m_pult->path(u"data/logs/pult.3.log"_s)));
        QVERIFY(QFile::rename(log, m_pult->path(u"data/logs/pult.2.log"_s)));
        m_pult->writeFile(u"data/logs/pult.1.log"_s, line(4) + line(5));
        m_pult->writeFile(u"data/logs/pult.log"_s, line(6) + line(7).first(9));
        QTRY_VERIFY(sees(6));
        QFile file(log);
        QVERIFY(file.open(QIODevice::Append));
        file.write(line(7).mid(9));
        file.close();
        QTRY_VERIFY(sees(7));
        QCOMPARE(seen, QByteArray(line(3) + line(4) + line(5) + line(6) + line(7)));
        follower->kill();
        follower->waitForFinished();
    }

    void shellsCompleteWords()
    {
        m_pult->writeFile(u"completion.bash"_s, run({u"completion"_s, u"bash"_s}).out);
        QVERIFY(completed({u"pultctl"_s, u"no"_s}).contains(u"nodes"_s));
        QCOMPARE(completed({u"pultctl"_s, u"--json"_s, u"nodes"_s, u"sw"_s}), QStringList{u"switch"_s});
        QCOMPARE(completed({u"pultctl"_s, u"nodes"_s, u"restart"_s, u"--rol"_s}), QStringList{u"--rolling"_s});
        QCOMPARE(completed({u"pultctl"_s, u"--lang"_s, u""_s}), (QStringList{u"ru"_s, u"en"_s}));
        QCOMPARE(completed({u"pultctl"_s, u"completion"_s, u"f"_s}), QStringList{u"fish"_s});
        QCOMPARE(run({u"completion"_s, u"tcsh"_s}).exitCode, 2);
    }

    void fishCompletesTheSame()
    {
        m_pult->writeFile(u"completion.fish"_s, run({u"completion"_s, u"fish"_s}).out);
        m_pult->writeFile(u"flow.json"_s, "{}");
        const auto offered = [this](const QString &line) {
            const QByteArray out =
                shell(u"fish"_s, {u"--no-config"_s, u"-c"_s, u"source completion.fish; complete -C '%1'"_s.arg(line)});
            QStringList words;
            const QStringList lines = QString::fromUtf8(out).split(u'\n', Qt::SkipEmptyParts);
            for (const QString &one : lines)
                words.append(one.section(u'\t', 0, 0));
            words.sort();
            return words;
        };
        QVERIFY(offered(u"pultctl no"_s).contains(u"nodes"_s));
        QCOMPARE(offered(u"pultctl --json nodes sw"_s), QStringList{u"switch"_s});
        QCOMPARE(offered(u"pultctl nodes restart --rol"_s), QStringList{u"--rolling"_s});
        QCOMPARE(offered(u"pultctl --lang "_s), (QStringList{u"en"_s, u"ru"_s}));
        QCOMPARE(offered(u"pultctl completion f"_s), QStringList{u"fish"_s});
        QCOMPARE(offered(u"pultctl flow check fl"_s), QStringList{u"flow.json"_s});
    }

    /// In a terminal of its own, as somebody types it; each answer is what the line has become.
    void zshCompletesTheSame()
    {
        m_pult->writeFile(u"completion.zsh"_s, run({u"completion"_s, u"zsh"_s}).out);
        m_pult->writeFile(u"typed.zsh"_s, "zmodload zsh/zpty\n"
                                          "zpty shell 'zsh -f -i'\n"
                                          "zpty -w shell \"PS1=; source completion.zsh; print READ''Y\"\n"
                                          "zpty -r shell out '*READY*'\n"
                                          "zpty -w -n shell \"$1\"$'\\t'\n"
                                          "zpty -r shell out \"*$2*\" && print -r -- $2\n"
                                          "zpty -d shell\n");
        const auto becomes = [this](const QString &typed, const QByteArray &line) {
            return shell(u"zsh"_s, {u"-f"_s, u"typed.zsh"_s, typed, QString::fromUtf8(line)}) == line + '\n';
        };
        QVERIFY(becomes(u"pultctl --json nodes sw"_s, "nodes switch"));
        QVERIFY(becomes(u"pultctl nodes restart --rol"_s, "restart --rolling"));
        QVERIFY(becomes(u"pultctl completion f"_s, "completion fish"));
    }

    /// `pultctl tasks --help` and its like, for every group that the program's own help names.
    void everyGroupHasExamples()
    {
        const QList<std::pair<QString, QString>> languages{{u"en"_s, u"Examples:"_s}, {u"ru"_s, u"Примеры:"_s}};
        for (const auto &[language, heading] : languages) {
            int groups = 0;
            const QString all = QString::fromUtf8(run({u"--lang"_s, language, u"--help"_s}).out);
            static const QRegularExpression command(u"^  ([a-z][a-z-]*) {2,}\\S"_s,
                                                    QRegularExpression::MultilineOption);
            for (auto found = command.globalMatch(all); found.hasNext();) {
                const QString name = found.next().captured(1);
                const test::ProcessEnd help = run({u"--lang"_s, language, name, u"--help"_s});
                const QString examples = QString::fromUtf8(help.out).section(heading, 1);
                ++groups;
                QVERIFY2(help.exitCode == 0 && examples.contains(u"\n  pultctl "_s), qPrintable(name));
            }
            QVERIFY(groups > 15);
        }
    }

    void helpHasExamplesInBothLanguages()
    {
        const test::ProcessEnd english = run({u"tasks"_s, u"list"_s, u"--help"_s});
        QCOMPARE(english.exitCode, 0);
        QVERIFY2(english.out.contains("Examples:") && english.out.contains("pultctl tasks list --state failed"),
                 english.out.constData());
        const test::ProcessEnd russian = run({u"--lang"_s, u"ru"_s, u"tasks"_s, u"list"_s, u"--help"_s});
        QVERIFY2(QString::fromUtf8(russian.out).contains(u"Примеры:"_s), russian.out.constData());
        QVERIFY2(QString::fromUtf8(russian.out).contains(u"новые вначале"_s), russian.out.constData());
        const test::ProcessEnd missing = run({u"--lang"_s, u"ru"_s, u"queues"_s, u"pause"_s});
        QCOMPARE(missing.exitCode, 2);
        QVERIFY2(QString::fromUtf8(missing.err).contains(u"не указано: QUEUE"_s), missing.err.constData());
        QVERIFY(run({u"tasks"_s, u"list"_s, u"--no-such"_s}).err.contains("not known here: --no-such"));
    }
};

QTEST_GUILESS_MAIN(tst_StatusCtl)
#include "tst_statusctl.moc"
