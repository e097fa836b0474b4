#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Run a test that measures on every CPU there is. script/test keeps all others off the last CPU,
# which is the one that is measured on, so that both can go on at a time.
set -eu
exec taskset -c "0-$(($(nproc --all) - 1))" "$@"
