# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Debian's changelog, compressed, of the project's: what is listed under the version, or is not
released yet.

    changelog.py CHANGELOG.md VERSION CONTACT OUTPUT, with SOURCE_DATE_EPOCH as its date
"""
import email.utils
import gzip
import os
import pathlib
import re
import sys
import textwrap

UNRELEASED = "Unreleased"
WIDTH = 78


def section(text, version):
    sections = dict(re.findall(r"^## (\S+).*\n((?:(?!## ).*\n?)*)", text, re.MULTILINE))
    for name in (version, UNRELEASED):
        if name in sections:
            return sections[name]
    raise SystemExit(f"changelog.py: the changelog has neither a section {version} nor {UNRELEASED}")


def entries(lines):
    for block in re.findall(r"^\* .*\n(?:  .*\n)*", lines, re.MULTILINE):
        words = re.sub(r"\s+", " ", block.removeprefix("* ")).strip()
        yield textwrap.fill(words, WIDTH, initial_indent="  * ", subsequent_indent="    ",
                            break_long_words=False, break_on_hyphens=False)


def main(source, version, contact, output):
    date = email.utils.formatdate(int(os.environ["SOURCE_DATE_EPOCH"]))
    text = "\n".join([f"perfharness ({version}) unstable; urgency=medium", "",
                      *entries(section(pathlib.Path(source).read_text(encoding="utf-8"), version)),
                      "", f" -- {contact}  {date.replace('-0000', '+0000')}", ""])
    pathlib.Path(output).write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main(*sys.argv[1:])
