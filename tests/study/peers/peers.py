# SPDX-License-Identifier: AGPL-3.0-or-later
"""
What other benchmark tools say about a pair of subjects: each in its best documented set-up, and all
through the same compiled loop (subject_loop.c), so that they differ in nothing but method.

    python3 tests/study/peers/peers.py FOLDER BASE HEAD OPERATION
"""
import json
import os
import pathlib
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[2]
CRATE = HERE / "rust"

# The generator of workloads and the loader of subjects are perfharness' own.
LOOP_SOURCES = [HERE / "subject_loop.c", SOURCE / "harness/subject/subject_library.c",
                *(SOURCE / "fixtures" / name for name in ("workload.c", "generate.c", "phrase.c",
                                                          "letter.c", "encode.c"))]
LOOP_INCLUDES = [f"-I{SOURCE / name}" for name in ("harness", "harness/include", "fixtures",
                                                   "fixtures/include")]
COMPARE_PY = pathlib.Path("/usr/share/benchmark/compare.py")

# 2.0.0 needs Rust 1.97.
HYPERFINE_VERSION = "1.20.0"

# Of each side, where a tool is told how many. compare.py wants 9 at least, more being better.
REPETITIONS = 20


# No build and no verdict of theirs takes as long.
HANG_S = 1800


class PeerError(Exception):
    """A peer that cannot be built or run, and why, in a sentence."""


def reason_in(text):
    """The line of a program's output that says best what went wrong."""
    lines = text.strip().splitlines() or ["it says nothing"]
    return next((line for line in lines if "error" in line.lower()), lines[-1])


def run(*command, accepted=(0,), **options):
    """Run a command to its end: what it prints. Its standard error only matters when it fails."""
    command = [str(word) for word in command]
    options.setdefault("stderr", subprocess.PIPE)
    options.setdefault("timeout", HANG_S)
    try:
        result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                encoding="utf-8", check=False, **options)
    except FileNotFoundError as error:
        raise PeerError(f"{error.filename} is missing: script/setup study installs it.") from error
    if result.returncode not in accepted:
        raise PeerError(f"{shlex.join(command)} ended with status {result.returncode}: "
                        f"{reason_in(result.stderr or result.stdout)}")
    return result.stdout


def run_on(cpu, *command, **options):
    """Run a command on one CPU."""
    return run("taskset", "--cpu-list", cpu, *command, **options)


def is_newer(target, sources):
    """Whether a file was made after all that it is made from."""
    return target.exists() and all(target.stat().st_mtime > source.stat().st_mtime
                                   for source in sources)


def require_scipy():
    """For compare.py and for Welch's t."""
    try:
        import scipy.stats  # pylint: disable=import-outside-toplevel
    except ImportError as error:
        raise PeerError(f"scipy is missing for {sys.executable}: script/setup study installs it "
                        "for Debian's python3.") from error
    return scipy.stats


def build_loop(folder):
    """subject_loop.c as libsubject_loop.a, for all peers: they are to measure the same code."""
    archive = folder / "libsubject_loop.a"
    headers = [header for source in LOOP_SOURCES for header in source.parent.rglob("*.h")]
    if is_newer(archive, [*LOOP_SOURCES, *headers, *(SOURCE / "harness/include").rglob("*.h")]):
        return archive
    folder.mkdir(parents=True, exist_ok=True)
    objects = []
    for source in LOOP_SOURCES:
        objects.append(folder / (source.stem + ".o"))
        run("cc", "-std=c11", "-O2", "-fPIC", "-Wall", "-Wextra", *LOOP_INCLUDES, "-c", source,
            "-o", objects[-1])
    archive.unlink(missing_ok=True)
    run("ar", "rcs", archive, *objects)
    return archive


def build_benches(folder):
    """The Rust crate's benchmarks as cargo builds them, by name."""
    build_loop(folder)
    messages = run(os.environ.get("CARGO", "cargo"), "bench", "--no-run", "--locked", "--quiet",
                   "--message-format=json", "--manifest-path", CRATE / "Cargo.toml",
                   "--target-dir", folder / "cargo",
                   env={**os.environ, "SUBJECT_LOOP_FOLDER": str(folder)})
    artefacts = [message for message in map(json.loads, messages.splitlines())
                 if message.get("executable")]
    return {entry["target"]["name"]: pathlib.Path(entry["executable"]) for entry in artefacts}


def locked_version(crate):
    """Of a crate, as Cargo.lock has it."""
    lock = (CRATE / "Cargo.lock").read_text(encoding="utf-8")
    return re.search(rf'^name = "{crate}"\nversion = "(.*)"$', lock, re.MULTILINE).group(1)


def name_subject(executable, operation, operand):
    """What the Rust benchmarks measure stands in a file beside them."""
    executable.with_name(executable.name + ".subject").write_text(f"{operation}\n{operand}\n",
                                                                  encoding="utf-8")


