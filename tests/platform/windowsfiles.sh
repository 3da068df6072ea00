#!/bin/sh
# SPDX-FileCopyrightText: Pult contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# windowsfiles.sh SOURCE-DIR: compiles every *_windows.cpp of core and ui for Windows.
set -eu
cd "$1"
files=$(find core ui -name '*_windows.cpp')
[ -n "$files" ] || { echo "no Windows files found" >&2; exit 1; }
for file in $files; do
    if grep -q '#include <Q' "$file"; then
        echo "$file: uses Qt" >&2
        exit 1
    fi
    x86_64-w64-mingw32-g++-posix -std=c++20 -Wall -Wextra -Werror -Icore -Iui -fsyntax-only "$file"
    echo "compiles for Windows: $file"
done
