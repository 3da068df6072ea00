#!/bin/sh
# SPDX-FileCopyrightText: Pult contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tools/packages.sh run|test: installs what is missing on Debian 12, everything said on stderr. Returns at once when
# nothing is. `run` = to build and start Pult, `test` = that and what the tests need.
set -eu

build="build-essential cmake ninja-build qt6-base-dev libqt6opengl6-dev qt6-charts-dev qt6-websockets-dev qt6-svg-dev
    qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools qt6-translations-l10n libqt6sql6-psql libqt6sql6-sqlite qcoro-qt6-dev libboost1.81-dev
    libspdlog-dev prometheus-cpp-dev libexpected-dev qtkeychain-qt6-dev libcli11-dev libpq-dev libssl-dev zlib1g-dev ca-certificates"
tests="systemd util-linux postgresql pgbouncer haproxy faketime g++-mingw-w64-x86-64-posix xvfb openbox tint2 xdotool scrot procps prometheus
    curl jq zsh fish"

wanted=$build
if ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null; then
    wanted="$wanted chromium"
fi
if [ "${1:-run}" = test ]; then
    wanted="$wanted $tests"
    # The tests call it by name; and Debian's npm can conflict with a Node.js from elsewhere.
    command -v chromium >/dev/null || wanted="$wanted chromium"
    command -v npm >/dev/null || wanted="$wanted nodejs npm"
fi

if ! command -v apt-get >/dev/null; then
    echo "packages: no apt-get here; needed are: $(echo $wanted)" >&2
    exit 0
fi

missing=
for package in $wanted; do
    case $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true) in
    installed*) ;;
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

root=
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "packages: please run as root: apt-get install$missing" >&2
        exit 2
    fi
    root=sudo
fi
echo "packages: installing$missing" >&2
{
    $root apt-get update -q
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
} </dev/null >&2
