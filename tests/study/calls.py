# SPDX-License-Identifier: AGPL-3.0-or-later
"""Differences that are called where there are none, and found where they were put."""
import comparison
from part import Part
from table import Row


def workload_of(case):
    return comparison.WORKLOADS[case % len(comparison.WORKLOADS)]


def call(base, head, case, *options):
    document = comparison.compare(base, head, workload_of(case), case + 1, "--no-work", *options)
    (entry,) = document["benchmarks"]
    return {"difference": entry["difference"], "verdict": entry["verdict"],
            "ratio": entry["ratio"], "ci95": entry["ci95"], "launches": entry["launches"],
            "seconds": document["elapsed_s"]}


class SameCode(Part):
    """Two copies of the reference, the vector kernels this CPU has."""
    name = "same-code"
    tries = 200
    tries_quick = 30

    def run(self, case):
        return call(comparison.NATIVE, comparison.NATIVE, case, "--budget", 2)

    def rows(self, outcomes):
        false = sum(outcome["difference"] in ("slower", "faster") for outcome in outcomes)
        yield Row("identical code called slower or faster, 2 s each", "≤ 2 of 200", false,
                  len(outcomes), [outcome["seconds"] for outcome in outcomes],
                  false <= len(outcomes) * 2 / 200)


class Slowed(Part):
    """The portable kernels, and the same with a known share of the cells decoded once more."""

    def __init__(self, percent, budget_s, floor_percent, tries, found):
        self.name = f"slowed-{percent:g}"
        self.percent, self.budget_s, self.floor_percent = percent, budget_s, floor_percent
        self.tries, self.found = tries, found
        self.tries_quick = tries // 6

    def run(self, case):
        return call(comparison.SYNTHETIC, comparison.slowed(self.percent / 100), case,
                    "--budget", self.budget_s, "--floor", self.floor_percent)

    def rows(self, outcomes):
        found = sum(outcome["difference"] == "slower" for outcome in outcomes)
        yield Row(f"+{self.percent:g} % called slower, within {self.budget_s} s, noise floor "
                  f"{self.floor_percent:g} %", f"≥ {self.found} of {self.tries}", found,
                  len(outcomes), [outcome["seconds"] for outcome in outcomes],
                  found >= len(outcomes) * self.found / self.tries)
