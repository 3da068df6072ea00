// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Finding an element, waiting until it can be used, and using it, as puppeteer's locators do
// (api/locators/locators.ts).
#include "flowrunner.h"
#include "flowscripts.h"

#include <QDir>
#include <QFileInfo>

namespace pult::browser {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto retryPause = 100ms;      ///< after something failed
constexpr auto pollPause = 40ms;        ///< between looks for an element
constexpr qsizetype longestTyped = 100; ///< longer texts are set at once

QJsonArray arguments(const QString &element, const QJsonValue &value)
{
    return {QJsonObject{{u"objectId"_s, element}}, QJsonObject{{u"value"_s, value}}};
}

QString script(const char16_t *source)
{
    return QString::fromUtf16(source);
}

} // namespace

QCoro::Task<Result<>> FlowRunner::withElement(Step &step, QList<QStringList> selectors, int ready, Action action)
{
    QList<FlowQuery> queries;
    for (const QStringList &chain : std::as_const(selectors))
        queries.append(queryOfChain(chain));
    FlowLocator locator(step.page(), step.frameId);
    Error last{ErrorKind::NotFound, u"element_missing"_s, {u"no element matches"_s}, {}};
    for (;;) {
        const Result<QString> found = co_await locator.first(queries, step.left());
        Result<> result = fail(last);
        bool isReadyNow = false;
        if (found && !found->isEmpty()) {
            const Result<bool> usable = co_await isReady(step, *found, ready);
            isReadyNow = usable.value_or(false);
            if (!usable)
                result = fail(usable.error());
            else if (!isReadyNow)
                result = fail(ErrorKind::Timeout, "element_not_ready",
                              {u"the element did not become visible, still and enabled"_s});
        } else if (!found) {
            result = fail(found.error());
        }
        if (isReadyNow) {
            result = co_await beginTouching(step);
            if (result)
                result = co_await action(step, *found);
            if (result || (step.touched && step.commit))
                co_return result;
        }
        if (isFinal(result.error()))
            co_return result;
        if (result.error().kind != ErrorKind::Cancelled && !FlowPage::isPassing(result.error()))
            last = result.error();
        if (step.deadline.hasExpired()) {
            last.kind = ErrorKind::Timeout;
            co_return fail(last);
        }
        const Result<> slept = co_await sleepFor(found && found->isEmpty() ? pollPause : retryPause, m_token);
        if (!slept)
            co_return slept;
    }
}

/// Waits until the element can be used; false when time ran out, an error when it is to be looked for anew.
QCoro::Task<Result<bool>> FlowRunner::isReady(Step &step, QString element, int ready)
{
    FlowLocator locator(step.page(), step.frameId);
    while (!step.deadline.hasExpired()) {
        QString unmet;
        if (ready & InView) {
            const Result<QJsonValue> inView = co_await locator.ask(u"inView"_s, element, step.left());
            if (!inView)
                co_return fail(inView.error());
            if (!inView->toBool()) {
                unmet = u"view"_s;
                const Result<> scrolled = co_await locator.scrollIntoView(element, step.left());
                if (!scrolled)
                    co_return fail(scrolled.error());
                const Result<QJsonValue> now = co_await locator.ask(u"inView"_s, element, step.left());
                if (now && now->toBool())
                    continue;
            }
        }
        QStringList questions;
        if ((ready & Enabled) && unmet.isEmpty())
            questions.append(u"isEnabled"_s);
        if ((ready & Stable) && unmet.isEmpty())
            questions.append(u"isStable"_s);
        for (const QString &name : std::as_const(questions)) {
            const Result<QJsonValue> met = co_await locator.ask(name, element, step.left());
            if (!met)
                co_return fail(met.error());
            if (!met->toBool())
                unmet = name;
        }
        if (unmet.isEmpty())
            co_return true;
        const Result<QJsonValue> connected = co_await locator.ask(u"isConnected"_s, element, step.left());
        if (!connected || !connected->toBool())
            co_return fail(ErrorKind::NotFound, "element_gone", {u"the element went away"_s});
        const Result<> slept = co_await sleepFor(retryPause, m_token);
        if (!slept)
            co_return fail(slept.error());
    }
    co_return false;
}

