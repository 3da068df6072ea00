// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <storage/connection.h>
#include <support/pultprocess.h>
#include <support/tempdatabase.h>

#include <QMap>

#include <vector>

namespace pult::test {

/// `pultd` processes on one database, undisturbed, and what the test asks that database. Thread-affine; what still runs
/// is killed with it.
class NodeGroup final
{
public:
    using Settings = QMap<QString, int>;

    NodeGroup(const TempDatabase &database, int nodes, const Settings &settings = {});
    ~NodeGroup();
    NodeGroup(const NodeGroup &) = delete;
    NodeGroup &operator=(const NodeGroup &) = delete;

    /// Check before use.
    const Result<> &made() const { return m_made; }
    storage::Connection &db() { return *m_connection; }
    /// The first column of the first row; −1 after an error.
    qint64 number(const QString &sql, const QVariantList &values = {});

    /// Starts all and waits until each takes tasks.
    bool start();
    QProcess &process(int node) { return *m_processes.at(std::size_t(node)); }
    /// SIGTERM to all; whether each ended with 0 and left nothing running.
    bool stop();
    /// pultctl in the first one's folder.
    void ctl(const QStringList &arguments) { m_places.front()->ctl(arguments); }
    /// Where probe tasks may write.
    QString eventsPath() const { return m_places.front()->path(QStringLiteral("events.jsonl")); }
    /// Server processes that serve anybody but this object.
    qint64 connections();
    /// Whether no live task is left by then.
    bool drained(std::chrono::milliseconds limit);

private:
    Result<> m_made;
    std::unique_ptr<storage::Connection> m_connection;
    std::vector<std::unique_ptr<Installation>> m_places;
    std::vector<std::unique_ptr<QProcess>> m_processes;
};

} // namespace pult::test
