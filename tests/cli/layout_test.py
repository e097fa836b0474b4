# SPDX-License-Identifier: AGPL-3.0-or-later
"""
`perfharness layout`: a table that fits a terminal whatever the names, JSON that its schema allows and
that says the same, one record of several, and a sentence with its place for what cannot be read.
"""
import json
import os
import re
import resource
import unittest

from program import REFUSAL_S, SOURCE, ProgramTest, output_of, run, validator

COLUMNS = 80
GIB = 1 << 30
CUSTOMER = SOURCE / "fixtures" / "copybooks" / "customer.cpy"

ORDER = """\
       01  ORDER-REC.
           05  ORD-NO          PIC 9(4).
           05  LINE-CNT        PIC 9(2).
           05  ORD-LINE OCCURS 0 TO 5 TIMES
                   DEPENDING ON LINE-CNT.
               10  SKU         PIC X(3).
               10  QTY         PIC S9(3) COMP-3.
                   88  NONE    VALUE 0.
           05  TOTAL           PIC S9(5)V99 COMP-3.
           05  TOTAL-X REDEFINES TOTAL PIC X(4).
           05  NOTE            PIC X(4) OCCURS 2.
       66  HEAD RENAMES ORD-NO THRU LINE-CNT.
"""
ORDER_TABLE = """\
               offset  size  occurs  picture                       line
01 ORDER-REC        0  ≤ 43                                           1
  05 ORD-NO         0     4          9(4)                             2
  05 LINE-CNT       4     2          9(2)                             3
  05 ORD-LINE       6     5  0 to 5  DEPENDING ON LINE-CNT            4
    10 SKU          6     3          X(3)                             6
    10 QTY          9     2          S9(3) COMP-3                     7
      88 NONE                        VALUE 0                          8
  05 TOTAL       ≤ 31     4          S9(5)V99 COMP-3                  9
  05 TOTAL-X     ≤ 31     4          X(4) REDEFINES TOTAL            10
  05 NOTE        ≤ 35     4       2  X(4)                            11
  66 HEAD           0     6          RENAMES ORD-NO THRU LINE-CNT    12

Record length: 18 to 43 bytes
≤ at most: tables may have fewer occurrences, as their counters say.
Read as fixed format: columns 1-6 and 73-80 are no text.
"""
SEVERAL = """\
       01  HEADER.
           05  KIND            PIC X.
       01  DETAIL.
           05  AMOUNT          PIC S9(7)V99 COMP-3.
       01  DETAIL-TEXT REDEFINES DETAIL PIC X(5).
       77  COUNTER             PIC 9(4).
"""
# As long as IBM has them.
LONG_NAME = "A-GROUP-WITH-A-NAME-AS-LONG-AS"
EDITED = "$$,$$$,$$$,$$$,$$9.99CR"


def deep(levels):
    lines = ["       01  RECORD-OF-GROUPS."]
    for level in range(2, levels + 1):
        lines.append(f"       {level:02}  {LONG_NAME[:27]}-{level:02}.")
    lines.append(f"       {levels + 1:02}  {LONG_NAME} PIC S9(11)V9(7)")
    lines.append("           SIGN IS LEADING SEPARATE CHARACTER OCCURS 800000 TIMES.")
    return "\n".join(lines) + "\n"


def items_of(items):
    """All items, each before those in it."""
    for item in items:
        yield item
        yield from items_of(item.get("items", []))


class LayoutTest(ProgramTest):
    def copybook(self, text, name="record.cpy"):
        return self.write(name, text)

    def table(self, path, *options):
        text = output_of("layout", path, *options)
        for line in text.splitlines():
            self.assertLessEqual(len(line), COLUMNS, line)
            self.assertEqual(line, line.rstrip())
        return text

    def json(self, path, *options):
        document = json.loads(output_of("layout", "--json", path, *options))
        validator("layout.schema.json").validate(document)
        return document


