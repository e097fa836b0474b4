#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# "use.sh PACKAGES FOLDER BASE.tar [ARCHITECTURE]" makes the container image of the packages as a user would, but
# that a system in a tar stands in for debian:12-slim; weighs it, and measures in it as nobody. No daemon
# is needed: buildah's chroot isolation, and a store of its own in FOLDER.
set -eu
packages=$1
folder=$2
base=$3
architecture=${4-amd64}
# Under emulation no floor is met, and the emulator's threads are those of a subject that helps itself.
if [ "$architecture" = "$(dpkg --print-architecture)" ]; then
    measured="--workload comp3"
else
    measured="--workload display-zoned --no-referee"
fi
most_bytes=60000000 # Of what is downloaded.

say() {
    echo "use.sh, $(($(date +%s) - began)) s: $1"
}
began=$(date +%s)
store=$folder/store
with_store() {
    buildah --root "$store" --runroot "$folder/run" --storage-driver vfs "$@"
}
# In a container of its own, as whoever the image says.
in_container() {
    container=$1
    shift
    with_store run --isolation chroot --volume "$folder/lock:/run/lock" "$container" -- "$@"
}
measure() {
    container=$1
    shift
    # shellcheck disable=SC2086 # words
    in_container "$container" perfharness run $measured "$@"
}

say "the base"
made=$(with_store from scratch)
with_store config --arch "$architecture" "$made"
with_store add --quiet "$made" "$base" /
with_store commit --quiet --rm "$made" base >/dev/null

say "the image"
with_store build --isolation chroot --arch "$architecture" --quiet --build-arg BASE=localhost/base --tag image \
    --file "$(dirname "$0")/../../../script/Dockerfile" "$packages"
with_store push --quiet image "docker-archive:$folder/image.tar:perfharness:latest"
"$(dirname "$0")/../../../script/ci/copy-image" "$folder/image.tar" "oci:$folder/layout:latest"
bytes=$(du --bytes --summarize "$folder/layout/blobs" | cut -f 1)
say "$bytes bytes, compressed"

mkdir --mode=1777 "$folder/lock"
first=$(with_store from --arch "$architecture" "oci:$folder/layout:latest") # As it is downloaded.
second=$(with_store from --arch "$architecture" localhost/image)
[ "$(in_container "$first" id -u)" = 65532 ]
in_container "$first" perfharness subjects
say "measuring"
measure "$first" --subject native --launches 2 --output-dir /reports/report
in_container "$first" perfharness validate /reports/report/perf.json

# The lock's folder is the host's in both, and in it stands who had it last.
say "two containers"
lock=$folder/lock/perfharness.lock
last=$(cat "$lock")
measure "$first" --launches 1000 --output-dir /reports/long >/dev/null 2>&1 &
long=$!
until [ "$(cat "$lock")" != "$last" ]; do
    kill -0 $long || { echo "use.sh: the first container ended without the lock" >&2; exit 1; }
    sleep 0.2
done
said=$(measure "$second" --wait 1 --output-dir /reports/report 2>&1) &&
    { echo "use.sh: the second container measured beside the first" >&2; exit 1; }
echo "$said"
case $said in *--wait*) ;; *) exit 1 ;; esac
pkill -INT -f "/reports/long" || true
wait $long || true

[ "$bytes" -le $most_bytes ] || {
    echo "use.sh: the image has $bytes bytes, and was to have $most_bytes at most" >&2
    exit 1
}
say "done"
