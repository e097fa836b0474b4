# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A case from its opening to its end as GitHub shows it: one issue, what people say of it there and here,
and who owns what the commit changed that brought it.
"""
import os
import pathlib
import subprocess
import tempfile
import unittest

from fault_server import BOT, REPOSITORY, TOKEN, GitHub

PROGRAM, PLANT_CASES = os.environ["PERFHARNESS"], os.environ["PLANT_CASES"]
HANG_S, START_S, DAY_S = 120, 1764547200, 86400
SETTINGS = """
[[rule]]
when = "change_percent > 10"
severity = "critical"
channels = ["github"]

[templates]
title = "{{metric_name}} {{change_percent}} %"
text = "case {{case}} at {{commit_hash}}{{issue_url}}"

[house]
channels = ["github"]

[channels.github]
kind = "github"
api_url = "{url}"
repository = "{repository}"
"""


class GitHubLife(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.store = self.folder / "history.db"
        self.github = self.enterContext(GitHub())
        self.github.pulls = []
        self.settings = self.folder / "alerts.toml"
        self.settings.write_text(SETTINGS.format(url=self.github.url, repository=REPOSITORY),
                                 encoding="utf-8")
        self.now_s = START_S
        self.checkout = self.folder / "checkout"
        self.sha = self.commit()
        self.plant("open", 1, 2, 0.12)

    def commit(self):
        """Of a file that somebody owns."""
        (self.checkout / ".github").mkdir(parents=True)
        (self.checkout / ".github" / "CODEOWNERS").write_text("* @all\nparser/ @parsers\n",
                                                              encoding="utf-8")
        (self.checkout / "parser").mkdir()
        (self.checkout / "parser" / "é b.c").write_text("x", encoding="utf-8")
        who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        for command in (("init", "-q"), ("add", "parser"), (*who, "commit", "-qm", "x")):
            subprocess.run(["git", "-C", self.checkout, *command], check=True, timeout=HANG_S)
        return subprocess.run(["git", "-C", self.checkout, "rev-parse", "HEAD"], check=True,
                              timeout=HANG_S, stdout=subprocess.PIPE,
                              encoding="utf-8").stdout.strip()

    def variables(self):
        return {**os.environ, "PERFHARNESS_NOW": str(self.now_s), "GITHUB_TOKEN": TOKEN}

    def plant(self, *arguments):
        subprocess.run([PLANT_CASES, self.store, *map(str, arguments)], env=self.variables(),
                       check=True, timeout=HANG_S)

    def run_program(self, *arguments):
        result = subprocess.run([PROGRAM, *arguments, "--store", self.store], check=False,
                                env=self.variables(), capture_output=True, encoding="utf-8",
                                timeout=HANG_S)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return " ".join(result.stdout.split())

    def alert(self):
        self.now_s += DAY_S
        return self.run_program("alert", "--alerts", self.settings, "--repository", self.checkout)

    def issue(self):
        (issue,) = self.github.issues
        return issue

    def last_comment(self):
        return self.github.comments[-1]["body"] if self.github.comments else ""

    def test_a_life(self):
        self.alert()
        self.assertEqual(self.issue()["title"], "made-up-0/L2 +12.0 %")
        self.assertEqual(self.issue()["user"]["login"], BOT)
        self.assertNotIn("@parsers", self.issue()["body"])
        self.plant("bisect", 1, self.sha)
        self.alert()
        self.assertIn("parsers", self.issue()["body"])
        self.assertIn(self.sha[:8], self.issue()["body"])
        self.assertIn(f"//github.com/{REPOSITORY}/issues/{self.issue()['number']}",
                      self.issue()["body"])
        self.assertEqual(self.github.comments, [])
        self.run_program("history", "ack", "1", "--reason", "the new table", "--by", "somebody")
        self.alert()
        self.assertIn("the new table", self.last_comment())
        comments = len(self.github.comments)
        self.alert()
        self.assertEqual(len(self.github.comments), comments)
        self.plant("event", 1, "resolve")
        self.alert()
        self.assertEqual(self.issue()["state"], "closed")

    def test_closed_by_a_person(self):
        self.alert()
        self.github.close_issue(self.issue()["number"], "alice")
        self.alert()
        shown = self.run_program("history", "show")
        self.assertIn("by alice", shown)
        self.assertEqual(self.issue()["state"], "closed")
        self.now_s += 8 * DAY_S
        self.assertIn("nobody is to be told", self.alert())


if __name__ == "__main__":
    unittest.main()
