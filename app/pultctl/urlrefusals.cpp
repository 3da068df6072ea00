// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What belongs to this computer and cannot be asked of a node elsewhere. Each code says why, and what to do instead.
#include "verbs.h"

namespace pult::ctl {

using namespace Qt::StringLiterals;

Error urlRefusal(const QString &verb)
{
    const std::pair<QLatin1StringView, Error> refusals[] = {
        {"bulk-upload create"_L1, {ErrorKind::Invalid, u"url_bulk_upload"_s, {verb}, {}}},
        {"config check"_L1, {ErrorKind::Invalid, u"url_config_check"_s, {verb}, {}}},
        {"flow check"_L1, {ErrorKind::Invalid, u"url_flow_check"_s, {verb}, {}}},
        {"flow run"_L1, {ErrorKind::Invalid, u"url_flow_run"_s, {verb}, {}}},
        {"migrate"_L1, {ErrorKind::Invalid, u"url_migrate"_s, {verb}, {}}},
        {"profiles list"_L1, {ErrorKind::Invalid, u"url_profiles"_s, {verb}, {}}},
    };
    for (const auto &[name, refusal] : refusals) {
        if (verb == name)
            return refusal;
    }
    Q_ASSERT_X(verb.startsWith("service "_L1), "pultctl", qPrintable(verb));
    return {ErrorKind::Invalid, u"url_service"_s, {verb}, {}};
}

} // namespace pult::ctl
