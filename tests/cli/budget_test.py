# SPDX-License-Identifier: AGPL-3.0-or-later
"""A suite's budget: what it does not get to is named, wherever it is shown, and nothing of it is green."""
import json
import unittest

from program import SUBJECTS, ProgramTest, once_is_enough, run, unbroken

SYNTHETIC = SUBJECTS / "fault-injection" / "synthetic.so"
SAYS_SO = "CBKB001: the budget of the suite, 0.02 minutes, was over: "


@once_is_enough
class Budget(ProgramTest):
    def suite(self, minutes, launches=1000):
        return self.write("ours.toml", f'description = ""\nlaunches = {launches}\n'
                          f'budget_minutes = {minutes}\n[[workload]]\nname = "comp3"\n')

    def test_a_run(self):
        result = run("run", "--output-dir", self.output, "--suite", self.suite(0.02), "--subject",
                     "native", "--working-set", "L1", "--sample-ms", "1")
        self.assertEqual(result.returncode, 1, result.stdout)
        document = json.loads((self.output / "perf.json").read_text(encoding="utf-8"))
        (error,) = [text for text in document["errors"] if text.startswith(SAYS_SO)]
        self.assertRegex(error, r"[0-9]+ of 1000 launches were left out; with [0-9]+ of 1000: comp3/L1")
        self.assertEqual(document["status"], "failure")
        report = run("report", self.output / "perf.json", "--format", "markdown")
        self.assertIn("the budget of the suite", unbroken(report.stdout))
        check = run("check", self.output / "perf.json")
        self.assertNotEqual(check.returncode, 0, check.stdout)
        store = self.folder / "baseline.json"
        promoted = run("baseline", "promote", self.output / "perf.json", "--baseline", store)
        self.assertNotEqual(promoted.returncode, 0)
        self.assertFalse(store.exists())

    def test_a_comparison(self):
        result = run("compare", SYNTHETIC, f"{SYNTHETIC}?launch-noise=0.2", "--suite",
                     self.suite(0.05), "--launches", "1000", "--no-work", "--json")
        document = json.loads(result.stdout)
        self.assertEqual((document["verdict"], result.returncode), ("FAIL", 1), document)
        self.assertIn("CBKB001: the run's time was over", document["errors"][0])
        self.assertIn("budget_minutes", document["errors"][0])

    def test_one_that_is_enough(self):
        result = run("run", "--output-dir", self.output, "--suite", self.suite(5, launches=1),
                     "--subject", "native", "--working-set", "L1", "--sample-ms", "1", "--json")
        self.assertNotIn("budget", result.stdout)


if __name__ == "__main__":
    unittest.main()
