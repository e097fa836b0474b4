# SPDX-License-Identifier: AGPL-3.0-or-later
"""A part of a README that a program makes: between two comments, the same as what it makes now."""
import pathlib
import sys


def compare_or_write(arguments, program, source, make):
    """`[--write] README ARGUMENT…`: what make(ARGUMENT…) gives is there, or is put there."""
    is_writing = arguments[0] == "--write"
    readme = pathlib.Path(arguments[is_writing])
    begin = f"<!-- made by {program} from {source} -->\n"
    end = f"<!-- end of what {program} made -->\n"
    made = make(arguments[is_writing + 1:])
    before, begins, rest = readme.read_text(encoding="utf-8").partition(begin)
    found, ends, after = rest.partition(end)
    if not begins or not ends:
        sys.exit(f"{readme}: it has no place for what {program} makes")
    if is_writing:
        readme.write_text(before + begin + made + end + after, encoding="utf-8")
    elif found != made:
        sys.exit(f"{readme}: its table is not what {source} says; `{program} --write` makes it anew")
