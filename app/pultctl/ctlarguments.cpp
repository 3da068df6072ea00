// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctlarguments.h"

#include <node/startoptions.h>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <string_view>

namespace pult::ctl {

namespace {

using Strings = std::vector<std::string>;

/// What CLI11 writes into; turned into a Request at the end.
struct Raw
{
    std::string dataDir, lang, url, token;
    bool json = false;
    std::vector<std::int64_t> ids, dependsOn;
    std::string name, file, kind, payload, queue, runAt, uniqueKey, exclusiveKey, node, onUnknown;
    int priority = 0, maxAttempts = 0, limit = 100;
    std::string states, filter, after;
    std::int64_t seconds = 0;
    double timeout = 0;
    bool done = false, again = false, untilIdle = false, draft = false, dryRun = false, force = false, noWait = false;
    int worker = 0;
    std::string cron, timeZone, overlap, missed, until, concurrency, rate, workerId;
    std::string reason, duration, flow, caption, tags, map, spread, callback, profile;
    Strings profiles, media, variables;
};

/// A verb and, for the options whose absence means something, where to look whether they were given.
struct Parser
{
    CLI::App app{"pultctl: commands to Pult, over the database that all nodes share"};
    Raw raw;
    CLI::Option *priority = nullptr;
    CLI::Option *setPriority = nullptr;
    CLI::Option *maxAttempts = nullptr;
    CLI::Option *schedulePriority = nullptr;
    CLI::Option *scheduleAttempts = nullptr;
    CLI::Option *timeout = nullptr;

    Parser()
    {
        app.set_version_flag("--version", PULT_VERSION);
        app.require_subcommand(1);
        app.fallthrough(); // global options also after the verb
        app.add_option("--data-dir", raw.dataDir, "folder for everything Pult keeps")->type_name("DIR");
        app.add_flag("--json", raw.json, "one JSON document on stdout, errors as problem+json on stderr");
        app.add_option("--lang", raw.lang, "language: ru or en")->check(CLI::IsMember({"ru", "en"}));
        app.add_option("--url", raw.url, "address of a node's HTTP API");
        app.add_option("--token", raw.token, "token for it");
        addTasks();
        addTaskCommands();
        addUploads();
        addFlows();
        addPlaces();
        addSchedules();
        addBreakers();
    }

    CLI::App *group(const char *name, const char *text)
    {
        CLI::App *made = app.add_subcommand(name, text);
        made->require_subcommand(1);
        return made;
    }
    CLI::App *taskVerb(CLI::App *tasks, const char *name, const char *text)
    {
        CLI::App *verb = tasks->add_subcommand(name, text);
        verb->add_option("ID", raw.ids, "tasks")->required()->check(CLI::PositiveNumber);
        return verb;
    }
    /// Of tasks by number, or of all that match a filter.
    CLI::App *bulkVerb(CLI::App *tasks, const char *name, const char *text)
    {
        CLI::App *verb = tasks->add_subcommand(name, text);
        CLI::Option *ids = verb->add_option("ID", raw.ids, "tasks")->check(CLI::PositiveNumber);
        verb->add_option("--filter", raw.filter,
                         "all that match: state:failed kind:K queue:Q batch:N operation:N, text")
            ->excludes(ids);
        verb->add_option("--state", raw.states, "all in these states, by comma; also: failed, waiting")->excludes(ids);
        verb->add_option("--kind", raw.kind, "all of this kind")->excludes(ids);
        verb->add_flag("--dry-run", raw.dryRun, "say how many match, change nothing")->excludes(ids);
        verb->add_flag("--no-wait", raw.noWait, "leave it to the nodes")->excludes(ids);
        return verb;
    }

