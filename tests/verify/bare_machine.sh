#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# script/bench and script/test of HEAD on a Debian 12 with nothing installed, in a chroot.
#
# Needs root and debootstrap. The packages come from where this machine's come from, and its
# certificates are used. The bare system is made once, in build/verify/bare, and copied for each run.
set -eu
cd "$(dirname "$0")/../.."

[ "$(id -u)" -eq 0 ] || {
    echo "bare_machine: a chroot needs root" >&2
    exit 1
}
command -v debootstrap >/dev/null || {
    echo "bare_machine: there is no debootstrap: apt-get install debootstrap" >&2
    exit 1
}
folder=$PWD/build/verify
base=$folder/bare.tar
mkdir -p "$folder"
if [ ! -f "$base" ]; then
    # shellcheck disable=SC2016 # a format of apt-get's
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' 'Created-By: Packages' |
        head -n 1)
    made=$(mktemp -d "$folder/bare.XXXXXX")
    # shellcheck disable=SC2086 # none: the default of debootstrap
    debootstrap --variant=minbase --include=ca-certificates bookworm "$made" $mirror
    tar -C "$made" -cf "$base.part" .
    mv "$base.part" "$base"
    rm -rf --one-file-system "$made"
fi

root=$(mktemp -d "$folder/run.XXXXXX")
trap 'rm -rf --one-file-system "$root"' EXIT
tar -C "$root" -xf "$base"
chmod 755 "$root"
# Debian's updates too, where this is a Debian 12 itself.
sources=/etc/apt/sources.list.d/debian.sources
if grep -qs bookworm-security "$sources"; then
    cp "$sources" "$root$sources"
    rm -f "$root/etc/apt/sources.list"
fi
for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do
    [ ! -e "$file" ] || cp -L "$file" "$root$file"
done
git clone -q --no-hardlinks . "$root/project"

# The mounts are in a namespace of their own, and end with it. No standard input, as on a runner.
# shellcheck disable=SC2016 # it is the inner shell that expands
unshare --mount --propagation private /bin/sh -euc '
    for name in proc sys dev; do mount --rbind "/$name" "$1/$name"; done
    certificates=/etc/ssl/certs/ca-certificates.crt
    for command in script/bench script/test; do
        chroot "$1" /usr/bin/env -i HOME=/root TERM=dumb LANG=C.UTF-8 CI=true \
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
            SSL_CERT_FILE=$certificates CARGO_HTTP_CAINFO=$certificates PIP_CERT=$certificates \
            NODE_EXTRA_CA_CERTS=$certificates \
            /bin/sh -c "cd /project && exec $command"
    done' sh "$root" </dev/null
