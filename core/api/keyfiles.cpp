// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyfiles.h"

#include "logging.h"

#include <QFileInfo>

namespace pult::api {

using namespace std::chrono_literals;

namespace {

constexpr auto lookInterval = 2s;

} // namespace

Result<KeyFiles> KeyFiles::read(const QString &certificate, const QString &key)
{
    KeyFiles files;
    if (certificate.isEmpty())
        return files;
    files.m_certificate = certificate;
    files.m_key = key;
    files.m_readOf = files.changed(); // before they are read: a change meanwhile is seen at the next look
    Result<std::shared_ptr<TlsKeys>> keys = readTlsKeys(certificate, key);
    if (!keys)
        return fail(keys.error());
    files.m_keys = std::move(*keys);
    return files;
}

QDateTime KeyFiles::changed() const
{
    return std::max(QFileInfo(m_certificate).lastModified(), QFileInfo(m_key).lastModified());
}

void KeyFiles::look(std::chrono::steady_clock::time_point now)
{
    if (!m_keys || now < m_nextLook)
        return;
    m_nextLook = now + lookInterval;
    const QDateTime time = changed();
    if (time == m_readOf)
        return;
    m_readOf = time;
    Result<std::shared_ptr<TlsKeys>> read = readTlsKeys(m_certificate, m_key);
    if (!read) {
        qCWarning(lcApi).noquote() << "certificate not changed:" << toLogString(read.error());
        return;
    }
    m_keys = std::move(*read);
    qCInfo(lcApi) << "certificate changed";
}

} // namespace pult::api
