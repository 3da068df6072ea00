#!/bin/bash
# SPDX-FileCopyrightText: Pult contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Pictures of the window in both languages and themes, on a display of their own:
#   tools/screenshots/screenshots.sh BUILD_DIR OUTPUT_DIR [WIDTHxHEIGHT...]
# Needs Xvfb, openbox, tint2 and scrot. BUILD_DIR holds tests/showwindow and, for the demo's pictures, bin/pult.
set -euo pipefail
build=$1
out=$2
shift 2
root=$(cd "$(dirname "$0")/../.." && pwd)
sizes=("${@:-1280x720}")
[ $# -eq 0 ] && sizes=(1280x720 1920x1080)
mkdir -p "$out"
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

# shoot NAME SECONDS ARGS...: one window, one picture.
shoot() {
    local name=$1 pause=$2
    shift 2
    "$build/tests/showwindow" "$@" &
    local window=$!
    sleep "$pause"
    scrot --overwrite "$out/$name.png"
    kill "$window" 2>/dev/null || true
    wait "$window" 2>/dev/null || true
}

# demo LANG NAME: the demo's uploads while they run and after.
demo() {
    "$build/bin/pult" --demo --lang "$1" >/dev/null &
    local window=$!
    sleep 4
    scrot --overwrite "$out/$2-demo-during.png"
    sleep 16
    scrot --overwrite "$out/$2-demo-after.png"
    kill "$window" 2>/dev/null || true
    wait "$window" 2>/dev/null || true
}

for size in "${sizes[@]}"; do
    stop
    number=$(mktemp)
    Xvfb -displayfd 3 -screen 0 "${size}x24" -nolisten tcp 3>"$number" 2>/dev/null &
    started+=($!)
    for _ in $(seq 100); do [ -s "$number" ] && break; sleep 0.1; done
    export DISPLAY=:$(cat "$number")
    rm -f "$number"
    openbox 2>/dev/null & started+=($!)
    tint2 >/dev/null 2>&1 & started+=($!)
    for lang in en ru; do
        for theme in light dark; do
            shoot "$size-$lang-$theme" 4 --lang "$lang" --theme "$theme" --select state:failed --tab 3
            for dock in Queues Locks Workers Profiles Breakers Schedules Log; do
                shoot "$size-$lang-$theme-${dock,,}" 4 --lang "$lang" --theme "$theme" --dock "dock$dock" --row 0
            done
        done
        for ask in Queues:QueuePause Queues:QueueLimits Workers:NodeKill Breakers:BreakerForceOpen Schedules:ScheduleEdit; do
            shoot "$size-$lang-${ask#*:}" 4 --lang "$lang" --theme light --dock "dock${ask%:*}" --row 0 --action "action${ask#*:}"
        done
        shoot "$size-$lang-unknown" 4 --lang "$lang" --theme light --select unknown:yes
        shoot "$size-$lang-dialog" 3 --lang "$lang" --theme light --dialog
        for action in Settings FirstRun Palette Shortcuts Notices; do
            shoot "$size-$lang-$action" 4 --lang "$lang" --theme contrast --action "action$action"
        done
        shoot "$size-$lang-preview" 3 --lang "$lang" --theme dark --table "$root/tools/screenshots/uploads.csv" --tab 1
        shoot "$size-$lang-flow" 3 --lang "$lang" --theme light --flow "$root/resources/demo/upload-flow.json"
        shoot "$size-$lang-empty" 3 --lang "$lang" --theme light --empty
        [ -x "$build/bin/pult" ] && demo "$lang" "$size-$lang"
    done
done
