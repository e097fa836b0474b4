# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A subject that lies gets no number, and nobody beside it gets a false one. Each forgery of
tests/subject is measured beside honest subjects: it ends void, or failed and named, the others'
speeds are what they are without it, and nothing of it is left behind.
"""
import os
import pathlib
import signal
import subprocess
import tempfile
import unittest

from program import (NOISE_RETRIES, TEST_SUBJECTS, ProgramTest, entries_of, forbid_seccomp,
                     measure_quietly, once_is_enough, run, unbroken)

SANITIZERS = os.environ["SANITIZERS"]
HONEST = ("native", "copybook-rs", "copybook-rs-scratch")
QUICK = ("--workload", "comp3", "--working-set", "L2", "--launches", "3", "--sample-ms", "20",
         "--quiet", "--subject", "native", "--subject", "copybook-rs")
# So long none takes, with sanitizers neither; one that was stopped never ends.
STOPPED_S = 120
# A number is false, and not only of a busy machine, when it is so many times another's, or a part.
ABSURD = 3.0
# What is said where others had the CPU for so long that nobody can be accused.
CANNOT_TELL = "too busy|doubtful"
# And of the forger where two threads of others keep the CPU from its referee.
NO_TURN = "head could not be measured: the referee did not see it"
# How much slower than well-behaved a forger's honest work is: tests/subject/forgery.c.
TIMES_SLOWER = 4.0

# What is said of them. The referee, and where it sees no such work done.
NOT_SEEN = r"before the referee, |the referee saw|wrong answer"
# A worker's checks, of calls that were left out.
WRONG = r"output of a timed block is not the right answer|output after timing is not what"
# The event stream, and the kernel's clock.
NOT_SAID_SO = r"said what no worker says: |the kernel saw"
# The sandbox, of what it does not let a subject do.
NOT_ALLOWED = r"signal 31 \(Bad system call: it "
NOT_A_PROCESS = NOT_ALLOWED + "called (fork|vfork|clone3?), which a subject may not"
NOT_A_THREAD = NOT_ALLOWED + "made a system call that a subject may not, as to start a thread"
NOT_A_SIGNAL = NOT_ALLOWED + "called kill, which a subject may not"
# Processes that outlive their worker.
LEFT = r"left \d+ process(es)? on CPU \d+: ended"

# A neighbour's doing, of subjects that are honest.
DISTURBED = "slower beside others than alone"

# What each may end with.
FORGERIES = {
    "endless-line": NOT_SAID_SO,
    "first-and-last-call": f"{WRONG}|{NOT_SEEN}",
    "forges-launch": f"{NOT_SAID_SO}|{NOT_SEEN}",
    "forks-in-constructor": f"{NOT_A_PROCESS}|{LEFT}",
    "helper-process": f"{NOT_A_PROCESS}|{LEFT}|{NOT_SEEN}",
    "helper-thread": f"{NOT_A_THREAD}|{NOT_SEEN}",
    "overwrites-clock": NOT_SEEN,
    "remembers-and-skips-copies": f"{WRONG}|{NOT_SEEN}",
    "remembers-answers": NOT_SEEN,
    "rewrites-both-builds": f"claims what a referee did not see|{NOT_SAID_SO}",
    "rewrites-events": NOT_SEEN,
    "signals-parent": NOT_A_SIGNAL,
}


def library(name):
    return TEST_SUBJECTS / f"{name}.so"


def speeds(document, subject):
    return {entry["name"]: entry["throughput_mib_s"] for entry in entries_of(document, subject)}


def left_behind(name):
    """Processes that run with this forgery on their command line."""
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if str(library(name)) in (folder / "cmdline").read_text("utf-8", errors="replace"):
                found.append(int(folder.name))
        except OSError:
            continue  # It has ended.
    return found


class Forgeries(ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="perfharness-test-")
        cls.addClassCleanup(folder.cleanup)
        for _ in range(NOISE_RETRIES):
            result, cls.honest = measure_quietly(
                *QUICK, "--subject", f"well-behaved={library('well-behaved')}",
                output=pathlib.Path(folder.name) / "report")
            if result.returncode == 0:
                break
        else:
            raise AssertionError(f"honest subjects alone: {result.returncode}: {result.stderr}")

    def end_left_behind(self, name):
        for process in left_behind(name):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def assert_not_absurd(self, document, subject, honest):
        seen = speeds(document, subject)
        self.assertEqual(seen.keys(), honest.keys(), subject)
        for name, mib_s in seen.items():
            self.assertLess(mib_s, ABSURD * honest[name], f"{name}, {subject}")
            self.assertGreater(mib_s, honest[name] / ABSURD, f"{name}, {subject}")

    def assert_no_number(self, document, phrase):
        entries = entries_of(document, "forger")
        self.assertEqual(len(entries), 1, "one set")
        for entry in entries:
            self.assertIn(entry["state"], ("void", "failed"), entry)
            self.assertNotIn("throughput_mib_s", entry)
            self.assertRegex(entry["reason"], phrase)

    def is_disturbed(self, document):
        return any(DISTURBED in (entry["reason"] or "") for subject in HONEST
                   for entry in entries_of(document, subject))

    def measure_beside(self, name, **options):
        """Once more where the machine made an honest subject slow."""
        self.addCleanup(self.end_left_behind, name)
        for _ in range(2):
            result, document = self.measure(*QUICK, "--subject", f"forger={library(name)}",
                                            timeout=STOPPED_S, **options)
            if not self.is_disturbed(document):
                break
        return result, document

    def assert_others_have_theirs(self, name, document):
        for subject in HONEST:
            for entry in entries_of(document, subject):
                self.assert_measured(entry)
            self.assert_not_absurd(document, subject, speeds(self.honest, subject))
        self.assertEqual(left_behind(name), [], "processes are left behind")

    def assert_found_out(self, name, phrase=None, **options):
        result, document = self.measure_beside(name, **options)
        self.assert_no_number(document, phrase or FORGERIES[name])
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assert_others_have_theirs(name, document)

    def assert_gets_what_it_deserves(self, name):
        """Or is found out."""
        result, document = self.measure_beside(name)
        if all(entry["state"] == "measured" for entry in entries_of(document, "forger")):
            deserved = {benchmark: mib_s / TIMES_SLOWER for benchmark, mib_s
                        in speeds(self.honest, "well-behaved").items()}
            self.assert_not_absurd(document, "forger", deserved)
        else:
            self.assert_no_number(document, FORGERIES[name])
            self.assertEqual(result.returncode, 3, result.stderr)
        self.assert_others_have_theirs(name, document)

    def test_endless_line(self):
        self.assert_found_out("endless-line")

    @once_is_enough
    def test_first_and_last_call(self):
        """It learns no length, as there is none, and so does its work."""
        self.assert_gets_what_it_deserves("first-and-last-call")

    def test_forges_launch(self):
        self.assert_found_out("forges-launch")

    @once_is_enough
    def test_forks_in_constructor(self):
        self.assert_found_out("forks-in-constructor")

    def test_helper_process(self):
        self.assert_found_out("helper-process")

    @once_is_enough
    def test_helper_thread(self):
        self.assert_found_out("helper-thread")

    @once_is_enough
    def test_helpers_without_a_sandbox(self):
        """The referee finds them where the kernel lets nobody be confined."""
        for name in ("forks-in-constructor", "helper-process", "helper-thread"):
            with self.subTest(name):
                self.assert_found_out(name, f"{LEFT}|{NOT_SEEN}", preexec_fn=forbid_seccomp)

    @once_is_enough
    def test_overwrites_clock(self):
        """A worker that does not use what it overwrites is not deceived."""
        self.assert_gets_what_it_deserves("overwrites-clock")

    @once_is_enough
    def test_remembers_and_skips_copies(self):
        self.assert_found_out("remembers-and-skips-copies")

    @once_is_enough
    def test_remembers_answers(self):
        self.assert_found_out("remembers-answers")

    def test_rewrites_events(self):
        self.assert_found_out("rewrites-events")

    @unittest.skipIf(SANITIZERS, "without a sandbox it stops the harness")
    def test_signals_parent(self):
        self.assert_found_out("signals-parent")

    def compare_forged(self, *options, cannot_tell=CANNOT_TELL):
        """Base is made slow, where both builds are as fast: no improvement, and no pass."""
        name = "rewrites-both-builds"
        self.addCleanup(self.end_left_behind, name)
        result = run("compare", library("well-behaved"), library(name), "--workload", "comp3",
                     "--no-work", "--json", *options, timeout=STOPPED_S)
        said = unbroken(result.stdout + result.stderr)
        self.assertNotRegex(said, "IMPROVED|PASS")
        # Where the kernel's clock tells first, it is not known whose doing it is.
        self.assertIn(result.returncode, (1, 3, 4), said)
        self.assertRegex(said, cannot_tell if result.returncode == 4 else FORGERIES[name])
        return result.returncode

    @once_is_enough
    def test_rewrites_both_builds(self):
        for _ in range(NOISE_RETRIES):
            if self.compare_forged("--launches", "5") != 4:
                return
        self.skipTest("the machine is too busy for a referee of a comparison to see anything")

    @once_is_enough
    def test_rewrites_both_builds_on_a_busy_cpu(self):
        """Time for which others have the CPU excuses nothing."""
        cpu = max(os.sched_getaffinity(0))
        for _ in range(2):
            busy = subprocess.Popen(("sh", "-c", "while :; do :; done"),
                                    preexec_fn=lambda: os.sched_setaffinity(0, {cpu}))
            self.addCleanup(busy.wait)
            self.addCleanup(busy.kill)
        self.compare_forged("--launches", "3", "--cpu", str(cpu),
                            cannot_tell=f"{CANNOT_TELL}|{NO_TURN}")


if __name__ == "__main__":
    unittest.main()
