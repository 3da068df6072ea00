// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/humantext.h"

#include <base/coretr.h>
#include <base/errortext.h>
#include <node/taskwords.h>

#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace pult::ui {

using queue::TaskState;

QString HumanText::duration(std::chrono::microseconds time)
{
    const qint64 seconds = std::max<qint64>(0, std::chrono::duration_cast<std::chrono::seconds>(time).count());
    if (seconds < 60)
        return tr("%1 s").arg(seconds);
    if (seconds < 3600)
        return seconds < 600 && seconds % 60 != 0 ? tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60)
                                                  : tr("%1 min").arg(seconds / 60);
    if (seconds < 86400) {
        const qint64 minutes = seconds % 3600 / 60;
        return minutes == 0 ? tr("%1 h").arg(seconds / 3600) : tr("%1 h %2 min").arg(seconds / 3600).arg(minutes);
    }
    return tr("%n day(s)", nullptr, static_cast<int>(seconds / 86400));
}

QString HumanText::brief(std::chrono::microseconds time)
{
    const qint64 seconds = std::max<qint64>(0, std::chrono::duration_cast<std::chrono::seconds>(time).count());
    if (seconds < 60)
        return tr("%1 s").arg(seconds);
    if (seconds < 3600)
        return tr("%1 min").arg(seconds / 60);
    if (seconds < 86400)
        return tr("%1 h").arg(seconds / 3600);
    return tr("%n day(s)", nullptr, static_cast<int>(seconds / 86400));
}

QString HumanText::age(TimePoint then, TimePoint now)
{
    const auto passed = now - then;
    if (passed < std::chrono::seconds(-1))
        return tr("in %1").arg(duration(-passed));
    if (passed < std::chrono::seconds(2))
        return tr("just now");
    return tr("%1 ago").arg(brief(passed));
}

namespace {

QDateTime local(TimePoint time)
{
    return QDateTime::fromMSecsSinceEpoch(toMicros(time) / 1000);
}

} // namespace

QString HumanText::moment(TimePoint time)
{
    return QLocale().toString(local(time).date(), QLocale::ShortFormat) + u' ' + clock(time);
}

QString HumanText::momentFormat()
{
    return QLocale().dateFormat(QLocale::ShortFormat) + u" HH:mm"_s;
}

QString HumanText::clock(TimePoint time)
{
    return local(time).toString(u"HH:mm:ss");
}

QString HumanText::size(qint64 bytes)
{
    const QLocale locale;
    if (bytes < 1024)
        return tr("%1 B").arg(bytes);
    if (bytes < 1024 * 1024)
        return tr("%1 KB").arg(locale.toString(bytes / 1024));
    const double megabytes = static_cast<double>(bytes) / (1024.0 * 1024.0);
    if (megabytes < 1024)
        return tr("%1 MB").arg(locale.toString(megabytes, 'f', megabytes < 10 ? 1 : 0));
    return tr("%1 GB").arg(locale.toString(megabytes / 1024.0, 'f', 1));
}

QString HumanText::count(const queue::TaskCount &count)
{
    using Kind = queue::TaskCount::Kind;
    const QLocale locale;
    if (count.kind == Kind::Exact)
        return locale.toString(count.number);
    if (count.kind == Kind::AtLeast)
        //: at least so many
        return tr("%1+").arg(locale.toString(count.number));
    const double number = static_cast<double>(count.number);
    if (number >= 1e6)
        //: about so many million, "~2.4 M"
        return tr("~%1 M").arg(locale.toString(number / 1e6, 'f', 1));
    //: about so many thousand, "~37 k"
    return tr("~%1 k").arg(locale.toString(number / 1e3, 'f', 0));
}

QString HumanText::percent(double share)
{
    return tr("%1 %").arg(static_cast<int>(std::clamp(share, 0.0, 1.0) * 100.0));
}

QString HumanText::state(const queue::Task &task)
{
    return task.outcomeUnknown ? tr("outcome unknown") : state(task.state);
}

QString HumanText::shortState(const queue::Task &task)
{
    //: state of a task whose outcome nobody knows
    return task.outcomeUnknown ? tr("unknown") : state(task.state);
}

