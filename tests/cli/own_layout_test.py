# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A user's own records are laid out as their copybook says: who has them otherwise is void, or measured
with a warning where that is asked for, before anything is said of the data.
"""
import unittest

from program import (TEST_SUBJECTS, ProgramTest, entries_of, once_is_enough, output_of, run,
                     unbroken, warnings_of)

QUICK = ("--launches", "2", "--sample-ms", "10", "--no-referee")
ALL_THE_SAME = ("--layout-differs", "warn")

# Line 4 is a comment, and a field to copybook-rs: records of 6 bytes, or of 8.
COMMENT = """\
000100 01  REC.
000200     05  K-1             PIC 99.
000300     05  K-2             PIC X(2).
000400*    05  OLD             PIC X(2).
000500     05  K-3             PIC X(2).
"""
SAYS_OF_COMMENT = (r"^copybook-rs lays out (REC\.)?OLD at 4\b.*: line 4 is a comment.*"
                   r"; the copybook's record is 6 bytes, copybook-rs' 8$")
# copybook-rs does not look at the usage that it does not know.
REFUSED = "       01  REC.\n           05  K-1  PIC 9(4) COMP-6.\n"
# copybook-rs lays all of them out as one record.
SEVERAL = """\
       01  HEAD.
           05  H-1             PIC X(3).
       01  BODY.
           05  B-1             PIC X(4).
           05  B-2             PIC 9(2).
       01  TAIL.
           05  T-1             COMP-1.
"""
TAGGED = "       01  :TAG:-REC.\n           05  :TAG:-NAME  PIC X(4).\n"
COUNTED = """\
       01  REC.
           05  CNT             PIC 9.
           05  LN              OCCURS 1 TO 3 DEPENDING ON CNT PIC X(2).
