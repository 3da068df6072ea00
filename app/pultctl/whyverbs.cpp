// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"
#include "remoteverbs.h"

#include <node/startoptions.h>
#include <queue/placesjson.h>

#include <QJsonArray>
#include <QJsonDocument>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

using Explain = std::function<Result<QList<queue::WhyLink>>(queue::Id)>;

/// The sentences are made here, in the language of who asks, whoever knew the reasons.
Result<int> why(const Request &request, const Explain &explain)
{
    QJsonArray objects;
    for (const queue::Id id : request.ids) {
        const auto chain = explain(id);
        if (!chain)
            return fail(chain.error());
        const QJsonArray links = queue::toJson(*chain);
        objects.append(QJsonObject{{u"id"_s, id},
                                   {u"state"_s, queue::nameOf(chain->constFirst().state)},
                                   {u"waiting_for"_s, links.first()[u"waiting_for"]},
                                   {u"sentence"_s, queue::whySentence(*chain)},
                                   {u"chain"_s, links}});
        if (!request.json)
            printLine(queue::whySentence(*chain));
    }
    if (request.json)
        printObjects(objects);
    return int(node::exitDone);
}

Result<int> whyRemotely(const Request &request)
{
    return why(request, [&request](queue::Id id) -> Result<QList<queue::WhyLink>> {
        const Result<RemoteAnswer> reply = callNode(request, {"GET", u"/api/v1/tasks/%1/why"_s.arg(id), {}, {}});
        if (!reply)
            return fail(reply.error());
        const auto chain = queue::whyFromJson(QJsonDocument::fromJson(reply->body)[u"items"].toArray());
        if (chain.isEmpty())
            return fail(ErrorKind::Unavailable, "api_refused", {QString::number(reply->status), u"-"_s});
        return chain;
    });
}

} // namespace

void addWhyVerbs(Verbs &verbs)
{
    verbs.insert(u"tasks why"_s, withSession([](Session &session, const Request &request) {
                     return why(request, [&session](queue::Id id) {
                         return Session::await(session.commands().explainTask(id));
                     });
                 }));
}

void addRemoteWhyVerbs(Verbs &verbs)
{
    verbs.insert(u"tasks why"_s, whyRemotely);
}

} // namespace pult::ctl
