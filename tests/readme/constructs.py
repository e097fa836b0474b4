# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of the constructs that a release of copybook-rs does not have right.

`constructs.py README LIST RELEASE` fails when the README does not hold the table that the list makes;
with --write first, it puts it there.
"""
import csv
import sys

import made_part

OUTCOMES = ("right", "refused", "wrong", "random", "crashed")


def cell(text):
    return text.replace("*", "\\*").replace("|", "\\|")


def table(arguments):
    path, release = arguments
    with open(path, encoding="utf-8", newline="") as file:
        rows = [(row, row[f"copybook-rs {release}"]) for row in csv.DictReader(file)]
    counts = {name: sum(outcome == name for _, outcome in rows) for name in OUTCOMES}
    lines = [f"Of {len(rows)} constructs copybook-rs {release} has " +
             ", ".join(f"{count} {name}" for name, count in counts.items() if count) +
             ". Those that are not right:\n\n",
             "| construct | outcome | rule |\n", "|---|---|---|\n"]
    lines += [f"| [{cell(row['title'])}](../fixtures/constructs/{row['construct']}.cpy) | {outcome} | "
              f"{cell(row['rule'])} |\n" for row, outcome in rows if outcome != "right"]
    return "".join(lines)


made_part.compare_or_write(sys.argv[1:], "tests/readme/constructs.py", "fixtures/constructs.csv", table)
