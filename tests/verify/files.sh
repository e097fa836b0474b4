#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A file of 1 GiB and what is made of it, cold and warm, proven; nothing of it is left
set -eu
cd "$(dirname "$0")/../.."

script/setup test
cmake --preset dev
cmake --build --preset dev
# The reference alone, and one launch.
folder=$(mktemp -d build/verify-files.XXXXXX)
trap 'rm -rf "$folder"' EXIT INT TERM
mkdir "$folder"/files
build/dev/bin/perfharness run --subject native --workload file-display --workload file-encode \
    --file-size 1GiB --launches 1 --file-dir "$folder"/files --output-dir "$folder"/report
build/dev/bin/perfharness validate "$folder"/report/perf.json
[ -z "$(ls -A "$folder"/files)" ]
