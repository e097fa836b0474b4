# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A user's own copybook and data: measured when good; when not, it is said what is wrong and where,
and never what the records hold.
"""
import fcntl
import os
import re
import socket
import unittest
import unittest.mock

from program import (SOURCE, SUBJECTS, TEST_SUBJECTS, ProgramTest, entries_of, load,
                     once_is_enough, output_of, unbroken, warnings_of)

COPYBOOK = SOURCE / "fixtures" / "copybooks" / "customer.cpy"
FIXED = SOURCE / "fixtures" / "data" / "customer.cp037.bin"
RDW = SOURCE / "fixtures" / "data" / "customer.rdw"
DAMAGED = SOURCE / "fixtures" / "data" / "customer.damaged.bin"

# As fixtures/README.md describes them.
RECORDS, RECORD_BYTES = 200, 50
NAME = slice(6, 36)
BALANCE = slice(36, 41)

SANITIZERS = os.environ["SANITIZERS"]
QUICK = ("--launches", "2", "--sample-ms", "10")

# Fields of a copybook with unnamed storage, records of it, and the field that copybook-rs' file path
# lacks: named fields inside of FILLER, which it leaves out with it.
FILLER = {
    "a field": ("05 ID-NO PIC 9(4). 05 FILLER PIC X(2). 05 NM PIC X(4).",
                ("0001xxanna", "0002yybert"), None),
    "a group": ("05 ID-NO PIC 9(4). 05 FILLER. 10 FILLER PIC X. 10 FILLER PIC X. 05 NM PIC X(4).",
                ("0001xyanna", "0002xybert"), None),
    "a table": ("05 ID-NO PIC 9(4). 05 FILLER PIC X OCCURS 2. 05 NM PIC X(4).",
                ("0001xyanna", "0002xybert"), None),
    "in a table": ("05 LN OCCURS 2. 10 QTY PIC 9. 10 FILLER PIC X. 05 NM PIC X(4).",
                   ("1x2yanna", "3x4ybert"), None),
    "a redefinition": ("05 DT PIC X(8). 05 FILLER REDEFINES DT PIC X(4). 05 NM PIC X(4).",
                       ("20261129anna", "20261130bert"), None),
    "beside a name like it": ("05 FILLER-2 PIC X. 05 FILLER PIC X. 05 NM PIC X(4).",
                              ("1xanna", "2xbert"), None),
    "a group with a name in it": ("05 FILLER. 10 CITY PIC X(2). 10 FILLER PIC X. 05 NM PIC X(4).",
                                  ("xxzanna", "yyzbert"), "REC.FILLER.CITY"),
    "a redefinition with names": ("05 DT PIC X(8). 05 FILLER REDEFINES DT. 10 DT-Y PIC 9(4). "
                                  "10 DT-M PIC 9(4). 05 NM PIC X(4).",
                                  ("20261129anna", "20261130bert"), "REC.FILLER.DT-Y"),
}
PROVEN = ("the layout of CUSTOMER-RECORD, 50 bytes, is proven: copybook-rs has every item as the "
          "copybook has it")
AGREEMENT = "record and file path of the same library agree; no independent answer"

# What copybook-rs takes for DISPLAY, and a reader of COBOL for nothing.
UNKNOWN_USAGE = "05 ID-NO PIC 9(4) COMP-6. 05 NM PIC X(4)."


def records_of(content):
    return [content[at:at + RECORD_BYTES] for at in range(0, len(content), RECORD_BYTES)]


def levels_of(document):
    return {entry["level"]: entry for entry in entries_of(document, "copybook-rs")}


def blocks_of(described):
    """Records behind descriptor words that count themselves, twenty to a block (VB)."""
    blocks = (described[at:at + 20 * 54] for at in range(0, len(described), 20 * 54))
    return b"".join((len(block) + 4).to_bytes(2, "big") + b"\0\0" + block for block in blocks)


class OwnData(ProgramTest):
    def measure_data(self, data, *arguments, copybook=COPYBOOK, referee=False):
        return self.measure(*QUICK, *([] if referee else ["--no-referee"]), "--copybook", copybook,
                            "--data", data, *arguments)

    def assert_data_refused(self, data, *phrases, copybook=COPYBOOK, arguments=()):
        result = self.run_to_be_refused(*QUICK, "--copybook", copybook, "--data", data, *arguments)
        self.assert_refused(result, 1, "CBKB014", *phrases)

    def assert_records_are_nowhere(self, result, content):
        """No name of any record, and no balance as hexadecimal digits, in artefacts and output."""
        said = {"output": result.stdout, "messages": result.stderr}
        for name in os.listdir(self.output):
            said[name] = (self.output / name).read_text(encoding="utf-8")
        for record in records_of(content):
            name = record[NAME].decode("cp037").strip()
            self.assertGreater(len(name), 5)
            for place, text in said.items():
                self.assertNotIn(name, text, place)
                self.assertNotIn(record[BALANCE].hex(), text.lower(), place)

    @once_is_enough
    def test_fixed(self):
        result, document = self.measure_data(FIXED)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual((warnings_of(document), document["errors"]), ([], []))
        self.assertEqual(set(levels_of(document)), {"record", "file"})
        for entry in levels_of(document).values():
            self.assert_measured(entry)
            self.assertEqual((entry["name"], entry["records"], entry["input_bytes"]),
                             (FIXED.name, RECORDS, RECORDS * RECORD_BYTES))
        self.assert_records_are_nowhere(result, FIXED.read_bytes())

    def measure_fields(self, fields, records, *arguments, **options):
        """Sentences of a copybook below its 01, one a line, and records in bytes or in CP037."""
        lines = ["01 REC."] + [f"{field}." for field in fields.rstrip(".").split(". ")]
        copybook = self.write("fields.cpy", "".join(f"{'':7}{line}\n" for line in lines))
        data = self.write("fields.bin", b"".join(
            record if isinstance(record, bytes) else record.encode("cp037") for record in records))
        return self.measure_data(data, *arguments, copybook=copybook, **options)

    def test_what_the_reference_decodes_is_proven(self):
        """Summaries, documents and logs say so."""
        result, document = self.measure_data(FIXED, referee=True)
        for entry in levels_of(document).values():
            self.assertEqual((entry["proof"], entry["records_proven"]), ("reference", RECORDS))
            self.assertNotIn("float_format", entry)
        log = (self.output / "validation.log").read_text(encoding="utf-8")
        for said in (unbroken(result.stdout), unbroken(log)):
            self.assertIn(f"{FIXED.name}: proven against the reference: every field of {RECORDS} "
                          "records, drawn by seed 1", said)
            self.assertIn(f"{FIXED.name}: {PROVEN}", said)
            self.assertNotIn("no independent answer", said)
        self.assertRegex(log, f"proof {FIXED.name} copybook-rs level=file state=measured "
                              f"records={RECORDS} failed=0 work/claim=[0-9.]+ checksum=[0-9a-f]+\n")

    def test_what_agrees_is_not_called_proven(self):
        """Where the reference cannot read a copybook, summaries, documents and logs say so."""
        result, document = self.measure_fields(UNKNOWN_USAGE, ("0001anna", "0002bert"),
                                               "--layout-differs", "warn",
                                               "--subject", "copybook-rs", referee=True)
        for entry in levels_of(document).values():
            self.assert_measured(entry)
            self.assertEqual(entry["proof"], "levels")
            self.assertNotIn("records_proven", entry)
        log = (self.output / "validation.log").read_text(encoding="utf-8")
        for said in (unbroken(result.stdout), unbroken(log)):
            self.assertIn(f"fields.bin: {AGREEMENT}", said)
            self.assertNotIn("proven against", said)
        self.assertRegex(log, "agreement fields.bin copybook-rs level=file state=measured "
                              f"records=2 failed=0 work/claim=[0-9.]+ checksum=[0-9a-f]+: {AGREEMENT}")

    @once_is_enough
    def test_the_reference_does_not_prove_itself(self):
        _, document = self.measure_data(FIXED, "--subject", "native")
        for entry in entries_of(document, "native"):
            self.assertEqual(entry["proof"], "levels")
        _, document = self.measure_data(FIXED)
        for entry in entries_of(document, "native"):
            self.assertEqual((entry["proof"], entry["records_proven"]), ("reference", RECORDS))

    @once_is_enough
    def test_a_value_that_is_not_what_the_copybook_says(self):
        """The record, the field and the rule are named, and never what they hold."""
        fields = "05 G. 10 A PIC X(5). 05 H REDEFINES G. 10 B PIC 9(5). 05 NM PIC X(4)."
        result, document = self.measure_fields(fields, ("87651anna", "87652bert"))
        self.assertEqual(result.returncode, 3)
        for entry in levels_of(document).values():
            self.assertEqual((entry["state"], entry["reason"]), (
                "void", "wrong answer: record 1, field REC.H: every view of what is redefined is "
                        "written: copybook-rs leaves it out"))
        for entry in entries_of(document, "native"):
            self.assert_measured(entry)
        self.assertNotIn("8765", result.stdout)

    def test_differences_that_are_expected(self):
        """A figure stands on them, and everybody is told; so is of those that do not come."""
        fields = "05 G. 10 A PIC X(5). 05 H REDEFINES G. 10 B PIC 9(5). 05 NM PIC X(4)."
        line = "record *, field REC.H: every view of what is redefined is written"
        for lines, state, said in (
                (line, "measured", "(lines that apply: 1)"),
                (f"{line}\nrecord 9, field REC.NM: text is that of its bytes", "measured",
                 "(lines that do not apply: 1): record 9, field REC.NM: text is that of its bytes"),
                (line.replace("*", "2"), "void", None)):
            with self.subTest(lines):
                _, document = self.measure_fields(fields, ("87651anna", "87652bert"), "--expect",
                                                  self.write("expected.txt", lines + "\n"))
                for entry in levels_of(document).values():
                    self.assertEqual(entry["state"], state)
                if said:
                    self.assertIn(said, "\n".join(warnings_of(document)))
        self.assert_data_refused(FIXED, "No such file", arguments=("--expect", "/nonexistent/file"))

    @once_is_enough
    def test_a_sample_is_enough_unless_all_are_asked_for(self):
        for arguments, records in (((), 10_000), (("--check-all",), 12_000)):
            with self.subTest(arguments):
                _, document = self.measure_data(
                    self.write("many.bin", FIXED.read_bytes() * 60), "--seed", "7", *arguments)
                for entry in levels_of(document).values():
                    self.assertEqual((entry["proof"], entry["records_proven"]), ("reference", records))

    @once_is_enough
    def test_two_libraries_that_agree(self):
        """Of the same bytes they are one library, where the reference cannot tell."""
        library = SUBJECTS / "copybook-rs.so"
        self.write("other.so", library.read_bytes() + b"another")
        for name, proof in (("same.so", "levels"), ("other.so", "libraries")):
            with self.subTest(name):
                path = self.folder / name
                if not path.exists():
                    path.write_bytes(library.read_bytes())
                result, document = self.measure_fields(
                    UNKNOWN_USAGE, ("0001anna", "0002bert"), "--layout-differs", "warn",
                    "--subject", "copybook-rs", "--subject", f"second={path}")
                for entry in document["benchmarks"]:
                    self.assert_measured(entry)
                    self.assertEqual(entry["proof"], proof)
                said = "two libraries agree; no independent answer"
                self.assertEqual(said in result.stdout, proof == "libraries")

    @once_is_enough
    def test_unnamed_storage(self):
        """
        copybook-rs' record path decodes it, its file path leaves it out: both are right, but for
        what has a name in it.
        """
        for name, (fields, records, missing) in FILLER.items():
            with self.subTest(name):
                result, document = self.measure_fields(fields, records)
                for level, entry in levels_of(document).items():
                    if missing and level == "file":
                        self.assertEqual((entry["state"], entry["reason"]), (
                            "void", f"wrong answer: record 1, field {missing}: what FILLER has a "
                                    "name for is written: copybook-rs leaves it out"))
                    else:
                        self.assert_measured(entry)
                self.assertEqual(result.returncode, 3 if missing else 0)

    @once_is_enough
    def test_unnamed_storage_that_is_no_text(self):
        """The record path fails at it; the file path is right."""
        _, document = self.measure_fields("05 FILLER PIC X(2). 05 NM PIC X(4).",
                                          (b"\0\0" + "anna".encode("cp037"),))
        levels = levels_of(document)
        self.assertIn("record 1, field REC.FILLER: CBKC301", levels["record"]["reason"])
        self.assertIn("; the reference decodes it", levels["record"]["reason"])
        self.assertEqual(levels["file"]["proof"], "reference")

    @once_is_enough
    def test_floats(self):
        """Of z/OS unless something else is said, which stands in what the run leaves behind."""
        for given, name, text in (((), "hfp", "hexadecimal floats"),
                                  (("--float", "hfp"), "hfp", "hexadecimal floats"),
                                  (("--float", "ieee"), "ieee", "IEEE 754")):
            with self.subTest(given):
                result, document = self.measure_fields(
                    "05 H1 COMP-1. 05 H3 COMP-2",
                    (bytes.fromhex("4148000043142f0000000000"),), *given)
                for entry in levels_of(document).values():
                    self.assert_measured(entry)
                    self.assertEqual(entry["float_format"], name)
                self.assertIn(f"COMP-1 and COMP-2 are read as {text} (--float {name})",
                              result.stdout)

    def test_floats_of_a_subject_that_was_built_before_there_was_a_choice(self):
        old = ("--subject", f"old={TEST_SUBJECTS / 'before-floats.so'}")
        copybook = self.write("float.cpy", "       01 REC.\n           05 H1 COMP-1.\n")
        data = self.write("float.bin", b"1234")
        result, document = self.measure_data(data, "--subject", "native", *old, copybook=copybook)
        self.assertEqual(result.returncode, 1)
        (entry,) = entries_of(document, "old")
        self.assertEqual(entry["state"], "failed")
        for said in ("old cannot use copybook", "version 1.1", "how COMP-1 and COMP-2, which are in it,",
                     "build it anew"):
            self.assertIn(said, entry["reason"])
        copybook = self.write("text.cpy", "       01 REC.\n           05 A PIC X(1).\n")
        _, document = self.measure_data(data, *old, copybook=copybook)
        for entry in entries_of(document, "old"):  # It decodes, and writes nothing of what it read.
            self.assertEqual((entry["state"], entry["reason"]), (
                "void", "wrong answer: record 1, field REC.A: the copybook has it: old leaves it out"))

    @once_is_enough
    def test_control_characters(self):
        """What becomes of them is the same for every subject that can do it, and is said."""
        for given, name, failed in (((), "error", {"copybook-rs", "native"}),
                                    (("--controls", "replace"), "replace", set()),
                                    (("--controls", "pass"), "pass", {"copybook-rs"})):
            with self.subTest(given):
                result, document = self.measure_fields("05 NM PIC X(3)", (b"\xc1\x01\xc2",), *given)
                self.assertEqual({entry["subject"] for entry in document["benchmarks"]
                                  if entry["state"] != "measured"} - {"memcpy", "read"}, failed)
                self.assertEqual({entry["controls"] for entry in document["benchmarks"]
                                  if entry["subject"] == "native"}, {name})
                self.assertEqual(f"(--controls {name})" in unbroken(result.stdout), name != "error")

    @once_is_enough
    def test_views_of_what_is_redefined(self):
        for given, name, failed in (((), "all", {"copybook-rs", "native"}),
                                    (("--redefines", "first"), "first", {"copybook-rs"}),
                                    (("--redefines", "valid"), "valid", {"copybook-rs"})):
            with self.subTest(given):
                result, document = self.measure_fields("05 NM PIC X(3). 05 NO REDEFINES NM PIC 9(3)",
                                                       ("ABC",), *given)
                self.assertEqual({entry["subject"] for entry in document["benchmarks"]
                                  if entry["state"] != "measured"} - {"memcpy", "read"}, failed)
                self.assertEqual({entry["redefines"] for entry in document["benchmarks"]
                                  if entry["subject"] == "native"}, {name})
                self.assertEqual(f"(--redefines {name})" in unbroken(result.stdout), name != "all")

    @once_is_enough
    def test_a_count_beyond_its_maximum(self):
        """copybook-rs cuts it, the reference does not. Blanks for zero are an answer."""
        fields = "05 CNT PIC 9. 05 LN OCCURS 1 TO 3 DEPENDING ON CNT PIC X"
        result, document = self.measure_fields(fields, ("2ABC", "9ABC", "3ABC", "5ABC"))
        self.assertEqual(result.returncode, 3)
        for entry in levels_of(document).values():
            self.assertEqual((entry["state"], entry["reason"]), (
                "void", "wrong answer: record 2, field REC.CNT: a count that its table does not "
                        "allow: copybook-rs decodes it"))
        _, document = self.measure_fields("05 AMT PIC 9(3) BLANK WHEN ZERO", ("   ", "007"))
        for entry in levels_of(document).values():
            self.assert_measured(entry)

    def test_descriptor_words(self):
        """As z/OS writes them: a length counts its own four bytes."""
        result, document = self.measure_data(RDW, "--record-format", "rdw", referee=True)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual((warnings_of(document), document["errors"]), ([], []))
        for entry in levels_of(document).values():
            self.assert_measured(entry)
            self.assertEqual(entry["records"], RECORDS)
        self.assert_records_are_nowhere(result, FIXED.read_bytes())

    @once_is_enough
    def test_descriptor_words_that_do_not_count_themselves(self):
        content = b"".join(b"\0\x32\0\0" + record for record in records_of(FIXED.read_bytes()))
        _, document = self.measure_data(self.write("plain.rdw", content),
                                        "--record-format", "rdw-payload")
        self.assertEqual((warnings_of(document), document["errors"]), ([], []))
        for entry in levels_of(document).values():
            self.assert_measured(entry)
            self.assertEqual(entry["records"], RECORDS)

    @once_is_enough
    def test_blocks_of_descriptor_words(self):
        """Each block is an RDW record, too: as which it fits, and the run says so."""
        _, document = self.measure_data(self.write("blocks.vb", blocks_of(RDW.read_bytes())),
                                        "--record-format", "vb", referee=True)
        self.assertEqual((warnings_of(document), document["errors"]), ([], []))
        for entry in levels_of(document).values():
            self.assert_measured(entry)
            self.assertEqual((entry["records"], entry["input_bytes"], entry["record_format"]),
                             (RECORDS, RECORDS * (4 + RECORD_BYTES), "vb"))
        result, document = self.measure_data(self.output.parent / "blocks.vb",
                                             "--record-format", "rdw")
        self.assertEqual(result.returncode, 3)
        self.assertIn("blocks.vb: it fits --record-format rdw, as which it was read, and vb as well: "
                      "make sure that the right one was named", warnings_of(document))

    def test_framing_is_not_guessed(self):
        plain = b"".join(b"\0\x32\0\0" + record for record in records_of(FIXED.read_bytes()))
        for content, given, real in ((RDW.read_bytes(), "rdw-payload", "rdw"),
                                     (RDW.read_bytes(), "vb", "rdw"),
                                     (plain, "rdw", "rdw-payload"),
                                     (plain[:-54], "fixed", "rdw-payload"),
                                     (FIXED.read_bytes(), "vb", "fixed"),
                                     (blocks_of(RDW.read_bytes()), "fixed", "vb")):
            with self.subTest(f"{given}, which is {real}"):
                self.assert_data_refused(self.write("other", content),
                                         f"(--record-format {given}): ",
                                         f"; it would be as --record-format {real}",
                                         arguments=("--record-format", given))

    @once_is_enough
    def test_documents_know_each_framing(self):
        shown = re.search(r"framed: (\S+)\s+\(default", output_of("run", "--help"))
        schema = load(SOURCE / "config" / "schema" / "perf.schema.json")
        known = schema["definitions"]["result"]["properties"]["record_format"]["enum"]
        self.assertEqual(known, shown[1].split("|"))

    def test_spanned_records_are_refused_by_name(self):
        self.assert_data_refused(self.write("spanned", b"\0\x0a\0\0\0\6\1\0\xc1\xc2"),
                                 "record 1, at byte 4, is a segment of a spanned record (VBS)",
                                 arguments=("--record-format", "vb"))

    @once_is_enough
    def test_a_bit_more_than_is_timed(self):
        """
        Records of 999 bytes do not divide a chunk, and the last one alone would still fit into what
        the 16 MiB leave. All launches time the same.
        """
        record = ("\u00c4ngstr\u00f6m " * 111).encode("cp037")
        copybook = self.write("text.cpy", "       01 A-RECORD.\n           05 A-TEXT PIC X(999).\n")
        records, timed = 527 * 32 + 1, 524 * 32
        _, document = self.measure_data(self.write("long.bin", record * records),
                                        copybook=copybook)
        self.assertEqual(document["errors"], [])
        self.assertEqual(warnings_of(document), [
            f"long.bin: all {records} records were decoded and checked; the first {timed} "
            f"({timed * 999} bytes) are timed"])
        for entry in levels_of(document).values():
            self.assert_measured(entry)
            self.assertEqual(entry["records"], timed)

        # What is not timed is checked all the same.
        damaged = bytearray(record * records)
        damaged[-1] = 0x32
        _, document = self.measure_data(self.write("long.bin", bytes(damaged)), copybook=copybook)
        for entry in levels_of(document).values():
            self.assertEqual((entry["state"], entry["records_failed"]), ("void", 1))
            self.assertEqual(entry["records"], records)
            self.assertRegex(entry["reason"], fr"\brecord {records}, field .*A-TEXT: CBKC301")

    @once_is_enough
    def test_more_records_fail_than_are_timed(self):
        """Those that failed are counted of all that were tried: of the whole file."""
        copybook = self.write("text.cpy", "       01  R.\n           05  A-TEXT  PIC X(999).\n")
        records = 540 * 32
        result, document = self.measure_data(self.write("all.bin", b"\x32" * (999 * records)),
                                             copybook=copybook)
        for entry in levels_of(document).values():
            self.assertEqual((entry["state"], entry["records"], entry["records_failed"]),
                             ("void", records, records))
        self.assertIn(f"{records} of {records} records failed", unbroken(result.stdout))

    @unittest.skipIf(SANITIZERS, "they take memory of their own")
    def test_memory_does_not_grow_with_the_file(self):
        """A hole of 150 MB, and a subject that reads the first bytes of each record."""
        data = self.write("hole.bin", "")
        os.truncate(data, 150_000_000)
        _, document = self.measure_data(data, "--subject", "native", "--subject",
                                        f"records={TEST_SUBJECTS / 'fails-late.so'}",
                                        copybook=SOURCE / "tests" / "subject" / "keyed.cpy")
        for entry in entries_of(document, "records"):
            self.assertEqual(entry["state"], "void")
        self.assertLess(document["run"]["worker_peak_bytes"], 64 << 20)

    def test_damaged_record_voids_both_levels(self):
        result, document = self.measure_data(DAMAGED)
        self.assertEqual((result.returncode, document["status"]), (3, "failure"))
        self.assertEqual(set(levels_of(document)), {"record", "file"})
        for level, entry in levels_of(document).items():
            with self.subTest(level):
                self.assertEqual((entry["state"], entry["records"], entry["records_failed"]),
                                 ("void", RECORDS, 1))
                self.assertRegex(entry["reason"], r"\brecord 17, field [A-Z.-]*\bBALANCE: CBKD401")
                self.assertNotIn("throughput_mib_s", entry)
                self.assertIn(f"CBKB010: {DAMAGED.name}, copybook-rs, {level} level: void: "
                              f"1 records failed: {entry['reason']}", document["errors"])
        self.assertRegex(unbroken(result.stdout), r"record 17, field [A-Z.-]*\bBALANCE")
        self.assertTrue(result.stdout.rstrip().endswith("[FAIL]"))
        self.assert_records_are_nowhere(result, DAMAGED.read_bytes())

    @once_is_enough
    def test_number_of_the_record_beyond_what_is_timed(self):
        """The last record of many chunks: counting goes on from chunk to chunk."""
        content = FIXED.read_bytes() * 20
        damaged = bytearray(content)
        damaged[-RECORD_BYTES + BALANCE.start] = 0xAA
        result, document = self.measure_data(self.write("many.bin", bytes(damaged)))
        for entry in levels_of(document).values():
            self.assertEqual((entry["state"], entry["records_failed"]), ("void", 1))
            self.assertRegex(entry["reason"], fr"\brecord {20 * RECORDS}, field .*BALANCE")
        self.assert_records_are_nowhere(result, content)

    @once_is_enough
    def test_damage_in_text_is_not_quoted(self):
        """The library's own message would quote the byte."""
        damaged = bytearray(FIXED.read_bytes())
        damaged[2 * RECORD_BYTES + 20] = 0x32
        result, document = self.measure_data(self.write("text.bin", bytes(damaged)))
        for entry in levels_of(document).values():
            self.assertRegex(entry["reason"],
                             r"\brecord 3, field [A-Z.-]*\bCUSTOMER-NAME: CBKC301[A-Z_]*; the reference "
                             r"refuses it, too: control character$")
        self.assert_records_are_nowhere(result, bytes(damaged))

    @once_is_enough
    def test_declared_fixed_but_has_descriptor_words(self):
        """10,800 bytes are a multiple of 50: only the records themselves can tell."""
        result, document = self.measure_data(RDW)
        self.assertEqual(result.returncode, 3)
        for entry in levels_of(document).values():
            self.assertEqual(entry["state"], "void")
            self.assertGreater(entry["records_failed"], 0)
            self.assertIn("record 1, field", entry["reason"])
        self.assert_records_are_nowhere(result, FIXED.read_bytes())

    def test_declared_descriptor_words_but_is_fixed(self):
        self.assert_data_refused(FIXED, FIXED.name, "RDW", "record 1, at byte 0",
                                 arguments=("--record-format", "rdw"))

    def test_not_a_multiple_of_the_record_length(self):
        for length, left_over, whole in ((9999, 49, 199), (9951, 1, 199), (49, 49, 0), (1, 1, 0)):
            with self.subTest(f"{length} bytes"):
                data = self.write("cut.bin", FIXED.read_bytes()[:length])
                self.assert_data_refused(data, str(data), f"{length} bytes", "record length of 50",
                                         f"{left_over} bytes are left over after record {whole}")

    def test_cut_descriptor_words(self):
        for length, record, at in ((10799, 200, 10746), (10749, 200, 10746), (53, 1, 0), (3, 1, 0)):
            with self.subTest(f"{length} bytes"):
                data = self.write("cut.rdw", RDW.read_bytes()[:length])
                self.assert_data_refused(data, str(data), f"record {record}, at byte {at}",
                                         arguments=("--record-format", "rdw"))

    def test_data_that_is_none(self):
        empty, absent = self.write("empty.bin", ""), self.folder / "absent.bin"
        for data, phrase in ((empty, "empty"), (absent, "No such file"),
                             (self.folder, "not a regular file"),
                             ("/dev/zero", "not a regular file")):
            for record_format in ("fixed", "rdw"):
                with self.subTest(f"{data} {record_format}"):
                    self.assert_data_refused(data, str(data), phrase,
                                             arguments=("--record-format", record_format))

    def test_what_is_no_file_is_refused_before_all_else(self):
        """Nobody waits: not for a FIFO's writer, and not for whoever measures on this host."""
        fifo, address = self.folder / "fifo", self.folder / "socket"
        lock = unittest.mock.patch.dict(os.environ, PERFHARNESS_LOCK=str(self.folder / "lock"))
        lock.start()
        self.addCleanup(lock.stop)
        os.mkfifo(fifo)
        with open(os.environ["PERFHARNESS_LOCK"], "w", encoding="utf-8") as holder, \
                socket.socket(socket.AF_UNIX) as listener:
            fcntl.flock(holder, fcntl.LOCK_EX)
            listener.bind(str(address))
            for path, kind in ((fifo, "a FIFO"), (address, "a socket"), ("/dev/null", "a device"),
                               (self.folder, "a directory")):
                with self.subTest(kind):
                    said = f"{path} is {kind}, not a regular file"
                    self.assert_data_refused(path, f"data file {said}")
                    self.assert_data_refused(FIXED, f"copybook {said}", copybook=path)

    def test_copybook_that_does_not_parse(self):
        good = COPYBOOK.read_text(encoding="utf-8")
        for title, text in (("prose", "Dear user,\n"),
                            ("bad picture", good.replace("X(30)", "Q(30)")),
                            ("zero size", good.replace("X(30)", "X(0)")),
                            ("absurd size", good.replace("X(30)", "X(99999999999)")),
                            ("NUL", "\0" * 200),
                            ("blank", " \n \n")):
            with self.subTest(title):
                copybook = self.write("bad.cpy", text)
                self.assert_data_refused(FIXED, str(copybook), copybook=copybook)

    def test_copybook_that_cannot_be_read(self):
        good = COPYBOOK.read_bytes()
        os.truncate(self.write("long.cpy", good), (64 << 20) + 1)
        for copybook, phrase in (
                (self.write("empty.cpy", ""), "mpty"),
                (self.write("latin.cpy", good.replace(b"BALANCE", b"BAL\xc4NCE")), ":6:16: "),
                (self.folder / "long.cpy", "at most 64 MiB"),
                (self.folder / "absent.cpy", "No such file"),
                (self.folder, "directory")):
            with self.subTest(str(copybook)):
                self.assert_data_refused(FIXED, str(copybook), phrase, copybook=copybook)

    def test_copybook_of_other_data(self):
        """A longer record, of which the file holds no whole number."""
        other = COPYBOOK.read_text(encoding="utf-8").replace("X(30)", "X(33)")
        self.assert_data_refused(FIXED, "record length of 53",
                                 copybook=self.write("other.cpy", other))

    @once_is_enough
    def test_bad_data_beside_good_workloads(self):
        """The user's mistake ends the run before the good ones are measured."""
        cut = self.write("cut.bin", FIXED.read_bytes()[:-1])
        self.assert_data_refused(cut, arguments=("--suite", "critical"))

    @once_is_enough
    def test_names_with_peculiar_characters(self):
        for name in ("with space.bin", "per%scent.bin", "gr\u00fc\u00dfe.bin", "-dash.bin"):
            with self.subTest(name):
                _, document = self.measure_data(self.write(name, FIXED.read_bytes()))
                for entry in levels_of(document).values():
                    self.assert_measured(entry)
                    self.assertEqual(entry["name"], name)


if __name__ == "__main__":
    unittest.main()
