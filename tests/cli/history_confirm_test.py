# SPDX-License-Identifier: AGPL-3.0-or-later
"""
perfharness history confirm and bisect, with builds that are built and compared: a slowness that is
planted in a checkout is found in its nights, and so is its commit; a host that moved is refuted.
"""
import base64
import hashlib
import json
import math
import subprocess
import unittest

from bisect_test import MUCH, SCRIPT
from history_test import DAY_S, NOW_S
from perf_documents import measured, perf, subjects_of
from program import NOISE_RETRIES, ProgramTest, environment, lay_out, once_is_enough, run, unbroken
from stand_in_crates import Checkout, plant_subject

NIGHTS = 24
FIRST_COMPARED, SLOWER_FROM = 19, 22


@once_is_enough
class Confirmed(ProgramTest):
    def setUp(self):
        super().setUp()
        self.program = lay_out(self.folder / "prefix")
        plant_subject(self.folder / "prefix", SCRIPT)
        self.checkout = Checkout(self.folder / "checkout")
        self.store = self.folder / "place" / "history.db"
        (self.folder / "place" / "spool").mkdir(parents=True)

    def commit(self, slower_from):
        """The commits of all nights. Those that nobody compares are made up."""
        real = [1, *range(FIRST_COMPARED, NIGHTS + 1)]
        for i in real:
            self.checkout.commit(f"c{i}", work=f"{MUCH * (i >= slower_from):05d}", broken="", wrong="",
                                 meanwhile=":\n", number=str(i))
        found = subprocess.run(["git", "rev-list", "--first-parent", "--reverse", "HEAD"],
                               cwd=self.checkout.path, check=True, stdout=subprocess.PIPE,
                               encoding="utf-8").stdout.split()
        named = dict(zip(real, found))
        return [named.get(i, f"{i:040x}") for i in range(1, NIGHTS + 1)]

    def spool(self, commits):
        """What the nights measured of comp3 in the second level's cache."""
        for position, sha in enumerate(commits, 1):
            speed = 1000.0 * math.exp(-0.25 * (position >= SLOWER_FROM) + 0.0003 * (position % 3))
            data = json.dumps(perf([measured("comp3/L2", speed)],
                                   subjects=subjects_of(commit=sha))).encode()
            path = self.folder / "place" / "spool" / f"{hashlib.sha256(data).hexdigest()}.json"
            path.write_text(json.dumps({
                "schema_version": "perfharness-spooled-run-1", "at_us": str(position),
                "event": "schedule", "pull_request": "0", "sha": sha, "branch": "main",
                "summary": None, "position": str(position), "committed_us": "0", "machine": None,
                "document": base64.b64encode(data).decode()}), encoding="utf-8")

    def history(self, *arguments, days=0):
        return run("history", *arguments, "--store", str(self.store), program=self.program,
                   env=environment(XDG_CACHE_HOME=str(self.folder / "cache"), LC_ALL="C.UTF-8",
                                   PERFHARNESS_NOW=str(NOW_S + days * DAY_S)))

    def confirm(self):
        """Again while the machine is too busy to tell."""
        for _ in range(NOISE_RETRIES):
            result = self.history("confirm", "--repository", str(self.checkout.path))
            self.assertEqual(result.returncode, 0, result.stderr)
            if "it could not be compared" not in unbroken(result.stdout):
                break
        return unbroken(result.stdout)

    def test_a_planted_slowness_is_confirmed_and_its_commit_found(self):
        self.spool(self.commit(SLOWER_FROM))
        self.assertIn("1 case is suspected", unbroken(self.history("push").stdout))
        self.assertIn("confirmed side by side", self.confirm())
        document = json.loads(self.history("show", "--json").stdout)
        (case,) = document["cases"]
        (level,) = case["levels"]
        self.assertEqual((case["state"], level["cause"]), ("open", "code"))
        self.assertGreater(level["change"], 0.03)
        for _ in range(NOISE_RETRIES):
            result = self.history("bisect", "1", "--repository", str(self.checkout.path))
            if result.returncode == 0:
                break
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn(f": c{SLOWER_FROM} (", unbroken(result.stdout))
        event = json.loads(self.history("show", "--json").stdout)["cases"][0]["events"][-1]
        self.assertEqual((event["kind"], event["detail"]["outcome"]), ("bisect", "found"))

    def test_a_host_that_moved_is_refuted(self):
        self.spool(self.commit(NIGHTS + 1))
        self.history("push")
        self.assertIn("the host: base and head, side by side, are alike", self.confirm())


if __name__ == "__main__":
    unittest.main()
