#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Proves the NEON kernels on a machine that cannot run them: builds kernelcheck for AArch64 in the
# folder that is named and runs it under qemu-user. Proves only: what it took there is no speed.
set -eu
source=$(cd "$(dirname "$0")" && pwd)
build=$1

for tool in aarch64-linux-gnu-gcc qemu-aarch64; do
    command -v "$tool" >/dev/null || {
        echo "The NEON kernels cannot be checked: there is no $tool. script/setup test installs it." >&2
        exit 1
    }
done
mkdir -p "$build"
toolchain=$source/../../../script/aarch64-linux-gnu.cmake
if ! { cmake -S "$source" -B "$build" -G Ninja -DCMAKE_TOOLCHAIN_FILE="$toolchain" \
    -DCMAKE_BUILD_TYPE=Release && cmake --build "$build" --target kernelcheck; } \
    >"$build/build.log" 2>&1; then
    cat "$build/build.log" >&2
    exit 1
fi
qemu-aarch64 "$build/kernelcheck/kernelcheck" --isa neon
