# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The jobs that a copybook-rs repository copies (harness/gitlab/callers/, harness/gitea/callers/): what
they leave behind is what GitLab reads, by the rules of its readers; what they tell is told by the real
program, to servers of ours; and no token is where a pull request's code runs.
"""
import json
import pathlib
import re
import shlex
import subprocess
import unittest
import xml.etree.ElementTree

import yaml

import comparison_documents
import perf_documents
from fault_server import HEAD, PULL
from gitea_server import Gitea
from gitlab_server import GitLab
from jobs import GiteaJob, GitLabJob
from program import PROGRAM, SOURCE

CALLERS = {name: SOURCE / "harness" / name / "callers" for name in ("gitlab", "gitea")}
FOLDER = "performance"


def gitlab_metrics(text):
    """As ee/lib/gitlab/ci/parsers/metrics/generic.rb reads it: up to #, in a shell's words."""
    lines = (shlex.split(line.partition("#")[0]) for line in text.splitlines())
    return [(words[0], float(words[1])) for words in lines if words]


def gitlab_cases(text):
    """As lib/gitlab/ci/parsers/test/junit.rb reads it: below one level of suites, or two."""
    root = xml.etree.ElementTree.fromstring(text)
    suites = root.findall("testsuite") if root.tag == "testsuites" else [root]
    return [(suite.get("name"), case.get("classname"), case.get("name"))
            for suite in suites for case in suite.iter("testcase")]


def jobs_of_gitlab():
    """Each with what it extends."""
    path = CALLERS["gitlab"] / "performance.gitlab-ci.yml"
    written = yaml.safe_load(path.read_text(encoding="utf-8"))

    def whole(job):
        above = whole(written[job["extends"]]) if "extends" in job else {}
        both = {**above, **job}
        both["variables"] = {**above.get("variables", {}), **job.get("variables", {})}
        return both
    return {name: whole(job) for name, job in written.items() if not name.startswith(".")}


def is_wanted(rules, variables):
    """Whether a rule takes a job in; of its language there is == and &&."""
    def value(word):
        return variables.get(word[1:], "") if word.startswith("$") else word.strip('"')
    return any(all(value(left) == value(right) for left, right in
                   (part.split(" == ") for part in rule["if"].split(" && ")))
               for rule in rules)


def run_lines(lines, folder, variables):
    """As the runner's shell does, which ends at the first that fails."""
    bin_folder = pathlib.Path(PROGRAM).parent
    return subprocess.run(["bash", "-eo", "pipefail", "-c", "\n".join(lines)], cwd=folder,
                          env={**variables, "PATH": f"{bin_folder}:{variables['PATH']}"},
                          capture_output=True, text=True, timeout=120, check=False)


def document(*benchmarks):
    return json.dumps(comparison_documents.comparison(*benchmarks))


SAME = comparison_documents.timed("comp3/stream", 0.0, "UNCHANGED")
SLOWER = comparison_documents.timed("display-text/stream", 0.2, "FAIL")


class GitLabJobs(GitLabJob):
    MERGE_REQUEST = {"CI_PIPELINE_SOURCE": "merge_request_event",
                     "CI_MERGE_REQUEST_PROJECT_ID": "42", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "42"}

    def kept(self, *benchmarks):
        (self.folder / FOLDER).mkdir(exist_ok=True)
        self.write(f"{FOLDER}/comparison.json", document(*benchmarks))

    def test_what_is_left_is_what_is_read(self):
        for name in ("performance-work", "performance-time"):
            job = jobs_of_gitlab()[name]
            with self.subTest(name):
                self.kept(SAME, SLOWER)
                result = run_lines(job["after_script"], self.folder, self.variables("http://[::1]"))
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertEqual(job["artifacts"]["when"], "always")
                reports = {kind: (self.folder / path).read_text()
                           for kind, path in job["artifacts"]["reports"].items()}
                metrics, cases = gitlab_metrics(reports["metrics"]), gitlab_cases(reports["junit"])
                self.assertGreater(len(metrics), 2)
                for found in ([metric for metric, _ in metrics], cases):
                    self.assertTrue(found)
                    self.assertEqual(len(found), len(set(found)), "two of one name")

    def test_what_is_left_of_a_night(self):
        job = jobs_of_gitlab()["performance-nightly"]
        (self.folder / FOLDER).mkdir()
        self.write(f"{FOLDER}/perf.json", json.dumps(
            perf_documents.perf(perf_documents.good_benchmarks())))
        result = run_lines(job["after_script"], self.folder, self.variables("http://[::1]"))
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        for reader, file in ((gitlab_metrics, "metrics.txt"), (gitlab_cases, "junit.xml")):
            self.assertTrue(reader((self.folder / FOLDER / file).read_text()))

    def test_it_is_told(self):
        for name in ("performance-work-report", "performance-time-report"):
            job = jobs_of_gitlab()[name]
            for benchmarks, status in (((SAME,), 0), ((SLOWER,), 3)):
                with self.subTest(f"{name}: {status}"), GitLab() as gitlab:
                    self.kept(*benchmarks)
                    result = run_lines(job["script"], self.folder, self.variables(gitlab.url))
                    self.assertEqual(result.returncode, status, result.stderr)
                    self.assertTrue(not status or status in job["allow_failure"]["exit_codes"])
                    self.assertEqual([note["noteable_iid"] for note in gitlab.comments], [PULL])
                    self.assertEqual([sha for sha, _ in gitlab.statuses], [HEAD])

    def test_which_jobs_there_are(self):
        fork = {**self.MERGE_REQUEST, "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "666"}
        compared = {"performance-work", "performance-time"}
        told = {f"{name}-report" for name in compared}
        for variables, wanted in ((self.MERGE_REQUEST, compared | told), (fork, compared),
                                  ({"CI_PIPELINE_SOURCE": "schedule"}, {"performance-nightly"}),
                                  ({"CI_PIPELINE_SOURCE": "push"}, set())):
            self.assertEqual({name for name, job in jobs_of_gitlab().items()
                              if is_wanted(job["rules"], variables)}, wanted)

    def test_the_token_is_with_who_tells(self):
        """Its variable's scope is an environment, of which no job is that runs what is measured."""
        for name, job in jobs_of_gitlab().items():
            tells = name.endswith("-report")
            self.assertEqual("environment" in job, tells, name)
            self.assertEqual(any("publish" in line for line in job["script"]), tells, name)
            self.assertNotIn("GITLAB_TOKEN", json.dumps(job))


class GiteaJobs(GiteaJob):
    def setUp(self):
        super().setUp()
        path = CALLERS["gitea"] / "performance.yml"
        self.text = path.read_text(encoding="utf-8")
        self.jobs = yaml.safe_load(self.text)["jobs"]

    def test_it_is_told(self):
        told = self.jobs["report"]["steps"][-1]
        (self.folder / FOLDER).mkdir()
        self.write(f"{FOLDER}/comparison.json", document(SAME))
        with Gitea() as gitea:
            result = run_lines([told["run"]], self.folder, self.variables(gitea.url))
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            self.assertEqual([comment["issue"] for comment in gitea.comments], [PULL])

    def test_the_token_is_with_who_tells(self):
        self.assertEqual(list(self.jobs["report"]["steps"][-1]["env"]), ["GITEA_TOKEN"])
        self.assertEqual(self.text.count("secrets."), 1)
        self.assertNotIn("permissions", self.jobs["time"])

    def test_actions_are_named_by_their_commits(self):
        self.assertEqual(re.findall(r"uses: \S+@(?![0-9a-f]{40} # v)\S+", self.text), [])


if __name__ == "__main__":
    unittest.main()
