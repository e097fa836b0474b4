# SPDX-License-Identifier: AGPL-3.0-or-later
"""layering_test.sh sees what breaks its rules: each way past them is tried in a copy of the tree,
and must be found in the file that it is in, and nothing else be named. What only looks like one
must pass."""
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

TEST = pathlib.Path(__file__).with_name("layering_test.sh")
TREE = TEST.parent.parent
SOURCES = ("codecs", "fixtures", "harness", "reporting")


class Link(str):
    """A symbolic link to a path, in place of a file's text."""


class Added(str):
    """Text that comes after a file's own."""


GONE = None
ENGINE = '#include "measure/run.h"\n'

# What is done: the paths that are made or changed; the path that is named; what is said of it.
MUTATIONS = {
    # Arrows.
    "an engine header in reporting": (
        {"reporting/contrast_json.c": Added(ENGINE)},
        "reporting/contrast_json.c", "may not include"),
    "the network in reporting": (
        {"reporting/export/spec.c": Added('#include "http/http.h"\n')},
        "reporting/export/spec.c", "may not include"),
    "the engine in the model": (
        {"harness/model/estimate.c": Added('#include "system/binding.h"\n')},
        "harness/model/estimate.c", "may not include"),
    "one header more of a room that is open by header": (
        {"harness/fitness/check_core.c": Added('#include "worker/report.h"\n')},
        "harness/fitness/check_core.c", "may not include"),
    "the model in the worker": (
        {"harness/worker/count.c": Added('#include "model/statistics.h"\n')},
        "harness/worker/count.c", "may not include"),
    "the harness in a codec": (
        {"codecs/kernel/text.h": Added('#include "error/error.h"\n')},
        "codecs/kernel/text.h", "may not include"),
    "the harness in the reference's table": (
        {"codecs/codec.c": Added('#include "subject/code_page.h"\n')},
        "codecs/codec.c", "may not include"),
    "a subject's header in another": (
        {"codecs/gnucobol/runtime.c": Added('#include "options.h"\n')},
        "codecs/gnucobol/runtime.c", "may not include"),
    "another interface of ours in fixtures": (
        {"fixtures/letter.c": Added('#include "perfharness/subject.h"\n')},
        "fixtures/letter.c", "may not include"),
    "reporting's inner header in the program": (
        {"harness/command/main.c": Added('#include "export/shapes.h"\n')},
        "harness/command/main.c", "may not include"),
    # Ways to write an include.
    "angle brackets": (
        {"reporting/contrast_text.c": Added("#include <measure/run.h>\n")},
        "reporting/contrast_text.c", "is ours"),
    "angle brackets in the room itself": (
        {"harness/measure/plan.c": Added("#include <measure/run.h>\n")},
        "harness/measure/plan.c", "is ours"),
    "angle brackets, bare": (
        {"harness/measure/plan.c": Added("#include <run.h>\n")},
        "harness/measure/plan.c", "has no line"),
    "angle brackets past a library's folder": (
        {"reporting/crosscheck_json.c": Added("#include <sys/../measure/run.h>\n")},
        "reporting/crosscheck_json.c", "is a path"),
    "angle brackets and slashes": (
        {"reporting/crosscheck_text.c": Added("#include <measure//run.h>\n")},
        "reporting/crosscheck_text.c", "only the preprocessor knows"),
    "a bare name beside the file": (
        {"harness/measure/plan.c": Added('#include "run.h"\n')},
        "harness/measure/plan.c", "no header of ours by the name"),
    "a bare name through an include directory": (
        {"reporting/html.c": Added('#include "measurement.h"\n')},
        "reporting/html.c", "no header of ours by the name"),
    "a bare name in a room below": (
        {"reporting/chart/scale.c": Added('#include "scale.h"\n')},
        "reporting/chart/scale.c", "no header of ours by the name"),
    "a name from the top": (
        {"harness/model/estimate.c": Added('#include "harness/measure/run.h"\n')},
        "harness/model/estimate.c", "no header of ours by the name"),
    "..": (
        {"harness/model/estimate.c": Added('#include "../measure/run.h"\n')},
        "harness/model/estimate.c", "no header of ours by the name"),
    ".. within the room": (
        {"harness/model/estimate.c": Added('#include "model/../measure/run.h"\n')},
        "harness/model/estimate.c", "no header of ours by the name"),
    "an absolute path": (
        {"harness/model/estimate.c": Added('#include "/usr/include/hwloc.h"\n')},
        "harness/model/estimate.c", "no header of ours by the name"),
    "blanks": (
        {"reporting/perf_json.c": Added('\t #\t include\t"measure/run.h"\n')},
        "reporting/perf_json.c", "may not include"),
    "no blank": (
        {"reporting/judgement_json.c": Added('#include"measure/run.h"\n')},
        "reporting/judgement_json.c", "may not include"),
    "comments between": (
        {"reporting/judgement_text.c": Added('/**/ # /* a\n b */ include /**/ "measure/run.h"\n')},
        "reporting/judgement_text.c", "may not include"),
    "a line that is continued": (
        {"reporting/junit.c": Added('#inc\\\nlude "meas\\\nure/run.h"\n')},
        "reporting/junit.c", "may not include"),
    "digraph": (
        {"reporting/limits_json.c": Added('%:include "measure/run.h"\n')},
        "reporting/limits_json.c", "may not include"),
    "trigraph": (
        {"reporting/limits_svg.c": Added('??=include "measure/run.h"\n')},
        "reporting/limits_svg.c", "may not include"),
    "other ends of lines": (
        {"reporting/limits_table.c": Added('// a\r#include "measure/run.h"\r\n')},
        "reporting/limits_table.c", "may not include"),
    "after what only looks like a comment": (
        {"reporting/limits_terminal.c":
         Added("const char *a = \"/*\"; char b = '\"'; // \"/*\n" + ENGINE)},
        "reporting/limits_terminal.c", "may not include"),
    "a macro": (
        {"reporting/markdown.c": Added('#define HEADER "measure/run.h"\n#include HEADER\n')},
        "reporting/markdown.c", "only the preprocessor knows"),
    "include_next": (
        {"reporting/markdown_escape.c": Added('#include_next "measure/run.h"\n')},
        "reporting/markdown_escape.c", "#include_next is not used"),
    "import": (
        {"reporting/perf_json.c": Added('#import "measure/run.h"\n')},
        "reporting/perf_json.c", "#import is not used"),
    "a raw literal": (
        {"reporting/perf_json.c": Added('const char *a = R"(\n/*)";\n' + ENGINE + '// */\n')},
        "reporting/perf_json.c", "a raw literal"),
    "an include in the build": (
        {"reporting/CMakeLists.txt":
         Added('target_compile_options(ph_reporting PRIVATE "SHELL:-include measure/run.h")\n')},
        "reporting/CMakeLists.txt", "that the files do not show"),
    "a precompiled header": (
        {"CMakeLists.txt": "target_precompile_headers(ph_model PRIVATE harness/measure/run.h)\n"},
        "CMakeLists.txt", "that the files do not show"),
    # Folders.
    **{f"a new folder: {folder}": (
        {f"{folder}/new.{kind}": "int ph_new;\n"}, f"{folder}/new.{kind}", f"{folder} has no line")
       for folder, kind in (
           ("alert", "c"), ("codecs/new", "c"), ("codecs/kernel/new", "c"), ("codecs/include", "h"),
           ("codecs/copybook-rs/src", "c"), ("fixtures/data", "c"), ("fixtures/documents", "h"),
           ("harness", "c"), ("harness/new", "h"), ("harness/measure/new", "c"),
           ("harness/measure/build", "c"), ("reporting/new", "c"), ("reporting/chart/new", "h"),
           ("config", "c"), (".new", "c"))},
    "a file at the top": ({"new.c": ENGINE}, "new.c", "the top folder has no line"),
    "a line for a room that is gone": (
        {"harness/tune": GONE}, "harness/tune", "holds no code"),
    "a line that names a header that is gone": (
        {"harness/worker/noise.h": GONE}, "harness/fitness", "noise.h, which is not there"),
    "a library's line that names a file that is gone": (
        {"harness/vectors/vector_file.c": GONE}, "harness/vectors/vector_file.c", "is not there"),
    # Kinds of files, and names.
    **{f"a new kind of code: {suffix}": (
        {f"harness/measure/new{suffix}": "int ph_new;\n"},
        f"harness/measure/new{suffix}", "this kind of code")
       for suffix in
       (".cc", ".cpp", ".cxx", ".hpp", ".hh", ".inc", ".inl", ".C", ".H", ".S", ".rs")},
    "C++ in the subject": (
        {"codecs/native/new.cpp": "int ph_new;\n"}, "codecs/native/new.cpp", "this kind of code"),
    "a kind of its own": (
        {"harness/measure/new.part": ENGINE},
        "harness/measure/new.part", "code in a file that is not"),
    "no kind": ({"reporting/new": ENGINE}, "reporting/new", "code in a file that is not"),
    "a file that is no header": (
        {"harness/model/estimate.c": Added('#include "model/summarise.c"\n')},
        "harness/model/estimate.c", "no header of ours by the name"),
    "a hidden file": (
        {"reporting/.new.c": ENGINE}, "reporting/.new.c", "may not include"),
    "one name for two headers": (
        {"fixtures/report.h": "int ph_new;\n"}, "reporting/report.h", "is the name of fixtures"),
    "a header that is found first": (
        {"harness/session/terminal.h": "int ph_new;\n"},
        "harness/session/progress.c", "is found first"),
    "a file that is a link": (
        {"reporting/run.h": Link("../harness/measure/run.h")},
        "reporting/run.h", "a symbolic link"),
    "a folder that is a link": (
        {"reporting/measure": Link("../harness/measure")}, "reporting/measure", "a symbolic link"),
    "a folder at the top that is a link": (
        {"alert": Link("harness/measure")}, "alert", "a symbolic link"),
    # Libraries.
    **{f"<{header}> in {path}": ({path: Added(f"#include <{header}>\n")}, path, said)
       for header, path, said in (
           ("curl/curl.h", "harness/forge/client.c", "stands only in"),
           ("hwloc.h", "harness/fitness/check_core.c", "stands only in"),
           ("hwloc.h", "harness/system/cpu.c", "stands only in"),
           ("libcpuid/libcpuid.h", "harness/system/topology.c", "stands only in"),
           ("gelf.h", "harness/compare/relayout.c", "stands only in"),
           ("seccomp.h", "harness/worker/sandbox.c", "stands only in"),
           ("libelf.h", "harness/compare/code_layout.c", "has no line"),
           ("gsl/gsl_cdf.h", "reporting/figure.c", "stands only in"),
           ("gsl/gsl_multifit.h", "harness/model/statistics.c", "has no line"),
           ("toml++/toml.h", "harness/settings/settings.c", "stands only in"),
           ("kainjow/mustache.hpp", "harness/bridge/toml.cpp", "stands only in"),
           ("gdbm.h", "harness/baseline/store.c", "has no line"),
           ("mysql.h", "harness/baseline/store.c", "has no line"),
           ("glib.h", "harness/worker/count.c", "stands only in"),
           ("glib.h", "harness/protocol/beacon.h", "stands only in"),
           ("glib/gstdio.h", "harness/subject/operation.c", "stands only in"),
           ("glib.h", "codecs/native/failure.c", "stands only in"),
           ("glib.h", "fixtures/letter.c", "stands only in"),
           ("gio/gio.h", "harness/document/seal.c", "stands only in"),
           ("cjson/cJSON.h", "harness/worker/count.c", "stands only in"),
           ("xxhash.h", "harness/worker/count.c", "stands only in"),
           ("unistd.h", "codecs/kernel/text_scalar.c", "stands only in"),
           ("string", "harness/bridge/toml.h", "stands only in"))},
    "a library's header in quotes": (
        {"reporting/report_data.c": Added('#include "curl/curl.h"\n')},
        "reporting/report_data.c", "no header of ours by the name"),
    # What is not called.
    **{f"not used: {code.split()[0]} in {path}": (
        {path: Added(code)}, path, f"{name} is not used")
       for name, path, code in (
           ("sprintf", "reporting/figure.c", "#define PUT(a) sprintf(a, 1)\n"),
           ("sprintf", "harness/bridge/toml.cpp", "int a = std::sprintf(b, c);\n"),
           ("strcpy", "codecs/native/failure.c", "char *a = strcpy /* a\n */\n (b, c);\n"),
           ("atoi", "fixtures/letter.c", "int (*a)(const char *) = atoi;\n"),
           ("gmtime", "harness/document/timestamp.c", "void *a = (gmtime)(b);\n"),
           ("strcat", "harness/error/error.c", "void *a = str\\\ncat(b, c);\n"),
           ("strtok", "harness/worker/count.c", "void *a = __builtin_strtok(b, c);\n"),
           ("popen", "harness/builder/tool.c", "#if 0\nint a = popen(b);\n#endif\n"),
           ("gets", "codecs/include/perfharness/isa.h", "int a = gets(b);\n"),
           ("system", "harness/model/estimate.c", "int a = system (\"b\");\n"),
           ("system", "harness/session/sides.c", "int a = (system)(\"b\");\n"),
           ("system", "harness/tune/tune.c", "#define RUN system\n"))},
    "not used, in a new kind of file": (
        {"harness/measure/new.cc": "int a = sprintf(b);\n"},
        "harness/measure/new.cc", "sprintf is not used"),
}

