# SPDX-License-Identifier: AGPL-3.0-or-later
"""`perfharness publish` as a job of GitLab CI/CD runs it, against a server of ours."""
import html
import json
import unittest

import perf_documents
from elsewhere import FAILING, Elsewhere
from fault_server import HEAD, PULL, TOKEN
from gitlab_server import BRANCH, FORK, MERGE, PIPELINE, PROJECT, GitLab
from jobs import JOB_URL, GitLabJob
from loopback_server import Fault
from program import environment, run
from publishing import LINE, MARKER, PLAIN


class GitLabTest(Elsewhere, GitLabJob):
    server, name, title, request_title = GitLab, "gitlab", "GitLab", "merge request"
    comments, status, edit, token_variable = "/notes", "/statuses/", "PUT", "GITLAB_TOKEN"
    workflows = (".gitlab-ci.yml",)

    def another_head(self):
        return {"CI_COMMIT_SHA": "e" * 40}

    def fork(self):
        """A pipeline that a member began in this project for a fork's merge request."""
        return {"CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": FORK}

    def test_what_is_said_of_the_job(self):
        with GitLab() as gitlab:
            result = self.publish(gitlab)
            self.assertIn(f"#note_{self.own(gitlab)[0]['id']}\n", result.stdout)
            self.assertIn(f"/{PROJECT}/-/merge_requests/{PULL}#note_", result.stdout)
            body = self.own(gitlab)[0]["body"]
            self.assertIn(f"run={PIPELINE} attempt=4711", body)
            self.assertIn(BRANCH, body)
            for name in ("runner-of-somebody", "somebody"):
                self.assertNotIn(name, body)

    def test_a_long_report_leads_to_the_job(self):
        with GitLab() as gitlab:
            rows = [perf_documents.measured(f"workload-{i}", 100.0) for i in range(1500)]
            self.perf = self.write("perf.json", json.dumps(
                perf_documents.perf(perf_documents.good_benchmarks() + rows)))
            self.publish(gitlab)
            self.assertIn(f"[The artefact of this run]({JOB_URL})", html.unescape(gitlab.comments[0]["body"]))

    def test_statuses(self):
        for document, state in ((PLAIN, "success"), (FAILING, "failed")):
            with self.subTest(state), GitLab() as gitlab:
                self.perf = self.write("perf.json", json.dumps(document))
                self.publish(gitlab)
                (sha, request), = gitlab.statuses
                self.assertEqual((sha, request["state"], request["pipeline_id"],
                                  request["target_url"], request["name"]),
                                 (HEAD, state, PIPELINE, JOB_URL,
                                  f"perfharness/standard/{PLAIN['environment']['fingerprint']}"))
                self.assertIn("PASS" if document is PLAIN else "FAIL", request["description"])

    def test_pending_twice_and_then_a_verdict(self):
        with GitLab() as gitlab:
            for _ in range(2):
                result = run("publish", "--pending", "--context", "performance",
                             env=self.variables(gitlab.url))
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertEqual(result.stdout, "commit status: performance\n")
            self.publish(gitlab, "--context", "performance")
            self.assertEqual([request["state"] for _, request in gitlab.statuses],
                             ["pending", "success"])

    def test_somebody_else_sets_a_status_now(self):
        with GitLab() as gitlab:
            gitlab.faults += [Fault("POST", "/statuses/", 409, message="Another update to this "
                                    "commit status is in progress") for _ in range(2)]
            self.assert_published(self.publish(gitlab), gitlab)
            self.assertEqual(len(gitlab.statuses), 1)

    def test_merged_results(self):
        """The status is of the merge, whose pipeline gates; what is said is of the head."""
        with GitLab() as gitlab:
            merged = {"CI_COMMIT_SHA": MERGE, "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": HEAD,
                      "CI_PIPELINE_ID": str(PIPELINE + 1)}
            self.assert_published(self.publish(gitlab, variables=merged), gitlab)
            self.assertEqual(gitlab.statuses[0][0], MERGE)
            self.assertIn(f"commit={HEAD} run={PIPELINE + 1}", self.own(gitlab)[0]["body"])
            # By hand of another commit: nothing is left of this job's pipeline.
            other = self.publish(gitlab, "--pull-request-of", "e" * 40, variables=merged)
            self.assertEqual(other.returncode, 0)
            self.assertEqual(gitlab.statuses[1][0], "e" * 40)
            self.assertNotIn("pipeline_id", gitlab.statuses[1][1])

    def test_a_branch_s_pipeline(self):
        """It is the first merge request's that the branch is open in, if any."""
        branch = {"CI_MERGE_REQUEST_IID": "", "CI_MERGE_REQUEST_PROJECT_PATH": "",
                  "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": "",
                  "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "", "CI_COMMIT_BRANCH": BRANCH,
                  "CI_PIPELINE_SOURCE": "push"}
        with GitLab() as gitlab:
            result = self.publish(gitlab, variables=branch)
            self.assertIn("comment: none, there is no merge request", result.stdout)
            self.assertEqual(len(gitlab.statuses), 1)
            result = self.publish(gitlab, variables={
                **branch, "CI_OPEN_MERGE_REQUESTS": f"{PROJECT}!{PULL},{FORK}!9"})
            self.assert_published(result, gitlab)

    def test_a_fork_s_pipeline_has_no_token(self):
        """It runs in the fork, without our variables, as it should."""
        with GitLab() as gitlab:
            result = self.publish(gitlab, variables={
                "GITLAB_TOKEN": "", "CI_PROJECT_PATH": FORK,
                "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": FORK})
            self.assertEqual((result.returncode, result.stdout.splitlines()[-1]), (0, LINE))
            self.assertIn("a job of a fork's has none, so that its code cannot take it",
                          result.stderr)
            self.assertEqual(gitlab.requests, [])

    def test_no_line_is_a_command(self):
        """GitLab would merge what says /merge at the beginning of a line."""
        evil = "x\n/merge\n\r/approve\n```\n/close\n```\n/label ~done"
        document = {**PLAIN, "suite": evil, "warnings": [evil], "status": "warning"}
        with GitLab() as gitlab:
            self.perf = self.write("perf.json", json.dumps(document))
            self.assertEqual(self.publish(gitlab).returncode, 0)
            kept = self.write("spooled-comment.json", json.dumps(
                {"forge": "gitlab", "repository": PROJECT, "pull_request": PULL,
                 "body": f"{MARKER}\n{evil}"}))
            self.assertEqual(self.send(gitlab, kept).returncode, 0)
            self.assertEqual(gitlab.commands, [])
            self.assertIn("\n /merge\n", self.own(gitlab)[-1]["body"])

    def test_what_the_server_says(self):
        """GitLab's messages are texts, objects, or a scope that is missing."""
        for body, phrase in (({"message": {"name": ["has already been taken"]}},
                              'has already been taken'),
                             ({"error": "insufficient_scope", "error_description":
                               "The request requires higher privileges"}, "higher privileges"),
                             ({"error": "state is missing"}, "state is missing")):
            with self.subTest(phrase), GitLab() as gitlab:
                text = json.dumps(body)
                gitlab.faults += [Fault("POST", "/statuses/", raw=(
                    f"HTTP/1.1 403 Forbidden\r\nContent-Length: {len(text)}\r\n\r\n{text}"
                ).encode())]
                result = self.publish(gitlab)
                self.assertIn(phrase, result.stderr)
                self.assertIn("needs the permission api, and the role Developer", result.stderr)

    def test_variables_that_are_none(self):
        for name, value in (("CI_COMMIT_SHA", "HEAD"), ("CI_MERGE_REQUEST_PROJECT_PATH", "a/../b"),
                            ("CI_PROJECT_PATH", "mainframe"), ("CI_API_V4_URL", "http://x.example"),
                            ("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "a" * 39)):
            with self.subTest(name), GitLab() as gitlab:
                result = self.publish(gitlab, variables={name: value})
                self.assertEqual(result.returncode, 2, result.stdout)
                self.assertIn(name, result.stderr)
                self.assertEqual(gitlab.requests, [])

    def test_by_hand(self):
        with GitLab() as gitlab:
            variables = {"CI_API_V4_URL": gitlab.url, "GITLAB_TOKEN": TOKEN}
            arguments = ("--forge", "gitlab", "--pull-request", str(PULL))
            refused = run("publish", self.perf, *arguments, env=environment(**variables))
            self.assertIn("outside of a job of GitLab, --repository GROUP/PROJECT was expected",
                          refused.stderr)
            result = run("publish", self.perf, *arguments, "--repository", PROJECT,
                         env=environment(**variables))
            self.assertIn("comment: created", result.stdout)
            self.assert_one_comment(gitlab)

    def test_an_unknown_forge(self):
        result = run("publish", self.perf, "--forge", "gitlub", env=environment())
        self.assertEqual(result.returncode, 2)
        self.assertIn("gitlab", result.stderr)


if __name__ == "__main__":
    unittest.main()
