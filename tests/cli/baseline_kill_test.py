# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A promotion or rollback that is killed: at every call that changes a file there is the old baseline
or the new one, nothing of the history is lost, and the next command goes on from there. What two
calls leave alike, but for times and hashes, is looked at once.
"""
import json
import os
import pathlib
import re
import shutil
import signal
import tempfile
import unittest

from baseline_folder import HISTORY, BaselineTest, InFolder, exact, reseal
from bundles import decompress
from perf_documents import HOST, good_benchmarks, perf
from program import environment, once_is_enough, preloading

SHIM = pathlib.Path(os.environ["FAULT_AT_CALL"])
# A process that is killed leaves what it wrote, on a disk or not, and nobody waits for memory.
MEMORY = pathlib.Path("/dev/shm")
# No promotion needs as many calls; one that goes on for ever would.
CALLS_MAX = 200

# What no two runs of the program write alike.
PASSING = re.compile(rb'"(promoted_at|proposed_at|due_at|sha256|previous)":\s*"[^"]*"?')

FIRST = "2025-06-01T12:00:00Z"
SECOND = "2025-06-02T12:00:00Z"
THIRD = "2025-06-03T12:00:00Z"


class KillTest(BaselineTest):
    CURRENT = "baseline.json"
    FOUND = {"baseline.json", "baselines"}  # At the top, beside the runs.

    def setUp(self):
        self.addCleanup(setattr, tempfile, "tempdir", tempfile.tempdir)
        tempfile.tempdir = str(MEMORY) if os.access(MEMORY, os.W_OK) else None
        super().setUp()
        for name, time in (("first", FIRST), ("second", SECOND), ("third", THIRD)):
            self.write(f"{name}.json",
                       json.dumps(perf(good_benchmarks(), timestamp=time)))
        self.snapshots = self.folder.parent / f"{self.folder.name}-snapshots"
        self.addCleanup(shutil.rmtree, self.snapshots, ignore_errors=True)

    def save(self, name):
        shutil.rmtree(self.snapshots / name, ignore_errors=True)
        shutil.copytree(self.folder, self.snapshots / name)

    def restore(self, name):
        shutil.rmtree(self.folder)
        shutil.copytree(self.snapshots / name, self.folder)

    def is_new(self, seen):
        """Is the folder in a state that none of those that were seen is?"""
        state = tuple((path.relative_to(self.folder), path.is_file() and
                       PASSING.sub(b"", path.read_bytes()))
                      for path in sorted(self.folder.rglob("*")))
        is_new = state not in seen
        seen.add(state)
        return is_new

    def run_and_kill(self, call, is_torn, *arguments):
        """FALSE once the program came to its end before that call."""
        changes = {**preloading(SHIM), "PH_FAULT_AT": str(call),
                   "PH_FAULT_WITH": "torn" if is_torn else "kill"}
        result = self.baseline(*arguments, env=environment(**changes))
        if result.returncode == 0:
            return False
        self.assertEqual(result.returncode, -signal.SIGKILL, result.stderr)
        return True

    def time_of_baseline(self):
        path = self.folder / self.CURRENT
        return json.loads(path.read_text())["timestamp"] if path.exists() else None

    def assert_old_or_new(self, old, new, history):
        """Before anybody repairs anything."""
        time = self.time_of_baseline()
        self.assertIn(time, (old, new))
        path = self.folder / HISTORY
        self.assertTrue((path.read_bytes() if path.exists() else b"").startswith(history))
        result = self.verify()
        if time is None:
            # Of a file, that there is no baseline; of a folder that is not made yet, no folder.
            self.assert_says_one_sentence(result, 1, "there is no ")
            self.assertRegex(result.stderr, "CBKB006|CBKB012")
        else:
            self.assertEqual((result.returncode, result.stderr), (0, ""))

    def assert_goes_on(self, arguments, new, entries):
        """The same command, left alone: what was committed is not done twice."""
        result = self.baseline(*arguments)
        if result.returncode != 0:
            self.assertIn("already", result.stderr)
        self.assertEqual(self.time_of_baseline(), new)
        self.assertEqual(self.verify().returncode, 0)
        self.assertEqual(len((self.folder / HISTORY).read_text().splitlines()), entries)
        self.assertEqual({path.name for path in self.folder.iterdir()},
                         {*self.FOUND, "first.json", "second.json", "third.json"})
        self.assertLessEqual({path.name for path in (self.folder / HISTORY).parent.iterdir()},
                             {"standard.json", "standard.jsonl"})

    def kill_everywhere(self, arguments, old, new, entries):
        """From the folder as it is. Saves one killed amid the append, and one just behind it."""
        self.save("start")
        path = self.folder / HISTORY
        history = path.read_bytes() if path.exists() else b""
        counts = []
        seen = set()
        for is_torn in (False, True):
            for call in range(1, CALLS_MAX):
                self.restore("start")
                if not self.run_and_kill(call, is_torn, *arguments):
                    break
                if not self.is_new(seen):
                    continue
                with self.subTest(f"{arguments[0]} to {new}, call {call}, torn: {is_torn}"):
                    self.assert_old_or_new(old, new, history)
                    self.save_if_telling(history, new)
                    self.assert_goes_on(arguments, new, entries)
            counts.append(call - 1)
        self.assertGreater(counts[0], 15, "the calls are not seen")
        self.assertEqual(counts[1], 3, "entry, text and line are written")

    def save_if_telling(self, history, new):
        path = self.folder / HISTORY
        text = path.read_bytes() if path.exists() else b""
        if text != history and not text.endswith(b"\n"):
            self.save("torn")
        elif text != history and self.time_of_baseline() != new:
            self.save("committed")


class OfAFile(KillTest):
    def test_first_promotion(self):
        self.kill_everywhere(["promote", "first.json"], None, FIRST, 1)

    @once_is_enough
    def test_next_promotion_and_its_repair(self):
        """What goes on after a kill is killed again."""
        self.promote("first.json")
        self.kill_everywhere(["promote", "second.json"], FIRST, SECOND, 2)
        for state, entries in (("torn", 2), ("committed", 3)):
            self.restore(state)
            history = (self.folder / HISTORY).read_bytes()
            history = history[:history.rindex(b"\n") + 1]
            told = "undone" if state == "torn" else "finished"
            self.assertIn(f"was {told}\n", self.baseline("promote", "third.json").stdout)
            seen = set()
            for call in range(1, CALLS_MAX):
                self.restore(state)
                if not self.run_and_kill(call, False, "promote", "third.json"):
                    break
                if not self.is_new(seen):
                    continue
                with self.subTest(f"{state}, call {call}"):
                    self.assertIn(self.time_of_baseline(), (FIRST, SECOND, THIRD))
                    self.assertTrue((self.folder / HISTORY).read_bytes().startswith(history))
                    self.assertEqual(self.verify().returncode, 0)
                    self.assert_goes_on(["promote", "third.json"], THIRD, entries)

    @once_is_enough
    def test_rollback(self):
        self.promote("first.json")
        self.promote("second.json")
        target = json.loads((self.folder / HISTORY).read_text().splitlines()[0])["sha256"]
        self.save("start")
        history = (self.folder / HISTORY).read_bytes()
        seen = set()
        for call in range(1, CALLS_MAX):
            self.restore("start")
            if not self.run_and_kill(call, False, "rollback", target):
                break
            if not self.is_new(seen):
                continue
            with self.subTest(f"call {call}"):
                self.assert_old_or_new(SECOND, FIRST, history)
                self.baseline("promote", "third.json")
                self.assertEqual(self.verify().returncode, 0)
        self.assertGreater(call, 15)


    def test_compression(self):
        """Every entry is there, in one file, in the other or in both; the next one mends it."""
        for name in ("first", "second", "third"):
            self.promote(f"{name}.json")
        self.save("start")
        lines = (self.folder / HISTORY).read_bytes()
        log = self.baseline("log").stdout
        for is_torn in (False, True):
            for call in range(1, CALLS_MAX):
                self.restore("start")
                if not self.run_and_kill(call, is_torn, "compress", "--newest", "1"):
                    break
                with self.subTest(f"call {call}, torn: {is_torn}"):
                    self.assertEqual(self.verify().returncode, 0)
                    self.assertEqual(self.baseline("log").stdout, log)
                    result = self.baseline("compress", "--newest", "1")
                    self.assertEqual((result.returncode, result.stderr), (0, ""))
                    packed = (self.folder / f"{HISTORY}.zst").read_bytes()
                    self.assertEqual(decompress(packed) + (self.folder / HISTORY).read_bytes(), lines)
                    self.assertEqual(sorted(os.listdir((self.folder / HISTORY).parent)),
                                     ["standard.jsonl", "standard.jsonl.zst"])
            self.assertGreater(call, 2 if is_torn else 8)
        target = json.loads(lines.splitlines()[0])["sha256"]
        self.assertEqual(self.baseline("rollback", target).returncode, 0)
        self.assertEqual(self.verify().returncode, 0)
        self.assertEqual(self.baseline("log").stdout.count("  promote\n"), log.count("  promote\n"))


class OfAFolder(InFolder, KillTest):
    CURRENT = f"baselines/{HOST}/standard.json"
    FOUND = {"baselines", "report"}

    def test_promotions(self):
        self.kill_everywhere(["promote", "first.json"], None, FIRST, 1)
        self.restore("start")
        self.promote("first.json")
        self.kill_everywhere(["promote", "second.json"], FIRST, SECOND, 2)


class OfACandidate(InFolder, KillTest):
    """Seven runs that improve: before and behind each call, one waits whole, or none does."""
    CURRENT = f"baselines/{HOST}/standard.json"

    def setUp(self):
        super().setUp()
        self.promote("first.json")
        self.runs = [self.write_run(f"{day}.json", good_benchmarks(comp3=1100.0),
                                    timestamp=f"2025-07-0{day}T12:00:00Z") for day in range(1, 8)]
        self.candidate = self.baselines / HOST / "standard.candidate.json"

    def kill_stable(self, check):
        """From the folder as it is; check is called when the command was given once more."""
        self.save("start")
        seen = set()
        for call in range(1, CALLS_MAX):
            self.restore("start")
            if not self.run_and_kill(call, False, "promote", "--stable", *self.runs):
                break
            if self.is_new(seen):
                with self.subTest(f"call {call}"):
                    self.assertEqual(self.verify().returncode, 0)
                    self.promote("--stable", *self.runs)
                    self.assertEqual(self.verify().returncode, 0)
                    check()
        self.assertGreater(call, 4, "the calls are not seen")

    def assert_waits(self):
        self.assertEqual(self.time_of_baseline(), FIRST)
        self.assertIsNotNone(json.loads(self.candidate.read_text())["entry"])

    def assert_promoted(self):
        self.assertEqual(self.time_of_baseline(), "2025-07-07T12:00:00Z")
        self.assertEqual(len(self.entries()), 2)
        self.assertFalse(self.candidate.exists())

    def test_one_that_is_proposed(self):
        self.kill_stable(self.assert_waits)

    @once_is_enough
    def test_one_that_is_promoted(self):
        self.promote("--stable", *self.runs)
        document = exact(self.candidate.read_text())
        document["proposed_at"] = document["due_at"] = "2025-07-08T00:00:00Z"
        self.candidate.write_text(reseal(document))
        self.kill_stable(self.assert_promoted)


if __name__ == "__main__":
    unittest.main()
