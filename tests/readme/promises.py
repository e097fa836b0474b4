# SPDX-License-Identifier: AGPL-3.0-or-later
"""The README's table of what the reference and its peers answer where they differ.

`promises.py README LIST=PEER...` fails when the README does not hold the table that the lists make;
with --write first, it puts it there.
"""
import csv
import pathlib
import sys

BEGIN = "<!-- made by tests/readme/promises.py from the lists in fixtures/ -->\n"
END = "<!-- end of what is made -->\n"


def rows(path, peer):
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            answer = next(row[name] for name in row if name not in (
                "kind", "digits", "signed", "cell", "reference", "rule"))
            signed = "signed" if row["signed"] == "1" else "unsigned"
            yield (f"| {row['kind']}, {row['digits']} digits, {signed} | `{row['cell']}` | "
                   f"{row['reference']} | {peer}: {answer} | {row['rule']} |\n")


def table(lists):
    lines = ["| field | cell in hex, as a pattern | reference | peer | rule |\n",
             "|---|---|---|---|---|\n"]
    for path, peer in lists:
        lines += rows(path, peer)
    return "".join(lines)


def main(arguments):
    is_writing = arguments[0] == "--write"
    readme = pathlib.Path(arguments[is_writing])
    made = table([argument.split("=") for argument in arguments[is_writing + 1:]])
    text = readme.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    found, _, after = rest.partition(END)
    if is_writing:
        readme.write_text(before + BEGIN + made + END + after, encoding="utf-8")
    elif found != made:
        sys.exit("README.md: its table of differences is not what fixtures/ say; "
                 "`tests/readme/promises.py --write` makes it anew")


main(sys.argv[1:])
