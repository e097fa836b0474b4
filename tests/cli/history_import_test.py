# SPDX-License-Identifier: AGPL-3.0-or-later
"""
`history import`: runs that were kept elsewhere are there once, with their source, at their place,
and in no series with what was measured here; what cannot be read leaves nothing.
"""
import contextlib
import json
import math
import os
import shutil
import sqlite3
import unittest

from history_test import HistoryTest, git
from program import SOURCE, validator

BASELINE = SOURCE / "fixtures" / "documents" / "0.1.0-7" / "baseline.json"
HOSTILE = 'a "b"\n\u202e\x1b[31m'
COMMITS = [digit * 40 for digit in "abc"]


def figure(value, unit="ns/iter", name="parse"):
    return {"name": name, "value": value, "unit": unit, "range": "± 3"}


def at(commit, date, *benches, message="what was done\n\nand why"):
    return {"commit": {"id": commit, "message": message, "author": {"name": "somebody"}},
            "date": date, "tool": "cargo", "benches": list(benches)}


def script(suites, **more):
    return "window.BENCHMARK_DATA = " + json.dumps(
        {"lastUpdate": 1, "repoUrl": "https://example.org/o/r", "entries": suites, **more})


def usual(count=3):
    return {"Rust": [at(COMMITS[number], 1748779200000 + number, figure(100.0 + number))
                     for number in range(count)]}


def estimates(ns):
    return {"mean": {"point_estimate": ns, "standard_error": 1.0, "confidence_interval": {
        "confidence_level": 0.95, "lower_bound": ns - 1, "upper_bound": ns + 1}}}


def named(name, **more):
    return {"uuid": "u", "name": name, "slug": name.lower(), **more}


LATENCY = {"name": "Latency", "slug": "latency", "units": "nanoseconds (ns)"}
SPEED = {"name": "Throughput", "slug": "throughput", "units": "MiB/s"}


def plotted(report, commit, value, start="2025-06-01T12:00:00Z"):
    return {"report": report, "iteration": 0, "start_time": start, "end_time": start,
            "version": {"number": 1, "hash": commit},
            "metric": {"uuid": "u", "value": value, "lower_value": None, "upper_value": None},
            "threshold": None, "boundary": None, "alert": None}


def queried(*lines):
    """What Bencher answers to a query of perf."""
    return {"project": named("Parser"), "start_time": None, "end_time": None, "results": [
        {"branch": named("main"), "testbed": named(testbed), "benchmark": named(benchmark),
         "measure": measure, "metrics": metrics}
        for testbed, benchmark, measure, metrics in lines]}


def reported(commit, value, start):
    """A report of Bencher's, of one iteration."""
    return {"uuid": "r", "project": named("Parser"), "testbed": named("desk"),
            "branch": named("main", head={"uuid": "h", "version": {"number": 1, "hash": commit}}),
            "start_time": start, "end_time": start, "adapter": "json", "results": [
                [{"iteration": 0, "benchmark": named("parse"), "measures": [
                    {"measure": LATENCY, "metric": {"value": value}}]}]]}


class ImportTest(HistoryTest):
    def bring(self, origin, *operands, **variables):
        return self.done("import", *operands, "--from", origin, **variables)

    def data_js(self, suites, name="data.js", **more):
        return self.write(name, script(suites, **more))

    def values(self):
        """Of all series: benchmark, level, and the times, as they were added."""
        found = {}
        for *key, value in self.ask(
                "SELECT suite, benchmark, subject, level, value FROM result JOIN series USING "
                "(series_id) ORDER BY run_id"):
            found.setdefault(tuple(key), []).append(math.exp(value))
        return found

    def assert_values(self, key, *expected):
        found = self.values()[key]
        self.assertEqual(len(found), len(expected))
        for value, wanted in zip(found, expected):
            self.assertAlmostEqual(value, wanted, places=6)