QString HumanText::state(TaskState state)
{
    return queue::stateWord(state);
}

QString HumanText::kind(const QString &kind)
{
    return queue::kindWord(kind);
}

QString HumanText::outcome(const QString &outcome)
{
    if (outcome == "running"_L1)
        return tr("running");
    if (outcome == "completed"_L1)
        return tr("completed");
    if (outcome == "failed"_L1)
        return tr("failed");
    if (outcome == "failed_for_good"_L1)
        return tr("failed for good");
    if (outcome == "snoozed"_L1)
        return tr("put back to wait");
    if (outcome == "interrupted"_L1)
        return tr("interrupted");
    if (outcome == "cancelled"_L1)
        return tr("cancelled");
    if (outcome == "unknown"_L1)
        //: outcome of a run that was cut off while it published
        return tr("unknown");
    return outcome;
}

QString HumanText::nodeState(const QString &state)
{
    if (state == "running"_L1)
        return tr("working");
    if (state == "paused"_L1)
        //: state of a computer that begins no more tasks
        return tr("intake paused");
    if (state == "draining"_L1)
        return tr("draining");
    if (state == "drained"_L1)
        return tr("drained");
    if (state == "starting"_L1)
        return tr("starting");
    if (state == "stopping"_L1)
        return tr("stopping");
    if (state == "stopped"_L1)
        return tr("stopped");
    if (state == "late"_L1)
        return tr("late");
    if (state == "dead"_L1)
        return tr("not answering");
    return state;
}

QString HumanText::stepStatus(const QString &status)
{
    if (status == "ok"_L1)
        return tr("done");
    if (status == "failed"_L1)
        return tr("failed");
    if (status == "running"_L1)
        return tr("running");
    if (status == "skipped"_L1)
        return tr("skipped");
    return status;
}

QString HumanText::level(QtMsgType level)
{
    switch (level) {
    case QtDebugMsg:
        return tr("debug");
    case QtInfoMsg:
        return tr("info");
    case QtWarningMsg:
        return tr("warning");
    case QtCriticalMsg:
        return tr("error");
    case QtFatalMsg:
        return tr("fatal");
    }
    return {};
}

QString HumanText::stage(const QString &stage)
{
    static const QRegularExpression step(u"^step (\\d+) of (\\d+)(?:: (.*))?$"_s);
    const QRegularExpressionMatch match = step.match(stage);
    if (match.hasMatch()) {
        const QString place = tr("step %1 of %2").arg(match.captured(1), match.captured(2));
        return match.captured(3).isEmpty() ? place : tr("%1: %2", "step 1 of 2, type").arg(place, match.captured(3));
    }
    if (stage == "checking"_L1)
        return tr("checking");
    if (stage == "starting the browser"_L1)
        return tr("starting the browser");
    static const QRegularExpression pause(u"^starting again in (\\d+) s$"_s);
    if (const QRegularExpressionMatch again = pause.match(stage); again.hasMatch())
        return tr("starting again in %1 s").arg(again.captured(1));
    // A provider's words: core has them in its catalogue, in English when an English service wrote them.
    return CoreTr::tr(stage.toUtf8().constData());
}

QString HumanText::progress(const queue::Progress &progress)
{
    if (progress.stage.isEmpty())
        return percent(progress.value);
    return tr("%1 · %2", "percent, stage").arg(percent(progress.value), stage(progress.stage));
}

QString HumanText::shortProgress(const queue::Progress &progress)
{
    return HumanText::progress({progress.value, progress.stage.section(u": "_s, 0, 0)});
}

QString HumanText::profile(const QString &provider)
{
    const qsizetype colon = provider.indexOf(u':');
    return colon < 0 ? provider : provider.mid(colon + 1);
}

QString HumanText::provider(const QString &provider)
{
    if (provider == "dolphin"_L1)
        return u"Dolphin Anty"_s;
    if (provider == "local"_L1)
        return tr("local Chrome");
    return provider;
}

