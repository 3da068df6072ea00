// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Error codes of reports.
#include "errorcatalogue.h"

#include <QtGlobal>

namespace pult {

namespace {

// clang-format off
constexpr ErrorWords rows[] = {
    {"report_range_invalid",
     QT_TRANSLATE_NOOP("pult::Core", "The range of the report ends (%2) before it begins (%1)."),
     QT_TRANSLATE_NOOP("pult::Core", "Give an end that is later than the beginning.")},
    {"report_column_unknown",
     QT_TRANSLATE_NOOP("pult::Core", "There is no column \"%1\" in the report \"%2\"."),
     QT_TRANSLATE_NOOP("pult::Core", "It has these columns: %3.")},
    {"report_too_large",
     QT_TRANSLATE_NOOP("pult::Core", "The report is larger than %1 MB."),
     QT_TRANSLATE_NOOP("pult::Core", "Ask for a shorter time or fewer columns, or make it on the node's computer.")},
    {"report_payload_invalid",
     QT_TRANSLATE_NOOP("pult::Core", "A scheduled report cannot have %1 = \"%2\"."),
     QT_TRANSLATE_NOOP("pult::Core", "It takes: %3.")},
};
// clang-format on

} // namespace

std::span<const ErrorWords> reportErrors()
{
    return rows;
}

} // namespace pult
