# SPDX-License-Identifier: AGPL-3.0-or-later
"""
What is measured is other figures each time, in the same document: every object that the program
writes today has the members that one of the newest stored document has at its place, in their order.
"""
import json
import os
import unittest

from documents import folders
from program import NOISE_RETRIES, SUBJECTS, ProgramTest, load, once_is_enough, run

SCALAR = f"{SUBJECTS / 'native.so'}?isa=scalar"
SHORTEST = ("--launches", "1", "--sample-ms", "1")
# How long a library took is known only where all of it was built; a build with sanitizers, which
# have the allocator, counts no allocations.
LEFT_OUT = ("build_s", "allocations") if os.environ["SANITIZERS"] else ("build_s",)


def members(value, place=""):
    """Of every object below: its place without indices, and its members' names in order."""
    if isinstance(value, list):
        return {entry for item in value for entry in members(item, place)}
    # A disturbed machine leaves others unmeasured than it did then; what is unavailable is a pointer.
    if (not isinstance(value, dict) or value.get("state") in ("void", "failed")
            or place == "/unavailable"):
        return set()
    known = {name: item for name, item in value.items() if name not in LEFT_OUT}
    return {(place, tuple(known))}.union(*(members(item, f"{place}/{name}")
                                           for name, item in known.items()))


@once_is_enough
class Measured(ProgramTest):
    def assert_as_stored(self, name, *arguments):
        """What the command prints, again while the machine is too busy for anything to be measured."""
        stored, written = members(load(folders()[-1] / name)), set()
        top = {entry for entry in stored if entry[0].count("/") < 2}
        for _ in range(NOISE_RETRIES):
            result = run(*arguments)
            written = members(json.loads(result.stdout or "{}"))
            if {place for place, _ in top} <= {place for place, _ in written} and result.stdout:
                break
        self.assertTrue(result.stdout, result.stderr)
        self.assertEqual(written - stored, set())
        self.assertEqual(top - written, set())

    def test_run(self):
        run("run", "--workload", "comp3", *SHORTEST, "--working-set", "L2", "--output-dir",
            self.output, "--quiet", "--anchor", SUBJECTS / "copybook-rs.so")
        for name in ("perf.json", "system-info.json"):
            stored, written = load(folders()[-1] / "run" / name), load(self.output / name)
            for document in (stored, written):
                document.pop("threshold_warnings", None)  # There where a figure is low.
                document.get("referee", {}).pop("sandbox_missing", None)  # There where it is.
            self.assertEqual(members(written) - members(stored), set())
            self.assertEqual(list(written), list(stored))

    def test_comparison(self):
        self.assert_as_stored("comparison/side-by-side.json", "compare", SCALAR, SCALAR,
                              "--time-identical", "--workload", "comp3", "--launches", "5",
                              "--budget", "1", "--json")

    def test_capability(self):
        self.assert_as_stored("capability.json", "capability", "--launches", "8", "--json")

    def test_limits(self):
        self.assert_as_stored("limits.json", "limits", "--workload", "comp3", *SHORTEST,
                              "--subject", "native", "--json")

    def test_doctor(self):
        self.assert_as_stored("doctor.json", "doctor", "--no-measure", "--json")

    def test_vectors(self):
        command = ("vectors", folders()[-1] / "vectors.csv", "--json")
        self.assert_as_stored("vectors.json", *command)
        stored, asked = load(folders()[-1] / "vectors.json"), json.loads(run(*command).stdout)
        for name in ("rows", "malformed"):
            self.assertEqual(json.dumps(asked[name]), json.dumps(stored[name]))


if __name__ == "__main__":
    unittest.main()
