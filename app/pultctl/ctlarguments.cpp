// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The only file here that knows CLI11: makes its parser from what commandline.h describes.
#include "ctlarguments.h"

#include "output.h"

#include <node/startoptions.h>

#include <QRegularExpression>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <limits>
#include <string_view>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

/// Writes what was typed into the request; one overload for each type of target.
struct Binder
{
    CLI::App &app;
    Request &request;
    std::string names;
    std::string about;

    CLI::Option *operator()(QString Request::*target) const
    {
        return add<std::string>([r = &request, target](const std::string &value) { r->*target = text(value); });
    }
    CLI::Option *operator()(bool Request::*target) const
    {
        const bool turned = !(Request().*target);
        return app.add_flag_callback(
            names, [r = &request, target, turned] { r->*target = turned; }, about);
    }
    template<typename T>
    CLI::Option *operator()(std::optional<T> Request::*target) const
    {
        return add<T>([r = &request, target](const T &value) { r->*target = value; });
    }
    CLI::Option *operator()(int Request::*target) const
    {
        return add<int>([r = &request, target](int value) { r->*target = value; });
    }
    CLI::Option *operator()(qint64 Request::*target) const
    {
        return add<std::int64_t>([r = &request, target](std::int64_t value) { r->*target = value; });
    }
    CLI::Option *operator()(QStringList Request::*target) const
    {
        return add<std::vector<std::string>>([r = &request, target](const std::vector<std::string> &values) {
            for (const std::string &value : values)
                (r->*target).append(text(value));
        });
    }
    CLI::Option *operator()(QList<qint64> Request::*target) const
    {
        return add<std::vector<std::int64_t>>([r = &request, target](const std::vector<std::int64_t> &values) {
            (r->*target).append(QList<qint64>(values.begin(), values.end()));
        });
    }

private:
    template<typename T>
    CLI::Option *add(std::function<void(const T &)> take) const
    {
        return app.add_option_function<T>(names, std::move(take), about);
    }
};

QString numberFault(const QString &value, const std::pair<double, double> &range)
{
    bool isNumber = false;
    const double number = value.toDouble(&isNumber);
    if (isNumber && number >= range.first && number <= range.second)
        return {};
    const bool open = range.second >= double(std::numeric_limits<qint64>::max());
    return open ? CtlTr::tr("%1 is not a number from %2").arg(value).arg(range.first)
                : CtlTr::tr("%1 is not a number from %2 to %3").arg(value).arg(range.first).arg(range.second);
}

void addOption(CLI::App &app, const OptionSpec &spec, Request &request)
{
    CLI::Option *option =
        std::visit(Binder{app, request, spec.names.toStdString(), spec.text.toStdString()}, spec.target);
    option->required(spec.required);
    if (!spec.typeName.isEmpty())
        option->type_name(spec.typeName.toStdString());
    else if (!spec.choices.isEmpty())
        option->type_name(spec.choices.join(u'|').toStdString());
    if (spec.range) {
        option->check(
            [range = *spec.range](const std::string &value) { return numberFault(text(value), range).toStdString(); });
    }
    if (!spec.choices.isEmpty()) {
        option->check([choices = spec.choices](const std::string &value) {
            const bool known = choices.contains(text(value));
            return (known ? QString() : CtlTr::tr("%1 is not one of %2").arg(text(value), choices.join(u", "_s)))
                .toStdString();
        });
    }
    if (!spec.delimiter.isNull())
        option->delimiter(spec.delimiter.toLatin1());
    for (const QString &other : spec.excludes)
        option->excludes(other.toStdString());
    for (const QString &other : spec.needs)
        option->needs(app.get_option(other.toStdString()));
}

void addExamples(CLI::App &app, const VerbSpec &spec)
{
    if (!spec.examples.isEmpty())
        app.footer(QString(CtlTr::tr("Examples:") + u"\n  "_s + spec.examples.join(u"\n  "_s)).toStdString());
}

void addOptions(CLI::App &app, const VerbSpec &spec, Request &request)
{
    if (CLI::Option *help = app.get_help_ptr())
        help->group(CtlTr::tr("Options").toStdString());
    for (const OptionSpec &option : spec.options)
        addOption(app, option, request);
    addExamples(app, spec);
}

void addVerbs(CLI::App &app, const CommandLine &line, Request &request)
{
    const std::string commands = CtlTr::tr("Commands").toStdString();
    for (const VerbSpec &group : line.groups()) {
        CLI::App *made = app.add_subcommand(group.name.toStdString(), group.text.toStdString());
        addExamples(*made->group(commands)->require_subcommand(1), group);
    }
    for (const VerbSpec &verb : line.verbs()) {
        const QString group = verb.name.section(u' ', 0, -2);
        CLI::App *parent = group.isEmpty() ? &app : app.get_subcommand(group.toStdString());
        CLI::App *made = parent->add_subcommand(verb.name.section(u' ', -1).toStdString(), verb.text.toStdString());
        addOptions(*made->group(commands), verb, request);
    }
}

