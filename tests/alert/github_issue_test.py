# SPDX-License-Identifier: AGPL-3.0-or-later
"""
An issue a case, and a comment on the pull request that brought it: one of each, whatever fails and
however often it is tried; what people did to it stays; and what a stranger wrote does nothing.
"""
import html.parser
import re
import subprocess
import unittest

from alerting import HEAD, HOSTILE, MESSAGE, AlertTest
from fault_server import BOT, FORK, PULL, REPOSITORY, TOKEN, Fault, GitHub

MARKER = "<!-- perfharness:v1 case=case%2D4.5 -->\n"
ISSUES, ISSUE = f"/repos/{REPOSITORY}/issues", f"/repos/{REPOSITORY}/issues/41"
COMMENTS = "/issues/41/comments"
PULL_COMMENTS = f"/issues/{PULL}/comments"
REMOTE = f"41 {BOT}"


class Rendered(html.parser.HTMLParser):
    """What GitHub makes of Markdown, as cmark-gfm does: its elements, and its text."""

    def __init__(self, markdown):
        super().__init__()
        self.elements, self.text = [], ""
        done = subprocess.run(["cmark-gfm", "--unsafe", "-e", "autolink", "-e", "table", "-e",
                               "strikethrough", "-e", "tasklist"], input=markdown.encode(),
                              capture_output=True, check=True, timeout=60)
        self.feed(done.stdout.decode())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


