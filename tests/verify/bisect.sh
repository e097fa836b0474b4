#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A commit of copybook-rs itself, made slower among others, is found by bisect.
set -eu
cd "$(dirname "$0")/../.."
script/setup test
script/build >/dev/null
PERFHARNESS=build/release/bin/perfharness exec /usr/bin/python3 tests/verify/bisect/bisect_real.py
