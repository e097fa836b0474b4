# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The views of a history, which others draw: on a file and on a server their rows are what list, trend, levels
and show say, in every state that a case comes to; and who may read them reads nothing else.
"""
import contextlib
import csv
import datetime
import json
import math
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import time
import unittest

from history_cases_test import LEARNING, CasesTest
from history_test import DAY_S
from program import SOURCE, run

sys.path.insert(0, str(pathlib.Path(SOURCE) / "tests" / "history"))
import with_postgres  # noqa: E402  It is of another folder.

POSTGRES = os.environ.get("POSTGRES_FOLDER")
README = pathlib.Path(SOURCE) / "harness" / "history" / "README.md"
FUTURE, PAST = "silence+", "silence-"
# What may happen to a case, one after another, and where it then stands (case_life.h).
LIVES = (
    ("seen",), ("seen", "confirm"), ("seen", "unconfirmed"), ("seen", "refute"),
    ("seen", "refute", "seen"), ("seen", "refute", "confirm"), ("seen", "unconfirmed", "refute"),
    ("seen", "unconfirmed", "refute", "confirm"), ("seen", "unconfirmed", "confirm"),
    ("seen", "unconfirmed", "acknowledge", "refute", "confirm"),
    ("seen", "unconfirmed", FUTURE, "refute", "unconfirmed"),
    ("seen", "confirm", "acknowledge"), ("seen", "confirm", "acknowledge", "confirm"),
    ("seen", "confirm", FUTURE), ("seen", "confirm", PAST), ("seen", "confirm", FUTURE, PAST),
    ("seen", "confirm", "acknowledge", PAST), ("seen", "confirm", "acknowledge", FUTURE),
    ("seen", "confirm", FUTURE, "acknowledge"), ("seen", "confirm", FUTURE, "reopen"),
    ("seen", "confirm", "acknowledge", "reopen"),
    ("seen", "confirm", "acknowledge", "reopen", "acknowledge"),
    ("seen", "confirm", "accept"), ("seen", "confirm", "accept", "confirm"),
    ("seen", "confirm", "accept", "reopen"), ("seen", "confirm", "resolve"),
    ("seen", "confirm", "acknowledge", "resolve", "reopen"),
    ("seen", "confirm", "resolve", "reopen", "resolve"),
    ("seen", "confirm", "alert", "assign", "note", "bisect"), ("seen", "confirm", "resolve", "note"),
)


def micro(text):
    """A time of JSON, in Unix microseconds."""
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (moment - datetime.datetime.fromtimestamp(0, datetime.timezone.utc)) \
        // datetime.timedelta(microseconds=1)


def rounded(number):
    return None if number is None or math.isnan(number) else float(f"{number:.12g}")


class Views:
    """Of both; rows are dictionaries of texts, numbers and None."""

    def environment(self, **variables):
        # Silences end by the clock of whoever asks a view.
        return super().environment(**{
            "PERFHARNESS_NOW": str(int(time.time()) - (60 - self.night) * DAY_S), **variables})

    def json(self, *arguments):
        result = run("history", *arguments, "--json", cwd=self.folder, env=self.environment())
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def nights(self):
        self.live(LEARNING, confirmed=False)
        path = self.write("perf.json", json.dumps(self.night_document(self.position)))
        self.done("add", path, "--position", self.position, "--pull-request", "7")
        self.truth(LEARNING + 1, 0.12)
        self.live(3)

    def test_rows_are_what_the_program_says(self):
        self.nights()
        listed = self.json("list", "--all")["runs"]
        rows = sorted(self.view("run_list"), key=lambda row: -row["run_id"])
        self.assertEqual(len(rows), LEARNING + 4)
        same = ("digest", "fingerprint", "cpu_model", "suite", "event", "pull_request", "branch",
                "summary", "position", "status", "results")
        for row, said in zip(rows, listed, strict=True):
            self.assertEqual({name: row[name] for name in same}, {name: said[name] for name in same})
            self.assertEqual((row["sha"], row["keep"], row["source"], bool(row["is_in_trend"])),
                             (said["commit"], said["kept_as"], said["imported_from"],
                              said["is_in_trend"]))
            self.assertEqual((row["started_us"], row["received_us"]),
                             (micro(said["started"]), micro(said["received"])))
            self.assertEqual(row["received"][:16].replace(" ", "T"), said["received"][:16])

        drawn = {}
        for row in self.view("trend"):
            drawn.setdefault(row["series_id"], []).append(row)
        names = {f"{series['benchmark']}" for suite in self.json("show", "--all")["suites"]
                 for series in suite["series"]}
        points = 0
        for name in sorted(names):
            for series in self.json("trend", name, "--days", "365")["series"]:
                own = sorted(drawn.pop(series["id"]), key=lambda row: row["run_id"])
                for row in own:
                    self.assertEqual({key: row[key] for key in ("fingerprint", "suite", "benchmark",
                                                                "level", "subject", "metric", "method")},
                                     {key: series[key] for key in ("fingerprint", "suite", "benchmark",
                                                                   "level", "subject", "metric", "method")})
                self.assertEqual(
                    [(row["position"], row["sha"], row["started_us"], row["received_us"],
                      rounded(row["value"]), row["launches"]) for row in own],
                    [(point["position"], point["commit"], micro(point["started"]),
                      micro(point["received"]), rounded(point["value"]), point["launches"])
                     for point in series["points"]])
                points += len(own)
        # What is looked at is all there; the reference and the limits have no trend there.
        self.assertNotIn("copybook-rs", {row["subject"] for own in drawn.values() for row in own})
        self.assertGreater(points, 3 * LEARNING)

        levels = {level["id"]: level for level in self.json("levels")["levels"]}
        (case,) = self.json("show")["cases"]
        self.assertEqual(case["state"], "open")
        rows = self.view("level_open")
        self.assertEqual(sorted(row["level_id"] for row in rows),
                         sorted(level["id"] for level in case["levels"]))
        for row in rows:
            said = levels[row["level_id"]]
            self.assertEqual((row["case_id"], row["series_id"], row["cause"], row["first_position"],
                              row["first_sha"], row["last_good_position"], row["last_good_sha"],
                              row["at_us"]),
                             (said["case"], said["series"], said["cause"], said["first_position"],
                              said["first_commit"], said["last_good_position"],
                              said["last_good_commit"], micro(said["at"])))
            self.assertEqual([rounded(row[name]) for name in ("change", "low", "high", "p_value")],
                             [rounded(value) for value in (said["change"], *said["ci95"],
                                                           said["p_value"])])
            self.assertEqual((row["state"], bool(row["is_confirmed"])), ("open", True))

    def test_where_cases_stand(self):
        self.live(1, confirmed=False)
        for number, life in enumerate(LIVES, 1):
            self.plant(number, life)
        self.night = 60  # Today.
        living = {case["id"]: case for case in self.json("show", "--all")["cases"]}
        self.assertEqual(len(living), len(LIVES))
        expected = {(case["id"], case["state"], case["is_confirmed"]) for case in living.values()
                    if case["state"] in ("open", "acknowledged", "silenced")}
        self.assertEqual({state for _, state, _ in expected}, {"open", "acknowledged", "silenced"})
        self.assertEqual({(row["case_id"], row["state"], bool(row["is_confirmed"]))
                          for row in self.view("level_open")}, expected)

    def plant(self, number, life):
        """A case with two levels of one series, of which the later one counts."""
        now_us = int(time.time() - 30 * DAY_S) * 10 ** 6
        self.insert("shift_case", "host, suite, direction, at_us", ("h" * 16, "s", 1, now_us))
        for first in (1, 2):
            self.insert("level", "series_id, case_id, first_run_id, cause, change, at_us",
                        (1, number, 1000 * number + first, "code", 0.1 * first, now_us))
        for step, kind in enumerate(life):
            until_us = {FUTURE: 60, PAST: 10}.get(kind, 0) * DAY_S * 10 ** 6
            self.insert("event", "case_id, kind, text, until_us, at_us",
                        (number, kind.rstrip("+-"), "made up", now_us + until_us if until_us else None,
                         now_us + step))


class OnAFile(Views, CasesTest):
    def view(self, name):
        with contextlib.closing(sqlite3.connect(self.store)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(f"SELECT * FROM {name}")]

    def insert(self, table, columns, values):
        with contextlib.closing(sqlite3.connect(self.store)) as database, database:
            places = ", ".join("?" * len(values))
            database.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)

    def test_what_a_plugin_asks(self):
        """The queries of the README, with what Grafana puts in the place of its words."""
        self.nights()
        found = queries("sqlite")
        self.assertEqual(len(found), 3)
        for query in found:
            now = int(time.time())
            query = query.replace("$__from", str((now - 70 * DAY_S) * 1000))
            query = query.replace("$__to", str(now * 1000))
            with contextlib.closing(sqlite3.connect(self.store)) as database:
                self.assertTrue(database.execute(query).fetchall(), query)


def queries(kind):
    """The queries of the README for one of both: its blocks that begin with a comment that says so."""
    return re.findall(rf"```sql\n-- Grafana, {kind}: [^\n]*\n(.*?)```", README.read_text("utf-8"), re.DOTALL)


@unittest.skipUnless(POSTGRES, "there is no PostgreSQL server")
class OnAServer(Views, CasesTest):
    @classmethod
    def setUpClass(cls):
        cls.server = contextlib.ExitStack()
        cls.variables = cls.server.enter_context(with_postgres.running(pathlib.Path(POSTGRES)))
        cls.addClassCleanup(cls.server.close)

    def setUp(self):
        super().setUp()
        self.ask_as("admin", "DROP SCHEMA IF EXISTS perfharness CASCADE")
        self.store = "postgresql:owner"

    def environment(self, **variables):
        return super().environment(PGSERVICEFILE=self.variables["PGSERVICEFILE"], **variables)

    def ask_as(self, who, sql, expected=0):
        result = subprocess.run([pathlib.Path(POSTGRES) / "psql", "-X", "-q", "--csv", "-v",
                                 "ON_ERROR_STOP=1", "-P", "null=NULL", "-c", sql, f"service={who}"],
                                env=self.variables, check=False, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, encoding="utf-8")
        self.assertEqual(result.returncode, expected, result.stderr)
        return result.stdout if expected == 0 else result.stderr

    def view(self, name):
        """As who only draws."""
        lines = self.ask_as("reader", f"SELECT row_to_json(v) FROM perfharness.{name} AS v")
        return [json.loads(row[0]) for row in list(csv.reader(lines.splitlines()))[1:]]

    def insert(self, table, columns, values):
        texts = ", ".join("NULL" if value is None else f"'{value}'" for value in values)
        self.ask_as("owner", f"INSERT INTO perfharness.{table} ({columns}) VALUES ({texts})")

    def test_who_draws_sees_views_alone(self):
        self.live(1, confirmed=False)
        for table in ("run", "result", "event", "alert", "document"):
            self.assertIn("permission denied", self.ask_as(
                "reader", f"SELECT * FROM perfharness.{table}", 1))
        self.assertIn("permission denied", self.ask_as(
            "reader", "INSERT INTO perfharness.revision (sha) VALUES ('x')", 1))

    def test_what_grafana_asks(self):
        """The queries of the README, with what Grafana makes of its macros."""
        self.nights()
        found = queries("PostgreSQL")
        self.assertEqual(len(found), 3)
        for query in found:
            query = re.sub(r"\$__timeFilter\((\w+)\)",
                           r"\1 BETWEEN now() - interval '70 days' AND now()", query)
            rows = self.ask_as("reader", query).splitlines()
            self.assertGreater(len(rows), 1, query)
            self.assertNotIn("$", query)


if __name__ == "__main__":
    unittest.main()
