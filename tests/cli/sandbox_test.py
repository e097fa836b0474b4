# SPDX-License-Identifier: AGPL-3.0-or-later
"""
What a subject may ask the kernel: nothing that leaves its process, reaches into another, or changes
a file. Who does is ended and named, or refused; and who only decodes is measured as ever.
"""
import ctypes
import os
import platform
import struct
import unittest

from program import TEST_SUBJECTS, ProgramTest, entries_of, unbroken

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

# <sys/prctl.h>, <linux/seccomp.h>, <asm/unistd.h>
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
SYS_SECCOMP = {"x86_64": 317, "aarch64": 277}[platform.machine()]
EPERM = 1


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


if __name__ == "__main__":
    unittest.main()