def direction(slowdown):
    return "slower" if slowdown > 0 else "faster"


class Peer:
    """A tool and how it is used. name has its version."""

    def __init__(self, name):
        self.name = name
        self.folder = None

    def prepare(self, folder):
        """Build what it needs into the folder. Raises PeerError with what is missing."""
        self.folder = pathlib.Path(folder).resolve()
        self.build()

    def judge(self, base, head, operation, seconds, cpu):
        """
        Measure for about so many seconds, on one CPU if that is its set-up: "slower", "faster" or
        "none", which is what it says of head, and the seconds it took. base and head are FILE or
        FILE?OPTIONS.
        """
        started = time.monotonic()
        answer = self.answer(os.path.abspath(base), os.path.abspath(head), operation, seconds, cpu)
        return answer, time.monotonic() - started

    def build(self):
        raise NotImplementedError

    def answer(self, base, head, operation, seconds, cpu):
        raise NotImplementedError


class GoogleBenchmark(Peer):
    """
    compare.py's Mann-Whitney U test at its default alpha of 0.05, on the CPU time, which is what
    Google Benchmark measures by default, of interleaved repetitions on one CPU. compare.py itself
    would run one filter after the other: it is given the results of one run that has both.
    Newer releases than Debian's have the same test; their sources are in no package registry.
    """

    ALPHA = 0.05

    def __init__(self):
        super().__init__("Google Benchmark")

    def build(self):
        require_scipy()
        if not COMPARE_PY.exists():
            raise PeerError(f"{COMPARE_PY} is missing: script/setup study installs it.")
        version = run("pkg-config", "--modversion", "benchmark").strip()
        self.name = f"Google Benchmark {version}, compare.py"
        source = HERE / "google_benchmark.cpp"
        archive = build_loop(self.folder)
        program = self.folder / "google_benchmark"
        if not is_newer(program, [source, archive]):
            flags = run("pkg-config", "--cflags", "--libs", "benchmark").split()
            run("c++", "-std=c++17", "-O2", "-Wall", "-Wextra", source, archive, *flags,
                "-lpthread", "-ldl", "-o", program)

    def answer(self, base, head, operation, seconds, cpu):
        results = self.folder / "google_benchmark.json"
        report = self.folder / "compare.json"
        run_on(cpu, self.folder / "google_benchmark", operation, base, head,
               "--benchmark_enable_random_interleaving=true",
               f"--benchmark_repetitions={REPETITIONS}",
               f"--benchmark_min_time={seconds / (2 * REPETITIONS):.4f}",
               "--benchmark_report_aggregates_only=false",
               f"--benchmark_out={results}", "--benchmark_out_format=json")
        run(sys.executable, COMPARE_PY, f"--dump_to_json={report}", "filters", results,
            "^base$", "^head$")
        entries = json.loads(report.read_text(encoding="utf-8"))
        entry = next(entry for entry in entries if entry["utest"])
        if entry["utest"]["cpu_pvalue"] >= self.ALPHA:
            return "none"
        times = entry["measurements"]
        return direction(statistics.median(t["cpu_time_other"] for t in times)
                         - statistics.median(t["cpu_time"] for t in times))


class Criterion(Peer):
    """
    A saved baseline, then the comparison with it, in the words it ends with: the change's interval
    of 95 % against a noise threshold of 1 %. Warm-up and measurement share the time as in its
    defaults of 3 and 5 seconds; its analysis comes on top.
    """

    ANSWERS = {
        "Performance has regressed.": "slower",
        "Performance has improved.": "faster",
        "Change within noise threshold.": "none",
        "No change in performance detected.": "none",
    }

    def __init__(self):
        super().__init__(f"criterion {locked_version('criterion')}, base then head")

    def build(self):
        self.executable = build_benches(self.folder)["criterion_decode"]

    def measure(self, operand, operation, side_s, cpu, *baseline):
        name_subject(self.executable, operation, operand)
        environment = {**os.environ, "CRITERION_HOME": str(self.folder / "criterion")}
        return run_on(cpu, self.executable, "--bench", "--noplot", "--color", "never",
                      "--warm-up-time", side_s * 3 / 8, "--measurement-time", side_s * 5 / 8,
                      *baseline, env=environment)

    def answer(self, base, head, operation, seconds, cpu):
        shutil.rmtree(self.folder / "criterion", ignore_errors=True)
        self.measure(base, operation, seconds / 2, cpu, "--save-baseline", "base")
        said = self.measure(head, operation, seconds / 2, cpu, "--baseline", "base")
        for sentence, answer in self.ANSWERS.items():
            if sentence in said:
                return answer
        raise PeerError(f"There is no verdict in what it says: {' '.join(said.split())}")


