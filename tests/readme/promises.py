# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of what the reference and its peers answer where they differ.

`promises.py README LIST=PEER...` fails when the README does not hold the table that the lists make;
with --write first, it puts it there.
"""
import csv
import sys

import made_part


def field(row):
    if row["kind"].startswith("text-cp"):
        return f"text, CCSID {int(row['kind'].removeprefix('text-cp'))}"
    signed = "signed" if row["signed"] == "1" else "unsigned"
    return f"{row['kind']}, {row['digits']} digits, {signed}"


def rows(path, peer):
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            answer = next(row[name] for name in row if name not in (
                "kind", "digits", "signed", "cell", "reference", "releases", "rule"))
            if answer == row["reference"]:
                answer = f"another {answer}"
            yield (f"| {field(row)} | `{row['cell']}` | {row['reference']} | "
                   f"{peer} {row['releases'].replace(' ', ', ')}: {answer} | {row['rule']} |\n")


def table(lists):
    lines = ["| field | cell in hex, as a pattern | reference | peer | rule |\n",
             "|---|---|---|---|---|\n"]
    for argument in lists:
        lines += rows(*argument.split("="))
    return "".join(lines)


made_part.compare_or_write(sys.argv[1:], "tests/readme/promises.py", "the lists in fixtures/", table)
