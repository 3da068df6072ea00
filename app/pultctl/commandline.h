// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ctlrequest.h"

#include <deque>
#include <functional>
#include <utility>
#include <variant>

namespace pult::ctl {

/// Where an option's value goes. A bool is a flag that turns the request's default round; lists take several values.
using Target =
    std::variant<QString Request::*, bool Request::*, int Request::*, qint64 Request::*, std::optional<int> Request::*,
                 std::optional<double> Request::*, QStringList Request::*, QList<qint64> Request::*>;

/// One option ("--kind", "-n,--lines") or argument ("ID", "NAME,--name") of a verb.
struct OptionSpec
{
    QString names;
    Target target;
    QString text;
    QString typeName;
    bool required = false;
    std::optional<std::pair<double, double>> range;
    QStringList choices;
    QStringList excludes;
    QStringList needs;
    QChar delimiter; ///< null: none
};

/// A verb ("tasks list"), or a group of them ("tasks"), as the command line knows it: what CLI11, `--help` and the
/// shells' completion are made from. Modifiers speak of the option before them.
class VerbSpec final
{
public:
    VerbSpec(QString verb, QString about) : name(std::move(verb)), text(std::move(about)) {}

    VerbSpec &option(const QString &names, Target target, const QString &about);
    VerbSpec &required();
    VerbSpec &typeName(const QString &name);
    VerbSpec &range(double least, double most);
    VerbSpec &atLeast(double least);
    VerbSpec &oneOf(const QStringList &choices);
    VerbSpec &excludes(const QString &other);
    VerbSpec &needs(const QString &other);
    VerbSpec &delimiter(QChar character);
    /// A rule over several options: the fault as a sentence, or empty.
    VerbSpec &rule(std::function<QString(const Request &)> check);
    /// A line as it is typed, for --help.
    VerbSpec &example(const QString &line);

    QString name;
    QString text;
    QList<OptionSpec> options;
    QList<std::function<QString(const Request &)>> rules;
    QStringList examples;
};

/// All verbs of pultctl. Built once a start; references to its verbs stay good.
class CommandLine final
{
public:
    /// Global options and, group by group, everything else.
    CommandLine();

    VerbSpec &global() { return m_global; }
    VerbSpec &group(const QString &name, const QString &text);
    VerbSpec &verb(const QString &name, const QString &text);

    const VerbSpec &global() const { return m_global; }
    const std::deque<VerbSpec> &groups() const { return m_groups; }
    const std::deque<VerbSpec> &verbs() const { return m_verbs; }
    /// Null for a name that is none.
    const VerbSpec *find(const QString &verb) const;

private:
    VerbSpec m_global;
    std::deque<VerbSpec> m_groups;
    std::deque<VerbSpec> m_verbs;
};

// One for each group of verbs, in files of their own; listed in commandline.cpp.
void addBreakerArguments(CommandLine &line);
void addConfigArguments(CommandLine &line);
void addNodeArguments(CommandLine &line);
void addPlaceArguments(CommandLine &line);
void addReportArguments(CommandLine &line);
void addScheduleArguments(CommandLine &line);
void addServiceArguments(CommandLine &line);
void addStatusArguments(CommandLine &line);
void addTaskArguments(CommandLine &line);
void addTokenArguments(CommandLine &line);
void addUploadArguments(CommandLine &line);

/// What `tasks add` and `schedules add` say of a task.
VerbSpec &addTaskOptions(VerbSpec &verb);

} // namespace pult::ctl
