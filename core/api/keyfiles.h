// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transport.h"

#include <QDateTime>

#include <chrono>

namespace pult::api {

/// The files that TLS is spoken with, and what was read of them. A value; two of them may share the keys.
class KeyFiles final
{
public:
    KeyFiles() = default;
    /// Both empty: no TLS. Errors: tls_files_unusable(certificate, key, reason).
    static Result<KeyFiles> read(const QString &certificate, const QString &key);

    /// Null: no TLS.
    const std::shared_ptr<TlsKeys> &keys() const { return m_keys; }
    /// Now and then: files that were replaced are read anew; unusable ones are told of once and change nothing.
    void look(std::chrono::steady_clock::time_point now);

private:
    QDateTime changed() const;

    QString m_certificate;
    QString m_key;
    QDateTime m_readOf; ///< when the files that were last read were written
    std::chrono::steady_clock::time_point m_nextLook;
    std::shared_ptr<TlsKeys> m_keys;
};

} // namespace pult::api
