# SPDX-License-Identifier: AGPL-3.0-or-later
"""
`perfharness publish` against a server that does what networks and GitHub do on bad days: afterwards
there is one comment of ours, nobody else's was touched, and the verdict was told all the same.
"""
import contextlib
import getpass
import json
import os
import pathlib
import re
import socket
import time
import unittest

import perf_documents
from program import SOURCE, run

from fault_server import BOT, BRANCH, FORK, HEAD, PULL, REPOSITORY, TOKEN, Fault, GitHub
from publishing import (HANG_S, HOST, IN_A_HURRY, LINE, MARKER, MERGE, PLAIN, STATE, SUITE,
                        PublishTest)

NOT_MADE = "perfharness publish: warning: the comment is not made: "
FAILING = {**PLAIN, "comp3_mibs": 12}
FAILING_LINE = "Performance Report: DISPLAY: 4.22 GiB/s, COMP-3: 12 MiB/s [FAIL]"


class Comments(PublishTest):
    def test_created_then_unchanged_then_updated(self):
        with GitHub() as github:
            self.assert_published(self.publish(github), github)
            first = self.own(github)[0]["id"]
            again = self.publish(github)
            self.assert_published(again, github)
            self.assertIn("comment: unchanged", again.stdout)
            self.assertEqual(github.count("PATCH"), 0)
            self.perf = self.write("perf.json", json.dumps(FAILING))
            result = self.publish(github)
            self.assertEqual((result.returncode, result.stdout.splitlines()[-1]), (3, FAILING_LINE))
            self.assertIn("comment: updated", result.stdout)
            self.assertEqual(self.assert_one_comment(github, line=FAILING_LINE)["id"], first)

    def test_one_for_each_suite_and_host(self):
        others = [{**PLAIN, "suite": "critical"}, {**PLAIN, "suite": None},
                  {**PLAIN, "environment": {"fingerprint": "f" * 16}},
                  {**PLAIN, "suite": "x --> host=0 <script>"},
                  {**PLAIN, "suite": "s" * 70000}, {**PLAIN, "suite": "s" * 70001}]
        with GitHub() as github:
            for document in [PLAIN, *others, *others, PLAIN]:
                self.perf = self.write("perf.json", json.dumps(document))
                self.assertEqual(self.publish(github).returncode, 0)
            self.assertEqual(len(self.own(github)), 1)
            self.assertEqual(len(github.comments), 7)
            for comment in github.comments:
                marker = comment["body"].splitlines()[0]
                self.assertRegex(marker, r"^<!-- perfharness:v1 suite=[\w.%]* host=[\w.%]* -->"
                                 + STATE[1:])

    def test_among_a_thousand(self):
        for place in (None, 0, 499, 999):
            with self.subTest(place=place), GitHub() as github:
                for i in range(1000):
                    github.add_comment(MARKER + "\nold" if i == place else f"comment {i}",
                                       BOT if i in (place, 3, 700) else f"user-{i}")
                others = self.others(github)
                began = time.monotonic()
                self.assert_published(self.publish(github), github, others)
                if place is None:
                    print(f"a comment among 1,000: {time.monotonic() - began:.2f} s", flush=True)
                # Ten pages, and once more after a POST.
                lists = github.count("GET", "/comments")
                self.assertEqual(lists, 10 if place is not None else 21)

    def test_planted_markers(self):
        with GitHub() as github:
            for login in ("mallory", "github-actions", "github-actions[bot]x", "", None):
                github.add_comment(f"{MARKER}\n{LINE}", login)
            github.add_comment(f"> {MARKER}\n{LINE}", BOT)
            github.add_comment(f"{MARKER}\n{LINE}", BOT, issue=PULL + 1)
            planted = [comment for comment in github.comments if comment["issue"] != PULL]
            others = [comment for comment in self.others(github)]
            for _ in range(2):
                self.assertEqual(self.publish(github).returncode, 0)
                own = [comment for comment in self.own(github) if comment["issue"] == PULL]
                self.assertEqual(len(own), 1)
                self.assertEqual(self.others(github), others)
                self.assertIn(planted[0], github.comments)

    def test_second_comments_of_ours_are_removed(self):
        with GitHub() as github:
            oldest = github.add_comment(MARKER + "\nfirst")
            github.add_comment("between", "alice")
            others = self.others(github)
            github.add_comment(MARKER + "\nsecond")
            github.add_comment(MARKER + "\nthird")
            self.assert_published(self.publish(github), github, others)
            self.assertEqual(self.own(github)[0]["id"], oldest["id"])

    def test_two_jobs_at_once(self):
        """The other one listed and posted between our list and our POST."""
        def other_job(github):
            github.add_comment(MARKER + "\nof the other job")
        for method in ("POST", "GET"):
            with self.subTest(method), GitHub() as github:
                github.faults.append(Fault(method, "/comments", hook=other_job))
                self.assert_published(self.publish(github), github)

    def test_the_list_is_behind(self):
        with GitHub() as github:
            github.hidden = 3
            self.assert_published(self.publish(github), github)
            self.assertEqual(github.count("POST", "/comments"), 1)

    def test_somebody_removes_it_meanwhile(self):
        with GitHub() as github:
            github.add_comment(MARKER + "\nold")
            github.faults.append(Fault("PATCH", hook=lambda server: server.comments.clear()))
            self.assert_published(self.publish(github), github)

    def test_another_author_than_the_one_named(self):
        """Or each run would leave another comment behind."""
        with GitHub() as github:
            github.login = "release-manager"
            for _ in range(3):
                result = self.publish(github)
                self.assertEqual(result.returncode, 0)
                self.assertIn("--comment-author release-manager", result.stderr)
                self.assertEqual(len(github.comments), 1)
            result = self.publish(github, "--comment-author", "Release-Manager")
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            self.assertEqual(len(github.comments), 1)


class When(PublishTest):
    """--comment: always, on-change of the verdict, never."""

    def said(self, github, document, *arguments):
        self.perf = self.write("perf.json", json.dumps(document))
        result = self.publish(github, *arguments)
        self.assertEqual(result.stderr, "")
        return [line for line in result.stdout.splitlines() if line.startswith("comment: ")][0][9:]

    def test_on_change(self):
        slower = {**PLAIN, "comp3_mibs": 570}
        with GitHub() as github:
            for title, document, words in (
                    ("a first verdict is a change", PLAIN, "created"), ("same", slower, "unchanged"),
                    ("worse", FAILING, "updated"), ("still", {**FAILING, "comp3_mibs": 11},
                                                    "unchanged"), ("mended", slower, "updated")):
                with self.subTest(title):
                    self.assertEqual(self.said(github, document, "--comment", "on-change")
                                     .split(",")[0], words)
            self.assertEqual(self.said(github, PLAIN, "--comment", "always").split(",")[0], "updated")
            self.assertEqual(len(github.statuses), 6)

    def test_on_change_beside_a_comment_that_says_no_verdict(self):
        """Of an older version, or written by somebody with the same login."""
        for first in (MARKER, f"{MARKER} <!-- verdict= commit= -->", f"{MARKER} <!-- verdict=PASS"):
            with self.subTest(first), GitHub() as github:
                github.add_comment(first + "\nold")
                self.assertEqual(self.said(github, PLAIN, "--comment", "on-change").split(",")[0],
                                 "updated")

    def test_never(self):
        with GitHub() as github:
            self.assertIn("none", self.said(github, PLAIN, "--comment", "never"))
            self.assertEqual((github.comments, len(github.statuses)), ([], 1))


