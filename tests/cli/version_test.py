# SPDX-License-Identifier: AGPL-3.0-or-later
"""
--version says which perfharness this is: to people, to programs as the schema has it, and nothing of
where it was built. The commit is that of the sources, however they came here.
"""
import copy
import json
import os
import pathlib
import re
import shutil
import subprocess
import unittest

from program import PROGRAM, SOURCE, ProgramTest, environment, run, validator

SCHEMA = "version.schema.json"
SCRIPT = pathlib.Path("harness") / "version" / "commit.cmake"
# What is put where, and must then be refused; "absent": the member is left out.
BAD = [
    (["version"], "1.0"), (["version"], None), (["commit"], "57d3cde"), (["commit"], "absent"),
    (["modified"], None), (["date"], "2026-11-29"), (["date"], "2026-11-29T18:00:00+01:00"),
    (["measures"], "yes"), (["build_type"], ""), (["sanitizers"], ""), (["compilers"], {}),
    (["compilers", "rust"], ""), (["compilers", "c"], None), (["compilers", "go"], "1.0"),
    (["libraries"], []), (["libraries", 0, "version"], ""), (["libraries", 0, "linked"], None),
    (["libraries", 0, "path"], "/usr/lib"), (["surprise"], 1),
]
# When the commits of these tests were made.
COMMITTED = "2026-03-01T12:00:00Z"
COMMITTED_ELSEWHERE = "2026-03-01T22:00:00+1000"


def with_value(document, path, value):
    changed = copy.deepcopy(document)
    holder = changed
    for name in path[:-1]:
        holder = holder[name]
    if value == "absent":
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return changed


class Said(ProgramTest):
    def say(self, *arguments, **options):
        result = run("--version", *arguments, **options)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def test_to_programs(self):
        document = json.loads(self.say("--json"))
        schema = validator(SCHEMA)
        self.assertEqual([error.message for error in schema.iter_errors(document)], [])
        for path, value in BAD:
            self.assertFalse(schema.is_valid(with_value(document, path, value)), (path, value))
        names = [library["name"] for library in document["libraries"]]
        self.assertEqual(len(names), len(set(names)))
        for library in document["libraries"]:
            if library["linked"]:
                self.assertRegex(library["version"], r"^\d+\.\d+", library["name"])

    def test_every_library_that_is_linked_is_named(self):
        """Of those that are asked for: what these need in turn is theirs."""
        found = {library["name"].lower() for library in json.loads(self.say("--json"))["libraries"]}
        headers = subprocess.run(["readelf", "-d", PROGRAM], check=True, capture_output=True,
                                 encoding="utf-8").stdout
        needed = set(re.findall(r"NEEDED.*\[lib([a-z]+)[0-9.]*(?:-[0-9.]+)?\.so", headers))
        # The compiler's and the C library's, and what is a part of one that is named.
        needed -= {"c", "m", "gcc_s", "stdc", "asan", "ubsan", "pthread", "dl", "gio", "gobject",
                   "gslcblas", "gcc", "pangocairo", "pangoft", "harfbuzz", "freetype", "z"}
        named = {"archive": "libarchive", "crypto": "libcrypto", "curl": "libcurl", "cpuid": "libcpuid",
                 "dw": "libdw", "elf": "libelf", "csv": "libcsv", "pq": "libpq", "seccomp": "libseccomp",
                 "uring": "liburing", "yaml": "libyaml"}
        self.assertGreater(len(needed), 4)
        for library in needed:
            self.assertIn(named.get(library, library), found, headers)

    def test_to_people(self):
        text = self.say()
        document = json.loads(self.say("--json"))
        words = re.sub(r"\s+", " ", text)
        self.assertTrue(text.startswith(f"perfharness {document['version']}\n"), text)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        self.assertIn(f"date {document['date']}", words)
        self.assertIn(f"commit {document['commit'] or 'unknown'}", words)
        self.assertIn(f"C: {document['compilers']['c']}, C++: {document['compilers']['cxx']}", words)
        running, _, compiled = words.partition(" linked ")[2].partition(" compiled with ")
        for library in document["libraries"]:
            said = f"{library['name']} {library['version'] or ''}".strip()
            self.assertEqual((said in running, said in compiled),
                             (library["linked"], not library["linked"]), said)

    def test_it_is_the_same_everywhere(self):
        again = self.say("--json", cwd=self.folder, env={"LC_ALL": "C"})
        self.assertEqual(again, self.say("--json"))

    def test_nothing_of_where_it_was_built(self):
        for text in (self.say(), self.say("--json")):
            for folder in (SOURCE, PROGRAM.parent.parent, pathlib.Path.home()):
                if len(str(folder)) > 1:
                    self.assertNotIn(str(folder), text)

    def test_wrong_use(self):
        self.assert_says_one_sentence(run("--json"), 2, "--version was expected")
        self.assert_says_one_sentence(run("--version", "run"), 2, "unexpected argument: run")


