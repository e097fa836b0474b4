# SPDX-License-Identifier: AGPL-3.0-or-later
"""
`perfharness layout --against BUILD`: where a build lays a record out otherwise than its copybook, by
cause and rule, in as many processes as it is so; who refuses the copybook, dies of it or says
nonsense is told from that.
"""
import json
import unittest

from program import (REFUSAL_S, SOURCE, SUBJECTS, TEST_SUBJECTS, UNCONFINED, ProgramTest, lay_out,
                     once_is_enough, run, validator)

COLUMNS = 80
PROCESSES = 20
CUSTOMER = SOURCE / "fixtures" / "copybooks" / "customer.cpy"
LONG_NAME = "A-GROUP-WITH-A-NAME-AS-LONG-AS"

# To copybook-rs line 4 is a field, and COMP-4 no word.
WRONG = """\
       01  REC.
           05  A               PIC X(3).
           05  B               PIC S9(4) COMP-4.
      *    05  OLD             PIC X(2).
           05  C               PIC X.
"""
WRONG_TABLE = """\
copybook-rs VERSION lays out REC otherwise than the copybook, in 20 processes
       offset  theirs  size  theirs  line
  OLD       -       7     -       2     -
      only the build has it: line 4 is a comment; it moves 1 item more
  B         3       3     2       4     3
      zoned, not binary: USAGE COMP-4: it is binary
Record length: 6 bytes, theirs 10
"""
# copybook-rs looks for what is redefined by its name, in whatever group it finds first.
BY_CHANCE = """\
       01  REC.
           05  G1.
               10  A           PIC X(3).
               10  B           REDEFINES A PIC 9(3).
           05  G2.
               10  X           PIC X(7).
               10  A           PIC X(4).
               10  B           REDEFINES A PIC X(4).
"""
SEVERAL = "       01  HEAD PIC X(3).\n       01  BODY PIC X(4).\n"
TWO = "       01  REC.\n           05  A PIC X(3).\n           05  B PIC X(2).\n"
RIGHT = [{"name": "REC", "offset": 0, "size": 5, "items": [
    {"name": "A", "offset": 0, "size": 3}, {"name": "B", "offset": 3, "size": 2}]}]


class LayoutAgainst(ProgramTest):
    def show(self, status, *arguments):
        """What it prints; with sanitizers it notes that nobody is confined."""
        result = run("layout", *arguments)
        said = [line for line in result.stderr.splitlines() if UNCONFINED not in line]
        self.assertEqual((result.returncode, said), (status, []))
        return result.stdout

    def ask(self, copybook, build, *options, program=None):
        """Its exit status, and what is said of the build."""
        path = self.write("record.cpy", copybook)
        where = {"program": program} if program else {}
        result = run("layout", "--json", path, f"--against={build}", *options, **where)
        self.assertIn(result.returncode, (0, 3), result.stderr)
        document = json.loads(result.stdout)
        validator("layout.schema.json").validate(document)
        against = document["against"]
        self.assertEqual(against["same"], result.returncode == 0)
        self.assert_table_says_as_much(path, build, against, *options, **where)
        return result.returncode, against

    def assert_table_says_as_much(self, path, build, against, *options, **where):
        result = run("layout", path, f"--against={build}", *options, **where)
        for line in result.stdout.splitlines():
            self.assertLessEqual(len(line), COLUMNS, line)
            self.assertEqual(line, line.rstrip())
        words = " ".join(result.stdout.split())
        for difference in against["differences"]:
            if difference["processes"] == PROCESSES:
                self.assertIn(difference["rule"], words)
        for failure in against["failures"]:
            self.assertIn(failure["reason"], words)

    def describing(self, description, options="5"):
        """The test subject that says so of any copybook."""
        text = description if isinstance(description, str) else json.dumps(description)
        return f"{TEST_SUBJECTS / 'describes-layouts.so'}?{options},{self.write('said', text)}"

    def ask_describing(self, description, options="5"):
        return self.ask(TWO, self.describing(description, options))

    def assert_fails(self, answer, kind, phrase, code=None):
        """What is broken is not asked for again."""
        status, against = answer
        failure, = against["failures"]
        processes = 1 if kind == "broken" else PROCESSES
        self.assertEqual((status, failure["kind"], failure["code"], failure["processes"]),
                         (3, kind, code, processes))
        self.assertIn(phrase, failure["reason"])
        self.assertEqual(against["differences"], [])


