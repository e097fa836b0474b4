#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The workflows run by act: from a slower pull request to the red comment, from its mending to the green one.
set -eu
cd "$(dirname "$0")/../.."
script/setup test
script/build >/dev/null
with=$PWD/build/verify/workflows
rm -rf "$with/prefix"
cmake --install build/release --prefix "$with/prefix" >/dev/null
/usr/bin/python3 -m pip install --quiet --require-hashes --no-deps --upgrade --root-user-action=ignore \
    --target "$with/python" --requirement tests/workflows/requirements.txt
# Builds of copybook-rs are kept for the next time.
export SOURCE="$PWD" PREFIX="$with/prefix" ACT="$with/python/bin/act" XDG_CACHE_HOME="$with/cache" TERM=dumb
export PYTHONPATH=tests/github:tests/alert:tests/cli PYTHONDONTWRITEBYTECODE=1
/usr/bin/python3 tests/verify/workflows/release_run_test.py
exec /usr/bin/python3 tests/verify/workflows/workflows_run_test.py "$@"