# What looks like one of these, and is fine.
HARMLESS = {
    "build/new/new.c": ENGINE,
    "other-build/CMakeCache.txt": "",
    "other-build/CMakeFiles/new.c": ENGINE,
    "tests/new/new.cc": '#include "../harness/measure/run.h"\n',
    "codecs/copybook-rs/src/new.rs": "",
    "fixtures/data/new.bin": "\0",
    "harness/README.md": "```\n" + ENGINE + "```\n",
    "reporting/html.c~": ENGINE,
    "reporting/new.c": "/*\n" + ENGINE + "*/ // R\"(\n// \\\n" + ENGINE,
    "reporting/new.h": 'const char *a = "sprintf(\\"system()\\")", *b = "-R"; // gets atoi\n',
    "harness/model/new.c":
        "int new_system(int system) { return data->system(1) + data.system(system); }\n",
    "harness/measure/new.h": '#include "measure/run.h"\n#include <errno.h>\n',
    "harness/measure/new.c":
        '#  include  "measure/new.h" /* ours */\n#include <sys/wait.h> // theirs\n',
}


def is_apart(changes, named):
    """What reaches beyond its own file is tried alone."""
    return list(changes) != [named] or changes[named] is GONE or isinstance(changes[named], Link)


def overlap(path, other):
    return path == other or path.startswith(other + "/") or other.startswith(path + "/")


