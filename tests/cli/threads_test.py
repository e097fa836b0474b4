# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Files on several threads, from the command line to the report: which CPUs, what is written and
printed, a speed-up that follows; lines out of order, threads that deadlock, crash, work on, or are
more than were told; and more than there are CPUs.
"""
import json
import math
import os
import unittest

from program import (SOURCE, TEST_SUBJECTS, ProgramTest, entries_of, once_is_enough, output_of, run,
                     unbroken, validator)

DECODER = TEST_SUBJECTS / "decodes-records.so"
CPUS = sorted(os.sched_getaffinity(0))
COPYBOOK = SOURCE / "tests" / "subject" / "keyed.cpy"
# Records of 50 bytes as it has them, each with a key of its own.
RECORDS = b"".join(key.to_bytes(2, "big") + b"\x40" * 48 for key in range(1000))
SHORT = ("--launches", "2", "--sample-ms", "5")
SANITIZERS = os.environ["SANITIZERS"]


def of_threads(document, subject):
    """By their number: what has been on some."""
    return {entry["threads"]["count"]: entry for entry in entries_of(document, subject)
            if "threads" in entry}


@unittest.skipIf(len(CPUS) < 2, "one CPU: nothing to be faster on")
class Threads(ProgramTest):
    def assert_refused_as(self, arguments, *phrases):
        self.assert_refused(self.run_to_be_refused(*arguments), 2, "CBKB015", *phrases)

    def test_they_are_measured_and_shown(self):
        # Two of two: the workload has its usual levels, and 1 thread comes by itself.
        result, document = self.measure("--workload", "record-simple", "--subject", "native",
                                        "--no-referee", *SHORT, "--threads", "2")
        self.assertEqual((result.returncode, document["errors"]), (0, []), result.stderr)
        self.assertEqual([error.message for error in
                          validator("perf.schema.json").iter_errors(document)], [])
        output_of("validate", self.output / "perf.json")
        usual = [entry for entry in document["benchmarks"] if "threads" not in entry]
        self.assertEqual({(entry["name"], entry["level"]) for entry in usual},
                         {("record-simple", "record"), ("record-simple", "file")})
        one, two = (of_threads(document, "native")[count] for count in (1, 2))
        for entry in (one, two):
            self.assert_measured(entry)
            self.assertEqual((entry["name"], entry["workload"], entry["level"]),
                             (f"record-simple/threads-{entry['threads']['count']}",
                              "record-simple", "file"))
            self.assertEqual(entry["proof"], "truth")
        self.assertEqual(one["checksum"], two["checksum"])
        self.assertEqual(one["threads"]["cpus"], str(document["environment"]["cpu"]))
        self.assertRegex(two["threads"]["cpus"], r"^\d+[-,]\d+$")
        self.assertNotIn("speed_up", one["threads"])
        self.assertNotIn("start_ns", one["threads"])
        self.assertGreater(two["threads"]["start_ns"], 0)
        if "slowdown" in two["threads"]:  # Where the host is not too busy to tell.
            self.assertTrue(two["threads"]["shares_cores"])
        self.assertRegex(unbroken(result.stdout),
                         r"starting 2 threads takes \S+ % of the time at most \(native, record-simple\)")
        ratios = [math.log(a / b) for a, b in zip(one["launch_ns"], two["launch_ns"])]
        expected = math.exp(sum(ratios) / len(ratios))
        self.assertAlmostEqual(two["threads"]["speed_up"] / expected, 1, 6)
        self.assertAlmostEqual(two["threads"]["efficiency"] / (expected / 2), 1, 6)
        table = result.stdout.partition("\nThreads: ")[2].partition("\n\n")[0]
        self.assertRegex(table, r"record-simple\n +native +1 +\S+ +1\n? +native +2 +\S+ +\S+ ×")
        self.assertLessEqual(max(map(len, result.stdout.splitlines())), 80)
        page = output_of("report", self.output / "perf.json", "--format", "html")
        self.assertIn("Files on several threads", page)
        self.assertIn("native on 2 threads: ", page)
        self.assert_contradictions_are_refused(document)

    def assert_contradictions_are_refused(self, document):
        for member, value in (("speed_up", 99), ("efficiency", 9), ("speed_up_ci95", [1, 9])):
            changed = json.loads(json.dumps(document))
            of_threads(changed, "native")[2]["threads"][member] = value
            result = run("validate", self.write("perf.json", json.dumps(changed)))
            self.assertEqual(result.returncode, 3, result.stdout)
            self.assertIn("does not follow from launch_ns", result.stdout + result.stderr)

    @once_is_enough
    def test_copybook_rs_decodes_on_them_too(self):
        result, document = self.measure("--workload", "record-simple", "--subject", "copybook-rs",
                                        "--launches", "1", "--sample-ms", "1", "--threads", "2",
                                        "--no-referee")
        self.assertEqual((result.returncode, document["errors"]), (0, []), result.stderr)
        one, two = (of_threads(document, "copybook-rs")[count] for count in (1, 2))
        self.assertEqual(one["checksum"], two["checksum"])

    def measure_faulty(self, option, *arguments):
        data = self.write("keys.bin", RECORDS)
        return self.measure("--copybook", COPYBOOK, "--data", data, *SHORT, "--threads", "2", "--subject", "native", "--subject",
                            f"faulty={DECODER}?{option}", *arguments)

    def test_lines_out_of_order_are_void(self):
        result, document = self.measure_faulty("swaps", "--no-referee")
        self.assertEqual(result.returncode, 3, result.stderr)
        threads = of_threads(document, "faulty")
        self.assertEqual({count: entry["state"] for count, entry in threads.items()},
                         {1: "measured", 2: "void"})
        self.assertEqual(of_threads(document, "native")[2]["state"], "measured")
        self.assertNotIn("speed_up", threads[2]["threads"])

    def test_threads_that_deadlock_or_crash(self):
        for option, phrase in (("deadlocks", "did not return within 1 s"), ("crashes", "signal 11")):
            with self.subTest(option):
                result, document = self.measure_faulty(option, "--no-referee", "--hang-timeout", "1")
                threads = of_threads(document, "faulty")
                self.assertEqual({count: entry["state"] for count, entry in threads.items()},
                                 {1: "measured", 2: "failed"})
                self.assertIn(phrase, threads[2]["reason"])
                self.assertEqual(of_threads(document, "native")[2]["state"], "measured")
                self.assertNotEqual(result.returncode, 0)

    @once_is_enough
    def test_a_thread_that_works_on_is_seen(self):
        _, document = self.measure_faulty("lingers")
        threads = of_threads(document, "faulty")
        self.assertEqual((threads[1]["state"], threads[2]["state"]), ("measured", "void"))
        self.assertRegex(threads[2]["reason"],
                         "a thread that works on when its call has returned|works between its calls")

    @once_is_enough
    def test_more_threads_than_were_told_are_seen(self):
        _, document = self.measure_faulty("crowds")
        threads = of_threads(document, "faulty")
        self.assertEqual(threads[2]["state"], "void")
        self.assertRegex(threads[2]["reason"], r"works in [3-5] threads beside the one that calls it, "
                                               r"and was told 2")

    def test_what_is_wrong_use(self):
        records = ("--workload", "record-simple")
        self.assert_refused_as((*records, "--threads", "64"), "64 threads take as many CPUs")
        for counts in ("", "0", "1,x", "2,2", "65", "-1", "1,,2", "1.5"):
            with self.subTest(counts):
                self.assert_refused_as((*records, "--threads", counts), "--threads ",
                                       "numbers from 1 to 64")
        self.assert_refused_as(("--workload", "comp3", "--threads", "1"), "threads decode files")

    def test_a_suite_may_have_them(self):
        suite = ('description = "two"\nlaunches = 1\nthreads = [{}]\n'
                 '[[workload]]\nname = "record-simple"\n')
        path = self.write("two.toml", suite.format("1, 2"))
        _, document = self.measure("--suite", path, "--subject", "native", "--no-referee",
                                   "--sample-ms", "1")
        self.assertEqual(set(of_threads(document, "native")), {1, 2})
        for counts in ("2, 1", "1, 1", "0", "65", '"1"', ""):
            with self.subTest(counts):
                path = self.write("wrong.toml", suite.format(counts))
                result = run("run", "--suite", path, "--output-dir", self.folder / "none")
                self.assertNotEqual(result.returncode, 0)
                self.assertIn("threads: ascending numbers from 1 to 64", result.stderr)


if __name__ == "__main__":
    unittest.main()
