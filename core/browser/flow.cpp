// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow.h"

#include "flowcheck.h"

#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

namespace pult::browser {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype largestFlow = 8 * 1024 * 1024;

FlowNote flowFault(const char *code, QStringList arguments)
{
    return {-1, true, Error{ErrorKind::Invalid, QString::fromLatin1(code), std::move(arguments), {}}};
}

/// The document, or the fault that makes it none.
Result<QJsonObject> readDocument(QByteArray json)
{
    if (json.size() > largestFlow)
        return fail(ErrorKind::Invalid, "flow_too_large",
                    {u"0"_s, QString::number(json.size()), QString::number(largestFlow)});
    if (json.startsWith("\xef\xbb\xbf"))
        json.remove(0, 3);
    QJsonParseError fault;
    const QJsonDocument document = QJsonDocument::fromJson(json, &fault);
    if (document.isNull())
        return fail(ErrorKind::Invalid, "flow_not_json", {u"0"_s, QString::number(fault.offset), fault.errorString()});
    if (!document.isObject())
        return fail(ErrorKind::Invalid, "flow_not_object", {u"0"_s});
    return document.object();
}

QList<FlowNote> checkHeader(const QJsonObject &document)
{
    QList<FlowNote> notes;
    if (!document.contains(u"title"))
        notes.append(flowFault("flow_field_missing", {u"0"_s, u"title"_s}));
    else if (!document.value(u"title").isString())
        notes.append(flowFault("flow_field_type", {u"0"_s, u"title"_s, u"string"_s}));
    const QJsonValue timeout = document.value(u"timeout");
    if (document.contains(u"timeout") && !timeout.isDouble()) {
        notes.append(flowFault("flow_field_type", {u"0"_s, u"timeout"_s, u"number"_s}));
    } else if (timeout.isDouble() && !(timeout.toDouble() >= 1 && timeout.toDouble() <= longestTimeoutMs)) {
        notes.append(flowFault("flow_timeout_range", {u"0"_s, QString::number(longestTimeoutMs)}));
    } else if (timeout.isDouble() && timeout.toDouble() > replayLongestTimeoutMs) {
        FlowNote remark = flowFault("flow_timeout_long", {u"0"_s, QString::number(qint64(timeout.toDouble()))});
        remark.isError = false;
        notes.append(remark);
    }
    if (!document.contains(u"steps"))
        notes.append(flowFault("flow_field_missing", {u"0"_s, u"steps"_s}));
    else if (!document.value(u"steps").isArray())
        notes.append(flowFault("flow_field_type", {u"0"_s, u"steps"_s, u"array"_s}));
    return notes;
}

QList<FlowNote> checkDocument(const QJsonObject &document)
{
    QList<FlowNote> notes = checkHeader(document);
    const QJsonArray steps = document.value(u"steps").toArray();
    for (qsizetype i = 0; i < steps.size(); ++i)
        notes += checkStep(int(i), steps.at(i));
    return notes;
}

Flow toFlow(const QJsonObject &document)
{
    Flow flow;
    flow.title = document.value(u"title").toString();
    if (document.value(u"timeout").isDouble())
        flow.timeoutMs = int(document.value(u"timeout").toDouble());
    const QJsonArray steps = document.value(u"steps").toArray();
    for (const QJsonValue &value : steps) {
        const QJsonObject step = value.toObject();
        flow.steps.append(
            {step.value(u"type").toString(), step, step.value(u"pult").toObject().value(u"commit").toBool()});
    }
    flow.json = document;
    return flow;
}

const QRegularExpression &variablePattern()
{
    static const QRegularExpression pattern(u"\\{\\{\\s*([A-Za-z_][A-Za-z0-9_.-]*)\\s*\\}\\}"_s);
    return pattern;
}

/// Calls `visit` for every string of `value`, depth first, and puts what it yields in its place.
QJsonValue mapStrings(const QJsonValue &value, const std::function<QString(const QString &)> &visit)
{
    if (value.isString())
        return visit(value.toString());
    if (value.isArray()) {
        QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            array.replace(i, mapStrings(array.at(i), visit));
        return array;
    }
    if (value.isObject()) {
        QJsonObject object = value.toObject();
        const QStringList keys = object.keys();
        for (const QString &key : keys)
            object.insert(key, mapStrings(object.value(key), visit));
        return object;
    }
    return value;
}

bool meansMedia(const FlowStep &step)
{
    return step.type == "change"_L1 && isFakePath(step.json.value(u"value").toString());
}

/// All of the task's media: media.1, media.2 …, else media alone.
QJsonArray mediaOf(const FlowVariables &variables)
{
    QJsonArray files;
    for (int i = 1;; ++i) {
        const auto found = variables.constFind(u"media."_s + QString::number(i));
        if (found == variables.cend())
            break;
        files.append(*found);
    }
    if (files.isEmpty() && variables.contains(u"media"_s))
        files.append(variables.value(u"media"_s));
    return files;
}

} // namespace

