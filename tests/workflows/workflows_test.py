# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The workflows, ours and those that a repository of copybook-rs calls them by, are what GitHub takes
(actionlint) and what nobody can turn against it (zizmor); each job has the rights it uses, and nobody's code
runs near one. Besides, what running them with act does not show: rights, containers, concurrency,
environments, times.
"""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import yaml

SOURCE = pathlib.Path(os.environ["SOURCE"])
HERE = SOURCE / "tests" / "workflows"
WORKFLOWS = SOURCE / ".github" / "workflows"
CALLERS = SOURCE / "harness" / "github" / "callers"
# For Gitea and Forgejo, whose workflows have the same form.
GITEA_CALLERS = SOURCE / "harness" / "gitea" / "callers"
ACTION = SOURCE / ".github" / "actions" / "compare" / "action.yml"
# go.mod pins it: the newest that Debian's Go 1.19 builds.
PACKAGE = "github.com/rhysd/actionlint/cmd/actionlint"
ACTIONLINT = SOURCE / "build" / "actionlint" / "actionlint"
CHECKERS = SOURCE / "build" / "workflow-checkers"
ZIZMOR = CHECKERS / "bin" / "zizmor"
INSTALL_S = 600

# A step runs one of these, and one alone.
CALLED = re.compile(r"(script/(package|test|verify ([a-z]+|\"\$PART\")|ci/[a-z-]+( base head)?)"
                    r"|(\.\./)?perfharness/script/ci/[a-z-]+"
                    r"|\"\$GITHUB_ACTION_PATH/\.\./\.\./\.\./script/ci/[a-z-]+\""
                    r"|git config --global --add safe\.directory \"\$GITHUB_WORKSPACE(/[a-z-]+)?\""
                    r"|apt-get update -qq && apt-get install -y -qq --no-install-recommends [a-z -]+|perfharness publish --may-bench|script/ci/security-updates package|mkdir findings|true)")
# Who runs what somebody else wrote, or builds it.
RUNS_OTHERS = re.compile(r"script/(ci/(compare|measure|criterion|doctor|arrive|canary|check-crates|image|try-release)"
                         r"|package|build|test|verify)(?![a-z-])")
PINNED = re.compile(r"^((?:actions|aquasecurity)/[a-z-]+)@([0-9a-f]{40})$")
# Rights beyond reading, by workflow and job. A job that calls a workflow hands them on.
PUBLISHES = {"pull-requests": "write", "statuses": "write"}
PROMOTES = {"contents": "write"}
WRITES = {("publish.yml", "publish"): PUBLISHES, ("performance-comment.yml", "publish"): PUBLISHES,
          ("performance-bench.yml", "bench"): PUBLISHES, ("bench.yml", "publish"): PUBLISHES, ("promote.yml", "promote"): PROMOTES,
          ("performance-nightly.yml", "promote"): PROMOTES}
# What tells of a history, begins comparisons elsewhere, and draws.
CONFIRMS = {"actions": "write"}
ALERTS = {"issues": "write", "pull-requests": "write"}
PAGES = {"id-token": "write", "pages": "write"}
ALARMS = {"issues": "write"}
WRITES |= {("watch.yml", "confirm"): CONFIRMS, ("watch.yml", "alert"): ALERTS,
           ("performance-nightly.yml", "watch"): {**CONFIRMS, **ALERTS},
           ("performance-stoppage.yml", "alert"): {**CONFIRMS, **ALERTS},
           ("pages.yml", "pages"): PAGES, ("performance-nightly.yml", "pages"): PAGES,
           ("stoppage.yml", "stoppage"): ALARMS, ("performance-stoppage.yml", "stoppage"): ALARMS,
           ("canary.yml", "alarm"): ALARMS, ("performance-canary.yml", "canary"): ALARMS}
# A release keeps what artefacts do not.
KEEPS = {"contents": "write"}
WRITES |= {("audit.yml", "keep"): KEEPS, ("enterprise-audit.yml", "audit"): KEEPS}
# What a release is: statements that are signed, files, the image, and what was found in them.
SIGNS = {"attestations": "write", "id-token": "write"}
RELEASES = {("release.yml", "findings"): {"security-events": "write"}, ("release.yml", "release"): {**KEEPS, **SIGNS},
            ("release.yml", "push-image"): {**SIGNS, "packages": "write"},
            ("release.yml", "latest"): {**KEEPS, "packages": "write"}}
WRITES |= RELEASES

# The history's server is known to the jobs that promote, confirm, alert and draw; the secrets of channels to the one
# that alerts; nothing of it to any other.
SERVICE = "secrets.history-service"
CHANNELS = ["secrets.slack-url", "secrets.mail-password", "secrets.webhook-key"]
GIVEN = ["secrets.PERFHARNESS_SERVICE", "secrets.PERFHARNESS_SLACK_URL", "secrets.PERFHARNESS_MAIL_PASSWORD",
         "secrets.PERFHARNESS_WEBHOOK_KEY"]
SECRETS = {"promote.yml": [SERVICE], "watch.yml": [SERVICE, SERVICE, *CHANNELS, SERVICE],
           "performance-nightly.yml": ["secrets.PERFHARNESS_SERVICE", *GIVEN], "performance-stoppage.yml": GIVEN,
           "audit.yml": [SERVICE], "enterprise-audit.yml": ["secrets.PERFHARNESS_SERVICE"]}


def load(path):
    # "on" is YAML's word for true.
    document = yaml.safe_load(path.read_text("utf-8"))
    return {("on" if name is True else name): value for name, value in document.items()}


def paths():
    return [*sorted(WORKFLOWS.glob("*.yml")), *sorted(CALLERS.glob("*.yml"))]


def jobs():
    """(file, name of the workflow's file, name of the job, job)"""
    return [(path, path.name, name, job) for path in paths()
            for name, job in load(path)["jobs"].items()]


def steps():
    """(file, step), of the action, too."""
    found = [(path, step) for path, _, _, job in jobs() for step in job.get("steps", [])]
    return found + [(ACTION, step) for step in load(ACTION)["runs"]["steps"]]


def command(*arguments, **options):
    return subprocess.run([*map(str, arguments)], cwd=SOURCE, text=True, capture_output=True,
                          timeout=INSTALL_S, check=False, **options)


def lint(*files):
    return command(ACTIONLINT, "-no-color", *files)


def audit(*files):
    """zizmor, without asking anybody."""
    return command(ZIZMOR, "--offline", "--no-progress", "--color", "never", "--config",
                   SOURCE / ".github" / "zizmor.yml", *files)


class Checkers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        ACTIONLINT.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["go", "build", "-o", ACTIONLINT, PACKAGE], cwd=HERE, check=True,
                       timeout=INSTALL_S,
                       env={**os.environ, "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local"})
        subprocess.run(["/usr/bin/python3", "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps",
                        "--upgrade", "--root-user-action=ignore", "--target", CHECKERS, "--requirement",
                        HERE / "requirements.txt"], check=True, timeout=INSTALL_S)
        print("actionlint " + command(ACTIONLINT, "-version").stdout.split()[0], flush=True)
        print(command(ZIZMOR, "--version").stdout.strip(), flush=True)

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=ACTIONLINT.parent))
        self.addCleanup(shutil.rmtree, self.folder)

    def callers(self):
        """As their owner puts them into his repository."""
        for path in (*CALLERS.glob("*.yml"), *GITEA_CALLERS.glob("*.yml")):
            text = path.read_text("utf-8").replace("COMMIT", "0" * 40)
            (self.folder / f"{path.parts[-3]}-{path.name}").write_text(text, "utf-8")
        return sorted(self.folder.glob("*.yml"))

    def test_actionlint_finds_nothing(self):
        self.assertGreaterEqual(len(paths()), 15)
        for files in ([], self.callers()):
            result = lint(*files)
            self.assertEqual((result.returncode, result.stdout), (0, ""))

    def test_actionlint_sees_what_is_wrong(self):
        broken = self.folder / "broken.yml"
        broken.write_text((WORKFLOWS / "performance.yml").read_text("utf-8").replace(
            "github.event.action", "github.evnt.action"), "utf-8")
        result = lint(broken)
        self.assertEqual(result.returncode, 1)
        self.assertIn('"evnt" is not defined', result.stdout)

    def test_zizmor_finds_nothing(self):
        for files in ([SOURCE / ".github"], self.callers()):
            result = audit(*files)
            self.assertEqual(result.returncode, 0, result.stdout)
            self.assertIn("No findings to report", result.stdout)

    def test_zizmor_sees_what_is_wrong(self):
        text = (WORKFLOWS / "measure.yml").read_text("utf-8")
        for number, (old, new, rule) in enumerate((
                ("@11bd71901bbe5b1630ceea73d27597364c9af683", "@v4", "unpinned-uses"),
                ("          persist-credentials: false\n", "", "artipacked"),
                ("- run: perfharness/script/ci/arrive", "- run: echo ${{ inputs.revision }}",
                 "template-injection"))):
            with self.subTest(rule):
                self.assertIn(old, text)
                broken = self.folder / f"broken-{number}.yml"
                broken.write_text(text.replace(old, new), "utf-8")
                result = audit(broken)
                self.assertNotEqual(result.returncode, 0)
                self.assertIn(rule, result.stdout)


