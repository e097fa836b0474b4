# SPDX-License-Identifier: AGPL-3.0-or-later
"""
`perfharness compare --matrix`: builds by several toolchains and for several CPUs, as one table.
Toolchains stand in, whose rustc says what it is asked for, and so do crates: a build takes no time.
"""
import json
import shutil
import unittest
from xml.etree import ElementTree

from program import (SUBJECTS_PLACE, TEST_SUBJECTS, ProgramTest, environment,
                     lay_out, once_is_enough, patiently, run, unbroken, validator)
from stand_in_crates import Checkout, plant_subject, plant_toolchain

GOOD = TEST_SUBJECTS / "well-behaved.so"
SLOW = TEST_SUBJECTS / "slow.so"
# What it builds is in the file of the crate core that is called after toolchain and CPU, or `library`.
SCRIPT = r"""
toolchain=$(basename "$(dirname "$(dirname "$CARGO")")")
chosen=$core/library-${toolchain%%-*}-$3
[ -e "$chosen" ] || chosen=$core/library
[ -s "$chosen" ] || { echo "error: it is broken" >>"$PH_SUBJECT_LOG"
    echo "cargo build failed" >"$2/copybook-rs.unavailable"; exit 0; }
cp "$(cat "$chosen")" "$2/copybook-rs.so"
"""
QUICKLY = ("--workload", "comp3", "--no-work", "--no-referee")


