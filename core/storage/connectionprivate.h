// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection.h"
#include "directstatement.h"

#include <QHash>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QStringList>
#include <QThread>

#include <libpq-fe.h>

#include <unordered_map>

namespace pult::storage {

/// What a connection holds: opened in connectionopening.cpp, its statements in connection.cpp, its transactions and
/// what they tell with the commit in transaction.cpp.
class Connection::Private
{
public:
    DatabaseConfig config;
    const Dialect *dialect = nullptr;
    QString name;
    QSqlDatabase db;
    PGconn *handle = nullptr;
    std::unordered_map<QString, QSqlQuery> statements; ///< by the text with tokens
    QHash<QString, QByteArray> directTexts;            ///< the same behind PgBouncer, with numbered placeholders
    std::chrono::microseconds clockOffset{0};
    int depth = 0;        ///< of transactions
    QStringList channels; ///< to be told with the commit
    bool opened = false;
    bool farewell = false; ///< the server said that it ends the connection
    QThread *thread = QThread::currentThread();

    bool isAlive() const;
    Error errorOf(const QSqlError &error);
    Result<> open();
    Result<> openSqlite();
    Result<> run(const QString &sql);
    Result<> runPatiently(const QString &sql);
    QString notices();
    QString commitStatement();
    Result<QSqlQuery *> prepared(const QString &sql);
    Result<QSqlQuery *> executed(const QString &sql, const QVariantList &values);
    Result<DirectAnswer> direct(const QString &sql, const QVariantList &values);
    void close();
};

} // namespace pult::storage
