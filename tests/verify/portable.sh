#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every file of the half that reads and reports compiles for Windows and for macOS; nothing is linked.
set -eu
cd "$(dirname "$0")/../.."
script/setup portable
cmake --preset reports
/usr/bin/python3 -m pip install --quiet --require-hashes --no-deps --upgrade --root-user-action=ignore \
    --target build/verify/zig --requirement tests/verify/portable/requirements.txt
# The compiler's cache is ours to throw away.
ZIG_LOCAL_CACHE_DIR=$PWD/build/verify/portable/cache ZIG_GLOBAL_CACHE_DIR=$PWD/build/verify/portable/cache \
    PYTHONPATH=$PWD/build/verify/zig PYTHONDONTWRITEBYTECODE=1 \
    exec /usr/bin/python3 tests/verify/portable/syntax.py build/reports/compile_commands.json \
    build/verify/portable "$@"
