# SPDX-License-Identifier: AGPL-3.0-or-later
"""
baseline promote --checks-of: a run becomes the baseline only when the other checks of its commit are
green: those that are required, where that is known, else all. What was found is in the entry.
"""
import json
import unittest

from fault_server import Fault, GitHub
from perf_documents import HOST, good_benchmarks, perf
from program import run, unbroken, validator
from publishing import HANG_S, IN_A_HURRY, PublishTest

SHA, OTHER = "a" * 40, "b" * 40
FORCE = ("--force", "--reason", "the checks are broken")


class ChecksTest(PublishTest):
    def setUp(self):
        super().setUp()
        self.github = self.enterContext(GitHub())
        self.actions = self.github.actions
        self.baselines = self.folder / "baselines"
        self.perf = self.night("perf.json", 1)

    def night(self, name, day, comp3=1000.0, **changes):
        return self.write(name, json.dumps(perf(good_benchmarks(comp3=comp3), **{
            "timestamp": f"2025-06-{day:02}T02:00:00Z", "commit": SHA, **changes})))

    def promote(self, *arguments, paths=None, asked=("--checks-of", SHA), hurry=IN_A_HURRY,
                **variables):
        result = run("baseline", "promote", *(paths or [self.perf]), "--baseline", self.baselines,
                     *asked, *(hurry if asked else ()), *arguments, timeout=HANG_S,
                     env=self.variables(self.github.url, **variables))
        self.results.append(result)
        self.assertTrue(all(len(line) <= 80 for line in result.stdout.splitlines()), result.stdout)
        return result

    def current(self):
        document = json.loads((self.baselines / HOST / "standard.json").read_text("utf-8"))
        validator("baseline.schema.json").validate(document)
        return document

    def assert_promoted(self, result, *names):
        """With these checks in its entry."""
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("promoted\n", result.stdout)
        found = self.current()["checks"]
        self.assertEqual(found["commit"], SHA)
        self.assertEqual([entry["name"] for entry in found["required"]], list(names))
        self.assertEqual(len({entry["conclusion"] for entry in found["required"]}
                             - {"success", "neutral", "skipped"}), 0)

    def assert_refused_by(self, *phrases, arguments=()):
        """An error of promote, and with --notice none; nothing is changed."""
        before = sorted(self.baselines.rglob("*.json*"))
        result = self.promote(*arguments)
        self.assert_says_one_sentence(result, 1, "CBKB006", "is not promoted", *phrases)
        told = self.promote("--notice", *arguments)
        self.assertEqual((told.returncode, told.stderr), (0, ""))
        for phrase in ("not promoted: ", *phrases):
            self.assertIn(phrase, unbroken(told.stdout))
        self.assertEqual(sorted(self.baselines.rglob("*.json*")), before)


