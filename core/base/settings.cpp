// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings.h"

#include "dotenv.h"
#include "secretstore.h"
#include "settingsfile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcessEnvironment>
#include <QUrl>

#include <algorithm>

namespace pult {

namespace {

using namespace Qt::StringLiterals;

constexpr int maxTasksPerWorker = 20;

std::optional<bool> toBoolean(const QString &text)
{
    const QString lower = text.toLower();
    for (const auto yes : {"1"_L1, "true"_L1, "yes"_L1, "on"_L1}) {
        if (lower == yes)
            return true;
    }
    for (const auto no : {"0"_L1, "false"_L1, "no"_L1, "off"_L1}) {
        if (lower == no)
            return false;
    }
    return std::nullopt;
}

std::optional<SettingRate> toRate(const QString &text)
{
    const QStringList parts = text.split(u'/');
    if (parts.size() != 2)
        return std::nullopt;
    bool countGood = false;
    bool secondsGood = false;
    const SettingRate rate{parts[0].trimmed().toInt(&countGood), parts[1].trimmed().toInt(&secondsGood)};
    if (!countGood || !secondsGood || rate.count < 0 || rate.seconds < 1)
        return std::nullopt;
    return rate;
}

std::optional<qint64> toInteger(const QString &text)
{
    bool good = false;
    const qint64 value = text.trimmed().toLongLong(&good);
    return good ? std::optional(value) : std::nullopt;
}

bool isHttpUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty() && (url.scheme() == "http"_L1 || url.scheme() == "https"_L1);
}

} // namespace

Settings Settings::load(const Input &input)
{
    Settings settings;
    settings.m_dataDir = input.dataDir;
    if (!input.dataDir.isEmpty()) {
        settings.readIni(input.dataDir + u"/pult.ini");
        settings.readIni(SecretStore::filePath(input.dataDir));
        settings.readDotEnv(input.dataDir + u"/.env");
    }
    const bool sameFolder = QFileInfo(input.workingDir) == QFileInfo(input.dataDir);
    if (!input.workingDir.isEmpty() && !sameFolder)
        settings.readDotEnv(input.workingDir + u"/.env");

    if (input.useProcessEnvironment && input.environment.isEmpty()) {
        const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        const QStringList names = environment.keys();
        for (const QString &name : names)
            settings.put(name, environment.value(name), SettingSource::Environment, u"@environment"_s);
    }
    for (auto it = input.environment.cbegin(); it != input.environment.cend(); ++it)
        settings.put(it.key(), it.value(), SettingSource::Environment, u"@environment"_s);
    for (auto it = input.commandLine.cbegin(); it != input.commandLine.cend(); ++it)
        settings.put(it.key(), it.value(), SettingSource::CommandLine, u"@command_line"_s);

    // The keychain is asked for what nothing stronger gives.
    const SecretStore store(input.dataDir, qEnvironmentVariable("PULT_KEYCHAIN"));
    for (auto it = settings.m_values.begin(); it != settings.m_values.end();) {
        const bool isKept = it->text == QLatin1StringView(keychainMarker);
        const Result<QString> secret = isKept ? store.read(it.key()) : Result<QString>(it->text);
        if (!secret)
            settings.m_faults.append(secret.error());
        else
            it->text = *secret;
        it = secret ? std::next(it) : settings.m_values.erase(it);
    }

    settings.m_ignored.sort();
    settings.m_ignored.removeDuplicates();
    settings.validate();
    settings.resolveAliases();
    return settings;
}

void Settings::put(const QString &name, const QString &text, SettingSource source, const QString &where)
{
    if (isIgnored(name)) {
        m_ignored.append(name);
        return;
    }
    if (!find(name))
        return; // other programs' variables are no fault
    const QString value = text.trimmed();
    if (value.isEmpty())
        m_values.remove(name);
    else
        m_values.insert(name, {value, source, where});
}

void Settings::readIni(const QString &path)
{
    const Result<QHash<QString, QString>> values = readSettingsFile(path);
    if (!values) {
        m_faults.append(values.error());
        return;
    }
    for (auto it = values->cbegin(); it != values->cend(); ++it)
        put(it.key(), *it, SettingSource::File, path);
}

