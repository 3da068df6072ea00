// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Error codes of a node's HTTP server: what it refuses, and what keeps it from listening.
#include "errorcatalogue.h"

#include <QtGlobal>

namespace pult {

namespace {

// clang-format off
constexpr ErrorWords rows[] = {
    // Requests that are refused
    {"request_malformed",
     QT_TRANSLATE_NOOP("pult::Core", "This is no request that can be answered: %1."),
     QT_TRANSLATE_NOOP("pult::Core", "Send it as HTTP/1.1 with escaped UTF-8 in the address.")},
    {"headers_too_large",
     QT_TRANSLATE_NOOP("pult::Core", "The request has more headers than are read (limit %1)."), ""},
    {"body_too_large",
     QT_TRANSLATE_NOOP("pult::Core", "The request's body is larger than %1 bytes."),
     QT_TRANSLATE_NOOP("pult::Core", "Send it in several requests.")},
    {"bodies_too_many",
     QT_TRANSLATE_NOOP("pult::Core", "Too many large requests are on their way at once."),
     QT_TRANSLATE_NOOP("pult::Core", "Try again in a moment.")},
    {"connections_too_many",
     QT_TRANSLATE_NOOP("pult::Core", "Too many connections are open."),
     QT_TRANSLATE_NOOP("pult::Core", "Try again in a moment, and close connections that are done.")},
    {"request_timeout",
     QT_TRANSLATE_NOOP("pult::Core", "The request did not arrive whole within %1 s."), ""},
    {"answer_timeout",
     QT_TRANSLATE_NOOP("pult::Core", "The node found no answer within %1 s."),
     QT_TRANSLATE_NOOP("pult::Core", "Try again; if it stays so, look at the database's load.")},
    {"path_unknown",
     QT_TRANSLATE_NOOP("pult::Core", "There is nothing at %1."),
     QT_TRANSLATE_NOOP("pult::Core", "See /api/v1/openapi.json for what there is.")},
    {"method_not_allowed",
     QT_TRANSLATE_NOOP("pult::Core", "%1 is not possible here."),
     QT_TRANSLATE_NOOP("pult::Core", "It takes: %2")},
    {"rate_limited",
     QT_TRANSLATE_NOOP("pult::Core", "More than %1 requests in %2 s."),
     QT_TRANSLATE_NOOP("pult::Core", "Come back in %3 s.")},
    // Access
    {"access_needs_token",
     QT_TRANSLATE_NOOP("pult::Core", "This needs a token."),
     QT_TRANSLATE_NOOP("pult::Core", "Send the header Authorization: Bearer …; pultctl token create makes one.")},
    {"access_token_refused",
     QT_TRANSLATE_NOOP("pult::Core", "The token is not accepted: %1."),
     QT_TRANSLATE_NOOP("pult::Core", "See the tokens with: pultctl token list.")},
    {"access_scope_missing",
     QT_TRANSLATE_NOOP("pult::Core", "The token does not allow this; it needs: %1."),
     QT_TRANSLATE_NOOP("pult::Core", "Use one that may, or create it with: pultctl token create.")},
    {"access_banned",
     QT_TRANSLATE_NOOP("pult::Core", "Too many wrong tokens came from this address."),
     QT_TRANSLATE_NOOP("pult::Core", "It may try again in %1 s.")},
    {"host_not_ours",
     QT_TRANSLATE_NOOP("pult::Core", "\"%1\" is no name of this computer."),
     QT_TRANSLATE_NOOP("pult::Core", "Use localhost or its address.")},
    // Tokens
    {"token_unknown",
     QT_TRANSLATE_NOOP("pult::Core", "There is no token \"%1\"."),
     QT_TRANSLATE_NOOP("pult::Core", "See all of them with: pultctl token list.")},
    {"token_exists",
     QT_TRANSLATE_NOOP("pult::Core", "There is a token \"%1\" already."),
     QT_TRANSLATE_NOOP("pult::Core", "Rotate or revoke it, or choose another name.")},
    {"token_name_invalid",
     QT_TRANSLATE_NOOP("pult::Core", "\"%1\" is no name for a token."),
     QT_TRANSLATE_NOOP("pult::Core", "It takes 1 to 64 letters, digits, dots, dashes and underscores.")},
    {"token_scope_unknown",
     QT_TRANSLATE_NOOP("pult::Core", "\"%1\" is nothing that a token can allow."),
     QT_TRANSLATE_NOOP("pult::Core", "It takes: read, operate, admin, metrics.")},
    // What keeps the server from listening
    {"api_port_busy",
     QT_TRANSLATE_NOOP("pult::Core", "The port %2 of %1 is taken by another program."),
     QT_TRANSLATE_NOOP("pult::Core", "Choose another with WORKER_BASE_PORT (0: any free one), or end that program.")},
    {"api_host_invalid",
     QT_TRANSLATE_NOOP("pult::Core", "WORKER_HOST = \"%1\" is no address to listen on."),
     QT_TRANSLATE_NOOP("pult::Core", "Write localhost or a numeric address such as 127.0.0.1 or 0.0.0.0.")},
    {"api_needs_token",
     QT_TRANSLATE_NOOP("pult::Core", "WORKER_HOST = %1 can be reached from other computers, and there is no token."),
     QT_TRANSLATE_NOOP("pult::Core", "Create one with pultctl token create, or set WORKER_API_TOKEN.")},
    {"tls_files_unusable",
     QT_TRANSLATE_NOOP("pult::Core", "The certificate %1 with the key %2 cannot be used: %3."),
     QT_TRANSLATE_NOOP("pult::Core", "Both are PEM files that belong together and that Pult may read.")},
    {"proxy_not_network",
     QT_TRANSLATE_NOOP("pult::Core", "TRUSTED_PROXIES names \"%1\", which is no address or network."),
     QT_TRANSLATE_NOOP("pult::Core", "Write addresses or networks such as 10.0.0.0/8, with commas between.")},
};
// clang-format on

} // namespace

std::span<const ErrorWords> apiErrors()
{
    return rows;
}

} // namespace pult
