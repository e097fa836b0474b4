# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Never green by accident: whatever is wrong with a document, a baseline or the settings, `check` ends
in an exit status other than 0 and a last word other than PASS. Each case differs from a run that
passes in what it is named for.
"""
import copy
import json
import re
import unittest

from perf_documents import (OTHER_HOST, good_benchmarks, measured, not_measured, perf, plain)
from program import (SOURCE, TEST_SUBJECTS, ProgramTest, measure_quietly, once_is_enough, run,
                     unbroken)

THRESHOLDS = (SOURCE / "config" / "thresholds.toml").read_text(encoding="utf-8")
WORD = re.compile(r"\[([A-Z]+)\]$")
FUTURE = "2999-01-01T00:00:00Z"


def text(document):
    return json.dumps(document)


def changed(document, *path_and_value):
    *parents, last, value = path_and_value
    result = copy.deepcopy(document)
    holder = result
    for name in parents:
        holder = holder[name]
    holder[last] = value
    return result


def edited(mib_s):
    """A throughput that was edited, with the median that goes with it."""
    document = perf()
    entry = document["benchmarks"][0]
    entry["median_ns"] *= entry["throughput_mib_s"] / mib_s
    entry["throughput_mib_s"] = mib_s
    document["display_gibs"] = mib_s / 1024
    return document


def twice():
    document = perf()
    document["benchmarks"].append(copy.deepcopy(document["benchmarks"][0]))
    return document


PERF = text(perf())
PLAIN = text(plain())

# What is wrong with perf.json, what is said of it, and perf.json; None: there is none.
DOCUMENTS = [
    ("missing", "No such file", None),
    ("empty", "1:1: ", ""),
    ("white space", "2:1: ", " \n"),
    ("cut in the middle", "CBKB002", PERF[:len(PERF) // 2]),
    ("cut at the end", "CBKB002", PERF[:-1]),
    ("plain and cut", "CBKB002", PLAIN[:-1]),
    ("binary", "CBKB002", bytes(range(256))),
    ("null", "a JSON object was", "null"),
    ("a list", "a JSON object was", f"[{PLAIN}]"),
    ("an empty object", "comp3_mibs", "{}"),
    ("NaN", "1:18: ", PLAIN.replace("2.33", "NaN")),
    ("minus NaN", "1:38: ", PLAIN.replace("571", "-NaN")),
    ("Infinity", "1:18: ", PLAIN.replace("2.33", "Infinity")),
    ("beyond a double", "/display_gibs: a JSON value within", PLAIN.replace("2.33", "1e999")),
    ("negative", "/display_gibs: ", text(plain(display_gibs=-2.33))),
    ("zero", "0 as its number", text(plain(comp3_mibs=0))),
    ("a text for a number", "/display_gibs: ", text(plain(display_gibs="2.33"))),
    ("no DISPLAY figure", "display-text/stream", text(plain(display_gibs=None))),
    ("no COMP-3 figure", "comp3/stream", text(plain(comp3_mibs=None))),
    ("a key twice", "/display_gibs stands there twice",
     PLAIN.replace("{", '{"display_gibs": 0.001, ', 1)),
    ("errors missing", "errors", PLAIN.replace('"errors"', '"mistakes"')),
    ("errors not empty", "the worker was killed", text(plain(errors=["the worker was killed"]))),
    ("a floor missed", "below the floor", text(plain(comp3_mibs=38))),
    ("future-dated and plain", "in the future", text(plain(timestamp=FUTURE))),
    ("a day without a time", "/timestamp: ", text(plain(timestamp="2025-01-01"))),
    ("the 30th of February", "/timestamp: ", text(plain(timestamp="2025-02-30T00:00:00Z"))),
    ("a timestamp in words", "/timestamp: ", text(plain(timestamp="yesterday"))),
    ("a timestamp in seconds", "/timestamp: ", text(plain(timestamp=1735689600))),
    ("future-dated", "in the future", text(perf(timestamp=FUTURE))),
    ("a 25th hour", "/timestamp: ", text(perf(timestamp="2025-01-01T25:00:00Z"))),
    ("another version", "/schema_version: ", text(perf(schema_version="perfharness-perf-2"))),
    ("system-info.json", "CBKB003", text({"schema_version": "perfharness-system-info-1"})),
    ("zero samples", "0/launch_ns: ", text(changed(perf(), "benchmarks", 0, "launch_ns", []))),
    ("samples that are null", "0/launch_ns: ",
     text(changed(perf(), "benchmarks", 0, "launch_ns", [None] * 10))),
    ("a negative sample", "0/launch_ns/0: ",
     text(changed(perf(), "benchmarks", 0, "launch_ns", 0, -1.0))),
    ("fewer samples than launches", "0/launches: ",
     text(changed(perf(), "benchmarks", 0, "launches", 11))),
    ("no block kept", "0/blocks_kept: ", text(changed(perf(), "benchmarks", 0, "blocks_kept", 0))),
    ("records that failed", "0/records_failed: ",
     text(changed(perf(), "benchmarks", 0, "records_failed", 1))),
    ("more records that failed than there are", "/records_failed: there are not so many",
     text(perf([{**not_measured("display-text/stream", "void"), "records_failed": 1001}]
               + good_benchmarks()[1:]))),
    ("a throughput that was edited", "0/median_ns: ", text(edited(4000.0))),
    ("a headline that was edited", "/display_gibs: ", text(perf(display_gibs=4.0))),
    ("an interval that was edited", "0/ci95_ns: ",
     text(changed(perf(), "benchmarks", 0, "ci95_ns", [1.0, 2.0]))),
    ("a mean that was edited", "0/mean_ns: ",
     text(changed(perf(), "benchmarks", 0, "mean_ns", 1.0))),
    ("a variation that was edited", "0/cv: ", text(changed(perf(), "benchmarks", 0, "cv", 0.0))),
    ("a status that was edited", "/status: ", text(perf(errors=["something"]))),
    ("errors and their status", "something", text(perf(errors=["something"], status="failure"))),
    ("a benchmark that stands twice", "twice", text(twice())),
    ("a clock that was set back", "a clock was set", text(changed(perf(), "run", "timed_s", 61.0))),
    ("a void headline", "void: 1 of 1000",
     text(perf([not_measured("display-text/stream", "void")] + good_benchmarks()[1:]))),
    ("a headline that failed", "failed: 1 of 1000",
     text(perf([not_measured("display-text/stream", "failed")] + good_benchmarks()[1:]))),
    ("a void benchmark", "void: 1 of 1000",
     text(perf(good_benchmarks() + [not_measured("record-comp3", "void", level="file")]))),
    ("an expectation that was not met", "failed: 1 of 1000", text(perf(good_benchmarks() + [
        {**not_measured("display-as-published", "failed", level="file"), "expected": "void"}]))),
    ("a headline that is missing", "the run did not measure it", text(perf(good_benchmarks()[:2]))),
    ("no benchmark at all", "the run did not measure it", text(perf([]))),
    ("an interval around the floor", "both sides of the floor",
     text(perf(good_benchmarks(display=76.5, spread=0.02)))),
    ("an interval below the floor", "below the floor", text(perf(good_benchmarks(display=70.0)))),
]

# What is wrong with the baseline, what is said of it, the baseline, and perf.json.
BASELINES = [
    ("missing", "CBKB006", None, PERF),
    ("empty", "1:1: ", "", PERF),
    ("cut", "CBKB006", PERF[:-10], PERF),
    ("NaN", "CBKB006", PLAIN.replace("571", "NaN"), PERF),
    ("negative", "/comp3_mibs: ", text(plain(comp3_mibs=-1)), PERF),
    ("zero", "no number", text(plain(comp3_mibs=0)), PLAIN),
    ("no COMP-3 figure", "no number", text(plain(comp3_mibs=None)), PLAIN),
    ("a key twice", "twice", PLAIN.replace("{", '{"comp3_mibs": 1, ', 1), PERF),
    ("future-dated", "in the future", text(plain(timestamp=FUTURE)), PERF),
    ("younger than the run", "a clock was set back",
     text(perf(timestamp="2025-06-02T12:00:00Z")), PERF),
    ("younger than a plain run", "a clock was set back",
     text(plain(timestamp="2025-06-02T12:00:00.5+02:00")),
     text(plain(timestamp="2025-06-02T10:00:00Z"))),
    ("of another host", "another host",
     text(changed(perf(), "environment", "fingerprint", OTHER_HOST)), PERF),
    ("plain, of another host", "another host",
     text(plain(environment={"fingerprint": OTHER_HOST})), PERF),
    ("of another suite", "another suite", text(perf(suite="critical")), PERF),
    ("of a run with errors", "has errors", text(plain(errors=["something"])), PERF),
    ("without a headline", "not in the baseline", text(perf(good_benchmarks()[2:])), PERF),
    ("with a void headline", "no number",
     text(perf([not_measured("display-text/stream", "void")] + good_benchmarks()[1:])), PERF),
    ("without samples", "0/launch_ns: ",
     text(changed(perf(), "benchmarks", 0, "launch_ns", [])), PERF),
    ("with more benchmarks", "this run has not",
     text(perf(good_benchmarks() + [measured("record-comp3", 20.0, level="file")])), PERF),
    ("without a fault that is back", "this run has not",
     text(perf(good_benchmarks() + [measured("comp3/L2", 20.0)])),
     text(perf(good_benchmarks() + [{**not_measured("comp3/L2", "void"),
                                     "expected": "known-fault"}]))),
    ("more than 10 % faster", "it is more than 10 % slower", text(plain(comp3_mibs=640)), PLAIN),
    ("more than 10 % faster, with launches", "beyond 10 % slower",
     text(perf(good_benchmarks(comp3=1120.0))), PERF),
    ("not to be told from", "both sides of 5 % slower",
     text(perf(good_benchmarks(record=190.0, spread=0.03))), PERF),
]

# What is wrong with the settings, what is said of it, and the settings.
SETTINGS = [
    ("missing", "CBKB012", None),
    ("empty", "performance_floors is missing", ""),
    ("no TOML", "1:20: ", "[performance_floors"),
    ("an unknown key", "10:18: ", THRESHOLDS.replace("comp3_min_mibs", "comp3_mim_mibs", 1)),
    ("a text for a number", "9:20: ", THRESHOLDS.replace("= 80", '= "80"', 1)),
    ("a floor of nan", "9:20: ", THRESHOLDS.replace("= 80", "= nan", 1)),
    ("a key twice", "11:18: ",
     THRESHOLDS.replace("comp3_min_mibs = 40", "comp3_min_mibs = 40\n" * 2, 1)),
    ("a floor above the run", "below the floor", THRESHOLDS.replace("= 40", "= 4000", 1)),
    ("a floor for records that it misses", "below the floor",
     THRESHOLDS + "[record_floors]\ndisplay_min_mibs = 400\n"),
    ("a floor for records that it has not", "did not measure it",
     THRESHOLDS + "[record_floors]\ncomp3_min_mibs = 4\n"),
]


class NeverGreen(ProgramTest):
    def place(self, name, content):
        path = self.folder / name
        path.unlink(missing_ok=True)
        return path if content is None else self.write(name, content)

    def check(self, perf_json, *arguments, **options):
        return run("check", self.place("perf.json", perf_json), *arguments, **options)

    def assert_green(self, result):
        self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)
        self.assertEqual(WORD.search(result.stdout.splitlines()[-1])[1], "PASS", result.stdout)

    def assert_not_green(self, result, said=""):
        """And for the reason that is meant."""
        self.assertIn(result.returncode, (1, 2, 3, 4), result.stdout + result.stderr)
        self.assertNotIn("[PASS]", result.stdout + result.stderr)
        word = WORD.search(result.stdout.splitlines()[-1])
        self.assertIsNotNone(word, result.stdout)
        self.assertIn(word[1], ("WARN", "FAIL", "INCONCLUSIVE", "NEUTRAL"))
        shown = unbroken(result.stdout)
        why = shown.rpartition(f" {word[1]}: ")[2]
        if " No number " in shown:  # It is of one of these.
            why = shown.rpartition(" No number ")[2]
        self.assertIn(said, why + "\n" + result.stderr)
        self.assertNotIn("Sanitizer", result.stderr)

    def test_what_is_right_is_green(self):
        for document in (PERF, PLAIN):
            for more in ((), ("--baseline", self.write("baseline.json", PERF)),
                         ("--baseline", self.write("plain.json", text(plain(0.7, 560)))),
                         ("--strict",),
                         ("--thresholds", self.write("thresholds.toml", THRESHOLDS))):
                if document == PLAIN and "baseline.json" in str(more):
                    continue  # Its 571 MiB/s are no match for those of PERF.
                with self.subTest(f"{document[:30]} {more}"):
                    self.assert_green(self.check(document, *more))

    def test_documents(self):
        for title, said, document in DOCUMENTS:
            with self.subTest(title):
                self.assert_not_green(self.check(document), said)

    def test_baselines(self):
        for title, said, baseline, document in BASELINES:
            with self.subTest(title):
                path = self.place("baseline.json", baseline)
                self.assert_not_green(self.check(document, "--baseline", path), said)

    def test_settings(self):
        for title, said, settings in SETTINGS:
            with self.subTest(title):
                path = self.place("thresholds.toml", settings)
                self.assert_not_green(self.check(PERF, "--thresholds", path), said)

    def test_what_is_no_file(self):
        self.assert_not_green(run("check", self.folder))
        self.assert_not_green(self.check(PERF, "--baseline", self.folder))
        self.assert_not_green(self.check(PERF, "--thresholds", self.folder))

    def test_a_warning_when_warnings_count(self):
        self.assert_not_green(self.check(text(plain(comp3_mibs=39)), "--strict"))

    def test_a_verdict_that_cannot_be_written_down(self):
        (self.folder / "validation.log").mkdir()
        self.assert_not_green(self.check(PERF))

    def test_a_verdict_that_cannot_be_said(self):
        with open("/dev/full", "wb") as full:
            result = self.check(PERF, stdout=full)
        self.assertEqual(result.returncode, 1, result.stderr)

    @once_is_enough
    def test_a_worker_that_was_killed(self):
        """Of a real run: the subject crashes, and the worker with it."""
        measure_quietly("--workload", "comp3", "--workload", "display-text", "--launches", "2",
                        "--sample-ms", "20", "--no-referee", "--quiet", "--subject", "native", "--subject",
                        f"copybook-rs={TEST_SUBJECTS / 'crash-on-call.so'}", output=self.output)
        self.assert_not_green(run("check", self.output / "perf.json"))

    def test_there_are_enough_cases(self):
        self.assertGreaterEqual(len(DOCUMENTS) + len(BASELINES) + len(SETTINGS), 40)


if __name__ == "__main__":
    unittest.main()
