#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Audit reports as PDF: veraPDF finds PDF/A-2a and PDF/UA-1, of three years, of nothing, of any name.
set -eu
cd "$(dirname "$0")/../.."
script/setup pdf
cmake --preset reports
cmake --build --preset reports --target perfharness --target made_up_year
made=$PWD/build/verify/pdf
mkdir -p "$made"
mvn --quiet --batch-mode --file tests/verify/pdf/pom.xml -DbuildDirectory="$made" \
    compile dependency:build-classpath -Dmdep.outputFile="$made/classpath"
export PERFHARNESS="$PWD/build/reports/bin/perfharness" SOURCE="$PWD"
export MADE_UP_YEAR="$PWD/build/reports/bin/made_up_year"
export TEST_SUBJECTS="$PWD/build/reports/tests/subjects" # Which are not run.
VERAPDF="$made/classes:$(cat "$made/classpath")" PYTHONDONTWRITEBYTECODE=1 \
    exec /usr/bin/python3 tests/cli/audit_pdf_test.py