class Table(LayoutTest):
    def test_every_kind_of_entry(self):
        self.assertEqual(self.table(self.copybook(ORDER)), ORDER_TABLE)

    def test_the_sample_of_the_manual(self):
        readme = (SOURCE / "harness" / "README.md").read_text(encoding="utf-8")
        copybook, table = re.search(r"```cobol\n(.*?)```.*?```\n(.*?)```", readme, re.S).groups()
        self.assertEqual(self.table(self.copybook(copybook)), table)

    def test_free_format(self):
        text = self.table(self.copybook("01 A. 05 B PIC X(3).\n"))
        self.assertIn("\nRecord length: 3 bytes\nRead as free format: ", text)
        self.assertNotIn("≤", text)
        self.assertIn("\nRecord length: 1 byte\n", self.table(self.copybook("01 A PIC X.\n")))

    def test_no_name_is_cut_however_long_and_deep(self):
        for levels in (3, 10, 48):
            text = self.table(self.copybook(deep(levels)))
            for level in range(2, levels + 1):
                self.assertRegex(text, rf"(?m)^ *{level:02} {LONG_NAME[:27]}-{level:02}\b")
            self.assertRegex(text, rf"(?m)^ *{levels + 1:02} {LONG_NAME}\b")
            self.assertRegex(text, r"(?m)^ 02 A-", "where names are long, levels are nearer")
            self.assertIn("SIGN LEADING SEPARATE", text)
            self.assertRegex(text, r" 0 +19 +800000 +S9\(11\)V9\(7\) ")

    def test_names_of_a_record_as_people_write_them(self):
        """A line each."""
        lines = self.table(CUSTOMER).splitlines()
        self.assertRegex(lines[1], "^01 CUSTOMER-RECORD +0 +[0-9]+ +3$")
        self.assertEqual(len([line for line in lines if " 05 " in line]), lines.index("") - 2)

    def test_clauses_that_have_no_room(self):
        """Below their item, a picture as well; a value is cut."""
        text = self.table(self.copybook(
            f"       01  {LONG_NAME}.\n           05  LONG-NAME-OF-A-COUNTER PIC 99.\n"
            f"           05  B PIC {EDITED}\n"
            "               OCCURS 1 TO 9 TIMES DEPENDING ON LONG-NAME-OF-A-COUNTER.\n"
            "           88  D VALUES ARE 'A' 'B' 'C' 'D' 'E' 'F' 'G' 'H' THRU 'Z'.\n"
            "           05  A PIC X.\n           05  C REDEFINES A PIC X.\n"))
        self.assertRegex(text, rf"(?m)^ +05 B .* 1 to 9 +3\n"
                               rf" +{re.escape(EDITED)} DEPENDING ON LONG-NAME-OF-A-COUNTER$")
        self.assertRegex(text, "(?m)^ +88 D +VALUE 'A.*….*'Z' +5$")
        self.assertRegex(text, r"(?m)^ +05 C .* X REDEFINES A +7$")

    def test_many_items(self):
        lines = self.table(self.copybook("       01  A.\n" + "".join(
            f"       05  ITEM-{i} PIC X.\n" for i in range(9999)))).splitlines()
        self.assertRegex(lines[10000], r"^  05 ITEM-9998 +9998 +1 +X +10000$")
        self.assertIn("Record length: 9999 bytes", lines)

    def test_entries_without_a_01(self):
        text = self.table(self.copybook("           05  A PIC X.\n           05  B PIC X.\n"))
        self.assertRegex(text, r"(?m)^01 FILLER +0 +2 +1$")
        self.assertIn("\nIts entries stand in no 01: ", text)


