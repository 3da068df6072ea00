// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "uploadsite.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

namespace pult::demo {

using namespace Qt::StringLiterals;

namespace {

net::HttpAnswer page(const QString &resource)
{
    QFile file(u":/demo/"_s + resource);
    if (!file.open(QIODevice::ReadOnly))
        return {.status = 500, .body = "the page is missing", .contentType = "text/plain"};
    return {.body = file.readAll(), .contentType = "text/html; charset=utf-8"};
}

net::HttpAnswer refuse(int status, const QByteArray &why)
{
    return {.status = status, .body = why, .contentType = "text/plain; charset=utf-8"};
}

QJsonObject toJson(const ReceivedUpload &upload)
{
    return {{u"profile"_s, upload.profile}, {u"file"_s, upload.file},
            {u"caption"_s, upload.caption}, {u"tags"_s, upload.tags},
            {u"size"_s, upload.size},       {u"sha256"_s, QString::fromLatin1(upload.sha256)}};
}

} // namespace

UploadSite::UploadSite(Options options)
    : m_options(std::move(options)), m_server({.port = m_options.port, .threads = 2},
                                              [this](const net::HttpRequest &request) { return answer(request); })
{
}

UploadSite::~UploadSite()
{
    stop();
}

Result<> UploadSite::start()
{
    if (!QDir().mkpath(m_options.folder))
        return fail(ErrorKind::Disk, "data_dir_unusable", {m_options.folder, u"it cannot be created"_s});
    return m_server.start();
}

void UploadSite::stop()
{
    m_server.stop();
}

QUrl UploadSite::url() const
{
    return m_server.url();
}

QList<ReceivedUpload> UploadSite::received() const
{
    const QMutexLocker locker(&m_mutex);
    return m_received;
}

net::HttpAnswer UploadSite::answer(const net::HttpRequest &request)
{
    net::HttpAnswer answer;
    if (request.method == "POST" && request.path == "/upload"_L1)
        answer = takeUpload(request);
    else if (request.method == "GET" && request.path == "/"_L1)
        answer = page(u"upload.html"_s);
    else if (request.method == "GET" && request.path == "/done"_L1)
        answer = page(u"done.html"_s);
    else
        answer = refuse(404, "no such page");
    answer.delay = m_options.answerDelay;
    return answer;
}

net::HttpAnswer UploadSite::takeUpload(const net::HttpRequest &request)
{
    const auto field = [&request](const QString &name) {
        return request.query.queryItemValue(name, QUrl::FullyDecoded);
    };
    ReceivedUpload upload;
    upload.profile = field(u"profile"_s);
    upload.file = QFileInfo(field(u"file"_s)).fileName();
    upload.caption = field(u"caption"_s);
    upload.tags = field(u"tags"_s);
    upload.size = request.body.size();
    upload.sha256 = QCryptographicHash::hash(request.body, QCryptographicHash::Sha256).toHex();
    if (upload.profile.isEmpty() || upload.file.isEmpty() || upload.size == 0)
        return refuse(400, "a profile and a file are needed");
    if (const Result<> stored = store(upload, request.body); !stored)
        return refuse(500, toLogString(stored.error()).toUtf8());
    return {.body = QJsonDocument(toJson(upload)).toJson(QJsonDocument::Compact)};
}

Result<> UploadSite::store(const ReceivedUpload &upload, const QByteArray &data)
{
    const QMutexLocker locker(&m_mutex);
    const QString number = u"%1"_s.arg(m_received.size() + 1, 4, 10, QLatin1Char('0'));
    QFile file(m_options.folder % u'/' % number % u'-' % upload.file);
    QFile list(m_options.folder % u"/uploads.jsonl"_s);
    if (!file.open(QIODevice::WriteOnly) || file.write(data) != data.size() || !file.flush())
        return fail(ErrorKind::Disk, "file_not_written", {file.fileName(), file.errorString()});
    const QByteArray line = QJsonDocument(toJson(upload)).toJson(QJsonDocument::Compact) + '\n';
    if (!list.open(QIODevice::Append) || list.write(line) != line.size())
        return fail(ErrorKind::Disk, "file_not_written", {list.fileName(), list.errorString()});
    m_received.append(upload);
    return {};
}

} // namespace pult::demo
