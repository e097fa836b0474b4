# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the harness itself costs, in figures: `script/cost` builds what it needs first."""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
# What blocks are timed of: columns that a cache holds, and whole records.
BLOCKS = (("comp3", ("--input-bytes", "262144")), ("display-text", ("--input-bytes", "262144")),
          ("record-display", ("--input-bytes", "1048576", "--chunk-bytes", "32768")))
SUBJECTS = ("native", "copybook-rs")


def output_of(*command):
    """Its standard output; it is an error that it fails."""
    return subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE,
                          encoding="utf-8").stdout


class Build:
    """The programs of a build tree."""

    def __init__(self, folder):
        self.programs = folder / "bin"
        self.library = folder / "lib" / "perfharness"

    def program(self, name):
        return self.programs / name

    def subjects(self):
        for name in SUBJECTS:
            path = self.library / "subjects" / f"{name}.so"
            if path.exists():
                yield from ("--subject", f"{name}={path}")


def print_probes(build, cpu):
    print("Probes and looks at the kernel's counters: time with them over time without\n"
          f"  {'workload':<16} {'subject':<20} {'level':<7} {'ratio':>8} {'95 % interval':>19}")
    for workload, arguments in BLOCKS:
        text = output_of("taskset", "-c", cpu, build.program("probe_cost"), "measure",
                         *build.subjects(), "--workload", workload, *arguments)
        for line in text.splitlines():
            subject, level, _, ratio, low, high = line.split()
            print(f"  {workload:<16} {subject:<20} {level:<7} {ratio:>8} {low:>9} … {high}")


def print_perf_json(build, document):
    results, median_ms, slowest_ms = output_of(build.program("perf_json_cost"), document).split()
    print(f"\nperf.json of {results} results: {median_ms} ms, {slowest_ms} ms at most")


def print_capability(build):
    start = time.monotonic()
    text = output_of(build.program("perfharness"), "capability")
    print(f"\ncapability: {time.monotonic() - start:.0f} s")
    for line in text.splitlines():
        if re.search(r"%", line):
            print(f"  {line.strip()}")


def main():
    parser = argparse.ArgumentParser(prog="script/cost", description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=SOURCE / "build" / "dev",
                        help="the build tree whose programs run (default: %(default)s)")
    parser.add_argument("--perf", type=pathlib.Path, metavar="FILE",
                        help="how long making this perf.json takes: of a comprehensive run, say")
    parser.add_argument("--cpu", default=str(max(os.sched_getaffinity(0))),
                        help="where blocks are timed (default: %(default)s)")
    parser.add_argument("--no-capability", action="store_true",
                        help="leave out capability, which takes a minute")
    given = parser.parse_args()
    build = Build(given.build)
    print_probes(build, given.cpu)
    if given.perf:
        print_perf_json(build, given.perf)
    if not given.no_capability:
        print_capability(build)
    return 0


if __name__ == "__main__":
    sys.exit(main())
