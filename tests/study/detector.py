# SPDX-License-Identifier: AGPL-3.0-or-later
"""perfharness' own detector, told of runs one by one; who measures and compares is the caller."""
import dataclasses
import subprocess


@dataclasses.dataclass
class Compared:
    """Logarithms of head's time by base's."""
    change: float
    low: float
    high: float
    p_value: float


@dataclasses.dataclass
class Decided:
    """What became of a candidate: "code", "host", "refuted", "unconfirmed" or "undecided"."""
    cause: str
    first: int
    head: int
    change: float


class Detector:
    """
    One series. `compare(base, head, layouts)` gives a Compared, or None where it cannot be told;
    base and head are positions.
    """

    def __init__(self, program, compare):
        self.compare = compare
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        encoding="ascii")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()

    def _say(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()

    def _hear(self):
        return self.process.stdout.readline().split()

    def _answer(self, base, head, layouts):
        compared = self.compare(int(base), int(head), int(layouts))
        self._say(*(dataclasses.astuple(compared) if compared else ["cannot"]))

    def run(self, position, value, error):
        """"learning", "steady", or a Decided."""
        self._say(position, value, error)
        while (heard := self._hear())[0] == "compare":
            self._answer(*heard[1:])
        if len(heard) == 1:
            return heard[0]
        cause, first, head, change = heard
        return Decided(cause, int(first), int(head), float(change))
