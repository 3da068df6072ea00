// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/uploadcheck.h"

#include <base/errortext.h>
#include <browser/flow.h>

#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace pult::ui {

using What = UploadRemark::What;

bool UploadRemark::isFault() const
{
    return what != What::FlowNote && what != What::NoCommitStep && what != What::CaptionEmpty;
}

bool UploadCheck::isGood() const
{
    return std::none_of(remarks.begin(), remarks.end(), [](const UploadRemark &remark) { return remark.isFault(); });
}

namespace {

constexpr qint64 largestFlow = 16 * 1024 * 1024;

void checkMedia(const QStringList &media, QList<UploadRemark> &remarks)
{
    if (media.isEmpty())
        remarks.append({UploadField::Media, What::NoMedia, {}, {}});
    for (const QString &path : media) {
        const QFileInfo file(path);
        if (!file.exists())
            remarks.append({UploadField::Media, What::MediaMissing, path, {}});
        else if (file.isDir())
            remarks.append({UploadField::Media, What::MediaFolder, path, {}});
        else if (!file.isReadable())
            remarks.append({UploadField::Media, What::MediaUnreadable, path, {}});
        else if (file.size() == 0)
            remarks.append({UploadField::Media, What::MediaEmpty, path, {}});
    }
}

/// Whether `{{name}}` is filled by a bulk upload with this form; remarks what is missing.
void checkVariable(const QString &name, const UploadForm &form, QList<UploadRemark> &remarks)
{
    if (name == "caption"_L1) {
        if (form.caption.isEmpty())
            remarks.append({UploadField::Caption, What::CaptionEmpty, {}, {}});
        return;
    }
    if (name == "tags"_L1 || name == "profile"_L1 || name == "media"_L1)
        return;
    if (name.startsWith(u"media.")) {
        bool isNumber = false;
        const int number = QStringView(name).mid(6).toInt(&isNumber);
        if (isNumber && number >= 1) {
            if (number > form.media.size() && !form.media.isEmpty())
                remarks.append({UploadField::Media, What::TooFewMedia, name, {}});
            return;
        }
    }
    remarks.append({UploadField::Flow, What::FlowVariable, name, {}});
}

void checkFlowFile(const UploadForm &form, UploadCheck &check)
{
    if (form.flowPath.isEmpty()) {
        check.remarks.append({UploadField::Flow, What::FlowNotChosen, {}, {}});
        return;
    }
    QFile file(form.flowPath);
    if (!file.open(QIODevice::ReadOnly)) {
        check.remarks.append({UploadField::Flow, What::FlowUnreadable, file.errorString(), {}});
        return;
    }
    const Result<browser::FlowImport> import = browser::importFlow(file.read(largestFlow));
    if (!import) {
        check.remarks.append({UploadField::Flow, What::FlowFault, {}, import.error()});
        return;
    }
    for (const auto &note : import->changes)
        check.remarks.append({UploadField::Flow, What::FlowNote, {}, note.what});
    for (const auto &note : browser::checkFlow(import->json)) {
        if (note.isError)
            check.remarks.append({UploadField::Flow, What::FlowFault, {}, note.what});
    }
    const Result<browser::Flow> flow = browser::parseFlow(import->json);
    if (!flow)
        return;
    for (const QString &name : browser::flowVariables(*flow))
        checkVariable(name, form, check.remarks);
    if (std::none_of(flow->steps.begin(), flow->steps.end(), [](const auto &step) { return step.commit; }))
        check.remarks.append({UploadField::Flow, What::NoCommitStep, {}, {}});
    check.request.flow = import->json;
    check.request.flowName = QFileInfo(form.flowPath).fileName();
}

} // namespace

UploadCheck checkUpload(const UploadForm &form)
{
    UploadCheck check;
    checkFlowFile(form, check);
    if (form.profiles.isEmpty())
        check.remarks.append({UploadField::Profiles, What::NoProfile, {}, {}});
    checkMedia(form.media, check.remarks);
    check.request.profiles = form.profiles;
    for (const QString &path : form.media)
        check.request.media.append(QFileInfo(path).absoluteFilePath());
    check.request.caption = form.caption;
    check.request.tags = form.tags;
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
    }
    Q_UNREACHABLE();
}

} // namespace pult::ui
