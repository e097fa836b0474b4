# SPDX-License-Identifier: AGPL-3.0-or-later
"""comparison.json made up for tests of what shows it: figures chosen, all the rest following."""
import math

from perf_documents import DEVIATIONS, HOST, STUDENT_9, built_from

WORST = ("NEUTRAL", "UNCHANGED", "IMPROVED", "PASS", "WARN", "INCONCLUSIVE", "FAIL")
BASE_COMMIT, HEAD_COMMIT = "b" * 40, "a" * 40
# Those of the suite critical, and of work.
RULES = {"time": {"floor": 0.005, "warn": 0.03, "fail": 0.06, "alpha": 0.01},
         "work": {"floor": 0.001, "warn": 0.005, "fail": 0.02, "alpha": 0.01}}


def entry(name, verdict, **more):
    """A benchmark that has no number."""
    return {"name": name, "level": "kernel", "variant": "", "ratio": None, "ci95": None,
            "p_value": None, "difference": "undetermined", "verdict": verdict, "reason": "a reason",
            "deciding": None, "fault": None, "referee": None, "launches": 0, "launches_needed": None,
            "seconds_needed": None, "launch_s": 0.05, "work": None, "layout": None,
            "other_layouts": [], "log_ratios": [], "log_ratios_confirming": [], **more}


def timed(name, lost, verdict, spread=0.001, work=None, **more):
    """One whose head loses such a share of base's throughput, by ten launches."""
    logs = [-math.log1p(-lost) + deviation * spread for deviation in DEVIATIONS]
    mean = sum(logs) / len(logs)
    deviation = math.sqrt(sum((log - mean) ** 2 for log in logs) / (len(logs) - 1))
    half = STUDENT_9 * deviation / math.sqrt(len(logs))
    interval = [math.exp(mean - half), math.exp(mean + half)]
    counted = work and {"unit": "instructions per item", "base": 100.0, "head": 100.0 * work,
                        "ratio": work}
    difference = ("slower" if verdict in ("WARN", "FAIL") else
                  "faster" if verdict == "IMPROVED" else "none")
    return {**entry(name, verdict), "ratio": math.exp(mean), "ci95": interval, "p_value": 0.001,
            "difference": difference, "deciding": {"confidence": 0.95, "interval": interval},
            "launches": len(logs), "work": counted, "log_ratios": logs, **more}


def worked(name, ratio, verdict, **more):
    """One, of a comparison by work alone, whose head does so many times base's; chance has no part in it."""
    work = {"unit": "instructions per item", "base": 200.0, "head": 200.0 * ratio,
            "ratio": 200.0 * ratio / 200.0}
    return entry(name, verdict, work=work, deciding={"confidence": 0.999, "interval": [ratio, ratio]}, **more)


def build(named, commit, **changes):
    return {"named": named, "version": "0.8.1", "build": "release",
            "built_from": built_from(origin="checkout", commit=commit, **changes)}


def comparison(*benchmarks, **more):
    """The document; its verdict is the worst of theirs."""
    document = {
        "schema_version": "perfharness-comparison-1", "kind": "comparison", "mode": "time",
        "stored": False, "same_run": False, "timestamp": "2025-06-01T12:00:00Z",
        "harness": {"version": "0.1.0", "commit": "f" * 40, "modified": False}, "suite": "critical",
        "verdict": None, "failure": None, "base": build("copybook-rs@main", BASE_COMMIT),
        "head": build("copybook-rs@my-branch", HEAD_COMMIT),
        "repeat": f"perfharness compare ./copybook-rs@{BASE_COMMIT[:12]} "
                  f"./copybook-rs@{HEAD_COMMIT[:12]}",
        "environment": {"fingerprint": HOST, "brand": "A CPU", "kernel": "6.1.0", "microcode": None,
                        "core_kind": "1 of 1", "cpu": 1},
        "rule": dict(RULES[more.get("mode", "time")]), "elapsed_s": 41.7, "noise": None, "samples_missing": 0,
        "stopped": "settled", "command": None, "benchmarks": list(benchmarks), "notes": [],
        "errors": [], **more}
    if document["verdict"] is None:
        failed = document["errors"] or (document["failure"] or {}).get("of") == "head"
        document["verdict"] = max([one["verdict"] for one in benchmarks]
                                  + ["FAIL" if failed else "NEUTRAL"], key=WORST.index)
    return document


def failed(of, kind="build", reason="head: building copybook-rs@my-branch: it does not build",
           first_error=None, **more):
    """One of builds that could not be compared at all."""
    return comparison(failure={"of": of, "kind": kind, "reason": reason, "first_error": first_error},
                      base={"named": "copybook-rs@main"}, head={"named": "copybook-rs@my-branch"},
                      elapsed_s=0, stopped="nothing timed", **more)


def usual():
    """A regression, a warning, an improvement and a pass."""
    return comparison(
        timed("display-text/L2", 0.2, "FAIL", work=1.25,
              reason="it does 25.00 % more work and is slower"),
        timed("comp3/L2", 0.07, "WARN", reason="it does the same work and is slower", work=1.0),
        timed("display-zoned/L2", -0.3, "IMPROVED"), timed("encode-zoned/L2", 0.001, "PASS"))
