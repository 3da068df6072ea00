// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene.h"

#include <queue/batches.h>
#include <queue/breakers.h>
#include <queue/limiterreports.h>
#include <queue/locks.h>
#include <queue/nodes.h>
#include <queue/taskqueries.h>
#include <queue/taskstore.h>

#include <QBuffer>
#include <QFile>
#include <QImage>
#include <QPainter>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::test {

using queue::NewTask;
using queue::Outcome;

namespace {

const QString nodeName = u"STUDIO-1"_s;

QByteArray pageImage(const QString &text)
{
    QImage image(960, 600, QImage::Format_RGB32);
    image.fill(0xf4f6f8);
    QPainter painter(&image);
    painter.fillRect(0, 0, 960, 56, QColor(0x27405e));
    painter.fillRect(40, 96, 560, 320, Qt::white);
    painter.fillRect(40, 440, 160, 40, QColor(0x2f7d4f));
    painter.setPen(Qt::white);
    painter.drawText(40, 34, u"upload.example"_s);
    painter.drawText(70, 464, text);
    painter.end();
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return png;
}

queue::Artifact artifact(const QString &name, const QString &mimeType, const QByteArray &data)
{
    queue::Artifact artifact;
    artifact.name = name;
    artifact.mimeType = mimeType;
    artifact.data = data;
    artifact.size = data.size();
    return artifact;
}

NewTask upload(const QString &profile)
{
    NewTask task;
    task.kind = u"bulk_upload"_s;
    task.provider = u"local:"_s + profile;
    task.exclusiveKey = u"profile:local:"_s + profile;
    task.node = nodeName;
    task.payload = R"({"profile":")" + profile.toUtf8() +
                   R"(","media":["/srv/media/summer-1.mp4"],"caption":"Summer sale","tags":["#sale","#shop"]})";
    return task;
}

constexpr auto steps = R"([{"index":0,"type":"setViewport","duration_ms":12,"status":"ok"},
{"index":1,"type":"navigate","duration_ms":840,"status":"ok"},
{"index":2,"type":"customStep","name":"setFiles","duration_ms":1310,"status":"ok"},
{"index":3,"type":"click","duration_ms":5020,"status":"failed"}])";

constexpr auto log = R"({"ts":"2026-11-22T10:00:01.000Z","level":"info","msg":"starting the browser"}
{"ts":"2026-11-22T10:00:04.000Z","level":"info","msg":"step 1 done in 12 ms"}
{"ts":"2026-11-22T10:00:05.000Z","level":"info","msg":"step 2 done in 840 ms"}
{"ts":"2026-11-22T10:00:11.000Z","level":"warning","msg":"console: Failed to load resource: 404"})";

} // namespace

Scene::Scene(const QString &path) : m_path(path.isEmpty() ? m_folder.filePath(u"pult.db"_s) : path)
{
    storage::DatabaseConfig config;
    config.path = m_path;
    config.minConnections = 2;
    config.maxConnections = 2;
    m_pool = std::make_unique<storage::Pool>(config);
    if (const Result<> started = m_pool->start(); !started)
        qFatal("%s", qPrintable(toLogString(started.error())));
    node::Commands::Place place;
    place.nodeName = nodeName;
    place.provider = u"local"_s;
    m_commands = std::make_unique<node::Commands>(*m_pool, place, node::Actor{});
}

Scene::~Scene()
{
    m_commands.reset();
    m_pool->stop();
}

QString Scene::makeFile(const QString &name, const QByteArray &content)
{
    const QString path = m_folder.filePath(name);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
    return path;
}

QString Scene::makeFlow()
{
    return makeFile(u"upload.json"_s, R"({"title":"Upload","steps":[
{"type":"navigate","url":"http://127.0.0.1:1/upload"},
{"type":"customStep","name":"setFiles","parameters":{"selectors":[["#file"]],"files":["{{media}}"]}},
{"type":"change","value":"{{caption}}","selectors":[["#caption"]]},
{"type":"click","selectors":[["#publish"]],"offsetX":5,"offsetY":5,"pult":{"commit":true}}]})");
}

QList<queue::Id> Scene::add(const QList<NewTask> &tasks)
{
    return run<QList<queue::Id>>(
        [tasks](storage::Connection &connection) { return queue::enqueue(connection, tasks); });
}

queue::Id Scene::addUpload(const QString &profile)
{
    return add({upload(profile)}).first();
}

