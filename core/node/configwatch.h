// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/settings.h>

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace pult::node {

/// Reads the settings again when pult.ini or an .env changes, or when told to. Thread-affine; the files are small.
class ConfigWatch final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ConfigWatch)

public:
    /// `current` was read from `input`.
    ConfigWatch(Settings::Input input, Settings current, QObject *parent = nullptr);

    const Settings &current() const { return m_current; }
    void reload();
    /// From now on these stand on the command line, too; then as reload().
    void addToCommandLine(const QHash<QString, QString> &values);

Q_SIGNALS:
    /// `names` is empty when nothing differs.
    void reloaded(const pult::Settings &settings, const QStringList &names);
    /// Something is wrong with them: those from before stay.
    void refused(const QList<pult::Error> &faults);

private:
    void watchFiles();
    void look();
    QStringList files() const;
    QString signature() const;

    Settings::Input m_input;
    Settings m_current;
    QFileSystemWatcher m_watcher;
    QTimer m_timer; ///< gathers changes: a file may be written in pieces, and the data folder is busy
    QString m_signature;
};

/// Names whose values differ.
QStringList changedNames(const Settings &before, const Settings &after);
/// Those of them that only a restart takes over.
QStringList namesThatNeedRestart(const QStringList &names);

} // namespace pult::node
