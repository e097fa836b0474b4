#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# script/bench and script/test of HEAD on a Debian 12 with nothing installed.
set -eu
exec "$(dirname "$0")/bare/run" script/bench script/test
