// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "error.h"

#include <tl/expected.hpp>

namespace pult {

/// What every operation that can fail returns: a value, or the Error that says why not.
template<typename T = void>
using Result = tl::expected<T, Error>;

/// Shorthand for returning a failure: `return fail(ErrorKind::NotFound, "task_unknown", {id})`.
[[nodiscard]] inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorKind kind, const char *code, QStringList arguments = {},
                                                QString detail = {})
{
    return tl::unexpected<Error>(Error{kind, QString::fromLatin1(code), std::move(arguments), std::move(detail)});
}

} // namespace pult
