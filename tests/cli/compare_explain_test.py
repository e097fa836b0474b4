# SPDX-License-Identifier: AGPL-3.0-or-later
"""
`perfharness compare --explain`: the function that does more is named first, inlined or not, whoever's code
does it for that, and whatever it calls itself; by itself of what is FAIL or WARN.
"""
import functools
import json
import re
import unittest

import html5lib

from counting import CAN_COUNT
from program import TEST_SUBJECTS, ProgramTest, run
from report_test import elements, markdown_tree

BASE, INLINED, MEMORY, HOSTILE = (TEST_SUBJECTS / f"explained-{planted}.so"
                                  for planted in ("nothing", "inlined", "memory", "hostile"))
RANDOM = TEST_SUBJECTS / "draws-random.so"
EVIL = "<b>|*evil*</script>[x](y)"


def compare(base, head, *arguments):
    return run("compare", "--work-only", base, head, "--workload", "comp3", *arguments)


@functools.cache  # A comparison takes a second.
def explained(base, head, *arguments):
    """The one benchmark's, and its entry."""
    (entry,) = json.loads(compare(base, head, "--json", *arguments).stdout)["benchmarks"]
    return entry.get("explanation"), entry


@unittest.skipUnless(CAN_COUNT, "work cannot be counted here")
class Explained(ProgramTest):
    def test_the_function_that_does_more_is_first(self):
        for head, name, least in ((INLINED, "taken_in", 50),
                                  (MEMORY, "copybook_codec::numeric::called", 30),
                                  (HOSTILE, EVIL, 50)):
            with self.subTest(name):
                explanation, entry = explained(BASE, head)
                first = explanation["functions"][0]
                self.assertEqual((first["name"], first["origin"]), (name, "measured"), explanation)
                self.assertRegex(first["place"], r"^explained\.c:\d+$")
                self.assertTrue(explanation["inlined"])
                grown = first["head"]["own"] - first["base"]["own"]
                more = entry["work"]["head"] - entry["work"]["base"]
                self.assertGreater(grown, least)
                self.assertAlmostEqual(grown, more, delta=0.05 * more)

    def test_others_code_is_named_and_counted_for_who_calls_it(self):
        functions = explained(BASE, MEMORY)[0]["functions"]
        others = {function["name"]: function for function in functions if function["origin"] == "other"}
        self.assertIn("malloc", others)
        self.assertEqual(others["malloc"]["base"], {"self": 0, "own": 0, "inclusive": 0})
        self.assertEqual(others["malloc"]["head"]["own"], 0)
        called = functions[0]
        self.assertLess(called["head"]["self"] - called["base"]["self"],
                        0.5 * (called["head"]["own"] - called["base"]["own"]))
        self.assertAlmostEqual(called["head"]["own"], called["head"]["inclusive"], 6)

    def test_the_other_way_round_it_shrank(self):
        first = explained(INLINED, BASE, "--explain")[0]["functions"][0]
        self.assertEqual(first["name"], "taken_in")
        self.assertGreater(first["base"]["own"], first["head"]["own"])

    def test_by_itself_of_what_is_worse(self):
        self.assertEqual(explained(BASE, INLINED)[1]["verdict"], "FAIL")
        self.assertIsNotNone(explained(BASE, INLINED)[0])
        self.assertIsNone(explained(INLINED, BASE)[0])
        self.assertIsNone(explained(BASE, BASE, "--explain")[0])  # UNCHANGED: nothing was counted.

    def test_the_same_in_every_run(self):
        self.assertEqual(explained(BASE, MEMORY, "--explain"), explained(BASE, MEMORY))

    def test_people_are_shown_it(self):
        result = compare(BASE, MEMORY)
        self.assertRegex(result.stdout, r"\n    copybook_codec::numeric::called\n      explained\.c:\d+\n")
        self.assertIn("Others' code", result.stdout)
        self.assertLessEqual(max(map(len, result.stdout.splitlines())), 80)

    def test_why_the_sum_is_another(self):
        """Of one call, where chance has a part in the work, and the figure is a mean."""
        chance = "functions are those of one call, and over all"
        self.assertIn(chance, compare(RANDOM, MEMORY).stdout)
        self.assertNotIn(chance, compare(BASE, MEMORY).stdout)

    def test_reports_have_it_and_nothing_in_a_name_means_anything(self):
        path = self.folder / "comparison.json"
        compare(BASE, HOSTILE, "--output", path)
        page = html5lib.parse(run("report", path, "--format", "html").stdout)
        told = {"".join(cell.itertext()).strip() for cell in elements(page, "th")}
        self.assertRegex("".join(cell for cell in told if cell.startswith(EVIL)),
                         f"^{re.escape(EVIL)}explained\\.c:\\d+$")
        self.assertEqual(elements(page, "script"), [])
        comment = markdown_tree(run("report", path, "--format", "markdown").stdout)
        self.assertIn(EVIL, "".join(comment.itertext()))
        self.assertEqual(elements(comment, "a"), [])
        self.assertEqual(run("validate", path).returncode, 0)


if __name__ == "__main__":
    unittest.main()
