#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# "make_checkout.sh CRATE FOLDER": a git repository with the two crates of copybook-rs that CRATE
# depends on, as the registry has them, and two revisions, base and head.
set -eu
crate=$1
folder=$2

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r "$crate/." "$copy"
(cd "$copy" && cargo fetch --locked --quiet)
version=$(sed -n 's/^copybook-codec = "=\(.*\)"/\1/p' "$copy/Cargo.toml")
mkdir "$folder"
cd "$folder"
for name in copybook-core copybook-codec; do
    cp -r "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/"$name-$version" "$name"
    rm -f "$name/Cargo.lock" "$name/.cargo-ok" "$name/.cargo_vcs_info.json"
done
printf '[workspace]\nresolver = "2"\nmembers = ["copybook-core", "copybook-codec"]\n' >Cargo.toml

git init -q
git config user.name test
git config user.email test@localhost
git add -A
git commit -qm base
git tag base
echo '// Nothing that changes code.' >>copybook-codec/src/lib.rs
git commit -qam head
git tag head
