// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventfeed.h"

#include <base/whendone.h>

#include <QUuid>

namespace pult::api {

using namespace std::chrono_literals;

namespace {

/// Hints may be lost.
constexpr auto pollInterval = 5s;
constexpr std::size_t mostEvents = 1000;
constexpr qsizetype mostEventBytes = qsizetype(4) * 1024 * 1024;

QByteArray quoted(const QByteArray &plain)
{
    return '"' + plain + '"';
}

} // namespace

EventFeed::EventFeed(QList<FollowedList> lists, const storage::ChangeListener &hints,
                     std::chrono::milliseconds heartbeat, std::chrono::milliseconds pace)
    : m_lists(std::move(lists)), m_session(QUuid::createUuid().toByteArray(QUuid::Id128).first(12)),
      m_tags(m_lists.size())
{
    m_paceTimer.setSingleShot(true);
    m_paceTimer.setInterval(pace);
    m_pollTimer.setInterval(pollInterval);
    m_heartTimer.setInterval(heartbeat);
    connect(&m_paceTimer, &QTimer::timeout, this, &EventFeed::look);
    connect(&m_pollTimer, &QTimer::timeout, this, &EventFeed::look);
    connect(&m_heartTimer, &QTimer::timeout, this, &EventFeed::beat);
    connect(&hints, &storage::ChangeListener::changed, this, &EventFeed::onHint);
}

std::shared_ptr<void> EventFeed::subscribe(StreamSink sink, const QByteArray &lastEventId)
{
    auto listener = std::make_shared<Listener>(Listener{std::move(sink), lastEventId});
    {
        const std::scoped_lock lock(m_mutex);
        m_newcomers.push_back(listener);
    }
    QMetaObject::invokeMethod(this, &EventFeed::look, Qt::QueuedConnection);
    return listener;
}

void EventFeed::onHint()
{
    if (m_looking)
        m_again = true;
    else if (hasListeners() && !m_paceTimer.isActive())
        m_paceTimer.start();
}

bool EventFeed::hasListeners()
{
    std::erase_if(m_listeners, [](const auto &listener) { return listener.expired(); });
    const std::scoped_lock lock(m_mutex);
    return !m_listeners.empty() || !m_newcomers.empty();
}

void EventFeed::look()
{
    if (m_looking) {
        m_again = true;
        return;
    }
    if (!hasListeners()) {
        m_pollTimer.stop();
        m_heartTimer.stop();
        return;
    }
    m_looking = true;
    m_paceTimer.stop();
    lookAt(0);
}

/// One after the other: the stream is not worth several connections.
void EventFeed::lookAt(qsizetype index)
{
    if (index == m_lists.size()) {
        onLooked();
        return;
    }
    whenDone(m_lists.at(index).fetch(), this, [this, index](const Result<ListPage> &page) {
        onPage(index, page);
        lookAt(index + 1);
    });
}

void EventFeed::onPage(qsizetype index, const Result<ListPage> &page)
{
    if (!page)
        return; // the database is away; what it missed is told later
    QByteArray &known = m_tags[index];
    const QByteArray tag = tagOf(page->body());
    if (tag == known)
        return;
    const ListDelta delta = m_book.delta(*page, known);
    m_book.remember(tag, *page);
    // Other listeners have an earlier state of it only if there was one.
    if (!known.isEmpty()) {
        const QByteArray base = delta.base.isEmpty() ? QByteArrayLiteral("null") : quoted(delta.base);
        add("delta", "{\"list\":" + quoted(m_lists.at(index).path) + ",\"base\":" + base + ",\"etag\":" + quoted(tag) +
                         ",\"items\":" + jsonList(delta.changed) + ",\"removed\":" + jsonKeys(delta.removed) + '}');
    }
    known = tag;
}

void EventFeed::onLooked()
{
    m_looking = false;
    std::vector<std::weak_ptr<Listener>> newcomers;
    {
        const std::scoped_lock lock(m_mutex);
        newcomers.swap(m_newcomers);
    }
    for (const auto &newcomer : newcomers) {
        if (const auto listener = newcomer.lock())
            welcome(listener);
    }
    if (std::exchange(m_again, false))
        m_paceTimer.start();
    if (!m_pollTimer.isActive()) {
        m_pollTimer.start();
        m_heartTimer.start();
    }
}

void EventFeed::welcome(const std::shared_ptr<Listener> &listener)
{
    QByteArray text = "retry: 3000\n\n";
    const QByteArray &lastId = listener->lastEventId;
    const quint64 last = lastId.mid(m_session.size() + 1).toULongLong();
    const bool isOurs = lastId.startsWith(QByteArray(m_session + '-')) && last <= m_lastNumber;
    const quint64 oldest = m_events.empty() ? m_lastNumber + 1 : m_events.front().number;
    if (isOurs && last + 1 >= oldest) {
        for (const Event &event : m_events) {
            if (event.number > last)
                text += event.text;
        }
    } else {
        text += refresh(lastId.isEmpty() ? "start" : "gap");
    }
    if (listener->sink(text))
        m_listeners.push_back(listener);
}

QByteArray EventFeed::refresh(const QByteArray &reason) const
{
    QByteArray lists;
    for (qsizetype i = 0; i < m_lists.size(); ++i) {
        lists += (i > 0 ? "," : "") + QByteArrayLiteral("{\"list\":") + quoted(m_lists.at(i).path) +
                 ",\"etag\":" + (m_tags.at(i).isEmpty() ? QByteArrayLiteral("null") : quoted(m_tags.at(i))) + '}';
    }
    return "id: " + idOf(m_lastNumber) + "\nevent: refresh\ndata: {\"reason\":" + quoted(reason) + ",\"lists\":[" +
           lists + "]}\n\n";
}

QByteArray EventFeed::idOf(quint64 number) const
{
    return m_session + '-' + QByteArray::number(number);
}

void EventFeed::add(const QByteArray &name, const QByteArray &data)
{
    Event event{++m_lastNumber, {}};
    event.text = "id: " + idOf(event.number) + "\nevent: " + name + "\ndata: " + data + "\n\n";
    tell(event.text);
    m_eventBytes += event.text.size();
    m_events.push_back(std::move(event));
    while (m_events.size() > mostEvents || m_eventBytes > mostEventBytes) {
        m_eventBytes -= m_events.front().text.size();
        m_events.pop_front();
    }
}

void EventFeed::tell(const QByteArray &text)
{
    std::erase_if(m_listeners, [&text](const auto &one) {
        const auto listener = one.lock();
        return !listener || !listener->sink(text);
    });
}

void EventFeed::beat()
{
    tell(": alive\n\n");
}

} // namespace pult::api
