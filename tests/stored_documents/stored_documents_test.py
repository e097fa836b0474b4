# SPDX-License-Identifier: AGPL-3.0-or-later
"""
What old versions wrote is read: every document in fixtures/documents/ is valid, and every command that
takes one takes it. What follows from those of the newest folder is, byte for byte, what is stored
there: a report, an export, a judgement or a comparison of stored documents is a function of them and
of the thresholds, which are stored with them. No time enters, and no version of the program.
"""
import hashlib
import json
import os
import re
import shutil
import subprocess
import unittest

from documents import AGAINST, COMPARISONS, DERIVED, FOLDERS, LIMITS, RUNS, copy_of, derive, folders, texts
from program import RUN_ALL, ProgramTest, environment, load, run, validator

AGAIN = os.environ["PERF_AGAIN"]
# What our schemas are for, and how many there are at least.
SCHEMAS = {"perf.schema.json": ("*/perf.json", 4), "perf-plain.schema.json": ("plain/perf.json", 1),
           "system-info.schema.json": ("*/system-info.json", 4),
           "baseline.schema.json": ("baseline.json", 1),
           "baseline-plain.schema.json": ("plain/baseline.json", 1),
           "judgement.schema.json": ("judgement/*.json", 3), "doctor.schema.json": ("doctor.json", 1),
           "comparison.schema.json": ("comparison/*.json", 5)}
# Before that, what compare printed had no schema.
FIRST_WITH_COMPARISONS = "0.1.0-5"
# Made of figures that were rounded when they were written: its last digits may be others.
QUOTIENT = re.compile(r'("(?:display_gibs|harness_share|throughput_mb_s)":\t[0-9.]{14})[0-9]*')
# What another moment makes another, and what follows from it.
OF_THE_MOMENT = ("promoted_at", "previous", "restores", "sha256")


def folders_to_read():
    """With sanitizers the oldest and the newest: what is between is read by the same code."""
    known = folders()
    return [known[0], known[-1]] if os.environ.get("SANITIZERS") and not RUN_ALL else known


def as_it_was(value, stored):
    """Without the members that the stored one had not yet."""
    if isinstance(stored, list) and isinstance(value, list) and len(stored) == len(value):
        return [as_it_was(*pair) for pair in zip(value, stored)]
    if isinstance(stored, dict) and isinstance(value, dict):
        return {name: as_it_was(value[name], stored[name]) for name in stored if name in value}
    return value


def has_comparisons(folder):
    known = folders()
    return known.index(folder) >= [path.name for path in known].index(FIRST_WITH_COMPARISONS)


class DocumentsTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.newest = folders()[-1]

    def copy(self, folder):
        return copy_of(folder, self.folder / folder.name)

    def baseline(self, folder, *arguments):
        """The command does what it is asked for, and has nothing else to say."""
        result = run("baseline", *arguments, cwd=folder)
        self.assertEqual((result.returncode, result.stderr), (0, ""), arguments)
        return result.stdout

    def history(self, folder):
        path, = folder.glob("baselines/*/documents.jsonl")
        return path.read_text("utf-8").splitlines()


class Valid(DocumentsTest):
    def paths(self, folder, schema):
        pattern, least = SCHEMAS[schema]
        found = sorted(folder.glob(pattern))
        if schema == "comparison.schema.json" and not has_comparisons(folder):
            return []
        if schema == "perf.schema.json":
            found.remove(folder / "plain" / "perf.json")
        self.assertGreaterEqual(len(found), least, f"{folder}: {pattern}")
        return found

    def test_for_the_schemas(self):
        for schema in SCHEMAS:
            check = validator(schema)
            for path in (path for folder in folders() for path in self.paths(folder, schema)):
                with self.subTest(path):
                    check.validate(load(path))

    def test_every_entry_of_a_history(self):
        check = validator("baseline.schema.json")
        for folder in folders():
            lines = self.history(folder)
            for line, before in zip(lines, [None, *lines]):
                entry = json.loads(line)
                check.validate(entry)
                sealed = line[:line.rindex(',"sha256"')] + "}"
                self.assertEqual(hashlib.sha256(sealed.encode()).hexdigest(), entry["sha256"])
                self.assertEqual(entry["previous"], before and json.loads(before)["sha256"])

    def test_for_the_program(self):
        kinds = [*list(SCHEMAS)[:5], "comparison.schema.json"]
        paths = [path for folder in folders() for kind in kinds for path in self.paths(folder, kind)]
        paths.append(FOLDERS / "perf.json")
        result = run("validate", *paths)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(len(result.stdout.splitlines()), len(paths))

    def test_the_newest_have_every_member(self):
        """Else a member could be lost in reading, and nothing would show it."""
        runs = [load(self.newest / name / "perf.json") for name in (*RUNS, "own-data")]
        entries = [entry for document in runs for entry in document["benchmarks"]]
        self.assertEqual({entry["state"] for entry in entries}, {"measured", "void", "failed"})
        self.assertEqual({entry["level"] for entry in entries}, {"kernel", "record", "file"})
        self.assertEqual({document["status"] for document in runs},
                         {"success", "warning", "failure"})
        for name in ("limits", "comparisons", "warnings", "errors", "subjects"):
            self.assertTrue(any(document[name] for document in runs), name)
        actions = [json.loads(line) for line in self.history(self.newest)]
        self.assertEqual([entry["action"] for entry in actions], ["promote"] * 3 + ["rollback"])
        self.assertEqual([entry["forced"] for entry in actions[1:]], [True, True, False])
        # The first keeps the rules where the machine was quiet enough for that.
        firsts = [json.loads(self.history(folder)[0]) for folder in folders()]
        self.assertIn(False, [entry["forced"] for entry in firsts])
        self.assertTrue(actions[0]["replaces"])
        self.assertTrue(actions[2]["overridden"])
        self.assertEqual(actions[3]["restores"], actions[1]["sha256"])


