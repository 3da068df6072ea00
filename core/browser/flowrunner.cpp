// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowrunner.h"

#include "cdpconnection.h"
#include "flowcheck.h"

#include <QJsonDocument>

#include <algorithm>

namespace pult::browser {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto pictureLimit = 5s; ///< of the picture before a commit
constexpr qsizetype mostConsoleLines = 1000;
constexpr qsizetype longestConsoleLine = 2000;

/// Why, in one English sentence, for the error's last argument.
QString reasonOf(const Error &error)
{
    if (error.code == "cdp_error"_L1)
        return error.arguments.value(1);
    if (error.code == "cdp_timeout"_L1)
        return u"the page did not answer in time"_s;
    if (error.code == "navigation_timeout"_L1)
        return u"the page did not finish loading in time"_s;
    if (error.code == "navigation_detached"_L1)
        return u"the frame went away while it was loading"_s;
    if (error.code == "navigation_failed"_L1)
        return error.arguments.value(0);
    if (error.code == "target_missing"_L1)
        return u"no tab shows "_s + error.arguments.value(0);
    if (error.code == "frame_missing"_L1 || error.code == "frame_gone"_L1)
        return u"the frame is not there"_s;
    if (error.code == "cdp_target_gone"_L1)
        return u"the tab was closed"_s;
    if (error.code == "key_unknown"_L1)
        return u"unknown key "_s + error.arguments.value(0);
    if (error.code == "not_clickable"_L1)
        return u"the element has no visible box"_s;
    return error.arguments.isEmpty() ? error.code : error.arguments.constLast();
}

} // namespace

std::chrono::milliseconds FlowRunner::Step::left() const
{
    return std::max(1ms, std::chrono::milliseconds(deadline.remainingTime()));
}

FlowRunner::FlowRunner(CdpConnection &connection, Flow flow, FlowOptions options, FlowObserver &observer,
                       CancelToken &token)
    : m_connection(connection), m_flow(std::move(flow)), m_options(options), m_observer(observer),
      m_tabs(connection, m_token), m_watch(connection, options.watch), m_recorder([this] { return m_clock.elapsed(); })
{
    QObject::connect(&m_tabs, &FlowTabs::console, &m_tabs,
                     [this](QtMsgType level, const QString &text) { keepConsole(level, text); });
    QObject::connect(&m_watch, &FlowWatch::lost, &m_watch, [this](const Error &error) { onLost(error); });
    if (token.isCancelled())
        m_token.cancel(token.reason());
    QObject::connect(&token, &CancelToken::cancelled, &m_token, [this, &token] { m_token.cancel(token.reason()); });
    m_clock.start();
    if (m_options.record)
        m_connection.setTap(&m_recorder);
}

FlowRunner::~FlowRunner()
{
    m_connection.setTap(nullptr);
}

/// Whatever the step waits for ends with this.
void FlowRunner::onLost(Error error)
{
    if (m_token.isCancelled())
        return;
    m_lost = true;
    error.arguments = QStringList{QString::number(m_step + 1), nameOf(m_flow.steps.at(m_step))} + error.arguments;
    // Nothing that is still asked of it would be answered.
    const bool silent = error.code == "flow_browser_silent"_L1;
    m_token.cancel(std::move(error));
    if (silent)
        m_connection.close();
}

void FlowRunner::keepConsole(QtMsgType level, const QString &text)
{
    if (m_console.size() >= mostConsoleLines)
        m_console.removeFirst();
    const QString line = text.left(longestConsoleLine);
    m_console.append(line);
    m_observer.note(level == QtCriticalMsg ? QtWarningMsg : level, line);
}

QCoro::Task<FlowRun> FlowRunner::play()
{
    const Result<> opened = co_await m_tabs.open();
    if (opened) {
        m_watch.start();
        co_await playSteps();
        co_await m_watch.stop();
    } else {
        m_run.error = m_token.isCancelled() ? m_token.reason() : opened.error();
    }
    m_run.steps = QJsonDocument(m_steps).toJson(QJsonDocument::Compact);
    if (wantsEvidence())
        co_await keepEvidence();
    co_await m_tabs.closeAll();
    co_return m_run;
}

