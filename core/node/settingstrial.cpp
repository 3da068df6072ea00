// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settingstrial.h"

#include "node.h"

#include <base/whendone.h>
#include <browser/localchrome.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QPromise>
#include <QtConcurrentRun>

namespace pult::node {

using namespace Qt::StringLiterals;

namespace {

Result<DatabaseTrial> trial(const storage::DatabaseConfig &config)
{
    DatabaseTrial found;
    found.display = config.display();
    const bool sqlite = config.kind == storage::DatabaseConfig::Kind::Sqlite;
    if (sqlite && !QFile::exists(config.path))
        return found; // to open it would make it
    QElapsedTimer clock;
    clock.start();
    const auto opened = storage::Connection::open(config, u"trial"_s);
    if (!opened)
        return fail(opened.error());
    const Result<storage::Rows> rows =
        (*opened)->query(sqlite ? u"SELECT sqlite_version()"_s : u"SHOW server_version"_s);
    if (!rows)
        return fail(rows.error());
    if (!rows->empty())
        found.version = rows->front().value(0).toString();
    found.time = std::chrono::milliseconds(clock.elapsed());
    return found;
}

template<typename T>
QFuture<Result<T>> failed(const Error &error)
{
    QPromise<Result<T>> promise;
    promise.start();
    promise.addResult(Result<T>(tl::unexpect, error));
    promise.finish();
    return promise.future();
}

} // namespace

QFuture<Result<DatabaseTrial>> tryDatabase(const Settings &settings)
{
    const Result<NodeConfig> config = readNodeConfig(settings, true);
    if (!config)
        return failed<DatabaseTrial>(config.error());
    return QtConcurrent::run([database = config->database] { return trial(database); });
}

QFuture<Result<int>> tryDolphin(const Settings &settings)
{
    const Result<NodeConfig> config = readNodeConfig(settings, true);
    if (!config)
        return failed<int>(config.error());
    browser::ProviderConfig provider = config->provider;
    provider.name = u"dolphin"_s;
    // What is shared with the answering thread goes where it was made.
    const std::shared_ptr<browser::ProviderShared> shared(
        new browser::ProviderShared(provider.timings), [](browser::ProviderShared *left) {
            QMetaObject::invokeMethod(
                QCoreApplication::instance(), [left] { delete left; }, Qt::QueuedConnection);
        });
    const auto promise = std::make_shared<QPromise<Result<int>>>();
    promise->start();
    whenDone(listProfilesOf(provider, *shared), QCoreApplication::instance(),
             [promise, shared](const Result<QList<browser::Profile>> &profiles) {
                 promise->addResult(profiles ? Result<int>(static_cast<int>(profiles->size()))
                                             : Result<int>(fail(profiles.error())));
                 promise->finish();
             });
    return promise->future();
}

Result<QString> findLocalBrowser(const Settings &settings)
{
    return browser::findBrowser(settings.text("BROWSER_PATH"));
}

} // namespace pult::node
