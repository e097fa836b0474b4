# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The last release of each minor version of copybook-rs, and the one before the shipped: which are built with
today's subject and do all of its work, and of the others, why not. A list that is wrong in either direction
fails.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

PROGRAM = pathlib.Path(os.environ["PERFHARNESS"]).resolve()
SHIPPED = "0.8.1"
# None: it is built, and its work counted; else the compiler's first error. Before 0.6 there are no buffers
# that a caller keeps (copybook_codec::runtime), nor does a file's summary name the records that failed.
NO_RUNTIME = "could not find `runtime` in `copybook_codec`"
RELEASES = {
    "0.4.3": NO_RUNTIME,
    "0.5.0": NO_RUNTIME,
    "0.6.1": None,
    "0.7.1": None,
    "0.8.0": None,
}
WORKLOADS = ("display-text", "display-zoned", "comp3", "record-display", "record-comp3", "encode-comp3")


def compare(release, path):
    """Its work beside the shipped one's, and what was said."""
    line = [PROGRAM, "compare", f"copybook-rs@{release}", f"copybook-rs@{SHIPPED}", "--work-only",
            "--output", path]
    for workload in WORKLOADS:
        line += ["--workload", workload]
    return subprocess.run(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          encoding="utf-8", check=False)


def look_at(release, reason, path):
    """What is not as the list has it."""
    result = compare(release, path)
    if reason:
        return [] if reason in result.stderr else [f"{release}: it was to fail by: {reason}"]
    if result.returncode not in (0, 3, 4):
        return [f"{release}: {result.stderr.strip()}"]
    wrong = []
    for entry in json.loads(path.read_text())["benchmarks"]:
        work = entry["work"] or {}
        name = f"{release}: {entry['name']} {entry['level']} {entry['variant'] or ''}".rstrip()
        print(f"{name}: {entry['verdict']}, {work.get('ratio')}")
        # Of code that is the same nothing is counted.
        if not work.get("ratio") and entry["verdict"] != "UNCHANGED":
            wrong.append(f"{name}: {entry['reason']}")
    return wrong


with tempfile.TemporaryDirectory(prefix="perfharness-releases-") as folder:
    found = [line for release, reason in RELEASES.items()
             for line in look_at(release, reason, pathlib.Path(folder, f"{release}.json"))]
sys.exit("\n".join(found) if found else 0)