QList<queue::ClaimedTask> Scene::claim(int limit)
{
    queue::ClaimRequest request{u"node-1"_s, nodeName, u"session-1"_s, {}, {u"bulk_upload"_s, u"browser_flow"_s},
                                limit};
    const auto claimed = run<QList<queue::ClaimedTask>>(
        [request](storage::Connection &connection) { return queue::claim(connection, request); });
    QList<queue::Assignment> assignments;
    for (int i = 0; i < claimed.size(); ++i) {
        const queue::ClaimedTask &task = claimed.at(i);
        assignments.append({task.task.id, task.runLease, u"%1/%2"_s.arg(nodeName).arg(i % 5 + 1)});
    }
    run<void>([assignments](storage::Connection &connection) { return queue::assignWorkers(connection, assignments); });
    return claimed;
}

void Scene::finish(const queue::ClaimedTask &task, Outcome outcome, std::optional<Error> error,
                   const QList<queue::Artifact> &artifacts)
{
    queue::Completion completion;
    completion.taskId = task.task.id;
    completion.runLease = task.runLease;
    completion.outcome = outcome;
    completion.error = std::move(error);
    completion.steps = steps;
    completion.log = log;
    completion.artifacts = artifacts;
    run<QList<queue::Id>>(
        [completion](storage::Connection &connection) { return queue::complete(connection, {completion}, 0.5); });
}

void Scene::progress(const queue::ClaimedTask &task, double value, const QString &stage)
{
    run<void>([=](storage::Connection &connection) {
        return queue::setProgress(connection, task.task.id, task.runLease, {value, stage});
    });
}

queue::Task Scene::task(queue::Id id)
{
    return run<queue::Task>([id](storage::Connection &connection) { return queue::showTask(connection, id); });
}

void Scene::addNodes(const QList<queue::ClaimedTask> &running)
{
    queue::NodeInfo node;
    node.id = u"node-1"_s;
    node.name = nodeName;
    node.sessionId = u"session-1"_s;
    node.state = u"running"_s;
    node.version = u"0.1.0"_s;
    node.queues = {u"*"_s};
    node.pid = 4711;
    node.startedAt = localNow() - 2h;
    for (int i = 0; i < 5; ++i) {
        queue::WorkerInfo worker{u"%1/%2"_s.arg(nodeName).arg(i + 1), 3, 0, {}};
        for (int k = i; k < running.size(); k += 5)
            worker.tasks.append(running.at(k).task.id);
        worker.running = static_cast<int>(worker.tasks.size());
        node.workers.append(worker);
    }
    queue::NodeInfo second;
    second.id = u"node-2"_s;
    second.name = u"OFFICE-2"_s;
    second.state = u"draining"_s;
    second.version = u"0.1.0"_s;
    second.queues = {u"night"_s};
    second.pid = 812;
    second.startedAt = localNow() - 26h;
    second.workers = {{u"OFFICE-2/1"_s, 3, 0, {}}};
    m_nodes = {node, second};
    beat();
}

void Scene::beat()
{
    for (const auto &each : std::as_const(m_nodes))
        run<void>([each](storage::Connection &connection) { return queue::heartbeat(connection, each); });
}

void Scene::fill()
{
    queue::NewBatch batch;
    batch.kind = u"bulk_upload"_s;
    batch.label = u"summer-sale.json"_s;
    batch.payload = "{}";
    for (const QString &profile : {u"shop-1"_s, u"shop-2"_s, u"shop-3"_s, u"shop-4"_s, u"shop-5"_s, u"shop-6"_s})
        batch.tasks.append(upload(profile));
    run<queue::Batch>([batch](storage::Connection &connection) {
        return queue::createBatch(connection, batch, {u"operator"_s, u"window"_s});
    });
    QList<queue::ClaimedTask> claimed = claim(6);
    const Error failure{
        ErrorKind::Timeout, u"step_failed"_s, {u"4"_s, u"click"_s, u"#publish"_s, u"no element matches"_s}, {}};
    finish(claimed.at(0), Outcome::Completed);
    finish(claimed.at(1), Outcome::Completed);
    finish(claimed.at(2), Outcome::FailedForGood, failure,
           {artifact(u"failure.png"_s, u"image/png"_s, pageImage(u"Publish"_s)),
            artifact(u"page.html"_s, u"text/html"_s, "<html><body>upload</body></html>"),
            artifact(u"console.txt"_s, u"text/plain"_s, "404\n")});
    finish(claimed.at(3), Outcome::Unknown, Error{ErrorKind::Conflict, u"outcome_unknown"_s, {}, {}},
           {artifact(u"commit.png"_s, u"image/png"_s, pageImage(u"Publish"_s))});
    finish(claimed.at(4), Outcome::Failed, failure);

    batch.label = u"autumn-lookbook.json"_s;
    batch.tasks.clear();
    for (const QString &profile : {u"shop-7"_s, u"shop-8"_s, u"shop-9"_s, u"shop-7"_s})
        batch.tasks.append(upload(profile));
    run<queue::Batch>([batch](storage::Connection &connection) {
        return queue::createBatch(connection, batch, {u"operator"_s, u"window"_s});
    });
    QList<queue::ClaimedTask> running = claim(3);
    running.prepend(claimed.at(5));
    const double values[] = {0.75, 0.5, 0.25, 0.0};
    const QString stages[] = {u"step 7 of 9: click"_s, u"step 5 of 9: waitForElement"_s, u"step 3 of 9: change"_s,
                              u"starting the browser"_s};
    for (int i = 0; i < running.size(); ++i)
        progress(running.at(i), values[i], stages[i]);

    NewTask later = upload(u"shop-2"_s);
    later.runAt = localNow() + 3h;
    NewTask elsewhere = upload(u"shop-11"_s);
    elsewhere.node = u"OFFICE-3"_s;
    NewTask night;
    night.kind = u"browser_flow"_s;
    night.queue = u"night"_s;
    night.provider = u"local:shop-12"_s;
    add({later, elsewhere, night});
    m_commands->pauseQueue(u"night"_s, u"the site is being repaired"_s).waitForFinished();
    addNodes(running);
}

