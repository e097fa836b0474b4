# SPDX-License-Identifier: AGPL-3.0-or-later
"""Budgets of benchmarks in thresholds.toml: judged as floors are, shown everywhere, never green by accident."""
import json
import unittest

from perf_documents import good_benchmarks, measured, perf
from program import SOURCE, ProgramTest, run, unbroken, validator

SHIPPED = (SOURCE / "config" / "thresholds.toml").read_text(encoding="utf-8")
MB = 1e6 / 2 ** 20  # MB/s in MiB/s.


def counted(calls=67_000, resident=6 * 2 ** 20, **more):
    """record-comp3 of copybook-rs at 100 MB/s, 1,000 records and what they allocate."""
    allocations = {"records": 1000, "items": 1000, "calls": calls, "bytes": 5_000_000,
                   "peak_live_bytes": 20_000, "peak_resident_bytes": resident}
    return {**measured("record-comp3", 100 * MB, level="record", **more),
            "allocations": allocations}


# Of such a run, a budget and what comes of it.
JUDGED = [
    ("min_mb_s = 90", "PASS", 0),
    ("min_mb_s = 98", "WARN", 0),            # Within 5 % above, as of a floor.
    ("min_mb_s = 100", "INCONCLUSIVE", 4),   # The interval lies on both sides.
    ("min_mb_s = 110", "FAIL", 3),
    ("max_allocations_per_record = 67", "PASS", 0),
    ("max_allocations_per_record = 66.999", "FAIL", 3),
    ("max_allocations_per_record = 0", "FAIL", 3),
    ("max_peak_mib = 6", "PASS", 0),
    ("max_peak_mib = 5.9", "FAIL", 3),
]

# A table, and what is said of it.
MISTAKES = [
    ('[budgets."record-com3"]\nmin_mb_s = 1', 'no benchmark "record-com3"; did you mean "record-comp3"?'),
    ("[budgets.comp3]\nmin_mb_s = 1", 'a kernel has one for each working set, such as "comp3/stream"'),
    ('[budgets."comp3/L9"]\nmin_mb_s = 1', 'no benchmark "comp3/L9"; did you mean "comp3/L1"?'),
    ('[budgets."record-comp3"]', "a limit was expected, such as min_mb_s or max_peak_mib"),
    ('[budgets."record-comp3"]\nmin_mb_s = 0', "min_mb_s: a number above 0 was expected"),
    ('[budgets."record-comp3"]\nmax_peak_mib = 0', "max_peak_mib: a number above 0 was expected"),
    ('[budgets."record-comp3"]\nmin_mb_s = -1', "a number from 0 on was expected"),
    ('[budgets."record-comp3"]\nmin_mbs = 1', "unknown key min_mbs"),
    ("[budgets]\nmin_mb_s = 1", "a table was expected"),
]


class Budgets(ProgramTest):
    def judge(self, budget, *benchmarks, command=("check",), name="record-comp3"):
        """The command on a run that meets its floors, with that budget."""
        document = perf([*good_benchmarks(), *benchmarks])
        thresholds = self.write("thresholds.toml", f'{SHIPPED}\n[budgets."{name}"]\n{budget}\n')
        return run(*command, self.write("perf.json", json.dumps(document)), "--thresholds",
                   thresholds)

    def test_verdicts(self):
        for budget, word, status in JUDGED:
            with self.subTest(budget):
                result = self.judge(budget, counted())
                self.assertTrue(result.stdout.endswith(f" [{word}]\n"), result.stdout)
                self.assertEqual(result.returncode, status)
                self.assertIn("\nBudgets of copybook-rs\n", result.stdout)

    def test_document(self):
        result = self.judge("max_allocations_per_record = 60\nmin_mb_s = 90", counted(),
                            command=("check", "--json"))
        document = json.loads(result.stdout)
        validator("judgement.schema.json").validate(document)
        speed, allocations = document["budgets"]
        self.assertEqual(
            (allocations["name"], allocations["level"], allocations["key"], allocations["budget"],
             allocations["value"], allocations["ci95"], allocations["verdict"]),
            ("record-comp3", "record", "max_allocations_per_record", 60, 67, None, "FAIL"))
        self.assertEqual((speed["key"], speed["verdict"]), ("min_mb_s", "PASS"))
        self.assertLess(speed["ci95"][0], speed["value"])
        self.assertIn("the budget of record-comp3, record level, allocations a record", document["why"])

    def test_every_report(self):
        for form, part in [("html", 'aria-label="Budgets"'), ("junit", '<testsuite name="budgets" tests="1" failures="1"'),
                           ("markdown", "| record-comp3 | record by record | peak memory | 6.00 MiB | 5 MiB | FAIL, "),
                           ("json", '"max_peak_mib"')]:
            with self.subTest(form):
                result = self.judge("max_peak_mib = 5", counted(),
                                    command=("report", "--format", form))
                self.assertIn(part, result.stdout)
        log = (self.folder / "validation.log")
        self.judge("max_peak_mib = 5", counted())
        self.assertIn("budget record-comp3 level=record max_peak_mib value=6MiB",
                      log.read_text(encoding="utf-8"))

    def test_what_is_not_known_is_never_green(self):
        unseen = counted()
        unseen["allocations"] = {"unseen": "it has an allocator of its own"}
        for benchmarks, budget, word, why in [
                ([], "min_mb_s = 1", "FAIL", "the run did not measure it"),
                ([], "max_peak_mib = 99", "FAIL", "the run did not measure it"),
                ([measured("record-comp3", 100, level="record")], "max_peak_mib = 99", "INCONCLUSIVE",
                 "it was not counted"),
                ([measured("record-comp3", 100, level="record")], "max_allocations_per_record = 99",
                 "INCONCLUSIVE", "it was not counted"),
                ([unseen], "max_allocations_per_record = 99", "INCONCLUSIVE",
                 "it has an allocator of its own"),
                ([counted(subject="native")], "max_peak_mib = 99", "FAIL", "the run did not measure it")]:
            with self.subTest(f"{budget}: {why}"):
                result = self.judge(budget, *benchmarks)
                self.assertTrue(result.stdout.endswith(f" [{word}]\n"), result.stdout)
                self.assertIn(f"{word}: {why}", unbroken(result.stdout))

    def test_own_records_by_their_file(self):
        mine = {**counted(), "name": "customer.bin", "workload": "customer.bin"}
        self.assertEqual(self.judge("max_peak_mib = 7", mine, name="customer.bin").returncode, 0)
        self.assertEqual(self.judge("max_peak_mib = 5", mine, name="customer.bin").returncode, 3)

    def test_mistakes_have_a_place(self):
        for table, expected in MISTAKES:
            with self.subTest(table):
                thresholds = self.write("thresholds.toml", f"{SHIPPED}\n{table}\n")
                result = run("check", self.write("perf.json", json.dumps(perf())), "--thresholds",
                             thresholds)
                self.assert_says_one_sentence(result, 1, expected)
                self.assertRegex(result.stderr, r"thresholds\.toml:\d+:\d+: ")


if __name__ == "__main__":
    unittest.main()
