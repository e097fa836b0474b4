#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every kernel that this CPU has: proven, with what is undefined trapping, and timed.
set -eu
cd "$(dirname "$0")/../.."

build() { # FOLDER TRAPS
    cmake -S tests/kernelcheck/alone -B "$1" -G Ninja -DCMAKE_BUILD_TYPE=Release -DPH_TRAPS="$2"
    cmake --build "$1" --target kernelcheck
}

build build/kernels-trapping ON
build/kernels-trapping/kernelcheck/kernelcheck
build build/kernels OFF
build/kernels/kernelcheck/kernelcheck --bench
