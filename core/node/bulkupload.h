// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commands.h"

#include <queue/batches.h>

namespace pult::node {

/// Checks a bulk upload whole and makes its batch with one child per profile. Touches the disk (media), not the
/// database. The first fault is the error: profiles_missing, profile_twice(profile), media_missing …, flow_…,
/// flow_variable_unknown(name, step), upload_spread_invalid(most), upload_spread_draft. `now` is the database's.
Result<queue::NewBatch> prepareBulkUpload(const BulkUploadRequest &request, const Commands::Place &place,
                                          TimePoint now);

/// Every fault at once, for a dialog that says what is missing while it is filled in.
QList<Error> bulkUploadFaults(const BulkUploadRequest &request);

/// When each of `count` uploads may begin: all at `runAt`, or spread from there on, the last when the time is over.
/// nullopt: at once.
QList<std::optional<TimePoint>> uploadTimes(int count, std::optional<TimePoint> runAt, std::chrono::seconds spread,
                                            TimePoint now);

/// `{{profile}}` in a caption or tag becomes the profile; done once, when the child is made.
QString expandProfile(const QString &text, const QString &profile);

/// The node a browser task must run on: this one, unless its files are shared and its profile is not local.
QString nodeForFiles(const QStringList &media, const Commands::Place &place);

} // namespace pult::node
