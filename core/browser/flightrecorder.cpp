// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flightrecorder.h"

#include "flightmask.h"

#include <QJsonDocument>

#include <algorithm>

namespace pult::browser {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype largestParams = 8 * 1024; ///< of an event that is kept with what it says
constexpr qsizetype longestLine = 2000;       ///< of the console
constexpr qsizetype mostOpenRequests = 1000;

constexpr const char *listNames[]{"events", "console", "requests", "commands"};

QString textOfArguments(const QJsonArray &arguments)
{
    QStringList parts;
    for (const QJsonValue &value : arguments) {
        const QJsonObject argument = value.toObject();
        const QJsonValue plain = argument.value(u"value");
        parts.append(plain.isUndefined() || plain.isObject() || plain.isArray()
                         ? argument.value(u"description").toString()
                         : plain.toVariant().toString());
    }
    return parts.join(u' ');
}

/// As it is written: without secrets.
QJsonObject shown(int kind, const FlightRing::Entry &entry)
{
    QJsonObject object = masked(entry.object);
    // The general mask is too short for these.
    if (kind == 1)
        object[u"text"] = maskedText(entry.object.value(u"text").toString(), longestLine);
    object.insert(u"at_ms"_s, entry.at);
    return object;
}

} // namespace

qint64 FlightRing::add(qint64 at, QJsonObject object, qsizetype bytes)
{
    m_entries.push_back({at, std::move(object), bytes});
    m_bytes += bytes;
    while (m_entries.size() > 1 && (qsizetype(m_entries.size()) > m_mostEntries || m_bytes > m_mostBytes)) {
        m_bytes -= m_entries.front().bytes;
        m_entries.pop_front();
        ++m_first;
    }
    return m_first + qint64(m_entries.size()) - 1;
}

QJsonObject *FlightRing::find(qint64 number)
{
    const qint64 index = number - m_first;
    return index >= 0 && index < qint64(m_entries.size()) ? &m_entries[size_t(index)].object : nullptr;
}

FlightRecorder::FlightRecorder(Clock clock)
    : m_clock(std::move(clock)), m_rings{FlightRing(400, 512 * 1024), FlightRing(400, 256 * 1024),
                                         FlightRing(400, 512 * 1024), FlightRing(200, 64 * 1024)}
{
}

void FlightRecorder::onEvent(const QString &session, const QString &method, const QJsonObject &params, qsizetype bytes)
{
    // Requests and console lines have lists of their own.
    if (method.startsWith("Network."_L1)) {
        onRequest(session, method, params);
        return;
    }
    if (method == "Runtime.consoleAPICalled"_L1 || method == "Runtime.exceptionThrown"_L1 ||
        method == "Log.entryAdded"_L1) {
        onConsole(method, params, bytes);
        return;
    }
    QJsonObject entry{{u"method"_s, method}};
    if (!session.isEmpty())
        entry.insert(u"tab"_s, session.left(8));
    if (bytes <= largestParams)
        entry.insert(u"params"_s, params);
    else
        entry.insert(u"params_bytes"_s, bytes);
    m_rings[Events].add(m_clock(), entry, std::min(bytes, largestParams));
}

void FlightRecorder::onConsole(const QString &method, const QJsonObject &params, qsizetype bytes)
{
    QJsonObject entry;
    if (method == "Runtime.consoleAPICalled"_L1) {
        entry = {{u"source"_s, u"console"_s},
                 {u"level"_s, params.value(u"type")},
                 {u"text"_s, textOfArguments(params.value(u"args").toArray()).left(2 * longestLine)}};
    } else if (method == "Runtime.exceptionThrown"_L1) {
        const QJsonObject details = params.value(u"exceptionDetails").toObject();
        const QString description = details.value(u"exception").toObject().value(u"description").toString();
        entry = {{u"source"_s, u"exception"_s},
                 {u"level"_s, u"error"_s},
                 {u"text"_s, QString(details.value(u"text").toString() + u' ' + description).left(2 * longestLine)},
                 {u"url"_s, details.value(u"url")},
                 {u"line"_s, details.value(u"lineNumber")}};
    } else {
        const QJsonObject line = params.value(u"entry").toObject();
        entry = {{u"source"_s, line.value(u"source")},
                 {u"level"_s, line.value(u"level")},
                 {u"text"_s, line.value(u"text").toString().left(2 * longestLine)},
                 {u"url"_s, line.value(u"url")}};
    }
    m_rings[Console].add(m_clock(), entry, std::min(bytes, 4 * longestLine));
}