class CopybookRs(LayoutAgainst):
    @once_is_enough
    def test_the_table(self):
        path = self.write("record.cpy", WRONG)
        _, against = self.ask(WRONG, "copybook-rs")
        for option in (("--against",), ("--against", "copybook-rs")):
            self.assertEqual(self.show(3, path, *option),
                             WRONG_TABLE.replace("VERSION", against["version"]))

    def test_what_it_says_for_programs(self):
        _, against = self.ask(WRONG, "copybook-rs")
        self.assertEqual((against["build"], against["processes"], against["record_length"],
                          against["described"], against["unlisted"]),
                         ("copybook-rs", PROCESSES, 10, True, 0))
        old, b = against["differences"]
        self.assertEqual(old, {
            "path": "REC.OLD", "kind": "extra", "line": None, "expected": None, "found": None,
            "rule": "line 4 is a comment", "expected_offset": None, "found_offset": 7,
            "expected_size": None, "found_size": 2, "followers": 1, "processes": PROCESSES})
        self.assertEqual((b["path"], b["kind"], b["line"], b["expected"], b["found"],
                          b["expected_size"], b["found_size"]),
                         ("REC.B", "kind", 3, "binary", "zoned", 2, 4))

    def test_what_is_the_same(self):
        self.assertEqual(self.ask(CUSTOMER.read_text(), "copybook-rs")[0], 0)
        self.assertRegex(self.show(0, CUSTOMER, "--against"),
                         "^copybook-rs [^ ]+ lays out CUSTOMER-RECORD as the copybook")

    def test_what_depends_on_chance(self):
        """In how many it was so; whether it is, this release decides."""
        _, against = self.ask(BY_CHANCE, "copybook-rs")
        for difference in against["differences"]:
            self.assertIn(difference["path"], ("REC.G1.B", "REC.G2.B"))
            self.assertRegex(difference["rule"], "^REDEFINES A: ")
            self.assertLessEqual(difference["processes"], PROCESSES)

    def test_a_copybook_that_it_refuses(self):
        answer = self.ask("       01  REC.\n           05  A USAGE IS COMP-1.\n"
                          "           05  B PIC IS X.\n", "copybook-rs")
        status, against = answer
        self.assertEqual((status, against["record_length"], against["version"] != ""),
                         (3, None, True))
        failure, = against["failures"]
        self.assertEqual((failure["kind"], failure["processes"]), ("refused", PROCESSES))
        self.assertRegex(failure["code"], "^CBK[A-Z][0-9]+")

    @once_is_enough
    def test_one_record_of_several(self):
        """The build is given that one alone."""
        status, against = self.ask(SEVERAL, "copybook-rs", "--record", "BODY")
        self.assertEqual((status, against["record_length"]), (0, 4))

    @once_is_enough
    def test_tags_are_replaced_for_the_build_too(self):
        status, _ = self.ask("       01  :T:-REC.\n           05  :T:-A PIC X(3).\n", "copybook-rs",
                             "--replace", "T=NEW")
        self.assertEqual(status, 0)


