#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# What capability claims to find is found, and nothing else: 40 s of comparisons, with those of script/test.
set -eu
cd "$(dirname "$0")/../.."
script/setup test
cmake --preset dev
cmake --build --preset dev
PERFHARNESS_TEST_ALL=1 exec ctest --preset dev -R '^cli_compare$'
