# SPDX-License-Identifier: AGPL-3.0-or-later
"""`run --list` and `--category`: what would be measured, and a part of it."""
import json
import os
import re
import unittest

from counting import CAN_COUNT
from program import (SOURCE, SUBJECTS, TEST_SUBJECTS, ProgramTest, once_is_enough, output_of, run,
                     unbroken)

COPYBOOK = SOURCE / "fixtures" / "copybooks" / "customer.cpy"
DATA = SOURCE / "fixtures" / "data" / "customer.cp037.bin"
ROW = re.compile(r"^  (\S+)  +(kernel|record, file|file|disk|copybook)  +([a-z]+)  +(-|[\d.]+ s)$", re.M)


def listed(*arguments):
    """Benchmark, level, category and budget of each."""
    return ROW.findall(output_of("run", "--list", *arguments))


class Lists(ProgramTest):
    def test_default_suite(self):
        rows = listed()
        self.assertEqual([row[0] for row in rows if row[1] != "kernel"],
                         ["record-display", "record-comp3"])
        self.assertIn(("comp3/stream", "kernel", "decode", "22.5 s"), rows)  # 180 s for eight.
        self.assertIn(("record-comp3", "record, file", "record", "22.5 s"), rows)

    def test_every_suite_fits_the_terminal(self):
        for path in sorted((SOURCE / "config" / "suites").glob("*.toml")):
            with self.subTest(path.stem):
                text = output_of("run", "--list", "--suite", path.stem)
                self.assertLessEqual(max(map(len, text.splitlines())), 80)
                self.assertIn(f"of the suite {path.stem}, ", text)
                self.assertIn("\nSubjects: copybook-rs, ", text)

    def test_workloads_and_own_records(self):
        self.assertEqual(listed("--workload", "comp3", "--working-set", "L1"),
                         [("comp3/L1", "kernel", "decode", "-")])
        self.assertEqual(listed("--copybook", COPYBOOK, "--data", DATA),
                         [("customer.cp037.bin", "record, file", "record", "-")])

    def test_nothing_is_left_behind(self):
        result = run("run", "--list", "--output-dir", self.output)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertFalse(self.output.exists())


