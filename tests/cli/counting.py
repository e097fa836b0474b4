# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who counts instructions here."""
import os
import shutil
import subprocess

from program import SUBJECTS, WORKER

# Programs with sanitizers do not run under valgrind.
CAN_COUNT = not os.environ["SANITIZERS"] and shutil.which("valgrind") is not None


def has_counter():
    """Does the kernel lend the CPU's counter of instructions to the worker?"""
    said = subprocess.run([WORKER, "count", "--subject", f"a={SUBJECTS / 'native.so'}", "--workload",
                           "comp3"], stdout=subprocess.PIPE, check=True, encoding="utf-8").stdout
    return '"source":"cpu"' in said
