// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/uploadcheck.h"

#include "models/uploadrows.h"

#include <base/errortext.h>
#include <browser/flow.h>
#include <node/bulkupload.h>

#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace pult::ui {

using What = UploadRemark::What;

bool UploadRemark::isFault() const
{
    return what != What::FlowNote && what != What::NoCommitStep && what != What::CaptionEmpty &&
           what != What::TagsEmpty && what != What::ProfileNew && what != What::TimePassed;
}

namespace {

constexpr qint64 largestFlow = 16 * 1024 * 1024;

bool hasFault(const QList<UploadRemark> &remarks)
{
    return std::any_of(remarks.begin(), remarks.end(), [](const UploadRemark &remark) { return remark.isFault(); });
}

/// Whether `{{name}}` is filled by a bulk upload with this form; remarks what is missing.
void checkVariable(const QString &name, const UploadForm &form, QList<UploadRemark> &remarks)
{
    const bool ofTable = !form.tablePath.isEmpty(); // then each row says it
    if (name == "caption"_L1) {
        if (form.caption.isEmpty() && !ofTable)
            remarks.append({UploadField::Caption, What::CaptionEmpty, {}, {}});
        return;
    }
    if (name == "tags"_L1 || name == "profile"_L1 || name == "media"_L1)
        return;
    if (const int number = mediumNumber(name); number > 0) {
        if (number > form.media.size() && !form.media.isEmpty() && !ofTable)
            remarks.append({UploadField::Media, What::TooFewMedia, name, {}});
        return;
    }
    remarks.append({UploadField::Flow, What::FlowVariable, name, {}});
}

/// The names that the flow uses.
QStringList checkFlowFile(const UploadForm &form, UploadCheck &check)
{
    if (form.flowPath.isEmpty()) {
        check.remarks.append({UploadField::Flow, What::FlowNotChosen, {}, {}});
        return {};
    }
    QFile file(form.flowPath);
    if (!file.open(QIODevice::ReadOnly)) {
        check.remarks.append({UploadField::Flow, What::FlowUnreadable, file.errorString(), {}});
        return {};
    }
    const Result<browser::FlowImport> import = browser::importFlow(file.read(largestFlow));
    if (!import) {
        check.remarks.append({UploadField::Flow, What::FlowFault, {}, import.error()});
        return {};
    }
    for (const auto &note : import->changes)
        check.remarks.append({UploadField::Flow, What::FlowNote, {}, note.what});
    for (const auto &note : browser::checkFlow(import->json)) {
        if (note.isError)
            check.remarks.append({UploadField::Flow, What::FlowFault, {}, note.what});
    }
    const Result<browser::Flow> flow = browser::parseFlow(import->json);
    if (!flow)
        return {};
    const QStringList names = browser::flowVariables(*flow);
    for (const QString &name : names)
        checkVariable(name, form, check.remarks);
    if (std::none_of(flow->steps.begin(), flow->steps.end(), [](const auto &step) { return step.commit; }))
        check.remarks.append({UploadField::Flow, What::NoCommitStep, {}, {}});
    check.request.flow = import->json;
    check.request.flowName = QFileInfo(form.flowPath).fileName();
    return names;
}

void checkTimes(const UploadForm &form, const UploadSurroundings &surroundings, UploadCheck &check)
{
    if (form.draft && form.spread.count() > 0 && !form.runAt)
        check.remarks.append({UploadField::Times, What::SpreadDraft, {}, {}});
    if (form.runAt && *form.runAt < surroundings.now)
        check.remarks.append({UploadField::Times, What::TimePassed, {}, {}});
    const auto times =
        node::uploadTimes(static_cast<int>(check.rows.size()), form.runAt, form.spread, surroundings.now);
    for (qsizetype i = 0; i < check.rows.size(); ++i)
        check.rows[i].runAt = times.at(i);
}

void fillRequest(const UploadForm &form, UploadCheck &check)
{
    node::BulkUploadRequest &request = check.request;
    if (form.tablePath.isEmpty()) {
        request.profiles = form.profiles;
        for (const QString &path : form.media)
            request.media.append(QFileInfo(path).absoluteFilePath());
    } else {
        for (const UploadRow &row : std::as_const(check.rows))
            request.map.append({row.profile, row.media, row.caption, row.tags});
    }
    request.caption = form.caption;
    request.tags = form.tags;
    request.runAt = form.runAt;
    request.spread = form.spread;
    request.draft = form.draft;
    request.onUnknown = form.onUnknown;
}

} // namespace

