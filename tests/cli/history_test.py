# SPDX-License-Identifier: AGPL-3.0-or-later
"""
perfharness history: every run is kept once, at its place, with its receipts; whoever writes at the
same time, is killed or finds the disk full, nothing is lost and nothing is half there.
"""
import base64
import contextlib
import hashlib
import json
import math
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import statistics
import subprocess
import time
import unittest

from perf_documents import HOST, good_benchmarks, perf, plain, subjects_of
from program import (PROGRAM, SOURCE, ProgramTest, environment, once_is_enough, preloading, run,
                     unbroken, validator)

# 2025-06-02T12:00:00Z, a day after the made-up runs were made.
NOW_S = 1748865600
DAY_S = 24 * 3600
SEED = int(os.environ.get("HISTORY_SEED", "1"))
KILLS = int(os.environ.get("HISTORY_KILLS", "12"))
WRITERS, OWN_RUNS = 20, int(os.environ.get("HISTORY_OWN_RUNS", "3"))


def receipt_text(row):
    number, kind, digest, at_us, note, previous = row
    return "\n".join(["perfharness-receipt-1", str(number), kind, digest.hex(), str(at_us), note,
                      previous.hex()])


def git(folder, *arguments, **variables):
    identity = {f"GIT_{who}_{what}": f"{what}@example.org".lower()
                for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return subprocess.run(
        ["git", "-c", "init.defaultBranch=main", "-C", str(folder), *arguments], check=True,
        env=environment(**identity, GIT_CONFIG_GLOBAL="/dev/null", **variables),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8").stdout.strip()


class HistoryTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.place = self.folder / "place"
        self.place.mkdir()
        self.store = self.place / "history.db"

    def environment(self, **variables):
        return environment(**{"PERFHARNESS_STORE": str(self.store), "PERFHARNESS_NOW": str(NOW_S),
                              **variables})

    def history(self, *arguments, **variables):
        return run("history", *arguments, cwd=self.folder, env=self.environment(**variables))

    def done(self, *arguments, **variables):
        result = self.history(*arguments, **variables)
        self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)
        return unbroken(result.stdout)

    def document(self, name, **changes):
        return self.write(name, json.dumps(perf(**changes)))

    def listed(self):
        result = self.history("list", "--all", "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        document = json.loads(result.stdout)
        validator("history-runs.schema.json").validate(document)
        self.assertEqual(document["store"], str(self.store))
        return document["runs"]

    def ask(self, sql, *parameters):
        with contextlib.closing(sqlite3.connect(self.store)) as database:
            return database.execute(sql, parameters).fetchall()

    def check_whole(self):
        """Chain, foreign keys and pages are whole, and every run with all of it and one receipt."""
        previous = bytes(32)
        rows = self.ask("SELECT receipt_id, kind, digest, at_us, note, previous, sha256 "
                        "FROM receipt ORDER BY receipt_id")
        for number, row in enumerate(rows, 1):
            self.assertEqual((row[0], row[5]), (number, previous))
            previous = hashlib.sha256(receipt_text(row[:6]).encode()).digest()
            self.assertEqual(row[6], previous)
        self.assertEqual(self.ask("PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(self.ask("PRAGMA foreign_key_check"), [])
        self.assertEqual(self.ask(
            "SELECT run_id FROM run WHERE results <> (SELECT count(*) FROM result WHERE "
            "result.run_id = run.run_id) OR run_id NOT IN (SELECT run_id FROM document) OR 1 <> "
            "(SELECT count(*) FROM receipt WHERE receipt.digest = run.digest AND kind = 'run')"),
            [])
        return len(rows)


class Adding(HistoryTest):
    def test_a_run_is_there_once(self):
        path = self.document("perf.json", subjects=subjects_of(), timestamp="2025-06-01T12:00:00Z")
        first = self.done("add", path, "--position", "7", "--branch", "main")
        again = self.done("add", path, "--position", "7")
        self.assertIn(f"history: {self.store}", first)
        self.assertIn("added: ", first)
        self.assertIn("position 7", first)
        self.assertIn("already there: ", again)
        unplaced = self.done("add", path, "--repository", self.folder)
        self.assertIn("position 7", unplaced)  # The history knows.
        self.assertNotIn("in no trend", unplaced)
        (found,) = self.listed()
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        self.assertEqual(
            {name: found[name] for name in ("digest", "fingerprint", "suite", "event", "position",
                                            "branch", "started", "received", "is_in_trend",
                                            "has_document", "kept_as")},
            {"digest": digest, "fingerprint": HOST, "suite": "standard", "event": "manual",
             "position": 7, "branch": "main", "started": "2025-06-01T12:00:00.000000Z",
             "received": "2025-06-02T12:00:00.000000Z", "is_in_trend": True, "has_document": True,
             "kept_as": "main"})
        self.check_whole()

    def test_values_are_logarithms_with_their_error(self):
        self.done("add", self.document("perf.json"), "--position", "1")
        for name, value, error, launches in self.ask(
                "SELECT benchmark || ' ' || subject, value, error, launches FROM result "
                "JOIN series USING (series_id) WHERE metric = 'time'"):
            (entry,) = [entry for entry in good_benchmarks()
                        if f"{entry['name']} {entry['subject']}" == name]
            logs = [math.log(ns) for ns in entry["launch_ns"]]
            low, _, high = statistics.quantiles(logs, n=4, method="inclusive")
            self.assertEqual(launches, 10)
            self.assertAlmostEqual(value, statistics.median(logs), 12)
            # The middle half of a normal distribution is 1.349 deviations wide.
            deviation = (high - low) / (2 * statistics.NormalDist().inv_cdf(0.75))
            self.assertAlmostEqual(error, deviation * 1.2 * math.sqrt(math.pi / 2 / 10), 6)

    def test_which_machine_it_was_stands_beside_it(self):
        measured = sorted((SOURCE / "fixtures" / "documents").glob("*/run"))[-1]
        shutil.copytree(measured, self.folder / "report", dirs_exist_ok=True)
        path = self.folder / "report" / "system-info.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), "machine": "00112233aabbccdd"}))
        self.done("add", "report")
        self.done("add", self.document("perf.json"))
        self.assertEqual([found["machine"] for found in self.listed()], [None, "00112233aabbccdd"])

    def test_a_folder_is_that_of_a_run(self):
        (self.folder / "report").mkdir()
        self.document("report/perf.json")
        self.assertIn("added: ", self.done("add", "report"))

    def test_what_changes_on_a_host_is_told_once(self):
        days = [f"2025-05-{day:02}T12:00:00Z" for day in range(1, 6)]
        kernels = ["6.1.0-1", "6.1.0-1", "6.1.0-2", "6.1.0-1", "6.1.0-1"]
        for day, kernel in zip(days, kernels):
            environment_of = {"fingerprint": HOST, "cpu": 1, "cpus_bound": "1",
                              "memory_nodes_bound": "0", "kernel": kernel, "microcode": "0x1"}
            self.done("add", self.document("perf.json", timestamp=day, environment=environment_of,
                                           subjects=subjects_of()), "--position", "1")
        self.assertEqual([text for (text,) in self.ask(
            "SELECT text FROM fact WHERE kind = 'kernel' ORDER BY fact_id")],
            ["6.1.0-1", "6.1.0-2", "6.1.0-1"])
        self.assertEqual(self.ask("SELECT count(*) FROM fact WHERE kind IN ('microcode', 'subject')"),
                         [(2,)])
        self.assertEqual(self.ask("SELECT count(*) FROM receipt WHERE kind = 'kernel'"), [(3,)])
        self.check_whole()

    def test_another_method_is_another_series(self):
        for number, subjects in enumerate([subjects_of("0.6.1"), subjects_of("0.8.1"),
                                           subjects_of("0.8.1", toolchain="rustc 1.99.0")]):
            self.done("add", self.document(f"{number}.json", subjects=subjects,
                                           timestamp=f"2025-06-01T12:00:0{number}Z"),
                      "--position", "1")
        # A compiler makes no other series of a time, and does of a size.
        count = ("SELECT count(DISTINCT series_id) FROM series WHERE subject = 'copybook-rs' AND "
                 "metric = ? AND benchmark IN ('comp3/stream', 'copybook-rs')")
        self.assertEqual(self.ask(count, "time"), [(2,)])
        self.assertEqual(self.ask(count, "size"), [(3,)])

    def test_what_is_no_run_is_named_and_the_others_are_added(self):
        good = self.document("good.json")
        bad = self.write("bad.json", json.dumps(plain()))
        worse = self.write("worse.json", "{")
        result = self.history("add", bad, good, worse)
        self.assertEqual(result.returncode, 1)
        self.assertIn("2 of 3 were not added; the first: ", result.stderr)
        self.assertIn("bad.json", result.stderr)
        self.assertIn("worse.json", unbroken(result.stdout))
        self.assertEqual(len(self.listed()), 1)

    def test_a_run_from_the_future_is_kept_and_marked(self):
        self.done("add", self.document("perf.json", timestamp="2025-06-02T12:11:00Z"))
        self.done("add", self.document("perf.json", timestamp="2025-06-02T12:09:00Z"))
        second, first = self.listed()
        self.assertTrue(first["is_clock_ahead"])
        self.assertFalse(second["is_clock_ahead"])
        self.assertIn("+ the runner's clock was ahead", self.done("list"))

    def test_list_is_a_table(self):
        self.assertIn("there is no history yet", self.history("list").stderr)
        for number in range(3):
            self.done("add", self.document("perf.json", timestamp=f"2025-06-01T12:00:0{number}Z"))
        text = self.history("list", "--last", "2").stdout
        self.assertEqual(len(re.findall(r"^standard ", text, re.MULTILINE)), 2)
        self.assertIn("the newest 2: --all lists all", text)
        self.assertLessEqual(max(map(len, text.splitlines()[1:])), 80)

    def test_names_that_are_too_long(self):
        store = self.place / ("n" * 100) / "history.db"
        path = self.document("perf.json", suite="s" * 64, timestamp="2025-06-03T12:00:00Z")
        for action in (["add", path, "--event", "pull_request", "--pull-request", "123456789"],
                       ["list"], ["prune"], ["push"]):
            result = self.history(*action, "--store", store)
            self.assertEqual(result.returncode, 0, result.stderr)
            for line in result.stdout.splitlines():
                self.assertLessEqual(len(line), 80, line)


class Positions(HistoryTest):
    """A line of four commits, the third of which merges a branch."""

    def setUp(self):
        super().setUp()
        self.checkout = self.folder / "checkout"
        self.checkout.mkdir()
        git(self.checkout, "init", "-q")
        for name in ("one", "two"):
            git(self.checkout, "commit", "-q", "--allow-empty", "-m", name)
        git(self.checkout, "checkout", "-q", "-b", "side", "HEAD~1")
        git(self.checkout, "commit", "-q", "--allow-empty", "-m", "beside")
        self.beside = git(self.checkout, "rev-parse", "HEAD")
        git(self.checkout, "checkout", "-q", "main")
        git(self.checkout, "merge", "-q", "--no-ff", "-m", "merge of side", "side")
        git(self.checkout, "commit", "-q", "--allow-empty", "-m", "four \x1b[31m")
        self.line = git(self.checkout, "rev-list", "--first-parent", "--reverse", "main").split()

    def add(self, sha, *arguments):
        path = self.document("perf.json", commit=sha)
        return self.done("add", path, "--repository", self.checkout, *arguments)

    def test_position_is_that_on_the_first_parent_line(self):
        for number, sha in enumerate(self.line, 1):
            self.assertIn(f"position {number}", self.add(sha))
        self.assertEqual([found["position"] for found in self.listed()], [4, 3, 2, 1])
        self.assertEqual([found["summary"] for found in self.listed()],
                         ["four \\u001b[31m", "merge of side", "two", "one"])

    def test_a_commit_beside_it_has_none(self):
        self.assertIn("in no trend: its commit is not on the first-parent line",
                      self.add(self.beside))
        self.assertFalse(self.listed()[0]["is_in_trend"])
        self.assertIn("position 2", self.add(self.beside, "--main-branch", "side"))

    def test_a_position_that_was_not_known_comes_later(self):
        path = self.document("perf.json", commit=self.line[2])
        said = unbroken(self.done("add", path, "--repository", self.place))
        self.assertIn("in no checkout here (--repository); perfharness history add "
                      f"{path} --repository CHECKOUT ", said)
        self.assertIn("--position N ", said)
        self.assertIn("already there", self.done("add", path, "--repository", self.checkout))
        self.assertEqual(self.listed()[0]["position"], 3)
        result = self.history("add", path, "--position", "4")
        self.assert_says_one_sentence(result, 1, "CBKB014", "is at position 3", "and not at 4")

    def test_a_shallow_checkout_does_not_say(self):
        shallow = self.folder / "shallow"
        git(self.folder, "clone", "-q", "--depth", "1", f"file://{self.checkout}", str(shallow))
        path = self.document("perf.json", commit=self.line[3])
        self.assertIn("the checkout is shallow", self.done("add", path, "--repository", shallow))


class OfAJob(HistoryTest):
    def add(self, event, name, **variables):
        path = self.document(f"{name}.json", timestamp="2025-06-01T12:00:00Z", warnings=[name],
                             status="warning")
        event_path = self.write("event.json", json.dumps(event))
        return self.done("add", path, "--position", "5", GITHUB_ACTIONS="true",
                         GITHUB_EVENT_PATH=str(event_path), GITHUB_EVENT_NAME=name,
                         GITHUB_REF_NAME="main", **variables)

    def test_a_pull_request_stands_in_no_trend(self):
        head = {"sha": "b" * 40, "ref": "topic", "repo": {"full_name": "somebody/copybook-rs"}}
        text = self.add({"pull_request": {"number": 12, "head": head}}, "pull_request",
                        GITHUB_HEAD_REF="topic")
        self.assertIn("of a pull request: listed, and in no trend", text)
        (found,) = self.listed()
        self.assertEqual((found["event"], found["pull_request"], found["branch"], found["kept_as"]),
                         ("pull_request", 12, "topic", "pull-request"))
        self.assertFalse(found["is_in_trend"])
        self.assertIn("#12", self.done("list"))

    def test_other_jobs_are_what_they_are(self):
        for name, event in (("schedule", "schedule"), ("push", "push"), ("release", "release"),
                            ("workflow_dispatch", "manual")):
            self.add({}, name)
            found = self.listed()[0]
            self.assertEqual((found["event"], found["branch"]), (event, "main"))
        self.assertEqual(self.listed()[1]["kept_as"], "audit")

    def test_options_come_before_the_job(self):
        path = self.document("perf.json")
        self.done("add", path, "--event", "schedule", "--commit", "c" * 40, "--branch", "other",
                  GITHUB_ACTIONS="true", GITHUB_EVENT_NAME="push", GITHUB_REF_NAME="main")
        (found,) = self.listed()
        self.assertEqual((found["event"], found["commit"], found["branch"]),
                         ("schedule", "c" * 40, "other"))


class Place(HistoryTest):
    def test_option_then_variable_then_the_users_own(self):
        path = self.document("perf.json")
        own = self.folder / "data"
        places = [(["--store", self.place / "a.db"], {}, self.place / "a.db"),
                  ([], {}, self.store)]
        if not os.access("/var/lib/perfharness", os.W_OK) and os.geteuid() != 0:
            places.append(([], {"PERFHARNESS_STORE": "", "XDG_DATA_HOME": str(own)},
                           own / "perfharness/history.db"))
        for options, variables, expected in places:
            text = self.done("add", path, *options, **variables)
            self.assertIn(f"history: {expected}", text)
            self.assertTrue(expected.is_file())

    def test_what_is_no_place(self):
        for name in ("postgresql://user:secret@host/db", "", "postgresql:", "postgresql:a b",
                     "http://host/history.db"):
            result = self.history("list", "--store", name)
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertIn("CBKB015", result.stderr)

    def test_what_is_no_history(self):
        path = self.document("perf.json")
        other = self.place / "other.db"
        with contextlib.closing(sqlite3.connect(other)) as database:
            database.execute("CREATE TABLE run (run_id INTEGER)")
        self.write("place/text.db", "no database" * 1000)
        self.write("place/empty.db", "")
        os.mkfifo(self.place / "pipe.db")
        for name, said in (("place/other.db", "it is a database of another program"),
                           ("place/text.db", "file is not a database"),
                           ("place/pipe.db", "it is no file"), ("place", "it is no file")):
            for action in (["add", path], ["list"]):
                result = self.history(*action, "--store", self.folder / name)
                self.assert_says_one_sentence(result, 1, said)
        self.assert_says_one_sentence(self.history("list", "--store", self.place / "empty.db"), 1,
                                      "there is no history yet")
        self.assertIn("added", self.done("add", path, "--store", self.place / "empty.db"))

    def test_one_of_a_newer_version(self):
        self.done("add", self.document("perf.json"))
        self.ask("PRAGMA user_version = 7")
        for action in ("list", "witness", "prune"):
            self.assert_says_one_sentence(self.history(action), 1, "made by a newer perfharness",
                                          "version 7")

    def test_one_whose_triggers_were_taken_away(self):
        path = self.document("perf.json")
        self.done("add", path)
        self.ask("DROP TRIGGER result_unchanged")
        self.assertIn("its trigger result_unchanged is missing", self.done("list"))
        self.assert_says_one_sentence(self.history("add", path), 1,
                                      "its trigger result_unchanged is missing", "nothing is written")

    def test_who_may_only_read(self):
        """Root is somebody else for it; the files of the log stay for who may not make them."""
        self.folder.chmod(0o755)
        self.done("add", self.document("perf.json"))
        log = [self.place / "history.db-wal", self.place / "history.db-shm"]
        if os.geteuid() != 0 or not shutil.which("setpriv"):
            self.skipTest("only root can be another user")
        other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", str(PROGRAM),
                 "history"]

        def ask(*action):
            return subprocess.run([*other, *map(str, action)], env=self.environment(), check=False,
                                  cwd=self.place, encoding="utf-8", stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE)

        if ask("list").returncode == 126:
            self.skipTest("nobody else may run the program where it is")
        self.assertEqual([path.exists() for path in log], [True, True])
        result = ask("list")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        result = ask("add", self.document("second.json", warnings=["2"], status="warning"))
        self.assert_says_one_sentence(result, 1, "CBKB011", "readonly")
        for path in log:
            path.unlink()
        self.assert_says_one_sentence(ask("list"), 1, "CBKB011", "its write-ahead log is not beside")
        self.assertEqual(len(self.listed()), 1)
        self.assertEqual(ask("list").returncode, 0)
        # What the system says of it is said.
        for change, action, said in (
                (lambda: self.store.chmod(0o600), ["list"], "it cannot be opened: Permission denied"),
                (lambda: self.place.chmod(0o700), ["list"],
                 "it cannot be looked at: Permission denied")):
            change()
            self.assert_says_one_sentence(ask(*action), 1, "CBKB011", said)
        self.place.chmod(0o755)
        result = ask("add", self.document("third.json", warnings=["3"], status="warning"),
                     "--store", self.folder / "other.db")
        self.assert_says_one_sentence(result, 1, "CBKB011", "it cannot be made: Permission denied")


class Witness(HistoryTest):
    def test_the_manuals_way_makes_it_again(self):
        self.done("add", self.document("perf.json"))
        result = self.history("witness")
        self.assertEqual(result.stderr, f"history: {self.store}\n")
        number, sha256, at = result.stdout.split()
        rows = self.ask("SELECT receipt_id, kind, digest, at_us, note, previous FROM receipt "
                        "ORDER BY receipt_id DESC LIMIT 1")
        self.assertEqual(sha256, hashlib.sha256(receipt_text(rows[0]).encode()).hexdigest())
        self.assertEqual((int(number), at), (rows[0][0], "2025-06-02T12:00:00.000000Z"))
        if not shutil.which("sqlite3"):
            self.skipTest("sqlite3 is not installed")
        manual = run("help", "history").stdout
        recipe = re.search(r"^ +(sqlite3 .*?sha256sum)$", manual, re.MULTILINE | re.DOTALL)[1]
        found = subprocess.run(["sh", "-c", re.sub(r"\n +", "\n", recipe)], cwd=self.place,
                               stdout=subprocess.PIPE, encoding="utf-8", check=True)
        self.assertEqual(found.stdout.split()[0], sha256)


class Pruning(HistoryTest):
    def add(self, name, *options):
        path = self.document(f"{name[:16]}.json", warnings=[name], status="warning")
        self.done("add", path, "--position", "1", *options)
        return path

    def prune(self, days, *options):
        return self.done("prune", *options, PERFHARNESS_NOW=str(NOW_S + days * DAY_S))

    def test_rules(self):
        pull = self.add("pull", "--pull-request", "3")
        self.add("main")
        self.add("release", "--event", "release")
        self.assertIn("nothing is over", self.prune(90))
        self.assertIn("pull-request-90-days: 1 run to delete", self.prune(91))
        self.assertEqual(len(self.listed()), 3)
        self.assertIn("pull-request-90-days: 1 run deleted", self.prune(91, "--apply"))
        self.assertIn("stays deleted", self.done("add", pull))
        self.assertIn("main-document-1-year: 1 document deleted", self.prune(366, "--apply"))
        self.assertEqual([found["has_document"] for found in self.listed()], [True, False])
        self.assertIn("main-figures-36-months: 1 run deleted", self.prune(1097, "--apply"))
        self.assertEqual([found["event"] for found in self.listed()], ["release"])
        self.assertEqual(
            [re.sub(" [0-9a-f]{64}$", "", note) for (note,) in self.ask(
                "SELECT note FROM receipt WHERE kind = 'delete'")],
            ["run by rule pull-request-90-days, results", "document by rule main-document-1-year",
             "run by rule main-figures-36-months, results"])
        self.assertEqual(self.ask("SELECT count(DISTINCT run_id) FROM result"), [(1,)])
        self.check_whole()

    def test_a_clock_that_stood_still_deletes_nothing(self):
        path = self.document("run.json")
        self.done("add", path, "--pull-request", "3", PERFHARNESS_NOW="1000")
        self.assertIn("nothing is over", self.prune(0))
        self.assertIn("pull-request-90-days: 1 run to delete", self.prune(400))

    def test_nothing_of_it_is_left_in_the_files(self):
        self.add(os.urandom(5000).hex(), "--pull-request", "3")
        self.add("main")
        ((deflated,),) = self.ask("SELECT deflated FROM document WHERE run_id = 1")

        def traces():
            return sum(path.read_bytes().count(deflated[at:at + 64])
                       for path in self.place.iterdir() for at in range(0, len(deflated) - 64, 64))

        self.assertGreater(traces(), 0)
        self.assertIn("It is overwritten in the file and its write-ahead log",
                      self.prune(91, "--apply"))
        self.assertEqual(traces(), 0)


class Spool(HistoryTest):
    """As add leaves them where a history is away."""

    def spool(self, name, at, **changes):
        document = json.dumps(perf(warnings=[name], status="warning")).encode()
        digest = hashlib.sha256(document).hexdigest()
        folder = self.place / "spool"
        folder.mkdir(exist_ok=True)
        path = folder / f"{digest}.json"
        path.write_text(json.dumps({
            "schema_version": "perfharness-spooled-run-1", "at_us": str(at * 1000000),
            "event": "schedule", "pull_request": "0", "sha": f"{at:040x}", "branch": "main",
            "summary": None, "position": str(at), "committed_us": "0", "machine": None,
            "document": base64.b64encode(document).decode(), **changes}), encoding="utf-8")
        os.utime(path, (at, at))
        return path

    def test_they_are_handed_in_oldest_first(self):
        for name, at in (("second", 2000), ("first", 1000), ("third", 3000)):
            self.spool(name, at)
        self.assertIn("had waited for the history", self.done("push"))
        self.assertEqual([found["position"] for found in self.listed()], [3000, 2000, 1000])
        self.assertEqual([found["event"] for found in self.listed()], ["schedule"] * 3)
        self.assertEqual(list((self.place / "spool").iterdir()), [])
        self.assertIn("nothing waits", self.done("push"))

    def test_add_hands_them_in_first(self):
        self.spool("first", 1000)
        self.done("add", self.document("perf.json"), "--position", "1")
        self.assertEqual([found["position"] for found in self.listed()], [1, 1000])

    def test_a_server_that_is_away_gets_it_later(self):
        if os.access("/var/lib/perfharness", os.W_OK):
            self.skipTest("it would wait beside the history of this machine")
        services = self.write("services", "[fleet]\nhost=/nonexistent\npassword=a secret\n")
        away = {"PERFHARNESS_STORE": "postgresql:fleet", "PGSERVICEFILE": str(services),
                "XDG_DATA_HOME": str(self.folder / "data")}
        path = self.document("perf.json")
        said = self.done("add", path, **away)
        self.assertIn("the history postgresql:fleet: the server is away", said)
        self.assertIn("kept: ", said)
        self.assertNotIn("secret", said)
        listed = self.history("list", **away)
        self.assertEqual((listed.returncode, "CBKB017" in listed.stderr), (1, True), listed.stderr)
        unsafe = self.write("unsafe", "[fleet]\nhost=db.example\nsslmode=require\n")
        refused = self.history("add", path, **{**away, "PGSERVICEFILE": str(unsafe)})
        self.assertEqual(refused.returncode, 1, refused.stdout)
        self.assertIn("sslmode=verify-full", unbroken(refused.stderr))

    def test_one_that_was_changed_is_named_and_stays(self):
        good = self.spool("first", 1000)
        changed = {
            "no JSON": "{", "another digest": json.loads(good.read_text())["document"],
        }
        other = self.spool("second", 2000)
        for text in (changed["no JSON"], json.dumps({}),
                     other.read_text().replace(json.loads(other.read_text())["document"],
                                               changed["another digest"])):
            other.write_text(text, encoding="utf-8")
            result = self.history("push")
            self.assert_says_one_sentence(result, 1, other.name)
            self.assertTrue(other.exists())
        self.assertFalse(good.exists())


class Away(HistoryTest):
    """Another program holds the file for longer than it is waited for."""

    def add_while_held(self, *files):
        with contextlib.closing(sqlite3.connect(self.store, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            return self.history(
                "add", "--position", "4", *files, **preloading(os.environ["IMPATIENT_SQLITE"]))

    def setUp(self):
        super().setUp()
        self.done("add", self.document("first.json"), "--position", "4")
        self.second = self.document("second.json", warnings=["2"], status="warning")
        self.third = self.document("third.json", warnings=["3"], status="warning")

    def test_runs_wait_and_are_handed_in(self):
        bad = self.write("bad.json", "{}")
        result = self.add_while_held(self.second, bad, self.third)
        self.assertEqual(result.returncode, 1)
        self.assertIn("bad.json", result.stderr)
        text = unbroken(result.stdout)
        self.assertIn("other programs held it for 60 s", text)
        self.assertEqual(text.count("kept: "), 2)
        self.assertEqual(len(list((self.place / "spool").iterdir())), 2)
        self.assertEqual(len(self.listed()), 1)
        self.assertEqual(self.done("push").count("had waited for the history"), 2)
        self.assertEqual([found["position"] for found in self.listed()], [4, 4, 4])
        self.assertEqual(list((self.place / "spool").iterdir()), [])

    def test_to_wait_is_no_error(self):
        result = self.add_while_held(self.second)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("added", self.done("add", self.third, "--position", "4"))
        self.assertEqual(len(self.listed()), 3)

    def test_where_nothing_can_wait_it_is_said(self):
        self.write("place/spool", "a file")
        result = self.add_while_held(self.second)
        self.assert_says_one_sentence(result, 1, "CBKB012", "second.json", "spool")

    def test_a_full_spool_drops_nothing(self):
        (self.place / "spool").mkdir()
        for number in range(1000):
            self.write(f"place/spool/{number:064x}.json", "{}")
        result = self.add_while_held(self.second)
        self.assertEqual(result.returncode, 1)
        self.assertIn("it is full, with 1000 runs", unbroken(result.stdout))
        self.assertEqual(len(list((self.place / "spool").iterdir())), 1000)


class AtOnce(HistoryTest):
    @once_is_enough
    def test_of_twenty_writers_none_loses_a_run(self):
        shared = [self.document(f"shared-{number}.json", warnings=[f"shared {number}"],
                                status="warning") for number in range(2)]
        writers = []
        for writer in range(WRITERS):
            own = [self.document(f"{writer}-{number}.json", warnings=[f"{writer} {number}"],
                                 status="warning") for number in range(OWN_RUNS)]
            writers.append(subprocess.Popen(
                [str(PROGRAM), "history", "add", "--position", "1", *map(str, own + shared)],
                env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                encoding="utf-8"))
        for writer in writers:
            said = writer.communicate()[0]
            self.assertEqual(writer.returncode, 0, said)
            self.assertNotIn("kept", said)
        self.assertEqual(len(self.listed()), WRITERS * OWN_RUNS + len(shared))
        self.check_whole()

    @once_is_enough
    def test_killed_at_any_moment_a_run_is_there_or_not(self):
        chance = random.Random(SEED)
        count = 0
        for kill in range(KILLS):
            files = [self.document(f"{kill}-{number}.json", warnings=[f"{kill} {number}"],
                                   status="warning") for number in range(3)]
            writer = subprocess.Popen(
                [str(PROGRAM), "history", "add", "--position", "1", *map(str, files)],
                env=self.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.0, 0.3))
            writer.send_signal(signal.SIGKILL)
            writer.wait()
            if not self.store.exists() or not self.ask("SELECT 1 FROM sqlite_schema LIMIT 1"):
                continue
            self.check_whole()
            found = self.ask("SELECT count(*) FROM run")[0][0]
            self.assertLessEqual(count, found)
            count = found
        self.done("add", self.document("last.json"), "--position", "1")
        self.check_whole()


class FullDisk(HistoryTest):
    def test_what_does_not_fit_is_not_there_and_the_rest_is(self):
        self.done("add", self.document("first.json"), "--position", "1")
        size = (self.place / "history.db-wal").stat().st_size + self.store.stat().st_size
        big = self.document("big.json", warnings=[os.urandom(200000).hex()], status="warning")

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        result = run("history", "add", "--position", "1", big, cwd=self.folder,
                     env=self.environment(), preexec_fn=limit)
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertIn("CBKB012", result.stderr)
        self.assertEqual(len(self.listed()), 1)
        self.check_whole()
        self.assertIn("added", self.done("add", big, "--position", "1"))
        self.check_whole()


class WrongUse(HistoryTest):
    def test_command_lines(self):
        for arguments, said in (
                ([], "action"), (["ad"], "add"), (["add"], "a perf.json was expected"),
                (["list", "x"], "unexpected argument: x"),
                (["list", "--apply"], "history list does not take --apply"),
                (["prune", "--json"], "history prune does not take --json"),
                (["add", "x", "--event", "pusch"], "push"),
                (["add", "x", "--commit", "abc"], "40 hexadecimal digits"),
                (["add", "x", "--position", "-1"], "--position")):
            self.assert_says_one_sentence(self.history(*arguments), 2, said)
        self.assertFalse(self.store.exists())


if __name__ == "__main__":
    unittest.main()
