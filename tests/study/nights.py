# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A real series: builds of copybook-rs, one after another as a branch's nights would have them,
measured beside an anchor. What perfharness' own detector finds in it is held against what was
planted.
"""
import json
import math
import statistics
import subprocess
import time

import comparison
import planted_checkout
from detector import Compared, Decided, Detector
from part import CannotBeStaged, Part
from table import Row

ANCHOR = "copybook-rs@0.6.1"
RUN = ("--launches", "5", "--sample-ms", "60", "--working-set", "L2", "--no-referee")
COMPARE = ("--budget", 4, "--working-set", "L2", "--no-work", "--no-referee")
# A run that did not pass, as where a floor is missed, has figures all the same.
STATUSES = (0, 3, 4)
WORKLOADS = ("comp3", "display-zoned")
LEARNING = 20  # Nights before anything is planted.
# Builds by their names, and for how many nights. Only COMP-3 is slowed.
SCRIPTS = (
    (("pristine", LEARNING), ("slow", 7), ("mended", 7)),
    (("pristine", LEARNING), ("comment", 6), ("a-little-slow", 8)),
    (("mended", LEARNING + 14),),
)
STEPS = {("comp3", "slow"): 1, ("comp3", "mended"): -1, ("comp3", "a-little-slow"): 1}
WITHIN_NIGHTS = 3
NORMAL_MIDDLE_HALF = 1.349


def anchored(document, workload):
    """
    Median of the logarithms of the ratio to the anchor, by launch, and its standard error, as
    `history add` derives them; None for a night that was too disturbed.
    """
    times = {entry["subject"]: entry.get("launch_ns", []) for entry in document["benchmarks"]
             if entry["workload"] == workload and entry["level"] == "kernel"}
    logs = [math.log(head / base) for head, base in zip(times["copybook-rs"], times["anchor"])
            if head and base]
    if len(logs) < 2:
        return None
    low, median, high = statistics.quantiles(logs, n=4, method="inclusive")
    return median, ((high - low) / NORMAL_MIDDLE_HALF * (1 + 2 / len(logs))
                    * math.sqrt(math.pi / 2 / len(logs)))


class Script:
    """The nights of one script, and what is found in each of its series."""

    def __init__(self, part, script):
        self.part = part
        self.nights = [build for build, nights in script for _ in range(nights)]
        self.comparisons = 0

    def steps(self, workload):
        """Nights, from 1, in which the code changed, and which way."""
        return [(night, STEPS[workload, build])
                for night, (before, build) in enumerate(zip(self.nights, self.nights[1:]), 2)
                if build != before and (workload, build) in STEPS]

    def compare_in(self, workload):
        def compare(base, head, layouts):
            self.comparisons += 1
            builds = [self.part.build(self.nights[night - 1]) for night in (base, head)]
            document = comparison.compare(*builds, workload, 1000 * head + layouts, *COMPARE)
            (entry,) = (entry for entry in document["benchmarks"] if not entry["variant"])
            if entry["ratio"] is None or entry["ci95"] is None:
                return None
            return Compared(math.log(entry["ratio"]), *map(math.log, entry["ci95"]),
                            entry["p_value"])
        return compare

    def follow(self, workload, values):
        decided = []
        with Detector(self.part.detector, self.compare_in(workload)) as detector:
            for night, value in enumerate(values, 1):
                said = detector.run(night, *value) if value else None
                if isinstance(said, Decided):
                    decided.append([said.cause, said.first, said.head, said.change])
        return {"values": values, "decided": decided, "steps": self.steps(workload)}

    def live(self):
        documents = [self.part.measure(build, night) for night, build in enumerate(self.nights, 1)]
        return {workload: self.follow(workload, [anchored(document, workload)
                                                 for document in documents])
                for workload in WORKLOADS}


def is_of(decided, step):
    """Whether a decision convicts that change: a night, and a direction."""
    cause, first, head, change = decided
    night, direction = step
    return cause == "code" and change * direction > 0 and first - 2 < night <= head


def found(step, series):
    """Whether it was convicted, and soon enough."""
    return any(is_of(decided, step) and decided[2] < step[0] + WITHIN_NIGHTS
               for decided in series["decided"])


def convicted_falsely(series):
    return sum(decided[0] == "code" and not any(is_of(decided, step) for step in series["steps"])
               for decided in series["decided"])


class Nights(Part):
    """A case is one script: an hour of nights, not to be stopped."""
    name = "nights"
    tries = len(SCRIPTS)
    tries_quick = 1

    def __init__(self):
        self.folder = self.checkout = None
        self.detector = comparison.SOURCE / "build" / "dev" / "bin" / "history_detector"

    def prepare(self, folder):
        self.folder = folder
        for command in (["cmake", "--preset", "dev"],
                        ["cmake", "--build", "--preset", "dev", "--target", "history_detector"]):
            subprocess.run(command, cwd=comparison.SOURCE, check=True, stdout=subprocess.DEVNULL)
        self.checkout = planted_checkout.PlantedCheckout(folder / "copybook-rs-checkout")
        self.checkout.slow("slow", planted_checkout.NEEDED)
        self.checkout.mend("mended")
        self.checkout.slow("a-little-slow", planted_checkout.FOR_NOTHING)
        self.checkout.comment("comment")
        for build in (ANCHOR, *map(self.build, sorted({tag for script in SCRIPTS
                                                       for tag, _ in script}))):
            self.build_once(build)

    @staticmethod
    def build_once(build):
        """Half a minute each, where it is not kept."""
        result = subprocess.run([str(comparison.PROGRAM), "subjects", "--subject", f"a={build}"],
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, encoding="utf-8", check=False)
        if result.returncode != 0:
            said = result.stderr.strip().splitlines()
            raise CannotBeStaged(f"{build} cannot be built: {said[-1] if said else ''}")

    def build(self, tag):
        return self.checkout.build(tag)

    def measure(self, tag, night):
        """perf.json of a night."""
        output = self.folder / "report"
        workloads = [word for name in WORKLOADS for word in ("--workload", name)]
        result = subprocess.run(
            [str(comparison.PROGRAM), "run", *workloads, *RUN, "--seed", str(night), "--anchor",
             ANCHOR, "--subject", f"copybook-rs={self.build(tag)}", "--quiet", "--output-dir",
             str(output)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8", timeout=comparison.HANG_S, check=False)
        if result.returncode not in STATUSES:
            raise comparison.Failed(f"night {night}, of {tag}, ended with exit status "
                                    f"{result.returncode}: {result.stderr.strip()}")
        return json.loads((output / "perf.json").read_text(encoding="utf-8"))

    def run(self, case):
        started = time.monotonic()
        script = Script(self, SCRIPTS[case])
        series = script.live()
        return {"series": series, "comparisons": script.comparisons,
                "seconds": time.monotonic() - started}

    def rows(self, outcomes):
        seconds = [outcome["seconds"] for outcome in outcomes]
        series = [one for outcome in outcomes for one in outcome["series"].values()]
        steps = [(step, one) for one in series for step in one["steps"]]
        right = sum(found(step, one) for step, one in steps)
        nights = sum(len(one["values"]) for one in series)
        false = sum(map(convicted_falsely, series))
        yield Row(f"changes of copybook-rs, found in a real series within {WITHIN_NIGHTS} nights",
                  "all", right, len(steps), seconds, right == len(steps))
        yield Row("nights of it in which one was found that is none", "0", false, nights, seconds,
                  false == 0)
