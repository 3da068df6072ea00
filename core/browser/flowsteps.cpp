// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The steps of @puppeteer/replay 3.1.3, as its PuppeteerRunnerExtension.ts plays them.
#include "cdpconnection.h"
#include "flowcheck.h"
#include "flowrunner.h"
#include "flowscripts.h"

#include <algorithm>

namespace pult::browser {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto navigateLimit = 30s; ///< puppeteer's for page loads, whatever the step's
constexpr auto keyPause = 100ms;    ///< after a key
constexpr auto waitPause = 100ms;   ///< between looks of waitForElement
constexpr auto expressionPause = 30ms;

QString mouseButton(const QString &name)
{
    static const QHash<QString, QString> names{{u"auxiliary"_s, u"middle"_s},
                                               {u"secondary"_s, u"right"_s},
                                               {u"back"_s, u"back"_s},
                                               {u"forward"_s, u"forward"_s}};
    return names.value(name, u"left"_s);
}

bool compares(qsizetype found, const QString &comparison, double wanted)
{
    if (comparison == "=="_L1)
        return double(found) == wanted;
    return comparison == "<="_L1 ? double(found) <= wanted : double(found) >= wanted;
}

} // namespace

QCoro::Task<Result<>> FlowRunner::click(Step &step, int count)
{
    FlowInput::Click click;
    click.button = mouseButton(step.json.value(u"button").toString());
    click.count = count;
    if (step.json.value(u"duration").isDouble())
        click.hold = std::chrono::milliseconds(std::max(qint64(0), qint64(step.json.value(u"duration").toDouble())));
    const QPointF offset(step.json.value(u"offsetX").toDouble(), step.json.value(u"offsetY").toDouble());
    const Action action = [this, offset, click](Step &s, QString element) {
        return clickElement(s, element, offset, click);
    };
    const QList<QStringList> selectors = selectorsOf(step.json.value(u"selectors"));
    Result<> result = co_await withElement(step, selectors, InView | Stable | Enabled, action);
    co_return result;
}

QCoro::Task<Result<>> FlowRunner::hover(Step &step)
{
    const Action action = [this](Step &s, QString element) { return hoverElement(s, element); };
    const QList<QStringList> selectors = selectorsOf(step.json.value(u"selectors"));
    Result<> result = co_await withElement(step, selectors, InView | Stable, action);
    co_return result;
}

/// A file input is not filled but given the task's media; it may be hidden, so it is looked for first.
QCoro::Task<Result<>> FlowRunner::change(Step &step)
{
    const QList<QStringList> selectors = selectorsOf(step.json.value(u"selectors"));
    const QString value = step.json.value(u"value").toString();
    QList<FlowQuery> queries;
    for (const QStringList &chain : selectors)
        queries.append(queryOfChain(chain));
    FlowLocator locator(step.page(), step.frameId);
    bool isFile = isFakePath(value);
    while (!isFile) {
        const Result<QString> found = co_await locator.first(queries, step.left());
        if (!found || found->isEmpty()) {
            if (step.deadline.hasExpired() || (!found && isFinal(found.error())))
                break;
            const Result<> slept = co_await sleepFor(found ? 40ms : 100ms, m_token);
            if (!slept)
                co_return slept;
            continue;
        }
        const Result<QJsonValue> input = co_await locator.ask(u"fileInput"_s, *found, step.left());
        isFile = input && input->isObject();
        break;
    }
    if (!isFile) {
        const Action fill = [this](Step &s, QString element) { return fillElement(s, element); };
        Result<> filled = co_await withElement(step, selectors, InView | Stable | Enabled, fill);
        co_return filled;
    }
    QJsonArray media = step.json.value(u"pult").toObject().value(u"media").toArray();
    if (media.isEmpty() && !isFakePath(value))
        media = {value};
    if (media.isEmpty())
        co_return fail(ErrorKind::Invalid, "flow_media_missing", {QString::number(step.index + 1)});
    const Result<QStringList> files = checkedFiles(media);
    if (!files)
        co_return fail(files.error());
    const Action choose = [this, list = *files](Step &s, QString element) { return setFiles(s, element, list); };
    Result<> set = co_await withElement(step, selectors, 0, choose);
    co_return set;
}