class GitHubIssue(AlertTest):
    secrets = (TOKEN,)

    def setUp(self):
        super().setUp()
        self.github = self.enterContext(GitHub())
        self.github.pulls = []
        self.channel = {"kind": "github", "api_url": self.github.url, "repository": REPOSITORY}
        self.variables["GITHUB_TOKEN"] = TOKEN

    def tearDown(self):
        """Whatever a test was about: one issue of ours, and each comment once."""
        own = [issue for issue in self.github.issues if (issue["user"] or {}).get("login") == BOT
               and (issue["body"] or "").startswith(MARKER)]
        self.assertLessEqual(len(own), 1)
        ours = [(comment["issue"], comment["body"].split("\n")[0])
                for comment in self.github.comments]
        self.assertEqual(len(ours), len(set(ours)))
        super().tearDown()

    def bring(self, number=PULL, **changes):
        """The pull request that brought the commit."""
        self.github.pulls.append(self.github.pull(number, "b" * 40, "closed",
                                                  merged_at="2026-01-01T12:00:00Z", **changes))

    def comments(self, issue=41):
        return [comment["body"] for comment in self.github.comments if comment["issue"] == issue]

    def twice(self, **changes):
        """A delivery that was not known to have succeeded is tried again."""
        first = self.delivered(**changes)
        self.assertEqual(self.delivered(**changes), first)
        return first

    def test_a_case(self):
        said = self.twice()
        issue, = self.github.issues
        self.assertEqual((said["remote"], issue["title"]), (REMOTE, MESSAGE["title"]))
        self.assertTrue(issue["body"].startswith(MARKER))
        page = Rendered(issue["body"])
        for text in (MESSAGE["text"], *MESSAGE["rows"][0], *MESSAGE["rows"][1], "and 44 more",
                     "critical, opened; octo/mainframe at aaaaaaaaaaaa"):
            self.assertIn(text, page.text)
        self.assertEqual([attributes for tag, attributes in page.elements if tag == "a"],
                         [{"href": MESSAGE["link"]}])
        self.assertEqual(self.github.comments, [])

    def test_a_life(self):
        """(occasion, comments then, whether it is open then and why not)"""
        remote = self.delivered()["remote"]
        for i, (occasion, comments, state, reason) in enumerate((
                ("evidence", 0, "open", None), ("reminder", 1, "open", None),
                ("acknowledged", 2, "open", None), ("silenced", 3, "open", None),
                ("resolved", 4, "closed", "completed"), ("reopened", 5, "open", "reopened"),
                ("accepted", 6, "closed", "not_planned"))):
            with self.subTest(occasion):
                self.twice(delivery_id=f"d{i}", occasion=occasion, title=f"Now {occasion}",
                           text=f"This is {occasion}.", remote=remote)
                issue, = self.github.issues
                self.assertEqual(len(self.comments()), comments)
                self.assertEqual((issue["state"], issue["state_reason"]), (state, reason))
                if comments:
                    self.assertIn(f"**Now {occasion}**", self.comments()[-1])
                self.assertEqual(issue["title"], MESSAGE["title"])
        self.assertIn("This is reopened.", issue["body"])

    def test_pull_request(self):
        self.bring(number=9)
        self.bring()
        self.bring(number=3, into=FORK)
        self.github.pulls.append(self.github.pull(2, HEAD))
        self.twice()
        note, = self.comments(PULL)
        self.assertTrue(note.startswith(MARKER))
        self.assertIn(f"{REPOSITORY}#41", note)
        self.assertIn(HEAD, note)
        self.assertEqual(len(self.github.comments), 1)
        self.twice(delivery_id="d2", occasion="evidence", remote=REMOTE)
        self.assertEqual(len(self.comments(PULL)), 1)

    def test_pull_request_of_a_fork(self):
        self.bring(out_of=FORK)
        self.twice()
        self.assertEqual(len(self.comments(PULL)), 1)

    def test_pull_request_elsewhere(self):
        """A token may be good for more than what is one's own."""
        self.bring()
        for changes in ({"repository": FORK}, {"repository": None}, {"head_sha": None},
                        {"head_sha": "abc"}):
            self.delivered(**changes)
        self.assertEqual(self.github.count("GET", "/pulls"), 0)

    def test_pull_request_fails(self):
        self.bring()
        self.github.faults = [Fault("GET", "/pulls", 403, message="Resource not accessible")]
        said = self.delivered()
        self.assertIn("pull-requests: read", said["complaint"])
        self.github.faults = [Fault("GET", "/pulls", 502)] * 8
        said = self.refused("later", "502")
        self.assertEqual(said["remote"], REMOTE)
        self.github.faults = [Fault("POST", PULL_COMMENTS, 500, is_done=True)]
        self.twice(remote=said["remote"])
        self.assertEqual(len(self.comments(PULL)), 1)

    def test_lost_number(self):
        """Found among many; who copies the marker, or quotes it, does not get it."""
        github = self.github
        for i in range(150):
            github.add_issue(f"issue {i}", "<!-- perfharness:v1 case=other -->\n")
        github.add_issue("an older copy", f"{MARKER}of mallory", "mallory")
        mine = github.add_issue("ours", f"{MARKER}of old")
        github.add_issue("a copy", f"{MARKER}of mallory", "mallory")
        github.add_issue("of a ghost", f"{MARKER}x", None)
        github.add_issue("a quote", f"> {MARKER}")
        for i in range(150):
            github.add_issue(f"issue {i}", None)
        before = len(github.issues)
        for remote in (None, "", "0 x", "7", f"191 {BOT}", f"193 {BOT}", f"194 {BOT}", f"9999 {BOT}", f"42 {BOT}", "x" * 1000,
                       f"193 {BOT} x"):
            with self.subTest(remote):
                number = mine["number"]
                self.assertEqual(self.delivered(remote=remote)["remote"], f"{number} {BOT}")
        github.ignored = "creator"
        self.assertEqual(self.delivered()["remote"], f"{mine['number']} {BOT}")
        self.assertEqual(len(github.issues), before)
        self.assertIn(MESSAGE["text"], mine["body"])
        self.assertTrue(all(number == mine["number"] for number, _ in github.issue_edits))

    def test_marker_lost(self):
        """Somebody edits the text: by its number it is ours all the same."""
        self.delivered()
        self.github.issues[0]["body"] = "rewritten"
        self.delivered(occasion="evidence", remote=REMOTE)
        self.assertTrue(self.github.issues[0]["body"].startswith(MARKER))

    def test_closed_by_a_person(self):
        """Who closes it knows of it: it stays closed until it is over and comes again."""
        self.delivered()
        for login, by in (("alice", "alice"), (None, "somebody"), ("x\u202ey", "somebody")):
            self.github.close_issue(41, login)
            self.github.issue_edits.clear()
            for occasion in ("opened", "evidence", "reminder", "acknowledged", "silenced"):
                said = self.delivered(delivery_id=occasion, occasion=occasion, remote=REMOTE)
                self.assertEqual(said["acknowledged_by"], by)
            self.assertEqual((self.github.issue_edits, self.github.comments), ([], []))
            self.assertEqual(self.drive("find_closer", remote=REMOTE)["closer"], by)
            self.assertEqual(self.drive("find_closer")["closer"], by)
        said = self.twice(delivery_id="d2", occasion="resolved", remote=REMOTE)
        self.assertIsNone(said["acknowledged_by"])
        self.assertEqual((self.github.issue_edits, len(self.comments())), ([], 1))
        self.twice(delivery_id="d3", occasion="reopened", remote=REMOTE)
        self.assertEqual(self.github.issues[0]["state"], "open")

    def test_closed_by_us(self):
        """A case that is open again although nobody told so is shown so."""
        self.delivered()
        self.delivered(delivery_id="d2", occasion="resolved", remote=REMOTE)
        self.assertIsNone(self.drive("find_closer", remote=REMOTE)["closer"])
        self.delivered(delivery_id="d3", occasion="evidence", remote=REMOTE)
        self.assertEqual(self.github.issues[0]["state"], "open")
        self.assertIsNone(self.drive("find_closer", remote=REMOTE)["closer"])

    def test_nothing_to_say_it_of(self):
        """An issue that was deleted is written anew by what is news alone."""
        for occasion in ("acknowledged", "silenced", "accepted", "resolved"):
            self.assertIsNone(self.delivered(occasion=occasion, remote=REMOTE)["remote"])
        self.assertEqual(self.github.issues, [])
        self.assertIsNone(self.drive("find_closer", remote=REMOTE)["closer"])
        self.github.faults = [Fault("GET", ISSUE, 410, message="This issue was deleted")]
        self.delivered(occasion="evidence", remote=REMOTE)
        self.assertEqual(len(self.github.issues), 1)

    def test_written_although_it_failed(self):
        for fault in (Fault("POST", ISSUES, 500, is_done=True),
                      Fault("POST", ISSUES, is_done=True, is_reset=True),
                      Fault("POST", ISSUES, is_done=True, raw=b"HTTP/1.1 200 OK\r\n"
                            b"Content-Length: 4\r\n\r\n<ok>")):
            self.github.issues.clear()
            self.github.faults = [fault]
            self.twice()
            self.assertEqual(len(self.github.issues), 1)

    def test_lists_that_lag(self):
        """What is not to be seen yet is not written again at once."""
        self.github.faults = [Fault("POST", ISSUES, 502, is_done=True)]
        self.github.hidden = 2
        said = self.refused("later", "502")
        self.assertIsNone(said["remote"])
        self.assertEqual(self.delivered()["remote"], REMOTE)
        self.assertEqual(len(self.github.issues), 1)

    def test_not_written(self):
        self.github.faults = [Fault("POST", ISSUES, 503)]
        self.refused("later", "503")
        self.twice()
        self.assertEqual(len(self.github.issues), 1)

    def test_answers(self):
        self.delivered()
        self.variables["PERF_TOKEN"] = TOKEN
        for fault, outcome, words, wait_s in (
                (Fault("GET", ISSUE, 401, message="Bad credentials"), "never",
                 "PERF_TOKEN is not valid", 0),
                (Fault("PATCH", ISSUE, 403, message="Resource not accessible by integration"),
                 "never", "PERF_TOKEN needs the permission issues: write", 0),
                (Fault("PATCH", ISSUE, 422, message="Validation \x1b[31m" + TOKEN), "never",
                 "422", 0),
                (Fault("GET", ISSUE, 429, {"retry-after": "600"}), "later", "429", 600),
                (Fault("PATCH", ISSUE, 403, {"retry-after": "90"}), "later", "403", 90),
                (Fault("GET", ISSUE, 301, {"Location": "http://127.0.0.1:1/"}), "never",
                 "not followed", 0),
                (Fault("GET", ISSUE, raw=b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"),
                 "later", "no issue", 0)):
            with self.subTest(f"{fault.status} {fault.message}"):
                self.github.faults = [fault]
                said = self.refused(outcome, words, occasion="evidence", remote=REMOTE,
                                    channel={"token_env": "PERF_TOKEN"})
                self.assertEqual(said["wait_s"], wait_s)
        self.variables["GITHUB_TOKEN"] = "another"
        self.refused("never", "GITHUB_TOKEN is not valid", remote=REMOTE)

    def test_waits_within_its_time(self):
        self.github.faults = [Fault("GET", ISSUES, 502), Fault("GET", ISSUES, is_reset=True),
                              Fault("POST", ISSUES, 429, {"retry-after": "0"})]
        self.delivered()

    def test_no_such_repository(self):
        self.refused("never", "404", channel={"repository": "octo/absent"})
        self.refused("later", "connect", channel={"api_url": "http://127.0.0.1:1"},
                     patience={"timeout_s": 0.5, "unit_s": 0.2})

    def test_another_author(self):
        """It is said whom the token is of; and its issues are found by their number."""
        self.github.login = "perf-person"
        said = self.delivered()
        self.assertIn('set author = "perf-person"', said["complaint"])
        self.assertEqual(said["remote"], "41 perf-person")
        self.delivered(remote=said["remote"], occasion="evidence", delivery_id="d2")
        self.delivered(channel={"author": "perf-person"})
        self.assertEqual(len(self.github.issues), 1)

    def test_about_no_case(self):
        for i, occasion in enumerate(("digest", "house")):
            said = self.twice(thread_id=occasion, delivery_id=occasion, occasion=occasion)
            self.assertEqual(said["remote"], f"{41 + i} {BOT}")
            self.assertNotIn("history ack", self.github.issues[i]["body"])
        self.assertEqual(len(self.github.issues), 2)

    def assert_harmless(self, markdown):
        page = Rendered(markdown)
        self.assertLessEqual({tag for tag, _ in page.elements},
                             {"p", "ul", "ol", "li", "strong", "code"})
        # What would mention somebody, or refer to another issue, has something between.
        self.assertIsNone(re.search(r"@[A-Za-z]|#\d", page.text.replace("octo/mainframe#41", "")))
        self.assert_plain(markdown)
        self.assertLessEqual(len(markdown.encode("utf-16-le")) // 2, 65536)

    def test_hostile(self):
        """Each as an issue, and as the comments of all that may happen to it."""
        self.bring()

        def look():
            issue = self.github.issues.pop()
            self.assert_plain(issue["title"])
            self.assertLessEqual(len(issue["title"].encode("utf-16-le")) // 2, 256)
            self.assert_harmless(issue["body"])

        self.each_hostile(look)
        for name, text in HOSTILE.items():
            with self.subTest(name):
                self.github.issues.clear()
                self.github.comments.clear()
                changes = {"title": text or "x", "text": text, "rows": [[text[:999], text[:999]]] * 100,
                           "link": None}
                self.delivered(**changes)
                self.delivered(delivery_id="d2", occasion="resolved", remote=REMOTE, **changes)
                for comment in self.github.comments:
                    self.assert_harmless(comment["body"])
                self.assertEqual(len(self.github.comments), 2)

    def test_settings(self):
        for changes, key in (({"repository": "octo"}, "repository"),
                             ({"repository": "../.."}, "repository"),
                             ({"repository": "octo/x?y"}, "repository"),
                             ({"api_url": "http://example.org"}, "api_url"),
                             ({"api_url": "https://user@example.org"}, "api_url"),
                             ({"author": "a b"}, "author"), ({"author": "a\r\nb"}, "author"),
                             ({"label": "x" * 51}, "label"), ({"token_env": TOKEN + "!"},
                                                              "token_env"),
                             ({"url": "https://example.org"}, "url")):
            with self.subTest(changes):
                said = self.drive("target", changes)
                self.assertEqual((said["key"], said["code"]), (key, "CBKB013"))
        self.assertEqual(self.drive("target")["text"], f"issues of {REPOSITORY}")
        self.assertIn("which repository is not known", self.drive(
            channel={"repository": None})["error"])
        self.variables["GITHUB_REPOSITORY"] = REPOSITORY
        self.delivered(channel={"repository": None})
        del self.variables["GITHUB_TOKEN"]
        self.assertIn("token_env names GITHUB_TOKEN, which is not set", self.drive()["error"])

    def test_ask(self):
        self.assertNotIn("error", self.drive("ask"))
        self.assertIn("404", self.drive("ask", {"repository": "octo/absent"})["error"])
        self.assertEqual(self.github.writes_s, [])

    def test_draft(self):
        said = self.drive("draft")
        self.assertTrue(said["text"].startswith(f"{MESSAGE['title']}\n\n{MARKER}"))
        said = self.drive("draft", occasion="resolved")
        self.assertTrue(said["text"].startswith("<!-- perfharness:v1 delivery=delivery%2D17"))


if __name__ == "__main__":
    unittest.main()
