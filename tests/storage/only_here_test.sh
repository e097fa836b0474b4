#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Only harness/storage/ locks files, writes whole ones and gives them their names, by what
# harness/platform/ has of the system for it.
set -eu
cd "$1"

calls='flock|lockf|fsync|fdatasync|syncfs|rename|renameat|renameat2|link|linkat|g_rename'
calls="$calls|mkstemp|mkostemp|mkstemps|tmpfile|g_mkstemp|g_mkstemp_full|g_file_open_tmp"
calls="$calls|mkdtemp|g_mkdtemp|g_mkdtemp_full|g_dir_make_tmp"
calls="$calls|g_file_set_contents|g_file_set_contents_full"

if grep -rnE "\\b($calls) ?\(" --include='*.[ch]' --include='*.cpp' codecs fixtures harness reporting |
    grep -vE '^harness/(platform|storage)/'; then
    echo "only harness/storage/ calls these, and harness/platform/: use what storage has, or add it there" >&2
    exit 1
fi
# Renamed, it would hold nothing any more.
grep -rqE "\\bflock ?\(" harness/platform
grep -rqE "\\bg_mkstemp_full ?\(" harness/storage
