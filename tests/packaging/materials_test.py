# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Bills of materials name what the loader brings, what the compiler read of others' headers, and what cargo
linked, and nothing else; both formats say the same; the same files give the same bytes. What is not known
is an error, which names it.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import tomllib
import unittest

import copyright as copyright_file
import debian_packages
from program import PREFIX, SOURCE, SUBJECTS_PLACE, WORKER_PLACE

CMAKE = os.environ["CMAKE"]
NAME = "perfharness-0.1.0-linux-x86_64"
# Headers that declare, and have no code that gets into a program: the kernel's, those that Pango's include; and
# the compiler's, whose code is its own.
DECLARES = {"libfreetype-dev", "libgcc-12-dev", "libharfbuzz-dev", "linux-libc-dev"}
OF_OTHER_SYSTEMS = {"libc"}  # Crates that the lock has for them.
MIPS = bytes([8, 0])


def output(*command, **options):
    return subprocess.run([*map(str, command)], capture_output=True, encoding="utf-8", check=False, **options).stdout


def pack_archive(folder, prefix):
    folder.mkdir()
    archive = folder / f"{NAME}.tar.gz"
    subprocess.run(["tar", "--create", "--use-compress-program", "gzip -1", "--file", archive, "--directory", prefix.parent,
                    "--transform", f"s,^{prefix.name},{NAME},", prefix.name], check=True)


def pack_package(folder, prefix):
    with tempfile.TemporaryDirectory() as root:
        shutil.copytree(prefix, pathlib.Path(root) / "usr", symlinks=True)
        (pathlib.Path(root) / "DEBIAN").mkdir()
        (pathlib.Path(root) / "DEBIAN" / "control").write_text(
            "Package: perfharness\nVersion: 0.1.0\nArchitecture: amd64\nMaintainer: nobody\nDescription: x\n")
        subprocess.run(["dpkg-deb", "--build", "-Znone", root, folder / "perfharness_0.1.0_amd64.deb"],
                       check=True, stdout=subprocess.DEVNULL)


def make_bill(folder, **environment):
    return subprocess.run([SOURCE / "script" / "sbom", folder], capture_output=True, encoding="utf-8", check=False,
                          env={**os.environ, "SOURCE_DATE_EPOCH": "1767323045", **environment})


def installed_from(paths):
    """Of which packages the files are, which may have them in /lib or in /usr/lib: names, and names of their sources."""
    real = {os.path.realpath(path) for path in paths}
    either = sorted(real | {path.removeprefix("/usr") for path in real})
    names = {line.partition(": ")[0].partition(":")[0]
             for line in output("dpkg-query", "--search", *either).splitlines()}
    said = output("dpkg-query", "--show", "--showformat", "${Package} ${source:Package}\n", *sorted(names))
    return dict(line.split() for line in said.splitlines())


def headers_read():
    """By object file, as ninja has them from the compiler."""
    read = {}
    for line in output("ninja", "-C", PREFIX, "-t", "deps").splitlines():
        if line.startswith("    "):
            found.add(line.strip())
        elif ": #deps" in line:
            found = read.setdefault(line.partition(":")[0], set())
    return {name: {path for path in paths if path.startswith("/usr/")} for name, paths in read.items()}


def objects_of(program):
    """What it is linked from, archives of ours opened; what only has to be there before is none of it."""
    found, left = set(), [program]
    while left:
        said = output("ninja", "-C", PREFIX, "-t", "query", *left)
        inputs = re.findall(r"^    (?:\| )?([^|/ ]\S*\.[oa])$", "".join(
            part.partition("  outputs:")[0] for part in said.split("  input:")[1:]), re.MULTILINE)
        left = [name for name in inputs if name.endswith(".a") and name not in found]
        found.update(inputs)
    return {name for name in found if name.endswith(".o")}


