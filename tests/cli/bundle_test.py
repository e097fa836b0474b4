# SPDX-License-Identifier: AGPL-3.0-or-later
"""`perfharness bundle` and `reproduce`: what was measured, packed, and measured again."""
import copy
import hashlib
import json
import os
import shutil
import tarfile
import unittest

import bundles
from program import (SOURCE, SUBJECTS, TEST_SUBJECTS, ProgramTest, environment, lay_out, load,
                     measure_quietly, once_is_enough, run, unbroken, validator)
from stand_in_crates import Checkout, plant_subject, plant_toolchain

COPYBOOK = SOURCE / "fixtures" / "copybooks" / "customer.cpy"
DATA = SOURCE / "fixtures" / "data" / "customer.cp037.bin"
QUICKLY = ("--launches", "2", "--sample-ms", "10", "--no-referee", "--quiet")
COMP3 = ("--subject", "native", "--workload", "comp3", "--working-set", "L2", "--seed", "7", *QUICKLY)


class BundleTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.temporary = self.folder / "temporary"
        self.temporary.mkdir()
        self.environment = environment(TMPDIR=str(self.temporary))
        self.bundle = self.folder / "bundle.tar.zst"

    def perform(self, *arguments):
        return run(*arguments, env=self.environment, cwd=self.folder)

    def measured(self, *arguments):
        _, document = measure_quietly(*arguments, output=self.output)
        return document

    def pack(self, *arguments, source=None):
        result = self.perform("bundle", source or self.output, "-o", self.bundle, *arguments)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return dict(bundles.unpack(self.bundle))

    def reproduce(self, *arguments):
        """Its facts by what they are of, and its exit status."""
        result = self.perform("reproduce", self.bundle, "--json", *arguments)
        self.assertTrue(result.stdout, result.stderr)
        document = json.loads(result.stdout)
        validator("reproduction.schema.json").validate(document)
        self.assertEqual(result.returncode, {"same": 0, "differs": 3, "unknown": 4}[document["outcome"]])
        self.assertEqual(os.listdir(self.temporary), [])
        return {fact["what"]: fact for fact in document["facts"]}, result.returncode


