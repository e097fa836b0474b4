# SPDX-License-Identifier: AGPL-3.0-or-later
"""config/thresholds.toml: every key is read, every mistake has its place, every switch switches."""
import json
import unittest

from perf_documents import good_benchmarks, perf, plain
from program import FOR_DAYS, SOURCE, ProgramTest, entries_of, load, run, unbroken

PATH = SOURCE / "config" / "thresholds.toml"
SHIPPED = PATH.read_text(encoding="utf-8")

# A line that is changed, what it is changed to, where the mistake is seen, what was expected.
MISTAKES = [
    ("display_min_mibs = 80", "display_min_mibs = '80'", "a number above 0 was expected"),
    ("display_min_mibs = 80", "display_min_mibs = 0", "a number above 0 was expected"),
    ("comp3_min_mibs = 40", "comp3_min_mibs = -1", "a number above 0 was expected"),
    ("comp3_min_mibs = 40", "comp3_min_mibs = inf", "a number above 0 was expected"),
    ("regression_threshold = 0.05", "regression_threshold = 5", "at most 0.5 was expected"),
    ("regression_threshold = 0.03", "regression_threshold = 0", "above 0"),
    ("regression_threshold = 0.03", "regression = 0.02", "unknown key regression: "),
    ("display_target_gibs = 4.0", "display_target_gibs = true", "a number above 0 was expected"),
    ("comp3_target_mibs = 500", "comp3_target_mibs = []", "a number above 0 was expected"),
    ("safety_margin_multiplier = 10", "safety_margin_multiplier = {}", "a number above 0"),
    ("benchmark_timeout_minutes = 30", "benchmark_timeout_minutes = 99999", "at most 10080"),
    ("pr_comment_enabled = true", "pr_comment_enabled = 1", "true or false was expected"),
    ("baseline_promotion_enabled = true", "baseline_promotion_enabled = 'no'", "true or false"),
    ("audit_generation_enabled = true", "audit_generation_enabled = 1.0", "true or false"),
    ("show_runner_name = false", "show_runner_name = 'no'", "true or false was expected"),
    ("review_hours = 24", "review_hours = -1", "a number from 0 on was expected"),
    ("review_hours = 24", "review_hours = nan", "a number from 0 on was expected"),
    ("review_hours = 24", "review_hours = 745", "review_hours: at most 744 was expected"),
    ("review_hours = 24", "review_hours = '24'", "a number from 0 on was expected"),
    ('gate = "block"', 'gate = "blocks"', "one of block, inform was expected"),
    ('gate = "block"', "gate = true", "one of block, inform was expected"),
    ('gate = "block"', 'gates = "block"', "unknown key gates: "),
    ('inconclusive = "neutral"', 'inconclusive = "green"', "one of neutral, failure was expected"),
    ('inconclusive = "neutral"', 'neutral = "failure"', "unknown key neutral: "),
    ("warn = 0.005", "warn = 0", "above 0"),
    ("warn = 0.005", "warn = 0.03", "at most as much as fail, 0.02, was expected"),
    ("fail = 0.02", "fail = 0.6", "at most 0.5 was expected"),
    ("fail = 0.02", "fails = 0.02", "unknown key fails: "),
    ("[suites.critical]", "[suites.critical.kernel]", "unknown key kernel: "),
]

# Each must be there; where it is not, its table is named.
REQUIRED = ["display_min_mibs = 80", "comp3_min_mibs = 40", "regression_threshold = 0.05",
            "display_target_gibs = 4.0", "comp3_target_mibs = 500",
            "safety_margin_multiplier = 10", "benchmark_timeout_minutes = 30",
            "pr_comment_enabled = true", "baseline_promotion_enabled = true",
            "audit_generation_enabled = true"]


def replaced(*pairs):
    text = SHIPPED
    for before, after in pairs:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


class Settings(ProgramTest):
    def check(self, document, thresholds, *arguments):
        return run("check", self.write("perf.json", json.dumps(document)), "--thresholds",
                   self.write("thresholds.toml", thresholds), *arguments)


