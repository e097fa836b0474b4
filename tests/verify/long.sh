#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Tests of the label long: NEON kernels under qemu-user and AVX-512 in SIMDe, every fault of storage and
# every kill, work counted under valgrind, other releases' bytes.
set -eu
cd "$(dirname "$0")/../.."
script/setup test
cmake --preset dev -DPH_ALL_TESTS=ON
cmake --build --preset dev --target all kernelcheck_simde
exec ctest --preset dev-long
