#!/bin/bash
# SPDX-FileCopyrightText: Pult contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The service on a real systemd, process 1 of a bare Debian of its own:
#   tests/ctl/realsystemd.sh BUILD_DIR [FOLDER]
# Packs pultd from BUILD_DIR, installs it into a fresh Debian in FOLDER (kept, so that a second run is quick) and boots
# that in namespaces of its own, without a network but its loopback. Then a node is installed, started, asked, killed,
# held still until the watchdog replaces it, restarted and stopped, and one with the demo's uploads drives Chromium out
# of the hardened unit. Says each step; exit code 1 at the first that does not do what it should.
# Needs root, debootstrap, cpack and Debian's archive; about three minutes, of which one is the watchdog's.
set -euo pipefail
build=$1
root=${2:-$(mktemp -d /var/tmp/pult-systemd-XXXXXX)}
packages=$(mktemp -d)
booted=
log=$packages/log
stop() {
    local code=$?
    [ -n "$booted" ] || [ "$code" = 0 ] || tail -n 20 "$log" >&2
    [ -z "$booted" ] || { kill -9 "$booted" && wait "$unshared"; } 2>/dev/null || true
    rm -rf "$packages"
}
trap stop EXIT

# Debian, the package, a browser.
[ -e "$root/lib/systemd/systemd" ] ||
    debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,procps,curl bookworm "$root" >"$log"
(cd "$build" && cpack -G DEB -B "$packages" >>"$log" 2>&1)
cp "$packages"/pultd_*.deb "$root/root/pultd.deb"
cp /etc/resolv.conf "$root/etc/resolv.conf"
DEBIAN_FRONTEND=noninteractive chroot "$root" bash -c '
    apt-get update && apt-get install -y --no-install-recommends --reinstall /root/pultd.deb chromium' >>"$log" 2>&1

rm -rf "$root"/var/log/journal "$root"/var/lib/{private/pultd,pultd} "$root"/etc/systemd/system/pultd.service.d

cat >"$root/root/boot" <<'BOOT'
#!/bin/bash
mount --bind "$1" "$1"
cd "$1"
mount -t proc proc proc
mount --rbind /sys sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mount --rbind /dev dev
mkdir -p old
pivot_root . old
umount -l /old
export container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin
exec /lib/systemd/systemd --log-target=console --show-status=no </dev/null >/tmp/boot.log 2>&1
BOOT

cat >"$root/root/show" <<'SHOW'
#!/bin/bash
export LC_ALL=C.UTF-8
say() { echo "$1"; }
fail() { echo "FAILED: $1"; journalctl -u pultd --no-pager -o cat -n 30; exit 1; }
of() { systemctl show pultd -p "$1" --value; }
# until SECONDS CONDITION...
until_() { local left=$1; shift; until "$@"; do [ $((left -= 1)) -ge 0 ] || return 1; sleep 1; done; }
replaced() { local now; now=$(of MainPID); [ "$now" != 0 ] && [ "$now" != "$1" ] && [ "$(of ActiveState)" = active ]; }
address() { journalctl -u pultd --no-pager -o cat | grep -o 'listening url=.*' | tail -1 | cut -d= -f2; }
browsers() { pgrep -c chromium || true; }

pultctl service uninstall >/dev/null 2>&1
pultctl service install || fail "install"
pultctl service start || fail "start"
pultctl service status || fail "status of a running one"
[ "$(of ActiveState) $(of Type)" = "active notify" ] || fail "start returned before the node was ready"
[ "$(curl -s "$(address)/api/v1/health/simple")" = '{"ok":true,"status":"healthy"}' ] || fail "health"
tells() { [ -n "$(of StatusText)" ]; }
until_ 10 tells || fail "no status for systemd"
say "ready when start returned, healthy; systemd shows \"$(of StatusText)\""

first=$(of MainPID)
pultctl service restart || fail "restart"
replaced "$first" || fail "restart left process $first"
say "restarted: $first, then $(of MainPID)"

killed=$(of MainPID)
kill -9 "$killed"
until_ 20 replaced "$killed" || fail "not started again after a kill"
say "killed $killed: $(of MainPID) took its place"

held=$(of MainPID)
kill -STOP "$held"
until_ 100 replaced "$held" || fail "the watchdog did not replace a node that stands still"
say "held still $held: the watchdog had $(of MainPID) take its place"

systemctl reload pultd
journal_has() { journalctl -u pultd -o cat --no-pager | grep -q "$1"; }
until_ 10 journal_has "settings read again" || fail "reload"
say "settings read again"
pultctl service stop || fail "stop"
pultctl service status && fail "status of a stopped one says 0"

mkdir -p /etc/systemd/system/pultd.service.d
printf '[Service]\nExecStart=\nExecStart=/usr/bin/pultd --demo\nEnvironment=PULT_DATA_DIR=/var/lib/pultd/demo\n' \
    >/etc/systemd/system/pultd.service.d/demo.conf
systemctl daemon-reload
pultctl service start || fail "start of the demo"
uploaded() { [ "$(journalctl -u pultd -o cat --no-pager | grep -c 'outcome=completed')" -ge 3 ]; }
until_ 60 uploaded || fail "Chromium did not upload from within the unit"
pultctl service stop || fail "stop of the demo"
[ "$(browsers)" = 0 ] || fail "browsers left"
say "three uploads by Chromium from within the unit, no browser left"

rm -r /etc/systemd/system/pultd.service.d
pultctl service uninstall || fail "uninstall"
systemctl is-enabled pultd 2>/dev/null | grep -q enabled && fail "still enabled"
say "uninstalled; $(systemd-analyze security --offline=true /lib/systemd/system/pultd.service --no-pager | tail -1)"
SHOW
chmod +x "$root/root/boot" "$root/root/show"

unshare -m -p -f -C -u -n "$root/root/boot" "$root" 2>/dev/null &
unshared=$!
for ((i = 0; i < 100; i++)); do
    booted=$(pgrep -P "$unshared" || true)
    [ -n "$booted" ] && nsenter -t "$booted" -m -p systemctl is-system-running --wait >/dev/null 2>&1 && break
    sleep 0.2
done
nsenter -t "$booted" -m -p -C -u -n /root/show
