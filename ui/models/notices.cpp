// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/notices.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::ui {

namespace {

/// A hidden window looks every ten seconds; after so long a pause the computer slept.
constexpr auto longPause = 90s;

} // namespace

NoticeWatch::Memory NoticeWatch::rememberOf(const DeskFacts &facts)
{
    Memory memory;
    memory.at = facts.now;
    memory.available = facts.available;
    memory.failed = facts.stats.byState.value(queue::TaskState::Discarded);
    memory.unknown = facts.stats.outcomeUnknown;
    for (const auto &batch : facts.batches) {
        if (batch.state == "running"_L1)
            memory.openBatches.insert(batch.id);
    }
    for (const auto &node : facts.nodes) {
        // Of a computer's lives the one that lives counts.
        const bool gone = node.state == "dead"_L1;
        memory.nodesGone[node.name] = memory.nodesGone.value(node.name, true) && gone;
    }
    for (const auto &breaker : facts.breakers)
        memory.breakersOpen[breaker.name] = memory.breakersOpen.value(breaker.name) || breaker.isBlocking();
    return memory;
}

QList<Notice> NoticeWatch::look(const DeskFacts &facts)
{
    if (!facts.available) {
        // What is known is old: it stays the measure for what comes after.
        QList<Notice> notices;
        if (m_before && m_before->available)
            notices.append({0, facts.now, NoticeKind::DatabaseAway, {}, 0, 0, {}, false});
        if (m_before)
            m_before->available = false;
        m_wasAway = m_before.has_value();
        return notices;
    }
    const Memory now = rememberOf(facts);
    QList<Notice> notices;
    const bool slept = m_before && now.at - m_before->at > longPause;
    if (m_before) {
        ofTasks(now, notices);
        ofBatches(facts, notices);
        ofNodes(now, notices);
        ofBreakers(now, notices);
        if ((slept || m_wasAway) && notices.size() > 1)
            notices = {summaryOf(notices)};
        if (m_wasAway)
            notices.prepend({0, {}, NoticeKind::DatabaseBack, {}, 0, 0, {}, false});
    }
    for (Notice &notice : notices)
        notice.at = facts.now;
    m_before = now;
    m_wasAway = false;
    return notices;
}

void NoticeWatch::ofTasks(const Memory &now, QList<Notice> &notices) const
{
    // Fewer than before: they were tidied away or tried again.
    const int unknown = static_cast<int>(now.unknown - m_before->unknown);
    const int failed = static_cast<int>(now.failed - m_before->failed) - std::max(0, unknown);
    if (failed > 0)
        notices.append({0, {}, NoticeKind::TasksFailed, {}, failed, failed, {u"state:failed"_s, 0, {}}, false});
    if (unknown > 0)
        notices.append({0, {}, NoticeKind::OutcomeUnknown, {}, unknown, 0, {u"unknown:yes"_s, 0, {}}, false});
}

void NoticeWatch::ofBatches(const DeskFacts &facts, QList<Notice> &notices) const
{
    for (const auto &batch : facts.batches) {
        if (batch.state == "finished"_L1 && m_before->openBatches.contains(batch.id))
            notices.append(
                {0, {}, NoticeKind::BatchFinished, batch.label, batch.total, batch.failed, {{}, batch.id, {}}, false});
    }
}

void NoticeWatch::ofNodes(const Memory &now, QList<Notice> &notices) const
{
    for (auto it = now.nodesGone.cbegin(); it != now.nodesGone.cend(); ++it) {
        const auto before = m_before->nodesGone.constFind(it.key());
        if (before == m_before->nodesGone.cend() || *before == *it)
            continue;
        const NoticeKind kind = *it ? NoticeKind::NodeGone : NoticeKind::NodeBack;
        notices.append({0, {}, kind, it.key(), 0, 0, {{}, 0, u"dockWorkers"_s}, false});
    }
}

void NoticeWatch::ofBreakers(const Memory &now, QList<Notice> &notices) const
{
    for (auto it = now.breakersOpen.cbegin(); it != now.breakersOpen.cend(); ++it) {
        if (m_before->breakersOpen.value(it.key()) == *it)
            continue;
        const NoticeKind kind = *it ? NoticeKind::BreakerOpened : NoticeKind::BreakerClosed;
        notices.append({0, {}, kind, it.key(), 0, 0, {{}, 0, u"dockBreakers"_s}, false});
    }
}

Notice NoticeWatch::summaryOf(const QList<Notice> &notices)
{
    Notice summary;
    summary.kind = NoticeKind::WhileAway;
    for (const Notice &notice : notices) {
        if (notice.kind == NoticeKind::TasksFailed)
            summary.failed += notice.count;
        else if (notice.kind == NoticeKind::BatchFinished)
            ++summary.count;
    }
    if (summary.failed > 0)
        summary.target.filter = u"state:failed"_s;
    return summary;
}

} // namespace pult::ui
