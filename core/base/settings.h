// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QHash>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <optional>

namespace pult {

enum class SettingType { Text, Integer, Boolean, Choice, Secret, Path, TextList };

/// Where a value comes from, weakest first.
enum class SettingSource { Default, File, DotEnv, Environment, CommandLine };

/// One row of the settings table (settings.cpp): the single place that knows a setting's name, type and default.
struct SettingSpec
{
    const char *name; ///< the environment's name, also the key in pult.ini
    SettingType type;
    const char *defaultValue;
    qint64 minimum = 0; ///< Integer
    qint64 maximum = 0;
    const char *choices = ""; ///< Choice: "auto|on|off"
    bool needsRestart = true;
    bool ignored = false; ///< known from the source systems, without effect here: noted by `config show`
};

/// Every setting and where its value came from. A value: read once, then passed on; threads get copies.
class Settings final
{
public:
    /// All sources but the command line. `dataDir` holds pult.ini and .env; a second .env is read from the working folder.
    /// Every fault is listed (the first is the error, `faults()` has all).
    struct Input
    {
        QString dataDir;
        QString workingDir;
        QHash<QString, QString> environment; ///< empty: the process's
        QHash<QString, QString> commandLine;
        bool useProcessEnvironment = true;
    };
    static Settings load(const Input &input);

    static const QList<SettingSpec> &table();

    QString text(const char *name) const;
    qint64 integer(const char *name) const;
    bool boolean(const char *name) const;
    QStringList list(const char *name) const; ///< split at commas
    SettingSource source(const char *name) const;
    bool isSet(const char *name) const { return source(name) != SettingSource::Default; }
    /// setting_invalid(name, value, what is allowed, source); secrets appear as ***.
    const QList<Error> &faults() const { return m_faults; }

    /// DATABASE_URL, else POSTGRES_*, else SQLite in the data folder, as a URL; may hold a password, never log it.
    QString databaseUrl() const;
    QString dataDir() const { return m_dataDir; }

private:
    struct Value
    {
        QString text;
        SettingSource source = SettingSource::Default;
    };
    QHash<QString, Value> m_values;
    QList<Error> m_faults;
    QString m_dataDir;
};

/// --data-dir, PULT_DATA_DIR, else QStandardPaths::AppLocalDataLocation; created when missing.
/// Errors: data_dir_unusable(path, reason).
Result<QString> settleDataDir(const QString &fromCommandLine, const QHash<QString, QString> &environment = {});

} // namespace pult
