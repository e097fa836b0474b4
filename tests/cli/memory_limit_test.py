# SPDX-License-Identifier: AGPL-3.0-or-later
"""`run --memory-max`: a limit that holds, who needs more is named, and nothing is left behind."""
import os
import pathlib
import signal
import subprocess
import time
import unittest

from program import PROGRAM, ProgramTest, environment, load, once_is_enough, run, unbroken

NOBODY = 65534
QUICK = ("--launches", "1", "--sample-ms", "5", "--no-referee", "--subject", "native")
GROUPS = pathlib.Path("/sys/fs/cgroup")


def groups():
    """Those of ours that are there."""
    return sorted(GROUPS.rglob("perfharness-memory-*"))


class MemoryLimit(ProgramTest):
    def measure_within(self, size, *arguments):
        result = run("run", "--output-dir", self.output, *QUICK, "--memory-max", size, *arguments)
        if "making a control group" in result.stderr:
            self.skipTest(result.stderr)
        return result

    def test_limit_is_recorded(self):
        result = self.measure_within("1G", "--workload", "record-simple")
        self.assertEqual(result.returncode, 0, result.stderr)
        facts = load(self.output / "perf.json")["run"]
        self.assertEqual(facts["memory_max_bytes"], 2 ** 30)
        self.assertLessEqual(facts.get("memory_peak_bytes", 0), facts["memory_max_bytes"])
        self.assertIn("under a limit of 1024 MiB of memory: ", unbroken(result.stdout))
        self.assertEqual(groups(), [])

    @once_is_enough  # What a sanitizer takes for itself is no subject's.
    def test_who_needs_more_is_named(self):
        result = self.measure_within("32M", "--workload", "comp3", "--working-set", "stream")
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertIn("ended by the kernel, as it needs more memory than the limit of 32 MiB "
                      "(--memory-max)", unbroken(result.stdout))
        self.assertEqual([entry["state"] for entry in load(self.output / "perf.json")["benchmarks"]], ["failed"])
        self.assertEqual(groups(), [])

    def test_what_a_killed_run_left_is_removed(self):
        self.measure_within("1G", "--workload", "record-simple")
        with subprocess.Popen([PROGRAM, "run", "--output-dir", self.output, "--memory-max", "2G",
                               "--workload", "comp3", "--launches", "50", "--no-referee"],
                              env=environment(), stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as process:
            for _ in range(1000):
                if groups():
                    break
                time.sleep(0.02)
            process.send_signal(signal.SIGKILL)
        left = groups()
        self.assertEqual(len(left), 1)
        for _ in range(1000):  # The worker notices, and ends.
            if not (left[0] / "cgroup.procs").read_text(encoding="ascii"):
                break
            time.sleep(0.02)
        self.measure_within("1G", "--workload", "record-simple")
        self.assertEqual(groups(), [])

    @unittest.skipUnless(os.geteuid() == 0, "it takes two users")
    def test_who_may_not_is_told(self):
        self.folder.chmod(0o777)
        result = run("run", "--output-dir", self.output, *QUICK, "--memory-max", "64M",
                     "--workload", "record-simple", user=NOBODY, group=NOBODY, extra_groups=[])
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertIn("--memory-max 64M: making a control group with a limit of memory in ",
                      result.stderr)
        self.assertFalse((self.output / "perf.json").exists())

    def test_sizes(self):
        for size in ("", "M", "64MB", "1023K", "1m", "-1G", "1.5G", "64 M", "99999999999G", "1e9"):
            with self.subTest(size):
                self.assert_refused(self.run_to_be_refused("--memory-max", size), 2,
                                    f"--memory-max {size}: a size from 1M on was expected")


if __name__ == "__main__":
    unittest.main()
