#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# On a bare machine: "use.sh FOLDER" installs the packages of FOLDER, uses them as a user and as an
# administrator does, and removes them again.
set -eu
packages=$1
here=$(cd "$(dirname "$0")" && pwd)
export DEBIAN_FRONTEND=noninteractive

install() {
    apt-get install -y -qq "$@" >/tmp/apt.log 2>&1 || {
        cat /tmp/apt.log
        exit 1
    }
}
# The machine that stands in for this one, whose own settings are nobody's to change here.
tune() {
    PERFHARNESS_STATE=/var/lib/perfharness perfharness tune --cpu 3 --sysfs-root /planted
}
as_user() {
    su user -c "cd && $1"
}
# Whether this program judges what was measured so. (The run as a whole is none that passes.)
is_judged() {
    # A row that passes says so at its end, one that fails in the line below.
    as_user "$1 check perf-report/perf.json || true" | grep -A 1 '^  COMP-3 ' | grep -Eq "^(  COMP-3 .*|    )  $2(:|\$)"
}
say() {
    echo "use.sh, $(($(date +%s) - began)) s: $1"
}
began=$(date +%s)

apt-get update -qq
useradd --create-home --shell /bin/bash user
say "installing, and a first figure"
install "$packages"/perfharness_*.deb
say "installed"
as_user "perfharness run --workload comp3"
say "measured"

as_user "perfharness report perf-report/perf.json --format html --output report.html"
is_judged perfharness PASS
as_user "perfharness validate perf-report/perf.json perf-report/system-info.json"
listed=$(as_user "perfharness subjects")
case $listed in *gnucobol*) exit 1 ;; esac
as_user "perfharness help" >/dev/null

say "manual, completion"
install bash-completion man-db
man perfharness | grep -q '^NAME'
# 124: bash is to try again, now that it is loaded.
bash -ec '. /usr/share/bash-completion/bash_completion
    _completion_loader perfharness || [ $? -eq 124 ]
    complete -p perfharness'
[ -s /usr/share/zsh/vendor-completions/_perfharness ]
[ -s /usr/share/fish/vendor_completions.d/perfharness.fish ]

say "GnuCOBOL's subject, and one of the user's own"
install "$packages"/perfharness-gnucobol_*.deb "$packages"/perfharness-dev_*.deb gcc pkg-config
as_user "perfharness subjects" | grep -q '^gnucobol '
cp "$here/subject.c" /home/user
# shellcheck disable=SC2016 # for the user's shell
as_user 'gcc -O2 -shared -fPIC $(pkg-config --cflags perfharness-subject) -o own.so subject.c'
as_user "perfharness run --workload comp3 --subject own=own.so --subject native --output-dir own"

say "two revisions of copybook-rs"
install cargo-web git rustc-web
as_user "$here/make_checkout.sh /usr/share/perfharness/copybook-rs checkout"
as_user "mkdir empty && cd empty && perfharness compare ~/checkout@base ~/checkout@head \
    --workload comp3 && [ -z \"\$(ls -A)\" ]"

say "the archive"
as_user "mkdir 'a place' && tar -C 'a place' -xf $packages/perfharness-*-linux-*.tar.gz"
archived="'a place'/perfharness-*/bin/perfharness"
is_judged "$archived" PASS
as_user "ls 'a place'/perfharness-*/LICENSE"

say "settings of the administrator"
settings=/etc/perfharness/thresholds.toml
sed 's/^comp3_min_mibs = .*/comp3_min_mibs = 1000000/' "$settings" >/tmp/edited
cmp -s /tmp/edited "$settings" && exit 1
cp /tmp/edited "$settings"
is_judged perfharness FAIL
is_judged "$archived" PASS
install --reinstall "$packages"/perfharness_*.deb
cmp /tmp/edited "$settings"

# What the packages need stays, as nobody asks for it to be removed: what is missing later was ours.
files() {
    find / -xdev \( -path /tmp -o -path /home -o -path /var/cache -o -path /var/lib/apt \
        -o -path /var/lib/dpkg -o -path /var/log -o -path /run -o -path /project \
        -o -path /with \) -prune -o -print | sort
}

say "removing what is tuned"
install python3
PYTHONPATH=/project/tests/cli python3 -c '
import pathlib, planted_host
planted_host.plant(pathlib.Path("/planted"), planted_host.UNTUNED)'
governor=/planted/sys/devices/system/cpu/cpu3/cpufreq/scaling_governor
grep -qx powersave "$governor"
tune
grep -qx performance "$governor"
apt-get remove -y -qq perfharness >/dev/null
grep -qx powersave "$governor"
cmp /tmp/edited "$settings"
[ ! -e /usr/bin/perfharness ]

say "purging"
mkdir -p /var/lib/perfharness
touch /var/lib/perfharness/history.db # Of a history, nothing is lost.
apt-get purge -y -qq perfharness perfharness-gnucobol perfharness-dev >/dev/null
[ "$(ls /var/lib/perfharness)" = history.db ]
rm -r /var/lib/perfharness
files >/tmp/without
grep perfharness /tmp/without && exit 1
install "$packages"/perfharness*.deb
tune
apt-get purge -y -qq perfharness perfharness-gnucobol perfharness-dev >/dev/null
files | diff /tmp/without -
say "done"