QCoro::Task<Result<>> FlowRunner::scroll(Step &step)
{
    if (step.json.contains(u"selectors")) {
        const Action action = [this](Step &s, QString element) { return scrollElement(s, element); };
        const QList<QStringList> selectors = selectorsOf(step.json.value(u"selectors"));
        Result<> scrolled = co_await withElement(step, selectors, InView | Stable, action);
        co_return scrolled;
    }
    const Result<> begun = co_await beginTouching(step);
    if (!begun)
        co_return begun;
    const QJsonArray place{QJsonObject{{u"value"_s, step.json.value(u"x").toDouble()}},
                           QJsonObject{{u"value"_s, step.json.value(u"y").toDouble()}}};
    const Result<QJsonObject> scrolled = co_await step.page().call(
        step.frameId, FlowWorld::Page, u"(x, y) => window.scroll(x, y)"_s, place, true, step.left());
    if (!scrolled)
        co_return fail(scrolled.error());
    co_return {};
}

/// Keys go to the run's own tab, whatever the step's target.
QCoro::Task<Result<>> FlowRunner::key(Step &step, bool down)
{
    const Result<> begun = co_await beginTouching(step);
    if (!begun)
        co_return begun;
    const QString name = step.json.value(u"key").toString();
    step.touched = true;
    Result<> sent;
    if (down)
        sent = co_await m_tabs.main()->input.keyDown(name, step.left());
    else
        sent = co_await m_tabs.main()->input.keyUp(name, step.left());
    if (!sent)
        co_return sent;
    Result<> slept = co_await sleepFor(keyPause, m_token);
    co_return slept;
}

QCoro::Task<Result<>> FlowRunner::navigate(Step &step)
{
    const Result<> begun = co_await beginTouching(step);
    if (!begun)
        co_return begun;
    const bool own = step.tab == m_tabs.main();
    const auto limit = own ? std::max<std::chrono::milliseconds>(navigateLimit, step.timeout) : step.timeout;
    const QString url = step.json.value(u"url").toString();
    NavigationWatch watch(step.page().frames(), step.frameId, limit);
    step.touched = true;
    const QJsonObject params{{u"url"_s, url}, {u"frameId"_s, step.frameId}};
    const Result<QJsonObject> answer = co_await step.page().send(step.frameId, u"Page.navigate"_s, params, limit);
    if (!answer) {
        // A server that is silent leaves the command without an answer and the tab loading.
        if (answer.error().kind == ErrorKind::Timeout && !m_token.isCancelled()) {
            co_await step.page().send(step.frameId, u"Page.stopLoading"_s, {}, 2s);
            co_return fail(ErrorKind::Timeout, "navigation_timeout");
        }
        co_return fail(answer.error());
    }
    const QString error = answer->value(u"errorText").toString();
    if (!error.isEmpty() && error != "net::ERR_HTTP_RESPONSE_CODE_FAILURE"_L1)
        co_return fail(ErrorKind::Network, "navigation_failed", {QString(error + u" at "_s + url)});
    const bool fresh = !answer->value(u"loaderId").toString().isEmpty();
    const auto accepted = fresh ? NavigationWatch::NewDocument : NavigationWatch::SameDocument;
    const Result<> finished = co_await watch.finished(accepted, m_token);
    if (!finished && finished.error().kind == ErrorKind::Timeout && !m_token.isCancelled())
        co_await step.page().send(step.frameId, u"Page.stopLoading"_s, {}, 2s);
    if (!finished)
        co_return finished;
    // A page that crashes stops loading, too, and the news of that may come first.
    const QJsonObject anything{{u"expression"_s, u"0"_s}};
    const Result<QJsonObject> alive = co_await step.page().send(step.frameId, u"Runtime.evaluate"_s, anything, 2s);
    if (!alive && step.page().isCrashed())
        co_return fail(alive.error());
    co_return {};
}

QCoro::Task<Result<>> FlowRunner::close(Step &step)
{
    if (step.aimsAtFrame)
        co_return {};
    const Result<> begun = co_await beginTouching(step);
    if (!begun)
        co_return begun;
    const QJsonObject params{{u"targetId"_s, step.page().targetId()}};
    const Result<QJsonObject> closed =
        co_await m_connection.send({}, u"Target.closeTarget"_s, params, step.left(), &m_token);
    if (!closed)
        co_return fail(closed.error());
    while (!step.page().isGone()) {
        if (step.deadline.hasExpired())
            co_return fail(ErrorKind::Timeout, "cdp_timeout", {u"Target.closeTarget"_s});
        const Result<> slept = co_await sleepFor(10ms, m_token);
        if (!slept)
            co_return slept;
    }
    co_return {};
}

QCoro::Task<Result<>> FlowRunner::setViewport(Step &step)
{
    if (step.aimsAtFrame)
        co_return {};
    const Result<> begun = co_await beginTouching(step);
    if (!begun)
        co_return begun;
    Result<> set = co_await step.page().emulation().setViewport(step.json, step.left());
    co_return set;
}

