#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Builds copybook-rs.so and puts it among the subjects.
#
#   build-subject.sh TARGET-FOLDER SUBJECT-FOLDER [TARGET-CPU [CARGO-ARGUMENT...]]
#
# Without further arguments cargo builds exactly what Cargo.lock names; with some, as with a [patch]
# in the place of the published crates, it may change the lock.
# Where it cannot be built, the rest of the project still can: the reason is then a warning and one
# line in SUBJECT-FOLDER/copybook-rs.unavailable, and the exit status is 0.
# CARGO names a cargo to use instead of the one on PATH; the rustc beside it is used with it.
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
log=$PWD/copybook-rs-build.log
minimum=$(sed -n 's/^rust-version = "1\.\([0-9]*\)".*/\1/p' "$crate_folder/Cargo.toml")

give_up() {
    rm -f "$subject"
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
# What panics say has the places of sources: the same wherever it is built. Of two prefixes that
# fit, rustc takes the one that stands last.
add_flags "--remap-path-prefix=${CARGO_HOME:-${HOME-}/.cargo}=/cargo"
add_flags "--remap-path-prefix=$crate_folder=/copybook-rs"
CARGO_ENCODED_RUSTFLAGS=$flags
CARGO_TARGET_DIR=$target_folder
export RUSTC CARGO_ENCODED_RUSTFLAGS CARGO_TARGET_DIR
# This would send the result elsewhere. (RUSTFLAGS is not looked at, where the encoded ones are.)
unset CARGO_BUILD_TARGET

cd "$crate_folder"
if ! "$cargo" build --release "$@" >"$log" 2>&1; then
    give_up "cargo build failed: $(sed -n 's/^error[^:]*: //p' "$log" | head -n 1) (see $log)"
fi

# A program that has the old file open keeps it: replace, do not overwrite.
trap 'rm -f "$subject.$$"' EXIT
cp "$target_folder/release/libperfharness_copybook_rs.so" "$subject.$$"
mv -f "$subject.$$" "$subject"
rm -f "$unavailable"