class Sources(ImportTest):
    def test_github_action_benchmark(self):
        said = self.bring("github-action-benchmark", self.data_js(usual()))
        self.assertIn("data.js: 3 imported, 0 already there", said)
        runs = self.listed()
        self.assertEqual({run["imported_from"] for run in runs},
                         {"github-action-benchmark https://example.org/o/r"})
        self.assertEqual([(run["commit"], run["event"], run["summary"], run["suite"])
                          for run in reversed(runs)],
                         [(commit, "import", "what was done", "Rust") for commit in COMMITS])
        self.assertEqual(runs[-1]["started"], "2025-06-01T12:00:00.000000Z")
        self.assert_values(("Rust", "parse", "github-action-benchmark", "imported"), 100, 101, 102)
        self.check_whole()

    def test_units(self):
        """Speeds are times as well; what is neither is counted."""
        suites = {"s": [at(COMMITS[0], 1, figure(2, "us", "a"), figure(4, "ops/sec", "b"),
                           figure(2, "GiB/s", "c"), figure(5, "instructions", "d"),
                           figure(0, "ns", "e"), figure(7, "ns", "a"))]}
        said = self.bring("github-action-benchmark", self.data_js(suites))
        self.assertIn("2 values are left out: they are no times and no speeds", said)
        self.assertIn("1 values are left out: another of their run has the same name", said)
        for name, ns in (("a", 2e3), ("b", 2.5e8), ("c", 1e9 / 2048)):
            self.assert_values(("s", name, "github-action-benchmark", "imported"), ns)

    def test_bencher_perf(self):
        """A report is one run, whatever lines of the plot it is on; testbeds are hosts."""
        document = queried(
            ("desk", "parse", LATENCY, [plotted("r1", COMMITS[0], 100.0),
                                        plotted("r2", COMMITS[1], 110.0, "2025-06-02T12:00:00Z")]),
            ("desk", "write", SPEED, [plotted("r1", COMMITS[0], 10.0)]),
            ("rack", "parse", LATENCY, [plotted("r3", None, 50.0)]))
        self.bring("bencher", self.write("perf.json", json.dumps(document)))
        runs = self.listed()
        self.assertEqual(sorted((run["commit"] or "", run["results"]) for run in runs),
                         [("", 1), (COMMITS[0], 2), (COMMITS[1], 1)])
        self.assertEqual({run["imported_from"] for run in runs}, {"bencher parser"})
        self.assertEqual(len({run["fingerprint"] for run in runs}), 2)
        self.assert_values(("", "write: throughput", "bencher", "imported"), 1e8)

    def test_bencher_reports(self):
        reports = [reported(COMMITS[1], 110.0, "2025-06-02T12:00:00Z"),
                   reported(COMMITS[0], 100.0, "2025-06-01T12:00:00Z")]
        self.bring("bencher", self.write("reports.json", json.dumps(reports)))
        self.assert_values(("", "parse", "bencher", "imported"), 100, 110)
        self.assertIn("0 imported, 1 already there", self.bring(
            "bencher", self.write("report.json", json.dumps(reports[0]))))

    def test_bencher_metric_format(self):
        metrics = {"parse": {"latency": {"value": 12.5, "lower_value": 1, "upper_value": 20}},
                   "size": {"file-size": {"value": 1000}}}
        said = self.bring("bencher", self.write("bmf.json", json.dumps(metrics)))
        self.assertIn("1 in no trend; of the first: no commit is named in full", said)
        self.assert_values(("", "parse", "bencher", "imported"), 12.5)

    def test_criterion_of_many_commits(self):
        """A folder for each commit, or baselines that were saved under their names."""
        def put(folder, ns):
            folder.mkdir(parents=True)
            (folder / "benchmark.json").write_text(json.dumps(
                {"full_id": "group/parse", "throughput": None, "value_str": None}), "utf-8")
            (folder / "estimates.json").write_text(json.dumps(estimates(ns)), "utf-8")

        put(self.folder / "kept" / COMMITS[0] / "criterion" / "group" / "parse" / "new", 100.0)
        put(self.folder / "kept" / "criterion" / "group" / "parse" / COMMITS[1], 110.0)
        put(self.folder / "kept" / "criterion" / "group" / "parse" / "new", 999.0)
        said = self.bring("criterion", self.folder / "kept")
        self.assertIn("2 imported", said)
        found = self.values()["", "group/parse", "criterion", "imported"]
        self.assertEqual([round(value, 6) for value in sorted(found)], [100, 110])
        self.assertEqual({run["commit"] for run in self.listed()}, set(COMMITS[:2]))

    def test_baselines(self):
        """Promotions with their names and reasons, and what was measured."""
        shutil.copytree(BASELINE.parent / "baselines", self.folder / "baselines")
        shutil.copy(BASELINE, self.folder)
        lines = [json.loads(line) for path in sorted((self.folder / "baselines").rglob("*.jsonl"))
                 for line in path.read_text("utf-8").splitlines()]
        self.bring("baselines", self.folder / "baselines")
        facts = self.ask("SELECT lower(hex(digest)), host, actor, text FROM fact WHERE kind = "
                         "'promotion' ORDER BY fact_id")
        self.assertEqual([(row[0], row[1], row[2]) for row in facts],
                         [(line["sha256"], line["environment"]["fingerprint"],
                           None if line["promoted_by"].startswith("perfharness baseline ") else
                           line["promoted_by"]) for line in lines])
        for row, line in zip(facts, lines):
            self.assertEqual(json.loads(row[3])["reason"], line["reason"])
        measured = [line for line in lines if not line["restores"]]
        self.assertLess(len(measured), len(lines))
        self.assertEqual(sorted(run["results"] for run in self.listed()),
                         sorted(len(line["performance"]["benchmarks"]) for line in measured))
        self.assertEqual({run["kept_as"] for run in self.listed()}, {"baseline"})
        before = self.check_whole()
        said = self.bring("baselines", self.folder / "baseline.json")
        self.assertIn(f"added: 0 of {len(lines)} promotions and rollbacks", said)
        self.assertEqual(self.check_whole(), before)

    def test_baselines_are_promotions_as_add_has_them(self):
        """Imported and added they are the same, and there once; whichever was first."""
        shutil.copytree(BASELINE.parent / "baselines", self.folder / "baselines")
        (path,) = sorted((self.folder / "baselines").rglob("*.jsonl"))
        added = self.folder / "added.db"
        self.done("add", path, "--store", added)
        self.bring("baselines", path)
        sql = "SELECT host, name, lower(hex(digest)), actor, text FROM fact ORDER BY fact_id"
        imported = self.ask(sql)
        with contextlib.closing(sqlite3.connect(added)) as database:
            self.assertEqual(database.execute(sql).fetchall(), imported)
        self.assertIn("added: 0 of ", self.done("add", path))
        self.done("import", path, "--from", "baselines", "--store", added)
        with contextlib.closing(sqlite3.connect(added)) as database:
            self.assertEqual(database.execute(sql).fetchall(), imported)
            self.assertGreater(database.execute("SELECT count(*) FROM run").fetchone()[0], 0)


