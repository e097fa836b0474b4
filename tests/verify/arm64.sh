#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# For 64-bit ARM, on another machine: packages that measure and report under qemu-user, and the image made of them.
set -eu
cd "$(dirname "$0")/../.."
with=$PWD/build/verify/arm64
rm -rf --one-file-system "$with"
mkdir -p "$with"
tests/verify/bare/run --with "$with" "script/package arm64" "cp -r dist /with/packages" tests/verify/arm64/use.sh
exec tests/verify/arm64/image.sh "$with"
