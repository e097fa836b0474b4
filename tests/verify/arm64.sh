#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Packages for 64-bit ARM, built on another machine; installed there, they measure and report under qemu-user.
set -eu
exec "$(dirname "$0")/bare/run" "script/package arm64" tests/verify/arm64/use.sh
