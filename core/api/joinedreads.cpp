// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "joinedreads.h"

#include "afterwards.h"
#include "problem.h"

#include <QHash>
#include <QPromise>

#include <mutex>
#include <vector>

namespace pult::api {

struct JoinedReads::State
{
    struct Waiting
    {
        Read read;
        Askers askers; ///< for the next look; empty: nobody
    };
    std::mutex mutex;
    QHash<QByteArray, Waiting> running; ///< a look is under way
};

JoinedReads::JoinedReads() : m_state(std::make_shared<State>()) {}

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

void JoinedReads::begin(const std::shared_ptr<State> &state, const QByteArray &key, const Read &read, Askers askers)
{
    whenEnded(read(), [state, key, askers = std::move(askers)](const QFuture<Answer> &done) {
        const Answer answer = done.resultCount() > 0
                                  ? done.result()
                                  : problem({ErrorKind::Unavailable, QStringLiteral("cancelled"), {}, {}});
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