class Json(LayoutTest):
    def test_what_it_says_of_items(self):
        document = self.json(self.copybook(ORDER))
        items = {item["path"]: item for item in items_of(document["items"])}
        self.assertEqual(document["source_format"], "fixed")
        self.assertEqual(document["record_length"], {"minimum": 18, "maximum": 43})
        self.assertEqual(items["ORDER-REC.ORD-LINE"], {
            "name": "ORD-LINE", "path": "ORDER-REC.ORD-LINE", "level": 5, "kind": "group",
            "offset": 6, "size": 5, "occurs": 5, "stride": 5, "picture": None, "usage": None,
            "line": 4, "occurs_minimum": 0, "depending_on": "ORDER-REC.LINE-CNT", "table": True,
            "items": [items["ORDER-REC.ORD-LINE.SKU"], items["ORDER-REC.ORD-LINE.QTY"]]})
        self.assertEqual(items["ORDER-REC.ORD-LINE.QTY"], {
            "name": "QTY", "path": "ORDER-REC.ORD-LINE.QTY", "level": 10, "kind": "packed",
            "offset": 9, "size": 2, "occurs": 1, "stride": 2, "picture": "S9(3)",
            "usage": "COMP-3", "line": 7, "digits": 3, "scale": 0, "signed": True,
            "conditions": [{"name": "NONE", "value": "0", "line": 8}]})
        self.assertEqual(items["ORDER-REC.TOTAL-X"]["redefines"], "ORDER-REC.TOTAL")
        self.assertTrue(items["ORDER-REC.TOTAL-X"]["offset_varies"])
        self.assertEqual(items["ORDER-REC.TOTAL"]["scale"], 2)
        self.assertEqual((items["ORDER-REC.HEAD"]["renames"], items["ORDER-REC.HEAD"]["through"]),
                         ("ORDER-REC.ORD-NO", "ORDER-REC.LINE-CNT"))

    def test_it_says_what_the_table_does(self):
        for text in (ORDER, deep(12), SEVERAL, CUSTOMER.read_text()):
            path = self.copybook(text)
            record = ("--record", "detail") if text is SEVERAL else ()
            items = items_of(self.json(path, *record)["items"])
            words = " ".join(self.table(path, *record).split())
            for item in items:
                self.assertRegex(words, rf"\b{item['level']:02} {item['name']} "
                                        rf"(≤ )?{item['offset']} (≤ )?{item['size']} ")

    def test_signs(self):
        document = self.json(self.copybook(
            "01 A. 02 B PIC S9(3) SIGN LEADING SEPARATE. 02 C PIC 9(3) BLANK WHEN ZERO.\n"
            "02 D PIC S9(4) COMP SYNC. 02 E PIC X(5) JUST. 02 F PIC ZZ9.\n"))
        b, c, d, e, f = document["items"][0]["items"]
        self.assertTrue(b["sign_leading"] and b["sign_separate"] and b["signed"])
        self.assertTrue(c["blank_when_zero"])
        self.assertTrue(d["synchronized"] and e["justified"] and f["edited"])
        self.assertEqual((b["size"], f["kind"]), (4, "text"))
        self.assertFalse({"sign_leading", "sign_separate", "justified"} & {*c, *d})

    def test_values_of_several_lines(self):
        document = self.json(self.copybook(
            "       01  A PIC X(80) VALUE 'one".ljust(72) + "SEQUENCE\n"
            "      * A comment between them.\n"
            "      -    '  two'.\n"
            "       88  B VALUES  'it''s'\n"
            "000100               'B' THRU\n"
            "000200               'C  D'.\n"))
        item, = document["items"]
        self.assertEqual(item["value"], "'one".ljust(72 - 30 + 1) + "  two'")
        self.assertEqual(item["conditions"][0]["value"], "'it''s' 'B' THRU 'C  D'")

    def test_a_file_s_name_that_is_no_utf_8(self):
        path = os.fsencode(self.folder) + b"/caf\xe9.cpy"
        with open(path, "wb") as file:
            file.write(CUSTOMER.read_bytes())
        result = run("layout", "--json", os.fsdecode(path))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(json.loads(result.stdout)["copybook"].endswith("/caf\ufffd.cpy"))


