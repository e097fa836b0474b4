# SPDX-License-Identifier: AGPL-3.0-or-later
"""
perfharness audit sample: all changes of a period, and the same of them for anybody who has the report,
by the recipe of the manual as it stands there; each with its chain from commit to verdict. hashlib,
csv, jq and sha256sum are the second opinions.
"""
import csv
import hashlib
import io
import json
import subprocess
import unittest

from audit_test import FORBIDDEN, HOSTILE, AuditTest
from baseline_folder import HISTORY, date_entries
from history_test import git
from perf_documents import good_benchmarks, perf, subjects_of
from program import SOURCE, run, validator

MONTHS = range(1, 7)
PERIOD = ("--period", "2025-01..2025-06")
MANUAL = SOURCE / "harness" / "command" / "manual" / "audit.md"


def recipe(section):
    """The lines of the manual's examples in a section."""
    text = MANUAL.read_text(encoding="utf-8").split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    return "\n".join(line[4:] for line in text.splitlines() if line.startswith("    "))


def ids_of(report):
    return [*(entry["sha256"] for history in report["baselines"]["histories"] for entry in history["entries"]),
            *(commit["commit"] for commit in report["changes"]["settings"] or []),
            *(change["id"] for change in report["changes"]["circumstances"])]


def drawn(ids, seed, size):
    return sorted((hashlib.sha256(f"{seed} {one}".encode()).hexdigest(), one) for one in ids)[:size]


class SampleTest(AuditTest):
    """Six builds, of which the second is promoted, the slower fourth forced, and that rolled back."""

    def setUp(self):
        super().setUp()
        for month in MONTHS:
            at = f"2025-{month:02}-01T12:00:00Z"
            document = perf(good_benchmarks(comp3=700.0 if month == 4 else 1000.0), subjects=subjects_of(library_sha256=f"{month:064x}",
                            commit=f"{month:040x}"), timestamp=at, commit=f"{month:040x}")
            self.write(f"{month}.json", json.dumps(document))
            self.add(document, at, "--position", str(month))
        self.promote("promote", "2.json")
        self.promote("promote", "4.json", "--force", "--reason", HOSTILE)
        self.promote("rollback", "--reason", "it was forced")
        date_entries(self.folder, "2025-02-02T00:00:00Z", "2025-04-02T00:00:00Z", "2025-05-02T00:00:00Z")

    def promote(self, *arguments):
        result = run("baseline", *arguments, cwd=self.folder, env=self.environment())
        self.assertEqual(result.returncode, 0, result.stderr)

    def repository(self):
        folder = self.folder / "checkout"
        (folder / "config").mkdir(parents=True)
        git(folder, "init", "-q")
        for month in (3, 5):
            (folder / "config" / "thresholds.toml").write_text(f"comp3_min_mibs = {month}\n", encoding="utf-8")
            git(folder, "add", ".")
            git(folder, "commit", "-qm", f"Limits of {month} {HOSTILE}",
                GIT_COMMITTER_DATE=f"2025-{month:02}-15T00:00:00Z")
        return folder

    def sample(self, *arguments, status=0):
        result = run("audit", "sample", *arguments, cwd=self.folder, env=self.environment())
        self.assertEqual(result.returncode, status, result.stderr)
        return result.stdout

    def sample_json(self, *arguments):
        document = json.loads(self.sample("--format", "json", *arguments))
        validator("audit-sample.schema.json").validate(document)
        path = self.write("sample.json", json.dumps(document))
        self.assertEqual(run("validate", path).returncode, 0)
        return document


