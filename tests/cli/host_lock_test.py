# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two measurements on one host do not overlap: the second waits, or says who measures."""
import fcntl
import os
import signal
import subprocess
import time
import unittest

from program import HANG_S, PROGRAM, ProgramTest, environment, run

QUICK = ("--workload", "comp3", "--working-set", "L1", "--subject", "native", "--launches", "1",
         "--sample-ms", "1")


class HostLock(ProgramTest):
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

    def test_a_free_host(self):
        self.assertEqual(self.measure_with("--wait", "0").returncode, 0)
        self.assertIn("perfharness run, process ", self.lock.read_text(encoding="utf-8"))
        # The file stays, the lock does not.
        self.assertEqual(self.measure_with("--wait", "0").returncode, 0)

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
        self.assertEqual(process.returncode, 0)

    def test_a_killed_holder_frees_it(self):
        first = self.start("--launches", "1000", "--sample-ms", "60000")
        while not (self.lock.exists() and self.lock.stat().st_size):
            self.assertIsNone(first.poll())
            time.sleep(0.05)
        self.assertEqual(self.measure_with("--wait", "0").returncode, 1)
        first.send_signal(signal.SIGKILL)
        first.wait()
        self.assertEqual(self.measure_with("--wait", "60").returncode, 0)

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


if __name__ == "__main__":
    unittest.main()
