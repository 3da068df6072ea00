// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nodeplace.h"

#include <demo/uploadsite.h>
#include <support/dolphinsimulator.h>
#include <support/tempdatabase.h>
#include <support/troubledproxy.h>

#include <array>

namespace pult::test {

/// What became of the uploads of one cell of the matrix.
struct CellCounts
{
    int tasks = 0;
    int completed = 0;
    int unknown = 0;     ///< outcome unknown: an operator is asked
    int lost = 0;        ///< neither
    int twiceAtOnce = 0; ///< runs of one task that overlap
    int publishedTwice = 0;
    int notPublished = 0; ///< completed, but the site has nothing
    int browsersLeft = 0;
    int attemptsBurnt = 0; ///< beyond the one that a completed task takes
    double seconds = 0;
};

/// Three pultd on one PostgreSQL, each over a network of its own, with the simulated Dolphin app (real Chromium behind
/// it) and the site that takes the uploads.
class FaultCluster final
{
public:
    static constexpr int nodes = 3;

    explicit FaultCluster(TempPostgres &server);
    ~FaultCluster();

    /// `smallDisk`: the third node's data folder is a small disk of its own (needs root).
    Result<> start(bool smallDisk);
    bool stop();

    /// A batch with so many profiles that no other has.
    void upload(int count);
    bool anyRuns() const;
    bool runsOn(int node) const;
    /// Its uploads are over: completed or asked for.
    bool isOver() const;
    CellCounts count();

    NodePlace &node(int n) { return *m_nodes.at(size_t(n)); }
    TroubledProxy &network(int n) { return *m_networks.at(size_t(n)); }
    void startNode(int n);
    QString diskFolder() const { return m_disk; }
    /// A node whose task runs now, else −1.
    int busyNode() const;
    /// Pids of the browsers that the simulated app runs, by profile.
    QStringList openProfiles() { return dolphin.running(); }
    qint64 number(const QString &sql) const;

private:
    QTemporaryDir m_folder;

public:
    TempPostgres &server;
    TempDatabase database;
    DolphinSimulator dolphin;
    demo::UploadSite site;

private:
    QString m_disk;
    std::vector<std::unique_ptr<TroubledProxy>> m_networks;
    std::vector<std::unique_ptr<NodePlace>> m_nodes;
    qint64 m_batch = 0;
    QStringList m_profiles;
    int m_nextProfile = 1000;
    std::chrono::steady_clock::time_point m_began{};
};

} // namespace pult::test
