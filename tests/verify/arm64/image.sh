#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# "image.sh FOLDER": the container image of the packages in FOLDER/packages, as on AMD64; what is in it
# runs under qemu-user. Unless the kernel knew already who runs programs for 64-bit ARM, it does so
# meanwhile.
set -eu
cd "$(dirname "$0")/../../.."
with=$1
script/setup image-arm64

# How such a program begins, and which bits of that count. F: who runs it is opened now, for each root.
magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
known=/proc/sys/fs/binfmt_misc
undo=
trap 'eval "$undo"' EXIT
trap 'exit 1' HUP INT TERM
if [ ! -e $known/register ]; then
    mount -t binfmt_misc none $known
    undo="umount $known"
fi
if ! grep -qs 'magic 7f454c460201010000000000000000000200b700' $known/*; then
    printf '%s' ":perfharness-aarch64:M::$magic:$mask:$(command -v qemu-aarch64-static):F" >$known/register
    undo="echo -1 >$known/perfharness-aarch64; $undo"
fi
tests/verify/bare/make arm64 "$with/bare.tar"
tests/verify/image/slim.sh "$with/bare.tar" "$with/base.tar"
tests/verify/image/use.sh "$with/packages" "$with" "$with/base.tar" arm64
