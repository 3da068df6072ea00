// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "filtervalues.h"

namespace pult::node {

/// The words, parentheses and ORs of a line, the end last. filter_syntax: a quote that is not closed.
Result<QList<FilterToken>> filterTokens(const QString &line);

/// filter_syntax(what, "", position, length)
tl::unexpected<Error> filterSyntax(const QString &what, int position, int length);

} // namespace pult::node
