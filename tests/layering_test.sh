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
harness/storage    storage/ error/
harness/bridge     bridge/ error/
harness/settings   settings/ bridge/ error/ perfharness/workload.h
harness/protocol   protocol/
harness/model      model/ protocol/ error/ perfharness/workload.h
harness/document   document/ model/ bridge/ error/
harness/verdict    verdict/ model/ document/ settings/thresholds.h
harness/baseline   baseline/ document/ model/ verdict/ storage/ settings/ error/
harness/import     import/ document/ model/ bridge/json_schema.h error/
harness/http       http/ error/
harness/github     github/ http/ document/ verdict/verdict.h storage/ error/
harness/system     system/ error/ [a-z_]*.h
harness/subject    subject/ perfharness/
harness/worker     worker/ protocol/ subject/ perfharness/
harness/measure    measure/ protocol/ model/ system/ subject/operation.h error/ perfharness/
harness/vectors    vectors/ measure/ error/ subject/code_page.h perfharness/subject.h
harness/compare    compare/ measure/ verdict/ storage/ subject/operation.h error/
harness/fitness    fitness/ system/ error/ model/statistics.h worker/noise.h
harness/tune       tune/ system/ storage/ error/
harness/session    session/ compare/ measure/ model/ verdict/ settings/ storage/ system/ subject/ tune/ error/ perfharness/ terminal.h
harness/command    command/ session/ compare/ fitness/ tune/ github/ measure/ model/ document/ verdict/ baseline/ settings/ storage/ system/ vectors/ error/ subject/ perfharness/ figure.h contrast_text.h json_member.h limits_table.h perf_json.h terminal.h validation_log.h judgement_json.h judgement_text.h report.h export/export.h import/ crosscheck_report.h
reporting          import/crosscheck.h import/imported.h model/ verdict/ bridge/mustache.h [a-z_]*.h chart/ error/
reporting/chart    chart/ [a-z_]*.h
reporting/export   export/ model/ document/receipt_seal.h error/ [a-z_]*.h
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
