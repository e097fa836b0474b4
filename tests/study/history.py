# SPDX-License-Identifier: AGPL-3.0-or-later
"""The history under twenty writers, and killed at many moments: more of what tests/cli does."""
import os
import subprocess
import time

import comparison
from part import Part
from table import Row

KILLS, OWN_RUNS = 50, 25
WRITERS_TEST = "AtOnce.test_of_twenty_writers_none_loses_a_run"
KILLS_TEST = "AtOnce.test_killed_at_any_moment_a_run_is_there_or_not"


class History(Part):
    """A case is 20 writers of 25 runs each, or a writer that is killed at 50 moments, in turn."""
    name = "history"
    tries = 8
    tries_quick = 2

    def run(self, case):
        started = time.monotonic()
        test = KILLS_TEST if case % 2 else WRITERS_TEST
        variables = {"PERFHARNESS": str(comparison.PROGRAM), "SOURCE": str(comparison.SOURCE),
                     "TEST_SUBJECTS": "none", "HISTORY_SEED": str(case + 2),
                     "HISTORY_KILLS": str(KILLS), "HISTORY_OWN_RUNS": str(OWN_RUNS)}
        result = subprocess.run(
            ["/usr/bin/python3", "history_test.py", test], check=False,
            cwd=comparison.SOURCE / "tests" / "cli", env={**os.environ, **variables},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8")
        return {"test": test, "good": result.returncode == 0, "said": result.stderr[-2000:],
                "seconds": time.monotonic() - started}

    def rows(self, outcomes):
        for what, test in (("20 writers of 25 runs each, none lost", WRITERS_TEST),
                           (f"killed at {KILLS} moments, nothing half there", KILLS_TEST)):
            found = [outcome for outcome in outcomes if outcome["test"] == test]
            good = sum(outcome["good"] for outcome in found)
            if found:
                yield Row(what, "all", good, len(found),
                          [outcome["seconds"] for outcome in found], good == len(found))
