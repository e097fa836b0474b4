# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The program for Windows, under wine, does what Linux' does, byte by byte: both are given the same
commands, each in a folder of its own. What they print, how they end and every file that they leave
must be the same. An audit's report names the program that made it by its SHA-256, and by its own the
file that says so: there, all else must be the same, and of a PDF its text. Then each verifies what the
other has kept, as times stand in that.

    same_answers.py WINDOWS_PROGRAM FOLDER

PERFHARNESS is Linux' program; FOLDER is made anew. A line is printed for each command, and at the
end how many there were. What differs is named, and stands in FOLDER.
"""
import collections
import hashlib
import math
import pathlib
import re
import shutil
import subprocess
import sys

from documents import AGAINST, DERIVED, FORMATS, LIMITS, SHAPES, copy_of, environment_of_nobody, folders
from program import PROGRAM, SOURCE

NOW_S = "1796200000" # A history's clock: the second of December 2026.
NAME = "Prüf ordner, größer"
YEAR = ("--store", "Geschichte ä.db")
RUNS = ("--store", "runs.db")
PERIOD = ("--period", "2025-06..2026-11")
UNENCRYPTED = ("--config", "unencrypted.yaml")
TIMEOUT_S = 300
# Logarithms and powers of two C libraries differ in the last bit.
FIGURE = re.compile(rb"-?[0-9]+\.[0-9]+(?:e[-+][0-9]+)?")
SAME_TO = 1e-12
# What a program says that was built without a library: tests/windows/without.sh.
LEFT_OUT = b"perfharness: this program was built without "


def pages():
    """What is built in: manuals, and what completes commands."""
    commands = sorted(path.stem for path in (SOURCE / "harness" / "command" / "manual").glob("*.md"))
    yield ["help"]
    for command in commands:
        yield ["help", command]
        if command != "errors":
            yield ["help", "--man", command]
    for shell in ("bash", "zsh", "fish"):
        yield ["help", "--completion", shell]
    yield ["help", "workloads"]


def stored_documents():
    for derived in DERIVED:
        if derived.arguments[0] != "compare":
            yield derived.arguments
    for path in ("run/perf.json", "rerun/perf.json", "baseline.json", "comparison/side-by-side.json", "baselines"):
        yield ["validate", path]
    for form in FORMATS:
        yield ["report", "with-faults/perf.json", "--format", form, "--output", f"Bericht für alle.{form}", *LIMITS]
    for shape in SHAPES:
        yield ["export", "rerun/perf.json", "--as", shape, "--output", f"Für andere, {shape}"]
    yield ["bundle", "run", "--output", "Bündel.tar.zst", *LIMITS]
    yield ["publish", "run/perf.json", "--dry-run", "--repository", "owner/name", *LIMITS]


def refusals():
    yield ["validate", "nicht dä.json"]
    yield ["validate", "run"]
    yield ["check", "thresholds.toml"]
    yield ["report", "run/perf.json", "--format", "docx"]
    yield ["report", "run/perf.json", "--output", "nicht dä/report.txt"]
    yield ["report", "run/perf.json", "--thresholds", "Grenzwerte, keine.toml"]
    yield ["history", "--store", "no/folder/of mine.db", "add", "run/perf.json"]
    yield ["baseline", "promote", "nicht dä.json"]
    yield ["verify", "baselines/nowhere"]
    yield ["run"]
    yield ["größer"]


def kept():
    """Histories, an audit's report, which is PDF as well, and archives."""
    yield ["history", *YEAR, "list"]
    yield ["history", *YEAR, "push"]
    for action in (["list", "--all"], ["list", "--json"], ["show", "--all"], ["show", "--all", "--bars", "--ascii"],
                   ["show", "--json"], ["levels"], ["witness"], ["check"], ["prune"],
                   ["dashboard", "--output", "Übersicht.html"], ["badge", "--output", "Abzeichen.svg"]):
        yield ["history", *YEAR, *action]
    for path in ("run/perf.json", "rerun", "baselines"):
        yield ["history", *RUNS, "add", path, "--position", "7"]
    for action in (["list"], ["show", "--all"], ["levels"], ["dashboard", "--output", "runs.html"], ["witness"]):
        yield ["history", *RUNS, *action]
    yield ["alert", "--dry-run", *YEAR]
    yield ["audit", *PERIOD, *YEAR, "--output-dir", "Prüfbericht"]
    yield ["audit", *PERIOD, *RUNS, *LIMITS, "--output-dir", "audit of runs"]
    yield ["audit", "sample", "audit of runs/audit.json", "--seed", "7"]
    yield ["archive", *UNENCRYPTED, "create", "--period", "2026-11", "run", "Prüfbericht"]
    for action in (["list"], ["verify"], ["restore", "2026-11-main", "--to", "wieder da"], ["expire", "--dry-run"]):
        yield ["archive", *UNENCRYPTED, *action]
    for history in (YEAR, RUNS):
        yield ["verify", *history]


