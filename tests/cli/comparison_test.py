# SPDX-License-Identifier: AGPL-3.0-or-later
"""`perfharness compare --output`: what a comparison leaves behind, also one that could not be made."""
import json
import os
import shutil
import unittest

from comparison_documents import usual
from perf_documents import allocating, good_benchmarks, perf
from program import (FOR_DAYS, SOURCE, SUBJECTS, TEST_SUBJECTS, ProgramTest, environment, lay_out,
                     load, once_is_enough, run, unbroken, validator)
from stand_in_crates import Checkout, plant_subject

NATIVE = SUBJECTS / "native.so"
SYNTHETIC = SUBJECTS / "fault-injection" / "synthetic.so"
CRASH_AT_LOAD = TEST_SUBJECTS / "crash-in-constructor.so"
SCHEMA = "comparison.schema.json"


class Comparison(ProgramTest):
    def setUp(self):
        super().setUp()
        self.path = self.folder / "comparison.json"

    def compare(self, base, head, *arguments, **options):
        """What it did, and the document, which is valid for us and for others."""
        self.path.unlink(missing_ok=True)
        result = run("compare", base, head, "--output", self.path, *arguments, **options)
        document = load(self.path)
        self.assertEqual([error.message for error in validator(SCHEMA).iter_errors(document)], [])
        checked = run("validate", self.path)
        self.assertEqual((checked.returncode, checked.stderr), (0, ""))
        # But in the command for whoever sits at that machine nothing says where its folders are.
        self.assertNotIn(str(self.folder), json.dumps({**document, "command": None}))
        return result, document

    def assert_failure(self, document, of, kind):
        self.assertEqual((document["failure"]["of"], document["failure"]["kind"]), (of, kind), document)
        self.assertEqual(document["verdict"], "FAIL" if of == "head" else "NEUTRAL")
        self.assertEqual((document["benchmarks"], document["errors"]), ([], []))


class Measured(Comparison):
    def test_the_table_is_printed_all_the_same(self):
        result, document = self.compare(NATIVE, NATIVE, "--workload", "comp3")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(result.stdout.split()[-1], "[UNCHANGED]")
        self.assertEqual((document["verdict"], document["mode"], document["suite"]),
                         ("UNCHANGED", "time", None))
        self.assertEqual(document["base"]["named"], "native.so")
        self.assertEqual(document["repeat"], "perfharness compare native.so native.so --workload comp3")
        self.assertRegex(document["environment"]["fingerprint"], "^[0-9a-f]{16}$")

    @once_is_enough
    def test_json_is_the_same_document(self):
        result, document = self.compare(NATIVE, NATIVE, "--json", "--cpu", "0")
        printed = json.loads(result.stdout)
        self.assertEqual(printed, document)
        self.assertEqual((document["suite"], document["environment"]["cpu"]), ("critical", 0))
        self.assertEqual(document["repeat"], "perfharness compare native.so native.so")

    def test_what_was_measured_comes_back(self):
        result, document = self.compare(
            f"{SYNTHETIC}?seed=1", f"{SYNTHETIC}?slowdown=0.5", "--workload", "comp3", "--launches", "5",
            "--thresholds", SOURCE / "config" / "thresholds.toml")
        self.assertIn(result.returncode, (3, 4), result.stderr)
        (entry,) = document["benchmarks"]
        self.assertIn(len(entry["log_ratios"]), range(6), entry)
        self.assertGreater(document["elapsed_s"], 0)
        self.assertEqual(document["head"]["named"], "synthetic.so?slowdown=0.5")
        self.assertEqual(document["repeat"],
                         "perfharness compare 'synthetic.so?seed=1' 'synthetic.so?slowdown=0.5' "
                         "--workload comp3 --launches 5 --thresholds thresholds.toml")
        again = run("report", self.path, "--format", "json")
        self.assertEqual(again.stdout, self.path.read_text(encoding="utf-8"))

    def test_two_stored_runs(self):
        for name, mib_s in (("base", "2025-06-01"), ("head", "2025-06-02")):
            (self.folder / name).mkdir()
            self.write(f"{name}/perf.json", json.dumps(perf(timestamp=f"{mib_s}T12:00:00Z")))
        result, document = self.compare(self.folder / "base" / "perf.json",
                                        self.folder / "head" / "perf.json")
        self.assertEqual((result.returncode, document["verdict"]), (0, "PASS"), document)
        self.assertTrue(document["stored"])
        self.assertEqual((document["base"]["named"], document["repeat"]),
                         ("base/perf.json", "perfharness compare base/perf.json head/perf.json"))
        self.assertEqual(document["environment"]["fingerprint"], perf()["environment"]["fingerprint"])

    def test_allocations_of_two_stored_runs(self):
        """More of them is no pass though no time is lost, and comes back from the document."""
        def stored(name, calls, **more):
            (self.folder / name).mkdir(exist_ok=True)
            first, *others = good_benchmarks()
            entry = allocating(first, calls) if calls else first
            day = 1 + ("base", "head").index(name)
            document = perf([entry, *others], timestamp=f"2025-06-0{day}T12:00:00Z", **more)
            return self.write(f"{name}/perf.json", json.dumps(document))

        for calls, verdict, status in ((1000, "PASS", 0), (1010, "WARN", 0), (1100, "FAIL", 3),
                                       (900, "PASS", 0)):
            with self.subTest(calls):
                result, document = self.compare(stored("base", 1000), stored("head", calls))
                self.assertEqual((result.returncode, document["verdict"]), (status, verdict), document)
                self.assertEqual(document["allocation_rule"], {"warn": 0.005, "fail": 0.02})
                again = run("report", self.path, "--format", "json")
                self.assertEqual(again.stdout, self.path.read_text(encoding="utf-8"))
        result, document = self.compare(stored("base", 1000), stored("head", 1100))
        self.assertIn("10 % more allocations, beyond 2 %; it is not more than 5 % slower",
                      unbroken(result.stdout))
        self.assertEqual(unbroken(result.stdout).count("more allocations"), 1)
        _, document = self.compare(stored("base", 0), stored("head", 1100))
        self.assertEqual(document["verdict"], "PASS")
        self.assertIn("allocations are not compared: base does not say what it allocates",
                      document["notes"])
        run_of_seed_2 = {**perf()["run"], "seed": 2}
        _, document = self.compare(stored("base", 1000), stored("head", 1100, run=run_of_seed_2))
        self.assertIn("allocations are not compared: the data of base and head are of two seeds",
                      document["notes"])


