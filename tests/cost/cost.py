# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the harness itself costs, in figures: `script/cost` builds what it needs first."""
import argparse
import datetime
import gzip
import hashlib
import json
import math
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(SOURCE / "tests" / folder) for folder in ("alert", "history", "cli")]
import made_up_year  # noqa: E402
import perf_documents  # noqa: E402
import web_server  # noqa: E402
import with_postgres  # noqa: E402
# What blocks are timed of: columns that a cache holds, and whole records.
BLOCKS = (("comp3", ("--input-bytes", "262144")), ("display-text", ("--input-bytes", "262144")),
          ("record-display", ("--input-bytes", "1048576", "--chunk-bytes", "32768")))
SUBJECTS = ("native", "copybook-rs")
# A copybook that is usual, one that is large, and the largest there may be.
COPYBOOK_ITEMS = (100, 1000, 65535)
# Records of one's own: beyond what is timed of them, and little enough to be over soon.
DATA_BYTES = 32e6
PROVEN_BYTES = 4e6
# The page of a history: of so many benchmarks, in so many nights.
PAGE_SERIES, PAGE_NIGHTS, PAGE_REPEATS = 198, 365, 5
# Histories of baselines: of some suites a promotion each night of 36 months, and a long one to verify.
CHAIN_SUITES, CHAIN_NIGHTS, CHAIN_ENTRIES = ("critical", "standard", "comprehensive"), 1096, 10000
# Audit reports: of so many suites, each night of 36 months, which end before the report is made.
AUDIT_SUITES, AUDIT_NIGHTS, AUDIT_REPEATS = ("critical", "standard", "comprehensive"), 1096, 5
AUDIT_FIRST, AUDIT_NOW_S = datetime.datetime(2023, 12, 1, 2), 1796094000
# Where a file is written to at once.
MEMORY = pathlib.Path("/dev/shm")


