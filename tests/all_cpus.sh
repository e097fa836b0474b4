#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Run a test that measures on every CPU that script/test may use: it keeps all other tests off the
# last one, which is the one that is measured on. Without script/test, run it as it is.
set -eu
[ -z "${TEST_CPUS-}" ] || exec taskset -c "$TEST_CPUS" "$@"
exec "$@"
