// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "uploadmap.h"

#include <QDir>
#include <QRegularExpression>
#include <QStringDecoder>

namespace pult::node {

using namespace Qt::StringLiterals;

namespace {

struct CsvRecord
{
    QStringList fields;
    int line = 0; ///< where it begins, from 1
    bool isBlank() const { return fields.size() == 1 && fields[0].isEmpty(); }
};

struct CsvFault
{
    int line = 0;
    QString what;
};

class CsvReader final
{
public:
    CsvReader(QString text, QChar separator) : m_text(std::move(text)), m_separator(separator) {}

    tl::expected<QList<CsvRecord>, CsvFault> run()
    {
        QList<CsvRecord> records;
        while (m_at < m_text.size()) {
            CsvRecord record;
            record.line = m_line;
            do {
                const std::optional<QString> field = readField();
                if (!field)
                    return tl::unexpected(CsvFault{record.line, m_fault});
                record.fields.append(*field);
            } while (take(m_separator));
            if (m_at < m_text.size() && !take(u'\n'))
                return tl::unexpected(CsvFault{m_line, u"text after a closing quote"_s});
            ++m_line;
            if (!record.isBlank())
                records.append(record);
        }
        return records;
    }

private:
    bool take(QChar c)
    {
        if (m_at >= m_text.size() || m_text.at(m_at) != c)
            return false;
        ++m_at;
        return true;
    }

    std::optional<QString> readField()
    {
        if (take(u'"'))
            return readQuoted();
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && m_text.at(m_at) != m_separator && m_text.at(m_at) != u'\n')
            ++m_at;
        return m_text.mid(begin, m_at - begin).trimmed();
    }

    std::optional<QString> readQuoted()
    {
        QString field;
        for (; m_at < m_text.size(); ++m_at) {
            const QChar c = m_text.at(m_at);
            if (c == u'"') {
                ++m_at;
                if (m_at >= m_text.size() || m_text.at(m_at) != u'"')
                    return field;
            }
            if (c == u'\n')
                ++m_line;
            field.append(c);
        }
        m_fault = u"a quote is never closed"_s;
        return std::nullopt;
    }

    QString m_text;
    QChar m_separator;
    qsizetype m_at = 0;
    int m_line = 1;
    QString m_fault;
};

struct Columns
{
    int profile = -1;
    int media = -1;
    int caption = -1;
    int tags = -1;
};

Result<Columns> readHeader(const CsvRecord &header, const QString &name)
{
    Columns columns;
    for (int i = 0; i < header.fields.size(); ++i) {
        const QString field = header.fields[i].trimmed().toLower();
        int *column = field == "profile"_L1   ? &columns.profile
                      : field == "media"_L1   ? &columns.media
                      : field == "caption"_L1 ? &columns.caption
                      : field == "tags"_L1    ? &columns.tags
                                              : nullptr;
        if (!column || *column >= 0)
            return fail(ErrorKind::Invalid, "map_invalid",
                        {name, u"1"_s, u"unknown or repeated column \""_s + field + u'"'});
        *column = i;
    }
    if (columns.profile < 0)
        return fail(ErrorKind::Invalid, "map_column_missing", {name, u"profile"_s});
    if (columns.media < 0)
        return fail(ErrorKind::Invalid, "map_column_missing", {name, u"media"_s});
    return columns;
}

QStringList splitMedia(const QString &text, const QString &folder)
{
    QStringList paths;
    const QStringList parts = text.split(u'|');
    for (const QString &part : parts) {
        if (const QString path = part.trimmed(); !path.isEmpty())
            paths.append(QDir::cleanPath(QDir(folder).absoluteFilePath(path)));
    }
    return paths;
}

BulkUploadRequest::Row rowOf(const CsvRecord &record, const Columns &columns, const QString &folder)
{
    return {record.fields.value(columns.profile).trimmed(), splitMedia(record.fields.value(columns.media), folder),
            columns.caption < 0 ? QString() : record.fields.value(columns.caption),
            columns.tags < 0 ? QStringList() : splitTags(record.fields.value(columns.tags))};
}

} // namespace

QStringList splitTags(const QString &text)
{
    static const QRegularExpression gaps(u"[\\s,]+"_s);
    return text.split(gaps, Qt::SkipEmptyParts);
}

Result<QList<BulkUploadRequest::Row>> parseUploadMap(const QByteArray &csv, const QString &name, const QString &folder)
{
    const Result<QList<UploadMapRow>> read = readUploadMap(csv, name, folder);
    if (!read)
        return fail(read.error());
    QList<BulkUploadRequest::Row> rows;
    for (const UploadMapRow &row : *read) {
        if (row.fault)
            return fail(*row.fault);
        rows.append(row.row);
    }
    return rows;
}

Result<QList<UploadMapRow>> readUploadMap(const QByteArray &csv, const QString &name, const QString &folder)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    QString text = decoder(csv);
    if (decoder.hasError())
        return fail(ErrorKind::Invalid, "map_invalid", {name, u"1"_s, u"the file is not UTF-8"_s});
    text.replace(u"\r\n"_s, u"\n"_s);
    const QString firstLine = text.section(u'\n', 0, 0);
    const QChar separator = firstLine.contains(u';') && !firstLine.contains(u',') ? u';' : u',';

    const auto records = CsvReader(text, separator).run();
    if (!records)
        return fail(ErrorKind::Invalid, "map_invalid",
                    {name, QString::number(records.error().line), records.error().what});
    if (records->size() < 2)
        return fail(ErrorKind::Invalid, "map_empty", {name});
    const Result<Columns> columns = readHeader(records->first(), name);
    if (!columns)
        return fail(columns.error());

    QList<UploadMapRow> rows;
    for (const CsvRecord &record : records->mid(1)) {
        UploadMapRow read{rowOf(record, *columns, folder), record.line, {}};
        const QString what = record.fields.size() > records->first().fields.size() ? u"more fields than columns"_s
                             : read.row.profile.isEmpty()                          ? u"no profile"_s
                             : read.row.media.isEmpty()                            ? u"no media"_s
                                                                                   : QString();
        if (!what.isEmpty())
            read.fault = Error{ErrorKind::Invalid, u"map_invalid"_s, {name, QString::number(record.line), what}, {}};
        rows.append(read);
    }
    return rows;
}

} // namespace pult::node
