// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reportmaker.h"

#include "reportsource.h"

#include <QDir>
#include <QSaveFile>

namespace pult::upkeep {

using namespace Qt::StringLiterals;

namespace {

Result<> write(QSaveFile &file, const QByteArray &bytes)
{
    if (file.write(bytes) == bytes.size())
        return {};
    return fail(ErrorKind::Disk, "file_not_written", {file.fileName(), file.errorString()});
}

Result<QList<ReportRow>> nextPage(storage::Pool &pool, ReportSource &source)
{
    QFuture<Result<QList<ReportRow>>> page =
        pool.run<QList<ReportRow>>([&source](storage::Connection &connection) { return source.next(connection); });
    page.waitForFinished();
    if (page.resultCount() == 0)
        return fail(ErrorKind::Cancelled, "cancelled");
    return page.result();
}

Result<qint64> writeRows(storage::Pool &pool, ReportSource &source, ReportWriter &writer, QSaveFile &file,
                         const ReportProgress &progress)
{
    for (qint64 count = 0;;) {
        const Result<QList<ReportRow>> page = nextPage(pool, source);
        if (!page)
            return fail(page.error());
        if (page->isEmpty())
            return count;
        QByteArray bytes;
        for (const ReportRow &row : *page)
            bytes += writer.row(row);
        if (const Result<> written = write(file, bytes); !written)
            return fail(written.error());
        count += page->size();
        if (progress && !progress(count))
            return fail(ErrorKind::Cancelled, "cancelled");
    }
}

} // namespace

Result<ReportDone> makeReport(storage::Pool &pool, const ReportRequest &request, const QString &path,
                              const ReportProgress &progress)
{
    if (const Result<> good = checkReport(request); !good)
        return fail(good.error());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return fail(ErrorKind::Disk, "file_not_written", {path, file.errorString()});
    ReportWriter writer(request);
    const std::unique_ptr<ReportSource> source = makeReportSource(request);
    if (const Result<> begun = write(file, writer.begin()); !begun)
        return fail(begun.error());
    const Result<qint64> rows = writeRows(pool, *source, writer, file, progress);
    if (!rows)
        return fail(rows.error());
    if (const Result<> ended = write(file, writer.end()); !ended)
        return fail(ended.error());
    const qint64 bytes = file.pos();
    if (!file.commit())
        return fail(ErrorKind::Disk, "file_not_written", {path, file.errorString()});
    return ReportDone{path, *rows, bytes};
}

Result<ReportPreview> previewReport(storage::Connection &connection, const ReportRequest &request, int rows)
{
    if (const Result<> good = checkReport(request); !good)
        return fail(good.error());
    const Result<QList<ReportRow>> page = makeReportSource(request)->next(connection);
    if (!page)
        return fail(page.error());
    const ReportWriter writer(request);
    ReportPreview preview{writer.headers(), {}, page->size() > rows};
    for (const ReportRow &row : page->first(std::min<qsizetype>(rows, page->size())))
        preview.rows.append(writer.texts(row));
    return preview;
}

int removeOldReports(const QString &folder, ReportKind kind, ReportFormat format, int kept)
{
    const QString pattern = u"pult_%1_*.%2"_s.arg(nameOf(kind), nameOf(format));
    const QFileInfoList files = QDir(folder).entryInfoList({pattern}, QDir::Files, QDir::Time);
    int removed = 0;
    for (qsizetype i = std::max(1, kept); i < files.size(); ++i)
        removed += QFile::remove(files.at(i).filePath()) ? 1 : 0;
    return removed;
}

} // namespace pult::upkeep