@once_is_enough
class Runs(BundleTest):
    def test_a_run_is_packed_and_measured_again(self):
        document = self.measured(*COMP3)
        files = self.pack()
        manifest = json.loads(files["bundle.json"])
        validator("bundle.schema.json").validate(manifest)
        self.assertEqual(list(files), ["bundle.json", "perf.json", "system-info.json"])
        self.assertEqual(files["perf.json"], (self.output / "perf.json").read_bytes())
        for member in manifest["members"]:
            content = files[member["name"]]
            self.assertEqual((member["bytes"], member["sha256"]),
                             (len(content), hashlib.sha256(content).hexdigest()))
        self.assertEqual(manifest["seed"], 7)
        self.assertEqual({option["name"]: option["value"] for option in manifest["options"]},
                         {"workload": "comp3", "working-set": "L2", "seed": "7", "launches": "2",
                          "sample-ms": "10", "no-referee": None})
        (build,) = manifest["builds"]
        self.assertEqual((build["role"], build["kind"], build["built_from"]),
                         ("native", "library", document["subjects"][0]["built_from"]))
        self.assertEqual(manifest["host"]["fingerprint"], document["environment"]["fingerprint"])

        self.output = self.folder / "again"
        facts, _ = self.reproduce("--output-dir", self.output)
        for what in ("perfharness", "host", "kernel", "native: library", "comp3/L2, native, answers"):
            self.assertEqual(facts[what]["reproduced"], "same", facts[what])
        self.assertIn("comp3/L2, native, MiB/s", facts)
        again = load(self.output / "perf.json")
        self.assertEqual(again["run"]["seed"], 7)
        self.assertEqual(again["benchmarks"][0]["checksum"], document["benchmarks"][0]["checksum"])

    def test_the_same_run_is_the_same_bundle(self):
        self.measured(*COMP3)
        self.pack()
        first = self.bundle.read_bytes()
        moved = self.folder / "elsewhere"
        shutil.move(self.output, moved)
        os.utime(moved / "perf.json", (1, 1))
        self.pack(source=moved)
        self.assertEqual(self.bundle.read_bytes(), first)
        self.pack(source=moved / "perf.json")
        self.assertEqual(self.bundle.read_bytes(), first)

    def test_what_differs_is_said_and_why(self):
        self.measured(*COMP3)
        files = self.pack()
        manifest = json.loads(files["bundle.json"])
        perf = json.loads(files["perf.json"])
        manifest["host"]["fingerprint"] = "0123456789abcdef"
        manifest["harness"]["commit"] = "f" * 40
        manifest["builds"][0]["built_from"]["library_sha256"] = "0" * 64
        (entry,) = perf["benchmarks"]
        entry["checksum"] = "0" * 16
        files["perf.json"] = json.dumps(perf).encode()
        self.bundle.write_bytes(bundles.pack(bundles.sealed(
            manifest, [item for item in files.items() if item[0] != "bundle.json"])))
        facts, status = self.reproduce()
        self.assertEqual(status, 3)
        self.assertEqual(facts["host"]["reproduced"], "differs")
        self.assertEqual(facts["perfharness"]["reproduced"], "differs")
        self.assertEqual((facts["native: library"]["reproduced"], facts["native: library"]["reason"]),
                         ("expected", "of another perfharness"))
        self.assertEqual(facts["comp3/L2, native, answers"]["reproduced"], "differs")
        shown = self.perform("reproduce", self.bundle)
        self.assertEqual(shown.returncode, 3)
        self.assertLessEqual(max(map(len, shown.stdout.splitlines())), 80)
        self.assertIn("of another perfharness", unbroken(shown.stdout))
        self.assertTrue(shown.stdout.endswith("[DIFFERS]\n"), shown.stdout)

    def test_another_seed_and_other_options(self):
        """As whoever has the bundle may have changed them: the run that it comes with says otherwise."""
        self.measured(*COMP3)
        files = self.pack()
        manifest = json.loads(files.pop("bundle.json"))
        manifest["seed"] = 8
        for option in manifest["options"]:
            option["value"] = {"seed": "8", "launches": "3"}.get(option["name"], option["value"])
        self.bundle.write_bytes(bundles.pack(bundles.sealed(manifest, list(files.items()))))
        facts, status = self.reproduce()
        self.assertEqual((status, facts["seed"]["reproduced"], facts["seed"]["found"]), (3, "differs", "8"))
        self.assertEqual((facts["comp3/L2, native, answers"]["reproduced"],
                          facts["comp3/L2, native, answers"]["reason"]),
                         ("expected", "of other data, by another seed"))
        self.assertEqual(facts["options"]["reproduced"], "differs")
        self.assertIn("--launches 3", facts["options"]["found"])

    def test_own_data_are_in_it_only_when_they_are_asked_for(self):
        self.measured("--subject", "native", "--copybook", COPYBOOK, "--data", DATA, *QUICKLY)
        files = self.pack()
        self.assertNotIn(DATA.read_bytes()[:200], b"".join(files.values()))
        digests = {file["name"]: file["sha256"] for file in json.loads(files["bundle.json"])["files"]}
        self.assertEqual(digests[DATA.name], hashlib.sha256(DATA.read_bytes()).hexdigest())

        result = self.perform("reproduce", self.bundle)
        self.assert_says_one_sentence(result, 1, COPYBOOK.name, "--files")
        own = self.folder / "own"
        own.mkdir()
        shutil.copy(COPYBOOK, own)
        shutil.copy(DATA, own)
        facts, _ = self.reproduce("--files", own)
        self.assertEqual(facts[f"file {DATA.name}"]["reproduced"], "same")
        self.assertIn(f"{DATA.name}, native, answers", facts)
        # Another file is a difference, and nothing is measured.
        (own / DATA.name).write_bytes(DATA.read_bytes()[::-1])
        facts, status = self.reproduce("--files", own)
        self.assertEqual((status, facts[f"file {DATA.name}"]["reproduced"]), (3, "differs"))
        self.assertIn("nothing was measured again", facts[f"file {DATA.name}"]["reason"])
        self.assertNotIn("host", facts)

        files = self.pack("--with-data", COPYBOOK, "--with-data", DATA)
        self.assertEqual(files[f"data/{DATA.name}"], DATA.read_bytes())
        facts, _ = self.reproduce()
        self.assertIn(f"{DATA.name}, native, answers", facts)
        for path, phrase in ((SOURCE / "LICENSE", "no file of that name was measured"),
                             (own / DATA.name, "its digest is another")):
            self.bundle.unlink(missing_ok=True)
            self.assert_says_one_sentence(
                self.perform("bundle", self.output, "-o", self.bundle, "--with-data", path), 1, phrase)
            self.assertFalse(self.bundle.exists())

    def test_what_cannot_be_done_again_is_refused(self):
        old = SOURCE / "fixtures" / "documents" / "0.1.0-8" / "run" / "perf.json"
        stored = SOURCE / "fixtures" / "documents" / "0.1.0-8" / "comparison" / "stored.json"
        for path, phrase in ((old, "measure again"), (stored, "nothing was measured in it"),
                             (self.folder, "perf.json"), (self.folder / "no.json", "no.json")):
            self.assert_says_one_sentence(self.perform("bundle", path, "-o", self.bundle), 1, phrase)
        self.assert_says_one_sentence(self.perform("bundle", old), 2, "--output")
        self.assert_says_one_sentence(self.perform("bundle", "-o", self.bundle), 2, "expected")
        self.assertFalse(self.bundle.exists())


