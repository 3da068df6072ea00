// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/settingsbuffer.h"

#include "theme/colours.h"

#include <base/errortext.h>
#include <base/secretstore.h>
#include <base/settingsfile.h>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

QString keyOf(const SettingSpec &spec)
{
    return QString::fromLatin1(spec.name);
}

bool isSecret(const SettingSpec &spec)
{
    return spec.type == SettingType::Secret;
}

} // namespace

SettingsBuffer::SettingsBuffer(Settings effective, QObject *parent) : QObject(parent), m_effective(std::move(effective))
{
    load();
}

void SettingsBuffer::load()
{
    m_saved.clear();
    m_savedSecrets.clear();
    const QStringList paths{dataDir() + u"/pult.ini"_s, SecretStore::filePath(dataDir())};
    for (const QString &path : paths) {
        const Result<QHash<QString, QString>> values = readSettingsFile(path);
        if (!values)
            continue; // told at the start already
        for (auto it = values->cbegin(); it != values->cend(); ++it) {
            const SettingSpec *spec = Settings::find(it.key());
            if (spec && isSecret(*spec))
                m_savedSecrets.append(it.key());
            else if (spec)
                m_saved.insert(it.key(), *it);
        }
    }
}

QList<const SettingSpec *> SettingsBuffer::specs() const
{
    QList<const SettingSpec *> specs;
    for (const SettingSpec &spec : Settings::table()) {
        if (!spec.ignored)
            specs.append(&spec);
    }
    return specs;
}

QString SettingsBuffer::edited(const SettingSpec &spec) const
{
    return m_changes.value(keyOf(spec), m_saved.value(keyOf(spec)));
}

bool SettingsBuffer::hasStoredSecret(const SettingSpec &spec) const
{
    return m_savedSecrets.contains(keyOf(spec)) && !m_changes.contains(keyOf(spec));
}

void SettingsBuffer::edit(const SettingSpec &spec, const QString &value)
{
    const QString name = keyOf(spec);
    const QString text = value.trimmed();
    // An empty field of a secret means that nobody typed; reset() takes it away.
    const bool same = isSecret(spec) ? text.isEmpty() : text == m_saved.value(name);
    if (same)
        m_changes.remove(name);
    else
        m_changes.insert(name, text);
    Q_EMIT changed();
}

void SettingsBuffer::reset(const SettingSpec &spec)
{
    const QString name = keyOf(spec);
    if (m_saved.contains(name) || m_savedSecrets.contains(name))
        m_changes.insert(name, QString());
    else
        m_changes.remove(name);
    Q_EMIT changed();
}

bool SettingsBuffer::isChanged(const SettingSpec &spec) const
{
    return m_changes.contains(keyOf(spec));
}

bool SettingsBuffer::canReset(const SettingSpec &spec) const
{
    return !edited(spec).isEmpty() || hasStoredSecret(spec);
}

QString SettingsBuffer::fault(const SettingSpec &spec) const
{
    const QString value = edited(spec);
    if (value.isEmpty())
        return {};
    Settings::Input input;
    input.useProcessEnvironment = false;
    input.commandLine.insert(keyOf(spec), value);
    const bool wrong = !Settings::load(input).faults().isEmpty();
    return wrong ? SettingTexts::rule(spec) : QString();
}

bool SettingsBuffer::hasFaults() const
{
    for (auto it = m_changes.cbegin(); it != m_changes.cend(); ++it) {
        if (const SettingSpec *spec = Settings::find(it.key()); spec && !fault(*spec).isEmpty())
            return true;
    }
    return false;
}

QString SettingsBuffer::effective(const SettingSpec &spec) const
{
    return SettingTexts::shown(spec, m_effective.text(spec.name));
}

QList<SettingChange> SettingsBuffer::changes() const
{
    QList<SettingChange> changes;
    for (const SettingSpec *spec : specs()) {
        const QString name = keyOf(*spec);
        const auto change = m_changes.constFind(name);
        if (change == m_changes.cend())
            continue;
        const bool hadSecret = m_savedSecrets.contains(name);
        const QString before = isSecret(*spec) ? (hadSecret ? u"*"_s : QString()) : m_saved.value(name);
        changes.append(
            {name,
             SettingTexts::shown(*spec, before.isEmpty() && !isSecret(*spec) ? QString::fromLatin1(spec->defaultValue)
                                                                             : before),
             SettingTexts::shown(*spec, change->isEmpty() ? QString::fromLatin1(spec->defaultValue) : *change),
             isOverridden(*spec)});
    }
    return changes;
}

Settings SettingsBuffer::preview() const
{
    // What the file would say, below what is stronger than the file: a value of the command line has the last word, so
    // each value that is in effect there goes there.
    Settings::Input input;
    input.dataDir = dataDir();
    input.useProcessEnvironment = false;
    for (const SettingSpec *spec : specs()) {
        const QString name = keyOf(*spec);
        if (!isOverridden(*spec) && (m_changes.contains(name) || m_written.contains(name)))
            input.commandLine.insert(name, m_changes.value(name, m_written.value(name)));
        else if (m_effective.isSet(spec->name))
            input.commandLine.insert(name, m_effective.text(spec->name));
    }
    return Settings::load(input);
}

QString SettingsBuffer::faultOfAll() const
{
    const QList<Error> faults = preview().faults();
    return faults.isEmpty() ? QString() : errorText(faults.constFirst());
}

void SettingsBuffer::save(QObject *context, std::function<void(Result<QStringList>)> done)
{
    const QString keychain = preview().text("PULT_KEYCHAIN");
    saveSettings(dataDir(), keychain, m_changes, context, [this, done = std::move(done)](Result<QStringList> saved) {
        if (saved) {
            m_written.insert(m_changes);
            m_changes.clear();
            load();
            Q_EMIT changed();
        }
        done(std::move(saved));
    });
}

const QList<Column> &SettingChangeModel::columns() const
{
    static const QList<Column> columns{
        {QT_TR_NOOP("Setting"), false, 280}, {QT_TR_NOOP("Before"), false, 160}, {QT_TR_NOOP("After"), false, 0}};
    return columns;
}

QString SettingChangeModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

QVariant SettingChangeModel::cell(const SettingChange &change, int column, int role) const
{
    if (role == Qt::ForegroundRole && column == After)
        return currentColours().tone(change.overridden ? Tone::Warning : Tone::Done);
    if (role == Qt::ToolTipRole && change.overridden)
        return tr("Something stronger than the settings file sets it; this takes effect once that is gone.");
    if (role == Qt::ToolTipRole)
        return column == Name ? change.name : column == Before ? change.before : change.after;
    if (role != Qt::DisplayRole)
        return {};
    const SettingSpec *spec = Settings::find(change.name);
    switch (column) {
    case Name:
        return spec ? SettingTexts::title(*spec) : change.name;
    case Before:
        return change.before;
    default:
        return change.overridden ? tr("%1 (overridden)").arg(change.after) : change.after;
    }
}

} // namespace pult::ui
