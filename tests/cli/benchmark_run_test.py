# SPDX-License-Identifier: AGPL-3.0-or-later
"""
`export --as benchmark-run`: the specification's result document says of a run what `check` says of
it, its summary follows from its metrics, and what it recommends from its figures; it is valid for
`perfharness validate` and for python3-jsonschema.
"""
import copy
import hashlib
import json
import pathlib
import shlex
import unittest

from perf_documents import good_benchmarks, measured, not_measured, perf, plain, subjects_of
from program import ProgramTest, environment, run, validator

BASE, HEAD = "9d1c77e0" * 5, "3f2a91c0" * 5
EARLIER = "2025-05-01T12:00:00Z"
BUSY = "the machine was too busy: no launch had enough undisturbed blocks"
JOB = {"GITHUB_ACTIONS": "true", "GITHUB_SHA": "a" * 40, "GITHUB_REF_NAME": "topic",
       "GITHUB_REF_TYPE": "branch", "GITHUB_REF": "refs/heads/topic", "GITHUB_EVENT_NAME": "push",
       "GITHUB_REPOSITORY": "o/r", "GITHUB_RUN_ID": "7", "GITHUB_ACTOR": "some-person",
       "RUNNER_NAME": "secret-runner"}
HOSTILE = 'a "b"\\c\td\n\u202e</script>$(x)'


