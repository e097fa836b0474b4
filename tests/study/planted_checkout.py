# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A git checkout of copybook-rs' crates as they were published, in which COMP-3 is made slower by some
cycles a cell, and mended again: a commit each. The commits are the same whenever it is made, so
that their builds are kept.
"""
import os
import pathlib
import shutil
import subprocess

import comparison
from part import CannotBeStaged

RELEASE = "0.8.1"
CRATES = {"copybook-core": "core", "copybook-codec": "codec"}
DATE = "2026-01-01T00:00:00Z"
PLACE = "        _ => decode_packed_fast_general(data, digits, scale, signed),\n"
# In each cell of more than three bytes: numbers go by way of the stack, one of which is needed at
# once; or one is written there for nothing.
NEEDED = """        _ => {
            std::hint::black_box((data.len(), scale, signed));
            decode_packed_fast_general(data, std::hint::black_box(digits), scale, signed)
        }
"""
FOR_NOTHING = """        _ => {
            std::hint::black_box(scale);
            decode_packed_fast_general(data, digits, scale, signed)
        }
"""


def sources():
    """Where cargo keeps them, once anything was built of that release."""
    top = pathlib.Path.home() / ".cargo" / "registry" / "src"
    for folder in top.glob("*"):
        if all((folder / f"{name}-{RELEASE}").is_dir() for name in CRATES):
            return folder
    raise CannotBeStaged(f"cargo has no sources of copybook-rs {RELEASE}: "
                         f"perfharness subjects --subject a=copybook-rs@{RELEASE} gets them")


class PlantedCheckout:
    def __init__(self, path):
        self.path = path
        if path.exists():
            shutil.rmtree(path)
        path.mkdir()
        published = sources()
        for name, folder in CRATES.items():
            shutil.copytree(published / f"{name}-{RELEASE}", path / folder)
        shutil.move(path / "codec" / "Cargo.lock", path / "Cargo.lock")
        (path / "Cargo.toml").write_text('[workspace]\nmembers = ["core", "codec"]\n'
                                         'resolver = "2"\n', encoding="ascii")
        self.source = path / "codec" / "src" / "numeric.rs"
        self.pristine = self.source.read_text(encoding="utf-8")
        if PLACE not in self.pristine:
            raise comparison.Failed(f"{self.source}: the line that slowdowns are put into is gone")
        self._git("init", "-q")
        self._commit("pristine")

    def _git(self, *arguments):
        subprocess.run(["git", "-c", "user.name=study", "-c", "user.email=study@localhost", "-c",
                        "commit.gpgsign=false", *arguments], cwd=self.path, check=True,
                       env=os.environ | {"GIT_AUTHOR_DATE": DATE, "GIT_COMMITTER_DATE": DATE})

    def _commit(self, tag):
        self._git("add", "-A")
        self._git("commit", "-q", "--allow-empty", "-m", tag)
        self._git("tag", tag)

    def slow(self, tag, how):
        """NEEDED or FOR_NOTHING."""
        self.source.write_text(self.pristine.replace(PLACE, how), encoding="utf-8")
        self._commit(tag)

    def mend(self, tag):
        self.source.write_text(self.pristine, encoding="utf-8")
        self._commit(tag)

    def edit(self, tag, edits):
        """Of the pristine sources, with (file, what stands there once, what takes its place) of the
        codec's; what is in the folder stays as it was."""
        kept = {}
        for file, old, new in edits:
            path = self.path / "codec" / "src" / file
            text = path.read_text(encoding="utf-8")
            if text.count(old) != 1:
                raise comparison.Failed(f"{path}: what is to be edited does not stand there once: "
                                        f"{old.strip()}")
            kept.setdefault(path, text)
            path.write_text(text.replace(old, new), encoding="utf-8")
        self._commit(tag)
        for path, text in kept.items():
            path.write_text(text, encoding="utf-8")

    def comment(self, tag):
        """Other sources, the same code."""
        self.source.write_text(self.pristine + f"// {tag}\n", encoding="utf-8")
        self._commit(tag)

    def build(self, tag):
        return f"{self.path}@{tag}"
