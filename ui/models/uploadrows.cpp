// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/uploadrows.h"

#include <node/bulkupload.h>
#include <node/uploadmap.h>

#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace pult::ui {

using What = UploadRemark::What;

namespace {

constexpr qint64 largestTable = 16 * 1024 * 1024;

/// The fault of a row, to be said in the operator's language.
What whatOf(const node::UploadMapRow &row)
{
    const bool tooLong = row.fault->arguments.value(2).startsWith(u"more fields");
    return tooLong ? What::RowTooLong : row.row.profile.isEmpty() ? What::RowWithoutProfile : What::RowWithoutMedia;
}

} // namespace

int mediumNumber(const QString &name)
{
    bool isNumber = false;
    const int number = name.startsWith(u"media.") ? QStringView(name).mid(6).toInt(&isNumber) : 0;
    return isNumber && number > 0 ? number : 0;
}

UploadRows::UploadRows(const UploadForm &form, const UploadSurroundings &surroundings, QStringList names)
    : m_form(form), m_surroundings(surroundings), m_names(std::move(names))
{
}

std::optional<UploadRemark> UploadRows::mediumRemark(const QString &path)
{
    if (const auto known = m_media.constFind(path); known != m_media.cend())
        return *known;
    std::optional<UploadRemark> remark;
    const QFileInfo file(path);
    if (!file.exists())
        remark = UploadRemark{UploadField::Media, What::MediaMissing, path, {}};
    else if (file.isDir())
        remark = UploadRemark{UploadField::Media, What::MediaFolder, path, {}};
    else if (!file.isReadable())
        remark = UploadRemark{UploadField::Media, What::MediaUnreadable, path, {}};
    else if (file.size() == 0)
        remark = UploadRemark{UploadField::Media, What::MediaEmpty, path, {}};
    m_media.insert(path, remark);
    return remark;
}

UploadRow UploadRows::check(UploadRow row)
{
    const auto add = [&row](UploadField field, What what, const QString &argument) {
        row.remarks.append({field, what, argument, {}});
    };
    if (m_seen.contains(row.profile))
        add(UploadField::Profiles, What::ProfileTwice, row.profile);
    m_seen.insert(row.profile);
    if (m_surroundings.profiles && !row.profile.isEmpty() && !m_surroundings.profiles->contains(row.profile))
        add(UploadField::Profiles, m_surroundings.profilesAreMade ? What::ProfileNew : What::ProfileUnknown,
            row.profile);
    for (const QString &path : std::as_const(row.media)) {
        if (const auto remark = mediumRemark(path))
            row.remarks.append(*remark);
    }
    for (const QString &name : m_names) {
        if (mediumNumber(name) > row.media.size() && !row.media.isEmpty())
            add(UploadField::Media, What::TooFewMedia, name);
    }
    if (m_names.contains(u"caption"_s) && row.caption.isEmpty())
        add(UploadField::Caption, What::CaptionEmpty, {});
    if (m_names.contains(u"tags"_s) && row.tags.isEmpty())
        add(UploadField::Caption, What::TagsEmpty, {});
    row.caption = node::expandProfile(row.caption, row.profile);
    return row;
}

QList<UploadRow> UploadRows::ofForm()
{
    QList<UploadRow> rows;
    for (const QString &profile : m_form.profiles)
        rows.append(check({int(rows.size()) + 1, 0, profile, m_form.media, m_form.caption, m_form.tags, {}, {}}));
    return rows;
}

QList<UploadRow> UploadRows::ofTable(QList<UploadRemark> &remarks)
{
    QFile file(m_form.tablePath);
    if (!file.open(QIODevice::ReadOnly)) {
        remarks.append({UploadField::Table, What::TableUnreadable, file.errorString(), {}});
        return {};
    }
    const QFileInfo info(m_form.tablePath);
    const auto table = node::readUploadMap(file.read(largestTable), info.fileName(), info.absolutePath());
    if (!table) {
        remarks.append({UploadField::Table, What::TableFault, {}, table.error()});
        return {};
    }
    QList<UploadRow> rows;
    for (const node::UploadMapRow &read : *table) {
        // What a row leaves open is said once for all.
        const QString caption = read.row.caption.isEmpty() ? m_form.caption : read.row.caption;
        const QStringList tags = read.row.tags.isEmpty() ? m_form.tags : read.row.tags;
        UploadRow row{int(rows.size()) + 1, read.line, read.row.profile, read.row.media, caption, tags, {}, {}};
        if (read.fault)
            row.remarks.append({UploadField::Table, whatOf(read), {}, *read.fault});
        rows.append(read.row.profile.isEmpty() ? row : check(row));
    }
    return rows;
}

} // namespace pult::ui