class OfAPeriod(SampleTest):
    def test_all_changes_are_there_and_anybody_draws_the_same(self):
        repository = ("--repository", self.repository())
        report = self.report(*PERIOD, *repository)
        path = self.folder / "report" / "audit.json"
        ids = ids_of(report)
        # Three entries, two commits, five builds after the first.
        self.assertEqual(len(ids), 3 + 2 + 5)
        self.assertEqual(len(set(ids)), len(ids))
        for seed, size in ((7, 4), (7, 25), (0, 4), (2 ** 63 - 1, 3)):
            with self.subTest(seed=seed, size=size):
                asked = ("--seed", str(seed), "--size", str(size))
                sample = self.sample_json(*asked, *PERIOD, *repository)
                self.assertEqual([(one["order"], one["id"]) for one in sample["changes"]], drawn(ids, seed, size))
                self.assertEqual(self.sample_json(path, *asked), sample)
                self.assertEqual(sample["population"]["count"], len(ids))
                self.assertEqual(sample["population"]["ids_sha256"],
                                 hashlib.sha256("".join(f"{one}\n" for one in sorted(ids)).encode()).hexdigest())
        self.assertEqual({one["kind"]: one["count"] for one in sample["population"]["kinds"]},
                         {"promotion": 2, "rollback": 1, "commit of settings": 2, "measured library": 5})
        self.assertNotEqual([one["id"] for one in self.sample_json(path, "--seed", "8", "--size", "4")["changes"]],
                            [one for _, one in drawn(ids, 7, 4)])

    def test_the_recipe_of_the_manual_draws_the_same(self):
        self.report(*PERIOD, "--repository", self.repository())
        folder = self.folder / "report"
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", recipe("The sample, drawn by hand")], cwd=folder,
                              check=True, stdout=subprocess.PIPE, encoding="utf-8")
        lines = done.stdout.splitlines()
        sample = self.sample_json(folder / "audit.json", "--seed", "7")
        self.assertEqual(lines[:-1], [f"{one['order']} {one['id']}" for one in sample["changes"]])
        self.assertEqual(lines[-1].split()[0], sample["population"]["ids_sha256"])

    def test_chains_go_from_commit_to_verdict(self):
        changes = self.sample_json("--seed", "7", *PERIOD, "--repository", self.repository())["changes"]
        entries = [json.loads(line) for line in (self.folder / HISTORY).read_text(encoding="utf-8").splitlines()]
        self.assertEqual([one["number"] for one in changes], list(range(1, len(changes) + 1)))
        by_id = {one["id"]: one for one in changes}
        first, forced, back = (by_id[entry["sha256"]] for entry in entries)
        digest = hashlib.sha256((self.folder / "2.json").read_bytes()).hexdigest()
        self.assertEqual((first["kind"], first["commit"], first["build_sha256"], first["baseline"], first["forced"]),
                         ("promotion", f"{2:040x}", f"{2:064x}", entries[0]["sha256"], False))
        self.assertEqual((first["run"]["sha256"], first["run"]["status"], first["run"]["verdict"]),
                         (digest, "success", "PASS"))
        self.assertTrue(forced["forced"])
        self.assertEqual(forced["overridden"], entries[1]["overridden"])
        self.assertTrue(forced["overridden"])
        self.assertEqual((back["kind"], back["restores"], back["run"]), ("rollback", entries[2]["restores"], None))
        builds = {one["build_sha256"]: one for one in changes if one["kind"] == "measured library"}
        self.assertEqual(set(builds), {f"{month:064x}" for month in MONTHS if month > 1})
        self.assertEqual(builds[f"{4:064x}"]["commit"], f"{4:040x}")
        self.assertEqual(builds[f"{4:064x}"]["run"]["measured_at"], "2025-04-01T12:00:00Z")
        self.assertEqual(builds[f"{4:064x}"]["baseline"], entries[1]["sha256"])
        self.assertIsNone(builds[f"{6:064x}"]["baseline"])
        limits = [one for one in changes if one["kind"] == "commit of settings"]
        self.assertEqual(sorted(one["run"]["measured_at"] for one in limits),
                         ["2025-04-01T12:00:00Z", "2025-06-01T12:00:00Z"])
        for one in changes:
            self.assertRegex(one["not_here"], "who approved it")

    def test_text_and_csv_say_the_same(self):
        asked = ("--seed", "7", *PERIOD, "--repository", self.repository())
        changes = self.sample_json(*asked)["changes"]
        text = self.sample(*asked)
        self.assertEqual([line for line in text.splitlines() if len(line) > 80], [])
        self.assertNotRegex(text, FORBIDDEN)
        rows = list(csv.DictReader(io.StringIO(self.sample(*asked, "--format", "csv"))))
        self.assertEqual([row["id"] for row in rows], [one["id"] for one in changes])
        for row, one in zip(rows, changes):
            self.assertIn(f"id        {one['id']}\n", text)
            self.assertEqual(row["commit"], one["commit"] or "")
            self.assertEqual(row["run_sha256"], one["run"]["sha256"] if one["run"] else "")
            self.assertEqual(row["forced"][:4], "yes:" if one["forced"] else "")

    def test_no_name_is_a_formula_or_controls_a_terminal(self):
        self.report(*PERIOD)
        path = self.folder / "report" / "audit.json"
        report = json.loads(path.read_text(encoding="utf-8"))
        for entry in report["baselines"]["histories"][0]["entries"]:
            entry["reason"] = "=cmd|' /C calc'!A0\x1b[31m\n\u202e\",\"x"
        path.write_text(json.dumps(report), encoding="utf-8")
        text = self.sample(path, "--seed", "7", "--format", "csv")
        self.assertNotRegex(text + self.sample(path, "--seed", "7"), "[\x1b\u202e]")
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual(sum(row["reason"].startswith("'=cmd") for row in rows), 3)

    def test_why_there_may_be_more_is_said(self):
        path = self.folder / HISTORY
        path.write_text(path.read_text(encoding="utf-8").replace("it was forced", "it was better"), encoding="utf-8")
        text = self.sample("--seed", "7", *PERIOD, status=3)
        self.assertIn("Why these may not be all changes there were:", text)
        self.assertIn("standard.jsonl:3: ", text)
        self.assertIn("changes of settings are not known: there is no git repository", text)


