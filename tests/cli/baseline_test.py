# SPDX-License-Identifier: AGPL-3.0-or-later
"""
perfharness baseline: what may be promoted, what is recorded, what can be restored, and that nothing
which was changed behind its back is believed.
"""
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import unittest

from baseline_folder import BaselineTest, HISTORY
from perf_documents import (HOST, OTHER_HOST, allocating, good_benchmarks, measured, not_measured, perf,
                            subjects_of)
from program import HANG_S, PROGRAM, SOURCE, environment, run, unbroken, validator

DAYS = [f"2025-06-{day:02}T12:00:00Z" for day in range(1, 31)]


def few_launches(name, mib_s, count=4):
    entry = measured(name, mib_s, spread=0.0)
    entry["launches"], entry["launch_ns"] = count, entry["launch_ns"][:count]
    return entry


def reseal(line, old, new):
    """What somebody writes who knows how the seal is made."""
    bare = re.sub(r',"sha256":"[0-9a-f]*"}$', "}", line.rstrip("\n").replace(old, new))
    if old not in line:
        raise AssertionError(f"{old} is not in the entry")
    return f'{bare[:-1]},"sha256":"{hashlib.sha256(bare.encode()).hexdigest()}"}}'


# What is wrong with the second of two runs, and what is said of it.
BROKEN_RULES = [
    ("floor", {"benchmarks": good_benchmarks(display=50.0)}, "the floor of DISPLAY, 80 MB/s"),
    ("no headline", {"benchmarks": good_benchmarks()[:2]}, "the floor of COMP-3, 40 MB/s"),
    ("slower", {"benchmarks": good_benchmarks(comp3=930.0)}, "comp3/stream, copybook-rs, kernel"),
    ("much slower", {"benchmarks": good_benchmarks(record=140.0)}, "record-display, copybook-rs"),
    ("perhaps slower", {"benchmarks": good_benchmarks(comp3=955.0, spread=0.03)}, "INCONCLUSIVE"),
    ("lost", {"benchmarks": good_benchmarks()[:3]}, "record-display, copybook-rs, record level"),
    ("void", {"benchmarks": good_benchmarks() + [not_measured("display-zoned/stream", "void")]},
     "display-zoned/stream, copybook-rs, kernel level: void: 1 of 1000 records failed"),
    ("failed", {"benchmarks": good_benchmarks() + [not_measured("x", "failed", subject="native")]},
     "x, native, kernel level: failed"),
    ("error", {"errors": ["CBKB009: a crash"], "status": "failure"}, "CBKB009: a crash"),
    ("noise", {"benchmarks": good_benchmarks(spread=0.065)}, "a CV of"),
    ("launches", {"benchmarks": [few_launches("display-text/stream", 800.0),
                                 *good_benchmarks()[1:]]}, "4 launches, at least 5 are needed"),
    ("suite", {"suite": "critical"}, "the baseline is of another suite, standard"),
    ("host", {"environment": {"fingerprint": OTHER_HOST, "cpu": 1, "cpus_bound": "1",
                              "memory_nodes_bound": None}},
     f"the baseline is of another host, {HOST}"),
    ("release", {"subjects": subjects_of("0.8.1")},
     "copybook-rs 0.8.1 in the run, 0.6.1 in the baseline: another method"),
    ("older", {"timestamp": "2025-05-01T12:00:00Z"}, "younger"),
]

# What a schema says, JSON pointer of what is changed and of the complaint.
SCHEMA_DAMAGE = [
    ("/timestamp", "2025-06-01 12:00:00", "/timestamp"),
    ("/commit_sha", 7, "/commit_sha"),
    ("/performance/comp3_mibs", 0, "/performance/comp3_mibs"),
    ("/performance/benchmarks", [], "/performance/benchmarks"),
    ("/performance/benchmarks/0/launch_ns", [], "/performance/benchmarks/0/launch_ns"),
    ("/performance/benchmarks/0/launch_ns", [None], "/performance/benchmarks/0/launch_ns/0"),
    ("/performance/benchmarks/0/input_bytes", 0, "/performance/benchmarks/0/input_bytes"),
    ("/performance/benchmarks/0/surprise", 1, "/performance/benchmarks/0"),
    ("/environment/fingerprint", None, "/environment/fingerprint"),
    ("/environment/hostname", "x", "/environment"),
    ("/environment/kernel", 6, "/environment/kernel"),
    ("/subjects/0/name", "Copybook RS", "/subjects/0/name"),
    ("/subjects/0/surprise", 1, "/subjects/0"),
    ("/schema_version", "perfharness-baseline-2", "/schema_version"),
    ("/suite", "../standard", "/suite"),
    ("/suite", "", "/suite"),
    ("/action", "adopt", "/action"),
    ("/promoted_at", "now", "/promoted_at"),
    ("/promoted_by", "", "/promoted_by"),
    ("/reason", "", "/reason"),
    ("/forced", 1, "/forced"),
    ("/overridden", [""], "/overridden/0"),
    ("/restores", "0123", "/restores"),
    ("/replaces", [], "/replaces"),
    ("/previous", "", "/previous"),
    ("/sha256", None, "/sha256"),
    ("/surprise", 1, "/"),
]

