# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Help is one text however it is asked for, fits a terminal of 80 columns, and its examples work: each
command and option in them is there, and those that only read are run.
"""
import functools
import json
import os
import pty
import re
import shlex
import shutil
import subprocess
import unicodedata
import unittest

from comparison_documents import usual
from program import (PROGRAM, REFUSAL_S, SOURCE, SUBJECTS, ProgramTest, environment, load,
                     output_of, run)

MANUAL = SOURCE / "harness" / "command" / "manual"
COLUMNS = 80
COMMANDS = re.findall(r"^    X\(([a-z]+), [A-Z]+\)",
                      (SOURCE / "harness" / "command" / "command.h").read_text("utf-8"),
                      re.MULTILINE)
TOPICS = ("errors", "exit-statuses", "workloads")
COPYBOOK_RS = SUBJECTS / "copybook-rs.so"
# What reads documents, and nothing else: its examples are run.
READERS = ("check", "report", "export", "validate", "baseline", "help")
# Of what measures, the examples are refused for this last option, when all others were understood.
REFUSED_LAST = ("--caches", "none")


def columns_of(text):
    return sum(0 if unicodedata.combining(character) else
               2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


@functools.cache
def absent():
    """What this build cannot do."""
    return set(re.findall(r"(?m)^  ([a-z]+)  +Not in this build: ", output_of("help")))


@functools.cache
def options_of(command):
    return set(re.findall(r"(?m)^  (?:-., )?(--[a-z-]+)", output_of("help", command)))


def read(name):
    return (MANUAL / f"{name}.md").read_text("utf-8")


def examples(name):
    """The command lines of a manual's examples; a pipe's are its first."""
    section = read(name).partition("\n## Examples\n")[2].partition("\n## ")[0]
    return re.findall(r"(?m)^    (.+)$", section)


def arguments_of(line):
    """What the line gives to perfharness, without what is a shell's; None: nothing."""
    line = re.sub(r"^sudo ([A-Z_]+=\S+ )?", "", line)
    inner = re.search(r"<\((.*)\)", line)
    words = shlex.split(re.split(r" [|>] ", inner.group(1) if inner else line)[0])
    return words[1:] if words[0] == "perfharness" else None


class Text(ProgramTest):
    def test_it_is_the_same_however_it_is_asked_for(self):
        for command in COMMANDS:
            text = output_of(command, "--help")
            self.assertEqual(output_of(command, "-h"), text)
            self.assertEqual(output_of("help", command), text)
            self.assertTrue(text.startswith(f"Usage: perfharness {command} [OPTION…]"), text)
        overview = output_of("help")
        for arguments in ((), ("--help",), ("-h",)):
            self.assertEqual(output_of(*arguments), overview)
        self.assertTrue(output_of("help", "perfharness").startswith(overview))

    def test_nothing_is_wider_than_a_terminal(self):
        for arguments in [(), ("help", "perfharness"), *(("help", topic) for topic in TOPICS),
                          *(("help", command) for command in COMMANDS)]:
            text = output_of(*arguments)
            self.assertGreater(text.count("\n"), 4)
            for line in text.splitlines():
                self.assertLessEqual(columns_of(line), COLUMNS, line)
                self.assertEqual(line.rstrip(), line)

    def test_no_mark_of_the_source_is_left(self):
        for command in (*COMMANDS, *TOPICS):
            text = output_of("help", command)
            self.assertNotRegex(text, r"<!--|`|\*\*|\]\(|\b[a-z]+\.md\b(?<!_template\.md)", command)

    def test_every_command_is_listed_with_its_summary(self):
        overview = re.sub(r"Not in this build: ", "", output_of("help"))
        for command in COMMANDS:
            summary = read(command).partition("\n")[0].partition(": ")[2]
            self.assertIn(f"{summary}.", output_of("help", command))
            self.assertIn(summary, re.sub(r"\n +", " ", overview))

    def test_a_command_that_is_absent_says_so_first(self):
        for command in COMMANDS:
            text = re.sub(r"\s+", " ", output_of("help", command))
            first = text.partition(". ")[2][:200]
            self.assertEqual("This build cannot do it: perfharness measures on Linux only" in first,
                             command in absent())


class Errors(ProgramTest):
    def test_our_own_are_listed(self):
        codes = re.findall(r'(?m)^    X\([A-Z_]+, "(CBKB\d{3})", +"(.+)"\)',
                           (SOURCE / "harness" / "error" / "error.h").read_text("utf-8"))
        self.assertGreater(len(codes), 15)
        self.assertEqual(re.findall(r"(?m)^  (CBKB\d{3})  (.+)$", output_of("help", "errors")), codes)

    @unittest.skipUnless(COPYBOOK_RS.exists(), "this build has no copybook-rs")
    def test_each_code_that_copybook_rs_has_is_explained_once(self):
        has = set(re.findall(rb"CBK[A-Z]\d{3}(?=_)", COPYBOOK_RS.read_bytes()))
        explained = re.findall(r"\b(CBK[A-Z]\d{3})_[A-Z0-9_]+[,:]", output_of("help", "errors"))
        self.assertGreater(len(has), 60)
        self.assertEqual(sorted(explained), sorted(code.decode() for code in has))