class Read(DocumentsTest):
    def test_by_every_command(self):
        for folder in folders_to_read():
            copy = self.copy(folder)
            for derived in DERIVED:
                if derived.arguments[1].startswith("comparison/") and not has_comparisons(folder):
                    continue
                with self.subTest(f"{folder.name}/{derived.file}"):
                    result, written = derive(derived, copy)
                    self.assertEqual(result.stderr, "")
                    if derived.status is not None:
                        self.assertEqual(result.returncode, derived.status)
                    self.assertIn(result.returncode, (0, 3, 4))
                    if folder == self.newest:
                        self.assertEqual(written, texts(folder / derived.file))

    def test_nothing_stored_is_left_out(self):
        derived = {str(self.newest / entry.file) for entry in DERIVED}
        for name in ("judgement", "report", "export", "crosscheck", "baseline", "comparison"):
            stored = {str(path) for path in (self.newest / name).iterdir()}
            stored -= {str(self.newest / "comparison" / f"{measured}.json")
                       for measured in COMPARISONS}
            self.assertEqual(stored, {path for path in derived
                                      if path.startswith(f"{self.newest / name}/")})

    def test_a_perf_json_comes_back(self):
        for path in (path for folder in folders() for path in folder.glob("*/perf.json")
                     if path.parent.name != "plain"):
            with self.subTest(path):
                result = subprocess.run([AGAIN, path], capture_output=True, encoding="utf-8",
                                        check=False, env=environment())
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertEqual(QUOTIENT.sub(r"\1", result.stdout),
                                 QUOTIENT.sub(r"\1", path.read_text("utf-8")))


class Baselines(DocumentsTest):
    def test_the_chain_goes_on(self):
        for folder in folders_to_read():
            with self.subTest(folder.name):
                copy, before = self.copy(folder), self.history(folder)
                self.baseline(copy, "rollback", json.loads(before[0])["sha256"][:12])
                self.baseline(copy, "promote", "rerun/perf.json", "--force", "--reason", "a test",
                              *LIMITS)
                after = self.history(copy)
                self.assertEqual(after[:-2], before)
                self.assertEqual(json.loads(after[-2])["performance"],
                                 json.loads(before[0])["performance"])
                stored = json.loads(before[1])["performance"]
                self.assertEqual(as_it_was(json.loads(after[-1])["performance"], stored), stored)
                self.assertEqual(run("verify", "baseline.json", cwd=copy).returncode, 0)

    def test_a_change_of_the_chain_shows(self):
        copy = self.copy(self.newest)
        path, = copy.glob("baselines/*/documents.jsonl")
        path.write_text(path.read_text("utf-8").replace('"forced":true', '"forced":false', 1),
                        "utf-8")
        self.assertEqual(run("verify", "baseline.json", cwd=copy).returncode, 3)

    def test_entries_are_written_as_they_were(self):
        """The stored runs again: the same members in the same order, but for the moment's."""
        copy = self.copy(self.newest)
        shutil.rmtree(copy / "baselines")
        shutil.copy(copy / "plain" / "baseline.json", copy)
        entries = [json.loads(line) for line in self.history(self.newest)]
        for entry, name in zip(entries, RUNS):
            forced = ("--force", "--reason", entry["reason"]) if entry["forced"] else ()
            self.baseline(copy, "promote", f"{name}/perf.json", *LIMITS, *forced, "--promoted-by",
                          entry["promoted_by"])
        self.baseline(copy, "rollback", "--reason", entries[3]["reason"])
        written = [json.loads(line) for line in self.history(copy)]
        for entry, again in zip(entries, written, strict=True):
            self.assertEqual(list(again), list(entry))
            for name in OF_THE_MOMENT:
                self.assertEqual(again.pop(name) is None, entry.pop(name) is None, name)
            self.assertEqual(json.dumps(again), json.dumps(entry))

    def test_a_perf_json_is_a_baseline(self):
        for folder in folders_to_read():
            copy = self.copy(folder)
            for base in ("run/perf.json", "plain/perf.json", "plain/baseline.json", AGAINST[1]):
                result = run("check", "rerun/perf.json", "--baseline", base, *LIMITS, cwd=copy)
                self.assertEqual(result.stderr, "", base)
                self.assertIn(result.returncode, (0, 3, 4))


if __name__ == "__main__":
    unittest.main()