# Nothing that --force could make right.
IMPOSSIBLE = [
    ("plain", {"display_gibs": 2, "comp3_mibs": 900, "warnings": [], "errors": []}, "CBKB006",
     "plain shape"),
    ("no host", perf(environment={"fingerprint": None, "cpu": 1, "cpus_bound": "1",
                                  "memory_nodes_bound": None}), "CBKB006", "which host"),
    ("no suite", perf(suite=None), "CBKB006", "not of a suite"),
    ("suite that is a path", perf(suite="../../standard"), "CBKB006", "suite's name"),
    ("nothing measured", perf([not_measured("comp3/stream", "void")]), "CBKB006",
     "measured nothing"),
    ("edited", {**perf(), "comp3_mibs": 2000.0}, "CBKB003", "/comp3_mibs"),
    ("in the future", perf(timestamp="2999-01-01T00:00:00Z"), "CBKB003", "/timestamp"),
    ("system-info.json", {"schema_version": "perfharness-system-info-1"}, "CBKB003", ""),
]

BAD_USAGE = [
    ([], "an action was expected: there are show, promote, approve, reject, rollback, log, compress, "
         "collect"),
    (["demote"], "there is no action \"demote\": there are show, promote"),
    (["promote"], "a perf.json was expected"),
    (["promote", "a.json", "b.json"], "with --stable, 7 or more"),
    (["promote", "a.json", "--force"], "--reason"),
    (["promote", "a.json", "--reason", "  "], "1 to 500 bytes"),
    (["promote", "a.json", "--reason", "x" * 501], "1 to 500 bytes"),
    (["promote", "a.json", "--promoted-by", ""], "1 to 500 bytes"),
    (["promote", "a.json", "--json"], "does not take --json"),
    (["promote", "a.json", "--host", HOST], "does not take --host, but with --baseline FOLDER"),
    (["show", "--suite", "x"], "does not take --suite, but with --baseline FOLDER"),
    (["log", "--notice"], "does not take --notice"),
    (["approve"], "--baseline FOLDER was expected"),
    (["reject", "--reason", "x"], "--baseline FOLDER was expected"),
    (["approve", "a.json"], "unexpected argument: a.json"),
    (["reject", "--thresholds", "x"], "does not take --thresholds"),
    (["promote", "a.json", "--reason", "x", "--reason-kind", "manual"],
     "there is no reason \"manual\""),
    (["promote", "a.json", "--reason-kind", "manual-override"], "the --reason, in words"),
    (["promote", "a.json", "--reason", "x", "--reason-kind", "sustained-improvement"],
     "what --stable shows"),
    (["promote", "a.json", "--stable", "--reason", "x", "--reason-kind", "environmental-change"],
     "what --stable shows"),
    (["show", "--reason-kind", "manual-override"], "does not take --reason-kind"),
    (["show", "a.json"], "unexpected argument: a.json"),
    (["show", "--force", "--reason", "x"], "does not take"),
    (["show", "--witness"], "does not take --witness"),
    (["log", "--reason", "x"], "does not take --reason"),
    (["log", "--host", "../../etc"], "--host"),
    (["log", "--host", HOST, "--suite", "../x"], "--suite"),
    (["rollback", "a", "b"], "unexpected argument: b"),
    (["rollback", "--stable"], "does not take --stable"),
]


# The specification's shape.
PLAIN = {"timestamp": DAYS[0], "commit_sha": "b" * 40,
         "performance": {"display_gibs": 0.78, "comp3_mibs": 1000},
         "environment": {"runner_os": "Linux", "rust_version": "1.92.0", "cpu_model": "A CPU"}}


