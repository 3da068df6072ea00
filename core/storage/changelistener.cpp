// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "changelistener.h"

#include "connection.h"
#include "logging.h"

#include <QSet>
#include <QSocketNotifier>
#include <QThread>
#include <QTimer>
#include <QUuid>

#include <libpq-fe.h>

#include <algorithm>
#include <utility>

namespace pult::storage {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto sqlitePoll = 250ms;
constexpr auto blindPoll = 1s;
/// At most so often for "tasks": lists need no more.
constexpr auto tasksPause = 250ms;
constexpr auto pingEvery = 8s;
constexpr auto pingAnswer = 5s;
constexpr auto firstBackoff = 250ms;
constexpr auto longestBackoff = 10s;

/// Lives on the listener's thread with its connection; made, used and deleted there.
class Ear final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Ear)

public:
    explicit Ear(DatabaseConfig config) : m_config(std::move(config))
    {
        m_name = u"pult-listen-"_s + QUuid::createUuid().toString(QUuid::Id128);
        m_channel = u"pult_ping_"_s + QUuid::createUuid().toString(QUuid::Id128);
        for (QTimer *timer : {&m_reopen, &m_pingAnswer, &m_tasks})
            timer->setSingleShot(true);
        connect(&m_reopen, &QTimer::timeout, this, &Ear::open);
        connect(&m_poll, &QTimer::timeout, this, &Ear::poll);
        connect(&m_ping, &QTimer::timeout, this, &Ear::ping);
        connect(&m_pingAnswer, &QTimer::timeout, this, [this] { lost(u"no answer to a ping"_s); });
        connect(&m_tasks, &QTimer::timeout, this, [this] { Q_EMIT heard(u"tasks"_s); });
    }

    void open();

Q_SIGNALS:
    void heard(const QString &topic);

private:
    Result<> subscribe();
    void poll();
    void ping();
    void read();
    void lost(const QString &why);
    void take(const QString &channel);

    const DatabaseConfig m_config;
    QString m_name;
    QString m_channel; ///< of our own, for pings
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<QSocketNotifier> m_notifier;
    // Children, so that they move to the thread too.
    QTimer m_reopen{this};
    QTimer m_poll{this};
    QTimer m_ping{this};
    QTimer m_pingAnswer{this};
    QTimer m_tasks{this};
    std::chrono::milliseconds m_backoff = firstBackoff;
    qint64 m_dataVersion = -1;
    bool m_told = false;    ///< that it is interrupted
    bool m_working = false; ///< our own NOTIFY has come back
};

void Ear::open()
{
    if (m_config.kind == DatabaseConfig::Kind::PostgreSql && !ChangeListener::takesConnection(m_config)) {
        m_poll.start(blindPoll);
        return;
    }
    Result<std::unique_ptr<Connection>> opened = Connection::open(m_config, m_name);
    if (!opened) {
        lost(toLogString(opened.error()));
        return;
    }
    m_connection = std::move(*opened);
    if (!m_connection->dialect().isPostgreSql()) {
        m_poll.start(sqlitePoll);
        poll();
        return;
    }
    if (const Result<> subscribed = subscribe(); !subscribed) {
        lost(toLogString(subscribed.error()));
        return;
    }
    auto *handle = static_cast<PGconn *>(m_connection->nativeHandle());
    m_notifier = std::make_unique<QSocketNotifier>(PQsocket(handle), QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &Ear::read);
    ping();
}

Result<> Ear::subscribe()
{
    // Channel names cannot be bound; these are ours.
    return m_connection->executeScript(
        u"listen pult_work;\nlisten pult_tasks;\nlisten pult_cancel;\nlisten pult_nodes;\nlisten pult_breakers;\n"
        "listen "_s +
        m_channel + u";\n"_s);
}

void Ear::poll()
{
    if (!m_connection) { // dispatchers look for work by themselves, not for these
        Q_EMIT heard(u"tasks"_s);
        Q_EMIT heard(u"cancel"_s);
        Q_EMIT heard(u"nodes"_s);
        Q_EMIT heard(u"breakers"_s);
        return;
    }
    const Result<Rows> version = m_connection->query(u"pragma data_version"_s);
    if (!version) {
        lost(toLogString(version.error()));
        return;
    }
    const qint64 now = version->front().value(0).toLongLong();
    if (std::exchange(m_dataVersion, now) != now)
        Q_EMIT heard(u"any"_s);
}

