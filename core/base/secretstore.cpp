// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretstore.h"

#include "async.h"
#include "settings.h"
#include "settingsfile.h"

#include <QFile>
#include <QPointer>
#include <qt6keychain/keychain.h>

namespace pult {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A keychain that is locked asks for its password.
constexpr auto keychainLimit = 60s;
const QString serviceName = u"pult"_s;

/// Lets a job run to its end; what it says. `job` deletes itself.
QCoro::Task<Result<>> finish(QKeychain::Job *job, QString name)
{
    Waiter<void> waiter;
    waiter.setDeadline(keychainLimit, "keychain_unavailable", {name, u"no answer"_s});
    QObject::connect(job, &QKeychain::Job::finished, job, [settle = waiter.settler(), name](QKeychain::Job *ended) {
        const bool good = ended->error() == QKeychain::NoError || ended->error() == QKeychain::EntryNotFound;
        if (good)
            settle({});
        else
            settle(fail(ErrorKind::Unavailable, "keychain_unavailable", {name, ended->errorString()}));
    });
    job->start();
    Result<> ended = co_await waiter;
    co_return ended;
}

QCoro::Task<Result<QString>> readJob(QString key, QString name)
{
    QKeychain::ReadPasswordJob job(serviceName);
    job.setAutoDelete(false);
    job.setKey(key);
    const Result<> ended = co_await finish(&job, name);
    if (!ended)
        co_return fail(ended.error());
    co_return job.textData();
}

} // namespace

SecretStore::SecretStore(QString dataDir, QString mode) : m_dataDir(std::move(dataDir)), m_mode(std::move(mode)) {}

QString SecretStore::filePath(const QString &dataDir)
{
    return dataDir + u"/secrets.ini"_s;
}

QString SecretStore::keyOf(const QString &name) const
{
    return m_dataDir + u'/' + name;
}

QCoro::Task<Result<SecretPlace>> SecretStore::keep(QString name, QString value) const
{
    const QString dataDir = m_dataDir;
    const QString mode = m_mode;
    const QString key = keyOf(name);
    if (mode == "off"_L1 && !value.isEmpty())
        co_return fail(ErrorKind::Denied, "keychain_off", {name});
    Result<> kept = fail(ErrorKind::Unavailable, "keychain_unavailable", {name, mode});
    if (mode != "file"_L1 && mode != "off"_L1) {
        std::unique_ptr<QKeychain::Job> job;
        if (value.isEmpty()) {
            auto forget = std::make_unique<QKeychain::DeletePasswordJob>(serviceName);
            job = std::move(forget);
        } else {
            auto write = std::make_unique<QKeychain::WritePasswordJob>(serviceName);
            write->setTextData(value);
            job = std::move(write);
        }
        job->setAutoDelete(false);
        job->setKey(key);
        kept = co_await finish(job.get(), name);
        if (!kept && mode == "on"_L1)
            co_return fail(kept.error());
    }
    // One place alone: what the other still had would come back one day.
    const bool inKeychain = kept.has_value() && !value.isEmpty();
    const QString marker = inKeychain ? QString::fromLatin1(keychainMarker) : QString();
    const Result<> pointed = writeSettingsFile(dataDir + u"/pult.ini"_s, {{name, marker}});
    if (!pointed)
        co_return fail(pointed.error());
    const bool inFile = !inKeychain && !value.isEmpty();
    if (inFile || QFile::exists(filePath(dataDir))) {
        const Result<> filed = writeSettingsFile(filePath(dataDir), {{name, inFile ? value : QString()}});
        if (!filed)
            co_return fail(filed.error());
    }
    co_return inFile ? SecretPlace::File : SecretPlace::Keychain;
}

Result<QString> SecretStore::read(const QString &name) const
{
    if (m_mode == "off"_L1 || m_mode == "file"_L1)
        return fail(ErrorKind::Unavailable, "keychain_unavailable", {name, u"PULT_KEYCHAIN="_s + m_mode});
    return QCoro::waitFor(readJob(keyOf(name), name));
}

namespace {

QCoro::Task<> save(QString dataDir, QString mode, QHash<QString, QString> changes, QPointer<QObject> context,
                   std::function<void(Result<QStringList>)> done)
{
    QHash<QString, QString> plain;
    QStringList filed;
    const SecretStore store(dataDir, mode);
    Result<> saved;
    for (auto it = changes.cbegin(); saved && it != changes.cend(); ++it) {
        const SettingSpec *spec = Settings::find(it.key());
        if (!spec || spec->type != SettingType::Secret) {
            plain.insert(it.key(), *it);
            continue;
        }
        const Result<SecretPlace> place = co_await store.keep(it.key(), *it);
        if (!place)
            saved = fail(place.error());
        else if (*place == SecretPlace::File)
            filed.append(it.key());
    }
    if (saved && !plain.isEmpty())
        saved = writeSettingsFile(dataDir + u"/pult.ini"_s, plain);
    if (context && saved)
        done(filed);
    else if (context)
        done(fail(saved.error()));
}

} // namespace

void saveSettings(const QString &dataDir, const QString &keychainMode, const QHash<QString, QString> &changes,
                  QObject *context, std::function<void(Result<QStringList>)> done)
{
    save(dataDir, keychainMode, changes, context, std::move(done));
}

} // namespace pult
