# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Builds of copybook-rs by their names: what is refused, what is kept, and that what is kept is looked at.
Crates and a build script that stand in make a build take no time; the registry is cargo's own reader's,
in a folder.
"""
import json
import os
import resource
import shutil
import subprocess
import time
import unittest

from program import (SUBJECTS_PLACE, TEST_SUBJECTS, ProgramTest, environment, lay_out, lines_said,
                     once_is_enough, patiently, run)
from stand_in_crates import CRATES, Checkout, plant_subject

GOOD = TEST_SUBJECTS / "well-behaved.so"
SLOW = TEST_SUBJECTS / "slow.so"
# What it builds is in the file `library` of the crate core, and what it does meanwhile in `meanwhile`.
SCRIPT = """
. "$core/meanwhile"
cp "$(cat "$core/library")" "$2/copybook-rs.so"
"""


@unittest.skipUnless(shutil.which("cargo"), "cargo is not installed")
class BuildsTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.cache = self.folder / "cache"
        self.program = lay_out(self.folder / "prefix")
        for name in ("copybook-rs.so", "native.so"):  # Asked for, whatever else is.
            shutil.copy(GOOD, self.folder / "prefix" / SUBJECTS_PLACE / name)
        self.environment = environment(XDG_CACHE_HOME=str(self.cache))

    def perform(self, *arguments, program=None, **options):
        return run(*arguments, program=program or self.program, env=self.environment, **options)

    def kept(self):
        """Names of what is in the cache, but for the lock and cargo's logs."""
        folder = self.cache / "perfharness" / "copybook-rs"
        return sorted(path.name for path in folder.glob("*")
                      if path.name != "lock" and path.suffix != ".log")

    def start(self, *arguments):
        return subprocess.Popen([str(self.program), *map(str, arguments)], env=self.environment,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")


@once_is_enough
class Revisions(BuildsTest):
    def setUp(self):
        super().setUp()
        plant_subject(self.folder / "prefix", SCRIPT)
        self.checkout = Checkout(self.folder / "checkout")
        self.commit("base", GOOD)

    def commit(self, tag, library, meanwhile=":", note=""):
        self.checkout.commit(tag, library=f"{library}\n", meanwhile=f"{meanwhile}\n", note=note)

    def compare(self, head):
        result = self.perform("compare", f"{self.checkout}@base", f"{self.checkout}@{head}",
                              "--workload", "comp3", "--launches", str(5 * self.patience), "--json", "--no-work",
                              "--no-referee")
        return result, json.loads(result.stdout)

    def subjects(self, revision):
        return self.perform("subjects", "--subject", f"pr={self.checkout}@{revision}")

    def test_a_build_is_made_once_and_told(self):
        first = self.subjects("base")
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertRegex(first.stderr, r"Building .*/checkout@base\n"
                                       r"Built .*/checkout@base in 0\.5 s, \d+ bytes\n")
        second = self.subjects("base")
        self.assertEqual((second.returncode, lines_said(second)), (0, []))
        self.assertEqual(second.stdout, first.stdout)
        self.assertEqual(len(self.kept()), 1)

    @patiently
    def test_what_was_planted_in_the_cache_is_not_used(self):
        """A library of head's put in the place of base's would make any slowdown UNCHANGED."""
        self.commit("slow", SLOW)
        self.subjects("base")
        (library,) = self.cache.rglob("copybook-rs.so")
        shutil.copy(SLOW, library)
        result, document = self.compare("slow")
        self.assertIn("is not as it was built: it is built anew", result.stderr)
        (entry,) = document["benchmarks"]
        self.assertEqual(entry["difference"], "slower", entry)

    @patiently
    def test_what_heads_build_does_to_bases_is_too_late(self):
        self.commit("malicious", SLOW, meanwhile=f"""
            for folder in "$cache"/*-*/; do
                cp '{SLOW}' "$folder/copybook-rs.so"
                sed -i "s/library_sha256=.*/library_sha256=$(sha256sum <'{SLOW}' | cut -d ' ' -f 1)/" \\
                    "$folder/copybook-rs.build"
            done""")
        _, document = self.compare("malicious")
        (entry,) = document["benchmarks"]
        self.assertEqual(entry["difference"], "slower", entry)

    def test_the_same_bytes_of_other_sources_are_said(self):
        self.commit("comment", GOOD, note="a comment was changed")
        result, document = self.compare("comment")
        self.assertEqual((document["verdict"], result.returncode), ("UNCHANGED", 0), document)
        self.assertIn("although the sources of copybook-core or copybook-codec differ",
                      " ".join(document["notes"]))
        self.assertNotEqual(*(document[side]["built_from"]["commit"] for side in ("base", "head")))

    def test_two_builds_at_once(self):
        self.commit("long", GOOD, meanwhile="sleep 1")
        processes = [self.start("subjects", "--subject", f"pr={self.checkout}@long")
                     for _ in range(2)]
        said = [process.communicate(timeout=60)[1] for process in processes]
        self.assertEqual([process.returncode for process in processes], [0, 0], said)
        self.assertEqual("".join(said).count("Built "), 1, said)
        self.assertEqual(sum("Waiting for another build to end" in text for text in said), 1, said)

    def test_who_gives_up_leaves_nothing_half_built(self):
        self.commit("endless", GOOD, meanwhile="sleep 1000")
        process = self.start("subjects", "--subject", f"pr={self.checkout}@endless")
        target = self.cache / "perfharness" / "copybook-rs" / "work" / "output"
        deadline = time.monotonic() + 30
        while not target.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        process.terminate()
        _, said = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 1, said)
        self.assertIn("CBKB016", said)
        self.assertEqual(self.kept(), [])

    def test_a_file_that_cannot_be_written_while_it_is_built(self):
        """As on a disk that is full: no file may become as long as the library is."""
        limit = GOOD.stat().st_size // 2
        result = self.perform("subjects", "--subject", f"pr={self.checkout}@base",
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE,
                                                                    (limit, limit)))
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("building ", result.stderr)
        self.assertEqual(self.kept(), [])

    def test_no_host_lock_is_taken(self):
        """While another measures, one may build."""
        self.commit("seen", GOOD, meanwhile=f"! [ -e '{self.folder}/host.lock' ] || exit 9")
        self.environment["PERFHARNESS_LOCK"] = str(self.folder / "host.lock")
        result, document = self.compare("seen")
        self.assertEqual(document["errors"], [], result.stderr)