void Ear::ping()
{
    // Without waiting for the answer: nobody may be there any more, and nothing would say so.
    auto *handle = static_cast<PGconn *>(m_connection->nativeHandle());
    if (PQsendQuery(handle, QByteArray("notify " + m_channel.toLatin1()).constData()) == 0) {
        lost(QString::fromUtf8(PQerrorMessage(handle)).simplified());
        return;
    }
    m_pingAnswer.start(pingAnswer);
}

void Ear::read()
{
    auto *handle = static_cast<PGconn *>(m_connection->nativeHandle());
    if (PQconsumeInput(handle) == 0 || PQstatus(handle) != CONNECTION_OK) {
        lost(u"connection closed"_s);
        return;
    }
    while (PQisBusy(handle) == 0) { // the ping's answer has come to its end, and with it the next may be sent
        PGresult *const answer = PQgetResult(handle);
        if (!answer)
            break;
        PQclear(answer);
    }
    QSet<QByteArray> channels; // once each, however often it came
    while (PGnotify *notification = PQnotifies(handle)) {
        channels.insert(notification->relname);
        PQfreemem(notification);
    }
    for (const QByteArray &channel : std::as_const(channels))
        take(QString::fromUtf8(channel));
}

void Ear::take(const QString &channel)
{
    if (channel == m_channel) {
        m_pingAnswer.stop();
        m_ping.start(pingEvery);
        m_backoff = firstBackoff;
        m_told = false;
        // Hints may have been missed until now.
        if (!std::exchange(m_working, true))
            Q_EMIT heard(u"any"_s);
    } else if (channel == "pult_tasks"_L1) {
        if (!m_tasks.isActive())
            m_tasks.start(tasksPause);
    } else {
        Q_EMIT heard(channel.mid(5));
    }
}

/// Closes and tries again later.
void Ear::lost(const QString &why)
{
    // Once; the attempts to come back are many.
    if (std::exchange(m_told, true))
        qCDebug(lcStorage).nospace().noquote() << "change hints still interrupted reason=" << why;
    else
        qCWarning(lcStorage).nospace().noquote() << "change hints interrupted reason=" << why;
    if (m_notifier) {
        // It may be the one that called.
        m_notifier->setEnabled(false);
        m_notifier.release()->deleteLater();
    }
    m_connection.reset();
    for (QTimer *timer : {&m_poll, &m_ping, &m_pingAnswer})
        timer->stop();
    m_working = false;
    m_reopen.start(m_backoff);
    m_backoff = std::min<std::chrono::milliseconds>(m_backoff * 2, longestBackoff);
}

} // namespace

class ChangeListener::Private
{
public:
    DatabaseConfig config;
    QThread thread;
    bool started = false;
};

ChangeListener::ChangeListener(DatabaseConfig config, QObject *parent) : QObject(parent), d(std::make_unique<Private>())
{
    d->config = std::move(config);
    d->thread.setObjectName(u"db-listen"_s);
}

ChangeListener::~ChangeListener()
{
    stop();
}

bool ChangeListener::takesConnection(const DatabaseConfig &config)
{
    return config.kind == DatabaseConfig::Kind::PostgreSql && !config.pgBouncer && config.maxConnections > 1;
}

void ChangeListener::start()
{
    if (std::exchange(d->started, true))
        return;
    auto *ear = new Ear(d->config); // goes with its thread
    ear->moveToThread(&d->thread);
    connect(&d->thread, &QThread::started, ear, &Ear::open);
    connect(&d->thread, &QThread::finished, ear, &QObject::deleteLater);
    // No way round by this object's thread: it may be busy, and hints are to be quick.
    connect(ear, &Ear::heard, this, &ChangeListener::changed, Qt::DirectConnection);
    d->thread.start();
}

void ChangeListener::stop()
{
    if (!std::exchange(d->started, false))
        return;
    d->thread.quit();
    d->thread.wait();
}

} // namespace pult::storage

#include "changelistener.moc"
