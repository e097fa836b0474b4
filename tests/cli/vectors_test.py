# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conformance vectors: every subject is asked, disagreements are named by row, nothing is lost."""
import json
import pathlib
import random
import tempfile
import unittest

from program import TEST_SUBJECTS, run

HEADING = "kind,bytes_hex,digits,scale,signed,codepage,blank_when_zero,expected"
RIGHT = [
    "comp3,12345C,5,2,1,,,123.45",
    "comp3,12345d,5,2,1,,,-123.45",
    "comp3,0D,1,0,1,,,0",
    "comp3,012F,2,0,0,,,12",
    "comp3,12345A,5,0,1,,,12345",
    "comp3,1234AC,5,2,1,,,ERROR",
    "comp3,1234,5,2,1,,,ERROR",
    "zoned,F1F2C3,3,0,1,,,123",
    "zoned,F1F2D0,3,1,1,,0,-12.0",
    "zoned,F1F2F3,3,2,0,cp037,,1.23",
    "zoned,404040,3,0,0,,1,0",
    "zoned,404040,3,0,0,,0,ERROR",
    "zoned-leading,C1F2,2,0,1,,,12",
    "zoned-leading-separate,60F1F2,2,0,1,,,-12",
    "zoned-trailing-separate,F1F24E,2,0,1,,,12",
    "text,C1C2C3,,,,cp037,,414243",
    "text,00C1,,,,cp037,,0041",
    "text,4A,,,,cp273,,C384",
    "comp3,1234567890123456789012345678901C,31,2,1,,,12345678901234567890123456789.01",
]

# Asked as records of one item: 2, 4 and 8 bytes, signed and not, with decimals.
BINARY = [
    "binary,04D2,4,0,1,,,1234",
    "binary,FB2E,4,0,1,,,-1234",
    "binary,FFFF,4,0,0,,,65535",
    "binary,0000007B,5,0,0,,,123",
    "binary,80000000,9,0,1,,,-2147483648",
    "binary,7FFFFFFFFFFFFFFF,10,0,1,,,9223372036854775807",
    "binary,8000000000000000,18,0,1,,,-9223372036854775808",
]
# 118.625 is IBM's own example of a hexadecimal float; 4110… is 1, 0010… the least that is normal.
FLOATS = [
    "comp1,4276A000,,,,,,118.625",
    "comp1,C276A000,,,,,,-1.18625E2",
    "comp1,00000000,,,,,,0",
    "comp2,4110000000000000,,,,,,1",
    "comp2,401999999999999A,,,,,,0.1",
    "comp2,0010000000000000,,,,,,5.397605346934028e-79",
    "comp1-ieee,42ED4000,,,,,,118.625",
    "comp1-ieee,00000001,,,,,,1.401298464324817e-45",
    "comp2-ieee,3FB999999999999A,,,,,,0.1",
    "comp2-ieee,8000000000000000,,,,,,0",
    "comp2-ieee,7FEFFFFFFFFFFFFF,,,,,,1.7976931348623157e308",
    "comp2-ieee,FFF0000000000000,,,,,,null",
    "comp1-ieee,7FC00000,,,,,,null",
]
# Copybook-rs loses the scale of the first, refuses the second, and leaves P away or refuses it.
ONLY_NATIVE = [
    "binary,FB2E,4,2,1,,,-12.34",
    "binary,FFFFFFFFFFFFFFFF,18,0,0,,,18446744073709551615",
    "binary,000C,2,-3,1,,,12000",
    "zoned,F0F1C2,3,-1,1,,,120",
    "comp3,123D,3,-2,1,,,-12300",
    "comp3,012C,2,4,1,,,0.0012",
    "zoned,F1F2D3,3,-1,1,,,-1230",
    "zoned,F1F2D3,3,5,1,cp273,,-0.00123",
    "zoned,404040,3,-1,0,,1,0",
    "zoned-leading,C1F2,2,-1,1,,,120",
    "zoned-leading-separate,60F1F2,2,3,1,,,-0.012",
    "zoned-trailing-separate,F1F24E,2,-1,1,,,120",
    "zoned-trailing-separate,F1F2,2,-1,0,,,120",
    "comp3,12AC,3,-2,1,,,ERROR",
    "comp3,,3,-2,1,,,ERROR",
    "comp3,3C,3,-2,1,,,ERROR",
    "comp3,123C123C,3,-2,1,,,ERROR",
    "comp3,1C,1,-30,1,,,1" + 30 * "0",
]


