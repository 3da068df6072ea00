// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dolphinstartrecord.h"

#include <tuple>

namespace pult::browser {

using namespace Qt::StringLiterals;

DolphinStartRecord::DolphinStartRecord(const QString &dataDir, const QString &profileId, const QString &session)
    : m_dataDir(dataDir), m_earlier(loadRecord(dataDir, u"dolphin"_s, profileId))
{
    m_record.provider = u"dolphin"_s;
    m_record.profile = profileId;
    m_record.session = session;
}

Result<> DolphinStartRecord::begin(bool earlierMayRun)
{
    // What is known of an earlier browser stays in the record until this start has its answer.
    if (m_earlier && earlierMayRun) {
        m_record.port = m_earlier->port;
        m_record.webSocketPath = m_earlier->webSocketPath;
    } else {
        m_record.port = 0;
        m_record.webSocketPath.clear();
    }
    m_record.starting = true;
    m_record.startedAt = QDateTime::currentDateTimeUtc();
    return saveRecord(m_dataDir, m_record);
}

Result<> DolphinStartRecord::answered(quint16 port, const QString &webSocketPath)
{
    m_record.port = port;
    m_record.webSocketPath = webSocketPath;
    return saveRecord(m_dataDir, m_record);
}

Result<> DolphinStartRecord::settled(const QUrl &webSocket)
{
    m_record.starting = false;
    m_record.port = quint16(webSocket.port());
    m_record.webSocketPath = webSocket.path();
    return saveRecord(m_dataDir, m_record);
}

void DolphinStartRecord::giveUp(bool asBefore)
{
    if (m_earlier && asBefore)
        std::ignore = saveRecord(m_dataDir, *m_earlier);
    else
        removeRecord(m_dataDir, m_record.provider, m_record.profile);
}

} // namespace pult::browser
