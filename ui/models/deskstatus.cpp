// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/deskstatus.h"

#include "models/humantext.h"
#include "models/workermodel.h"

#include <base/breakerstate.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::ui {

using queue::TaskState;

namespace {

constexpr int mostReasons = 3;
/// A computer that has been gone for longer is nobody's news any more.
constexpr auto longGone = 24h;

bool isAlive(const queue::NodeInfo &node)
{
    return node.state == "running"_L1 || node.state == "late"_L1 || node.state == "starting"_L1;
}

bool isDraining(const queue::NodeInfo &node)
{
    return node.state == "draining"_L1 || node.state == "drained"_L1;
}

int waitingIn(const queue::QueueInfo &queue)
{
    return queue.counts.value(TaskState::Available) + queue.counts.value(TaskState::Retryable);
}

} // namespace

const queue::NodeInfo *ownNode(const QList<queue::NodeInfo> &nodes, const QString &nodeName)
{
    const queue::NodeInfo *own = nullptr;
    for (const auto &node : nodes) {
        if (node.name == nodeName && (!own || node.heartbeatAt > own->heartbeatAt))
            own = &node;
    }
    return own;
}

namespace {

/// Collects reasons of one moment.
class Reasons final
{
    Q_DECLARE_TR_FUNCTIONS(pult::DeskTexts)

public:
    explicit Reasons(const DeskFacts &facts) : m_facts(facts) {}

    QList<DeskReason> all()
    {
        if (!m_facts.available) {
            add(DeskLevel::Disconnected,
                tr("No answer from the database since %1").arg(HumanText::clock(m_facts.awaySince)), {});
            return m_reasons;
        }
        ofNodes();
        ofThisComputer();
        ofTasks();
        ofBreakers();
        ofQueues();
        std::stable_sort(m_reasons.begin(), m_reasons.end(),
                         [](const DeskReason &a, const DeskReason &b) { return a.level > b.level; });
        return m_reasons;
    }

private:
    void add(DeskLevel level, const QString &text, const DeskTarget &target)
    {
        m_reasons.append({level, text, target});
    }

    void ofNodes()
    {
        const DeskTarget workers{{}, 0, u"dockWorkers"_s};
        bool someoneWorks = false;
        for (const auto &node : m_facts.nodes) {
            someoneWorks = someoneWorks || isAlive(node) || isDraining(node);
            const QString age = HumanText::age(node.heartbeatAt, m_facts.now);
            if (node.state == "dead"_L1 && m_facts.now - node.heartbeatAt < longGone)
                add(DeskLevel::Critical, tr("%1 does not answer, last seen %2").arg(node.name, age), workers);
            else if (node.state == "late"_L1)
                add(DeskLevel::Warning, tr("%1 is late, last seen %2").arg(node.name, age), workers);
        }
        const int waiting = static_cast<int>(m_facts.stats.byState.value(TaskState::Available));
        if (!someoneWorks && waiting > 0)
            add(DeskLevel::Critical, tr("%n task(s) wait and no computer works", nullptr, waiting), workers);
    }

    void ofThisComputer()
    {
        if (m_facts.leaving)
            add(DeskLevel::Paused, tr("Pult ends when the running tasks are done"), {{}, 0, {}});
        const queue::NodeInfo *own = ownNode(m_facts.nodes, m_facts.nodeName);
        if (!own)
            return;
        if (isDraining(*own) && !m_facts.leaving)
            add(DeskLevel::Paused, tr("This computer takes no new tasks"), {{}, 0, u"dockWorkers"_s});
        for (const queue::IntakeStop &stop : own->stops)
            add(DeskLevel::Warning, HumanText::waitReason(stop.reason), {{}, 0, u"dockWorkers"_s});
    }

    void ofTasks()
    {
        const int unknown = static_cast<int>(m_facts.stats.outcomeUnknown);
        if (unknown > 0)
            add(DeskLevel::Warning, tr("%n task(s) need your answer: done or again?", nullptr, unknown),
                {u"unknown:yes"_s, 0, {}});
        if (m_facts.unseenFailures > 0)
            add(DeskLevel::Warning, tr("%n task(s) failed, not looked at yet", nullptr, m_facts.unseenFailures),
                {u"state:failed"_s, 0, {}});
    }

    void ofBreakers()
    {
        for (const auto &breaker : m_facts.breakers) {
            if (breaker.isBlocking())
                add(DeskLevel::Warning,
                    tr("%1 is not called for now: its breaker is open").arg(dependencyTitle(breaker.name)),
                    {{}, 0, u"dockBreakers"_s});
        }
    }

    void ofQueues()
    {
        for (const auto &queue : m_facts.queues) {
            if (!queue.paused)
                continue;
            const QString text = queue.pauseReason.isEmpty()
                                     ? tr("Queue %1 is paused").arg(queue.name)
                                     : tr("Queue %1 is paused: %2").arg(queue.name, queue.pauseReason);
            add(waitingIn(queue) > 0 ? DeskLevel::Paused : DeskLevel::Ok, text, {u"queue:"_s + queue.name, 0, {}});
        }
    }

    const DeskFacts &m_facts;
    QList<DeskReason> m_reasons;
};

} // namespace

DeskStatus DeskTexts::statusOf(const DeskFacts &facts)
{
    DeskStatus status;
    status.reasons = Reasons(facts).all();
    const queue::NodeInfo *own = ownNode(facts.nodes, facts.nodeName);
    status.intakePaused = own && isDraining(*own);
    const DeskLevel worst = status.reasons.isEmpty() ? DeskLevel::Ok : status.reasons.constFirst().level;
    const int running = static_cast<int>(facts.stats.byState.value(TaskState::Running));
    // A paused queue stops nobody's work in the others; a paused computer does.
    const bool stands = worst == DeskLevel::Paused && (running == 0 || status.intakePaused || facts.leaving);
    status.level = worst > DeskLevel::Paused || stands ? worst : running > 0 ? DeskLevel::Working : DeskLevel::Ok;
    if (running > 0 && facts.available)
        status.reasons.append(
            {DeskLevel::Working, tr("%n task(s) running", nullptr, running), {u"state:running"_s, 0, {}}});
    return status;
}

QString DeskTexts::nameOf(DeskLevel level)
{
    switch (level) {
    case DeskLevel::Ok:
        return tr("Nothing to do");
    case DeskLevel::Working:
        return tr("Working");
    case DeskLevel::Paused:
        return tr("Paused");
    case DeskLevel::Warning:
        return tr("Needs a look");
    case DeskLevel::Critical:
        return tr("Something is broken");
    case DeskLevel::Disconnected:
        return tr("Not connected");
    }
    return {};
}

Tone DeskTexts::toneOf(DeskLevel level)
{
    switch (level) {
    case DeskLevel::Ok:
        return Tone::Done;
    case DeskLevel::Working:
        return Tone::Running;
    case DeskLevel::Paused:
        return Tone::Paused;
    case DeskLevel::Warning:
        return Tone::Warning;
    case DeskLevel::Critical:
        return Tone::Failed;
    case DeskLevel::Disconnected:
        return Tone::Muted;
    }
    return Tone::Plain;
}

QString DeskTexts::toolTip(const DeskStatus &status)
{
    QStringList lines{tr("Pult: %1").arg(nameOf(status.level))};
    for (const DeskReason &reason : status.reasons.mid(0, mostReasons))
        lines.append(u"• "_s + reason.text);
    if (const int more = static_cast<int>(status.reasons.size()) - mostReasons; more > 0)
        lines.append(tr("and %n more", nullptr, more));
    return lines.join(u'\n');
}

} // namespace pult::ui
