#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form that all sources have: who may use them first, then what they hold; one rule for guards.

    source_form_test.py FOLDER            complains, and exits with 1, where the form is not kept
    source_form_test.py --write FOLDER    gives every header the guard that the rule says

- The first line (behind #!, where there is one) is the SPDX identifier of our licence.
- The next line begins a comment that says what the file holds. Only a source whose header stands
  beside it needs none: the header says it, also for one system's file of a name (NAME_windows.c).
- A guard is PH_ and the path from the top in capitals, with _ for all that is no letter or digit:
  harness/model/estimate.h has PH_HARNESS_MODEL_ESTIMATE_H. Of a header that stands in an include/
  folder it is the path that users write: perfharness/subject.h has PERFHARNESS_SUBJECT_H. No two
  headers have the same, and the last line names it once more.

Files are read on disk, tracked or not. It first shows itself that it sees what it is to see.
"""

import collections
import pathlib
import re
import sys
import tempfile

FOLDERS = (".ci", "codecs", "fixtures", "harness", "reporting", "script", "tests")
SUFFIXES = (".c", ".cpp", ".h", ".py", ".rs", ".sh")
LEFT_OUT = {"build", "corpus", "node_modules", "target"}
SPDX = "SPDX-License-Identifier: AGPL-3.0-or-later"
SPDX_LINES = (f"/* {SPDX} */", f"# {SPDX}", f"// {SPDX}")
ONE_SYSTEM = re.compile("_(linux|macos|posix|windows)$")
# What follows in a block comment, or a docstring, may begin on its next line.
OPENING = re.compile(r'/\*( \S|$)|//[!]? \S|# \S|"""')


def sources(top):
    for folder in FOLDERS:
        for path in sorted((top / folder).rglob("*")):
            inside = path.relative_to(top)
            if LEFT_OUT.intersection(inside.parts) or not path.is_file():
                continue
            is_script = str(inside.parent) in ("script", ".ci")
            if is_script or path.suffix in SUFFIXES:
                yield inside


def guard_of(inside):
    parts = inside.parts
    is_public = "include" in parts
    named = parts[parts.index("include") + 1 :] if is_public else ("ph", *parts)
    return re.sub("[^A-Z0-9]", "_", "/".join(named).upper())


def head_complaints(top, inside):
    lines = (top / inside).read_text(encoding="utf-8").split("\n")
    if lines[0].startswith("#!"):
        del lines[0]
    if lines[0] not in SPDX_LINES:
        yield f"{inside}: the SPDX line was expected first"
        return
    header = (top / inside).with_name(ONE_SYSTEM.sub("", inside.stem) + ".h")
    has_header = inside.suffix in (".c", ".cpp") and ((top / inside).with_suffix(".h").exists() or header.exists())
    if not has_header and not OPENING.match(lines[1]):
        yield f"{inside}: behind the SPDX line, a sentence on what the file holds was expected"


def guard_complaints(top, inside):
    guard = guard_of(inside)
    text = (top / inside).read_text(encoding="utf-8")
    found = re.search(r"^#ifndef (\w+)\n#define \1$", text, re.MULTILINE)
    if not found or found.group(1) != guard:
        yield f"{inside}: the guard {guard} was expected; tests/source_form_test.py --write sets it"
    elif not text.endswith(f"\n#endif /* {guard} */\n"):
        yield f'{inside}: "#endif /* {guard} */" was expected as the last line'


def complaints(top):
    all_sources = list(sources(top))
    headers = [inside for inside in all_sources if inside.suffix == ".h"]
    guards = collections.Counter(guard_of(inside) for inside in headers)
    for inside in all_sources:
        yield from head_complaints(top, inside)
    for inside in headers:
        yield from guard_complaints(top, inside)
        if guards[guard_of(inside)] > 1:
            yield f"{inside}: another header has the guard {guard_of(inside)}, too"


def write_guards(top):
    for inside in sources(top):
        if inside.suffix != ".h":
            continue
        text = (top / inside).read_text(encoding="utf-8")
        guard = guard_of(inside)
        new = re.sub(
            r"^#ifndef \w+\n#define \w+$", f"#ifndef {guard}\n#define {guard}", text, 1, re.MULTILINE
        )
        new = re.sub(r"\n#endif( /\* \w+ \*/)?\n*\Z", f"\n#endif /* {guard} */\n", new)
        if new != text:
            (top / inside).write_text(new, encoding="utf-8")


def make(top, path, text):
    (top / path).parent.mkdir(parents=True, exist_ok=True)
    (top / path).write_text(text, encoding="utf-8")


def check_this_test():
    """One file of each kind that is wrong, and beside them what is right."""
    head = f"/* {SPDX} */\n"

    def header(guard, end=None):
        return f"{head}/* A. */\n#ifndef {guard}\n#define {guard}\n#endif /* {end or guard} */\n"

    right = {
        "harness/a/a.c": head + '#include "a/a.h"\n',
        "harness/a/a.h": header("PH_HARNESS_A_A_H"),
        "harness/include/perfharness/a.h": header("PERFHARNESS_A_H"),
        "tests/a.py": f'#!/usr/bin/env python3\n# {SPDX}\n"""A."""\n',
        "script/a": f"#!/bin/sh\n# {SPDX}\n# A.\n",
    }
    wrong = {
        "harness/a/b.c": head + "#include <stdio.h>\n",
        "harness/a/c.c": "/* A. */\n" + head,
        "harness/a/d.h": header("PH_D_H"),
        "harness/a/e.h": header("PH_HARNESS_A_E_H", "PH_E_H"),
        "harness/a/f.h": header("PH_HARNESS_A_F_H").replace("/* A. */\n", ""),
        "codecs/include/perfharness/g.h": header("PERFHARNESS_G_H"),
        "fixtures/include/perfharness/g.h": header("PERFHARNESS_G_H"),
        "script/b": f"#!/bin/sh\n# {SPDX}\nset -eu\n",
    }
    with tempfile.TemporaryDirectory() as folder:
        top = pathlib.Path(folder)
        for path, text in (right | wrong).items():
            make(top, path, text)
        seen = {complaint.split(":")[0] for complaint in complaints(top)}
        assert seen == set(wrong), f"it sees {sorted(seen)}, and not {sorted(wrong)}"
        write_guards(top)
        seen = {complaint.split(":")[0] for complaint in complaints(top)}
        assert not seen.intersection({"harness/a/d.h", "harness/a/e.h"}), "--write sets no guards"


def main():
    is_writing = sys.argv[1] == "--write"
    top = pathlib.Path(sys.argv[-1])
    check_this_test()
    if is_writing:
        write_guards(top)
    found = list(complaints(top))
    for complaint in found:
        print(complaint, file=sys.stderr)
    return 1 if found else 0


sys.exit(main())
