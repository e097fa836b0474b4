# SPDX-License-Identifier: AGPL-3.0-or-later
"""
What releases of copybook-rs make of every construct is what fixtures/constructs.csv says, no more and
no less: `conformance_test.py PROGRAM CACHE LIST`. CACHE holds what PROGRAM builds.
"""
import csv
import json
import os
import subprocess
import sys

PEER = "copybook-rs "

program, cache, path = sys.argv[1:]
with open(path, encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))


def ask(build):
    result = subprocess.run([program, "conformance", build, "--format", "json"],
                            env={**os.environ, "XDG_CACHE_HOME": cache}, stdout=subprocess.PIPE,
                            check=True)
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
for release in releases:
    found = outcomes(release)
    for row in rows:
        entry, listed = found.pop(row["construct"]), row[PEER + release]
        if entry["outcome"] != listed:
            wrong.append(f"{row['construct']}: {PEER}{release} is listed as {listed}, and is "
                         f"{entry['outcome']}: {entry.get('found', 'as it must be')}")
    wrong += [f"{construct}: {PEER}{release}: not listed" for construct in found]
if shipped["version"] not in releases:
    wrong.append(f"{PEER}{shipped['version']}, which is shipped, is not listed")
print(f"{len(rows)} constructs, {len(releases)} releases")
sys.exit("\n".join(wrong) if wrong else 0)