class Bodies(PublishTest):
    """A report is never too long for a comment, says what it left out, and names nobody."""

    def published(self, benchmarks, *arguments, **changes):
        self.perf = self.write("perf.json", json.dumps(perf_documents.perf(benchmarks, **changes)))
        with GitHub() as github:
            result = self.publish(github, *arguments)
            self.assertNotIn("warning", result.stderr)
            return self.own(github)[0]["body"]

    def test_as_long_as_it_may_be(self):
        """Whatever the length, up to far above the limit: GitHub's double refuses 65,537."""
        for count in (1, 300, 400, 500, 1500):
            with self.subTest(count):
                rows = [perf_documents.measured(f"workload-{i}", 100.0 + i) for i in range(count)]
                body = self.published(perf_documents.good_benchmarks() + rows)
                self.assertLessEqual(len(body), 65536)
                self.assertRegex(body, rf"\A{MARKER} <!-- [^\n]* -->\nPerformance Report: DISPLAY: ")
                self.assertEqual("left out" in body, "workload-0" not in body)

    def test_a_witness(self):
        """It is there however long the report is, the last one of a file; and nothing else is."""
        line = f"{{}} {'ab' * 32} 2026-11-30T02:14:07.000000Z"
        kept = self.write("witnesses.txt", f"{line.format(6)}\n{line.format(7)}\n")
        rows = [perf_documents.measured(f"workload-{i}", 100.0 + i) for i in range(1500)]
        for benchmarks in (perf_documents.good_benchmarks(), rows):
            for given in (line.format(7), kept):
                body = self.published(benchmarks, "--witness", given)
                self.assertEqual(body.count(f"Receipts of the history: `{line.format(7)}`\n"), 1)
                self.assertNotIn(line.format(6), body)
        with GitHub() as github:
            result = self.publish(github, "--witness", "7 ab `now`")
            self.assertEqual((result.returncode, self.own(github)), (2, []))
            self.assertIn("NUMBER SHA256 TIME", result.stderr)

    def test_to_the_character(self):
        def with_warning(length):
            return self.published(None, warnings=["é" * length], status="warning")
        body = with_warning(1000)
        # For the rest of the first line, and what a comment says before a report.
        longest = 65536 - 640 + len(body.split("\n", 1)[0]) + 1 - len(MARKER)
        room = longest - len(body) + 1000
        self.assertEqual(len(with_warning(room)), longest)
        self.assertLess(len(with_warning(room + 1)), longest)

    def test_rows_that_matter_stay(self):
        rows = [perf_documents.measured(f"workload-{i}", 100.0) for i in range(1500)]
        rows.append(perf_documents.not_measured("comp3/L2", "failed"))
        body = self.published(perf_documents.good_benchmarks() + rows)
        self.assertIn("comp3/L2", body)
        self.assertIn("artefact", body)

    def test_what_comes_from_data_is_text(self):
        evil = "| @octocat #1 `x` <img src=x> ![i](http://example.org) -->"
        body = self.published(None, warnings=[evil], status="warning")
        for live in ("<img", " @octocat", " #1 ", "![i]"):
            self.assertNotIn(live, body)

    def test_names_of_hosts_and_runners(self):
        body = self.published(None)
        self.assertIn(HOST, body)
        for name in ("runner-of-somebody", socket.gethostname(), getpass.getuser() + "@"):
            self.assertNotIn(name, body)


