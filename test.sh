#!/bin/sh
# SPDX-FileCopyrightText: Pult contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# ./test.sh [--all]: builds everything and runs the tests; --all with those labelled "long". First the unit and storage
# suites under AddressSanitizer and UBSan, then everything in the release build, whose ctest lines come last.
set -eu
cd "$(dirname "$0")"
skip="-LE long"
case ${1:-} in
'') ;;
--all) skip= ;;
*)
    echo "usage: ./test.sh [--all]" >&2
    exit 2
    ;;
esac

tools/packages.sh test
tools/build release
tools/build asan asan_tests

status=0
echo "test: unit and storage suites under AddressSanitizer and UBSan"
ctest --test-dir build/asan -L 'unit|storage' $skip -j2 --output-on-failure --no-tests=error --timeout 900 || status=$?
[ "$status" = 0 ] || echo "test: the sanitizer run FAILED, see above" >&2
echo "test: everything, release build"
ctest --test-dir build/release $skip -j2 --output-on-failure --no-tests=error --timeout 900 || status=$?
exit "$status"
