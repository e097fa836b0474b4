# SPDX-License-Identifier: AGPL-3.0-or-later
"""
publish --baseline FOLDER: a first day, a second runner model, a baseline that is promoted while a run
waits to be published, and an artefact that brings a baseline of its own.
"""
import json
import unittest

from fault_server import HEAD, GitHub
from perf_documents import HOST, OTHER_HOST, good_benchmarks, perf
from program import run
from publishing import PublishTest


class Baselines(PublishTest):
    def setUp(self):
        super().setUp()
        self.artefact = self.folder / "artefact"
        self.artefact.mkdir()
        self.baselines = self.folder / "baselines"

    def write_run(self, path, comp3, day, host=HOST):
        document = perf(good_benchmarks(comp3=comp3), timestamp=f"2025-06-{day:02}T12:00:00Z")
        document["environment"]["fingerprint"] = host
        return self.write(path, json.dumps(document))

    def promote(self, path, *arguments):
        result = run("baseline", "promote", path, "--baseline", self.baselines, *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)

    def assert_told(self, word, phrase=None, status=0):
        """What the status and the comment of the artefact's run say."""
        with GitHub() as github:
            result = self.publish(github, "--baseline", self.baselines, "--pull-request-of", HEAD,
                                  perf=self.artefact / "perf.json")
            self.assertEqual((result.returncode, result.stdout.splitlines()[-1][-len(word) - 2:]),
                             (status, f"[{word}]"), result.stderr)
            body = github.comments[-1]["body"]
            self.assertIn(f"[{word}]", body)
            if phrase:
                self.assertIn(phrase, " ".join(body.replace("`", "").split()))

    def test_the_first_day_and_a_second_runner(self):
        self.write_run("artefact/perf.json", 1000, 5)
        self.assert_told("NEUTRAL", "no baseline yet of the suite standard on this host", 4)
        self.promote(self.write_run("base.json", 1000, 1))
        self.assert_told("PASS")
        self.write_run("artefact/perf.json", 1000, 5, OTHER_HOST)
        self.assert_told("NEUTRAL", "no baseline yet", 4)

    def test_a_promotion_meanwhile(self):
        self.promote(self.write_run("base.json", 1000, 1))
        path = self.write_run("artefact/perf.json", 990, 5)
        result = run("check", path, "--baseline", self.baselines)
        self.assertEqual(result.returncode, 0, result.stdout)
        self.promote(self.write_run("better.json", 1300, 3))
        self.assert_told("PASS", "judged by the baseline that was current then")
        (self.artefact / "baseline.json").unlink()
        self.assert_told("FAIL", status=3)

    def test_an_artefact_that_brings_its_own(self):
        self.promote(self.write_run("base.json", 1000, 1))
        self.write_run("artefact/perf.json", 700, 5)
        run("baseline", "promote", self.write_run("slow.json", 700, 1), "--baseline",
            self.artefact / "baseline.json")
        self.assertTrue((self.artefact / "baseline.json").exists())
        self.assert_told("FAIL", "is not in the history: judged by the current baseline", 3)


if __name__ == "__main__":
    unittest.main()
