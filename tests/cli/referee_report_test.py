# SPDX-License-Identifier: AGPL-3.0-or-later
"""
What is said of the referee wherever a stored run is shown: what it saw, that there was none, that
subjects were not confined. A run without one is no baseline; one of an early version may be.
"""
import json
import unittest
import xml.etree.ElementTree

from perf_documents import measured, not_measured, perf, referee_facts, refereed
from program import ProgramTest, needs_engine, run, unbroken, validator

OFF = "without the referee (--no-referee)"
OPEN = "subjects are not confined: seccomp is forbidden in this container"
SENTENCE = ("3 to 6 launches of each in 12 s on fresh data, every answer compared; "
            "work / claim 0.97 … 1.04; subjects confined")
FORMS = ("markdown", "html", "json", "junit")
SHAPES_THAT_SAY_OFF = {"spec": OFF, "junit": OFF, "gobench": "referee: off",
                       "google-benchmark": '"referee":\t"off"', "pyperf": '"referee":\t"off"',
                       "openmetrics": 'referee="off"',
                       "github-action-benchmark": "without the referee"}
SHAPES_WITH_A_RATIO = {"pyperf": '"referee_ratio":\t1.04',
                       "openmetrics": "perf_referee_work_over_claim_ratio{",
                       "github-action-benchmark": "the referee's work / claim 1.04"}


def figures():
    return [measured("display-text/stream", 2500.0), measured("comp3/stream", 1000.0)]


def with_referee(sandbox=True, **facts):
    display, comp3 = figures()
    return perf([refereed(display, 0.97), refereed(comp3, 1.04, launches=6)],
                referee=referee_facts(sandbox=sandbox, **facts), suite="critical")


def without_referee():
    return perf(figures(), referee=referee_facts("off"), suite="critical")


class RefereeReport(ProgramTest):
    def setUp(self):
        super().setUp()
        self.on = self.stored("on.json", with_referee())
        self.off = self.stored("off.json", without_referee())
        self.open = self.stored("open.json", with_referee(
            False, sandbox_missing="seccomp is forbidden in this container"))
        self.early = self.stored("early.json", perf(figures(), suite="critical"))

    def stored(self, name, document):
        self.assertEqual([error.message for error in
                          validator("perf.schema.json").iter_errors(document)], [])
        return self.write(name, json.dumps(document))

    def report(self, path, form):
        result = run("report", path, "--format", form)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def exported(self, path, shape):
        result = run("export", path, "--as", shape)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_that_there_was_none_is_said_once_in_every_report(self):
        self.assertEqual(unbroken(run("check", self.off).stdout).count(OFF), 1)
        for form in FORMS:
            with self.subTest(form):
                self.assertEqual(self.report(self.off, form).count(OFF), 1)
                for other in (self.on, self.early, self.open):
                    self.assertNotIn(OFF, self.report(other, form))

    def test_what_it_saw(self):
        for form in ("markdown", "html", "junit"):
            with self.subTest(form):
                self.assertIn(SENTENCE, self.report(self.on, form))
                self.assertNotIn("work / claim", self.report(self.early, form))
        self.assertIn("<h2>What the referee saw</h2>", self.report(self.on, "html"))
        self.assertNotIn("<h2>What the referee saw</h2>", self.report(self.off, "html"))

    def test_that_subjects_were_not_confined_is_said_once(self):
        self.assertEqual(unbroken(run("check", self.open).stdout).count(OPEN), 1)
        for form in ("markdown", "html", "json"):
            with self.subTest(form):
                self.assertEqual(self.report(self.open, form).count(OPEN), 1)
                self.assertNotIn("not confined", self.report(self.on, form))
                self.assertNotIn("confined", self.report(self.early, form))

    def test_a_test_report_has_properties(self):
        def properties(path):
            tree = xml.etree.ElementTree.fromstring(self.report(path, "junit"))
            return {entry.get("name"): entry.get("value") for entry in tree.iter("property")}

        self.assertEqual(properties(self.on), {"referee": SENTENCE, "subjects-confined": "yes"})
        self.assertEqual(properties(self.open)["subjects-confined"],
                         "no: seccomp is forbidden in this container")
        self.assertIn(OFF, properties(self.off)["referee"])
        self.assertEqual(properties(self.early), {})

    def test_shapes_of_others(self):
        for shape, phrase in SHAPES_THAT_SAY_OFF.items():
            with self.subTest(shape):
                self.assertIn(phrase, self.exported(self.off, shape))
                self.assertNotIn("referee", self.exported(self.early, shape))
        for shape, phrase in SHAPES_WITH_A_RATIO.items():
            with self.subTest(shape):
                self.assertIn(phrase, self.exported(self.on, shape))
        # benchstat would take what differs in such a line for two things.
        self.assertNotIn("referee", self.exported(self.on, "gobench"))

    def test_no_run_without_it_is_a_baseline(self):
        for more in ((), ("--force", "--reason", "all the same")):
            result = run("baseline", "promote", self.off, *more, cwd=self.folder)
            self.assert_says_one_sentence(result, 1, "CBKB006", f"{self.off} is not promoted: ",
                                          "without the referee", "--no-referee")
        self.assertFalse((self.folder / "baseline.json").exists())
        result = run("check", self.on, "--baseline", self.off)
        self.assertIn("the baseline was measured without the referee", unbroken(result.stdout))
        self.assertEqual(result.returncode, 4)
        for path in (self.early, self.on):
            folder = self.folder / path.stem
            folder.mkdir()
            result = run("baseline", "promote", path, cwd=folder)
            self.assertEqual(result.returncode, 0, result.stderr)

    @needs_engine
    def test_two_stored_runs(self):
        result = run("compare", self.off, self.on)
        self.assertIn(f"base: {OFF}", unbroken(result.stdout))
        self.assertNotIn("head: without", unbroken(result.stdout))

    def test_what_contradicts_itself_is_refused(self):
        display, comp3 = figures()
        facts = referee_facts()
        for broken, phrase in (
                ([refereed(display, 1.2), refereed(comp3)], "/benchmarks/0/referee/ratio"),
                ([refereed(display), refereed(comp3, 0.7)], "/benchmarks/1/referee/ratio"),
                ([refereed(display), comp3], "/benchmarks/1/referee")):
            with self.subTest(phrase):
                path = self.write("broken.json", json.dumps(perf(broken, referee=facts)))
                self.assert_says_one_sentence(run("check", path), 1, "CBKB003", phrase)
        # Where all that is demanded is that it is not faster, and where there is no figure.
        slow = refereed(comp3, 0.7, "not_faster")
        void = {**not_measured("display-text/stream", "void"),
                "referee": {**refereed(display)["referee"], "work_ns": None, "ratio": None}}
        path = self.write("fine.json", json.dumps(perf([void, slow], referee=facts)))
        self.assertEqual(run("validate", path).returncode, 0)


if __name__ == "__main__":
    unittest.main()
