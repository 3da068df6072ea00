// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/flowtestrun.h"

#include <base/whendone.h>

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::ui {

namespace {

constexpr auto askInterval = 300ms;
constexpr int ahead = 100; ///< somebody sits there and waits

} // namespace

queue::NewTask testRunTask(const FlowTestRun::Request &request)
{
    const QJsonObject payload{
        {u"flow"_s, QJsonDocument::fromJson(request.flow).object()},
        {u"profile"_s, request.profile},
        {u"media"_s, QJsonArray::fromStringList(request.media)},
        {u"variables"_s, QJsonObject{{u"caption"_s, request.caption}, {u"tags"_s, request.tags.join(u' ')}}}};
    queue::NewTask task;
    task.kind = u"browser_flow"_s;
    task.priority = ahead;
    task.payload = QJsonDocument(payload).toJson(QJsonDocument::Compact);
    task.maxAttempts = 1;
    return task;
}

FlowTestRun::FlowTestRun(node::Commands &commands, QObject *parent) : QObject(parent), m_commands(commands)
{
    m_next.setSingleShot(true);
    m_next.setInterval(askInterval);
    connect(&m_next, &QTimer::timeout, this, &FlowTestRun::ask);
}

void FlowTestRun::start(const Request &request)
{
    if (m_running)
        return;
    m_running = true;
    m_cancelWanted = false;
    m_id.reset();
    m_task.reset();
    m_steps.clear();
    m_error.reset();
    whenDone(m_commands.addTasks({testRunTask(request)}), this, [this](const Result<QList<queue::Id>> &ids) {
        if (!ids) {
            m_running = false;
            m_error = ids.error();
            Q_EMIT changed();
            return;
        }
        m_id = ids->first();
        if (m_cancelWanted)
            cancel();
        ask();
    });
    Q_EMIT changed();
}

void FlowTestRun::cancel()
{
    if (!m_running)
        return;
    m_cancelWanted = true;
    if (!m_id)
        return; // it is on its way; cancelled when its number has come
    whenDone(m_commands.cancelTasks({*m_id}), this, [this](const Result<> &done) {
        if (!done && m_running)
            m_error = done.error();
        Q_EMIT changed();
    });
}

void FlowTestRun::ask()
{
    whenDone(m_commands.showTask(*m_id), this, [this](const Result<node::TaskDetail> &detail) {
        if (detail) {
            onDetail(*detail);
        } else {
            m_error = detail.error();
            m_running = detail.error().kind != ErrorKind::NotFound; // the database may come back, a deleted task not
        }
        if (m_running)
            m_next.start();
        Q_EMIT changed();
    });
}

void FlowTestRun::onDetail(const node::TaskDetail &detail)
{
    m_error.reset();
    m_task = detail.task;
    m_running = !queue::isFinished(detail.task.state);
    if (detail.attempts.isEmpty())
        return;
    // A run that was put back has no steps of its own yet: those that were seen stay until it begins.
    const QList<StepRow> steps = stepsFromJson(detail.attempts.first().steps, detail.lastGood);
    if (!steps.isEmpty())
        m_steps = steps;
}

} // namespace pult::ui