QCoro::Task<Result<>> FlowRunner::clickElement(Step &step, QString element, std::optional<QPointF> offset,
                                               FlowInput::Click click)
{
    FlowLocator locator(step.page(), step.frameId);
    const QJsonArray whole = arguments(element, true);
    const Result<QJsonObject> inView = co_await step.page().helper(step.frameId, u"inView"_s, whole, true, step.left());
    if (!inView)
        co_return fail(inView.error());
    if (!inView->value(u"value").toBool()) {
        const Result<> scrolled = co_await locator.scrollIntoView(element, step.left());
        if (!scrolled)
            co_return scrolled;
    }
    const Result<QPointF> point = co_await locator.clickablePoint(element, offset, step.left());
    if (!point)
        co_return fail(point.error());
    step.touched = true;
    Result<> clicked = co_await step.tab->input.click(*point, click, step.left());
    // A click may close its own tab before the release is acknowledged; it has been made all the same.
    if (!clicked && clicked.error().code == "cdp_target_gone"_L1)
        co_return {};
    co_return clicked;
}

QCoro::Task<Result<>> FlowRunner::hoverElement(Step &step, QString element)
{
    FlowLocator locator(step.page(), step.frameId);
    const QJsonArray whole = arguments(element, true);
    const Result<QJsonObject> inView = co_await step.page().helper(step.frameId, u"inView"_s, whole, true, step.left());
    if (!inView)
        co_return fail(inView.error());
    if (!inView->value(u"value").toBool()) {
        const Result<> scrolled = co_await locator.scrollIntoView(element, step.left());
        if (!scrolled)
            co_return scrolled;
    }
    const Result<QPointF> point = co_await locator.clickablePoint(element, std::nullopt, step.left());
    if (!point)
        co_return fail(point.error());
    step.touched = true;
    Result<> moved = co_await step.tab->input.move(*point, step.left());
    co_return moved;
}

QCoro::Task<Result<>> FlowRunner::scrollElement(Step &step, QString element)
{
    const Result<QString> inPage = co_await step.page().transfer(step.frameId, element, FlowWorld::Page, step.left());
    if (!inPage)
        co_return fail(inPage.error());
    const QJsonArray place{QJsonObject{{u"objectId"_s, *inPage}},
                           QJsonObject{{u"value"_s, step.json.value(u"x").toDouble()}},
                           QJsonObject{{u"value"_s, step.json.value(u"y").toDouble()}}};
    step.touched = true;
    const Result<QJsonObject> scrolled = co_await step.page().call(
        step.frameId, FlowWorld::Page, u"(element, x, y) => { element.scrollTop = y; element.scrollLeft = x; }"_s,
        place, true, step.left());
    if (!scrolled)
        co_return fail(scrolled.error());
    co_return {};
}

