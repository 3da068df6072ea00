// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow.h"
#include "flowcheck.h"

#include <base/orderedjson.h>

#include <QRegularExpression>

#include <algorithm>

namespace pult::browser {

using namespace Qt::StringLiterals;

namespace {

FlowNote remark(int step, const char *code, QStringList arguments = {})
{
    arguments.prepend(QString::number(step + 1));
    return {step, false, Error{ErrorKind::Invalid, QString::fromLatin1(code), std::move(arguments), {}}};
}

QString selectorText(const QJsonObject &step)
{
    const QList<QStringList> selectors = selectorsOf(step.value(u"selectors"));
    return selectors.isEmpty() ? QString() : selectors.constFirst().join(u" >>>> "_s);
}

bool choosesFile(const QJsonObject &step)
{
    if (step.value(u"type").toString() != "change"_L1)
        return false;
    if (isFakePath(step.value(u"value").toString()))
        return true;
    static const QRegularExpression fileInput(u"\\[\\s*type\\s*=\\s*[\"']?file\\b"_s);
    const QList<QStringList> selectors = selectorsOf(step.value(u"selectors"));
    return std::any_of(selectors.begin(), selectors.end(),
                       [](const QStringList &chain) { return chain.join(u' ').contains(fileInput); });
}

/// A click right before a file was chosen opened the chooser, unless it also led somewhere.
bool opensChooser(const QJsonObject &click, const QJsonObject &change)
{
    return click.value(u"type").toString() == "click"_L1 && click.value(u"assertedEvents").toArray().isEmpty() &&
           !click.value(u"pult").toObject().value(u"commit").toBool() &&
           click.value(u"target") == change.value(u"target") && click.value(u"frame") == change.value(u"frame");
}

void turnIntoSetFiles(OrderedJson &step)
{
    std::optional<OrderedJson> parameters = OrderedJson::parse("{}");
    if (const qsizetype selectors = step.indexOf(u"selectors"_s); selectors >= 0)
        parameters->set(u"selectors"_s, step.at(selectors));
    parameters->set(u"files"_s, OrderedJson::from(QJsonArray{u"{{media}}"_s}));
    step.set(u"type"_s, OrderedJson::from(u"customStep"_s));
    step.replace(u"value"_s, u"name"_s, OrderedJson::from(u"setFiles"_s));
    step.replace(u"selectors"_s, u"parameters"_s, *parameters);
}

/// The click that most likely publishes: by its words the last one, else the last of all.
std::optional<int> likelyCommit(const QJsonArray &steps)
{
    static const QRegularExpression words(
        u"publish|post|share|upload|submit|send|done|save|опублик|отправ|загруз|подел|готово|сохран"_s,
        QRegularExpression::CaseInsensitiveOption);
    std::optional<int> last;
    for (int i = int(steps.size()) - 1; i >= 0; --i) {
        const QJsonObject step = steps.at(i).toObject();
        if (step.value(u"pult").toObject().value(u"commit").toBool())
            return {};
        if (step.value(u"type").toString() != "click"_L1)
            continue;
        if (!last)
            last = i;
        const QList<QStringList> selectors = selectorsOf(step.value(u"selectors"));
        for (const QStringList &chain : selectors) {
            if (chain.join(u' ').contains(words))
                return i;
        }
    }
    return last;
}

} // namespace

Result<FlowImport> convertRecording(const QByteArray &recording)
{
    const QList<FlowNote> notes = checkFlow(recording);
    for (const FlowNote &note : notes) {
        if (note.isError && note.step < 0)
            return fail(note.what);
    }
    std::optional<OrderedJson> document = OrderedJson::parse(recording);
    if (!document)
        return fail(ErrorKind::Invalid, "flow_not_object", {u"0"_s});
    FlowImport result;
    OrderedJson &steps = document->at(document->indexOf(u"steps"_s));
    const qsizetype count = steps.size();
    for (qsizetype i = 0, at = 0; i < count; ++i, ++at) {
        const QJsonObject step = steps.at(at).value().toObject();
        if (!choosesFile(step))
            continue;
        const QJsonObject before = at > 0 ? steps.at(at - 1).value().toObject() : QJsonObject();
        if (opensChooser(before, step)) {
            result.changes.append(remark(int(i) - 1, "flow_import_click_removed", {selectorText(before)}));
            steps.removeAt(--at);
        }
        result.changes.append(remark(int(i), "flow_import_set_files", {selectorText(step)}));
        turnIntoSetFiles(steps.at(at));
    }
    const QJsonArray converted = steps.value().toArray();
    if (const std::optional<int> commit = likelyCommit(converted))
        result.changes.append(
            remark(*commit, "flow_commit_suggested", {selectorText(converted.at(*commit).toObject())}));
    result.json = document->text();
    return result;
}

Result<FlowImport> importFlow(const QByteArray &recording)
{
    const Result<Flow> flow = parseFlow(recording);
    if (!flow)
        return fail(flow.error());
    return convertRecording(recording);
}

} // namespace pult::browser