QCoro::Task<> FlowRunner::playSteps()
{
    for (int i = 0; i < int(m_flow.steps.size()) && !m_run.error; ++i) {
        const FlowStep &step = m_flow.steps.at(i);
        const qint64 started = m_clock.elapsed();
        m_step = i;
        m_observer.stepStarted(i, int(m_flow.steps.size()), step);
        const Result<> played = co_await playStep(i);
        const qint64 duration = m_clock.elapsed() - started;
        if (played) {
            m_run.lastStep = i;
            m_observer.stepFinished(i, std::chrono::milliseconds(duration));
        } else {
            m_run.error = played.error();
            m_run.failedStep = i;
        }
        const bool cancelled = m_token.isCancelled() && !m_lost;
        m_steps.append(QJsonObject{{u"index"_s, i},
                                   {u"type"_s, step.type},
                                   {u"name"_s, nameOf(step)},
                                   {u"started_ms"_s, started},
                                   {u"duration_ms"_s, duration},
                                   {u"status"_s, played      ? u"ok"_s
                                                 : cancelled ? u"cancelled"_s
                                                             : u"failed"_s}});
    }
}

Error FlowRunner::stepError(const Step &step, const Error &cause) const
{
    const QString number = QString::number(step.index + 1);
    const QString name = nameOf(m_flow.steps.at(step.index));
    if (m_token.isCancelled())
        return m_token.reason();
    if (m_refused)
        return cause;
    if (cause.code == "cdp_closed"_L1 || !m_connection.isOpen())
        return {ErrorKind::Network, u"flow_browser_gone"_s, {number, name}, toLogString(cause)};
    if (cause.code == "cdp_page_crashed"_L1 || (step.tab && step.page().isCrashed()))
        return {ErrorKind::Network, u"flow_page_crashed"_s, {number, name}, toLogString(cause)};
    if (cause.code.startsWith(u"flow_"))
        return cause;
    if (cause.code == "navigation_failed"_L1)
        return {ErrorKind::Network, u"page_unreachable"_s, {number, cause.arguments.value(0)}, toLogString(cause)};
    const ErrorKind kind = cause.kind == ErrorKind::Internal ? ErrorKind::Invalid : cause.kind;
    // A step that looks for no element would leave a hole in the sentence.
    const QString tried = step.tried.isEmpty() ? u"—"_s : step.tried;
    return {kind, u"step_failed"_s, {number, name, tried, reasonOf(cause)}, toLogString(cause)};
}

bool FlowRunner::isFinal(const Error &error) const
{
    return m_token.isCancelled() || m_refused || error.code == "cdp_closed"_L1 || error.code == "cdp_page_crashed"_L1 ||
           error.code == "cdp_target_gone"_L1 || error.code == "key_unknown"_L1 || error.code.startsWith(u"flow_");
}

QCoro::Task<Result<>> FlowRunner::playStep(int index)
{
    const FlowStep &source = m_flow.steps.at(index);
    Step step;
    step.index = index;
    step.type = source.type;
    step.json = source.json;
    step.commit = source.commit;
    QStringList tried;
    const QList<QStringList> selectors = selectorsOf(
        source.json.contains(u"selectors") ? source.json.value(u"selectors")
                                           : source.json.value(u"parameters").toObject().value(u"selectors"));
    for (const QStringList &chain : selectors)
        tried.append(chain.join(u" >>>> "_s));
    step.tried = tried.join(u" | "_s);
    const double own = source.json.value(u"timeout").toDouble();
    step.timeout = own >= 1           ? std::chrono::milliseconds(qint64(own))
                   : m_flow.timeoutMs ? std::chrono::milliseconds(*m_flow.timeoutMs)
                                      : m_options.defaultTimeout;
    if (m_options.pace && step.type == "navigate"_L1) {
        const Result<> turn = co_await m_options.pace(QUrl(step.json.value(u"url").toString()).host(), m_token);
        if (!turn)
            co_return fail(stepError(step, turn.error()));
    }
    step.deadline = QDeadlineTimer(step.timeout);
    Result<> result = co_await aim(step);
    if (result)
        result = co_await perform(step);
    if (result)
        result = co_await finishEvents(step);
    if (step.tab)
        co_await step.page().releaseObjects();
    if (result && step.begun) {
        result = co_await m_observer.afterCommit(index);
        m_refused = !result;
        m_run.commitFinished = result.has_value();
    }
    if (!result)
        co_return fail(stepError(step, result.error()));
    co_return {};
}

