// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/flowsteptext.h"

#include <QJsonArray>
#include <QLocale>
#include <QRegularExpression>

#include <cmath>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr double longestTimeoutSeconds = 24 * 60 * 60;
const QString alternatives = u" | "_s;
const QString inside = u" >>>> "_s;

struct Blank
{
    const char *name;
    const char *json;
};

constexpr Blank blanks[] = {
    {"navigate", R"({"type":"navigate","url":"https://"})"},
    {"click", R"({"type":"click","selectors":[["#"]],"offsetX":1,"offsetY":1})"},
    {"change", R"({"type":"change","selectors":[["#"]],"value":"{{caption}}"})"},
    {"waitForElement", R"({"type":"waitForElement","selectors":[["#"]],"visible":true})"},
    {"setFiles",
     R"({"type":"customStep","name":"setFiles","parameters":{"selectors":[["input[type=file]"]],"files":["{{media}}"]}})"},
    {"assertText", R"({"type":"customStep","name":"assertText","parameters":{"selectors":[["body"]],"text":"…"}})"},
    {"waitForUrl", R"({"type":"customStep","name":"waitForUrl","parameters":{"url":"https://"}})"},
    {"screenshot", R"({"type":"customStep","name":"screenshot","parameters":{"name":"page"}})"},
};

bool isCustom(const QJsonObject &step)
{
    return step.value("type"_L1).toString() == "customStep"_L1;
}

QStringList targetPath(const QJsonObject &step)
{
    const QString name = FlowStepText::nameOf(step);
    if (name == "navigate"_L1)
        return {u"url"_s};
    if (isCustom(step)) {
        return name == "waitForUrl"_L1                            ? QStringList{u"parameters"_s, u"url"_s}
               : name == "setFiles"_L1 || name == "assertText"_L1 ? QStringList{u"parameters"_s, u"selectors"_s}
                                                                  : QStringList();
    }
    static const QStringList onElements{u"click"_s,  u"doubleClick"_s, u"hover"_s,
                                        u"change"_s, u"scroll"_s,      u"waitForElement"_s};
    return onElements.contains(name) ? QStringList{u"selectors"_s} : QStringList();
}

QStringList valuePath(const QJsonObject &step)
{
    static const QHash<QString, QStringList> paths{
        {u"change"_s, {u"value"_s}},
        {u"keyDown"_s, {u"key"_s}},
        {u"keyUp"_s, {u"key"_s}},
        {u"waitForExpression"_s, {u"expression"_s}},
        {u"setFiles"_s, {u"parameters"_s, u"files"_s}},
        {u"screenshot"_s, {u"parameters"_s, u"name"_s}},
        {u"assertText"_s, {u"parameters"_s, u"text"_s}},
    };
    return paths.value(FlowStepText::nameOf(step));
}

QJsonValue fieldOf(const QJsonObject &step, const QStringList &path)
{
    QJsonValue value = step;
    for (const QString &name : path)
        value = value.toObject().value(name);
    return value;
}

QString selectorsText(const QJsonValue &selectors)
{
    QStringList texts;
    if (selectors.isString())
        texts.append(selectors.toString());
    const QJsonArray list = selectors.toArray();
    for (const QJsonValue &selector : list) {
        QStringList chain;
        const QJsonArray parts = selector.isArray() ? selector.toArray() : QJsonArray{selector};
        for (const QJsonValue &part : parts)
            chain.append(part.toString());
        texts.append(chain.join(inside));
    }
    return texts.join(alternatives);
}

QJsonArray selectorsFrom(const QString &text)
{
    QJsonArray selectors;
    const QStringList all = text.split(alternatives, Qt::SkipEmptyParts);
    for (const QString &selector : all) {
        QJsonArray chain;
        const QStringList parts = selector.split(inside);
        for (const QString &part : parts)
            chain.append(part.trimmed());
        selectors.append(chain);
    }
    return selectors;
}

QString sizeText(const QJsonObject &step)
{
    return u"%1 × %2"_s.arg(step.value("width"_L1).toInt()).arg(step.value("height"_L1).toInt());
}

std::optional<QList<FlowEdit>> editSize(const QString &text)
{
    static const QRegularExpression form(u"^\\s*(\\d{2,5})\\s*[x×х*]\\s*(\\d{2,5})\\s*$"_s);
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    return QList<FlowEdit>{{{u"width"_s}, match.captured(1).toInt()}, {{u"height"_s}, match.captured(2).toInt()}};
}

} // namespace

QStringList FlowStepText::addable()
{
    QStringList names;
    for (const Blank &blank : blanks)
        names.append(QString::fromLatin1(blank.name));
    return names;
}

QByteArray FlowStepText::blank(const QString &name)
{
    for (const Blank &blank : blanks) {
        if (QLatin1StringView(blank.name) == name)
            return blank.json;
    }
    return {};
}

QString FlowStepText::nameOf(const QJsonObject &step)
{
    return step.value(isCustom(step) ? "name"_L1 : "type"_L1).toString();
}

QString FlowStepText::title(const QString &name)
{
    static const QHash<QString, const char *> titles{
        {u"navigate"_s, QT_TR_NOOP("Open address")},
        {u"click"_s, QT_TR_NOOP("Click")},
        {u"doubleClick"_s, QT_TR_NOOP("Double click")},
        {u"hover"_s, QT_TR_NOOP("Point at")},
        {u"change"_s, QT_TR_NOOP("Fill in")},
        {u"keyDown"_s, QT_TR_NOOP("Press key")},
        {u"keyUp"_s, QT_TR_NOOP("Release key")},
        {u"scroll"_s, QT_TR_NOOP("Scroll")},
        {u"close"_s, QT_TR_NOOP("Close tab")},
        {u"setViewport"_s, QT_TR_NOOP("Window size")},
        {u"emulateNetworkConditions"_s, QT_TR_NOOP("Network speed")},
        {u"waitForElement"_s, QT_TR_NOOP("Wait for element")},
        {u"waitForExpression"_s, QT_TR_NOOP("Wait for expression")},
        {u"setFiles"_s, QT_TR_NOOP("Choose files")},
        {u"screenshot"_s, QT_TR_NOOP("Screenshot")},
        {u"assertText"_s, QT_TR_NOOP("Check text")},
        {u"waitForUrl"_s, QT_TR_NOOP("Wait for address")},
        {u"customStep"_s, QT_TR_NOOP("Step of one's own")}, // runs of old do not tell which
    };
    const char *title = titles.value(name);
    return title ? tr(title) : name;
}

QString FlowStepText::target(const QJsonObject &step)
{
    const QStringList path = targetPath(step);
    if (path.isEmpty())
        return {};
    const QJsonValue field = fieldOf(step, path);
    return path.last() == "selectors"_L1 ? selectorsText(field) : field.toString();
}

QString FlowStepText::value(const QJsonObject &step)
{
    const QString name = nameOf(step);
    if (name == "setViewport"_L1)
        return sizeText(step);
    if (name == "waitForElement"_L1) {
        QStringList words;
        if (step.value("visible"_L1).isBool())
            words.append(step.value("visible"_L1).toBool() ? tr("visible") : tr("hidden"));
        if (step.contains("count"_L1))
            words.append(step.value("operator"_L1).toString(u">="_s) + u' ' +
                         QString::number(step.value("count"_L1).toInt()));
        return words.join(u", "_s);
    }
    const QJsonValue field = fieldOf(step, valuePath(step));
    if (valuePath(step).isEmpty())
        return {};
    if (!field.isArray())
        return field.toString();
    QStringList files;
    for (const QJsonValue &file : field.toArray())
        files.append(file.toString());
    return files.join(alternatives);
}

QString FlowStepText::timeout(const QJsonObject &step)
{
    const QJsonValue milliseconds = step.value("timeout"_L1);
    return milliseconds.isDouble() ? QLocale().toString(milliseconds.toDouble() / 1000.0, 'g', 6) : QString();
}

bool FlowStepText::hasTarget(const QJsonObject &step)
{
    const QStringList path = targetPath(step);
    if (path.isEmpty())
        return false;
    // A selector with a bar of its own could not be told from two.
    const QJsonArray selectors = fieldOf(step, path).toArray();
    return path.last() != "selectors"_L1 || selectorsFrom(target(step)).size() == selectors.size();
}

bool FlowStepText::hasValue(const QJsonObject &step)
{
    return !valuePath(step).isEmpty() || nameOf(step) == "setViewport"_L1;
}

std::optional<QList<FlowEdit>> FlowStepText::editTarget(const QJsonObject &step, const QString &text)
{
    const QStringList path = targetPath(step);
    if (path.isEmpty() || text.trimmed().isEmpty())
        return std::nullopt;
    if (path.last() == "selectors"_L1)
        return QList<FlowEdit>{{path, selectorsFrom(text)}};
    return QList<FlowEdit>{{path, text.trimmed()}};
}

std::optional<QList<FlowEdit>> FlowStepText::editValue(const QJsonObject &step, const QString &text)
{
    if (nameOf(step) == "setViewport"_L1)
        return editSize(text);
    const QStringList path = valuePath(step);
    if (path.isEmpty())
        return std::nullopt;
    if (path.last() != "files"_L1)
        return QList<FlowEdit>{{path, text}};
    const QStringList files = text.split(u'|', Qt::SkipEmptyParts);
    QJsonArray array;
    for (const QString &file : files)
        array.append(file.trimmed());
    return array.isEmpty() ? std::nullopt : std::optional(QList<FlowEdit>{{path, array}});
}

std::optional<QList<FlowEdit>> FlowStepText::editTimeout(const QString &text)
{
    if (text.trimmed().isEmpty())
        return QList<FlowEdit>{{{u"timeout"_s}, QJsonValue(QJsonValue::Undefined)}};
    bool isNumber = false;
    QString plain = text.trimmed();
    const double seconds = plain.replace(u',', u'.').toDouble(&isNumber);
    if (!isNumber || seconds < 0.001 || seconds > longestTimeoutSeconds)
        return std::nullopt;
    return QList<FlowEdit>{{{u"timeout"_s}, static_cast<qint64>(std::llround(seconds * 1000))}};
}

QList<FlowEdit> FlowStepText::editCommit(bool commit)
{
    return {{{u"pult"_s, u"commit"_s}, commit ? QJsonValue(true) : QJsonValue(QJsonValue::Undefined)}};
}

} // namespace pult::ui
