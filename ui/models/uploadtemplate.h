// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/uploadcheck.h"

namespace pult::ui {

/// A bulk upload to be made again: everything of the form but its time, which belongs to one upload.
QByteArray templateOf(const UploadForm &form);
/// upload_template_invalid(name).
Result<UploadForm> formOf(const QByteArray &json, const QString &name);

/// Touch the disk: not for the GUI thread. upload_template_unread, upload_template_unwritten (path, reason).
Result<UploadForm> readTemplate(const QString &path);
Result<> writeTemplate(const QString &path, const UploadForm &form);

} // namespace pult::ui
