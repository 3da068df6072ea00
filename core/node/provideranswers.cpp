// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "provideranswers.h"

#include <base/async.h>

#include <QPromise>
#include <QThread>

#include <functional>
#include <memory>

namespace pult::node {

using namespace Qt::StringLiterals;

namespace {

using Profiles = Result<QList<browser::Profile>>;

QCoro::Task<Profiles> askForProfiles(browser::ProviderConfig config, browser::ProviderShared *shared)
{
    const Result<std::unique_ptr<browser::Provider>> provider = browser::makeProvider(config, *shared);
    if (!provider)
        co_return fail(provider.error());
    CancelToken token;
    Profiles profiles = co_await (*provider)->profiles(token);
    co_return profiles;
}

QCoro::Task<Result<>> askWhetherWell(browser::ProviderConfig config, browser::ProviderShared *shared)
{
    const Result<std::unique_ptr<browser::Provider>> provider = browser::makeProvider(config, *shared);
    if (!provider)
        co_return fail(provider.error());
    CancelToken token;
    Result<> checked = co_await (*provider)->check(token);
    co_return checked;
}

/// The provider is gone before the answer is there: whoever waits for it may then let `shared` go.
template<typename T>
QCoro::Task<> pass(std::shared_ptr<QPromise<T>> promise, std::function<QCoro::Task<T>()> ask, QThread *thread,
                   QObject *context)
{
    T answer = co_await ask();
    context->deleteLater();
    promise->addResult(std::move(answer));
    promise->finish();
    thread->quit();
}

/// A provider lives on a thread with an event loop; this one ends with the answer.
template<typename T>
QFuture<T> onThreadOfItsOwn(const QString &name, std::function<QCoro::Task<T>()> ask)
{
    auto promise = std::make_shared<QPromise<T>>();
    promise->start();
    auto *thread = new QThread;
    thread->setObjectName(name);
    auto *context = new QObject;
    context->moveToThread(thread);
    QObject::connect(thread, &QThread::started, context,
                     [promise, ask = std::move(ask), thread, context] { pass<T>(promise, ask, thread, context); });
    QObject::connect(thread, &QThread::finished, thread, &QObject::deleteLater);
    thread->start();
    return promise->future();
}

} // namespace

QFuture<Result<QList<browser::Profile>>> listProfilesOf(const browser::ProviderConfig &config,
                                                        browser::ProviderShared &shared)
{
    return onThreadOfItsOwn<Profiles>(u"profiles"_s,
                                      [config, shared = &shared] { return askForProfiles(config, shared); });
}

QFuture<Result<>> checkProviderOf(const browser::ProviderConfig &config, browser::ProviderShared &shared)
{
    return onThreadOfItsOwn<Result<>>(u"provider"_s,
                                      [config, shared = &shared] { return askWhetherWell(config, shared); });
}

} // namespace pult::node
