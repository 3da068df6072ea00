// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logfeed.h"

#include <base/whendone.h>
#include <queue/placesjson.h>

#include <QJsonDocument>

namespace pult::api {

namespace {

/// Of one look. What came in a burst goes out look by look, in order and whole; the bytes stay well below what a
/// connection may leave unread.
constexpr int mostAtOnce = 1000;
constexpr qsizetype mostBytesAtOnce = 256 * 1024;

QByteArray eventOf(const queue::NodeLogLine &line)
{
    return "id: " + QByteArray::number(line.id) +
           "\nevent: line\ndata: " + QJsonDocument(queue::toJson(line)).toJson(QJsonDocument::Compact) + "\n\n";
}

} // namespace

LogFeed::LogFeed(node::Commands &commands, std::chrono::milliseconds heartbeat, std::chrono::milliseconds pace)
    : m_commands(commands)
{
    m_lookTimer.setInterval(pace);
    m_heartTimer.setInterval(heartbeat);
    connect(&m_lookTimer, &QTimer::timeout, this, &LogFeed::look);
    connect(&m_heartTimer, &QTimer::timeout, this, &LogFeed::beat);
}

std::shared_ptr<void> LogFeed::subscribe(StreamSink sink, const QString &node, std::optional<qint64> after)
{
    auto listener = std::make_shared<Listener>(Listener{std::move(sink), node, after});
    {
        const std::scoped_lock lock(m_mutex);
        m_newcomers.push_back(listener);
    }
    QMetaObject::invokeMethod(this, &LogFeed::look, Qt::QueuedConnection);
    return listener;
}

void LogFeed::take()
{
    std::erase_if(m_listeners, [](const auto &listener) { return listener.expired(); });
    const std::scoped_lock lock(m_mutex);
    m_listeners.insert(m_listeners.end(), m_newcomers.begin(), m_newcomers.end());
    m_newcomers.clear();
}

void LogFeed::look()
{
    take();
    if (m_listeners.empty()) {
        m_lookTimer.stop();
        m_heartTimer.stop();
        return;
    }
    if (!m_lookTimer.isActive()) {
        m_lookTimer.start();
        m_heartTimer.start();
    }
    for (const std::weak_ptr<Listener> &weak : m_listeners) {
        if (const std::shared_ptr<Listener> listener = weak.lock(); listener && !listener->asked)
            lookFor(listener);
    }
}

void LogFeed::lookFor(const std::shared_ptr<Listener> &listener)
{
    listener->asked = true;
    const std::weak_ptr<Listener> weak = listener;
    whenDone(m_commands.readNodeLogs({listener->node, listener->last, mostAtOnce}), this,
             [weak](const Result<QList<queue::NodeLogLine>> &lines) {
                 const std::shared_ptr<Listener> waiting = weak.lock();
                 if (!waiting)
                     return;
                 waiting->asked = false;
                 if (!lines || lines->isEmpty())
                     return; // when the database is away, its lines come later
                 QByteArray text;
                 for (const queue::NodeLogLine &line : *lines) {
                     text += eventOf(line);
                     waiting->last = line.id;
                     if (text.size() >= mostBytesAtOnce)
                         break;
                 }
                 waiting->sink(text);
             });
}

void LogFeed::beat()
{
    for (const std::weak_ptr<Listener> &weak : m_listeners) {
        if (const std::shared_ptr<Listener> listener = weak.lock())
            listener->sink(": alive\n\n");
    }
}

} // namespace pult::api
