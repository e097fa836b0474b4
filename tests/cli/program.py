# SPDX-License-Identifier: AGPL-3.0-or-later
"""The program under test: how it is run, what it says, and what it leaves behind."""
import ctypes
import functools
import json
import os
import pathlib
import platform
import re
import shutil
import struct
import subprocess
import tempfile
import unittest

import jsonschema

PROGRAM = pathlib.Path(os.environ["PERFHARNESS"])
# For tests that need what the half that reads and reports (PH_MEASURE=OFF) has not.
needs_engine = unittest.skipUnless(
    (PROGRAM.parent.parent / "lib" / "perfharness" / "perfharness-worker").exists(),
    "this build measures nothing")
TEST_SUBJECTS = pathlib.Path(os.environ["TEST_SUBJECTS"])
SOURCE = pathlib.Path(os.environ["SOURCE"])
# Of an installation, a build folder is laid out as one: below its prefix.
WORKER_PLACE = pathlib.Path("lib", "perfharness", "perfharness-worker")
SUBJECTS_PLACE = pathlib.Path("lib", "perfharness", "subjects")
CONFIG_PLACE = pathlib.Path("share", "perfharness", "config")
CRATE_PLACE = pathlib.Path("share", "perfharness", "copybook-rs")
PREFIX = PROGRAM.parent.parent
WORKER = PREFIX / WORKER_PLACE
INTERPOSER = WORKER.with_name("perfharness-allocations.so")
SUBJECTS = PREFIX / SUBJECTS_PLACE

ARTEFACTS = {"benchmark.log", "perf.json", "system-info.json", "validation.log"}
# L1, L2 and L3 caches as CPUs have them, by their L2, for `--caches`: what working sets are planned
# for in place of the CPU's own. The commands that measure take it, their help does not show it, and
# what they leave behind says so. What is about a working set must hold with each.
CACHES = {"256K": "32K,256K,8M", "1M": "32K,1M,16M", "4M": "64K,4M,32M"}
# No run of these tests takes as long, not even with sanitizers; only one that hangs does.
HANG_S = 300
# Nor does any refusal.
REFUSAL_S = 30
# Asked for together, these take days: whoever returns at all has not measured first.
FOR_DAYS = ("--launches", "1000", "--sample-ms", "60000")
# What a program says that was too disturbed to measure. Another try is all a test can do then.
TOO_BUSY = "the machine was too busy"
# What who measured leaves with, where nothing is judged: 4 if the machine was too busy for a figure.
MEASURED = (0, 4)
NOISE_RETRIES = 4
# What is warned of in a debug build, as most tests are run with one.
DEBUG_BUILD = "is not a release build"
# What is warned of where working sets are planned for other caches.
OTHER_CACHES = "working sets are planned for caches of "
# What is warned of where memory cannot be bound: many containers may not, nor can every kernel.
UNBOUND_MEMORY = "memory is not bound to the CPU's node: "
# What is noted where subjects cannot be confined, as with sanitizers.
UNCONFINED = "subjects are not confined: "
# What is warned of without the referee, who takes more than half of a short run's time: only tests of
# what it sees, and of what a user gets who asks for nothing else, run with it.
WITHOUT_REFEREE = "without the referee (--no-referee)"
# What is warned of where a figure is slower than the specification asks, as in a debug build.
UNDER_TARGET = "is under the enterprise target"
UNDER_MARGIN = "under the safety margin"

# <sys/prctl.h>, <linux/seccomp.h>, <asm/unistd.h>
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
SYS_SECCOMP = {"x86_64": 317, "aarch64": 277}.get(platform.machine())
EPERM = 1

# script/verify runs all, however long it takes.
RUN_ALL = "PERFHARNESS_TEST_ALL" in os.environ
# What other tests have run with sanitizers as well, with other figures or in another order: they see
# nothing new in it, and take three times as long.
once_is_enough = unittest.skipIf(os.environ.get("SANITIZERS") and not RUN_ALL,
                                 "with sanitizers by script/verify sanitizers")

HINT = re.compile(r"`perfharness( [a-z]+)? --help` shows its options\.")


