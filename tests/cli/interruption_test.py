# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A run that is ended from outside: at once, no worker stays behind, no file is half written, an older
report is still whole. A run whose time is over keeps what is finished.
"""
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import time
import unittest
import xml.etree.ElementTree

import bundles
from counting import CAN_COUNT
from program import (ARTEFACTS, FOR_DAYS, HANG_S, PROGRAM, SUBJECTS, TEST_SUBJECTS, ProgramTest,
                     environment, load, measure_quietly, once_is_enough, run, unbroken)

# For what a run of this machine does in its time: the first that is long enough.
MINUTES = ("0.05", "0.5", "2")
POLL_S = 0.005


def parent_of(process_id):
    """None when there is no such process any more; one that is only to be reaped is none."""
    try:
        status = pathlib.Path(f"/proc/{process_id}/status").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    return None if fields["State"].startswith(("Z", "X")) else int(fields["PPid"])


def program_of(process_id):
    try:
        return os.path.basename(os.readlink(f"/proc/{process_id}/exe"))
    except OSError:
        return ""


def command_of(process_id):
    """The first argument: a worker is asked what a subject is before it measures."""
    try:
        words = pathlib.Path(f"/proc/{process_id}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return words[1].decode() if len(words) > 1 else ""


def workers_of(process_id):
    return [int(name) for name in os.listdir("/proc") if name.isdigit()
            and parent_of(name) == process_id and program_of(name) == "perfharness-worker"]


def wait_for(what, condition):
    deadline = time.monotonic() + HANG_S
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {HANG_S} s for {what}")
        time.sleep(POLL_S)
    return value


class Interruption(ProgramTest):
    def start(self, *arguments):
        process = subprocess.Popen(  # pylint: disable=consider-using-with
            [PROGRAM, "run", "--output-dir", self.output, *map(str, arguments)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8", env=environment())
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        process.kill()
        process.communicate()

    def start_and_wait_for_worker(self, *arguments):
        """Returns the process, and its workers in a launch."""
        process = self.start(*arguments)
        return process, wait_for("a launch", lambda: [
            worker for worker in workers_of(process.pid) if command_of(worker) == "measure"])

    def interrupt(self, process, number):
        """Returns what it said on standard error."""
        process.send_signal(number)
        try:
            _, said = process.communicate(timeout=HANG_S)
        except subprocess.TimeoutExpired:
            self.fail(f"{HANG_S} s after the signal it still runs")
        return said

    def assert_gone(self, workers):
        wait_for("the workers' end", lambda: not any(map(parent_of, workers)))

    def assert_interrupted(self, process, workers, number):
        said = self.interrupt(process, number)
        self.assertNotEqual(process.returncode, 0)
        self.assertNotEqual(workers, [])
        self.assertFalse(any(map(parent_of, workers)), "a worker is still there")
        return said

    def test_signals_in_a_run(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number.name):
                process, workers = self.start_and_wait_for_worker("--suite", "standard", *FOR_DAYS,
                                                                  "--quiet")
                said = self.assert_interrupted(process, workers, number)
                self.assertEqual(process.returncode, 1)
                self.assertEqual(len(said.splitlines()), 1, said)
                self.assertIn("CBKB016", said)
                self.assertFalse(self.output.exists(), "an output folder was left behind")

    @once_is_enough
    def test_signal_while_a_subject_hangs(self):
        """It blocks every signal that can be blocked, and the run would wait for it for an hour."""
        process, workers = self.start_and_wait_for_worker(
            "--workload", "comp3", *FOR_DAYS, "--hang-timeout", "3600", "--quiet",
            "--subject", "native", "--subject", f"deaf={TEST_SUBJECTS / 'ignores-sigterm.so'}")
        time.sleep(0.5)
        self.assert_interrupted(process, workers, signal.SIGINT)

    def test_signal_while_a_subject_is_loaded(self):
        process = self.start("--workload", "comp3", *FOR_DAYS, "--hang-timeout", "3600", "--quiet",
                             "--subject", f"stuck={TEST_SUBJECTS / 'hang-in-open.so'}")
        workers = wait_for("the worker that hangs", lambda: workers_of(process.pid))
        time.sleep(0.5)
        self.assert_interrupted(process, workers_of(process.pid) or workers, signal.SIGINT)
        self.assertFalse(self.output.exists(), "an output folder was left behind")

    def test_signal_in_the_first_moment(self):
        """As soon as there is anything to leave behind."""
        for number in (signal.SIGINT, signal.SIGTERM):
            for delay_s in (0, 0.01, 0.05, 0.1):
                with self.subTest(f"{number.name} after {delay_s} s"):
                    process = self.start("--workload", "comp3", *FOR_DAYS, "--quiet")
                    wait_for("the output folder", self.output.exists)
                    time.sleep(delay_s)
                    self.interrupt(process, number)
                    self.assertNotEqual(process.returncode, 0)
                    left = os.listdir(self.output) if self.output.exists() else []
                    shutil.rmtree(self.output, ignore_errors=True)
                    self.assertEqual(left, [])

    def test_older_report_stays_whole(self):
        self.measure("--workload", "record-display", "--launches", "1", "--sample-ms", "20",
                     "--quiet")
        before = {name: (self.output / name).read_bytes() for name in ARTEFACTS}
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            with self.subTest(number.name):
                process, workers = self.start_and_wait_for_worker("--suite", "standard", *FOR_DAYS,
                                                                  "--quiet")
                self.interrupt(process, number)
                self.assert_gone(workers)
                after = {path.name: path.read_bytes() for path in self.output.iterdir()
                         # Nobody can clear up after SIGKILL.
                         if number != signal.SIGKILL or not path.name.startswith(".")}
                self.assertEqual(after, before)

    def test_killed_harness_takes_its_worker_along(self):
        """Also one that hangs and would never notice that nobody listens."""
        process, workers = self.start_and_wait_for_worker(
            "--workload", "comp3", *FOR_DAYS, "--hang-timeout", "3600", "--quiet",
            "--subject", "native", "--subject", f"deaf={TEST_SUBJECTS / 'ignores-sigterm.so'}")
        self.interrupt(process, signal.SIGKILL)
        self.assertEqual(process.returncode, -signal.SIGKILL)
        self.assertNotEqual(workers, [])
        self.assert_gone(workers)

    def measure_some_launches(self, suite):
        """In a time that is enough for a launch of the short benchmark."""
        for minutes in MINUTES:
            result, document = self.measure("--suite", suite, "--timeout", minutes, "--sample-ms",
                                            "20")
            if all(entry["state"] == "measured" for entry in document["benchmarks"]
                   if entry["name"] == "record-display"):
                break
        return result, document

    def test_time_is_over(self):
        """Whatever is enough for one launch of each benchmark is never for a thousand."""
        suite = self.write("long.toml", 'description = "Never finished"\nlaunches = 1000\n'
                                        '[[workload]]\nname = "record-display"\n'
                                        '[[workload]]\nname = "display-text"\n'
                                        '[[workload]]\nname = "comp3"\n')
        result, document = self.measure_some_launches(suite)
        self.assertEqual((result.returncode, document["status"]), (1, "failure"))
        self.assertEqual(load(self.output / "perf.json"), document)
        timed_out, *more = document["errors"]
        self.assertRegex(timed_out, r"^CBKB001: .*--timeout")
        self.assertIn(timed_out, unbroken(result.stdout))
        for error in more:  # Of benchmarks that came to no launch.
            self.assertRegex(error, "^CBKB001: (display-text|comp3)/.*: failed: (it was not measured|"
                                    "the time was over before a referee had seen it|doubtful, and "
                                    "the time was over before it was launched alone)$")
        self.assertTrue(result.stdout.rstrip().endswith("[INCONCLUSIVE]"))
        judged = run("check", self.output / "perf.json")  # It cannot tell, either.
        self.assertEqual((judged.returncode, judged.stdout.split()[-1]), (4, "[INCONCLUSIVE]"))
        for entry in document["benchmarks"]:
            if entry["name"] == "record-display":
                self.assert_measured(entry)
                self.assertLess(entry["launches"], 1000)
            else:
                self.assertIn(entry["state"], ("measured", "failed"))

    def test_time_is_over_before_anything_is_finished(self):
        """That is said with the same code, and there is a report or none, never half of one."""
        process = self.start("--suite", "standard", "--timeout", "0.0001", "--quiet")
        _, said = process.communicate(timeout=HANG_S)
        self.assertEqual(process.returncode, 1)
        self.assertIn("CBKB001", said)
        left = set(os.listdir(self.output)) if self.output.exists() else set()
        self.assertIn(left, (set(), ARTEFACTS))

    @once_is_enough
    def test_time_is_over_while_a_subject_hangs(self):
        result, document = self.measure(
            "--workload", "comp3", "--launches", "2", "--sample-ms", "20", "--timeout", "0.05",
            "--hang-timeout", "3600", "--quiet",
            "--subject", "native", "--subject", f"stuck={TEST_SUBJECTS / 'hang.so'}")
        self.assertEqual(result.returncode, 1)
        self.assertTrue(any(error.startswith("CBKB001: ") for error in document["errors"]))
        for entry in document["benchmarks"]:
            self.assertEqual(entry["state"], "failed")


def of_session(process_id):
    """Who is left of what it started: it leads a session of its own."""
    left = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = pathlib.Path(f"/proc/{name}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) == process_id and fields[0] not in "ZX":
            left.append(name)
    return left


@once_is_enough
class AnyMoment(ProgramTest):
    """A signal at a time that chance has chosen, be it before anything is done."""

    TRIES = 5

    def setUp(self):
        super().setUp()
        self.temporary = self.folder / "temporary"
        self.place = self.folder / "place"
        for folder in (self.temporary, self.place):
            folder.mkdir()

    def interrupt(self, arguments, delay_s, number):
        """Exit status, and the last line that it said."""
        with subprocess.Popen([PROGRAM, *map(str, arguments)], cwd=self.place, start_new_session=True,
                              env=environment(TMPDIR=str(self.temporary)), encoding="utf-8",
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE) as process:
            time.sleep(delay_s)
            process.send_signal(number)
            try:
                _, said = process.communicate(timeout=HANG_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                self.fail(f"{HANG_S} s after the signal it still runs")
        wait_for("the end of all it started", lambda: not of_session(process.pid))
        return process.returncode, (said.splitlines() or [""])[-1]

    def try_moments(self, arguments, up_to_s, done=(), left=None):
        """`done` is what it ends with where it is done before; `left`, by name, what it may leave
        behind, and what fails where that is not whole: it may be killed once it has written it."""
        for _ in range(self.TRIES):
            delay_s = random.uniform(0, up_to_s)
            number = random.choice((signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
            with self.subTest(arguments[0], after_s=delay_s, signal=number.name):
                status, said = self.interrupt(arguments, delay_s, number)
                self.assertIn(status, (1, -number, *done), said)
                if status == 1:
                    self.assertIn("CBKB016", said)
                self.assertEqual(os.listdir(self.temporary), [])
                for path in filter(pathlib.Path.is_file, self.place.rglob("*")):
                    self.assertIn(path.name, left or {})
                    left[path.name](path)
                shutil.rmtree(self.place)
                self.place.mkdir()

    @unittest.skipUnless(CAN_COUNT, "work cannot be counted here")
    def test_profile(self):
        self.try_moments(("profile", "record-comp3", "--subject", "native", "--svg", "flame.svg"), 0.5,
                         done=(0,), left={"flame.svg": xml.etree.ElementTree.parse})

    def test_compare(self):
        """Where nothing is kept, the comparison says why."""
        sides = [f"{SUBJECTS / 'native.so'}?isa=scalar", SUBJECTS / "native.so"]
        self.try_moments(("compare", *sides, "--workload", "comp3", "--explain", *FOR_DAYS, "--no-referee",
                          "--output", "comparison.json"), 1.5, left={"comparison.json": load})

    def test_threads(self):
        self.try_moments(("run", "--subject", "native", "--workload", "record-simple", "--threads", "1",
                          "--quiet", *FOR_DAYS), 1)

    def pack(self):
        """What would take days to measure again."""
        measure_quietly("--subject", "native", "--workload", "comp3", "--working-set", "L2", "--quiet",
                        "--launches", "2", "--sample-ms", "10", "--no-referee", output=self.output)
        path = self.folder / "bundle.tar.zst"
        self.assertEqual(run("bundle", self.output, "-o", path).returncode, 0)
        files = bundles.unpack(path)
        manifest = json.loads(files.pop(0)[1])
        days = dict(zip(FOR_DAYS[::2], FOR_DAYS[1::2]))
        for option in manifest["options"]:
            option["value"] = days.get(f"--{option['name']}", option["value"])
        path.write_bytes(bundles.pack(bundles.sealed(manifest, files)))
        return path

    def test_reproduce_and_bundle(self):
        path = self.pack()
        self.try_moments(("reproduce", path), 0.8)
        self.try_moments(("bundle", self.output, "-o", "bundle.tar.zst"), 0.1, done=(0,),
                         left={"bundle.tar.zst": bundles.unpack})


if __name__ == "__main__":
    unittest.main()
