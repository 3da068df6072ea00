// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What @puppeteer/replay 3.1.3 (SchemaUtils.ts) accepts of a step and what not, and our own steps. A property counts as
// present when it is null, and an array counts as an object, as in JavaScript.
#include "flowcheck.h"

#include "keymap.h"

#include <algorithm>
#include <cmath>

namespace pult::browser {

using namespace Qt::StringLiterals;

namespace {

/// Collects the faults of one step.
class StepCheck final
{
public:
    StepCheck(int index, QJsonObject step) : m_index(index), m_step(std::move(step)) {}

    QList<FlowNote> run();

private:
    void fault(const char *code, QStringList arguments) { note(true, code, std::move(arguments)); }
    void note(bool isError, const char *code, QStringList arguments)
    {
        arguments.prepend(QString::number(m_index + 1));
        m_notes.append(
            {m_index, isError, Error{ErrorKind::Invalid, QString::fromLatin1(code), std::move(arguments), {}}});
    }
    void wrongType(const QString &field, const char *expected)
    {
        if (m_step.contains(field))
            fault("flow_field_type", {field, QString::fromLatin1(expected)});
        else
            fault("flow_field_missing", {field});
    }
    void number(const QString &field, bool optional = false)
    {
        if ((!optional || m_step.contains(field)) && !m_step.value(field).isDouble())
            wrongType(field, "number");
    }
    void boolean(const QString &field, bool optional = false)
    {
        if ((!optional || m_step.contains(field)) && !m_step.value(field).isBool())
            wrongType(field, "boolean");
    }
    void string(const QString &field, bool optional = false)
    {
        if ((!optional || m_step.contains(field)) && !m_step.value(field).isString())
            wrongType(field, "string");
    }
    void oneOf(const QString &field, const QStringList &allowed)
    {
        string(field, true);
        const QString value = m_step.value(field).toString();
        if (!value.isEmpty() && !allowed.contains(value))
            fault("flow_field_value", {field, allowed.join(u", "_s)});
    }

    void base();
    void frame();
    void selectors(bool optional = false);
    void pointer();
    void waitForElement();
    void custom();
    void customSelectors(const QJsonObject &parameters);
    void customString(const QJsonObject &parameters, const QString &field);
    void pult();
    void byType(const QString &type);
    void key();
    void change();

