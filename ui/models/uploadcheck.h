// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <node/commands.h>

#include <QCoreApplication>

namespace pult::ui {

/// What the operator has filled in so far. A value.
struct UploadForm
{
    QString flowPath;
    QStringList profiles;
    QStringList media;
    QString caption;
    QStringList tags;
    bool operator==(const UploadForm &) const = default;
};

enum class UploadField { Flow, Profiles, Media, Caption };

/// Something to tell about a field. `error`: nothing can be created before it is put right.
struct UploadRemark
{
    enum class What {
        FlowNotChosen,
        FlowUnreadable, ///< argument: reason
        FlowFault,      ///< `error` has it
        FlowNote,       ///< `error` has it
        FlowVariable,   ///< argument: name
        NoCommitStep,
        NoProfile,
        NoMedia,
        TooFewMedia,  ///< argument: the name that is used
        MediaMissing, ///< argument: file
        MediaUnreadable,
        MediaEmpty,
        MediaFolder,
        CaptionEmpty,
    };
    UploadField field = UploadField::Flow;
    What what = What::FlowNotChosen;
    QString argument;
    Error error;
    bool isFault() const;
};

struct UploadCheck
{
    QList<UploadRemark> remarks;
    node::BulkUploadRequest request; ///< ready to be sent when there is no fault
    bool isGood() const;
};

/// Looks at the form, the flow file and the media. Touches the disk: not for the GUI thread.
UploadCheck checkUpload(const UploadForm &form);

class UploadText final
{
    Q_DECLARE_TR_FUNCTIONS(pult::UploadText)

public:
    static QString sentence(const UploadRemark &remark);
};

} // namespace pult::ui
