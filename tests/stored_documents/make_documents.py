#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""
make_documents.py FOLDER: fill a new folder with one of each document that the program at PERFHARNESS
writes, measured on this machine, as fixtures/documents/README.md says. TEST_SUBJECTS is the folder of
the tests' subjects, SOURCE the checkout. What is measured takes about two minutes.
"""
import pathlib
import shutil
import sys
import tempfile

from documents import DERIVED, copy_of, derive, environment_of_nobody
from program import PROGRAM, SOURCE, SUBJECTS, TEST_SUBJECTS, run

SUITE = '''description = "Of each kind of work one workload, and one whose work cannot be done"
launches = 5
latency = true

[[workload]]
name = "display-text"

[[workload]]
name = "display-zoned"

[[workload]]
name = "comp3"

[[workload]]
name = "encode-zoned-no-minus-tens"

[[workload]]
name = "record-comp3"

[[workload]]
name = "display-as-published"
expect = "void"
'''
# copybook-rs encodes negative multiples of ten as another value: that is void, and not expected.
FAULTS = '''description = "What must not be void, and is"
launches = 2

[[workload]]
name = "comp3"

[[workload]]
name = "encode-zoned"
'''
VECTORS = '''kind,bytes_hex,digits,scale,signed,codepage,blank_when_zero,expected
comp3,12345C,5,2,1,,,123.45
comp3,1234AC,5,2,1,,,ERROR
zoned,F1A2,2,0,1,,,12
zoned-leading,C1F2,2,0,1,,,12
text,C1C2C3,,,,cp037,,414243
comp4,12,1,0,1,,,1
'''
# As the specification has them; no program of ours writes them as a whole.
PLAIN_RUN = '{"display_gibs": 4.22, "comp3_mibs": 571, "warnings": [], "errors": []}\n'
PLAIN_BASELINE = '''{
  "timestamp": "2025-09-30T10:00:00Z",
  "commit_sha": "0123456789abcdef0123456789abcdef01234567",
  "performance": {"display_gibs": 0.5, "comp3_mibs": 400},
  "environment": {"runner_os": "Linux", "rust_version": "1.90.0", "cpu_model": "unknown"}
}
'''
TRIES = 2


def perform(folder, *arguments, status=0):
    """A command in the folder; its output. Paths below it are as neutral as its own place."""
    result = run(*arguments, cwd=folder, env={**environment_of_nobody(), "RUNNER_NAME": "runner"})
    if status not in (None, result.returncode):
        sys.exit(f"{arguments}: exit status {result.returncode}: {result.stderr}{result.stdout}")
    return result.stdout


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def measure_run(folder, suite, name, *arguments, status=0):
    perform(folder, "run", "--suite", suite, "--output-dir", name, "--quiet", "--subject",
            "copybook-rs", "--subject", "native", *arguments, status=status)


def measure_and_promote(folder):
    """
    The runs, and a history that begins with a plain baseline.json and has an entry of every kind.
    The first is measured until it keeps the rules of promotion, or forced where the machine is too
    busy for that.
    """
    shutil.copy(folder / "plain" / "baseline.json", folder)
    for name in ("run", "rerun"):
        for _ in range(TRIES):
            shutil.rmtree(folder / name, ignore_errors=True)
            measure_run(folder, "./documents.toml", name, "--working-set", "stream", "--sample-ms",
                        "60", "--anchor", SUBJECTS / "copybook-rs.so")
            if name == "rerun" or perform(folder, "baseline", "promote", "run/perf.json",
                                          "--promoted-by", "release", status=None):
                break
        else:
            perform(folder, "baseline", "promote", "run/perf.json", "--force", "--reason",
                    "the machine is too busy for the rules", "--promoted-by", "release")
    measure_run(folder, "with-faults/documents.toml", "faults", "--sample-ms", "30", "--subject",
                f"crashes={TEST_SUBJECTS / 'crash-on-call.so'}", status=3)
    perform(folder, "run", "--copybook", SOURCE / "fixtures/copybooks/customer.cpy", "--data",
            SOURCE / "fixtures/data/customer.rdw", "--record-format", "rdw", "--launches", "2",
            "--sample-ms", "30", "--output-dir", "own-data", "--quiet")
    for log in folder.rglob("benchmark.log"):
        log.unlink()  # What the workers said: large, and for people alone.
    for name, reason in (("rerun", "another run of the same"), ("faults", "what is overridden")):
        perform(folder, "baseline", "promote", f"{name}/perf.json", "--force", "--reason", reason,
                "--promoted-by", "release")
    perform(folder, "baseline", "rollback", "--reason", "it has faults")


def measure_others(folder):
    native = SUBJECTS / "native.so"
    scalar, avx2 = (f"{native}?isa={isa}" for isa in ("scalar", "avx2"))
    measured = {
        "side-by-side": (scalar, avx2, "--budget", "3", "--launches", "5"),
        "work": (avx2, scalar, "--work-only"),
        "failure": (native, TEST_SUBJECTS / "crash-in-constructor.so", "--no-work"),
    }
    for name, arguments in measured.items():
        write(folder, f"comparison/{name}.json",
              perform(folder, "compare", *arguments, "--workload", "comp3", "--workload",
                      "display-zoned", "--json", status=None))
    write(folder, "capability.json", perform(folder, "capability", "--launches", "8", "--json"))
    write(folder, "doctor.json", perform(folder, "doctor", "--json", status=None))
    write(folder, "limits.json", perform(folder, "limits", "--workload", "comp3", "--launches", "2",
                                         "--sample-ms", "10", "--json", "--svg", "limits.svg",
                                         status=None))
    write(folder, "vectors.json", perform(folder, "vectors", "vectors.csv", "--json", status=1))


def derive_all(folder):
    with tempfile.TemporaryDirectory(prefix="perfharness-documents-") as parent:
        copy = copy_of(folder, pathlib.Path(parent) / "copy")
        for derived in DERIVED:
            result, written = derive(derived, copy)
            if derived.status not in (None, result.returncode):
                sys.exit(f"{derived}: exit status {result.returncode}: {result.stderr}")
            for below, text in written.items():
                for to in (folder, copy):
                    write(to, str(pathlib.PurePath(derived.file, below)), text)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir()
    print(f"{PROGRAM} fills {folder}")
    write(folder, "documents.toml", SUITE)
    write(folder, "with-faults/documents.toml", FAULTS)
    write(folder, "vectors.csv", VECTORS)
    write(folder, "plain/perf.json", PLAIN_RUN)
    write(folder, "plain/baseline.json", PLAIN_BASELINE)
    shutil.copy(SOURCE / "config" / "thresholds.toml", folder)
    measure_and_promote(folder)
    measure_others(folder)
    derive_all(folder)


if __name__ == "__main__":
    main()
