# SPDX-License-Identifier: AGPL-3.0-or-later
"""`perfharness compare` of two builds that are timed: what they allocate is judged, whatever time says."""
import json
import os
import unittest

from counting import CAN_COUNT
from program import TEST_SUBJECTS, ProgramTest, once_is_enough, run, unbroken

ALLOCATES = TEST_SUBJECTS / "allocates.so"
OWN_ALLOCATOR = TEST_SUBJECTS / "own-allocator.so"
# Few launches: time cannot tell, and no verdict here is to hang on what the machine does meanwhile.
QUICK = ("--workload", "comp3", "--launches", "2", "--no-referee")
BEST_FIRST = ("NEUTRAL", "UNCHANGED", "IMPROVED", "PASS", "WARN", "INCONCLUSIVE", "FAIL")


@unittest.skipIf(os.environ["SANITIZERS"], "sanitizers have an allocator of their own")
@once_is_enough
class Allocations(ProgramTest):
    def compare(self, base, head, *arguments):
        """Its result, the document that it left and the one benchmark in that."""
        self.path = self.folder / "comparison.json"
        result = run("compare", base, head, *QUICK, "--output", self.path, *arguments)
        document = json.loads(self.path.read_text(encoding="utf-8"))
        self.assertEqual(run("validate", self.path).returncode, 0)
        (entry,) = document["benchmarks"]
        return result, document, entry

    def report(self, *arguments):
        return run("report", self.path, *arguments).stdout

    def test_more_of_them_are_judged(self):
        """One in so many cells more: by shares of one an item, as an item has hardly any."""
        for base, head, verdict in (("1/1000", "2/1000", "PASS"), ("1/100", "2/100", "WARN"),
                                    ("1/20", "2/20", "FAIL")):
            with self.subTest(head):
                result, document, entry = self.compare(f"{ALLOCATES}?{base}", f"{ALLOCATES}?{head}")
                self.assertEqual((entry["allocations"]["difference"], entry["allocations"]["verdict"]),
                                 ("more", verdict), entry)
                self.assertEqual(document["allocation_rule"], {"warn": 0.005, "fail": 0.02})
                self.assertGreaterEqual(BEST_FIRST.index(document["verdict"]),
                                        BEST_FIRST.index(verdict))
                self.assertEqual(result.returncode == 3, document["verdict"] == "FAIL")
                self.assertIn(" more allocat", unbroken(result.stdout))
                self.assertIn("allocations: WARN beyond 0.5 % more, FAIL beyond 2 %\n", result.stdout)
                if CAN_COUNT:  # Whatever the verdict is.
                    self.assertEqual(entry["explanation"]["functions"][0]["name"], "allocate")

    def test_the_reason_is_named_everywhere(self):
        result, _, entry = self.compare(f"{ALLOCATES}?1/20", f"{ALLOCATES}?2/20")
        self.assertEqual((entry["verdict"], result.returncode), ("FAIL", 3))
        reason = "7.81 % more allocated bytes, beyond 2 %"
        for text in (result.stdout, entry["reason"], self.report("--format", "markdown"),
                     self.report("--format", "html"), self.report("--format", "junit")):
            self.assertIn(reason, unbroken(text))
            self.assertEqual(unbroken(text).count("an item has 0.1 allocations, before 0.05"),
                             0 if text is entry["reason"] else unbroken(text).count(reason))
        self.assertIn('<failure type="FAIL"', self.report("--format", "junit"))
        # A command that is to be copied is one line, however long; so is the name of a library.
        self.assertLessEqual(max(len(line) for line in result.stdout.splitlines()
                                 if not line.startswith("  perfharness ")), 80 + len(str(ALLOCATES)) * 3)
        # The first line names what the verdict stands on: the time where that is as bad.
        self.assertRegex(self.report(), r"^Comparison: head ([\d.]+ % slower|7[.]81 % more allocated "
                                        r"bytes): comp3/L2; 1 regression in 1, \d+ s \[FAIL\]$")

    def test_fewer_of_them_are_said(self):
        _, document, entry = self.compare(f"{ALLOCATES}?3/50", f"{ALLOCATES}?2/50")
        self.assertEqual((entry["allocations"]["difference"], entry["allocations"]["verdict"]),
                         ("less", "PASS"))
        self.assertNotIn(document["verdict"], ("WARN", "FAIL"), entry)
        for form in ("markdown", "html", "junit"):
            self.assertIn("3.13 % fewer allocated bytes", self.report("--format", form))

    def test_as_many_are_as_many(self):
        _, document, entry = self.compare(f"{ALLOCATES}?3/50", f"{ALLOCATES}?3/50", "--time-identical")
        self.assertEqual(entry["allocations"]["difference"], "same")
        self.assertEqual(entry["allocations"]["base"], entry["allocations"]["head"])
        self.assertNotIn(document["verdict"], ("WARN", "FAIL"), entry)
        self.assertNotIn("allocat", entry["reason"])

    def test_who_is_not_seen_is_not_judged(self):
        _, document, entry = self.compare(f"{ALLOCATES}?0", OWN_ALLOCATOR)
        self.assertEqual(list(entry["allocations"]), ["uncounted"])
        said = "allocations are not compared: what head allocates is not seen: it has an allocator"
        self.assertTrue(any(said in note for note in document["notes"]), document["notes"])
        for form in ("markdown", "html", "junit"):
            self.assertIn(said, self.report("--format", form))

    def test_what_was_not_asked_for_is_not_judged(self):
        _, document, entry = self.compare(f"{ALLOCATES}?1/20", f"{ALLOCATES}?2/20", "--no-work")
        self.assertNotIn("allocations", entry)
        self.assertNotIn("allocation_rule", document)


if __name__ == "__main__":
    unittest.main()
