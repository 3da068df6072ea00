// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "faultcluster.h"

#include <support/uploadflow.h>

#include <QSet>

#include <sys/mount.h>

namespace pult::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto token = "secret-token"_L1;

} // namespace

FaultCluster::FaultCluster(TempPostgres &postgres)
    : server(postgres), database(u"postgresql"_s), dolphin({.token = QString(token)}),
      site({.folder = m_folder.filePath(u"received"_s), .answerDelay = 1500ms})
{
}

FaultCluster::~FaultCluster()
{
    for (const auto &node : m_nodes) {
        if (node->node && node->node->state() != QProcess::NotRunning) {
            node->signal(SIGKILL);
            node->wait(5000);
        }
    }
    if (!m_disk.isEmpty())
        ::umount2(QFile::encodeName(m_disk).constData(), MNT_DETACH);
    m_nodes.clear();
}

Result<> FaultCluster::start(bool smallDisk)
{
    if (!database.made())
        return database.made();
    if (const Result<> started = dolphin.start(); !started)
        return started;
    if (const Result<> started = site.start(); !started)
        return started;
    QFile media(m_folder.filePath(u"clip.bin"_s));
    if (!media.open(QIODevice::WriteOnly) || media.write(QByteArray("clip").repeated(1000)) < 0)
        return fail(ErrorKind::Disk, "file_not_written", {media.fileName()});
    for (int n = 0; n < nodes; ++n) {
        m_networks.push_back(std::make_unique<TroubledProxy>(database.config().port));
        QString url = database.url();
        url.replace(u":%1/"_s.arg(database.config().port), u":%1/"_s.arg(m_networks.back()->port()));
        auto node = std::make_unique<NodePlace>(url, u"node-%1"_s.arg(n + 1));
        const QList<std::pair<QString, QString>> settings{
            {u"BROWSER_PROVIDER"_s, u"dolphin"_s},    {u"DOLPHIN_API_HOST"_s, dolphin.host()},
            {u"DOLPHIN_API_TOKEN"_s, QString(token)}, {u"WORKERS_COUNT"_s, u"1"_s},
            {u"MAX_CONCURRENT_TASKS"_s, u"2"_s},      {u"TASK_LEASE_SECS"_s, u"6"_s},
            {u"SHUTDOWN_TIMEOUT_SECS"_s, u"15"_s},    {u"SHARED_MEDIA_ROOTS"_s, m_folder.path()}};
        for (const auto &[name, value] : settings)
            node->place.setVariable(name, value);
        if (smallDisk && n == nodes - 1) {
            m_disk = node->place.dataDir();
            if (::mount("tmpfs", QFile::encodeName(m_disk).constData(), "tmpfs", 0, "size=160m") != 0)
                return fail(ErrorKind::Denied, "test_failed", {u"mount tmpfs"_s});
        }
        m_nodes.push_back(std::move(node));
        startNode(n);
    }
    return {};
}

void FaultCluster::startNode(int n)
{
    node(n).start();
}

bool FaultCluster::stop()
{
    for (const auto &node : m_nodes)
        node->signal(SIGTERM);
    bool clean = true;
    for (const auto &node : m_nodes)
        clean = node->wait(40'000) == 0 && clean;
    return clean;
}

void FaultCluster::upload(int count)
{
    m_profiles.clear();
    for (int n = 0; n < count; ++n)
        m_profiles.append(QString::number(++m_nextProfile));
    const Installation &place = node(0).place;
    place.writeFile(u"flow.json"_s, uploadFlow(site.url()));
    const QJsonDocument made = place.ctl(
        {u"bulk-upload"_s, u"create"_s, u"--flow"_s, place.path(u"flow.json"_s), u"--profiles"_s, m_profiles.join(u','),
         u"--media"_s, m_folder.filePath(u"clip.bin"_s), u"--caption"_s, u"{{profile}}"_s, u"--tags"_s, u"fault"_s});
    m_batch = made[u"id"].toInteger();
    m_began = std::chrono::steady_clock::now();
}

qint64 FaultCluster::number(const QString &sql) const
{
    const Result<std::unique_ptr<storage::Connection>> connection = database.connect();
    if (!connection)
        return -1;
    const auto rows = (*connection)->query(sql);
    return rows && !rows->empty() ? rows->front().front().toLongLong() : -1;
}

bool FaultCluster::anyRuns() const
{
    return number(u"select count(*) from tasks where state = 'running' and progress_stage like 'step%'"_s) > 0;
}

bool FaultCluster::runsOn(int node) const
{
    return number(u"select count(*) from tasks t join nodes n on n.id = t.node_id where t.state = 'running' and "
                  "progress_stage like 'step%' and n.name = 'node-%1'"_s.arg(node + 1)) > 0;
}

bool FaultCluster::isOver() const
{
    return number(u"select count(*) from tasks where batch_id = %1"_s.arg(m_batch)) == 0;
}

int FaultCluster::busyNode() const
{
    return int(number(u"select substr(n.name, 6) from tasks t join nodes n on n.id = t.node_id where t.state = "
                      "'running' and progress_stage like 'step%' limit 1"_s)) -
           1;
}

CellCounts FaultCluster::count()
{
    CellCounts counts;
    counts.tasks = int(m_profiles.size());
    const QString history = u" from task_history where batch_id = %1 and "_s.arg(m_batch);
    counts.completed = int(number(u"select count(*)"_s + history + u"state = 'completed'"_s));
    counts.unknown = int(number(u"select count(*)"_s + history + u"outcome_unknown <> 0"_s));
    counts.lost = counts.tasks - counts.completed - counts.unknown;
    counts.twiceAtOnce = int(number(
        u"select count(*) from task_attempts a join task_attempts b on a.task_id = b.task_id and a.run_lease < "
        "b.run_lease where a.finished_at > b.started_at and a.task_id in (select id from task_history where batch_id = "_s +
        QString::number(m_batch) + u')'));
    counts.attemptsBurnt = int(number(u"select coalesce(sum(greatest(attempt - 1, 0)), 0)"_s + history + u"true"_s));
    QHash<QString, int> published;
    for (const demo::ReceivedUpload &upload : site.received())
        ++published[upload.profile];
    const Result<std::unique_ptr<storage::Connection>> connection = database.connect();
    const auto rows = connection ? (*connection)->query(u"select provider"_s + history + u"state = 'completed'"_s)
                                 : Result<storage::Rows>(tl::unexpect, connection.error());
    for (const storage::Row &row : rows.value_or(storage::Rows()))
        counts.notPublished += published.value(row.front().toString().section(u':', 1)) == 0;
    for (const QString &profile : std::as_const(m_profiles))
        counts.publishedTwice += published.value(profile) > 1;
    for (const QString &profile : dolphin.running())
        counts.browsersLeft += m_profiles.contains(profile);
    counts.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_began).count();
    return counts;
}

} // namespace pult::test
