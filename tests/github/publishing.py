# SPDX-License-Identifier: AGPL-3.0-or-later
"""`perfharness publish` as a job of GitHub Actions runs it, against a server of ours."""
import copy
import json

from program import ProgramTest, environment, run

from fault_server import BOT, HEAD, PULL, REPOSITORY, TOKEN

MERGE = "b" * 40
SUITE, HOST = "standard", "0123456789abcdef"
MARKER = f"<!-- perfharness:v1 suite={SUITE} host={HOST} -->"
# What the first line says behind the marker.
STATE = r"^ <!-- verdict=[A-Z]+ commit=[0-9a-f]* run=\d+ attempt=\d+ -->$"
PLAIN = {"display_gibs": 4.22, "comp3_mibs": 571, "warnings": [], "errors": [], "suite": SUITE,
         "environment": {"fingerprint": HOST}}
LINE = "Performance Report: DISPLAY: 4.22 GiB/s, COMP-3: 571 MiB/s [PASS]"
# Pauses that a person would not notice, and a deadline that only what hangs comes to.
IN_A_HURRY = ("--retry-base-seconds", "0.001", "--deadline-seconds", "60")
HANG_S = 90


class PublishTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.perf = self.write("perf.json", json.dumps(PLAIN))
        self.event = self.write("event.json", json.dumps(
            {"pull_request": {"number": PULL, "head": {"sha": HEAD}}}))
        self.summary = self.write("summary.md", "What stood there before.\n")
        self.results = []

    def variables(self, url, **changes):
        """What Actions sets for a step of a job on a pull request."""
        names = {"GITHUB_ACTIONS": "true", "GITHUB_API_URL": url, "GITHUB_TOKEN": TOKEN,
                 "GITHUB_REPOSITORY": REPOSITORY, "GITHUB_EVENT_NAME": "pull_request",
                 "GITHUB_EVENT_PATH": str(self.event), "GITHUB_SHA": MERGE,
                 "GITHUB_SERVER_URL": "https://github.example", "GITHUB_RUN_ID": "4711",
                 "GITHUB_STEP_SUMMARY": str(self.summary), "RUNNER_NAME": "runner-of-somebody",
                 **changes}
        return {name: value for name, value in environment(**names).items() if value != ""}

    def publish(self, github, *arguments, perf=None, hurry=IN_A_HURRY, variables=None):
        """Everything is kept, to be searched for the token when the test is over."""
        result = run("publish", perf or self.perf, *hurry, *arguments, timeout=HANG_S,
                     env=self.variables(github.url, **(variables or {})))
        self.results.append(result)
        return result

    def tearDown(self):
        """Whatever a test was about: the token is in nothing that was said or written."""
        texts = [result.stdout + result.stderr for result in self.results]
        texts += [path.read_text(encoding="utf-8", errors="replace")
                  for path in self.folder.rglob("*") if path.is_file()
                  and path.stat().st_size < 1 << 24]
        for text in texts:
            self.assertNotIn(TOKEN, text)
        super().tearDown()

    # How the forge's comments say who wrote them, and on what.
    bot, author, login, number = BOT, "user", "login", "issue"

    def is_own(self, comment):
        author = comment[self.author]
        return bool(author) and author[self.login] == self.bot and \
            comment["body"].startswith(MARKER)

    def others(self, github):
        """What is not ours to touch."""
        return copy.deepcopy([comment for comment in github.comments if not self.is_own(comment)])

    def own(self, github):
        return [comment for comment in github.comments if self.is_own(comment)]

    def assert_published(self, result, github, others=(), line=LINE):
        """Exit status 0, exactly one comment of ours, and those of others as they were."""
        self.assertEqual((result.returncode, result.stdout.splitlines()[-1]), (0, line),
                         result.stderr)
        self.assertNotIn("warning", result.stderr)
        self.assert_one_comment(github, others, line)

    def assert_one_comment(self, github, others=(), line=LINE):
        own = self.own(github)
        self.assertEqual(len(own), 1, [comment["body"][:200] for comment in github.comments])
        self.assertEqual(own[0][self.number], PULL)
        first, rest = own[0]["body"].split("\n", 1)
        self.assertRegex(first.removeprefix(MARKER), STATE)
        self.assertIn(f"{MARKER} <!-- verdict={line.rpartition('[')[2][:-1]} ", first)
        self.assertTrue(rest.startswith(line), rest[:200])
        self.assertEqual(self.others(github), list(others))
        return own[0]