class Keeping(ImportTest):
    def test_again(self):
        """A file that has grown adds what is new; and nothing twice, be it called as it may."""
        self.bring("github-action-benchmark", self.data_js(usual(2)))
        before = self.check_whole()
        said = self.bring("github-action-benchmark", self.data_js(usual(2), "other.js"))
        self.assertIn("0 imported, 2 already there", said)
        self.assertEqual(self.check_whole(), before)
        said = self.bring("github-action-benchmark", self.data_js(usual(3), lastUpdate=2))
        self.assertIn("1 imported, 2 already there", said)

    def test_another_source_is_another_series(self):
        path = self.data_js(usual())
        self.bring("github-action-benchmark", path)
        self.done("import", path, "--from", "github-action-benchmark", "--source", "another")
        self.assertEqual(self.ask("SELECT count(DISTINCT method), count(DISTINCT host_id) FROM series"),
                         [(2, 2)])
        self.assertEqual(len(self.listed()), 6)

    def test_never_with_what_was_measured(self):
        """Of the same host, suite and benchmark even: a baseline's run that is also added."""
        shutil.copytree(BASELINE.parent / "baselines", self.folder / "baselines")
        self.bring("baselines", self.folder / "baselines")
        self.done("add", BASELINE.parent / "run")
        both = self.ask("SELECT host_id, suite, method, count(DISTINCT level = 'imported') FROM "
                        "series GROUP BY host_id, suite, method")
        self.assertEqual({row[3] for row in both}, {1})
        self.assertEqual(self.ask("SELECT count(*) FROM series WHERE level = 'imported' AND suite "
                                  "NOT LIKE '% (baselines)'"), [(0,)])

    def test_places_are_those_of_the_checkout(self):
        checkout = self.folder / "checkout"
        checkout.mkdir()
        git(checkout, "init", "--quiet")
        commits = []
        for number in range(2):
            git(checkout, "commit", "--quiet", "--allow-empty", "-m", f"number {number}")
            commits.append(git(checkout, "rev-parse", "HEAD"))
        suites = {"s": [at(commit, 1, figure(9.0)) for commit in (commits[1], commits[0], COMMITS[0])]}
        said = self.done("import", self.data_js(suites), "--from", "github-action-benchmark",
                         "--repository", checkout)
        self.assertIn("1 in no trend", said)
        self.assertEqual({run["commit"]: run["position"] for run in self.listed()},
                         {commits[0]: 1, commits[1]: 2, COMMITS[0]: None})
        self.assertEqual({run["summary"] for run in self.listed()},
                         {"number 0", "number 1", "what was done"})

    def test_git_is_asked_once(self):
        """However many commits there are, and whatever the message of one of them is."""
        checkout, programs = self.folder / "checkout", self.folder / "programs"
        checkout.mkdir()
        programs.mkdir()
        git(checkout, "init", "--quiet")
        messages = (b"first", b"caf\xe9", b"", b"last")
        for message in messages:
            git(checkout, "commit", "--quiet", "--allow-empty", "--allow-empty-message", "--file",
                self.write("message", message))
        commits = git(checkout, "rev-list", "--reverse", "HEAD").split()
        calls = self.folder / "calls"
        asked = programs / "git"
        asked.write_text(f'#!/bin/sh\necho "$3" >>{calls}\nexec {shutil.which("git")} "$@"\n', "utf-8")
        asked.chmod(0o755)
        path = self.data_js({"s": [at(commit, 1, figure(9.0), message="theirs") for commit in
                                   (*commits, *COMMITS)]})
        self.done("import", path, "--from", "github-action-benchmark", "--repository", checkout,
                  PATH=f"{programs}:{os.environ['PATH']}")
        self.assertEqual(calls.read_text("utf-8").split().count("rev-list"), 2)
        self.assertLess(len(calls.read_text("utf-8").splitlines()), 10)
        found = {run["commit"]: (run["position"], run["summary"]) for run in self.listed()}
        self.assertEqual([found[commit][0] for commit in commits], [1, 2, 3, 4])
        self.assertEqual([found[commit][1] for commit in (commits[0], commits[2], commits[3])],
                         ["first", "theirs", "last"])
        self.assertRegex(found[commits[1]][1], r"^caf[^\x80-\x9f]+$")

    def test_no_case_is_opened_of_it(self):
        """A step that is a case of ours is none of theirs: nothing could be compared."""
        checkout = self.folder / "checkout"
        checkout.mkdir()
        git(checkout, "init", "--quiet")
        runs = []
        for number in range(40):
            git(checkout, "commit", "--quiet", "--allow-empty", "-m", f"number {number}")
            runs.append(at(git(checkout, "rev-parse", "HEAD"), number,
                           figure((100.0 if number < 25 else 200.0) + number % 3 / 10)))
        self.done("import", self.data_js({"s": runs}), "--from", "github-action-benchmark",
                  "--repository", checkout)
        self.assertEqual(self.ask("SELECT count(*) FROM result"), [(40,)])
        self.assertIn("1 is imported", self.done("show"))
        self.assertIn("parse imported github-action-benchmark", self.done("show", "--all"))
        self.assertIn("40 commits", self.done("show", "parse"))
        shown = self.history("show", "--json")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        validator("history.schema.json").validate(json.loads(shown.stdout))
        self.assertEqual(self.ask("SELECT count(*) FROM shift_case"), [(0,)])