"""


class OwnLayout(ProgramTest):
    def arguments(self, copybook, data):
        return (*QUICK, "--copybook", self.write("own.cpy", copybook),
                "--data", self.write("own.bin", data.encode("cp037")))

    def measure_layout(self, copybook, data, *arguments):
        result, document = self.measure(*self.arguments(copybook, data), *arguments)
        return result, document, entries_of(document, "copybook-rs")

    def assert_layout_refused(self, copybook, *phrases, arguments=(), status=1):
        result = self.run_to_be_refused(*self.arguments(copybook, "123456"), *arguments)
        self.assert_refused(result, status, *phrases)

    def assert_void(self, entries, difference):
        self.assertEqual(len(entries), 2)
        for entry in entries:
            self.assertEqual((entry["state"], entry["reason"]),
                             ("void", entry["layout"]["difference"]))
            self.assertRegex(entry["reason"], difference)

    def test_a_field_that_is_a_comment(self):
        """Whether the file would hold a whole number of records, by the one or the other."""
        for data in ("12abef", "12abcdef", "12abcde"):
            with self.subTest(len(data)):
                result, document, entries = self.measure_layout(COMMENT, data, "--subject",
                                                                "copybook-rs")
                self.assertEqual(result.returncode, 3)
                self.assert_void(entries, SAYS_OF_COMMENT)
                layout = entries[0]["layout"]
                self.assertEqual(
                    (layout["record"], layout["record_length"], layout["compared"]),
                    ("REC", {"minimum": 6, "maximum": 6}, "items"))
                self.assertEqual(len(document["errors"]), 2)
                self.assertIn("line 4 is a comment", unbroken(result.stdout))
                self.assertNotIn("multiple", result.stdout + result.stderr)

    def test_measured_all_the_same(self):
        """By the subject's own length; and whatever is made of the run says so."""
        result, document, entries = self.measure_layout(COMMENT, "12abcdef34ghijkl", *ALL_THE_SAME)
        self.assertEqual(result.returncode, 0, result.stderr)
        for entry in entries:
            self.assert_measured(entry)
            self.assertEqual(entry["records"], 2)
            self.assertRegex(entry["layout"]["difference"], SAYS_OF_COMMENT)
        said = f"own.bin: measured although {entries[0]['layout']['difference']}"
        self.assertIn(said, warnings_of(document))
        self.assertIn(said, unbroken(result.stdout))
        for form in ("markdown", "html", "json", "junit", "line"):
            with self.subTest(form):
                self.assert_report_says(form)

    def assert_report_says(self, form):
        text = output_of("report", "--format", form, self.output / "perf.json")
        self.assertIn("2 figures of an unproven layout", unbroken(text))
        if form != "line":
            self.assertIn("measured although copybook-rs lays out", unbroken(text))

    @once_is_enough
    def test_a_length_that_fits_neither(self):
        """Measured all the same, it is the subject that reads the file."""
        self.assert_layout_refused(COMMENT, "CBKB014", "6 bytes", "record length of 8",
                                   arguments=ALL_THE_SAME)

    def test_a_copybook_that_is_refused(self):
        self.assert_layout_refused(REFUSED, "CBKB014", "own.cpy:2:", "COMP-6")
        result, document, entries = self.measure_layout(REFUSED, "12345678", *ALL_THE_SAME)
        self.assertEqual(result.returncode, 0, result.stderr)
        for entry in entries:
            self.assert_measured(entry)
            self.assertEqual(entry["layout"]["compared"], "nothing")
            self.assertRegex(entry["layout"]["unknown"], r"own\.cpy:2:\d+: .*COMP-6")
        self.assertRegex("".join(warnings_of(document)),
                         r"own\.bin: measured although the copybook's layout is not known: \S+own"
                         r"\.cpy:2:\d+: ")

    @once_is_enough
    def test_one_of_several_records(self):
        self.assert_layout_refused(SEVERAL, "CBKB014", "--record", "HEAD, BODY, TAIL")
        self.assert_layout_refused(SEVERAL, "--record", "HEAD, BODY, TAIL", arguments=ALL_THE_SAME)
        self.assert_layout_refused(SEVERAL, "BODE", "BODY", arguments=("--record", "BODE"))
        _, _, entries = self.measure_layout(SEVERAL, "abcd12efgh34", "--record", "body")
        for entry in entries:
            self.assert_measured(entry)
            self.assertEqual((entry["records"], entry["layout"]["record"]), (2, "BODY"))
            self.assertNotIn("float_format", entry)
        _, _, entries = self.measure_layout(SEVERAL, "abcd", "--record", "TAIL")
        for entry in entries:
            self.assertEqual(entry["float_format"], "hfp")

    @once_is_enough
    def test_tags_are_replaced_for_subjects_too(self):
        self.assert_layout_refused(TAGGED, "CBKB014", "own.cpy:1:", "--replace")
        _, _, entries = self.measure_layout(TAGGED, "annabert", "--replace", "TAG=CUSTOMER")
        for entry in entries:
            self.assert_measured(entry)
            self.assertEqual(entry["layout"]["record"], "CUSTOMER-REC")

    def test_records_of_varying_length_are_padded(self):
        _, _, entries = self.measure_layout(COUNTED, "1aa....3bbccdd")
        for entry in entries:
            self.assert_measured(entry)
            self.assertEqual((entry["records"], entry["layout"]["record_length"]),
                             (2, {"minimum": 3, "maximum": 7}))

    def test_a_subject_that_does_not_say(self):
        """It was built before it could: of that one only the length is compared, and the others are
        measured whatever it is."""
        old = ("--subject", f"old={TEST_SUBJECTS / 'before-floats.so'}")
        result, document, _ = self.measure_layout("       01 A-REC PIC X(1).\n", "abcd", *old)
        for entry in entries_of(document, "old"):
            self.assertIn("wrong answer: record 1", entry["reason"]) # It is asked for its records.
            self.assertEqual(entry["layout"]["compared"], "record-length")
        self.assertEqual(unbroken(result.stdout).count(
            "old does not say how it lays out records: only its record length was compared"), 1)
        _, document, entries = self.measure_layout("       01 A-REC PIC X(4).\n", "abcdefgh", *old)
        for entry in entries_of(document, "old"):
            self.assertEqual((entry["state"], entry["reason"]), (
                "void", "the copybook's record is 4 bytes, old's 1"))
        for entry in entries:
            self.assert_measured(entry)

    @once_is_enough
    def test_two_lengths_all_the_same(self):
        """There is no file of both."""
        result, document, _ = self.measure_layout(
            "       01 A-REC PIC X(4).\n", "abcdefgh", *ALL_THE_SAME,
            "--subject", f"old={TEST_SUBJECTS / 'before-floats.so'}")
        self.assertEqual(result.returncode, 1)
        for entry in document["benchmarks"]:
            self.assertEqual(entry["state"], "failed")
            self.assertRegex(entry["reason"], "(old|copybook-rs) reads records of [14] bytes, "
                                              "(old|copybook-rs) of [14]: measure one")

    def test_what_is_said_of_a_layout_may_be_anything(self):
        """One sentence of each, and the others are measured."""
        bad = self.write("bad.json", "no JSON")
        deep = self.write("deep.json", "[" * 10000)
        right = self.write("right.json", '[{"name":"A-REC","offset":0,"size":4}]')
        told = (("fails,4", " cannot say how it lays out records: NOT_TOLD"),
                ("endless,4", " cannot say how it lays out records: BROKEN"),
                (f"beyond,4,{right}", " cannot say how it lays out records: BROKEN"),
                (f"behind,4,{right}", " cannot say how it lays out records: BROKEN"),
                (f"4,{bad}", " says of its layout is none: "),
                (f"4,{deep}", " says of its layout is none: "),
                (f"5,{right}", "'s 5"))
        library = TEST_SUBJECTS / "describes-layouts.so"
        subjects = [("--subject", f"x-{at}={library}?{options}")
                    for at, (options, _) in enumerate(told)]
        _, document, entries = self.measure_layout("       01 A-REC PIC X(4).\n", "abcd",
                                                   "--subject", "copybook-rs", *sum(subjects, ()))
        for at, (options, reason) in enumerate(told):
            with self.subTest(options):
                (entry,) = entries_of(document, f"x-{at}")
                self.assertEqual(entry["state"], "void")
                self.assertIn(f"x-{at}{reason}", entry["reason"])
        for entry in entries:
            self.assert_measured(entry)

    def test_who_cannot_read_a_copybook_that_is_right(self):
        """It fails, and others are measured. Where nobody can, there is nothing to measure."""
        refuses = ("--subject", f"x={TEST_SUBJECTS / 'describes-layouts.so'}?refuses,4")
        said = "x cannot use copybook "
        result, document, entries = self.measure_layout(
            "       01 A-REC PIC X(4).\n", "abcd", "--subject", "copybook-rs", *refuses)
        (entry,) = entries_of(document, "x")
        self.assertEqual((result.returncode, entry["state"]), (1, "failed"))
        self.assertIn(said, entry["reason"])
        self.assertEqual(len(document["errors"]), 1)
        self.assertRegex(document["errors"][0], f"^CBKB014: own.bin, x, record level: .*{said}")
        self.assertNotIn("x does not say", unbroken(result.stdout))
        for entry in entries:
            self.assert_measured(entry)
        self.assert_layout_refused("       01 A-REC.\n           05 A PIC IS X(6).\n", "CBKB014",
                                   "copybook-rs cannot use copybook ",
                                   arguments=("--subject", "copybook-rs"))

    @once_is_enough
    def test_the_reference_reads_records_as_the_copybook_has_them(self):
        """Where another layout is measured, it is not; where nobody has another, it is."""
        left_out = "native is not measured: it reads records as their copybook has them"
        for copybook, data, is_there in ((COMMENT, "12abcdef34ghijkl", False),
                                         (COMMENT, "12abcdef34ghijkl56mnopqr", False),
                                         (REFUSED, "12345678", False),
                                         (COUNTED, "1aa....3bbccdd", True)):
            with self.subTest(len(data)):
                result, document, entries = self.measure_layout(copybook, data, *ALL_THE_SAME)
                self.assertEqual(result.returncode, 0, result.stderr)
                for entry in entries:
                    self.assert_measured(entry)
                self.assertEqual(bool(entries_of(document, "native")), is_there)
                self.assertEqual(left_out in warnings_of(document), not is_there)

    def test_options_that_are_of_a_copybook(self):
        for option in (("--record", "R"), ("--source-format", "free"), ("--replace", "A=B"),
                       ("--pointer-bytes", "4"), ("--layout-differs", "warn")):
            with self.subTest(option[0]):
                result = run("run", *option)
                self.assert_says_one_sentence(result, 2, option[0])
        self.assert_layout_refused(COMMENT, "warm", "warn", status=2,
                                   arguments=("--layout-differs", "warm"))


if __name__ == "__main__":
    unittest.main()
