# SPDX-License-Identifier: AGPL-3.0-or-later
"""
bash, zsh and fish complete what the program takes: commands, options, their values, operands and
files, whatever stands in what is said of them.
"""
import functools
import os
import pty
import re
import select
import shlex
import subprocess
import unittest

from program import SOURCE, ProgramTest, commands, environment, once_is_enough, output_of, run

SUITES = {path.stem for path in (SOURCE / "config" / "suites").glob("*.toml")}
FILE = "perf of today.json"
ACTIONS = {"show", "promote", "approve", "reject", "rollback", "log", "compress", "collect"}
ANSWER_S = 60
# zsh's own completion runs only in its line editor: a terminal of its own, in which a key completes
# and what would be offered is printed in place of being shown.
ZSH = r"""
setopt no_beep no_prompt_cr
PROMPT= RPROMPT=
fpath=($FOLDER $fpath)
autoload -Uz compinit && compinit -u -D
offered=()
compadd() {
    local -a matches
    if [[ ${argv[(I)-[OAD]]} -gt 0 || ${argv[(I)-D]} -gt 0 ]]; then
        builtin compadd "$@"
        return
    fi
    builtin compadd -O matches "$@"
    offered+=("${matches[@]}")
    builtin compadd "$@"
}
answer() {
    offered=()
    zle complete-word
    print -rn -- $'\x01'
    print -rl -- "${(@u)offered}"
    print -rn -- $'\x02'
    exit
}
zle -C complete-word complete-word _main_complete
zle -N answer
bindkey '^I' answer
print -rn -- $'\x03'
"""


@functools.cache
def script_of(shell):
    return output_of("help", "--completion", shell)


@functools.cache
def options_of(*command):
    return set(re.findall(r"^  (?:-., )?(--[a-z-]+)", output_of("help", *command), re.MULTILINE))


@functools.cache
def workloads():
    return set(re.findall(r"(?m)^(\S+)", output_of("help", "workloads")))


class Completes:
    """What every shell must offer: complete() returns the words for the last one."""

    shell = ""

    def script(self):
        return script_of(self.shell)

    def test_commands(self):
        self.assertEqual(self.complete(""), set(commands()))
        self.assertEqual(self.complete("exp"), {"export"})

    def test_options(self):
        for command in sorted(commands()):
            with self.subTest(command):
                self.assertEqual(self.long_options(command, "--"), options_of(command))
        self.assertEqual(self.complete("run", "--json", "--suit"), {"--suite"})
        self.assertEqual(self.long_options("--"), options_of("perfharness"))

    def long_options(self, *words):
        """Some shells offer -h beside --help."""
        return {word for word in self.complete(*words) if word.startswith("--")}

    def test_values(self):
        self.assertEqual(self.complete("run", "--workload", ""), workloads())
        self.assertEqual(self.complete("run", "--workload", "comp"),
                         {name for name in workloads() if name.startswith("comp")})
        self.assertEqual(self.complete("compare", "--working-set", ""),
                         {"L1", "L2", "L3", "DRAM", "stream"})
        self.assertEqual(self.complete("run", "--suite", ""), SUITES)
        pages = set(re.findall(r"cp[0-9]+", output_of("help", "run")))
        self.assertEqual(self.complete("run", "--codepage", ""), pages)
        self.assertEqual(self.complete("limits", "--isa", ""), {"scalar", "neon", "avx2", "avx512"})
        self.assertIn("native", self.complete("run", "--subject", ""))
        self.assertIn("record-comp3", self.complete("limits", "--workload", ""))
        self.assertIn("openmetrics", self.complete("export", "--as", ""))
        self.assertEqual(self.complete("import", "--from", "r"), {"receipt"})
        self.assertEqual(self.complete("report", "--format", "j"), {"json", "junit"})
        self.assertEqual(self.complete("conformance", "--format", "h"), {"html"})
        self.assertIn("copybook-rs", self.complete("conformance", ""))
        self.assertEqual(self.complete("layout", "--source-format", "f"), {"fixed", "free"})
        self.assertEqual(self.complete("layout", "--pointer-bytes", ""), {"4", "8"})
        self.assertEqual(self.complete("help", "--completion", ""), {"bash", "fish", "zsh"})
        self.assertEqual(self.complete("run", "--launches", ""), set())

    def test_operands(self):
        self.assertEqual(self.complete("baseline", "pro"), {"promote"})
        self.assertEqual(self.complete("baseline", ""), ACTIONS)
        self.assertEqual(self.complete("help", "exi"), {"exit-statuses"})
        self.assertEqual(self.complete("help", "check", "err"), {"errors"})

    def test_values_behind_an_equals_sign(self):
        self.assertEqual(self.complete("run", "--workload=display-z"), {"display-zoned"})

    def test_files(self):
        self.write(FILE, "{}")
        for words in (("check", "perf"), ("export", "--thresholds", "perf"),
                      ("export", "-o", "perf"), ("baseline", "promote", "perf"),
                      ("run", "--suite", "perf"), ("run", "--data", "perf"), ("layout", "perf")):
            with self.subTest(words):
                self.assertEqual(self.complete(*words), {FILE})
        self.assertEqual(self.complete("run", "perf"), set())

    def test_it_is_the_same_each_time(self):
        self.assertEqual(output_of("help", "--completion", self.shell), self.script())


