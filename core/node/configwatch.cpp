// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "configwatch.h"

#include "nodeconfig.h"

#include <QDateTime>
#include <QFileInfo>

namespace pult::node {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto gatherTime = 300ms;

} // namespace

ConfigWatch::ConfigWatch(Settings::Input input, Settings current, QObject *parent)
    : QObject(parent), m_input(std::move(input)), m_current(std::move(current)), m_signature(signature())
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(gatherTime);
    connect(&m_timer, &QTimer::timeout, this, &ConfigWatch::look);
    const auto gather = [this] {
        if (!m_timer.isActive())
            m_timer.start();
    };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, gather);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, gather);
    watchFiles();
}

QStringList ConfigWatch::files() const
{
    QStringList paths{m_input.dataDir + u"/pult.ini", m_input.dataDir + u"/.env"};
    if (!m_input.workingDir.isEmpty() && QFileInfo(m_input.workingDir) != QFileInfo(m_input.dataDir))
        paths.append(m_input.workingDir + u"/.env");
    return paths;
}

/// Folders too: editors replace files, and a file may come into being later. Those that are replaced drop out.
void ConfigWatch::watchFiles()
{
    const QStringList watched = m_watcher.files() + m_watcher.directories();
    const QStringList wanted = files();
    for (const QString &path : wanted) {
        const QString folder = QFileInfo(path).path();
        if (QFile::exists(path) && !watched.contains(path))
            m_watcher.addPath(path);
        if (!m_watcher.directories().contains(folder) && QFile::exists(folder))
            m_watcher.addPath(folder);
    }
}

QString ConfigWatch::signature() const
{
    QString text;
    const QStringList paths = files();
    for (const QString &path : paths) {
        const QFileInfo info(path);
        text += info.exists() ? u"%1 %2 "_s.arg(info.lastModified().toMSecsSinceEpoch()).arg(info.size()) : u"- "_s;
    }
    return text;
}

void ConfigWatch::look()
{
    watchFiles();
    if (m_signature != signature())
        reload();
}

void ConfigWatch::reload()
{
    m_signature = signature();
    const Settings settings = Settings::load(m_input);
    if (const QList<Error> faults = configFaults(settings); !faults.isEmpty()) {
        Q_EMIT refused(faults);
        return;
    }
    const QStringList names = changedNames(m_current, settings);
    m_current = settings;
    Q_EMIT reloaded(m_current, names);
}

void ConfigWatch::addToCommandLine(const QHash<QString, QString> &values)
{
    const QHash<QString, QString> before = m_input.commandLine;
    m_input.commandLine.insert(values);
    reload();
    // What was refused may not stand in the way of later changes.
    if (!configFaults(Settings::load(m_input)).isEmpty())
        m_input.commandLine = before;
}

QStringList changedNames(const Settings &before, const Settings &after)
{
    QStringList names;
    for (const SettingSpec &spec : Settings::table()) {
        if (!spec.ignored && before.text(spec.name) != after.text(spec.name))
            names.append(QString::fromLatin1(spec.name));
    }
    return names;
}

QStringList namesThatNeedRestart(const QStringList &names)
{
    QStringList restart;
    for (const QString &name : names) {
        const SettingSpec *const spec = Settings::find(name);
        if (spec && spec->needsRestart)
            restart.append(name);
    }
    return restart;
}

} // namespace pult::node
