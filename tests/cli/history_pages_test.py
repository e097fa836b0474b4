# SPDX-License-Identifier: AGPL-3.0-or-later
"""
perfharness history: its pages fit whatever terminal there is, in its columns, its characters and its
colours, whatever others wrote into the history; and they say of cases what is known.
"""
import contextlib
import fcntl
import json
import math
import os
import pty
import re
import sqlite3
import struct
import subprocess
import termios
import unicodedata
import unittest

from history_cases_test import LEARNING, CasesTest
from perf_documents import measured, perf, subjects_of
from program import PROGRAM, SOURCE, unbroken

BRAILLE = "[\u2801-\u28ff]"
# More than a line, wide, combining, and turning what follows around; none may end a line.
NAMES = {"long": "n" * 300, "wide": "記録" * 40, "combining": "e\u0301" * 60,
         "hostile": "a\u202eb\u2066c\u200f\x1b[31md\re"}


def columns_of(line):
    return sum(0 if unicodedata.combining(character)
               else 2 if unicodedata.east_asian_width(character) in "WF" else 1
               for character in re.sub("\x1b\\[[0-9]*m", "", line))


class PagesTest(CasesTest):
    lived = {}  # By class, what all of its tests look at: a store, and when it is.

    def setUp(self):
        super().setUp()
        if type(self) not in self.lived:
            self.live_through()
            self.lived[type(self)] = ({path.name: path.read_bytes()
                                       for path in self.place.glob("history.db*")},
                                      self.night, self.position)
        files, self.night, self.position = self.lived[type(self)]
        for name, content in files.items():
            (self.place / name).write_bytes(content)

    def live_through(self):
        """A shift that is confirmed, and later one that nobody has compared."""
        self.learn()
        self.truth(LEARNING + 1, 0.07)
        self.live(9)
        self.live(2, host=0.05, confirmed=False)

    def shown_on_terminal(self, *arguments, columns=80, **variables):
        """What a terminal of so many columns is given."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        with subprocess.Popen([PROGRAM, "history", "show", *arguments], stdout=theirs,
                              cwd=self.folder,
                              env=self.environment(**{"TERM": "xterm", **variables})) as process:
            os.close(theirs)
            text = b""
            with contextlib.suppress(OSError):  # The end, of a terminal.
                while chunk := os.read(ours, 4096):
                    text += chunk
            self.assertEqual(process.wait(), 0)
        os.close(ours)
        return text.decode("utf-8").replace("\r\n", "\n")

    def assert_fits(self, text, columns=80):
        for line in text.splitlines():
            self.assertLessEqual(columns_of(line), columns, text)
            self.assertNotRegex(line, "[\x00-\x1a\u200e\u200f\u202a-\u202e\u2066-\u2069]")
            if line and line[0] in "┌├│└":
                self.assertEqual((columns_of(line), line[-1:] in "┐┤│┘"), (columns, True), text)


class Terminals(PagesTest):
    def test_it_is_as_wide_as_the_terminal(self):
        seen = {}
        for columns in (40, 80, 200):
            for arguments in ((), ("--all",), ("--bars",), ("comp3/stream",),
                              ("--commit", f"{self.position:040x}")):
                text = self.shown_on_terminal(*arguments, columns=columns, NO_COLOR="1")
                self.assert_fits(text, columns)
                seen.setdefault(columns, text)
        self.assertIn(" 90 runs ", seen[80])
        self.assertIn(" 365 runs ", seen[200])
        self.assertRegex(seen[40], "(?m)^  comp3/stream\n    MiB/s [0-9]+, 90 runs\n?")
        # Of what is no terminal, always the same.
        self.assert_fits(self.history("show", COLUMNS="200").stdout)

    def test_colour(self):
        plain = self.history("show").stdout
        self.assertNotIn("\x1b", plain)
        coloured = self.shown_on_terminal()
        self.assertIn("\x1b[33m▲ 1\x1b[0m  7.3 % slower", coloured)
        self.assertEqual(re.sub("\x1b\\[[0-9]*m", "", coloured), plain)
        self.assertEqual(self.history("show", "--color", "always").stdout, coloured)
        self.assertEqual(self.history("show", "--color=always", NO_COLOR="1").stdout, coloured)
        for arguments, variables in (((), {"NO_COLOR": "1"}), (("--color", "never"), {}),
                                     ((), {"TERM": "dumb"})):
            self.assertEqual(self.shown_on_terminal(*arguments, **variables), plain)
        result = self.history("show", "--color", "sometimes")
        self.assertEqual(result.returncode, 2)
        self.assertIn("auto, always, never", result.stderr)

    def test_bars_are_on_one_scale(self):
        text = self.history("show", "--bars").stdout
        rows = re.findall(r"(?m)^  (\S+) +▲  (█+)[▏▎▍▌▋▊▉]? \+7\.2\d %  \((\S+) ms → (\S+) ms\)$",
                          text)
        self.assertEqual(len(rows), 3, text)
        for _, bar, before, after in rows:
            self.assertEqual(len(bar), 20)
            self.assertAlmostEqual(float(after) / float(before), math.exp(0.07), 2)
        everything = self.history("show", "--bars", "--all", "--ascii").stdout
        self.assertRegex(everything, r"(?m)^  comp3/stream +A  #{20} \+7\.2\d %  "
                                     r"\(\S+ ms > \S+ ms\)$")
        self.assertRegex(everything, r"library size +0\.00 % +\(1137600 > 1137600\)")

    def test_one_sign_of_minus(self):
        for arguments in (("show", "--all"), ("show", "comp3/stream"), ("levels",),
                          ("trend", "comp3/stream"), ("show", "--commit", f"{1:040x}")):
            self.assertNotRegex(self.history(*arguments).stdout, "[ (]-[0-9]")


class WhatIsKnown(PagesTest):
    def test_who_knows(self):
        self.assertIn("warning, open (since 2025-06-24): nobody has acknowledged it",
                      self.done("show"))
        self.done("ack", "1", "--reason", "the table", "--by", "somebody")
        self.assertRegex(self.done("show"),
                         r"acknowledged by somebody: the table \(since 2025-0[67]-..\)")

    def test_what_became_of_candidates(self):
        def levels():
            result = self.history("levels", "--json")
            return {(level["case"], level["cause"], level["became"])
                    for level in json.loads(result.stdout)["levels"]}

        self.assertEqual(levels(), {(1, "candidate", "code"), (1, "code", None),
                                    (2, "candidate", "waits")})
        self.assertRegex(self.done("levels"), r"\+5\.\d\d % \S+ … \S+ waits 2")
        self.live(8, confirmed=False)
        self.assertIn((2, "candidate", "came back"), levels())
        self.assertRegex(self.done("levels"), r"\+5\.\d\d % \S+ … \S+ came back 2")
        self.assertNotIn("candidate", self.done("levels"))

    def test_candidates_that_nobody_compares(self):
        self.assertNotIn("history confirm", self.done("check", "--severity", "critical"))
        self.night += 7
        said = self.done("check")
        self.assertIn("case 2: ", said)
        self.assertIn("has waited for 7 days to be compared", said)
        self.assertNotIn("case 1: ", said)

    def test_the_receipts_are_whole_or_not(self):
        self.assertRegex(self.done("show"), r"receipts 1 … [0-9]+ whole;")
        with contextlib.closing(sqlite3.connect(self.store)) as database:
            database.executescript("DROP TRIGGER receipt_unchanged; UPDATE receipt SET note = 'x' "
                                   "WHERE receipt_id = 3;")
        result = self.history("show")
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout, r"receipts 1 … [0-9]+ are not whole: ")
        self.assert_fits(result.stdout.partition("\n\n")[2])

    def test_a_trigger_that_is_missing(self):
        """The receipts are whole then, and it is told beside them, too."""
        with contextlib.closing(sqlite3.connect(self.store)) as database:
            database.execute("DROP TRIGGER result_unchanged")
        shown = unbroken(self.done("show"))
        self.assertRegex(shown, r"receipts 1 … [0-9]+ whole, and yet the history is not as it was made: its "
                                "trigger result_unchanged is missing")
        result = self.history("show", "--json")
        self.assertIn("trigger result_unchanged is missing", unbroken(result.stderr))
        self.done("dashboard", "-o", self.folder / "page.html")
        self.assertIn("trigger result_unchanged is missing",
                      (self.folder / "page.html").read_text(encoding="utf-8"))

    def test_counts_are_not_called_speeds(self):
        self.done("add", SOURCE / "fixtures" / "documents" / "0.1.0-8" / "run" / "perf.json",
                  "--position", 5000)
        shown = self.history("show", "--all").stdout.partition("\ndocuments on ")[2]
        speeds, counts = shown.split("  series ")[1:3]
        self.assertRegex(speeds, r"^ +MiB/s +to anchor ")
        self.assertRegex(counts, r"^ +count ")
        for metric in ("size", "allocations", "peak-bytes"):
            self.assertNotRegex(speeds, f"(?m)^  .* {metric} ")
            self.assertRegex(counts, f"(?m)^  .* {metric} ")

    def test_a_document_that_cannot_be_read(self):
        self.behind_the_triggers("UPDATE document SET deflated = x'00'")
        for arguments, phrase in (([PROGRAM, "history", "show"], "comp3/stream"),
                                  ([PROGRAM, "alert", "--dry-run"], "case 1: ")):
            result = subprocess.run(arguments, cwd=self.folder, env=self.environment(),
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                    encoding="utf-8", check=False)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn(phrase, result.stdout)
            self.assertRegex(result.stderr, r"^Note: the document of run [0-9a-f]{12} cannot be read "
                                            r"\(.*\): perfharness verify --deep\n$")

    def behind_the_triggers(self, sql, *parameters):
        """As who owns the file can."""
        with contextlib.closing(sqlite3.connect(self.store)) as database:
            for (name,) in database.execute(
                    "SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                database.execute(f"DROP TRIGGER {name}")
            database.execute(sql, parameters)
            database.commit()

    def test_signs(self):
        self.assertIn("│ △ 2  5.1 % slower: ", self.history("show").stdout)
        self.confirm()
        # How far the series was off, and what the comparison has found of it.
        self.assertIn("◇ 2 5.1 % slower: display-text/stream and 2 more", self.done("show"))
        self.assertIn("side by side, are alike (−0.06 … 0.06 %", self.done("show"))
        self.behind_the_triggers("UPDATE event SET detail = replace(detail, ?, ?)",
                                 '"beside_level_start":false', '"beside_level_start":true')
        self.assertIn("│ ◢ 1  7.3 % slower: ", self.history("show").stdout)

    def test_who_was_told(self):
        self.behind_the_triggers(
            "INSERT INTO alert (alert_id, name, case_id, kind, severity, document, at_us) VALUES "
            "(1, 'case-1-opened', 1, 'opened', 'warning', '{}', 1)")
        for number, channel, next_us, done_us, error in (
                (1, "slack", None, 1750000000000000, None), (2, "email", None, None, "refused"),
                (3, "github", 5, None, None)):
            self.behind_the_triggers(
                "INSERT INTO delivery (delivery_id, alert_id, channel, attempts, next_us, done_us, "
                "error) VALUES (?, 1, ?, 1, ?, ?, ?)", number, channel, next_us, done_us, error)
        self.assertIn("nobody has acknowledged it; told on slack on 2025-06-15; not on email: it is "
                      "given up: refused; not on github yet", self.in_one_line())

    def in_one_line(self):
        return re.sub(r" *│\n│ *", " ", self.history("show").stdout)


class Together(PagesTest):
    """Half of a run's series, or more, move at once."""
    def night_document(self, position, host=0.0, **changes):
        document = super().night_document(position, host, **changes)
        slower = math.exp(self.code(position) + host + self.chance.gauss(0.0, 0.0004))
        more = [measured(f"comp3/L{level}", 900.0 / slower) for level in (1, 2)]
        document["benchmarks"] = document["benchmarks"] + more
        return document

    def test_it_is_said(self):
        text = self.done("show")
        self.assertIn("5 of 5 series moved together: a compiler, its flags, or what they have",
                      text)
        self.assertIn("5 of 5 series moved together: it is the host, or a compiler", text)
        self.confirm()
        self.assertIn("5 of 5 series moved together: it is the host │", self.done("show"))


