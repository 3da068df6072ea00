// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/result.h>

#include <QByteArray>

#include <memory>

namespace pult::api {

/// Finds where the body of a request ends, sized or in chunks, and takes it in piece by piece. One request after the
/// other.
class BodyReader final
{
public:
    BodyReader(qint64 headerLimit, qint64 bodyLimit);
    ~BodyReader();
    BodyReader(const BodyReader &) = delete;
    BodyReader &operator=(const BodyReader &) = delete;

    /// A new request: its head as it came, with the empty line at its end. Errors: request_malformed(what).
    Result<> begin(QByteArrayView head);
    /// Takes from the front of `input` what belongs to the body. Errors: body_too_large(limit),
    /// headers_too_large(limit) (of what stands behind the last chunk), request_malformed(what).
    Result<> read(QByteArray &input);
    bool isDone() const;
    /// Of what was read so far.
    qint64 size() const;
    QByteArray take();
    /// The request is over.
    void end();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace pult::api
