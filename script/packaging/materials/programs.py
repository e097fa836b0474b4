# SPDX-License-Identifier: AGPL-3.0-or-later
"""The programs and libraries that a package or an archive has, and what the loader brings to them."""
import dataclasses
import hashlib
import pathlib
import re
import subprocess
import tempfile

# e_machine of an ELF header: Debian's name of the architecture, and uname's.
ARCHITECTURES = {62: ("amd64", "x86_64"), 183: ("arm64", "aarch64")}
NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")


@dataclasses.dataclass(frozen=True)
class Program:
    place: str      # Below the prefix that it is installed in.
    debian: str     # The architecture, as Debian calls it.
    machine: str    # And as uname does.
    sha256: str
    sonames: tuple  # Of the libraries that it is linked with.


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def needed(path):
    said = subprocess.run(["readelf", "--dynamic", "--wide", path], check=True, capture_output=True,
                          encoding="utf-8", env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}).stdout
    return tuple(sorted(set(NEEDED.findall(said))))


def describe(path, place):
    """None, where the file is no program."""
    with open(path, "rb") as file:
        head = file.read(20)
    if len(head) < 20 or head[:4] != b"\x7fELF":
        return None
    number = int.from_bytes(head[18:20], "little")
    if number not in ARCHITECTURES:
        raise SystemExit(f"{place} is for a machine that nothing is known of here: e_machine {number}")
    return Program(place, *ARCHITECTURES[number], sha256(path), needed(path))


def unpack(path, folder):
    """The folder of the prefix."""
    if path.suffix == ".deb":
        subprocess.run(["dpkg-deb", "--extract", path, folder], check=True)
        return folder / "usr"
    subprocess.run(["tar", "--extract", "--file", path, "--directory", folder,
                    "--strip-components=1"], check=True)
    return folder


def programs_of(path):
    """Those of a .deb or .tar.gz, and what its copybook-rs.so was built with, or None."""
    with tempfile.TemporaryDirectory() as folder:
        prefix = unpack(path, pathlib.Path(folder))
        found = [describe(file, str(file.relative_to(prefix)))
                 for file in sorted(prefix.rglob("*")) if file.is_file() and not file.is_symlink()]
        record = next(prefix.rglob("copybook-rs.build"), None)
        toolchain = record and re.search(r"^toolchain=rustc (\S+)", record.read_text("utf-8"), re.MULTILINE)
        return [program for program in found if program], toolchain and toolchain[1]