    CLI::App *tasks = nullptr;
    void addTasks()
    {
        tasks = group("tasks", "tasks of all queues");
        CLI::App *add = tasks->add_subcommand("add", "add a task, or a file of them; prints the ids");
        CLI::Option *kind = add->add_option("--kind", raw.kind, "kind of work: browser_flow, http_request …");
        add->add_option("--payload", raw.payload, "what it needs, a JSON object")->type_name("JSON");
        add->add_option("--queue", raw.queue, "queue, \"default\" if not given");
        priority =
            add->add_option("--priority", raw.priority, "-100 to 100, larger first")->check(CLI::Range(-100, 100));
        add->add_option("--run-at", raw.runAt, "not before this time (ISO 8601)")->type_name("TIME");
        add->add_option("--unique-key", raw.uniqueKey, "refuse it while an unfinished task has this key");
        add->add_option("--exclusive-key", raw.exclusiveKey, "one running task per key");
        add->add_option("--depends-on", raw.dependsOn, "tasks that must be completed first")->type_name("ID");
        add->add_option("--node", raw.node, "name of the node that must run it");
        maxAttempts = add->add_option("--max-attempts", raw.maxAttempts, "attempts, if not the kind's")
                          ->check(CLI::PositiveNumber);
        add->add_option("--on-unknown", raw.onUnknown, "when cut off while publishing: ask, retry or skip")
            ->check(CLI::IsMember({"ask", "retry", "skip"}));
        add->add_option("--file", raw.file, "JSON lines, one task each")->type_name("F.jsonl")->excludes(kind);

        CLI::App *list = tasks->add_subcommand("list", "newest first");
        list->add_option("--state", raw.states, "states by comma; also: failed, waiting");
        list->add_option("--kind", raw.kind, "kind of work");
        list->add_option("--filter", raw.filter, "words: state:failed kind:K queue:Q batch:N, or text to find");
        list->add_option("--limit", raw.limit, "at most this many")->check(CLI::Range(1, 10000));
        list->add_option("--after", raw.after, "\"next\" of the page before")->type_name("CURSOR");

        tasks->add_subcommand("stats", "counts by state and by attempts");
    }

    void addTaskCommands()
    {
        taskVerb(tasks, "show", "everything about them");
        taskVerb(tasks, "why", "why they wait");
        bulkVerb(tasks, "cancel", "cancel them");
        bulkVerb(tasks, "retry", "try them again, with fresh attempts");
        bulkVerb(tasks, "snooze", "put them off without using an attempt")
            ->add_option("--seconds,--for", raw.seconds, "for how long")
            ->required()
            ->check(CLI::PositiveNumber);
        setPriority = bulkVerb(tasks, "set-priority", "change their priority")
                          ->add_option("--priority", raw.priority, "-100 to 100, larger first")
                          ->required()
                          ->check(CLI::Range(-100, 100));
        bulkVerb(tasks, "delete", "delete them, unless they run; for a day they can be brought back");
        bulkVerb(tasks, "undelete", "bring deleted ones back");
        CLI::App *deleted = tasks->add_subcommand("deleted", "what was deleted within a day, newest first");
        deleted->add_option("--limit", raw.limit, "at most this many")->check(CLI::Range(1, 1000));
        deleted->add_option("--after", raw.after, "\"next\" of the page before")->type_name("CURSOR");
        CLI::App *resolve = taskVerb(tasks, "resolve", "answer an unknown outcome");
        CLI::Option *done = resolve->add_flag("--done", raw.done, "it was published");
        CLI::Option *again = resolve->add_flag("--again", raw.again, "it was not, run it again");
        done->excludes(again);
    }

    void addUploads()
    {
        group("batches", "batches of tasks")
            ->add_subcommand("show", "state and counters")
            ->add_option("ID", raw.ids, "batches")
            ->required()
            ->check(CLI::PositiveNumber);
        CLI::App *create =
            group("bulk-upload", "one upload per profile")->add_subcommand("create", "create and start one");
        create->add_option("--flow", raw.flow, "recording of the upload")->required()->type_name("FILE");
        CLI::Option *profiles = create->add_option("--profiles", raw.profiles, "profiles by comma")->delimiter(',');
        CLI::Option *media = create->add_option("--media", raw.media, "files; every profile gets all of them");
        create->add_option("--caption", raw.caption, "text; {{profile}} is filled");
        create->add_option("--tags", raw.tags, "tags by comma or blank; {{profile}} is filled");
        create->add_option("--map", raw.map, "one set per profile: profile,media,caption,tags")
            ->type_name("FILE.csv")
            ->excludes(profiles)
            ->excludes(media);
        create->add_option("--on-unknown", raw.onUnknown, "when cut off while publishing: ask, retry or skip")
            ->check(CLI::IsMember({"ask", "retry", "skip"}));
        create->add_option("--run-at", raw.runAt, "no upload begins before this time (ISO 8601)")->type_name("TIME");
        create->add_option("--spread", raw.spread, "from the first to the last begin: 90, 30m, 2h, 1d")
            ->type_name("TIME");
        create->add_option("--callback", raw.callback, "a task to run once all uploads have ended")->type_name("JSON");
        create->add_flag("--draft", raw.draft, "create it, do not start it");
    }

