# SPDX-License-Identifier: AGPL-3.0-or-later
"""Years of nights that were drawn, before the detector that history has; nothing is measured."""
import json
import subprocess
import time

import comparison
from part import Part
from table import Row

YEARS = 300
NOTHING = ("anchored: nothing", "times: nothing")
SHIFTS = ("anchored: 2 % slower", "anchored: 2 % faster")
CREEP = "anchored: 0.1 % slower each week"


class Years(Part):
    """A case is 300 years of each scenario, of a seed of its own."""
    name = "years"
    tries = 10
    tries_quick = 1

    def __init__(self):
        self.program = comparison.SOURCE / "build" / "dev" / "bin" / "history_years"

    def prepare(self, folder):
        for command in (["cmake", "--preset", "dev"],
                        ["cmake", "--build", "--preset", "dev", "--target", "history_years"]):
            subprocess.run(command, cwd=comparison.SOURCE, check=True, stdout=subprocess.DEVNULL)

    def run(self, case):
        started = time.monotonic()
        result = subprocess.run([self.program, str(YEARS), str(1000 * (case + 1))], check=True,
                                stdout=subprocess.PIPE)
        return {"scenarios": json.loads(result.stdout), "seconds": time.monotonic() - started}

    def rows(self, outcomes):
        def total(names, member):
            return sum(scenario[member] for outcome in outcomes
                       for scenario in outcome["scenarios"] if scenario["name"] in names)

        seconds = [outcome["seconds"] for outcome in outcomes]
        every = {scenario["name"] for scenario in outcomes[0]["scenarios"]}
        false = total(NOTHING, "alerts") + total(every - set(NOTHING), "alerts_before")
        yield Row("alerts of nothing, in years of nights", "0", false, total(every, "years"),
                  seconds, false == 0)
        for what, names, member, share in (
                ("2 % slower or faster, alerted within 3 runs", SHIFTS, "within_3_runs", 0.97),
                ("exactly one alert of it", SHIFTS, "alerted_once", 1.0),
                ("0.1 % a week, alerted within 8 weeks", (CREEP,), "within_8_weeks", 0.85)):
            count, asked = total(names, member), total(names, "asked")
            yield Row(what, f"≥ {100 * share:g} %", count, asked, seconds, count >= share * asked)
