#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The half that reads and reports, built without the engine (PH_MEASURE=OFF), and its tests.
set -eu
cd "$(dirname "$0")/../.."
script/setup test
exec cmake --workflow --preset reports