class ManySeries(PagesTest):
    """A toolchain moves all of them, and they are less than a page."""
    def live_through(self):
        for night in range(LEARNING + 4):
            self.night += 1
            self.position += 1
            moved = night >= LEARNING
            self.spool(self.position, perf(
                [measured(f"made-up-{number:02}/L2", 900.0 / (1.0 + moved * number / 100.0))
                 for number in range(1, 31)], subjects=subjects_of(commit=f"{self.position:040x}"),
                timestamp=f"2025-06-01T12:{self.night:02}:00Z"))
        self.done("push")

    def test_those_that_changed_most_are_shown(self):
        text = self.history("show").stdout
        rows = re.findall("(?m)^  made-up-([0-9]+)/L2 .* △", text)
        self.assertEqual(rows, [f"{number:02}" for number in range(30, 10, -1)], text)
        self.assertIn("  10 more are not steady (--all)\n", text)
        self.assertEqual(len(re.findall("(?m)^  made-up-", self.history("show", "--all").stdout)),
                         30)

    def test_what_nobody_searched_is_only_suspected(self):
        for name in ("event", "level", "shift_case"):
            WhatIsKnown.behind_the_triggers(self, f"DELETE FROM {name}")
        self.assertRegex(self.history("show").stdout, "(?m)^  made-up-30/L2 .* △")