class Promotion(BaselineTest):
    def test_first_baseline(self):
        self.write_run("perf.json", timestamp=DAYS[0],
                       subjects=[{"name": "copybook-rs", "version": "0.6.1",
                                  "build": "rustc 1.95.0 (59807616e 2026-04-14) release"}])
        system = json.loads(run("system", "--json").stdout)
        system["fingerprint"] = HOST
        self.write("system-info.json", json.dumps(system))
        self.promote("perf.json")
        document = self.current()
        self.assertEqual([error.message for error in
                          validator("baseline.schema.json").iter_errors(document)], [])
        self.assertEqual(list(document)[:4], ["timestamp", "commit_sha", "performance",
                                              "environment"])
        self.assertEqual((document["timestamp"], document["commit_sha"], document["suite"]),
                         (DAYS[0], "a" * 40, "standard"))
        self.assertEqual((document["performance"]["display_gibs"],
                          document["performance"]["comp3_mibs"]), (800 / 1024, 1000))
        self.assertEqual([len(entry["launch_ns"]) for entry in
                          document["performance"]["benchmarks"]], [10] * 4)
        self.assertEqual(document["environment"], {
            "runner_os": system["distribution"]["pretty_name"], "rust_version": "1.95.0",
            "cpu_model": system["cpu"]["brand"], "fingerprint": HOST,
            "kernel": system["kernel"]["release"], "microcode": system["cpu"]["microcode"],
            "core_kind": system["cpu"]["core_kind"]})
        self.assertEqual([subject["version"] for subject in document["subjects"]], ["0.6.1"])
        self.assertEqual((document["promoted_by"], document["forced"], document["overridden"],
                          document["previous"]),
                         ("perfharness baseline promote", False, [], None))
        self.assertIn("first baseline", document["reason"])
        self.assertEqual(self.entries(), [document])
        result = run("validate", self.folder / "baseline.json")
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_system_info_of_another_host(self):
        self.write_run("perf.json")
        self.write("system-info.json", run("system", "--json").stdout)
        self.assert_says_one_sentence(self.baseline("promote", "perf.json"), 1, "CBKB006",
                                      "system-info.json beside it is of another host")

    def test_nobody_is_named(self):
        """Unless they say so themselves."""
        names = {"USER": "the-user", "LOGNAME": "the-user", "RUNNER_NAME": "the-runner",
                 "GITHUB_ACTOR": "the-actor", "HOSTNAME": "the-host"}
        self.write_run("perf.json", timestamp=DAYS[0])
        self.write_run("next.json", timestamp=DAYS[1])
        self.assertEqual(self.baseline("promote", "perf.json",
                                       env=environment(**names)).returncode, 0)
        text = (self.folder / "baseline.json").read_text() + (self.folder / HISTORY).read_text()
        for name in [*names.values(), os.uname().nodename, str(self.folder)]:
            self.assertNotIn(name, text)
        self.assertNotIn(" by ", self.baseline("log").stdout)
        self.promote("next.json", "--promoted-by", "release workflow")
        self.assertEqual(self.current()["promoted_by"], "release workflow")
        self.assertEqual(self.baseline("log").stdout.count("\n  by release workflow: "), 1)

    def test_rules(self):
        for title, changes, phrase in BROKEN_RULES:
            with self.subTest(title):
                shutil.rmtree(self.folder / "baselines", ignore_errors=True)
                (self.folder / "baseline.json").unlink(missing_ok=True)
                self.write_run("good.json", timestamp=DAYS[0])
                self.write_run("bad.json", **{"timestamp": DAYS[1], **changes})
                self.promote("good.json")
                before = (self.folder / "baseline.json").read_bytes()
                self.assert_says_one_sentence(self.baseline("promote", "bad.json"), 1, "CBKB006",
                                              "bad.json is not promoted", phrase, "--force")
                self.assertEqual((self.folder / "baseline.json").read_bytes(), before)
                self.promote("bad.json", "--force", "--reason", "it is known")
                document = self.current()
                self.assertEqual((document["forced"], document["reason"]), (True, "it is known"))
                self.assertIn(phrase, " ".join(document["overridden"]))
                self.assertEqual(self.verify().returncode, 0)

    def test_rules_are_kept(self):
        """At their limits, by what is no figure of the library, and by what is to be void."""
        void = {**not_measured("display-as-published", "void", level="record"), "expected": "void"}
        for number, benchmarks in enumerate((
                good_benchmarks(), good_benchmarks(comp3=985.0), good_benchmarks(comp3=1500.0),
                good_benchmarks(comp3=1490.0) + [void],
                [entry if entry["subject"] != "native" else
                 measured("display-text/stream", 900.0, subject="native", spread=0.2)
                 for entry in good_benchmarks(comp3=1490.0)])):
            with self.subTest(number):
                self.write_run("perf.json", benchmarks, timestamp=DAYS[number])
                self.promote("perf.json")
        self.assertEqual(len(self.entries()), 5)

    def test_what_force_cannot_override(self):
        for title, document, *phrases in IMPOSSIBLE:
            with self.subTest(title):
                self.write("perf.json", json.dumps(document))
                self.assert_says_one_sentence(
                    self.baseline("promote", "perf.json", "--force", "--reason", "x"), 1, *phrases)
                self.assertFalse((self.folder / "baseline.json").exists())

    def test_the_same_run_again(self):
        self.write_run("perf.json")
        self.promote("perf.json")
        for force in ([], ["--force", "--reason", "x"]):
            self.assert_says_one_sentence(self.baseline("promote", "perf.json", *force), 1,
                                          "CBKB006", "it is the baseline already")
        self.assertEqual(len(self.entries()), 1)

    def test_promotion_switched_off(self):
        text = (SOURCE / "config" / "thresholds.toml").read_text(encoding="utf-8")
        off = text.replace("baseline_promotion_enabled = true", "baseline_promotion_enabled = false")
        self.assertNotEqual(off, text)
        self.write("thresholds.toml", off)
        self.write_run("perf.json")
        for force in ([], ["--force", "--reason", "x"]):
            self.assert_says_one_sentence(
                self.baseline("promote", "perf.json", "--thresholds", "thresholds.toml", *force),
                1, "CBKB006", "baseline_promotion_enabled")

    def test_another_host_keeps_its_own_history(self):
        self.write_run("here.json", timestamp=DAYS[0])
        self.write_run("there.json", timestamp=DAYS[1],
                       environment={"fingerprint": OTHER_HOST, "cpu": 0, "cpus_bound": None,
                                    "memory_nodes_bound": None})
        self.promote("here.json")
        self.promote("there.json", "--force", "--reason", "a new runner")
        self.assertEqual(self.current()["previous"], None)
        self.assertEqual(len(self.entries()), 1)
        result = self.verify()
        self.assertEqual((result.returncode, result.stdout.count("1 entry")), (0, 2))
        result = self.baseline("rollback", "--host", HOST)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.current()["timestamp"], DAYS[0])
        self.assertEqual(self.verify().returncode, 0)

    def test_texts_are_shown_harmlessly(self):
        self.write_run("perf.json", commit="\x1b[31mred\n")
        self.promote("perf.json", "--reason", "two\nlines \x1b[31m")
        for arguments in (["show"], ["log"]):
            result = self.baseline(*arguments)
            self.assertNotIn("\x1b", result.stdout)
            self.assertIn("two\\u000alines", result.stdout)
        self.assertEqual(self.current()["reason"], "two\nlines \x1b[31m")

    def test_usage(self):
        for arguments, phrase in BAD_USAGE:
            with self.subTest(" ".join(arguments)):
                self.assert_says_one_sentence(self.baseline(*arguments), 2, "CBKB015", phrase)

    def test_full_disk(self):
        for number in range(2):
            self.write_run("perf.json", timestamp=DAYS[number])
            self.promote("perf.json")
        self.write_run("perf.json", timestamp=DAYS[2])
        before = {path: path.read_bytes() for path in (self.folder / "baseline.json",
                                                       self.folder / HISTORY)}
        for limit in (100, 3000, len(before[self.folder / HISTORY]) + 100):
            with self.subTest(limit):
                def restrict():
                    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
                result = self.baseline("promote", "perf.json", preexec_fn=restrict)
                self.assert_says_one_sentence(result, 1, "CBKB012", "File too large")
                self.assertEqual({path: path.read_bytes() for path in before}, before)
                self.assertEqual({path.name for path in self.folder.iterdir()},
                                 {"baseline.json", "baselines", "perf.json"})

    def test_promotions_at_once(self):
        for number in range(6):
            self.write_run(f"{number}.json", timestamp=DAYS[number])
        processes = [subprocess.Popen([str(PROGRAM), "baseline", "promote", f"{number}.json",
                                       "--force", "--reason", f"{number}"], cwd=self.folder,
                                      stdout=subprocess.DEVNULL, env=environment())
                     for number in range(6)]
        self.assertEqual([process.wait(HANG_S) for process in processes], [0] * 6)
        self.assertEqual(sorted(entry["reason"] for entry in self.entries()), list("012345"))
        self.assertEqual(self.verify().returncode, 0)
        self.assertEqual({path.name for path in self.folder.iterdir()} & {"baseline.json.lock"},
                         set())


    def test_schema(self):
        """It and the reader agree."""
        self.write_run("perf.json")
        self.promote("perf.json")
        schema = validator("baseline.schema.json")
        for place, value, complaint in SCHEMA_DAMAGE:
            with self.subTest(f"{place} = {value!r}"):
                document = holder = self.current()
                *parents, last = place.split("/")[1:]
                for name in parents:
                    holder = holder[int(name) if isinstance(holder, list) else name]
                holder[last] = value
                self.assertFalse(schema.is_valid(document), "jsonschema accepts it")
                path = self.write("damaged.json", json.dumps(document))
                self.assert_says_one_sentence(run("validate", path), 3, "CBKB003",
                                              f": {complaint}: ")
        edited = (self.folder / "baseline.json").read_text().replace("1000", "1001", 1)
        path = self.write("damaged.json", edited)
        self.assert_says_one_sentence(run("validate", path), 3, "CBKB003", ": /sha256: ", "edited")


