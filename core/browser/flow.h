// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A flow: a Chrome DevTools Recorder recording, as values. Format: @puppeteer/replay 3.1.3, Schema.ts and
// SchemaUtils.ts.
#pragma once

#include <base/result.h>

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>

namespace pult::browser {

/// One step. The JSON is kept whole (a flow is copied into its batch as it was); the parser has proved its shape.
struct FlowStep
{
    QString type; ///< "click", "customStep" …
    QJsonObject json;
    bool commit = false; ///< `"pult":{"commit":true}`
};
/// What people know it by: its type, of a custom step its own name.
QString nameOf(const FlowStep &step);

struct Flow
{
    QString title;
    std::optional<int> timeoutMs; ///< default of its steps
    QList<FlowStep> steps;
    QJsonObject json; ///< the whole document
};

/// Something to tell about a flow: what `flow check` prints. `step` is −1 for the flow itself.
struct FlowNote
{
    int step = -1;
    bool isError = false;
    Error what;
};

/// Values for `{{name}}`; lists (media, tags) are given as several names: media, media.1, media.2 …
using FlowVariables = QHash<QString, QString>;

/// Reads and proves a recording. The first fault is the error; its arguments begin with the step's index from 1.
Result<Flow> parseFlow(const QByteArray &json);
/// Every fault and remark at once (`flow check`), empty when nothing is to be said.
QList<FlowNote> checkFlow(const QByteArray &json);
/// Fills `{{name}}` in every string; an unknown name is an error (`flow_variable_unknown`: name, step).
Result<Flow> fillFlow(const Flow &flow, const FlowVariables &variables);
/// Names used by `{{name}}`, in order of appearance.
QStringList flowVariables(const Flow &flow);

/// A recording turned into ours (requirements §8): a `change` on a file input or with `C:\fakepath\` becomes
/// `setFiles`, a click that only opens its chooser goes, and the likely publish click is suggested as the commit step.
struct FlowImport
{
    QByteArray json;         ///< laid out as the recording was; what was not turned stands as it stood
    QList<FlowNote> changes; ///< what was done and what is suggested
};
Result<FlowImport> importFlow(const QByteArray &recording);
/// The same for a recording whose steps may have faults: only what makes it no recording at all is an error.
Result<FlowImport> convertRecording(const QByteArray &recording);

} // namespace pult::browser
