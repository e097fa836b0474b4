#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Builds copybook-rs.so and puts it among the subjects.
#
#   build-subject.sh TARGET-FOLDER SUBJECT-FOLDER [TARGET-CPU [CARGO-ARGUMENT...]]
#
# Without further arguments cargo builds exactly what Cargo.lock names; with some, as with a [patch]
# in the place of the published crates, it may change the lock.
# Where it cannot be built, the rest of the project still can: the reason is then a warning and one
# line in SUBJECT-FOLDER/copybook-rs.unavailable, and the exit status is 0. Where it can,
# SUBJECT-FOLDER/copybook-rs.build says what it was built from, and how; copybook-rs.lock is the
# Cargo.lock that it was built with.
#
# CARGO names a cargo to use instead of the one on PATH; the rustc beside it is used with it.
# PH_SUBJECT_LOG is where cargo's words go (copybook-rs-build.log here), PH_SUBJECT_SOURCE a checkout's
# files, PH_SUBJECT_COMMIT the commit that they are of. PH_SUBJECT_TARGET is what it is built for, as
# rustc calls it (this machine): cargo's CARGO_TARGET_..._LINKER names what links for another.
set -eu

crate_folder=$(cd "$(dirname "$0")" && pwd)
target_folder=$1
subject_folder=$2
target_cpu=${3:-}
if [ $# -gt 3 ]; then
    shift 3
else
    set -- --locked
fi

subject=$subject_folder/copybook-rs.so
unavailable=$subject_folder/copybook-rs.unavailable
record=$subject_folder/copybook-rs.build
lock=$subject_folder/copybook-rs.lock
log=${PH_SUBJECT_LOG:-$PWD/copybook-rs-build.log}
source=${PH_SUBJECT_SOURCE:-}
minimum=$(sed -n 's/^rust-version = "1\.\([0-9]*\)".*/\1/p' "$crate_folder/Cargo.toml")

give_up() {
    rm -f "$subject" "$record" "$lock"
    printf '%s\n' "$1" >"$unavailable"
    printf 'warning: copybook-rs will not be measured: %s\n' "$1" >&2
    exit 0
}

# The minor version of a Rust 1.x program, empty when it does not run.
minor_version() {
    "$1" --version 2>/dev/null | sed -n 's/^[a-z]* 1\.\([0-9]*\)\..*/\1/p'
}

# Chooses a cargo and its rustc, or says in $found why not.
choose_toolchain() {
    cargo=$(command -v "$1") || return 1
    RUSTC=$(dirname "$cargo")/rustc
    [ -x "$RUSTC" ] || RUSTC=$(command -v rustc) || return 1
    for program in "$cargo" "$RUSTC"; do
        version=$(minor_version "$program")
        if [ "${version:-0}" -lt "$minimum" ]; then
            found="$program is ${version:+of Rust 1.}${version:-not working}"
            return 1
        fi
    done
}

mkdir -p "$target_folder" "$subject_folder"

found="no cargo"
choose_toolchain "${CARGO:-cargo}" || choose_toolchain /usr/bin/cargo ||
    give_up "$found, Rust 1.$minimum or newer is needed (Debian 12: packages cargo-web, rustc-web)"

# Flags for rustc, each behind a unit separator: a path may have blanks.
flags=
add_flags() {
    for flag in "$@"; do
        flags=${flags:+$flags$(printf '\037')}$flag
    done
}

[ -z "$target_cpu" ] || add_flags -C "target-cpu=$target_cpu"
# Functions begin on cache lines, so that code before them that changes does not move them in it.
add_flags -C llvm-args=-align-all-functions=6
# Line tables and names, which say what is inlined into what (line-tables-only lacks the names).
# Nothing of them is loaded, and the instructions are the same without. cargo would strip them.
add_flags -C debuginfo=1 -C strip=none
# What panics and line tables say has the places of sources: the same wherever it is built. rustc
# knows a folder by its name and by where links lead. Of two prefixes that fit, it takes the one that
# stands last.
remap() {
    real=$(cd "$1" 2>/dev/null && pwd -P) || real=$1
    add_flags "--remap-path-prefix=$1=$2" "--remap-path-prefix=$real=$2"
}

cargo_home=${CARGO_HOME:-${HOME-}/.cargo}
remap "$cargo_home" /cargo
remap "$cargo_home/registry" /cargo/registry
remap "$crate_folder" /copybook-rs
[ -z "$source" ] || remap "$source" /source
CARGO_ENCODED_RUSTFLAGS=$flags
CARGO_TARGET_DIR=$target_folder
export RUSTC CARGO_ENCODED_RUSTFLAGS CARGO_TARGET_DIR
# Only what we say here decides where the result is. (RUSTFLAGS is not looked at, where the encoded
# ones are.)
unset CARGO_BUILD_TARGET
target=${PH_SUBJECT_TARGET:-}
built_folder=$target_folder/${target:+$target/}release

cd "$crate_folder"
# Where cargo has some of it already, the time that the rest takes is not that of a build.
is_whole=$([ -d "$built_folder/deps" ] || echo yes)
began_ns=$(date +%s%N)
if ! "$cargo" build --release --ignore-rust-version ${target:+"--target=$target"} "$@" >"$log" 2>&1; then
    give_up "cargo build failed: $(sed -n 's/^error[^:]*: //p' "$log" | head -n 1) (see $log)"
fi
ended_ns=$(date +%s%N)

sha256() {
    sha256sum | cut -d ' ' -f 1
}

# Where cargo has a crate: in the registry's sources, or in the checkout's.
crate_source() {
    crate=$1
    shift
    "$cargo" metadata --offline --format-version=1 --filter-platform "$target" "$@" 2>/dev/null |
        grep -oE "\"name\":\"$crate\",\"version\":.*" | grep -oE '"manifest_path":"([^"\\]|\\.)*"' |
        head -n 1 | sed 's/^"manifest_path":"//; s|/Cargo.toml"$||; s/\\\(.\)/\1/g'
}

# Over every file of the crates, by name.
digest_of_sources() {
    for folder in "$core" "$codec"; do
        [ -n "$folder" ] || return 0
    done
    for folder in "$core" "$codec"; do
        (cd "$folder" && find . -type f ! -name .cargo-ok ! -name .cargo_vcs_info.json -print0 |
            LC_ALL=C sort -z | xargs -0 sha256sum)
    done | sha256
}

# What the publisher of a release recorded of its checkout.
vcs() {
    sed -n "s/.*\"$1\": *\"\{0,1\}\([0-9a-z]*\).*/\1/p" "$codec/.cargo_vcs_info.json" 2>/dev/null || true
}

target=${target:-$("$RUSTC" -vV | sed -n 's/^host: //p')}
core=$(crate_source copybook-core "$@")
codec=$(crate_source copybook-codec "$@")
if [ -n "${PH_SUBJECT_COMMIT:-}" ]; then
    origin=checkout
    commit=$PH_SUBJECT_COMMIT
    is_dirty=false
else
    origin=registry
    commit=$(vcs sha1)
    is_dirty=${commit:+$(vcs dirty)}
    is_dirty=${is_dirty:-${commit:+false}}
fi
release=$(awk '/^name = "copybook-codec"$/ { getline; gsub(/.* = "|"/, ""); print; exit }' Cargo.lock)
built=$built_folder/libperfharness_copybook_rs.so

library_sha256=$(sha256 <"$built")

# What building these bytes took: now, or when it was done; nothing where that is not known. What is
# to be the same wherever it is built has no times in it.
build_seconds() {
    if [ -n "${SOURCE_DATE_EPOCH:-}" ]; then
        return 0
    elif [ -n "$is_whole" ]; then
        awk "BEGIN { printf \"build_s=%.3f\\n\", ($ended_ns - $began_ns) / 1e9 }"
    elif grep -qsx "library_sha256=$library_sha256" "$record"; then
        sed -n '/^build_s=/p' "$record"
    fi
}

# A program that has the old file open keeps it: replace, do not overwrite.
trap 'rm -f "$subject.$$" "$record.$$" "$lock.$$"' EXIT
cp "$built" "$subject.$$"
cp Cargo.lock "$lock.$$"
cat >"$record.$$" <<RECORD
[build]
release=$release
origin=$origin
commit=$commit
is_dirty=$is_dirty
sources_sha256=$(digest_of_sources)
lock_sha256=$(sha256 <Cargo.lock)
toolchain=$("$RUSTC" --version)
flags=$(printf '%s' "$flags" | tr '\037' ' ' | sed 's/ *--remap-path-prefix=[^=]*=[^ ]*//g')
library_sha256=$library_sha256
$(build_seconds)
RECORD
mv -f "$lock.$$" "$lock"
mv -f "$record.$$" "$record"
mv -f "$subject.$$" "$subject"
rm -f "$unavailable"
