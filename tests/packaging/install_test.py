# SPDX-License-Identifier: AGPL-3.0-or-later
"""
`cmake --install` into a folder of any name: what is there finds the rest, from wherever it is called
and after it was moved; what is missing is said with its place; only the system's looks into /etc.
"""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from program import (CONFIG_PLACE, CRATE_PLACE, PREFIX, SOURCE, SUBJECTS_PLACE, WORKER_PLACE,
                     ProgramTest, environment, run)

CMAKE = os.environ["CMAKE"]
PERF = SOURCE / "fixtures" / "documents" / "0.1.0-1" / "run" / "perf.json"
# Who builds must not decide what others may read.
UMASK = 0o077


def install(prefix):
    subprocess.run([CMAKE, "--install", PREFIX, "--prefix", prefix], check=True, umask=UMASK,
                   stdout=subprocess.DEVNULL)


def can_bind_folders():
    """Whether this user may have mounts of his own."""
    return subprocess.run(["unshare", "--map-root-user", "--mount", "true"], check=False,
                          stderr=subprocess.DEVNULL).returncode == 0


class Installation(ProgramTest):
    @classmethod
    def setUpClass(cls):
        cls.once = pathlib.Path(tempfile.mkdtemp(prefix="perfharness-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.once, ignore_errors=True)
        install(cls.once / "a prefix")

    def setUp(self):
        """Links to the files: each test may move and remove its own."""
        super().setUp()
        self.prefix = self.folder / "a prefix"
        shutil.copytree(self.once / "a prefix", self.prefix, copy_function=os.link)
        self.program = self.prefix / "bin" / "perfharness"

    def remove(self, place):
        path = self.prefix / place
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    def assert_works(self, program):
        """From another folder, without a measurement."""
        listed = run("subjects", "--json", program=program, cwd="/")
        self.assertEqual(listed.returncode, 0, listed.stderr)
        subjects = {entry["name"]: entry for entry in json.loads(listed.stdout)["subjects"]}
        self.assertLessEqual({"native", "copybook-rs"}, set(subjects))
        self.assertNotIn("synthetic", subjects)
        self.assertEqual(run("validate", PERF, program=program, cwd="/").returncode, 0)
        for command in (["check", PERF], ["report", PERF, "--format", "html"],
                        ["report", PERF, "--format", "markdown"], ["help", "workloads"]):
            result = run(*command, program=program, cwd="/")
            self.assertEqual(result.stderr, "")
            self.assertTrue(result.stdout)

    def test_it_works_from_elsewhere(self):
        self.assert_works(self.program)

    def test_it_works_by_a_link(self):
        link = self.folder / "link"
        link.symlink_to(self.program)
        self.assert_works(link)

    def test_it_works_when_moved(self):
        moved = self.folder / "moved away"
        self.prefix.rename(moved)
        self.assert_works(moved / "bin" / "perfharness")

    def test_modes_of_files_are_the_same_whoever_builds(self):
        programs = {"bin/perfharness", str(WORKER_PLACE), str(CRATE_PLACE / "build-subject.sh")}
        for path in self.prefix.rglob("*"):
            place = str(path.relative_to(self.prefix))
            if path.is_file():
                self.assertEqual(path.stat().st_mode & 0o7777,
                                 0o755 if place in programs else 0o644, place)

    def test_nothing_is_left_out_of_what_it_reads(self):
        for here, there in ((CONFIG_PLACE, SOURCE / "config"),
                            (CRATE_PLACE / "src", SOURCE / "codecs" / "copybook-rs" / "src")):
            named = {path.relative_to(there) for path in there.rglob("*")
                     if path.name != "README.md"}  # For who reads the sources.
            found = {path.relative_to(self.prefix / here)
                     for path in (self.prefix / here).rglob("*")}
            self.assertEqual(found, named)
        for name in ("Cargo.lock", "Cargo.toml", "build-subject.sh", "build.rs"):
            self.assertTrue((self.prefix / CRATE_PLACE / name).exists(), name)

    def test_what_the_program_says_of_itself_is_installed(self):
        share = self.prefix / "share"
        for place, command in (
                ("man/man1/perfharness.1", ["--man"]), ("man/man1/perfharness-run.1", ["--man", "run"]),
                ("bash-completion/completions/perfharness", ["--completion", "bash"]),
                ("zsh/vendor-completions/_perfharness", ["--completion", "zsh"]),
                ("fish/vendor_completions.d/perfharness.fish", ["--completion", "fish"])):
            said = run("help", *command, program=self.program).stdout
            self.assertEqual((share / place).read_text(encoding="utf-8"), said)

    def test_header_is_found_by_pkg_config(self):
        source = self.write("subject.c", "#include <perfharness/subject.h>\n")
        flags = subprocess.run(
            ["pkg-config", "--cflags", "perfharness-subject"], check=True, capture_output=True,
            encoding="utf-8", env=environment(
                PKG_CONFIG_PATH=str(self.prefix / "share" / "pkgconfig"))).stdout
        subprocess.run(f"cc -fsyntax-only {flags.strip()} '{source}'", shell=True, check=True)

    def test_rust_subject_does_not_say_where_it_was_built(self):
        library = (self.prefix / SUBJECTS_PLACE / "copybook-rs.so").read_bytes()
        home = os.environ.get("CARGO_HOME", pathlib.Path.home() / ".cargo")
        for folder in (SOURCE, home):
            self.assertNotIn(os.fsencode(folder) + b"/", library)
        # The places are there by other names, which nobody reads as flags that change code.
        self.assertIn(b"/cargo/registry/", library)
        listed = json.loads(run("subjects", "--json", program=self.program).stdout)
        builds = {entry["name"]: entry["build"] for entry in listed["subjects"]}
        self.assertIn("llvm-args=-align-all-functions=6", builds["copybook-rs"])
        self.assertNotIn("remap", builds["copybook-rs"])

    def assert_missing(self, command, *phrases):
        result = run(*command, program=self.program, cwd="/")
        said = result.stderr + result.stdout
        self.assertNotEqual(result.returncode, 0)
        self.assertNotIn("script/", said)
        for phrase in phrases:
            self.assertIn(str(phrase), said)

    def test_worker_that_is_missing(self):
        self.remove(WORKER_PLACE)
        self.assert_missing(["subjects"], self.prefix / WORKER_PLACE, "install or build")

    def test_subject_that_is_missing(self):
        self.remove(SUBJECTS_PLACE / "native.so")
        result = run("subjects", program=self.program, cwd="/")
        self.assertIn(f"{self.prefix / SUBJECTS_PLACE / 'native.so'} is missing: install or build",
                      result.stdout + result.stderr)

    def test_config_that_is_missing(self):
        self.remove(CONFIG_PLACE)
        config = self.prefix / CONFIG_PLACE
        self.assert_missing(["check", PERF], config / "thresholds.toml", "No such file")
        self.assert_missing(["validate", PERF], config / "schema", "No such file")
        self.assert_missing(["run"], config / "suites" / "critical.toml")
        self.assert_missing(["run", "--workload", "comp3"], config / "thresholds.toml", "No such file")

    def in_system(self, prefix, *arguments):
        """The installation in this place of the system, and an /etc that has but our folder."""
        etc = self.folder / "etc"
        script = 'mount --bind "$1" "$2"; mount --bind "$3" /etc; shift 3; exec "$@"'
        return subprocess.run(
            ["unshare", "--map-root-user", "--mount", "/bin/sh", "-ec", script, "sh", self.prefix,
             prefix, etc, f"{prefix}/bin/perfharness", *arguments], capture_output=True, check=False,
            encoding="utf-8", env=environment())

    @unittest.skipUnless(can_bind_folders(), "this user may have no mounts of his own")
    def test_administrator_changes_the_systems_installation(self):
        changed = self.folder / "etc" / "perfharness"
        (changed / "suites").mkdir(parents=True)
        (changed / "schema").mkdir()
        self.assertEqual(self.in_system("/usr/local", "check", PERF).stderr, "")
        (changed / "thresholds.toml").write_text("nonsense = \n", encoding="utf-8")
        (changed / "suites" / "own.toml").write_text("", encoding="utf-8")
        said = self.in_system("/usr/local", "check", PERF).stderr
        self.assertIn("/etc/perfharness/thresholds.toml:1:", said)
        # Schemas are the program's.
        self.assertEqual(self.in_system("/usr/local", "validate", PERF).returncode, 0)
        said = self.in_system("/usr/local", "run", "--suite", "own").stderr
        self.assertIn("/etc/perfharness/suites/own.toml", said)
        self.assertIn("own", self.in_system("/usr/local", "help", "--completion", "bash").stdout)
        # The same files, in a place that is not the system's.
        self.assertEqual(self.in_system("/srv", "check", PERF).stderr, "")


if __name__ == "__main__":
    unittest.main()
