// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/orderedjson.h>
#include <base/result.h>

#include <QJsonObject>
#include <QStringList>

namespace pult::ui {

/// One change of a step: the way to a field and what stands there then; undefined takes it away.
struct FlowEdit
{
    QStringList path;
    QJsonValue value;
};

/// A part of a flow to be played on its own, and which of its steps stand in it.
struct FlowPart
{
    QByteArray json;
    QList<int> steps; ///< of the whole flow, from 0
};

/// A recording that is being edited. It stays a recording: what nobody touched is written as it stood, fields that Pult
/// does not know included. A value.
class FlowDocument final
{
public:
    /// flow_not_json, flow_not_object, flow_field_missing … of the document; steps may have faults.
    static Result<FlowDocument> parse(const QByteArray &json);
    /// A flow without steps.
    FlowDocument();

    QString title() const;
    void setTitle(const QString &title);
    int size() const;
    QJsonObject step(int i) const;
    bool isCommit(int i) const;
    QByteArray text() const { return m_json.text(); }

    void edit(int i, const QList<FlowEdit> &edits);
    void insert(int i, const QByteArray &step);
    void removeAt(int i);
    void move(int from, int to);

    /// The steps from `from` on; the page they start on is the one that the last `navigate` before them opens. Without
    /// `publish` it ends before the first commit step.
    FlowPart part(int from, bool publish) const;

private:
    OrderedJson &steps();
    const OrderedJson &steps() const;

    OrderedJson m_json;
};

} // namespace pult::ui
