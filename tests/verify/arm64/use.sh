#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# On a bare machine where "script/package arm64" has made dist/: installs the packages beside the
# libraries of arm64 that they were linked with, and uses them under qemu-user, which nobody has told
# the kernel of. What it takes there is no speed: only what is right counts.
set -eu
export DEBIAN_FRONTEND=noninteractive
began=$(date +%s)
say() {
    echo "use.sh, $(($(date +%s) - began)) s: $1"
}
fail() {
    echo "use.sh: $1" >&2
    exit 1
}
# "expect STATUS PHRASE COMMAND…": it ends so, and says so.
expect() {
    status=0
    wanted=$1
    phrase=$2
    shift 2
    "$@" >said 2>&1 || status=$?
    if [ "$status" -ne "$wanted" ] || ! tr -s '\n ' ' ' <said | grep -qF -- "$phrase"; then
        cat said >&2
        fail "$*: exit status $status, $wanted and \"$phrase\" were expected"
    fi
}

say "installing"
dist=$PWD/dist
documents=$PWD/fixtures/documents/0.1.0-1/run
vectors=$PWD/fixtures/documents/0.1.0-1/vectors.csv # Its last row is malformed.
[ "$(dpkg-deb -f "$dist"/perfharness_*_arm64.deb Architecture)" = arm64 ]
apt-get install --no-install-recommends -y -qq lintian "$dist"/perfharness_*_arm64.deb \
    "$dist"/perfharness-gnucobol_*_arm64.deb >/dev/null
lintian -I --fail-on error,warning,info --allow-root "$dist"/*.deb
cd "$(mktemp -d)"
installed=/usr/lib/perfharness
for program in /usr/bin/perfharness $installed/perfharness-worker \
    $installed/perfharness-allocations.so $installed/subjects/native.so \
    $installed/subjects/copybook-rs.so $installed/subjects/gnucobol.so; do
    file --brief "$program" | grep -q 'ARM aarch64' || fail "$program is not for 64-bit ARM"
done

say "nobody told the kernel how to start its worker"
perfharness() {
    qemu-aarch64 /usr/bin/perfharness "$@"
}
expect 1 "name the emulator that perfharness runs under in PERFHARNESS_EMULATOR" \
    perfharness subjects
export PERFHARNESS_EMULATOR=qemu-aarch64

say "what reads and reports"
expect 0 "perfharness 0" perfharness --version
expect 0 "Usage" perfharness help run
expect 0 "valid" perfharness validate "$documents/perf.json"
expect 0 "Performance Report: " perfharness check "$documents/perf.json"
perfharness report "$documents/perf.json" --format html --output report.html
[ -s report.html ]

say "a machine that nothing tells from others: the kernel's files are of another architecture"
perfharness system --json >system-info.json
expect 0 "valid" perfharness validate system-info.json
expect 0 "/fingerprint: neither /sys" perfharness system

say "subjects, and their answers"
expect 0 "native" perfharness subjects
for subject in copybook-rs gnucobol native; do
    grep -q "^$subject " said || fail "$subject is not measured"
done
head -n 6 "$vectors" >vectors.csv
expect 0 "native neon 5 0 0" perfharness vectors vectors.csv

say "a run"
# No floor is met, and a busy machine gives no figure: that is said by a status above 2.
status=0
perfharness run --workload comp3 --workload record-comp3 --subject copybook-rs \
    --subject native --launches 1 --no-referee >said 2>&1 || status=$?
cat said
case $status in 0 | 3 | 4) ;; *) fail "the run: exit status $status" ;; esac
grep -q "native .*, neon" said
expect 0 "valid" perfharness validate perf-report/perf.json perf-report/system-info.json
expect 0 "nothing tells this machine from others" perfharness report perf-report/perf.json \
    --format markdown
expect 1 "" perfharness baseline promote perf-report/perf.json
say "done"
