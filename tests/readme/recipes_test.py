# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The recipes of CONTRIBUTING.md name files that are there, and all that belong to a new source; what they
ask for beyond what compiles was done for all that is there. `recipes_test.py SOURCE`.
"""
import pathlib
import re
import sys

SOURCE = pathlib.Path(sys.argv[1])
RECIPE = re.compile(r"^\*\*(.+?)\*\*(?: \(.*?\))?:? (.*?)(?=\n\n)", re.MULTILINE | re.DOTALL)
# A word in backquotes that is a path of the tree: it has a folder or a suffix, and no blank or variable.
PATH = re.compile(r"`([a-z.][\w.*-]*/[\w./*-]*|README\.md)( --\w+)?`")
PLACEHOLDER = re.compile(r"NAME|FORMAT|SHAPE|PEER|FAMILY_ISA|NNN|\*")

# Where a list stands, how its rows begin, and the files that have something to say of each.
LISTS = [
    ("harness/command/command_report.c", r'^    X\("([a-z-]+)", render_',
     ["reporting/README.md", "tests/cli/report_test.py", "tests/stored_documents/documents.py"]),
    ("reporting/export/export.c", r'^    \{ "([a-z-]+)",',
     ["reporting/README.md", "tests/interop/export_test.py", "tests/stored_documents/documents.py"]),
    ("harness/import/imported.c", r'^    \{ "([a-z-]+)",',
     ["reporting/README.md", "tests/interop/import_test.py", "tests/stored_documents/documents.py"]),
    ("harness/fitness/fitness.h", r'^    X\(\w+, "([a-z-]+)",', ["tests/cli/doctor_test.py"]),
    ("harness/subject/code_page.h", r'^    X\("(cp[0-9]+)",', ["codecs/README.md"]),
]


def read(path):
    return (SOURCE / path).read_text("utf-8")


def recipes():
    text = read(".github/CONTRIBUTING.md")
    return dict(RECIPE.findall(text.partition("## Recipes")[2].partition("## Style")[0]))


def faults(name, text):
    paths = [match.group(1) for match in PATH.finditer(text)]
    if not paths:
        yield "names no file"
    for path in paths:
        if not list(SOURCE.glob(PLACEHOLDER.sub("*", path).rstrip("/"))):
            yield f"{path} is not there"
        folder = path.split("/")[0]
        is_new = PLACEHOLDER.search(path) and "check_*" not in path
        if is_new and path.endswith(".c"):
            if not any(other.startswith(folder) and other.endswith("CMakeLists.txt")
                       for other in paths):
                yield f"makes {path}, and no CMakeLists.txt is named"
            if folder != "tests" and not any(other.endswith(".h") for other in paths):
                yield f"makes {path}, and no header that declares what is in it is named"
        if is_new and path.endswith("/CMakeLists.txt") and not {
                "tests/layering_test.sh", "tests/README.md"} & set(paths):
            yield f"makes {path}, and not where folders are listed"


def not_done():
    for path, row, others in LISTS:
        names = re.findall(row, read(path), re.MULTILINE)
        if len(names) < 3:
            yield f"{path}: its list is not found"
        for other in others:
            text = read(other)
            yield from (f"{other}: says nothing of {name}, which {path} lists"
                        for name in names if not re.search(rf"\b(?<!-){name}\b(?!-)", text))
    layout = read(".github/CONTRIBUTING.md")
    for folder in ("codecs", "harness"):
        yield from (f"CONTRIBUTING.md: its table has no {path}"
                    for path in folders(folder) if f"`{path}/`" not in layout)
    table = read("tests/README.md")
    yield from (f"tests/README.md: its table has no {path}"
                for path in folders("tests") if f"`{path[len('tests/'):]}/`" not in table)


def folders(name):
    """Those that hold files to build or to run, below one."""
    return sorted({f"{name}/{path.parent.name}" for pattern in ("*/*.[ch]", "*/*.py", "*/*.sh")
                   for path in (SOURCE / name).glob(pattern)})


found = recipes()
said = [f"{name}: {fault}" for name, text in found.items() for fault in faults(name, text)]
said += not_done()
print("\n".join(said) or f"{len(found)} recipes")
sys.exit(1 if said or len(found) < 20 else 0)