def batches():
    """The mutations in as few groups as can be tried at once: no two in one file."""
    groups = []
    for name, (changes, named, said) in MUTATIONS.items():
        fitting = [] if is_apart(changes, named) else [
            group for group in groups
            if not any(is_apart(others, path) or overlap(path, named)
                       for _, others, path, _ in group)]
        if not fitting:
            groups.append([])
        (fitting or groups[-1:])[0].append((name, changes, named, said))
    return groups


def copy_sources(folder):
    """Only what is read, hence no build tree and no tests."""
    ignored = shutil.ignore_patterns("__pycache__", "target")
    for name in SOURCES:
        shutil.copytree(TREE / name, folder / name, symlinks=True, ignore=ignored)


def apply(folder, changes):
    for path, text in changes.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if text is GONE:
            shutil.rmtree(file) if file.is_dir() else file.unlink()
        elif isinstance(text, Link):
            file.symlink_to(text)
        else:
            before = file.read_bytes() if isinstance(text, Added) else b""
            file.write_bytes(before + text.encode())


def undo(folder, changes):
    for path in changes:
        file, original = folder / path, TREE / path
        if original.is_dir():
            shutil.copytree(original, file)
        elif original.exists() and path.startswith(SOURCES):
            shutil.copyfile(original, file)
        else:
            file.unlink()
            for parent in file.relative_to(folder).parents:
                if not any((folder / parent).iterdir()):
                    (folder / parent).rmdir()


