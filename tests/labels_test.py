# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every test says what it needs, by exactly one label; who takes time locks the measured CPU."""
import json
import subprocess
import sys

LABELS = {"unit", "program", "measures", "network", "long"}


def properties(test):
    return {entry["name"]: entry["value"] for entry in test.get("properties", [])}


def faults(tests):
    for test in tests:
        known = properties(test)
        labels = known.get("LABELS", [])
        if len(labels) != 1 or labels[0] not in LABELS:
            yield f"{test['name']}: labels {labels}, one of {sorted(LABELS)} was expected"
        elif (labels == ["measures"]) != ("measured_cpu" in known.get("RESOURCE_LOCK", [])) and (
                labels != ["long"]):
            yield f"{test['name']}: labelled {labels[0]}, locks {known.get('RESOURCE_LOCK')}"


listed = subprocess.run([sys.argv[1], "--test-dir", sys.argv[2], "--show-only=json-v1"], check=True,
                        capture_output=True, text=True)
found = json.loads(listed.stdout)["tests"]
said = list(faults(found))
print("\n".join(said) or f"{len(found)} tests, each with its label")
sys.exit(1 if said or not found else 0)
