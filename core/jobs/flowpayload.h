// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <browser/flow.h>
#include <queue/types.h>

namespace pult::jobs {

/// What a flow task asks for, read from its payload.
///
/// browser_flow: {"flow":{…},"profile":"shop-1","variables":{"n":"v"}}.
/// bulk_upload: {"profile":"shop-1","media":["/a.mp4"],"media_sizes":[1048576],"caption":"…","tags":["a"]}; its flow
/// stands in the batch's payload under "flow".
struct FlowPayload
{
    QString profile;
    QStringList media;
    QList<qint64> mediaSizes; ///< as they were when the task was made; empty: not recorded
    browser::FlowVariables variables;
    QByteArray flow; ///< empty: ask the batch
};

/// payload_invalid(what).
Result<FlowPayload> readFlowPayload(const QString &kind, const QByteArray &json);

/// The flow of a bulk upload, from its batch's payload.
Result<QByteArray> flowOfBatchPayload(const QByteArray &payload);

/// The values that a bulk upload's flow may name: media, media.1 …, caption, tags, profile. Caption and tags have been
/// expanded when the child was made.
browser::FlowVariables uploadVariables(const QString &profile, const QStringList &media, const QString &caption,
                                       const QStringList &tags);

/// media_missing, media_unreadable, media_empty, media_not_file (path), media_changed(path, was, is): nothing that
/// waiting would mend. But media_root_away(root), Unavailable, when the file lies in one of `sharedRoots` (or on a
/// drive) that is not there itself: a share that is not mounted. Touches the disk.
Result<> checkMedia(const QStringList &media, const QList<qint64> &sizes = {}, const QStringList &sharedRoots = {});

} // namespace pult::jobs
