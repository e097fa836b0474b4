#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Who may include whom: one line per folder, the folder and the prefixes of what it may include.
# A folder without a line fails, so that a new one is thought about. Then: what no code may call.
set -eu
cd "$1"

status=0
rules=$(cat <<'RULES'
codecs/codepage    codepage/ perfharness/codec.h
codecs/kernel      kernel/ codepage/ perfharness/codec.h perfharness/isa.h
codecs/native      column.h failure.h perfharness/codec.h perfharness/subject.h
codecs/synthetic   column.h failure.h options.h perfharness/subject.h
codecs/gnucobol    ascii.h runtime.h perfharness/subject.h
fixtures           perfharness/workload.h perfharness/random.h encode.h letter.h phrase.h
harness/include    perfharness/
harness/error      error/
harness/bridge     bridge/ error/
harness/system     system/ error/ [a-z_]*.h
harness/subject    subject/ perfharness/
harness/worker     worker/ subject/ perfharness/
harness/settings   settings/ bridge/ error/ perfharness/workload.h
harness/measure    measure/ system/ bridge/ error/ subject/operation.h worker/beacon.h worker/limits.h worker/noise_cause.h perfharness/
harness/vectors    vectors/ measure/ error/ subject/code_page.h perfharness/subject.h
harness/history    history/ measure/ verdict/ settings/thresholds.h error/
harness/verdict    verdict/ measure/measurement.h measure/statistics.h settings/thresholds.h measure/timestamp.h
harness/import     import/ measure/ bridge/json_schema.h error/
harness/compare    compare/ measure/ verdict/slowdown.h verdict/change.h verdict/remarks.h subject/operation.h error/
harness/github     github/ error/ measure/document.h verdict/verdict.h
harness/fitness    fitness/ system/ error/ measure/statistics.h worker/noise.h
harness/tune       tune/ system/ error/
harness/command    command/ compare/ fitness/ tune/ github/ bridge/mustache.h measure/ verdict/ history/ settings/ system/ vectors/ error/ subject/ perfharness/ figure.h contrast_text.h json_member.h limits_table.h perf_json.h terminal.h validation_log.h judgement_json.h judgement_text.h report.h export/export.h import/ crosscheck_report.h
reporting          compare/contrast.h import/crosscheck.h import/imported.h measure/measurement.h measure/noise_seen.h measure/statistics.h verdict/ bridge/mustache.h [a-z_]*.h chart/ error/
reporting/chart    chart/ [a-z_]*.h
reporting/export   export/ measure/measurement.h measure/receipt_seal.h measure/statistics.h error/ [a-z_]*.h
RULES
)

includes() {
    find "$1" -maxdepth 1 \( -name '*.[ch]' -o -name '*.cpp' \) -exec grep -HnE '^ *# *include +"' {} +
}

while read -r folder allowed; do
    pattern=$(printf '%s' "$allowed" | tr ' ' '|')
    if includes "$folder" | grep -vE "include +\"($pattern)"; then
        echo "$folder may include only: $allowed" >&2
        status=1
    fi
done <<RULES
$rules
RULES

for folder in harness/*/; do
    printf '%s\n' "$rules" | grep -q "^${folder%/} " || {
        echo "${folder%/} has no line in tests/layering_test.sh" >&2
        status=1
    }
done

# The worker is linked without GLib; the codecs and fixtures know nothing but libc.
if grep -rnE 'include +<(glib|gio|hwloc|libcpuid|curl)' codecs fixtures harness/worker harness/subject; then
    echo "codecs, fixtures, worker and subject use the C library only" >&2
    status=1
fi
# Unbounded, not reentrant, or a shell where none is needed.
if grep -rnwE '(sprintf|strcpy|strcat|strtok|atoi|atof|gets|gmtime|localtime|system|popen) ?\(' \
    --include='*.[ch]' --include='*.cpp' codecs fixtures harness reporting; then
    echo "these functions are not used here" >&2
    status=1
fi
exit $status