class Terminal(ProgramTest):
    def shown(self, **changes):
        """What `help run` prints to a terminal."""
        ours, theirs = pty.openpty()
        with subprocess.Popen([PROGRAM, "help", "help"], stdout=theirs,
                              env=environment(TERM="xterm", **changes)) as process:
            os.close(theirs)
            text = b""
            try:
                while chunk := os.read(ours, 4096):
                    text += chunk
            except OSError: # The end, of a terminal.
                pass
            self.assertEqual(process.wait(), 0)
        os.close(ours)
        return text.decode("utf-8").replace("\r\n", "\n")

    def test_headings_are_bold_where_colour_is_taken(self):
        plain = output_of("help", "help")
        self.assertNotIn("\033", plain)
        self.assertEqual(self.shown(NO_COLOR="1"), plain)
        bold = self.shown()
        self.assertIn("\n\033[1mOPTIONS\033[0m\n", bold)
        self.assertEqual(re.sub("\033\\[[0-9]+m", "", bold), plain)


class Source(ProgramTest):
    def test_there_is_one_for_each_command(self):
        self.assertGreater(len(COMMANDS), 15)
        self.assertEqual({path.stem for path in MANUAL.iterdir()},
                         {*COMMANDS, "perfharness", "errors"})

    def test_the_first_line_is_the_summary(self):
        for command in COMMANDS:
            line = read(command).partition("\n")[0]
            self.assertRegex(line, rf"^# perfharness {command}: [A-Z].*[^.]$")
            self.assertLessEqual(columns_of(line), COLUMNS)

    def test_each_has_its_sections(self):
        for command in COMMANDS:
            headings = re.findall(r"(?m)^## (.+)$", read(command))
            for heading in ("Options", "Examples", "Exit status", "See also"):
                self.assertIn(heading, headings, command)
            section = read(command).partition("\n## Exit status\n")[2].partition("\n## ")[0]
            statuses = re.findall(r"(?m)^\* ([0-9]):", section)
            self.assertEqual(statuses, sorted(set(statuses)), command)
            self.assertTrue({"0", "2"} <= set(statuses) <= set("01234"), command)


class Examples(ProgramTest):
    def test_what_they_name_is_there(self):
        for name in COMMANDS:
            lines = [arguments_of(line) for line in examples(name)]
            self.assertTrue(2 <= len(lines) or name in ("validate",), name)
            for command, *rest in filter(None, lines):
                if command not in absent():
                    options = {word.partition("=")[0] for word in rest if word.startswith("--")}
                    self.assertLessEqual(options, options_of(command), rest)

    def test_what_reads_does_it(self):
        report = self.folder / "perf-report"
        shutil.copytree(SOURCE / "fixtures" / "documents" / "0.1.0-1" / "run", report)
        document = load(report / "perf.json")
        document["suite"] = "critical"
        for path in (report / "perf.json", self.folder / "perf.json"):
            path.write_text(json.dumps(document), "utf-8")
        self.write("comparison.json", json.dumps(usual()))
        (self.folder / "target" / "criterion").mkdir(parents=True) # As `cargo bench` leaves it.
        promoted = run("baseline", "promote", "perf.json", "--force", "--reason", "the first",
                       cwd=self.folder)
        self.assertEqual((promoted.returncode, promoted.stderr), (0, ""))
        for name in READERS:
            for arguments in filter(None, map(arguments_of, examples(name))):
                if arguments[0] == name and arguments[1:2] not in (["promote"], ["collect"]):
                    result = run(*arguments, cwd=self.folder)
                    self.assert_is_understood(arguments, result)

    def assert_is_understood(self, arguments, result):
        """The job is done, whatever the verdict is."""
        self.assertNotIn("CBKB015", result.stderr, arguments)
        if arguments[0] != "baseline": # There is one entry, and none before it.
            self.assertIn(result.returncode, (0, 3, 4), f"{arguments}: {result.stderr}")

    def test_what_measures_takes_their_options(self):
        for name in ("run", "limits", "capability", "compare"):
            for arguments in filter(None, map(arguments_of, examples(name))):
                if name in absent() or arguments[0] != name or arguments[-1].endswith("perf.json"):
                    continue
                result = run(*arguments, *REFUSED_LAST, timeout=REFUSAL_S, cwd=self.folder)
                self.assert_says_one_sentence(result, 2, "--caches none: three sizes")


class Use(ProgramTest):
    def test_help_is_all_that_is_done(self):
        for arguments in (("run", "--workload", "comp3", "--help"), ("baseline", "log", "-h"),
                          ("help", "--help")):
            if arguments[0] not in absent():
                self.assertEqual(output_of(*arguments, cwd=self.folder),
                                 output_of("help", arguments[0]))
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_several_at_once(self):
        self.assertEqual(output_of("help", "check", "errors"),
                         output_of("help", "check") + output_of("help", "errors"))

    def test_a_full_disk_is_said(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            result = run("check", "--help", stdout=full)
        self.assert_says_one_sentence(result, 1, "CBKB012", "writing to standard output")


if __name__ == "__main__":
    unittest.main()
