# SPDX-License-Identifier: AGPL-3.0-or-later
"""
What `perfharness publish` sends is what GitHub says that it takes, and our double of GitHub answers
as GitHub says that it does: a proxy holds both against GitHub's own description.
"""
import json
import subprocess
import unittest
import urllib.error
import urllib.request

from program import SOURCE

from description import description
from fault_server import HEAD, PULL, REPOSITORY, GitHub
from publishing import MARKER, PLAIN, PublishTest

FOLDER = SOURCE / "build" / "github-description"


class Described(PublishTest):
    @classmethod
    def setUpClass(cls):
        description.install(FOLDER)
        cls.github = GitHub(examples=description.examples(FOLDER))
        cls.github.__enter__()
        cls.addClassCleanup(cls.github.__exit__)
        cls.proxy = description.Proxy(FOLDER, cls.github.url)
        cls.proxy.__enter__()
        cls.addClassCleanup(cls.proxy.__exit__)
        cls.github.url = cls.proxy.url
        version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
        packages = json.loads((FOLDER / "package.json").read_text())["dependencies"]
        print(f"node {version.stdout.strip()}, {packages}", flush=True)

    def setUp(self):
        super().setUp()
        self.github.comments.clear()
        self.github.statuses.clear()
        self.github.check_runs.clear()

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

    def test_check_run_for_a_fork(self):
        github = self.github
        github.pulls = [github.pull(PULL, HEAD)]
        for document, status in ((PLAIN, 0), ({**PLAIN, "comp3_mibs": 1}, 3)):
            perf = self.write("perf.json", json.dumps(document))
            result = self.publish(github, "--check-run", "--pull-request-of", HEAD, perf=perf)
            self.assertEqual((result.returncode, result.stderr), (status, ""))
        self.assertEqual(len(github.check_runs), 2)
        self.assertEqual(github.statuses, [])

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


if __name__ == "__main__":
    unittest.main()
