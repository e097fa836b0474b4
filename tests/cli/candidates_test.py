# SPDX-License-Identifier: AGPL-3.0-or-later
"""
promote --stable in a folder of baselines: the newest runs of each series, what they gain is recorded
with what it stands on; an improvement waits, is approved, rejected, promoted or withdrawn. What the
rules refuse is a notice.
"""
import hashlib
import json
import shutil
import unittest
from datetime import datetime, timedelta, timezone

from baseline_folder import FolderTest, exact, reseal
from perf_documents import HOST, OTHER_HOST, good_benchmarks, perf, subjects_of
from program import SOURCE, run, unbroken, validator

DAYS = [f"2025-{6 + day // 28:02}-{1 + day % 28:02}T12:00:00Z" for day in range(60)]
CANDIDATE = f"baselines/{HOST}/standard.candidate.json"
SHIPPED = (SOURCE / "config" / "thresholds.toml").read_text(encoding="utf-8")
FASTER = [1048, 1052, 1050, 1051, 1049, 1050, 1050.5]


def moved(time, hours):
    there = datetime.fromisoformat(time) + timedelta(hours=hours)
    return there.strftime("%Y-%m-%dT%H:%M:%SZ")


class CandidateTest(FolderTest):
    def setUp(self):
        super().setUp()
        self.promote(self.write_run("base.json", timestamp=DAYS[0]))
        self.base = self.current()

    def series(self, rates, first=1, **changes):
        return [self.write_run(f"run-{first + number}.json", good_benchmarks(comp3=rate),
                               **{"timestamp": DAYS[first + number], **changes})
                for number, rate in enumerate(rates)]

    def settings(self, hours):
        text = SHIPPED.replace("review_hours = 24", f"review_hours = {hours}")
        return ["--thresholds", str(self.write("thresholds.toml", text))]

    def stable(self, *arguments, says=()):
        """It is done, or told: neither is an error."""
        result = self.baseline("promote", "--stable", *arguments)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        for phrase in (says,) if isinstance(says, str) else says:
            self.assertIn(phrase, unbroken(result.stdout))
        self.assertTrue(all(len(line) <= 80 for line in result.stdout.splitlines()), result.stdout)
        self.assertEqual(self.verify().returncode, 0)
        return result

    def waiting(self):
        return json.loads((self.folder / CANDIDATE).read_text(encoding="utf-8"))

    def propose(self, rates=tuple(FASTER), first=1):
        paths = self.series(rates, first)
        self.stable(*paths, says="proposed")
        return paths

    def let_pass(self, hours):
        """So much time, by planting an earlier beginning."""
        document = exact((self.folder / CANDIDATE).read_text(encoding="utf-8"))
        for name in ("proposed_at", "due_at"):
            document[name] = moved(document[name], -hours)
        (self.folder / CANDIDATE).write_text(reseal(document), encoding="utf-8")


