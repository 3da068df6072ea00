// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a run that failed leaves behind: picture, page, flight record, console.
#include "cdpconnection.h"
#include "flightmask.h"
#include "flowrunner.h"

#include <base/timepoint.h>

#include <QJsonDocument>

namespace pult::browser {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto evidenceLimit = 5s; ///< of a picture or the page's text
constexpr auto hurriedLimit = 2s;  ///< when somebody waits for the run's end
constexpr qsizetype largestHtml = 1024 * 1024;
constexpr qsizetype longestDetail = 2000;

queue::Artifact artifact(const char *name, const char *mimeType, QByteArray data)
{
    queue::Artifact result;
    result.name = QString::fromLatin1(name);
    result.mimeType = QString::fromLatin1(mimeType);
    result.size = data.size();
    result.data = std::move(data);
    return result;
}

} // namespace

/// A run that was called off leaves nothing, unless somebody must find out what it did.
bool FlowRunner::wantsEvidence() const
{
    return m_run.error && (m_run.error->kind != ErrorKind::Cancelled || m_run.commitBegun);
}

/// First what a person looks at first: an attempt keeps five files.
QCoro::Task<> FlowRunner::keepEvidence()
{
    QList<queue::Artifact> evidence;
    FlowTab *const tab = m_tabs.main();
    const QString code = m_run.error->code;
    const bool answers = code != "flow_page_hung"_L1 && code != "flow_dialog_stuck"_L1;
    if (tab && answers && !tab->page->isGone() && !tab->page->isCrashed() && m_connection.isOpen()) {
        const auto limit = m_run.error->kind == ErrorKind::Cancelled ? hurriedLimit : evidenceLimit;
        const Result<QByteArray> picture = co_await tab->page->screenshot(limit);
        if (picture)
            evidence.append(artifact("failure.png", "image/png", *picture));
        const Result<QString> html = co_await tab->page->html(limit);
        if (html)
            evidence.append(artifact("page.html", "text/html", html->toUtf8().left(largestHtml)));
    }
    if (m_options.record)
        evidence.append(artifact("flight.json", "application/json", flightRecord()));
    evidence.append(artifact("console.txt", "text/plain", m_console.join(u'\n').toUtf8()));
    m_run.artifacts = evidence + m_run.artifacts;
}

QByteArray FlowRunner::flightRecord() const
{
    const Error &error = *m_run.error;
    QJsonObject end{{u"code"_s, error.code}, {u"detail"_s, maskedText(toLogString(error), longestDetail)}};
    if (m_run.failedStep >= 0)
        end.insert(u"step"_s, m_run.failedStep);
    if (m_run.commitBegun)
        end.insert(u"commit"_s, m_run.commitFinished ? u"ended"_s : u"begun"_s);
    QJsonObject head{{u"format"_s, u"pult-flight/1"_s},
                     {u"written_at"_s, toIso(localNow())},
                     {u"duration_ms"_s, m_clock.elapsed()},
                     {u"end"_s, end},
                     {u"steps"_s, m_steps}};
    if (const FlowTab *const tab = m_tabs.main())
        head.insert(u"page"_s, maskedUrl(tab->page->frames().mainUrl()));
    return m_recorder.toJson(head, FlightRecorder::largestRecord);
}

} // namespace pult::browser