@once_is_enough
class Releases(BuildsTest):
    def setUp(self):
        super().setUp()
        shutil.rmtree(self.folder / "prefix")
        self.program = None
        self.home = self.folder / "cargo"
        self.home.mkdir()
        self.environment["CARGO_HOME"] = str(self.home)

    def refused(self, build, status, *phrases):
        result = run("subjects", "--subject", f"old={build}", env=self.environment)
        self.assertEqual(result.stderr.count("CBKB"), 1, result.stderr)
        self.assertEqual(result.returncode, status, result.stderr)
        for phrase in phrases:
            self.assertIn(phrase, result.stderr)
        self.assertEqual(self.kept(), [])

    def plant_registry(self, *releases):
        """One in a folder, as cargo reads it: (release, whether it is yanked)."""
        for crate in CRATES:
            index = self.folder / "registry" / "index" / "co" / "py" / crate
            index.parent.mkdir(parents=True, exist_ok=True)
            index.write_text("".join(json.dumps(
                {"name": crate, "vers": release, "deps": [], "cksum": "00", "features": {},
                 "yanked": is_yanked}) + "\n" for release, is_yanked in releases))
        (self.home / "config.toml").write_text(
            '[source.crates-io]\nreplace-with = "planted"\n'
            f'[source.planted]\nlocal-registry = "{self.folder}/registry"\n')

    def test_what_the_registry_has_not(self):
        self.plant_registry(("0.5.8", False), ("0.5.9", True))
        self.refused("copybook-rs@9.9.9", 2, "CBKB015",
                     "the registry has no release 9.9.9 of copybook-rs; it has 0.5.8")

    def test_what_was_withdrawn(self):
        self.plant_registry(("0.5.8", False), ("0.5.9", True))
        self.refused("copybook-rs@0.5.9", 2, "CBKB015",
                     "release 0.5.9 was withdrawn from the registry (yanked)")

    def test_without_a_network(self):
        self.environment["CARGO_NET_OFFLINE"] = "true"
        self.refused("copybook-rs@0.7.0", 1, "CBKB008", "the Rust registry cannot be reached")

    def test_without_a_cargo(self):
        self.environment.update(PATH=str(self.folder), CARGO=str(self.folder / "none"))
        if os.path.exists("/usr/bin/cargo"):
            self.skipTest("cargo is where it is always looked for")
        self.refused("copybook-rs@0.7.0", 1, "CBKB008", "there is no cargo that works")

    def test_what_is_no_name(self):
        self.refused("copybook-rs@newest", 2, "CBKB015", "a release was expected behind the @")
        self.refused("nothing", 2, "CBKB015", "names no build")


if __name__ == "__main__":
    unittest.main()