class Series(CandidateTest):
    """Which runs are meant, and what is told of the others."""

    def test_the_seven_newest(self):
        paths = self.series([100.0] * 5 + FASTER)
        self.stable(*reversed(paths), *paths[:3], *self.settings(0), says="promoted")
        current = self.current()
        self.assertEqual(current["timestamp"], DAYS[12])
        self.assertEqual([entry["timestamp"] for entry in current["runs"]], DAYS[6:13])
        self.assertEqual([entry["sha256"] for entry in current["runs"]],
                         [hashlib.sha256((self.folder / path).read_bytes()).hexdigest()
                          for path in paths[5:]])

    def test_what_is_recorded_and_shown(self):
        self.stable(*self.series(FASTER), *self.settings(0))
        current = self.current()
        validator("baseline.schema.json").validate(current)
        self.assertEqual((current["reason_kind"], current["confidence"]),
                         ("sustained-improvement", 0.99))
        comp3 = current["values"]["comp3_mibs"]
        self.assertEqual((comp3["old"], comp3["new"]), (1000, 1050.5))
        self.assertTrue(0.03 <= comp3["least_gain"] < 0.05, comp3)
        self.assertEqual(current["values"]["display_gibs"]["old"], 800 / 1024)
        for action in ("show", "log"):
            shown = self.baseline(action).stdout
            self.assertTrue(all(len(line) <= 80 for line in shown.splitlines()), shown)
            for phrase in ("sustained-improvement", "COMP-3 1000 to 1050 MiB/s, at least +4",
                           "with 99 % confidence"):
                self.assertIn(phrase, unbroken(shown))
        self.assertIn(current["runs"][6]["sha256"][:12], self.baseline("show").stdout)

    def test_notices(self):
        good = self.series(FASTER)
        quick = self.write_run("quick.json", timestamp=DAYS[20], suite=None)
        before = (self.baselines / HOST / "standard.json").read_bytes()
        for title, paths, phrases in (
                ("six", good[:6], "6 runs count, 7 are needed"),
                ("one", good[:1], "1 run counts, 7 are needed"),
                ("none can", [quick], ("quick.json: left out: the run is not of a suite",
                                       "no run that was named can be a baseline")),
                ("no gain", self.series([1000] * 7, first=20), "do not show an improvement of 3 %"),
                ("the baseline's own", ["base.json"], "the newest run is the baseline already"),
                ("a bad one", [*good[:3], self.write_run("bad.json", good_benchmarks(comp3=30.0),
                                                         timestamp=DAYS[4]), *good[4:]],
                 f"run of {DAYS[4]}")):
            with self.subTest(title):
                self.stable(*paths, says=phrases)
                self.assertEqual((self.baselines / HOST / "standard.json").read_bytes(), before)
                self.assertFalse((self.folder / CANDIDATE).exists())

    def test_switched_off(self):
        text = SHIPPED.replace("baseline_promotion_enabled = true",
                               "baseline_promotion_enabled = false")
        off = ["--thresholds", str(self.write("off.toml", text))]
        self.stable(*self.series(FASTER), *off, says="baseline_promotion_enabled = false")
        self.assert_says_one_sentence(
            self.baseline("promote", "--stable", "base.json", "--force", "--reason", "x", *off), 1,
            "CBKB006", "not even with --force")

    def test_real_errors_stay_errors(self):
        good = self.series(FASTER)
        self.write("broken.json", "{")
        self.assert_says_one_sentence(self.baseline("promote", "--stable", *good, "broken.json"), 1,
                                      "CBKB002", "broken.json")
        self.assert_says_one_sentence(self.baseline("promote", "--stable", *good, "absent.json"), 1,
                                      "CBKB012", "absent.json")
        twin = self.write_run("twin.json", good_benchmarks(comp3=1051), timestamp=DAYS[7])
        self.assert_says_one_sentence(self.baseline("promote", "--stable", *good, twin), 1,
                                      "CBKB006", "two runs are of")

    def test_the_first_day(self):
        """Without a baseline there is nothing to gain over: the newest run is it, if it may be."""
        shutil.rmtree(self.baselines)
        bad = self.write_run("bad.json", good_benchmarks(comp3=30.0), timestamp=DAYS[9])
        self.assertEqual(self.baseline("promote", "--stable", *self.series([900] * 2),
                                       bad).returncode, 0)
        self.assertFalse((self.baselines / HOST).exists(), "nor the folder that was made for it")
        self.stable(*self.series([900, 901]), says="promoted")
        current = self.current()
        self.assertEqual((current["timestamp"], len(current["runs"]), current["previous"]),
                         (DAYS[2], 1, None))
        self.assertIn("first baseline", current["reason"])
        for name in ("reason_kind", "confidence"):
            self.assertNotIn(name, current)
        validator("baseline.schema.json").validate(current)

    def test_releases_are_told_apart(self):
        """The newest one's counts, and the others do not stand in its way."""
        old = self.series([1000.0] * 7, first=1)
        new = self.series(FASTER, first=8, subjects=subjects_of("0.8.1"))
        self.stable(*old, *new[:3], says="3 runs count, 7 are needed; 7 more are of another "
                                         "release or kind of core")
        self.stable(*old, *new, says="another method")

    def test_series_beside_each_other(self):
        """One that is damaged keeps no other from its baseline."""
        there = {"environment": {"fingerprint": OTHER_HOST, "cpu": 1, "cpus_bound": "1",
                                 "memory_nodes_bound": None}}
        here = self.series(FASTER)
        others = self.series([700] * 7, first=10, **there)
        critical = self.series([800] * 6, first=20, suite="critical")
        result = self.stable(*here, *others, *critical, *self.settings(0))
        self.assertEqual(result.stdout.count(": promoted"), 3)
        self.assertEqual(self.current(OTHER_HOST)["performance"]["comp3_mibs"], 700)
        (self.baselines / HOST / "standard.json").write_text("{}")
        more = self.series([900] * 7, first=30, suite="critical")
        self.assert_says_one_sentence(
            self.baseline("promote", "--stable", *here, *more, *self.settings(0)), 1, "CBKB006",
            "standard.json")
        self.assertEqual(self.current(suite="critical")["timestamp"], DAYS[36])
        self.assertEqual(self.baseline("promote", "--stable", *here, *more, "--suite",
                                       "critical").returncode, 0)

    def test_a_single_run_with_a_notice(self):
        self.write_run("bad.json", good_benchmarks(comp3=30.0), timestamp=DAYS[1])
        result = self.baseline("promote", "bad.json", "--notice")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("not promoted: the floor of COMP-3", unbroken(result.stdout))
        self.assertEqual(self.baseline("promote", "bad.json").returncode, 1)
        self.assertEqual(self.baseline("promote", "base.json", "--notice").returncode, 0)
        self.assertEqual(self.baseline("promote", "absent.json", "--notice").returncode, 1)

    def test_kinds_of_reasons(self):
        self.assertNotIn("reason_kind", self.base)
        words = validator("baseline.schema.json").schema["properties"]["reason_kind"]["enum"]
        self.assertEqual(len(words), 4)
        for number, (kind, arguments) in enumerate((
                ("manual-override", []), ("manual-override", ["--force", "--reason", "x"]),
                ("environmental-change", ["--reason", "a new kernel", "--reason-kind",
                                          "environmental-change"]),
                ("test-procedures-updated", ["--force", "--reason", "a new suite", "--reason-kind",
                                             "test-procedures-updated"]))):
            name = self.write_run("next.json", timestamp=DAYS[number + 1])
            self.promote(name, *arguments)
            self.assertEqual(self.current()["reason_kind"], kind)
            self.assertIn(kind, words)
            self.assertEqual(len(self.current()["runs"]), 1)
            self.assertNotIn("confidence", self.current())
        self.assertEqual(self.baseline("rollback").returncode, 0)
        self.assertEqual(self.current()["reason_kind"], "manual-override")
        self.assertNotIn("runs", self.current())
        validator("baseline.schema.json").validate(self.current())
        for word in words:
            self.assertIn(word, run("help", "baseline").stdout)


