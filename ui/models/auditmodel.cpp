// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/auditmodel.h"

#include "models/humantext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <utility>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

/// What was done to the thing in the next column.
constexpr std::pair<const char *, const char *> words[] = {
    {"task.cancel", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "cancelled")},
    {"task.retry", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "put back into the queue")},
    {"task.delete", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "deleted")},
    {"task.undelete", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "brought back")},
    {"task.snooze", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "put off")},
    {"task.set_priority", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "priority changed")},
    {"task.undo", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "taken back")},
    {"task.add", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "added")},
    {"task.done", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "told to be done")},
    {"task.again", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "told to run again")},
    {"task.reveal", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "hidden values shown")},
    {"batch.create", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "created")},
    {"batch.start", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "started")},
    {"queue.pause", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "paused")},
    {"queue.resume", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "resumed")},
    {"queue.set", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "limits changed")},
    {"breaker.open", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "forced open")},
    {"breaker.close", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "closed")},
    {"breaker.half_open", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "set half open")},
    {"breaker.disable", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "switched off")},
    {"breaker.reset", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "reset")},
    {"lock.free", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "freed")},
    {"node.pause", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "intake paused")},
    {"node.drain", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "drained")},
    {"node.resume", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "resumed")},
    {"node.stop", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "stopped")},
    {"node.restart", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "restarted")},
    {"node.kill", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "killed")},
    {"operation.start", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "begun")},
    {"operation.end", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "ended")},
    {"operation.cancel", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "stopped")},
    {"schedule.add", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "added")},
    {"schedule.change", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "changed")},
    {"schedule.pause", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "paused")},
    {"schedule.resume", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "resumed")},
    {"schedule.remove", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "removed")},
    {"schedule.run", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "run by hand")},
    {"token.create", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "created")},
    {"token.rotate", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "renewed")},
    {"token.revoke", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "revoked")},
};

/// What things, places and parts of them are called.
constexpr std::pair<const char *, const char *> nouns[] = {
    {"operator", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "operator")},
    {"system", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "the system itself")},
    {"window", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "window")},
    {"service", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "service")},
    {"engine", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "engine")},
    {"ctl", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "command line")},
    {"task", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "task")},
    {"queue", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "queue")},
    {"batch", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "batch")},
    {"lock", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "lock")},
    {"node", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "computer")},
    {"breaker", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "breaker")},
    {"schedule", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "schedule")},
    {"operation", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "operation")},
    {"state", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "state")},
    {"reason", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "reason")},
    {"priority", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "priority")},
    {"paused", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "paused")},
    {"paused_until", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "paused until")},
    {"until", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "until")},
    {"kind", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "kind")},
    {"label", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "name")},
    {"name", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "name")},
    {"total", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "in all")},
    {"tasks", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "tasks")},
    {"uploads", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "uploads")},
    {"done", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "done")},
    {"failed", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "refused")},
    {"verb", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "what was asked")},
    {"filter", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "filter")},
    {"command", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "order")},
    {"worker", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "worker")},
    {"concurrency", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "at once")},
    {"rate", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "starts")},
    {"seconds", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "seconds")},
    {"arguments", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "with")},
    {"time_zone", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "time zone")},
    {"overlap", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "when an earlier one still runs")},
    {"missed", QT_TRANSLATE_NOOP("pult::ui::AuditModel", "when missed")},
};

/// Kept for an undo alone; says nothing to those who read.
bool isForUndo(const QString &name)
{
    return name == "run_at"_L1 || name == "attempt"_L1 || name == "rescues"_L1 || name == "unknown"_L1;
}

template<std::size_t N>
QString wordOf(const std::pair<const char *, const char *> (&table)[N], const QString &name,
               const QString &otherwise = {})
{
    for (const auto &[known, word] : table) {
        if (name == QLatin1StringView(known))
            return AuditModel::tr(word);
    }
    return otherwise.isEmpty() ? name : otherwise;
}