class Steps(unittest.TestCase):
    def test_logic_is_in_scripts(self):
        for path, step in steps():
            if "run" in step:
                with self.subTest(path.name, run=step["run"]):
                    self.assertRegex(step["run"], "^" + CALLED.pattern + "$")
                    script = re.search(r"script/ci/([a-z-]+)", step["run"])
                    if script:
                        self.assertTrue(os.access(SOURCE / "script" / "ci" / script[1], os.X_OK))

    def test_parts_of_verify_are_some(self):
        parts = load(WORKFLOWS / "test.yml")["jobs"]["verify"]["strategy"]["matrix"]["part"]
        for part in parts:
            self.assertTrue(os.access(SOURCE / "tests" / "verify" / f"{part}.sh", os.X_OK), part)

    def test_every_script_is_called(self):
        said = "".join(path.read_text("utf-8") for path in [*paths(), ACTION,
                                                             *(SOURCE / "script" / "ci").iterdir()])
        for script in (SOURCE / "script" / "ci").iterdir():
            self.assertRegex(said, rf"[/\"]{script.name}\b", script.name)

    def test_actions_are_pinned(self):
        pins = {}
        for path, step in steps():
            if "uses" in step and not step["uses"].startswith("./"):
                match = PINNED.match(step["uses"])
                self.assertIsNotNone(match, (path.name, step["uses"]))
                pins.setdefault(match[1], set()).add(match[2])
        self.assertEqual({name: len(commits) for name, commits in pins.items()},
                         {"actions/checkout": 1, "actions/upload-artifact": 1, "actions/download-artifact": 1,
                          "actions/upload-pages-artifact": 1, "actions/deploy-pages": 1, "actions/attest": 1,
                          "aquasecurity/trivy-action": 1})

    def test_checkouts_leave_no_token_behind(self):
        for path, step in steps():
            if "checkout" in step.get("uses", ""):
                self.assertIs(step["with"]["persist-credentials"], False, path.name)

    def test_a_second_run_overwrites_what_the_first_kept(self):
        for path, step in steps():
            if "/upload-artifact@" in step.get("uses", ""):
                self.assertIs(step["with"]["overwrite"], True, path.name)

    def test_inputs_of_the_action(self):
        """What is given to it, it has: act and actionlint do not mind."""
        known = set(load(ACTION)["inputs"])
        uses = [(path, step["with"]) for path, step in steps()
                if step.get("uses", "").endswith(".github/actions/compare")]
        self.assertEqual(len(uses), 3)
        for path, given in uses:
            self.assertLessEqual(set(given), known, path.name)

    def test_inputs_of_called_workflows(self):
        for path, name, job_name, job in jobs():
            if "uses" in job:
                called = re.search(r"\.github/workflows/([a-z-]+\.yml)", job["uses"])[1]
                inputs = (load(WORKFLOWS / called)["on"]["workflow_call"] or {}).get("inputs", {})
                self.assertLessEqual(set(job.get("with", {})), set(inputs), (name, job_name))
                required = {key for key, value in inputs.items() if value.get("required")}
                self.assertLessEqual(required, set(job.get("with", {})), (name, job_name))


