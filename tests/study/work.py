# SPDX-License-Identifier: AGPL-3.0-or-later
"""The exact sensors: instructions an item, and what one call allocates."""
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


class Allocations(Part):
    """So many a cell of base, and so many more of head."""
    EACH = 3

    def __init__(self, name, what, more, tries, difference):
        self.name, self.what, self.more, self.tries = name, what, more, tries
        self.tries_quick = tries // 4
        self.difference = difference

    def run(self, case):
        document = comparison.compare(f"{comparison.SYNTHETIC}?allocations={self.EACH}",
                                      f"{comparison.SYNTHETIC}?allocations={self.EACH + self.more}",
                                      comparison.WORKLOADS[case % 2], case + 1, "--launches", 1)
        (entry,) = document["benchmarks"]
        said = entry.get("allocations", {})
        if "difference" not in said:
            raise comparison.Failed(f"allocations are not counted here: {'; '.join(document['notes'])}")
        return {"difference": said["difference"], "seconds": document["elapsed_s"]}

    def rows(self, outcomes):
        right = sum(outcome["difference"] == self.difference for outcome in outcomes)
        yield Row(self.what, f"{self.tries} of {self.tries}", right, len(outcomes),
                  [outcome["seconds"] for outcome in outcomes], right == len(outcomes))


PARTS = [
    Work("same-work", "work of identical code counted the same, to the instruction", 0.0, 40,
         lambda ratio: ratio == 1.0),
    # One cell more in each call. perfharness calls less than a thousandth the same.
    Work("more-work", "a cell in ten thousand decoded once more (+0.1 to 0.2 % of work): found",
         0.00015, 20, lambda ratio: ratio > 1.001),
    Allocations("same-allocations", "allocations of identical code counted the same", 0.0, 40, "same"),
    Allocations("more-allocations", "one allocation more in a thousand cells: found", 0.001, 20, "more"),
]
