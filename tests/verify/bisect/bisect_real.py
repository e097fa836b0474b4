# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Among commits of copybook-rs' own sources one decodes packed decimals with more work than it needs, and
one does not build: `bisect` finds the first past the second, by its work, and then by its time alone.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(SOURCE / "tests" / "verify" / "workflows"))
from copybook_rs import CopybookRs  # noqa: E402  (It stands beside the workflows' tests.)

PROGRAM = pathlib.Path(os.environ["PERFHARNESS"]).resolve()
SENSORS = {"work": ("--work-only",), "time": ("--no-work", "--budget", "60")}
NOISE_RETRIES = 4


class Real(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="perfharness-bisect-")
        self.addCleanup(self.folder.cleanup)
        self.repository = CopybookRs(pathlib.Path(self.folder.name) / "copybook-rs",
                                     SOURCE / "codecs" / "copybook-rs")

    def say(self, words):
        (self.repository.path / "README.md").write_text(words)
        return self.repository.commit(words)

    def plant(self):
        """Base, head, the commit that does not build, and the slow one."""
        base = self.say("Begin")
        self.say("Say more")
        self.say("Say still more")
        self.say("Say all")
        broken = self.repository.break_it()
        self.repository.mend()
        slow = self.repository.slow_down()
        self.say("Say it again")
        return base, self.say("End"), broken, slow

    def bisect(self, base, head, *options):
        result = subprocess.run(
            [PROGRAM, "bisect", "--json", "--workload", "comp3", "--repository", self.repository.path,
             base, head, *options], stdout=subprocess.PIPE, check=False, encoding="utf-8")
        print(result.stdout)
        return result.returncode, json.loads(result.stdout)

    def bisect_told(self, *arguments):
        """Again while the machine is too busy to tell what is there: what is tested is not that."""
        for _ in range(NOISE_RETRIES):
            status, document = self.bisect(*arguments)
            if all(entry["answer"] != "cannot tell" for entry in document["comparisons"]):
                break
        return status, document

    def test_the_slow_commit_is_found(self):
        base, head, broken, slow = self.plant()
        for sensor, options in SENSORS.items():
            with self.subTest(sensor):
                status, document = self.bisect_told(base, head, *options)
                hashes = [commit["hash"] for commit in document["commits"]]
                skipped = [hashes[entry["head"]] for entry in document["comparisons"]
                           if entry["answer"] == "does not build"]
                self.assertEqual((document["outcome"], status), ("found", 3))
                self.assertEqual(hashes[document["found"]["to"]], slow)
                self.assertEqual(skipped, [broken])
                self.assertEqual(document["sought"]["by"], sensor)
                self.assertLessEqual(len(document["comparisons"]) - len(skipped), 3 + 2)


if __name__ == "__main__":
    unittest.main()
