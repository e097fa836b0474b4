# SPDX-License-Identifier: AGPL-3.0-or-later
"""
`perfharness profile`: each instruction of a call is some function's, in one stack, and spent on one thing;
for people, as a picture, and as other tools read it.
"""
import functools
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

from counting import CAN_COUNT
from program import SOURCE, TEST_SUBJECTS, ProgramTest, run

SVG = "{http://www.w3.org/2000/svg}"
MEMORY, HOSTILE = (TEST_SUBJECTS / f"explained-{planted}.so" for planted in ("memory", "hostile"))
EVIL = "<b>|*evil*</script>[x](y)"
COPYBOOK = SOURCE / "fixtures" / "copybooks" / "customer.cpy"
DATA = SOURCE / "fixtures" / "data" / "customer.cp037.bin"
GO_S = 300


@functools.cache  # It takes a second.
def profile(*arguments):
    return run("profile", *arguments)


@functools.cache
def made(workload, *arguments):
    """The JSON, stacks, picture and pprof's file."""
    folder = tempfile.mkdtemp()
    try:
        paths = {kind: os.path.join(folder, kind) for kind in ("svg", "collapsed", "pprof")}
        result = profile(workload, *arguments, "--json",
                         *(word for kind, path in paths.items() for word in (f"--{kind}", path)))
        assert result.returncode == 0, result.stderr
        contents = {kind: pathlib.Path(path).read_bytes() for kind, path in paths.items()}
    finally:
        shutil.rmtree(folder)
    return json.loads(result.stdout), contents


def stacks_of(contents):
    lines = contents["collapsed"].decode().splitlines()
    return [(stack.split(";"), int(count)) for stack, count in (line.rsplit(" ", 1) for line in lines)]


