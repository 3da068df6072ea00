// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dolphinstarterror.h"

namespace pult::browser {

using namespace Qt::StringLiterals;

Error startError(const StartAnswer &answer, int status, const QString &profileId)
{
    switch (answer.verdict) {
    case StartVerdict::NoAutomation:
        return {ErrorKind::Denied, u"dolphin_no_automation"_s, {profileId}, answer.text};
    case StartVerdict::PlanHasNoAutomation:
        return {ErrorKind::Denied, u"dolphin_plan_no_automation"_s, {}, answer.text};
    case StartVerdict::PlanProfileLimit:
        return {ErrorKind::Denied, u"dolphin_plan_limit"_s, {}, answer.text};
    case StartVerdict::UnknownProfile:
        return {ErrorKind::NotFound, u"dolphin_profile_unknown"_s, {profileId}, answer.text};
    case StartVerdict::Refused:
        return {ErrorKind::Invalid, u"dolphin_start_refused"_s, {profileId, answer.text}, {}};
    case StartVerdict::FilesLocked:
        return {ErrorKind::Conflict, u"dolphin_files_locked"_s, {profileId}, answer.text};
    default:
        return {ErrorKind::Network, u"dolphin_start_failed"_s, {profileId, answer.text}, u"status=%1"_s.arg(status)};
    }
}

} // namespace pult::browser
