// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lists.h"

#include <storage/changelistener.h>

#include <QObject>
#include <QTimer>

#include <deque>
#include <mutex>

namespace pult::api {

/// Follows the lists of the API while somebody listens, and tells what changes in them as Server-Sent Events:
///   event: refresh  data: {"reason":"start"|"gap","lists":[{"list","etag"}]}   load these lists anew
///   event: delta    data: {"list","base","etag","items","removed"}             what changed since the tag `base`
/// Each has an id; whoever comes back with one gets what it missed, or a refresh when that is no longer known. Between
/// events a comment shows that the stream lives. Lives on the thread of the routes.
class EventFeed final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EventFeed)

public:
    /// `hints` may come from any thread.
    EventFeed(QList<FollowedList> lists, const storage::ChangeListener &hints, std::chrono::milliseconds heartbeat,
              std::chrono::milliseconds pace);

    /// The stream goes on until what is returned is let go or the sink says that the client has gone. Thread-safe.
    std::shared_ptr<void> subscribe(StreamSink sink, const QByteArray &lastEventId);

private:
    struct Listener
    {
        StreamSink sink;
        QByteArray lastEventId; ///< of its earlier connection
    };
    struct Event
    {
        quint64 number = 0;
        QByteArray text;
    };
    void onHint();
    void look();
    void lookAt(qsizetype index);
    void onPage(qsizetype index, const Result<ListPage> &page);
    void onLooked();
    void welcome(const std::shared_ptr<Listener> &listener);
    void add(const QByteArray &name, const QByteArray &data);
    void tell(const QByteArray &text);
    void beat();
    bool hasListeners();
    QByteArray idOf(quint64 number) const;
    QByteArray refresh(const QByteArray &reason) const;

    const QList<FollowedList> m_lists;
    const QByteArray m_session; ///< event numbers of another life mean nothing here
    QByteArrayList m_tags;      ///< of each list as it was last seen
    ListBook m_book;
    std::deque<Event> m_events; ///< the newest, for who comes back
    qsizetype m_eventBytes = 0;
    quint64 m_lastNumber = 0;
    std::vector<std::weak_ptr<Listener>> m_listeners;
    QTimer m_paceTimer{this};
    QTimer m_pollTimer{this};
    QTimer m_heartTimer{this};
    bool m_looking = false;
    bool m_again = false; ///< something may have changed while it looked

    std::mutex m_mutex; ///< protects m_newcomers
    std::vector<std::weak_ptr<Listener>> m_newcomers;
};

} // namespace pult::api
