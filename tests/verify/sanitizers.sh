#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every test with the sanitizers: also what script/test runs without them only, as it repeats their code.
set -eu
cd "$(dirname "$0")/../.."
script/setup test
cmake --preset asan -DPH_ALL_TESTS=ON
cmake --build --preset asan
ctest --preset asan-all
# Decoding on several threads, and nothing else: GLib's would be reported, which is not built with it.
cmake --preset tsan
cmake --build --preset tsan
exec ctest --preset tsan
