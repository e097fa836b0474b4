# SPDX-License-Identifier: AGPL-3.0-or-later
"""
perfharness history: what series suspect becomes cases, builds are compared, people say what they
know of it, and what is shown is what is there. The nights are made up, and so is what compares.
"""
import base64
import csv
import hashlib
import io
import json
import math
import random
import re
import sys
import tempfile
import unittest
from pathlib import Path

from comparison_documents import build, comparison, timed, worked
from history_test import DAY_S, NOW_S, HistoryTest
from perf_documents import OTHER_HOST, good_benchmarks, measured, perf, subjects_of
from program import run, unbroken, validator

LEARNING = 20
MEMORY = Path("/dev/shm")
# comp3, display-text and record-display of copybook-rs.
WATCHED = 3

# In the place of perfharness, it writes the comparison that the truth makes of two commits.
RUNNER = """\
#!{python}
import json, math, sys
sys.path.insert(0, {folder!r})
from comparison_documents import comparison, failed, timed
from pathlib import Path

truth = json.loads(Path({truth!r}).read_text())
arguments = sys.argv[1:]
Path({asked!r}).open("a").write(" ".join(arguments) + "\\n")

def after(option):
    return [arguments[i + 1] for i, one in enumerate(arguments) if one == option]

def code(build):
    position = int(build.rpartition("@")[2], 16)
    there = position >= truth["from"] and not position >= truth.get("to", 10 ** 9)
    return truth["shift"] if there else 0.0

def timed_as_it_is(name):
    lost = 1.0 - math.exp(code(arguments[1]) - code(arguments[2]))
    verdict = ("FAIL" if lost > 0.06 else "WARN" if lost > 0.03 else "PASS" if lost > -0.001 else
               "IMPROVED")
    # What is told is by the ratios: by their times alone a busy machine would have it for chance.
    return timed(name, lost, verdict, level="record" if name.startswith("record") else "kernel",
                 p_value=0.49)

names = [f"{{workload}}/{{place}}" if not workload.startswith("record") else workload
         for workload in after("--workload") for place in after("--working-set") or [""]]
document = (failed("head") if truth.get("fails") else
            comparison(*[timed_as_it_is(name) for name in dict.fromkeys(names)]))
Path(after("--output")[0]).write_text(json.dumps(document))
sys.exit(1 if truth.get("fails") else 0)
"""