class Review(CandidateTest):
    def test_it_waits_and_is_promoted(self):
        paths = self.propose()
        self.assertEqual(self.current(), self.base)
        document = self.waiting()
        validator("candidate.schema.json").validate(document)
        validator("baseline.schema.json").validate(document["entry"])
        self.assertEqual(document["entry"]["previous"], self.base["sha256"])
        self.assertEqual(moved(document["proposed_at"], 24), document["due_at"])
        self.assertEqual(run("validate", self.folder / CANDIDATE).returncode, 0)
        self.let_pass(23.9)
        self.stable(*paths, says="a candidate waits until")
        shown = unbroken(self.baseline("show").stdout)
        self.assertIn("Candidate, proposed at", shown)
        self.let_pass(0.2)
        more = self.series([1055] * 1, first=8)
        self.stable(*paths, *more, says="promoted")
        current = self.current()
        self.assertEqual((current["timestamp"], current["reason_kind"]),
                         (DAYS[7], "sustained-improvement"))
        self.assertEqual((current["runs"], current["values"], current["confidence"]),
                         tuple(document["entry"][name] for name in ("runs", "values",
                                                                    "confidence")))
        self.assertIn("was not rejected", current["reason"])
        self.assertFalse((self.folder / CANDIDATE).exists())
        validator("baseline.schema.json").validate(current)

    def test_approved(self):
        self.propose()
        result = self.baseline("approve", "--reason", "a better loop", "--promoted-by", "review")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        current = self.current()
        self.assertEqual((current["timestamp"], current["reason"], current["promoted_by"],
                          current["previous"], len(current["runs"])),
                         (DAYS[7], "a better loop", "review", self.base["sha256"], 7))
        self.assertFalse((self.folder / CANDIDATE).exists())
        self.assert_says_one_sentence(self.baseline("approve"), 1, "CBKB006", "nothing waits")
        self.assert_says_one_sentence(self.baseline("reject"), 1, "CBKB006", "nothing waits")

    def test_rejected(self):
        """Only seven newer runs are proposed again."""
        paths = self.propose()
        result = self.baseline("reject", "--reason", "the host was overclocked")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        document = self.waiting()
        validator("candidate.schema.json").validate(document)
        self.assertIsNone(document["entry"])
        self.assertEqual([(record["reason"], len(record["runs"])) for record in
                          document["rejected"]], [("the host was overclocked", 7)])
        self.assertIn("the host was overclocked", unbroken(self.baseline("show").stdout))
        self.stable(*paths, says="0 runs count, 7 are needed; 7 more are not newer than a "
                                 "candidate that was rejected")
        later = self.series(FASTER, first=8)
        self.stable(*paths, *later[:6], says="6 runs count, 7 are needed; 7 more are not newer")
        self.stable(*paths, *later, says="proposed")
        self.assertEqual(len(self.waiting()["rejected"]), 1)
        self.assertEqual(self.baseline("approve").returncode, 0)
        self.assertEqual(len(self.waiting()["rejected"]), 1, "what was rejected stays recorded")

    def test_older_runs_do_not_bring_a_rejected_one_back(self):
        """Of fourteen good nights the last seven were rejected: the first seven show the same."""
        paths = self.series(FASTER + FASTER)
        self.stable(*paths, says="proposed")
        self.assertEqual(self.baseline("reject").returncode, 0)
        self.stable(*paths, says="0 runs count, 7 are needed; 14 more are not newer")
        self.assertIsNone(self.waiting()["entry"])
        self.stable(*paths, *self.series(FASTER, first=15), says="proposed")
        self.assertEqual(self.waiting()["entry"]["timestamp"], DAYS[21])

    def test_withdrawn(self):
        """An improvement that does not last is none; too few runs say nothing of it."""
        paths = self.propose()
        self.let_pass(48)
        self.stable(*paths[:6], says="6 runs count")
        self.assertIsNotNone(self.waiting()["entry"])
        worse = self.series([1000] * 7, first=10)
        self.stable(*paths, *worse, says=("do not show an improvement", "withdrawn"))
        self.assertFalse((self.folder / CANDIDATE).exists())
        self.assertEqual(self.current(), self.base)

    def test_of_an_earlier_baseline(self):
        """Whatever else moves the baseline, what waits no longer counts."""
        paths = self.propose()
        kept = (self.folder / CANDIDATE).read_bytes()
        self.promote(self.write_run("forced.json", good_benchmarks(comp3=1010), timestamp=DAYS[40]),
                     "--force", "--reason", "x")
        self.assertFalse((self.folder / CANDIDATE).exists())
        (self.folder / CANDIDATE).write_bytes(kept)  # As one that is killed in between leaves it.
        self.assert_says_one_sentence(self.baseline("approve"), 1, "CBKB006", "an earlier baseline")
        self.assertIn("no longer counts", unbroken(self.baseline("show").stdout))
        self.let_pass(48)
        later = self.series([1060] * 7, first=41)
        self.stable(*paths, *later, says="proposed")
        self.assertEqual(self.waiting()["entry"]["previous"], self.current()["sha256"])

    def test_a_file_has_no_candidates(self):
        result = run("baseline", "promote", "base.json", cwd=self.folder)
        shutil.rmtree(self.baselines)
        result = run("baseline", "promote", "base.json", "--baseline", "own.json", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        result = run("baseline", "promote", "--stable", *self.series(FASTER), "--baseline",
                     "own.json", cwd=self.folder)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("own.json: promoted", result.stdout)

    def test_forced(self):
        self.stable(*self.series([1000] * 3), "--force", "--reason", "a new kernel",
                    "--reason-kind", "environmental-change", says="promoted")
        self.assertEqual(self.current()["reason_kind"], "environmental-change")

    def test_damage(self):
        paths = self.propose()
        text = (self.folder / CANDIDATE).read_text(encoding="utf-8")
        good = exact(text)
        now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        foreign = exact(text.replace(HOST, OTHER_HOST))
        foreign["entry"] = exact(reseal(foreign["entry"]))
        edited = exact(text)
        edited["entry"]["performance"]["comp3_mibs"] = 5000
        for title, text, phrase in (
                ("no JSON", "{", "expected"),
                ("a baseline", json.dumps(self.base), "a candidate was expected"),
                ("edited", text.replace("1050.5", "1500.5"), "/sha256"),
                ("entry edited", reseal(edited), "/entry/sha256"),
                ("of another host", reseal(foreign), "another host"),
                ("the clock went back", reseal({**good, "proposed_at": moved(now, 2),
                                                "due_at": moved(now, 26)}), "lies in the future"),
                ("without its time", reseal({**good, "proposed_at": None}), "/entry"),
                ("a surprise", reseal({**good, "more": 1}), "")):
            with self.subTest(title):
                (self.folder / CANDIDATE).write_text(text, encoding="utf-8")
                for arguments in (["promote", "--stable", *paths], ["approve"], ["reject"],
                                  ["show"]):
                    self.assert_says_one_sentence(self.baseline(*arguments), 1, "CBKB006", phrase,
                                                  "standard.candidate.json")
                self.assert_says_one_sentence(self.verify(), 3, "CBKB006", phrase)
                self.assertEqual((self.folder / CANDIDATE).read_text(encoding="utf-8"), text)
                self.assertEqual(self.current(), self.base)
        (self.folder / CANDIDATE).write_text(reseal(good), encoding="utf-8")
        self.write_report(timestamp=DAYS[20])
        self.assertEqual(self.check().returncode, 0)


if __name__ == "__main__":
    unittest.main()
