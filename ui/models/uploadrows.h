// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/uploadcheck.h"

#include <QHash>

namespace pult::ui {

/// Checks the rows of one bulk upload, each file once. Touches the disk: not for the GUI thread.
class UploadRows final
{
public:
    /// `names`: what the flow uses.
    UploadRows(const UploadForm &form, const UploadSurroundings &surroundings, QStringList names);

    /// From the form: the same media for each profile.
    QList<UploadRow> ofForm();
    /// From the table; what makes it no table goes into `remarks`.
    QList<UploadRow> ofTable(QList<UploadRemark> &remarks);

    /// What is wrong with a file, if anything.
    std::optional<UploadRemark> mediumRemark(const QString &path);

private:
    UploadRow check(UploadRow row);

    const UploadForm &m_form;
    const UploadSurroundings &m_surroundings;
    const QStringList m_names;
    QSet<QString> m_seen;
    QHash<QString, std::optional<UploadRemark>> m_media;
};

/// `media.3` of a flow: 3; 0 when the name is none of those.
int mediumNumber(const QString &name);

} // namespace pult::ui
