// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop.h"

#include <QEventLoop>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::test {

namespace {

const QString ownQueue = u"workshop"_s;
/// Well before a node counts as late.
constexpr auto beatEvery = 15s;

queue::NewTask probe(const QByteArray &payload, const QString &key = {})
{
    queue::NewTask task;
    task.kind = u"probe"_s;
    task.queue = ownQueue;
    task.payload = payload;
    task.exclusiveKey = key;
    return task;
}

} // namespace

Workshop::Workshop(Scene &scene) : m_node(configOf(scene), node::Actor{u"operator"_s, u"window"_s})
{
    if (const Result<> started = m_node.start(); !started)
        qFatal("%s", qPrintable(toLogString(started.error())));
    giveWork(scene);
    QObject::connect(&m_beats, &QTimer::timeout, [&scene] { scene.beat(); });
    m_beats.start(beatEvery);
}

Workshop::~Workshop()
{
    QEventLoop loop;
    QObject::connect(&m_node, &node::Node::stopped, &loop, &QEventLoop::quit);
    m_node.stop(0ms, 5s);
    loop.exec();
}

node::NodeConfig Workshop::configOf(const Scene &scene)
{
    Settings::Input input;
    input.dataDir = scene.folder();
    input.commandLine = {
        {u"NODE_NAME"_s, u"WORKSHOP-3"_s}, {u"NODE_QUEUES"_s, ownQueue}, {u"BROWSER_PROVIDER"_s, u"local"_s}};
    const Result<node::NodeConfig> config = node::readNodeConfig(Settings::load(input), true);
    if (!config)
        qFatal("%s", qPrintable(toLogString(config.error())));
    return *config;
}

void Workshop::giveWork(Scene &scene)
{
    QList<queue::NewTask> tasks;
    for (int i = 0; i < 8; ++i)
        tasks.append(probe(R"({"sleep_ms":600000})"));
    for (int i = 0; i < 40; ++i)
        tasks.append(probe(R"({"sleep_ms":1500})"));
    for (int i = 0; i < 3; ++i)
        tasks.append(probe(R"({"fail":"permanent"})"));
    tasks.append(probe(R"({"fail":"transient"})"));
    for (int i = 0; i < 5; ++i)
        tasks.append(probe(R"({"sleep_ms":600000})", u"profile:local:shop-30"_s));
    const QList<queue::Id> ids = scene.add(tasks);
    queue::NewSchedule minutely;
    minutely.name = u"each-minute"_s;
    minutely.expression = u"* * * * *"_s;
    minutely.timeZone = u"UTC"_s;
    minutely.task = probe(R"({"sleep_ms":2000})");
    m_node.commands().addSchedule(minutely).waitForFinished();
    queue::TaskFilter last;
    last.queue = ownQueue;
    last.ids = {ids.at(ids.size() - 1), ids.at(ids.size() - 2)};
    m_node.commands().startOperation({}, last, u"not needed any more"_s).waitForFinished();
}

} // namespace pult::test
