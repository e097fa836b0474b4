# SPDX-License-Identifier: AGPL-3.0-or-later
"""
`perfharness publish` against a server that does what networks and GitHub do on bad days: afterwards
there is one comment of ours, nobody else's was touched, and the verdict was told all the same.
"""
import getpass
import json
import socket
import time
import unittest

import perf_documents
from program import SOURCE, run

from fault_server import BOT, HEAD, PULL, REPOSITORY, TOKEN, Fault, GitHub
from publishing import HOST, IN_A_HURRY, LINE, MARKER, MERGE, PLAIN, SUITE, PublishTest

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
                self.assertRegex(marker, r"^<!-- perfharness:v1 suite=[\w.%]* host=[\w.%]* -->$")

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
                self.assertTrue(body.startswith(f"{MARKER}\nPerformance Report: DISPLAY: "), body[:99])
                self.assertEqual("left out" in body, "workload-0" not in body)

    def test_to_the_character(self):
        def with_warning(length):
            return self.published(None, warnings=["é" * length], status="warning")
        room = 65536 - len(with_warning(1000)) + 1000
        self.assertEqual(len(with_warning(room)), 65536)
        self.assertLess(len(with_warning(room + 1)), 65536)

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
            github.faults += [Fault("POST", "/comments", 429, {"Retry-After": "2"})]
            self.assert_published(self.publish(github), github)
            asked, again = github.writes_s[-2:]
            self.assertGreater(again - asked, 1.9)

    def test_waits_by_the_servers_clock(self):
        """Ours may be an hour off: 2 s later by its own is not an hour by ours."""
        with GitHub() as github:
            reset = 784111779  # Sun, 06 Nov 1994 08:49:39 GMT
            text = ("HTTP/1.1 403 Forbidden\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                    f"X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: {reset}\r\n"
                    "Content-Length: 2\r\n\r\n{}")
            github.faults += [Fault("POST", "/comments", raw=text.encode())]
            self.assert_published(self.publish(github), github)
            asked, again = github.writes_s[-2:]
            self.assertGreater(again - asked, 1.9)

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


class Tokens(PublishTest):
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
        for title, document, arguments, state, conclusion, status in (
                ("PASS", PLAIN, (), "success", "success", 0),
                ("FAIL", FAILING, (), "failure", "failure", 3),
                ("FAIL", PLAIN, ("--baseline", baseline), "failure", "failure", 3),
                ("NEUTRAL", PLAIN, ("--baseline", foreign), "error", "neutral", 4),
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
            result = self.publish(github, "--baseline", self.folder / "absent.json")
            self.assertEqual(result.returncode, 1)
            self.assertEqual(github.statuses[0][1]["state"], "error")
            self.assert_one_comment(github, line=LINE.replace("PASS", "NEUTRAL"))


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


class Forks(PublishTest):
    """A workflow_run job: it has rights, and an artefact of somebody without."""

    VARIABLES = {"GITHUB_EVENT_NAME": "workflow_run"}

    def setUp(self):
        super().setUp()
        self.event.write_text(json.dumps({"workflow_run": {"head_sha": HEAD}}))

    def test_the_pull_request_is_found_by_its_head(self):
        with GitHub() as github:
            github.pulls = [github.pull(3, "c" * 40), github.pull(4, HEAD, state="closed"),
                            github.pull(5, HEAD, into="somebody/fork"), github.pull(9, HEAD),
                            github.pull(PULL, HEAD)]
            self.assert_published(self.publish(github, "--pull-request-of", HEAD,
                                               variables=self.VARIABLES), github)
            self.assertEqual(github.statuses[0][0], HEAD)

    def test_no_pull_request(self):
        with GitHub() as github:
            github.pulls = []
            result = self.publish(github, "--pull-request-of", HEAD, variables=self.VARIABLES)
            self.assertEqual(result.returncode, 0)
            self.assertIn(HEAD, result.stderr)
            self.assertEqual(github.comments, [])
            result = self.publish(github, "--pull-request-of", HEAD, "--require-comment",
                                  variables=self.VARIABLES)
            self.assertEqual(result.returncode, 1)

    def test_the_commit_must_be_named(self):
        with GitHub() as github:
            result = self.publish(github, variables=self.VARIABLES)
            self.assert_refused(result, 2, "--pull-request-of")
            self.assertEqual(github.requests, [])

    def test_hostile_artefacts(self):
        for title, content in (("cut", json.dumps(PLAIN)[:40]), ("empty", ""),
                               ("surplus", json.dumps({**PLAIN, "errors": [{}]})),
                               ("twice", '{"errors": [], ' + json.dumps(PLAIN)[1:])):
            with self.subTest(title), GitHub() as github:
                perf = self.write("perf.json", content)
                result = self.publish(github, "--pull-request-of", HEAD, perf=perf,
                                      variables=self.VARIABLES)
                self.assert_says_one_sentence(result, 1, "perf.json")
                self.assertEqual(github.requests, [])

    def test_links_out_of_the_artefact(self):
        target = self.write("elsewhere.json", json.dumps(PLAIN))
        link = self.folder / "link.json"
        link.symlink_to(target)
        with GitHub() as github:
            result = self.publish(github, "--pull-request-of", HEAD, perf=link,
                                  variables=self.VARIABLES)
            self.assert_says_one_sentence(result, 1, "CBKB012", "link.json", "link")
            self.assertEqual(github.requests, [])

    def test_planted_spool_is_not_looked_at(self):
        spool = {"repository": REPOSITORY, "pull_request": 99, "body": f"{MARKER}\nplanted"}
        self.write("spooled-comment.json", json.dumps(spool))
        with GitHub() as github:
            self.assert_published(self.publish(github, "--pull-request-of", HEAD,
                                               variables=self.VARIABLES), github)


class WrongUse(PublishTest):
    def test_command_line(self):
        for arguments in ((), ("a.json", "b.json"), ("--spooled", "x", "perf.json"),
                          ("perf.json", "--pull-request", "-1"),
                          ("perf.json", "--pull-request", "0"),
                          ("perf.json", "--pull-request", "1", "--pull-request-of", HEAD),
                          ("perf.json", "--pull-request-of", "HEAD"),
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
