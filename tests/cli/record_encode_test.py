# SPDX-License-Identifier: AGPL-3.0-or-later
"""`run` on lines that become records: what is proven of them, what is named, and what is counted."""
import os
import unittest

from program import TEST_SUBJECTS, ProgramTest, entries_of, once_is_enough, run, unbroken

SANITIZERS = os.environ["SANITIZERS"]
ENCODER = TEST_SUBJECTS / "encodes-records.so"
WORKLOAD = "record-encode-comp3"
QUICK = ("--workload", WORKLOAD, "--launches", "1", "--sample-ms", "5")


class RecordEncodeTest(ProgramTest):
    def measure_encoder(self, options, *arguments):
        chosen = f"?{options}" if options else ""
        return self.measure(*QUICK, "--subject", f"encodes={ENCODER}{chosen}", *arguments)

    def test_lines_become_records(self):
        """By line and by file, of both, on data that a referee has never seen before, too."""
        result, document = self.measure(*QUICK)
        self.assertEqual((result.returncode, document["errors"]), (0, []), result.stderr)
        self.assertIn("Records back: JSON lines to whole records, MiB/s of mainframe bytes\n",
                      result.stdout)
        self.assertIn(f"  {WORKLOAD}, as one file: 10.0 bytes of JSON a byte\n", result.stdout)
        self.assertNotIn("Records: whole records to JSON lines", result.stdout)
        entries = [entry for entry in document["benchmarks"] if entry["workload"] == WORKLOAD]
        self.assertEqual(sorted((entry["subject"], entry["level"]) for entry in entries),
                         [(subject, level) for subject in ("copybook-rs", "native")
                          for level in ("file", "record")])
        for entry in entries:
            self.assert_measured(entry)
            self.assertEqual(entry["input_bytes"], entry["records"] * 60)
            self.assertGreater(entry["output_bytes"], 9 * entry["input_bytes"])
            self.assertEqual(entry["records_failed"], 0)
            self.assertIn("work_ns", entry["referee"])
            self.assertEqual("allocations" in entry, not SANITIZERS)

    def test_plus_may_be_written_either_way(self):
        for options in ("", "other-plus"):
            with self.subTest(options):
                result, document = self.measure_encoder(options, "--no-referee")
                self.assertEqual(result.returncode, 0, result.stderr)
                for entry in entries_of(document, "encodes"):
                    self.assert_measured(entry)

    def assert_void(self, options, pattern):
        result, document = self.measure_encoder(options, "--no-referee")
        self.assertEqual(result.returncode, 3, result.stdout)
        entries = entries_of(document, "encodes")
        self.assertEqual(len(entries), 2)
        for entry in entries:
            self.assertEqual(entry["state"], "void")
            self.assertRegex(entry["reason"], pattern)
        return entries

    def test_what_is_wrong_is_named(self):
        self.assert_void("wrong", r"^wrong answer: record \d+, field FIELD-10: -?\d+ becomes "
                                  r"[0-9]{11}[CDF], not [0-9]{11}[CDF]$")
        self.assert_void("short", r"^reports \d+ records encoded of \d+, \d+ bytes of \d+$")
        self.assert_void("beyond", r"^writes behind the end of its output$")
        for entry in self.assert_void("fails", r"first failure in record 3, field FIELD-04: "
                                               r"BAD_LINE$"):
            self.assertGreater(entry["records_failed"], 1)

    @once_is_enough
    def test_single_calls_and_counted_work(self):
        result, document = self.measure(*QUICK, "--no-referee", "--latency", "--subject", "native")
        self.assertEqual(result.returncode, 0, result.stderr)
        for entry in entries_of(document, "native"):
            self.assertIn("latency", entry)

    def test_who_is_older_has_no_such_number(self):
        result, document = self.measure(*QUICK, "--no-referee", "--subject",
                                        f"old={TEST_SUBJECTS / 'decodes-records.so'}",
                                        "--subject", "native")
        self.assertEqual(entries_of(document, "old"), [], result.stderr)
        self.assertEqual(len(entries_of(document, "native")), 2)

    def test_it_is_listed(self):
        self.assertRegex(unbroken(run("help", "workloads").stdout),
                         rf"{WORKLOAD} record: JSON lines to 60-byte records")
        text = run("run", "--list", "--category", "encode").stdout
        self.assertRegex(text, rf"{WORKLOAD} +record, file +encode ")


if __name__ == "__main__":
    unittest.main()