def environment(**changes):
    """This process's, without what would change the program's answer, and with the changes."""
    dropped = {"GITHUB_SHA", "RUNNER_NAME", "NO_COLOR", "GITLAB_CI", "GITEA_ACTIONS",
               "FORGEJO_ACTIONS"}
    kept = {name: value for name, value in os.environ.items()
            if name not in dropped and not name.startswith("CI_")}
    return {**kept, "LC_ALL": "C.UTF-8", **changes}


def preloading(*libraries):
    """The variables of a program that loads these first: one with sanitizers wants to come first itself."""
    return {"LD_PRELOAD": ":".join(map(str, libraries)),
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}


def run(*arguments, program=PROGRAM, timeout=HANG_S, **options):
    """Run the program to its end. Output that is not UTF-8 fails the test, as would a hang."""
    options.setdefault("env", environment())
    options.setdefault("stdout", subprocess.PIPE)
    return subprocess.run([str(program), *map(str, arguments)], stdin=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, encoding="utf-8", timeout=timeout, check=False,
                          **options)


def output_of(*arguments, **options):
    """What it prints when all is well, and nothing is to be said."""
    result = run(*arguments, **options)
    if result.returncode != 0 or result.stderr:
        raise AssertionError(f"{arguments}: {result.returncode}: {result.stderr}")
    return result.stdout


def commands():
    """Their names, as help lists them."""
    return re.findall(r"^  ([a-z]+)  ", output_of("help"), re.MULTILINE)


def lay_out(prefix, *subjects):
    """An installation of its own, with these files of subjects; returns its program."""
    program = prefix / "bin" / PROGRAM.name
    for folder in (program.parent, prefix / SUBJECTS_PLACE, (prefix / CONFIG_PLACE).parent):
        folder.mkdir(parents=True)
    shutil.copy(PROGRAM, program)
    shutil.copy(WORKER, prefix / WORKER_PLACE)
    shutil.copy(INTERPOSER, (prefix / WORKER_PLACE).parent)
    for name in subjects:
        shutil.copy(SUBJECTS / name, prefix / SUBJECTS_PLACE)
    shutil.copytree(SOURCE / "config", prefix / CONFIG_PLACE)
    return program


def forbid_seccomp():
    """As a container's own filter does: seccomp() is refused, and everything else allowed."""
    allowed, refused = 0x7FFF0000, 0x00050000 | EPERM
    instructions = ((0x20, 0, 0, 0), (0x15, 0, 1, SYS_SECCOMP), (0x06, 0, 0, refused),
                    (0x06, 0, 0, allowed))
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *i) for i in instructions))
    program = struct.pack("@HP", len(instructions), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    if (libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or
            libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program)):
        raise OSError(ctypes.get_errno(), "prctl")


def is_of_a_busy_machine(document):
    """Whether something has no number for that, or of several launches, for which there was time, only
    one, and no interval."""
    entries = document["benchmarks"] + document["limits"]
    intervals = [entry["ci95_ns"] for entry in entries if entry["state"] == "measured"] + [
        comparison["ci95"] for comparison in document["comparisons"]]
    return (any(TOO_BUSY in (entry["reason"] or "") for entry in entries)
            or (document["run"]["launches"] > 1 and None in intervals
                and not any(error.startswith("CBKB001") for error in document["errors"])))


def measure_quietly(*arguments, output, **options):
    """
    `run`, again while the machine is too busy to measure: what is tested is not that. Returns what
    the program did, and perf.json.
    """
    for _ in range(NOISE_RETRIES):
        result = run("run", *arguments, "--output-dir", output, **options)
        if not (output / "perf.json").exists():
            raise AssertionError(f"no perf.json: exit status {result.returncode}: {result.stderr}")
        document = load(output / "perf.json")
        if not is_of_a_busy_machine(document):
            break
    return result, document