class CasesTest(HistoryTest):
    def setUp(self):
        super().setUp()
        if MEMORY.is_dir():  # Hundreds of runs, each of which waits for the disk.
            place = tempfile.TemporaryDirectory(prefix="perfharness-test-", dir=MEMORY)
            self.addCleanup(place.cleanup)
            self.place = Path(place.name)
            self.store = self.place / "history.db"
        self.position = 0
        self.night = 0
        self.chance = random.Random(1)
        self.truth_file = self.folder / "truth.json"
        self.asked = self.folder / "asked"
        self.runner = self.write("runner", RUNNER.format(
            python=sys.executable, folder=str(Path(__file__).parent), truth=str(self.truth_file),
            asked=str(self.asked)))
        self.runner.chmod(0o755)
        self.truth(10 ** 6, 0.0)

    def truth(self, first, shift, **more):
        self.truth_file.write_text(json.dumps({"from": first, "shift": shift, **more}))

    def code(self, position):
        truth = json.loads(self.truth_file.read_text())
        there = truth["from"] <= position < truth.get("to", 10 ** 9)
        return truth["shift"] if there else 0.0

    def environment(self, **variables):
        return super().environment(**{
            "PERFHARNESS_NOW": str(NOW_S + self.night * DAY_S), "LC_ALL": "C.UTF-8", **variables})

    def night_document(self, position, host=0.0, **changes):
        """What a night measures: the code, the host, and little noise."""
        slower = math.exp(self.code(position) + host + self.chance.gauss(0.0, 0.0004))
        return perf(good_benchmarks(800.0 / slower, 1000.0 / slower, 180.0 / slower),
                    subjects=subjects_of(commit=f"{position:040x}"),
                    timestamp=f"2025-06-01T12:{self.night:02}:00Z", **changes)

    def spool(self, position, document):
        data = json.dumps(document).encode()
        folder = self.place / "spool"
        folder.mkdir(exist_ok=True)
        (folder / f"{hashlib.sha256(data).hexdigest()}.json").write_text(json.dumps({
            "schema_version": "perfharness-spooled-run-1", "at_us": str(position * 1000000),
            "event": "schedule", "pull_request": "0", "sha": f"{position:040x}", "branch": "main",
            "summary": None, "position": str(position), "committed_us": "0", "machine": None,
            "document": base64.b64encode(data).decode()}), encoding="utf-8")

    def learn(self, nights=LEARNING, **changes):
        """Nights that come in at once."""
        for _ in range(nights):
            self.night += 1
            self.position += 1
            self.spool(self.position, self.night_document(self.position, **changes))
        said = self.done("push")
        self.assertEqual(said.count("added: "), nights)
        return said

    def live(self, nights, host=0.0, confirmed=True):
        """Nights one by one, each added and confirmed, as a workflow does it."""
        said = ""
        for _ in range(nights):
            self.night += 1
            self.position += 1
            path = self.write("perf.json",
                              json.dumps(self.night_document(self.position, host)))
            said += self.done("add", path, "--position", self.position, "--event", "schedule",
                              "--branch", "main")
            if confirmed:
                said += self.confirm()
        return said

    def confirm(self, *arguments):
        return self.done("confirm", *arguments, "--runner", self.runner)

    def asked_for(self):
        return self.asked.read_text().splitlines() if self.asked.exists() else []

    def shown(self):
        result = self.history("show", "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        document = json.loads(result.stdout)
        validator("history.schema.json").validate(document)
        return document

    def cases(self):
        return self.shown()["cases"]

    def states(self):
        return [(case["state"], case["severity"]) for case in self.cases()]


class AYear(CasesTest):
    def test_a_shift_is_found_confirmed_known_and_mended(self):
        self.learn()
        self.truth(LEARNING + 1, 0.12)
        said = self.live(3)
        self.assertIn("1 case is suspected", said)
        self.assertIn("case 1: 13 % slower: ", said)
        self.assertEqual(self.states(), [("open", "critical")])
        (case,) = self.cases()
        self.assertEqual(len(case["levels"]), WATCHED)
        self.assertEqual({level["cause"] for level in case["levels"]}, {"code"})
        self.assertEqual({level["first_position"] for level in case["levels"]}, {LEARNING + 1})
        # Each night asks for two comparisons at most, the second in other layouts.
        self.assertEqual([re.search("--layout ([0-9])", line)[1] for line in self.asked_for()],
                         ["1", "2"])
        self.assertIn("--workload comp3 --working-set stream", self.asked_for()[0])

        result = self.history("check")
        self.assertEqual(result.returncode, 3)
        self.assertIn("case 1: ", result.stdout)
        self.done("ack", "1", "--reason", "the table is larger", "--by", "somebody")
        self.assertIn("no case that is confirmed and critical", self.done("check"))
        self.assertIn("acknowledged by somebody: the table is larger", self.done("show"))

        mended = self.position + 3
        self.truth(LEARNING + 1, 0.12, to=mended)
        self.live(8)
        self.assertEqual([state for state, _ in self.states()], ["resolved", "resolved"])
        self.assertEqual(len(self.asked_for()), 4)
        self.assertIn("no case is open", self.done("show"))
        self.check_whole()

    def test_the_host_is_refuted_and_then_learnt(self):
        self.learn()
        self.live(14, host=0.04)
        self.assertEqual(self.states(), [("refuted", "none")])
        causes = [level["cause"] for level in self.levels()]
        self.assertEqual({causes.count(cause) for cause in ("refuted", "host")}, {WATCHED})
        self.assertIn("◇ 1 ", self.done("show"))
        self.live(4, host=0.04)
        self.assertEqual(len(self.cases()), 1)

    def levels(self, *arguments):
        result = self.history("levels", "--json", *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        document = json.loads(result.stdout)
        validator("history-levels.schema.json").validate(document)
        return document["levels"]

    def test_three_bad_nights_tell_nobody(self):
        self.learn()
        self.live(3, host=0.05)
        self.live(6)
        self.assertNotIn("open", [state for state, _ in self.states()])
        self.assertIn("no case", self.done("check", "--severity", "info"))

    def test_another_machine_is_another_series(self):
        self.learn()
        self.learn(2, environment={"fingerprint": OTHER_HOST, "cpu": 1,
                                             "cpus_bound": "1", "memory_nodes_bound": "0"})
        self.assertEqual(self.cases(), [])
        self.assertEqual(len(self.shown()["suites"]), 2)

    def test_what_is_measured_again_and_pull_requests_open_nothing(self):
        self.learn()
        for position in (3, 9, LEARNING):
            self.night += 1
            path = self.write("perf.json", json.dumps(self.night_document(position, 0.05)))
            self.done("add", path, "--position", position)
        for number in range(4):
            self.night += 1
            path = self.write("perf.json", json.dumps(self.night_document(LEARNING + 1, 0.3)))
            self.done("add", path, "--position", LEARNING + 1, "--pull-request", 7 + number)
        self.assertEqual(self.cases(), [])

    def test_what_cannot_be_compared_is_a_warning(self):
        self.learn()
        self.truth(LEARNING + 1, 0.3, fails=True)
        self.assertIn("it could not be compared, and is tried again: head: building",
                      self.live(4))
        self.assertEqual(self.states(), [("candidate", "none")])
        self.live(1)
        self.assertEqual(self.states(), [("open", "warning")])
        self.assertIn("no case", self.done("check"))
        self.done("accept", "1", "--reason", "it is meant to be so")
        self.assertEqual([state for state, _ in self.states()], ["accepted"])
        self.assertIn("nothing is to be compared", self.live(1))


class Variants(CasesTest):
    def night_document(self, position, host=0.0, **changes):
        """As it is, and once more with scratch memory."""
        slower = math.exp(self.code(position) + host + self.chance.gauss(0.0, 0.0004))
        return perf([*good_benchmarks(800.0, 1000.0, 180.0),
                     measured("comp3/stream", 1000.0 / slower, subject="copybook-rs-scratch")],
                    subjects=subjects_of(commit=f"{position:040x}"),
                    timestamp=f"2025-06-01T12:{self.night:02}:00Z", **changes)

    def test_a_variant_alone_is_compared_as_what_it_is(self):
        self.runner.write_text(self.runner.read_text().replace(
            "comparison(*[timed_as_it_is(name) for name in dict.fromkeys(names)])",
            "comparison(*[{**timed_as_it_is(name), 'variant': 'scratch'} for name in dict.fromkeys(names)])"))
        self.learn()
        self.truth(LEARNING + 1, 0.12)
        self.live(3)
        (case,) = self.cases()
        self.assertEqual((case["state"], case["is_confirmed"]), ("open", True))
        self.assertEqual([level["subject"] for level in case["levels"]], ["copybook-rs-scratch"])


class Work(CasesTest):
    """Instructions that comparisons counted: exact, so that one of them is enough."""

    def compared(self, position, ratio, *arguments, toolchain="rustc 1.92.0", **more):
        """Head at that position does so many times as much as its base."""
        self.night += 1
        verdict = "PASS" if ratio == 1.0 else "WARN"
        document = comparison(
            worked("comp3/stream", ratio, verdict, reason="it does as much or more work"),
            mode="work", head=build("copybook-rs", f"{position:040x}", toolchain=toolchain),
            timestamp=f"2025-06-01T12:{self.night:02}:00Z", **more)
        self.path = self.write("comparison.json", json.dumps(document))
        return self.done("add", self.path, "--position", position, *arguments)

    def test_one_percent_more_opens_a_case(self):
        self.assertIn("1 result, position 1", self.compared(1, 1.0))
        self.assertNotIn("suspected", self.compared(2, 1.0005))
        self.assertNotIn("suspected", self.compared(3, 1.01, toolchain="rustc 1.93.0"))
        self.assertIn("1 case is suspected", self.compared(4, 1.01))
        self.assertEqual(self.ask(
            "SELECT benchmark, level, subject, metric, value, error, launches FROM result JOIN "
            "series USING (series_id) WHERE run_id = 4"),
            [("comp3/stream", "kernel", "copybook-rs", "work", 202.0, None, 0)])
        self.assertEqual(len(self.ask("SELECT * FROM series")), 2)
        self.confirm()
        (case,) = self.cases()
        self.assertEqual((case["state"], case["levels"][0]["first_position"]), ("open", 4))
        self.assertEqual(self.asked_for(), [], "a count needs no comparison")
        said = unbroken(run("verify", "--deep", cwd=self.folder, env=self.environment()).stdout)
        self.assertIn("the results follow from 4 documents", said)
        self.check_whole()

    def test_pull_requests_stand_in_no_trend_and_each_is_there_once(self):
        self.compared(1, 1.0)
        self.assertIn("of a pull request", self.compared(2, 1.01, "--pull-request", 7))
        self.assertIn("already there", self.done("add", self.path, "--pull-request", 7))
        folder = self.folder / "compared"
        folder.mkdir()
        self.path.rename(folder / "comparison.json")
        self.assertIn("already there", self.done("add", folder, "--pull-request", 7))
        self.assertEqual(self.cases(), [])
        self.check_whole()

    def test_beside_nights_with_times(self):
        self.learn()
        self.night += 1
        document = comparison(timed("comp3/stream", 0.0001, "PASS", work=1.0, level="kernel"),
                              suite="standard",
                              head=build("copybook-rs", f"{LEARNING:040x}"))
        path = self.write("comparison.json", json.dumps(document))
        self.done("add", path, "--position", LEARNING)
        (suite,) = self.shown()["suites"]
        self.assertTrue([one for one in suite["series"] if one["throughput_mib_s"]],
                        "of the newest run that has times")
        self.assertEqual(self.cases(), [])

    def test_nothing_counted_and_nowhere(self):
        for title, document, said in (
                ("times alone", comparison(timed("comp3/stream", 0.0001, "PASS")),
                 "nothing of head was counted in it"),
                ("no host", comparison(worked("comp3/stream", 1.0, "PASS"), mode="work",
                                       environment={"fingerprint": None, "brand": None,
                                                    "kernel": None, "microcode": None,
                                                    "core_kind": None, "cpu": None}),
                 "it does not say on which host it was measured")):
            with self.subTest(title):
                path = self.write("comparison.json", json.dumps(document))
                self.assert_says_one_sentence(self.history("add", path), 1, "CBKB", said)

    def test_it_waits_for_a_history_that_is_away(self):
        self.compared(1, 1.0)
        document = json.loads(self.path.read_text())
        document["timestamp"] = "2025-06-01T12:59:00Z"
        self.spool(2, document)
        self.assertIn("had waited for the history", self.done("push"))
        self.assertEqual(len(self.listed()), 2)


class People(CasesTest):
    def setUp(self):
        super().setUp()
        self.learn()
        self.truth(LEARNING + 1, 0.07)
        self.live(3)

    def test_a_silence_ends(self):
        self.done("silence", "1", "--until", "2025-07-10", "--reason", "after the release")
        self.assertIn("silenced until 2025-07-10: after the release", self.done("show"))
        self.night += 30
        self.assertEqual(self.states(), [("open", "warning")])

    def test_what_is_refused(self):
        for arguments, said in (
                (["ack", "1"], "a reason is needed"),
                (["ack", "1", "--reason", ""], "a reason is needed"),
                (["ack", "2", "--reason", "x"], "no case 2"),
                (["ack", "one", "--reason", "x"], "the number of a case"),
                (["ack"], "the number of a case was expected"),
                (["ack", "1", "--until", "2025-07-01"], "does not take --until"),
                (["silence", "1", "--reason", "x"], "a silence needs an end"),
                (["silence", "1", "--reason", "x", "--until", "2025-12-31"], "more than 90 days"),
                (["silence", "1", "--reason", "x", "--until", "2025-01-31"], "over already"),
                (["silence", "1", "--reason", "x", "--until", "soon"], "--until"),
                (["check", "--severity", "criticel"], "critical"),
                (["confirm", "7"], "no case 7"), (["trend"], "a series was expected"),
                (["trend", "comp4/stream"], "comp3/stream"), (["show", "no"], "no series"),
                (["trend", "comp3/stream", "--days", "8"], "7, 90 or 365"),
                (["trend", "comp3/stream", "--csv", "--json"], "one of them"),
                (["trend", "comp3/stream", "--days", "0"], "7, 90 or 365"),
                (["trend", "comp3"], "`perfharness history show --all` lists them"),
                (["list", "--last", "0"], "--last: a number from 1 on"),
                (["add", "x", "--position", "0"], "--position: a number from 1 on"),
                (["add", "x", "--pull-request", "0"], "--pull-request: a number from 1 on"),
                (["show", "--commit", "f" * 40], "no run of the history is of")):
            result = self.history(*arguments)
            self.assertEqual(result.returncode, 2, f"{arguments}: {result.stderr}")
            self.assertIn(said, unbroken(result.stderr))
        receipts = self.check_whole()
        self.assertEqual(self.states(), [("open", "warning")])
        self.assertEqual(receipts, self.check_whole())

    def test_a_note_is_kept_as_it_is_printable(self):
        self.done("note", "1", "--reason", "seen \x1b[31m in ticket 7")
        event = self.cases()[0]["events"][-1]
        self.assertEqual((event["kind"], event["text"]),
                         ("note", "seen \\u001b[31m in ticket 7"))

    def test_bisect_writes_down_what_was_found(self):
        result = self.history("bisect", "1", "--runner", self.runner)
        # The runner knows no bisection: what it wrote is none.
        self.assertEqual(result.returncode, 1)
        self.assertIn("bisection", result.stderr)
        self.assertIn("bisect ", self.asked_for()[-1])
        self.assertIn("@" + f"{LEARNING + 2:040x}", self.asked_for()[-1])


class Shown(CasesTest):
    lived = None  # What all tests look at, and none changes: a store, and when it is.

    def setUp(self):
        super().setUp()
        if Shown.lived is None:
            self.learn()
            self.truth(LEARNING + 1, 0.07)
            self.live(9)
            Shown.lived = ({path.name: path.read_bytes() for path in self.place.glob("history.db*")},
                           self.night, self.position)
        files, self.night, self.position = Shown.lived
        for name, content in files.items():
            (self.place / name).write_bytes(content)

    def test_eighty_columns_in_utf_8_and_in_ascii(self):
        for action, *arguments in (["show"], ["show", "--all"], ["show", "comp3/stream"], ["levels"],
                                   ["levels", "comp3/stream"], ["trend", "comp3/stream"]):
            result = self.history(action, *arguments)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertLessEqual(max(map(len, result.stdout.splitlines()[1:])), 80, result.stdout)
            # A chart is one line of ASCII, with marks of its own.
            lines = result.stdout.rpartition("commits; higher")[2].splitlines()[1:]
            for ascii_text in (self.history(action, *arguments, "--ascii"),
                               self.history(action, *arguments, LC_ALL="C")):
                self.assertTrue(ascii_text.stdout.isascii(), ascii_text.stdout)
                self.assertNotIn("?", ascii_text.stdout)
                # Nothing is pushed out of its column.
                self.assertEqual(
                    [len(line.rstrip()) for line in lines],
                    [len(line.rstrip()) for line in
                     ascii_text.stdout.rpartition("commits; higher")[2].splitlines()[1:]])

    def test_the_case_comes_first_and_the_shift_is_marked(self):
        text = self.history("show").stdout
        self.assertLess(text.index("not anchored"), text.index("┌ open cases ─"))
        self.assertLess(text.index("└──"), text.index("MiB/s"))
        self.assertIn("│ ▲ 1  7.3 % slower: ", text)
        (row,) = [line for line in text.splitlines() if line.startswith("  comp3/stream")]
        self.assertRegex(row, "comp3/stream +932 .*[▁▂▃]┃[▆▇█]+|comp3/stream +9[0-9][0-9] ")
        self.assertIn("┃", row)
        self.assertIn("times the floor", text)
        self.assertNotRegex(text, "COMP-3, record-")  # Which have no floor of their own.

    def test_a_page_of_one_series(self):
        text = self.history("show", "comp3/stream").stdout
        self.assertIn("comp3/stream, standard on", text)
        self.assertIn("code", text)
        self.assertIn("7 days: ", text)
        chart = [line for line in text.splitlines() if re.search("[\u2800-\u28ff]{8}┃", line)]
        self.assertEqual(len(chart), 6)
        self.assertEqual({line.index("┃") for line in chart}, {chart[0].index("┃")}, text)
        # The day and the commit stand below.
        (label,) = re.findall("(?m)^( *)┃ 2025-06-23 00000000$", text)
        self.assertEqual(len(label), chart[0].index("┃"))
        self.assertRegex(chart[-1], "[\u2801-\u28ff]{8}.* −[67]\\.[0-9] %$")
        self.assertRegex(text, "2025-06-[0-9]+  confirm +[0-9] of [0-9] series")
        ascii_text = self.history("show", "comp3/stream", "--ascii").stdout
        self.assertRegex(ascii_text, r"(?m)^  [.:]+\|[=+*#-]+$")
        self.assertIn("| 2025-06-23 00000000", ascii_text)

    def test_a_trend_for_others(self):
        rows = list(csv.DictReader(io.StringIO(
            self.history("trend", "comp3/stream", "--days", "365", "--csv").stdout)))
        self.assertEqual([int(row["position"]) for row in rows],
                         list(range(1, self.position + 1)))
        self.assertEqual({row["metric"] for row in rows}, {"time"})
        result = self.history("trend", "comp3/stream", "--json", "--days", "7")
        document = json.loads(result.stdout)
        validator("history-trend.schema.json").validate(document)
        (series,) = document["series"]
        self.assertEqual(len(series["points"]), 8)
        self.assertEqual(series["line"]["runs"], 8)
        value = float(rows[-1]["value"])
        self.assertEqual(series["points"][-1]["value"], value)
        self.assertIn("7 days: ", self.done("trend", "comp3/stream", "--days", "7"))

    def test_one_commit_on_several_hosts(self):
        document = self.night_document(self.position, environment={
            "fingerprint": OTHER_HOST, "cpu": 1, "cpus_bound": "1", "memory_nodes_bound": "0"})
        self.done("add", self.write("other.json", json.dumps(document)), "--position",
                  self.position)
        text = self.done("show", "--commit", f"{self.position:040x}")
        self.assertIn(OTHER_HOST, text)
        self.assertIn("learning", text)
        result = self.history("show", "--commit", f"{self.position:040x}", "--json")
        shown = json.loads(result.stdout)
        validator("history-commit.schema.json").validate(shown)
        self.assertEqual({row["fingerprint"] for row in shown["results"]} & {OTHER_HOST},
                         {OTHER_HOST})

    def test_levels_are_a_table(self):
        text = self.history("levels", "comp3/stream").stdout
        self.assertIn(" code ", text)
        self.assertIn("+7.2", text)

    def test_names_that_are_too_long(self):
        long = "x" * 100
        document = perf([measured(f"{long}/stream", 100.0)], suite=long,
                        subjects=subjects_of(commit="c" * 40))
        self.done("add", self.write("long.json", json.dumps(document)), "--position", 99)
        for arguments in (["show", "--all"], ["show", f"{long}/stream"], ["levels"],
                          ["trend", f"{long}/stream"], ["show", "--commit", "c" * 40]):
            result = self.history(*arguments)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertLessEqual(max(map(len, result.stdout.splitlines()[1:])), 80, result.stdout)

    def test_nothing_yet(self):
        self.store = self.place / "new.db"
        self.done("add", self.document("pull.json"), "--pull-request", "1")
        self.assertIn("no run stands in a trend yet: add takes a commit's place from a checkout "
                      "(--repository)", self.done("show"))

    def test_one_run(self):
        self.store = self.place / "new.db"
        self.done("add", self.document("one.json", subjects=subjects_of()), "--position", "1")
        shown = self.done("show", "--all")
        self.assertIn(", 1 run, not anchored", shown)
        self.assertRegex(shown, r"size +1137600 ")


if __name__ == "__main__":
    unittest.main()
