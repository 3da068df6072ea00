// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/nodewords.h"

using namespace Qt::StringLiterals;

namespace pult::ui {

using queue::NodeVerb;

namespace {

constexpr qsizetype namedAtMost = 12;

} // namespace

QString NodeWords::name(NodeVerb verb)
{
    switch (verb) {
    case NodeVerb::Pause:
        return tr("Pause intake");
    case NodeVerb::Drain:
        return tr("Drain");
    case NodeVerb::Resume:
        return tr("Resume");
    case NodeVerb::Stop:
        return tr("Stop…");
    case NodeVerb::Restart:
        return tr("Restart…");
    case NodeVerb::Kill:
        return tr("Kill…");
    }
    Q_UNREACHABLE();
}

QString NodeWords::explain(NodeVerb verb, bool ofWorker)
{
    if (ofWorker && verb == NodeVerb::Kill)
        return tr("Interrupts what runs in it at once, then puts a new worker in its place.");
    switch (verb) {
    case NodeVerb::Pause:
        return tr("Begins no more tasks until it is resumed; what runs goes on as long as it takes.");
    case NodeVerb::Drain:
        return tr("Begins no more tasks; what still runs after the drain time (DRAIN_TIMEOUT_SECS) is handed back.");
    case NodeVerb::Resume:
        return tr("Takes tasks again.");
    case NodeVerb::Stop:
        return tr("Drains, then ends the program there.");
    case NodeVerb::Restart:
        return tr("Drains, then starts the program there anew.");
    case NodeVerb::Kill:
        return tr("Interrupts what runs at once, then ends the program there. The last resort.");
    }
    Q_UNREACHABLE();
}

QString NodeWords::question(NodeVerb verb, const QString &who)
{
    switch (verb) {
    case NodeVerb::Pause:
    case NodeVerb::Resume:
        return {};
    case NodeVerb::Drain:
        return tr("Drain %1? It begins no more tasks. What still runs after the drain time is handed back and runs "
                  "elsewhere, without using an attempt.")
            .arg(who);
    case NodeVerb::Stop:
        return tr("Stop %1? It begins no more tasks, waits for what runs up to the drain time, then the program there "
                  "ends. Somebody has to start it again there.")
            .arg(who);
    case NodeVerb::Restart:
        return tr("Restart %1? It begins no more tasks, waits for what runs up to the drain time, then the program "
                  "there starts anew.")
            .arg(who);
    case NodeVerb::Kill:
        return tr("Kill %1? Its browsers are closed now, in the middle of what they do. Tasks go back to the queue "
                  "without using an attempt; one that was publishing may end with an unknown outcome, which you have "
                  "to answer. Then the program there ends. Drain or Stop do the same without an interruption.")
            .arg(who);
    }
    Q_UNREACHABLE();
}

QString NodeWords::killWorkerQuestion(const QString &who)
{
    return tr("Kill %1? Its browsers are closed now, in the middle of what they do. Tasks go back to the queue without "
              "using an attempt; one that was publishing may end with an unknown outcome, which you have to answer. A "
              "new worker takes its place; the others go on.")
        .arg(who);
}

QString NodeWords::interrupted(const QList<queue::Id> &tasks)
{
    if (tasks.isEmpty())
        return tr("Nothing runs there now.");
    QStringList names;
    for (const queue::Id id : tasks.first(std::min(namedAtMost, tasks.size())))
        names.append(QString::number(id));
    if (tasks.size() > namedAtMost)
        names.append(u"…"_s);
    return tr("%n task(s) run there: %1.", nullptr, int(tasks.size())).arg(names.join(u", "_s));
}

} // namespace pult::ui
