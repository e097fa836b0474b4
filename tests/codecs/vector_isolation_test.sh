#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A CPU without an instruction set never meets it: the objects for it are the only ones that have
# any of it. Usage: vector_isolation_test.sh OBJDUMP OBJECT..., compiled for the baseline CPU.
set -eu
objdump=$1
shift

# Everything of AVX and later begins with a v; AVX-512 alone has masks and registers from 16 on.
avx='^v'
avx512='%zmm|%k[0-7]|%[xy]mm(1[6-9]|2[0-9]|3[01])'
listing=$(mktemp)
trap 'rm -f "$listing"' EXIT

status=0
with_avx2=0
with_avx512=0
without=0

forbid() {
    if grep -qE "$1" "$listing"; then
        printf '%s has instructions of another set:\n' "$2" >&2
        grep -E "$1" "$listing" | head -n 3 >&2
        status=1
    fi
}

for object; do
    "$objdump" -d --no-show-raw-insn "$object" | sed -n 's/^ *[0-9a-f]*:[[:space:]]*//p' >"$listing"
    case $object in
    *_avx512.c.o)
        if grep -q '%zmm' "$listing"; then with_avx512=$((with_avx512 + 1)); fi
        ;;
    *_avx2.c.o)
        forbid "$avx512" "$object"
        if grep -q '%ymm' "$listing"; then with_avx2=$((with_avx2 + 1)); fi
        ;;
    *)
        forbid "$avx" "$object"
        if [ -s "$listing" ]; then without=$((without + 1)); fi
        ;;
    esac
done

# What finds nothing anywhere has not looked.
if [ "$with_avx2" -eq 0 ] || [ "$with_avx512" -eq 0 ] || [ "$without" -eq 0 ]; then
    printf 'objects with AVX2: %s, with AVX-512: %s, with neither: %s; wanted some of each\n' \
        "$with_avx2" "$with_avx512" "$without" >&2
    status=1
fi
exit $status