void FlightRecorder::beginRequest(const QString &key, const QJsonObject &params)
{
    const QJsonObject request = params.value(u"request").toObject();
    if (const QJsonObject redirect = params.value(u"redirectResponse").toObject(); !redirect.isEmpty()) {
        if (QJsonObject *before = m_rings[Requests].find(m_openRequests.value(key, -1))) {
            before->insert(u"status"_s, redirect.value(u"status"));
            before->insert(u"redirected"_s, true);
        }
    }
    const QString url = request.value(u"url").toString();
    QJsonObject entry{{u"method"_s, request.value(u"method")},
                      {u"url"_s, url.startsWith("data:"_L1) ? url.left(64) : url.left(4000)},
                      {u"type"_s, params.value(u"type")},
                      {u"request_headers"_s, request.value(u"headers")}};
    if (request.value(u"hasPostData").toBool())
        entry.insert(u"has_body"_s, true);
    if (m_openRequests.size() >= mostOpenRequests)
        m_openRequests.clear();
    m_openRequests.insert(key, m_rings[Requests].add(m_clock(), entry, 1024 + std::min<qsizetype>(url.size(), 4000)));
}

void FlightRecorder::endRequest(const QString &key, const QJsonObject &params, const QString &error)
{
    QJsonObject *const entry = m_rings[Requests].find(m_openRequests.take(key));
    if (!entry)
        return;
    if (error.isEmpty())
        entry->insert(u"bytes"_s, params.value(u"encodedDataLength"));
    else
        entry->insert(u"error"_s, error);
    entry->insert(u"ended_ms"_s, m_clock());
}

void FlightRecorder::onRequest(const QString &session, const QString &method, const QJsonObject &params)
{
    const QString key = session + params.value(u"requestId").toString();
    if (method == "Network.requestWillBeSent"_L1) {
        beginRequest(key, params);
    } else if (!m_openRequests.contains(key)) {
        return;
    } else if (method == "Network.responseReceived"_L1) {
        if (QJsonObject *const entry = m_rings[Requests].find(m_openRequests.value(key))) {
            const QJsonObject response = params.value(u"response").toObject();
            entry->insert(u"status"_s, response.value(u"status"));
            entry->insert(u"mime"_s, response.value(u"mimeType"));
            entry->insert(u"response_headers"_s, response.value(u"headers"));
            entry->insert(u"answered_ms"_s, m_clock());
            if (response.value(u"fromDiskCache").toBool() || response.value(u"fromServiceWorker").toBool())
                entry->insert(u"from_cache"_s, true);
        }
    } else if (method == "Network.loadingFinished"_L1) {
        endRequest(key, params, {});
    } else if (method == "Network.loadingFailed"_L1) {
        endRequest(key, params, params.value(u"errorText").toString(u"failed"_s));
    }
}

void FlightRecorder::onCommand(const QString &session, const QString &method, std::chrono::milliseconds duration,
                               const Error *error)
{
    QJsonObject entry{{u"method"_s, method}, {u"duration_ms"_s, qint64(duration.count())}};
    if (!session.isEmpty())
        entry.insert(u"tab"_s, session.left(8));
    if (error)
        entry.insert(u"error"_s, toLogString(*error).left(longestLine));
    m_rings[Commands].add(m_clock(), entry, 200);
}

QByteArray FlightRecorder::toJson(QJsonObject head, qsizetype mostBytes) const
{
    struct Written
    {
        qint64 at = 0;
        QByteArray json;
    };
    std::array<std::deque<Written>, 4> lists;
    qsizetype total = 0;
    for (size_t kind = 0; kind < lists.size(); ++kind) {
        for (const FlightRing::Entry &entry : m_rings[kind].entries()) {
            lists[kind].push_back({entry.at, QJsonDocument(shown(int(kind), entry)).toJson(QJsonDocument::Compact)});
            total += lists[kind].back().json.size() + 1;
        }
    }
    std::array<qint64, 4> dropped{};
    for (size_t kind = 0; kind < lists.size(); ++kind)
        dropped[kind] = m_rings[kind].dropped();
    constexpr qsizetype frame = 512; // brackets, names, counts
    const qsizetype headBytes = QJsonDocument(head).toJson(QJsonDocument::Compact).size();
    while (total + headBytes + frame > mostBytes) {
        std::deque<Written> *oldest = nullptr;
        for (auto &list : lists) {
            if (!list.empty() && (!oldest || list.front().at < oldest->front().at))
                oldest = &list;
        }
        if (!oldest)
            break;
        total -= oldest->front().json.size() + 1;
        oldest->pop_front();
        ++dropped[size_t(oldest - lists.data())];
    }
    QJsonObject left;
    for (size_t kind = 0; kind < lists.size(); ++kind)
        left.insert(QString::fromLatin1(listNames[kind]), dropped[kind]);
    head.insert(u"left_out"_s, left);
    QByteArray json = QJsonDocument(head).toJson(QJsonDocument::Compact);
    json.chop(1);
    for (size_t kind = 0; kind < lists.size(); ++kind) {
        json += QByteArray(",\n\"") + listNames[kind] + "\":[";
        for (size_t i = 0; i < lists[kind].size(); ++i)
            json += (i ? ",\n" : "\n") + lists[kind][i].json;
        json += ']';
    }
    return json + "}\n";
}

} // namespace pult::browser