/// "queue mail": the first word says what it is.
QString objectText(const QString &object)
{
    const qsizetype space = object.indexOf(u' ');
    return space < 0 ? object : wordOf(nouns, object.left(space)) + object.mid(space);
}

QString valueText(const QString &name, const QJsonValue &value);

/// What a person can read of a list or an object, such as a filter.
QString listText(const QJsonValue &value)
{
    QStringList parts;
    for (const QJsonValue &item : value.toArray())
        parts.append(valueText({}, item));
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        parts.append(u"%1 %2"_s.arg(wordOf(nouns, it.key()), valueText(it.key(), it.value())));
    return parts.join(u", "_s);
}

bool isEmpty(const QJsonValue &value)
{
    return value.isNull() || (value.isString() && value.toString().isEmpty()) ||
           (value.isObject() && value.toObject().isEmpty()) || (value.isArray() && value.toArray().isEmpty());
}

/// `name`: of what it is the value.
QString valueText(const QString &name, const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? AuditModel::tr("yes") : AuditModel::tr("no");
    if (value.isString()) {
        const QString text = value.toString();
        const std::optional<queue::TaskState> state = queue::taskStateFromString(text);
        if (state)
            return HumanText::state(*state);
        if (name == "verb"_L1)
            return wordOf(words, u"task."_s + text, text);
        return name == "state"_L1 ? wordOf(nouns, text) : HumanText::kind(text);
    }
    if (value.isNull() || value.isUndefined())
        return u"–"_s;
    if (value.isArray() || value.isObject())
        return listText(value);
    const QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(json.mid(1, json.size() - 2));
}

} // namespace

const QList<Column> &AuditModel::columns() const
{
    static const QList<Column> columns{
        {QT_TR_NOOP("Time"), false, 136},
        {QT_TR_NOOP("Who"), false, 84},
        {QT_TR_NOOP("What was done"), false, 116},
        //: header of the column with the thing that was changed
        {QT_TR_NOOP("To what"), false, 100},
        {QT_TR_NOOP("Before → after"), false, 0},
        //: header of the column that says by way of what: the window, pultctl, the API
        {QT_TR_NOOP("By way of"), false, 72},
    };
    return columns;
}

QString AuditModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

QString AuditModel::whatText(const QString &what)
{
    return wordOf(words, what);
}

QString AuditModel::actorText(const QString &actor)
{
    return wordOf(nouns, actor);
}

QString AuditModel::changeText(const queue::AuditEntry &entry)
{
    const QJsonObject before = QJsonDocument::fromJson(entry.before).object();
    const QJsonObject after = QJsonDocument::fromJson(entry.after).object();
    QStringList parts;
    for (auto it = before.begin(); it != before.end(); ++it) {
        const QJsonValue now = after.value(it.key());
        if (now != it.value() && !(now.isUndefined() && isForUndo(it.key())))
            parts.append(u"%1: %2 → %3"_s.arg(wordOf(nouns, it.key()), valueText(it.key(), it.value()),
                                              valueText(it.key(), now)));
    }
    for (auto it = after.begin(); it != after.end(); ++it) {
        if (!before.contains(it.key()) && !isEmpty(it.value()))
            parts.append(u"%1: %2"_s.arg(wordOf(nouns, it.key()), valueText(it.key(), it.value())));
    }
    return parts.join(u"; "_s);
}

QVariant AuditModel::cell(const queue::AuditEntry &entry, int column, int role) const
{
    if (role == SortRole)
        return column == Time ? QVariant(entry.id) : QVariant();
    if (role == Qt::ToolTipRole && column == What)
        return entry.what;
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (column) {
    case Time:
        return HumanText::moment(entry.at);
    case Who:
        return actorText(entry.who);
    case What:
        return whatText(entry.what);
    case Object:
        return objectText(entry.object);
    case Change:
        return changeText(entry);
    case From:
        return actorText(entry.where);
    default:
        return {};
    }
}

} // namespace pult::ui
