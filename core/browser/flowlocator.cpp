// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowlocator.h"

#include <QRectF>

#include <algorithm>

namespace pult::browser {

using namespace Qt::StringLiterals;

namespace {

QJsonObject object(const QString &id)
{
    return {{u"objectId"_s, id}};
}

QJsonObject value(const QJsonValue &plain)
{
    return {{u"value"_s, plain}};
}

QJsonArray objects(const QStringList &ids)
{
    QJsonArray array;
    for (const QString &id : ids)
        array.append(object(id));
    return array;
}

bool isScope(const FlowQuery::Op &op)
{
    return op.kind == FlowQuery::Op::Css && op.value.trimmed() == ":scope"_L1;
}

/// What of `box` lies within a view of this size.
QRectF cut(QRectF box, double width, double height)
{
    const double w = box.x() >= 0 ? std::min(width - box.x(), box.width()) : std::min(width, box.width() + box.x());
    const double h = box.y() >= 0 ? std::min(height - box.y(), box.height()) : std::min(height, box.height() + box.y());
    return {std::max(box.x(), 0.0), std::max(box.y(), 0.0), std::max(w, 0.0), std::max(h, 0.0)};
}

} // namespace

QCoro::Task<Result<QStringList>> FlowLocator::elementsOf(QJsonObject array, std::chrono::milliseconds limit)
{
    const QJsonObject params{{u"objectId"_s, array.value(u"objectId")}, {u"ownProperties"_s, true}};
    const Result<QJsonObject> properties = co_await m_page.send(m_frameId, u"Runtime.getProperties"_s, params, limit);
    if (!properties)
        co_return fail(properties.error());
    QStringList elements;
    const QJsonArray list = properties->value(u"result").toArray();
    for (const QJsonValue &item : list) {
        const QJsonObject property = item.toObject();
        bool isIndex = false;
        property.value(u"name").toString().toInt(&isIndex);
        const QString id = property.value(u"value").toObject().value(u"objectId").toString();
        if (isIndex && !id.isEmpty())
            elements.append(id);
    }
    co_return elements;
}

QCoro::Task<Result<QStringList>> FlowLocator::run(QStringList elements, QList<FlowQuery::Op> ops,
                                                  std::chrono::milliseconds limit)
{
    QJsonArray arguments = objects(elements);
    arguments.prepend(value(toJson(ops)));
    const Result<QJsonObject> array = co_await m_page.call(
        m_frameId, FlowWorld::Isolated, u"(ops, ...elements) => pult.run(elements, ops)"_s, arguments, false, limit);
    if (!array)
        co_return fail(array.error());
    Result<QStringList> found = co_await elementsOf(*array, limit);
    co_return found;
}

/// Nodes of the accessibility tree below `element` with the name and role asked for.
QCoro::Task<Result<QStringList>> FlowLocator::aria(QString element, QString selector, std::chrono::milliseconds limit)
{
    const std::optional<AriaSelector> wanted = parseAria(selector);
    if (!wanted)
        co_return fail(ErrorKind::Invalid, "script_failed", {QString(u"unknown aria attribute in "_s + selector)});
    QJsonObject params = object(element);
    if (!wanted->name.isEmpty())
        params.insert(u"accessibleName"_s, wanted->name);
    if (wanted->role)
        params.insert(u"role"_s, *wanted->role);
    const Result<QJsonObject> answer = co_await m_page.send(m_frameId, u"Accessibility.queryAXTree"_s, params, limit);
    if (!answer)
        co_return fail(answer.error());
    QStringList elements;
    const QJsonArray nodes = answer->value(u"nodes").toArray();
    for (const QJsonValue &item : nodes) {
        const QJsonObject node = item.toObject();
        const QString role = node.value(u"role").toObject().value(u"value").toString();
        if (node.value(u"ignored").toBool() || !node.contains(u"role") || role == "StaticText"_L1 ||
            role == "InlineTextBox"_L1)
            continue;
        const int id = node.value(u"backendDOMNodeId").toInt();
        const Result<QString> resolved = co_await m_page.resolve(m_frameId, id, FlowWorld::Isolated, limit);
        if (!resolved)
            co_return fail(resolved.error());
        elements.append(*resolved);
    }
    co_return elements;
}

QCoro::Task<Result<QStringList>> FlowLocator::alternative(QString root, QList<FlowQuery::Op> ops,
                                                          std::chrono::milliseconds limit)
{
    QStringList elements{root};
    if (!ops.isEmpty() && isScope(ops.constFirst()))
        ops.removeFirst();
    while (!ops.isEmpty() && !elements.isEmpty()) {
        const auto stop = std::find_if(ops.cbegin(), ops.cend(),
                                       [](const FlowQuery::Op &op) { return op.kind == FlowQuery::Op::Aria; });
        const qsizetype plain = std::distance(ops.cbegin(), stop);
        if (plain > 0) {
            const Result<QStringList> found = co_await run(elements, ops.first(plain), limit);
            if (!found)
                co_return found;
            elements = *found;
            ops.remove(0, plain);
            continue;
        }
        const QString selector = ops.takeFirst().value;
        QStringList named;
        for (const QString &element : std::as_const(elements)) {
            const Result<QStringList> found = co_await aria(element, selector, limit);
            if (!found)
                co_return found;
            named += *found;
        }
        elements = named;
    }
    co_return elements;
}

QCoro::Task<Result<QStringList>> FlowLocator::all(FlowQuery query, QString root, std::chrono::milliseconds limit)
{
    if (root.isEmpty()) {
        const Result<QJsonObject> document =
            co_await m_page.call(m_frameId, FlowWorld::Isolated, u"() => document"_s, {}, false, limit);
        if (!document)
            co_return fail(document.error());
        root = document->value(u"objectId").toString();
    }
    if (!query.hasAria) {
        const QJsonArray arguments{object(root), value(query.toJson())};
        const Result<QJsonObject> array = co_await m_page.helper(m_frameId, u"all"_s, arguments, false, limit);
        if (!array)
            co_return fail(array.error());
        Result<QStringList> found = co_await elementsOf(*array, limit);
        co_return found;
    }
    QStringList elements;
    for (const QList<FlowQuery::Op> &ops : std::as_const(query.alternatives)) {
        const Result<QStringList> found = co_await alternative(root, ops, limit);
        if (!found)
            co_return found;
        elements += *found;
    }
    if (elements.size() < 2)
        co_return elements;
    const Result<QJsonObject> sorted = co_await m_page.call(
        m_frameId, FlowWorld::Isolated, u"(...elements) => pult.sort(elements)"_s, objects(elements), false, limit);
    if (!sorted)
        co_return fail(sorted.error());
    Result<QStringList> inOrder = co_await elementsOf(*sorted, limit);
    co_return inOrder;
}

QCoro::Task<Result<QString>> FlowLocator::first(QList<FlowQuery> queries, std::chrono::milliseconds limit)
{
    std::optional<Error> fault;
    QJsonArray plain;
    for (const FlowQuery &query : std::as_const(queries)) {
        if (!query.hasAria)
            plain.append(query.toJson());
    }
    if (!plain.isEmpty()) {
        const QJsonArray arguments{value(plain)};
        const Result<QJsonObject> found = co_await m_page.call(
            m_frameId, FlowWorld::Isolated, u"queries => pult.first(document, queries)"_s, arguments, false, limit);
        if (found && found->contains(u"objectId"))
            co_return found->value(u"objectId").toString();
        if (!found)
            fault = found.error();
    }
    for (const FlowQuery &query : std::as_const(queries)) {
        if (!query.hasAria)
            continue;
        const Result<QStringList> found = co_await all(query, {}, limit);
        if (found && !found->isEmpty())
            co_return found->constFirst();
        if (!found && !fault)
            fault = found.error();
    }
    if (fault)
        co_return fail(*fault);
    co_return QString();
}

QCoro::Task<Result<QStringList>> FlowLocator::part(QStringList elements, QString selector,
                                                   std::chrono::milliseconds limit)
{
    QStringList result;
    for (const QString &element : std::as_const(elements)) {
        const QJsonArray alone{object(element)};
        const Result<QJsonObject> inner = co_await m_page.helper(m_frameId, u"shadow"_s, alone, false, limit);
        if (!inner)
            co_return fail(inner.error());
        const Result<QStringList> found =
            co_await all(queryOfPart(selector), inner->value(u"objectId").toString(), limit);
        if (!found)
            co_return found;
        result += *found;
    }
    co_return result;
}

QCoro::Task<Result<QStringList>> FlowLocator::allOfChains(QList<QStringList> chains, std::chrono::milliseconds limit)
{
    for (const QStringList &chain : std::as_const(chains)) {
        if (chain.isEmpty())
            co_return fail(ErrorKind::Invalid, "script_failed", {u"empty selector"_s});
        Result<QStringList> elements = co_await all(queryOfPart(chain.constFirst()), {}, limit);
        for (qsizetype i = 1; elements && !elements->isEmpty() && i < chain.size(); ++i)
            elements = co_await part(*elements, chain.at(i), limit);
        if (!elements || !elements->isEmpty())
            co_return elements;
    }
    co_return QStringList();
}

QCoro::Task<Result<QJsonValue>> FlowLocator::ask(QString name, QString element, std::chrono::milliseconds limit)
{
    const QJsonArray alone{object(element)};
    const Result<QJsonObject> answer = co_await m_page.helper(m_frameId, name, alone, true, limit);
    if (!answer)
        co_return fail(answer.error());
    co_return answer->value(u"value");
}

QCoro::Task<Result<>> FlowLocator::scrollIntoView(QString element, std::chrono::milliseconds limit)
{
    const Result<QJsonObject> scrolled =
        co_await m_page.send(m_frameId, u"DOM.scrollIntoViewIfNeeded"_s, object(element), limit);
    if (scrolled)
        co_return {};
    const Result<QJsonValue> byScript = co_await ask(u"scrollIntoView"_s, element, limit);
    if (!byScript)
        co_return fail(byScript.error());
    co_return {};
}

QCoro::Task<Result<QPointF>> FlowLocator::clickablePoint(QString element, std::optional<QPointF> offset,
                                                         std::chrono::milliseconds limit)
{
    const auto refused = [] { return fail(ErrorKind::Invalid, "not_clickable"); };
    const Result<QJsonValue> rects = co_await ask(u"boxes"_s, element, limit);
    if (!rects)
        co_return fail(rects.error());
    QList<QRectF> boxes;
    const QJsonArray list = rects->toArray();
    for (const QJsonValue &item : list) {
        boxes.append({item.toObject().value(u"x").toDouble(), item.toObject().value(u"y").toDouble(),
                      item.toObject().value(u"width").toDouble(), item.toObject().value(u"height").toDouble()});
    }
    // From the element's frame outwards: cut to the frame's view, then moved to where the frame lies in its parent.
    for (QString frameId = m_frameId;;) {
        const Result<QJsonObject> view = co_await m_page.helper(frameId, u"viewSize"_s, {}, true, limit);
        if (!view)
            co_return fail(view.error());
        const QJsonObject size = view->value(u"value").toObject();
        for (QRectF &box : boxes)
            box = cut(box, size.value(u"width").toDouble(), size.value(u"height").toDouble());
        const FlowFrame *frame = m_page.frames().frame(frameId);
        if (!frame)
            co_return fail(ErrorKind::NotFound, "frame_gone");
        const QString parentId = frame->parentId;
        if (parentId.isEmpty())
            break;
        const QJsonObject params{{u"frameId"_s, frameId}};
        const Result<QJsonObject> owner = co_await m_page.send(parentId, u"DOM.getFrameOwner"_s, params, limit);
        if (!owner)
            co_return fail(owner.error());
        const int ownerNode = owner->value(u"backendNodeId").toInt();
        const Result<QString> node = co_await m_page.resolve(parentId, ownerNode, FlowWorld::Isolated, limit);
        if (!node)
            co_return fail(node.error());
        FlowLocator outer(m_page, parentId);
        const Result<QJsonValue> origin = co_await outer.ask(u"innerOrigin"_s, *node, limit);
        if (!origin)
            co_return fail(origin.error());
        if (!origin->isObject())
            co_return refused();
        for (QRectF &box : boxes)
            box.translate(origin->toObject().value(u"x").toDouble(), origin->toObject().value(u"y").toDouble());
        // The view of the parent cuts in the next round.
        frameId = parentId;
    }
    const auto visible = std::find_if(boxes.cbegin(), boxes.cend(),
                                      [](const QRectF &box) { return box.width() >= 1 && box.height() >= 1; });
    if (visible == boxes.cend())
        co_return refused();
    co_return offset ? visible->topLeft() + *offset : visible->center();
}

} // namespace pult::browser
