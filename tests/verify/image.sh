#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The container image of HEAD's packages: 60 MB at most, clean for hadolint; what it measures, and that two share a lock.
set -eu
cd "$(dirname "$0")/../.."

with=$PWD/build/verify/image
rm -rf --one-file-system "$with"
mkdir -p "$with"
script/setup image
/usr/bin/python3 -m pip install --quiet --require-hashes --no-deps --upgrade --root-user-action=ignore \
    --target "$with/hadolint" --requirement tests/verify/image/requirements.txt
"$with/hadolint/bin/hadolint" script/Dockerfile

packages=$(tests/verify/bare/packages)
tests/verify/image/slim.sh build/verify/bare.tar "$with/base.tar"
tests/verify/image/use.sh "$packages" "$with" "$with/base.tar"
