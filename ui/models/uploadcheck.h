// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <node/commands.h>

#include <QCoreApplication>
#include <QSet>

namespace pult::ui {

/// What the operator has filled in so far. A value.
struct UploadForm
{
    QString flowPath;
    QStringList profiles;
    QStringList media;
    QString caption;
    QStringList tags;
    QString tablePath{}; ///< a CSV whose rows stand instead of `profiles` and `media`
    std::optional<TimePoint> runAt{};
    std::chrono::seconds spread{0};
    bool draft = false;
    queue::OnUnknown onUnknown = queue::OnUnknown::Ask;
    bool operator==(const UploadForm &) const = default;
};

/// What else a form is held against.
struct UploadSurroundings
{
    std::optional<QSet<QString>> profiles; ///< ids that the provider lists; nullopt: not known
    bool profilesAreMade = true;           ///< an unknown one comes into being when it is first used
    TimePoint now{};
};

enum class UploadField { Flow, Profiles, Media, Caption, Table, Times };

/// Something to tell about a field or a row. A fault: nothing can be created before it is put right.
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
        TagsEmpty,
        ProfileNew,      ///< argument: id; it is made when first used
        ProfileUnknown,  ///< argument: id
        ProfileTwice,    ///< argument: id
        TableUnreadable, ///< argument: reason
        TableFault,      ///< `error` has it
        RowWithoutProfile,
        RowWithoutMedia,
        RowTooLong,
        TimePassed,
        SpreadDraft,
    };
    UploadField field = UploadField::Flow;
    What what = What::FlowNotChosen;
    QString argument;
    Error error;
    bool isFault() const;
    bool operator==(const UploadRemark &) const = default;
};

/// One upload as it would be made.
struct UploadRow
{
    int number = 0; ///< from 1
    int line = 0;   ///< in the table; 0: there is none
    QString profile;
    QStringList media;
    QString caption; ///< with the profile filled in
    QStringList tags;
    std::optional<TimePoint> runAt;
    QList<UploadRemark> remarks;
    bool isFault() const;
    bool operator==(const UploadRow &) const = default;
};

struct UploadCheck
{
    QList<UploadRemark> remarks;
    QList<UploadRow> rows;
    node::BulkUploadRequest request; ///< ready to be sent when there is no fault
    bool isGood() const;
    int faultyRows() const;
};

/// Looks at the form, the flow file, the table and the media. Touches the disk: not for the GUI thread.
UploadCheck checkUpload(const UploadForm &form, const UploadSurroundings &surroundings = {});

class UploadText final
{
    Q_DECLARE_TR_FUNCTIONS(pult::UploadText)

public:
    static QString sentence(const UploadRemark &remark);
};

} // namespace pult::ui