QString nameOf(const FlowStep &step)
{
    return step.type == "customStep"_L1 ? step.json.value("name"_L1).toString() : step.type;
}

Result<Flow> parseFlow(const QByteArray &json)
{
    const Result<QJsonObject> document = readDocument(json);
    if (!document)
        return fail(document.error());
    const QList<FlowNote> notes = checkDocument(*document);
    for (const FlowNote &note : notes) {
        if (note.isError)
            return fail(note.what);
    }
    return toFlow(*document);
}

QList<FlowNote> checkFlow(const QByteArray &json)
{
    const Result<QJsonObject> document = readDocument(json);
    if (!document)
        return {{-1, true, document.error()}};
    return checkDocument(*document);
}

Result<Flow> fillFlow(const Flow &flow, const FlowVariables &variables)
{
    QJsonObject document = flow.json;
    QJsonArray steps;
    QStringList unknown;
    const auto fill = [&](const QString &text) {
        QString filled;
        qsizetype end = 0;
        for (auto it = variablePattern().globalMatch(text); it.hasNext();) {
            const QRegularExpressionMatch match = it.next();
            const auto found = variables.constFind(match.captured(1));
            if (found == variables.cend())
                unknown.append(match.captured(1));
            filled += QStringView(text).mid(end, match.capturedStart() - end);
            filled += found == variables.cend() ? QString() : *found;
            end = match.capturedEnd();
        }
        filled += QStringView(text).mid(end);
        return filled;
    };
    for (qsizetype i = 0; i < flow.steps.size(); ++i) {
        QJsonObject step = mapStrings(flow.steps.at(i).json, fill).toObject();
        const QJsonArray media = mediaOf(variables);
        if (meansMedia(flow.steps.at(i)) && media.isEmpty())
            unknown.append(u"media"_s);
        if (!unknown.isEmpty())
            return fail(ErrorKind::Invalid, "flow_variable_unknown", {unknown.constFirst(), QString::number(i + 1)});
        if (flow.steps.at(i).type == "change"_L1 && !media.isEmpty()) {
            QJsonObject mark = step.value(u"pult").toObject();
            mark.insert(u"media"_s, media);
            step.insert(u"pult"_s, mark);
        }
        steps.append(step);
    }
    document.insert(u"steps"_s, steps);
    return toFlow(document);
}

QStringList flowVariables(const Flow &flow)
{
    QStringList names;
    const auto collect = [&](const QString &text) {
        for (auto it = variablePattern().globalMatch(text); it.hasNext();) {
            const QString name = it.next().captured(1);
            if (!names.contains(name))
                names.append(name);
        }
        return text;
    };
    for (const FlowStep &step : flow.steps) {
        mapStrings(step.json, collect);
        if (meansMedia(step) && !names.contains(u"media"_s))
            names.append(u"media"_s);
    }
    return names;
}

} // namespace pult::browser
