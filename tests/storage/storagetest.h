// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <queue/taskcommands.h>
#include <queue/taskqueries.h>
#include <queue/taskstore.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>

#include <QObject>
#include <QTest>

namespace pult::test {

/// Unwraps a Result in a test function, failing the test with the error's words.
#define PULT_GET(name, expression)                                                                                     \
    auto name##Result = (expression);                                                                                  \
    PULT_VERIFY_RESULT(name##Result);                                                                                  \
    auto &name = *name##Result

/// What every test of the suite has: a fresh database of either kind, and short words for the usual steps. Each test is
/// run for "sqlite" and "postgresql".
class StorageTest : public QObject
{
    Q_OBJECT

protected:
    /// The rows of every test: call it from each `…_data`.
    static void bothDatabases();
    /// Makes the database of the present row; false (with the reason in the log) fails the test.
    bool open();
    std::unique_ptr<storage::Connection> connect() const;
    storage::Connection &db() { return *m_connection; }
    const storage::DatabaseConfig &config() const { return m_database->config(); }
    bool isPostgreSql() const { return config().kind == storage::DatabaseConfig::Kind::PostgreSql; }

    static queue::NewTask task(const QString &kind = QStringLiteral("probe"));
    static queue::NewTask keyed(const QString &key, int priority = 0);
    static queue::ClaimRequest request(int limit, const QString &session = QStringLiteral("session-1"));
    /// The one task that can be claimed now; nullopt when there is none.
    std::optional<queue::ClaimedTask> claimOne(const QString &session = QStringLiteral("session-1"));
    static queue::Completion ending(const queue::ClaimedTask &task, queue::Outcome outcome,
                                    std::optional<Error> error = std::nullopt);
    /// Whether the completion was accepted.
    bool finish(const queue::ClaimedTask &task, queue::Outcome outcome = queue::Outcome::Completed,
                std::optional<Error> error = std::nullopt);
    queue::Id add(const queue::NewTask &task);
    queue::Task show(queue::Id id);
    QString stateOf(queue::Id id) { return queue::nameOf(show(id).state); }
    /// Stored states included: no key may have waiting tasks without one that can run.
    qint64 stranded();
    void shift(std::chrono::seconds time) { m_connection->setClockOffset(time); }
    qint64 number(const QString &sql, const QVariantList &values = {});

    static Error someError()
    {
        return {ErrorKind::Network, QStringLiteral("test_error"), {}, QStringLiteral("a detail")};
    }
    static queue::AuditOrigin tester() { return {QStringLiteral("tester"), QStringLiteral("test")}; }

protected Q_SLOTS:
    void init() { failOnWarnings(); }
    void cleanup();

private:
    std::unique_ptr<TempDatabase> m_database;
    std::unique_ptr<storage::Connection> m_connection;
};

} // namespace pult::test
