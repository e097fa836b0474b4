# SPDX-License-Identifier: AGPL-3.0-or-later
"""
What a package's copyright file has to say: the project's licence, and the licences of the code of
others that is inside the binaries.

    copyright.py COMPONENT SOURCE-FOLDER OUTPUT [TARGET]

TARGET is what the crates are built for, as rustc calls it: this machine. Which crates are linked
in, cargo says; they have been fetched, as they have been built. A crate with a licence of which
nothing is known here is an error.
"""
import pathlib
import platform
import re
import sys

import crates
from debian_packages import COPIED

# Of the licences that a crate offers the first of these is taken; how its file is called.
LICENCES = {"MIT": ("LICENSE-MIT", "LICENSE"), "CC0-1.0": (), "AGPL-3.0-or-later": ()}
WITHOUT_A_TEXT = {"CC0-1.0": "/usr/share/common-licenses/CC0-1.0", "AGPL-3.0-or-later": "above"}
NOTICES = ("NOTICE", "LICENSE-THIRD-PARTY")

HEAD = """perfharness
===========

Copyright: the authors of perfharness, as the history of its sources names them.
License: AGPL-3.0-or-later

"""
RUST = """The Rust standard library
=========================

Its code is in copybook-rs.so.

Copyright: The Rust Project contributors
License: MIT OR Apache-2.0; the text of the latter is in /usr/share/common-licenses/Apache-2.0

"""


def without_apache(text):
    """A file of several licences has a line between them; Debian has the text of this one."""
    return re.sub(r"^ *Apache License\n *Version 2\.0.*?(?=^===|\Z)",
                  "Apache-2.0, the text is in /usr/share/common-licenses/Apache-2.0\n\n", text,
                  flags=re.MULTILINE | re.DOTALL)


def headline(text):
    return f"{text}\n{'=' * len(text)}\n\n"


def licence_of(package):
    offered = package["license"].replace("/", " OR ").split(" OR ")
    for licence, names in LICENCES.items():
        if licence in offered:
            break
    else:
        raise SystemExit(f"copyright.py: {package['name']} {package['version']} is under "
                         f"{package['license']}, which nobody has looked at")
    folder = pathlib.Path(package["manifest_path"]).parent
    text = next(((folder / name).read_text(encoding="utf-8") for name in names
                 if (folder / name).exists()), None)
    if text is None and licence not in WITHOUT_A_TEXT:
        raise SystemExit(f"copyright.py: {package['name']} {package['version']} has no text of its "
                         f"licence, {licence}")
    notices = [without_apache((folder / name).read_text(encoding="utf-8")) for name in NOTICES
               if (folder / name).exists()]
    return licence, text or "", notices


def describe_crates(packages):
    """Those with the same text stand above it together."""
    groups = {}
    for package in packages:
        licence, text, notices = licence_of(package)
        groups.setdefault((licence, "\n".join([text, *notices]).strip()), []).append(package)
    for (licence, text), members in groups.items():
        yield headline("Crates in copybook-rs.so: " + ", ".join(
            f"{package['name']} {package['version']}" for package in members))
        authors = sorted({author for package in members for author in package["authors"]})
        yield "".join(f"Copyright: {author}\n" for author in authors)
        where = WITHOUT_A_TEXT.get(licence)
        yield f"License: {licence}{f', the text is {where}' if where else ''}\n\n"
        yield f"{text}\n\n" if text else ""


def describe_copied_packages():
    for package in sorted({package for packages in COPIED.values() for package in packages}):
        path = pathlib.Path("/usr/share/doc") / package / "copyright"
        where = " and ".join(sorted(pathlib.Path(program).name for program, packages in COPIED.items()
                                    if package in packages))
        yield headline(f"Code of {package} in {where}, as Debian's package says")
        yield path.read_text(encoding="utf-8").strip() + "\n\n"


def main(component, source, output, target=crates.target_of(platform.machine())):
    source = pathlib.Path(source)
    parts = [HEAD, (source / "LICENSE").read_text(encoding="utf-8"), "\n"]
    if component == "perfharness":
        metadata = crates.read_metadata(source / "codecs" / "copybook-rs", target)
        parts += [RUST, *describe_crates(crates.linked_crates(metadata)), *describe_copied_packages()]
    pathlib.Path(output).write_text("".join(parts).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