/// CLI11's own words; subcommands take them over when they are made.
void translate(CLI::App &app)
{
    const std::pair<const char *, QString> words[] = {{"Usage", CtlTr::tr("Usage")},
                                                      {"OPTIONS", CtlTr::tr("options")},
                                                      {"Positionals", CtlTr::tr("Arguments")},
                                                      {"REQUIRED", CtlTr::tr("(required)")},
                                                      {"Needs", CtlTr::tr("with")},
                                                      {"Excludes", CtlTr::tr("not with")},
                                                      {"TEXT", CtlTr::tr("TEXT")},
                                                      {"INT", CtlTr::tr("NUMBER")},
                                                      {"FLOAT", CtlTr::tr("NUMBER")}};
    for (const auto &[name, word] : words)
        app.get_formatter()->label(name, word.toStdString());
    app.option_defaults()->group(CtlTr::tr("Options").toStdString());
    app.set_help_flag("-h,--help", CtlTr::tr("this help").toStdString());
}

/// CLI11's faults in our words; what is not known here is told as it came.
QString faultText(const QString &fault)
{
    const std::pair<const char *, QString> patterns[] = {
        {"^A subcommand is required$", CtlTr::tr("a command is missing")},
        {"^(.+) is required$", CtlTr::tr("%1 is missing")},
        {"^The following arguments? (?:was|were) not expected: (.+)$", CtlTr::tr("not known here: %1")},
        {"^(.+) excludes (.+)$", CtlTr::tr("%1 does not go together with %2")},
        {"^(.+) requires (.+)$", CtlTr::tr("%1 needs %2")}};
    for (const auto &[form, sentence] : patterns) {
        const auto match = QRegularExpression(QString::fromLatin1(form)).match(fault);
        if (!match.hasMatch())
            continue;
        return match.lastCapturedIndex() == 2   ? sentence.arg(match.captured(1), match.captured(2))
               : match.lastCapturedIndex() == 1 ? sentence.arg(match.captured(1))
                                                : sentence;
    }
    return fault;
}

QString verbOf(const CLI::App &app)
{
    QStringList words;
    for (const CLI::App *at = &app; !at->get_subcommands().empty();) {
        at = at->get_subcommands().front();
        words.append(text(at->get_name()));
    }
    return words.join(u' ');
}

} // namespace

std::variant<Request, int> readRequest(const CommandLine &line, int argc, char **argv)
{
    // Asked for before the line is understood, since it decides how a fault is told.
    const bool json = std::any_of(argv, argv + argc, [](const char *a) { return std::string_view(a) == "--json"; });
    const auto wrongUse = [json](const QString &what) {
        node::tellError({ErrorKind::Invalid, QStringLiteral("usage_invalid"), {what}, {}}, json);
        return int(node::exitWrongUse);
    };
    Request request;
    CLI::App app{line.global().text.toStdString(), "pultctl"};
    translate(app);
    app.set_version_flag("--version", PULT_VERSION, CtlTr::tr("the version").toStdString())
        ->group(CtlTr::tr("Options").toStdString());
    app.require_subcommand(1);
    app.fallthrough(); // global options also after the verb
    addOptions(app, line.global(), request);
    addVerbs(app, line, request);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success &asked) { // --help, --version
        app.exit(asked, std::cout, std::cerr);
        return int(node::exitDone);
    } catch (const CLI::RequiredError &error) {
        // What stands there but means nothing says more than what is missing.
        const std::vector<std::string> unknown = app.remaining(true);
        if (unknown.empty())
            return wrongUse(faultText(text(error.what())));
        return wrongUse(CtlTr::tr("not known here: %1").arg(text(unknown.front())));
    } catch (const CLI::ParseError &error) {
        return wrongUse(faultText(text(error.what())));
    }
    request.verb = verbOf(app);
    const VerbSpec *const verb = line.find(request.verb);
    Q_ASSERT(verb);
    for (const auto &rule : verb->rules) {
        if (const QString fault = rule(request); !fault.isEmpty())
            return wrongUse(fault);
    }
    return request;
}

QString languageAsked(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument(argv[i]);
        if (argument == "--lang" && i + 1 < argc)
            return QString::fromLocal8Bit(argv[i + 1]);
        if (argument.starts_with("--lang="))
            return QString::fromLocal8Bit(argv[i] + std::string_view("--lang=").size());
    }
    return {};
}

} // namespace pult::ctl
