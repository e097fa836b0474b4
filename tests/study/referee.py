# SPDX-License-Identifier: AGPL-3.0-or-later
"""What subjects claim, held against what the referee saw: of honest ones, and of planted lies."""
import json
import statistics
import subprocess
import time

import comparison
from part import Part
from table import Row

# With all that have different work in them: values, text, both ways, and whole records.
WORKLOADS = ("comp3", "display-zoned", "display-text", "encode-comp3", "encode-zoned",
             "encode-text", "record-comp3", "record-display")
LIE_WORKLOADS = ("comp3", "display-zoned")
# The first is the control: it has all that a lie has but the lie. What is found of it is not found.
CONTROL_PERCENT = 0.01
LIES_PERCENT = (CONTROL_PERCENT, 5, 10, 15, 20)
# In so many of 40 a lie of that size is to be found; 5 and 10 are within what the referee allows.
FOUND = {15: 38, 20: 40}
RUN = ("--launches", "5", "--sample-ms", "100")
# Of a benchmark that did not pass; and a subject that could not be measured here is in the table.
STATUSES = (0, 1, 3, 4)


def run(folder, workload, seed, *options):
    """perf.json of a run."""
    output = folder / "report"
    result = subprocess.run(
        [str(comparison.PROGRAM), "run", "--workload", workload, "--seed", str(seed), *RUN,
         "--quiet", "--output-dir", str(output), *map(str, options)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8", timeout=comparison.HANG_S, check=False)
    if result.returncode not in STATUSES or not (output / "perf.json").exists():
        raise comparison.Failed(f"a run of {workload} ended with exit status {result.returncode}: "
                                f"{result.stderr.strip()}")
    return json.loads((output / "perf.json").read_text(encoding="utf-8"))


def refereed(document):
    """What was said of each benchmark that the referee looked at."""
    return [{"name": entry["name"], "level": entry["level"], "subject": entry["subject"],
             "ratio": entry["referee"]["ratio"], "bound": entry["referee"]["bound"],
             "is_void": entry["state"] == "void", "reason": entry["reason"]}
            for entry in document["benchmarks"] if entry.get("referee")]


class Honest(Part):
    """Everything that is installed, at all levels, each workload with its own seeds."""
    name = "referee"
    tries = 160
    tries_quick = 8
    folder = None

    def prepare(self, folder):
        self.folder = folder

    def run(self, case):
        started = time.monotonic()
        document = run(self.folder, WORKLOADS[case % len(WORKLOADS)], case + 1)
        return {"benchmarks": refereed(document), "seconds": time.monotonic() - started}

    def rows(self, outcomes):
        seen = [entry for outcome in outcomes for entry in outcome["benchmarks"]]
        void = sum(entry["is_void"] for entry in seen)
        if seen:
            yield Row("honest benchmarks that the referee let stand for nothing", "0 of ≥ 1,000",
                      void, len(seen), [outcome["seconds"] for outcome in outcomes],
                      void == 0 and len(seen) >= 1000)

    def table(self, outcomes):
        ratios = {}
        for outcome in outcomes:
            for entry in outcome["benchmarks"]:
                key = entry["name"], entry["level"], entry["subject"], entry["bound"]
                ratios.setdefault(key, []).append(entry["ratio"])
        lines = ["| benchmark | level | subject | held as | runs | W / C: median | least | most |\n"
                 "|---|---|---|---|---|---|---|---|\n"]
        for (name, level, subject, bound), all_seen in sorted(ratios.items()):
            seen = [ratio for ratio in all_seen if ratio is not None]
            figures = ((f"{figure(seen):.3f}" for figure in (statistics.median, min, max))
                       if seen else ("", "", ""))
            lines.append(f"| {name} | {level} | {subject} | {bound.replace('_', ' ')} | "
                         f"{len(all_seen)} | {' | '.join(figures)} |\n")
        return "".join(lines)


class Lies(Part):
    """The fault-injection subject, which does a share of its work for new data only."""

    def __init__(self, percent):
        self.percent, self.name = percent, f"lie-{percent:g}"
        self.tries, self.tries_quick = 40, 4
        self.found = FOUND.get(percent)
        self.folder = None

    def prepare(self, folder):
        self.folder = folder

    def run(self, case):
        started = time.monotonic()
        liar = f"{comparison.SYNTHETIC}?lie={self.percent / 100}"
        document = run(self.folder, LIE_WORKLOADS[case % len(LIE_WORKLOADS)], case + 1,
                       "--working-set", "L2", "--subject", "native", "--subject", f"liar={liar}")
        (entry,) = (entry for entry in refereed(document) if entry["subject"] == "liar")
        return {"ratio": entry["ratio"], "is_found": entry["is_void"],
                "seconds": time.monotonic() - started}

    def target(self, found, tries):
        """In words, and whether it is met; None: it has none."""
        if self.percent == CONTROL_PERCENT:
            return f"0 of {self.tries}", found == 0
        if self.found:
            return f"≥ {self.found} of {self.tries}", found >= tries * self.found / self.tries
        return "", None

    def rows(self, outcomes):
        found = sum(outcome["is_found"] for outcome in outcomes)
        target, is_met = self.target(found, len(outcomes))
        ratios = [outcome["ratio"] for outcome in outcomes if outcome["ratio"] is not None]
        median = f" (W / C: {statistics.median(ratios):.3f})" if ratios else ""
        yield Row(f"a subject that claims to be {self.percent:g} % faster than it is: found out"
                  f"{median}", target, found, len(outcomes),
                  [outcome["seconds"] for outcome in outcomes], is_met)


PARTS = [Honest(), *(Lies(percent) for percent in LIES_PERCENT)]
