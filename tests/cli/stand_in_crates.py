# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Crates that stand in for copybook-rs', in a git checkout, and a subject's crate whose build script is a
test's: a build takes no time. Files of the crate core tell the script what to do.
"""
import shutil
import subprocess

from program import CRATE_PLACE

CRATES = {"copybook-core": "core", "copybook-codec": "codec"}
RELEASE = "0.6.1"

# The crate's patch is the script's seventh argument, and the padding its fifth. The record of what was
# built, of which every build has one.
SCRIPT_BEGIN = r"""#!/bin/sh
set -eu
core=$(echo "$7" | sed 's/.*path="//; s/"$//')
padding=$(echo "$5" | sed 's/.*BYTES="//; s/"$//')
cache=$(dirname "$(dirname "$2")")
echo "   Compiling copybook-core v0.6.1" >"$PH_SUBJECT_LOG"
"""
SCRIPT_END = rf"""
cat >"$2/copybook-rs.build" <<RECORD
[build]
release={RELEASE}
origin=checkout
commit=$PH_SUBJECT_COMMIT
toolchain=$("$(dirname "$CARGO")/rustc" --version)
sources_sha256=$(find "$core" -type f -exec cat {{}} + | sha256sum | cut -d ' ' -f 1)
library_sha256=$(sha256sum <"$2/copybook-rs.so" | cut -d ' ' -f 1)
build_s=0.5
RECORD
"""


def plant_subject(prefix, script):
    """Into an installation; `script` puts a library at "$2/copybook-rs.so"."""
    crate = prefix / CRATE_PLACE
    crate.mkdir()
    (crate / "Cargo.toml").write_text("[package]\n")
    path = crate / "build-subject.sh"
    path.write_text(SCRIPT_BEGIN + script + SCRIPT_END)
    path.chmod(0o755)


RUSTC = r"""#!/bin/sh
case $* in
--version) echo 'rustc RELEASE' ;;
-vV) printf 'rustc %s\nrelease: %s\n' RELEASE RELEASE ;;
*target-cpus*) printf 'Available CPUs for this target:\n    native  - this one\n    small\n    large\n    mighty\n' ;;
*target-cpu=small*) echo 'target_feature="sse2"' ;;
*target-cpu=mighty*) printf 'target_feature="sse2"\ntarget_feature="amx-tile"\n' ;;
*) printf 'target_feature="sse2"\ntarget_feature="avx2"\n' ;;
esac
"""


def plant_toolchain(rustup, release):
    """
    One that stands in, whose rustc says what it is asked for; the path of its cargo. Of a release that nobody
    has: by its name, one that is installed is found as well.
    """
    programs = rustup / "toolchains" / f"{release}-host" / "bin"
    programs.mkdir(parents=True)
    cargo = programs / "cargo"
    cargo.write_text(f"#!/bin/sh\nexec env -u RUSTUP_HOME {shutil.which('cargo')} \"$@\"\n")
    (programs / "rustc").write_text(RUSTC.replace("RELEASE", release))
    for program in programs.iterdir():
        program.chmod(0o755)
    return cargo


class Checkout:
    def __init__(self, path):
        self.path = path
        for name, folder in CRATES.items():
            (path / folder / "src").mkdir(parents=True)
            (path / folder / "src" / "lib.rs").touch()
            (path / folder / "Cargo.toml").write_text(
                f'[package]\nname = "{name}"\nversion = "{RELEASE}"\n')
        (path / "Cargo.toml").write_text('[workspace]\nmembers = ["core", "codec"]\n')
        self.git("init", "-q")

    def git(self, *arguments):
        subprocess.run(["git", "-c", "user.name=test", "-c", "user.email=test@localhost", "-c",
                        "commit.gpgsign=false", *arguments], cwd=self.path, check=True)

    def commit(self, tag, **files):
        """A commit of that tag, with these files of the crate core by their names."""
        for name, text in files.items():
            (self.path / "core" / name).write_text(text)
        self.git("add", "-A")
        self.git("commit", "-qm", tag)
        self.git("tag", tag)

    def __str__(self):
        return str(self.path)
