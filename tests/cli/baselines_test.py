# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A folder of baselines: each host and suite has its own, found by what the run says of itself; the
entry that a run was judged by stays with it; and nothing that a document says becomes a path.
"""
import json
import os
import shutil
import unittest
from datetime import datetime, timedelta, timezone

from baseline_folder import FolderTest, exact, reseal
from perf_documents import HOST, OTHER_HOST, good_benchmarks, perf, plain
from program import run, unbroken

DAYS = [f"2025-06-{day:02}T12:00:00Z" for day in range(1, 31)]
NONE_YET = "no baseline yet of the suite standard on this host"


def environment_of(host):
    return {"fingerprint": host, "cpu": 1, "cpus_bound": "1", "memory_nodes_bound": None}


class Judging(FolderTest):
    def test_the_first_day(self):
        """Nothing to compare with is no pass and no error, and has a word of its own everywhere."""
        self.write_report(timestamp=DAYS[1])
        result = self.check()
        self.assertEqual((result.returncode, result.stderr), (4, ""))
        self.assertIn(NONE_YET, unbroken(result.stdout))
        self.assertTrue(result.stdout.endswith("[NEUTRAL]\n"))
        judgement = json.loads(self.check("--json").stdout)
        self.assertIn(NONE_YET, judgement["why"])
        for form in ("markdown", "html", "junit", "json"):
            self.assertIn(NONE_YET, unbroken(self.report("--format", form).stdout), form)
        self.assertFalse(self.baselines.exists(), "judging makes nothing")
        self.assertFalse((self.reports / "baseline.json").exists())
        self.promote("report/perf.json")
        self.assertEqual(self.check().returncode, 0)

    def test_each_host_and_suite_has_its_own(self):
        for number, (host, suite, comp3) in enumerate((
                (HOST, "standard", 1000.0), (OTHER_HOST, "standard", 1500.0),
                (HOST, "critical", 700.0))):
            name = self.write_run(f"{number}.json", good_benchmarks(comp3=comp3), suite=suite,
                                  timestamp=DAYS[number], environment=environment_of(host))
            self.promote(name)
        for host, suite, comp3, word in ((HOST, "standard", 1000.0, "PASS"),
                                         (OTHER_HOST, "standard", 1500.0, "PASS"),
                                         (OTHER_HOST, "standard", 1000.0, "FAIL"),
                                         (HOST, "critical", 700.0, "PASS"),
                                         (OTHER_HOST, "critical", 700.0, "NEUTRAL")):
            with self.subTest(f"{host} {suite} {comp3}"):
                self.write_report(good_benchmarks(comp3=comp3), suite=suite, timestamp=DAYS[9],
                                  environment=environment_of(host))
                self.assertIn(f"[{word}]", self.check().stdout)
        self.assertEqual(self.verify().stdout.count("1 entry"), 3)
        shown = self.baseline("show")
        self.assertEqual((shown.returncode, unbroken(shown.stdout).count("entry ")), (0, 3))
        self.assertIn(f"standard on {OTHER_HOST}", shown.stdout)
        for arguments, entries in ((["--host", OTHER_HOST], 1), (["--suite", "critical"], 1),
                                   (["--host", HOST], 2), (["--suite", "none"], 0)):
            with self.subTest(str(arguments)):
                result = self.baseline("log", *arguments)
                if entries == 1:
                    self.assertEqual((result.returncode, result.stderr), (0, ""))
                else:
                    self.assert_says_one_sentence(result, 1, "CBKB006",
                                                  f"it has {entries} baselines of these")
        self.assert_says_one_sentence(self.baseline("show", "--json"), 1, "CBKB006", "it has 3")
        document = json.loads(self.baseline("show", "--json", "--host", OTHER_HOST).stdout)
        self.assertEqual(document["environment"]["fingerprint"], OTHER_HOST)

    def test_the_histories_of_a_file_are_a_folder(self):
        """What an earlier layout left is read, and gets its files with the next promotion."""
        for number in range(3):
            name = self.write_run(f"{number}.json", timestamp=DAYS[number])
            result = run("baseline", "promote", name, cwd=self.folder)
            self.assertEqual(result.returncode, 0, result.stderr)
        self.assertFalse((self.baselines / HOST / "standard.json").exists())
        self.write_report(timestamp=DAYS[9])
        self.assertEqual(self.check().returncode, 0)
        self.assertIn("not written yet", self.verify().stdout)
        self.assertIn(DAYS[2], self.baseline("show").stdout)
        self.assertEqual(self.baseline("rollback").returncode, 0)
        self.assertEqual(self.current()["timestamp"], DAYS[1])
        self.assertEqual(len(self.entries()), 4)
        self.assertNotIn("not written", self.verify().stdout)

    def test_histories_one_folder_further_down(self):
        """To begin a second history beside them would be to lose them."""
        name = self.write_run("0.json", timestamp=DAYS[0])
        self.assertEqual(run("baseline", "promote", name, cwd=self.folder).returncode, 0)
        self.write_report(timestamp=DAYS[9])
        self.assert_says_one_sentence(
            run("baseline", "promote", "report/perf.json", "--baseline", ".", cwd=self.folder), 1,
            "CBKB006", "the histories of a baseline.json are there")
        result = run("check", "report/perf.json", "--baseline", ".", cwd=self.folder)
        self.assertEqual(result.returncode, 1, result.stdout)

    def test_what_a_document_says_is_no_path(self):
        outside = self.write("outside.json", "{}")
        for title, changes in (("suite", {"suite": "../../outside"}),
                               ("suite of dots", {"suite": ".."}),
                               ("suite with a NUL", {"suite": "a\\u0000b"}),
                               ("a candidate's", {"suite": "standard.candidate"}),
                               ("long", {"suite": "x" * 65})):
            with self.subTest(title):
                self.write_report(**changes)
                result = self.check()
                self.assertIn(result.returncode, (1, 4), result.stdout)
                self.assertIn("[NEUTRAL]", result.stdout)
                self.assert_says_one_sentence(
                    self.baseline("promote", "report/perf.json", "--force", "--reason", "x"), 1,
                    "CBKB006", "suite's name")
        self.write("report/perf.json", json.dumps(
            plain(suite="standard", environment={"fingerprint": "../../../etc"})))
        result = self.check()
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertIn("[NEUTRAL]", result.stdout)
        self.assertEqual(outside.read_text(), "{}")
        self.assertFalse(self.baselines.exists())

    def test_what_has_no_place_there(self):
        for title, document, phrase in (
                ("no suite", perf(suite=None), "the run is of no suite"),
                ("no host", perf(environment=environment_of(None)), "on which host")):
            with self.subTest(title):
                self.write("report/perf.json", json.dumps(document))
                result = self.check()
                self.assertEqual((result.returncode, result.stderr), (4, ""))
                self.assertIn(phrase, unbroken(result.stdout))

    def test_damage(self):
        for number in range(2):
            self.promote(self.write_run(f"{number}.json", timestamp=DAYS[number]))
        self.write_report(timestamp=DAYS[9])
        current = self.baselines / HOST / "standard.json"
        history = self.baselines / HOST / "standard.jsonl"
        good, lines = current.read_text(), history.read_text()
        foreign = exact(good)
        foreign["suite"] = "critical"
        for title, path, text in (
                ("edited", current, good.replace("1000", "500", 1)),
                ("an earlier one", current, lines.splitlines()[0]),
                ("of another suite", current, reseal(foreign)),
                ("history cut", history, lines[:-50]),
                ("history without its end", history, lines.splitlines(keepends=True)[0])):
            with self.subTest(title):
                path.write_text(text)
                self.assert_says_one_sentence(self.verify(), 3, "CBKB006")
                result = self.check()
                self.assertEqual(result.returncode, 1, result.stdout)
                self.assertIn("CBKB006", result.stderr)
                self.assertTrue(result.stdout.endswith("[NEUTRAL]\n"))
                current.write_text(good)
                history.write_text(lines)
        history.unlink()
        self.assert_says_one_sentence(self.verify(), 4, "CBKB006",
                                      "history is not beside it")
        self.assert_says_one_sentence(
            self.baseline("promote", "report/perf.json", "--force", "--reason", "x"), 1, "CBKB006",
            "history is not beside it")

    def test_verify_looks_at_all(self):
        """What comes first hides nothing that is graver, and the rest is told."""
        names = {}
        for suite in ("a-alone", "b-edited", "c-unreadable", "d-whole"):
            self.promote(self.write_run(f"{suite}.json", timestamp=DAYS[0], suite=suite))
            names[suite] = self.baselines / HOST / f"{suite}.jsonl"
        good = names["b-edited"].read_text()
        names["a-alone"].unlink()
        names["b-edited"].write_text(good.replace("1000", "1001"))
        names["c-unreadable"].unlink()
        names["c-unreadable"].mkdir()
        result = self.verify()
        self.assert_says_one_sentence(result, 3, "CBKB006", "b-edited.jsonl")
        for phrase in ("a-alone.json: its history is not beside it", "c-unreadable.jsonl",
                       "d-whole.jsonl: whole, 1 entry"):
            self.assertIn(phrase, unbroken(result.stdout))
        names["b-edited"].write_text(good)
        result = self.verify()
        self.assert_says_one_sentence(result, 1, "CBKB012", "c-unreadable.jsonl")
        self.assertIn("a-alone.json: its history is not beside it", unbroken(result.stdout))
        names["c-unreadable"].rmdir()
        (self.baselines / HOST / "d-whole.candidate.json").write_text("{}")
        self.assert_says_one_sentence(self.verify(), 3, "CBKB006", "d-whole.candidate")
        (self.baselines / HOST / "d-whole.candidate.json").unlink()
        result = self.verify()
        self.assert_says_one_sentence(result, 4, "CBKB006", "a-alone.json")
        self.assertIn("c-unreadable.json: its history", unbroken(result.stdout))
        (self.baselines / HOST / "a-alone.candidate.json").write_text("{}")
        self.assert_says_one_sentence(self.verify(), 3, "CBKB006", "a-alone.candidate")


class Kept(FolderTest):
    """What check judged by, report and publish judge by."""

    def setUp(self):
        super().setUp()
        self.promote(self.write_run("0.json", timestamp=DAYS[0]))
        self.first = self.current()
        self.write_report(good_benchmarks(comp3=960.0), timestamp=DAYS[5])
        self.assertEqual(self.check().returncode, 0)

    def word(self, *arguments):
        line = self.report("--format", "line", *arguments).stdout
        return line[line.rindex("[") + 1:-2]

    def notes(self):
        return " ".join(json.loads(self.report("--format", "json").stdout)["notes"])

    def move(self, comp3=1300.0):
        self.promote(self.write_run("better.json", good_benchmarks(comp3=comp3),
                                    timestamp=DAYS[3]))

    def test_it_is_kept(self):
        self.assertEqual(json.loads((self.reports / "baseline.json").read_text()), self.first)
        self.assertEqual(self.word(), "PASS")
        self.assertNotIn("judged by", self.notes())
        result = run("check", "report/perf.json", "--baseline", "report/baseline.json",
                     cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stdout)

    def test_a_promotion_meanwhile_changes_nothing(self):
        self.move()
        self.assertEqual(self.word(), "PASS")
        self.assertIn(f"current then, entry {self.first['sha256'][:12]}; now it is "
                      f"{self.current()['sha256'][:12]}", self.notes())
        self.assertEqual(self.check().returncode, 3, "whoever judges anew judges by the new one")
        self.assertEqual(self.word(), "FAIL")

    def test_a_run_does_not_choose(self):
        """What stands in no history is not believed."""
        self.move()
        kept = self.reports / "baseline.json"
        slow = exact((self.baselines / HOST / "standard.json").read_text().replace("1000", "10"))
        for title, text, phrase in (
                ("of somebody's own", reseal(slow), "not in the history"),
                ("a hash alone", json.dumps({"sha256": "0" * 64}), "not in the history"),
                ("no hash", json.dumps({"sha256": {"a": 1}}), "not in the history"),
                ("no JSON", "{" * 100000, "not in the history"),
                ("another host's", json.dumps({"sha256": "../../x"}), "not in the history")):
            with self.subTest(title):
                kept.write_text(text)
                self.assertEqual(self.word(), "FAIL")
                self.assertIn(phrase, self.notes())

    def test_what_was_replaced_before_the_run(self):
        """As when an earlier check left its entry in the folder that the next run writes to."""
        self.move()
        promoted = datetime.fromisoformat(self.current()["promoted_at"])
        for seconds, word, phrase in ((-60, "PASS", "current then"), (0, "PASS", "current then"),
                                      (1, "FAIL", "was replaced before the run was made")):
            with self.subTest(seconds):
                time = (promoted + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
                self.write_report(good_benchmarks(comp3=960.0), timestamp=time)
                self.assertEqual(self.word(), word)
                self.assertIn(phrase, self.notes())

    def test_what_was_replaced_long_ago(self):
        """A run tells its own time: one that lies could choose among all baselines there were."""
        self.move()
        now = datetime.now(timezone.utc)
        for hours, word, phrase in ((23.9, "PASS", "current then"),
                                    (24.1, "FAIL", "was replaced more than 24 hours ago")):
            with self.subTest(hours):
                time = (now - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
                first, last = (self.baselines / HOST / "standard.jsonl").read_text().splitlines()
                moved = reseal({**exact(last), "promoted_at": time})
                (self.baselines / HOST / "standard.jsonl").write_text(f"{first}\n{moved}\n")
                (self.baselines / HOST / "standard.json").write_text(moved)
                self.assertEqual(self.word(), word)
                self.assertIn(phrase, self.notes())

    def test_links_and_pipes_are_not_opened(self):
        kept = self.reports / "baseline.json"
        self.move()
        kept.unlink()
        for make in (lambda: kept.symlink_to(self.write("x.json", json.dumps(self.first))),
                     lambda: os.mkfifo(kept), kept.mkdir):
            make()
            self.assertEqual(self.word(), "FAIL")
            self.assertIn("not in the history", self.notes())
            if kept.is_dir() and not kept.is_symlink():
                kept.rmdir()
            else:
                kept.unlink()

    def test_a_file_of_the_other_layout_stays(self):
        shutil.copytree(self.baselines, self.reports / "baselines")
        own = self.write("report/baseline.json", "of somebody else")
        result = self.check()
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("Note: baseline.json is not kept", result.stderr)
        self.assertEqual(own.read_text(), "of somebody else")


if __name__ == "__main__":
    unittest.main()