class Commit(ProgramTest):
    """What the build asks for the commit, in repositories of its own."""

    def setUp(self):
        super().setUp()
        self.source = self.folder / "checkout"
        (self.source / SCRIPT.parent).parent.mkdir(parents=True)
        shutil.copytree(SOURCE / SCRIPT.parent, self.source / SCRIPT.parent)
        (self.source / "CMakeLists.txt").write_text("project(a)\n", "utf-8")
        os.utime(self.source / "CMakeLists.txt", (86400, 86400))
        self.git("init", "--quiet")
        self.git("add", ".")
        self.git("commit", "--quiet", "-m", "all")
        self.commit = self.git("rev-parse", "HEAD")

    def git(self, *arguments, cwd=None):
        variables = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
                     "HOME": str(self.folder)}
        for who in ("AUTHOR", "COMMITTER"):
            variables |= {f"GIT_{who}_NAME": "a", f"GIT_{who}_EMAIL": "a@b",
                          f"GIT_{who}_DATE": COMMITTED_ELSEWHERE}
        return subprocess.run(["git", *arguments], cwd=cwd or self.source, check=True,
                              capture_output=True, encoding="utf-8",
                              env=environment(**variables)).stdout.strip()

    def ask(self, source=None, **variables):
        """Hash, whether it is modified, and date, as the build is told."""
        output = self.folder / "commit.c"
        variables = {name: value for name, value in
                     environment(HOME=str(self.folder), **variables).items()
                     if name != "SOURCE_DATE_EPOCH" or name in variables}
        result = subprocess.run(["cmake", "-D", f"SOURCE={source or self.source}",
                                 "-D", f"OUTPUT={output}",
                                 "-P", (source or self.source) / SCRIPT],
                                check=True, capture_output=True, encoding="utf-8", env=variables)
        self.assertEqual(result.stderr, "")
        text = output.read_text("utf-8")
        return (*re.findall(r'\.hash = "(.*)"', text), *re.findall(r"modified = (.*),", text),
                *re.findall(r'\.date = "(.*)"', text))

    def unpacked(self):
        """As git's archive has it, and GitHub's."""
        folder = self.folder / "unpacked"
        folder.mkdir()
        subprocess.run("git archive HEAD | tar -x -C ../unpacked", shell=True, check=True,
                       cwd=self.source)
        return folder

    def test_a_checkout(self):
        self.assertEqual(self.ask(), (self.commit, "false", COMMITTED))
        (self.source / "untracked").write_text("", "utf-8")
        self.assertEqual(self.ask(), (self.commit, "false", COMMITTED))
        (self.source / "CMakeLists.txt").write_text("project(b)\n", "utf-8")
        self.assertEqual(self.ask(), (self.commit, "true", COMMITTED))
        self.git("add", ".")
        self.assertEqual(self.ask(), (self.commit, "true", COMMITTED))

    def test_a_worktree_and_a_clone(self):
        self.git("worktree", "add", "--quiet", "--detach", "../worktree")
        self.assertEqual(self.ask(self.folder / "worktree"), (self.commit, "false", COMMITTED))
        self.git("clone", "--quiet", ".", "../clone")
        self.assertEqual(self.ask(self.folder / "clone"), (self.commit, "false", COMMITTED))

    def test_within_a_hook(self):
        self.git("init", "--quiet", "../other")
        other = str(self.folder / "other" / ".git")
        self.assertEqual(self.ask(GIT_DIR=other, GIT_WORK_TREE=str(self.folder),
                                  GIT_INDEX_FILE=other + "/index"),
                         (self.commit, "false", COMMITTED))

    def test_an_archive(self):
        folder = self.unpacked()
        self.assertEqual(self.ask(folder), (self.commit, "false", COMMITTED))
        # In a repository of somebody else's.
        self.git("init", "--quiet", ".", cwd=self.folder)
        self.git("commit", "--quiet", "--allow-empty", "-m", "another", cwd=self.folder)
        self.assertEqual(self.ask(folder), (self.commit, "false", COMMITTED))

    def test_sources_alone(self):
        shutil.rmtree(self.source / ".git")
        self.assertEqual(self.ask(), ("", "false", "1970-01-02T00:00:00Z"))

    def test_without_git(self):
        tools = self.folder / "bin"
        tools.mkdir()
        (tools / "cmake").symlink_to(shutil.which("cmake"))
        self.assertEqual(self.ask(PATH=str(tools)), ("", "false", "1970-01-02T00:00:00Z"))

    def test_a_date_that_is_given(self):
        given = {"SOURCE_DATE_EPOCH": "0"}
        self.assertEqual(self.ask(**given), (self.commit, "false", "1970-01-01T00:00:00Z"))

    def test_what_is_the_same_is_not_written_again(self):
        self.ask()
        output = self.folder / "commit.c"
        os.utime(output, (0, 0))
        self.ask()
        self.assertEqual(output.stat().st_mtime, 0)
        (self.source / "CMakeLists.txt").write_text("project(b)\n", "utf-8")
        self.ask()
        self.assertNotEqual(output.stat().st_mtime, 0)


if __name__ == "__main__":
    unittest.main()
