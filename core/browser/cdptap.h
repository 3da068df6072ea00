// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/error.h>

#include <QJsonObject>
#include <QString>

#include <chrono>

namespace pult::browser {

/// Sees what goes over a CdpConnection. Called on its thread, before anybody else; must be quick.
class CdpTap
{
public:
    virtual ~CdpTap() = default;
    /// `bytes`: of the message.
    virtual void onEvent(const QString &session, const QString &method, const QJsonObject &params, qsizetype bytes) = 0;
    /// A command has been answered, or will not be; `error`: nullptr when it went well. Its arguments are not told.
    virtual void onCommand(const QString &session, const QString &method, std::chrono::milliseconds duration,
                           const Error *error) = 0;
};

} // namespace pult::browser