@once_is_enough
class Categories(ProgramTest):
    def test_each_has_what_it_is_called_for(self):
        of_all = listed("--suite", "comprehensive")
        for category in ("decode", "encode", "record", "parse"):
            with self.subTest(category):
                rows = listed("--category", category)
                self.assertEqual([row[0] for row in rows],
                                 [row[0] for row in of_all if row[2] == category])
                self.assertTrue(rows)
        self.assertEqual({row[:3] for row in of_all if row[2] == "parse"},
                         {(f"parse-{size}", "copybook", "parse") for size in ("small", "medium", "large")})

    @unittest.skipIf(len(os.sched_getaffinity(0)) < 2, "one CPU: there is nothing on two")
    def test_memory_is_of_all(self):
        """Whatever else a benchmark is: also what is on threads, and on a disk where a suite has it."""
        names = {row[0] for row in listed("--category", "memory")}
        self.assertEqual(names, {row[0] for row in listed("--suite", "comprehensive", "--threads", "1,2")})
        self.assertTrue(any(name.endswith("/threads-2") for name in names))
        for suite in ("files", "critical"):
            self.assertEqual(listed("--suite", suite, "--category", "memory"), listed("--suite", suite))
        self.assertEqual([row[0] for row in listed("--workload", "record-comp3", "--threads", "1,2",
                                                   "--category", "memory")],
                         ["record-comp3", "record-comp3/threads-1", "record-comp3/threads-2"])

    @unittest.skipIf(len(os.sched_getaffinity(0)) < 2, "one CPU: there is nothing on two")
    def test_threads_and_files_are_those_of_all_records(self):
        rows = listed("--category", "threads")
        self.assertEqual({row[1:3] for row in rows}, {("file", "threads")})
        self.assertEqual({row[0].rpartition("/")[2] for row in rows}, {"threads-1", "threads-2"})
        rows = listed("--category", "file")
        self.assertEqual({row[1:3] for row in rows}, {("disk", "file")})
        # Who asks for threads gets those of what is left.
        self.assertEqual([row[0] for row in listed("--workload", "record-comp3", "--workload", "comp3",
                                                   "--category", "record", "--threads", "2")],
                         ["record-comp3", "record-comp3/threads-1", "record-comp3/threads-2"])

    def test_several_and_beside_a_suite(self):
        self.assertEqual({row[2] for row in listed("--category", "encode", "--category", "record")},
                         {"encode", "record"})
        self.assertEqual({row[2] for row in listed("--category", "file", "--category", "parse")},
                         {"file", "parse"})
        self.assertEqual([row[0] for row in listed("--suite", "critical", "--category", "record")],
                         ["record-display", "record-comp3"])

    def test_a_part_of_a_suite_is_none(self):
        result, document = self.measure("--suite", "critical", "--category", "record", "--launches",
                                        "1", "--sample-ms", "5", "--no-referee", "--subject",
                                        "native")
        self.assertEqual(document["suite"], None)
        self.assertEqual({entry["name"] for entry in document["benchmarks"]},
                         {"record-display", "record-comp3"})
        self.assertIn("record-comp3", result.stdout)

    def test_parse_shows_what_copybooks_cost(self):
        """Of who reads each, by the record; of who does not, nothing."""
        result, document = self.measure(
            "--workload", "parse-small", "--workload", "comp3", "--category", "parse", "--launches", "2",
            "--sample-ms", "5", "--no-referee", "--subject", "native", "--subject", "copybook-rs",
            "--subject", f"keeps={TEST_SUBJECTS / 'keeps-layout.so'}?{SUBJECTS / 'native.so'}")
        self.assertIn("Copybooks: from text to the first record's line of JSON", result.stdout)
        self.assertRegex(result.stdout, r"(?m)^  parse-small: 6 lines\n"
                                        r"(    \S+ +([\d.]+ [µm]?s |void).*\n){3}")
        entries = {entry["subject"]: entry for entry in document["benchmarks"]}
        self.assertEqual({entry["name"] for entry in entries.values()}, {"parse-small"})
        self.assertEqual({name: entry["state"] for name, entry in entries.items()},
                         {"native": "measured", "copybook-rs": "measured", "keeps": "void"})
        self.assertIn("field STATUS: a missing value", entries["keeps"]["reason"])
        self.assertEqual(entries["native"]["level"], "copybook")
        # What counts is the text, of 16 records one each.
        self.assertEqual(entries["native"]["input_bytes"] % 16, 0)
        self.assertGreater(entries["native"]["input_bytes"], 16 * 200)

    @unittest.skipUnless(CAN_COUNT, "work cannot be counted here")
    def test_parse_is_counted_by_the_copybook(self):
        result = run("compare", "--work-only", f"{SUBJECTS / 'native.so'}?isa=scalar",
                     f"{SUBJECTS / 'native.so'}?isa=avx2", "--workload", "parse-small", "--json")
        self.assertNotEqual(result.returncode, 1, result.stderr)
        (entry,) = json.loads(result.stdout)["benchmarks"]
        self.assertEqual((entry["name"], entry["level"]), ("parse-small", "copybook"))
        self.assertGreater(entry["work"]["base"], 10000)

    @unittest.skipIf(os.environ["SANITIZERS"], "sanitizers have an allocator of their own")
    def test_memory_shows_what_is_allocated(self):
        result, document = self.measure("--workload", "record-simple", "--category", "memory",
                                        "--sample-ms", "5", "--no-referee")
        self.assertIn(" Allocations, counted: ", unbroken(result.stdout))
        self.assertEqual(document["run"]["launches"], 2)

    def test_mistakes(self):
        for arguments, status, expected in [
                (("--category", "records"), 2, 'no category "records"; did you mean "record"?'),
                (("--category", "encode", "--suite", "critical"), 2,
                 "--category encode: none of the benchmarks is of it; "),
                (("--latency", "--workload", "parse-small"), 2,
                 "--latency: single calls are of whole records, and none of the workloads has any"),
                (("--list", "--json"), 2, "--list and --json: there is no perf.json")]:
            with self.subTest(arguments):
                self.assert_refused(self.run_to_be_refused(*arguments), status, expected)


if __name__ == "__main__":
    unittest.main()
