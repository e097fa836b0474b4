#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Run a program for Windows: wine.sh PROGRAM.exe ARGUMENT…. What wine keeps is below build/windows, and
# nobody else's. It says nothing itself. "wine.sh --begin" lets what wine needs run until "wine.sh --end",
# or for some minutes after the last program: else it begins, and ends, with each, which takes a second.
WINEPREFIX=$(cd "$(dirname "$0")/../.." && pwd)/build/windows/wine
# No program has a window: a desktop would be begun with whichever comes first, and hold its streams open.
export WINEPREFIX WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml,explorer.exe,winemenubuilder.exe=
case $1 in
--begin)
    # What begins has no part in our caller's streams, which it would hold open.
    exec </dev/null >/dev/null 2>&1
    mkdir -p "$WINEPREFIX"
    /usr/lib/wine/wineserver64 --persistent=600
    exec /usr/lib/wine/wine64 cmd /c exit
    ;;
--end) exec /usr/lib/wine/wineserver64 --kill ;;
*) exec /usr/lib/wine/wine64 "$@" ;;
esac
