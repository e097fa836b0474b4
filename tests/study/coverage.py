# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether 95 % intervals hold the true effect in 95 of 100 comparisons."""
import math
import statistics

import comparison
from part import Part
from table import Row

LEVELS_PERCENT = (0, 1, 2, 5)


def true_ratio(percent, others):
    """A share more of the cells is not that share more of the time: what it is, all others tell."""
    logs = [math.log(other["ratio"]) for other in others
            if other["percent"] == percent and other["ratio"] is not None]
    return math.exp(statistics.mean(logs)) if percent and logs else 1 + percent / 100


def is_covered(outcome, outcomes):
    """One that came to no interval, for want of launches that kept their blocks, covers nothing."""
    if outcome["ci95"] is None:
        return False
    low, high = outcome["ci95"]
    others = [other for other in outcomes if other is not outcome]
    return low <= true_ratio(outcome["percent"], others) <= high


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
        covered = [outcome for outcome in outcomes if is_covered(outcome, outcomes)]
        yield Row("95 % intervals that hold the effect (0: exactly; 1, 2, 5 %: the mean of all "
                  "others)", "93–97 % of 400", len(covered), len(outcomes),
                  [outcome["seconds"] for outcome in outcomes],
                  0.93 <= len(covered) / len(outcomes) <= 0.97)
        at_0 = [outcome for outcome in outcomes if outcome["percent"] == 0]
        if at_0:
            yield Row("of them at 0", "", sum(outcome["percent"] == 0 for outcome in covered),
                      len(at_0), [outcome["seconds"] for outcome in at_0], None)
