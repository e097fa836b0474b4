# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The bill of materials of one architecture: the files that are delivered, the programs in them, and what
those are made of. cyclonedx.py and spdx.py write it, each in its format.
"""
import dataclasses
import re
import urllib.parse

import crates
import debian_packages
import programs

LICENCE = "AGPL-3.0-or-later"
ARCHIVE = re.compile(r"perfharness-(?P<version>.+)-linux-(?P<machine>[^-]+)\.tar\.gz")
SUBJECT = "lib/perfharness/subjects/copybook-rs.so"

# How a part comes into what is delivered.
LINKED = "linked"        # The loader brings it, from where it is installed.
COPIED = "copied"        # Its code is in the program: from headers, an archive, or a crate.
BUILDS = "builds"        # It runs while a crate is built: macros, build scripts.
DELIVERED = "delivered"  # It is ours.


@dataclasses.dataclass(frozen=True)
class Part:
    id: str          # Unique in the bill; letters, digits, "." and "-".
    name: str
    version: str
    use: str
    licence: str     # An SPDX expression.
    supplier: str
    purl: str = None
    sha256: str = None
    is_program: bool = False


@dataclasses.dataclass
class Bill:
    version: str
    machine: str
    parts: dict = dataclasses.field(default_factory=dict)  # By id, in the order of documents.
    links: list = dataclasses.field(default_factory=list)  # (id, what it has or needs, its id), in order.

    def add(self, part, of, how):
        """A part, and which other part has or needs it."""
        self.parts.setdefault(part.id, part)
        if (of, how, part.id) not in self.links:
            self.links.append((of, how, part.id))


def identify(*words):
    return re.sub(r"[^A-Za-z0-9.-]+", "-", "-".join(words)).strip("-")


def quote(text):
    return urllib.parse.quote(text, safe=".-_~")


def delivered_part(path, version):
    return Part(identify("file", path.name), path.name, version, DELIVERED, LICENCE, "perfharness",
                sha256=programs.sha256(path))


def program_part(program, version):
    return Part(identify("program", program.place), program.place, version, DELIVERED, LICENCE, "perfharness",
                sha256=program.sha256, is_program=True)


def debian_part(package, use, release):
    purl = (f"pkg:deb/debian/{quote(package.name)}@{quote(package.version)}?arch={package.architecture}"
            f"&distro={quote(release)}")
    return Part(identify("deb", package.name), package.name, package.version, use, package.licence, "Debian", purl)


def crate_part(package, use, sums):
    name, version = package["name"], package["version"]
    return Part(identify("crate", name, version), name, version, use, " OR ".join(re.split(" */ *", package["license"])),
                "Rust's registry of crates", f"pkg:cargo/{quote(name)}@{quote(version)}", sums.get((name, version)))


def add_crates(bill, subject, crate, toolchain):
    """What copybook-rs.so is made of, and what each crate needs."""
    metadata = crates.read_metadata(crate, crates.target_of(bill.machine))
    linked = {package["id"] for package in crates.linked_crates(metadata)}
    sums = crates.checksums(crate)
    parts = {package["id"]: crate_part(package, COPIED if package["id"] in linked else BUILDS, sums)
             for package in crates.all_crates(metadata)}
    for origin, of in [(metadata["resolve"]["root"], subject), *((name, part.id) for name, part in parts.items())]:
        for name in sorted(crates.needs(metadata, origin, of_build=True)):
            bill.add(parts[name], of, parts[name].use)
    bill.add(Part(identify("rust-std", toolchain), "The Rust standard library", toolchain, COPIED,
                  "MIT OR Apache-2.0", "The Rust Project", f"pkg:generic/rust-std@{quote(toolchain)}"),
             subject, COPIED)


def read_folder(folder):
    """(version, machine, [(file, its programs, Rust's version)])"""
    archives = [match for match in map(ARCHIVE.fullmatch, sorted(path.name for path in folder.iterdir())) if match]
    if len(archives) != 1:
        raise SystemExit(f"{folder}: one perfharness-VERSION-linux-MACHINE.tar.gz was expected, which script/package "
                         f"makes, and {len(archives)} are there")
    files = sorted([*folder.glob("*.deb"), *folder.glob("*.tar.gz")])
    read = [(path, *programs.programs_of(path)) for path in files]
    machine = archives[0]["machine"]
    for path, found, _ in read:
        for program in found:
            if program.machine != machine:
                raise SystemExit(f"{path}: {program.place} is for {program.machine}, and {archives[0][0]} for "
                                 f"{machine}: a bill is of one architecture")
    return archives[0]["version"], machine, read


def packages_linked(files):
    """By soname, of all programs."""
    found = [program for _, programs_of_file, _ in files for program in programs_of_file]
    sonames = sorted({soname for program in found for soname in program.sonames})
    return debian_packages.packages_of_libraries(sonames, found[0].debian)


def add_program(bill, program, libraries, crate, toolchain):
    own, release = identify("program", program.place), debian_packages.release()
    for soname in program.sonames:
        bill.add(debian_part(libraries[soname], LINKED, release), own, LINKED)
    copied = debian_packages.COPIED.get(program.place, ())
    for package in debian_packages.installed(copied, program.debian).values() if copied else ():
        bill.add(debian_part(package, COPIED, release), own, COPIED)
    if program.place == SUBJECT:
        if toolchain is None:
            raise SystemExit(f"{SUBJECT} has no copybook-rs.build beside it, which says what it was built with")
        add_crates(bill, own, crate, toolchain)


def read_bill(folder, crate):
    """Of the packages and the archive in a folder. The programs were built on this machine."""
    version, machine, files = read_folder(folder)
    bill, known, libraries = Bill(version, machine), {}, packages_linked(files)
    for path, found, toolchain in files:
        whole = delivered_part(path, version)
        bill.add(whole, None, DELIVERED)
        for program in found:
            bill.add(program_part(program, version), whole.id, DELIVERED)
            if program.place not in known:
                add_program(bill, program, libraries, crate, toolchain)
            elif known[program.place] != program:
                raise SystemExit(f"{path}: {program.place} has other bytes than in another file of {folder}")
            known[program.place] = program
    return bill
