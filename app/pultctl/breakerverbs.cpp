// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "listing.h"
#include "output.h"
#include "taskwords.h"
#include "verbs.h"

#include <base/errortext.h>
#include <queue/valuesfromjson.h>

#include <QRegularExpression>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

using Breakers = QList<queue::BreakerInfo>;

QString stateText(const queue::BreakerInfo &breaker)
{
    switch (breaker.state) {
    case BreakerState::Closed:
        return CtlTr::tr("closed", "breaker");
    case BreakerState::Open:
        return CtlTr::tr("open", "breaker");
    case BreakerState::HalfOpen:
        return CtlTr::tr("half-open");
    case BreakerState::ForcedOpen:
        return CtlTr::tr("forced open");
    case BreakerState::Disabled:
        return CtlTr::tr("disabled", "breaker");
    }
    return {};
}

Colour colourOf(BreakerState state)
{
    switch (state) {
    case BreakerState::Closed:
        return Colour::Green;
    case BreakerState::Open:
        return Colour::Red;
    case BreakerState::HalfOpen:
        return Colour::Amber;
    case BreakerState::ForcedOpen:
    case BreakerState::Disabled:
        return Colour::Violet;
    }
    return Colour::None;
}

QString percent(int part, int whole)
{
    return whole == 0 ? u"–"_s : CtlTr::tr("%1 %").arg(qRound(100.0 * part / whole));
}

void drawBreakers(const Breakers &breakers)
{
    Table table({CtlTr::tr("Breaker"), CtlTr::tr("Computer"), CtlTr::tr("State"), CtlTr::tr("Until"),
                 CtlTr::tr("Calls/min"), CtlTr::tr("Failing"), CtlTr::tr("Slow"), CtlTr::tr("Turned away"),
                 CtlTr::tr("Trips in 24 h"), CtlTr::tr("Reason")});
    for (const queue::BreakerInfo &breaker : breakers) {
        const QString why = !breaker.reason.isEmpty() ? breaker.reason
                            : breaker.lastError       ? errorSentence(*breaker.lastError)
                                                      : QString();
        const bool timed = breaker.isBlocking() && breaker.left.count() > 0 && breaker.until;
        table.addRow({{breaker.name},
                      {breaker.scope},
                      {stateText(breaker), colourOf(breaker.state)},
                      {timed ? toIso(*breaker.until) : QString()},
                      {QString::number(breaker.window.calls), Colour::None, true},
                      {percent(breaker.window.failures, breaker.window.calls), Colour::None, true},
                      {percent(breaker.window.slow, breaker.window.calls), Colour::None, true},
                      {QString::number(breaker.counters.notPermitted), Colour::None, true},
                      {QString::number(breaker.tripsOfTheDay), Colour::None, true},
                      {why}});
    }
    print(table, CtlTr::tr("No breakers yet. One comes into being with the first call to what it guards."));
}

Result<int> list(Session &session, const Request &request)
{
    return tellList(request, Session::await(session.commands().listBreakers()), &drawBreakers);
}

Result<int> carryOut(Session &session, const Request &request, queue::BreakerWish wish)
{
    queue::BreakerOrder order;
    order.wish = wish;
    order.name = request.name;
    order.reason = request.reason;
    if (wish == queue::BreakerWish::ForceOpen) {
        const Result<std::chrono::seconds> time = durationOption(u"--for"_s, request.duration);
        if (!time)
            return fail(time.error());
        order.time = *time;
    }
    return tellList(request, Session::await(session.commands().orderBreaker(order)), &drawBreakers);
}

Result<int> orderRemotely(const Request &request, const QString &word, const QJsonObject &body)
{
    const QString path = u"/api/v1/breakers/%1/%2"_s.arg(encoded(request.name), word);
    return tellList(request, {"POST", path, {}, bodyOf(body)}, &queue::breakerFromJson, &drawBreakers);
}

Result<int> openRemotely(const Request &request)
{
    const Result<std::chrono::seconds> time = durationOption(u"--for"_s, request.duration);
    if (!time)
        return fail(time.error());
    return orderRemotely(request, u"open"_s, {{u"reason"_s, request.reason}, {u"seconds"_s, qint64(time->count())}});
}

Verb remoteOrder(const QString &word)
{
    return [word](const Request &request) {
        QJsonObject body;
        if (!request.reason.isEmpty())
            body.insert(u"reason"_s, request.reason);
        return orderRemotely(request, word, body);
    };
}

Verb verbOf(queue::BreakerWish wish)
{
    return withSession([wish](Session &session, const Request &request) { return carryOut(session, request, wish); });
}

} // namespace

Result<std::chrono::seconds> durationOption(const QString &option, const QString &text)
{
    static const QRegularExpression form(u"^([1-9]\\d{0,7})(s|m|h|d)?$"_s);
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return fail(ErrorKind::Invalid, "argument_invalid", {option, text, u"90, 90s, 30m, 2h, 1d"_s});
    const QString unit = match.captured(2);
    const qint64 factor = unit == "m"_L1 ? 60 : unit == "h"_L1 ? 3600 : unit == "d"_L1 ? 86400 : 1;
    return std::chrono::seconds(match.captured(1).toLongLong() * factor);
}

void addBreakerVerbs(Verbs &verbs)
{
    verbs.insert(u"breakers list"_s, withSession(list));
    verbs.insert(u"breakers open"_s, verbOf(queue::BreakerWish::ForceOpen));
    verbs.insert(u"breakers close"_s, verbOf(queue::BreakerWish::Close));
    verbs.insert(u"breakers half-open"_s, verbOf(queue::BreakerWish::HalfOpen));
    verbs.insert(u"breakers reset"_s, verbOf(queue::BreakerWish::Reset));
    verbs.insert(u"breakers disable"_s, verbOf(queue::BreakerWish::Disable));
}

void addRemoteBreakerVerbs(Verbs &verbs)
{
    verbs.insert(u"breakers list"_s, remoteList(u"/api/v1/breakers"_s, &queue::breakerFromJson, &drawBreakers));
    verbs.insert(u"breakers open"_s, openRemotely);
    for (const QString &word : {u"close"_s, u"half-open"_s, u"reset"_s, u"disable"_s})
        verbs.insert(QString(u"breakers "_s + word), remoteOrder(word));
}

} // namespace pult::ctl
