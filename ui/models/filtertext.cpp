// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filtertext.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace pult::ui {

using queue::TaskState;

namespace {

struct Word
{
    int at = 0;
    QString text;
};

/// Splits at blanks; "quoted words" stay together.
QList<Word> wordsOf(const QString &text)
{
    QList<Word> words;
    Word word;
    bool inWord = false;
    bool quoted = false;
    for (int i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (c == u'"') {
            quoted = !quoted;
        } else if (c.isSpace() && !quoted) {
            if (inWord)
                words.append(word);
            inWord = false;
            continue;
        }
        if (!inWord)
            word = {i, {}};
        inWord = true;
        if (c != u'"')
            word.text += c;
    }
    if (inWord && !word.text.isEmpty())
        words.append(word);
    return words;
}

bool addStates(const QString &name, queue::TaskFilter &filter)
{
    if (name == "waiting"_L1) {
        filter.states += {TaskState::Scheduled, TaskState::Available, TaskState::Retryable};
        return true;
    }
    if (name == "failed"_L1) {
        filter.states += TaskState::Discarded;
        return true;
    }
    if (name == "unknown"_L1) {
        filter.unknownOnly = true;
        return true;
    }
    const auto state = queue::taskStateFromString(name);
    if (state)
        filter.states += *state;
    return state.has_value();
}

} // namespace

FilterParse FilterText::parse(const QString &text)
{
    FilterParse parse;
    QStringList free;
    const auto fault = [&parse](const Word &word, const QString &sentence) {
        if (parse.faultAt < 0) {
            parse.faultAt = word.at;
            parse.fault = sentence;
        }
    };
    for (const Word &word : wordsOf(text)) {
        const QString key = word.text.section(u':', 0, 0).toLower();
        const QString value = word.text.section(u':', 1);
        if (key == "state"_L1) {
            for (const QString &name : value.split(u',')) {
                if (!addStates(name.toLower(), parse.filter))
                    fault(word, tr("There is no state “%1”. Known: running, waiting, completed, failed, unknown, "
                                   "cancelled, draft.").arg(name));
            }
        } else if (key == "kind"_L1) {
            parse.filter.kind = value;
        } else if (key == "queue"_L1) {
            parse.filter.queue = value;
        } else if (key == "batch"_L1 || key == "id"_L1) {
            bool isNumber = false;
            const queue::Id id = value.toLongLong(&isNumber);
            if (!isNumber || id <= 0)
                fault(word, tr("“%1” needs a number, for instance %1:12.").arg(key));
            else if (key == "batch"_L1)
                parse.filter.batchId = id;
            else
                parse.filter.ids.append(id);
        } else {
            free.append(word.text);
        }
    }
    parse.filter.text = free.join(u' ');
    return parse;
}

} // namespace pult::ui
