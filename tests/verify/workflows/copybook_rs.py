# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A repository of copybook-rs, made from the sources of its release in the Rust registry, whose decoder of
packed decimals can be made slower, or be broken.
"""
import json
import os
import pathlib
import shutil
import subprocess

CRATES = ("copybook-core", "copybook-codec")
NUMERIC = pathlib.Path("crates", "copybook-codec", "src", "numeric.rs")
DECODER = "fn decode_packed_decimal_fast_path(\n"
# A sum over two bytes of the cell that nobody needs: a tenth of the time, or somewhat more.
SLOWER = """fn decode_packed_decimal_fast_path(
    data: &[u8],
    digits: u16,
    scale: i16,
    signed: bool,
) -> Result<SmallDecimal> {
    std::hint::black_box(data.iter().take(2).fold(0_u8, |sum, byte| sum ^ byte));
    decode_at_once(data, digits, scale, signed)
}

#[inline]
fn decode_at_once(
"""


# The same sources are the same commits, which are built once.
DATE = "2026-01-01T00:00:00Z"


def git(folder, *arguments):
    return subprocess.run(
        ["git", "-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "init.defaultBranch=main",
         "-c", "commit.gpgsign=false", *map(str, arguments)], cwd=folder, check=True,
        stdout=subprocess.PIPE, encoding="utf-8",
        env={**os.environ, "GIT_AUTHOR_DATE": DATE, "GIT_COMMITTER_DATE": DATE}).stdout.strip()


def sources(crate):
    """Where cargo has the sources of the crates that the subject is built with."""
    said = subprocess.run(["cargo", "metadata", "--format-version=1", "--locked"], cwd=crate, check=True,
                          stdout=subprocess.PIPE).stdout
    return {package["name"]: pathlib.Path(package["manifest_path"]).parent
            for package in json.loads(said)["packages"] if package["name"] in CRATES}


class CopybookRs:
    def __init__(self, path, subject_crate):
        self.path = path
        path.mkdir()
        self.git("init", "--quiet")
        for name, source in sources(subject_crate).items():
            shutil.copytree(source, path / "crates" / name)
        (path / "Cargo.toml").write_text(
            "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"2\"\n\n[patch.crates-io]\n"
            + "".join(f'{name} = {{ path = "crates/{name}" }}\n' for name in CRATES))
        shutil.copy(subject_crate / "Cargo.lock", path / "Cargo.lock")
        self.fast = (path / NUMERIC).read_text()
        assert self.fast.count(DECODER) == 1

    def git(self, *arguments):
        return git(self.path, *arguments)

    def commit(self, message):
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD")

    def write(self, text):
        (self.path / NUMERIC).write_text(text)

    def slow_down(self):
        self.write(self.fast.replace(DECODER, SLOWER))
        return self.commit("Decode packed decimals with more care")

    def mend(self):
        self.write(self.fast.replace("/// Ultra-optimized COMP-3 decoder", "/// COMP-3 decoder"))
        return self.commit("Mend it")

    def break_it(self):
        self.write(self.fast + "\nfn unfinished() -> u32 { \"no number\" }\n")
        return self.commit("Does not build")

    def document(self):
        (self.path / "README.md").write_text("Words.\n")
        return self.commit("Say more")
