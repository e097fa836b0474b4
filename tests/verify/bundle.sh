#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A run and a comparison of real builds are packed, built again and measured again; builds for two CPUs
# are compared as a matrix.
set -eu
cd "$(dirname "$0")/../.."
script/setup test
script/build >/dev/null
PERFHARNESS=build/release/bin/perfharness exec /usr/bin/python3 tests/verify/bundle/bundle_real.py