QCoro::Task<Result<>> FlowRunner::waitForElement(Step &step)
{
    const Result<> begun = co_await beginTouching(step);
    if (!begun)
        co_return begun;
    const bool visible = step.json.value(u"visible").toBool(true);
    if (step.json.contains(u"operator") && step.json.value(u"operator").toString().isEmpty())
        co_return fail(ErrorKind::Invalid, "operator_unknown", {u"the operator is empty"_s});
    do {
        const Result<bool> matched = co_await elementsMatch(step);
        if (matched && *matched == visible)
            co_return {};
        if (!matched && !FlowPage::isPassing(matched.error()))
            co_return fail(matched.error());
        const Result<> slept = co_await sleepFor(waitPause, m_token);
        if (!slept)
            co_return slept;
    } while (!step.deadline.hasExpired());
    co_return fail(ErrorKind::Timeout, "element_missing", {u"the elements did not come to be as asked"_s});
}

QCoro::Task<Result<bool>> FlowRunner::elementsMatch(Step &step)
{
    FlowLocator locator(step.page(), step.frameId);
    const Result<QStringList> found =
        co_await locator.allOfChains(selectorsOf(step.json.value(u"selectors")), step.left());
    if (!found)
        co_return fail(found.error());
    if (!compares(found->size(), step.json.value(u"operator").toString(), step.json.value(u"count").toDouble(1)))
        co_return false;
    if (!step.json.contains(u"properties") && !step.json.contains(u"attributes"))
        co_return true;
    const auto optional = [&step](const QString &field) {
        return step.json.contains(field) ? QJsonObject{{u"value"_s, step.json.value(field)}} : QJsonObject{};
    };
    QJsonArray arguments{optional(u"properties"_s), optional(u"attributes"_s)};
    for (const QString &element : *found) {
        const Result<QString> inPage =
            co_await step.page().transfer(step.frameId, element, FlowWorld::Page, step.left());
        if (!inPage)
            co_return fail(inPage.error());
        arguments.append(QJsonObject{{u"objectId"_s, *inPage}});
    }
    const Result<QJsonObject> matched = co_await step.page().call(
        step.frameId, FlowWorld::Page, QString::fromUtf16(scripts::matches), arguments, true, step.left());
    if (!matched)
        co_return fail(matched.error());
    co_return matched->value(u"value").toBool();
}

/// An expression that is false is asked again; one that throws only when there is another document.
QCoro::Task<Result<>> FlowRunner::waitForExpression(Step &step)
{
    const Result<> begun = co_await beginTouching(step);
    if (!begun)
        co_return begun;
    const QString function =
        u"async () => !!(await (() => {return ("_s + step.json.value(u"expression").toString() + u");})())"_s;
    Error last{ErrorKind::Timeout, u"expression_false"_s, {u"the expression did not come true in time"_s}, {}};
    int thrownIn = 0;
    while (!step.deadline.hasExpired()) {
        const FlowFrame *frame = step.page().frames().frame(step.frameId);
        const int context = frame ? frame->mainContext : 0;
        if (thrownIn == 0 || (context != 0 && context != thrownIn)) {
            const Result<QJsonObject> answer =
                co_await step.page().call(step.frameId, FlowWorld::Page, function, {}, true, step.left());
            if (answer && answer->value(u"value").toBool())
                co_return {};
            const bool thrown = !answer && answer.error().code == "script_failed"_L1;
            if (thrown && !answer.error().arguments.value(0).startsWith(u"SyntaxError")) {
                last = answer.error();
                // While the document is still being read, what it will have may only be missing yet.
                const FlowFrame *now = step.page().frames().frame(step.frameId);
                thrownIn = now && now->lifecycle.contains(u"DOMContentLoaded"_s) ? context : 0;
            } else if (!answer && !FlowPage::isPassing(answer.error())) {
                co_return fail(answer.error());
            }
        }
        const Result<> slept = co_await sleepFor(expressionPause, m_token);
        if (!slept)
            co_return slept;
    }
    co_return fail(last);
}

QCoro::Task<Result<>> FlowRunner::emulateNetwork(Step &step)
{
    const Result<> begun = co_await beginTouching(step);
    if (!begun)
        co_return begun;
    const double download = step.json.value(u"download").toDouble();
    const double upload = step.json.value(u"upload").toDouble();
    const QJsonObject conditions{{u"offline"_s, download == 0 && upload == 0},
                                 {u"latency"_s, step.json.value(u"latency")},
                                 {u"uploadThroughput"_s, upload},
                                 {u"downloadThroughput"_s, download}};
    Result<> set = co_await m_tabs.main()->page->emulation().emulateNetwork(conditions, step.left());
    co_return set;
}

} // namespace pult::browser
