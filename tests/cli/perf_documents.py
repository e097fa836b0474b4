# SPDX-License-Identifier: AGPL-3.0-or-later
"""Documents made up for tests of what judges them: figures chosen, all the rest following."""
import math

HOST, OTHER_HOST = "0123456789abcdef", "fedcba9876543210"
INPUT_BYTES = 64 * 2 ** 20
# Ten launches of which the two in the middle take the time that was asked for.
DEVIATIONS = (-1.5, 0.0, 1.0, -0.25, 0.5, -1.0, 0.25, 0.0, -0.5, 1.5)
STUDENT_9 = 2.2621571627409915  # t(0.975) of nine degrees of freedom.


def plain(display_gibs=2.33, comp3_mibs=571, **more):
    """The specification's plain shape."""
    return {"display_gibs": display_gibs, "comp3_mibs": comp3_mibs, "warnings": [], "errors": [],
            **more}


def identity(name, level, subject):
    workload, _, working_set = name.partition("/")
    return {"name": name, "workload": workload, "working_set": working_set or None, "level": level,
            "subject": subject}


def measured(name, mib_s, level="kernel", subject="copybook-rs", spread=0.002):
    """An entry of benchmarks; spread is how far launches lie apart, as a share."""
    median_ns = INPUT_BYTES / 2 ** 20 / mib_s * 1e9
    launch_ns = [median_ns * math.exp(deviation * spread) for deviation in DEVIATIONS]
    logs = [math.log(ns) for ns in launch_ns]
    mean, count = sum(logs) / len(logs), len(logs)
    deviation = math.sqrt(sum((log - mean) ** 2 for log in logs) / (count - 1))
    mean_ns = sum(launch_ns) / count
    deviation_ns = math.sqrt(sum((ns - mean_ns) ** 2 for ns in launch_ns) / (count - 1))
    half = STUDENT_9 * deviation / math.sqrt(count)
    return {**identity(name, level, subject), "state": "measured", "reason": None, "records": 1000,
            "records_failed": 0, "input_bytes": INPUT_BYTES, "launches": count, "blocks_kept": 500,
            "blocks_set_aside": {"preempted": 0, "slowed": 3}, "median_ns": median_ns,
            "mean_ns": mean_ns, "ci95_ns": [math.exp(mean - half), math.exp(mean + half)],
            "cv": deviation_ns / mean_ns,
            "throughput_mib_s": mib_s, "share_of_memcpy": None, "share_of_read": None,
            "checksum": "0011223344556677", "launch_ns": launch_ns}


def refereed(entry, ratio=1.01, bound="equal", launches=3):
    """The same entry, with what the referee saw of it."""
    claim_ns = entry["median_ns"]
    work_ns = ratio * claim_ns
    return {**entry, "referee": {"work_ns": work_ns, "work_range_ns": [0.99 * work_ns, 1.01 * work_ns],
                                 "claim_ns": claim_ns, "ratio": ratio, "launches": launches,
                                 "calls": 6000, "bound": bound, "alone": False}}


def referee_facts(mode="on", sandbox=True, **more):
    """perf.json's member on the referee."""
    return {"mode": mode, "sandbox": sandbox, "seconds": 12.4, **more}


def not_measured(name, state, level="kernel", subject="copybook-rs"):
    return {**identity(name, level, subject), "state": state, "reason": "1 of 1000 records failed",
            "records": 1000, "records_failed": 1}


def built_from(release="0.8.1", **changes):
    """A subject's built_from of perf.json."""
    return {"release": release, "origin": "registry",
            "commit": "1cb98b47444aafd199381b9fb8e956a77b1901e5", "sources_sha256": "5" * 64,
            "lock_sha256": "6" * 64, "toolchain": "rustc 1.95.0 (59807616e 2026-04-14)",
            "flags": "-C target-cpu=x86-64-v3", "library_sha256": "7" * 64, "is_dirty": False,
            "library_bytes": 1137600, "build_s": 70.131, **changes}


def subjects_of(release="0.8.1", **changes):
    """perf.json's subjects: copybook-rs of that release, its build with the changes."""
    return [{"name": "copybook-rs", "version": release, "build": "release",
             "built_from": built_from(release, **changes)}]


def allocating(entry, calls, items=1000, peak_live_bytes=4096):
    """The same entry, with what one call of so many items was counted to allocate."""
    return {**entry, "allocations": {"records": items, "items": items, "calls": calls,
                                     "bytes": 100 * calls, "peak_live_bytes": peak_live_bytes,
                                     "peak_resident_bytes": 5 * 2 ** 20}}


def good_benchmarks(display=800.0, comp3=1000.0, record=180.0, spread=0.002):
    return [measured("display-text/stream", display, spread=spread),
            measured("display-text/stream", 2500.0, subject="native"),
            measured("comp3/stream", comp3, spread=spread),
            measured("record-display", record, level="record", spread=spread)]


def perf(benchmarks=None, **changes):
    """perf.json in our shape; the headline follows from the benchmarks."""
    benchmarks = good_benchmarks() if benchmarks is None else benchmarks
    rates = {(entry["name"], entry["level"]): entry.get("throughput_mib_s")
             for entry in benchmarks if entry["subject"] == "copybook-rs"}

    def headline(name, level):
        rate = rates.get((name, level))
        return {"benchmark": name, "level": level, "throughput_mib_s": rate,
                "throughput_mb_s": rate and rate * 1.048576}

    display, comp3 = rates.get(("display-text/stream", "kernel")), rates.get(("comp3/stream",
                                                                             "kernel"))
    return {"display_gibs": display and display / 1024, "comp3_mibs": comp3, "warnings": [],
            "errors": [], "timestamp": "2025-06-01T12:00:00Z", "commit": "a" * 40,
            "status": "success", "schema_version": "perfharness-perf-1", "suite": "standard",
            "headline": {"subject": "copybook-rs", "display": headline("display-text/stream",
                                                                       "kernel"),
                         "comp3": headline("comp3/stream", "kernel"),
                         "record_display": headline("record-display", "record"),
                         "file_display": headline("record-display", "file"),
                         "record_comp3": headline("record-comp3", "record"),
                         "file_comp3": headline("record-comp3", "file")},
            "subjects": [{"name": "copybook-rs", "version": "0.6.1", "build": "release"}],
            "benchmarks": benchmarks, "limits": [], "comparisons": [],
            "environment": {"fingerprint": HOST, "cpu": 1, "cpus_bound": "1",
                            "memory_nodes_bound": "0"},
            "run": {"launches": 10, "seed": 1, "elapsed_s": 60.0, "timed_s": 20.0,
                    "first_sample_ms": 5.0, "clock_grain_ns": 25.0, "blocks_checked": 40,
                    "worker_peak_bytes": 200000000}, **changes}
