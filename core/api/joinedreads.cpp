// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "joinedreads.h"

#include "afterwards.h"
#include "problem.h"

#include <QCache>
#include <QHash>
#include <QPromise>

#include <mutex>
#include <vector>

namespace pult::api {

namespace {

/// Lists whose newest headers are kept; each costs some hundred bytes.
constexpr int mostKept = 256;

} // namespace

struct JoinedReads::State
{
    struct Waiting
    {
        Read read;
        Askers askers; ///< for the next look; empty: nobody
    };
    struct Seen
    {
        Clock::time_point begun;
        net::HttpHeaders headers; ///< with the tag
    };
    explicit State(std::function<Clock::time_point()> clock) : now(std::move(clock)), seen(mostKept) {}

    const std::function<Clock::time_point()> now;
    std::mutex mutex;
    QHash<QByteArray, Waiting> running; ///< a look is under way
    QCache<QByteArray, Seen> seen;
    Clock::time_point change; ///< of the last

    void note(const QByteArray &key, Clock::time_point begun, const Answer &answer)
    {
        const std::scoped_lock lock(mutex);
        if (answer.status != 200 || net::headerOf(answer.headers, "etag").isEmpty())
            seen.remove(key);
        else
            seen.insert(key, std::make_unique<Seen>(Seen{begun, answer.headers}).release());
    }
};

JoinedReads::JoinedReads(std::function<Clock::time_point()> now) : m_state(std::make_shared<State>(std::move(now))) {}

QFuture<Answer> JoinedReads::ask(const QByteArray &key, Read read)
{
    // One promise each: a future can be continued only once.
    const auto promise = std::make_shared<QPromise<Answer>>();
    promise->start();
    const QFuture<Answer> future = promise->future();
    {
        const std::scoped_lock lock(m_state->mutex);
        const auto running = m_state->running.find(key);
        if (running != m_state->running.end()) {
            running->read = std::move(read);
            running->askers.push_back(promise);
            return future;
        }
        m_state->running.insert(key, {});
    }
    begin(m_state, key, read, {promise});
    return future;
}

QFuture<Answer> JoinedReads::askUnlessSame(const QByteArray &key, const HasTag &has, Read read)
{
    std::optional<Answer> same;
    bool ages = false;
    {
        const std::scoped_lock lock(m_state->mutex);
        const State::Seen *const seen = m_state->seen.object(key);
        const auto age = seen ? m_state->now() - seen->begun : Clock::duration::max();
        // Not at the very moment of a change: which of the two was first cannot be told.
        if (age <= oldest && seen->begun > m_state->change && has(net::headerOf(seen->headers, "etag"))) {
            same.emplace();
            same->status = 304;
            same->contentType.clear();
            same->headers = seen->headers;
            ages = age > oldest / 2 && !m_state->running.contains(key);
            if (ages)
                m_state->running.insert(key, {});
        }
    }
    if (ages) // for those who come later, so that they need not wait
        begin(m_state, key, read, {});
    return same ? answered(std::move(*same)) : ask(key, std::move(read));
}

void JoinedReads::changed() const
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->change = m_state->now();
}

void JoinedReads::begin(const std::shared_ptr<State> &state, const QByteArray &key, const Read &read, Askers askers)
{
    const Clock::time_point begun = state->now();
    whenEnded(read(), [state, key, begun, askers = std::move(askers)](const QFuture<Answer> &done) {
        const Answer answer = done.resultCount() > 0
                                  ? done.result()
                                  : problem({ErrorKind::Unavailable, QStringLiteral("cancelled"), {}, {}});
        state->note(key, begun, answer);
        goOn(state, key);
        for (const auto &asker : askers) {
            asker->addResult(answer);
            asker->finish();
        }
    });
}

void JoinedReads::goOn(const std::shared_ptr<State> &state, const QByteArray &key)
{
    State::Waiting next;
    {
        const std::scoped_lock lock(state->mutex);
        const auto running = state->running.find(key);
        next = std::exchange(*running, {});
        if (next.askers.empty()) {
            state->running.erase(running);
            return;
        }
    }
    begin(state, key, next.read, std::move(next.askers));
}

} // namespace pult::api
