# SPDX-License-Identifier: AGPL-3.0-or-later
"""
`perfharness publish --may-bench`: who may write to the repository has a pull request measured by a
comment, nobody else does, and what is measured then is what was there to be read.
"""
import json
import unittest

from program import run

from fault_server import BASE, FORK, HEAD, PULL, REPOSITORY, Fault, GitHub
from publishing import HANG_S, IN_A_HURRY, PublishTest

WRITTEN, BEFORE, AFTER = (f"2026-06-01T12:00:{second}Z" for second in (30, 29, 31))
WHO = "Maintainer-1_org"


class Bench(PublishTest):
    def setUp(self):
        super().setUp()
        self.output_file = self.write("output", "earlier=1\n")

    def be_commented(self, body="/bench", issue=None, comment=None, **changes):
        """The event of a comment that may, but for what is changed."""
        self.event.write_text(json.dumps({
            "action": "created", "issue": {"number": PULL, "pull_request": {"url": "x"},
                                           **(issue or {})},
            "comment": {"body": body, "user": {"login": WHO}, "created_at": WRITTEN,
                        "author_association": "MEMBER", **(comment or {})}, **changes}))

    def github(self, **pull):
        github = GitHub()
        github.permissions[WHO] = "write"
        github.pulls = [github.pull(3, "c" * 40), github.pull(
            PULL, HEAD, **{"out_of": FORK, "pushed_at": BEFORE, **pull})]
        return github

    def ask(self, github, *arguments, **variables):
        result = run("publish", "--may-bench", *IN_A_HURRY, *arguments, timeout=HANG_S,
                     env=self.variables(github.url, **{"GITHUB_EVENT_NAME": "issue_comment",
                                                       "GITHUB_OUTPUT": str(self.output_file),
                                                       **variables}))
        self.results.append(result)
        return result

    def assert_may(self, result, head_repository=FORK):
        lines = (f"pull-request={PULL}\nsha={HEAD}\nhead-repository={head_repository}\n"
                 f"base-sha={BASE}\n")
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, lines, ""))
        self.assertEqual(self.output_file.read_text(), "earlier=1\n" + lines)
        self.output_file.write_text("earlier=1\n")

    def assert_may_not(self, result, *phrases, status=3):
        self.assert_refused(result, status, *phrases)
        self.assertEqual(self.output_file.read_text(), "earlier=1\n")

    def test_who_may(self):
        for association in ("OWNER", "MEMBER", "COLLABORATOR"):
            for permission in ("write", "admin"):
                with self.subTest(f"{association} {permission}"), self.github() as github:
                    github.permissions[WHO] = permission
                    self.be_commented(comment={"author_association": association})
                    self.assert_may(self.ask(github))
                    self.assertEqual(github.count("GET"), len(github.requests))

    def test_who_may_not(self):
        """Both are asked for: an association is as old as the comment, and says nothing of rights."""
        for association in ("CONTRIBUTOR", "FIRST_TIME_CONTRIBUTOR", "FIRST_TIMER", "MANNEQUIN",
                            "NONE", "owner", None):
            with self.subTest(association), self.github() as github:
                self.be_commented(comment={"author_association": association})
                self.assert_may_not(self.ask(github), "no owner, member or collaborator")
                self.assertEqual(github.requests, [])
        for permission in ("read", "none", "triage", "", None):
            with self.subTest(permission), self.github() as github:
                github.permissions[WHO] = permission
                self.be_commented()
                self.assert_may_not(self.ask(github), "may not write")
        for login in ("a/b", "..", "x?y", "dependabot[bot]", "", None, 7):
            with self.subTest(login), self.github() as github:
                self.be_commented(comment={"user": {"login": login}})
                self.assert_may_not(self.ask(github))
                self.assertEqual(github.requests, [])

    def test_what_it_says(self):
        with self.github() as github:
            for body in ("/bench", "/bench\r\nplease", "/bench  ", f"/bench {HEAD}",
                         f"/bench {HEAD[:12]}\n"):
                with self.subTest(body):
                    self.be_commented(body)
                    self.assert_may(self.ask(github))
            for body in ("", "please /bench", "\n/bench", "/benchmark", "> /bench", "/BENCH",
                         "/bench now", f"/bench {HEAD[:11]}", f"/bench {HEAD}0", None, 7,
                         f"/bench {HEAD} {HEAD}", "/bench " + "d" * 40):
                with self.subTest(body):
                    self.be_commented(body)
                    self.assert_may_not(self.ask(github))

    def test_what_it_is_on(self):
        with self.github() as github:
            for title, changes in (("an issue", {"issue": {"pull_request": None}}),
                                   ("another", {"issue": {"pull_request": True}}),
                                   ("changed", {"action": "edited"}),
                                   ("removed", {"action": "deleted"})):
                with self.subTest(title):
                    self.be_commented(**changes)
                    self.assert_may_not(self.ask(github))
            self.be_commented(issue={"number": 99})
            self.assert_may_not(self.ask(github), "404", status=1)
        self.be_commented()
        with self.github(state="closed") as github:
            self.assert_may_not(self.ask(github), "not open")

    def test_pushed_after_it_was_written(self):
        """What a fork's owner pushes between the comment and this look at it, nobody has read."""
        self.be_commented()
        for pushed_at in (WRITTEN, AFTER, None, "soon"):
            with self.subTest(pushed_at), self.github(pushed_at=pushed_at) as github:
                self.be_commented()
                self.assert_may_not(self.ask(github), "/bench with the commit's hash")
                self.be_commented(f"/bench {HEAD}")
                self.assert_may(self.ask(github))
        self.be_commented()
        with self.github(pushed_at=AFTER, out_of=REPOSITORY) as github:
            self.assert_may(self.ask(github), REPOSITORY)

    def test_a_fork_that_is_gone(self):
        self.be_commented()
        with self.github() as github:
            github.pulls[1]["head"]["repo"] = None
            self.assert_may_not(self.ask(github), "no branch")

    def test_github_out_of_reach(self):
        self.be_commented()
        with self.github() as github:
            for path in ("/permission", "/pulls/"):
                github.faults += [Fault("GET", path, 403, message="Resource not accessible")]
                self.assert_may_not(self.ask(github), "CBKB004", status=1)
            self.assert_may_not(self.ask(github, GITHUB_TOKEN=""), "GITHUB_TOKEN", status=1)
            self.assert_may_not(self.ask(github, GITHUB_OUTPUT=str(self.folder)), "outputs",
                                status=1)

    def test_wrong_use(self):
        self.be_commented()
        with self.github() as github:
            for arguments, variables in (((), {"GITHUB_EVENT_NAME": "pull_request"}),
                                         ((), {"GITHUB_EVENT_PATH": ""}),
                                         ((), {"GITHUB_REPOSITORY": ""}),
                                         (("--pending",), {}), ((self.perf,), {}),
                                         (("--spooled", "x"), {})):
                with self.subTest(f"{arguments} {variables}"):
                    self.assert_may_not(self.ask(github, *arguments, **variables), status=2)
            self.assertEqual(github.requests, [])


if __name__ == "__main__":
    unittest.main()
