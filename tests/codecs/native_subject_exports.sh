#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The subject exports its entry point and nothing else. Usage: native_subject_exports.sh NM LIBRARY
set -eu

# Sanitizers add symbols of their own, all of which begin with two underscores.
exported=$("$1" -D --defined-only "$2" | awk '{ print $NF }' | grep -v '^__' || true)
if [ "$exported" != ph_subject_entry ]; then
    printf 'exported by %s:\n%s\nwanted: ph_subject_entry alone\n' "$2" "$exported" >&2
    exit 1
fi
