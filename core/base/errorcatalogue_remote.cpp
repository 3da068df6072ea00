// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Error codes of pultctl with --url: what a node said, and what cannot be asked of one, with why and what to do
// instead.
#include "errorcatalogue.h"

#include <QtGlobal>

namespace pult {

namespace {

// clang-format off
constexpr ErrorWords rows[] = {
    {"url_invalid",
     QT_TRANSLATE_NOOP("pult::Core", "\"%1\" is not the address of a node."),
     QT_TRANSLATE_NOOP("pult::Core", "It looks like http://office-2:8088.")},
    {"url_redirected",
     QT_TRANSLATE_NOOP("pult::Core", "%1 does not answer itself but leads to %2."),
     QT_TRANSLATE_NOOP("pult::Core", "If that is the node, give its address to --url; the token is not sent to another place unasked.")},
    {"api_refused", QT_TRANSLATE_NOOP("pult::Core", "The node refused (HTTP %1): %2"), ""},
    {"node_said", "%1", ""},
    {"url_bulk_upload",
     QT_TRANSLATE_NOOP("pult::Core", "\"%1\" takes recording and media from this computer, and a node at another address cannot read its files."),
     QT_TRANSLATE_NOOP("pult::Core", "Run it on the node's computer, or name files of that computer: pultctl --url … tasks add --kind bulk_upload --payload '{\"flow\":…,\"profiles\":[…],\"media\":[…]}'.")},
    {"url_config_check",
     QT_TRANSLATE_NOOP("pult::Core", "\"%1\" reads the settings' files and the environment that a start on this computer would read, and these are not the node's."),
     QT_TRANSLATE_NOOP("pult::Core", "Run it on the node's computer; what the node works with is shown by: pultctl --url … config show.")},
    {"url_flow_check",
     QT_TRANSLATE_NOOP("pult::Core", "\"%1\" looks at a file of this computer and needs no node."),
     QT_TRANSLATE_NOOP("pult::Core", "Leave out --url.")},
    {"url_flow_run",
     QT_TRANSLATE_NOOP("pult::Core", "\"%1\" plays a file of this computer and follows its steps in the database, which the node's address does not give."),
     QT_TRANSLATE_NOOP("pult::Core", "Run it on the node's computer, or hand over the recording itself: pultctl --url … tasks add --kind browser_flow --payload '{\"flow\":…,\"profile\":…}'.")},
    {"url_migrate",
     QT_TRANSLATE_NOOP("pult::Core", "\"%1\" rebuilds the tables of a database, and no address of a node may do that."),
     QT_TRANSLATE_NOOP("pult::Core", "Run it where DATABASE_URL or --data-dir names the database; a newer node also does it when it starts.")},
    {"url_profiles",
     QT_TRANSLATE_NOOP("pult::Core", "\"%1\" asks the browser provider of this computer, and a node does not hand out the list of its own."),
     QT_TRANSLATE_NOOP("pult::Core", "Run it on the node's computer, without --url.")},
    {"url_service",
     QT_TRANSLATE_NOOP("pult::Core", "\"%1\" speaks to the service manager of this computer, which knows nothing of a node elsewhere."),
     QT_TRANSLATE_NOOP("pult::Core", "Run it on the node's computer; over its address there are: pultctl --url … nodes drain, stop, restart.")},
};
// clang-format on

} // namespace

std::span<const ErrorWords> remoteErrors()
{
    return rows;
}

} // namespace pult
