#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Tests of the label long: kernels emulated, work under valgrind, bisections, faults of storage, kills, releases.
set -eu
cd "$(dirname "$0")/../.."
script/setup test
cmake --preset dev -DPH_ALL_TESTS=ON
cmake --build --preset dev --target all kernelcheck_simde
exec ctest --preset dev-long