class Options(LayoutTest):
    def refuse(self, status, *arguments):
        result = run("layout", *arguments, timeout=REFUSAL_S)
        self.assert_refused(result, status, "CBKB014" if status == 1 else "CBKB015")
        return result.stderr

    def test_one_record_of_several(self):
        path = self.copybook(SEVERAL)
        self.assertIn(f"{path} describes 2 records: name the one that is meant with --record: "
                      "HEADER, DETAIL\n", self.refuse(1, path))
        self.assertIn('there is no record "DETIAL"; did you mean "DETAIL"? It has HEADER, DETAIL\n',
                      self.refuse(1, path, "--record", "DETIAL"))
        for name, length, views in (("HEADER", 1, 1), ("detail", 5, 2), ("COUNTER", 4, 1)):
            document = self.json(path, "--record", name)
            self.assertEqual((document["record"], document["record_length"]["maximum"],
                              len(document["items"])), (name.upper(), length, views))

    def test_very_many_records_are_not_all_listed(self):
        path = self.copybook("".join(f"       01  R{i} PIC X.\n" for i in range(1000)))
        self.assertRegex(self.refuse(1, path), "describes 1000 records: .* R19 and 980 more\n$")

    def test_source_format(self):
        free = self.copybook("01 A. 05 B PIC X.\n")
        self.assertEqual(self.json(free, "--source-format", "free")["source_format"], "free")
        self.assertIn(f"{free}:1:", self.refuse(1, free, "--source-format", "fixed"))
        self.assertEqual(self.json(self.copybook(ORDER), "--source-format", "fixed"),
                         self.json(self.copybook(ORDER)))

    def test_replace(self):
        path = self.copybook("       01  :PRE:-REC.\n           05  :PRE:-NO PIC :LEN:.\n")
        self.assertRegex(self.refuse(1, path), rf"{path}:1:12: .*:PRE:.*--replace")
        document = self.json(path, "--replace", "PRE=CUST", "--replace", "LEN=9(4)")
        item, = document["items"][0]["items"]
        self.assertEqual((item["path"], item["size"]), ("CUST-REC.CUST-NO", 4))
        for given in ("PRE", "=CUST", ":PRE:=CUST"):
            self.assertIn(f"--replace {given}: TAG=TEXT was expected",
                          self.refuse(2, path, "--replace", given))
        self.assertIn("--replace pre=B: pre is replaced already",
                      self.refuse(2, path, "--replace", "PRE=A", "--replace", "pre=B"))

    def test_replace_no_more_than_a_worker_takes(self):
        """Every command that reads a copybook says it, before anything is started."""
        path = self.copybook("       01  A.\n           05  B PIC X.\n")
        given = [word for i in range(65) for word in ("--replace", f"T{i}=X")]
        self.assertIn("--replace: it is given more than 64 times", self.refuse(2, path, *given))
        self.json(path, *given[2:])

    def test_pointer_bytes(self):
        path = self.copybook("       01  A.\n           05  P POINTER.\n")
        self.assertRegex(self.refuse(1, path), rf"{path}:2:[0-9]+: .*--pointer-bytes")
        for size in (4, 8):
            document = self.json(path, "--pointer-bytes", size)
            self.assertEqual(document["record_length"]["maximum"], size)
            self.assertEqual(document["items"][0]["items"][0]["kind"], "bytes")
        self.assertIn("--pointer-bytes 6: 4 or 8 was expected",
                      self.refuse(2, path, "--pointer-bytes", 6))

    def test_one_copybook(self):
        self.assertIn("one copybook was expected", self.refuse(2))
        self.assertIn("one copybook was expected", self.refuse(2, CUSTOMER, CUSTOMER))


class BadFiles(LayoutTest):
    def refuse(self, path, *phrases, **options):
        self.assert_refused(run("layout", path, timeout=REFUSAL_S, **options), 1, "CBKB014: ",
                            *phrases)

    def test_the_place_of_what_is_wrong(self):
        path = self.copybook("       01  A.\n           05  B PIC X BOGUS.\n")
        self.refuse(path, f"CBKB014: {path}:2:24: ", "BOGUS")

    def test_what_is_no_regular_file(self):
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        self.refuse(self.folder, "is a directory, not a regular file")
        self.refuse(fifo, "is a FIFO, not a regular file: save what it gives as one first")
        self.refuse("/dev/stdin", "is a device, not a regular file")
        self.refuse(self.folder / "absent.cpy", "absent.cpy: No such file or directory")

    def test_a_data_file_of_one_gib_is_not_read(self):
        path = self.folder / "large.cpy"
        with path.open("wb") as file:
            file.truncate(GIB)

        def lend_little_memory():
            resource.setrlimit(resource.RLIMIT_DATA, (GIB // 2, GIB // 2))

        limit = {} if os.environ.get("SANITIZERS") else {"preexec_fn": lend_little_memory}
        self.refuse(path, f"copybook {path} is {GIB} bytes, and a copybook is at most 64 MiB",
                    **limit)

    def test_a_file_that_cannot_be_read(self):
        """Not even by root."""
        self.refuse("/proc/self/mem", "reading the copybook: ", "Input/output error")

    def test_what_is_no_copybook(self):
        for title, content in (("binary", bytes(range(256))), ("empty", b""), ("blank", b" \n" * 99),
                               ("periods", b"." * 10000), ("a line", b"A" * 1000000)):
            with self.subTest(title):
                path = self.copybook(content)
                result = run("layout", path, timeout=REFUSAL_S)
                self.assert_refused(result, 1, "CBKB014: ")
                self.assertRegex(result.stderr, rf"CBKB014: {re.escape(str(path))}(:1:[0-9]+)?: ")


if __name__ == "__main__":
    unittest.main()
