# SPDX-License-Identifier: AGPL-3.0-or-later
"""The README's table of the commands, from the first lines of their manual.

`commands.py README SOURCE` fails when the README does not hold the table; with --write first, it puts
it there.
"""
import pathlib
import re
import sys

import made_part

MANUAL = "harness/command/manual"


def summary(source, name):
    path = source / MANUAL / f"{name}.md"
    title = path.read_text(encoding="utf-8").partition("\n")[0]
    found = re.fullmatch(rf"# perfharness {name}: (.+)", title)
    return found[1] if found else sys.exit(f"{path}: its first line is not its title")


def table(arguments):
    source = pathlib.Path(arguments[0])
    header = (source / "harness/command/command.h").read_text(encoding="utf-8")
    names = re.findall(r"^ +X\((\w+), (?:ENGINE|DOCUMENTS)\)", header, re.MULTILINE)
    lines = ["| command | what it does |\n", "|---|---|\n"]
    lines += [f"| [{name}]({MANUAL}/{name}.md) | {summary(source, name)} |\n" for name in names]
    return "".join(lines)


made_part.compare_or_write(sys.argv[1:], "tests/readme/commands.py", MANUAL + "/", table)
