// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pult's own steps.
#include "cdpconnection.h"
#include "flowcheck.h"
#include "flowrunner.h"

#include <QRegularExpression>

#include <algorithm>

namespace pult::browser {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto pollPause = 50ms;
constexpr auto screenshotLimit = 15s;

/// A file name for a picture's name: nothing that leaves the folder or upsets a file system.
QString pictureName(QString name)
{
    static const QRegularExpression unsafe(u"[^\\w .-]+"_s, QRegularExpression::UseUnicodePropertiesOption);
    name = name.left(100).replace(unsafe, u"_"_s).trimmed();
    while (name.startsWith(u'.'))
        name.remove(0, 1);
    if (name.isEmpty())
        name = u"screenshot"_s;
    return name.endsWith(".png"_L1, Qt::CaseInsensitive) ? name : name + u".png"_s;
}

/// `*` stands for any text.
bool urlMatches(const QString &pattern, const QString &url)
{
    if (!pattern.contains(u'*'))
        return pattern == url;
    QStringList parts;
    const QStringList pieces = pattern.split(u'*');
    for (const QString &piece : pieces)
        parts.append(QRegularExpression::escape(piece));
    return QRegularExpression(QRegularExpression::anchoredPattern(parts.join(u".*"_s))).match(url).hasMatch();
}

} // namespace

QCoro::Task<Result<>> FlowRunner::custom(Step &step)
{
    const QString name = step.json.value(u"name").toString();
    Result<> result = fail(ErrorKind::Invalid, "flow_custom_unknown", {QString::number(step.index + 1), name});
    if (name == "setFiles"_L1)
        result = co_await customSetFiles(step);
    else if (name == "screenshot"_L1)
        result = co_await customScreenshot(step);
    else if (name == "assertText"_L1)
        result = co_await customAssertText(step);
    else if (name == "waitForUrl"_L1)
        result = co_await customWaitForUrl(step);
    co_return result;
}

QCoro::Task<Result<>> FlowRunner::customSetFiles(Step &step)
{
    const QJsonObject parameters = step.json.value(u"parameters").toObject();
    const Result<QStringList> files = checkedFiles(parameters.value(u"files").toArray());
    if (!files)
        co_return fail(files.error());
    const Action choose = [this, list = *files](Step &s, QString element) { return setFiles(s, element, list); };
    const QList<QStringList> selectors = selectorsOf(parameters.value(u"selectors"));
    Result<> set = co_await withElement(step, selectors, 0, choose);
    co_return set;
}

QCoro::Task<Result<>> FlowRunner::customScreenshot(Step &step)
{
    const Result<> begun = co_await beginTouching(step);
    if (!begun)
        co_return begun;
    const QString name = step.json.value(u"parameters").toObject().value(u"name").toString();
    const Result<QByteArray> picture = co_await step.page().screenshot(screenshotLimit);
    if (!picture)
        co_return fail(picture.error());
    queue::Artifact artifact;
    artifact.name = pictureName(name);
    artifact.mimeType = u"image/png"_s;
    artifact.data = *picture;
    artifact.size = picture->size();
    m_run.artifacts.append(artifact);
    m_observer.screenshotTaken(name, *picture);
    co_return {};
}

/// Some element of the selectors contains the text, spaces counted as one.
QCoro::Task<Result<>> FlowRunner::customAssertText(Step &step)
{
    const Result<> begun = co_await beginTouching(step);
    if (!begun)
        co_return begun;
    const QJsonObject parameters = step.json.value(u"parameters").toObject();
    const QString wanted = parameters.value(u"text").toString().simplified();
    FlowLocator locator(step.page(), step.frameId);
    Error last{ErrorKind::Timeout, u"element_missing"_s, {u"no element matches"_s}, {}};
    do {
        const Result<QStringList> found =
            co_await locator.allOfChains(selectorsOf(parameters.value(u"selectors")), step.left());
        if (!found && isFinal(found.error()))
            co_return fail(found.error());
        const QStringList elements = found.value_or(QStringList());
        for (const QString &element : elements) {
            const Result<QJsonValue> texts = co_await locator.ask(u"textOf"_s, element, step.left());
            const QJsonArray list = texts.value_or(QJsonValue()).toArray();
            const bool holds = std::any_of(list.begin(), list.end(), [&wanted](const QJsonValue &text) {
                return text.toString().simplified().contains(wanted);
            });
            if (holds)
                co_return {};
            last.arguments = {
                QString(u"the text is not there, but \"" + list.at(1).toString().simplified().left(200) + u'"')};
        }
        const Result<> slept = co_await sleepFor(pollPause, m_token);
        if (!slept)
            co_return slept;
    } while (!step.deadline.hasExpired());
    co_return fail(last);
}

QCoro::Task<Result<>> FlowRunner::customWaitForUrl(Step &step)
{
    const Result<> begun = co_await beginTouching(step);
    if (!begun)
        co_return begun;
    const QString wanted = step.json.value(u"parameters").toObject().value(u"url").toString();
    for (;;) {
        const FlowFrame *frame = step.page().frames().frame(step.frameId);
        if (!frame)
            frame = step.page().frames().frame(step.page().frames().mainFrame());
        const QString url = frame ? frame->url : QString();
        if (urlMatches(wanted, url))
            co_return {};
        if (step.page().isCrashed())
            co_return fail(ErrorKind::Network, "cdp_page_crashed", {step.type});
        if (step.page().isGone())
            co_return fail(ErrorKind::Network, "cdp_target_gone", {step.type});
        if (!m_connection.isOpen())
            co_return fail(ErrorKind::Network, "cdp_closed", {step.type});
        if (step.deadline.hasExpired())
            co_return fail(ErrorKind::Timeout, "url_differs", {QString(u"the page is at "_s + url)});
        const Result<> slept = co_await sleepFor(pollPause, m_token);
        if (!slept)
            co_return slept;
    }
}

} // namespace pult::browser
