# SPDX-License-Identifier: AGPL-3.0-or-later
"""
What `publish` does on any forge but GitHub: one comment of ours and a status, whatever happens; what
the forge refuses is said with what to do, and the verdict is told all the same.
"""
import json

from fault_server import BASE as OTHER_SHA
from fault_server import HEAD, PULL, TOKEN
from loopback_server import Fault
from program import run
from publishing import HANG_S, IN_A_HURRY, LINE, MARKER, PLAIN

FAILING = {**PLAIN, "comp3_mibs": 12}
FAILING_LINE = "Performance Report: DISPLAY: 4.22 GiB/s, COMP-3: 12 MiB/s [FAIL]"
NOT_MADE = "perfharness publish: warning: the comment is not made: "
HTML = (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 19\r\n\r\n"
        b"<html>Sign in</html")


class Elsewhere:
    """A mixin: `server()`, `variables()`, and where in the API's addresses things are."""

    comments = status = edit = request_title = title = token_variable = name = ""

    def test_created_then_unchanged_then_updated(self):
        with self.server() as server:
            self.assert_published(self.publish(server), server)
            first = self.own(server)[0]["id"]
            again = self.publish(server)
            self.assert_published(again, server)
            self.assertIn("comment: unchanged", again.stdout)
            self.assertIn(str(first), again.stdout)
            self.assertEqual(server.count(self.edit), 0)
            self.perf = self.write("perf.json", json.dumps(FAILING))
            result = self.publish(server)
            self.assertEqual((result.returncode, result.stdout.splitlines()[-1]), (3, FAILING_LINE))
            self.assertEqual(self.assert_one_comment(server, line=FAILING_LINE)["id"], first)

    def test_planted_markers(self):
        """Anybody may begin a comment as ours begin."""
        with self.server() as server:
            server.add_comment(f"{MARKER}\n{LINE}", "mallory")
            server.add_comment(f"{MARKER}\n{LINE}", self.bot + "x")
            server.add_comment(f"> {MARKER}\n{LINE}")
            others = self.others(server)
            for _ in range(2):
                self.assert_published(self.publish(server), server, others)

    def test_second_comments_of_ours_are_removed(self):
        with self.server() as server:
            oldest = server.add_comment(MARKER + "\nfirst")
            server.add_comment("between", "alice")
            others = self.others(server)
            server.add_comment(MARKER + "\nsecond")
            self.assert_published(self.publish(server), server, others)
            self.assertEqual(self.own(server)[0]["id"], oldest["id"])

    def test_among_many(self):
        with self.server() as server:
            for i in range(250):
                server.add_comment(MARKER + "\nold" if i == 120 else f"comment {i}",
                                   self.bot if i == 120 else f"user-{i}")
            self.assert_published(self.publish(server), server, self.others(server))

    def test_faults(self):
        """Before and after the write was done; in every one there is one comment in the end."""
        faults = [Fault(status=500), Fault(status=503, headers={"Retry-After": "0"}),
                  Fault(status=429, headers={"Retry-After": "0"}), Fault(is_reset=True),
                  Fault(raw=HTML)]
        for before, method in (((), "POST"), ((MARKER + "\nold",), self.edit)):
            for fault in faults:
                for is_done in (False, True) if fault.status != 429 else (False,):
                    with self.subTest(f"{method} {fault.status or fault.raw}, done: {is_done}"), \
                            self.server() as server:
                        for body in before:
                            server.add_comment(body)
                        for at, path in (("POST", self.status), ("GET", self.comments),
                                         ("GET", "/user"), (method, self.comments)):
                            server.faults.append(Fault(at, path, fault.status, fault.headers, "",
                                                       is_done, fault.is_reset, raw=fault.raw))
                        self.assert_published(self.publish(server), server)
                        self.assertEqual(server.faults, [], "a fault did not happen")

    def test_waits_as_long_as_asked(self):
        with self.server() as server:
            server.faults += [Fault("POST", self.comments, 429, {"Retry-After": "1"})]
            self.assert_published(self.publish(server), server)
            asked, again = server.writes_s[-2:]
            self.assertGreater(again - asked, 0.9)

    def test_an_answer_that_is_no_json(self):
        with self.server() as server:
            server.faults += [Fault("GET", self.comments, raw=HTML) for _ in range(20)]
            warning = self.assert_kept(self.publish(server), server)
            for part in ("in text/html", "is http://127.0.0.1:", f"{self.title}'s API"):
                self.assertIn(part, warning)

    def test_refused(self):
        """What was being done, where, what came back, and what to do."""
        for status, phrase in ((401, f"{self.token_variable} is not valid, or has expired"),
                               (403, f"{self.token_variable} needs the permission"),
                               (404, "it is not there, or"), (422, "answered 422")):
            with self.subTest(status), self.server() as server:
                server.faults += [Fault(method, self.comments, status, message="Not for you")
                                  for method in ("GET", "POST")]
                server.faults += [Fault("POST", self.status, status)]
                result = self.publish(server)
                warning = self.assert_kept(result, server)
                for part in (phrase, "listing the comments", server.url, "Not for you",
                             f"{self.title} answered {status}"):
                    self.assertIn(part, warning)
                self.assertIn("warning: the commit status is not set: ", result.stderr)
                server.faults += [Fault("GET", self.comments, status)]
                self.assertEqual(self.publish(server, "--require-comment").returncode, 1)

    def test_who_the_token_is_cannot_be_asked(self):
        with self.server() as server:
            server.faults += [Fault("GET", "/user", 403)]
            warning = self.assert_kept(self.publish(server), server)
            self.assertIn("--comment-author", warning)
            result = self.publish(server, "--comment-author", self.bot)
            self.assert_published(result, server)
            self.assertEqual(server.count("GET", "/user"), 1)

    def test_without_a_token(self):
        with self.server() as server:
            result = self.publish(server, variables={self.token_variable: ""})
            self.assertEqual(result.returncode, 0)
            self.assertIn(f"CBKB004: {self.token_variable} is not set", result.stderr)
            self.assertEqual(server.requests, [])

    def test_not_to_another_server(self):
        """A redirect, or a next page, does not take the token elsewhere."""
        with self.server() as server, self.server() as other:
            server.faults += [Fault("GET", self.comments, 307,
                                    {"Location": f"{other.url}{self.comments}"})]
            self.assertIn("the token is not for others", self.publish(server).stderr)
            server.faults += [Fault("GET", self.comments, raw=(
                f'HTTP/1.1 200 OK\r\nLink: <{other.url}/x>; rel="next"\r\n'
                "Content-Length: 2\r\n\r\n[]").encode())]
            self.assertIn("the token is not for others", self.publish(server).stderr)
            self.assertEqual(other.requests, [])

    def test_what_is_later_stays(self):
        with self.server() as server:
            server.add_comment(f"{MARKER} <!-- verdict=PASS commit={HEAD} run=9999999 "
                               "attempt=99999 -->\nof a later run")
            result = self.publish(server, variables={**self.another_head()})
            self.assertIn("comment: left as it is, it is of a later run", result.stdout)
            self.assertEqual(server.count(self.edit), 0)

    def test_the_head_has_moved_on(self):
        with self.server() as server:
            server.pulls = [server.pull(PULL, OTHER_SHA)]
            self.assertEqual(self.publish(server).returncode, 0)
            self.assertIn(f"This is of {HEAD}. The {self.request_title} has moved on since, to "
                          f"{OTHER_SHA}", self.own(server)[0]["body"])

    def test_found_by_its_commit(self):
        with self.server() as server:
            server.pulls = [server.pull(PULL + 2, OTHER_SHA),
                            *(server.pull(number, "d" * 40) for number in range(100, 260)),
                            server.pull(PULL, HEAD), server.pull(PULL + 1, HEAD),
                            server.pull(3, HEAD, "closed")]
            result = self.publish(server, "--pull-request-of", HEAD)
            self.assert_published(result, server)
            server.pulls = [server.pull(PULL, HEAD, branch="another")]
            result = self.publish(server, "--pull-request-of", "e" * 40)
            self.assertIn(f"no open {self.request_title} of ", result.stderr)

    def test_a_fork_is_measured_by_its_own(self):
        for files, phrase in ((["src/lib.rs"], "a help for who reviews, not a proof"),
                              ([*self.workflows], "and what measured it may be changed")):
            with self.subTest(files), self.server() as server:
                server.files = files
                self.assertEqual(self.publish(server, variables=self.fork()).returncode, 0)
                body = self.own(server)[0]["body"]
                self.assertIn(f"Measured by the {self.request_title}'s own workflow", body)
                self.assertIn(phrase, body)

    def test_kept_and_sent_later(self):
        with self.server() as server:
            server.faults += [Fault("GET", self.comments, 404)]
            self.assert_kept(self.publish(server), server)
            kept = self.folder / "spooled-comment.json"
            self.assertEqual(json.loads(kept.read_text())["forge"], self.name)
            other = "gitea" if self.name == "gitlab" else "gitlab"
            refused = self.send(server, kept, "--forge", other,
                                GITEA_API_URL=server.url, CI_API_V4_URL=server.url,
                                GITEA_TOKEN=TOKEN, GITLAB_TOKEN=TOKEN)
            self.assertEqual(refused.returncode, 2, refused.stderr)
            self.assertIn(f"it is for --forge {self.name}, not {other}", refused.stderr)
            sent = self.send(server, kept)
            self.assertEqual((sent.returncode, sent.stderr), (0, ""))
            self.assert_one_comment(server)
            self.assertFalse(kept.exists())

    def test_what_is_github_s_alone(self):
        with self.server() as server:
            for arguments in ((self.perf, "--check-run"), ("--may-bench",)):
                result = run("publish", *arguments, env=self.variables(server.url))
                self.assertEqual(result.returncode, 2)
                self.assertIn(f"{arguments[-1]}: {self.title} has none", result.stderr)
            self.assertEqual(server.requests, [])

    def send(self, server, kept, *arguments, **variables):
        result = run("publish", "--spooled", kept, *IN_A_HURRY, *arguments, timeout=HANG_S,
                     env={**self.variables(server.url), **variables})
        self.results.append(result)
        return result

    def assert_kept(self, result, server):
        """The verdict as if nothing had happened, one warning, and the report kept. The warning."""
        self.assertEqual((result.returncode, result.stdout.splitlines()[-1]), (0, LINE),
                         result.stderr)
        warnings = [line for line in result.stderr.splitlines() if line.startswith(NOT_MADE)]
        self.assertEqual(len(warnings), 1, result.stderr)
        self.assertIn(LINE, (self.folder / "comment.md").read_text())
        self.assertEqual(self.own(server), [])
        return warnings[0]
