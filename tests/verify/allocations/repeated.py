# SPDX-License-Identifier: AGPL-3.0-or-later
"""`perfharness compare` of the same pair over and over, on other data each time: what it says of allocations."""
import json
import os
import subprocess
import sys

PROGRAM = os.environ["PERFHARNESS"]
ALLOCATES = os.environ["SUBJECTS"] + "/allocates.so"
WORKLOADS = ("comp3", "display-zoned")
# Options of base and head, so many tries, what is said of them: three an item, and one in a thousand more.
CASES = (("3000/1000", "3000/1000", 40, ("same", "PASS")),
         ("3000/1000", "3001/1000", 20, ("more", "PASS")),
         ("100/1000", "101/1000", 20, ("more", "PASS")))


def said_of(base, head, seed):
    result = subprocess.run(
        [PROGRAM, "compare", f"{ALLOCATES}?{base}", f"{ALLOCATES}?{head}", "--json", "--time-identical",
         "--workload", WORKLOADS[seed % len(WORKLOADS)], "--seed", str(seed), "--launches", "2",
         "--no-referee"], stdout=subprocess.PIPE, encoding="utf-8", check=False)
    (entry,) = json.loads(result.stdout)["benchmarks"]
    return entry["allocations"]["difference"], entry["allocations"]["verdict"]


failed = False
for base, head, tries, expected in CASES:
    right = sum(said_of(base, head, 1 + i) == expected for i in range(tries))
    print(f"{base} beside {head}: {right} of {tries} are {' and '.join(expected)}", flush=True)
    failed |= right != tries
sys.exit(failed)
