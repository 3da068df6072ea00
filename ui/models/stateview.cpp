// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stateview.h"

#include "theme/icons.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace pult::ui {

using queue::TaskState;

StateLook lookOf(const queue::Task &task)
{
    return task.outcomeUnknown ? StateLook{"unknown", Tone::Warning} : lookOf(task.state);
}

StateLook lookOf(TaskState state)
{
    switch (state) {
    case TaskState::Draft:
        return {"draft", Tone::Waiting};
    case TaskState::Scheduled:
    case TaskState::Available:
        return {"waiting", Tone::Waiting};
    case TaskState::Running:
        return {"running", Tone::Running};
    case TaskState::Retryable:
        return {"retry", Tone::Warning};
    case TaskState::Completed:
        return {"done", Tone::Done};
    case TaskState::Discarded:
        return {"failed", Tone::Failed};
    case TaskState::Cancelled:
        return {"cancelled", Tone::Waiting};
    }
    Q_UNREACHABLE();
}

StateLook lookOfOutcome(const QString &outcome)
{
    if (outcome == "running"_L1)
        return {"running", Tone::Running};
    if (outcome == "completed"_L1)
        return {"done", Tone::Done};
    if (outcome == "failed"_L1 || outcome == "failed_for_good"_L1)
        return {"failed", Tone::Failed};
    if (outcome == "unknown"_L1)
        return {"unknown", Tone::Warning};
    if (outcome == "cancelled"_L1)
        return {"cancelled", Tone::Waiting};
    return {"waiting", Tone::Waiting};
}

StateLook lookOfNode(const QString &nodeState)
{
    if (nodeState == "running"_L1)
        return {"done", Tone::Done};
    if (nodeState == "paused"_L1 || nodeState == "draining"_L1 || nodeState == "drained"_L1 ||
        nodeState == "stopping"_L1)
        return {"paused", Tone::Paused};
    if (nodeState == "late"_L1)
        return {"warning", Tone::Warning};
    if (nodeState == "dead"_L1)
        return {"failed", Tone::Failed};
    return {"cancelled", Tone::Waiting};
}

const QIcon &iconOf(StateLook look)
{
    // Reading and parsing an SVG for every cell would cost; the set is small and lives as long as the program.
    static QHash<QByteArray, QIcon> icons;
    const QByteArray key = QByteArray(look.iconName) + char('0' + static_cast<int>(look.tone));
    auto found = icons.find(key);
    if (found == icons.end())
        found = icons.insert(key, icon(look.iconName, look.tone));
    return *found;
}

} // namespace pult::ui