class Hostile(ImportTest):
    def assert_refused(self, origin, path, *phrases, status=1):
        result = self.history("import", path, "--from", origin)
        self.assertEqual(result.returncode, status, result.stdout)
        self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
        for phrase in phrases:
            self.assertIn(phrase, result.stderr)
        if self.store.exists():
            self.assertEqual(self.ask("SELECT count(*) FROM run"), [(0,)])

    def test_what_is_no_such_file(self):
        deep = self.write("deep.js", "window.BENCHMARK_DATA = " + "[" * 100000)
        for origin, path, phrase in (
                ("github-action-benchmark", deep, "deep.js"),
                ("github-action-benchmark", self.write("a.js", "[]"), "window.BENCHMARK_DATA"),
                ("github-action-benchmark", self.data_js({"s": [{"commit": 1}]}), "data.js"),
                ("github-action-benchmark", self.data_js({"s": [at("a", 1, {"name": "x", "unit": "ns",
                                                                           "value": 1e300})]}), "data.js"),
                ("bencher", self.write("b.json", "{}"), "b.json"),
                ("bencher", self.write("c.json", '[{"uuid": 1}]'), "c.json"),
                ("bencher", self.write("d.json", '{"a": {"latency": {"value": "1"}}}'), "d.json"),
                ("criterion", self.folder, "named by a commit in full"),
                ("criterion", self.folder / "absent", "absent"),
                ("baselines", self.folder, "FINGERPRINT/SUITE.jsonl")):
            with self.subTest(str(path)):
                self.assert_refused(origin, path, phrase)

    def test_a_baseline_that_was_edited(self):
        shutil.copytree(BASELINE.parent / "baselines", self.folder / "baselines")
        (path, *_) = sorted((self.folder / "baselines").rglob("*.jsonl"))
        text = path.read_text("utf-8")
        path.chmod(0o644)
        path.write_text(text.replace('"reason":"', '"reason":"x', 1), "utf-8")
        self.assert_refused("baselines", self.folder / "baselines", path.name, "edited or cut")

    def test_names_that_others_chose(self):
        suites = {HOSTILE: [at(COMMITS[0], 1, figure(1.0, name=HOSTILE), message=HOSTILE)]}
        path = self.data_js(suites, repoUrl=HOSTILE)
        self.bring("github-action-benchmark", path)
        for arguments in (("list",), ("list", "--json"), ("show", "--all")):
            said = self.history(*arguments).stdout
            for raw in ("\u202e", "\x1b"):
                self.assertNotIn(raw, said)
        self.check_whole()

    def test_one_of_several(self):
        """What cannot be read does not keep the others out, and is said."""
        bad = self.write("bad.js", "x")
        result = self.history("import", bad, self.data_js(usual()), "--from",
                              "github-action-benchmark")
        self.assertEqual(result.returncode, 1)
        self.assertIn("not added: ", result.stdout)
        self.assertEqual(len(self.listed()), 3)

    def test_wrong_use(self):
        path = self.data_js(usual())
        for arguments, phrase in (((path,), "--from: a format was expected: there are baselines"),
                                  ((path, "--from", "bencherr"), 'did you mean "bencher"'),
                                  ((path, "--from", "spec"), "there is no format"),
                                  (("--from", "bencher"), "a file or folder was expected"),
                                  ((path, "--from", "baselines", "--source", "x"), "--source"),
                                  ((path, "--from", "bencher", "--event", "push"), "--event")):
            with self.subTest(str(arguments)):
                result = self.history("import", *arguments)
                self.assertEqual(result.returncode, 2, result.stdout)
                self.assertIn(phrase, result.stderr)


if __name__ == "__main__":
    unittest.main()
