# SPDX-License-Identifier: AGPL-3.0-or-later
"""Readers of the exported shapes that Debian does not package, built or installed into build/."""
import os
import subprocess
import sys

from program import SOURCE

HERE = SOURCE / "tests" / "interop"
FOLDER = SOURCE / "build" / "interop"
INSTALL_S = 800

# The newest that Debian's Go 1.19 builds is what go.mod pins.
BENCHSTAT = FOLDER / "benchstat"
# It reads the files that criterion writes.
CRITCMP_VERSION = "0.1.8"
CRITCMP = FOLDER / "bin" / "critcmp"
PYPERF_VERSION = "2.10.0"
PYPERF = FOLDER / f"pyperf-{PYPERF_VERSION}"


def make(*command, **options):
    subprocess.run(list(map(str, command)), check=True, timeout=INSTALL_S, **options)


def install_benchstat():
    FOLDER.mkdir(parents=True, exist_ok=True)
    make("go", "build", "-o", BENCHSTAT, "golang.org/x/perf/cmd/benchstat", cwd=HERE,
         env={**os.environ, "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local"})


def install_critcmp():
    if not CRITCMP.exists():
        make("cargo", "install", "--quiet", "--locked", "--debug", "--version", CRITCMP_VERSION,
             "--root", FOLDER, "critcmp")


def install_pyperf():
    if not PYPERF.exists():
        # Under another name until it is whole.
        draft = PYPERF.with_suffix(f".{os.getpid()}")
        make(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", draft,
             f"pyperf=={PYPERF_VERSION}")
        draft.rename(PYPERF)