class HostileNames(PagesTest):
    def live_through(self):
        for night in range(LEARNING + 4):
            self.night += 1
            self.position += 1
            slower = 1.0 if night < LEARNING else 1.3
            self.spool(self.position, perf(
                [measured(f"{name}/stream", 900.0 / slower) for name in NAMES.values()],
                suite=NAMES["wide"], subjects=subjects_of(commit=f"{self.position:040x}"),
                timestamp=f"2025-06-01T12:{self.night:02}:00Z"))
        self.done("push")
        self.done("note", "1", "--reason", NAMES["hostile"], "--by", NAMES["wide"])

    def test_no_page_falls_apart(self):
        names = [series["benchmark"] for suite in self.shown()["suites"]
                 for series in suite["series"] if series["benchmark"].endswith("/stream")]
        self.assertEqual(len(set(names)), len(NAMES))
        for columns in (40, 80, 200):
            for arguments in ((), ("--all",), ("--bars",), *((name,) for name in names)):
                self.assert_fits(self.shown_on_terminal(*arguments, columns=columns,
                                                        NO_COLOR="1").partition("\n\n")[2], columns)
        for arguments in (("show", "--all"), ("show", names[0]), ("levels",)):
            text = self.history(*arguments, "--ascii").stdout
            self.assertTrue(text.isascii(), text)
            self.assert_fits(text.partition("\n\n")[2])


if __name__ == "__main__":
    unittest.main()
