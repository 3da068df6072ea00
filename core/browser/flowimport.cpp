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

QJsonObject toSetFiles(QJsonObject step)
{
    step.insert(u"type"_s, u"customStep"_s);
    step.insert(u"name"_s, u"setFiles"_s);
    step.insert(u"parameters"_s,
                QJsonObject{{u"selectors"_s, step.value(u"selectors")}, {u"files"_s, QJsonArray{u"{{media}}"_s}}});
    step.remove(u"selectors"_s);
    step.remove(u"value"_s);
    return step;
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

Result<FlowImport> importFlow(const QByteArray &recording)
{
    const Result<Flow> flow = parseFlow(recording);
    if (!flow)
        return fail(flow.error());
    FlowImport result;
    QJsonArray steps;
    for (qsizetype i = 0; i < flow->steps.size(); ++i) {
        QJsonObject step = flow->steps.at(i).json;
        if (choosesFile(step)) {
            if (!steps.isEmpty() && opensChooser(steps.last().toObject(), step)) {
                result.changes.append(
                    remark(int(i) - 1, "flow_import_click_removed", {selectorText(steps.last().toObject())}));
                steps.removeLast();
            }
            result.changes.append(remark(int(i), "flow_import_set_files", {selectorText(step)}));
            step = toSetFiles(step);
        }
        steps.append(step);
    }
    if (const std::optional<int> commit = likelyCommit(steps))
        result.changes.append(remark(*commit, "flow_commit_suggested", {selectorText(steps.at(*commit).toObject())}));
    QJsonObject document = flow->json;
    document.insert(u"steps"_s, steps);
    result.json = QJsonDocument(document).toJson(QJsonDocument::Indented);
    return result;
}

} // namespace pult::browser
