// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"

#include "output.h"

#include <limits>

namespace pult::ctl {

using namespace Qt::StringLiterals;

VerbSpec &VerbSpec::option(const QString &names, Target target, const QString &about)
{
    OptionSpec spec;
    spec.names = names;
    spec.target = target;
    spec.text = about;
    options.append(spec);
    return *this;
}

VerbSpec &VerbSpec::required()
{
    options.last().required = true;
    return *this;
}

VerbSpec &VerbSpec::typeName(const QString &name)
{
    options.last().typeName = name;
    return *this;
}

VerbSpec &VerbSpec::range(double least, double most)
{
    options.last().range = {least, most};
    return *this;
}

VerbSpec &VerbSpec::atLeast(double least)
{
    return range(least, double(std::numeric_limits<qint64>::max()));
}

VerbSpec &VerbSpec::oneOf(const QStringList &choices)
{
    options.last().choices = choices;
    return *this;
}

VerbSpec &VerbSpec::excludes(const QString &other)
{
    options.last().excludes.append(other);
    return *this;
}

VerbSpec &VerbSpec::needs(const QString &other)
{
    options.last().needs.append(other);
    return *this;
}

VerbSpec &VerbSpec::delimiter(QChar character)
{
    options.last().delimiter = character;
    return *this;
}

VerbSpec &VerbSpec::rule(std::function<QString(const Request &)> check)
{
    rules.append(std::move(check));
    return *this;
}

VerbSpec &VerbSpec::example(const QString &line)
{
    examples.append(line);
    return *this;
}

CommandLine::CommandLine()
    : m_global({}, CtlTr::tr("pultctl: commands to Pult, over the database that all nodes share"))
{
    m_global.option(u"--data-dir"_s, &Request::dataDir, CtlTr::tr("folder for everything Pult keeps"))
        .typeName(u"DIR"_s)
        .option(u"--json"_s, &Request::json, CtlTr::tr("one JSON document on stdout, errors as problem+json on stderr"))
        .option(u"--lang"_s, &Request::lang, CtlTr::tr("language: ru or en"))
        .oneOf({u"ru"_s, u"en"_s})
        .option(u"--url"_s, &Request::url, CtlTr::tr("address of a node's HTTP API"))
        .option(u"--token"_s, &Request::token, CtlTr::tr("token for it"));
    addStatusArguments(*this);
    addTaskArguments(*this);
    addUploadArguments(*this);
    addPlaceArguments(*this);
    addReportArguments(*this);
    addNodeArguments(*this);
    addScheduleArguments(*this);
    addBreakerArguments(*this);
    addConfigArguments(*this);
    addServiceArguments(*this);
    addTokenArguments(*this);
}

VerbSpec &CommandLine::group(const QString &name, const QString &text)
{
    return m_groups.emplace_back(name, text);
}

VerbSpec &CommandLine::verb(const QString &name, const QString &text)
{
    return m_verbs.emplace_back(name, text);
}

const VerbSpec *CommandLine::find(const QString &verb) const
{
    for (const VerbSpec &spec : m_verbs) {
        if (spec.name == verb)
            return &spec;
    }
    return nullptr;
}

} // namespace pult::ctl
