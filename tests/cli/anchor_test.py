# SPDX-License-Identifier: AGPL-3.0-or-later
"""
`run --anchor`: one more build in the same launches, of which perf.json says what it is and how
copybook-rs does beside it; it is judged by nothing, and missed where it gives no number.
"""
import hashlib
import json
import pathlib
import re
import unittest

from perf_documents import good_benchmarks, perf
from program import (MEASURED, NOISE_RETRIES, SOURCE, SUBJECTS, TEST_SUBJECTS, ProgramTest, entries_of,
                     once_is_enough, patiently, run, unbroken, validator)

SYNTHETIC = SUBJECTS / "fault-injection" / "synthetic.so"
LIBRARY = SUBJECTS / "copybook-rs.so"
# Short: nothing is claimed of the figures.
QUICK = ("--workload", "comp3", "--working-set", "L2", "--launches", "3", "--sample-ms", "5")
WITHOUT_REFEREE = (*QUICK, "--no-referee")
TWO = ("--subject", "copybook-rs", "--subject", "native")


def digest(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def ratios(document):
    """Those to the anchor, by benchmark and level."""
    return {(entry["name"], entry["level"]): entry for entry in document["comparisons"]
            if entry["base"] == "anchor"}


def section(text):
    """Of a summary, what stands beside the anchor."""
    return text.split("\nBeside the anchor ")[1].split("\n\n")[0].splitlines()


class AnchorTest(ProgramTest):
    def anchored(self, anchor, how=WITHOUT_REFEREE):
        return self.measure("--subject", f"copybook-rs={SYNTHETIC}", "--subject", "native",
                            "--anchor", anchor, *how)

    @patiently
    def test_the_installed_library_beside_a_copy_of_itself(self):
        """All that copybook-rs is measured in, and nothing else, takes the anchor's time."""
        result, document = self.measure(*TWO, *WITHOUT_REFEREE, "--workload", "record-comp3",
                                        "--anchor", LIBRARY)
        self.assertIn(result.returncode, MEASURED, result.stderr)
        self.assertEqual(document["anchor"]["name"], LIBRARY.name)
        built_from = document["anchor"]["built_from"]
        self.assertEqual(built_from["library_sha256"], digest(LIBRARY))
        self.assertEqual(built_from["library_bytes"], LIBRARY.stat().st_size)
        self.assertRegex(built_from["release"], r"^[0-9]+\.[0-9]+\.[0-9]+")
        self.assertIn("rustc", built_from["toolchain"])
        validator("perf.schema.json").validate(document)
        mine = {(entry["name"], entry["level"]) for entry in entries_of(document, "copybook-rs")}
        self.assertEqual(mine, {("comp3/L2", "kernel"), ("record-comp3", "record"),
                                ("record-comp3", "file")})
        self.assertEqual({(entry["name"], entry["level"])
                          for entry in entries_of(document, "anchor")}, mine)
        self.assertEqual(set(ratios(document)), mine)
        for entry in ratios(document).values():
            self.assertEqual((entry["head"], entry["verdict"]), ("copybook-rs", None))
            self.assertGreater(entry["ratio"], 0)
            self.assertLess(entry["ci95"][0], entry["ratio"])
            self.assertLess(entry["ratio"], entry["ci95"][1])
        self.assertNotIn("anchor-scratch", json.dumps(document))
        lines = section(result.stdout)
        self.assertIn(built_from["release"], lines[0])
        self.assertIn(built_from["library_sha256"][:12], lines[0])
        self.assertEqual(len(lines), 2 + len(mine), lines)

    @once_is_enough
    def test_a_slower_anchor(self):
        """Every cell is decoded once more: twice the work. Noise does not make that less than a
        tenth."""
        result, document = self.anchored(f"{SYNTHETIC}?slowdown=1", QUICK)
        entry = ratios(document)["comp3/L2", "kernel"]
        self.assertLess(entry["ratio"], 0.9)
        self.assertEqual(document["anchor"]["options"], "slowdown=1")
        self.assertEqual(document["anchor"]["name"], SYNTHETIC.name)
        self.assertIn("opened with slowdown=1", unbroken(result.stdout))
        self.assertRegex(section(result.stdout)[-1], r"^  comp3/L2 .* (%|×) faster ")

    def test_a_void_anchor_is_missed(self):
        result, document = self.anchored(f"{SYNTHETIC}?wrong-at=1")
        self.assertEqual(result.returncode, 3)
        self.assertEqual(ratios(document), {})
        self.assertEqual(entries_of(document, "copybook-rs")[0]["state"], "measured")
        self.assertEqual(entries_of(document, "anchor")[0]["state"], "void")
        self.assertEqual(len(document["errors"]), 1, document["errors"])
        self.assertIn("comp3/L2, anchor, kernel level: void", document["errors"][0])
        self.assertNotIn("\nBeside the anchor", result.stdout)

    @once_is_enough
    def test_an_anchor_that_crashes_is_missed(self):
        result, document = self.anchored(f"{SYNTHETIC}?crash-at=5")
        self.assertEqual(result.returncode, 3)
        self.assertEqual(entries_of(document, "copybook-rs")[0]["state"], "measured")
        self.assertEqual(entries_of(document, "anchor")[0]["state"], "failed")

    def test_what_is_no_subject_is_named_by_its_own_file(self):
        """The copy that was tried is gone when that is read."""
        library = TEST_SUBJECTS / "no-symbol.so"
        result, document = self.anchored(library)
        self.assertEqual(result.returncode, 1)
        errors = [error for error in document["errors"] if "anchor" in error]
        self.assertEqual(len(errors), 1, document["errors"])
        self.assertIn(str(library), errors[0])
        self.assertEqual(ratios(document), {})

    @once_is_enough
    def test_a_floor_is_none_of_the_anchors(self):
        """copybook-rs meets it, and its anchor, which decodes every cell eleven times, does not."""
        _, document = self.measure("--subject", f"copybook-rs={SYNTHETIC}", "--subject", "native",
                                   "--workload", "comp3", "--working-set", "stream", "--launches",
                                   "2", "--sample-ms", "5", "--no-referee")
        rate = document["comp3_mibs"] * 1.048576
        thresholds = (SOURCE / "config" / "thresholds.toml").read_text("utf-8")
        low = self.write("low.toml", re.sub(r"(?m)^comp3_min_mibs = .*", "comp3_min_mibs = "
                                            f"{rate / 3:.0f}", thresholds))
        for _ in range(NOISE_RETRIES):
            result, document = self.measure(
                "--subject", f"copybook-rs={SYNTHETIC}", "--subject", "native",
                "--workload", "comp3", "--working-set", "stream", "--launches", "2",
                "--sample-ms", "5", "--no-referee", "--thresholds", low, "--anchor", f"{SYNTHETIC}?slowdown=10")
            if result.returncode == 0:
                break
        # Two launches on a noisy machine may not tell that copybook-rs meets its floor; they would
        # tell of the anchor, were it judged: 3 is what that gives.
        self.assertIn(result.returncode, (0, 4), result.stdout + result.stderr)
        self.assertNotIn("[FAIL]", result.stdout)
        anchor = entries_of(document, "anchor")[0]
        self.assertLess(anchor["throughput_mib_s"] * 1.048576, rate / 3)

    @once_is_enough
    def test_folders_stay_on_this_machine(self):
        folder = self.folder / "home-of-some-user"
        folder.mkdir()
        library = folder / "old.so"
        library.write_bytes(SYNTHETIC.read_bytes())
        _, document = self.anchored(library)
        self.assertEqual(document["anchor"]["name"], "old.so")
        self.assertNotIn("home-of-some-user", json.dumps(document))
        self.assertNotIn("perfharness-", json.dumps(document["warnings"]))

    def test_names_that_are_none(self):
        for anchor, phrase in (("nowhere", "\"nowhere\" names no build"),
                               ("copybook-rs@latest", "a release was expected behind the @"),
                               (f"{self.folder}/absent@HEAD", "there is no folder")):
            with self.subTest(anchor=anchor):
                self.assert_refused(self.run_to_be_refused("--anchor", anchor), 2, "--anchor: ",
                                    phrase)
        self.assert_refused(self.run_to_be_refused("--anchor", self.folder / "absent.so"), 1,
                            "--anchor: ", "absent.so")

    def test_nothing_to_stand_beside(self):
        self.assert_refused(self.run_to_be_refused("--subject", "native", "--anchor", SYNTHETIC), 2,
                            "copybook-rs, which is not among the subjects", "--anchor none")

    def test_the_name_is_the_anchors(self):
        self.assert_refused(self.run_to_be_refused("--subject", f"anchor={SYNTHETIC}"), 2,
                            "`run --anchor BUILD` adds")

    def suite(self, anchor):
        return self.write("anchored.toml", f"""description = "With an anchor"
launches = 2
anchor = "{anchor}"

[[workload]]
name = "comp3"
""")

    def measure_suite(self, suite, *arguments):
        return self.measure("--suite", suite, "--subject", f"copybook-rs={SYNTHETIC}", "--subject",
                            "native", "--working-set", "L2", "--sample-ms", "5", "--no-referee",
                            *arguments)

    @once_is_enough
    def test_a_suite_names_one(self):
        suite = self.suite(SYNTHETIC)
        _, document = self.measure_suite(suite)
        self.assertEqual(document["anchor"]["name"], "synthetic.so")
        self.assertNotIn("options", document["anchor"])
        _, document = self.measure_suite(suite, "--anchor", f"{SYNTHETIC}?slowdown=1")
        self.assertEqual(document["anchor"]["options"], "slowdown=1")
        _, document = self.measure_suite(suite, "--anchor", "none")
        self.assertNotIn("anchor", document)
        self.assertEqual(entries_of(document, "anchor"), [])

    def test_a_suite_that_names_none(self):
        refused = self.run_to_be_refused("--suite", self.suite("nowhere"))
        self.assert_refused(refused, 2, "the anchor of the suite anchored: ", "names no build")


class JudgedAnchorTest(ProgramTest):
    """What a stored run with an anchor is read for."""

    def document(self, letter, **changes):
        benchmarks = good_benchmarks()
        anchor = {**benchmarks[2], "subject": "anchor"}
        return perf([*benchmarks, anchor],
                    anchor={"name": "old.so", "built_from": {"library_sha256": letter * 64}},
                    comparisons=[{"name": "comp3/stream", "level": "kernel", "base": "anchor",
                                  "head": "copybook-rs", "ratio": 1.0, "ci95": [1.0, 1.0],
                                  "p_value": None, "verdict": None}], **changes)

    def path(self, name, letter, **changes):
        return self.write(name, json.dumps(self.document(letter, **changes)))

    def test_another_anchor_is_a_note_of_check(self):
        before = self.path("before.json", "a")
        for letter, is_noted in (("a", False), ("b", True)):
            with self.subTest(letter=letter):
                after = self.path("after.json", letter, timestamp="2025-06-02T12:00:00Z")
                result = run("check", after, "--baseline", before)
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertEqual("another anchor: old.so (sha256 bbbbbbbbbbbb) here, old.so "
                                 "(sha256 aaaaaaaaaaaa) in the baseline" in unbroken(result.stdout), is_noted)

    def test_reports_have_it(self):
        path = self.path("perf.json", "a")
        result = run("report", path, "--format", "json")
        judgement = json.loads(result.stdout)
        validator("judgement.schema.json").validate(judgement)
        self.assertEqual(judgement["anchor"]["built_from"]["library_sha256"], "a" * 64)
        self.assertEqual([entry["ratio"] for entry in judgement["comparisons"]], [1.0])
        markdown = run("report", path, "--format", "markdown").stdout
        self.assertIn("Beside the anchor old.so (sha256 aaaaaaaaaaaa)", markdown)
        self.assertIn("| comp3/stream | kernel | 0.0 % | 0.0 … 0.0 % |", markdown)
        html = run("report", path, "--format", "html").stdout
        self.assertIn("old.so (sha256 aaaaaaaaaaaa)", html)
        self.assertIn("Beside the anchor", html)

    def test_reports_of_a_run_without_one_do_not_speak_of_it(self):
        path = self.write("perf.json", json.dumps(perf()))
        for shape in ("markdown", "json", "html"):
            self.assertNotIn("anchor", run("report", path, "--format", shape).stdout.replace(
                "text-anchor", ""), shape)


if __name__ == "__main__":
    unittest.main()
