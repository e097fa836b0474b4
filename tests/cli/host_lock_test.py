# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two measurements on one host do not overlap: the second waits, or says who measures."""
import fcntl
import json
import os
import signal
import subprocess
import time
import unittest

from program import (CACHES, HANG_S, MEASURED, PROGRAM, REFUSAL_S, ProgramTest, environment, lay_out, load,
                     run)

QUICK = ("--workload", "comp3", "--working-set", "L1", "--subject", "native", "--launches", "1",
         "--sample-ms", "1", "--no-referee")
NOBODY = 65534


class HostLockTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.lock = self.folder / "host.lock"
        self.env = environment(PERFHARNESS_LOCK=str(self.lock))

    def hold(self, text="perfharness run, process 1, since yesterday\n"):
        holder = open(self.lock, "w", encoding="utf-8")  # pylint: disable=consider-using-with
        self.addCleanup(holder.close)
        holder.write(text)
        holder.flush()
        fcntl.flock(holder, fcntl.LOCK_EX)
        return holder

    def measure_with(self, *arguments):
        return run("run", *QUICK, "--output-dir", self.output, *arguments, env=self.env)

    def start(self, *arguments):
        process = subprocess.Popen([PROGRAM, "run", *QUICK, "--output-dir", self.output,
                                    *arguments], env=self.env, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, encoding="utf-8")
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process


class HostLock(HostLockTest):
    def test_a_free_host(self):
        self.assertIn(self.measure_with("--wait", "0").returncode, MEASURED)
        self.assertIn("perfharness run, process ", self.lock.read_text(encoding="utf-8"))
        # The file stays, the lock does not.
        self.assertIn(self.measure_with("--wait", "0").returncode, MEASURED)

    def test_the_second_says_who_measures(self):
        self.hold()
        result = self.measure_with("--wait", "0")
        self.assert_refused(result, 1, "CBKB011", "perfharness run, process 1, since yesterday",
                            "--wait")

    def test_what_the_holder_wrote_is_made_fit_to_print(self):
        self.hold("\x1b[31mmine\n\x07")
        self.assert_refused(self.measure_with("--wait", "0"), 1, "mine")

    def test_the_second_waits(self):
        holder = self.hold()
        process = self.start("--wait", "60")
        line = process.stderr.readline()
        self.assertIn("Waiting for another measurement", line)
        self.assertIn("process 1", line)
        self.assertIsNone(process.poll())
        holder.close()
        process.communicate(timeout=HANG_S)
        self.assertIn(process.returncode, MEASURED)

    def test_a_killed_holder_frees_it(self):
        first = self.start("--launches", "1000", "--sample-ms", "60000")
        while not (self.lock.exists() and self.lock.stat().st_size):
            self.assertIsNone(first.poll())
            time.sleep(0.05)
        self.assertEqual(self.measure_with("--wait", "0").returncode, 1)
        first.send_signal(signal.SIGKILL)
        first.wait()
        self.assertIn(self.measure_with("--wait", "60").returncode, MEASURED)

    def test_interrupted_while_waiting(self):
        self.hold()
        process = self.start("--wait", "600")
        process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=HANG_S)
        self.assertIn("interrupted while waiting", said)
        self.assertEqual(process.returncode, 1)
        self.assertFalse(self.output.exists())

    def test_planted_files(self):
        victim = self.write("victim", "precious")
        os.symlink(victim, self.lock)
        self.assert_refused(self.measure_with(), 1, "locking", str(self.lock))
        self.assertEqual(victim.read_text(encoding="utf-8"), "precious")
        self.lock.unlink()
        os.mkfifo(self.lock)
        self.assert_refused(self.measure_with(), 1, "not a regular file")


    def test_nobody_waits_to_be_refused(self):
        self.hold()
        absent, copybook = self.folder / "absent", self.write("a.cpy", "       01 A PIC X(4).\n")
        file = self.write("file", "1234")
        for arguments, phrase in (
                (("run", "--output-dir", self.output, "--copybook", copybook, "--data", absent),
                 absent),
                (("run", "--output-dir", self.output, "--copybook", absent, "--data", file), absent),
                (("run", "--output-dir", self.output, "--subject", f"name={absent}.so"), absent),
                (("run", "--output-dir", self.output, "--anchor", f"{absent}.so"), absent),
                (("run", "--output-dir", file), file),
                (("run", "--output-dir", self.output, "--thresholds", absent), absent),
                (("compare", f"{absent}.so", f"{absent}.so"), absent),
                (("limits", "--svg", absent / "x.svg"), absent),
                (("limits", "--subject", f"name={absent}.so"), absent)):
            with self.subTest(" ".join(map(str, arguments))):
                self.assert_refused(run(*arguments, env=self.env, timeout=REFUSAL_S), 1,
                                    str(phrase))

    def test_data_is_not_read_beside_another_measurement(self):
        """The copybook alone is: the rest is found when it is this run's turn."""
        self.hold()
        data = self.write("cut.bin", "12345")
        for text, code in (("       01 A PIC X(4).\n", "CBKB011"), ("Dear user,\n", "CBKB014")):
            with self.subTest(code):
                copybook = self.write("a.cpy", text)
                self.assert_refused(self.measure_own(copybook, data), 1, code)

    def measure_own(self, copybook, data):
        return run("run", "--copybook", copybook, "--data", data, "--subject", "copybook-rs",
                   "--launches", "1", "--output-dir", self.output, "--wait", "0", env=self.env)

    def test_planted_subjects_of_capability(self):
        program = lay_out(self.folder / "prefix", "copybook-rs.so", "native.so")
        self.hold()
        self.assert_refused(run("capability", "--prove", program=program, env=self.env,
                                timeout=REFUSAL_S), 1, "synthetic.so", "No such file")


    def test_a_file_of_several_names_is_not_touched(self):
        precious = self.write("precious", "text")
        precious.chmod(0o640)
        os.link(precious, self.lock)
        self.assert_refused(self.measure_with(), 1, str(self.lock), "has other names")
        self.assertEqual(precious.read_text(encoding="utf-8"), "text")
        self.assertEqual(precious.stat().st_mode & 0o777, 0o640)


