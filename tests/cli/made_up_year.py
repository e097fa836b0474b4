# SPDX-License-Identifier: AGPL-3.0-or-later
"""A history to look at, of two hosts and so many nights (tests/history/made_up_year.c)."""
import json
import os
import subprocess

from perf_documents import HOST, OTHER_HOST, measured, perf

HOSTS = (HOST, OTHER_HOST)
# The evening behind the last night: 2026-11-30, 13:00 UTC.
NOW_S = 1796043600
LEVELS = ("L2", "L3", "DRAM", "stream")
WORKLOADS = ("comp3", "display-text", "display-zoned", "binary", "encode-text", "comp5")


def benchmarks(count):
    names = [f"{workload}{'-wide' * (number // 4)}/{LEVELS[number % 4]}"
             for number in range(-(-count // len(WORKLOADS))) for workload in WORKLOADS]
    entries = [measured(name, 300.0 + 37.7 * number) for number, name in enumerate(names[:count])]
    # The published ones, whatever else there is.
    for name in ("comp3/stream", "display-text/stream"):
        if name not in names[:count]:
            entries.append(measured(name, 1016.0))
    return [*entries, measured("record-display", 180.0, level="record"),
            measured("comp3/stream", 9000.0, subject="native")]


def make_year(store, document, nights=150, count=21, commits=None):
    """At a path, with a document that is written first."""
    document.write_text(json.dumps(perf(benchmarks(count))), encoding="utf-8")
    subprocess.run([os.environ["MADE_UP_YEAR"], store, document, str(nights), *([commits] if commits else [])],
                   check=True)
