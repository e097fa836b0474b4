#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Run a program for Windows: wine.sh PROGRAM.exe ARGUMENT…. What wine keeps is below build/windows, and
# nobody else's. It says nothing itself.
WINEPREFIX=$(cd "$(dirname "$0")/../.." && pwd)/build/windows/wine
export WINEPREFIX
WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml= exec /usr/lib/wine/wine64 "$@"