class Stable(BaselineTest):
    def series(self, rates, **changes):
        return [self.write_run(f"run-{number}.json", good_benchmarks(comp3=rate),
                               **{"timestamp": DAYS[number + 1], **changes})
                for number, rate in enumerate(rates)]

    def assert_stays(self, paths, *phrases):
        before = (self.folder / "baseline.json").read_bytes()
        result = self.baseline("promote", "--stable", *paths)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        for phrase in ("baseline.json: not promoted: ", *phrases):
            self.assertIn(phrase, unbroken(result.stdout))
        self.assertEqual((self.folder / "baseline.json").read_bytes(), before)

    def setUp(self):
        super().setUp()
        self.promote(self.write_run("base.json", timestamp=DAYS[0]))

    def test_improvement(self):
        paths = self.series([1048, 1052, 1050, 1051, 1049, 1050, 1050.5])
        self.promote("--stable", *reversed(paths))
        self.assertEqual((self.current()["timestamp"], self.current()["performance"]["comp3_mibs"]),
                         (DAYS[7], 1050.5))
        self.assertIn("seven consecutive runs", self.current()["reason"])

    def test_no_improvement(self):
        for title, rates in (("none", [1000] * 7), ("too little", [1029] * 7),
                             ("not sure", [1020, 1080, 1010, 1090, 1040, 1060, 1050])):
            with self.subTest(title):
                self.assert_stays(self.series(rates), "do not show an improvement of 3 %",
                                  "99 % confidence")

    def test_series_that_is_none(self):
        good = self.series([1050] * 7)
        self.assert_stays(good[:6], "6 runs count, 7 are needed")
        self.assert_stays([*good[:6], good[0]], "6 runs count, 7 are needed")
        bad = self.write_run("bad.json", good_benchmarks(comp3=30.0), timestamp=DAYS[4])
        self.assert_stays([*good[:3], bad, *good[4:]], f"run of {DAYS[4]}", "the floor of COMP-3")
        other = self.write_run("other.json", timestamp=DAYS[9], suite="critical")
        twin = self.write_run("twin.json", good_benchmarks(comp3=1051), timestamp=DAYS[1])
        for last, phrase in ((other, "different hosts or suites"), (twin, "two runs are of")):
            self.assert_says_one_sentence(self.baseline("promote", "--stable", *good[:6], last), 1,
                                          "CBKB006", phrase)

    def test_forced(self):
        self.promote("--stable", *self.series([1000] * 7), "--force", "--reason", "known")
        self.assertIn("do not show an improvement", self.current()["overridden"][0])