@once_is_enough
class Comparisons(BundleTest):
    def compare(self, *arguments):
        path = self.folder / "comparison.json"
        run("compare", f"{SUBJECTS / 'native.so'}?isa=scalar", f"{SUBJECTS / 'native.so'}?isa=scalar",
            "--workload", "comp3", "--no-referee", "--output", path, *arguments)
        return path

    def test_a_comparison_is_packed_and_made_again(self):
        files = self.pack(source=self.compare("--no-work", "--seed", "5"))
        manifest = json.loads(files["bundle.json"])
        self.assertEqual([build["named"] for build in manifest["builds"]], ["native.so?isa=scalar"] * 2)
        self.assertIn({"name": "seed", "value": "5"}, manifest["options"])
        facts, status = self.reproduce()
        self.assertEqual((facts["verdict"]["recorded"], status), ("UNCHANGED", 0), facts)

    def test_a_library_is_known_by_its_digest_alone(self):
        """Whatever is called so: nothing is loaded that is not the one."""
        manifest = json.loads(self.pack(source=self.compare("--no-work"))["bundle.json"])
        comparison = dict(bundles.unpack(self.bundle))["comparison.json"]
        good = (TEST_SUBJECTS / "well-behaved.so").read_bytes()
        for build in manifest["builds"]:
            build["named"] = "mine.so"
            build["built_from"] = {"library_sha256": hashlib.sha256(good).hexdigest()}
        self.bundle.write_bytes(bundles.pack(bundles.sealed(manifest, [("comparison.json", comparison)])))
        shutil.copy(TEST_SUBJECTS / "crash-in-constructor.so", self.folder / "mine.so")
        self.assert_says_one_sentence(self.perform("reproduce", self.bundle), 1, "mine.so", "--files")
        # Under any name.
        (self.folder / "other.so").write_bytes(good)
        facts, _ = self.reproduce()
        self.assertEqual(facts["base: library"]["reproduced"], "same")


# Each toolchain makes another library, of the same code.
BY_TOOLCHAIN = rf"""
cp "{TEST_SUBJECTS / 'well-behaved.so'}" "$2/copybook-rs.so"
"$(dirname "$CARGO")/rustc" --version >>"$2/copybook-rs.so"
"""


