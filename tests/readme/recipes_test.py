# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The recipes of CONTRIBUTING.md name files that are there, and each that makes a source names the
CMakeLists.txt that has to know it. `recipes_test.py SOURCE`.
"""
import pathlib
import re
import sys

SOURCE = pathlib.Path(sys.argv[1])
RECIPE = re.compile(r"^\*\*(.+?)\*\*: (.*?)(?=\n\n)", re.MULTILINE | re.DOTALL)
# A word in backquotes that is a path of the tree: it has a folder, and no blank or variable.
PATH = re.compile(r"`([a-z.][\w.*-]*/[\w./*-]*)( --\w+)?`")
PLACEHOLDER = re.compile(r"NAME|FORMAT|SHAPE|PEER|FAMILY_ISA|NNN|\*")


def recipes():
    text = (SOURCE / ".github" / "CONTRIBUTING.md").read_text("utf-8")
    return dict(RECIPE.findall(text.partition("## Recipes")[2].partition("## Style")[0]))


def faults(name, text):
    paths = [match.group(1) for match in PATH.finditer(text)]
    if not paths:
        yield "names no file"
    for path in paths:
        if not list(SOURCE.glob(PLACEHOLDER.sub("*", path).rstrip("/"))):
            yield f"{path} is not there"
        folder = path.split("/")[0]
        is_new_source = PLACEHOLDER.search(path) and path.endswith(".c")
        if is_new_source and "check_*" not in path and not any(
                other.startswith(folder) and other.endswith("CMakeLists.txt") for other in paths):
            yield f"makes {path}, and no CMakeLists.txt is named"


found = recipes()
said = [f"{name}: {fault}" for name, text in found.items() for fault in faults(name, text)]
print("\n".join(said) or f"{len(found)} recipes")
sys.exit(1 if said or len(found) < 15 else 0)
