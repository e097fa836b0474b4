# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The study's tables: what came to no interval is counted as such, no target is met or missed before
all of a part was tried, and the README takes nothing less than all parts.
"""
import contextlib
import io
import pathlib
import tempfile
import unittest
from unittest import mock

import comparison
import coverage
import nights
import referee
import study
import table
import years
from part import CannotBeStaged, Part


def compared(percent, ratio, ci95):
    return {"percent": percent, "ratio": ratio, "ci95": ci95, "seconds": 1.0}


class CoverageTest(unittest.TestCase):
    def seen(self, outcomes):
        return [(row.count, row.tries) for row in coverage.Coverage().rows(outcomes)]

    def test_0_is_held_exactly_and_others_against_the_mean_of_all_others(self):
        outcomes = [compared(0, 1.02, [1.01, 1.03]), compared(0, 1.0, [0.99, 1.01]),
                    compared(5, 1.06, [1.05, 1.09]), compared(5, 1.10, [1.05, 1.11])]
        self.assertEqual(self.seen(outcomes), [(2, 4), (1, 2)])

    def test_no_interval_is_one_that_holds_nothing(self):
        """What `compare` says with exit status 4 when no launch kept its blocks."""
        found = {"benchmarks": [{"ratio": None, "ci95": None}], "elapsed_s": 1.0}
        part = coverage.Coverage()
        with mock.patch.object(comparison, "compare", return_value=found):
            outcomes = [part.run(case) for case in range(4)]
        self.assertEqual(self.seen(outcomes), [(0, 4), (0, 1)])

        outcomes += [compared(5, 1.06, [1.05, 1.07]), compared(5, 1.06, None)]
        self.assertEqual(self.seen(outcomes), [(1, 6), (0, 1)])

    def test_a_part_without_level_0_has_no_row_of_it(self):
        self.assertEqual(self.seen([compared(5, 1.05, [1.04, 1.06])]), [(1, 1)])


def refereed(ratio, is_void=False, bound="equal"):
    return {"name": "comp3/L2", "level": "kernel", "subject": "native", "ratio": ratio,
            "bound": bound, "is_void": is_void, "reason": None}


class RefereeTest(unittest.TestCase):
    def honest(self, *benchmarks):
        return [{"benchmarks": list(benchmarks), "seconds": 2.0}]

    def test_honest_benchmarks_are_counted_one_by_one(self):
        (row,) = referee.Honest().rows(self.honest(*[refereed(1.0)] * 999, refereed(1.2, True)))
        self.assertEqual((row.count, row.tries, row.is_met), (1, 1000, False))
        (row,) = referee.Honest().rows(self.honest(*[refereed(1.0)] * 1000))
        self.assertEqual((row.count, row.tries, row.is_met), (0, 1000, True))
        (row,) = referee.Honest().rows(self.honest(*[refereed(1.0)] * 999))
        self.assertFalse(row.is_met)

    def test_their_ratios_have_a_table(self):
        made = referee.Honest().table(self.honest(refereed(1.0), refereed(0.9), refereed(1.04),
                                                  refereed(None, True), refereed(2.0, False,
                                                                                 "not_faster")))
        self.assertIn("| comp3/L2 | kernel | native | equal | 4 | 1.000 | 0.900 | 1.040 |\n", made)
        self.assertIn("| native | not faster | 1 | 2.000 | 2.000 | 2.000 |\n", made)

    def test_small_lies_have_no_target(self):
        outcomes = [{"ratio": 1.2, "is_found": True, "seconds": 1.0}] * 38 + \
                   [{"ratio": 1.09, "is_found": False, "seconds": 1.0}] * 2
        met = {percent: next(referee.Lies(percent).rows(outcomes)).is_met
               for percent in referee.LIES_PERCENT}
        self.assertEqual(met, {referee.CONTROL_PERCENT: False, 5: None, 10: None, 15: True,
                               20: False})

    def test_the_control_is_met_by_none(self):
        outcomes = [{"ratio": 1.02, "is_found": False, "seconds": 1.0}] * 40
        (row,) = referee.Lies(referee.CONTROL_PERCENT).rows(outcomes)
        self.assertEqual((row.target, row.count, row.is_met), ("0 of 40", 0, True))

    def test_only_what_the_referee_saw_is_read(self):
        entries = [{"name": "comp3/L2", "level": "kernel", "subject": "a", "state": "failed",
                    "reason": "it crashed"},
                   {"name": "comp3/L2", "level": "kernel", "subject": "b", "state": "void",
                    "reason": "claims", "referee": {"ratio": 1.3, "bound": "equal"}}]
        (entry,) = referee.refereed({"benchmarks": entries})
        self.assertEqual((entry["subject"], entry["ratio"], entry["is_void"]), ("b", 1.3, True))


def series(decided, steps, night_count=30):
    return {"values": [[0.0, 0.001]] * night_count, "decided": decided, "steps": steps}


class NightsTest(unittest.TestCase):
    def rows(self, *of_series):
        outcome = {"series": dict(enumerate(of_series)), "comparisons": 2, "seconds": 60.0}
        return [(row.count, row.tries, row.is_met) for row in nights.Nights().rows([outcome])]

    def test_a_step_is_found_where_it_is_soon_and_that_way(self):
        step = [21, 1]
        self.assertTrue(nights.found(step, series([["code", 21, 22, 0.03]], [step])))
        self.assertTrue(nights.found(step, series([["code", 20, 23, 0.03]], [step])))
        for decided in (["code", 21, 22, -0.03], ["refuted", 21, 22, 0.0], ["code", 21, 24, 0.03],
                        ["code", 10, 12, 0.03], ["code", 23, 23, 0.03]):
            self.assertFalse(nights.found(step, series([decided], [step])), decided)

    def test_what_was_found_too_much_is_false(self):
        found = series([["code", 21, 22, 0.03], ["refuted", 8, 9, 0.0]], [[21, 1]])
        false = series([["code", 21, 22, 0.03]], [])
        self.assertEqual(self.rows(found), [(1, 1, True), (0, 30, True)])
        self.assertEqual(self.rows(found, false), [(1, 1, True), (1, 60, False)])

    def test_steps_follow_from_the_script(self):
        script = nights.Script(None, (("pristine", 3), ("slow", 2), ("mended", 1)))
        self.assertEqual(script.steps("comp3"), [(4, 1), (6, -1)])
        self.assertEqual(script.steps("display-zoned"), [])


class YearsTest(unittest.TestCase):
    NAMES = ("anchored: nothing", "anchored: 2 % slower", "anchored: 2 % faster",
             "anchored: 0.1 % slower each week")

    def met(self, **changed):
        scenario = {"years": 300, "asked": 290, "alerts": 0, "alerts_before": 0,
                    "within_3_runs": 290, "alerted_once": 290, "within_8_weeks": 260} | changed
        outcome = {"seconds": 9.0, "scenarios": [scenario | {"name": name} for name in self.NAMES]}
        return [row.is_met for row in years.Years().rows([outcome])]

    def test_each_target_is_its_own(self):
        self.assertEqual(self.met(), [True] * 4)
        self.assertEqual(self.met(alerts=1), [False, True, True, True])
        self.assertEqual(self.met(alerts_before=1), [False, True, True, True])
        self.assertEqual(self.met(within_3_runs=281), [True, False, True, True])
        self.assertEqual(self.met(alerted_once=289), [True, True, False, True])
        self.assertEqual(self.met(within_8_weeks=246), [True, True, True, False])


class Coins(Part):
    name = "coins"
    tries = 60
    tries_quick = 5

    def run(self, case):
        return {"is_head": True}

    def rows(self, outcomes):
        yield table.Row("heads", "60 of 60", len(outcomes), len(outcomes), [1.0], True)

    def table(self, outcomes):
        return "| a table of its own |\n"


class Elsewhere(Coins):
    name = "elsewhere"

    def prepare(self, folder):
        raise CannotBeStaged("there are no coins\nhere | there")


class Edge(Coins):
    name = "edge"

    def run(self, case):
        raise comparison.Failed("it stands on its edge")


class StudyTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.readme = self.folder / study.README
        self.readme.parent.mkdir(parents=True)
        self.readme.write_text(f"before\n{table.BEGIN}nothing\n{table.END}behind\n", "utf-8")

    def study(self, parts, *options):
        """Its exit status, what it printed, and what it said."""
        printed, said = io.StringIO(), io.StringIO()
        with mock.patch.multiple(study, PARTS=parts, FOLDER=self.folder / "study",
                                 host=lambda: ("", "a machine"), origin=lambda _: ""), \
                mock.patch.object(comparison, "SOURCE", self.folder), \
                mock.patch("sys.argv", ["script/study", *options]), \
                contextlib.redirect_stdout(printed), contextlib.redirect_stderr(said):
            try:
                status = study.main()
            except SystemExit as end:
                status = end.code
        return status, printed.getvalue(), said.getvalue()

    def test_all_of_a_part_meets_its_target(self):
        status, printed, _ = self.study([Coins()])
        self.assertEqual(status, 0)
        self.assertIn("| heads | 60 of 60 | 60 of 60 (94.0–100.0 %) | met | 1.0 |\n", printed)
        self.assertNotIn("so far", printed)

    def test_a_part_that_has_hardly_begun_does_not(self):
        status, printed, _ = self.study([Coins()], "--quick")
        self.assertEqual(status, 0)
        self.assertIn("| 5 of 5 (47.8–100.0 %) | 5 of 60 so far | 1.0 |\n", printed)
        self.assertIn("\n\ncoins: 5 of 60 so far\n", printed)
        self.assertNotIn("met", printed)

    def test_a_part_without_figures_has_a_row(self):
        status, printed, said = self.study([Coins(), Elsewhere(), Edge()])
        self.assertEqual(status, 1)
        self.assertIn("| elsewhere |  | left out: there are no coins here \\| there |  |  |\n",
                      printed)
        self.assertIn("| edge |  | 0 of 60 so far |  |  |\n", printed)
        self.assertIn("edge: it stands on its edge", said)

    def test_a_row_without_a_target_is_neither_met_nor_missed(self):
        made = table.markdown([table.Row("of them at 0", "", 3, 4, [1.0], None)])
        self.assertIn("| of them at 0 |  | 3 of 4 (19.4–99.4 %) |  | 1.0 |\n", made)

    def test_the_readme_takes_a_whole_study(self):
        status, printed, _ = self.study([Coins()], "--readme")
        self.assertEqual(status, 0)
        self.assertEqual(self.readme.read_text("utf-8"),
                         f"before\n{table.BEGIN}{printed}{table.END}behind\n")

    def test_the_readme_takes_nothing_less(self):
        before = self.readme.read_text("utf-8")
        status, _, said = self.study([Coins()], "--readme", "--quick")
        self.assertEqual(status, 2)
        self.assertIn("--readme without --quick", said)
        for part in Elsewhere(), Edge():
            status, printed, said = self.study([Coins(), part], "--readme")
            self.assertEqual(status, 1)
            self.assertIn(f"incomplete: {part.name} (0 of 60 so far)\n", said)
            self.assertIn("| heads |", printed)
        self.study([Coins()], "--restart", "--quick")
        status, _, said = self.study([Coins(), Edge()], "--only", "edge", "--readme")
        self.assertEqual(status, 1)
        self.assertIn("incomplete: coins (5 of 60 so far), edge (0 of 60 so far)\n", said)
        self.assertEqual(self.readme.read_text("utf-8"), before)


if __name__ == "__main__":
    unittest.main()
