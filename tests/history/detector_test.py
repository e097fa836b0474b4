# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The detector as script/study talks to it: a shift in made-up runs is asked about, and decided by
what is answered.
"""
import pathlib
import sys
import unittest

STUDY = pathlib.Path(__file__).resolve().parents[1] / "study"
sys.path.insert(0, str(STUDY))
# pylint: disable-next=wrong-import-position
from detector import Compared, Decided, Detector  # noqa: E402

PROGRAM = sys.argv.pop()
AROUND = (0.0, 0.001, -0.001, 0.002, -0.0015, 0.0005, -0.002, 0.0012)


class DetectorTest(unittest.TestCase):
    def follow(self, change, shift=0.02):
        """What is said of 42 runs, of which the last two are shifted; what was asked meanwhile."""
        asked = []

        def compare(*question):
            asked.append(question)
            return None if change is None else Compared(change, change - 0.001, change + 0.001, 0.0)

        with Detector(PROGRAM, compare) as detector:
            said = [detector.run(night, AROUND[night % 8] + (shift if night > 40 else 0.0), 0.001)
                    for night in range(1, 43)]
        return said, asked

    def test_a_shift_is_asked_about_and_convicted(self):
        said, asked = self.follow(0.02)
        self.assertEqual(said[:41], ["learning"] * 16 + ["steady"] * 25)
        self.assertEqual(asked, [(39, 42, 1), (39, 42, 2)])
        self.assertEqual(said[41], Decided("code", 41, 42, 0.02))

    def test_it_is_refuted_beside_the_start_as_well(self):
        said, asked = self.follow(0.0)
        self.assertEqual(asked, [(39, 42, 1), (1, 42, 1)])
        self.assertEqual((said[41].cause, said[41].change), ("refuted", 0.0))

    def test_what_cannot_be_compared_is_undecided(self):
        said, asked = self.follow(None)
        self.assertEqual((len(asked), said[41].cause), (1, "undecided"))

    def test_nothing_is_asked_of_nothing(self):
        said, asked = self.follow(0.0, shift=0.0)
        self.assertEqual((asked, said[41]), ([], "steady"))


if __name__ == "__main__":
    unittest.main()
