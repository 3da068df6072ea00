// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange.h"

namespace pult::api {

QByteArray Request::header(QByteArrayView name) const
{
    return net::headerOf(headers, name);
}

} // namespace pult::api
