// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonDocument>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>

#include <chrono>
#include <memory>

namespace pult::test {

/// What a finished program left.
struct ProcessEnd
{
    int exitCode = -1;
    bool crashed = false;
    QByteArray out;
    QByteArray err;
    QJsonDocument json() const { return QJsonDocument::fromJson(out); }
};

/// One Pult installation of a test: a data folder of its own, a database of its own, and a clean environment in which
/// its programs run. Programs still running are killed when it goes.
class Installation final
{
public:
    /// `databaseUrl` empty: SQLite in the data folder.
    explicit Installation(const QString &databaseUrl = {});
    ~Installation();

    QString dataDir() const { return m_dir.filePath(QStringLiteral("data")); }
    QString path(const QString &name) const { return m_dir.filePath(name); }
    void setVariable(const QString &name, const QString &value) { m_environment.insert(name, value); }
    void writeFile(const QString &name, const QByteArray &content) const;

    /// Runs a program of the build to its end. `program`: "pult", "pultd", "pultctl".
    ProcessEnd run(const QString &program, const QStringList &arguments,
                   std::chrono::milliseconds limit = std::chrono::seconds(120)) const;
    /// Starts one and lets it run; owned by the caller. `errorFile`: where its stderr goes, else to the QProcess.
    std::unique_ptr<QProcess> start(const QString &program, const QStringList &arguments,
                                    const QString &errorFile = {}) const;
    /// `pultctl --json …`, which must end well; its document.
    QJsonDocument ctl(const QStringList &arguments) const;

    /// Processes whose command line names this installation's folder: what was left over. Linux.
    QStringList processesLeft() const;

private:
    QTemporaryDir m_dir;
    QProcessEnvironment m_environment;
};

/// Folder of the built programs.
QString binaryDir();

} // namespace pult::test