/// Sets a field to the step's value in the way of its kind.
QCoro::Task<Result<>> FlowRunner::fillElement(Step &step, QString element)
{
    FlowPage &page = step.page();
    const QString value = step.json.value(u"value").toString();
    const Result<QString> inPage = co_await page.transfer(step.frameId, element, FlowWorld::Page, step.left());
    if (!inPage)
        co_return fail(inPage.error());
    const QJsonArray alone{QJsonObject{{u"objectId"_s, *inPage}}};
    const Result<QJsonObject> answer =
        co_await page.call(step.frameId, FlowWorld::Page, script(scripts::kindOfInput), alone, true, step.left());
    if (!answer)
        co_return fail(answer.error());
    const QString kind = answer->value(u"value").toString();
    if (kind == "unknown"_L1)
        co_return fail(ErrorKind::Invalid, "not_fillable", {u"the element cannot be filled out"_s});
    Result<QJsonObject> done;
    if (kind == "checkable"_L1) {
        done =
            co_await page.call(step.frameId, FlowWorld::Page, script(scripts::toggleState), alone, true, step.left());
        if (!done)
            co_return fail(done.error());
        const QJsonValue state = done->value(u"value");
        if (state.isBool() && state.toBool() == !value.isEmpty())
            co_return {};
        Result<> clicked = co_await clickElement(step, element, std::nullopt, FlowInput::Click());
        co_return clicked;
    }
    step.touched = true;
    const QJsonArray values{value};
    if (kind == "select"_L1) {
        done = co_await page.call(step.frameId, FlowWorld::Isolated, script(scripts::selectOptions),
                                  arguments(element, values), true, step.left());
    } else if (kind == "other"_L1 || value.size() >= longestTyped) {
        const Result<> focused = co_await isolatedFocus(step, element);
        if (!focused)
            co_return focused;
        done = co_await page.call(step.frameId, FlowWorld::Page, script(scripts::fillDirectly),
                                  arguments(*inPage, value), true, step.left());
    } else {
        Result<> typed = co_await typeInto(step, element, *inPage);
        co_return typed;
    }
    if (!done)
        co_return fail(done.error());
    co_return {};
}

QCoro::Task<Result<>> FlowRunner::isolatedFocus(Step &step, QString element)
{
    const QJsonArray alone{QJsonObject{{u"objectId"_s, element}}};
    const Result<QJsonObject> focused = co_await step.page().helper(step.frameId, u"focus"_s, alone, true, step.left());
    if (!focused)
        co_return fail(focused.error());
    co_return {};
}

QCoro::Task<Result<>> FlowRunner::typeInto(Step &step, QString element, QString inPage)
{
    const QString value = step.json.value(u"value").toString();
    const Result<QJsonObject> rest = co_await step.page().call(
        step.frameId, FlowWorld::Page, script(scripts::prepareTyping), arguments(inPage, value), true, step.left());
    if (!rest)
        co_return fail(rest.error());
    const QString text = rest->value(u"value").toString();
    if (text.isEmpty())
        co_return {};
    const Result<> focused = co_await isolatedFocus(step, element);
    if (!focused)
        co_return focused;
    Result<> typed = co_await step.tab->input.type(text, step.left());
    co_return typed;
}

QCoro::Task<Result<>> FlowRunner::setFiles(Step &step, QString element, QStringList files)
{
    FlowLocator locator(step.page(), step.frameId);
    const Result<QJsonValue> input = co_await locator.ask(u"fileInput"_s, element, step.left());
    if (!input)
        co_return fail(input.error());
    if (!input->isObject())
        co_return fail(ErrorKind::Invalid, "not_file_input", {u"the element is no file input"_s});
    if (files.size() > 1 && !input->toObject().value(u"multiple").toBool())
        co_return fail(ErrorKind::Invalid, "not_multiple", {u"the input takes one file, not several"_s});
    step.touched = true;
    const QJsonObject params{{u"files"_s, QJsonArray::fromStringList(files)}, {u"objectId"_s, element}};
    const Result<QJsonObject> set =
        co_await step.page().send(step.frameId, u"DOM.setFileInputFiles"_s, params, step.left());
    if (!set)
        co_return fail(set.error());
    co_return {};
}

/// The browser takes a path that is not there without a word, so it is proved here.
Result<QStringList> checkedFiles(const QJsonArray &files)
{
    QStringList paths;
    for (const QJsonValue &file : files) {
        const QFileInfo info(file.toString());
        if (!info.isAbsolute() || !info.isFile())
            return fail(ErrorKind::NotFound, "flow_file_missing", {file.toString()});
        if (!info.isReadable())
            return fail(ErrorKind::Denied, "flow_file_unreadable", {file.toString()});
        if (info.size() == 0)
            return fail(ErrorKind::Invalid, "flow_file_empty", {file.toString()});
        paths.append(QDir::toNativeSeparators(info.absoluteFilePath()));
    }
    return paths;
}

} // namespace pult::browser
