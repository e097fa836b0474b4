# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether 95 % intervals hold the true effect in 95 of 100 comparisons."""
import math
import statistics

import comparison
from part import Part
from table import Row

LEVELS_PERCENT = (0, 1, 2, 5)


def true_ratio(outcome, outcomes):
    """A share more of the cells is not that share more of the time: what it is, all others tell."""
    others = [other for other in outcomes
              if other is not outcome and other["percent"] == outcome["percent"]]
    if outcome["percent"] == 0 or not others:
        return 1 + outcome["percent"] / 100
    return math.exp(statistics.mean(math.log(other["ratio"]) for other in others))


class Coverage(Part):
    name = "coverage"
    tries = 400
    tries_quick = 40

    def run(self, case):
        percent = LEVELS_PERCENT[case % len(LEVELS_PERCENT)]
        document = comparison.compare(
            comparison.SYNTHETIC, comparison.slowed(percent / 100), "comp3", case + 1,
            "--no-work", "--launches", 10)
        (entry,) = document["benchmarks"]
        return {"percent": percent, "ratio": entry["ratio"], "ci95": entry["ci95"],
                "seconds": document["elapsed_s"]}

    def rows(self, outcomes):
        covered = sum(outcome["ci95"][0] <= true_ratio(outcome, outcomes) <= outcome["ci95"][1]
                      for outcome in outcomes)
        yield Row("95 % intervals that hold the true effect (0, 1, 2, 5 %)", "93–97 % of 400",
                  covered, len(outcomes), [outcome["seconds"] for outcome in outcomes],
                  0.93 <= covered / len(outcomes) <= 0.97)
