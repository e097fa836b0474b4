#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# clang's analyzer, which goes through the paths of each function: script/test has clang-tidy without it.
set -eu
cd "$(dirname "$0")/../.."
exec script/lint code analyzer
