# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second sensor: instructions an item, counted."""
import comparison
from part import Part
from table import Row


class Work(Part):
    def __init__(self, name, what, share, tries, is_right):
        self.name, self.what, self.share, self.tries = name, what, share, tries
        self.tries_quick = tries // 4
        self.is_right = is_right

    def run(self, case):
        document = comparison.compare(comparison.SYNTHETIC, comparison.slowed(self.share),
                                      comparison.WORKLOADS[case % 2], case + 1, "--launches", 1)
        (entry,) = document["benchmarks"]
        if not entry["work"]:
            raise comparison.Failed(f"work is not counted here: {'; '.join(document['notes'])}")
        return {"ratio": entry["work"]["ratio"], "seconds": document["elapsed_s"]}

    def rows(self, outcomes):
        right = sum(self.is_right(outcome["ratio"]) for outcome in outcomes)
        yield Row(self.what, f"{self.tries} of {self.tries}", right, len(outcomes),
                  [outcome["seconds"] for outcome in outcomes], right == len(outcomes))


PARTS = [
    Work("same-work", "work of identical code counted the same, to the instruction", 0.0, 40,
         lambda ratio: ratio == 1.0),
    # One cell more in each call. perfharness calls less than a thousandth the same.
    Work("more-work", "a cell in ten thousand decoded once more (+0.1 to 0.2 % of work): found",
         0.00015, 20, lambda ratio: ratio > 1.001),
]
