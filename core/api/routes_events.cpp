// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backstage.h"

namespace pult::api {

using namespace Qt::StringLiterals;

Answer eventStreamAnswer()
{
    Answer answer;
    answer.contentType = "text/event-stream";
    answer.headers.emplaceBack("Cache-Control", "no-store");
    answer.headers.emplaceBack("X-Accel-Buffering", "no"); // nginx would keep events back
    answer.body = ": pult\n\n";
    return answer;
}

namespace {

Answer streamAnswer(const BackstagePtr &stage, const QByteArray &lastEventId)
{
    Answer answer = eventStreamAnswer();
    answer.stream = [stage, lastEventId](StreamSink sink) {
        return stage->feed().subscribe(std::move(sink), lastEventId);
    };
    return answer;
}

} // namespace

QList<Route> eventRoutes(const BackstagePtr &stage)
{
    const QJsonObject content{
        {u"text/event-stream"_s, QJsonObject{{u"schema"_s, QJsonObject{{u"type"_s, u"string"_s}}}}}};
    return {
        RouteMaker("GET", "/api/v1/events", "streamEvents", "Records", "What changes in the lists, as it happens")
            .describe("Server-Sent Events. `refresh` names lists to load anew, with their tags; `delta` holds what "
                      "changed in a list since the tag `base`. With Last-Event-ID the stream goes on where it was "
                      "left, or says with `refresh` that this is not known any more. Comments show that it lives.")
            .query("last_event_id", textSchema(100), "Instead of the header Last-Event-ID.")
            .answers(200, "A stream without an end.", content)
            .handle([stage](const Call &call) {
                QByteArray last = call.request.header("Last-Event-ID").left(100);
                if (last.isEmpty())
                    last = call.text("last_event_id").toLatin1();
                return answered(streamAnswer(stage, last));
            }),
    };
}

} // namespace pult::api
