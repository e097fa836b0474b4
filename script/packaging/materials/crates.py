# SPDX-License-Identifier: AGPL-3.0-or-later
"""What cargo says of the crate copybook-rs.so: which crates it is made of, and what they need."""
import json
import os
import platform
import shutil
import subprocess
import tomllib


def target_of(machine):
    """As rustc calls it."""
    return f"{machine}-unknown-linux-gnu"


def read_metadata(crate, target=target_of(platform.machine())):
    """As build-subject.sh looks for cargo: one that is too old does not know the lock."""
    said = "there is none"
    for program in (os.environ.get("CARGO", "cargo"), "/usr/bin/cargo"):
        found = shutil.which(program)
        if not found:
            continue
        result = subprocess.run(
            [found, "metadata", "--format-version", "1", "--locked", "--offline",
             "--filter-platform", target],
            cwd=crate, capture_output=True, encoding="utf-8", check=False)
        if result.returncode == 0:
            return json.loads(result.stdout)
        said = result.stderr.strip()
    raise SystemExit(f"cargo does not say which crates are linked: {said}")


def is_macro(package):
    return any("proc-macro" in target["kind"] for target in package["targets"])


def needs(metadata, name, of_build=False):
    """Ids of the crates whose code a crate has; with of_build, those of its build script as well."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    kinds = {None, "build"} if of_build else {None}
    return [link["pkg"] for link in nodes[name]["deps"]
            if any(kind["kind"] in kinds for kind in link["dep_kinds"])]


def reach(metadata, may_follow, of_build):
    packages = {package["id"]: package for package in metadata["packages"]}
    root = metadata["resolve"]["root"]
    found, left = {}, [root]
    while left:
        name = left.pop()
        if name not in found and may_follow(packages[name]):
            found[name] = packages[name]
            left += needs(metadata, name, of_build)
    del found[root] # The project's own.
    return sorted(found.values(), key=lambda package: (package["name"], package["version"]))


def linked_crates(metadata):
    """Those whose code is in the library: no build scripts, no macros."""
    return reach(metadata, lambda package: not is_macro(package), False)


def all_crates(metadata):
    """Those, and what runs while they are built."""
    return reach(metadata, lambda package: True, True)


def checksums(crate):
    """SHA-256 of each crate as the registry has it, by name and version."""
    with open(crate / "Cargo.lock", "rb") as file:
        lock = tomllib.load(file)
    return {(package["name"], package["version"]): package["checksum"]
            for package in lock["package"] if "checksum" in package}
