# SPDX-License-Identifier: AGPL-3.0-or-later
"""The study's tables, in markdown, with 95 % bounds of every share that was counted."""
import dataclasses
import pathlib
import statistics
import typing

from scipy.stats import beta

BEGIN = "<!-- made by script/study -->\n"
END = "<!-- end of what script/study made -->\n"


@dataclasses.dataclass
class Row:
    """What was looked for, in how many of how many tries it was found, and the seconds of each."""
    what: str
    target: str
    count: int
    tries: int
    seconds: list
    is_met: typing.Optional[bool]  # None: it has no target of its own.
    so_far: str = ""  # How many of its part's tries; "": all of them.

    def cells(self):
        state = {None: "", True: "met", False: "**missed**"}[self.is_met]
        return (self.what, self.target, share(self.count, self.tries), self.so_far or state,
                f"{statistics.median(self.seconds):.1f}")


@dataclasses.dataclass
class Untried:
    """A part nothing is known of, and why."""
    what: str
    why: str

    def cells(self):
        return self.what, "", " ".join(self.why.split()).replace("|", "\\|"), "", ""


def bounds(count, tries, confidence=0.95):
    """Clopper and Pearson's: exact for any count."""
    rest = (1 - confidence) / 2
    low = beta.ppf(rest, count, tries - count + 1) if count else 0.0
    high = beta.ppf(1 - rest, count + 1, tries - count) if count < tries else 1.0
    return low, high


def share(count, tries):
    low, high = bounds(count, tries)
    return f"{count} of {tries} ({100 * low:.1f}–{100 * high:.1f} %)"


def markdown(rows):
    lines = ["| what | wanted | seen (95 % bounds) | | seconds each |\n", "|---|---|---|---|---|\n"]
    lines += [f"| {' | '.join(row.cells())} |\n" for row in rows]
    return "".join(lines)


def put_into(readme, made):
    path = pathlib.Path(readme)
    before, begin, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{readme} has no place for the study's tables")
    path.write_text(before + begin + made + end + after, encoding="utf-8")
