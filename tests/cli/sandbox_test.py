# SPDX-License-Identifier: AGPL-3.0-or-later
"""
What a subject may ask the kernel: nothing that leaves its process, reaches into another, or changes
a file. Who does is ended and named, or refused; and who only decodes is measured as ever.
"""
import os
import unittest

from program import TEST_SUBJECTS, ProgramTest, entries_of, forbid_seccomp, run, unbroken

SANITIZERS = os.environ["SANITIZERS"]
# What each claims to be true is for other tests.
QUICK = ("--workload", "comp3", "--working-set", "L1", "--launches", "1", "--sample-ms", "10",
         "--no-referee")
NAME = "tries-system-calls"
SELECTION = ("--subject", f"{NAME}={TEST_SUBJECTS / NAME}.so", "--subject", "native")

# By variant: which call it was. The C library starts a thread with all signals blocked.
MAY_NOT = "it called {}, which a subject may not"
ENDING = {
    "thread": "it made a system call that a subject may not, as to start a thread or a program",
    "process": MAY_NOT.format("(clone|fork)"),
    "program": MAY_NOT.format("execve"),
    "signal": MAY_NOT.format("kill"),
    "thread-signal": MAY_NOT.format("tgkill"),
    "trace": MAY_NOT.format("ptrace"),
    "ring": MAY_NOT.format("io_uring_setup"),
}

class Sandbox(ProgramTest):
    def assert_confined(self, document, why_not=None):
        referee = document["referee"]
        self.assertEqual((referee["sandbox"], referee.get("sandbox_missing")),
                         (why_not is None, why_not))

    def assert_ended(self, document, variant, said):
        entry, = entries_of(document, f"{NAME}-{variant}")
        self.assertEqual(entry["state"], "failed", entry)
        self.assertRegex(entry["reason"],
                         rf"was killed by signal 31 \(Bad system call: {said}\)")
        self.assertNotIn("throughput_mib_s", entry)

    @unittest.skipIf(SANITIZERS, "they need what a subject may not")
    def test_who_tries(self):
        result, document = self.measure(*QUICK, *SELECTION)
        self.assert_confined(document)
        self.assertEqual(result.returncode, 3, result.stderr)
        for variant, said in ENDING.items():
            with self.subTest(variant):
                self.assert_ended(document, variant, said)
        # What is refused it is told so, and it goes on.
        for subject in (f"{NAME}-refused", "native"):
            entry, = entries_of(document, subject)
            self.assert_measured(entry)

    @unittest.skipUnless(SANITIZERS, "said only where they are in it")
    def test_sanitizers(self):
        _, document = self.measure(*QUICK, "--subject", "native")
        self.assert_confined(document, f"this perfharness was built with sanitizers ({SANITIZERS})")

    @unittest.skipIf(SANITIZERS, "they need what a subject may not")
    def test_where_there_is_no_seccomp(self):
        """As in a container that forbids it: said once, and all are measured."""
        result, document = self.measure(*QUICK, "--subject", "native", preexec_fn=forbid_seccomp)
        why = "seccomp cannot be used here: Operation not permitted"
        self.assert_confined(document, why)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(unbroken(result.stdout).count(f"subjects are not confined: {why}"), 1)
        entry, = entries_of(document, "native")
        self.assert_measured(entry)

    @unittest.skipIf(SANITIZERS, "they need what a subject may not")
    def test_commands_that_do_not_measure_say_it_as_well(self):
        rows = self.write("rows.csv", "kind,bytes_hex,digits,scale,signed,codepage,"
                                      "blank_when_zero,expected\ncomp3,012C,3,0,1,,,12\n")
        for arguments in (("subjects",), ("vectors", rows)):
            with self.subTest(arguments[0]):
                said = [run(*arguments, preexec_fn=forbid).stderr.count("are not confined: ")
                        for forbid in (None, forbid_seccomp)]
                self.assertEqual(said, [0, 1])


if __name__ == "__main__":
    unittest.main()
