// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange.h"

namespace pult::api {

/// The status that stands for the class of a failure.
int statusOf(const Error &error);

/// An error as application/problem+json (RFC 9457): type, title, status, detail, code, arguments.
Answer problem(const Error &error);
/// The same with a status of its own.
Answer problem(int status, const Error &error);

/// A document as it is sent.
Answer jsonAnswer(const QJsonObject &body, int status = 200);

/// An answer that is there already.
QFuture<Answer> answered(Answer answer);

} // namespace pult::api
