#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Older releases of copybook-rs are built with today's subject, and their work is counted beside the shipped one's.
set -eu
cd "$(dirname "$0")/../.."
script/setup test
script/build >/dev/null
PERFHARNESS=build/release/bin/perfharness SOURCE=$PWD XDG_CACHE_HOME=$PWD/build/releases \
    exec /usr/bin/python3 tests/verify/releases/releases_real.py
