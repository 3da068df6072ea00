// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A flow as a file: a recording of Chrome's Recorder panel, or one that was edited here. Touches the disk: not for the
// GUI thread.
#pragma once

#include <base/result.h>
#include <browser/flow.h>

#include <QByteArray>
#include <QString>

namespace pult::ui {

struct ReadFlow
{
    browser::FlowImport import;
    bool wasTurned = false; ///< into what can be played: the file holds something else
};

/// flow_file_unopened(path, why), and what convertRecording() finds.
Result<ReadFlow> readFlow(const QString &path);
/// Whole or not at all. flow_file_unwritten(path, why)
Result<> writeFlow(const QString &path, const QByteArray &json);

} // namespace pult::ui