class Found(ChecksTest):
    def test_green(self):
        self.actions.add_check("build")
        self.actions.add_check("docs", "skipped")
        self.actions.add_check("style", "neutral")
        self.actions.add_status("ci/lint")
        self.assert_promoted(self.promote(), "build", "docs", "style", "ci/lint")
        shown = unbroken(run("baseline", "show", "--baseline", self.baselines).stdout)
        self.assertIn(f"checks of {SHA[:12]} at ", shown)
        self.assertIn("build success, docs skipped, style neutral, ci/lint success", shown)
        self.assertEqual(run("verify", self.baselines).returncode, 0)

    def test_nobody_was_asked(self):
        result = self.promote(asked=())
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertNotIn("checks", self.current())
        self.assertEqual(self.github.requests, [])

    def test_not_green(self):
        for conclusion in ("failure", "cancelled", "timed_out", "action_required", "stale",
                           "startup_failure"):
            with self.subTest(conclusion):
                self.actions.checks.clear()
                self.actions.add_check("build", conclusion)
                self.assert_refused_by(f"the check build is not green: {conclusion}")
        for state in ("failure", "error"):
            with self.subTest(state):
                self.actions.checks.clear()
                self.actions.statuses.clear()
                self.actions.add_status("ci/lint", state)
                self.assert_refused_by(f"the check ci/lint is not green: {state}")

    def test_not_over(self):
        self.actions.add_check("build")
        self.actions.add_check("slow", None)
        self.actions.add_status("ci/lint", "pending")
        self.assert_refused_by("the check slow is not over: in_progress",
                               "the check ci/lint is not over: pending")

    def test_nothing_was_reported(self):
        """Of a commit that was just pushed, checks have not begun."""
        self.assert_refused_by(f"no other check has reported on the commit {SHA[:12]}")

    def test_our_own(self):
        self.actions.add_check("build")
        self.actions.add_check("promote", None, run=4711)  # GITHUB_RUN_ID
        self.actions.add_check("of a run whose number begins so", run=47110)
        self.actions.add_check("measure / measure", None)
        self.actions.add_status("performance/standard", "failure")
        self.actions.add_status(f"perfharness/standard/{HOST}", "pending")
        self.assert_refused_by("the check measure / measure is not over")
        self.assert_promoted(self.promote("--except", "measure*", "--except", "x"), "build",
                             "of a run whose number begins so")

    def test_pages(self):
        for number in range(130):
            self.actions.add_check(f"check {number}", "failure" if number == 129 else "success")
        self.assert_refused_by("the check check 129 is not green")
        self.actions.checks.pop()
        for number in range(130):
            self.actions.add_status(f"status {number}", "error" if number == 129 else "success")
        self.assert_refused_by("the check status 129 is not green")

    def test_of_a_name_two(self):
        self.actions.add_check("build")
        self.actions.add_check("build", "failure")
        self.actions.require("build")
        self.assert_refused_by("build is not green", arguments=("--branch", "main"))


class Required(ChecksTest):
    def test_rules_of_the_branch(self):
        self.actions.add_check("build")
        self.actions.add_check("optional", "failure")
        self.actions.rules.append({"type": "deletion"})
        self.actions.require("build", "performance/standard")
        self.assert_refused_by("optional is not green")
        self.assert_promoted(self.promote("--branch", "feature/a b"), "build")
        self.assertIn("/rules/branches/feature%2Fa%20b?", self.github.requests[-1][1])

    def test_missing(self):
        self.actions.add_check("build")
        self.actions.require("build", "audit")
        self.assert_refused_by("the required check audit has not been reported",
                               arguments=("--branch", "main"))

    def test_of_another_app(self):
        self.actions.add_check("build", app=1)
        self.actions.require("build", app=2)
        self.assert_refused_by("the required check build has not been reported",
                               arguments=("--branch", "main"))
        self.actions.add_check("build", app=2)
        self.assert_promoted(self.promote("--branch", "main"), "build")

    def test_named(self):
        self.actions.add_check("build")
        self.actions.add_check("optional", "failure")
        self.assert_refused_by("the required check audit has not been reported",
                               arguments=("--required", "build", "--required", "audit"))
        self.assert_promoted(self.promote("--required", "build"), "build")

    def test_rules_that_cannot_be_read(self):
        self.actions.rules = None
        self.actions.add_check("build")
        self.actions.add_check("optional", "failure")
        self.assert_refused_by("optional is not green", arguments=("--branch", "main"))
        self.actions.checks.pop()
        result = self.promote("--branch", "main")
        self.assert_promoted(result, "build")
        self.assertIn("Which checks are required cannot be read", result.stdout)
        self.assertIn("Upgrade to GitHub Pro", unbroken(result.stdout))