class Vectors(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="perfharness-test-")
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "vectors.csv"

    def ask(self, rows, *options, heading=HEADING):
        self.path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
        result = run("vectors", self.path, "--json", *options)
        return result, json.loads(result.stdout)

    def score(self, document, subject):
        return next(entry for entry in document["subjects"] if entry["name"] == subject)

    def test_reference_agrees(self):
        result, document = self.ask(RIGHT)
        self.assertEqual([d for d in document["disagreements"] if d["subject"] == "native"], [])
        self.assertEqual(document["rows"], len(RIGHT))
        self.assertEqual(result.returncode, 0, result.stderr)
        native = self.score(document, "native")
        self.assertEqual((native["agreed"], native["unsupported"]), (len(RIGHT), 0))

    def test_what_a_subject_cannot_do_is_no_disagreement(self):
        _, document = self.ask(["zoned-leading,C1F2,2,0,1,,,12", "text,00,,,,cp037,,00"])
        score = self.score(document, "copybook-rs")
        self.assertEqual((score["disagreed"], score["unsupported"]), (0, 2))

    def test_binary_numbers_and_floats(self):
        rows = BINARY + FLOATS
        result, document = self.ask(rows)
        self.assertEqual((result.returncode, document["disagreements"]), (0, []), result.stderr)
        for subject in ("native", "copybook-rs"):
            score = self.score(document, subject)
            self.assertEqual((score["agreed"], score["unsupported"]), (len(rows), 0), subject)

    def test_pictures_with_p_and_a_scale_of_binary_numbers(self):
        result, document = self.ask(ONLY_NATIVE)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.score(document, "native")["agreed"], len(ONLY_NATIVE))
        for row, got, expected in ((1, "-1234", "-12.34"), (4, "12", "120")):
            self.assertIn({"row": row, "subject": "copybook-rs", "isa": "default", "got": got,
                           "expected": expected}, document["disagreements"])

    def test_each_of_them_can_be_wrong(self):
        for row in ("binary,04D2,4,0,1,,,1235", "binary,04D2,4,0,1,,,ERROR",
                    "comp1,4276A000,,,,,,118.62500000000001", "comp1,4276A000,,,,,,null",
                    "comp2-ieee,7FF0000000000000,,,,,,0", "comp1-ieee,4276A000,,,,,,118.625",
                    "comp3,123C,3,-2,1,,,1300", "zoned,F1F2D3,3,5,1,,,-0.00124"):
            with self.subTest(row):
                result, document = self.ask([row])
                self.assertEqual(result.returncode, 3, result.stderr)
                self.assertIn("native", [d["subject"] for d in document["disagreements"]])

    def test_why_rows_are_unsupported(self):
        rows = ["comp3,123C,3,0,1,,,123", "zoned-leading,C1F2,2,0,1,,,12", "binary,0001,4,0,1,,,1",
                "comp1,41100000,,,,,,1", "comp3,012C,2,4,1,,,0.0012", "zoned-leading,C1F2,2,0,1,,,12"]
        _, document = self.ask(rows)
        for subject, expected in (
                ("native", []),
                ("copybook-rs", [("a leading overpunched sign", 2, 2),
                                 ("it refuses such a copybook: CBKP101_INVALID_PIC", 1, 5)]),
                ("copybook-rs-scratch", [
                    ("a leading overpunched sign", 2, 2),
                    ("no column operation reads such items, and it decodes no records", 3, 3)])):
            score = self.score(document, subject)
            self.assertEqual([(why["reason"], why["rows"], why["first_row"])
                              for why in score["unsupported_reasons"]], expected)
            self.assertEqual(score["unsupported"], sum(rows for _, rows, _ in expected))
        shown = run("vectors", self.path).stdout
        self.assertIn("\nunsupported: copybook-rs (default), 2 rows, row 2 first: a leading "
                      "overpunched\n  sign\n", shown)
        self.assertIn("\nunsupported: copybook-rs (default), row 5: it refuses such a copybook:\n"
                      "  CBKP101_INVALID_PIC\n", shown)

    def test_disagreement_of_others_is_shown_and_does_not_fail(self):
        """copybook-rs refuses sign zone A, which is a plus sign on the machine."""
        result, document = self.ask(["zoned,F1A2,2,0,1,,,12", *RIGHT])
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn({"row": 1, "subject": "copybook-rs", "isa": "default", "got": "ERROR",
                       "expected": "12"}, document["disagreements"])

    def test_disagreement_of_the_reference_fails(self):
        for row in ("comp3,12345C,5,2,1,,,123.46", "comp3,12345C,5,2,1,,,ERROR",
                    "comp3,1234AC,5,2,1,,,1.00", "text,C1,,,,cp037,,42"):
            with self.subTest(row):
                result, document = self.ask([*RIGHT, row])
                self.assertEqual(result.returncode, 3, result.stderr)
                self.assertIn((len(RIGHT) + 1, "native"),
                              [(d["row"], d["subject"]) for d in document["disagreements"]])

    def test_columns_in_any_order(self):
        result, document = self.ask(["x,ERROR,1,0,3,y,1,12AC,comp3", "x,1.2,1,1,3,y,1,012C,comp3"],
                                    heading="note,expected,signed,scale,digits,more,"
                                            "blank_when_zero,bytes_hex,kind,codepage")
        self.assertEqual(document["rows"], 0)  # The rows have a field too few.
        self.assertEqual(result.returncode, 1)
        result, document = self.ask(["x,1.2,1,1,2,y,0,012C,comp3,"],
                                    heading="note,expected,signed,scale,digits,more,"
                                            "blank_when_zero,bytes_hex,kind,codepage")
        self.assertEqual((result.returncode, document["rows"]), (0, 1), result.stderr)

    def test_malformed_rows_are_named_and_lose_nothing(self):
        for row, column, word in (
                ("comp4,12,1,0,1,,,1", 1, "kind"), ("comp3,1,1,0,1,,,1", 7, "bytes_hex"),
                ("comp3,1G,1,0,1,,,1", 7, "bytes_hex"), ("comp3,1C,0,0,1,,,1", 10, "digits"),
                ("comp3,1C,x,0,1,,,1", 10, "digits"), ("comp3,1C,1,99,1,,,1", 12, "scale"),
                ("comp3,1C,1,0,2,,,1", 14, "signed"), ("text,C1,,,,cp9,,41", 12, "codepage"),
                ("comp3,1C,1,0,1,,7,1", 17, "blank_when_zero"),
                ("comp3,1C,1,-32,1,,,1", 12, "scale"), ("binary,0001,19,0,1,,,1", 13, "digits"),
                ("binary,0001,5,0,1,,,1", 8, "4 bytes"), ("comp1,4110,,,,,,1", 7, "4 bytes"),
                ("comp2,41100000,,,,,,1", 7, "8 bytes"), ("comp1,41100000,,,,,,1.0x", 21, "number"),
                ("comp1,41100000,,,,,,1e999", 21, "number"), ("comp1,41100000,,,,,,", 21, "number"),
                ("comp3,1C,1,-2,1,,,110", 19, "zero for each P"),
                ("comp3,1C,1,-2,1,,,1.0", 19, "zero for each P"),
                ("comp3,1C,1,0,1,,,1.0", 18, "expected"), ("comp3,1C,1,0,1,,,one", 18, "expected"),
                ("text,C1,,,,cp037,,4", 19, "expected"), ("comp3,1C", 1, "fields"),
                ('comp3,"1C"x,1,0,1,,,1', 11, "quotation")):
            with self.subTest(row):
                result, document = self.ask([RIGHT[0], row, *RIGHT[1:]])
                self.assertEqual(result.returncode, 1, result.stderr)
                self.assertEqual(document["rows"], len(RIGHT))
                self.assertEqual(self.score(document, "native")["agreed"], len(RIGHT))
                self.assertEqual([(m["line"], m["column"]) for m in document["malformed"]],
                                 [(3, column)], document["malformed"])
                self.assertIn(f"{self.path}:3:{column}: CBKB002: ", result.stderr)
                self.assertIn(word, result.stderr)

    def test_quoted_fields_keep_their_place(self):
        result, document = self.ask(['"comp3","12345C","5","2","1","","","123.45"',
                                     'comp3,"12345C",5,2,1,,"x,y",123.45'])
        self.assertEqual(document["rows"], 1)
        self.assertEqual([(m["line"], m["column"]) for m in document["malformed"]], [(3, 23)])
        self.assertEqual(result.returncode, 1)

    def test_files_that_are_none(self):
        for content in (b"", b"\n", b"kind,digits\ncomp3,1\n", b"\xff\xfe\x00"):
            with self.subTest(content):
                self.path.write_bytes(content)
                result = run("vectors", self.path)
                self.assertEqual(result.returncode, 1)
                self.assertIn("CBKB002", result.stderr)
        result = run("vectors", self.path.parent / "absent.csv")
        self.assertEqual(result.returncode, 1)
        self.assertIn("CBKB012", result.stderr)
        self.assertEqual(run("vectors").returncode, 2)

    def test_a_subject_that_crashes_is_named_and_the_others_answer(self):
        result, document = self.ask(RIGHT, "--subject",
                                    f"bad={TEST_SUBJECTS / 'crash-on-call.so'}")
        bad = self.score(document, "bad") if any(
            s["name"] == "bad" for s in document["subjects"]) else None
        self.assertTrue(bad is None or bad["agreed"] == 0)
        self.assertEqual(self.score(document, "native")["agreed"], len(RIGHT))
        self.assertNotEqual((result.returncode, result.stderr), (0, ""))

    def test_cells_do_nothing_to_a_terminal(self):
        """A row that is refused, and one whose expected value no subject gives."""
        wrong = RIGHT[0].rsplit(",", 1)[0] + ",\x1b[31m\u202e"
        self.path.write_text("\n".join((HEADING, wrong, "\x9b31m,\x1b]0;x\x07,5,2,1,,,1")) + "\n",
                             encoding="utf-8")
        result = run("vectors", self.path)
        for text in (result.stdout, result.stderr):
            self.assertTrue(text.replace("\n", "").isprintable(), repr(text))
        self.assertIn("\\u001b", result.stdout + result.stderr)

    def test_many_rows(self):
        """20,000 random cells, of which every subject reads each."""
        draw = random.Random(7)
        rows = []
        for _ in range(20000):
            digits = draw.randint(1, 18)
            value = draw.randrange(10 ** digits)
            is_negative = value != 0 and draw.random() < 0.5
            text = str(value).zfill(digits + (digits + 1) % 2)
            rows.append(f"comp3,{text}{'D' if is_negative else 'C'},{digits},0,1,,,"
                        f"{'-' if is_negative else ''}{value}")
        result, document = self.ask(rows)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(document["disagreements"], [])
        for subject in ("native", "copybook-rs", "copybook-rs-scratch"):
            self.assertEqual(self.score(document, subject)["agreed"], len(rows))


if __name__ == "__main__":
    unittest.main()
