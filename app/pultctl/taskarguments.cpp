// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"
#include "output.h"

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

void addIds(VerbSpec &verb, const QString &about)
{
    verb.option(u"ID"_s, &Request::ids, about).required().atLeast(1);
}

/// Of tasks by number, or of all that match a filter.
VerbSpec &bulkVerb(CommandLine &line, const QString &name, const QString &about)
{
    return line.verb(name, about)
        .option(u"ID"_s, &Request::ids, CtlTr::tr("tasks"))
        .atLeast(1)
        .option(u"--filter"_s, &Request::filter,
                CtlTr::tr("all that match: state:failed kind:K queue:Q batch:N operation:N, text"))
        .excludes(u"ID"_s)
        .option(u"--state"_s, &Request::states, CtlTr::tr("all in these states, by comma; also: failed, waiting"))
        .excludes(u"ID"_s)
        .option(u"--kind"_s, &Request::kind, CtlTr::tr("all of this kind"))
        .excludes(u"ID"_s)
        .option(u"--dry-run"_s, &Request::dryRun, CtlTr::tr("say how many match, change nothing"))
        .excludes(u"ID"_s)
        .option(u"--no-wait"_s, &Request::wait, CtlTr::tr("leave it to the nodes"))
        .excludes(u"ID"_s)
        .rule([](const Request &request) {
            const bool named = !request.ids.isEmpty() || !request.filter.isEmpty() || !request.states.isEmpty() ||
                               !request.kind.isEmpty();
            return named ? QString() : CtlTr::tr("the tasks' numbers, or --filter, --state or --kind are needed");
        });
}

void addAdding(CommandLine &line)
{
    VerbSpec &add = line.verb(u"tasks add"_s, CtlTr::tr("add a task, or a file of them; prints the ids"));
    add.option(u"--kind"_s, &Request::kind, CtlTr::tr("kind of work: browser_flow, http_request …"));
    addTaskOptions(add);
    add.option(u"--run-at"_s, &Request::runAt, CtlTr::tr("not before this time (ISO 8601)"))
        .typeName(u"TIME"_s)
        .option(u"--unique-key"_s, &Request::uniqueKey, CtlTr::tr("refuse it while an unfinished task has this key"))
        .option(u"--depends-on"_s, &Request::dependsOn, CtlTr::tr("tasks that must be completed first"))
        .typeName(u"ID"_s)
        .option(u"--file"_s, &Request::file, CtlTr::tr("JSON lines, one task each"))
        .typeName(u"F.jsonl"_s)
        .excludes(u"--kind"_s)
        .rule([](const Request &request) {
            const bool given = !request.kind.isEmpty() || !request.file.isEmpty();
            return given ? QString() : CtlTr::tr("--kind or --file is needed");
        })
        .example(u"pultctl tasks add --kind http_request --payload '{\"url\":\"https://example.com/\"}'"_s)
        .example(u"pultctl tasks add --file tasks.jsonl"_s);
}

void addReading(CommandLine &line)
{
    line.verb(u"tasks list"_s, CtlTr::tr("newest first"))
        .option(u"--state"_s, &Request::states, CtlTr::tr("states by comma; also: failed, waiting"))
        .option(u"--kind"_s, &Request::kind, CtlTr::tr("kind of work"))
        .option(u"--filter"_s, &Request::filter,
                CtlTr::tr("words: state:failed kind:K queue:Q batch:N, or text to find"))
        .option(u"--limit"_s, &Request::limit, CtlTr::tr("at most this many"))
        .range(1, 10000)
        .option(u"--after"_s, &Request::after, CtlTr::tr("\"next\" of the page before"))
        .typeName(u"CURSOR"_s)
        .example(u"pultctl tasks list --state failed --kind bulk_upload"_s)
        .example(u"pultctl --json tasks list --limit 1000 | jq '.items[].id'"_s);
    line.verb(u"tasks stats"_s, CtlTr::tr("counts by state and by attempts"));
    addIds(line.verb(u"tasks show"_s, CtlTr::tr("everything about them")), CtlTr::tr("tasks"));
    addIds(line.verb(u"tasks why"_s, CtlTr::tr("why they wait")), CtlTr::tr("tasks"));
    line.verb(u"tasks deleted"_s, CtlTr::tr("what was deleted within a day, newest first"))
        .option(u"--limit"_s, &Request::limit, CtlTr::tr("at most this many"))
        .range(1, 1000)
        .option(u"--after"_s, &Request::after, CtlTr::tr("\"next\" of the page before"))
        .typeName(u"CURSOR"_s);
}

