// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "completion.h"

#include "output.h"
#include "verbs.h"

#include <cstdio>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

QStringList optionsOf(const VerbSpec &spec)
{
    QStringList names;
    for (const OptionSpec &option : spec.options) {
        const QStringList all = option.names.split(u',');
        for (const QString &name : all) {
            if (name.startsWith(u'-'))
                names.append(name);
        }
    }
    return names;
}

/// What may stand after the words of `path`: groups and verbs.
QStringList wordsAfter(const CommandLine &line, const QString &path)
{
    const QString start = path.isEmpty() ? QString() : QString(path + u' ');
    QStringList words;
    for (const VerbSpec &verb : line.verbs()) {
        if (verb.name.startsWith(start))
            words.append(verb.name.mid(start.size()).section(u' ', 0, 0));
    }
    words.removeDuplicates();
    return words;
}

/// Options whose value is one of a few words, over all verbs: prev → words.
QMap<QString, QString> choices(const CommandLine &line)
{
    QMap<QString, QString> all;
    const auto add = [&all](const VerbSpec &spec) {
        for (const OptionSpec &option : spec.options) {
            if (!option.choices.isEmpty() && option.names.startsWith(u'-'))
                all.insert(option.names, option.choices.join(u' '));
        }
    };
    add(line.global());
    for (const VerbSpec &verb : line.verbs())
        add(verb);
    return all;
}

QString argumentChoices(const VerbSpec &verb)
{
    for (const OptionSpec &option : verb.options) {
        if (!option.names.startsWith(u'-') && !option.choices.isEmpty())
            return u' ' + option.choices.join(u' ');
    }
    return {};
}

/// `path` grows by the words that are groups or verbs, so values of options in between do no harm.
QString bashScript(const CommandLine &line)
{
    QStringList known;
    QString cases;
    for (const VerbSpec &group : line.groups()) {
        known.append(u'"' + group.name + u'"');
        cases += u"    \"%1\") words=\"%2\" ;;\n"_s.arg(group.name, wordsAfter(line, group.name).join(u' '));
    }
    for (const VerbSpec &verb : line.verbs()) {
        known.append(u'"' + verb.name + u'"');
        cases += u"    \"%1\") words=\"%2%3\" ;;\n"_s.arg(verb.name, optionsOf(verb).join(u' '), argumentChoices(verb));
    }
    QString values;
    const QMap<QString, QString> all = choices(line);
    for (auto it = all.cbegin(); it != all.cend(); ++it)
        values += u"    %1) COMPREPLY=($(compgen -W \"%2\" -- \"$cur\")); return ;;\n"_s.arg(it.key(), it.value());
    return u"_pultctl() {\n"
           "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path= words= next i\n"
           "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
           "    next=\"${path:+$path }${COMP_WORDS[i]}\"\n"
           "    case $next in\n    %1) path=$next ;;\n    esac\n"
           "  done\n"
           "  case $prev in\n%2  esac\n"
           "  case $path in\n    \"\") words=\"%3\" ;;\n%4  esac\n"
           "  COMPREPLY=($(compgen -W \"$words %5\" -- \"$cur\"))\n"
           "  [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- \"$cur\"))\n"
           "}\n"
           "complete -F _pultctl pultctl\n"_s.arg(known.join(u'|'), values, wordsAfter(line, {}).join(u' '), cases,
                                                  optionsOf(line.global()).join(u' '));
}

QString quoted(const QString &text)
{
    return u'\'' + QString(text).replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s) + u'\'';
}

/// Everything else has no names of files offered.
bool takesFile(const OptionSpec &option)
{
    static const QStringList names{u"FILE"_s, u"--media"_s, u"--output,-o"_s};
    const QString &type = option.typeName;
    return names.contains(option.names) || type.startsWith("FILE"_L1) || type == "F.jsonl"_L1 || type == "DIR"_L1;
}

/// An argument that is one of a few words, or a file.
QString fishArgument(const OptionSpec &option, const QString &condition)
{
    if (!option.choices.isEmpty())
        return u"complete -c pultctl"_s + condition + u" -a " + quoted(option.choices.join(u' ')) + u'\n';
    return takesFile(option) ? QString(u"complete -c pultctl"_s + condition + u" -F\n") : QString();
}

QString fishOption(const OptionSpec &option, const QString &condition)
{
    const QStringList names = option.names.split(u',');
    QString text;
    for (const QString &name : names) {
        if (name.startsWith("--"_L1))
            text += u" -l " + name.mid(2);
        else if (name.startsWith(u'-'))
            text += u" -s " + name.mid(1);
    }
    if (text.isEmpty())
        return fishArgument(option, condition);
    if (!std::holds_alternative<bool Request::*>(option.target))
        text += u" -r";
    if (!option.choices.isEmpty())
        text += u" -f -a " + quoted(option.choices.join(u' '));
    else if (takesFile(option))
        text += u" -F";
    return u"complete -c pultctl"_s + condition + text + u" -d " + quoted(option.text) + u'\n';
}

QString fishScript(const CommandLine &line)
{
    QStringList known;
    for (const VerbSpec &group : line.groups())
        known.append(quoted(group.name));
    for (const VerbSpec &verb : line.verbs())
        known.append(quoted(verb.name));
    QString text = u"function __pultctl_at\n"
                   "  set -l path ''\n"
                   "  for word in (commandline -opc)[2..-1]\n"
                   "    set -l next (string trim -- \"$path $word\")\n"
                   "    contains -- \"$next\" %1; and set path $next\n"
                   "  end\n"
                   "  test \"$path\" = \"$argv[1]\"\n"
                   "end\n"
                   "complete -c pultctl -f\n"_s.arg(known.join(u' '));
    for (const OptionSpec &option : line.global().options)
        text += fishOption(option, {});
    const auto word = [&text](const VerbSpec &spec) {
        const QString above = u" -n \"__pultctl_at '%1'\""_s.arg(spec.name.section(u' ', 0, -2));
        text += u"complete -c pultctl"_s + above + u" -a " + spec.name.section(u' ', -1) + u" -d " + quoted(spec.text) +
                u'\n';
    };
    for (const VerbSpec &group : line.groups())
        word(group);
    for (const VerbSpec &verb : line.verbs()) {
        word(verb);
        for (const OptionSpec &option : verb.options)
            text += fishOption(option, u" -n \"__pultctl_at '%1'\""_s.arg(verb.name));
    }
    return text;
}

} // namespace

QString completionScript(const CommandLine &line, const QString &shell)
{
    if (shell == "fish"_L1)
        return fishScript(line);
    const QString bash = bashScript(line);
    return shell == "zsh"_L1
               ? QString(u"autoload -U +X compinit bashcompinit && compinit -u && bashcompinit\n"_s + bash)
               : bash;
}

Result<int> printCompletion(const Request &request)
{
    const QByteArray script = completionScript(CommandLine(), request.name).toUtf8();
    std::fwrite(script.constData(), 1, std::size_t(script.size()), stdout);
    return 0;
}

} // namespace pult::ctl
