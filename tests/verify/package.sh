#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Packages of HEAD: twice the same bytes, clean for lintian, and good to use on a bare Debian 12.
set -eu
cd "$(dirname "$0")/../.."

with=build/verify/package
rm -rf "$with"
mkdir -p "$with"
tests/verify/bare/run --with "$with" "tests/verify/package/build.sh /with"
tests/verify/bare/run --with "$with" "tests/verify/package/use.sh /with/first"
