# SPDX-License-Identifier: AGPL-3.0-or-later
"""
`perfharness publish comparison.json`: its comment and its status are not a run's, the status is that of
what was compared, and what an artefact of somebody else holds is looked at first.
"""
import json
import os
import unittest

from comparison_documents import (HEAD_COMMIT, build, comparison, entry, failed, timed, usual,
                                  worked)
from fault_server import HEAD, PULL, GitHub
from program import SOURCE
from publishing import HOST, MARKER, MERGE, PLAIN, PublishTest

SLOWER = "Comparison: head 20.0 % slower: display-text/L2; 2 regressions in 4, 42 s [FAIL]"
FINE = comparison(timed("comp3/L2", 0.0, "PASS"))
OURS = f"<!-- perfharness:v1 kind=comparison suite=critical host={HOST} -->"


class PublishComparison(PublishTest):
    def setUp(self):
        super().setUp()
        self.path = self.folder / "comparison.json"

    def show(self, github, document, *arguments, **options):
        self.path.write_text(json.dumps(document))
        return self.publish(github, *arguments, perf=self.path, **options)

    @staticmethod
    def statuses(github):
        return [status for _, status in github.statuses]


class Shown(PublishComparison):
    def test_comment_status_and_summary(self):
        with GitHub() as github:
            result = self.show(github, usual())
            self.assertEqual((result.returncode, result.stderr), (3, ""))
            self.assertEqual(result.stdout.splitlines()[-1], SLOWER)
            (comment,) = github.comments
            first, report = comment["body"].split("\n", 1)
            self.assertEqual(comment["issue"], PULL)
            self.assertTrue(first.startswith(f"{OURS} <!-- verdict=FAIL commit={HEAD} run=4711 "), first)
            self.assertTrue(report.startswith(SLOWER))
            self.assertIn("| display-text/L2 |", report)
            (status,) = self.statuses(github)
            self.assertEqual((status["state"], status["context"], status["description"]),
                             ("failure", "performance/comparison/critical", SLOWER))
            self.assertIn(SLOWER, self.summary.read_text(encoding="utf-8"))
            mended = self.show(github, FINE)
            self.assertEqual((mended.returncode, len(github.comments)), (0, 1))
            self.assertEqual(self.statuses(github)[-1]["state"], "success")

    def test_a_run_beside_it_is_left_alone(self):
        with GitHub() as github:
            run_too = {**PLAIN, "suite": "critical"}
            self.perf = self.write("perf.json", json.dumps(run_too))
            for _ in range(2):
                self.assertEqual(self.publish(github).returncode, 0)
                self.assertEqual(self.show(github, FINE).returncode, 0)
            self.assertEqual(sorted(comment["body"].split(" <!-- verdict")[0] for comment in github.comments),
                             sorted([OURS, MARKER.replace("standard", "critical")]))
            self.assertEqual({status["context"] for status in self.statuses(github)},
                             {"performance/comparison/critical", f"perfharness/critical/{HOST}"})

    def test_work_is_one_comment_whatever_the_host(self):
        with GitHub() as github:
            for host in (HOST, "f" * 16):
                document = comparison(worked("comp3", 1.03, "FAIL"), mode="work")
                document["environment"]["fingerprint"] = host
                self.assertEqual(self.show(github, document).returncode, 3)
            self.assertEqual(self.show(github, FINE).returncode, 0)
            self.assertEqual(len(github.comments), 2)
            self.assertTrue(github.comments[0]["body"].startswith(
                "<!-- perfharness:v1 kind=work suite=critical host= -->"))
            self.assertEqual(self.statuses(github)[0]["context"], "performance/work/critical")
            self.assertEqual(self.statuses(github)[0]["description"],
                             "Comparison: head 3.0 % more work: comp3; 1 regression in 1, 42 s [FAIL]")

    def test_what_could_not_be_compared(self):
        interrupted = failed(None, "interrupted")
        for document, state, status in ((failed("head", first_error="error[E0308]: no\n"), "failure", 1),
                                        (failed("base"), "error", 1), (interrupted, "error", 1),
                                        (comparison(timed("a/L2", 0.0, "PASS"),
                                                    errors=["CBKB001: time over"]), "error", 1),
                                        (failed("head", "crash"), "failure", 3),
                                        (comparison(timed("a/L2", 0.05, "INCONCLUSIVE", 0.03)),
                                         "success", 4)):
            with self.subTest(state), GitHub() as github:
                result = self.show(github, document)
                self.assertEqual((result.returncode, result.stderr), (status, ""))
                self.assertEqual(self.statuses(github)[0]["state"], state)
                self.assertEqual(len(github.comments), 1)

    def test_no_setting_but_the_gate(self):
        text = (SOURCE / "config" / "thresholds.toml").read_text(encoding="utf-8")
        inform = self.write("thresholds.toml", text.replace('gate = "block"', 'gate = "inform"'))
        with GitHub() as github:
            result = self.show(github, usual(), "--thresholds", inform)
            self.assertEqual((result.returncode, self.statuses(github)[0]["state"]), (0, "success"))
            self.assert_refused(self.show(github, usual(), "--baseline", "x"), 2, "--baseline")

    def test_what_is_no_verdict_is_never_only_information(self):
        """A gate that informs makes a verdict harmless, and nothing else."""
        text = (SOURCE / "config" / "thresholds.toml").read_text(encoding="utf-8")
        inform = self.write("thresholds.toml", text.replace('gate = "block"', 'gate = "inform"'))
        wrong = entry("comp3", "FAIL", difference="broken",
                      fault={"of": "head", "kind": "wrong answer", "reason": "x"})
        for title, document, state, status in (
                ("does not build", failed("head", first_error="error: no\n"), "failure", 1),
                ("crashes", failed("head", "crash"), "failure", 3),
                ("answers wrongly", comparison(wrong), "failure", 3),
                ("time over", comparison(timed("a/L2", 0.0, "PASS"), errors=["CBKB001: over"]), "error", 1),
                ("base does not build", failed("base"), "error", 1),
                ("cannot be told", comparison(timed("a/L2", 0.05, "INCONCLUSIVE", 0.03)), "success", 0)):
            with self.subTest(title), GitHub() as github:
                result = self.show(github, document, "--thresholds", inform)
                self.assertEqual((result.returncode, self.statuses(github)[0]["state"]), (status, state))

    def test_the_longest_comment_is_taken(self):
        """It counts characters as we do: what is longer is refused there."""
        long = comparison(*[timed(f"benchmark-{i}/L2", 0.2, "FAIL", reason="é" * 300) for i in range(400)])
        with GitHub() as github:
            self.assertEqual(self.show(github, long, "--require-comment").returncode, 3)
            self.assertGreater(len(github.comments[0]["body"]), 64000)


