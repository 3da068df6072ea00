// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QCoroTask>
#include <QHash>
#include <QString>

#include <functional>

class QObject;

namespace pult {

/// What stands in pult.ini where the keychain has the value.
inline constexpr auto keychainMarker = "@keychain";

/// Where a secret was put.
enum class SecretPlace { Keychain, File };

/// Keeps a data folder's secrets: in the system's keychain, or, where there is none, in secrets.ini beside pult.ini,
/// which only this user may read. PULT_KEYCHAIN: empty takes the keychain if it is there, `on` nothing else, `file`
/// never the keychain, `off` keeps nothing. Any thread with an event loop.
class SecretStore final
{
public:
    /// `mode` is PULT_KEYCHAIN.
    SecretStore(QString dataDir, QString mode);

    /// An empty value forgets it. Errors: keychain_unavailable(name, reason), keychain_off(name),
    /// settings_file_unwritable.
    QCoro::Task<Result<SecretPlace>> keep(QString name, QString value) const;
    /// Blocks until the keychain has answered, which may ask the person; at start-up only. Errors:
    /// keychain_unavailable(name, reason).
    Result<QString> read(const QString &name) const;

    static QString filePath(const QString &dataDir);

private:
    QString keyOf(const QString &name) const;

    QString m_dataDir;
    QString m_mode;
};

/// Writes changed settings (an empty value takes the default back): secrets to the store, everything else to pult.ini,
/// each file whole or not at all. `done` is called on the context's thread with the names that went to a file instead
/// of the keychain, unless the context has gone.
void saveSettings(const QString &dataDir, const QString &keychainMode, const QHash<QString, QString> &changes,
                  QObject *context, std::function<void(Result<QStringList>)> done);

} // namespace pult
