#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Whatever several files can write to is anybody's: no variable of ours that is not const has
# external linkage. Of C++, what a library's header leaves in our object is weak, and no word of ours.
#
# usage: no_writable_global_test.sh OBJECT...
set -eu

# Class D (data), B (zero at first), C (common), G and S (the same, small); .data.rel.ro is const.
symbols=$(nm -f sysv "$@" | awk -F '|' '
    /^Symbols from / { object = $0; sub(/^Symbols from /, "", object); sub(/:$/, "", object) }
    NF < 7 { next }
    {
        gsub(/ /, "", $1); gsub(/ /, "", $3); gsub(/ /, "", $7)
        seen += $3 == "T"
        if ($3 ~ /^[DBCGS]$/ && $7 !~ /^\.data\.rel\.ro/ && $1 !~ /^__odr_asan/)
            print object ": " $1
    }
    END { if (!seen) print "no function in the objects: is this the output of nm?" }')
if [ -n "$symbols" ]; then
    printf '%s\n' "$symbols" "these variables can be written from everywhere" >&2
    exit 1
fi