class NotWritten(Comparison):
    def test_it_is_known_before_anything_is_measured(self):
        os.mkdir(self.folder / "folder")
        for path in (self.folder / "folder", self.folder / "nowhere" / "comparison.json"):
            self.assert_refused(run("compare", NATIVE, f"{NATIVE}?isa=scalar", "--output", path,
                                    *FOR_DAYS), 1, f"writing the comparison {path}")

    def test_a_full_disk_is_said(self):
        result = run("compare", NATIVE, NATIVE, "--workload", "comp3", "--output", "/dev/full")
        self.assertEqual(result.returncode, 1)
        self.assertIn("writing the comparison /dev/full", result.stderr)
        self.assertEqual(result.stdout.split()[-1], "[UNCHANGED]")

    def test_wrong_use_leaves_none(self):
        for arguments in (["no-build", NATIVE], [NATIVE, NATIVE, "--budget", "0"], [NATIVE]):
            self.assert_refused(run("compare", "--output", self.path, *arguments), 2)
            self.assertFalse(self.path.exists())


class Failures(Comparison):
    """Why nothing could be compared is in the document, too."""

    def test_a_build_that_cannot_be_loaded(self):
        text = self.write("text.so", "not a library")
        for base, head, of in ((NATIVE, text, "head"), (text, NATIVE, "base")):
            result, document = self.compare(base, head)
            self.assertEqual((result.returncode, result.stdout), (1, ""))
            self.assert_failure(document, of, "load")
            self.assertRegex(document["failure"]["reason"], f"^{of}: text.so: ")

    def test_a_head_that_crashes(self):
        result, document = self.compare(NATIVE, CRASH_AT_LOAD)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assert_failure(document, "head", "crash")
        self.assertNotIn(str(TEST_SUBJECTS), document["failure"]["reason"])

    def test_a_file_that_is_not_there_is_nobodys_fault(self):
        result, document = self.compare(NATIVE, self.folder / "gone.so", "--json")
        self.assertEqual(result.returncode, 1)
        self.assert_failure(document, None, "host")
        self.assertIn("reading the library gone.so", document["failure"]["reason"])
        self.assertEqual(json.loads(result.stdout), document)

    @unittest.skipUnless(shutil.which("cargo"), "cargo is not installed")
    def test_what_rustc_says_first_is_kept(self):
        program = lay_out(self.folder / "prefix")
        plant_subject(self.folder / "prefix", """
if [ -e "$core/broken" ]; then
    printf 'error[E0308]: mismatched `types`\\n --> %s/src/lib.rs:1:1\\n\\nmore\\n' "$HOME" >>"$PH_SUBJECT_LOG"
    echo "cargo build failed" >"$2/copybook-rs.unavailable"
    exit 0
fi
cp '""" + str(NATIVE) + """' "$2/copybook-rs.so"
""")
        checkout = Checkout(self.folder / "checkout")
        checkout.git("remote", "add", "origin", "https://token@example.org/them/copybook-rs.git")
        checkout.commit("base")
        checkout.commit("head", broken="")
        env = environment(XDG_CACHE_HOME=str(self.folder / "cache"))
        for base, head, of in (("base", "head", "head"), ("head", "base", "base")):
            result, document = self.compare(f"{checkout}@{base}", f"{checkout}@{head}", program=program,
                                            env=env)
            self.assertEqual(result.returncode, 1, result.stderr)
            self.assert_failure(document, of, "build")
            self.assertRegex(document["failure"]["reason"], f"^{of}: building copybook-rs@head ")
            self.assertEqual(document["failure"]["first_error"],
                             "error[E0308]: mismatched `types`\n --> ~/src/lib.rs:1:1\n")
            self.assertEqual(document["repeat"],
                             f"perfharness compare ./copybook-rs@{base} ./copybook-rs@{head}")
            self.assertNotIn("token", json.dumps(document))


class MadeUp(ProgramTest):
    def test_what_tests_make_up_is_valid(self):
        self.assertEqual([error.message for error in validator(SCHEMA).iter_errors(usual())], [])
        result = run("validate", self.write("comparison.json", json.dumps(usual())))
        self.assertEqual((result.returncode, result.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