class Rights(unittest.TestCase):
    def test_nobody_has_more_than_he_uses(self):
        for path in paths():
            with self.subTest(path.name):
                default = load(path)["permissions"]
                self.assertEqual(default.get("contents"), "read")
                self.assertEqual(set(default.values()), {"read"})
        for _, workflow, name, job in jobs():
            with self.subTest(workflow, job=name):
                writes = {right: level for right, level in job.get("permissions", {}).items()
                          if level == "write"}
                self.assertEqual(writes, WRITES.get((workflow, name), {}))

    def test_who_may_write_runs_nobodys_code(self):
        for path, workflow, name, job in jobs():
            if (workflow, name) in WRITES and "steps" in job:
                self.assertEqual(job["runs-on"], "ubuntu-latest")
                for step in job["steps"]:
                    self.assertNotRegex(step.get("run", ""), RUNS_OTHERS, (workflow, name))
                    self.assertNotIn("actions/compare", step.get("uses", ""))

    def test_where_others_code_runs_is_no_token(self):
        for path, step in steps():
            text = str(step)
            if RUNS_OTHERS.search(step.get("run", "")):
                self.assertNotIn("token", text, path.name)
        for path in [*paths(), ACTION]:
            found = re.findall(r"secrets\.[A-Za-z_-]+", path.read_text("utf-8"))
            if found:  # Ours has no history that is watched for a stoppage.
                self.assertEqual(found, SECRETS.get(path.name), path)
            self.assertNotIn("pull_request_target", path.read_text("utf-8"), path.name)

    def test_only_the_default_branch_publishes(self):
        """
        A workflow that may write is begun by events whose file is the default branch's; a release, by a tag, which
        only who may write to the repository pushes.
        """
        self.assertEqual(load(WORKFLOWS / "release.yml")["on"], {"push": {"tags": ["v*"]}})
        for path, workflow, name, _ in jobs():
            if (workflow, name) in WRITES and (workflow, name) not in RELEASES:
                self.assertLessEqual(set(load(path)["on"]), {"workflow_run", "issue_comment", "schedule",
                                                             "workflow_dispatch", "workflow_call"}, workflow)


