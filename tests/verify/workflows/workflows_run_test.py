# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The workflows are run: from a pull request that makes copybook-rs slower to the red comment, and from its
mending to the green one; for branches, forks, the merge queue, /bench, re-runs, and what goes wrong.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
import unittest

from actions_api import Storage
from actions_server import ActionsGitHub
from copybook_rs import CopybookRs, git
from fault_server import BOT, REPOSITORY, TOKEN
from perf_documents import good_benchmarks, perf, subjects_of
from rig import PREFIX, SOURCE, Files, Package, Rig
from web_server import SLACK_PATH, WebServer, slack

FORK = "stranger/mainframe"
PULL = 7
# This machine is what it is: what is tested is that it is asked.
FIT = {"precision": "50"}
NOISE_RETRIES = 4
PUBLISHED = re.compile(r"Success - Main perfharness/script/ci/publish \[([0-9.a-zµ]+)\]")


class GitHub(ActionsGitHub):
    """With the pull requests of a test."""

    def open(self, head, base, repository=REPOSITORY, branch="topic", changes=("crates/x.rs",)):
        self.pulls = [self.pull(PULL, head, out_of=repository, branch=branch)]
        self.pulls[0]["base"]["sha"] = base
        self.show_changes(head, *changes)

    def comment(self):
        """The only one of ours."""
        own = [comment for comment in self.comments if comment["user"]["login"] == BOT]
        if len(own) != 1:
            raise AssertionError(f"{len(own)} comments: {own}")
        return own[0]["body"]

    def states(self):
        """The last state of each context, by commit."""
        return {(sha, content["context"]): content["state"] for sha, content in self.statuses}


