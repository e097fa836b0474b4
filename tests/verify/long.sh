#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Tests of the label long: NEON kernels under qemu-user, every fault of storage and every kill, other releases' bytes.
set -eu
cd "$(dirname "$0")/../.."
script/setup test
cmake --preset dev -DPH_ALL_TESTS=ON
cmake --build --preset dev
exec ctest --preset dev-long
