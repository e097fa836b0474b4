# SPDX-License-Identifier: AGPL-3.0-or-later
"""
No figure without a referee: `run` has one of every kind of work, in perf.json, the log and what it
prints. What is said of stored runs is in referee_report_test.py, of who lies in forgeries_test.py.
"""
import os
import unittest

from program import (NOISE_RETRIES, SOURCE, ProgramTest, entries_of, once_is_enough, output_of,
                     unbroken, validator)

QUICK = ("--launches", "3", "--sample-ms", "30")
SUBJECTS = ("--subject", "native", "--subject", "copybook-rs")
COPYBOOK = SOURCE / "fixtures" / "copybooks" / "customer.cpy"
DATA = SOURCE / "fixtures" / "data" / "customer.cp037.bin"
# Launches of a referee for each benchmark; more where a claim is doubtful, and before it is a lie.
LAUNCHES = range(3, 13)
SANITIZERS = os.environ["SANITIZERS"]
BOUNDS = {"L1": "learnable", "L2": "equal", "stream": "not_faster"}
# Turns of an arm, of at least two calls each.
CALLS_MIN = 80
DISTURBED = ("; the referee saw ", "slower beside others than alone")


def bound_of(entry):
    if SANITIZERS:
        return "instrumented"
    if "record_format" in entry:
        return "learnable"
    return BOUNDS.get(entry["working_set"], "lines")


class Referee(ProgramTest):
    def assert_refereed(self, entry):
        self.assert_measured(entry)
        seen = entry["referee"]
        self.assertIn(seen["launches"], LAUNCHES)
        self.assertGreaterEqual(seen["calls"], CALLS_MIN * seen["launches"])
        self.assertEqual(seen["bound"], bound_of(entry))
        self.assertGreater(seen["work_ns"], 0)
        self.assertEqual(seen["claim_ns"], entry["median_ns"])
        self.assertAlmostEqual(seen["ratio"], seen["work_ns"] / seen["claim_ns"])
        low, high = seen["work_range_ns"]
        self.assertTrue(low <= seen["work_ns"] <= high, seen)

    def measure_refereed(self, *arguments, levels):
        """
        Every figure of these levels has been seen, and the run says so. Again where a neighbour
        made the referee slow: how seldom that is, forgeries_test.py and the study count.
        """
        for _ in range(NOISE_RETRIES):
            result, document = self.measure(*QUICK, *arguments)
            if not any(phrase in error for phrase in DISTURBED for error in document["errors"]):
                break
        self.assertEqual((result.returncode, document["errors"]), (0, []), result.stderr)
        self.assertEqual([error.message for error in
                          validator("perf.schema.json").iter_errors(document)], [])
        self.assertEqual({entry["level"] for entry in document["benchmarks"]}, set(levels))
        for entry in document["benchmarks"]:
            with self.subTest(entry["name"], subject=entry["subject"], level=entry["level"]):
                self.assert_refereed(entry)
        for entry in document["limits"]:
            self.assertNotIn("referee", entry)
        output_of("validate", self.output / "perf.json")
        self.assertEqual(document["referee"]["mode"], "on")
        self.assertGreater(document["referee"]["seconds"], 0)
        self.assertRegex(unbroken(result.stdout), r"\d( to \d+)? launches of each in \d\S* s on fresh "
                                                  r"data, every answer compared; work / claim ")
        return document

    def log(self):
        return (self.output / "benchmark.log").read_text(encoding="utf-8")

    @once_is_enough
    def test_kernels(self):
        document = self.measure_refereed("--workload", "comp3", *SUBJECTS, levels=["kernel"])
        self.assertEqual(len(entries_of(document, "native")), 2)
        for launch in (1, 2, 3):
            for name in ("comp3/L2", "comp3/stream"):
                self.assertRegex(self.log(), rf"(?m)^# {name}, referee, launch {launch}: native, "
                                             r"kernel level: \d+\.\d{4} ns a byte, \d+ calls$")

    @once_is_enough
    def test_the_way_back(self):
        self.measure_refereed("--workload", "encode-comp3", "--working-set", "L2", *SUBJECTS,
                              levels=["kernel"])

    def test_records_and_files(self):
        self.measure_refereed("--workload", "record-comp3", "--subject", "copybook-rs",
                              levels=["record", "file"])

    @once_is_enough
    def test_own_data(self):
        self.measure_refereed("--copybook", COPYBOOK, "--data", DATA, levels=["record", "file"])

    @once_is_enough
    def test_one_launch_has_as_much_of_a_referee(self):
        """A single launch claims what it likes: nothing of the referee's is saved."""
        _, document = self.measure("--workload", "comp3", "--working-set", "L2", "--subject",
                                   "native", "--launches", "1", "--sample-ms", "30")
        for entry in document["benchmarks"]:
            self.assert_refereed(entry)


if __name__ == "__main__":
    unittest.main()