class Promoting(ChecksTest):
    def test_out_of_reach(self):
        for faults in ([Fault("GET", "/check-runs", 401)], [Fault("GET", "/status", 403)],
                       [Fault("GET", "/status", 404)],
                       [Fault("GET", "/rules", 500) for _ in range(8)],
                       [Fault("GET", "/check-runs", is_reset=True) for _ in range(8)],
                       [Fault("GET", "/status", raw=b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
                                                    b"[]")]):
            self.github.faults = faults
            with self.subTest(faults[0].path):
                for more in (("--notice",), ("--stable",), FORCE):
                    self.github.faults = list(faults)
                    result = self.promote("--branch", "main", *more)
                    self.assert_says_one_sentence(
                        result, 1, "nothing is promoted, as the commit's other checks are not known")
        self.assertFalse(self.baselines.exists())

    def test_by_force(self):
        self.actions.add_check("build", "failure")
        result = self.promote(*FORCE)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        entry = self.current()
        self.assertEqual(entry["overridden"], ["the check build is not green: failure"])
        self.assertEqual(entry["checks"]["required"], [{"name": "build", "conclusion": "failure"}])

    def test_of_another_commit(self):
        self.actions.add_check("build")
        for commit in (OTHER, None):
            self.perf = self.night("perf.json", 1, commit=commit)
            self.assert_refused_by("and the checks are those of aaaaaaaaaaaa")
        result = self.promote(*FORCE)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertNotIn("checks", self.current())

    def test_names_that_are_shown(self):
        self.actions.add_check("\x1b[2J`rm`\n::error::", "failure")
        self.actions.add_check("", None)
        self.assert_refused_by("\\u001b[2J`rm`\\u000a::error:: is not green",
                               "a check without a name is not over")
        self.promote(*FORCE)
        self.assertTrue(unbroken(run("baseline", "show", "--baseline", self.baselines).stdout)
                        .isprintable())

    def test_many_nights(self):
        """While they are not over, what waits goes on waiting."""
        self.actions.add_check("build")
        self.assert_promoted(self.promote(), "build")
        nights = [self.night(f"{day}.json", day, 1050.0 + day % 3) for day in range(2, 9)]
        candidate = self.baselines / HOST / "standard.candidate.json"
        self.actions.add_check("slow", None)
        result = self.promote("--stable", paths=nights)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("not promoted: the check slow is not over", unbroken(result.stdout))
        self.assertFalse(candidate.exists())
        self.actions.checks.pop()
        self.assertIn("proposed", self.promote("--stable", paths=nights).stdout)
        waiting = json.loads(candidate.read_text("utf-8"))
        self.assertEqual([check["name"] for check in waiting["entry"]["checks"]["required"]],
                         ["build"])
        self.actions.add_check("slow", "failure")
        self.assertIn("not green", self.promote("--stable", paths=nights).stdout)
        self.assertEqual(json.loads(candidate.read_text("utf-8")), waiting)
        approved = run("baseline", "approve", "--baseline", self.baselines)
        self.assertEqual(approved.returncode, 0, approved.stderr)
        self.assertEqual(self.current()["checks"], waiting["entry"]["checks"])

    def test_wrong_use(self):
        for arguments, phrase in (
                (["--checks-of", "main"], "--checks-of"), (["--checks-of", "a" * 39], "--checks-of"),
                (["--required", "x"], "without --checks-of"), (["--except", "x"], "--except"),
                (["--branch", "x"], "--branch"), (["--ca-file", "x"], "--ca-file"),
                (["--repository", "o/n"], "--repository"),
                (["--checks-of", SHA, "--required", ""], "--required"),
                (["--checks-of", SHA, "--runs", "3"], "does not take --runs"),
                (["--checks-of", SHA, "--workflow", "x.yml"], "does not take --workflow")):
            with self.subTest(arguments):
                self.assert_says_one_sentence(self.promote(*arguments, asked=()), 2, "CBKB015",
                                              phrase)
        self.assert_says_one_sentence(run("baseline", "approve", "--checks-of", SHA), 2, "approve")
        self.assert_says_one_sentence(self.promote(GITHUB_REPOSITORY=""), 2, "--repository")
        self.assertFalse(self.baselines.exists())


if __name__ == "__main__":
    unittest.main()
