// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"
#include "taskwords.h"
#include "verbs.h"

#include <base/errortext.h>
#include <browser/flow.h>
#include <node/startoptions.h>
#include <node/taskdetailjson.h>

#include <QJsonArray>
#include <QJsonDocument>

#include <thread>

namespace pult::ctl {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds pollInterval = 300ms;

QJsonObject noteJson(const browser::FlowNote &note)
{
    return {{u"step"_s, note.step < 0 ? QJsonValue() : QJsonValue(note.step + 1)},
            {u"error"_s, note.isError},
            {u"code"_s, note.what.code},
            {u"message"_s, errorSentence(note.what)},
            {u"advice"_s, errorAdvice(note.what)}};
}

/// 0 when it can be played, 1 when something in it is wrong.
Result<int> check(const Request &request)
{
    const auto bytes = readFile(request.flow);
    if (!bytes)
        return fail(bytes.error());
    const QList<browser::FlowNote> notes = browser::checkFlow(*bytes);
    const auto flow = browser::parseFlow(*bytes);
    QJsonArray items;
    bool good = flow.has_value();
    for (const browser::FlowNote &note : notes) {
        good = good && !note.isError;
        items.append(noteJson(note));
        if (!request.json)
            printLine((note.isError ? CtlTr::tr("error: %1") : CtlTr::tr("note: %1")).arg(errorText(note.what)));
    }
    const QStringList variables = flow ? browser::flowVariables(*flow) : QStringList();
    if (request.json) {
        printJson({{u"ok"_s, good},
                   {u"title"_s, flow ? flow->title : QString()},
                   {u"steps"_s, flow ? int(flow->steps.size()) : 0},
                   {u"variables"_s, QJsonArray::fromStringList(variables)},
                   {u"notes"_s, items}});
    } else if (good) {
        printLine(CtlTr::tr("%1: %n step(s).", nullptr, int(flow->steps.size())).arg(flow->title));
        if (!variables.isEmpty())
            printLine(CtlTr::tr("Needs: %1").arg(variables.join(u", "_s)));
    } else if (notes.isEmpty()) {
        printLine(CtlTr::tr("error: %1").arg(errorText(flow.error())));
    }
    return int(good ? node::exitDone : node::exitFailed);
}

Result<QJsonObject> readVariables(const QStringList &given)
{
    QJsonObject variables;
    for (const QString &text : given) {
        const qsizetype split = text.indexOf(u'=');
        if (split < 1)
            return fail(ErrorKind::Invalid, "argument_invalid", {u"--set"_s, text, u"name=value"_s});
        variables.insert(text.left(split), text.mid(split + 1));
    }
    return variables;
}

Result<queue::NewTask> flowTask(const Request &request)
{
    const auto bytes = readFile(request.flow);
    if (!bytes)
        return fail(bytes.error());
    const auto flow = browser::parseFlow(*bytes);
    if (!flow)
        return fail(flow.error());
    const auto variables = readVariables(request.variables);
    if (!variables)
        return fail(variables.error());
    const QJsonObject payload{{u"flow"_s, flow->json}, {u"profile"_s, request.profile}, {u"variables"_s, *variables}};
    queue::NewTask task;
    task.kind = u"browser_flow"_s;
    task.payload = QJsonDocument(payload).toJson(QJsonDocument::Compact);
    task.maxAttempts = 1; // whoever plays it by hand wants to see the first fault
    return task;
}

/// Somebody must be there to play it, or this would wait for ever.
Result<> checkNodes(Session &session)
{
    const auto nodes = Session::await(session.commands().listNodes());
    if (!nodes)
        return fail(nodes.error());
    for (const queue::NodeInfo &info : *nodes) {
        if (info.state == "running"_L1 || info.state == "late"_L1)
            return {};
    }
    return fail(ErrorKind::Unavailable, "node_none");
}

Result<int> play(Session &session, const Request &request)
{
    const auto task = flowTask(request);
    if (!task)
        return fail(task.error());
    if (const Result<> served = checkNodes(session); !served)
        return fail(served.error());
    const auto ids = Session::await(session.commands().addTasks({*task}));
    if (!ids)
        return fail(ids.error());

    QString shown;
    for (;;) {
        const auto detail = Session::await(session.commands().showTask(ids->first()));
        if (!detail)
            return fail(detail.error());
        const queue::Task &now = detail->task;
        if (queue::isFinished(now.state)) {
            if (request.json)
                printJson(node::toJson(*detail));
            else
                printLine(detailText(*detail));
            return int(now.state == queue::TaskState::Completed ? node::exitDone : node::exitFailed);
        }
        const QString line = u"%1  %2"_s.arg(stateText(now), reasonText(now));
        if (line != shown)
            printProgress(line);
        shown = line;
        std::this_thread::sleep_for(pollInterval);
    }
}

} // namespace

void addFlowVerbs(Verbs &verbs)
{
    verbs.insert(u"flow check"_s, check);
    verbs.insert(u"flow run"_s, withSession(play));
}

} // namespace pult::ctl