void addChanging(CommandLine &line)
{
    bulkVerb(line, u"tasks cancel"_s, CtlTr::tr("cancel them"))
        .example(u"pultctl tasks cancel --filter 'queue:mail text' --dry-run"_s);
    bulkVerb(line, u"tasks retry"_s, CtlTr::tr("try them again, with fresh attempts"))
        .example(u"pultctl tasks retry 17 18"_s)
        .example(u"pultctl tasks retry --state failed --kind http_request"_s);
    bulkVerb(line, u"tasks snooze"_s, CtlTr::tr("put them off without using an attempt"))
        .option(u"--seconds,--for"_s, &Request::seconds, CtlTr::tr("for how long"))
        .required()
        .atLeast(1);
    bulkVerb(line, u"tasks set-priority"_s, CtlTr::tr("change their priority"))
        .option(u"--priority"_s, &Request::priority, CtlTr::tr("-100 to 100, larger first"))
        .required()
        .range(-100, 100);
    bulkVerb(line, u"tasks delete"_s, CtlTr::tr("delete them, unless they run; for a day they can be brought back"));
    bulkVerb(line, u"tasks undelete"_s, CtlTr::tr("bring deleted ones back"));
    VerbSpec &resolve = line.verb(u"tasks resolve"_s, CtlTr::tr("answer an unknown outcome"));
    addIds(resolve, CtlTr::tr("tasks"));
    resolve.option(u"--done"_s, &Request::done, CtlTr::tr("it was published"))
        .option(u"--again"_s, &Request::again, CtlTr::tr("it was not, run it again"))
        .excludes(u"--done"_s)
        .rule([](const Request &request) {
            return request.done || request.again ? QString() : CtlTr::tr("--done or --again is needed");
        });
}

} // namespace

VerbSpec &addTaskOptions(VerbSpec &verb)
{
    return verb.option(u"--payload"_s, &Request::payload, CtlTr::tr("what it needs, a JSON object"))
        .typeName(u"JSON"_s)
        .option(u"--queue"_s, &Request::queue, CtlTr::tr("queue, \"default\" if not given"))
        .option(u"--exclusive-key"_s, &Request::exclusiveKey, CtlTr::tr("one running task per key"))
        .option(u"--node"_s, &Request::node, CtlTr::tr("name of the node that must run it"))
        .option(u"--priority"_s, &Request::priority, CtlTr::tr("-100 to 100, larger first"))
        .range(-100, 100)
        .option(u"--max-attempts"_s, &Request::maxAttempts, CtlTr::tr("attempts, if not the kind's"))
        .atLeast(1)
        .option(u"--on-unknown"_s, &Request::onUnknown, CtlTr::tr("when cut off while publishing: ask, retry or skip"))
        .oneOf({u"ask"_s, u"retry"_s, u"skip"_s});
}

void addTaskArguments(CommandLine &line)
{
    line.group(u"tasks"_s, CtlTr::tr("tasks of all queues"))
        .example(u"pultctl tasks list --state failed --kind bulk_upload"_s)
        .example(u"pultctl tasks why 17"_s)
        .example(u"pultctl tasks retry --filter 'state:failed queue:mail'"_s);
    addAdding(line);
    addReading(line);
    addChanging(line);
    line.verb(u"wait"_s, CtlTr::tr("wait until no task is left to run"))
        .option(u"--until-idle"_s, &Request::untilIdle, CtlTr::tr("the only thing to wait for"))
        .required()
        .option(u"--timeout"_s, &Request::timeout, CtlTr::tr("give up after S seconds with exit code 4"))
        .typeName(u"S"_s)
        .atLeast(0)
        .example(u"pultctl wait --until-idle --timeout 600"_s);
}

} // namespace pult::ctl