class History(BaselineTest):
    def setUp(self):
        super().setUp()
        for number, comp3 in enumerate((1000.0, 1010.0, 1020.0)):
            self.promote(self.write_run(f"{number}.json", good_benchmarks(comp3=comp3),
                                        timestamp=DAYS[number]))

    def check(self):
        self.write_run("head.json", timestamp=DAYS[10])
        return run("check", "head.json", "--baseline", "baseline.json", cwd=self.folder)

    def test_chain(self):
        """As anybody can verify it: sha256sum of a line without its seal."""
        lines = (self.folder / HISTORY).read_text(encoding="utf-8").splitlines()
        previous = None
        for line in lines:
            document = json.loads(line)
            bare = line.replace(f',"sha256":"{document["sha256"]}"}}', "}")
            self.assertEqual(hashlib.sha256(bare.encode()).hexdigest(), document["sha256"])
            self.assertEqual(document["previous"], previous)
            previous = document["sha256"]
        self.assertEqual(self.current()["sha256"], previous)

    def test_history_is_shown(self):
        hashes = [entry["sha256"] for entry in reversed(self.entries())]
        shown = self.baseline("log").stdout.splitlines()
        self.assertEqual([line[:12] for line in shown if not line.startswith(" ")],
                         [sha256[:12] for sha256 in hashes])
        self.assertEqual([entry["sha256"] for entry in
                          json.loads(self.baseline("log", "--json").stdout)], hashes)
        self.assertEqual(json.loads(self.baseline("show", "--json").stdout), self.current())

    def test_rollback(self):
        entries = self.entries()
        self.assertEqual(self.baseline("rollback", "--reason", "it was a bad day").returncode, 0)
        document = self.current()
        for name in ("timestamp", "commit_sha", "performance", "environment"):
            self.assertEqual(document[name], entries[1][name])
        self.assertEqual((document["action"], document["restores"], document["reason"],
                          document["previous"]),
                         ("rollback", entries[1]["sha256"], "it was a bad day",
                          entries[2]["sha256"]))
        self.assertEqual(self.entries()[:3], entries)
        self.assertEqual(self.baseline("rollback", entries[0]["sha256"][:7]).returncode, 0)
        self.assertEqual(self.current()["timestamp"], DAYS[0])
        self.assertEqual(len(self.entries()), 5)
        self.assertEqual(self.verify().returncode, 0)
        self.assertEqual(validator("baseline.schema.json").is_valid(self.current()), True)

    def test_rollback_to_what_is_no_entry(self):
        last = self.current()["sha256"]
        self.assert_says_one_sentence(self.baseline("rollback", last), 1, "CBKB006", "already")
        for prefix in ("0123456789", last[:6], "", "*"):
            self.assert_says_one_sentence(self.baseline("rollback", prefix), 2, "CBKB015", "7 digits")
        self.assertEqual(len(self.entries()), 3)

    def test_nothing_earlier(self):
        folder = self.folder / "alone"
        folder.mkdir()
        for arguments, phrase in ((["rollback"], "0 histories"), (["log"], "0 histories"),
                                  (["show"], "no such file")):
            result = run("baseline", *arguments, cwd=folder)
            self.assert_says_one_sentence(result, 1, "CBKB006", phrase)
        self.assert_says_one_sentence(run("verify", "baseline.json", cwd=folder), 1, "CBKB006",
                                      "no such file")
        shutil.copy(self.folder / "0.json", folder)
        self.assertEqual(run("baseline", "promote", "0.json", cwd=folder).returncode, 0)
        self.assert_says_one_sentence(run("baseline", "rollback", cwd=folder), 1, "CBKB006",
                                      "no earlier entry")

    def test_check_compares_with_it(self):
        result = self.check()
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("2.0 % slower", result.stdout)
        line = ["report", "head.json", "--format", "line", "--baseline", "baseline.json"]
        result = run(*line, cwd=self.folder)
        self.assertEqual((result.returncode, result.stdout[-7:]), (0, "[PASS]\n"), result.stderr)
        self.write("baseline.json", json.dumps(self.current()).replace("1020", "999", 1))
        result = run(*line, cwd=self.folder)
        self.assertEqual((result.returncode, result.stdout[-10:]), (1, "[NEUTRAL]\n"))
        self.assertIn("CBKB006", result.stderr)

    def test_it_keeps_what_is_allocated(self):
        """And the seed of the data that it was counted of."""
        def run_of(calls, timestamp):
            first, *others = good_benchmarks()
            return self.write("perf.json", json.dumps(perf([allocating(first, calls), *others],
                                                           timestamp=timestamp)))

        promoted = run("baseline", "promote", run_of(1000, "2025-06-02T12:00:00Z"), "--force",
                       "--reason", "a test", cwd=self.folder)
        self.assertEqual(promoted.returncode, 0, promoted.stderr)
        performance = self.current()["performance"]
        self.assertEqual((performance["seed"], performance["benchmarks"][0]["allocations"]["calls"]),
                         (1, 1000))
        self.assertEqual(run("validate", self.folder / "baseline.json").returncode, 0)
        result = run("check", run_of(1100, "2025-06-03T12:00:00Z"), "--baseline",
                     self.folder / "baseline.json")
        self.assertEqual(result.returncode, 3, result.stdout)
        self.assertIn("10 % more allocations, beyond 2 %", unbroken(result.stdout))

    def damage_baseline(self):
        """Title and content of a baseline.json that is not to be believed."""
        text = (self.folder / "baseline.json").read_text(encoding="utf-8")
        lines = (self.folder / HISTORY).read_text(encoding="utf-8").splitlines()

        yield "cut", text[:len(text) // 2]
        yield "empty", ""
        yield "edited", text.replace("1020", "500", 1)
        yield "edited and sealed", reseal(lines[-1], '"comp3_mibs":1020', '"comp3_mibs":500')
        yield "an older entry", lines[0]
        yield "no baseline", json.dumps(perf())[:-1] + ', "performance": 1}'
        yield "a name twice", text.replace('"suite"', '"suite": "x", "suite"', 1)

    def test_damaged_baseline(self):
        good = (self.folder / "baseline.json").read_bytes()
        for title, content in list(self.damage_baseline()):
            with self.subTest(title):
                self.assertNotEqual(content.encode(), good)
                self.write("baseline.json", content)
                self.write_run("next.json", timestamp=DAYS[5])
                force = ["--force", "--reason", "x"]
                self.assert_says_one_sentence(self.verify(), 3, "CBKB006")
                for arguments in (["show"], ["promote", "next.json", *force]):
                    self.assert_says_one_sentence(self.baseline(*arguments), 1, "CBKB006")
                if title != "no baseline":
                    result = self.check()
                    self.assertEqual(result.returncode, 1, result.stdout)
                    self.assertIn("CBKB006", result.stderr)
                    self.assertTrue(result.stdout.endswith("[NEUTRAL]\n"), result.stdout)
                self.assertEqual((self.folder / "baseline.json").read_bytes(), content.encode())
                self.assertEqual(self.baseline("log").returncode, 0)
                self.assertEqual(self.baseline("rollback").returncode, 0)
                self.assertEqual(self.current()["timestamp"], DAYS[2])
                self.assertEqual(self.verify().returncode, 0)

    def damage_history(self):
        text = (self.folder / HISTORY).read_text(encoding="utf-8")
        first, second, third = text.splitlines(keepends=True)
        yield "last line missing", first + second, "not the last entry"
        yield "middle line missing", first + third, ":2: "
        yield "first line missing", second + third, ":1: "
        yield "lines swapped", second + first + third, ":1: "
        yield "edited", text.replace("1010", "1011", 1), ":2: "
        yield "edited and sealed", first + reseal(
            second, '"forced":false', '"forced":true') + "\n" + third, ":3: "
        yield "of another host", first + second + reseal(
            third, HOST, OTHER_HOST) + "\n", ":3: "
        yield "cut in the last line", text[:-100], "the last line is cut short"
        yield "line end missing", text[:-1], "the last line is cut short"
        yield "begun line", text + '{"timestamp":', "the last line is cut short"
        yield "blank line", text + "\n", ":4: "
        yield "spaces", text.replace('"suite":', '"suite": ', 1), ":1: "
        yield "last line twice", text + third, ":4: "
        yield "empty", "", "not the last entry"
        yield "binary", "\0\xff" * 100, ":1: there is a NUL"

    def test_damaged_history(self):
        path = self.folder / HISTORY
        good = path.read_text(encoding="utf-8")
        for title, content, phrase in list(self.damage_history()):
            with self.subTest(title):
                self.assertNotEqual(content, good)
                path.write_text(content, encoding="utf-8")
                self.write_run("next.json", timestamp=DAYS[5])
                self.assert_says_one_sentence(self.verify(), 3, "CBKB006", phrase)
                self.assert_says_one_sentence(
                    self.baseline("promote", "next.json", "--force", "--reason", "x"), 1, "CBKB006",
                    phrase)
                result = self.check()
                self.assertEqual(result.returncode, 1, result.stdout)
                self.assertIn("CBKB006", result.stderr)
                self.assertEqual(path.read_text(encoding="utf-8"), content)
        path.write_text(good, encoding="utf-8")
        self.assertEqual(self.verify().returncode, 0)

    def test_history_of_another_host_under_this_name(self):
        other = self.folder / f"baselines/{OTHER_HOST}"
        other.mkdir()
        shutil.copy(self.folder / HISTORY, other)
        self.assert_says_one_sentence(self.verify(), 3, "CBKB006",
                                      "another host or suite than its name says")

    def test_missing_parts(self):
        self.write_run("next.json", timestamp=DAYS[5])
        promotion = ["promote", "next.json", "--force", "--reason", "x"]
        history = (self.folder / HISTORY).read_bytes()
        (self.folder / HISTORY).unlink()
        for status, result in ((4, self.verify()), (1, self.baseline(*promotion))):
            self.assert_says_one_sentence(result, status, "CBKB006", "history is not beside it")
        self.assertEqual(self.check().returncode, 0)
        (self.folder / HISTORY).write_bytes(history)
        (self.folder / "baseline.json").unlink()
        self.assert_says_one_sentence(self.verify(), 1, "CBKB006", "no such file")
        self.assert_says_one_sentence(self.baseline(*promotion), 1, "CBKB006", "missing")
        self.assertEqual(self.check().returncode, 1)
        self.assertEqual(self.baseline("rollback").returncode, 0)
        self.assertEqual(self.current()["timestamp"], DAYS[2])

    def test_folder_in_place_of_the_baseline(self):
        (self.folder / "baseline.json").unlink()
        (self.folder / "baseline.json").mkdir()
        history = (self.folder / HISTORY).read_bytes()
        self.assert_says_one_sentence(self.verify(), 3, "CBKB006", "regular file")
        self.assert_says_one_sentence(self.baseline("rollback"), 1, "CBKB012", "regular file")
        self.assertEqual((self.folder / HISTORY).read_bytes(), history)

    def test_folder_in_place_of_the_history(self):
        """What cannot be read was not seen to be changed."""
        (self.folder / HISTORY).unlink()
        (self.folder / HISTORY).mkdir()
        self.assert_says_one_sentence(self.verify(), 1, "CBKB012", "regular file")

    def test_planted_unfinished_entry(self):
        unfinished = self.folder / "baseline.json.unfinished"
        lines = (self.folder / HISTORY).read_text(encoding="utf-8").splitlines()
        self.write_run("next.json", timestamp=DAYS[5])
        for title, content, phrase in (
                ("no JSON", "{", "was edited"),
                ("broken seal", lines[1].replace("1010", "1011"), "/sha256"),
                ("plain", json.dumps(PLAIN), "this is no entry"),
                ("not behind the last", lines[1], "does not follow the end"),
                ("escaping", reseal(lines[2], '"suite":"standard"', '"suite":"../../x"'),
                 "/suite")):
            with self.subTest(title):
                unfinished.mkdir(exist_ok=True)
                (unfinished / "entry.json").write_text(content, encoding="utf-8")
                self.assert_says_one_sentence(self.baseline("promote", "next.json"), 1, "CBKB006",
                                              phrase)
                shutil.rmtree(unfinished)
        self.assertEqual(self.verify().returncode, 0)


class Plain(BaselineTest):
    def setUp(self):
        super().setUp()
        self.write("baseline.json", json.dumps(PLAIN))

    def test_it_is_read(self):
        self.assertIsNone(validator("baseline-plain.schema.json").validate(PLAIN))
        for arguments in (["validate", "baseline.json"], ["baseline", "show"]):
            result = run(*arguments, cwd=self.folder)
            self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.write_run("perf.json", timestamp=DAYS[1])
        result = run("check", "perf.json", "--baseline", "baseline.json", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assert_says_one_sentence(self.verify(), 4, "CBKB006", "plain shape")

    def test_it_is_replaced_and_kept(self):
        self.promote(self.write_run("perf.json", timestamp=DAYS[1]))
        self.assertEqual(self.current()["replaces"], PLAIN)
        self.assertEqual(self.verify().returncode, 0)

    def test_it_is_a_baseline(self):
        self.write_run("perf.json", good_benchmarks(comp3=800.0), timestamp=DAYS[1])
        self.assert_says_one_sentence(self.baseline("promote", "perf.json"), 1, "CBKB006",
                                      "comp3/stream, copybook-rs, kernel level: FAIL")

    def test_what_it_cannot_be(self):
        for title, changes in (("future", {"timestamp": "2999-01-01T00:00:00Z"}),
                               ("no time", {"timestamp": "yesterday"}),
                               ("negative", {"performance": {"display_gibs": -1, "comp3_mibs": 1}}),
                               ("no figures", {"performance": {}})):
            with self.subTest(title):
                self.write("baseline.json", json.dumps({**PLAIN, **changes}))
                self.assert_says_one_sentence(self.baseline("show"), 1, "CBKB006")

    def test_it_does_not_take_the_place_of_ours(self):
        (self.folder / "baseline.json").unlink()
        self.promote(self.write_run("perf.json", timestamp=DAYS[1]))
        self.write("baseline.json", json.dumps(PLAIN))
        self.write_run("perf.json", timestamp=DAYS[2])
        self.assert_says_one_sentence(
            self.baseline("promote", "perf.json", "--force", "--reason", "x"), 1, "CBKB006",
            "the baseline is none of them")


if __name__ == "__main__":
    unittest.main()
