// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <net/httpserver.h>

#include <QList>
#include <QMutex>

#include <memory>

namespace pult::demo {

/// One upload as the site got it.
struct ReceivedUpload
{
    QString profile;
    QString file;
    QString caption;
    QString tags;
    qint64 size = 0;
    QByteArray sha256; ///< hex
    bool operator==(const ReceivedUpload &) const = default;
};

/// A small site that takes uploads: a form with a file chooser, a caption and tags, and a page that confirms. Served on
/// the loopback; files land in a folder, and every upload is appended to `uploads.jsonl` there before it is confirmed.
/// Thread-safe.
class UploadSite final
{
public:
    struct Options
    {
        QString folder; ///< created when missing
        quint16 port = 0;
        std::chrono::milliseconds answerDelay{0}; ///< a slow network, for those who watch
    };
    explicit UploadSite(Options options);
    ~UploadSite();

    /// http_listen_failed(address, reason), data_dir_unusable(path, reason).
    Result<> start();
    void stop();
    QUrl url() const;
    QList<ReceivedUpload> received() const;

private:
    net::HttpAnswer answer(const net::HttpRequest &request);
    net::HttpAnswer takeUpload(const net::HttpRequest &request);
    Result<> store(const ReceivedUpload &upload, const QByteArray &data);

    const Options m_options;
    net::HttpServer m_server;
    mutable QMutex m_mutex; // protects m_received and the files
    QList<ReceivedUpload> m_received;
};

} // namespace pult::demo
