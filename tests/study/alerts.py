# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nights in which `perfharness alert` is killed at random moments; nothing is measured."""
import os
import subprocess
import sys
import time

import comparison
from part import Part
from table import Row

NIGHTS = 50
TEST = comparison.SOURCE / "tests" / "alert" / "nights_test.py"


class Alerts(Part):
    """A case is 50 nights, of a seed of its own, in which each case is to be told exactly once."""
    name = "alerts"
    tries = 10
    tries_quick = 1

    def __init__(self):
        self.programs = comparison.SOURCE / "build" / "dev" / "bin"

    def prepare(self, folder):
        for command in (["cmake", "--preset", "dev"],
                        ["cmake", "--build", "--preset", "dev", "--target", "perfharness",
                         "plant_cases"]):
            subprocess.run(command, cwd=comparison.SOURCE, check=True, stdout=subprocess.DEVNULL)

    def run(self, case):
        started = time.monotonic()
        variables = {**os.environ, "NIGHTS": str(NIGHTS), "SEED": str(case),
                     "PERFHARNESS": str(self.programs / "perfharness"),
                     "PLANT_CASES": str(self.programs / "plant_cases")}
        result = subprocess.run([sys.executable, TEST, "Killed"], env=variables, check=False,
                                stderr=subprocess.PIPE, encoding="utf-8")
        if result.returncode:
            print(result.stderr, file=sys.stderr)
        return {"is_told_once": result.returncode == 0, "seconds": time.monotonic() - started}

    def rows(self, outcomes):
        count = NIGHTS * sum(outcome["is_told_once"] for outcome in outcomes)
        asked = NIGHTS * len(outcomes)
        yield Row("cases told exactly once, in nights with kills", "100 %", count, asked,
                  [outcome["seconds"] for outcome in outcomes], count == asked)
