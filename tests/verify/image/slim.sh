#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# "slim.sh BARE.tar SLIM.tar": the bare system without what debian:12-slim leaves out, and what is
# installed on it, too; with this machine's sources of packages, and its certificates.
set -eu
root=$(mktemp -d "${2%/*}/slim.XXXXXX")
trap 'rm -rf --one-file-system "$root"' EXIT
tar -C "$root" -xf "$1"
chmod 755 "$root"
for name in doc info lintian locale man; do
    echo "path-exclude /usr/share/$name/*"
    find "$root/usr/share/$name" -mindepth 1 ! -type d ! -name copyright -delete
done >"$root/etc/dpkg/dpkg.cfg.d/slim"
echo "path-include /usr/share/doc/*/copyright" >>"$root/etc/dpkg/dpkg.cfg.d/slim"
sources=/etc/apt/sources.list.d/debian.sources
if grep -qs bookworm-security "$sources"; then
    cp "$sources" "$root$sources"
    rm -f "$root/etc/apt/sources.list"
fi
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*
certificates=/etc/ssl/certs/ca-certificates.crt
[ ! -e "$certificates" ] || cp -L "$certificates" "$root$certificates"
tar -C "$root" -cf "$2" .
