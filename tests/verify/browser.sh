#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Reports in Chromium: on a phone, dark, on paper, by keyboard; and what axe-core finds in them.
set -eu
cd "$(dirname "$0")/../.."
script/setup browser
cmake --preset reports
cmake --build --preset reports --target perfharness --target made_up_year
# As pinned: another version finds something else.
npm install --silent --no-audit --no-fund --ignore-scripts --prefix build/verify/axe axe-core@4.14.1
export PERFHARNESS="$PWD/build/reports/bin/perfharness" SOURCE="$PWD"
export MADE_UP_YEAR="$PWD/build/reports/bin/made_up_year"
export TEST_SUBJECTS="$PWD/build/reports/tests/subjects" # Which are not run.
AXE=$PWD/build/verify/axe/node_modules/axe-core/axe.min.js \
    PYTHONPATH=tests/cli:tests/stored_documents PYTHONDONTWRITEBYTECODE=1 \
    exec /usr/bin/python3 tests/verify/browser/pages_test.py
