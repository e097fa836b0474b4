# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the harness itself costs, in figures: `script/cost` builds what it needs first."""
import argparse
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import tomllib

SOURCE = pathlib.Path(__file__).resolve().parents[2]
# What blocks are timed of: columns that a cache holds, and whole records.
BLOCKS = (("comp3", ("--input-bytes", "262144")), ("display-text", ("--input-bytes", "262144")),
          ("record-display", ("--input-bytes", "1048576", "--chunk-bytes", "32768")))
SUBJECTS = ("native", "copybook-rs")
# Records of one's own: beyond what is timed of them, and little enough to be over soon.
DATA_BYTES = 32e6


def output_of(*command):
    """Its standard output. Where it fails, what it says of that is the last that is said."""
    result = subprocess.run([str(part) for part in command], check=False, encoding="utf-8",
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if result.returncode:
        sys.exit(f"{command[0]} ended with {result.returncode}: {result.stderr.strip()}")
    return result.stdout


class Build:
    """The programs of a build tree."""

    def __init__(self, folder):
        self.programs = folder / "bin"
        self.library = folder / "lib" / "perfharness"

    def program(self, name):
        return self.programs / name

    def cpu(self):
        """Where the program would measure."""
        return str(json.loads(output_of(self.program("perfharness"), "system", "--json"))
                   ["cpu"]["number"])

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


def newest_stored_run():
    """What the newest version wrote of a run."""
    numbers = {tuple(int(digits) for digits in re.findall(r"\d+", path.name)): path
               for path in (SOURCE / "fixtures" / "documents").iterdir() if path.is_dir()}
    return numbers[max(numbers)] / "run" / "perf.json"


def comprehensive_run():
    """A stored run, and copies of its results under other names: as many as a comprehensive one has."""
    suite = (SOURCE / "config" / "suites" / "comprehensive.toml").read_text("utf-8")
    document = json.loads(newest_stored_run().read_text("utf-8"))
    workloads = {entry["workload"] for entry in document["benchmarks"]}
    copies = math.ceil(len(tomllib.loads(suite)["workload"]) / len(workloads))
    for name in ("benchmarks", "comparisons"):
        document[name] += [{**entry, "name": f"{entry['name']}-{copy}"}
                           for copy in range(1, copies) for entry in document[name]]
    return document


def print_perf_json(build, document, folder):
    if not document:
        document = folder / "perf.json"
        document.write_text(json.dumps(comprehensive_run()), "utf-8")
    results, median_ms, slowest_ms = output_of(build.program("perf_json_cost"), document).split()
    print(f"\nperf.json of {results} results: {median_ms} ms, {slowest_ms} ms at most")


def write_records(path, size):
    """The customers of the fixtures, over and over, up to so many bytes."""
    records = (SOURCE / "fixtures" / "data" / "customer.cp037.bin").read_bytes()
    many = records * 256
    with open(path, "wb") as file:
        for _ in range(size // len(many)):
            file.write(many)
        file.write(records * (size % len(many) // len(records)))
        return file.tell()


def print_own_data(build, cpu, size, folder):
    data, output = folder / "customer.bin", folder / "run"
    written = write_records(data, int(size))
    start = time.monotonic()
    output_of(build.program("perfharness"), "run", "--data", data, "--cpu", cpu, "--copybook",
              SOURCE / "fixtures" / "copybooks" / "customer.cpy", "--launches", "1", "--sample-ms",
              "100", "--output-dir", output)
    facts = json.loads((output / "perf.json").read_text("utf-8"))["run"]
    print(f"\nOwn data of {written / 1e6:,.0f} MB: {time.monotonic() - start:.0f} s, peak memory of "
          f"the worker {facts['worker_peak_bytes'] / 1e6:,.0f} MB")


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
                        help="how long making this perf.json takes (default: one as large as a "
                             "comprehensive run's)")
    parser.add_argument("--data-bytes", type=float, default=DATA_BYTES, metavar="N",
                        help="how much memory own data of so many bytes take (default: %(default)g)")
    parser.add_argument("--cpu", help="where blocks are timed (default: where the program would)")
    parser.add_argument("--no-capability", action="store_true",
                        help="leave out capability, which takes a minute")
    given = parser.parse_args()
    build = Build(given.build)
    cpu = given.cpu or build.cpu()
    print_probes(build, cpu)
    with tempfile.TemporaryDirectory(prefix="perfharness-cost-") as folder:
        print_perf_json(build, given.perf, pathlib.Path(folder))
        print_own_data(build, cpu, given.data_bytes, pathlib.Path(folder))
    if not given.no_capability:
        print_capability(build)
    return 0


if __name__ == "__main__":
    sys.exit(main())