    int m_index;
    QJsonObject m_step;
    QList<FlowNote> m_notes;
};

void StepCheck::base()
{
    const QJsonValue timeout = m_step.value(u"timeout");
    if (timeout.isDouble() && !(timeout.toDouble() >= 1 && timeout.toDouble() <= longestTimeoutMs))
        fault("flow_timeout_range", {QString::number(longestTimeoutMs)});
    else if (timeout.isDouble() && timeout.toDouble() > replayLongestTimeoutMs)
        note(false, "flow_timeout_long", {QString::number(qint64(timeout.toDouble()))});
    const QJsonArray events = m_step.value(u"assertedEvents").toArray();
    for (const QJsonValue &event : events) {
        if (!event.isObject() && !event.isArray())
            return fault("flow_field_type", {u"assertedEvents"_s, u"objects"_s});
        const QJsonObject object = event.toObject();
        if (object.value(u"type").toString() != "navigation"_L1)
            return fault("flow_field_value", {u"assertedEvents.type"_s, u"navigation"_s});
        for (const QString &field : {u"url"_s, u"title"_s}) {
            if (object.contains(field) && !object.value(field).isString())
                return fault("flow_field_type", {QString(u"assertedEvents."_s + field), u"string"_s});
        }
    }
}

void StepCheck::frame()
{
    if (!m_step.contains(u"frame"))
        return;
    const QJsonValue path = m_step.value(u"frame");
    const QJsonArray indexes = path.toArray();
    const bool whole = std::all_of(indexes.begin(), indexes.end(), [](const QJsonValue &index) {
        return index.isDouble() && std::trunc(index.toDouble()) == index.toDouble();
    });
    if (!path.isArray() || !whole)
        fault("flow_field_type", {u"frame"_s, u"integers"_s});
}

void StepCheck::selectors(bool optional)
{
    if (optional && !m_step.contains(u"selectors"))
        return;
    const QJsonValue value = m_step.value(u"selectors");
    if (!value.isArray() || value.toArray().isEmpty())
        return wrongType(u"selectors"_s, "selectors");
    const QJsonArray list = value.toArray();
    for (const QJsonValue &selector : list) {
        const QJsonArray chain = selector.toArray();
        const bool texts =
            std::all_of(chain.begin(), chain.end(), [](const QJsonValue &part) { return part.isString(); });
        if (!selector.isString() && !(selector.isArray() && texts))
            return wrongType(u"selectors"_s, "selectors");
    }
}

void StepCheck::pointer()
{
    number(u"offsetX"_s);
    number(u"offsetY"_s);
    number(u"duration"_s, true);
    oneOf(u"deviceType"_s, {u"mouse"_s, u"pen"_s, u"touch"_s});
    oneOf(u"button"_s, {u"primary"_s, u"auxiliary"_s, u"secondary"_s, u"back"_s, u"forward"_s});
}

void StepCheck::waitForElement()
{
    selectors();
    oneOf(u"operator"_s, {u">="_s, u"=="_s, u"<="_s});
    number(u"count"_s, true);
    boolean(u"visible"_s, true);
    if (m_step.contains(u"attributes")) {
        const QJsonValue attributes = m_step.value(u"attributes");
        const QJsonObject object = attributes.toObject();
        const QJsonArray array = attributes.toArray();
        const auto isText = [](const QJsonValue &value) { return value.isString(); };
        const bool texts =
            std::all_of(object.begin(), object.end(), isText) && std::all_of(array.begin(), array.end(), isText);
        if (!(attributes.isObject() || attributes.isArray()) || !texts)
            fault("flow_field_type", {u"attributes"_s, u"strings"_s});
    }
    if (m_step.contains(u"properties") && !m_step.value(u"properties").isObject() &&
        !m_step.value(u"properties").isArray())
        fault("flow_field_type", {u"properties"_s, u"object"_s});
}

void StepCheck::key()
{
    string(u"key"_s);
    const QString name = m_step.value(u"key").toString();
    if (m_step.value(u"key").isString() && !keyDefinition(name) && !name.contains(u"{{"))
        note(false, "flow_key_unknown", {name});
}

void StepCheck::change()
{
    selectors();
    string(u"value"_s);
    if (isFakePath(m_step.value(u"value").toString()))
        note(false, "flow_change_means_media", {});
}

void StepCheck::customSelectors(const QJsonObject &parameters)
{
    const QJsonValue value = parameters.value(u"selectors");
    const QList<QStringList> alternatives = selectorsOf(value);
    const bool filled =
        !alternatives.isEmpty() && std::none_of(alternatives.begin(), alternatives.end(),
                                                [](const QStringList &chain) { return chain.isEmpty(); });
    if (!filled || alternatives.size() != std::max<qsizetype>(value.toArray().size(), 1))
        fault(parameters.contains(u"selectors") ? "flow_field_type" : "flow_field_missing",
              parameters.contains(u"selectors") ? QStringList{u"parameters.selectors"_s, u"selectors"_s}
                                                : QStringList{u"parameters.selectors"_s});
}

void StepCheck::customString(const QJsonObject &parameters, const QString &field)
{
    const QString name = u"parameters."_s + field;
    if (!parameters.contains(field))
        fault("flow_field_missing", {name});
    else if (!parameters.value(field).isString() || parameters.value(field).toString().isEmpty())
        fault("flow_field_type", {name, u"string"_s});
}

void StepCheck::custom()
{
    string(u"name"_s);
    if (!m_step.value(u"name").isString())
        return;
    const QString name = m_step.value(u"name").toString();
    const QJsonObject parameters = m_step.value(u"parameters").toObject();
    if (name == "setFiles"_L1) {
        customSelectors(parameters);
        const QJsonArray files = parameters.value(u"files").toArray();
        const bool texts =
            std::all_of(files.begin(), files.end(), [](const QJsonValue &file) { return !file.toString().isEmpty(); });
        if (!parameters.contains(u"files"))
            fault("flow_field_missing", {u"parameters.files"_s});
        else if (files.isEmpty() || !texts)
            fault("flow_field_type", {u"parameters.files"_s, u"strings"_s});
    } else if (name == "screenshot"_L1) {
        customString(parameters, u"name"_s);
    } else if (name == "assertText"_L1) {
        customSelectors(parameters);
        customString(parameters, u"text"_s);
    } else if (name == "waitForUrl"_L1) {
        customString(parameters, u"url"_s);
    } else {
        fault("flow_custom_unknown", {name});
    }
}

void StepCheck::pult()
{
    if (!m_step.contains(u"pult"))
        return;
    const QJsonValue mark = m_step.value(u"pult");
    const QJsonValue commit = mark.toObject().value(u"commit");
    if (!mark.isObject())
        fault("flow_field_type", {u"pult"_s, u"object"_s});
    else if (!commit.isUndefined() && !commit.isBool())
        fault("flow_field_type", {u"pult.commit"_s, u"boolean"_s});
}

void StepCheck::byType(const QString &type)
{
    const auto hasFrame = [&type] {
        static const QStringList types{
            u"click"_s,          u"doubleClick"_s,       u"hover"_s,     u"change"_s, u"scroll"_s,
            u"waitForElement"_s, u"waitForExpression"_s, u"customStep"_s};
        return types.contains(type);
    };
    if (hasFrame())
        frame();
    if (type == "click"_L1 || type == "doubleClick"_L1) {
        selectors();
        pointer();
    } else if (type == "hover"_L1) {
        selectors();
    } else if (type == "change"_L1) {
        change();
    } else if (type == "keyDown"_L1 || type == "keyUp"_L1) {
        key();
    } else if (type == "emulateNetworkConditions"_L1) {
        for (const QString &field : {u"download"_s, u"upload"_s, u"latency"_s})
            number(field);
    } else if (type == "setViewport"_L1) {
        for (const QString &field : {u"width"_s, u"height"_s, u"deviceScaleFactor"_s})
            number(field);
        for (const QString &field : {u"isMobile"_s, u"hasTouch"_s, u"isLandscape"_s})
            boolean(field);
    } else if (type == "scroll"_L1) {
        number(u"x"_s, true);
        number(u"y"_s, true);
        selectors(true);
    } else if (type == "navigate"_L1) {
        string(u"url"_s);
    } else if (type == "waitForElement"_L1) {
        waitForElement();
    } else if (type == "waitForExpression"_L1) {
        string(u"expression"_s);
    } else if (type == "customStep"_L1) {
        custom();
    } else if (type != "close"_L1) {
        fault("flow_step_unknown", {type});
    }
}

QList<FlowNote> StepCheck::run()
{
    if (!m_step.value(u"type").isString()) {
        wrongType(u"type"_s, "string");
        return m_notes;
    }
    byType(m_step.value(u"type").toString());
    base();
    pult();
    return m_notes;
}

} // namespace

QList<QStringList> selectorsOf(const QJsonValue &selectors)
{
    QList<QStringList> result;
    if (selectors.isString())
        result.append(QStringList{selectors.toString()});
    const QJsonArray list = selectors.toArray();
    for (const QJsonValue &selector : list) {
        QStringList chain;
        if (selector.isString())
            chain.append(selector.toString());
        const QJsonArray parts = selector.toArray();
        for (const QJsonValue &part : parts)
            chain.append(part.toString());
        result.append(chain);
    }
    return result;
}

bool isFakePath(const QString &value)
{
    return value.startsWith("C:\\fakepath\\"_L1, Qt::CaseInsensitive);
}

QList<FlowNote> checkStep(int index, const QJsonValue &step)
{
    if (!step.isObject()) {
        const QStringList arguments{QString::number(index + 1), u"type"_s};
        return {{index, true, Error{ErrorKind::Invalid, u"flow_step_not_object"_s, arguments.mid(0, 1), {}}}};
    }
    return StepCheck(index, step.toObject()).run();
}

} // namespace pult::browser
