# SPDX-License-Identifier: AGPL-3.0-or-later
"""
perfharness audit where it is hard: histories of nothing, of one run and of three years' days, a line of them
damaged; a server's history; months at their edges, whatever the clock's place; git that is not there, knows
half or stands on no branch; a report that is killed at every call. JSON is held against the schema by two
validators: the program's own, and jsonschema.
"""
import contextlib
import datetime
import json
import os
import pathlib
import signal
import sqlite3
import sys
import unittest

import html5lib

from audit_test import CONFIG, NAMESPACE, AuditTest, words_of
from baseline_folder import HISTORY, exact, reseal
from history_test import git
from perf_documents import HOST, OTHER_HOST, perf, subjects_of
from program import SOURCE, once_is_enough, preloading, run

sys.path.insert(0, str(pathlib.Path(SOURCE) / "tests" / "history"))
import with_postgres  # noqa: E402  It is of another folder.

POSTGRES = os.environ.get("POSTGRES_FOLDER")
SHIM = os.environ["FAULT_AT_CALL"]
DAYS = 1096
CALLS_MAX = 200


def day(number):
    return (datetime.date(2023, 12, 1) + datetime.timedelta(number)).isoformat()


@once_is_enough
class Sizes(AuditTest):
    def entries(self, count):
        """A baseline that was promoted each day, so many days."""
        path = self.write("run.json", json.dumps(perf(subjects=subjects_of())))
        done = run("baseline", "promote", path, cwd=self.folder, env=self.environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        history, previous, lines = self.folder / HISTORY, None, []
        entry = exact(history.read_text(encoding="utf-8"))
        for number in range(count):
            lines.append(reseal({**entry, "promoted_at": f"{day(number)}T12:00:00Z", "previous": previous}))
            previous = lines[-1][-66:-2]
        history.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return history

    def test_a_history_without_a_run(self):
        self.add(perf(subjects=subjects_of()), "2025-06-01T12:00:00Z")
        with contextlib.closing(sqlite3.connect(self.store)) as database:
            names = database.execute("SELECT name, type FROM sqlite_schema WHERE type IN ('trigger', 'table') "
                                     "AND name NOT LIKE 'sqlite%'").fetchall()
            triggers = database.execute("SELECT sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
            for name, kind in names:
                if kind == "trigger":
                    database.execute(f"DROP TRIGGER {name}")
            database.execute("PRAGMA foreign_keys = OFF")
            for name, kind in names:
                if kind == "table" and name not in ("meta", "schema_version"):
                    database.execute(f"DELETE FROM {name}")
            for (sql,) in triggers:
                database.execute(sql)
            database.commit()
        document = self.report()
        self.assertEqual(len(document["records"]["months_missing"]), 36)
        (chain,) = document["integrity"]["chains"]
        self.assertEqual((chain["count"], chain["head"], chain["is_whole"]), (0, None, True))
        self.assertEqual(document["cover"]["suites"], [])

    def test_a_history_of_one_run(self):
        self.add(perf(subjects=subjects_of()), "2026-11-30T12:00:00Z")
        document = self.report("--period", "2025-06")
        self.assertEqual([suite["runs"] for suite in document["cover"]["suites"]], [1])
        self.assertEqual(document["records"]["months_there"], 1)
        self.assertEqual(self.texts(document, "months without runs"), [])

    def test_three_years_of_entries(self):
        self.entries(DAYS)
        document = self.report("--baseline", HISTORY, PERFHARNESS_STORE="", XDG_DATA_HOME=str(self.folder))
        (history,) = document["baselines"]["histories"]
        self.assertEqual(([entry["number"] for entry in history["entries"]], history["entries_in_all"]),
                         (list(range(1, DAYS + 1)), DAYS))
        self.assertEqual(history["entries"][-1]["promoted_at"], "2026-11-30T12:00:00Z")
        self.assertTrue(document["integrity"]["is_whole"])

    def test_damage_at_line_500(self):
        path = self.entries(DAYS)
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        lines[499] = lines[499].replace('"forced":false', '"forced":true')
        path.write_text("".join(lines), encoding="utf-8")
        document = self.report("--baseline", HISTORY, status=3, PERFHARNESS_STORE="", XDG_DATA_HOME=str(self.folder))
        (history,) = document["baselines"]["histories"]
        self.assertIn("standard.jsonl:500: ", history["damage"])
        self.assertIn("standard.jsonl:500: ", self.texts(document, "integrity")[0])
        self.assertFalse(document["integrity"]["is_whole"])


class Edges(AuditTest):
    """The last second of a month is that month's, in UTC, wherever the machine stands."""
    ZONES = ("Pacific/Kiritimati", "America/Los_Angeles")  # 14 hours before, 7 behind.
    LAST, FIRST = "2026-05-31T23:59:59Z", "2026-06-01T00:00:00Z"

    def at(self, time):
        return str(int(datetime.datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp()))

    def test_runs(self):
        for position, time in enumerate((self.LAST, self.FIRST), 1):
            self.add(perf(subjects=subjects_of(commit=f"{position:040x}"), timestamp=time), time, "--position",
                     str(position))
        for zone in self.ZONES:
            for month, time in (("2026-05", self.LAST), ("2026-06", self.FIRST)):
                with self.subTest(zone=zone, month=month):
                    document = self.report("--period", month, output=f"{zone.replace('/', '-')}-{month}", TZ=zone)
                    self.assertEqual([suite["runs"] for suite in document["cover"]["suites"]], [1])
                    (worst,) = {floor["months"][0]["worst"]["measured_at"] for floor in document["slo"]["floors"]}
                    self.assertEqual(worst, time)

    def test_the_period_that_is_over(self):
        self.add(perf(subjects=subjects_of(), timestamp="2026-03-01T00:00:00Z"), "2026-03-01T00:00:00Z")
        for now, month, zone in ((self.LAST, "2026-04", self.ZONES[0]), (self.FIRST, "2026-05", self.ZONES[1]),
                                 ("2026-01-01T00:00:00Z", "2025-12", self.ZONES[1])):
            with self.subTest(now=now, zone=zone):
                document = self.report("--period-months", "1", output=month, TZ=zone, PERFHARNESS_NOW=self.at(now))
                self.assertEqual(document["cover"]["period"], {"first": month, "last": month, "months": 1,
                                                               "is_over": True})
                self.assertEqual(document["cover"]["made_at"], now)

    def test_commits(self):
        self.add(perf(subjects=subjects_of()), "2025-06-01T12:00:00Z")
        folder = self.folder / "checkout"
        folder.mkdir()
        git(folder, "init", "-q")
        for time in (self.LAST, self.FIRST):
            (folder / "thresholds.toml").write_text(f"# {time}\n", encoding="utf-8")
            git(folder, "add", ".")
            git(folder, "commit", "-qm", time, GIT_COMMITTER_DATE=time)
        for month, time in (("2026-05", self.LAST), ("2026-06", self.FIRST)):
            document = self.report("--period", month, "--repository", folder, output=month, TZ="Pacific/Kiritimati")
            self.assertEqual([one["committed_at"] for one in document["changes"]["settings"]], [time])


class Checkouts(AuditTest):
    def setUp(self):
        super().setUp()
        self.add(perf(subjects=subjects_of()), "2025-06-01T12:00:00Z")
        self.checkout = self.folder / "checkout"
        self.checkout.mkdir()
        git(self.checkout, "init", "-q")
        for month in range(1, 4):
            (self.checkout / "alerts.toml").write_text(f"# {month}\n", encoding="utf-8")
            git(self.checkout, "add", ".")
            git(self.checkout, "commit", "-qm", f"{month}", GIT_COMMITTER_DATE=f"2026-0{month}-01T00:00:00Z")

    def changes(self, repository, name, **variables):
        document = self.report("--repository", repository, output=name, **variables)
        return document["changes"]["settings"], self.texts(document, "changes not known")

    def test_no_git(self):
        tools = self.folder / "tools"
        tools.mkdir()
        settings, said = self.changes(self.checkout, "none", PATH=str(tools))
        self.assertIsNone(settings)
        self.assertEqual(len(said), 1)

    def test_no_branch(self):
        whole, said = self.changes(self.checkout, "whole")
        self.assertEqual((len(whole), said), (3, []))
        git(self.checkout, "checkout", "-q", "--detach", "HEAD")
        self.assertEqual(self.changes(self.checkout, "detached"), (whole, []))

    def test_half_of_it(self):
        shallow = self.folder / "shallow"
        git(self.folder, "clone", "-q", "--depth", "2", f"file://{self.checkout}", shallow)
        settings, said = self.changes(shallow, "half")
        self.assertEqual(len(settings), 2)
        self.assertIn("the checkout is shallow", said[0])

    def test_nothing_committed(self):
        empty = self.folder / "empty"
        empty.mkdir()
        git(empty, "init", "-q")
        settings, said = self.changes(empty, "empty-report")
        self.assertIsNone(settings)
        self.assertEqual(len(said), 1)


class Killed(AuditTest):
    @once_is_enough
    def test_at_every_call_that_changes_a_file(self):
        self.add(perf(subjects=subjects_of()), "2025-06-01T12:00:00Z")
        outer, output = self.folder / "reports", self.folder / "reports" / "report"
        outer.mkdir()
        calls, whole = 0, None
        for at in range(1, CALLS_MAX):
            result = run("audit", "--period", "2025-06", "--format", "html,json", "--output-dir", output, cwd=self.folder,
                         env=self.environment(**preloading(SHIM), PH_FAULT_AT=str(at), PH_FAULT_WITH="kill"))
            if result.returncode == 0:
                whole = {path.name: path.read_bytes() for path in output.iterdir()}
                break
            self.assertEqual(result.returncode, -signal.SIGKILL, result.stderr)
            calls += 1
            if output.exists():  # All of it, and nothing but.
                self.assertEqual({path.name for path in output.iterdir()}, {"audit.json", "audit_report.html"})
                json.loads((output / "audit.json").read_text(encoding="utf-8"))
                for path in output.iterdir():
                    path.unlink()
                output.rmdir()
        self.assertGreaterEqual(calls, 8)
        self.assertEqual(set(whole), {"audit.json", "audit_report.html"})


class Controls(AuditTest):
    """The tables that come with perfharness, by the list of numbers that was drawn up for them."""
    NUMBERS = {
        "SOX": ["change management", "program development", "computer operations", "logical access"],
        "PCI-DSS": ["3.2.1", "6.3.2", "6.5.1", "6.5.2", "6.5.5", "6.5.6", "10.2.1", "10.2.2", "10.3.2", "10.3.3", "10.3.4",
                    "10.5.1", "10.6"],
        "GDPR": ["Art. 5(1)(e)", "Art. 5(1)(f)", "Art. 5(2)", "Art. 25", "Art. 32(1)(b)", "Art. 32(1)(c)", "Art. 32(1)(d)"],
        "ISO-27001": ["A 5.28", "A 5.33", "A 8.6", "A 8.8", "A 8.9", "A 8.10", "A 8.13", "A 8.15", "A 8.17", "A 8.24", "A 8.29",
                      "A 8.31", "A 8.32", "A 8.33"]}
    # Which section of the report has it.
    SECTIONS = {"slo": 4, "baselines": 5, "incidents": 6, "changes": 7, "operation": 8, "records": 9, "integrity": 10}

    def test_each_row_and_what_it_is_of(self):
        self.add(perf(subjects=subjects_of()), "2026-11-02T12:00:00Z")
        settings = CONFIG.read_text(encoding="utf-8").replace('    - "GDPR"\n', '    - "GDPR"\n    - "ISO-27001"\n')
        document = self.report("--period", "2026-11", "--config", self.write("all.yaml", settings))
        tables = {one["standard"]: one["rows"] for one in document["controls"]}
        self.assertEqual({name: [row["number"] for row in rows] for name, rows in tables.items()}, self.NUMBERS)
        page = html5lib.parse((self.folder / "report" / "audit_report.html").read_text(encoding="utf-8"))
        headings = {words_of(heading).split(".")[0] for heading in page.iter(f"{NAMESPACE}h2")}
        shown = [words_of(row) for row in page.iter(f"{NAMESPACE}tr")]
        for row in (row for rows in tables.values() for row in rows):
            with self.subTest(row["number"]):
                sections = [self.SECTIONS[source] for source in row["evidence"]]
                for source, section in zip(row["evidence"], sections):
                    self.assertIsInstance(document[source], dict)
                    self.assertIn(str(section), headings)
                named = f" Section{'s' if len(sections) > 1 else ''} {', '.join(map(str, sections))}." if sections else ""
                (told,) = [line for line in shown if line.startswith(row["number"]) and row["subject"] in line]
                self.assertIn(f"{row['here']}{named}", told)
                self.assertIn(row["elsewhere"], told)
                if not row["evidence"]:
                    self.assertEqual(row["state"], "no evidence here")


@unittest.skipUnless(POSTGRES, "there is no PostgreSQL server")
class OnAServer(AuditTest):
    """The same runs in a file and on a server give the same report, but for the history's name and chain."""

    def test_it_is_the_same(self):
        with with_postgres.running(pathlib.Path(POSTGRES)) as variables:
            service = {"PGSERVICEFILE": variables["PGSERVICEFILE"]}
            reports = []
            for place in (str(self.store), "postgresql:owner"):
                for month in (1, 2, 6):
                    for host in (HOST, OTHER_HOST):
                        at = f"2026-0{month}-03T02:00:00Z"
                        document = perf(subjects=subjects_of(library_sha256=f"{month:064x}"), timestamp=at)
                        document["environment"]["fingerprint"] = host
                        path = self.write("run.json", json.dumps(document))
                        self.done("add", path, PERFHARNESS_STORE=place, **service,
                                  PERFHARNESS_NOW=str(int(self.seconds(at)) + 60))
                reports.append(self.report("--period", "2026-01..2026-06", output=place.replace("/", "-"),
                                           PERFHARNESS_STORE=place, **service))
            file, server = reports
            self.assertEqual(server["cover"]["history"], "postgresql:owner")
            for document in reports:
                self.assertTrue(document["integrity"]["is_whole"])
                del document["cover"]["history"], document["integrity"]["chains"], document["integrity"]["reach"]
            self.assertEqual(file, server)
            sample = run("audit", "sample", "--seed", "7", "--period", "2026-01..2026-06", cwd=self.folder,
                         env=self.environment(PERFHARNESS_STORE="postgresql:owner", **service))
            self.assertEqual(sample.returncode, 0, sample.stderr)
            self.assertTrue(sample.stdout.startswith("4 of 4 changes of 2026-01 to 2026-06"), sample.stdout)

    @staticmethod
    def seconds(text):
        return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()

    def test_one_that_is_away(self):
        service = self.write("service", "[away]\nhost=/nowhere\ndbname=history\n")
        result = self.audit(PERFHARNESS_STORE="postgresql:away", PGSERVICEFILE=str(service))
        self.assertEqual(result.returncode, 1)
        self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
        self.assertFalse((self.folder / "report").exists())


if __name__ == "__main__":
    unittest.main()
