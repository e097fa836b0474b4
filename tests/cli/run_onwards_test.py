# SPDX-License-Identifier: AGPL-3.0-or-later
"""
What a real run has of files and of threads goes on: into every export, report and the history, under
names of its own, with the figures that the run has.
"""
import csv
import json
import math
import re
import unittest

from program import ProgramTest, entries_of, environment, once_is_enough, run

COMMIT = "0123456789abcdef0123456789abcdef01234567"
# Of each, beside what a run has of records anyway: on disk and on threads.
WHAT = ("file-comp3/warm", "file-comp3/cold", "record-simple/threads-1", "record-simple/threads-2")


def figures(text):
    """Go's benchmark lines: the times of each name, in their order."""
    times = {}
    for line in text.splitlines():
        if line.startswith("Benchmark"):
            name, _, ns, unit, *_ = line.split(" ")
            assert unit == "ns/op", line
            times.setdefault(name, []).append(float(ns))
    return times


@once_is_enough  # Nothing here that is read or written by code of its own.
class Onwards(ProgramTest):
    def test_all_of_it(self):
        """One run, as it takes longer than all that is made of it."""
        result, self.document = self.measure(
            "--workload", "file-comp3", "--workload", "record-simple", "--threads", "1,2",
            "--file-size", "64KiB", "--launches", "2", "--sample-ms", "5", "--no-referee",
            "--subject", "native", "--subject", "copybook-rs", "--file-dir", self.folder)
        self.perf = self.output / "perf.json"
        self.assertTrue(self.perf.exists(), result.stderr)
        # A disk in memory has no cold file, and one CPU no second thread.
        self.measured = [entry for entry in self.document["benchmarks"]
                         if entry["state"] == "measured" and entry["name"] in WHAT]
        self.assertGreaterEqual(len(self.measured), 4)
        for check in (self.check_exports, self.check_lines_of_go, self.check_google_benchmark,
                      self.check_reports, self.check_stored_runs, self.check_history):
            with self.subTest(check.__name__):
                check()

    def output_of(self, *arguments, status=0, **variables):
        result = run(*arguments, env=environment(**variables))
        self.assertEqual(result.returncode, status, result.stderr)
        return result.stdout

    def check_exports(self):
        for shape in ("benchmark-run", "github-action-benchmark", "bencher",
                      "google-benchmark", "pyperf", "junit", "openmetrics"):
            with self.subTest(shape):
                text = self.output_of("export", "--as", shape, self.perf)
                for entry in self.measured:
                    self.assertIn(entry["name"].replace("/", r"\/")
                                  if rf"{entry['workload']}\/" in text else entry["name"], text)
        folder = self.folder / "criterion"
        self.output_of("export", "--as", "criterion", "-o", folder, self.perf)
        self.assertGreaterEqual(len(list(folder.rglob("estimates.json"))), len(self.measured))

    def check_lines_of_go(self):
        times = figures(self.output_of("export", "--as", "gobench", self.perf))
        for entry in self.measured:
            threads = re.search(r"/threads-(\d+)$", entry["name"])
            where = (f"/threads={threads[1]}" if threads else f"/set={entry['working_set']}")
            name = (f"BenchmarkDecode/workload={entry['workload']}{where}/subject="
                    f"{entry['subject']}/level={entry['level']}")
            self.assertEqual(times[name], [ns for ns in entry["launch_ns"] if ns is not None])

    def check_google_benchmark(self):
        document = json.loads(self.output_of("export", "--as", "google-benchmark", self.perf))
        for entry in document["benchmarks"]:
            threads = re.search(r"/threads-(\d+)/", entry["name"])
            self.assertEqual(entry["threads"], int(threads[1]) if threads else 1, entry["name"])

    def check_reports(self):
        for form in ("markdown", "html", "json", "junit"):
            with self.subTest(form):
                text = self.output_of("report", "--format", form, self.perf)
                if form != "json":  # That has what is judged, which these are not.
                    self.assertIn("file-comp3/warm", text)
                    self.assertIn("record-simple/threads-1" if form == "junit" else "record-simple",
                                  text)
        self.assertEqual(run("validate", self.perf).returncode, 0)

    def check_stored_runs(self):
        other = self.write("other.json", json.dumps({**self.document, "timestamp": "2026-01-02T03:04:05Z"}))
        text = run("compare", self.perf, other).stdout
        for entry in self.measured:
            if entry["subject"] == "copybook-rs":
                self.assertIn(f"  {entry['name']}, {entry['level']} ", text)

    def check_history(self):
        store = str(self.folder / "history.db")
        self.output_of("history", "add", "--commit", COMMIT, "--position", "1", "--branch", "main",
                       "--event", "schedule", self.perf, PERFHARNESS_STORE=store)
        self.output_of("history", "check", PERFHARNESS_STORE=store)
        for entry in entries_of(self.document, "copybook-rs"):
            if entry not in self.measured:
                continue
            name = f"{entry['name']} {entry['level']}"
            trend = self.output_of("history", "trend", name, "--csv", PERFHARNESS_STORE=store)
            row, = csv.DictReader(line for line in trend.splitlines() if "," in line)
            self.assertEqual((row["benchmark"], row["commit"], row["launches"]),
                             (entry["name"], COMMIT, str(len(entry["launch_ns"]))))
            # Of times it has the mean of their logarithms.
            logs = [math.log(ns) for ns in entry["launch_ns"]]
            self.assertAlmostEqual(float(row["value"]), math.fsum(logs) / len(logs), places=9)


if __name__ == "__main__":
    unittest.main(verbosity=2)
