# SPDX-License-Identifier: AGPL-3.0-or-later
"""`run --list` and `--category`: what would be measured, and a part of it."""
import os
import re
import unittest

from program import SOURCE, ProgramTest, output_of, run, unbroken

COPYBOOK = SOURCE / "fixtures" / "copybooks" / "customer.cpy"
DATA = SOURCE / "fixtures" / "data" / "customer.cp037.bin"
ROW = re.compile(r"^  (\S+)  +(kernel|record, file|file|disk)  +([a-z]+)  +(-|[\d.]+ s)$", re.M)


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


class Categories(ProgramTest):
    def test_each_has_what_it_is_called_for(self):
        of_all = listed("--suite", "comprehensive")
        for category in ("decode", "encode", "record"):
            with self.subTest(category):
                rows = listed("--category", category)
                self.assertEqual([row[0] for row in rows],
                                 [row[0] for row in of_all if row[2] == category])
                self.assertTrue(rows)
        self.assertEqual(len(listed("--category", "memory")), len(of_all))

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
        result, document = self.measure("--workload", "record-simple", "--workload", "comp3",
                                        "--category", "parse", "--launches", "2", "--sample-ms", "5",
                                        "--no-referee")
        self.assertIn("Copybooks, read once in a process, with nothing warm", unbroken(result.stdout))
        self.assertRegex(result.stdout, r"(?m)^    native +[0-9]+ +[\d.]+ [µm]s ")
        self.assertEqual({entry["name"] for entry in document["benchmarks"]}, {"record-simple"})
        self.assertTrue(any("parse_ns" in entry.get("latency", {})
                            for entry in document["benchmarks"]))

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
                (("--list", "--json"), 2, "--list and --json: there is no perf.json")]:
            with self.subTest(arguments):
                self.assert_refused(self.run_to_be_refused(*arguments), status, expected)


if __name__ == "__main__":
    unittest.main()
