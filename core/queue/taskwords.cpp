// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskwords.h"

#include <base/coretr.h>

#include <utility>

namespace pult::queue {

namespace {

constexpr std::pair<const char *, const char *> kindWords[] = {
    {"bulk_upload", QT_TRANSLATE_NOOP("pult::Core", "bulk upload")},
    {"browser_flow", QT_TRANSLATE_NOOP("pult::Core", "browser flow")},
    {"http_request", QT_TRANSLATE_NOOP("pult::Core", "HTTP request")},
    //: kind of a task: a message to many
    {"broadcast", QT_TRANSLATE_NOOP("pult::Core", "broadcast")},
    //: kind of a task: a program is run
    {"command", QT_TRANSLATE_NOOP("pult::Core", "command")},
    //: kind of a task: it only tells that something works
    {"probe", QT_TRANSLATE_NOOP("pult::Core", "probe")},
    //: kind of a task
    {"report", QT_TRANSLATE_NOOP("pult::Core", "report")},
};

} // namespace

QString stateWord(TaskState state)
{
    switch (state) {
    case TaskState::Draft:
        //: state of a task
        return CoreTr::tr("draft");
    case TaskState::Scheduled:
        //: state of a task
        return CoreTr::tr("scheduled");
    case TaskState::Available:
        //: state of a task
        return CoreTr::tr("waiting");
    case TaskState::Running:
        //: state of a task
        return CoreTr::tr("running");
    case TaskState::Retryable:
        //: state of a task
        return CoreTr::tr("will retry");
    case TaskState::Completed:
        //: state of a task
        return CoreTr::tr("completed");
    case TaskState::Discarded:
        //: state of a task
        return CoreTr::tr("failed");
    case TaskState::Cancelled:
        //: state of a task
        return CoreTr::tr("cancelled");
    }
    Q_UNREACHABLE();
}

QString kindWord(const QString &kind)
{
    for (const auto &[name, word] : kindWords) {
        if (kind == QLatin1StringView(name))
            return CoreTr::tr(word);
    }
    return kind;
}

} // namespace pult::queue
