# SPDX-License-Identifier: AGPL-3.0-or-later
"""
build-subject.sh with a cargo that stands in: the record beside the library says what building all of it
took, however often cargo is called again.
"""
import configparser
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(os.environ["SOURCE"]) / "codecs" / "copybook-rs" / "build-subject.sh"
CARGO = """#!/bin/sh
case $1 in
--version) echo "cargo 1.95.0 (stand-in)" ;;
build)
    folder=$CARGO_TARGET_DIR
    for argument; do
        case $argument in --target=*) folder=$folder/${argument#*=} ;; esac
    done
    mkdir -p "$folder/release/deps"
    printf %s "$CODE" >"$folder/release/libperfharness_copybook_rs.so" ;;
metadata) echo "$@" >>"$CARGO_TARGET_DIR/metadata" && echo "{}" ;;
esac
"""
RUSTC = """#!/bin/sh
case $1 in
--version) echo "rustc 1.95.0 (stand-in)" ;;
-vV) echo "host: x86_64-unknown-linux-gnu" ;;
esac
"""
SECONDS = r"^\d+\.\d{3}$"


class BuildSubject(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="perfharness-test-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.record = self.folder / "subjects" / "copybook-rs.build"
        for name, text in (("cargo", CARGO), ("rustc", RUSTC)):
            (self.folder / name).write_text(text, encoding="utf-8")
            (self.folder / name).chmod(0o755)

    def build(self, code, **variables):
        """The seconds in the record beside the library, of which code is all that is in it."""
        environment = {name: value for name, value in os.environ.items()
                       if name != "SOURCE_DATE_EPOCH"}
        subprocess.run([SCRIPT, self.folder / "target", self.folder / "subjects"], check=True,
                       cwd=self.folder, env={**environment, "CARGO": str(self.folder / "cargo"),
                                             "CODE": code, **variables})
        library = (self.folder / "subjects" / "copybook-rs.so").read_bytes()
        self.assertEqual(library, code.encode())
        record = configparser.ConfigParser(interpolation=None)
        record.read(self.record)
        self.assertEqual(record["build"]["library_sha256"], hashlib.sha256(library).hexdigest())
        self.assertEqual(record["build"]["toolchain"], "rustc 1.95.0 (stand-in)")
        return record["build"].get("build_s")

    def build_slowly(self, code):
        """As if it had taken 70.131 s."""
        self.assertRegex(self.build(code), SECONDS)
        lines = ["build_s=70.131" if line.startswith("build_s=") else line
                 for line in self.record.read_text("utf-8").splitlines()]
        self.record.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def test_the_same_library_again_keeps_the_time_it_took(self):
        self.build_slowly("one")
        for _ in range(2):
            self.assertEqual(self.build("one"), "70.131")

    def test_what_was_built_in_part_has_no_time(self):
        self.build_slowly("one")
        self.assertIsNone(self.build("two"))
        self.assertIsNone(self.build("two"))
        shutil.rmtree(self.folder / "target")
        self.assertRegex(self.build("two"), SECONDS)

    def test_what_is_to_be_the_same_everywhere_has_no_time(self):
        self.assertIsNone(self.build("one", SOURCE_DATE_EPOCH="1764000000"))

    def platforms_asked_about(self):
        """Where crates are looked for, once they are built."""
        asked = (self.folder / "target" / "metadata").read_text("utf-8")
        return set(re.findall(r"--filter-platform (\S+)", asked))

    def test_another_machine_has_a_library_of_its_own(self):
        arm64 = "aarch64-unknown-linux-gnu"
        self.build("of this machine")
        self.assertEqual(self.platforms_asked_about(), {"x86_64-unknown-linux-gnu"})
        self.assertRegex(self.build("of the other", PH_SUBJECT_TARGET=arm64), SECONDS)
        self.assertIn(arm64, self.platforms_asked_about())
        self.build("of this machine")

    def test_what_the_environment_tells_cargo_sends_it_nowhere(self):
        self.build("one", CARGO_BUILD_TARGET="aarch64-unknown-linux-gnu")
        self.assertTrue((self.folder / "target" / "release").is_dir())


if __name__ == "__main__":
    unittest.main()
