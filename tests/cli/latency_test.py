# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Single calls, from the worker to the report: percentiles, the line through calls of more records,
the start; what a wrong answer to one of them does; where there are none.
"""
import json
import unittest

from program import SOURCE, TEST_SUBJECTS, ProgramTest, entries_of, once_is_enough, run, warnings_of

DECODER = TEST_SUBJECTS / "decodes-records.so"
OWN_DATA = ("--copybook", SOURCE / "tests" / "subject" / "keyed.cpy",
            "--data", SOURCE / "fixtures" / "data" / "customer.cp037.bin",
            "--launches", "2", "--sample-ms", "20", "--no-referee")
# What of a launch's single calls a busy machine, too, has time for.
QUICK_FIGURES = {"p50_ns", "p95_ns", "p99_ns", "of_10_ns", "of_100_ns"}
START_FIGURES = {"load_ns", "open_ns", "parse_ns", "first_record_ns"}
COLUMNS = 80


class Latency(ProgramTest):
    def measure_calls(self, options="", *arguments):
        build = f"records={DECODER}{'?' if options else ''}{options}"
        return self.measure(*OWN_DATA, "--subject", build, "--subject", "native", "--latency",
                            *arguments)

    def test_single_calls_are_measured_and_shown(self):
        result, document = self.measure_calls()
        self.assertEqual((result.returncode, document["errors"]), (0, []), result.stderr)
        record, file = sorted(entries_of(document, "records"), key=lambda entry: entry["level"],
                              reverse=True)
        for entry in (record, file):
            self.assert_measured(entry)
            latency = entry["latency"]
            self.assertGreaterEqual(latency["calls"], 2 * 4096)
            self.assertLessEqual(QUICK_FIGURES, set(latency))
            for p50, p95, p99 in zip(*(latency[name]["launches"]
                                       for name in ("p50_ns", "p95_ns", "p99_ns"))):
                self.assertLessEqual(p50, p95)
                self.assertLessEqual(p95, p99)
            self.assertEqual(len(latency["p50_ns"]["launches"]), 2)
            # Ten records take longer than one, and a hundred longer than ten.
            self.assertLess(latency["p50_ns"]["median"], latency["of_10_ns"]["median"])
            self.assertLess(latency["of_10_ns"]["median"], latency["of_100_ns"]["median"])
            self.assertGreater(latency["record_ns"]["median"], 0)
        self.assertLessEqual(START_FIGURES, set(record["latency"]))
        self.assertFalse(START_FIGURES & set(file["latency"]), "its first call is not the process'")
        self.assert_section(result.stdout)
        self.assert_reports()

    def assert_section(self, text):
        section = text[text.index("Single calls, records"):].split("\n\n")[0].splitlines()
        self.assertIn("p99", section[2])
        self.assertIn("10,000", "\n".join(section))
        self.assertIn("copybook", "\n".join(section))
        for line in section:
            self.assertLessEqual(len(line), COLUMNS, line)

    def assert_reports(self):
        perf = self.output / "perf.json"
        self.assertEqual(run("validate", perf).returncode, 0)
        for form, phrase in (("markdown", "| p50 | p95 | p99 | a call | + a record |"),
                             ("html", "<h2>How long one record takes</h2>")):
            result = run("report", perf, "--format", form)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn(phrase, result.stdout)
        exported = run("export", perf, "--as", "openmetrics").stdout
        self.assertIn('quantile="0.99"', exported)

    @once_is_enough
    def test_without_being_asked_for_there_are_none(self):
        result, document = self.measure(*OWN_DATA, "--subject", f"records={DECODER}", "--subject",
                                        "native")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertNotIn("Single calls", result.stdout)
        for entry in entries_of(document, "records"):
            self.assertNotIn("latency", entry)

    def test_a_record_alone_that_is_answered_otherwise(self):
        for options, phrase in (
                ("alone", "record 1 is not the same in a call of 1 as in a call of all records"),
                ("first", "its first call in the process gave another answer")):
            with self.subTest(options):
                result, document = self.measure_calls(options)
                entry = next(entry for entry in entries_of(document, "records")
                             if entry["level"] == "record")
                self.assertEqual(entry["state"], "void")
                self.assertIn(phrase, entry["reason"])
                self.assertNotIn("latency", entry)
                self.assertNotEqual(result.returncode, 0)

    def test_columns_have_no_single_calls(self):
        self.assert_refused(self.run_to_be_refused("--workload", "comp3", "--latency"), 2,
                            "--latency", "whole records")

    def suite(self, latency):
        return self.write("ours.toml", f'description = "Ours"\nlaunches = 1\nlatency = {latency}\n'
                                       '\n[[workload]]\nname = "comp3"\n')

    @once_is_enough
    def test_a_suite_asks_for_them(self):
        # The suite's own workload has no records: the data beside it have.
        result, document = self.measure(*OWN_DATA, "--suite", self.suite("true"), "--subject",
                                        f"records={DECODER}", "--subject", "native")
        self.assertIn(result.returncode, (0, 4), result.stderr)
        self.assertEqual([("latency" in entry) for entry in entries_of(document, "records")
                          if entry["level"] != "kernel"], [True, True])
        self.assertFalse(any("latency" in entry for entry in entries_of(document, "records")
                             if entry["level"] == "kernel"))
        refused = self.run_to_be_refused("--suite", self.suite("1"))
        self.assert_refused(refused, 1, "ours.toml:3:", "true or false was expected")

    @once_is_enough
    def test_a_percentile_that_was_edited_is_found(self):
        _, document = self.measure_calls()
        entry = next(entry for entry in document["benchmarks"] if "latency" in entry)
        entry["latency"]["p99_ns"]["median"] /= 2
        path = self.write("edited.json", json.dumps(document))
        result = run("validate", path)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("/latency/p99_ns", result.stdout + result.stderr)


if __name__ == "__main__":
    unittest.main()
