// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Between rows and values: the columns that the queue's statements read, and how they are bound.
#pragma once

#include "types.h"

#include <storage/connection.h>

#include <QJsonArray>
#include <QVariant>

namespace pult::queue {

/// What a Task is made of, in the order taskFromRow expects. Without payload its place holds ''.
QString taskColumns(bool withPayload);
/// Their names, to be read from a sub-select of them.
QString taskColumnNames();
Task taskFromRow(const storage::Row &row);
/// All columns that live, finished and deleted tasks share.
QString everyTaskColumn();

/// A live task as the moves between states need it.
struct LiveTask
{
    Id id = 0;
    QString kind;
    QString queue;
    QString state; ///< the stored one
    int attempt = 0;
    int maxAttempts = 0;
    int rescues = 0;
    QString exclusiveKey;
    std::optional<Id> batchId;
    OnUnknown onUnknown = OnUnknown::Ask;
    bool cancelRequested = false;
    qint64 runLease = 0; ///< 0: does not run
    QString nodeId;
    QString sessionId;
    QString worker;
    qint64 startedAt = 0;
    int commitState = 0; ///< a CommitState
    int commitStep = 0;
    bool expired = false; ///< its lease, by the database's clock
};
QString liveTaskColumns();
LiveTask liveTaskFromRow(const storage::Row &row);

/// How far a run got with its commit step, as stored.
enum CommitState { NoCommit = 0, CommitBegun = 1, CommitEnded = 2, LastCommitEnded = 3 };

/// What the outside calls a stored state: blocked reads available, waiting_deps scheduled.
TaskState outsideState(const QString &stored);
/// The stored states behind one of the outside.
QStringList storedStates(TaskState state);

QString jsonOf(const QList<Id> &ids);
QString jsonOf(const QStringList &texts);
QString jsonOf(const QJsonArray &rows);
QList<Id> idsFromJson(const QString &text);
QString errorToText(const Error &error);
std::optional<Error> errorFromText(const QString &text);

/// NULL for what is not there.
QVariant textOrNull(const QString &text);
/// The first column of every row.
QList<Id> firstColumn(const storage::Rows &rows);

} // namespace pult::queue
