# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Reports of old versions are valid, and whoever draws a sample of one today draws what was drawn then: a sample
is a function of the report and the seed. Of the newest, texts are the same byte for byte.
"""
import json
import re
import unittest

from program import SOURCE, ProgramTest, load, run, validator

AUDITS = SOURCE / "fixtures" / "audits"
DRAWN = {"sample.json": ["--seed", "7", "--size", "4", "--format", "json"],
         "sample.txt": ["--seed", "7", "--size", "4"],
         "sample.csv": ["--seed", "7", "--size", "4", "--format", "csv"]}


def folders():
    return sorted(AUDITS.glob("*-*"), key=lambda path: [int(number) for number in re.findall("[0-9]+", path.name)])


class StoredAudits(ProgramTest):
    def test_they_are_valid(self):
        self.assertTrue(folders())
        for folder in folders():
            for name, schema in (("audit.json", "audit.schema.json"), ("sample.json", "audit-sample.schema.json")):
                with self.subTest(folder.name, name=name):
                    validator(schema).validate(load(folder / name))
                    valid = run("validate", folder / name)
                    self.assertEqual((valid.returncode, valid.stderr), (0, ""))

    def draw(self, folder, arguments):
        result = run("audit", "sample", folder / "audit.json", *arguments)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def test_the_same_is_drawn(self):
        for folder in folders():
            with self.subTest(folder.name):
                then, now = load(folder / "sample.json"), json.loads(self.draw(folder, DRAWN["sample.json"]))
                self.assertEqual([(one["order"], one["id"]) for one in now["changes"]],
                                 [(one["order"], one["id"]) for one in then["changes"]])
                self.assertEqual(now["population"]["ids_sha256"], then["population"]["ids_sha256"])

    def test_the_newest_is_the_same_byte_for_byte(self):
        newest = folders()[-1]
        for name, arguments in DRAWN.items():
            with self.subTest(name):
                self.assertEqual(self.draw(newest, arguments), (newest / name).read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
