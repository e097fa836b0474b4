# SPDX-License-Identifier: AGPL-3.0-or-later
"""
What releases of copybook-rs make of every construct is what fixtures/constructs.csv says, no more and
no less: `conformance_test.py PROGRAM LIST [CACHE]`. CACHE holds what PROGRAM builds; without it, only the
release that is shipped is asked.
"""
import csv
import json
import os
import subprocess
import sys

PEER = "copybook-rs "

program, path, *cache = sys.argv[1:]
with open(path, encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
if cache:
    os.environ["XDG_CACHE_HOME"] = cache[0]


def ask(build):
    result = subprocess.run([program, "conformance", build, "--format", "json"],
                            stdout=subprocess.PIPE, check=True)
    return json.loads(result.stdout)


shipped = ask("copybook-rs")


def outcomes(release):
    """The release that is shipped is there already."""
    document = shipped if shipped["version"] == release else ask(f"copybook-rs@{release}")
    if (document["version"], document["described"]) != (release, True):
        sys.exit(f"{document['build']} is {document['version']}, or describes no layouts")
    return {entry["construct"]: entry for entry in document["constructs"]}


wrong = []
releases = [name.removeprefix(PEER) for name in rows[0] if name.startswith(PEER)]
if shipped["version"] not in releases:
    sys.exit(f"{PEER}{shipped['version']}, which is shipped, is not listed")
if not cache:
    releases = [shipped["version"]]
for release in releases:
    found = outcomes(release)
    for row in rows:
        entry, listed = found.pop(row["construct"]), row[PEER + release]
        if entry["outcome"] != listed:
            wrong.append(f"{row['construct']}: {PEER}{release} is listed as {listed}, and is "
                         f"{entry['outcome']}: {entry.get('found', 'as it must be')}")
    wrong += [f"{construct}: {PEER}{release}: not listed" for construct in found]
print(f"{len(rows)} constructs, {len(releases)} releases")
sys.exit("\n".join(wrong) if wrong else 0)