@unittest.skipUnless(shutil.which("cargo"), "cargo is not installed")
@once_is_enough
class Toolchains(BundleTest):
    """What was built with one is built with it again, where it is there."""

    def setUp(self):
        super().setUp()
        prefix = self.folder / "prefix"
        self.program = lay_out(prefix)
        plant_subject(prefix, BY_TOOLCHAIN)
        self.rustup = self.folder / "rustup"
        self.cargos = {release: plant_toolchain(self.rustup, release) for release in ("1.995.0", "1.996.0")}
        checkout = Checkout(self.folder / "checkout")
        checkout.commit("base", note="base")
        checkout.commit("head", note="head")
        self.use("1.996.0")
        self.perform("compare", f"{checkout}@base", f"{checkout}@head", "--workload", "comp3", "--launches",
                     "5", "--no-referee", "--no-work", "--output", "comparison.json")
        self.pack(source=self.folder / "comparison.json")

    def use(self, release):
        """As the usual one."""
        self.environment = environment(
            TMPDIR=str(self.temporary), RUSTUP_HOME=str(self.rustup), CARGO=str(self.cargos[release]),
            XDG_CACHE_HOME=str(self.folder / f"cache-{release}"))

    def perform(self, *arguments):
        return run(*arguments, program=self.program, env=self.environment, cwd=self.folder)

    def test_the_toolchain_of_the_bundle_is_used(self):
        self.use("1.995.0")
        facts, _ = self.reproduce("--checkout", self.folder / "checkout")
        for role in ("base", "head"):
            self.assertEqual(facts[f"{role}: toolchain"]["recorded"], "rustc 1.996.0")
            for part in ("toolchain", "library", "sources"):
                self.assertEqual(facts[f"{role}: {part}"]["reproduced"], "same", facts[f"{role}: {part}"])

    def test_one_that_is_not_there_is_said(self):
        self.use("1.995.0")
        shutil.rmtree(self.cargos["1.996.0"].parents[1])
        result = self.perform("reproduce", self.bundle, "--checkout", self.folder / "checkout")
        self.assertEqual(result.returncode, 3)
        self.assertIn("Note: rustc 1.996.0 is not installed (installed: 1.995.0", result.stderr)
        shown = unbroken(result.stdout)
        self.assertIn("base: toolchain rustc 1.996.0 rustc 1.995.0 differs", shown)
        self.assertRegex(shown, r"base: library [0-9a-f]{12} [0-9a-f]{12} to be expected \(?of another toolchain")


