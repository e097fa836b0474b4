#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Packages of HEAD: twice the same bytes, clean for lintian, good to use on a bare Debian 12; bills of materials are valid.
set -eu
cd "$(dirname "$0")/../.."

with=build/verify/package
rm -rf "$with"
mkdir -p "$with"
packages=$(tests/verify/bare/packages)
cp -r "$packages" "$with/first"
tests/verify/bare/run --with "$with" "tests/verify/package/build.sh /with"
tests/verify/bare/run --with "$with" "tests/verify/package/use.sh /with/first"

/usr/bin/python3 -m pip install --quiet --require-hashes --no-deps --upgrade --root-user-action=ignore \
    --target build/verify/materials --requirement tests/verify/package/requirements.txt
PYTHONPATH=build/verify/materials PYTHONDONTWRITEBYTECODE=1 \
    /usr/bin/python3 tests/verify/package/valid_materials.py "$with/first"