@once_is_enough
class Bash(Completes, ProgramTest):
    shell = "bash"

    def complete(self, *words):
        # bash takes "=" for a word of its own.
        split = [part for word in words
                 for part in ([word] if word == "=" else re.split("(=)", word))]
        script = ('source /dev/stdin <<< "$SCRIPT"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
                  '_perfharness; printf "%s\\n" "${COMPREPLY[@]}"')
        result = subprocess.run(["bash", "--norc", "-u", "-c", script, "bash", "perfharness",
                                 *split], cwd=self.folder, check=True, capture_output=True,
                                encoding="utf-8", env=environment(SCRIPT=self.script()))
        self.assertEqual(result.stderr, "")
        return {word for word in result.stdout.split("\n") if word}

    def test_values_right_behind_an_equals_sign(self):
        self.assertEqual(self.complete("run", "--workload", "="), workloads())

    def test_shellcheck_takes_it(self):
        path = self.write("completion.bash", self.script())
        result = subprocess.run(["shellcheck", "-s", "bash", path], check=False,
                                capture_output=True, encoding="utf-8")
        self.assertEqual(result.stdout, "")


class Fish(Completes, ProgramTest):
    shell = "fish"

    def offered(self, *words):
        """Word and description."""
        path = self.write("perfharness.fish", self.script())
        line = shlex.join(("perfharness", *words[:-1])) + " " + words[-1]
        result = subprocess.run(["fish", "--no-config", "-c",
                                 f"source {path}; rm {path}; complete -C {shlex.quote(line)}"],
                                cwd=self.folder, check=True, capture_output=True, encoding="utf-8",
                                env=environment(HOME=str(self.folder)))
        self.assertEqual(result.stderr, "")
        rows = [row.partition("\t") for row in result.stdout.splitlines()]
        left = words[-1].partition("=")[0] + "=" if "=" in words[-1] else ""
        return {re.sub(r"\\(.)", r"\1", word.removeprefix(left)): said for word, _, said in rows}

    def complete(self, *words):
        # With an empty word fish offers the folders that are there, too, which are none.
        return {word for word in self.offered(*words) if not word.startswith(".")}

    def test_what_is_said(self):
        self.assertEqual(self.offered("exp")["export"],
                         "Write a run or comparison for another tool to read")
        offered = self.offered("run", "--t")
        self.assertIn("(default: the thresholds')", offered["--timeout"])


@once_is_enough
class Zsh(Completes, ProgramTest):
    shell = "zsh"

    def complete(self, *words):
        functions = self.folder / ".functions"
        functions.mkdir(exist_ok=True)
        (functions / "_perfharness").write_text(self.script(), "utf-8")
        (functions / ".zshrc").write_text(ZSH, "utf-8")
        line = shlex.join(("perfharness", *words[:-1])) + " " + words[-1]
        said = self.typed(line + "\t", functions).replace("\r", "")
        return {re.sub(r"\\(.)", r"\1", word) for word in said.split("\n") if word}

    def typed(self, line, functions):
        """What is printed between the two marks, when this is typed at zsh's prompt."""
        ours, theirs = pty.openpty()
        with subprocess.Popen(["zsh", "-i"], stdin=theirs, stdout=theirs, stderr=theirs,
                              start_new_session=True, cwd=self.folder,
                              env=environment(ZDOTDIR=str(functions), FOLDER=str(functions),
                                              HOME=str(functions), TERM="xterm")) as process:
            os.close(theirs)
            self.read_until(ours, "\x03")
            os.write(ours, line.encode("utf-8"))
            said = self.read_until(ours, "\x02")
            os.close(ours)
            process.wait(ANSWER_S)
        return said.partition("\x01")[2].partition("\x02")[0]

    def read_until(self, terminal, mark):
        text = b""
        while mark.encode() not in text:
            ready, _, _ = select.select([terminal], [], [], ANSWER_S)
            self.assertTrue(ready, f"zsh says no more than {text!r}")
            text += os.read(terminal, 65536)
        return text.decode("utf-8", "replace")

    def test_zsh_takes_it(self):
        path = self.write("_perfharness", self.script())
        result = subprocess.run(["zsh", "--no-rcs", "-n", path], check=False, capture_output=True,
                                encoding="utf-8")
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_it_may_be_sourced(self):
        self.write("_perfharness", self.script())
        result = subprocess.run(["zsh", "--no-rcs", "-c", "autoload -Uz compinit; compinit -u -D; "
                                 "source ./_perfharness; print $_comps[perfharness]"],
                                check=False, capture_output=True, encoding="utf-8",
                                cwd=self.folder)
        self.assertEqual((result.stdout, result.stderr), ("_perfharness\n", ""))


class Values(ProgramTest):
    def test_they_are_taken(self):
        shapes = re.findall(r"(?m)^  ([a-z-]+)  ",
                            output_of("help", "export").partition("\nSHAPES\n")[2])
        self.assertGreater(len(shapes), 8)
        for shape in shapes:
            result = run("export", self.folder / "absent.json", "--as", shape, "-o", "x")
            self.assert_says_one_sentence(result, 1, "absent.json")


if __name__ == "__main__":
    unittest.main()
