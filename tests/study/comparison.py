# SPDX-License-Identifier: AGPL-3.0-or-later
"""One comparison by the program that is studied."""
import json
import os
import pathlib
import subprocess
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = SOURCE / "build" / "release"
PROGRAM = BUILD / "bin" / "perfharness"
WORKER = BUILD / "lib" / "perfharness" / "perfharness-worker"
SUBJECTS = BUILD / "lib" / "perfharness" / "subjects"
NATIVE = SUBJECTS / "native.so"
SYNTHETIC = SUBJECTS / "fault-injection" / "synthetic.so"

# Kernels of the two kinds that the study is about, in turn.
WORKLOADS = ("comp3", "display-zoned")

# Where it measures unless it is told otherwise.
CPU = max(os.sched_getaffinity(0))

# PASS, a regression, and cannot tell: what a comparison of builds that work can come to.
STATUSES = (0, 3, 4)
FAILED = 1
HANG_S = 300


class Failed(Exception):
    """Something the study stands on does not work here; one sentence."""


def slowed(share):
    return f"{SYNTHETIC}?slowdown={share}"


def compare(base, head, workload, seed, *options, before=(), statuses=STATUSES):
    """What `perfharness compare --json` says of two builds in one benchmark."""
    started = time.monotonic()
    result = subprocess.run(
        [*before, str(PROGRAM), "compare", str(base), str(head), "--workload", workload,
         "--seed", str(seed), "--time-identical", "--json", *map(str, options)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8", timeout=HANG_S, check=False)
    if result.returncode not in statuses or not result.stdout:
        said = (result.stderr + result.stdout).strip()
        raise Failed(f"comparing {base} with {head} in {workload} ended with exit status "
                     f"{result.returncode}: {said}")
    document = json.loads(result.stdout)
    # Of the whole program, as other tools' are.
    document["elapsed_s"] = time.monotonic() - started
    return document
