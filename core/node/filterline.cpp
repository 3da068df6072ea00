// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "filterline.h"

namespace pult::node {

using namespace Qt::StringLiterals;
using queue::TaskState;

namespace {

/// Splits at blanks outside quotes: `kind:x "two words"`.
QStringList words(const QString &line)
{
    QStringList list;
    QString word;
    bool quoted = false;
    for (const QChar c : line) {
        if (c == u'"')
            quoted = !quoted;
        else if (c.isSpace() && !quoted)
            list.append(std::exchange(word, {}));
        else
            word.append(c);
    }
    list.append(word);
    list.removeAll(QString());
    return list;
}

Result<queue::Id> parseId(const QString &word, const QString &text)
{
    bool good = false;
    const queue::Id id = text.toLongLong(&good);
    if (!good || id < 1)
        return fail(ErrorKind::Invalid, "filter_invalid", {word, u"1, 2, 3 …"_s});
    return id;
}

} // namespace

Result<QList<TaskState>> parseStates(const QString &text)
{
    QList<TaskState> states;
    const QStringList names = text.split(u',', Qt::SkipEmptyParts);
    for (const QString &raw : names) {
        const QString name = raw.trimmed().toLower();
        if (name == "failed"_L1)
            states.append(TaskState::Discarded);
        else if (name == "waiting"_L1)
            states.append({TaskState::Scheduled, TaskState::Available, TaskState::Retryable});
        else if (const auto state = queue::taskStateFromString(name))
            states.append(*state);
        else
            return fail(ErrorKind::Invalid, "filter_invalid",
                        {name, u"draft, scheduled, available, running, retryable, completed, discarded, cancelled, "
                               "failed, waiting"_s});
    }
    return states;
}

Result<queue::TaskFilter> parseFilterLine(const QString &line)
{
    queue::TaskFilter filter;
    QStringList text;
    const QStringList all = words(line);
    for (const QString &word : all) {
        const QString name = word.section(u':', 0, 0).toLower();
        const QString value = word.section(u':', 1);
        if (value.isEmpty()) {
            text.append(word);
        } else if (name == "state"_L1) {
            const auto states = parseStates(value);
            if (!states)
                return fail(states.error());
            filter.states.append(*states);
        } else if (name == "kind"_L1) {
            filter.kind = value;
        } else if (name == "queue"_L1) {
            filter.queue = value;
        } else if (name == "batch"_L1 || name == "id"_L1 || name == "operation"_L1) {
            const auto id = parseId(word, value);
            if (!id)
                return fail(id.error());
            if (name == "batch"_L1)
                filter.batchId = *id;
            else if (name == "operation"_L1)
                filter.operation = *id;
            else
                filter.ids.append(*id);
        } else if (name == "unknown"_L1) {
            filter.unknownOnly = value == "yes"_L1;
        } else {
            text.append(word); // a colon in free text: http://…, 12:30
        }
    }
    filter.text = text.join(u' ');
    return filter;
}

} // namespace pult::node
