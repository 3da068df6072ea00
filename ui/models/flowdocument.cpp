// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/flowdocument.h"

#include <browser/flow.h>

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr auto emptyFlow = "{\n    \"title\": \"\",\n    \"steps\": [\n    ]\n}\n";

void setField(OrderedJson &object, const QStringList &path, const QJsonValue &value)
{
    const QString &name = path.first();
    if (path.size() == 1) {
        if (value.isUndefined())
            object.remove(name);
        else
            object.set(name, OrderedJson::from(value));
        return;
    }
    if (object.indexOf(name) < 0 || object.at(object.indexOf(name)).type() != OrderedJson::Type::Object) {
        if (value.isUndefined())
            return;
        // Set as a whole, so that it is laid out as its neighbours are.
        QJsonValue whole = value;
        for (qsizetype i = path.size() - 1; i > 0; --i)
            whole = QJsonObject{{path.at(i), whole}};
        object.set(name, OrderedJson::from(whole));
        return;
    }
    OrderedJson &inner = object.at(object.indexOf(name));
    setField(inner, path.mid(1), value);
    // What was only there for this field goes with it.
    if (value.isUndefined() && inner.size() == 0)
        object.remove(name);
}

} // namespace

FlowDocument::FlowDocument() : m_json(*OrderedJson::parse(emptyFlow)) {}

Result<FlowDocument> FlowDocument::parse(const QByteArray &json)
{
    const QList<browser::FlowNote> notes = browser::checkFlow(json);
    for (const browser::FlowNote &note : notes) {
        if (note.isError && note.step < 0)
            return fail(note.what);
    }
    std::optional<OrderedJson> read = OrderedJson::parse(json);
    if (!read)
        return fail(ErrorKind::Invalid, "flow_not_object", {u"0"_s});
    FlowDocument document;
    document.m_json = std::move(*read);
    return document;
}

OrderedJson &FlowDocument::steps()
{
    return m_json.at(m_json.indexOf(u"steps"_s));
}

const OrderedJson &FlowDocument::steps() const
{
    return m_json.at(m_json.indexOf(u"steps"_s));
}

QString FlowDocument::title() const
{
    return m_json.at(m_json.indexOf(u"title"_s)).value().toString();
}

void FlowDocument::setTitle(const QString &title)
{
    m_json.set(u"title"_s, OrderedJson::from(title));
}

int FlowDocument::size() const
{
    return static_cast<int>(steps().size());
}

QJsonObject FlowDocument::step(int i) const
{
    return steps().at(i).value().toObject();
}

bool FlowDocument::isCommit(int i) const
{
    return step(i).value("pult"_L1).toObject().value("commit"_L1).toBool();
}

void FlowDocument::edit(int i, const QList<FlowEdit> &edits)
{
    for (const FlowEdit &edit : edits)
        setField(steps().at(i), edit.path, edit.value);
}

void FlowDocument::insert(int i, const QByteArray &step)
{
    if (const auto read = OrderedJson::parse(step))
        steps().insert(i, *read);
}

void FlowDocument::removeAt(int i)
{
    steps().removeAt(i);
}

void FlowDocument::move(int from, int to)
{
    steps().move(from, to);
}

FlowPart FlowDocument::part(int from, bool publish) const
{
    QHash<QString, int> last; // what the page needs to be as it was
    for (int i = 0; i < from; ++i) {
        const QString type = step(i).value("type"_L1).toString();
        if (type == "navigate"_L1 || type == "setViewport"_L1 || type == "emulateNetworkConditions"_L1)
            last.insert(type, i);
    }
    FlowPart part;
    part.steps = last.values();
    std::sort(part.steps.begin(), part.steps.end());
    for (int i = from; i < size() && (publish || !isCommit(i)); ++i)
        part.steps.append(i);
    QJsonArray chosen;
    for (const int i : std::as_const(part.steps))
        chosen.append(step(i));
    QJsonObject document = m_json.value().toObject();
    document.insert(u"steps"_s, chosen);
    part.json = QJsonDocument(document).toJson(QJsonDocument::Compact);
    return part;
}

} // namespace pult::ui
