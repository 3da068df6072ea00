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

/// Url is http:// or https://; Rate is "requests/seconds"; Secret is text that is shown nowhere.
enum class SettingType { Text, Integer, Boolean, Choice, Secret, Path, TextList, Url, Rate };

/// Where a value comes from, weakest first.
enum class SettingSource { Default, File, DotEnv, Environment, CommandLine };

/// One row of the settings table (settingstable.cpp): the single place that knows a setting's name, type and default.
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

/// `count` requests in `seconds`; count 0 switches the limit off.
struct SettingRate
{
    int count = 0;
    int seconds = 60;
    bool operator==(const SettingRate &) const = default;
};

/// Every setting and where its value came from. A value: read once, then passed on; threads get copies.
class Settings final
{
public:
    /// Sources, weakest first: defaults, pult.ini in `dataDir`, .env in `dataDir`, .env in `workingDir`, environment,
    /// command line. An empty value takes the default back. Every fault is collected, not only the first.
    struct Input
    {
        QString dataDir;
        QString workingDir;
        QHash<QString, QString> environment; ///< instead of the process's, see below
        QHash<QString, QString> commandLine;
        bool useProcessEnvironment = true;
    };
    static Settings load(const Input &input);

    static const QList<SettingSpec> &table();
    /// The row of `name`; null for a name that Pult does not know.
    static const SettingSpec *find(QStringView name);
    /// Of the source systems, without effect here: WEB_UI_PORT, NGINX_* and their like.
    static bool isIgnored(QStringView name);

    QString text(const char *name) const;
    qint64 integer(const char *name) const; ///< 0 when empty
    bool boolean(const char *name) const;
    QStringList list(const char *name) const; ///< split at commas, trimmed, without empty parts
    SettingRate rate(const char *name) const;
    SettingSource source(const char *name) const;
    /// Where it was given: a file, a file and line, "@environment", "@command_line"; empty: nowhere.
    QString place(const char *name) const;
    bool isSet(const char *name) const { return source(name) != SettingSource::Default; }
    /// What may be shown: secrets read "***", passwords in URLs are left out.
    QString display(const char *name) const;

    /// Codes setting_not_*(name, value, where, what is allowed…), env_line_invalid, settings_file_invalid; no secrets.
    const QList<Error> &faults() const { return m_faults; }
    /// The first fault as a result.
    Result<> check() const;
    /// Names that were given and are ignored.
    const QStringList &ignoredNames() const { return m_ignored; }

    /// DATABASE_URL, else POSTGRES_*, else SQLite in the data folder, as a URL; may hold a password, never log it.
    QString databaseUrl() const;
    QString dataDir() const { return m_dataDir; }
    /// Tasks each worker thread runs at once: MAX_CONCURRENT_TASKS for each of WORKERS_COUNT, or JOB_CONCURRENCY
    /// spread.
    QList<int> workerCapacities() const;

private:
    struct Value
    {
        QString text;
        SettingSource source = SettingSource::Default;
        QString where; ///< for faults: a file and line, "@environment"
    };
    void put(const QString &name, const QString &text, SettingSource source, const QString &where);
    void readIni(const QString &path);
    void readDotEnv(const QString &path);
    void resolveAliases();
    void validate();
    void fault(const char *code, const SettingSpec &spec, const Value &value, QStringList allowed);

    QHash<QString, Value> m_values;
    QList<Error> m_faults;
    QStringList m_ignored;
    QString m_dataDir;
};

/// --data-dir, PULT_DATA_DIR (environment, then .env of `workingDir`), else QStandardPaths::AppLocalDataLocation;
/// created when missing. The path is absolute. Errors: data_dir_unusable(path, reason).
Result<QString> settleDataDir(const QString &fromCommandLine, const QHash<QString, QString> &environment = {},
                              const QString &workingDir = {});

} // namespace pult