def output_of(*command):
    """Its standard output. Where it fails, what it says of that is the last that is said."""
    result = subprocess.run([str(part) for part in command], check=False, encoding="utf-8",
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if result.returncode:
        sys.exit(f"{command[0]} ended with {result.returncode}: {result.stderr.strip()}")
    return result.stdout


class Build:
    """The programs of a build tree."""

    def __init__(self, folder):
        self.programs = folder / "bin"
        self.library = folder / "lib" / "perfharness"

    def program(self, name):
        return self.programs / name

    def cpu(self):
        """Where the program would measure."""
        return str(json.loads(output_of(self.program("perfharness"), "system", "--json"))
                   ["cpu"]["number"])

    def subjects(self):
        for name in SUBJECTS:
            path = self.library / "subjects" / f"{name}.so"
            if path.exists():
                yield from ("--subject", f"{name}={path}")


def print_probes(build, cpu):
    print("Probes and looks at the kernel's counters: time with them over time without\n"
          f"  {'workload':<16} {'subject':<20} {'level':<7} {'ratio':>8} {'95 % interval':>19}")
    for workload, arguments in BLOCKS:
        text = output_of("taskset", "-c", cpu, build.program("probe_cost"), "measure",
                         *build.subjects(), "--workload", workload, *arguments)
        for line in text.splitlines():
            subject, level, _, ratio, low, high = line.split()
            print(f"  {workload:<16} {subject:<20} {level:<7} {ratio:>8} {low:>9} … {high}")


def record_workloads():
    suite = (SOURCE / "config" / "suites" / "comprehensive.toml").read_text("utf-8")
    return [entry["name"] for entry in tomllib.loads(suite)["workload"]
            if entry["name"].startswith("record-")]


def print_proofs(build, cpu, size, folder):
    """Of a launch of whole records, as `run` has it: the whole of it beside what is timed."""
    data = folder / "proof.bin"
    write_records(data, int(size))
    own = ("--copybook", SOURCE / "fixtures" / "copybooks" / "customer.cpy", "--data", data)
    print(f"\nProof of whole records, seconds of CPU time\n  {'':<30} {'before':>7} {'timed':>7} "
          f"{'after':>7} {'whole / timed':>14}")
    for name, arguments in (*((name, ("--workload", name)) for name in record_workloads()),
                            (f"own data of {size / 1e6:.0f} MB", own),
                            (f"own data of {size / 1e6:.0f} MB, all", (*own, "--check-all"))):
        text = output_of("taskset", "-c", cpu, build.program("probe_cost"), "proof", "measure",
                         *build.subjects(), *arguments, "--input-bytes", "1048576",
                         "--chunk-bytes", "32768", "--sample-ms", "200")
        made, before, timed, after = map(float, text.split())
        print(f"  {name:<30} {made + before:>7.3f} {timed:>7.3f} {after:>7.3f} "
              f"{(made + before + timed + after) / timed:>14.2f}")


def newest_stored_run():
    """What the newest version wrote of a run."""
    numbers = {tuple(int(digits) for digits in re.findall(r"\d+", path.name)): path
               for path in (SOURCE / "fixtures" / "documents").iterdir() if path.is_dir()}
    return numbers[max(numbers)] / "run" / "perf.json"


def comprehensive_run():
    """A stored run, and copies of its results under other names: as many as a comprehensive one has."""
    suite = (SOURCE / "config" / "suites" / "comprehensive.toml").read_text("utf-8")
    document = json.loads(newest_stored_run().read_text("utf-8"))
    workloads = {entry["workload"] for entry in document["benchmarks"]}
    copies = math.ceil(len(tomllib.loads(suite)["workload"]) / len(workloads))
    for name in ("benchmarks", "comparisons"):
        document[name] += [{**entry, "name": f"{entry['name']}-{copy}"}
                           for copy in range(1, copies) for entry in document[name]]
    return document


def print_perf_json(build, document, folder):
    if not document:
        document = folder / "perf.json"
        document.write_text(json.dumps(comprehensive_run()), "utf-8")
    results, median_ms, slowest_ms = output_of(build.program("perf_json_cost"), document).split()
    print(f"\nperf.json of {results} results: {median_ms} ms, {slowest_ms} ms at most")


def print_copybooks(build):
    print("\nReading copybooks: CPU time, and the memory that is enough")
    for line in output_of(build.program("copybook_cost"), *COPYBOOK_ITEMS).splitlines():
        items, size, median_ms, slowest_ms, memory_mib = line.split()
        print(f"  {int(items):>7,} items, {int(size):>9,} bytes: {float(median_ms):8.3f} ms, "
              f"{float(slowest_ms):.3f} ms at most, {memory_mib} MiB")


def write_records(path, size):
    """The customers of the fixtures, over and over, up to so many bytes."""
    records = (SOURCE / "fixtures" / "data" / "customer.cp037.bin").read_bytes()
    many = records * 256
    with open(path, "wb") as file:
        for _ in range(size // len(many)):
            file.write(many)
        file.write(records * (size % len(many) // len(records)))
        return file.tell()


def print_own_data(build, cpu, size, folder):
    data, output = folder / "customer.bin", folder / "run"
    written = write_records(data, int(size))
    start = time.monotonic()
    output_of(build.program("perfharness"), "run", "--data", data, "--cpu", cpu, "--copybook",
              SOURCE / "fixtures" / "copybooks" / "customer.cpy", "--launches", "1", "--sample-ms",
              "100", "--output-dir", output)
    facts = json.loads((output / "perf.json").read_text("utf-8"))["run"]
    print(f"\nOwn data of {written / 1e6:,.0f} MB: {time.monotonic() - start:.0f} s, peak memory of "
          f"the worker {facts['worker_peak_bytes'] / 1e6:,.0f} MB")


def print_history(build, folder):
    """It is filled in memory, as that is waited for at every run, and asked on the disk."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else folder) as fast:
        filled = output_of(build.program("history_cost"), f"{fast}/history.db", "fill")
        shutil.copy(f"{fast}/history.db", folder)
    asked = output_of(build.program("history_cost"), folder / "history.db", "ask")
    print_history_figures("", filled + asked, (folder / "history.db").stat().st_size)


def print_history_on_server(build):
    """It is filled without waiting for the disk, too, and asked with; the CPU is the program's."""
    servers = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not servers:
        print("\nA history on a server: left out, there is no PostgreSQL")
        return
    programs = servers[-1].parent
    with with_postgres.running(programs) as environment:
        def done(*command):
            return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE,
                                  encoding="utf-8").stdout

        def ask(sql):
            return done(programs / "psql", "-XAtqc", sql, "service=admin")

        cost = build.program("history_cost"), "postgresql:owner"
        filled = done(*cost, "fill")
        ask("ALTER SYSTEM SET fsync = on")
        ask("SELECT pg_reload_conf()")
        ask("VACUUM ANALYZE") # The server does it by itself, some time.
        asked = done(*cost, "ask")
        print_history_figures(" on a server", filled + asked,
                              int(ask("SELECT pg_database_size('history')")))


def print_history_figures(where, said, size):
    figures = {name: [float(figure) for figure in rest]
               for name, *rest in map(str.split, said.splitlines())}
    wall_ms, _, results = figures.pop("fill")
    (memory_kib, _, _) = figures.pop("memory-kib")
    print(f"\nA history{where} of {results:,.0f} results: filled with {results / wall_ms * 1e3:,.0f} a second, "
          f"{size / results:.1f} bytes each,\nmemory {memory_kib / 1024:.1f} MiB\n"
          f"  {'':<22} {'ms':>8} {'of the CPU':>11} {'of':>7}")
    for name, (wall_ms, cpu_ms, count) in figures.items():
        print(f"  {name:<22} {wall_ms:>8.2f} {cpu_ms:>11.2f} {count:>7.0f}")


def print_dashboard(build, folder):
    store, page = folder / "year.db", folder / "history.html"
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else folder) as fast:
        os.environ["MADE_UP_YEAR"] = str(build.program("made_up_year"))
        made_up_year.make_year(pathlib.Path(fast) / "year.db", folder / "year.json", PAGE_NIGHTS,
                               PAGE_SERIES)
        shutil.copy(pathlib.Path(fast) / "year.db", folder)
    os.environ["PERFHARNESS_NOW"] = str(made_up_year.NOW_S)
    took_s, before = [], resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(PAGE_REPEATS):
        start = time.monotonic()
        output_of(build.program("perfharness"), "history", "dashboard", "--store", store, "-o", page,
                  "--host", made_up_year.HOSTS[0])
        took_s.append(time.monotonic() - start)
    del os.environ["PERFHARNESS_NOW"]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / PAGE_REPEATS
    text = page.read_bytes()
    series = text.count(b'<th scope="row"><a href="#s')
    print(f"\nA page of {series} series of {PAGE_NIGHTS} nights: {statistics.median(took_s):.2f} s, "
          f"{cpu_s:.2f} s of the CPU, {len(text) / 1e3:.0f} KB, {len(text) / series:.0f} bytes a series, "
          f"{len(gzip.compress(text)) / 1e3:.0f} KB compressed")


def write_entries(path, suite, count, benchmarks):
    """A baseline's history as it is written: a real entry, promoted on each of so many days until the last night."""
    stored = newest_stored_run().parents[1] / "baseline.json"
    # Its figures stay as they are written, so that the seal is the program's.
    entry = json.loads(stored.read_text("utf-8"), parse_float=lambda number: f"@@{number}@@")
    entry["environment"]["fingerprint"] = made_up_year.HOSTS[0]
    del entry["sha256"], entry["performance"]["benchmarks"][benchmarks:]
    previous = None
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            at = time.gmtime(made_up_year.NOW_S - (count - number) * 86400)
            entry.update(suite=suite, promoted_at=time.strftime("%Y-%m-%dT12:00:00Z", at), previous=previous)
            bare = re.sub('"@@([^"]*)@@"', r"\1", json.dumps(entry, separators=(",", ":"), ensure_ascii=False))
            previous = hashlib.sha256(bare.encode()).hexdigest()
            file.write(f'{bare[:-1]},"sha256":"{previous}"}}\n')
    return f"{count} entries of {path.stat().st_size / count / 1e3:.1f} KB"


def write_nights(folder, suite):
    """A perf.json of each night, whose published figures are held against floors."""
    for night in range(AUDIT_NIGHTS):
        at = AUDIT_FIRST + datetime.timedelta(days=night)
        document = perf_documents.perf(
            [perf_documents.measured("display-text/stream", 800.0 - night / 20),
             perf_documents.measured("comp3/stream", 1000.0 + night / 20),
             perf_documents.measured("record-comp3", 16.0, level="record")],
            timestamp=f"{at:%Y-%m-%dT%H:%M:%SZ}", suite=suite,
            subjects=perf_documents.subjects_of(commit=f"{night // 30 + 1:040x}"))
        path = folder / f"{suite}-{night}.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        yield path


def usage_of(*command):
    """What a program that prints little took: seconds of the CPU, and its peak memory in bytes."""
    with subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE) as process:
        process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def print_chains(build, folder):
    program, host = build.program("perfharness"), made_up_year.HOSTS[0]
    environment = (f"PERFHARNESS_NOW={made_up_year.NOW_S}", "PERFHARNESS_STORE=", f"XDG_DATA_HOME={folder}")

    def tell(what, *command):
        cpu_s, peak = usage_of("env", *environment, program, *command)
        print(f"  {what:<52} {cpu_s:>7.2f} {peak / 2 ** 20:>7.1f}")

    print("\nHistories of baselines: CPU s, peak MiB")
    size = write_entries(folder / "long" / "critical.jsonl", "critical", CHAIN_ENTRIES, 2)
    tell(f"verify {size}", "verify", folder / "long" / "critical.jsonl")
    for suite in CHAIN_SUITES:
        size = write_entries(folder / "chains" / host / f"{suite}.jsonl", suite, CHAIN_NIGHTS, 100)
    period = ("--baseline", folder / "chains", "--period", "2023-12..2026-11")
    tell(f"audit of {len(CHAIN_SUITES)} times {size}", "audit", *period, "--format", "json,html", "--output-dir",
         folder / "chained")
    tell("sample of its changes", "audit", "sample", folder / "chained" / "audit.json", "--seed", "7")


def print_audit(build, folder):
    program, store = build.program("perfharness"), folder / "audit.db"
    os.environ["PERFHARNESS_NOW"] = str(AUDIT_NOW_S)
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else folder) as fast:
        for suite in AUDIT_SUITES:
            output_of(program, "history", "add", "--store", f"{fast}/audit.db", "--position", "1",
                      *write_nights(pathlib.Path(fast), suite))
        shutil.copy(f"{fast}/audit.db", store)
    print(f"\nAudit reports of 36 months, {len(AUDIT_SUITES)} suites a night: CPU s, peak MiB, file KB")
    for formats, name in (("json", "audit.json"), ("html", "audit_report.html"),
                          ("pdf", "audit_report.pdf"), ("html,pdf,json", "audit_report.pdf")):
        took = []
        for number in range(AUDIT_REPEATS):
            output = folder / f"audit-{formats}-{number}"
            took.append(usage_of(program, "audit", "--store", store, "--repository", folder,
                                 "--output-dir", output, "--format", formats))
        cpu_s, peak = (statistics.median(values) for values in zip(*took))
        print(f"  {formats:<14} {cpu_s:>6.2f} {peak / 2 ** 20:>6.1f} "
              f"{(output / name).stat().st_size / 1e3:>6.0f}")
    del os.environ["PERFHARNESS_NOW"]