class WorkflowsRun(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.package = Package(cls.folder)
        cls.copybook = CopybookRs(cls.folder / "copybook-rs", SOURCE / "codecs" / "copybook-rs")
        cls.rig = Rig(cls.folder, cls.package, cls.copybook)
        cls.rig.call(compare=FIT, measure=FIT, canary=FIT, bench={**FIT, "suite": "critical"},
                     publish={"patience-minutes": 0}, watch={"patience-minutes": 1800})  # Twice a second: half an hour.
        cls.base = cls.copybook.commit("As released")
        cls.slow, cls.mended, cls.broken, cls.words, cls.remade = (
            cls.copybook.slow_down(), cls.copybook.mend(), cls.copybook.break_it(), cls.copybook.document(),
            cls.copybook.mend())
        cls.rig.push(cls.base, "refs/heads/main")
        for name in ("slow", "mended", "broken", "words", "remade"):
            cls.rig.push(getattr(cls, name), f"refs/pull/{PULL}/{name}")

    @classmethod
    def tearDownClass(cls):
        cls.package.close()
        if "KEEP" not in os.environ:
            shutil.rmtree(cls.folder)

    def setUp(self):
        self.github = GitHub().__enter__()
        self.addCleanup(self.github.__exit__)
        self.first_run = self.rig.runs + 1

    def tearDown(self):
        """Whatever a test was about: the token is in no log and no artefact."""
        for number in range(self.first_run, self.rig.runs + 1):
            for place in (self.folder / f"run-{number}" / "said.log",
                          self.folder / "artifacts" / str(number)):
                for path in [place, *place.rglob("*")]:
                    if path.is_file():
                        self.assertNotIn(TOKEN, path.read_text(errors="replace"), path)
                        self.assertNotIn(SLACK_PATH, path.read_text(errors="replace"), path)

    def pull_request(self, head, workflow="performance.yml", action="opened", repository=REPOSITORY,
                     base=None, **members):
        """What a push to the pull request begins."""
        event = {"action": action, "number": PULL, **members, "repository": self.repository(),
                 "pull_request": {"number": PULL,
                                  "head": {"sha": head, "ref": "topic", "repo": {"full_name": repository}},
                                  "base": {"sha": base or self.base, "ref": "main",
                                           "repo": {"full_name": REPOSITORY}}}}
        return self.act(workflow, "pull_request", event, head)

    @staticmethod
    def repository():
        return {"full_name": REPOSITORY, "default_branch": "main"}

    def act(self, workflow, name, event, commit, jobs=(), **more):
        return self.rig.act(workflow, name, event, self.github, commit, jobs, **more)

    def publish(self, run, head, workflow="performance.yml", action="completed", event="pull_request",
                repository=REPOSITORY):
        """What follows a run: with rights, and the default branch's workflow."""
        document = {"action": action, "repository": self.repository(), "workflow_run": {
            "id": run.number if run else 1, "name": workflow.partition(".")[0], "run_attempt": 1,
            "path": f".github/workflows/{workflow}", "event": event, "head_sha": head,
            "head_branch": "topic", "head_repository": {"full_name": repository},
            "conclusion": run.conclusion if run else None, "pull_requests": [],
            "html_url": f"https://github.example/{REPOSITORY}/actions/runs/1"}}
        published = self.act("performance-comment.yml", "workflow_run", document, self.base)
        self.assertEqual(published.status, 0, published)
        return published

    def document(self, run, kind="time"):
        return json.loads((self.rig.artifact(run, f"performance-{kind}") / "comparison.json").read_text())

    def is_slower(self, measure):
        """Measure, and again while the machine is too busy to tell that it is, as it is."""
        for _ in range(NOISE_RETRIES):
            run = measure()
            kept = self.rig.artifact(run, "performance-time")
            if not kept.exists() or self.document(run)["verdict"] == "FAIL":
                break
        return run

    def assert_measured(self, run, verdicts, status, kind="time"):
        self.assertEqual(run.status != 0, status != 0, run)
        folder = self.rig.artifact(run, f"performance-{kind}")
        self.assertLessEqual({"comparison.json", "report.md", "report.html"},
                             {path.name for path in folder.iterdir()})
        document = self.document(run, kind)
        self.assertIn(document["verdict"], verdicts)
        return document


    def assert_explained(self, run, kind):
        """What a red job leaves for whoever looks for the cause: which functions grew, and profiles."""
        slower = [entry for entry in self.document(run, kind)["benchmarks"] if entry["verdict"] == "FAIL"]
        folder = self.rig.artifact(run, f"performance-{kind}")
        self.assertTrue(any("decode" in function["name"] or "packed" in function["name"]
                            for entry in slower for function in entry["explanation"]["functions"]), slower)
        self.assertIn("decode&#95;packed", (folder / "report.md").read_text())
        for side in ("base", "head"):
            pictures = sorted((folder / "profile").glob(f"*-{side}.svg"))
            self.assertTrue(pictures, list(folder.rglob("*")))
            for picture in pictures:
                self.assertIn("copybook_codec", picture.read_text())
                self.assertEqual(picture.with_suffix(".pprof").read_bytes()[:2], b"\x1f\x8b")


class Branch(WorkflowsRun):
    def test_from_a_slowdown_to_the_red_comment_and_from_its_mending_to_the_green_one(self):
        github = self.github
        github.open(self.slow, self.base)
        self.publish(None, self.slow, action="requested")
        self.assertEqual(github.states(), {(self.slow, "performance/time"): "pending"})
        run = self.is_slower(lambda: self.pull_request(self.slow))
        document = self.assert_measured(run, ["FAIL"], 1)
        self.assert_explained(run, "time")
        self.assertEqual([document[side]["built_from"]["commit"] for side in ("base", "head")],
                         [self.base, self.slow])
        self.publish(run, self.slow)
        self.assertEqual(github.states()[self.slow, "performance/time"], "failure")
        self.assertIn("[FAIL]", github.comment())
        self.assertIn("comp3", github.comment())
        first = github.comments[0]["id"]

        github.open(self.mended, self.base)
        run = self.pull_request(self.mended, action="synchronize")
        self.assert_measured(run, ["PASS", "UNCHANGED", "IMPROVED", "WARN", "INCONCLUSIVE"], 0)
        self.publish(run, self.mended)
        self.assertEqual(github.states()[self.mended, "performance/time"], "success")
        self.assertNotIn("[FAIL]", github.comment())
        self.assertEqual(github.comments[0]["id"], first)

    def test_work_is_told_where_no_runner_comes(self):
        github = self.github
        github.open(self.slow, self.base)
        github.show_run("performance.yml", 99, ("queued", None, ["self-hosted", "performance"]))
        run = self.pull_request(self.slow, "performance-work.yml")
        self.assert_measured(run, ["FAIL"], 1, "work")
        self.assert_explained(run, "work")
        self.publish(run, self.slow, "performance-work.yml")
        self.assertEqual(github.states(), {(self.slow, "performance/work"): "failure",
                                           (self.slow, "performance/time"): "failure"})
        self.assertIn("more work", github.comment())
        self.assertNotIn("slower", github.comment())

    def test_a_runner_has_come(self):
        github = self.github
        github.open(self.slow, self.base)
        github.show_run("performance.yml", 99, ("in_progress", None, ["self-hosted", "performance"]))
        run = self.pull_request(self.slow, "performance-work.yml")
        self.publish(run, self.slow, "performance-work.yml")
        self.assertEqual(github.states(), {(self.slow, "performance/work"): "failure"})

    def test_nothing_that_is_measured_has_changed(self):
        self.github.open(self.words, self.broken)
        self.github.show_run("performance.yml", 99, ("completed", "skipped", ["performance"]))
        run = self.pull_request(self.words, "performance-work.yml", base=self.broken)
        self.assertEqual(run.status, 0, run)
        self.assertIn("nothing that is measured has changed", run.said)
        self.publish(run, self.words, "performance-work.yml")
        self.assertEqual(self.github.states(), {(self.words, "performance/work"): "success",
                                                (self.words, "performance/time"): "success"})
        self.assertEqual(self.github.comments, [])

    def test_head_does_not_build(self):
        self.github.open(self.broken, self.base)
        run = self.pull_request(self.broken)
        document = self.assert_measured(run, ["FAIL"], 1)
        self.assertEqual(document["failure"]["of"], "head")
        self.publish(run, self.broken)
        self.assertEqual(self.github.states()[self.broken, "performance/time"], "failure")
        self.assertIn("mismatched types", self.github.comment())

    def test_base_does_not_build(self):
        event = {"merge_group": {"base_sha": self.broken, "head_sha": self.remade},
                 "repository": self.repository()}
        run = self.act("performance.yml", "merge_group", event, self.remade)
        self.assertNotEqual(run.status, 0)
        self.assertEqual(self.document(run)["failure"]["of"], "base")

    def test_its_own_workflow(self):
        self.github.open(self.slow, self.base, changes=(".github/workflows/performance.yml",))
        run = self.is_slower(lambda: self.pull_request(self.slow))
        self.publish(run, self.slow)
        self.assertEqual(self.github.states(),
                         {(self.slow, "performance/time (by its own workflow)"): "failure"})


class Fork(WorkflowsRun):
    def test_work_for_all_and_time_when_a_maintainer_says_so(self):
        github = self.github
        github.open(self.slow, self.base, repository=FORK)
        run = self.pull_request(self.slow, repository=FORK)
        self.assertEqual(run.status, 0, run)
        self.assertIn("a fork's pull request is timed when a maintainer adds the label", run.said)
        self.publish(run, self.slow, repository=FORK)
        self.assertEqual((github.states(), github.comments), ({}, []))

        github.show_run("performance.yml", run.number, ("completed", "skipped", ["performance"]))
        run = self.pull_request(self.slow, "performance-work.yml", repository=FORK)
        self.publish(run, self.slow, "performance-work.yml", repository=FORK)
        self.assertEqual(github.states()[self.slow, "performance/time"], "failure")
        self.assertIn("more work", github.comment())

        run = self.is_slower(lambda: self.pull_request(self.slow, action="labeled", repository=FORK,
                                                       label={"name": "measure"}))
        self.assert_measured(run, ["FAIL"], 1)
        self.publish(run, self.slow, repository=FORK)
        self.assertEqual(github.states()[self.slow, "performance/time"], "failure")


class Elsewhere(WorkflowsRun):
    def test_the_merge_queue(self):
        event = {"action": "checks_requested", "repository": self.repository(),
                 "merge_group": {"base_sha": self.base, "head_sha": self.slow,
                                 "head_ref": f"refs/heads/gh-readonly-queue/main/pr-{PULL}"}}
        self.github.show_changes(self.slow, "crates/x.rs")
        self.github.pulls = []
        run = self.is_slower(lambda: self.act("performance.yml", "merge_group", event, self.slow))
        self.assert_measured(run, ["FAIL"], 1)
        self.publish(run, self.slow, event="merge_group")
        self.assertEqual(self.github.states(), {(self.slow, "performance/time"): "failure"})
        self.assertEqual(self.github.comments, [])

    def bench(self, who, words="/bench"):
        event = {"action": "created", "repository": self.repository(),
                 "issue": {"number": PULL, "pull_request": {"url": "x"}},
                 "comment": {"body": words, "user": {"login": who}, "author_association": "MEMBER",
                             "created_at": "2026-01-01T11:00:00Z"}}
        return self.act("performance-bench.yml", "issue_comment", event, self.base)

    def test_bench(self):
        github = self.github
        github.open(self.slow, self.base, repository=FORK)
        github.permissions = {"maintainer": "write", "stranger": "read"}
        for who, phrase in (("stranger", "may not write to the repository"),
                            ("maintainer", "something was pushed to the fork since")):
            run = self.bench(who)
            self.assertNotEqual(run.status, 0)
            self.assertIn(phrase, run.said)
        self.assertEqual((github.statuses, github.comments), ([], []))
        run = self.is_slower(lambda: self.bench("maintainer", f"/bench {self.slow[:12]}"))
        self.assert_measured(run, ["FAIL"], 0)  # Told, and nothing turned red by it.
        self.assertEqual(github.states(), {(self.slow, "performance/time"): "failure"})
        self.assertIn("[FAIL]", github.comment())

    def test_a_second_run_overwrites_what_the_first_kept(self):
        self.github.open(self.slow, self.base)
        run = self.pull_request(self.slow)
        kept = self.rig.artifact(run, "performance-time") / "comparison.json"
        kept.write_text("{}")
        self.rig.runs -= 1  # Run again, it has the same number.
        shutil.rmtree(self.folder / f"run-{run.number}")
        self.assertEqual(self.document(self.pull_request(self.slow))["kind"], "comparison")

    def night(self):
        run = self.act("performance-nightly.yml", "schedule", {"repository": self.repository()}, self.base)
        self.assertEqual(run.status, 0, run)
        return run

    def keep(self, run):
        """GitHub has the artefacts of a run from now on."""
        folder = self.rig.artifact(run, "performance-nightly")
        self.github.actions.add_run(run.number, path=".github/workflows/performance-nightly.yml",
                                    head_sha=self.base)
        self.github.actions.add_artifact(run.number, {
            name: (folder / name).read_text() for name in ("perf.json", "system-info.json")})

    def baselines(self):
        """Names of the files on the branch, and its commits."""
        listed = [git(self.rig.remote, *arguments).splitlines() if self.has_baselines() else []
                  for arguments in (("ls-tree", "-r", "--name-only", "baselines"),
                                    ("log", "--format=%s", "baselines"))]
        return [[name.rpartition("/")[2] for name in listed[0]], listed[1]]

    def has_baselines(self):
        return bool(git(self.rig.remote, "branch", "--list", "baselines"))

    def test_nights(self):
        github = self.github
        github.actions.storage = self.enterContext(Storage())
        github.actions.add_check("test")
        # What a fork's branch of the same name has measured is nobody's baseline.
        github.actions.add_run(90, path=".github/workflows/performance-nightly.yml", head=FORK)
        first = self.night()
        folder = self.rig.artifact(first, "performance-nightly")
        self.assertLessEqual({"perf.json", "system-info.json", "validation.log", "report.md", "report.html",
                              "criterion.txt"}, {path.name for path in folder.iterdir()})
        perf = json.loads((folder / "perf.json").read_text())
        self.assertEqual(perf["subjects"][0]["built_from"]["commit"], self.base)
        self.assertIn("comp3", (folder / "criterion.txt").read_text())
        self.assertIn("no runs to promote from", first.said)
        self.assertEqual(self.baselines(), [[], []])

        self.keep(first)
        github.actions.checks.clear()
        github.actions.add_check("test", "failure")
        self.assertIn("no baseline has changed", self.night().said)
        github.actions.checks.clear()
        github.actions.add_check("test")
        second = self.night()
        # A night whose launches differ is no baseline, as it is on a busy host; the most stable of several is.
        for _ in range(NOISE_RETRIES):
            if "not promoted: " not in second.said:
                break
            self.assertEqual(self.baselines(), [[], []])
            self.keep(second)
            second = self.night()
        self.assertEqual(self.baselines(), [["comprehensive.json", "comprehensive.jsonl"],
                                            [f"Baselines after {self.base}"]], second)
        # From now on it is what a night is judged beside.
        third = self.night()
        log = (self.rig.artifact(third, "performance-nightly") / "validation.log").read_text()
        self.assertIn("change comp3/stream copybook-rs level=kernel", log)
        self.assertEqual(len(self.baselines()[1]), 1)

    def test_a_machine_that_is_refused(self):
        self.github.open(self.slow, self.base)
        marker = self.folder / "marker"
        marker.write_text("3/1")
        run = self.pull_request(self.slow)
        marker.unlink()
        self.assertNotEqual(run.status, 0)
        self.assertIn("this runner is refused", run.said)
        self.publish(run, self.slow)
        self.assertEqual(self.github.states(), {(self.slow, "performance/time"): "error"})

    def test_downloads_are_tried_three_times(self):
        Files.failures = 2
        self.github.open(self.slow, self.base)
        run = self.pull_request(self.slow)
        self.assertEqual(self.document(run)["failure"], None)
        self.assertIn("perfharness, its package: done at attempt 3 of 3", run.said)

    def test_figures(self):
        """Told, not judged: how long it takes."""
        self.github.open(self.slow, self.base)
        self.github.show_run("performance.yml", 99, ("in_progress", None, ["performance"]))
        run = self.pull_request(self.slow, "performance-work.yml")
        document = self.document(run, "work")
        published = self.publish(run, self.slow, "performance-work.yml")
        built = " and ".join(f"{document[side]['built_from']['build_s']:.0f} s"
                             for side in ("base", "head"))
        print(f"work of {len(document['benchmarks'])} benchmarks: {document['elapsed_s']:.1f} s; publishing it: "
              f"{PUBLISHED.search(published.said)[1]}; base and head were built in {built}")


class Watched(WorkflowsRun):
    """What a night does with a history: a file here, as there is no server between jobs of one machine."""

    RULES = """[[rule]]
when = "change_percent > 2"
severity = "critical"
channels = ["slack"]

[templates]
title = "{{metric_name}}: {{change_percent}} %"
text = "Since {{commit_hash}}, confidence {{confidence_level}} %."

[house]
channels = []

[channels.slack]
kind = "slack"
url_env = "PERFHARNESS_SLACK_URL"
host = "{host}"
"""

    def setUp(self):
        super().setUp()
        self.github.actions.storage = self.enterContext(Storage())
        self.github.actions.add_run(90, path=".github/workflows/performance-nightly.yml", head=FORK)
        self.github.begin = self.begin
        self.slack = self.enterContext(WebServer(slack))
        self.compared = []
        self.store = self.folder / "history.db"
        rules = self.rig.copybook.path / ".github" / "alerts.toml"
        git(self.rig.copybook.path, "checkout", "--quiet", "--detach", self.slow)
        rules.parent.mkdir(exist_ok=True)
        rules.write_text(self.RULES.format(host=self.slack.host))
        self.rig.push(self.rig.copybook.commit("Tell us by Slack"), "refs/heads/main")
        self.addCleanup(self.rig.push, self.base, "refs/heads/main")

    def begin(self, workflow, content):
        """GitHub answers at once, and the workflow is a run that ends later."""
        runs = {"workflow_runs": []}
        self.github.answers[f"/repos/{REPOSITORY}/actions/workflows/{workflow}/runs"] = runs

        def compare():
            event = {"inputs": content["inputs"], "repository": self.repository()}
            run = self.act(workflow, "workflow_dispatch", event, self.base)
            self.compared.append((content["inputs"], run))
            self.github.actions.add_run(run.number)
            kept = self.rig.artifact(run, "performance-time") / "comparison.json"
            if kept.exists():
                self.github.actions.add_artifact(run.number, {"comparison.json": kept.read_text()},
                                                 "performance-time")
            runs["workflow_runs"].append({"id": run.number, "display_title": content["inputs"]["question"],
                                          "status": "completed"})
        threading.Thread(target=compare, daemon=True).start()

    def remember(self):
        """Nights of another machine, in which comp3 becomes slower with the commit that makes it so."""
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "perf.json"
            for position in range(1, 23):
                sha = {19: self.base, 22: self.slow}.get(position, f"{position:040x}")
                slower = 1.12 if position > 20 else 1.0
                path.write_text(json.dumps(perf(
                    good_benchmarks(800.0, (1000.0 + position % 3) / slower, 180.0),
                    subjects=subjects_of(commit=sha), timestamp=f"2025-06-01T12:{position:02}:00Z")))
                subprocess.run([PREFIX / "bin" / "perfharness", "history", "add", "--store", self.store, "--event",
                                "schedule", "--commit", sha, "--position", str(position), path], check=True,
                               stdout=subprocess.DEVNULL)

    def history(self, *arguments):
        return subprocess.run([PREFIX / "bin" / "perfharness", "history", *arguments, "--store", self.store],
                              check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout

    def watch(self, *more):
        # What is measured is a build that other tests have made, too.
        run = self.act("performance-nightly.yml", "schedule", {"repository": self.repository()}, self.mended,
                       ["--var", f"PERFHARNESS_STORE={self.store}", "--var", "PERFHARNESS_ALERTS=.github/alerts.toml",
                        "--secret", f"PERFHARNESS_SLACK_URL={self.slack.url}{SLACK_PATH}", *more],
                       PERFHARNESS_POLL_S="0.5")
        self.assertEqual(run.status, 0, run)
        return run

    def test_a_night_confirms_tells_and_draws(self):
        self.remember()
        run = self.watch("--var", "PERFHARNESS_PAGES=true")
        (case,) = json.loads(self.history("show", "--json"))["cases"]
        self.assertEqual((case["state"], case["is_confirmed"]), ("open", True), run)
        for inputs, compared in self.compared:
            self.assertEqual((inputs["base"], inputs["head"]), (self.base, self.slow))
            self.assertIn("--workload comp3", inputs["options"])
            self.assertEqual(compared.status, 0, compared)
        self.assertEqual([re.search("--layout ([0-9])", inputs["options"])[1] for inputs, _ in self.compared],
                         ["1", "2"])
        message = json.loads(self.slack.taken[0])
        self.assertEqual(len(self.slack.taken), 1)
        self.assertIn("comp3", message["text"])
        site = self.rig.artifact(run, "performance-dashboard")
        self.assertIn("comp3", (site / "index.html").read_text())
        self.assertTrue((site / "badge.svg").read_text().startswith("<svg"))
        self.assertEqual((self.folder / "site" / "index.html").read_text(), (site / "index.html").read_text())

        # The next night tells nobody again, and what it alone does can be done again.
        again = self.watch()
        self.assertEqual((len(self.slack.taken), len(self.compared)), (1, 2), again)

    def test_nobody_measures_any_more(self):
        github, born = self.github, {"created_at": "2026-01-01T00:00:00Z"}
        workflow = f"/repos/{REPOSITORY}/actions/workflows/performance-nightly.yml"
        github.answers.update({workflow: born, f"{workflow}/runs": {"workflow_runs": []}})
        for _ in range(2):
            run = self.act("performance-stoppage.yml", "schedule", {"repository": self.repository()}, self.base)
            self.assertEqual(run.status, 0, run)
            self.assertEqual([issue["title"] for issue in github.issues], ["Nothing was measured for 48 hours"])
        self.assertEqual(github.issues[0]["state"], "open")


class Audited(WorkflowsRun):
    """A month's report: of a history that is a file here."""

    def report(self, *more):
        store = self.folder / "audited.db"
        if not store.exists():
            path = self.folder / "audited.json"
            for month in range(1, 4):
                at = f"2026-0{month}-01T02:00:00Z"
                path.write_text(json.dumps(perf(subjects=subjects_of(), timestamp=at)))
                subprocess.run([PREFIX / "bin" / "perfharness", "history", "add", "--store", store, "--event", "schedule",
                                path], check=True, stdout=subprocess.DEVNULL)
        number = self.rig.runs + 1
        self.github.answers[f"/repos/{REPOSITORY}/actions/runs/{number}/artifacts"] = {"artifacts": [
            {"name": "enterprise-audit-1", "created_at": "2026-12-01T02:10:00Z", "expires_at": "2027-03-01T02:10:00Z"}]}
        return self.act("enterprise-audit.yml", "workflow_dispatch", {
            "repository": self.repository(), "inputs": {"months": "2026-01..2026-03"}}, self.base,
            ["--var", f"PERFHARNESS_STORE={store}", *more])

    def test_a_report_is_made_and_kept(self):
        run = self.report()
        self.assertEqual(run.status, 0, run)
        self.assertIn("GitHub keeps it for 90 days, until 2027-03-01T02:10:00Z", run.said)
        kept = self.rig.artifact(run, "enterprise-audit-1")
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=kept, check=True)
        document = json.loads((kept / "audit.json").read_text())
        self.assertEqual(document["cover"]["period"]["first"], "2026-01")
        self.assertEqual([suite["runs"] for suite in document["cover"]["suites"]], [3])
        self.assertEqual(list(self.github.assets[1]), ["enterprise-audit-1.1.tar.gz"])

    def test_whoever_sees_releases_need_not_see_it(self):
        run = self.report("--var", "PERFHARNESS_AUDIT_RELEASE=false")
        self.assertEqual(run.status, 0, run)
        self.assertIn("no release has the report", run.said)
        self.assertEqual(self.github.releases, [])


class Canary(WorkflowsRun):
    def canary(self, plant):
        git(self.rig.copybook.path, "tag", "--force", "v0.8.1", self.base)
        self.rig.push("v0.8.1", "refs/tags/v0.8.1")
        self.rig.call(canary={**FIT, "plant": plant})
        return self.act("performance-canary.yml", "schedule", {"repository": self.repository()}, self.base)

    def test_it_sings_of_what_is_slower_and_of_nothing_else(self):
        run = self.canary("slower")
        self.assertEqual(run.status, 0, run)
        # What chance made of its nights has a number, too, and is refuted.
        told = re.search(r"the canary sings: somebody would be told of case (\d+)", run.said)
        self.assertIsNotNone(told, run)
        self.assertRegex(run.said, rf"case {told[1]}: [0-9.]+ % slower: comp3/stream; confirmed")
        self.assertEqual(self.github.issues, [])
        run = self.canary("nothing")
        self.assertNotEqual(run.status, 0, run)
        self.assertRegex(run.said, "the canary: (the history saw nothing|the comparison did not show)")
        (issue,) = self.github.issues
        self.assertIn("could not be made to ring", issue["title"])


if __name__ == "__main__":
    unittest.main()
