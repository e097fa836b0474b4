#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Allocations of two builds side by side: 40 times the same, 20 times one more in a thousand items, found
set -eu
cd "$(dirname "$0")/../.."

script/setup test
cmake --preset dev
cmake --build --preset dev
PERFHARNESS=$PWD/build/dev/bin/perfharness SUBJECTS=$PWD/build/dev/tests/subjects \
    exec /usr/bin/python3 tests/verify/allocations/repeated.py
