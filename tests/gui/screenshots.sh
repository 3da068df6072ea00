#!/bin/bash
# SPDX-FileCopyrightText: Pult contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Pictures of every panel and dialog, in both languages and themes, on a display of their own, a node at work behind:
#   tests/gui/screenshots.sh BUILD_DIR OUTPUT_DIR [WIDTHxHEIGHT...]
# Needs Xvfb, openbox and tint2, and BUILD_DIR/tests/showwindow (ninja showwindow). For each size, language and theme
# there is a folder with a picture a stop and sheet.png, all of them in small. About half a minute each.
# PULT_LANGUAGES and PULT_THEMES choose fewer or others (contrast); QT_SCALE_FACTOR and QT_FONT_DPI work as always.
set -euo pipefail
build=$1
out=$2
shift 2
sizes=("$@")
[ $# -eq 0 ] && sizes=(1280x720 1920x1080)
started=()
stop() {
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do
        kill "${started[i]}" 2>/dev/null || true
        wait "${started[i]}" 2>/dev/null || true
    done
    started=()
}
trap stop EXIT
export DBUS_SESSION_BUS_ADDRESS=disabled: PULT_KEYCHAIN=off

# display SIZE: an X server with a window manager and a tray.
display() {
    local number
    number=$(mktemp)
    Xvfb -displayfd 3 -screen 0 "${1}x24" -nolisten tcp 3>"$number" 2>/dev/null &
    started+=($!)
    for _ in $(seq 100); do [ -s "$number" ] && break; sleep 0.1; done
    DISPLAY=:$(cat "$number")
    export DISPLAY
    rm -f "$number"
    openbox 2>/dev/null & started+=($!)
    tint2 >/dev/null 2>&1 & started+=($!)
}

missed=0
for size in "${sizes[@]}"; do
    stop
    display "$size"
    for lang in ${PULT_LANGUAGES:-en ru}; do
        for theme in ${PULT_THEMES:-light dark}; do
            for state in filled empty; do
                folder=$out/$size-$lang-$theme-$state
                arguments=(--lang "$lang" --theme "$theme" --maximized --environment production --pictures "$folder")
                [ "$state" = empty ] && arguments+=(--empty)
                "$build/tests/showwindow" "${arguments[@]}" 2> >(grep -v propagateSizeHints >&2) || missed=1
            done
        done
    done
done
exit $missed