    void addFlows()
    {
        CLI::App *flow = group("flow", "recordings of Chrome's Recorder");
        flow->add_subcommand("check", "what is wrong with it, what to know about it")
            ->add_option("FILE", raw.flow, "the recording")
            ->required();
        CLI::App *run = flow->add_subcommand("run", "play it once in a profile and wait for the end");
        run->add_option("FILE", raw.flow, "the recording")->required();
        run->add_option("--set", raw.variables, "value for {{name}}")->type_name("name=value");
        run->add_option("--profile", raw.profile, "browser profile")->required();
    }

    void addPlaces()
    {
        group("profiles", "browser profiles")->add_subcommand("list", "of the provider in use");
        CLI::App *queues = group("queues", "queues");
        queues->add_subcommand("list", "with their counts");
        CLI::App *pause = queues->add_subcommand("pause", "start no more of its tasks");
        pause->add_option("QUEUE", raw.name, "its name")->required();
        pause->add_option("--reason", raw.reason, "shown to whoever asks why a task waits");
        pause->add_option("--until", raw.until, "the pause ends by itself then (ISO 8601)")->type_name("TIME");
        CLI::App *set = queues->add_subcommand("set", "limit it over all nodes; \"off\" takes a limit away");
        set->add_option("QUEUE", raw.name, "its name")->required();
        set->add_option("--concurrency", raw.concurrency, "at most this many at once")->type_name("N|off");
        set->add_option("--rate", raw.rate, "at most N starts in S seconds")->type_name("N/S|off");
        queues->add_subcommand("resume", "start its tasks again")
            ->add_option("QUEUE", raw.name, "its name")
            ->required();
        CLI::App *locks = group("locks", "leases of running tasks, and other locks");
        locks->add_subcommand("list", "who holds what, until when");
        CLI::App *cleanup = locks->add_subcommand("cleanup", "free locks that have expired; prints which");
        cleanup->add_flag("--dry-run", raw.dryRun, "show them, change nothing");
        CLI::Option *worker =
            cleanup->add_option("--worker-id", raw.workerId, "only of this worker, or of this node")->type_name("ID");
        cleanup->add_flag("--force", raw.force, "also those that it still holds")->needs(worker);
        CLI::App *operations = group("operations", "changes to all tasks that match a filter");
        operations->add_subcommand("list", "newest first")
            ->add_option("--limit", raw.limit, "at most this many")
            ->check(CLI::Range(1, 10000));
        operations->add_subcommand("show", "how far they are, what was refused")
            ->add_option("ID", raw.ids, "operations")
            ->required()
            ->check(CLI::PositiveNumber);
        operations->add_subcommand("cancel", "stop them; what is done stays done")
            ->add_option("ID", raw.ids, "operations")
            ->required()
            ->check(CLI::PositiveNumber);
        addNodes();
        CLI::App *wait = app.add_subcommand("wait", "wait until no task is left to run");
        wait->add_flag("--until-idle", raw.untilIdle, "the only thing to wait for")->required();
        timeout = wait->add_option("--timeout", raw.timeout, "give up after S seconds with exit code 4")
                      ->type_name("S")
                      ->check(CLI::NonNegativeNumber);
    }

    void addNodes()
    {
        CLI::App *nodes = group("nodes", "nodes on this database");
        nodes->add_subcommand("list", "state and workers");
        const auto verb = [this, nodes](const char *name, const char *text) {
            CLI::App *made = nodes->add_subcommand(name, text);
            made->add_option("NODE", raw.name, "its name or id; this data folder's if not given");
            made->add_flag("--no-wait", raw.noWait, "do not wait for its answer");
            return made;
        };
        for (CLI::App *made :
             {verb("drain", "take no more tasks, let the running ones end"), verb("resume", "take tasks again")})
            made->add_option("--worker", raw.worker, "only this worker of it, from 1")->check(CLI::PositiveNumber);
        verb("stop", "drain it, then end it");
        verb("restart", "drain it, then begin it anew");
    }

