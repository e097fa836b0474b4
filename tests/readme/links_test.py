# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Links between the project's pages lead to files and headings that are there, and the README is no longer
than a newcomer reads. `links_test.py SOURCE`.
"""
import pathlib
import re
import sys

SOURCE = pathlib.Path(sys.argv[1])
LINK = re.compile(r"\]\(([^)\s]+)\)")
README_LINES = 150


def pages():
    skipped = {"build", "dist", ".git"}
    return [path for path in sorted(SOURCE.rglob("*.md"))
            if not skipped & set(path.relative_to(SOURCE).parts)]


def prose(page):
    """Without what is in fences: there nothing is a link or a heading."""
    return re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(page):
    """As GitHub makes them of headings."""
    titles = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", title.lower()) for title in titles)
    return {title.replace(" ", "-") for title in plain}


def faults(page):
    for link in LINK.findall(prose(page)):
        if re.match(r"https?:|{{", link):  # Elsewhere, or a template's.
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists():
            yield f"{link} is not there"
        elif anchor and anchor not in anchors(target):
            yield f"{link}: there is no such heading"


said = [f"{page.relative_to(SOURCE)}: {fault}" for page in pages() for fault in faults(page)]
length = len((SOURCE / "README.md").read_text("utf-8").splitlines())
if length > README_LINES:
    said.append(f"README.md has {length} lines, more than {README_LINES}")
print("\n".join(said) or f"{len(pages())} pages")
sys.exit(1 if said or len(pages()) < 10 else 0)