void Settings::readDotEnv(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return;
    if (!file.open(QIODevice::ReadOnly)) {
        m_faults.append({ErrorKind::Invalid, u"settings_file_invalid"_s, {path}, file.errorString()});
        return;
    }
    const DotEnvFile parsed = parseDotEnv(file.readAll());
    for (const DotEnvEntry &entry : parsed.entries)
        put(entry.name, entry.value, SettingSource::DotEnv, path + u':' + QString::number(entry.line));
    // Without the line itself: it may hold a secret.
    for (const int line : parsed.badLines)
        m_faults.append({ErrorKind::Invalid, u"env_line_invalid"_s, {path, QString::number(line)}, {}});
}

/// An alias counts where the name it stands for was not given by the same or a stronger source.
void Settings::resolveAliases()
{
    const auto stronger = [this](const char *alias, const char *name) {
        return isSet(alias) && source(alias) > source(name);
    };
    if (stronger("BOT_TOKEN", "TELEGRAM_BOT_TOKEN"))
        m_values.insert(u"TELEGRAM_BOT_TOKEN"_s, m_values.value(u"BOT_TOKEN"_s));
    if (stronger("DB_POOL_SIZE", "DB_MIN_CONNECTIONS"))
        m_values.insert(u"DB_MIN_CONNECTIONS"_s, m_values.value(u"DB_POOL_SIZE"_s));
    if (stronger("DB_MAX_OVERFLOW", "DB_MAX_CONNECTIONS")) {
        Value sum = m_values.value(u"DB_MAX_OVERFLOW"_s);
        sum.text = QString::number(integer("DB_MIN_CONNECTIONS") + integer("DB_MAX_OVERFLOW"));
        m_values.insert(u"DB_MAX_CONNECTIONS"_s, sum);
    }
    if (!isSet("POSTGRES_PASSWORD") && isSet("DB_PASSWORD"))
        m_values.insert(u"POSTGRES_PASSWORD"_s, m_values.value(u"DB_PASSWORD"_s));
    // A pool size alone may pass the default maximum; one that was asked for must not be passed.
    if (integer("DB_MIN_CONNECTIONS") > integer("DB_MAX_CONNECTIONS")) {
        if (isSet("DB_MAX_CONNECTIONS"))
            m_faults.append({ErrorKind::Invalid,
                             u"setting_min_over_max"_s,
                             {u"DB_MIN_CONNECTIONS"_s, text("DB_MIN_CONNECTIONS"), u"DB_MAX_CONNECTIONS"_s,
                              text("DB_MAX_CONNECTIONS")},
                             {}});
        else
            m_values.insert(u"DB_MAX_CONNECTIONS"_s, m_values.value(u"DB_MIN_CONNECTIONS"_s));
    }
}

void Settings::fault(const char *code, const SettingSpec &spec, const Value &value, QStringList allowed)
{
    const QString shown = spec.type == SettingType::Secret ? u"***"_s : value.text;
    QStringList arguments{QString::fromLatin1(spec.name), shown, value.where};
    arguments += allowed;
    m_faults.append({ErrorKind::Invalid, QString::fromLatin1(code), arguments, {}});
}

/// A wrong value is reported and the default stands in for it, so that one run finds every fault.
void Settings::validate()
{
    for (const SettingSpec &spec : table()) {
        const QString name = QString::fromLatin1(spec.name);
        const auto found = m_values.constFind(name);
        if (found == m_values.cend())
            continue;
        const Value value = *found;
        const qsizetype faultsBefore = m_faults.size();
        if (spec.type == SettingType::Integer) {
            const auto parsed = toInteger(value.text);
            if (!parsed || *parsed < spec.minimum || *parsed > spec.maximum)
                fault("setting_not_integer", spec, value,
                      {QString::number(spec.minimum), QString::number(spec.maximum)});
        } else if (spec.type == SettingType::Boolean && !toBoolean(value.text)) {
            fault("setting_not_boolean", spec, value, {});
        } else if (spec.type == SettingType::Choice) {
            const QStringList choices = QString::fromLatin1(spec.choices).split(u'|');
            const auto match = std::find_if(choices.cbegin(), choices.cend(), [&](const QString &choice) {
                return choice.compare(value.text, Qt::CaseInsensitive) == 0;
            });
            if (match == choices.cend())
                fault("setting_not_choice", spec, value, {choices.join(u", ")});
            else
                m_values[name].text = *match;
        } else if (spec.type == SettingType::Rate && !toRate(value.text)) {
            fault("setting_not_rate", spec, value, {});
        } else if (spec.type == SettingType::Url && !isHttpUrl(value.text)) {
            fault("setting_not_url", spec, value, {});
        }
        if (m_faults.size() > faultsBefore)
            m_values.remove(name);
    }
}