class Artefacts(PublishComparison):
    """Of somebody else."""

    def test_hostile_ones_are_refused(self):
        link = self.folder / "link.json"
        os.symlink(self.write("elsewhere.json", json.dumps(FINE)), link)
        with GitHub() as github:
            result = self.publish(github, "--pull-request-of", HEAD, perf=link)
            self.assert_says_one_sentence(result, 1, "it is a link")
            for changes in ({"verdict": "IMPROVED"}, {"more": 1}, {"elapsed_s": "1"}):
                self.assert_says_one_sentence(self.show(github, {**FINE, **changes}), 1, "CBKB003")
            self.path.write_text('{"schema_version": "perfharness-comparison-1", "a": NaN}')
            self.assert_says_one_sentence(self.publish(github, perf=self.path), 1, "CBKB00")
            self.assertEqual((github.comments, github.statuses), ([], []))

    def test_of_another_commit(self):
        """What it says of that one is not said of this one: the status is an error, and nothing else."""
        other = "d" * 40
        with GitHub() as github:
            github.pulls = [github.pull(PULL, other)]
            result = self.show(github, FINE, "--pull-request-of", other)
            self.assert_says_one_sentence(result, 1, "CBKB003")
            self.assertEqual(github.comments, [])
            ((sha, status),) = github.statuses
            self.assertEqual((sha, status["state"], status["context"]),
                             (other, "error", "performance/comparison/critical"))
            self.assertIn(f"another commit than this one: {HEAD_COMMIT}", status["description"])
            self.assertNotIn("[PASS]", self.summary.read_text(encoding="utf-8"))
            # Without an address that a token goes to, there is not even that.
            away = self.show(github, FINE, "--pull-request-of", other,
                             variables={"GITHUB_API_URL": "http://example.org"})
            self.assert_refused(away, 2, "GITHUB_API_URL")

    def test_of_a_commit_that_is_not_another(self):
        """The merge, in the pull request's own job; what is no checkout; what is not known."""
        merge = comparison(timed("comp3/L2", 0.0, "PASS"), head=build("x", MERGE))
        release = comparison(timed("comp3/L2", 0.0, "PASS"), head=build("x", "c" * 40))
        release["head"]["built_from"]["origin"] = "registry"
        unknown = comparison(timed("comp3/L2", 0.0, "PASS"), head=build("x", "c" * 40))
        del unknown["head"]["built_from"]
        for document in (merge, release, unknown):
            with GitHub() as github:
                result = self.show(github, document)
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertEqual(self.statuses(github)[0]["state"], "success")
        with GitHub() as github:
            elsewhere = self.show(github, merge, "--pull-request-of", "d" * 40)
            self.assert_says_one_sentence(elsewhere, 1, "CBKB003")
        self.event.write_text(json.dumps({"workflow_run": {"head_sha": HEAD, "event": "push", "id": 815}}))
        with GitHub() as github:
            after = self.show(github, merge, variables={"GITHUB_EVENT_NAME": "workflow_run"})
            self.assert_says_one_sentence(after, 1, "CBKB003")

    def test_a_laxer_rule_is_refused(self):
        """Whoever wrote the document chose that, too."""
        slower, more = timed("comp3/L2", 0.05, "PASS"), worked("comp3", 1.01, "PASS")
        text = (SOURCE / "config" / "thresholds.toml").read_text(encoding="utf-8")
        lax = self.write("lax.toml", text.replace("threshold = 0.03", "threshold = 0.3"))
        with GitHub() as github:
            for entry, mode, warn, fail in ((slower, "time", 0.09, 0.1), (more, "work", 0.02, 0.02),
                                            (worked("comp3", 1.0, "PASS"), "work", 0.005, 0.03)):
                document = comparison(entry, mode=mode)
                document["rule"].update(warn=warn, fail=fail)
                self.assert_says_one_sentence(self.show(github, document), 1, "a laxer rule")
            self.assertEqual((github.comments, github.statuses), ([], []))
            document = comparison(slower)
            document["rule"].update(warn=0.09, fail=0.1)
            self.assertEqual(self.show(github, document, "--thresholds", lax).returncode, 0)
            stricter = comparison(timed("comp3/L2", 0.0, "PASS"))
            stricter["rule"].update(warn=0.01, fail=0.02)
            self.assertEqual(self.show(github, stricter).returncode, 0)


if __name__ == "__main__":
    unittest.main()
