// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/result.h>
#include <queue/types.h>

namespace pult::node {

/// A word of a filter line as it stands there, its quotes taken away.
struct FilterToken
{
    enum class Kind { Word, Open, Close, Or, End };
    Kind kind = Kind::End;
    QString text;
    int position = 0;
    int length = 0;
    bool negated = false;
    int colon = -1;    ///< in `text`, outside of quotes; −1: none
    QList<int> commas; ///< in `text`, outside of quotes
};

/// What `key:value` tests. filter_invalid(word, what it takes, position, length), filter_key_unknown(word, keys, …)
Result<queue::TaskTerm> termOfWord(const FilterToken &token);

/// Whether the word before the colon is meant as a key: not the scheme of an address, a provider or a time.
bool isKeyWord(const FilterToken &token);

} // namespace pult::node
