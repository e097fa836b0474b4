# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which of Debian's packages, as they are installed here, have the code that programs are made of."""
import dataclasses
import pathlib
import re
import subprocess

# Packages whose code is copied into a program, out of headers or an archive: nothing in the program names
# them. What else has headers that are compiled is linked as well, or only declares: tests/packaging
# holds this against what the compiler read.
COPIED = {
    "bin/perfharness": ("libiberty-dev", "libkainjow-mustache-dev", "libtomlplusplus-dev", "libvalijson-dev",
                        "libxxhash-dev", "nlohmann-json3-dev"),
    "lib/perfharness/perfharness-worker": ("libxxhash-dev", "valgrind"),
}

# The licences of what is linked or copied, by source package: of its libraries, as the copyright file says.
# Who adds one has read it, and that it may be in a program under the AGPL-3.0-or-later.
LICENCES = {
    "cairo": "LGPL-2.1-only OR MPL-1.1",
    "capstone": "BSD-3-Clause AND NCSA",
    "cjson": "MIT",
    "cmark": "BSD-2-Clause AND MIT",
    "curl": "curl",
    "elfutils": "GPL-2.0-or-later OR LGPL-3.0-or-later",
    "fontconfig": "HPND-sell-variant",
    "gcc-12": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "glib2.0": "LGPL-2.1-or-later",
    "glibc": "LGPL-2.1-or-later",
    "gnucobol3": "LGPL-3.0-or-later",
    "gsl": "GPL-3.0-or-later",
    "hwloc": "BSD-3-Clause",
    "lcms2": "MIT",
    "libarchive": "BSD-2-Clause",
    "libcpuid": "BSD-2-Clause",
    "libcsv": "LGPL-2.1-or-later",
    "libiberty": "LGPL-2.1-or-later",
    "libkainjow-mustache": "BSL-1.0",
    "libseccomp": "LGPL-2.1-only",
    "liburing": "LGPL-2.1-or-later OR MIT",
    "libyaml": "MIT",
    "nlohmann-json3": "MIT",
    "openssl": "Apache-2.0",
    "pango1.0": "LGPL-2.0-or-later",
    "postgresql-15": "PostgreSQL",
    "qpdf": "Apache-2.0",
    "sqlite3": "blessing",
    "tomlplusplus": "MIT",
    "valgrind": "bzip2-1.0.6", # Of the headers that others include.
    "valijson": "BSD-2-Clause",
    "xxhash": "BSD-2-Clause",
}

TRIPLETS = {"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}
FIELDS = ("Package", "Version", "Architecture", "source:Package", "source:Version")


@dataclasses.dataclass(frozen=True)
class DebianPackage:
    name: str
    version: str
    architecture: str
    source: str
    source_version: str

    @property
    def licence(self):
        if self.source not in LICENCES:
            raise SystemExit(f"{self.name} is of {self.source}, whose licence nobody has looked at: read "
                             f"/usr/share/doc/{self.name}/copyright, and say in LICENCES of {__file__} what "
                             "may be used so")
        return LICENCES[self.source]


def release():
    """The distribution, as a package's address has it."""
    text = pathlib.Path("/etc/os-release").read_text("utf-8")
    return "-".join(re.search(rf"^{field}=\"?([^\"\n]*)", text, re.MULTILINE)[1] for field in ("ID", "VERSION_ID"))


def installed(names, architecture):
    """
    The packages of these names, by name. One that is not installed is an error; of another architecture, it has the
    headers that a cross compiler reads.
    """
    form = "\t".join(f"${{{field}}}" for field in FIELDS)
    said = subprocess.run(["dpkg-query", "--show", "--showformat", form + "\t${db:Status-Status}\n", *names],
                          capture_output=True, encoding="utf-8", check=False).stdout
    found = {}
    for line in said.splitlines():
        *fields, status = line.split("\t")
        package = DebianPackage(*fields)
        if status == "installed" and (package.architecture == architecture or package.name not in found):
            found[package.name] = package
    for name in names:
        if name not in found:
            raise SystemExit(f"the package {name} is not installed here, and the programs should have been built with "
                             "it: script/setup package")
    return found


def places(soname, architecture):
    """Where the loader looks: not in folders that are somebody's own, or a cross compiler's."""
    return [f"{root}/{folder}/{soname}" for root in ("", "/usr")
            for folder in ("lib", "lib64", f"lib/{TRIPLETS[architecture]}")]


def packages_of_libraries(sonames, architecture):
    """By soname, who has the library."""
    said = subprocess.run(["dpkg-query", "--search", *(place for soname in sonames
                                                       for place in places(soname, architecture))],
                          capture_output=True, encoding="utf-8", check=False).stdout
    names = {}
    for line in said.splitlines():
        owners, _, path = line.partition(": ")
        for owner in owners.split(", "):
            name, _, of = owner.partition(":")
            if of in (architecture, ""):
                names[pathlib.Path(path).name] = name
    for soname in sonames:
        if soname not in names:
            raise SystemExit(f"no package of {architecture} that is installed here has {soname}, which is linked")
    packages = installed(sorted(set(names.values())), architecture)
    return {soname: packages[name] for soname, name in names.items()}