class OfNothing(AuditTest):
    def test_nothing_is_drawn_of_nothing(self):
        result = run("audit", "sample", "--seed", "7", cwd=self.folder,
                     env=self.environment(PERFHARNESS_STORE="", XDG_DATA_HOME=str(self.folder)))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(result.stdout.startswith("0 of 0 changes of 2023-12 to 2026-11, drawn with the seed 7\n"))

    def test_wrong_command_lines(self):
        self.add(perf(subjects=subjects_of()), "2025-06-01T12:00:00Z")
        report = self.write("audit.json", "{}")
        other = self.write("perf.json", json.dumps(perf()))
        for status, arguments, said in (
                (2, ["sample"], "audit sample: --seed N was expected"),
                (2, ["sample", "--seed", "-3"], "--seed -3: 0 or more was expected"),
                (2, ["sample", "--seed", "x"], "seed"),
                (2, ["sample", "--seed", "1", "--size", "0"], "--size 0: 1 to 10000 was expected"),
                (2, ["sample", "--seed", "1", "--format", "html"], "sample --format"),
                (2, ["sample", "--seed", "1", "--output-dir", "x"], "audit sample does not take --output-dir"),
                (2, ["sample", "--seed", "1", report, "--period", "2025-06"], "does not take --period: the report has it"),
                (2, ["sample", "--seed", "1", report, report], "unexpected argument"),
                (2, ["--seed", "1"], "audit report does not take --seed"),
                (2, ["smaple"], 'did you mean "sample"'),
                (1, ["sample", "--seed", "1", report], "CBKB"),
                (1, ["sample", "--seed", "1", other], "an audit.json was expected"),
                (1, ["sample", "--seed", "1", "none.json"], "none.json")):
            with self.subTest(arguments=arguments):
                result = run("audit", *arguments, cwd=self.folder, env=self.environment())
                self.assertEqual(result.returncode, status, result.stderr)
                self.assertIn(said, result.stderr)
                self.assertEqual(result.stdout, "")


if __name__ == "__main__":
    unittest.main()
