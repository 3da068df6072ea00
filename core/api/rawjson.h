// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>

namespace pult::api {

/// The elements of a valid JSON array as they are written. Through QJsonValue a number beyond 2^63 would not come back
/// the same.
QByteArrayList elementsOf(const QByteArray &jsonArray);

} // namespace pult::api
