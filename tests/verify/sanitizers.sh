#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every test with the sanitizers: also what script/test runs without them only, as it repeats their code.
set -eu
cd "$(dirname "$0")/../.."
script/setup test
cmake --preset asan -DPH_ALL_TESTS=ON
cmake --build --preset asan
exec ctest --preset asan-all