class WhatActDoesNotShow(unittest.TestCase):
    def test_image(self):
        image = re.search(r"^FROM (\S+@sha256:[0-9a-f]{64})$",
                          (SOURCE / ".github/image/Dockerfile").read_text("utf-8"), re.MULTILINE)[1]
        contained = [(workflow, name) for _, workflow, name, job in jobs() if "container" in job]
        self.assertEqual(set(contained), {
            ("compare.yml", "work"), ("package.yml", "package"), ("publish.yml", "publish"),
            ("bench.yml", "asked"), ("promote.yml", "promote"),
            ("watch.yml", "confirm"), ("watch.yml", "alert"), ("watch.yml", "dashboard"), ("audit.yml", "report"), ("performance-work.yml", "work"), ("test.yml", "test"),
            ("test.yml", "verify"), ("test.yml", "arm64"), ("release.yml", "updates"),
             ("release.yml", "try")})
        for _, workflow, name, job in jobs():
            if "container" in job:
                self.assertEqual(job["container"], image, (workflow, name))

    def test_every_job_has_an_end(self):
        for _, workflow, name, job in jobs():
            if "steps" in job:
                self.assertIn("timeout-minutes", job, (workflow, name))

    def test_a_newer_push_cancels_who_waits_and_nobody_else(self):
        for path in paths():
            self.assertNotIn("cancel-in-progress", path.read_text("utf-8"), path.name)
        for path in (WORKFLOWS, CALLERS):
            for name in ("performance", "performance-work"):
                group = load(path / f"{name}.yml")["concurrency"]["group"]
                self.assertRegex(group, rf"^{name}-\$\{{\{{ github\.event\.pull_request\.number")
            # Nor does a label that means nothing, which begins the workflow as well.
            group = load(path / "performance.yml")["concurrency"]["group"]
            self.assertIn("github.event.label.name != 'measure' && format('-{0}', github.run_id)", group)

    def test_a_label_that_means_nothing_begins_nothing(self):
        """It would be a green check of the commit, with nothing measured."""
        self.assertEqual(load(CALLERS / "performance.yml")["jobs"]["time"]["if"],
                         "github.event.action != 'labeled' || github.event.label.name == 'measure'")

    def test_words_that_ask_for_nothing_take_nobodys_place(self):
        """A group of the whole workflow would have any comment take the place of a "/bench" that waits."""
        bench = load(CALLERS / "performance-bench.yml")
        self.assertNotIn("concurrency", bench)
        job = bench["jobs"]["bench"]
        self.assertEqual(job["concurrency"], {"group": "performance-bench-${{ github.event.issue.number }}"})
        for condition in ("github.event.issue.pull_request && ", "startsWith(github.event.comment.body, '/bench') && ",
                          """contains(fromJSON('["OWNER", "MEMBER", "COLLABORATOR"]'), """
                          "github.event.comment.author_association)"):
            self.assertIn(condition, job["if"])

    def test_our_work_is_compared_with_where_it_began(self):
        text = (WORKFLOWS / "performance-work.yml").read_text("utf-8")
        for other in ("base.sha", "github.sha"):  # Today's main, and what GitHub merges with it.
            self.assertNotIn(other, text)
        jobs_of = load(WORKFLOWS / "performance-work.yml")["jobs"]
        self.assertEqual(jobs_of["revisions"]["steps"][-1]["run"], "script/ci/revisions")
        for side in ("base", "head"):
            self.assertEqual(jobs_of[side]["with"]["ref"], f"${{{{ needs.revisions.outputs.{side} }}}}")

    def test_the_dedicated_runner(self):
        for workflow, name in (("compare.yml", "time"), ("measure.yml", "measure"), ("canary.yml", "canary")):
            document = load(WORKFLOWS / workflow)
            self.assertEqual(document["jobs"][name]["runs-on"], "${{ fromJSON(inputs.runner) }}")
            self.assertEqual(yaml.safe_load(document["on"]["workflow_call"]["inputs"]["runner"]["default"]),
                             ["self-hosted", "linux", "x64", "performance"])

    def test_the_group_of_runners_names_what_runs_there(self):
        """GitHub holds a group's workflows against the one that has the job, not against its caller."""
        on_runners = {workflow for path, workflow, name, job in jobs() if "inputs.runner" in job.get("runs-on", "")}
        readme = (SOURCE / "harness" / "github" / "README.md").read_text("utf-8")
        self.assertEqual(set(re.findall(r"^ +OWNER/perfharness/\.github/workflows/(\S+)@COMMIT$", readme,
                                        re.MULTILINE)), on_runners)

    def test_a_verdict_is_always_reported(self):
        verdict = load(WORKFLOWS / "compare.yml")["jobs"]["verdict"]
        self.assertEqual(verdict["if"], "always()")
        self.assertEqual(verdict["needs"], ["revisions", "package", "work", "time"])
        for name, job in (("performance", "time"), ("performance-work", "work")):
            self.assertEqual(list(load(CALLERS / f"{name}.yml")["jobs"]), [job])
            # Filtered by a job, not by the event: a required check has to report.
            for event in ("pull_request", "merge_group"):
                self.assertNotIn("paths", load(CALLERS / f"{name}.yml")["on"][event] or {})

    def test_names_of_checks_are_unique(self):
        """A check is known by the name of its job, whatever the workflow: two of a name could not be told apart."""
        for folder in (CALLERS, WORKFLOWS):
            names = [job.get("name", name) for path in sorted(folder.glob("*.yml"))
                     if "workflow_call" not in load(path)["on"] for name, job in load(path)["jobs"].items()]
            self.assertGreaterEqual(len(names), 7)
            self.assertEqual(len(names), len(set(names)), names)

    def test_tiers(self):
        on = {path.name: load(path)["on"] for path in sorted(CALLERS.glob("*.yml"))}
        self.assertEqual(on["performance-nightly.yml"]["schedule"], [{"cron": "0 2 * * *"}])
        self.assertEqual(on["performance-weekly.yml"]["schedule"], [{"cron": "0 3 * * 0"}])
        self.assertEqual(on["performance-release.yml"]["push"], {"tags": ["v*"]})
        for name in ("performance", "performance-nightly", "performance-weekly", "performance-release"):
            self.assertIn("workflow_dispatch", on[f"{name}.yml"])
        suites = {path.name: [job["with"].get("suite") for job in load(path)["jobs"].values()
                              if "compare.yml" in job.get("uses", "") or "measure.yml" in job.get("uses", "")]
                  for path in CALLERS.glob("*.yml")}
        self.assertEqual(suites["performance-nightly.yml"], ["comprehensive"])
        self.assertEqual(suites["performance-weekly.yml"], ["comprehensive"])
        self.assertEqual(suites["performance-release.yml"], ["release"])
        self.assertEqual(suites["performance.yml"],
                         ["${{ inputs.suite || (github.event_name == 'push' && 'critical') || 'standard' }}"])

    def test_a_release_is_approved(self):
        release = load(CALLERS / "performance-release.yml")["jobs"]
        self.assertEqual(release["approval"]["environment"], "performance-release")
        self.assertEqual(release["release"]["needs"], "approval")

    def test_a_release_has_the_time_it_takes(self):
        """What its suite may take, and half an hour more for two builds; perfharness' own limit is 30 minutes."""
        given = load(CALLERS / "performance-release.yml")["jobs"]["release"]["with"]
        suite = (SOURCE / "config" / "suites" / "release.toml").read_text("utf-8")
        budget = int(re.search(r"^budget_minutes = (\d+)$", suite, re.MULTILINE)[1])
        self.assertEqual(given["minutes"], str(budget))
        self.assertGreaterEqual(given["timeout-minutes"], budget + 30)
        compare = load(WORKFLOWS / "compare.yml")["jobs"]
        for name in ("work", "time"):
            self.assertEqual(compare[name]["steps"][-1]["with"]["minutes"], "${{ inputs.minutes }}")
        measuring = [step for step in load(ACTION)["runs"]["steps"] if step.get("id") == "compare"]
        self.assertEqual(measuring[0]["env"]["MINUTES"], "${{ inputs.minutes }}")

    def test_what_informs_blocks_nothing(self):
        for path in (CALLERS / "performance-nightly.yml", CALLERS / "performance-weekly.yml",
                     WORKFLOWS / "performance-nightly.yml"):
            informing = [job for job in load(path)["jobs"].values() if job.get("with", {}).get("informs")]
            self.assertEqual(len(informing), 1, path.name)

    def test_criterion_does_not_cost_the_run(self):
        criterion = [step for step in load(WORKFLOWS / "measure.yml")["jobs"]["measure"]["steps"]
                     if step.get("run", "").endswith("/criterion")]
        self.assertEqual([(step["timeout-minutes"], step["continue-on-error"]) for step in criterion], [(15, True)])
        # What measures before it may take perfharness' 30 minutes, after the build.
        night = load(CALLERS / "performance-nightly.yml")["jobs"]["measure"]["with"]
        self.assertEqual(night["timeout-minutes"], 90)

    def test_only_the_job_that_alerts_has_the_secrets_of_channels(self):
        jobs_of = load(WORKFLOWS / "watch.yml")["jobs"]
        for name, job in jobs_of.items():
            with self.subTest(name):
                self.assertEqual([word for word in CHANNELS if word in str(job)], CHANNELS if name == "alert" else [])
                for step in job.get("steps", []):
                    self.assertNotRegex(step.get("run", ""), RUNS_OTHERS)
        # Each is done whatever became of the one before, and can be run again alone.
        self.assertEqual([job.get("needs") for job in jobs_of.values()],
                         [None, "package", ["package", "confirm"], ["package", "confirm", "alert"]])
        for name in ("alert", "dashboard"):
            self.assertIn("!cancelled() && needs.package.result != 'failure'", jobs_of[name]["if"])

    def test_a_night_is_watched_whatever_became_of_it(self):
        night = load(CALLERS / "performance-nightly.yml")["jobs"]
        self.assertEqual([(name, job.get("needs")) for name, job in night.items()],
                         [("measure", None), ("promote", "measure"), ("watch", "promote"), ("pages", "watch")])
        self.assertIn("!cancelled()", night["watch"]["if"])
        self.assertIn("vars.PERFHARNESS_PAGES == 'true'", night["pages"]["if"])

    def test_months_are_audited(self):
        """By the specification's times and names; who has the history's secret has no rights, and the other way."""
        for folder in (CALLERS, WORKFLOWS):
            own = load(folder / "enterprise-audit.yml")
            self.assertEqual(own["on"]["schedule"], [{"cron": "0 2 1 * *"}])
            self.assertIn("workflow_dispatch", own["on"])
            given = own["jobs"]["audit"]["with"]
            self.assertEqual((given["artifact"], given["retention-days"]),
                             ("enterprise-audit-${{ github.run_number }}", 1095))
        jobs_of = load(WORKFLOWS / "audit.yml")["jobs"]
        self.assertNotIn("permissions", jobs_of["report"])
        self.assertNotIn("secrets.", str(jobs_of["keep"]))
        self.assertEqual([step.get("run") for step in jobs_of["keep"]["steps"] if "run" in step],
                         ["perfharness/script/ci/keep-audit"])

    def test_who_asks_whether_anything_is_measured_is_not_who_measures(self):
        for folder in (CALLERS, WORKFLOWS):
            own = load(folder / "performance-stoppage.yml")
            self.assertEqual(own["on"]["schedule"], [{"cron": "30 6,18 * * *"}])
            self.assertNotIn("needs", own["jobs"]["stoppage"])
        self.assertEqual(load(WORKFLOWS / "stoppage.yml")["jobs"]["stoppage"]["runs-on"], "ubuntu-latest")

    def test_a_canary_that_is_silent_is_told(self):
        jobs_of = load(WORKFLOWS / "canary.yml")["jobs"]
        self.assertNotIn("permissions", jobs_of["canary"])
        self.assertEqual((jobs_of["alarm"]["needs"], jobs_of["alarm"]["if"]), ("canary", "always()"))
        self.assertEqual(load(CALLERS / "performance-canary.yml")["on"]["schedule"], [{"cron": "0 5 * * 0"}])

    def test_what_is_compared_for_a_case_is_known_by_its_name(self):
        confirm = load(CALLERS / "performance-confirm.yml")
        self.assertEqual(confirm["run-name"], "${{ inputs.question }}")
        self.assertEqual(set(confirm["on"]), {"workflow_dispatch"})
        self.assertEqual(set(confirm["on"]["workflow_dispatch"]["inputs"]), {"base", "head", "options", "question"})
        self.assertEqual(load(CALLERS / "performance-nightly.yml")["jobs"]["watch"]["with"]["compares"],
                         "performance-confirm.yml")

    def test_nothing_is_released_that_was_not_tested_and_scanned(self):
        """Who writes is after all gates; what is the latest was downloaded again, and has run."""
        needs = {name: job.get("needs") for name, job in load(WORKFLOWS / "release.yml")["jobs"].items()}

        def before(name):
            direct = [needs[name]] if isinstance(needs[name], str) else needs[name] or []
            return set(direct).union(*(before(other) for other in direct))
        for _, name in RELEASES:
            if name != "findings":
                self.assertLessEqual({"version", "tests", "packages", "crates", "updates", "scan", "findings"}, before(name))
        self.assertLessEqual({"release", "push-image", "try"}, before("latest"))
        text = (WORKFLOWS / "release.yml").read_text("utf-8")
        for word in ("always()", "cancelled()", "continue-on-error", "exit-code"):
            self.assertNotIn(word, text)
        self.assertEqual(text.count("severity: HIGH,CRITICAL"), text.count("aquasecurity/trivy-action@"))

    def test_a_release_is_for_both_architectures(self):
        jobs_of = load(WORKFLOWS / "release.yml")["jobs"]
        self.assertEqual(jobs_of["packages"]["strategy"]["matrix"], {"architecture": ["amd64", "arm64"]})
        self.assertEqual(load(WORKFLOWS / "package.yml")["jobs"]["package"]["runs-on"],
                         "${{ inputs.architecture == 'arm64' && 'ubuntu-24.04-arm' || 'ubuntu-latest' }}")
        for name in ("updates", "image"):
            self.assertEqual({entry["architecture"]: entry["machine"]
                              for entry in jobs_of[name]["strategy"]["matrix"]["include"]},
                             {"amd64": "ubuntu-latest", "arm64": "ubuntu-24.04-arm"})

    def test_one_promotion_at_a_time(self):
        self.assertEqual(load(WORKFLOWS / "promote.yml")["jobs"]["promote"]["concurrency"],
                         {"group": "performance-baselines"})

    def test_how_long_artefacts_are_kept(self):
        for path in (WORKFLOWS / "measure.yml", ACTION):
            text = path.read_text("utf-8")
            self.assertRegex(text, r"retention-days:\n +description: .*\n(?: +type: number\n)? +default: \"?90\"?\n")


if __name__ == "__main__":
    unittest.main()