def load(path):
    """A document as the standard has it: NaN, Infinity and names that stand twice are errors."""
    def refuse_constant(name):
        raise ValueError(f"{path}: {name} is no JSON")

    def refuse_duplicates(pairs):
        names = [name for name, _ in pairs]
        if len(names) != len(set(names)):
            raise ValueError(f"{path}: a name stands twice in {names}")
        return dict(pairs)

    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"),
                      parse_constant=refuse_constant, object_pairs_hook=refuse_duplicates)


def validator(schema):
    """python3-jsonschema's opinion on documents of one of our schemas."""
    document = load(SOURCE / "config" / "schema" / schema)
    jsonschema.Draft7Validator.check_schema(document)
    return jsonschema.Draft7Validator(document)


def patiently(test):
    """
    For a test of what time tells: while it fails, the whole of it again, with twice the launches
    (`self.patience`). On a machine that others disturb few launches are used, and tell nothing. What
    is wrong fails with any number of them.
    """
    @functools.wraps(test)
    def tried(self):
        for doubling in range(NOISE_RETRIES):
            self.patience = 2 ** doubling
            try:
                return test(self)
            except unittest.SkipTest:
                raise
            except Exception:  # Its own, and those of what it lacks.
                if doubling == NOISE_RETRIES - 1:
                    raise
            self.doCleanups()
            self.setUp()
        return None
    return tried


class ProgramTest(unittest.TestCase):
    """A test with a folder of its own, which is gone after it."""

    maxDiff = None
    patience = 1  # So many times the launches: `patiently`.

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="perfharness-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.output = self.folder / "report"

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def measure(self, *arguments, **options):
        """`run` into self.output: what the program did, and perf.json."""
        result, document = measure_quietly(*arguments, output=self.output, **options)
        self.assertEqual(set(os.listdir(self.output)), ARTEFACTS)
        return result, document

    def run_to_be_refused(self, *arguments):
        """`run` into self.output, which is not there yet."""
        shutil.rmtree(self.output, ignore_errors=True)
        try:
            return run("run", "--output-dir", self.output, *arguments, timeout=REFUSAL_S)
        except subprocess.TimeoutExpired:
            return self.fail(f"it is not refused: {arguments}")

    def assert_says_one_sentence(self, result, status, *phrases):
        """One line on standard error, and the exit status; for wrong use, a hint may follow."""
        lines = lines_said(result)
        if status == 2 and len(lines) == 2 and HINT.fullmatch(lines[1]):
            lines.pop()
        self.assertEqual(len(lines), 1, f"one sentence was expected: {result.stderr!r}")
        self.assertRegex(lines[0], r"^perfharness( [a-z]+)?: \S")
        self.assertTrue(lines[0].isprintable(), f"control characters: {lines[0]!r}")
        for phrase in phrases:
            self.assertIn(phrase, lines[0])
        self.assertEqual(result.returncode, status, result.stderr)

    def assert_refused(self, result, status, *phrases):
        """As above, before anything was printed or made."""
        self.assert_says_one_sentence(result, status, *phrases)
        self.assertEqual(result.stdout or "", "")
        self.assertFalse(self.output.exists(), "an output folder was left behind")

    def assert_measured(self, entry):
        self.assertEqual(entry["state"], "measured", f"{entry['name']}, {entry['subject']}: "
                                                     f"{entry['reason']}")
        self.assertGreater(entry["throughput_mib_s"], 0)
        self.assertGreater(entry["blocks_kept"], 0)
        self.assertRegex(entry["checksum"], "^[0-9a-f]{16}$")


def warnings_of(document):
    return [warning for warning in document["warnings"]
            if not any(known in warning for known in (DEBUG_BUILD, OTHER_CACHES, UNBOUND_MEMORY,
                                                      UNDER_TARGET, UNDER_MARGIN, WITHOUT_REFEREE))]


def lines_said(result):
    """Standard error, likewise."""
    return [line for line in result.stderr.splitlines()
            if DEBUG_BUILD not in line and UNCONFINED not in line]


def unbroken(text):
    """What is shown, without its line ends and the blanks that lay it out."""
    return " ".join(text.split())


def entries_of(document, subject):
    return [entry for entry in document["benchmarks"] if entry["subject"] == subject]
