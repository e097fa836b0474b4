# SPDX-License-Identifier: AGPL-3.0-or-later
"""`perfharness publish` as a job of Gitea's or Forgejo's Actions runs it, against a server of ours."""
import html
import json
import unittest

import perf_documents
from elsewhere import FAILING, Elsewhere
from fault_server import BRANCH, HEAD, PULL, REPOSITORY, GitHub
from gitea_server import FORK, Gitea
from jobs import RUN_URL, GiteaJob
from loopback_server import Fault
from program import run
from publishing import PLAIN


class GiteaTest(Elsewhere, GiteaJob):
    server, name, title, request_title = Gitea, "gitea", "Gitea", "pull request"
    comments, status, edit, token_variable = "/comments", "/statuses/", "PATCH", "GITEA_TOKEN"
    workflows = (".gitea/workflows/performance.yml",)

    def event_of(self, sha, repository):
        return {"GITHUB_EVENT_PATH": str(self.write("another.json", json.dumps(
            {"pull_request": {"number": PULL, "head": {
                "sha": sha, "ref": BRANCH, "repo": {"full_name": repository}}}})))}

    def another_head(self):
        return self.event_of("e" * 40, REPOSITORY)

    def fork(self):
        return self.event_of(HEAD, FORK)

    def test_statuses(self):
        for document, state in ((PLAIN, "success"), (FAILING, "failure")):
            with self.subTest(state), Gitea() as gitea:
                self.perf = self.write("perf.json", json.dumps(document))
                self.publish(gitea)
                (sha, request), = gitea.statuses
                self.assertEqual((sha, request["state"], request["target_url"]),
                                 (HEAD, state, RUN_URL))
        with Gitea() as gitea:
            result = run("publish", "--pending", "--context", "performance",
                         env=self.variables(gitea.url))
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            self.assertEqual(gitea.statuses[0][1]["state"], "pending")

    def test_where_the_run_is_shown(self):
        """By the count of runs: what GitHub has in its addresses is a page that is not there."""
        with Gitea() as gitea:
            rows = [perf_documents.measured(f"workload-{i}", 100.0) for i in range(1500)]
            self.perf = self.write("perf.json", json.dumps(
                perf_documents.perf(perf_documents.good_benchmarks() + rows)))
            self.publish(gitea)
            self.assertIn(f"[The artefact of this run]({RUN_URL})", html.unescape(gitea.comments[0]["body"]))

    def test_forgejo_says_it_in_its_own_words(self):
        with Gitea() as gitea:
            forgejo = {"GITEA_ACTIONS": "", "FORGEJO_ACTIONS": "true"}
            self.assert_published(self.publish(gitea, variables=forgejo), gitea)

    def test_a_fork_s_job_may_not_write(self):
        """Its token may read."""
        with Gitea() as gitea:
            gitea.faults += [Fault("POST", path, 403, message="user should have a permission to "
                                   "write to a repo") for path in ("/comments", "/statuses/")]
            result = self.publish(gitea, variables=self.fork())
            self.assertIn("needs the permission write:issue", self.assert_kept(result, gitea))
            self.assertIn("needs the permission write:repository", result.stderr)

    def test_not_to_github(self):
        """In a job of GitHub's, its address is not the one for Gitea's token."""
        with GitHub() as github:
            jobs = {"GITEA_ACTIONS": ""}
            result = self.publish(github, "--forge", "gitea", variables=jobs)
            self.assertEqual(result.returncode, 2)
            self.assertIn("the API's address (GITEA_API_URL): https://HOST/api/v1 was expected",
                          result.stderr)
            self.assertEqual(github.requests, [])
            with Gitea() as gitea:
                result = self.publish(github, "--forge", "gitea",
                                      variables={**jobs, "GITEA_API_URL": gitea.url})
                self.assert_published(result, gitea)
            self.assertEqual(github.requests, [])


if __name__ == "__main__":
    unittest.main()
