// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "admission.h"

#include "kindrules.h"

#include <algorithm>

namespace pult::queue {

void narrow(ClaimRequest &request, const Admission &admission)
{
    if (admission.all >= 0)
        request.limit = std::min(request.limit, admission.all);
    for (auto it = admission.most.cbegin(); it != admission.most.cend(); ++it) {
        if (it.value() <= 0) {
            request.kinds.removeAll(it.key());
        } else if (request.kinds.contains(it.key()) && it.value() < request.limit) {
            if (isShort(it.key()))
                request.limit = it.value();
            else
                request.longLimit = request.longLimit < 0 ? it.value() : std::min(request.longLimit, it.value());
        }
    }
}

} // namespace pult::queue
