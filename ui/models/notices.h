// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/deskstatus.h"

#include <QHash>
#include <QSet>

#include <optional>

namespace pult::ui {

/// What happened that someone may want to be told.
enum class NoticeKind {
    TasksFailed,    ///< count
    OutcomeUnknown, ///< count
    BatchFinished,  ///< name, count of all, count of failed
    NodeGone,       ///< name
    NodeBack,       ///< name
    BreakerOpened,  ///< name
    BreakerClosed,  ///< name
    DatabaseAway,
    DatabaseBack,
    WhileAway, ///< failed, finished uploads: all that went on while nobody could be told
};

/// One notification. A value; its sentence is made where it is shown, so that a change of language changes it, too.
struct Notice
{
    qint64 number = 0;
    TimePoint at{};
    NoticeKind kind = NoticeKind::TasksFailed;
    QString name;
    int count = 0;
    int failed = 0;
    DeskTarget target;
    bool seen = false;
    bool operator==(const Notice &) const = default;
};

/// Finds out what is worth a notification from one look at the desk to the next. After a sleep of the computer or an
/// absence of the database all that happened meanwhile becomes one notification. A value with memory; knows no clock.
class NoticeWatch final
{
public:
    /// The first look is the measure for the next and tells nothing.
    QList<Notice> look(const DeskFacts &facts);

private:
    struct Memory
    {
        TimePoint at{};
        bool available = true;
        qint64 failed = 0;
        qint64 unknown = 0;
        QSet<queue::Id> openBatches;
        QHash<QString, bool> nodesGone;
        QHash<QString, bool> breakersOpen;
    };
    static Memory rememberOf(const DeskFacts &facts);
    void ofTasks(const Memory &now, QList<Notice> &notices) const;
    void ofBatches(const DeskFacts &facts, QList<Notice> &notices) const;
    void ofNodes(const Memory &now, QList<Notice> &notices) const;
    void ofBreakers(const Memory &now, QList<Notice> &notices) const;
    static Notice summaryOf(const QList<Notice> &notices);

    std::optional<Memory> m_before;
    bool m_wasAway = false; ///< until the first look with answers
};

} // namespace pult::ui
