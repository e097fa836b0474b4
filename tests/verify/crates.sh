#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The crates of copybook-rs.so: licences, sources, advisories, and whether a planted one is found.
set -eu
cd "$(dirname "$0")/../.."
script/setup test
CHECKS="licenses bans sources" script/ci/check-crates
SOURCE=$PWD PYTHONDONTWRITEBYTECODE=1 exec /usr/bin/python3 tests/verify/crates/planted_test.py
