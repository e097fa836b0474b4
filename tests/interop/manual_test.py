# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The man page is one that man and mandoc take without a warning and that has every command, option,
exit status and error; bash completes what the program takes.
"""
import os
import re
import subprocess
import unittest

from program import PROGRAM, SOURCE, ProgramTest, environment, run

# What stands in a terminal of so many columns, so that no name is broken.
WIDE = "1000"


def output_of(*arguments):
    result = run(*arguments)
    if result.returncode != 0 or result.stderr:
        raise AssertionError(result.stderr)
    return result.stdout


def commands():
    return re.findall(r"^  ([a-z]+) ", output_of("help"), re.MULTILINE)


def options_of(command):
    """Without --help, which GLib adds."""
    found = re.findall(r"^  (?:-., )?(--[a-z-]+)", output_of("help", command), re.MULTILINE)
    return {option for option in found if option != "--help"}


class Page(ProgramTest):
    def setUp(self):
        super().setUp()
        self.path = self.write("perfharness.1", output_of("help", "--man"))

    def test_man_takes_it(self):
        result = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", self.path], check=False,
                                capture_output=True, encoding="utf-8",
                                env=environment(MANWIDTH=WIDE, MANPAGER="cat"))
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertNotIn("\\[u", result.stdout)

    def test_mandoc_takes_it(self):
        result = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", self.path], check=False,
                                capture_output=True, encoding="utf-8")
        self.assertEqual((result.returncode, result.stdout), (0, ""))

    def test_everything_is_there(self):
        shown = subprocess.run(["mandoc", "-T", "utf8", "-O", "width=" + WIDE, self.path],
                               check=True, capture_output=True, encoding="utf-8").stdout
        shown = re.sub(".\b", "", shown)
        self.assertGreater(len(commands()), 10)
        for command in commands():
            self.assertIn(f"perfharness {command} [OPTION...]", shown)
            for option in options_of(command):
                self.assertRegex(shown, rf"(?m)^ +(-., )?{option}\b")
        for line in output_of("help", "errors").splitlines():
            self.assertIn(line.split("  ", 1)[1], shown)
        for line in output_of("help", "exit-statuses").splitlines():
            self.assertIn(line.split("  ", 1)[1], shown)
        self.assertIn("`perfharness help exit-statuses`", shown)


class Completion(ProgramTest):
    def complete(self, *words):
        """What bash offers for the last word."""
        script = ('source /dev/stdin <<< "$SCRIPT"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
                  '_perfharness; printf "%s\\n" "${COMPREPLY[@]}"')
        result = subprocess.run(["bash", "--norc", "-u", "-c", script, "bash", "perfharness",
                                 *words], cwd=self.folder, check=True, capture_output=True,
                                encoding="utf-8",
                                env=environment(SCRIPT=output_of("help", "--completion", "bash")))
        self.assertEqual(result.stderr, "")
        return {word for word in result.stdout.split("\n") if word}

    def test_commands(self):
        self.assertEqual(self.complete(""), set(commands()))
        self.assertEqual(self.complete("exp"), {"export"})

    def test_options(self):
        for command in commands():
            with self.subTest(command):
                self.assertEqual(self.complete(command, "--"), options_of(command) | {"--help"})
        self.assertEqual(self.complete("run", "--json", "--suit"), {"--suite"})

    def test_values(self):
        workloads = {line.split()[0] for line in output_of("help", "workloads").splitlines()}
        self.assertEqual(self.complete("run", "--workload", ""), workloads)
        self.assertEqual(self.complete("run", "--workload", "=", "comp"),
                         {name for name in workloads if name.startswith("comp")})
        self.assertEqual(self.complete("run", "--workload", "="), workloads)
        self.assertEqual(self.complete("compare", "--working-set", ""),
                         {"L1", "L2", "L3", "DRAM", "stream"})
        suites = {path.stem for path in (SOURCE / "config" / "suites").glob("*.toml")}
        self.assertEqual(self.complete("run", "--suite", ""), suites)
        pages = set(re.findall(r"cp[0-9]+", output_of("help", "run")))
        self.assertEqual(self.complete("run", "--codepage", ""), pages)
        self.assertEqual(self.complete("run", "--codepage", "cp1"),
                         {page for page in pages if page.startswith("cp1")})
        self.assertIn("openmetrics", self.complete("export", "--as", ""))
        self.assertEqual(self.complete("import", "--from", "r"), {"receipt"})
        self.assertEqual(self.complete("report", "--format", "j"), {"json", "junit"})
        self.assertEqual(self.complete("baseline", "pro"), {"promote"})
        self.assertEqual(self.complete("help", "exi"), {"exit-statuses"})
        self.assertEqual(self.complete("run", "--launches", ""), set())

    def test_values_are_taken(self):
        for shape in self.complete("export", "--as", ""):
            result = run("export", self.folder / "absent.json", "--as", shape, "-o", "x")
            self.assert_says_one_sentence(result, 1, "absent.json")

    def test_files(self):
        self.write("perf of today.json", "{}")
        for words in (("check", "perf"), ("export", "--thresholds", "perf"),
                      ("export", "-o", "perf"), ("import", "--as", "x", "perf"),
                      ("run", "--suite", "perf")):
            self.assertEqual(self.complete(*words), {"perf of today.json"})
        self.assertEqual(self.complete("run", "perf"), set())

    def test_it_is_a_script_that_shellcheck_takes(self):
        path = self.write("completion.bash", output_of("help", "--completion", "bash"))
        result = subprocess.run(["shellcheck", "-s", "bash", path], check=False,
                                capture_output=True, encoding="utf-8")
        self.assertEqual(result.stdout, "")


class Use(ProgramTest):
    def test_wrong_use(self):
        for arguments in (("--man", "run"), ("--man", "--completion", "bash"),
                          ("--completion", "fish")):
            self.assert_says_one_sentence(run("help", *arguments), 2, "CBKB015")

    def test_it_is_the_same_wherever_it_is_made(self):
        again = subprocess.run([PROGRAM, "help", "--man"], check=True, capture_output=True,
                               env={**os.environ, "LC_ALL": "C"}).stdout.decode("utf-8")
        self.assertEqual(again, output_of("help", "--man"))


if __name__ == "__main__":
    unittest.main()