QString Settings::text(const char *name) const
{
    const auto found = m_values.constFind(QString::fromLatin1(name));
    if (found != m_values.cend())
        return found->text;
    const SettingSpec *spec = find(QString::fromLatin1(name));
    Q_ASSERT_X(spec, "Settings", name);
    return spec ? QString::fromLatin1(spec->defaultValue) : QString();
}

qint64 Settings::integer(const char *name) const
{
    return toInteger(text(name)).value_or(0);
}

bool Settings::boolean(const char *name) const
{
    return toBoolean(text(name)).value_or(false);
}

QStringList Settings::list(const char *name) const
{
    QStringList parts;
    const QStringList raw = text(name).split(u',');
    for (const QString &part : raw) {
        if (const QString trimmed = part.trimmed(); !trimmed.isEmpty())
            parts.append(trimmed);
    }
    return parts;
}

SettingRate Settings::rate(const char *name) const
{
    return toRate(text(name)).value_or(SettingRate{});
}

SettingSource Settings::source(const char *name) const
{
    return m_values.value(QString::fromLatin1(name)).source;
}

QString Settings::place(const char *name) const
{
    return m_values.value(QString::fromLatin1(name)).where;
}

QString Settings::display(const char *name) const
{
    const SettingSpec *spec = find(QString::fromLatin1(name));
    const QString value = text(name);
    if (spec && spec->type == SettingType::Secret && !value.isEmpty())
        return u"***"_s;
    if (spec && spec->type == SettingType::Url)
        return QUrl(value).toString(QUrl::RemovePassword);
    return value;
}

Result<> Settings::check() const
{
    if (!m_faults.isEmpty())
        return fail(m_faults.constFirst());
    return {};
}

QString Settings::databaseUrl() const
{
    if (isSet("DATABASE_URL"))
        return text("DATABASE_URL");
    if (!isSet("POSTGRES_HOST") && !isSet("POSTGRES_DB") && !isSet("POSTGRES_USER")) {
        const QString path = QDir::cleanPath(m_dataDir + u"/pult.db");
        const QString root = path.startsWith(u'/') ? QString() : u"/"_s; // C:/…
        return u"sqlite://"_s + root + QString::fromUtf8(QUrl::toPercentEncoding(path, "/:"));
    }
    const auto encoded = [this](const char *name) { return QString::fromUtf8(QUrl::toPercentEncoding(text(name))); };
    QString url = u"postgresql://"_s + encoded("POSTGRES_USER");
    if (isSet("POSTGRES_PASSWORD"))
        url += u':' + encoded("POSTGRES_PASSWORD");
    const QString host = text("POSTGRES_HOST");
    const bool socket = host.startsWith(u'/');
    url += u'@' + (socket ? QString() : host) + u':' + text("POSTGRES_PORT") + u'/' + encoded("POSTGRES_DB");
    if (socket)
        url += u"?host=" + host;
    return url;
}

QList<int> Settings::workerCapacities() const
{
    const int workers = int(integer("WORKERS_COUNT"));
    if (!isSet("JOB_CONCURRENCY"))
        return QList<int>(workers, int(integer("MAX_CONCURRENT_TASKS")));
    const int total = int(integer("JOB_CONCURRENCY"));
    const int needed = (total + maxTasksPerWorker - 1) / maxTasksPerWorker;
    const int count = std::max(std::min(workers, total), needed);
    QList<int> capacities(count, total / count);
    for (int i = 0; i < total % count; ++i)
        ++capacities[i];
    return capacities;
}

} // namespace pult