@unittest.skipUnless(CAN_COUNT, "work cannot be counted here")
class Profile(ProgramTest):
    def test_every_instruction_is_somebodys(self):
        for workload, subject in (("comp3", MEMORY), ("record-comp3", "copybook-rs"), ("record-comp3", "native")):
            with self.subTest(f"{workload} {subject}"):
                document, contents = made(workload, "--subject", subject)
                whole = document["instructions"]
                self.assertGreater(whole, 1000)
                self.assertAlmostEqual(sum(document["costs"].values()) / whole, 1.0, 9)
                root = sum(count for stack, count in stacks_of(contents) if stack == ["perfharness-worker"])
                self.assertLess(root, 0.02 * whole)
                self.assertAlmostEqual((sum(f["self"] for f in document["functions"]) + root) / whole, 1.0, 4)
                self.assertEqual(sum(count for _, count in stacks_of(contents)), round(whole))
                for function in document["functions"]:
                    self.assertLessEqual(function["self"], function["inclusive"] * (1 + 1e-9))
                    self.assertLessEqual(function["inclusive"], whole * (1 + 1e-9))

    def test_stacks_are_as_functions_were_called(self):
        document, contents = made("comp3", "--subject", MEMORY)
        called = "copybook_codec::numeric::called"
        stacks = {";".join(stack): count for stack, count in stacks_of(contents)}
        (malloc,) = (stack for stack in stacks if stack.endswith(f";{called};malloc"))
        self.assertTrue(malloc.startswith("decode_explained;"), malloc)  # From the outermost on.
        function = next(f for f in document["functions"] if f["name"] == called)
        self.assertEqual(function["inclusive"],
                         sum(count for stack, count in stacks_of(contents) if called in stack))
        self.assertRegex(function["place"], r"^explained\.c:\d+$")
        inlined = next(f for f in document["functions"] if f["name"] == "taken_in")
        self.assertGreater(inlined["self"], 0)
        self.assertIn("decode_explained;taken_in", stacks)
        malloced = next(f for f in document["functions"] if f["name"] == "malloc")
        self.assertEqual((malloced["origin"], malloced["place"]), ("other", None))
        self.assertGreater(document["costs"]["allocator"], 0.5 * document["instructions"])

    def test_the_same_in_every_run(self):
        again = run("profile", "comp3", "--subject", MEMORY, "--json").stdout
        self.assertEqual(json.loads(again), made("comp3", "--subject", MEMORY)[0])

    def test_what_copybook_rs_spends_it_on(self):
        """Of text, of packed decimals, and of both with everything else a record has."""
        shares = {}
        for name, document in (
                ("text", json.loads(profile("record-display", "--json").stdout)),
                ("comp3", made("record-comp3", "--subject", "copybook-rs")[0]),
                ("mixed", json.loads(profile("--copybook", COPYBOOK, "--data", DATA, "--json").stdout))):
            self.assertEqual((document["level"], document["item"]), ("file", "record"))
            shares[name] = {cost: 100 * spent / document["instructions"]
                            for cost, spent in document["costs"].items()}
        for name, cost, least, most in (
                ("text", "allocator", 15, 35), ("comp3", "allocator", 25, 45), ("mixed", "allocator", 25, 45),
                ("text", "json", 15, 35), ("comp3", "json", 10, 25), ("mixed", "json", 10, 25),
                ("text", "maps", 10, 25), ("comp3", "maps", 12, 30), ("mixed", "maps", 12, 35),
                ("text", "code_page", 15, 35), ("comp3", "code_page", 0, 1), ("mixed", "code_page", 2, 8),
                ("text", "decimals", 0, 0), ("comp3", "decimals", 10, 25), ("mixed", "decimals", 4, 15),
                ("text", "rest", 0, 20), ("comp3", "rest", 0, 20), ("mixed", "rest", 0, 20)):
            with self.subTest(f"{name} {cost}"):
                self.assertLessEqual(least, shares[name][cost])
                self.assertLessEqual(shares[name][cost], most)

    def test_levels_and_variants(self):
        document, _ = made("record-comp3", "--subject", "copybook-rs", "--level", "record")
        self.assertEqual(document["level"], "record")
        document, _ = made("comp3", "--variant", "scratch")
        self.assertEqual((document["level"], document["item"]), ("kernel", "cell"))
        for wrong in (("--level", "file"), ("--variant", "none")):
            result = profile("comp3", *wrong)
            self.assertEqual(result.returncode, 2)
            self.assertIn("it has --level kernel, --level kernel --variant scratch", result.stderr)

    def test_people_are_shown_it(self):
        for arguments in (("record-comp3",), ("comp3", "--subject", HOSTILE),
                          ("--copybook", COPYBOOK, "--data", DATA)):
            with self.subTest(str(arguments)):
                result = profile(*arguments)
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertLessEqual(max(map(len, result.stdout.splitlines())), 80)
                self.assertRegex(result.stdout, r"\n(The CPU counts|Cycles, branch misses and)")
        self.assertIn(EVIL, profile("comp3", "--subject", HOSTILE).stdout)
        text = profile("record-comp3").stdout
        self.assertRegex(text, r"copybook-rs \d+\.\d+\.\d+, record-comp3, as one file: [\d.]+ instructions a")
        self.assertIn("  allocator ", text)
        self.assertRegex(text, r"\n    copybook_codec::numeric::\S+\n +copybook-codec-\S+:\d+ ")
        self.assertNotIn("spent on", profile("comp3", "--subject", "native").stdout)

    def test_a_picture_of_its_own(self):
        for workload, subject in (("comp3", HOSTILE), ("record-comp3", "copybook-rs")):
            document, contents = made(workload, "--subject", subject)
            text = contents["svg"].decode()
            picture = xml.etree.ElementTree.fromstring(text)
            self.assertEqual(picture.get("role"), "img")
            self.assertIn("prefers-color-scheme:dark", picture.find(f"{SVG}style").text)
            self.assertNotRegex(text, r"<script|href|url\(|@import|<foreignObject|\son\w+=")
            description = picture.find(f"{SVG}desc").text
            for function in document["functions"][:3]:
                self.assertIn(function["name"], description)
            told = {re.sub(r": [\d.]+ instructions .*", "", title.text) for title in picture.iter(f"{SVG}title")}
            self.assertIn(EVIL if subject == HOSTILE else "serde_json::ser::to_writer", told)
            width = float(picture.get("width"))
            for bar in picture.iter(f"{SVG}rect"):
                self.assertLessEqual(float(bar.get("x")) + float(bar.get("width")), width)
                self.assertGreater(float(bar.get("y")), 0)

    def test_collapsed_has_one_stack_a_line(self):
        _, contents = made("record-comp3", "--subject", "copybook-rs")
        for line in contents["collapsed"].decode().splitlines():
            self.assertRegex(line, r"^[^;\0]+(;[^;\0]+)* [1-9]\d*$")

    @unittest.skipUnless(shutil.which("go"), "there is no go")
    def test_pprof_reads_it(self):
        document, contents = made("record-comp3", "--subject", "copybook-rs")
        path = self.write("p.pb.gz", "")
        path.write_bytes(contents["pprof"])

        def pprof(*arguments):
            return subprocess.run(["go", "tool", "pprof", *arguments, path], check=True, timeout=GO_S,
                                  encoding="utf-8", stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
                                  env={**os.environ, "PPROF_TMPDIR": str(self.folder), "GOTOOLCHAIN": "local"}).stdout

        top = pprof("-top", "-nodecount=5000", "-nodefraction=0")
        self.assertRegex(top, r"\AFile: copybook-rs\.so\n(.*\n)*Type: instructions\n")
        self.assertIn(f"of {round(document['instructions'])} total", top)
        for function in document["functions"][:10]:
            if function["name"].startswith("<"):
                continue  # pprof leaves out what it takes for C++'s templates.
            with self.subTest(function["name"]):
                row = next(line.split() for line in top.splitlines() if line.endswith(f"  {function['name']}"))
                self.assertAlmostEqual(int(row[0]), function["self"], delta=40)
                self.assertAlmostEqual(int(row[3]), function["inclusive"], delta=40)
        self.assertRegex(pprof("-tags"), r"\d+ \([\d. ]+%\): allocator")
        self.assertRegex(pprof("-raw"), r"serde_json-\S+/src/ser\.rs:\d+")

    def test_what_cannot_be_profiled(self):
        for status, phrase, arguments in (
                (3, "wrong answer", ("comp3", "--subject", TEST_SUBJECTS / "last-value-wrong.so")),
                (3, "signal 11", ("comp3", "--subject", TEST_SUBJECTS / "crash-on-call.so")),
                (1, "invalid ELF header", ("comp3", "--subject", COPYBOOK)),
                (1, "No such file", ("comp3", "--svg", self.folder / "none" / "a.svg")),
                (1, "CBKD401", ("--copybook", COPYBOOK, "--data", DATA.with_name("customer.damaged.bin"))),
                (2, "each needs the other", ("--copybook", COPYBOOK)),
                (2, "one benchmark was expected", ()),
                (2, "one benchmark was expected", ("comp3", "comp3")),
                (2, "unexpected argument", ("comp3", "--copybook", COPYBOOK, "--data", DATA)),
                (2, "are of the records of --data", ("comp3", "--codepage", "cp273")),
                (2, "says how to read --copybook", ("comp3", "--record", "A")),
                (2, f"--svg {DATA} would replace the data file", ("--copybook", COPYBOOK, "--data", DATA, "--svg", DATA))):
            with self.subTest(phrase):
                result = profile(*arguments)
                self.assertIn(phrase, result.stderr)
                if phrase != "CBKD401":
                    self.assertEqual(result.returncode, status, result.stderr)
                self.assertEqual(result.stdout, "")
        self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
