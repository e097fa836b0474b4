#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Nine attacks on 100 histories drawn at random, with time stamps, their rhythm and a witness
set -eu
cd "$(dirname "$0")/../.."

script/setup test
cmake --preset dev
cmake --build --preset dev
export ATTACK_HISTORIES=50
ATTACK_SEED=1001 ctest --preset dev -R '^cli_stamp_attacks$' --output-on-failure &
first=$!
ATTACK_SEED=2001 ctest --preset dev -R '^cli_stamp_attacks$' --output-on-failure
wait "$first"