class LayeringMutations(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="layering-")
        cls.addClassCleanup(temporary.cleanup)
        cls.copy = pathlib.Path(temporary.name)
        copy_sources(cls.copy)

    def tried(self, changes):
        """The exit status for a changed copy, and what is said of each path."""
        apply(self.copy, changes)
        done = subprocess.run([TEST, self.copy], capture_output=True, text=True, check=False)
        undo(self.copy, changes)
        said = {}
        for line in done.stderr.splitlines():
            path = re.match(r"[^:]+", line)[0]
            said[path] = said.get(path, "") + line + "\n"
        return done.returncode, said

    def test_every_mutation_is_found_where_it_is(self):
        self.assertGreaterEqual(len(MUTATIONS), 15)
        for group in batches():
            changes = {path: text for _, each, _, _ in group for path, text in each.items()}
            status, said_of = self.tried(changes)
            self.assertEqual(status, 1)
            for name, _, path, said in group:
                with self.subTest(name):
                    self.assertIn(said, said_of.get(path, ""))
            if len(group) > 1:
                self.assertLessEqual(said_of.keys(), changes.keys(), "more is named")

    def test_the_tree_passes_before_and_after(self):
        self.assertEqual(self.tried({}), (0, {}))
        self.tried({"reporting/html.c": Added(ENGINE), "alert/new/new.c": ENGINE})
        self.assertEqual(self.tried({}), (0, {}))

    def test_what_only_looks_like_one_passes(self):
        self.assertEqual(self.tried(HARMLESS), (0, {}))

    def test_the_line_is_named(self):
        before = (TREE / "reporting/html.c").read_text().count("\n")
        _, said_of = self.tried({"reporting/html.c": Added("/*\n\n*/ int a\\\n;\n" + ENGINE)})
        self.assertIn(f"reporting/html.c:{before + 5}: ", said_of["reporting/html.c"])

    def test_the_current_folder_is_the_default(self):
        done = subprocess.run([TEST], cwd=self.copy, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_folder_that_is_not_there_fails(self):
        done = subprocess.run([TEST, self.copy / "gone"], capture_output=True, check=False)
        self.assertEqual(done.returncode, 1)


if __name__ == "__main__":
    unittest.main()