class Faults(PublishTest):
    def test_each_is_survived(self):
        """Each fault, at all requests, before they are carried out or after."""
        limits = [Fault(status=429), Fault(status=429, headers={"Retry-After": "0"}),
                  Fault(status=403, headers={"Retry-After": "0"}),
                  Fault(status=403, message="You have exceeded a secondary rate limit."),
                  Fault(status=403, headers={"x-ratelimit-remaining": "0",
                                             "x-ratelimit-reset": "1"},
                        message="API rate limit exceeded")]
        broken = [Fault(status=500), Fault(status=502), Fault(status=503),
                  Fault(status=503, headers={"Retry-After": "0"}), Fault(is_reset=True),
                  Fault(raw=b""), Fault(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[{"),
                  Fault(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>")]
        cases = [(fault, False) for fault in limits + broken] + [(fault, True) for fault in broken]
        there = (MARKER + "\nold", MARKER + "\nyounger")
        for before, methods in (((), ("POST",)), (there, ("PATCH", "DELETE"))):
            for fault, is_done in cases:
                said = fault.status or ("reset" if fault.is_reset else fault.raw)
                with self.subTest(f"{methods}: {said}, {fault.headers}, done: {is_done}"), \
                        GitHub() as github:
                    for body in before:
                        github.add_comment(body)
                    for method, path in (("POST", "/statuses"), ("GET", "/comments"),
                                         *((method, "/comments") for method in methods)):
                        github.faults.append(Fault(method, path, fault.status,
                                                   dict(fault.headers), fault.message, is_done,
                                                   fault.is_reset, raw=fault.raw))
                    self.assert_published(self.publish(github), github)
                    self.assertEqual(github.faults, [], "a fault did not happen")
                    self.assertTrue(github.statuses)

    def test_several_in_a_row(self):
        with GitHub() as github:
            github.faults += [Fault("POST", "/comments", 502, is_done=True),
                              Fault("GET", "/comments", 500), Fault("GET", "/comments", 429),
                              Fault("GET", "/comments", is_reset=True),
                              Fault("POST", "/comments", 502), Fault("PATCH", status=502)]
            self.assert_published(self.publish(github), github)

    def test_a_post_is_looked_for_before_it_is_sent_again(self):
        with GitHub() as github:
            github.faults += [Fault("POST", "/comments", 502, is_done=True)]
            self.assert_published(self.publish(github), github)
            self.assertEqual(github.count("POST", "/comments"), 1)

    def test_slow_bodies(self):
        with GitHub() as github:
            github.faults += [Fault("GET", "/comments", delay_s=0.5),
                              Fault("POST", "/comments", delay_s=0.5)]
            self.assert_published(self.publish(github), github)

    def test_waits_as_long_as_asked(self):
        with GitHub() as github:
            github.faults += [Fault("POST", "/comments", 429, {"Retry-After": "1"})]
            self.assert_published(self.publish(github), github)
            asked, again = github.writes_s[-2:]
            self.assertGreater(again - asked, 0.9)

    def test_waits_by_the_servers_clock(self):
        """Ours may be an hour off: 1 s later by its own is not an hour by ours."""
        with GitHub() as github:
            reset = 784111778  # Sun, 06 Nov 1994 08:49:38 GMT
            text = ("HTTP/1.1 403 Forbidden\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                    f"X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: {reset}\r\n"
                    "Content-Length: 2\r\n\r\n{}")
            github.faults += [Fault("POST", "/comments", raw=text.encode())]
            self.assert_published(self.publish(github), github)
            asked, again = github.writes_s[-2:]
            self.assertGreater(again - asked, 0.9)

    def test_with_the_pauses_of_every_day(self):
        """GitHub asks for a second between two writes: here a status and a comment."""
        with GitHub() as github:
            began = time.monotonic()
            self.assert_published(self.publish(github, hurry=()), github)
            print(f"publish, with its pauses: {time.monotonic() - began:.2f} s", flush=True)
            first, second = github.writes_s
            self.assertGreater(second - first, 0.99)

    def test_a_second_between_writes(self):
        with GitHub() as github:
            github.add_comment(MARKER + "\nfirst")
            github.add_comment(MARKER + "\nsecond")
            result = self.publish(github, hurry=("--retry-base-seconds", "0.2"))
            self.assert_published(result, github)
            pauses = [b - a for a, b in zip(github.writes_s, github.writes_s[1:])]
            self.assertEqual(len(pauses), 2)
            self.assertGreater(min(pauses), 0.15)

    def test_never_ending(self):
        """Whatever it is that does not end: given up, told, and the verdict stands."""
        for title, fault in (("429", dict(status=429, headers={"Retry-After": "0"})),
                             ("500", dict(status=500)), ("reset", dict(is_reset=True))):
            with self.subTest(title), GitHub() as github:
                github.faults += [Fault("GET", "/comments", **fault) for _ in range(50)]
                self.assert_kept(self.publish(github), github)
                self.assertLess(github.count("GET"), 20)

    def test_a_limit_beyond_the_deadline_is_not_waited_for(self):
        with GitHub() as github:
            github.faults += [Fault("GET", "/comments", 429, {"Retry-After": "3600"})]
            # Who waited for either would still be at it when the test gives up.
            result = self.publish(github, hurry=("--deadline-seconds", "3000"))
            self.assert_kept(result, github, "gave up")

    def test_never_answers(self):
        with GitHub() as github:
            github.is_silent = True
            began = time.monotonic()
            result = self.publish(github, hurry=("--deadline-seconds", "1.5"))
            print(f"given up at a deadline of 1.5 s: {time.monotonic() - began:.2f} s", flush=True)
            self.assert_kept(result, github, "CBKB001")

    def assert_kept(self, result, github, phrase=""):
        """Exit status and last word as if nothing had happened; the report in two places."""
        self.assertEqual((result.returncode, result.stdout.splitlines()[-1]), (0, LINE))
        warning = [line for line in result.stderr.splitlines() if line.startswith(NOT_MADE)]
        self.assertEqual(len(warning), 1, result.stderr)
        self.assertIn(phrase, warning[0])
        self.assertIn(LINE, self.summary.read_text())
        self.assertIn(LINE, (self.folder / "comment.md").read_text())
        self.assertTrue((self.folder / "spooled-comment.json").exists())
        self.assertEqual(self.own(github), [])


class Answers(PublishTest):
    """What a server says is not what it should be."""

    ODD = ("null", "7", '"x"', "{}", "[null]", "[[]]", '[{"id": 7}]', '[{"user": []}]',
           '[{"id": -1, "user": {"login": "%s"}, "body": "%s"}]' % (BOT, MARKER),
           '[{"id": 1e300, "user": {"login": "%s"}, "body": "%s"}]' % (BOT, MARKER),
           '[{"number": 7, "state": "open", "head": {"sha": "%s"}}]' % HEAD,
           '[{"number": 0.5, "state": "open", "head": {"sha": "%s"}, "base": {"repo": {'
           '"full_name": "%s"}}}]' % (HEAD, REPOSITORY), "[" * 5000)

    @staticmethod
    def raw(text, link=""):
        return (f"HTTP/1.1 200 OK\r\nContent-Length: {len(text)}\r\n{link}\r\n{text}").encode()

    def test_odd_documents(self):
        for text in self.ODD:
            with self.subTest(text[:60]), GitHub() as github:
                github.faults += [Fault("GET", "/comments", raw=self.raw(text))]
                self.assert_published(self.publish(github), github)
                self.assertEqual(github.faults, [])

    def test_odd_pull_requests(self):
        none = {"GITHUB_EVENT_NAME": "", "GITHUB_EVENT_PATH": ""}
        for text in self.ODD[:-1]:
            with self.subTest(text[:60]), GitHub() as github:
                github.faults += [Fault("GET", "/pulls", raw=self.raw(text)) for _ in range(2)]
                result = self.publish(github, "--pull-request-of", HEAD, variables=none)
                self.assertIn("no open pull request" if text.startswith("[") else "is not the list",
                              result.stderr)
                if not text.startswith("[{"):
                    self.assertIn("names no head", self.publish(github).stderr)
                self.assertEqual(github.comments, [])

    def test_a_list_that_does_not_end(self):
        with GitHub() as github:
            link = (f"Link: <{github.url}/repos/{REPOSITORY}/issues/{PULL}/comments?page=2>; "
                    'rel="next"\r\n')
            github.faults += [Fault("GET", "/comments", raw=self.raw("[]", link))
                              for _ in range(150)]
            self.assertIn("more than 100 pages", self.publish(github).stderr)
            self.assertEqual(github.comments, [])


class Tokens(PublishTest):
    def test_on_no_command_line(self):
        """Anybody on the machine may read those, the program's and that of what it starts."""
        read = []

        def look(_):
            """At the processes that come from this one."""
            parents, lines = {}, {}
            for path in pathlib.Path("/proc").glob("[0-9]*"):
                with contextlib.suppress(OSError):
                    stat = path.joinpath("stat").read_text()
                    parents[path.name] = stat.rpartition(")")[2].split()[1]
                    lines[path.name] = path.joinpath("cmdline").read_bytes()
            for process, line in lines.items():
                while process in parents and process != str(os.getpid()):
                    process = parents[process]
                if process == str(os.getpid()):
                    read.append(line)
        with GitHub() as github:
            github.faults += [Fault("POST", "/statuses", hook=look),
                              Fault("POST", "/comments", hook=look)]
            self.assert_published(self.publish(github), github)
            self.assertTrue(any(b"publish" in line for line in read))
            self.assertFalse([line for line in read if TOKEN.encode() in line])

    def test_refused(self):
        for title, variables, faults, phrases in (
                ("none", {"GITHUB_TOKEN": ""}, [], ["GITHUB_TOKEN is not set"]),
                ("expired", {"GITHUB_TOKEN": "old"}, [], ["401", "Bad credentials", "expired"]),
                ("two lines", {"GITHUB_TOKEN": "a\nX-Other: b"}, [], ["no token has"]),
                ("not for comments", {},
                 [Fault("POST", "/comments", 403,
                        message="Resource not accessible by integration")],
                 ["403", "not accessible", "pull-requests: write"]),
                ("repository not visible", {}, [Fault("GET", "/comments", 404)],
                 ["404", "pull-requests: write"])):
            with self.subTest(title), GitHub() as github:
                github.faults += faults
                result = self.publish(github, variables=variables)
                self.assertEqual((result.returncode, result.stdout.splitlines()[-1]), (0, LINE))
                warning = [line for line in result.stderr.splitlines() if NOT_MADE in line][0]
                self.assertIn("CBKB017" if title.startswith("repository") else "CBKB004", warning)
                for phrase in phrases:
                    self.assertIn(phrase, result.stderr)
                self.assertEqual(github.comments, [])
                # A refusal is not asked twice.
                self.assertLessEqual(len(github.requests), 4)

    def test_status_denied(self):
        with GitHub() as github:
            github.faults += [Fault("POST", "/statuses", 403, message="Resource not accessible")]
            result = self.publish(github)
            self.assertEqual(result.returncode, 0)
            self.assertIn("statuses: write", result.stderr)
            self.assert_one_comment(github)

    def test_echoed_by_the_server(self):
        with GitHub() as github:
            github.faults += [Fault("GET", "/comments", 400,
                                    message=f"bad header: Bearer {TOKEN}\x1b[31m\nHTTP/1.1")]
            result = self.publish(github)
            self.assertIn("Bearer ***", result.stderr)
            self.assertTrue(all(line.isprintable() for line in result.stderr.splitlines()))
            for status, headers in ((301, {"Location": f"http://example.org/{TOKEN}"}),
                                    (301, {"Location": f"{github.url}/?{TOKEN}"}),
                                    (400, {"X-Long": "x"})):
                github.faults += [Fault("GET", "/comments", status, headers,
                                        message="x" * 590 + TOKEN)]
                self.assertLess(len(self.publish(github).stderr), 2000)

    def test_redirects_within(self):
        """A repository that was renamed: the same method, body and token."""
        with GitHub() as github:
            for method, path in (("GET", "/comments"), ("POST", "/comments"),
                                 ("POST", "/statuses")):
                target = f"{github.url}/repos/{REPOSITORY}" + (
                    f"/issues/{PULL}/comments" if path == "/comments" else f"/statuses/{HEAD}")
                github.faults.append(Fault(method, path, 307 if method == "POST" else 301,
                                           {"Location": target}))
            self.assert_published(self.publish(github), github)
            self.assertEqual(github.faults, [])
            github.faults += [Fault("GET", "/comments", 301, {
                "Location": f"{github.url}/repos/{REPOSITORY}/issues/{PULL}/comments"})] * 9
            self.assertIn("too many", self.publish(github).stderr)

    def test_redirects_to_another_host(self):
        with GitHub() as other:
            port = other.server_address[1]
            for status in (301, 302, 307, 308):
                for location in (other.url, f"//127.0.0.1:{port}", f"http://localhost:{port}",
                                 "http://[", ""):
                    with self.subTest(f"{status} {location}"), GitHub() as github:
                        path = f"/repos/{REPOSITORY}/issues/{PULL}/comments"
                        github.faults += [Fault("GET", "/comments", status,
                                                {"Location": location + path})]
                        result = self.publish(github)
                        self.assertEqual(result.returncode, 0)
                        self.assertIn("not followed", result.stderr)
            self.assertEqual(other.requests, [])

    def test_next_page_on_another_host(self):
        with GitHub() as other, GitHub() as github:
            link = f"<{other.url}/repos/{REPOSITORY}/issues/{PULL}/comments?page=2>; rel=\"next\""
            text = f"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nLink: {link}\r\n\r\n[]"
            github.faults += [Fault("GET", "/comments", raw=text.encode())]
            self.assertIn("not followed", self.publish(github).stderr)
            self.assertEqual(other.requests, [])
            self.assertEqual(github.comments, [])

    def test_addresses_a_token_is_not_sent_to(self):
        with GitHub() as github:
            for url in ("http://api.github.example", "ftp://127.0.0.1", "api.github.com", "",
                        github.url.replace("//", "//user:password@"), github.url + "?x=y",
                        "http://127.0.0.1.example.org", "https://", "https://[::1"):
                with self.subTest(url):
                    result = self.publish(github, hurry=("--deadline-seconds", "5"),
                                          variables={"GITHUB_API_URL": url or " "})
                    self.assertEqual(result.returncode, 2, result.stderr)
                    self.assertIn("CBKB015", result.stderr)
                    self.assertNotIn("password", result.stderr)
            self.assertEqual(github.requests, [])

    def test_enterprise(self):
        with GitHub("/api/v3") as github:
            for i in range(150):
                github.add_comment(f"comment {i}", "alice")
            others = self.others(github)
            self.assert_published(self.publish(github), github, others)
            self.assertTrue(all(path.startswith("/api/v3/") for _, path, _ in github.requests))


class Statuses(PublishTest):
    def test_on_the_head_of_the_pull_request(self):
        with GitHub() as github:
            self.assert_published(self.publish(github), github)
            self.assertEqual(github.statuses, [(HEAD, {
                "state": "success", "context": f"perfharness/{SUITE}/{HOST}", "description": LINE,
                "target_url": f"https://github.example/{REPOSITORY}/actions/runs/4711"})])

    def test_outside_of_a_pull_request(self):
        self.event.write_text(json.dumps({"after": MERGE}))
        with GitHub() as github:
            result = self.publish(github, variables={"GITHUB_EVENT_NAME": "push"})
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            self.assertEqual((github.comments, github.statuses[0][0]), ([], MERGE))
            for event, content, head in (("merge_group", {"merge_group": {"head_sha": HEAD}}, HEAD),
                                         ("schedule", {"schedule": "0 2 * * *"}, MERGE)):
                self.event.write_text(json.dumps(content))
                result = self.publish(github, variables={"GITHUB_EVENT_NAME": event})
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertEqual((github.comments, github.statuses[-1][0]), ([], head))
            required = self.publish(github, "--require-comment",
                                    variables={"GITHUB_EVENT_NAME": "push"})
            self.assertEqual(required.returncode, 1)

    def test_by_hand(self):
        """Outside of a job: where to is said on the command line, and no commit is known."""
        none = {name: "" for name in ("GITHUB_ACTIONS", "GITHUB_REPOSITORY", "GITHUB_EVENT_NAME",
                                      "GITHUB_EVENT_PATH", "GITHUB_SHA", "GITHUB_RUN_ID",
                                      "GITHUB_STEP_SUMMARY", "GITHUB_SERVER_URL")}
        place = ("--repository", REPOSITORY, "--pull-request", PULL)
        with GitHub() as github:
            result = self.publish(github, *place, variables=none)
            self.assert_published(result, github)
            self.assertIn("commit status: none", result.stdout)
            self.assertEqual(github.statuses, [])
            result = self.publish(github, *place, variables={**none, "GITHUB_TOKEN": ""})
            self.assertIn("GITHUB_TOKEN is not set", result.stderr)

    def test_states(self):
        baseline = self.write("baseline.json", json.dumps({**PLAIN, "comp3_mibs": 700}))
        foreign = self.write("foreign.json", json.dumps(
            {**PLAIN, "environment": {"fingerprint": "f" * 16}}))
        thresholds = self.write("inform.toml", self.thresholds().replace(
            'gate = "block"', 'gate = "inform"'))
        strict = self.write("strict.toml", self.thresholds().replace(
            'inconclusive = "neutral"', 'inconclusive = "failure"'))
        for title, document, arguments, state, conclusion, status in (
                ("PASS", PLAIN, (), "success", "success", 0),
                ("FAIL", FAILING, (), "failure", "failure", 3),
                ("FAIL", PLAIN, ("--baseline", baseline), "failure", "failure", 3),
                ("NEUTRAL", PLAIN, ("--baseline", foreign), "success", "neutral", 4),
                ("NEUTRAL", PLAIN, ("--baseline", foreign, "--thresholds", strict), "failure",
                 "failure", 4),
                ("PASS", PLAIN, ("--thresholds", strict), "success", "success", 0),
                ("FAIL", FAILING, ("--thresholds", thresholds), "success", "success", 0)):
            with self.subTest(f"{title} {arguments}"), GitHub() as github:
                perf = self.write("perf.json", json.dumps(document))
                result = self.publish(github, *arguments, perf=perf)
                self.assertEqual(result.returncode, status, result.stderr)
                self.assertTrue(result.stdout.endswith(f"[{title}]\n"), result.stdout)
                self.assertEqual(github.statuses[0][1]["state"], state)
                self.assertIn(f"[{title}]", github.statuses[0][1]["description"])
                self.publish(github, *arguments, "--check-run", perf=perf)
                self.assertEqual(github.check_runs[0]["conclusion"], conclusion)
                self.assertEqual(github.check_runs[0]["head_sha"], HEAD)
                self.assertEqual(len(github.statuses), 1)

    @staticmethod
    def thresholds():
        return (SOURCE / "config" / "thresholds.toml").read_text(encoding="utf-8")

    def test_check_run_that_is_not_allowed(self):
        with GitHub() as github:
            github.faults += [Fault("POST", "/check-runs", 403,
                                    message="You must authenticate via a GitHub App.")]
            result = self.publish(github, "--check-run", "--context", "performance")
            self.assertEqual(result.returncode, 0)
            self.assertIn("in place of the check run", result.stderr)
            self.assertEqual(github.statuses[0][1]["context"], "performance")
            self.assert_one_comment(github)

    def test_a_baseline_that_cannot_be_read(self):
        with GitHub() as github:
            absent = ("--baseline", self.folder / "absent.json")
            result = self.publish(github, *absent)
            self.assertEqual(result.returncode, 1)
            self.assertEqual(github.statuses[0][1]["state"], "error")
            self.assert_one_comment(github, line=LINE.replace("PASS", "NEUTRAL"))
            # It is no verdict that a setting could make harmless.
            informing = self.write("inform.toml", self.thresholds().replace(
                'gate = "block"', 'gate = "inform"'))
            self.publish(github, *absent, "--thresholds", informing, "--check-run")
            self.assertEqual(github.check_runs[0]["conclusion"], "failure")

    def test_what_a_status_says(self):
        """Beside the line: how many are slower, and how long it took; at most 140 characters."""
        slower = perf_documents.perf(perf_documents.good_benchmarks(comp3=500.0))
        slower["run"]["elapsed_s"] = 93.4
        baseline = self.write("baseline.json", json.dumps(perf_documents.perf()))
        with GitHub() as github:
            perf = self.write("slower.json", json.dumps(slower))
            self.publish(github, "--baseline", baseline, perf=perf)
            self.publish(github, perf=perf)
            self.publish(github)
            said = [status["description"] for _, status in github.statuses]
            self.assertRegex(said[0], r"\[FAIL\], 1 of \d+ slower, took 93 s$")
            self.assertRegex(said[1], r"\[PASS\], took 93 s$")
            self.assertEqual(said[2], LINE)
            self.assertLessEqual(max(map(len, said)), 140)


class Pending(PublishTest):
    """--pending: before anything is measured."""

    ARGUMENTS = ("--pending", "--context", "performance", *IN_A_HURRY)

    def begin(self, github, *arguments, **variables):
        result = run("publish", *self.ARGUMENTS, *arguments, timeout=HANG_S,
                     env=self.variables(github.url, GITHUB_WORKFLOW="bench", **variables))
        self.results.append(result)
        return result

    def test_at_the_head_of_what_is_measured(self):
        for event, content, head in (
                ("pull_request", {"pull_request": {"number": PULL, "head": {"sha": HEAD}}}, HEAD),
                ("pull_request_target", {"pull_request": {"number": PULL, "head": {"sha": HEAD}}},
                 HEAD),
                ("merge_group", {"merge_group": {"head_sha": HEAD}}, HEAD),
                ("push", {"after": MERGE}, MERGE), ("schedule", {}, MERGE),
                ("workflow_run", {"workflow_run": {"head_sha": HEAD, "id": 815, "run_attempt": 3,
                                                   "name": "bench", "event": "push"}}, HEAD)):
            self.event.write_text(json.dumps(content))
            with self.subTest(event), GitHub() as github:
                result = self.begin(github, GITHUB_EVENT_NAME=event, GITHUB_RUN_ATTEMPT="3")
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                number = "815" if event == "workflow_run" else "4711"
                self.assertEqual(github.statuses, [(head, {
                    "state": "pending", "context": "performance",
                    "description": f"Being measured by bench, run {number}, attempt 3",
                    "target_url":
                        f"https://github.example/{REPOSITORY}/actions/runs/{number}/attempts/3"})])
                self.assertEqual(github.comments, [])
                self.begin(github, "--check-run", GITHUB_EVENT_NAME=event)
                run_of_it = github.check_runs[0]
                self.assertEqual((run_of_it["status"], run_of_it["head_sha"]), ("in_progress", head))
                self.assertNotIn("conclusion", run_of_it)

    def test_the_commit_is_not_known(self):
        """A comment's job is of the default branch's head, which nobody measures."""
        self.event.write_text(json.dumps({"issue": {"number": PULL, "pull_request": {}},
                                          "comment": {"body": "/bench"}}))
        with GitHub() as github:
            self.assert_refused(self.begin(github, GITHUB_EVENT_NAME="issue_comment"), 2,
                                "--pull-request-of")
            self.assert_refused(self.begin(github, "--pull-request-of", MERGE,
                                           GITHUB_EVENT_NAME="issue_comment"), 2, "default branch")
            self.assertEqual(github.requests, [])
            result = self.begin(github, "--pull-request-of", HEAD,
                                GITHUB_EVENT_NAME="issue_comment")
            self.assertEqual((result.returncode, [sha for sha, _ in github.statuses]), (0, [HEAD]))

    def test_out_of_reach(self):
        """A fork's job has no right to: what is measured next does not hang on it."""
        with GitHub() as github:
            github.faults += [Fault("POST", "/statuses", 403, message="Resource not accessible")]
            result = self.begin(github)
            self.assertEqual(result.returncode, 0)
            self.assertIn("warning: the commit status is not set: CBKB004", result.stderr)
            self.assertEqual(self.begin(github, GITHUB_TOKEN="").returncode, 0)

class WithoutGitHub(PublishTest):
    def test_what_is_kept_is_sent_later(self):
        with GitHub() as github:
            result = self.publish(github, variables={"GITHUB_TOKEN": ""})
            self.assertEqual(result.returncode, 0)
            spool = self.folder / "spooled-comment.json"
            self.assertIn(f"--spooled {spool}", result.stderr)
            sent = run("publish", "--spooled", spool, *IN_A_HURRY, env=self.variables(github.url))
            self.assertEqual((sent.returncode, sent.stderr), (0, ""))
            self.assert_one_comment(github)
            self.assertFalse(spool.exists())

    def test_a_later_comment_takes_the_place_of_what_was_kept(self):
        with GitHub() as github:
            self.publish(github, variables={"GITHUB_TOKEN": ""})
            self.assert_published(self.publish(github), github)
            self.assertFalse((self.folder / "spooled-comment.json").exists())
            self.assertFalse((self.folder / "comment.md").exists())

    def test_spools_that_are_none(self):
        good = {"repository": REPOSITORY, "pull_request": PULL, "body": f"{MARKER}\nx"}
        with GitHub() as github:
            for change in ({"repository": "../x"}, {"repository": "a/b/c"}, {"pull_request": 0},
                           {"pull_request": "7"}, {"body": "hello"}, {"body": None}):
                with self.subTest(str(change)):
                    spool = self.write("spool.json", json.dumps({**good, **change}))
                    result = run("publish", "--spooled", spool, env=self.variables(github.url))
                    self.assert_says_one_sentence(result, 1, "CBKB003", "spool.json")
            self.assertEqual(github.requests, [])

    def test_comments_can_be_required(self):
        with GitHub() as github:
            result = self.publish(github, "--require-comment", variables={"GITHUB_TOKEN": ""})
            self.assertEqual(result.returncode, 1)
            self.assertIn("CBKB004", result.stderr)
            self.assertTrue((self.folder / "spooled-comment.json").exists())

    def test_comments_can_be_switched_off(self):
        thresholds = self.write("off.toml", Statuses.thresholds().replace(
            "pr_comment_enabled = true", "pr_comment_enabled = false"))
        with GitHub() as github:
            result = self.publish(github, "--thresholds", thresholds)
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            self.assertEqual((github.comments, len(github.statuses)), ([], 1))
            both = self.publish(github, "--thresholds", thresholds, "--require-comment")
            self.assertEqual(both.returncode, 2)

    def test_summary_is_appended_to(self):
        with GitHub() as github:
            self.publish(github)
            self.publish(github)
        text = self.summary.read_text()
        self.assertTrue(text.startswith("What stood there before.\n"))
        self.assertEqual(text.count(LINE), 2)

    def test_summary_that_cannot_be_written(self):
        with GitHub() as github:
            result = self.publish(github, variables={"GITHUB_STEP_SUMMARY": str(self.folder)})
            self.assertEqual(result.returncode, 0)
            self.assertIn("CBKB012", result.stderr)
            self.assert_one_comment(github)

    def test_a_folder_that_cannot_be_written(self):
        (self.folder / "comment.md").mkdir()
        with GitHub() as github:
            result = self.publish(github, variables={"GITHUB_TOKEN": ""})
            self.assertEqual((result.returncode, result.stdout.splitlines()[-1]), (0, LINE))
            self.assertIn("comment.md", result.stderr)


class AfterARun(PublishTest):
    """A workflow_run job: it has rights, and an artefact of somebody without."""

    VARIABLES = {"GITHUB_EVENT_NAME": "workflow_run", "GITHUB_REF_NAME": "main",
                 "GITHUB_WORKFLOW": "performance-comment", "GITHUB_RUN_ATTEMPT": "9"}

    def setUp(self):
        super().setUp()
        self.be_after()

    def be_after(self, **changes):
        """GitHub names no pull request in the event of a fork's run."""
        self.event.write_text(json.dumps({"action": "completed", "workflow_run": {
            "id": 815, "run_attempt": 2, "name": "performance", "event": "pull_request",
            "head_sha": HEAD, "head_branch": BRANCH, "head_repository": {"full_name": FORK},
            "pull_requests": [], **changes}}))

    def publish(self, github, *arguments, variables=None, **options):
        return super().publish(github, *arguments, **options,
                               variables={**self.VARIABLES, **(variables or {})})


class Forks(AfterARun):
    def assert_found(self, github, *arguments):
        github.requests.clear()
        github.comments.clear()
        result = self.publish(github, *arguments)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        body = self.own(github)[0]["body"]
        self.assertEqual(self.own(github)[0]["issue"], PULL)
        return body, [path for method, path, _ in github.requests if "pulls" in path]

    def test_found_by_the_branch(self):
        with GitHub() as github:
            github.pulls = [github.pull(3, "c" * 40), github.pull(5, HEAD, "closed", out_of=FORK),
                            github.pull(4, "d" * 40, out_of=FORK, branch="other"),
                            github.pull(9, HEAD, out_of=FORK), github.pull(PULL, HEAD, out_of=FORK)]
            body, asked = self.assert_found(github)
            self.assertEqual(asked, [f"/repos/{REPOSITORY}/pulls?state=open"
                                     "&head=mallory:feature%2Ffaster&per_page=100",
                                     f"/repos/{REPOSITORY}/pulls/{PULL}/files?per_page=100"])
            self.assertIn("from a fork: a help for who reviews", body)
            self.assertEqual([sha for sha, _ in github.statuses], [HEAD])

    def test_the_base_knows_of_none(self):
        """Or the tests here would prove nothing."""
        with GitHub() as github:
            github.pulls = [github.pull(PULL, HEAD, out_of=FORK)]
            result = super().publish(github, "--pull-request-of", HEAD, variables={
                "GITHUB_EVENT_NAME": "", "GITHUB_EVENT_PATH": ""})
            self.assertIn("no open pull request", result.stderr)
            self.assertEqual(github.comments, [])

    def test_found_in_the_fork(self):
        """Where the event does not say the branch; and by hand, where there is no event."""
        with GitHub() as github:
            github.pulls = [github.pull(PULL, HEAD, out_of=FORK),
                            github.pull(2, HEAD, out_of=FORK, into=FORK)]
            self.be_after(head_branch=None)
            _, asked = self.assert_found(github)
            self.assertEqual(asked[:-1], [f"/repos/{FORK}/commits/{HEAD}/pulls?per_page=100"])
            none = {"GITHUB_EVENT_NAME": "", "GITHUB_EVENT_PATH": ""}
            for more in ((), ("--head-branch", BRANCH)):
                github.comments.clear()
                result = super().publish(github, "--pull-request-of", HEAD, "--head-repository",
                                         FORK, *more, variables=none)
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertEqual(len(self.own(github)), 1)

    def test_a_fork_that_is_gone(self):
        with GitHub() as github:
            github.pulls = []
            for repository in (FORK, None):
                self.be_after(head_repository=repository and {"full_name": repository})
                result = self.publish(github)
                self.assertEqual(result.returncode, 0)
                self.assertIn("warning: the comment is not made", result.stderr)
                self.assertIn(HEAD, result.stderr)
                self.assertEqual(github.comments, [])
                self.assertEqual(self.publish(github, "--require-comment").returncode, 1)

    def test_a_branch_of_ours(self):
        self.be_after(head_repository={"full_name": REPOSITORY})
        with GitHub() as github:
            github.pulls = [github.pull(3, "c" * 40), github.pull(4, HEAD, state="closed"),
                            github.pull(5, HEAD, into="somebody/fork"), github.pull(9, HEAD),
                            github.pull(PULL, HEAD)]
            body, asked = self.assert_found(github)
            self.assertEqual(len(asked), 1)
            self.assertNotIn("fork", body)
            self.assert_found(github, "--pull-request-of", HEAD)

    def test_it_changes_what_measures_it(self):
        with GitHub() as github:
            github.pulls = [github.pull(PULL, HEAD, out_of=FORK)]
            for name in (".github/workflows/performance.yml", ".github/actions/x/action.yml",
                         ("elsewhere.yml", ".github/workflows/performance.yml")):
                github.files = ["src/lib.rs", name, "README.md"]
                body, _ = self.assert_found(github)
                self.assertIn("it changes what is below `.github/`", body)
            for name in ("docs/.github/x", ".githubx", ("b.rs", "a.rs")):
                github.files = [name]
                body, _ = self.assert_found(github)
                self.assertIn("a help for who reviews", body)

    def test_what_it_changes_is_not_known(self):
        """No list is not an empty one; nor does one comment less help who reads."""
        no_list = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}'
        with GitHub() as github:
            github.pulls = [github.pull(PULL, HEAD, out_of=FORK)]
            for answer in ({"status": 404}, {"status": 403}, {"raw": no_list}):
                github.faults.append(Fault("GET", "/files", **answer))
                result = self.publish(github)
                self.assertEqual(result.returncode, 0)
                self.assertIn("warning: what the pull request changes is not known: CBKB0", result.stderr)
                self.assertEqual(len(result.stderr.splitlines()), 1)
                self.assertIn("**whether it changes what is below `.github/` is not known",
                              self.own(github)[0]["body"])
            # What is kept knows no more.
            github.faults.append(Fault("GET", "/pulls", 403))
            github.comments.clear()
            self.publish(github, "--pull-request", PULL)
            kept = json.loads((self.folder / "spooled-comment.json").read_text("utf-8"))
            self.assertIn("is not known, and what measured it may be changed", kept["body"])

    def test_another_workflow_of_the_same_name(self):
        with GitHub() as github:
            github.pulls = [github.pull(PULL, HEAD, out_of=FORK)]
            by = ("--measured-by", ".github/workflows/performance.yml")
            for path in (by[1], by[1] + "@refs/heads/main"):
                self.be_after(path=path)
                self.assert_found(github, *by)
            github.requests.clear()
            for path in (".github/workflows/mine.yml", None):
                self.be_after(path=path)
                self.assert_says_one_sentence(self.publish(github, *by), 1, "CBKB004", *by)
            self.assertEqual(github.requests, [])

    def test_the_head_has_moved_on(self):
        with GitHub() as github:
            for out_of in (FORK, REPOSITORY):
                self.be_after(head_repository={"full_name": out_of})
                github.statuses.clear()
                github.pulls = [github.pull(2, "e" * 40, out_of="octo/other"),
                                github.pull(PULL, "d" * 40, out_of=out_of)]
                body, _ = self.assert_found(github)
                self.assertIn(f"**This is of {HEAD}. The pull request has moved on since, to "
                              f"{'d' * 40}.**", body)
                self.assertEqual([sha for sha, _ in github.statuses], [HEAD])


class Measured(AfterARun):
    """What a comment says of commit, branch, event and run is of the run that measured."""

    def test_it_is_of_the_event(self):
        with GitHub() as github:
            github.pulls = [github.pull(PULL, HEAD, out_of=FORK)]
            self.publish(github)
            body = self.own(github)[0]["body"]
            for fact in ("Workflow: performance\n", "Run: 815, attempt 2\n", f"Commit: {HEAD}\n",
                         "Branch: feature/faster\n", "Event: pull&#95;request\n"):
                self.assertIn(fact, body)
            for own in ("4711", MERGE, "main", "performance-comment"):
                self.assertNotIn(own, body)
            self.assertIn(f"commit={HEAD} run=815 attempt=2 -->", body.split("\n", 1)[0])
            self.assertEqual(github.statuses[0][1]["target_url"],
                             f"https://github.example/{REPOSITORY}/actions/runs/815/attempts/2")

    def test_a_report_says_the_same(self):
        with GitHub() as github:
            for event, has_run in ((self.event, True), (self.folder / "absent.json", False)):
                result = run("report", self.perf, "--format", "markdown", env=self.variables(
                    github.url, **{**self.VARIABLES, "GITHUB_EVENT_PATH": str(event)}))
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertEqual("Run: 815, attempt 2" in result.stdout, has_run)
                self.assertNotIn("4711", result.stdout)

    def test_runs_that_are_of_no_pull_request(self):
        for event in ("push", "merge_group", "schedule", "workflow_dispatch"):
            self.be_after(event=event, head_repository={"full_name": REPOSITORY})
            with self.subTest(event), GitHub() as github:
                result = self.publish(github)
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertIn("comment: none, there is no pull request", result.stdout)
                self.assertEqual([sha for sha, _ in github.statuses], [HEAD])

    def test_the_commit_must_be_known(self):
        with GitHub() as github:
            for changes, arguments, status in (({"event": "issue_comment"}, (), 2),
                                               ({"head_sha": None}, (), 1),
                                               ({"head_sha": "main"}, (), 1),
                                               ({"head_repository": {"full_name": "../x"}}, (), 1),
                                               ({}, ("--pull-request-of", "d" * 40), 2)):
                with self.subTest(str(changes)):
                    self.be_after(**changes)
                    self.assert_refused(self.publish(github, *arguments), status)
            self.assert_refused(self.publish(github, variables={"GITHUB_EVENT_PATH": ""}), 2,
                                "--pull-request-of")
            self.assertEqual(github.requests, [])


class OlderRuns(PublishTest):
    """A run that comes late takes nothing back; runs are told apart by number and attempt."""

    NEWER = "d" * 40

    def say(self, github, sha, run_id, attempt=1, arguments=()):
        self.event.write_text(json.dumps({"pull_request": {"number": PULL, "head": {"sha": sha}}}))
        result = self.publish(github, *arguments, variables={
            "GITHUB_RUN_ID": str(run_id), "GITHUB_RUN_ATTEMPT": str(attempt)})
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(len(self.own(github)), 1)
        said = self.own(github)[0]["body"].split("\n", 1)[0]
        return re.search(r"commit=(.)\w* run=(\d+) attempt=(\d+)", said).groups()

    def test_who_is_late_loses(self):
        with GitHub() as github:
            github.pulls = [github.pull(PULL, self.NEWER)]
            # The order in which they end, and which of them is told afterwards.
            for sha, run_id, attempt, told in (
                    (HEAD, 101, 1, "a101.1"),        # Measured before the push, told first.
                    (self.NEWER, 102, 1, "d102.1"),
                    (HEAD, 101, 1, "d102.1"),        # Late.
                    (HEAD, 101, 2, "d102.1"),        # Begun again, of the old commit.
                    (HEAD, 103, 1, "d102.1"),        # Of the old commit, whatever its number.
                    (self.NEWER, 102, 2, "d102.2"),
                    (self.NEWER, 102, 1, "d102.2"),
                    (self.NEWER, 100, 1, "d100.1")):  # Of the same commit, and the last word.
                with self.subTest(f"{sha[:1]}{run_id}.{attempt}"):
                    commit, number, part = self.say(github, sha, run_id, attempt)
                    self.assertEqual(f"{commit}{number}.{part}", told)

    def test_nor_does_a_status(self):
        """Attempts of one run; what another run says of the same commit is the last word."""
        with GitHub() as github:
            github.pulls = [github.pull(PULL, self.NEWER)]
            for number in range(120):  # Of others: more than a page.
                github.actions.add_status(f"status {number}")
            for run_id, attempt, more, stands in (
                    (102, 2, (), "102/attempts/2"), (102, 1, (), "102/attempts/2"),
                    (102, 10, (), "102/attempts/10"), (102, 9, (), "102/attempts/10"),
                    (102, 9, ("--context", "another"), "102/attempts/9"),
                    (10, 9, (), "10/attempts/9"), (102, 1, (), "102/attempts/1")):
                with self.subTest(f"{run_id}.{attempt} {more}"):
                    self.say(github, self.NEWER, run_id, attempt, more)
                    context = more[1] if more else f"perfharness/{SUITE}/{HOST}"
                    shown = {status["context"]: status["target_url"] for _, status in github.statuses}
                    self.assertTrue(shown[context].endswith(f"/runs/{stands}"), shown)
            self.assertIn(f"commit status: perfharness/{SUITE}/{HOST}: left as it is, it is of a later "
                          "attempt\n", self.results[1].stdout)

    def test_nor_does_a_check_run(self):
        with GitHub() as github:
            github.pulls = [github.pull(PULL, self.NEWER)]
            for attempt, number in ((2, 1), (1, 1), (3, 2)):
                self.say(github, self.NEWER, 102, attempt, ("--check-run",))
                self.assertEqual(len(github.check_runs), number)
            self.assertIn("check run: perfharness/", self.results[1].stdout)
            self.assertIn("left as it is", self.results[1].stdout)
            self.assertEqual(github.statuses, [])

    def test_nor_what_is_pending(self):
        with GitHub() as github:
            github.pulls = [github.pull(PULL, HEAD)]
            self.say(github, HEAD, 102, 2, ("--context", "x"))
            for attempt, state in ((1, "success"), (3, "pending")):
                result = run("publish", "--pending", "--context", "x", *IN_A_HURRY, env=self.variables(
                    github.url, GITHUB_RUN_ID="102", GITHUB_RUN_ATTEMPT=str(attempt)))
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertEqual(github.statuses[-1][1]["state"], state)
            self.say(github, HEAD, 102, 2, ("--context", "x"))
            self.assertEqual(github.statuses[-1][1]["state"], "pending")

    def test_whether_there_is_a_later_one_is_not_known(self):
        """Nothing is taken back for that; who may not ask is told what the token lacks."""
        first = {"GITHUB_RUN_ATTEMPT": "1"}
        no_list = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
        with GitHub() as github:
            github.faults.append(Fault("GET", "/status", raw=no_list))
            result = self.publish(github, variables=first)
            self.assertEqual((result.returncode, github.statuses), (0, []))
            self.assertIn("warning: the commit status is not set: CBKB017", result.stderr)
            github.faults += [Fault("GET", "/status", 403), Fault("POST", "/statuses", 403)]
            result = self.publish(github, variables=first)
            self.assertIn("statuses: write", result.stderr)
            self.assertEqual(len(self.own(github)), 1)

    def test_what_is_later_stands_in_a_comment_that_does_not_stay(self):
        """Two jobs, and a list that did not show the first one's comment to the second."""
        with GitHub() as github:
            github.pulls = [github.pull(PULL, self.NEWER)]
            self.say(github, self.NEWER, 102)
            later = github.comments.pop()
            self.say(github, HEAD, 101)
            first = github.comments[0]["id"]
            for more in ((), ("--comment", "on-change")):
                github.add_comment(later["body"])
                self.assertEqual(len(self.own(github)), 2)
                self.say(github, HEAD, 101, arguments=more)
                self.assertEqual((self.own(github)[0]["id"], self.own(github)[0]["body"]),
                                 (first, later["body"]))

    def test_when_both_are_of_the_past(self):
        with GitHub() as github:
            github.pulls = [github.pull(PULL, "e" * 40)]
            self.assertEqual(self.say(github, HEAD, 102)[1], "102")
            self.assertEqual(self.say(github, self.NEWER, 101)[1], "102")
            self.assertEqual(self.say(github, self.NEWER, 103)[1], "103")

    def test_what_others_plant(self):
        """Whoever can comment could have every later report lose, if it counted."""
        with GitHub() as github:
            github.pulls = [github.pull(PULL, HEAD)]
            planted = f"{MARKER} <!-- verdict=PASS commit={self.NEWER} run=999999 attempt=9 -->\n"
            github.add_comment(planted, "mallory")
            for arguments in ((), ("--comment", "on-change")):
                result = self.publish(github, *arguments)
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertEqual(len(self.own(github)), 1)
                self.assertEqual(github.comments[0]["body"], planted)

    def test_pushed_back(self):
        with GitHub() as github:
            github.pulls = [github.pull(PULL, HEAD)]
            self.say(github, self.NEWER, 102)
            self.assertEqual(self.say(github, HEAD, 101)[1], "101")

    def test_a_spool_that_is_sent_too_late(self):
        with GitHub() as github:
            self.publish(github, variables={"GITHUB_TOKEN": "", "GITHUB_RUN_ID": "101"})
            spool = self.folder / "spooled-comment.json"
            kept = spool.read_text()
            self.say(github, self.NEWER, 102)
            spool.write_text(kept)
            sent = run("publish", "--spooled", spool, *IN_A_HURRY, env=self.variables(github.url))
            self.assertEqual((sent.returncode, sent.stderr), (0, ""))
            self.assertIn("later run", sent.stdout)
            self.assertIn("run=102 ", self.own(github)[0]["body"])


class Artefacts(AfterARun):
    """What an artefact holds is somebody else's: looked at, and not believed."""

    def setUp(self):
        super().setUp()
        self.be_after(head_repository={"full_name": REPOSITORY})

    def test_hostile_artefacts(self):
        for title, content in (("cut", json.dumps(PLAIN)[:40]), ("empty", ""),
                               ("surplus", json.dumps({**PLAIN, "errors": [{}]})),
                               ("twice", '{"errors": [], ' + json.dumps(PLAIN)[1:])):
            with self.subTest(title), GitHub() as github:
                perf = self.write("perf.json", content)
                result = self.publish(github, perf=perf)
                self.assert_says_one_sentence(result, 1, "perf.json")
                self.assertEqual(github.requests, [])

    def test_links_out_of_the_artefact(self):
        target = self.write("elsewhere.json", json.dumps(PLAIN))
        link = self.folder / "link.json"
        link.symlink_to(target)
        with GitHub() as github:
            result = self.publish(github, perf=link)
            self.assert_says_one_sentence(result, 1, "CBKB012", "link.json", "link")
            self.assertEqual(github.requests, [])

    def test_what_is_beside_it(self):
        """system-info.json is read as well, where it is a file like others."""
        system = self.folder / "system-info.json"
        with GitHub() as github:
            for name in ("baseline.json", "system-info.json"):
                (self.folder / name).symlink_to("/etc/passwd")
                self.assert_says_one_sentence(self.publish(github), 1, "CBKB012", name, "link")
                (self.folder / name).unlink()
            self.assertEqual(github.requests, [])
            for make, remove in ((os.mkfifo, os.unlink), (os.mkdir, os.rmdir),
                                 (lambda path: self.huge(path.name), os.unlink)):
                make(system)
                self.assert_published(self.publish(github), github)
                remove(system)

    def huge(self, name):
        """Larger than any document of ours; it takes no space."""
        with open(self.folder / name, "wb") as file:
            file.truncate(1 << 40)
        return self.folder / name

    def test_files_that_are_none(self):
        fifo, folder = self.folder / "fifo", self.folder / "folder"
        os.mkfifo(fifo)
        folder.mkdir()
        with GitHub() as github:
            for perf, phrase in ((fifo, "not a regular file"), (folder, "not a regular file"),
                                 (self.huge("huge"), "64 MiB"), ("/dev/zero", "regular"),
                                 (self.write("deep", '{"errors": ' + "[" * 99999), "deep")):
                with self.subTest(str(perf)):
                    self.assert_says_one_sentence(self.publish(github, perf=perf), 1, phrase)
            self.assertEqual(github.requests, [])

    def test_planted_links_where_a_report_is_kept(self):
        """What is kept takes the place of a link: where that leads, nothing is written."""
        victim = self.write("victim", "untouched")
        for name in ("comment.md", "spooled-comment.json"):
            (self.folder / name).symlink_to(victim)
        with GitHub() as github:
            github.pulls = [github.pull(PULL, HEAD)]
            github.faults += [Fault("POST", "/comments", 403)]
            self.assertEqual(self.publish(github).returncode, 0)
            self.assertEqual(victim.read_text(), "untouched")
            self.assertIn(LINE, (self.folder / "comment.md").read_text())
            self.assertFalse((self.folder / "comment.md").is_symlink())
            self.assert_published(self.publish(github), github)
            self.assertEqual(victim.read_text(), "untouched")

    def test_names_that_somebody_chose(self):
        """Of branches and workflows: text in Markdown, and one line."""
        name = "x|@octocat/![i](http://example.org)<img/src=x>#1\n\n# y"
        self.be_after(head_branch=name, name=name, event=None,
                      head_repository={"full_name": REPOSITORY})
        with GitHub() as github:
            github.pulls = [github.pull(PULL, HEAD, branch=name)]
            self.assert_published(self.publish(github), github)
            body = self.own(github)[0]["body"]
            self.assertNotRegex(body, r"<img|@octocat|(?<!&)#1|!\[i|\n# y")

    def test_planted_spool_is_not_looked_at(self):
        spool = {"repository": REPOSITORY, "pull_request": 99, "body": f"{MARKER}\nplanted"}
        self.write("spooled-comment.json", json.dumps(spool))
        with GitHub() as github:
            self.assert_published(self.publish(github), github)


class Comment(PublishTest):
    """A job that a comment on a pull request began: it knows the number, and is told the commit."""

    VARIABLES = {"GITHUB_EVENT_NAME": "issue_comment"}

    def setUp(self):
        super().setUp()
        self.event.write_text(json.dumps({"issue": {"number": PULL, "pull_request": {}}}))

    def test_the_head_that_was_measured(self):
        with GitHub() as github:
            github.pulls = [github.pull(PULL, HEAD, out_of=FORK)]
            result = self.publish(github, "--pull-request-of", HEAD, variables=self.VARIABLES)
            self.assert_published(result, github)
            self.assertEqual([sha for sha, _ in github.statuses], [HEAD])
            github.pulls = [github.pull(PULL, "d" * 40, out_of=FORK)]
            self.publish(github, "--pull-request-of", HEAD, variables=self.VARIABLES)
            self.assertIn("moved on since", self.own(github)[0]["body"])
            self.assertEqual({sha for sha, _ in github.statuses}, {HEAD})

    def test_an_issue_that_is_no_pull_request(self):
        self.event.write_text(json.dumps({"issue": {"number": PULL, "pull_request": None},
                                          "pull_request": None}))
        with GitHub() as github:
            self.assert_refused(self.publish(github, variables=self.VARIABLES), 2,
                                "--pull-request-of")
            self.assertEqual(github.requests, [])

    def test_with_rights_and_code_of_others(self):
        with GitHub() as github:
            self.assert_refused(self.publish(github, variables={
                "GITHUB_EVENT_NAME": "pull_request_target"}), 2, "workflow_run")
            self.assertEqual(github.requests, [])


class WrongUse(PublishTest):
    def test_command_line(self):
        for arguments in ((), ("a.json", "b.json"), ("--spooled", "x", "perf.json"),
                          ("perf.json", "--pull-request", "-1"),
                          ("perf.json", "--pull-request", "0"),
                          ("perf.json", "--pull-request", "1", "--pull-request-of", HEAD),
                          ("perf.json", "--pull-request-of", "HEAD"),
                          ("perf.json", "--head-repository", FORK),
                          ("perf.json", "--pull-request-of", HEAD, "--head-repository", "fork"),
                          ("perf.json", "--pull-request-of", HEAD, "--head-branch", "main"),
                          ("perf.json", "--comment", "sometimes"),
                          ("--pending",), ("--pending", "--context", "x", "perf.json"),
                          ("--pending", "--context", "x", "--spooled", "x"),
                          ("perf.json", "--comment", "never", "--require-comment"),
                          ("perf.json", "--repository", "a/.."),
                          ("perf.json", "--repository", "a/b?c"),
                          ("perf.json", "--deadline-seconds", "0"),
                          ("perf.json", "--deadline-seconds", "nan"),
                          ("perf.json", "--retry-base-seconds", "-1")):
            with self.subTest(str(arguments)):
                result = run("publish", *arguments, env=self.variables("http://127.0.0.1:1"))
                self.assert_refused(result, 2, "CBKB015")

    def test_environment(self):
        with GitHub() as github:
            bad_event = self.write("bad.json", '{"pull_request": {"number": "7"}}')
            for name, value, status in (("GITHUB_REPOSITORY", "no-slash", 2),
                                        ("GITHUB_REPOSITORY", "", 2),
                                        ("GITHUB_EVENT_PATH", str(bad_event), 1),
                                        ("GITHUB_EVENT_PATH", str(self.folder / "absent"), 1)):
                with self.subTest(f"{name}={value}"):
                    self.assert_refused(self.publish(github, variables={name: value}), status)
            self.assertEqual(github.requests, [])


if __name__ == "__main__":
    unittest.main()