class BenchmarkRunTest(ProgramTest):
    def export(self, document, baseline=None, **options):
        path = self.write("perf.json", json.dumps(document))
        arguments = ["--baseline", self.write("base.json", json.dumps(baseline))] if baseline else []
        result = run("export", path, "--as", "benchmark-run", *arguments, **options)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        made = json.loads(result.stdout)
        validator("benchmark-run.schema.json").validate(made)
        kept = self.write("result.json", result.stdout)
        self.assertIn("perfharness-benchmark-run-1", run("validate", kept).stdout)
        self.assertEqual(made["benchmark_run"]["id"],
                         hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest())
        self.assert_same_as_check(path, arguments, made)
        return made

    def assert_same_as_check(self, path, arguments, made):
        judged = json.loads(run("check", path, "--json", *arguments).stdout)
        self.assertEqual(made["summary"]["overall_status"], judged["verdict"])
        self.assertEqual(made["summary"]["why"], judged["why"])
        metrics = {(metric["benchmark"], metric["level"], metric["subject"]): metric
                   for metric in made["metrics"]}
        for change in judged["changes"]:
            metric = metrics[change["name"], change["level"], change["subject"]]
            self.assertEqual([metric[member] for member in ("value", "baseline", "change",
                                                            "change_ci95", "p_value")],
                             [change[member] for member in ("throughput_mib_s", "baseline_mib_s",
                                                            "change", "ci95", "p_value")])

    def recommended(self, made):
        return {advice["kind"]: advice for advice in made["summary"]["recommendations"]}

    def test_a_run_alone(self):
        made = self.export(perf(subjects=subjects_of(commit=HEAD)))
        self.assertEqual(made["benchmark_run"]["commit"], HEAD)
        self.assertEqual((made["benchmark_run"]["branch"], made["benchmark_run"]["baseline"]),
                         (None, None))
        summary = made["summary"]
        self.assertEqual(summary["coverage"], {"measured": 4, "asked_for": 4, "share": 1})
        self.assertEqual([summary[member] for member in ("regressed", "average_regression",
                                                         "worst_metric", "recommendations")],
                         [0, None, None, []])
        self.assertEqual(summary["duration_s"], 60.0)
        statuses = {metric["name"]: metric["status"] for metric in made["metrics"]}
        self.assertEqual(statuses["comp3/stream/kernel/copybook-rs"], "PASS")
        self.assertEqual(statuses["display-text/stream/kernel/native"], "NEUTRAL")

    def test_a_missed_floor(self):
        made = self.export(perf(good_benchmarks(comp3=20.0)))
        found = {metric["name"]: metric for metric in made["metrics"]}
        missed = found["comp3/stream/kernel/copybook-rs"]
        self.assertEqual((missed["status"], made["summary"]["overall_status"]), ("FAIL", "FAIL"))
        self.assertTrue(missed["why"])

    def test_slower(self):
        """The mean is of those that became slower, and the range is that of the commits measured."""
        base = perf(good_benchmarks(), timestamp=EARLIER, subjects=subjects_of(commit=BASE))
        head = perf(good_benchmarks(display=720.0, comp3=800.0, record=200.0),
                    subjects=subjects_of(commit=HEAD))
        made = self.export(head, base)
        summary = made["summary"]
        self.assertEqual(summary["regressed"], 2)
        self.assertAlmostEqual(summary["average_regression"], 0.15, 6)
        self.assertEqual(summary["worst_metric"]["name"], "comp3/stream/kernel/copybook-rs")
        self.assertAlmostEqual(summary["worst_metric"]["change"], 0.2, 6)
        self.assertEqual(summary["worst_metric"]["status"], "FAIL")
        (advice,) = summary["recommendations"]
        self.assertEqual((advice["kind"], advice["text"]),
                         ("bisect", "bisect 9d1c77e..3f2a91c: comp3/stream/kernel/copybook-rs is "
                                    "20.0 % slower"))
        self.assertEqual(shlex.split(advice["command"]),
                         ["perfharness", "bisect", "--repository", "CHECKOUT", "--workload", "comp3",
                          BASE, HEAD])
        self.assertEqual(made["benchmark_run"]["baseline"], {"timestamp": EARLIER, "commit": BASE})

    def test_nothing_to_bisect(self):
        """Where the code is not that of two known commits, nothing is said of them."""
        base = perf(good_benchmarks(), timestamp=EARLIER, subjects=subjects_of(commit=BASE))
        for changes in ({"commit": BASE}, {"commit": None}, {"commit": HEAD, "is_dirty": True}):
            subjects = subjects_of(**changes)
            if changes["commit"] is None:
                del subjects[0]["built_from"]["commit"]
            with self.subTest(str(changes)):
                head = perf(good_benchmarks(comp3=800.0), subjects=subjects)
                self.assertEqual(self.export(head, base)["summary"]["recommendations"], [])

    def test_more_launches_would_tell(self):
        base = perf(good_benchmarks(spread=0.06), timestamp=EARLIER, suite="critical")
        made = self.export(perf(good_benchmarks(comp3=960.0, spread=0.06), suite="critical"), base)
        advice = self.recommended(made)["launches"]
        needed = int(advice["text"].split()[0])
        whys = [metric["why"] for metric in made["metrics"] if metric["status"] == "INCONCLUSIVE"]
        self.assertTrue(whys)
        self.assertTrue(any(f"about {needed} launches" in why for why in whys), whys)
        self.assertEqual(advice["command"],
                         f"perfharness run --suite critical --launches {needed}")

    def test_no_number(self):
        """It is null, and counts as asked for; who is to be void is not asked for."""
        busy = {**not_measured("comp3/stream", "failed"), "reason": BUSY}
        document = perf([*good_benchmarks()[:2], busy], errors=[f"comp3/stream, copybook-rs, kernel level: failed: {BUSY}"],
                        status="failure")
        made = self.export(document)
        self.assertEqual(made["summary"]["coverage"]["measured"], 2)
        self.assertEqual(made["summary"]["coverage"]["asked_for"], 3)
        (metric,) = [metric for metric in made["metrics"] if metric["value"] is None]
        self.assertEqual((metric["status"], metric["ci95"]), ("INCONCLUSIVE", None))
        self.assertEqual(self.recommended(made)["host"]["command"], "perfharness doctor")

    def test_the_plain_shape(self):
        made = self.export(plain(), plain(comp3_mibs=600))
        self.assertEqual([metric["unit"] for metric in made["metrics"]], ["MiB/s", "MiB/s"])
        self.assertEqual((made["summary"]["duration_s"], made["system_info"]["fingerprint"]),
                         (None, None))

    def test_the_branch_is_the_jobs_that_measured(self):
        job = environment(**JOB)
        self.assertEqual(self.export(perf(), env=job)["benchmark_run"]["branch"], "topic")
        other = self.export(perf(commit="c" * 40), env=job)
        self.assertIsNone(other["benchmark_run"]["branch"])
        self.assertNotIn("some-person", json.dumps(other))
        self.assertNotIn("secret-runner", json.dumps(other))

    def test_names_that_others_chose(self):
        document = perf([*good_benchmarks(),
                         {**measured("other", 5.0, level="record"), "name": HOSTILE,
                          "workload": HOSTILE}], suite=HOSTILE)
        text = json.dumps(self.export(document), ensure_ascii=False)
        self.assertNotIn("\u202e", text)

    def test_what_contradicts_itself_is_not_valid(self):
        made = self.export(perf())
        for path, value, phrase in ((("coverage", "measured"), 3, "/summary/coverage/measured"),
                                    (("coverage", "asked_for"), 5, "/summary/coverage/asked_for"),
                                    (("worst_metric",), {"name": "x", "change": 1, "status": "FAIL"},
                                     "/summary/worst_metric/name")):
            damaged = copy.deepcopy(made)
            inner = damaged["summary"]
            for name in path[:-1]:
                inner = inner[name]
            inner[path[-1]] = value
            result = run("validate", self.write("damaged.json", json.dumps(damaged)))
            self.assert_says_one_sentence(result, 3, "CBKB003", phrase)

    def test_a_baseline_is_for_those_that_show_it(self):
        path = self.write("perf.json", json.dumps(perf()))
        result = run("export", path, "--as", "bencher", "--baseline", path)
        self.assert_says_one_sentence(result, 2, "--as bencher", "--baseline")
        result = run("export", path, "--as", "benchmark-run", "--baseline", self.write("bad.json", "{"))
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        for name in ("baselins", "base.jsn", "folder/baseline.json"):
            for shape in ("benchmark-run", "junit"):
                result = run("export", path, "--as", shape, "--baseline", name, cwd=self.folder)
                self.assert_says_one_sentence(result, 1, "CBKB012", f"--baseline: {name}: ",
                                              "there is no such file or folder")
        junit = run("export", path, "--as", "junit", "--baseline", path)
        self.assertEqual(junit.returncode, 0, junit.stderr)
        self.assertIn("baseline", junit.stdout)


if __name__ == "__main__":
    unittest.main()
