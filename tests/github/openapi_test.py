# SPDX-License-Identifier: AGPL-3.0-or-later
"""
What this program sends is what GitHub says that it takes, and our double of GitHub answers
as GitHub says that it does: a proxy holds both against GitHub's own description.
"""
import http.client
import json
import subprocess
import unittest
import urllib.error
import urllib.request

from perf_documents import perf
from program import SOURCE, run

from actions_api import Actions, Storage
from alerting import AlertTest
from description import description
from fault_server import BOT, BRANCH, FORK, HEAD, PULL, REPOSITORY, TOKEN, GitHub
from publishing import IN_A_HURRY, MARKER, PLAIN, PublishTest

FOLDER = SOURCE / "build" / "github-description"
FAILING = {**PLAIN, "comp3_mibs": 1}


def begin(cls):
    """Our double of GitHub behind the proxy, for all tests of a class."""
    description.install(FOLDER)
    cls.github = GitHub(examples=description.examples(FOLDER))
    cls.github.__enter__()
    cls.addClassCleanup(cls.github.__exit__)
    cls.proxy = description.Proxy(FOLDER, cls.github.url)
    cls.proxy.__enter__()
    cls.addClassCleanup(cls.proxy.__exit__)
    cls.github.url = cls.proxy.url


class Described(PublishTest):
    @classmethod
    def setUpClass(cls):
        begin(cls)
        version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
        packages = json.loads((FOLDER / "package.json").read_text())["dependencies"]
        print(f"node {version.stdout.strip()}, {packages}", flush=True)

    def setUp(self):
        super().setUp()
        self.github.comments.clear()
        self.github.statuses.clear()
        self.github.check_runs.clear()
        self.github.pulls = [self.github.pull(PULL, HEAD)]
        self.github.actions = Actions(self.github, REPOSITORY)

    def ask(self, method, path, content=None):
        request = urllib.request.Request(
            self.proxy.url + path, method=method, headers={"Content-Type": "application/json"},
            data=None if content is None else json.dumps(content).encode())
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status

    def test_create_and_update(self):
        github = self.github
        for i in range(150):
            github.add_comment(f"comment {i}", "alice")
        others = self.others(github)
        self.assert_published(self.publish(github), github, others)
        github.add_comment(f"{MARKER}\nof another job")
        self.own(github)[0]["body"] = f"{MARKER}\nold"
        self.assert_published(self.publish(github), github, others)
        self.assertEqual(len(github.statuses), 2)
        self.assertGreater(github.count("PATCH") * github.count("DELETE"), 0)

    def be_after(self, **head):
        self.event.write_text(json.dumps({"workflow_run": {
            "id": 815, "run_attempt": 2, "event": "pull_request", "head_sha": HEAD, **head}}))

    def test_check_run_for_a_fork(self):
        """Found by its branch; found in the fork; of a head that has moved on."""
        github = self.github
        fork = {"head_repository": {"full_name": FORK}}
        for document, head, sha, status in (
                (PLAIN, {**fork, "head_branch": BRANCH}, HEAD, 0), (PLAIN, fork, HEAD, 0),
                (FAILING, {**fork, "head_branch": BRANCH}, "d" * 40, 3),
                (PLAIN, {"head_repository": {"full_name": REPOSITORY}}, HEAD, 0)):
            self.be_after(**head)
            github.pulls = [github.pull(PULL, sha, out_of=head["head_repository"]["full_name"])]
            perf = self.write("perf.json", json.dumps(document))
            result = self.publish(github, "--check-run", perf=perf,
                                  variables={"GITHUB_EVENT_NAME": "workflow_run"})
            self.assertEqual((result.returncode, result.stderr), (status, ""))
            self.assertEqual(len(self.own(github)), 1)
        self.assertEqual(len(github.check_runs), 4)
        self.assertEqual(github.statuses, [])

    def test_pending(self):
        for more in ((), ("--check-run",)):
            result = run("publish", "--pending", "--context", "x", *more, *IN_A_HURRY,
                         env=self.variables(self.github.url))
            self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual((len(self.github.statuses), len(self.github.check_runs)), (1, 1))

    def test_a_later_attempt(self):
        for more in ((), ("--check-run",)):
            for attempt in ("2", "1"):
                result = self.publish(self.github, *more, variables={"GITHUB_RUN_ATTEMPT": attempt})
                self.assertEqual((result.returncode, result.stderr), (0, ""))
            self.assertIn("left as it is, it is of a later attempt", result.stdout)
        self.assertEqual((len(self.github.statuses), len(self.github.check_runs)), (1, 1))

    def test_may_bench(self):
        self.event.write_text(json.dumps({
            "action": "created", "issue": {"number": PULL, "pull_request": {}},
            "comment": {"body": f"/bench {HEAD}", "user": {"login": "octocat"},
                        "author_association": "OWNER"}}))
        self.github.permissions["octocat"] = "admin"
        self.github.pulls = [self.github.pull(PULL, HEAD, out_of=FORK)]
        result = run("publish", "--may-bench", *IN_A_HURRY, env=self.variables(
            self.github.url, GITHUB_EVENT_NAME="issue_comment"))
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn(f"sha={HEAD}\n", result.stdout)

    def test_collect(self):
        actions = self.github.actions
        with Storage() as actions.storage:
            for number in range(1, 130):
                actions.add_run(number)
                actions.add_artifact(number, b"", expired=True)
            actions.add_artifact(129, b"", expired=True, digest=None)
            result = run("baseline", "collect", "--workflow", "nightly.yml", "--branch", "main",
                         "--runs", "3", "--output-dir", self.folder / "nights", *IN_A_HURRY,
                         env=self.variables(self.github.url))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stderr.count("it has expired"), 4)

    def test_where_an_artefact_is(self):
        """The proxy follows a redirect: what it cannot hold against the description is, here."""
        actions = self.github.actions
        with Storage() as actions.storage, GitHub() as direct:
            direct.actions = actions
            actions.add_run(1)
            actions.add_artifact(1, b"x")
            server = http.client.HTTPConnection(*direct.server_address)
            server.request("GET", f"/repos/{REPOSITORY}/actions/artifacts/100/zip",
                           headers={"Authorization": f"Bearer {TOKEN}"})
            answer = server.getresponse()
            self.assertEqual((answer.status, answer.read()), (302, b""))
            self.assertTrue(answer.headers["Location"].startswith(actions.storage.url))
            server.close()
        paths = json.loads((FOLDER / "called.json").read_text("utf-8"))["paths"]
        answers = paths["/repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}"][
            "get"]["responses"]
        self.assertEqual((set(answers), set(answers["302"]["headers"])),
                         ({"302", "410"}, {"Location"}))

    def test_promote_checks(self):
        actions = self.github.actions
        for number in range(130):
            actions.add_check(f"check {number}", "success" if number else None)
            actions.add_status(f"status {number}")
        actions.require("check 1", "status 129", app=15368)
        perf_path = self.write("perf.json", json.dumps(perf(commit=HEAD)))
        result = run("baseline", "promote", perf_path, "--baseline", self.folder / "baselines",
                     "--checks-of", HEAD, "--branch", "main", *IN_A_HURRY,
                     env=self.variables(self.github.url))
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertNotIn("cannot be read", result.stdout)
        actions.rules = None
        result = run("baseline", "promote", perf_path, "--baseline", self.folder / "others",
                     "--checks-of", HEAD, "--branch", "main", *IN_A_HURRY,
                     env=self.variables(self.github.url))
        self.assertIn("check 0 is not over", result.stderr)

    def test_the_proxy_refuses_what_is_not_described(self):
        """Or the tests above would prove nothing."""
        for method, path, content in (
                ("POST", f"/repos/{REPOSITORY}/issues/{PULL}/comments", {"text": "no body"}),
                ("POST", f"/repos/{REPOSITORY}/statuses/{HEAD}", {"state": "nice"}),
                ("GET", f"/repos/{REPOSITORY}/issues/{PULL}/comment", None)):
            before = len(self.github.requests)
            with self.subTest(path), self.assertRaises(urllib.error.HTTPError) as raised:
                self.ask(method, path, content)
            self.assertGreaterEqual(raised.exception.code, 400)
            self.assertEqual(len(self.github.requests), before)


class AlertsDescribed(AlertTest):
    """The life of a case as an issue, after others, and the pull request that brought it."""

    secrets = (TOKEN,)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        begin(cls)

    def test_a_life(self):
        github = self.github
        github.pulls = [github.pull(PULL, "b" * 40, "closed", merged_at="2026-01-01T12:00:00Z")]
        for i in range(120):
            github.add_issue(f"issue {i}", "another")
        self.channel = {"kind": "github", "api_url": github.url, "repository": REPOSITORY}
        self.variables["GITHUB_TOKEN"] = TOKEN
        self.assertNotIn("error", self.drive("ask"))
        for occasion in ("opened", "evidence", "reminder", "acknowledged", "resolved", "reopened",
                         "accepted"):
            with self.subTest(occasion):
                said = self.delivered(occasion=occasion, delivery_id=occasion)
                self.assertEqual((said["remote"], said["complaint"]), (f"161 {BOT}", None))
        self.assertEqual(github.issues[-1]["state_reason"], "not_planned")
        self.assertEqual(len(github.comments), 6)
        github.close_issue(161, "octocat")
        self.assertEqual(self.drive("find_closer", remote=f"161 {BOT}")["closer"], "octocat")


if __name__ == "__main__":
    unittest.main()