@unittest.skipUnless(shutil.which("cargo"), "cargo is not installed")
@once_is_enough
class Matrix(ProgramTest):
    def setUp(self):
        super().setUp()
        prefix = self.folder / "prefix"
        self.program = lay_out(prefix)
        for name in ("copybook-rs.so", "native.so"):
            shutil.copy(GOOD, prefix / SUBJECTS_PLACE / name)
        plant_subject(prefix, SCRIPT)
        self.cache = self.folder / "cache"
        rustup = self.folder / "rustup"
        cargo, _ = [plant_toolchain(rustup, release) for release in ("1.995.0", "1.996.0")]
        self.environment = environment(XDG_CACHE_HOME=str(self.cache), RUSTUP_HOME=str(rustup),
                                       CARGO=str(cargo))
        self.checkout = Checkout(self.folder / "checkout")
        self.checkout.commit("base", library=f"{GOOD}\n")
        self.path = self.folder / "matrix.json"

    def perform(self, *arguments):
        return run(*arguments, program=self.program, env=self.environment, cwd=self.folder)

    def compare(self, *arguments):
        result = self.perform("compare", *arguments, *QUICKLY, "--launches", str(5 * self.patience),
                              "--output", self.path)
        self.assertTrue(self.path.exists(), result.stderr)
        document = json.loads(self.path.read_text())
        validator("matrix.schema.json").validate(document)
        for cell in document["cells"]:
            if cell["comparison"]:
                validator("comparison.schema.json").validate(cell["comparison"])
        cells = {(cell["rustc"], cell["target_cpu"]): cell["comparison"] for cell in document["cells"]}
        return result, document, cells

    def kept(self):
        folder = self.cache / "perfharness" / "copybook-rs"
        return [path for path in folder.glob("*") if path.is_dir()]

    @patiently
    def test_one_cell_of_four_is_slower(self):
        self.checkout.commit("head", **{"library-1.996.0-large": f"{SLOW}\n"})
        result, document, cells = self.compare(
            f"{self.checkout}@base", f"{self.checkout}@head", "--matrix", "rustc=1.995.0,1.996.0",
            "target-cpu=small,large")
        self.assertEqual((document["verdict"], result.returncode), ("FAIL", 3), result.stdout)
        self.assertEqual({cell: comparison["verdict"] for cell, comparison in cells.items()},
                         {("1.995.0", "small"): "UNCHANGED", ("1.995.0", "large"): "UNCHANGED",
                          ("1.996.0", "small"): "UNCHANGED", ("1.996.0", "large"): "FAIL"})
        self.assertGreaterEqual(len(self.kept()), 8)  # More where other layouts were tried.
        self.assertRegex(document["repeat"], r"^perfharness compare ./checkout@[0-9a-f]{12} "
                                             r"./checkout@[0-9a-f]{12} --matrix rustc=1.995.0,1.996.0 "
                                             r"target-cpu=small,large --workload comp3")
        self.assertNotIn(str(self.folder), self.path.read_text())
        self.assertLessEqual(max(map(len, result.stdout.splitlines())), 80)
        self.assertTrue(result.stdout.endswith("[FAIL]\n"), result.stdout)
        for cell in ("rustc 1.995.0, small", "rustc 1.996.0, large"):
            self.assertIn(cell, result.stdout)

        self.assertEqual(self.perform("validate", self.path).returncode, 0)
        line = self.perform("report", self.path).stdout
        self.assertEqual(line, "Matrix: FAIL in 1 of 4 cells, first in rustc 1.996.0, large [FAIL]\n")
        self.assertEqual(self.perform("report", self.path, "--format", "json").stdout,
                         self.path.read_text())
        markdown = self.perform("report", self.path, "--format", "markdown").stdout
        self.assertEqual(markdown.count("| rustc "), 4, markdown)
        page = self.perform("report", self.path, "--format", "html").stdout
        self.assertEqual((page.count('<th scope="row">'), page.count("verdict fail")), (4, 1))
        verdict, of_cells = ElementTree.fromstring(self.perform("report", self.path, "--format", "junit").stdout)
        self.assertEqual([case.get("name") for case in verdict.iter("testcase")], ["matrix"])
        self.assertEqual([failure.get("message") for failure in verdict.iter("failure")], [line[:-1]])
        self.assertEqual({case.get("name"): [child.tag for child in case] for case in of_cells},
                         {f"rustc {rustc}, {cpu}: comp3/L2":
                          ["failure" if (rustc, cpu) == ("1.996.0", "large") else "system-out"]
                          for rustc in ("1.995.0", "1.996.0") for cpu in ("small", "large")})
        document["verdict"] = "PASS"
        self.path.write_text(json.dumps(document))
        self.assert_says_one_sentence(self.perform("report", self.path), 1, "/verdict")

    def test_one_build_is_compared_with_the_first_cell(self):
        self.checkout.commit("head", note="of which every cell is the same")
        result, document, cells = self.compare(f"{self.checkout}@head", "--matrix",
                                               "target-cpu=small,large,native")
        self.assertEqual((document["head"], document["verdict"], result.returncode),
                         (None, "UNCHANGED", 0), result.stdout)
        self.assertIsNone(cells[None, "small"])
        self.assertEqual(len(self.kept()), 3)
        self.assertIn("small base the others are compared with this", unbroken(result.stdout))
        again = self.compare(f"{self.checkout}@head", "--matrix", "target-cpu=small,large,native")
        self.assertNotIn("Building", again[0].stderr)

    def test_hostile_names_do_nothing(self):
        """A matrix may be anybody's, and so may the names in it."""
        _, document, _ = self.compare(f"{self.checkout}@base", "--matrix", "target-cpu=small,large")
        evil = "<script>alert(1)</script>\"'&|`[x](y)\x1b[31m\u202e"
        document["base"] = evil
        for cell in document["cells"]:
            cell["target_cpu"] += evil
        (entry,) = document["cells"][1]["comparison"]["benchmarks"]
        entry["name"] = entry["reason"] = evil
        document["cells"][1]["comparison"]["errors"] = [f"CBKB009: {evil}"]
        document["verdict"] = document["cells"][1]["comparison"]["verdict"] = "FAIL"
        self.path.write_text(json.dumps(document))
        shown = {form: self.perform("report", self.path, "--format", form).stdout
                 for form in ("line", "markdown", "html", "junit")}
        for form, text in shown.items():
            with self.subTest(form):
                self.assertIn("FAIL", text)
                self.assertNotIn("\x1b", text)
                self.assertNotIn("\u202e", text)
                self.assertNotIn("<script>" if form != "line" else "\n\n", text)
        self.assertNotIn("[x](y)", shown["markdown"])
        _, of_cells = ElementTree.fromstring(shown["junit"])
        self.assertEqual([[child.tag for child in case] for case in of_cells.iter("testcase")],
                         [["system-out"], ["failure"]])
        (base,) = of_cells.iter("property")
        self.assertTrue(base.get("value").startswith("small<script>alert(1)"), base.attrib)

    def test_a_cell_that_does_not_build_says_so(self):
        self.checkout.commit("broken", library="", **{"library-1.996.0-small": f"{GOOD}\n"})
        result, document, cells = self.compare(f"{self.checkout}@base", f"{self.checkout}@broken",
                                               "--matrix", "target-cpu=small", "rustc=1.995.0,1.996.0")
        self.assertEqual((document["verdict"], result.returncode), ("FAIL", 1))
        failure = cells["1.995.0", "small"]["failure"]
        self.assertEqual((failure["kind"], failure["of"]), ("build", "head"))
        self.assertEqual(cells["1.996.0", "small"]["verdict"], "UNCHANGED")
        _, of_cells = ElementTree.fromstring(self.perform("report", self.path, "--format", "junit").stdout)
        self.assertEqual([(case.get("name"), case[0].tag) for case in of_cells],
                         [("rustc 1.995.0, small", "failure"),
                          ("rustc 1.996.0, small: comp3/L2", "system-out")])

    def test_what_is_not_here_is_named_and_nothing_is_built(self):
        base = f"{self.checkout}@base"
        for axes, phrases in (
                (("rustc=1.993.0,1.995.0,1.994.0",), ("rustc 1.993.0 is not installed", "rustc 1.994.0",
                                                   "1.995.0", "1.996.0")),
                (("target-cpu=small,mighty",), ("mighty", "lacks amx-tile")),
                (("target-cpu=small,tiny",), ("tiny", "no such CPU")),
                (("rustc=1.993.0,1.995.0", "target-cpu=mighty"), ("1.993.0", "lacks amx-tile"))):
            with self.subTest(axes):
                self.assert_says_one_sentence(self.perform("compare", base, "--matrix", *axes), 1,
                                              *phrases)
        self.assertEqual(self.kept(), [])

    def test_wrong_use(self):
        base = f"{self.checkout}@base"
        for arguments, phrase in (
                ((base, "--matrix", "rustc=1.995.0"), "1 cell"), ((base, "--matrix", "rustc="), "value"),
                ((base, "--matrix", "opt-level=1,2"), "was expected"),
                ((base, "--matrix", "rustc=1,1"), "twice"), ((base, "--matrix", "rustc=1,../x"), "values"),
                ((base, "--matrix", "rustc=1,2", "rustc=3,4"), "twice"),
                (("--matrix", "rustc=1,2"), "one build or two"),
                ((base, base, base, "--matrix", "rustc=1,2"), "one build or two"),
                ((GOOD, "--matrix", "rustc=1,2"), "is a library"),
                ((base, "--matrix", "rustc=" + ",".join(map(str, range(40)))), "40 cells"),
                (("target-cpu=a,b", base), "target-cpu=a,b")):
            with self.subTest(arguments):
                self.assert_says_one_sentence(self.perform("compare", *arguments), 2, phrase)


if __name__ == "__main__":
    unittest.main()
