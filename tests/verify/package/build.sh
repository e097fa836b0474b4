#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# On a bare machine, in a clone: "build.sh FOLDER" fails where another machine than that of the packages
# in FOLDER/first, another folder, user's home, umask and language give others.
set -eu
out=$1

script/setup package

# What is measured is what script/build makes.
cmake --preset release >/dev/null
cmake --build --preset release --target copybook_rs_subject native_subject synthetic_subject \
    gnucobol_subject
mkdir /tmp/unpacked
for package in perfharness perfharness-gnucobol; do
    dpkg-deb -x "$out/first/$package"_*_amd64.deb /tmp/unpacked
done
for subject in copybook-rs gnucobol native fault-injection/synthetic; do
    cmp "/tmp/unpacked/usr/lib/perfharness/subjects/$subject.so" \
        "build/release/lib/perfharness/subjects/$subject.so"
done

elsewhere="/srv/another folder/of some depth"
git clone -q . "$elsewhere"
(
    umask 077
    cd "$elsewhere"
    HOME=/srv/home LANG=C TZ=Asia/Tokyo script/package
)
for file in "$out/first"/*; do
    cmp "$file" "$elsewhere/dist/${file##*/}"
done
[ "$(find "$elsewhere/dist" -type f | wc -l)" -eq "$(find "$out/first" -type f | wc -l)" ]

size=$(stat -c %s "$out/first"/perfharness_*.deb)
echo "perfharness.deb: $size bytes"
# Half of it is the subject in Rust, most of that lines of code, for explanations; a third the program.
[ "$size" -le 4000000 ]

apt-get install --no-install-recommends -y -qq lintian >/dev/null
lintian -I --fail-on error,warning,info --allow-root "$out/first"/*.deb
