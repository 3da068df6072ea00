// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Error codes of what programs ask of a node by HTTP: what is wrong, where, and what to do.
#include "errorcatalogue.h"

#include <QtGlobal>

namespace pult {

namespace {

// clang-format off
constexpr ErrorWords rows[] = {
    {"request_value_invalid",
     QT_TRANSLATE_NOOP("pult::Core", "%1 = %2 is not right."),
     QT_TRANSLATE_NOOP("pult::Core", "It takes: %3")},
    {"request_field_unknown",
     QT_TRANSLATE_NOOP("pult::Core", "%1 is not known here."),
     QT_TRANSLATE_NOOP("pult::Core", "Known are: %2")},
    {"request_field_missing",
     QT_TRANSLATE_NOOP("pult::Core", "%1 is missing."),
     QT_TRANSLATE_NOOP("pult::Core", "Add it; /api/v1/openapi.json says what it takes.")},
    {"request_parameter_twice",
     QT_TRANSLATE_NOOP("pult::Core", "%1 is given more than once."),
     QT_TRANSLATE_NOOP("pult::Core", "Give it once; several values are written with commas between.")},
    {"request_body_missing",
     QT_TRANSLATE_NOOP("pult::Core", "The request has no body."),
     QT_TRANSLATE_NOOP("pult::Core", "Send a JSON document; /api/v1/openapi.json says which.")},
    {"request_bulk_upload_alone",
     QT_TRANSLATE_NOOP("pult::Core", "/%1 is a bulk upload in an array."),
     QT_TRANSLATE_NOOP("pult::Core", "Send it alone, as an object.")},
    {"alert_unknown",
     QT_TRANSLATE_NOOP("pult::Core", "There is no alert %1."),
     QT_TRANSLATE_NOOP("pult::Core", "It may have ended; /api/v1/alerts lists those that fire.")},
    {"provider_silent",
     QT_TRANSLATE_NOOP("pult::Core", "%1 did not answer within %2 s."),
     QT_TRANSLATE_NOOP("pult::Core", "Check that the app runs.")},
};
// clang-format on

} // namespace

std::span<const ErrorWords> requestErrors()
{
    return rows;
}

} // namespace pult
