#!/bin/sh
# SPDX-FileCopyrightText: Pult contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# ./run.sh [ARGS]: builds Pult and starts `pult ARGS`. Everything it says itself goes to stderr.
set -eu
root=$(cd "$(dirname "$0")" && pwd)
"$root/tools/packages.sh" run
"$root/tools/build" release pult pultd pultctl
exec "$root/build/release/bin/pult" "$@"
