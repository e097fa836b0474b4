# SPDX-License-Identifier: AGPL-3.0-or-later
"""A machine that is disturbed on purpose: the cause is named, and nothing fails because of it."""
import contextlib
import os
import pathlib
import subprocess
import sys
import time

import comparison
from part import CannotBeStaged, Part
from table import Row

GROUPS = pathlib.Path("/sys/fs/cgroup")
GROUP = "perfharness-study"
FILE_BYTES = 256 << 20
MEMORY_BYTES = 32 << 20
# What was killed leaves its group soon, but not at once.
EMPTY_S = 3

# Reads pages of a file here and there, of which only some fit its memory.
THRASH = """
import os, random, sys
file = os.open(sys.argv[1], os.O_RDONLY)
pages = os.fstat(file).st_size // 4096
os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
os.posix_fadvise(file, 0, 0, os.POSIX_FADV_RANDOM)
while True:
    os.pread(file, 4096, 4096 * random.randrange(pages))
"""


@contextlib.contextmanager
def group(controller, limits_v1, limits_v2):
    """A control group with these limits, of either version; gives its path."""
    is_v1 = (GROUPS / controller).is_dir()
    path = GROUPS / controller / GROUP if is_v1 else GROUPS / GROUP
    try:
        try:
            path.mkdir(exist_ok=True)
            for name, value in (limits_v1 if is_v1 else limits_v2).items():
                (path / name).write_text(value, encoding="ascii")
        except OSError as error:
            raise CannotBeStaged(f"no control group can be made here: {error}") from error
        yield path
    finally:
        remove(path)


def remove(path):
    until = time.monotonic() + EMPTY_S
    while path.is_dir():
        try:
            path.rmdir()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def enter(path):
    """What a command is put behind so that it runs in a group."""
    return ("sh", "-c", f'echo $$ >"{path}/cgroup.procs" && exec "$@"', "sh")


@contextlib.contextmanager
def running(*command):
    """A command, from here to the end of the block, and no longer than this process."""
    with subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *command],
                          stdout=subprocess.DEVNULL) as process:
        try:
            yield
            if process.poll() is not None:
                raise comparison.Failed(f"{command[0]} ended before what it was to disturb")
        finally:
            process.kill()


@contextlib.contextmanager
def hog(_folder):
    """Another program on the measured CPU, all the time."""
    with running("taskset", "--cpu-list", str(comparison.CPU), "sh", "-c", "while :; do :; done"):
        yield ()


@contextlib.contextmanager
def quota(_folder):
    """A fifth of a CPU for all that measures."""
    with group("cpu", {"cpu.cfs_period_us": "100000", "cpu.cfs_quota_us": "20000"},
               {"cpu.max": "20000 100000"}) as path:
        yield enter(path)


@contextlib.contextmanager
def memory(folder):
    """Another program that has too little memory and reads the same pages again and again."""
    file = folder / "pages"
    if not file.exists() or file.stat().st_size != FILE_BYTES:
        file.write_bytes(os.urandom(FILE_BYTES))
    with group("memory", {"memory.limit_in_bytes": str(MEMORY_BYTES)},
               {"memory.max": str(MEMORY_BYTES)}) as path:
        with running(*enter(path), sys.executable, "-c", THRASH, str(file)):
            yield ()


# Deepest first: each makes those behind it happen, too.
CAUSES = ("throttled_periods", "memory_stall_s", "involuntary_switches")
STAGES = tuple(zip((quota, memory, hog), CAUSES))
# The kernel brings its figure of memory pressure up to date every two seconds.
BUDGET_S = 10


def deepest(named):
    return next((cause for cause in CAUSES if cause in named), None)


class Disturbance(Part):
    name = "disturbance"
    tries = 60
    tries_quick = 6

    def __init__(self):
        self.folder = None

    def prepare(self, folder):
        self.folder = folder
        for stage, _ in STAGES:
            with stage(folder):
                pass

    def run(self, case):
        stage, cause = STAGES[case % len(STAGES)]
        with stage(self.folder) as before:
            document = comparison.compare(comparison.NATIVE, comparison.NATIVE, "comp3", case + 1,
                                          "--budget", BUDGET_S, "--no-work", before=before,
                                          statuses=(*comparison.STATUSES, comparison.FAILED))
        noise = document["noise"] or {"causes": []}
        return {"cause": cause, "named": noise["causes"], "verdict": document["verdict"],
                "seconds": document["elapsed_s"]}

    def rows(self, outcomes):
        seconds = [outcome["seconds"] for outcome in outcomes]
        named = sum(deepest(outcome["named"]) == outcome["cause"] for outcome in outcomes)
        failed = sum(outcome["verdict"] == "FAIL" for outcome in outcomes)
        yield Row("another program on the CPU, a CPU quota, memory pressure: the cause is "
                  "named", "≥ 57 of 60", named, len(outcomes), seconds,
                  named >= len(outcomes) * 57 / 60)
        yield Row("the same: identical code is a FAIL because of it", "0 of 60", failed,
                  len(outcomes), seconds, failed == 0)