class Strangers(BundleTest):
    """Bundles that nobody honest makes are refused in one sentence, and nothing is left of them."""

    def setUp(self):
        super().setUp()
        self.pack(source=Comparisons.compare(self, "--no-work"))
        self.files = bundles.unpack(self.bundle)
        self.manifest = json.loads(self.files.pop(0)[1])

    def refuse(self, content, *phrases, status=1):
        self.bundle.write_bytes(content)
        before = set(os.listdir(self.folder))
        for arguments in ((), ("--inspect",)):
            result = self.perform("reproduce", self.bundle, *arguments)
            self.assert_says_one_sentence(result, status, *phrases)
        self.assertEqual((set(os.listdir(self.folder)), os.listdir(self.temporary)), (before, []))

    def entries(self):
        return bundles.sealed(self.manifest, self.files)

    def test_it_is_taken_as_it_is(self):
        self.bundle.write_bytes(bundles.pack(self.entries()))
        self.assertEqual(self.perform("reproduce", self.bundle, "--inspect").returncode, 0)

    def test_archives(self):
        entries = self.entries()
        whole = bundles.pack(entries)
        link = tarfile.TarInfo("data/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        hard = tarfile.TarInfo("data/hard")
        hard.type, hard.linkname = tarfile.LNKTYPE, "bundle.json"
        pipe = tarfile.TarInfo("data/pipe")
        pipe.type = tarfile.FIFOTYPE
        for name, content, phrase in (
                ("empty", b"", "cannot be read"), ("text", b"a bundle", "cannot be read"),
                ("not compressed", bundles.tar(entries), "cannot be read"),
                ("twice", bundles.compress(whole), "cannot be read"),
                ("no tar", bundles.compress(b"x" * 5000), "cannot be read"),
                ("out of it", bundles.pack([*entries, ("../evil", b"x")]), "leads out"),
                ("from the root", bundles.pack([*entries, ("/tmp/evil", b"x")]), "leads out"),
                ("link", bundles.pack([*entries, (link, b"")]), "link"),
                ("hard link", bundles.pack([*entries, (hard, b"")]), "link"),
                ("pipe", bundles.pack([*entries, (pipe, b"")]), "no file"),
                ("too many", bundles.pack([*entries, *((f"data/{i}", b"") for i in range(70))]),
                 "more than 64"),
                ("a file twice", bundles.pack([*entries, entries[1]]), "twice"),
                ("not named", bundles.pack([*entries, ("data/x", b"x")]), "does not name"),
                ("missing", bundles.pack(entries[:1]), "not there"),
                ("changed", bundles.pack([entries[0], (entries[1][0], entries[1][1] + b" ")]),
                 "digest"),
                ("no manifest", bundles.pack(entries[1:]), "bundle.json"),
                ("another order", bundles.pack([entries[1], entries[0]]), "bundle.json"),
                ("a broken manifest", bundles.pack([("bundle.json", b"{"), *entries[1:]]),
                 "bundle.json"),
                ("another document", bundles.pack([("bundle.json", entries[1][1]), *entries[1:]]),
                 "no manifest")):
            with self.subTest(name):
                self.refuse(content, phrase)
        for length in range(0, len(whole), 97):
            with self.subTest(cut=length):
                self.refuse(whole[:length])

    def test_bombs(self):
        """Of zeros that take a few kB, and of a size that only the header claims."""
        entries = self.entries()
        bomb = tarfile.TarInfo("data/bomb")
        bomb.size = 1 << 40
        begun = bundles.tar(entries).rstrip(b"\0")
        begun += b"\0" * (-len(begun) % 512)
        self.refuse(bundles.compress(begun + bomb.tobuf(tarfile.GNU_FORMAT)), "larger than 512 MiB")
        self.refuse(bundles.pack([*entries, ("data/zeros", b"\0" * (300 << 20))]),
                    "larger than 256 MiB")

    def test_options(self):
        """What says where something is written, what is run, or which library is loaded."""
        for name, value in (("output-dir", "/tmp"), ("output", "evil.json"), ("subject", "x=./evil.so"),
                            ("cpu", "0"), ("anchor", "./evil.so"), ("workload", "--json"),
                            ("workload", None), ("workload", "../x"), ("seed", "1; touch evil"),
                            ("suite", "../evil.toml"), ("no-work", "x"), ("matrix", "rustc=x"),
                            ("thresholds", "evil.toml"), ("copybook", "x")):
            with self.subTest(option=name, value=value):
                manifest = copy.deepcopy(self.manifest)
                manifest["options"].append({"name": name, "value": value})
                self.bundle.write_bytes(bundles.pack(bundles.sealed(manifest, self.files)))
                self.assert_says_one_sentence(self.perform("reproduce", self.bundle), 1)
                self.assertEqual(os.listdir(self.temporary), [])

    def test_builds(self):
        for changes, phrase in (
                ({"kind": "release"}, "which release"), ({"kind": "revision"}, "which commit"),
                ({"kind": "revision", "built_from": {"commit": "--upload-pack=x"}}, "which commit"),
                ({"kind": "release", "built_from": {"release": "../../x"}}, "which release"),
                ({"kind": "revision", "built_from": {"commit": "0" * 40}}, "--checkout"),
                ({"named": "../../evil.so", "built_from": {}}, "evil.so"), ({"named": "x.so?$(id)"}, "options"),
                ({"named": "\x1b[31m.so", "built_from": {}}, "\\u001b")):
            with self.subTest(changes):
                manifest = copy.deepcopy(self.manifest)
                manifest["builds"][0].update(changes)
                self.bundle.write_bytes(bundles.pack(bundles.sealed(manifest, self.files)))
                self.assert_says_one_sentence(self.perform("reproduce", self.bundle), 1, "base", phrase)


if __name__ == "__main__":
    unittest.main()