class Tango(Peer):
    """
    `compare` of two executables, and the mark it puts behind a difference: z of 2.6 and beyond 1 %.
    By default its two processes run side by side on any CPUs, in step after each sample.
    """

    LINE = re.compile(r"decode .* ([-+][0-9.]+)%(\*?)$", re.MULTILINE)

    def __init__(self, set_up, *options, is_on_one_cpu):
        super().__init__(f"tango-bench {locked_version('tango-bench')}, {set_up}")
        self.options = options
        self.is_on_one_cpu = is_on_one_cpu

    def side(self, name):
        return self.folder / "tango" / name / "tango_decode"

    def build(self):
        built = build_benches(self.folder)["tango_decode"]
        for name in ("base", "head"):
            if not is_newer(self.side(name), [built]):
                self.side(name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(built, self.side(name))

    def answer(self, base, head, operation, seconds, cpu):
        name_subject(self.side("base"), operation, base)
        name_subject(self.side("head"), operation, head)
        command = [self.side("head"), "compare", self.side("base"), "--time", seconds,
                   *self.options]
        # A slower head is status 1, as an error is.
        options = {"accepted": (0, 1), "stderr": subprocess.STDOUT}
        said = (run_on(cpu, *command, **options) if self.is_on_one_cpu
                else run(*command, **options))
        line = self.LINE.search(said)
        if not line:
            raise PeerError(f"There is no verdict in what it says: {' '.join(said.split())}")
        return direction(float(line.group(1))) if line.group(2) else "none"


class Hyperfine(Peer):
    """
    Welch's t over the times of whole runs: hyperfine gives no verdict of its own, but has a script
    for this test. 0.01 in place of the script's 0.05 means fewer false alarms. It cannot interleave
    runs: single runs of both, again and again and in alternating order, are the nearest.
    """

    ALPHA = 0.01

    def __init__(self):
        super().__init__(f"hyperfine {HYPERFINE_VERSION}, Welch's t")

    def build(self):
        require_scipy()
        archive = build_loop(self.folder)
        source = HERE / "decode_loop.c"
        self.decode_loop = self.folder / "decode_loop"
        if not is_newer(self.decode_loop, [source, archive]):
            run("cc", "-std=c11", "-O2", "-Wall", "-Wextra", source, archive, "-ldl",
                "-o", self.decode_loop)
        self.program = self.folder / "hyperfine" / HYPERFINE_VERSION / "bin" / "hyperfine"
        if not self.program.exists():
            run(os.environ.get("CARGO", "cargo"), "install", "hyperfine", "--locked", "--quiet",
                "--version", HYPERFINE_VERSION, "--root", self.program.parents[1],
                "--target-dir", self.folder / "cargo")

    def times_for(self, run_s, operand, operation, cpu):
        """How often to decode so that a run takes so long, if nobody else uses the CPU."""
        times, spent_s = 1, 0.0
        while spent_s < run_s / 2:
            times *= 2
            before = os.times()
            run_on(cpu, self.decode_loop, operation, operand, times)
            spent_s = os.times().children_user - before.children_user
        return max(1, round(times * run_s / spent_s))

    def run_once_each(self, commands, cpu):
        """Seconds of one run of each command, in this order."""
        results = self.folder / "hyperfine.json"
        run_on(cpu, self.program, "--shell=none", "--style=none", "--runs=1",
               f"--export-json={results}", *commands)
        document = json.loads(results.read_text(encoding="utf-8"))
        return [result["times"][0] for result in document["results"]]

    def answer(self, base, head, operation, seconds, cpu):
        times = self.times_for(seconds / (2 * REPETITIONS), base, operation, cpu)
        commands = [shlex.join([str(self.decode_loop), operation, operand, str(times)])
                    for operand in (base, head)]
        base_s, head_s = [], []
        for i in range(REPETITIONS):
            if i % 2 == 0:
                a, b = self.run_once_each(commands, cpu)
            else:
                b, a = self.run_once_each(commands[::-1], cpu)
            base_s.append(a)
            head_s.append(b)
        test = require_scipy().ttest_ind(head_s, base_s, equal_var=False)
        return direction(test.statistic) if test.pvalue < self.ALPHA else "none"


PEERS = [
    GoogleBenchmark(),
    Criterion(),
    Tango("one CPU, -o", "-o", is_on_one_cpu=True),
    Tango("its defaults, two CPUs", is_on_one_cpu=False),
    Hyperfine(),
]


def main():
    """Every peer's answer on one pair."""
    if len(sys.argv) != 5:
        sys.exit(__doc__.strip())
    folder, base, head, operation = sys.argv[1:]
    cpu = max(os.sched_getaffinity(0))
    status = 0
    for peer in PEERS:
        try:
            peer.prepare(folder)
            answer, spent = peer.judge(base, head, operation, 2.4, cpu)
            print(f"{peer.name:44} {answer:8} {spent:6.1f} s", flush=True)
        except PeerError as error:
            print(f"{peer.name}: {error}", file=sys.stderr)
            status = 1
    sys.exit(status)


if __name__ == "__main__":
    main()
