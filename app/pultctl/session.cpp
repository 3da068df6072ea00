// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session.h"

#include <node/node.h>
#include <node/startoptions.h>

#include <QFile>

namespace pult::ctl {

using namespace Qt::StringLiterals;

Result<node::NodeConfig> readConfig(const Request &request)
{
    node::StartOptions options;
    options.dataDir = request.dataDir;
    const Result<Settings> settings = node::loadSettings(options);
    if (!settings)
        return fail(settings.error());
    node::tellErrors(node::configFaults(*settings).mid(1), request.json);
    return node::readNodeConfig(*settings, false);
}

Result<std::unique_ptr<Session>> Session::open(const Request &request)
{
    Result<node::NodeConfig> config = readConfig(request);
    if (!config)
        return fail(config.error());
    config->database.minConnections = 1; // one command at a time
    config->database.maxConnections = 1;
    std::unique_ptr<Session> session(new Session(std::move(*config)));
    if (const Result<> started = session->m_pool->start(); !started)
        return fail(started.error());
    return session;
}

Session::Session(node::NodeConfig config)
    : m_config(std::move(config)), m_pool(std::make_unique<storage::Pool>(m_config.database)),
      m_commands(
          std::make_unique<node::Commands>(*m_pool, node::placeOf(m_config), node::Actor{u"operator"_s, u"ctl"_s}))
{
}

Session::~Session()
{
    m_commands.reset();
    m_pool->stop();
}

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Invalid, "file_unreadable", {path, file.errorString()});
    const QByteArray bytes = file.readAll();
    if (file.error() != QFileDevice::NoError)
        return fail(ErrorKind::Invalid, "file_unreadable", {path, file.errorString()});
    return bytes;
}

} // namespace pult::ctl