    void addTaskOptions(CLI::App *add)
    {
        add->add_option("--payload", raw.payload, "what it needs, a JSON object")->type_name("JSON");
        add->add_option("--queue", raw.queue, "queue, \"default\" if not given");
        add->add_option("--exclusive-key", raw.exclusiveKey, "one running task per key");
        add->add_option("--node", raw.node, "name of the node that must run it");
        add->add_option("--on-unknown", raw.onUnknown, "when cut off while publishing: ask, retry or skip")
            ->check(CLI::IsMember({"ask", "retry", "skip"}));
    }

    void addBreakers()
    {
        CLI::App *breakers = group("breakers", "what keeps calls away from programs and services that fail");
        breakers->add_subcommand("list", "state, rates, trips");
        const auto named = [this, breakers](const char *name, const char *text) {
            CLI::App *verb = breakers->add_subcommand(name, text);
            verb->add_option("NAME", raw.name, "its name: dolphin, telegram …")->required();
            return verb;
        };
        CLI::App *open = named("open", "let no call pass, on any node");
        open->add_option("--reason", raw.reason, "why; shown to everybody")->required();
        open->add_option("--for", raw.duration, "for how long: 90, 30m, 2h")->required()->type_name("TIME");
        named("close", "let calls pass and count anew");
        named("half-open", "do not wait any longer: try it with the next calls");
        named("reset", "counters and trips to nought");
        named("disable", "let all calls pass, whatever becomes of them")
            ->add_option("--reason", raw.reason, "why; shown to everybody");
    }

    void addSchedules()
    {
        CLI::App *schedules = group("schedules", "tasks that come by the clock");
        CLI::App *add = schedules->add_subcommand("add", "add one");
        add->add_option("NAME,--name", raw.name, "its name")->required();
        add->add_option("--cron", raw.cron, "minute hour day-of-month month day-of-week, or @hourly, @daily …")
            ->required();
        add->add_option("--time-zone,--tz", raw.timeZone, "like Europe/Berlin; this computer's if not given");
        add->add_option("--overlap", raw.overlap, "while the last one is not finished: skip, queue or replace")
            ->check(CLI::IsMember({"skip", "queue", "replace"}));
        add->add_option("--missed", raw.missed, "times that no node was there for: skip, once or all")
            ->check(CLI::IsMember({"skip", "once", "all"}));
        add->add_option("--kind", raw.kind, "kind of work: browser_flow, http_request …")->required();
        addTaskOptions(add);
        schedulePriority =
            add->add_option("--priority", raw.priority, "-100 to 100, larger first")->check(CLI::Range(-100, 100));
        scheduleAttempts = add->add_option("--max-attempts", raw.maxAttempts, "attempts, if not the kind's")
                               ->check(CLI::PositiveNumber);
        schedules->add_subcommand("list", "with the next times and what the last one did");
        const auto named = [this, schedules](const char *name, const char *text) {
            schedules->add_subcommand(name, text)->add_option("NAME", raw.name, "its name or number")->required();
        };
        named("pause", "let its times go by");
        named("resume", "go on with the next time");
        named("run", "a task of it now; prints the id");
        named("remove", "remove it; its tasks stay");
    }