bool UploadRow::isFault() const
{
    return hasFault(remarks);
}

bool UploadCheck::isGood() const
{
    return !hasFault(remarks) && faultyRows() == 0;
}

int UploadCheck::faultyRows() const
{
    return static_cast<int>(
        std::count_if(rows.begin(), rows.end(), [](const UploadRow &row) { return row.isFault(); }));
}

UploadCheck checkUpload(const UploadForm &form, const UploadSurroundings &surroundings)
{
    UploadCheck check;
    const QStringList names = checkFlowFile(form, check);
    UploadRows rows(form, surroundings, names);
    if (form.tablePath.isEmpty()) {
        if (form.profiles.isEmpty())
            check.remarks.append({UploadField::Profiles, What::NoProfile, {}, {}});
        if (form.media.isEmpty())
            check.remarks.append({UploadField::Media, What::NoMedia, {}, {}});
        for (const QString &path : form.media) {
            if (const auto remark = rows.mediumRemark(path))
                check.remarks.append(*remark);
        }
        check.rows = rows.ofForm();
    } else {
        check.rows = rows.ofTable(check.remarks);
    }
    checkTimes(form, surroundings, check);
    fillRequest(form, check);
    return check;
}

QString UploadText::sentence(const UploadRemark &remark)
{
    const QString &argument = remark.argument;
    switch (remark.what) {
    case What::FlowNotChosen:
        return tr("Choose the flow: a recording exported from Chrome’s Recorder panel.");
    case What::FlowUnreadable:
        return tr("The flow cannot be read: %1").arg(argument);
    case What::FlowFault:
    case What::FlowNote:
        return errorSentence(remark.error);
    case What::FlowVariable:
        return tr("The flow uses {{%1}}, which a bulk upload does not fill.").arg(argument);
    case What::NoCommitStep:
        return tr("No step is marked as the publishing one, so a run that is cut off starts over.");
    case What::NoProfile:
        return tr("Choose at least one profile.");
    case What::NoMedia:
        return tr("Add at least one media file.");
    case What::TooFewMedia:
        return tr("The flow uses {{%1}}, but there are fewer files.").arg(argument);
    case What::MediaMissing:
        return tr("There is no such file: %1").arg(argument);
    case What::MediaUnreadable:
        return tr("The file may not be read: %1").arg(argument);
    case What::MediaEmpty:
        return tr("The file is empty: %1").arg(argument);
    case What::MediaFolder:
        return tr("This is a folder, not a file: %1").arg(argument);
    case What::CaptionEmpty:
        return tr("The flow uses the caption, and it is empty.");
    case What::TagsEmpty:
        return tr("The flow uses the tags, and there are none.");
    case What::ProfileNew:
        return tr("The profile %1 is not in the list; it is made when first used.").arg(argument);
    case What::ProfileUnknown:
        return tr("There is no profile %1.").arg(argument);
    case What::ProfileTwice:
        return tr("The profile %1 stands in an earlier row already.").arg(argument);
    case What::TableUnreadable:
        return tr("The table cannot be read: %1").arg(argument);
    case What::TableFault:
        return errorSentence(remark.error);
    case What::RowWithoutProfile:
        return tr("The row names no profile.");
    case What::RowWithoutMedia:
        return tr("The row names no media.");
    case What::RowTooLong:
        return tr("The row has more fields than the table has columns.");
    case What::TimePassed:
        return tr("This time has passed: the uploads begin at once.");
    case What::SpreadDraft:
        return tr("To spread a draft over a time, say when the first upload begins.");
    }
    Q_UNREACHABLE();
}

} // namespace pult::ui