class OtherBuilds(LayoutAgainst):
    @once_is_enough
    def test_a_library_s_file(self):
        self.assertEqual(self.ask(CUSTOMER.read_text(), SUBJECTS / "copybook-rs.so")[0], 0)
        status, against = self.ask_describing(RIGHT)
        self.assertEqual(status, 0)
        self.assertRegex(against["build"], r"^describes-layouts\.so\?5,")

    def test_where_items_are_not_described(self):
        build = TEST_SUBJECTS / "decodes-records.so"
        status, against = self.ask("       01  REC PIC X(50).\n", build)
        self.assertEqual((status, against["described"]), (0, False))
        status, against = self.ask(TWO, build)
        difference, = against["differences"]
        self.assertEqual((status, difference["kind"], difference["expected"], difference["found"]),
                         (3, "length", "5", "50"))

    @once_is_enough
    def test_what_differs_in_some_processes(self):
        status, against = self.ask_describing(RIGHT, "changes,5")
        for difference in against["differences"]:
            self.assertEqual(difference["kind"], "missing")
            self.assertIn(difference["processes"], range(1, PROCESSES))
        self.assertEqual((status, len(against["differences"])), (3, 1))

    def test_who_refuses(self):
        self.assert_fails(self.ask_describing("", "refuses,5"), "refused",
                          "this is none of its copybooks", "NO_COPYBOOK")

    def test_who_dies_of_it(self):
        self.assert_fails(self.ask_describing("", "crashes,5"), "crashed", "signal 11")

    def test_who_says_nonsense(self):
        for said, phrase in (("[", "not JSON"), ("{}", "no array"), ("[" * 10000, "nested too deeply"),
                             ('[{"name":"A"}]', 'has no "offset"')):
            with self.subTest(phrase):
                self.assert_fails(self.ask_describing(said), "broken", phrase)

    def test_who_does_not_keep_to_its_room(self):
        broken = "BROKEN_DESCRIPTION"
        for fault, phrase, code in (("beyond", "claims to have written", broken),
                                    ("behind", "wrote behind", broken),
                                    ("endless", "takes more than", broken),
                                    ("empty", "is empty", broken),
                                    ("fails", "keeps that to itself", "NOT_TOLD")):
            with self.subTest(fault):
                self.assert_fails(self.ask_describing(RIGHT, f"{fault},5"), "broken", phrase, code)

    def test_what_is_no_text(self):
        self.write("bytes", b"[\xff]")
        build = f"{TEST_SUBJECTS / 'describes-layouts.so'}?5,{self.folder / 'bytes'}"
        self.assert_fails(self.ask(TWO, build), "broken", "byte 1 of its description is not UTF-8",
                          "BROKEN_DESCRIPTION")

    def test_a_description_of_many_pieces(self):
        """In characters of several bytes, which no piece may tear."""
        said = [{**RIGHT[0], "more": "記録" * 300000}]
        self.assertEqual(self.ask(TWO, self.describing(json.dumps(said, ensure_ascii=False)))[0], 0)

    def test_names_that_are_too_long(self):
        said = [{"name": f"{LONG_NAME}-{i}" * 3, "offset": i, "size": 10 ** 15} for i in range(9)]
        status, against = self.ask_describing([*RIGHT, *said])
        self.assertEqual((status, len(against["differences"])), (3, 9))

    def test_more_differences_than_are_listed(self):
        said = [{"name": f"X{i}", "offset": 0, "size": 1} for i in range(1500)]
        _, against = self.ask_describing([*RIGHT, *said])
        self.assertEqual((len(against["differences"]), against["unlisted"]), (1000, 500))


class WrongUse(LayoutAgainst):
    def refuse(self, status, code, *arguments, program=None):
        where = {"program": program} if program else {}
        result = run("layout", *arguments, timeout=REFUSAL_S, **where)
        self.assert_refused(result, status, code)
        return result.stderr

    def test_a_build_that_is_none(self):
        self.assertIn("--against nothing", self.refuse(2, "CBKB015", CUSTOMER, "--against", "nothing"))
        self.assertIn('did you mean "native"? `perfharness subjects` lists',
                      self.refuse(2, "CBKB015", CUSTOMER, "--against", "nativ"))
        self.assertIn('"copybook-rs-scratch" names no build: copybook-rs does',
                      self.refuse(2, "CBKB015", CUSTOMER, "--against", "copybook-rs-scratch"))
        self.assertIn("before the @ there is no folder",
                      self.refuse(2, "CBKB015", CUSTOMER, "--against", "nativ@1"))
        self.assertIn("--against ./absent.so: ",
                      self.refuse(1, "CBKB012", CUSTOMER, "--against", "./absent.so"))

    def test_a_build_that_reads_no_copybooks(self):
        self.assertIn("--against gnucobol: it decodes no records, and reads no copybook",
                      self.refuse(1, "CBKB008", CUSTOMER, "--against", "gnucobol"))

    def test_a_build_that_is_not_installed(self):
        program = lay_out(self.folder / "prefix", "native.so")
        self.assertIn("copybook-rs.so is missing",
                      self.refuse(1, "CBKB008", CUSTOMER, "--against", program=program))

    def test_the_copybook_is_not_the_build(self):
        self.assertIn(f"one copybook was expected: --against took {CUSTOMER}, put the copybook before",
                      self.refuse(2, "CBKB015", "--against", CUSTOMER))


if __name__ == "__main__":
    unittest.main()