namespace {

QString argument(const queue::WaitReason &reason, int index)
{
    return reason.arguments.value(index);
}

/// An ISO time as people say it; what cannot be read stays as it is.
QString momentOf(const QString &iso)
{
    const auto time = fromIso(iso);
    return time ? HumanText::moment(*time) : iso;
}

} // namespace

QString HumanText::waitReason(const queue::WaitReason &reason)
{
    const QString &code = reason.code;
    if (code == "key_busy"_L1) {
        const QString key = argument(reason, 0);
        if (key.startsWith(u"profile:"))
            return tr("Waits for profile %1, which task %2 is using.").arg(key.section(u':', 2), argument(reason, 1));
        return tr("Waits for “%1”, which task %2 holds.").arg(key, argument(reason, 1));
    }
    if (code == "node"_L1) {
        if (argument(reason, 1).isEmpty())
            return tr("Waits for computer %1, which has not been seen yet.").arg(argument(reason, 0));
        return tr("Waits for computer %1, last seen %2.").arg(argument(reason, 0), momentOf(argument(reason, 1)));
    }
    if (code == "queue_paused"_L1) {
        if (argument(reason, 1).isEmpty())
            return tr("Queue %1 is paused.").arg(argument(reason, 0));
        return tr("Queue %1 is paused: %2").arg(argument(reason, 0), argument(reason, 1));
    }
    if (code == "queue_paused_until"_L1)
        return tr("Queue %1 is paused until %2.").arg(argument(reason, 0), momentOf(argument(reason, 2)));
    if (code == "queue_limit"_L1)
        return tr("Queue %1 runs as many tasks at once as it may: %2.").arg(argument(reason, 0), argument(reason, 2));
    if (code == "queue_rate"_L1)
        return tr("Queue %1 may start its next task at %2.").arg(argument(reason, 0), momentOf(argument(reason, 3)));
    if (code == "run_at"_L1)
        return tr("Planned for %1.").arg(momentOf(argument(reason, 0)));
    if (code == "retry_at"_L1)
        return tr("The next attempt starts at %1.").arg(momentOf(argument(reason, 0)));
    if (code == "depends_on"_L1)
        return tr("Waits until these tasks are completed: %1.").arg(reason.arguments.join(u", "_s));
    if (code == "draft"_L1)
        return tr("A draft: it runs after its batch is started.");
    if (code == "no_worker"_L1)
        return tr("Waits for a free worker.");
    // The others read the same here as everywhere.
    QStringList arguments = reason.arguments;
    if (arguments.size() > 1 && (code == "breaker"_L1 || code == "breaker_forced"_L1))
        arguments[1] = momentOf(argument(reason, 1));
    const Error words{ErrorKind::Unavailable, u"wait_"_s + code, arguments, {}};
    if (!knownErrorCodes().contains(words.code))
        return tr("Waits (%1).").arg(code);
    QString sentence = errorSentence(words).trimmed();
    const QString name = argument(reason, 0);
    if (name.isEmpty() || !sentence.startsWith(name)) // a computer's name stays as it is
        sentence[0] = sentence.at(0).toUpper();
    return sentence + u'.';
}

QString HumanText::waitReasons(const QList<queue::WaitReason> &reasons)
{
    QStringList sentences;
    for (const auto &reason : reasons)
        sentences.append(waitReason(reason));
    return sentences.join(u' ');
}

QString HumanText::waitChain(const QList<queue::WhyLink> &chain)
{
    QStringList lines;
    for (const queue::WhyLink &link : chain.mid(1)) {
        QStringList facts{HumanText::state(link.state)};
        for (const queue::WaitReason &reason : link.reasons) {
            // What the first one waits for is said already; of the others the state says the most.
            if (reason.code == "running"_L1 && !argument(reason, 2).isEmpty())
                facts.append(HumanText::stage(argument(reason, 2)));
            else if (!queue::isFinished(link.state) && link.state != queue::TaskState::Running)
                facts.append(HumanText::waitReason(reason));
        }
        lines.append(tr("Task %1: %2", "number, what it does").arg(link.task).arg(facts.join(u" · "_s)));
    }
    return lines.join(u'\n');
}

} // namespace pult::ui