class Side:
    """One of the two programs, and the folder that it works in."""

    def __init__(self, program, file, folder):
        self.program, self.file = [str(part) for part in program], pathlib.Path(file)
        self.folder = copy_of(folders()[-1], folder / NAME)
        shutil.copy(SOURCE / "fixtures" / "history" / "1.db", self.folder / YEAR[1])
        settings = (SOURCE / "config" / "audit_config.yaml").read_text(encoding="utf-8")
        (self.folder / UNENCRYPTED[1]).write_text(settings.replace("unencrypted: false", "unencrypted: true"),
                                                  encoding="utf-8")

    def digests(self):
        """What a report says of the program that made it."""
        of = [self.file, *sorted(self.folder.glob("*/audit.json"))]
        return [hashlib.sha256(path.read_bytes()).hexdigest().encode() for path in of]

    def perform(self, arguments, folder=None):
        # Wine has no git: the repository that FOLDER may be in is none for Linux either.
        environment = {**environment_of_nobody(), "PERFHARNESS_NOW": NOW_S,
                       "GIT_CEILING_DIRECTORIES": str(self.folder.parent)}
        result = subprocess.run([*self.program, *arguments], cwd=folder or self.folder, env=environment,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                timeout=TIMEOUT_S, check=False)
        return {"exit status": str(result.returncode).encode(), "standard output": result.stdout,
                "standard error": result.stderr}

    def files(self):
        """What is kept: of SQLite's files not the memory that its processes share."""
        return {path.relative_to(self.folder).as_posix(): path.read_bytes()
                for path in self.folder.rglob("*") if path.is_file() and not path.name.endswith("-shm")}


def differences(ours, theirs):
    return sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))


def without_digests(value, digests):
    if value.startswith(b"%PDF"):
        value = subprocess.run(["pdftotext", "-layout", "-", "-"], input=value, stdout=subprocess.PIPE,
                               check=True).stdout
    for digest in digests:
        value = value.replace(digest, b"its own")
    return value


def is_last_digit(one, other):
    """Whether two texts are the same but for the last digits of some of their figures."""
    if FIGURE.sub(b"", one) != FIGURE.sub(b"", other):
        return False
    return all(math.isclose(float(mine), float(yours), rel_tol=SAME_TO)
               for mine, yours in zip(FIGURE.findall(one), FIGURE.findall(other)))


def reason(one, other, digests):
    """Why two contents may differ; None: they may not."""
    if one is None or other is None:
        return None
    one, other = (without_digests(value, of) for value, of in zip((one, other), digests))
    if one == other:
        return "what made it"
    return "last digits" if is_last_digit(one, other) else None


class Comparison:
    """Of both sides: what differed so far, and what was seen of the files before."""

    def __init__(self, linux, windows, folder):
        self.linux, self.windows, self.folder = linux, windows, folder
        self.different, self.count, self.left_out = [], 0, 0
        self.explained = collections.Counter()

    def tell(self, said, names, values):
        self.count += 1
        print(f"{'DIFFERS' if names else 'same'}: {said}{': ' if names else ''}{', '.join(names)}", flush=True)
        if names:
            self.different.append(said)
        for name in names:
            for system, value in values:
                if name in value:
                    file = self.folder / f"{self.count}-{name.replace('/', '-')}.{system}"
                    file.write_bytes(value[name])

    def perform(self, arguments):
        ours, theirs = self.linux.perform(arguments), self.windows.perform(arguments)
        if LEFT_OUT in theirs["standard error"]:
            self.left_out += 1
            print(f"left out: {' '.join(arguments)}", flush=True)
            self.align(differences(self.linux.files(), self.windows.files()))
            return
        ours |= self.linux.files()
        theirs |= self.windows.files()
        names = differences(ours, theirs)
        digests = [side.digests() if names else [] for side in (self.linux, self.windows)]
        reasons = {name: reason(ours.get(name), theirs.get(name), digests) for name in names}
        wrong = [name for name in names if not reasons[name]]
        said = " ".join(arguments)
        if names and not wrong:
            why = " and ".join(sorted(set(reasons.values())))
            self.explained[why] += 1
            said += f" (but for {why})"
        self.tell(said, wrong, (("linux", ours), ("windows", theirs)))
        self.align(names)

    def align(self, names):
        """Files that differ are made the same again: what follows would differ by them alone."""
        for name in names:
            ours, theirs = self.linux.folder / name, self.windows.folder / name
            if ours.is_file():
                theirs.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ours, theirs)
            else:
                theirs.unlink(missing_ok=True)

    def verify_each_other(self):
        """Each promotes by its own clock; the other one verifies it, and goes on with it."""
        first, second = (["baseline", "promote", path, "--force", "--reason", "für später", *LIMITS]
                         for path in ("run/perf.json", "rerun/perf.json"))
        verify = ["verify", AGAINST[1]]
        names = {self.linux: "linux", self.windows: "windows"}
        for one, other in ((self.linux, self.windows), (self.windows, self.linux)):
            for command, by in ((first, one), (verify, other), (second, other), (verify, one)):
                said = by.perform(command, one.folder)
                wrong = {} if said["exit status"] == b"0" and not said["standard error"] else said
                self.tell(f"{names[by]}, of what {names[one]} kept: {' '.join(command)}", sorted(wrong),
                          ((names[by], wrong),))


def main(windows_program, folder):
    folder = pathlib.Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    comparison = Comparison(Side([PROGRAM], PROGRAM, folder / "linux"),
                            Side([windows_program], f"{windows_program}.exe", folder / "windows"), folder)
    for commands in (pages(), stored_documents(), refusals(), kept()):
        for arguments in commands:
            comparison.perform([str(argument) for argument in arguments])
    comparison.verify_each_other()
    explained = "".join(f", {count} but for {why}" for why, count in sorted(comparison.explained.items()))
    print(f"{comparison.count} compared, {len(comparison.different)} differ{explained}, {comparison.left_out} left out")
    sys.exit(1 if comparison.different else 0)


main(*sys.argv[1:])
