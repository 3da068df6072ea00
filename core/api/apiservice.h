// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiconfig.h"
#include "readynotice.h"
#include "tokenbook.h"

#include <node/companion.h>
#include <node/node.h>

#include <QTimer>

#include <mutex>

namespace pult::api {

/// The HTTP API of a node: makes its server, keeps its tokens those of the database, tells others where it is (the
/// node's row, api.json in the data folder). Lives on the main thread.
class ApiService final : public QObject, public node::Companion
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ApiService)

public:
    /// `node` outlives this.
    ApiService(node::Node &node, ApiConfig config);
    ~ApiService() override;

    /// Errors: api_needs_token(host), those of Server::listen().
    Result<> prepare() override;
    /// Errors: file_not_written(path, reason), those of the database.
    Result<> start() override;
    Result<> apply(const Settings &settings) override;
    void announceEnd() override;
    std::chrono::milliseconds noticeLeft(std::chrono::milliseconds notice) const override;
    void stop() override;

    /// What the API tells of them; apply() renews it. Before start().
    void showSettings(const Settings &settings) { m_settings->set(settings); }
    QUrl url() const { return m_server.url(); }

private:
    /// Read by answers on other threads.
    class ShownSettings final
    {
    public:
        void set(const Settings &settings)
        {
            const std::scoped_lock lock(m_mutex);
            m_settings = settings;
        }
        Settings get() const
        {
            const std::scoped_lock lock(m_mutex);
            return m_settings;
        }

    private:
        mutable std::mutex m_mutex; ///< protects m_settings
        Settings m_settings;
    };
    Result<> checkAccess() const;
    Result<> tellWhere() const;
    std::unique_ptr<Gate> makeGate();
    void auditBan(const QString &address) const;
    QString placeFile() const;

    node::Node &m_node;
    ApiConfig m_config;
    Server m_server;
    std::shared_ptr<TokenBook> m_book; ///< touched on the server's thread
    Gate *m_gate = nullptr;            ///< the server's, and touched on its thread
    std::shared_ptr<ReadyNotice> m_notice = std::make_shared<ReadyNotice>();       ///< shared with answers under way
    std::shared_ptr<ShownSettings> m_settings = std::make_shared<ShownSettings>(); ///< shared with answers, too
    QTimer m_refresh;
    QTimer m_hinted; ///< gathers hints
    QTimer m_use;
    bool m_running = false;
};

/// As the programs make it: null when the settings switch it off.
Result<std::unique_ptr<node::Companion>> makeApiService(node::Node &node, const Settings &settings, bool isService);

} // namespace pult::api
