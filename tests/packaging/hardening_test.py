# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programs are hardened; what is measured, and what runs while a clock does, is not."""
import re
import subprocess
import unittest

from program import PROGRAM, SUBJECTS, WORKER

# In the worker, between two readings of the clock.
TIMED = ("ph_arm_run", "ph_block_take", "ph_limit_read", "ph_throughput_probe_ns")


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def imports(path):
    return output("nm", "--dynamic", "--undefined-only", path)


class Hardening(unittest.TestCase):
    def test_programs(self):
        for program in (PROGRAM, WORKER):
            with self.subTest(program.name):
                dynamic = output("readelf", "--wide", "--dynamic", "--segments", program)
                flags = re.search(r"\(FLAGS_1\) *Flags: (.*)", dynamic)[1]
                self.assertLessEqual({"NOW", "PIE"}, set(flags.split()))
                self.assertTrue("GNU_RELRO" in dynamic)
                self.assertRegex(imports(program), r"\b__stack_chk_fail\b")
                self.assertRegex(imports(program), r"\b__\w+printf_chk\b")

    def test_subjects(self):
        for subject in SUBJECTS.rglob("*.so"):
            with self.subTest(subject.name):
                self.assertNotRegex(imports(subject), r"\b(__stack_chk_fail|__\w+_chk)\b")

    def test_what_runs_while_a_clock_does(self):
        for name in TIMED:
            with self.subTest(name):
                code = output("objdump", f"--disassemble={name}", WORKER)
                self.assertRegex(code, rf"(?m)^[0-9a-f]+ <{re.escape(name)}>:$")
                self.assertNotIn("__stack_chk_fail", code)
                self.assertNotIn("_chk@", code)


if __name__ == "__main__":
    unittest.main()