class Thresholds(Settings):
    def assert_mistake(self, thresholds, *phrases):
        result = self.check(plain(), thresholds)
        self.assert_says_one_sentence(result, 1, "CBKB013", *phrases)

    def test_of_allocations_as_of_work(self):
        for after, expected in (("warn = 0.03", "warn: at most as much as fail, 0.02, was expected"),
                                ("warn = 0", "above 0"), ("warned = 1", "unknown key warned: ")):
            self.assert_mistake(replaced(("[allocations]\nwarn = 0.005", f"[allocations]\n{after}")),
                                expected)

    def test_mistakes(self):
        for before, after, expected in MISTAKES:
            with self.subTest(after):
                line = SHIPPED[:SHIPPED.index(before)].count("\n") + 1
                self.assert_mistake(replaced((before, after)), f"thresholds.toml:{line}:", expected)

    def test_missing_keys(self):
        for line in REQUIRED:
            with self.subTest(line):
                self.assert_mistake(replaced((line + "\n", "")), f"{line.split()[0]} is missing")

    def test_wrong_tables(self):
        without_suites = SHIPPED[:SHIPPED.index("# A suite's own")]
        for text, expected in (("suites = 1\n" + without_suites, "1:10: [suites.NAME] tables were"),
                               (SHIPPED + "[suites]\nours = 1\n", "a table was expected"),
                               (SHIPPED + "[automation.more]\n", "unknown key more: "),
                               (SHIPPED + "[floors]\n", "unknown key floors: "),
                               (SHIPPED + "record_floors = 40\n", "record_floors"),
                               (SHIPPED + "[record_floors]\nmin = 4\n", "unknown key min: ")):
            with self.subTest(text[-40:]):
                self.assert_mistake(text, expected)

    def test_what_may_be_left_out(self):
        text = replaced(('gate = "block"', ""), ('[gate]\n', ""), ("review_hours = 24", ""),
                        ('inconclusive = "neutral"', ""), ("[suites.critical]", "[suites.ours]"))
        for suite, base, status in (("critical", 1040.0, 0), ("critical", 1080.0, 3),
                                    ("ours", 1015.0, 0), ("ours", 1040.0, 3)):
            baseline = self.write("baseline.json", json.dumps(
                perf(good_benchmarks(comp3=base), suite=suite)))
            with self.subTest(f"{suite}, {base}"):
                result = self.check(perf(suite=suite), text, "--baseline", baseline, "--strict")
                self.assertEqual(result.returncode, status, result.stdout)


class Switches(Settings):
    def test_gate(self):
        """It informs of verdicts; what could not be done is no verdict."""
        informing = replaced(('gate = "block"', 'gate = "inform"'))
        other_suite = self.write("other.json", json.dumps(perf(suite="critical")))
        for document, arguments, word in ((plain(comp3_mibs=1), (), "FAIL"),
                                          (plain(comp3_mibs=39), ("--strict",), "WARN"),
                                          (perf(), ("--baseline", other_suite), "NEUTRAL")):
            with self.subTest(word):
                blocked = self.check(document, SHIPPED, *arguments)
                informed = self.check(document, informing, *arguments)
                self.assertIn(blocked.returncode, (3, 4))
                self.assertEqual((informed.returncode, informed.stdout), (0, blocked.stdout))
                self.assertTrue(informed.stdout.endswith(f"[{word}]\n"))
        for arguments in (("--baseline", self.folder / "absent.json"), ("--no-such-option",)):
            with self.subTest(str(arguments)):
                self.assertIn(self.check(plain(), informing, *arguments).returncode, (1, 2))

    def test_floors_targets_and_margins(self):
        text = replaced(("display_min_mibs = 80", "display_min_mibs = 2503"),
                        ("safety_margin_multiplier = 10", "safety_margin_multiplier = 15"),
                        ("comp3_target_mibs = 500", "comp3_target_mibs = 572"))
        result = self.check(plain(), text)
        self.assertEqual(result.returncode, 3)
        self.assertIn("FAIL: display-text/stream, kernel level: it lies below the floor",
                      unbroken(result.stdout))
        self.assertIn("comp3/stream: 571 MiB/s is under the enterprise target of 572 MiB/s",
                      unbroken(result.stdout))
        self.assertIn("15 × its floor of 40 MB/s, under the safety margin of 15 ×", unbroken(result.stdout))

    def test_regression_threshold(self):
        baseline = self.write("baseline.json", json.dumps(plain(comp3_mibs=600)))
        for warn, status in (("0.05", 0), ("0.04", 3), ("0.02", 3)):
            with self.subTest(warn):
                text = replaced(("regression_threshold = 0.05", f"regression_threshold = {warn}"))
                result = self.check(plain(), text, "--baseline", baseline, "--strict")
                self.assertEqual(result.returncode, status, result.stdout)

    def test_timeout_ends_a_run(self):
        for minutes in (0.01, 0.1, 1):  # One of them is enough to find out what is measured.
            path = self.write("thresholds.toml", replaced((
                "benchmark_timeout_minutes = 30", f"benchmark_timeout_minutes = {minutes}")))
            result = run("run", "--workload", "record-display", *FOR_DAYS, "--quiet",
                         "--thresholds", path, "--output-dir", self.output)
            self.assertEqual(result.returncode, 1)
            self.assertIn("CBKB001", result.stderr)
            if (self.output / "perf.json").exists():
                break
        self.assertIn("CBKB001", load(self.output / "perf.json")["errors"][0])

    def test_option_is_stronger_than_the_settings_timeout(self):
        path = self.write("thresholds.toml", replaced(("benchmark_timeout_minutes = 30",
                                                       "benchmark_timeout_minutes = 0.0001")))
        result, document = self.measure("--workload", "record-display", "--launches", "1",
                                        "--sample-ms", "20", "--no-referee", "--quiet", "--timeout", "5",
                                        "--thresholds", path)
        self.assertEqual(result.returncode, 0, result.stderr)
        for entry in entries_of(document, "copybook-rs"):
            self.assert_measured(entry)


if __name__ == "__main__":
    unittest.main()
