#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# clang's analyzer as far as it goes by itself into each function: eleven times as far as script/test.
set -eu
cd "$(dirname "$0")/../.."
exec script/lint code 225000