    QString verb() const
    {
        QStringList words;
        for (const CLI::App *at = &app; !at->get_subcommands().empty();) {
            at = at->get_subcommands().front();
            words.append(QString::fromStdString(at->get_name()));
        }
        return words.join(u' ');
    }
};

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

QStringList texts(const Strings &values)
{
    QStringList list;
    for (const std::string &value : values)
        list.append(text(value));
    return list;
}

Request toRequest(const Parser &parser)
{
    const Raw &raw = parser.raw;
    Request request;
    request.dataDir = text(raw.dataDir);
    request.lang = text(raw.lang);
    request.url = text(raw.url);
    request.token = text(raw.token);
    request.json = raw.json;
    request.verb = parser.verb();
    request.ids = QList<qint64>(raw.ids.begin(), raw.ids.end());
    request.dependsOn = QList<qint64>(raw.dependsOn.begin(), raw.dependsOn.end());
    request.name = text(raw.name);
    request.file = text(raw.file);
    request.kind = text(raw.kind);
    request.payload = text(raw.payload);
    request.queue = text(raw.queue);
    request.runAt = text(raw.runAt);
    request.uniqueKey = text(raw.uniqueKey);
    request.exclusiveKey = text(raw.exclusiveKey);
    request.node = text(raw.node);
    request.onUnknown = text(raw.onUnknown);
    if (parser.priority->count() > 0 || parser.setPriority->count() > 0 || parser.schedulePriority->count() > 0)
        request.priority = raw.priority;
    if (parser.maxAttempts->count() > 0 || parser.scheduleAttempts->count() > 0)
        request.maxAttempts = raw.maxAttempts;
    request.states = text(raw.states);
    request.filter = text(raw.filter);
    request.limit = raw.limit;
    request.after = text(raw.after);
    request.seconds = raw.seconds;
    if (parser.timeout->count() > 0)
        request.timeout = raw.timeout;
    request.done = raw.done;
    request.cron = text(raw.cron);
    request.timeZone = text(raw.timeZone);
    request.overlap = text(raw.overlap);
    request.missed = text(raw.missed);
    request.until = text(raw.until);
    request.concurrency = text(raw.concurrency);
    request.rate = text(raw.rate);
    request.workerId = text(raw.workerId);
    request.dryRun = raw.dryRun;
    request.force = raw.force;
    request.wait = !raw.noWait;
    request.worker = raw.worker;
    request.reason = text(raw.reason);
    request.duration = text(raw.duration);
    request.flow = text(raw.flow);
    request.profiles = texts(raw.profiles);
    request.media = texts(raw.media);
    request.caption = text(raw.caption);
    request.tags = text(raw.tags);
    request.map = text(raw.map);
    request.spread = text(raw.spread);
    request.callback = text(raw.callback);
    request.draft = raw.draft;
    request.profile = text(raw.profile);
    request.variables = texts(raw.variables);
    return request;
}

} // namespace

std::variant<Request, int> readRequest(int argc, char **argv)
{
    // Asked for before the line is understood, since it decides how a fault is told.
    const bool json = std::any_of(argv, argv + argc, [](const char *a) { return std::string_view(a) == "--json"; });
    Parser parser;
    const auto wrongUse = [json](const std::string &what) {
        node::tellError({ErrorKind::Invalid, QStringLiteral("usage_invalid"), {text(what)}, {}}, json);
        return int(node::exitWrongUse);
    };
    try {
        parser.app.parse(argc, argv);
    } catch (const CLI::Success &asked) { // --help, --version
        parser.app.exit(asked, std::cout, std::cerr);
        return int(node::exitDone);
    } catch (const CLI::ParseError &error) {
        return wrongUse(error.what());
    }
    const Raw &raw = parser.raw;
    const QString verb = parser.verb();
    if (verb == u"tasks resolve" && !raw.done && !raw.again)
        return wrongUse("--done or --again is needed");
    if (verb == u"queues set" && raw.concurrency.empty() && raw.rate.empty())
        return wrongUse("--concurrency or --rate is needed");
    static const QStringList bulk{QStringLiteral("tasks cancel"), QStringLiteral("tasks retry"),
                                  QStringLiteral("tasks delete"), QStringLiteral("tasks undelete"),
                                  QStringLiteral("tasks snooze"), QStringLiteral("tasks set-priority")};
    if (bulk.contains(verb) && raw.ids.empty() && raw.filter.empty() && raw.states.empty() && raw.kind.empty())
        return wrongUse("the tasks' numbers, or --filter, --state or --kind are needed");
    if (verb == u"tasks add" && raw.kind.empty() && raw.file.empty())
        return wrongUse("--kind or --file is needed");
    if (verb == u"bulk-upload create" && raw.map.empty() && (raw.profiles.empty() || raw.media.empty()))
        return wrongUse("--profiles and --media, or --map, are needed");
    return toRequest(parser);
}

} // namespace pult::ctl
