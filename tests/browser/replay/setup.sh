#!/bin/sh
# SPDX-FileCopyrightText: Pult contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# setup.sh DIR: puts @puppeteer/replay and puppeteer, as locked here, into DIR/node_modules, and the script that uses them
# beside. Installs nothing when they are there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=$1
mkdir -p "$dir"
cp "$here/replay.mjs" "$dir/"
if [ -f "$dir/complete" ] && cmp -s "$here/package-lock.json" "$dir/package-lock.json"; then
    exit 0
fi
rm -f "$dir/complete"
cp "$here/package.json" "$here/package-lock.json" "$dir/"
cd "$dir"
PUPPETEER_SKIP_DOWNLOAD=1 npm ci --no-audit --no-fund --ignore-scripts --loglevel=error 1>&2
touch complete
