# SPDX-License-Identifier: AGPL-3.0-or-later
"""
`--caches`, which is for tests: working sets as another CPU would have them. It says so wherever it
goes, and what was measured with it is no reference for anybody.
"""
import json
import unittest

from perf_documents import perf
from program import (CACHES, FOR_DAYS, OTHER_CACHES, REFUSAL_S, SUBJECTS, ProgramTest, entries_of,
                     lines_said, once_is_enough, run, unbroken, validator)

KIB, MIB = 1024, 1024 ** 2
QUICK = ("--launches", "1", "--sample-ms", "1")
ASSUMED = "32768,1048576,16777216"
NATIVE = SUBJECTS / "native.so"

# No three sizes of caches.
WRONG = ("", "1M", "32K,1M", "32K,1M,16M,64M", "32K,1M,", ",1M,16M", "32k,1M,16M", "32K,1T,16M",
         "32KB,1M,16M", "-32K,1M,16M", "32K, 1M,16M", "3.2K,1M,16M", "0x8000,1M,16M", "1M,32K,16M",
         "32K,16M,1M", "32K,32K,16M", "7K,1M,16M", "32K,1M,2G", "32K,1M,99999999999999999999",
         "32K,1M,18014398509481985K", "L1,L2,L3")

# What is given, and the bytes of comp3's input in the L1, L2 and L3 cache that follow: whole records
# of 60 bytes, as many of what each working set is.
PLANNED = {
    CACHES["256K"]: (32 * KIB // 3, 128 * KIB, 1 * MIB),
    CACHES["1M"]: (32 * KIB // 3, 384 * KIB, 4 * MIB),
    CACHES["4M"]: (64 * KIB // 3, 1920 * KIB, 16 * MIB),
    "49152,2097152,503316480": (16 * KIB, 896 * KIB, 8 * MIB),
    "32K,16M,0": (32 * KIB // 3, 8 * MIB - 128 * KIB, 64 * MIB),
    "8K,64K,128K": (8 * KIB // 3, 128 * KIB, 64 * KIB),
    "0,0,0": (32 * KIB // 3, 128 * KIB, 1 * MIB),
}


def measured_sizes(document):
    return {entry["name"].partition("/")[2]: entry["input_bytes"]
            for entry in entries_of(document, "native")}


class Refused(ProgramTest):
    def test_what_is_no_three_caches(self):
        for caches in WRONG:
            with self.subTest(caches):
                result = self.run_to_be_refused("--workload", "comp3", *FOR_DAYS, "--caches", caches)
                self.assert_refused(result, 2, f"--caches {caches}: three sizes, L1,L2,L3, were "
                                               "expected, such as 32K,1M,16M")

    def test_by_every_command_that_measures(self):
        for command in (["limits"], ["capability"], ["compare", NATIVE, NATIVE]):
            result = run(*command, *FOR_DAYS, "--caches", "1M", timeout=REFUSAL_S)
            self.assert_refused(result, 2, "--caches 1M: three sizes")

    def test_where_nothing_is_measured(self):
        stored = self.write("stored.json", json.dumps(perf()))
        self.assert_refused(run("compare", stored, stored, "--caches", CACHES["1M"]), 2,
                            "--caches says how to measure")
        self.assert_refused(run("system", "--caches", CACHES["1M"]), 2, "--caches")

    def test_help_does_not_show_it(self):
        for arguments in (["run", "--help"], ["compare", "--help"], ["help", "--man"],
                          ["help", "--completion", "bash"]):
            self.assertNotIn("--caches", run(*arguments).stdout)


class Planned(ProgramTest):
    def run_native(self, *arguments):
        return self.measure("--workload", "comp3", "--subject", "native", *QUICK, "--no-referee",
                            *arguments)

    @once_is_enough
    def test_working_sets_follow(self):
        for caches, sizes in PLANNED.items():
            with self.subTest(caches):
                _, document = self.run_native("--quiet", "--caches", caches, "--working-set", "L1",
                                              "--working-set", "L2", "--working-set", "L3")
                found = measured_sizes(document)
                self.assertEqual(set(found), {"L1", "L2", "L3"})
                for name, size in zip(("L1", "L2", "L3"), sizes):
                    self.assertLessEqual(found[name], size, name)
                    # A rest of a record each: two chunks, or one of 64 KiB.
                    self.assertGreater(found[name], size - 60 * (2 + size // (64 * KIB)), name)
                for entry in document["benchmarks"]:
                    self.assert_measured(entry)

    def test_a_run_says_so(self):
        result, document = self.run_native("--caches", CACHES["1M"])
        self.assertEqual(document["environment"]["caches_assumed"], ASSUMED)
        self.assertEqual([error.message for error in
                          validator("perf.schema.json").iter_errors(document)], [])
        self.assertEqual(run("validate", self.output / "perf.json").returncode, 0)
        said = [warning for warning in document["warnings"] if OTHER_CACHES in warning]
        self.assertEqual(said, [f"{OTHER_CACHES}{ASSUMED} bytes (L1, L2, L3), as --caches has them, "
                                "and not for this CPU's"])
        self.assertIn(said[0], unbroken(result.stdout))
        self.assertIn(said[0], (self.output / "validation.log").read_text(encoding="utf-8"))

    @once_is_enough
    def test_a_run_without_it_says_nothing(self):
        _, document = self.run_native("--working-set", "L1")
        self.assertNotIn("caches_assumed", document["environment"])
        self.assertNotIn(OTHER_CACHES, json.dumps(document))

    @once_is_enough
    def test_a_comparison_says_so(self):
        arguments = ("compare", NATIVE, NATIVE, "--workload", "comp3", "--launches", "1",
                     "--time-identical", "--no-work", "--no-referee", "--json")
        (note,) = [note for note in json.loads(run(*arguments, "--caches", CACHES["1M"]).stdout)["notes"]
                   if OTHER_CACHES in note]
        self.assertIn(ASSUMED, note)
        self.assertNotIn(OTHER_CACHES, run(*arguments).stdout)

    def test_limits_and_capability_say_so(self):
        for command in (("limits", "--workload", "comp3", "--subject", "native", *QUICK),
                        ("capability", "--launches", "3", "--sample-ms", "1")):
            result = run(*command, "--caches", CACHES["256K"])
            self.assertIn(f"Note: {OTHER_CACHES}32768,262144,8388608 bytes (L1, L2, L3)",
                          lines_said(result)[0], result.stderr)


class NoReference(ProgramTest):
    """A run that would do for each of these but for what its working sets are planned for."""

    def stored(self, name, caches, **more):
        document = perf(**more)
        if caches:
            document["environment"]["caches_assumed"] = caches
        return self.write(name, json.dumps(document))

    def test_it_is_not_promoted(self):
        odd = self.stored("odd.json", ASSUMED)
        for force in ((), ("--force", "--reason", "a test")):
            result = run("baseline", "promote", odd, *force, cwd=self.folder)
            self.assert_says_one_sentence(result, 1, "CBKB006", "odd.json is not promoted: its working "
                                          "sets were planned for other caches than the host's")
            self.assertFalse((self.folder / "baseline.json").exists())
        result = run("baseline", "promote", self.stored("even.json", None), cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_it_is_not_judged_by_a_baseline_nor_is_one(self):
        odd, even = self.stored("odd.json", ASSUMED), self.stored("even.json", None)
        for document, baseline, side in ((odd, even, "run"), (even, odd, "baseline"),
                                         (odd, odd, "baseline")):
            result = run("check", document, "--baseline", baseline)
            self.assertEqual(result.returncode, 4, result.stdout)
            self.assertTrue(result.stdout.endswith("[NEUTRAL]\n"), result.stdout)
            self.assertIn(f"the working sets of the {side} were planned for other caches than the "
                          "host's", unbroken(result.stdout))

    def test_it_is_compared_with_its_like(self):
        odd, even = self.stored("odd.json", ASSUMED), self.stored("even.json", None)
        other = self.stored("other.json", "32768,262144,0")
        for base, head in ((odd, even), (even, odd), (odd, other)):
            result = run("compare", base, head)
            self.assertEqual(result.returncode, 4, result.stderr)
            self.assertIn("planned for different caches: nothing was compared",
                          unbroken(result.stdout))
        self.assertEqual(run("compare", odd, odd).stdout.split()[-1], "[UNCHANGED]")


if __name__ == "__main__":
    unittest.main()
