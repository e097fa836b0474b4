#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# In place of a library that is left out: whatever is called of it ends the program with one sentence.
# "without.sh NAME…" shows the compiler Debian's headers of each, and the linker a library without
# anything in it; "without.sh LOG" fills that with all that LOG, a linker's, has missed.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)/build/windows
folder=$top/without
host=x86_64-w64-mingw32
library=$folder/lib/libwithout.a

# MODULE HEADERS…: as pkg-config knows it, and below /usr/include. What these include is in $needs.
stand_in() {
    module=$1
    shift
    for header in "$@"; do
        found=$(find /usr/include /usr/include/x86_64-linux-gnu -maxdepth 2 -path "*/$header" | head -n 1)
        ln -sfn "$found" "$folder/include/${header##*/}"
    done
    cat >"$folder/lib/pkgconfig/$module.pc" <<END
Name: $module
Description: not there, see tests/windows/without.sh
Version: $(pkg-config --modversion "$module")
Cflags: -I$folder/include
Libs: -L$folder/lib -lwithout
Requires: $needs
END
}

# All names are one place, a function's like a table's.
fill() {
    sed -n "s/.*undefined reference to \`\(.*\)'/\1/p" "$1" | sort -u >"$folder/names"
    {
        echo .text
        sed 's/.*/.globl &\n&:/' "$folder/names"
        echo "    sub \$40, %rsp"
        echo "    call ph_without"
    } >"$folder/without.s"
    cat >"$folder/without.c" <<END
#include <stdio.h>
#include <stdlib.h>

void ph_without(void)
{
    (void)fputs("perfharness: this program was built without $(cat "$folder/libraries"); "
                "script/windows builds it whole\n", stderr);
    exit(1);
}
END
    for suffix in c s; do
        "$host-gcc-posix" -O1 -c "$folder/without.$suffix" -o "$folder/$suffix.o"
    done
    "$host-ar" rcs "$library" "$folder/c.o" "$folder/s.o"
    echo "left out: $(cat "$folder/libraries"): $(wc -l <"$folder/names") names of them end the program"
}

if [ -f "$1" ]; then
    fill "$1"
    exit
fi
rm -rf "$folder"
mkdir -p "$folder/include" "$folder/lib/pkgconfig"
"$host-ar" rcs "$library"
echo "$*" | sed 's/ /, /g' >"$folder/libraries"
for name in "$@"; do
    needs=
    case $name in
    curl) stand_in libcurl curl ;;
    libarchive) stand_in libarchive archive.h archive_entry.h ;;
    libpq) stand_in libpq postgresql/libpq-fe.h postgresql/postgres_ext.h postgresql/pg_config_ext.h ;;
    pango)
        needs="cairo-pdf gobject-2.0 harfbuzz"
        stand_in pangocairo pango-1.0/pango
        stand_in pangoft2
        ;;
    qpdf) stand_in libqpdf qpdf ;;
    *)
        echo "without.sh: $name cannot be left out: curl, libarchive, libpq, pango and qpdf can" >&2
        exit 2
        ;;
    esac
done