def print_alert(build, folder):
    """From a case that was just confirmed to the server that is told of it."""
    settings, store = folder / "alerts.toml", folder / "alert.db"
    with web_server.WebServer(lambda *_: (204, "")) as server:
        settings.write_text(f"""
            rule = [{{ when = "change_percent > 10", severity = "critical", channels = ["hook"] }}]
            templates = {{ title = "{{metric_name}} {{change_percent}} %", text = "" }}
            [channels.hook]
            kind = "webhook"
            url = "{server.url}/"
            key_env = "HOOK_KEY"
            """, encoding="utf-8")
        output_of(build.program("plant_cases"), store, "open", "1", "100", "0.12")
        start = time.monotonic()
        output_of("env", "HOOK_KEY=key", build.program("perfharness"), "alert", "--store", store,
                  "--alerts", settings)
        print(f"\nAn alert: {time.monotonic() - start:.2f} s from a confirmed case of 100 series to "
              f"{len(server.taken)} message on a server of this machine")


def print_capability(build):
    start = time.monotonic()
    text = output_of(build.program("perfharness"), "capability")
    print(f"\ncapability: {time.monotonic() - start:.0f} s")
    for line in text.splitlines():
        if re.search(r"%", line):
            print(f"  {line.strip()}")


def main():
    parser = argparse.ArgumentParser(prog="script/cost", description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=SOURCE / "build" / "dev",
                        help="the build tree whose programs run (default: %(default)s)")
    parser.add_argument("--perf", type=pathlib.Path, metavar="FILE",
                        help="how long making this perf.json takes (default: one as large as a "
                             "comprehensive run's)")
    parser.add_argument("--data-bytes", type=float, default=DATA_BYTES, metavar="N",
                        help="how much memory own data of so many bytes take (default: %(default)g)")
    parser.add_argument("--cpu", help="where blocks are timed (default: where the program would)")
    parser.add_argument("--chains", action="store_true",
                        help="only what histories of baselines take, verified and in an audit report")
    parser.add_argument("--audit", action="store_true",
                        help="only what an audit report of 36 months takes")
    parser.add_argument("--no-capability", action="store_true",
                        help="leave out capability, which takes a minute")
    given = parser.parse_args()
    build = Build(given.build)
    if given.chains:
        with tempfile.TemporaryDirectory(prefix="perfharness-cost-") as folder:
            print_chains(build, pathlib.Path(folder))
        return 0
    if given.audit:
        with tempfile.TemporaryDirectory(prefix="perfharness-cost-") as folder:
            print_audit(build, pathlib.Path(folder))
        return 0
    cpu = given.cpu or build.cpu()
    print_probes(build, cpu)
    with tempfile.TemporaryDirectory(prefix="perfharness-cost-") as folder:
        print_proofs(build, cpu, PROVEN_BYTES, pathlib.Path(folder))
        print_perf_json(build, given.perf, pathlib.Path(folder))
        print_copybooks(build)
        print_own_data(build, cpu, given.data_bytes, pathlib.Path(folder))
        print_history(build, pathlib.Path(folder))
        print_alert(build, pathlib.Path(folder))
        print_dashboard(build, pathlib.Path(folder))
        print_chains(build, pathlib.Path(folder))
        print_audit(build, pathlib.Path(folder))
    print_history_on_server(build)
    if not given.no_capability:
        print_capability(build)
    return 0


if __name__ == "__main__":
    sys.exit(main())
