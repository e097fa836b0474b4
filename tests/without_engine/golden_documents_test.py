# SPDX-License-Identifier: AGPL-3.0-or-later
"""
On every system that it is built for, the program without its engine says of stored documents what
is stored beside them, byte for byte: no line ends otherwise, no figure is written otherwise, and no
name is lost that is not ASCII. What compares builds is not there.
"""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from documents import AGAINST, DERIVED, LIMITS, copy_of, environment_of_nobody, folders
from program import PROGRAM

ABSENT = "compare"
NAME = "Prüf ordner, größer"


def perform(*arguments, cwd):
    """Of what it prints every byte, as no text that is decoded has it."""
    return subprocess.run([str(PROGRAM), *map(str, arguments)], cwd=cwd, env=environment_of_nobody(),
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
                          check=False)


def files(path):
    """Bytes by the path below, with / between names; "" where it is a file."""
    if path.is_file():
        return {"": path.read_bytes()}
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in path.rglob("*") if file.is_file()}


class Golden(unittest.TestCase):
    def setUp(self):
        self.newest = folders()[-1]
        # On Windows, what was just closed may still be looked at by another program.
        temporary = tempfile.TemporaryDirectory(prefix="perfharness-", ignore_cleanup_errors=True)
        self.addCleanup(temporary.cleanup)
        self.copy = copy_of(self.newest, pathlib.Path(temporary.name) / NAME)

    def test_what_follows_from_documents(self):
        seen = 0
        for derived in DERIVED:
            if derived.arguments[0] == ABSENT:
                continue
            with self.subTest(derived.file):
                result = perform(*derived.arguments, cwd=self.copy)
                self.assertEqual(result.stderr, b"")
                if derived.status is not None:
                    self.assertEqual(result.returncode, derived.status)
                written = files(self.copy / derived.written) if derived.written else {"": result.stdout}
                self.assertEqual(written, files(self.newest / derived.file))
                seen += 1
        self.assertGreaterEqual(seen, 50)

    def test_names_that_are_not_ascii(self):
        """Given as arguments, from elsewhere; and what is written there."""
        perf = self.copy / "run" / "perf.json"
        result = perform("validate", perf, cwd=self.copy.parent)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertIn(NAME.encode(), result.stdout)
        page = self.copy / "Bericht für alle.html"
        result = perform("report", perf, "--format", "html", "--thresholds", self.copy / LIMITS[1], "--output", page,
                         cwd=self.copy.parent)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertEqual(page.read_bytes(), (self.newest / "report" / "run.html").read_bytes())
        result = perform("validate", self.copy / "nicht dä.json", cwd=self.copy.parent)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("nicht dä.json".encode(), result.stderr)

    def test_a_chain_goes_on(self):
        """Written, locked and moved here as elsewhere: what is appended follows from what was there."""
        chain, = self.copy.glob("baselines/*/documents.jsonl")
        before = chain.read_bytes()
        result = perform("baseline", "promote", "run/perf.json", "--force", "--reason", "für später", *LIMITS,
                         cwd=self.copy)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        after = chain.read_bytes()
        self.assertTrue(after.startswith(before))
        self.assertEqual(len(after.splitlines()), len(before.splitlines()) + 1)
        self.assertNotIn(b"\r", after)
        self.assertEqual(json.loads(after.splitlines()[-1])["reason"], "für später")
        result = perform("verify", AGAINST[1], cwd=self.copy)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertEqual([path.name for path in self.copy.rglob("*.lock")], [])

    def test_a_history_is_kept(self):
        """In a file of SQLite's, and shown from it."""
        history = ("--store", "Geschichte ä.db")
        for name in ("run", "rerun"):
            result = perform("history", *history, "add", f"{name}/perf.json", cwd=self.copy)
            self.assertEqual((result.returncode, result.stderr), (0, b""))
        result = perform("history", *history, "list", cwd=self.copy)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertNotIn(b"\r", result.stdout)
        self.assertTrue((self.copy / history[1]).exists())
        result = perform("verify", *history, cwd=self.copy)
        self.assertEqual(result.returncode, 0, result.stderr)


if __name__ == "__main__":
    os.chdir(tempfile.gettempdir())
    unittest.main()
