# SPDX-License-Identifier: AGPL-3.0-or-later
"""
perfharness verify: what was changed in a history, a baseline or a document is found and its place
named, all of it in one go; what was written anew as a whole is found by a witness alone.
"""
import contextlib
import json
import shutil
import sqlite3
import unittest
import zlib

from baseline_folder import HISTORY, BaselineTest
from perf_documents import HOST, perf, subjects_of
from program import SOURCE, ProgramTest, environment, output_of, run, unbroken

NOW_S = 1748865600
NO_WITNESS = "consistent; no witness: a rewrite of the whole would not be seen"


class StoreTest(BaselineTest):
    """A history of three runs."""

    def setUp(self):
        super().setUp()
        self.store = self.folder / "history.db"
        self.runs = [self.write(f"{number}.json", json.dumps(
            perf(subjects=subjects_of(), timestamp=f"2025-06-0{number}T12:00:00Z")))
            for number in (1, 2, 3)]
        for path in self.runs:
            self.history("add", path, "--position", 1)

    def environment(self):
        return environment(PERFHARNESS_STORE=str(self.store), PERFHARNESS_NOW=str(NOW_S))

    def history(self, *arguments):
        result = run("history", *arguments, cwd=self.folder, env=self.environment())
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def verify(self, *arguments, **options):
        return run("verify", *arguments, cwd=self.folder, env=self.environment(), **options)

    def whole(self, *arguments):
        result = self.verify(*arguments)
        self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)
        return unbroken(result.stdout)

    def attack(self, sql, *parameters):
        """As who owns the file can: no trigger speaks, and none is missing afterwards."""
        with contextlib.closing(sqlite3.connect(self.store)) as database:
            triggers = database.execute(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                database.execute(f"DROP TRIGGER {name}")
            count = database.execute(sql, parameters).rowcount
            for _, statement in triggers:
                database.execute(statement)
            database.commit()
        self.assertGreater(count, 0)


class Stores(StoreTest):
    def test_whole(self):
        number = self.history("witness").split()[0]
        self.assertEqual(self.whole(),
                         f"{self.store}: whole, {number} receipts {NO_WITNESS}")
        self.assertIn("the results follow from 3 documents", self.whole("--deep"))

    def test_a_file_that_was_cut(self):
        whole = self.store.read_bytes()
        for name, length in (("history.db", 0), ("history.db", 10), ("history.db", 90),
                             ("other-name", 5000), ("history.db", len(whole) // 2),
                             ("history.db", len(whole) - 4096)):
            path = self.folder / f"cut-{length}" / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(whole[:length])
            with self.subTest(f"{name}: {length} of {len(whole)} bytes"):
                self.assert_says_one_sentence(
                    self.verify(path), 3, "CBKB018", f"{path}: ", "cut")
        overwritten = self.write("overwritten.db", "text" * 5000)
        self.assert_says_one_sentence(self.verify(overwritten), 3, "CBKB018", "written over")
        database = self.folder / "other.db"
        with contextlib.closing(sqlite3.connect(database)) as connection:
            connection.execute("CREATE TABLE run (run_id INTEGER)")
        self.assert_says_one_sentence(self.verify(database), 1, "database of another program")

    def test_all_of_it_is_told(self):
        """Two histories, the first of them damaged twice, and a baseline: it goes on."""
        other = shutil.copy(self.store, self.folder / "other.db")
        self.promote("1.json")
        self.attack("UPDATE receipt SET at_us = at_us + 1 WHERE receipt_id IN (2, 4)")
        result = self.verify(self.store, other, "baseline.json")
        self.assert_says_one_sentence(result, 3, "CBKB018", f"{self.store}: receipt 2: its SHA-256")
        said = unbroken(result.stdout)
        for phrase in (f"{self.store}: receipt 4: its SHA-256", f"{other}: whole",
                       "baseline.json: whole"):
            self.assertIn(phrase, said)
        self.assertNotIn("consistent", said)

    def test_places(self):
        kept = self.store.read_bytes()
        for title, sql, deep, phrase in (
                ("a value", "UPDATE result SET value = value / 2 WHERE run_id = 2", True,
                 "is stored, and its document gives"),
                ("a result", "DELETE FROM result WHERE run_id = 2", True, "are there"),
                ("a suite", "UPDATE run SET suite = 'x' WHERE run_id = 2", True,
                 "its suite is not the one in its document"),
                ("a run", "DELETE FROM run WHERE run_id = 2", False,
                 "the run that it is for is not there"),
                ("a document", "DELETE FROM document WHERE run_id = 2", False,
                 "no receipt says that it was deleted"),
                ("a fact", "UPDATE fact SET text = 'x' WHERE fact_id = 1", False,
                 "no receipt is for it as it is"),
                ("a gap", "DELETE FROM receipt WHERE receipt_id = 2", False,
                 "receipt 2 is missing")):
            with self.subTest(title):
                self.attack(sql)
                result = self.verify("--deep")
                self.assertEqual(result.returncode, 3, result.stdout)
                self.assertIn(phrase, unbroken(result.stdout + result.stderr))
                if deep:
                    self.whole()
                else:
                    self.assertEqual(self.verify().returncode, 3)
                self.store.write_bytes(kept)
                self.whole("--deep")

    def test_documents(self):
        kept = self.store.read_bytes()
        forged = zlib.compress(self.runs[1].read_bytes().replace(b"1000", b"1001"))
        for title, deflated, phrase in (
                ("forged", forged, "its document is not the one that was added"),
                ("damaged", b"\0" * 40, "its document is damaged")):
            with self.subTest(title):
                self.attack("UPDATE document SET deflated = ? WHERE run_id = 2", deflated)
                self.whole()
                self.assert_says_one_sentence(self.verify("--deep"), 3, "CBKB018", phrase)
                self.store.write_bytes(kept)

    def test_a_trigger_that_was_taken_away(self):
        with contextlib.closing(sqlite3.connect(self.store)) as database:
            database.execute("DROP TRIGGER result_unchanged")
            database.commit()
        self.assert_says_one_sentence(self.verify(), 3, "CBKB018", "result_unchanged")

    def test_not_there(self):
        self.store.unlink()
        self.assert_says_one_sentence(self.verify(), 1, "CBKB012", "there is no history")

    def test_witnesses(self):
        head = self.history("witness").strip()
        number, sha256, time = head.split()
        self.history("add", self.write("4.json", json.dumps(perf(
            subjects=subjects_of(), timestamp="2025-06-04T12:00:00Z"))), "--position", 1)
        later = self.history("witness").strip()
        self.assertIn("consistent, and as 1 witness has it", self.whole("--witness", head))
        witnesses = self.write("witnesses.txt", f"{head}\n\n{later}\n")
        self.assertIn("as 2 witnesses have it", self.whole("--witness", witnesses))
        self.assertIn("as 2 witnesses have it",
                      self.whole("--witness", head, "--witness", later))
        for title, line, phrase in (
                ("another", f"{number} {sha256[::-1]} {time}", "has another one there"),
                ("another time", f"{number} {sha256} 2025-06-02T12:00:01.000000Z",
                 "has another one there"),
                ("further", f"9999 {sha256} {time}", "ends at")):
            with self.subTest(title):
                result = self.verify("--witness", head, "--witness", line)
                self.assert_says_one_sentence(result, 3, "CBKB018", phrase, "cut or written anew")
        for given in ("x", f"0 {sha256} {time}", f"{number} {sha256}", f"{number} x {time}"):
            self.assert_says_one_sentence(self.verify("--witness", given), 2, "CBKB015",
                                          "NUMBER SHA256 TIME")
        bad = self.write("bad.txt", f"{head}\nx\n")
        self.assert_says_one_sentence(self.verify("--witness", bad), 2, "CBKB015", "bad.txt:2: ")

    def test_retention_is_announced(self):
        self.history("add", self.write("pr.json", json.dumps(perf(
            subjects=subjects_of(), timestamp="2025-06-05T12:00:00Z"))), "--pull-request", 7)
        later = environment(PERFHARNESS_STORE=str(self.store),
                            PERFHARNESS_NOW=str(NOW_S + 400 * 86400))
        self.assertEqual(run("history", "prune", "--apply", env=later).returncode, 0)
        self.assertIn(NO_WITNESS, self.whole("--deep"))


class Months(StoreTest):
    """The results of a month are known when their documents are gone."""

    def later(self, days, *arguments):
        result = run(*arguments, cwd=self.folder, env=environment(
            PERFHARNESS_STORE=str(self.store), PERFHARNESS_NOW=str(NOW_S + days * 86400)))
        self.assertEqual(result.returncode, 0, result.stderr)

    def add(self, days, *options):
        path = self.write("later.json", json.dumps(perf(
            subjects=subjects_of(), timestamp=f"2025-06-05T12:{days % 60:02}:{days // 60:02}Z")))
        self.later(days, "history", "add", path, *options)

    def witnessed(self):
        with contextlib.closing(sqlite3.connect(self.store)) as database:
            return [note for (note,) in database.execute(
                "SELECT note FROM receipt WHERE kind = 'witness' ORDER BY receipt_id")]

    def test_an_edit_is_found_when_the_documents_are_gone(self):
        self.add(1, "--pull-request", 7)
        self.assertEqual(self.witnessed(), [])
        for days in (30, 31, 32, 61):
            self.add(days)
        self.assertEqual(self.witnessed(),
                         ["results of 4 runs until 2025-06", "results of 3 runs until 2025-07"])
        self.later(500, "history", "prune", "--apply")
        self.whole("--deep")
        self.attack("UPDATE result SET value = value + 0.01 WHERE run_id = 2 AND series_id = 1")
        self.whole()
        result = self.verify("--deep")
        self.assert_says_one_sentence(result, 3, "CBKB018",
                                      "the results of 4 runs until 2025-06 are not as they were")
        self.assertNotIn("2025-07", result.stdout + result.stderr)

    def test_what_is_over_does_not_hide_what_it_was(self):
        self.add(30)
        self.attack("UPDATE result SET launches = launches + 1 WHERE run_id = 1")
        self.later(1200, "history", "prune", "--apply")
        self.assert_says_one_sentence(self.verify("--deep"), 3, "CBKB018",
                                      "the results of 3 runs until 2025-06 are not as they were")

    def test_a_clock_that_jumps_leaves_nothing_out(self):
        self.add(300)
        self.add(2)
        self.add(300)
        self.assertEqual(self.witnessed(), ["results of 3 runs until 2025-06",
                                            "results of 1 run until 2026-03",
                                            "results of 1 run until 2025-06"])
        self.whole("--deep")


class Promotions(StoreTest):
    def facts(self):
        with contextlib.closing(sqlite3.connect(self.store)) as database:
            return database.execute("SELECT host, name, text, hex(digest), actor FROM fact WHERE "
                                    "kind = 'promotion' ORDER BY fact_id").fetchall()

    def kept(self):
        with contextlib.closing(sqlite3.connect(self.store)) as database:
            return [row[0] for row in database.execute("SELECT keep FROM run ORDER BY run_id")]

    def test_promoting_tells_the_history(self):
        self.promote("1.json", "--store", self.store, "--promoted-by", "somebody")
        self.promote("2.json", "--force", "--reason", "two\nlines")
        result = self.baseline("rollback", env=self.environment())
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn(f"history: {self.store}", unbroken(result.stdout))
        entries = self.entries()
        found = self.facts()
        self.assertEqual([digest.lower() for _, _, _, digest, _ in found],
                         [entry["sha256"] for entry in entries])
        self.assertEqual([actor for *_, actor in found], ["somebody", None, None])
        self.assertEqual({(host, suite) for host, suite, *_ in found}, {(HOST, "standard")})
        texts = [json.loads(text) for _, _, text, _, _ in found]
        self.assertEqual([text["action"] for text in texts], ["promote", "promote", "rollback"])
        self.assertEqual(texts[1]["reason"], "two\\u000alines")
        self.assertEqual(self.kept(), ["baseline", "baseline", "main"])
        self.whole("--deep")

    def test_adding(self):
        self.promote("1.json")
        self.promote("2.json", "--force", "--reason", "x")
        self.assertEqual(self.facts(), [])
        for path, added in (("baseline.json", 2), ("baselines", 0), (HISTORY, 0)):
            self.assertIn(f"added: {added} of 2 promotions and rollbacks",
                          unbroken(self.history("add", path)))
        self.assertEqual(len(self.facts()), 2)
        self.whole()

    def test_one_that_is_damaged(self):
        self.promote("1.json")
        path = self.folder / HISTORY
        path.write_text(path.read_text().replace('"forced":false', '"forced":true', 1))
        for name in ("baseline.json", HISTORY):
            result = run("history", "add", name, cwd=self.folder, env=self.environment())
            self.assert_says_one_sentence(result, 1, "CBKB006", "standard.jsonl:1: ")
        self.assertEqual(self.facts(), [])

    def test_a_history_that_cannot_be_told(self):
        """The baseline has moved all the same; the next one tells both."""
        result = self.baseline("promote", "1.json", "--store", self.folder)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("the history was not told: ", unbroken(result.stdout))
        self.promote("2.json", "--force", "--reason", "x", "--store", self.store)
        self.assertEqual(len(self.facts()), 2)

    def test_without_a_history_none_is_made(self):
        self.promote("1.json")
        self.assertEqual(self.facts(), [])


class Documents(StoreTest):
    def test_a_perf_json(self):
        self.assertIn(f"1.json: as the history {self.store} received it", self.whole("1.json"))
        report = self.folder / "report"
        report.mkdir()
        shutil.copy(self.runs[0], report / "perf.json")
        self.assertIn("as the history", self.whole("report"))
        text = self.runs[0].read_text()
        self.write("edited.json", text.replace("standard", "standart", 1))
        self.assert_says_one_sentence(self.verify("edited.json"), 4, "CBKB018", "carries no seal")
        self.write("edited.json", text.replace('"comp3_mibs": 1000', '"comp3_mibs": 1001'))
        self.assert_says_one_sentence(self.verify("edited.json"), 3, "/comp3_mibs")
        self.write("cut.json", text[:-9])
        self.assertEqual(self.verify("cut.json").returncode, 3)

    def test_a_receipt(self):
        measured = sorted((SOURCE / "fixtures" / "documents").glob("*/run/perf.json"))[-1]
        receipt = json.loads(output_of("export", measured, "--as", "receipt"))
        self.write("receipt.json", json.dumps(receipt))
        self.assertIn("whole, by its own seal", self.whole("receipt.json"))
        receipt["commit"] = "another"
        self.write("receipt.json", json.dumps(receipt))
        self.assert_says_one_sentence(self.verify("receipt.json"), 3, "CBKB018", "integrity.sha256")


class Baselines(BaselineTest):
    def setUp(self):
        super().setUp()
        for number in (1, 2, 3):
            self.promote(self.write_run(f"{number}.json", timestamp=f"2025-06-0{number}T12:00:00Z"))

    def test_a_witness(self):
        result = self.baseline("log", "--witness")
        number, sha256, time = result.stdout.split()
        entry = self.entries()[-1]
        self.assertEqual((number, sha256, time[:19]),
                         ("3", entry["sha256"], entry["promoted_at"][:19]))
        line = result.stdout.strip()
        path = self.folder / HISTORY
        for name in ("baseline.json", "baselines", path, path.with_suffix(".json")):
            seen = run("verify", name, "--witness", line, cwd=self.folder)
            self.assertEqual(seen.returncode, 0, seen.stderr)
            self.assertIn("as 1 witness has it", seen.stdout)
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(lines[:-1]))
        self.assertEqual(run("verify", path).returncode, 0, "it cannot be seen without")
        self.assert_says_one_sentence(run("verify", path, "--witness", line), 3, "CBKB018",
                                      "ends at 2")

    def test_one_history(self):
        copy = shutil.copy(self.folder / HISTORY, self.folder / "kept.jsonl")
        self.assertIn("kept.jsonl: whole, 3 entries", unbroken(run("verify", copy).stdout))
        copy.write_text(copy.read_text().replace('"forced":false', '"forced":true', 1))
        self.assert_says_one_sentence(run("verify", copy), 3, "CBKB006", "kept.jsonl:1: ")
        copy.write_text("")
        self.assert_says_one_sentence(run("verify", copy), 1, "CBKB012", "no history in it")
        copy.unlink()
        self.assertEqual(run("verify", copy).returncode, 1)

    def test_of_all_hosts(self):
        """The first that is damaged hides no other."""
        first = self.folder / HISTORY
        other = first.with_name("another.jsonl")
        other.write_text(first.read_text()[9:])
        first.write_text(first.read_text().replace('"forced":false', '"forced":true', 1))
        result = run("verify", "baseline.json", cwd=self.folder)
        self.assert_says_one_sentence(result, 3, "another.jsonl:1: ")
        self.assertIn("standard.jsonl:1: ", unbroken(result.stdout))


class Places(ProgramTest):
    def test_nothing_there(self):
        empty = environment(XDG_DATA_HOME=str(self.folder), PERFHARNESS_STORE="")
        result = run("verify", cwd=self.folder, env=empty)
        if result.returncode == 0:
            self.skipTest("this machine has a history")
        self.assert_says_one_sentence(result, 1, "CBKB012", "there is nothing to verify")
        self.assert_says_one_sentence(run("verify", "nowhere", cwd=self.folder), 1, "CBKB012",
                                      "nowhere: there is no such file")
        (self.folder / "empty").mkdir()
        self.assert_says_one_sentence(run("verify", "empty", cwd=self.folder), 1, "CBKB006",
                                      "there is no baseline")


if __name__ == "__main__":
    unittest.main()