@unittest.skipUnless(os.geteuid() == 0, "it takes two users")
class AnotherUser(HostLockTest):
    """Whoever can open the file can hold it for ever: that keeps nobody else from measuring."""

    def setUp(self):
        super().setUp()
        self.folder.chmod(0o777)
        self.lock.touch()
        self.lock.chmod(0o666)

    def hold_as(self, user, name="python3", operation="LOCK_EX"):
        holder = subprocess.Popen(
            ["python3", "-c", "import fcntl, sys\n"
             "open('/proc/self/comm', 'w').write(sys.argv[1])\n"
             "file = open(sys.argv[2], 'r+')\n"
             f"fcntl.flock(file, fcntl.{operation})\n"
             "file.write('perfharness run, process 1, since yesterday')\n"
             "file.flush()\n"
             "print('held', flush=True)\n"
             "sys.stdin.read()", name, self.lock],
            user=user, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        for stream in (holder.stdin, holder.stdout):
            self.addCleanup(stream.close)
        self.addCleanup(holder.wait)
        self.addCleanup(holder.kill)
        self.assertEqual(holder.stdout.readline(), "held\n")
        return holder

    def assert_measured_beside(self, result, *phrases):
        """Whether a busy machine left a number is another matter."""
        self.assertTrue((self.output / "perf.json").exists(), result.stderr)
        warning = next(line for line in result.stderr.splitlines() if line.startswith("Warning: "))
        for phrase in phrases:
            self.assertIn(phrase, warning)
        self.assertIn(warning.removeprefix("Warning: "), load(self.output / "perf.json")["warnings"])

    def test_a_stranger_who_does_not_measure(self):
        holder = self.hold_as(NOBODY)
        self.assert_measured_beside(self.measure_with(), f"process {holder.pid}, python3, ",
                                    f"user {NOBODY}", "is no measurement")

    def test_own_measurements_are_kept_apart_all_the_same(self):
        self.hold_as(NOBODY)
        with open(f"{self.lock}.0", "w", encoding="utf-8") as own:
            fcntl.flock(own, fcntl.LOCK_EX)
            self.assert_refused(self.measure_with("--wait", "0"), 1, "CBKB011", f"{self.lock}.0")
        self.assert_measured_beside(self.measure_with("--wait", "0"))
        self.assertEqual(os.stat(f"{self.lock}.0").st_mode & 0o777, 0o600)

    def test_a_stranger_who_measures_is_waited_for(self):
        holder = self.hold_as(NOBODY, "perfharness")
        self.assert_refused(self.measure_with("--wait", "0"), 1, "CBKB011",
                            "perfharness run, process 1, since yesterday",
                            f"it is held by process {holder.pid}, perfharness, of user {NOBODY}")

    def test_settings_do_not_change_beside_it_without_a_word(self):
        self.hold_as(NOBODY)
        result = run("restore", env={**self.env, "PERFHARNESS_STATE": str(self.folder / "state")})
        self.assertIn("Warning: settings change beside what may be a measurement: ", result.stderr)
        self.assertIn(f"user {NOBODY}", result.stderr)

    def test_what_has_no_artefacts_says_it_in_its_figures(self):
        holder = self.hold_as(NOBODY)
        picture = self.folder / "limits.svg"
        result = run("limits", "--workload", "comp3", "--launches", "1", "--sample-ms", "1",
                     "--caches", CACHES["256K"], "--json", "--svg", picture, env=self.env)
        for text in (json.loads(result.stdout)["warnings"][0],
                     picture.read_text(encoding="utf-8")):
            self.assertIn(f"process {holder.pid}, python3, of user {NOBODY}", text)

    def test_a_shared_lock(self):
        holder = self.hold_as(NOBODY, operation="LOCK_SH")
        self.assert_measured_beside(self.measure_with(), f"process {holder.pid}, python3, ")

    def test_root_and_oneself_are_waited_for(self):
        for user, waiting in ((0, 0), (NOBODY, NOBODY), (0, NOBODY)):
            with self.subTest(f"{user}, {waiting}"):
                holder = self.hold_as(user)
                result = run("run", *QUICK, "--output-dir", self.output, "--wait", "0",
                             env=self.env, user=waiting, group=waiting)
                holder.kill()
                holder.wait()
                self.assert_refused(result, 1, "CBKB011", f"process {holder.pid}, python3, ")

    def test_what_a_stranger_planted(self):
        own = self.folder / "own"
        for title, plant in (("link", lambda: os.symlink(own, self.lock)),
                             ("pipe", lambda: os.mkfifo(self.lock)),
                             ("folder", self.lock.mkdir)):
            with self.subTest(title):
                self.lock.unlink()
                plant()
                os.chown(self.lock, NOBODY, NOBODY, follow_symlinks=False)
                self.assert_measured_beside(self.measure_with(), str(self.lock), f"user {NOBODY}")
                self.assertFalse(own.exists())
                if title == "folder":
                    self.lock.rmdir()
                    self.lock.touch()


if __name__ == "__main__":
    unittest.main()