/// Settles the tab and the frame that the step is meant for.
QCoro::Task<Result<>> FlowRunner::aim(Step &step)
{
    step.tab = m_tabs.main();
    const QString target = step.json.value(u"target").toString();
    QString frameId;
    if (!target.isEmpty() && target != "main"_L1) {
        const Result<FlowTab *> found = co_await m_tabs.find(target, &frameId, step.timeout);
        if (!found)
            co_return fail(found.error());
        step.tab = *found;
        step.aimsAtFrame = !frameId.isEmpty();
    }
    m_watch.setPage(&step.page());
    FlowFrames &frames = step.page().frames();
    if (step.page().isGone())
        co_return fail(ErrorKind::NotFound, "cdp_target_gone", {step.type});
    QList<int> path;
    const QJsonArray indexes = step.json.value(u"frame").toArray();
    for (const QJsonValue &index : indexes)
        path.append(index.toInt(-1));
    step.frameId = frames.descend(frameId.isEmpty() ? frames.mainFrame() : frameId, path);
    if (step.frameId.isEmpty())
        co_return fail(ErrorKind::NotFound, "frame_missing");
    co_await m_tabs.settleFront();
    step.deadline = QDeadlineTimer(step.timeout);
    co_return {};
}

QCoro::Task<Result<>> FlowRunner::perform(Step &step)
{
    const QString &type = step.type;
    Result<> result = fail(ErrorKind::Invalid, "flow_step_unknown", {QString::number(step.index + 1), type});
    if (type == "navigate"_L1)
        result = co_await navigate(step);
    else if (type == "click"_L1)
        result = co_await click(step, 1);
    else if (type == "doubleClick"_L1)
        result = co_await click(step, 2);
    else if (type == "hover"_L1)
        result = co_await hover(step);
    else if (type == "change"_L1)
        result = co_await change(step);
    else if (type == "keyDown"_L1 || type == "keyUp"_L1)
        result = co_await key(step, type == "keyDown"_L1);
    else if (type == "scroll"_L1)
        result = co_await scroll(step);
    else if (type == "close"_L1)
        result = co_await close(step);
    else if (type == "setViewport"_L1)
        result = co_await setViewport(step);
    else if (type == "waitForElement"_L1)
        result = co_await waitForElement(step);
    else if (type == "waitForExpression"_L1)
        result = co_await waitForExpression(step);
    else if (type == "emulateNetworkConditions"_L1)
        result = co_await emulateNetwork(step);
    else if (type == "customStep"_L1)
        result = co_await custom(step);
    co_return result;
}

/// Right before the page is touched: the commit is recorded (once), and the events the step asserts are watched for
/// from here on. The record's time is not the step's.
QCoro::Task<Result<>> FlowRunner::beginTouching(Step &step)
{
    if (step.commit && !step.begun) {
        const auto left = step.left();
        const Result<QByteArray> picture = co_await step.page().screenshot(pictureLimit);
        const Result<> recorded = co_await m_observer.beforeCommit(step.index, picture.value_or(QByteArray()));
        if (!recorded) {
            m_refused = true;
            co_return recorded;
        }
        step.begun = true;
        m_run.commitBegun = true;
        m_run.commitFinished = false;
        step.deadline = QDeadlineTimer(left);
        if (m_token.isCancelled())
            co_return fail(m_token.reason());
    }
    step.events.clear();
    const QJsonArray events = step.json.value(u"assertedEvents").toArray();
    for (qsizetype i = 0; i < events.size(); ++i)
        step.events.push_back(std::make_unique<NavigationWatch>(step.page().frames(), step.frameId, step.timeout));
    co_return {};
}

QCoro::Task<Result<>> FlowRunner::finishEvents(Step &step)
{
    for (const auto &watch : step.events) {
        const Result<> finished = co_await watch->finished(NavigationWatch::Any, m_token);
        if (!finished)
            co_return finished;
        if (step.page().isCrashed())
            co_return fail(ErrorKind::Network, "cdp_page_crashed", {step.type});
    }
    co_return {};
}

} // namespace pult::browser
