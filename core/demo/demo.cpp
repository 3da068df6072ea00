// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace pult::demo {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Slow enough to be watched, fast enough not to be waited for.
constexpr auto siteDelay = 150ms;

struct Sample
{
    QLatin1StringView profile;
    QLatin1StringView file;
    const char16_t *caption;
};
constexpr Sample samples[] = {
    {"demo-1"_L1, "sunrise.png"_L1, u"Утро над городом · Morning over the town"},
    {"demo-2"_L1, "sea.png"_L1, u"Море после шторма · The sea after the storm"},
    {"demo-3"_L1, "forest.png"_L1, u"Лес за рекой · The forest beyond the river"},
};

Result<> copyFresh(const QString &from, const QString &to)
{
    QFile::remove(to);
    QFile source(from);
    if (!source.copy(to))
        return fail(ErrorKind::Disk, "file_not_written", {to, source.errorString()});
    QFile::setPermissions(to, QFile::ReadOwner | QFile::WriteOwner);
    return {};
}

Result<QByteArray> flowFor(const QUrl &site)
{
    QFile file(u":/demo/upload-flow.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Internal, "resource_missing", {file.fileName()});
    return file.readAll().replace("http://127.0.0.1:8000", site.toString(QUrl::StripTrailingSlash).toUtf8());
}

/// What an earlier demo left undone would go to a site that is gone. Only in the folder that is nobody's but the
/// demo's.
void forgetEarlierDemo(const QString &dataDir)
{
    if (QDir(dataDir) != QDir(demoDataDir()))
        return;
    for (const QString &suffix : {QString(), u"-wal"_s, u"-shm"_s})
        QFile::remove(dataDir + u"/pult.db"_s + suffix);
}

} // namespace

QString demoDataDir()
{
    const QString user = qEnvironmentVariable("USER", qEnvironmentVariable("USERNAME", u"user"_s));
    return QDir::temp().filePath(u"pult-demo-"_s + user);
}

Result<std::unique_ptr<Demo>> Demo::prepare(const QString &dataDir)
{
    forgetEarlierDemo(dataDir);
    std::unique_ptr<Demo> demo(new Demo);
    const QDir folder(dataDir + u"/demo"_s);
    if (!folder.mkpath(u"media"_s))
        return fail(ErrorKind::Disk, "data_dir_unusable", {folder.path(), u"it cannot be created"_s});
    demo->m_site = std::make_unique<UploadSite>(
        UploadSite::Options{.folder = folder.filePath(u"received"_s), .answerDelay = siteDelay});
    if (const Result<> started = demo->m_site->start(); !started)
        return fail(started.error());
    const Result<QByteArray> flow = flowFor(demo->m_site->url());
    if (!flow)
        return fail(flow.error());

    demo->m_request.flow = *flow;
    demo->m_request.flowName = u"upload-flow.json"_s;
    for (const Sample &sample : samples) {
        const QString path = folder.filePath(u"media/"_s + sample.file);
        if (const Result<> copied = copyFresh(u":/demo/"_s + sample.file, path); !copied)
            return fail(copied.error());
        demo->m_request.map.append(
            {QString(sample.profile), {path}, QString::fromUtf16(sample.caption), {u"demo"_s, u"{{profile}}"_s}});
    }
    return demo;
}

QFuture<Result<queue::Batch>> Demo::createUploads(node::Commands &commands) const
{
    return commands.createBulkUpload(m_request);
}

QByteArray Demo::report(qint64 completed, qint64 failed) const
{
    QList<ReceivedUpload> received = m_site->received();
    std::sort(received.begin(), received.end(),
              [](const ReceivedUpload &a, const ReceivedUpload &b) { return a.profile < b.profile; });
    QJsonArray uploads;
    for (const ReceivedUpload &upload : received) {
        uploads.append(QJsonObject{{u"profile"_s, upload.profile},
                                   {u"file"_s, upload.file},
                                   {u"size"_s, upload.size},
                                   {u"sha256"_s, QString::fromLatin1(upload.sha256)}});
    }
    const QJsonObject report{{u"completed"_s, completed}, {u"failed"_s, failed}, {u"uploads"_s, uploads}};
    return QJsonDocument(report).toJson(QJsonDocument::Compact);
}

} // namespace pult::demo