void Scene::fillPanels()
{
    run<qint64>([](storage::Connection &connection) {
        queue::LockRequest lock{u"profile"_s, u"shop-21"_s, u"node-1/2"_s, 40min, std::nullopt};
        return queue::acquireLock(connection, lock);
    });
    queue::BreakerReport telegram;
    telegram.name = u"telegram"_s;
    telegram.turned = BreakerState::Open;
    telegram.left = 50s;
    telegram.lastError = Error{ErrorKind::Timeout, u"http_timeout"_s, {u"api.telegram.org"_s}, {}};
    telegram.since = {6, 5, 1, 2};
    telegram.window = {6, 5, 1};
    queue::BreakerReport dolphin;
    dolphin.name = u"dolphin"_s;
    dolphin.since = {40, 0, 0, 0};
    dolphin.window = {12, 0, 0};
    run<QList<queue::BreakerInfo>>([dolphin, telegram](storage::Connection &connection) {
        return queue::reportBreakers(connection, u"node-1"_s, u"STUDIO-1"_s, {dolphin, telegram});
    });
    queue::LimiterReport calls{u"dolphin"_s, 5, 10, false, 3, 0, 0ms, 1204, 0};
    queue::LimiterReport site{u"site:upload.example"_s, 0.5, 1, false, 0, 4, 2500ms, 88, 1};
    run<void>([calls, site](storage::Connection &connection) {
        return queue::reportLimiters(connection, u"node-1"_s, u"session-1"_s, {calls, site});
    });
    queue::NewSchedule morning;
    morning.name = u"morning-report"_s;
    morning.expression = u"0 8 * * mon-fri"_s;
    morning.timeZone = u"Europe/Moscow"_s;
    morning.task.kind = u"probe"_s;
    m_commands->addSchedule(morning).waitForFinished();
    queue::NewSchedule often = morning;
    often.name = u"check"_s;
    often.expression = u"*/15 * * * *"_s;
    often.timeZone = u"UTC"_s;
    often.overlap = queue::Overlap::Queue;
    m_commands->addSchedule(often).waitForFinished();
    m_commands->runSchedule(u"check"_s).waitForFinished();
    m_commands->pauseSchedule(u"check"_s).waitForFinished();
    queue::QueueLimits limits;
    limits.concurrency = 5;
    limits.rateCount = 30;
    limits.rateWindow = 60s;
    m_commands->setQueueLimits(u"default"_s, limits).waitForFinished();
}

QFuture<Result<QList<browser::Profile>>> someProfiles()
{
    QList<browser::Profile> profiles;
    for (int i = 1; i <= 9; ++i) {
        browser::Profile profile;
        profile.id = u"shop-%1"_s.arg(i);
        profile.name = profile.id;
        profiles.append(profile);
    }
    return answered(profiles);
}

QFuture<Result<QList<browser::Profile>>> answered(const Result<QList<browser::Profile>> &profiles)
{
    QPromise<Result<QList<browser::Profile>>> promise;
    promise.start();
    promise.addResult(profiles);
    promise.finish();
    return promise.future();
}

} // namespace pult::test