class Bill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp(prefix="perfharness-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.root)
        cls.prefix = cls.root / "prefix"
        subprocess.run([CMAKE, "--install", PREFIX, "--prefix", cls.prefix], check=True, stdout=subprocess.DEVNULL)
        cls.folder = cls.root / "dist"  # As script/package makes it: both have the same programs.
        pack_archive(cls.folder, cls.prefix)
        pack_package(cls.folder, cls.prefix)
        made = make_bill(cls.folder)
        assert made.returncode == 0, made.stderr
        cls.cyclonedx, cls.spdx = (json.loads((cls.folder / f"{NAME}.{form}.json").read_text("utf-8"))
                                   for form in ("cdx", "spdx"))
        cls.use = {component["name"]: component["properties"][0]["value"] for component in cls.cyclonedx["components"]}

    def named(self, use, prefix):
        return {component["name"] for component in self.cyclonedx["components"]
                if self.use[component["name"]] == use and component.get("purl", "").startswith(prefix)}

    def programs(self):
        return [path for path in self.prefix.rglob("*") if path.is_file() and path.read_bytes()[:4] == b"\x7fELF"]

    def test_what_the_loader_brings(self):
        direct, found = set(), {}
        for program in self.programs():
            direct.update(re.findall(r"^ +NEEDED +(\S+)$", output("objdump", "-p", program), re.MULTILINE))
            # Of ldd's lines, two shapes: "NAME => PLACE (...)" and "PLACE (...)".
            for line in output("ldd", program).splitlines():
                places = re.findall(r"(/\S+) \(", line)
                if places:
                    found[pathlib.Path(line.split()[0]).name] = places[0]
        brought = installed_from(found[soname] for soname in direct)
        self.assertGreaterEqual(len(brought), 20)
        self.assertEqual(self.named("linked", "pkg:deb/"), set(brought))

    def test_what_is_copied_out_of_headers(self):
        """A header's package is linked, or listed as copied, or only declares: another one is news."""
        read = headers_read()
        linked = {path.relative_to(self.prefix): installed_from(
            re.findall(r"(/\S+) \(", output("ldd", path))) for path in self.programs()}
        for place in (pathlib.Path("bin/perfharness"), WORKER_PLACE):
            paths = set().union(*(read.get(name, set()) for name in objects_of(place)))
            packages = installed_from(paths)
            copied = {name for name, source in packages.items()
                      if name not in DECLARES and source not in linked[place].values()}
            with self.subTest(str(place)):
                self.assertEqual(copied, set(debian_packages.COPIED[str(place)]))
        self.assertEqual(self.named("copied", "pkg:deb/"), set().union(*debian_packages.COPIED.values()))

    def test_crates(self):
        lock = tomllib.loads((SOURCE / "codecs/copybook-rs/Cargo.lock").read_text("utf-8"))["package"]
        sums = {(crate["name"], crate["version"]): crate.get("checksum") for crate in lock}
        crates = [component for component in self.cyclonedx["components"]
                  if component.get("purl", "").startswith("pkg:cargo/")]
        for crate in crates:
            self.assertEqual(crate["hashes"], [{"alg": "SHA-256", "content": sums[crate["name"], crate["version"]]}])
        missing = {name for name, _ in sums} - {crate["name"] for crate in crates}
        self.assertEqual(missing - OF_OTHER_SYSTEMS, {"perfharness-copybook-rs"})
        scopes = {crate["name"]: crate["scope"] for crate in crates}
        self.assertEqual((scopes["serde_derive"], scopes["cc"], scopes["serde_core"]), ("excluded", "excluded", "required"))
        self.assertEqual(self.use["The Rust standard library"], "copied")

    def test_licences_that_are_allowed_have_their_text_in_the_package(self):
        """What cargo-deny lets pass, copyright.py can say."""
        allowed = tomllib.loads((SOURCE / "codecs/copybook-rs/deny.toml").read_text("utf-8"))["licenses"]["allow"]
        self.assertEqual(set(allowed), set(copyright_file.LICENCES))

    def test_programs_and_files(self):
        self.assertEqual(self.named("delivered", ""), {
            f"{NAME}.tar.gz", "perfharness_0.1.0_amd64.deb",
            *(str(path.relative_to(self.prefix)) for path in self.programs())})
        self.assertIn(str(SUBJECTS_PLACE / "copybook-rs.so"), self.use)

    def test_everything_hangs_together(self):
        """Each part is reached from the root, and each link leads to a part that is there once."""
        needs = {entry["ref"]: entry["dependsOn"] for entry in self.cyclonedx["dependencies"]}
        names = [component["bom-ref"] for component in self.cyclonedx["components"]]
        self.assertEqual(len(names), len(set(names)))
        reached, left = set(), ["perfharness"]
        while left:
            name = left.pop()
            if name not in reached:
                reached.add(name)
                left += needs[name]
        self.assertEqual(reached, {"perfharness", *names})

    def test_both_formats_say_the_same(self):
        def facts(entries, *keys):
            return {tuple(str(entry.get(key)) for key in keys) for entry in entries}
        packages = [{**package, "purl": package.get("externalRefs", [{}])[0].get("referenceLocator")}
                    for package in self.spdx["packages"][1:]]
        self.assertEqual(facts(packages, "name", "versionInfo", "purl"),
                         facts(self.cyclonedx["components"], "name", "version", "purl"))
        self.assertEqual({package["licenseDeclared"] for package in packages},
                         {component["licenses"][0]["expression"] for component in self.cyclonedx["components"]})
        needs = {(entry["ref"], name) for entry in self.cyclonedx["dependencies"] for name in entry["dependsOn"]}
        links = set()
        for relation in self.spdx["relationships"][1:]:
            pair = [relation[end].removeprefix("SPDXRef-") for end in ("spdxElementId", "relatedSpdxElement")]
            links.add(tuple(reversed(pair) if relation["relationshipType"] == "BUILD_DEPENDENCY_OF" else pair))
        self.assertEqual(links, needs)

    def test_same_bytes(self):
        again = self.root / "again"
        again.mkdir(exist_ok=True)
        for path in self.folder.iterdir():
            if path.suffix != ".json":
                shutil.copy(path, again)
        self.assertEqual(make_bill(again, TZ="Asia/Tokyo", LANG="C", LC_ALL="C", PYTHONHASHSEED="7").returncode, 0)
        for form in ("cdx", "spdx"):
            self.assertEqual((again / f"{NAME}.{form}.json").read_bytes(),
                             (self.folder / f"{NAME}.{form}.json").read_bytes())
        self.assertEqual(self.cyclonedx["metadata"]["timestamp"], "2026-01-02T03:04:05Z")
        self.assertEqual(self.spdx["creationInfo"]["created"], "2026-01-02T03:04:05Z")

    def broken(self, name, change):
        """What is said of an archive whose prefix was changed."""
        prefix, folder = self.root / f"{name}-prefix", self.root / name
        shutil.copytree(self.prefix, prefix, symlinks=True)
        change(prefix)
        pack_archive(folder, prefix)
        made = make_bill(folder)
        self.assertEqual(made.returncode, 1)
        self.assertEqual(len(made.stderr.splitlines()), 1, made.stderr)
        return made.stderr

    def test_what_is_not_known_is_an_error(self):
        def rename_needed(prefix):
            program = prefix / "bin/perfharness"
            program.write_bytes(program.read_bytes().replace(b"libcjson.so.1", b"libnone.so.77"))

        def change_machine(prefix):
            worker = prefix / WORKER_PLACE
            text = worker.read_bytes()
            worker.write_bytes(text[:18] + MIPS + text[20:])
        self.assertIn("has libnone.so.77, which is linked", self.broken("needed", rename_needed))
        self.assertIn("e_machine 8", self.broken("machine", change_machine))
        self.assertIn("no copybook-rs.build", self.broken(
            "record", lambda prefix: (prefix / SUBJECTS_PLACE / "copybook-rs.build").unlink()))

    def test_a_folder_without_an_archive(self):
        empty = self.root / "empty"
        empty.mkdir()
        made = make_bill(empty)
        self.assertEqual((made.returncode, made.stderr.count("\n")), (1, 1))
        self.assertIn("script/package makes, and 0 are there", made.stderr)

    def test_a_licence_that_nobody_has_read(self):
        package = debian_packages.DebianPackage("libnew1", "1-1", "amd64", "new", "1-1")
        with self.assertRaisesRegex(SystemExit, "libnew1 is of new, whose licence nobody has looked at"):
            package.licence


if __name__ == "__main__":
    unittest.main()
