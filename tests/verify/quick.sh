#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The preset quick on a bare Debian 12: no npm, Go, SIMDe, GnuCOBOL or cross compiler.
set -eu
exec "$(dirname "$0")/bare/run" script/setup \
    "apt-get install --no-install-recommends -y -qq git libcmocka-dev python3-jsonschema >/dev/null" \
    "cmake --workflow --preset quick"
