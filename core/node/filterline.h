// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The language in which operators say which tasks they mean, the same in the window and in pultctl:
//   state:failed kind:bulk_upload profile:17 age:>1h error:"timed out" -queue:slow (attempt:>=3 OR priority:>0)
// What stands side by side must all hold; OR separates alternatives, parentheses group, `-` turns round, quotes keep
// blanks and colons. A bare word is looked for in the profile, the keys and the last error.
#pragma once

#include <base/result.h>
#include <queue/types.h>

namespace pult::node {

/// Several values of state, kind, queue, profile, node, key, batch and id, by comma or said twice, mean any of them;
/// `*` in a name stands for anything. `failed` = discarded, `waiting` = scheduled, available and retryable. Ranges
/// (age, attempt, priority, created, started, finished, run): `>2`, `<=2`, `2..5`; ages as 30s, 10min, 1h, 2d; times as
/// 2026-11-22, 2026-11-22T14:00, today, yesterday or an age, in local time. `operation:` is for deleted tasks.
/// Errors: filter_invalid(word, what it takes), filter_key_unknown(word, keys), filter_syntax(what); filterFault() says
/// where.
Result<queue::TaskFilter> parseFilterLine(const QString &line);

/// Where in the line an error of parseFilterLine is.
struct FilterFault
{
    int position = 0;
    int length = 0;
};
FilterFault filterFault(const Error &error);

/// The filter as it would be typed, for lists of what was done to which tasks.
QString filterLineOf(const queue::TaskFilter &filter);
/// In quotes where it needs them.
QString quotedForFilter(const QString &value);

/// The eight states, `failed` and `waiting`, by comma. filter_invalid(word, states).
Result<QList<queue::TaskState>> parseStates(const QString &text);

/// The keys in the order in which they are offered, without the colon.
QStringList filterKeys();

/// The word that is being typed at `cursor`: `key` is empty while it has no colon.
struct FilterWord
{
    int position = 0; ///< after a `-` or an opening parenthesis
    int length = 0;
    QString key;
    QString value; ///< without an opening quote
};
FilterWord filterWordAt(const QString &line, int cursor);

} // namespace pult::node
