// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browserrecord.h"

#include <QUrl>

#include <optional>

namespace pult::browser {

/// The record of a profile's browser while Dolphin starts it: what was known before stays in it until the start has its
/// answer, and comes back when the start changed nothing. Lives in the coroutine of the start.
class DolphinStartRecord final
{
public:
    DolphinStartRecord(const QString &dataDir, const QString &profileId, const QString &session);

    /// What was known before this start.
    const std::optional<BrowserRecord> &earlier() const { return m_earlier; }

    /// A start is about to be sent. `earlierMayRun`: nobody has stopped the browser of before since.
    Result<> begin(bool earlierMayRun);
    /// Dolphin named the browser that it started.
    Result<> answered(quint16 port, const QString &webSocketPath);
    /// The browser listens there.
    Result<> settled(const QUrl &webSocket);
    /// No browser came of it. `asBefore`: nor did the start touch the one of before.
    void giveUp(bool asBefore);

private:
    const QString m_dataDir;
    const std::optional<BrowserRecord> m_earlier;
    BrowserRecord m_record;
};

} // namespace pult::browser
