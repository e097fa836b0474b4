# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Decode: values by the rules, whatever frames the records; those that fail are told without what they
hold, and the others are written; what subjects do to it; files, pipes and signals that are in the way.
"""
import json
import os
import signal
import struct
import subprocess
import time
import unittest

from program import (HANG_S, PROGRAM, TEST_SUBJECTS, UNCONFINED, ProgramTest, environment, lines_said,
                     run)

# Records of 50 bytes. One that begins with X'FF' fails, or worse.
DECODES = TEST_SUBJECTS / "decodes-records.so"
# It decodes columns alone.
COLUMNS = TEST_SUBJECTS / "well-behaved.so"

CUSTOMER = """\
       01 CUSTOMER.
          05 ID       PIC 9(4).
          05 NAME     PIC X(6).
          05 BALANCE  PIC S9(5)V99 COMP-3.
          05 DEBT     PIC S9(3).
          05 FILLER   PIC X(2).
          05 VISITS   PIC 9(4) COMP.
"""
KEYED = """\
       01 KEYED.
          05 KEY PIC X(6).
          05 FILLER PIC X(44).
"""
LINES_OF = """\
       01 ORDERS.
          05 COUNT-OF PIC 9.
          05 TEXT-OF  PIC X(4).
          05 ITEM OCCURS 0 TO 3 DEPENDING ON COUNT-OF.
             10 SKU   PIC X(2).
             10 QTY   PIC 9(3).
          05 NOTE     PIC X(3).
"""
# A char of a name for a byte of a record: lines are long.
MANY = "       01 MANY.\n" + "".join(
    f"          05 A-VERY-LONG-NAME-OF-AN-ITEM-{i:02} PIC 9.\n" for i in range(60))
# More than one call takes.
RECORDS = 5000


def ebcdic(text):
    return text.encode("cp037")


def packed(value, digits):
    text = f"{abs(value):0{digits}}" + ("D" if value < 0 else "C")
    return bytes.fromhex(text if len(text) % 2 == 0 else "0" + text)


def customer(number, name="ANNE", balance=12345, debt="12L", visits=7):
    return (ebcdic(f"{number:04}") + ebcdic(f"{name:6}") + packed(balance, 7) + ebcdic(debt) +
            b"\xff\xff" + struct.pack(">H", visits))


def rdw(*records, counted=4):
    return b"".join(struct.pack(">HH", len(record) + counted, 0) + record for record in records)


def blocks(*of_records):
    return b"".join(struct.pack(">HH", len(block) + 4, 0) + block
                    for block in (rdw(*records) for records in of_records))


class DecodeTest(ProgramTest):
    def arguments(self, copybook, data, *more):
        return ("decode", "--copybook", self.write("c.cpy", copybook),
                "--data", self.write("d.bin", data), *more)

    def decode(self, copybook, data, *more, **options):
        """Exit status, lines, and what is said."""
        result = run(*self.arguments(copybook, data, *more), **options)
        return result.returncode, result.stdout.splitlines(), lines_said(result)

    def decode_all(self, *arguments):
        """The lines' objects, when all is well."""
        status, lines, said = self.decode(*arguments)
        self.assertEqual((status, said), (0, []))
        return [json.loads(line) for line in lines]


class Values(DecodeTest):
    def test_items_are_texts_of_their_digits(self):
        status, lines, said = self.decode(CUSTOMER, customer(1) + customer(20, "BOB", -5, "000"))
        self.assertEqual((status, said), (0, []))
        self.assertEqual(lines, [
            '{"ID":"1","NAME":"ANNE  ","BALANCE":"123.45","DEBT":"-123","VISITS":"7"}',
            '{"ID":"20","NAME":"BOB   ","BALANCE":"-0.05","DEBT":"0","VISITS":"7"}'])

    def test_code_page_is_of_the_records(self):
        copybook = "       01 R.\n          05 A PIC X(3).\n"
        for page in ("cp037", "cp273", "cp500", "cp1047", "cp1140"):
            text = "[ü]" if page != "cp1047" else "[^]"
            coded = bytes.fromhex("ad5fbd") if page == "cp1047" else text.encode(page)
            with self.subTest(page):
                self.assertEqual(self.decode_all(copybook, coded, "--codepage", page), [{"A": text}])

    def test_controls_and_views_are_as_is_asked(self):
        copybook = """\
       01 R.
          05 A PIC X(2).
          05 B REDEFINES A PIC 9(2).
"""
        data = b"\x01" + ebcdic("A")
        for more, expected in (((), None), (("--redefines", "valid"), {"A": "\x01A", "B": None}),
                               (("--redefines", "first"), {"A": "\x01A"}),
                               (("--redefines", "first", "--controls", "replace"), {"A": "\ufffdA"}),
                               (("--redefines", "first", "--controls", "error"), None)):
            with self.subTest(more):
                status, lines, said = self.decode(copybook, data, *more)
                self.assertEqual((status, [json.loads(line) for line in lines]),
                                 (0, [expected]) if expected else (3, []))
                self.assertEqual(len(said), 0 if expected else 1)

    def test_shape_of_copybook_rs_has_its_envelope_and_its_controls(self):
        status, lines, _ = self.decode(KEYED, bytes([1]) + ebcdic("A" * 49) + ebcdic("B" * 50),
                                       "--shape", "copybook-rs")
        self.assertEqual((status, lines), (3, [
            '{"schema":"copybook.v1","record_index":2,"codepage":"cp037","KEY":"BBBBBB",'
            '"fields":{"KEY":"BBBBBB"}}']))

    def test_floats_are_of_z_or_of_ieee(self):
        copybook = "       01 R.\n          05 A COMP-1.\n"
        for more, data in (((), bytes.fromhex("C23C8000")),
                           (("--float", "ieee"), struct.pack(">f", -60.5))):
            (line,) = self.decode_all(copybook, data, *more)
            self.assertEqual(line, {"A": -60.5})

    def test_one_record_of_several_is_named(self):
        copybook = KEYED + "       01 OTHER.\n          05 X PIC X(2).\n"
        self.assertEqual(self.decode_all(copybook, ebcdic("ABCD"), "--record", "other"),
                         [{"X": "AB"}, {"X": "CD"}])
        status, lines, said = self.decode(copybook, ebcdic("ABCD"))
        self.assertEqual((status, lines), (1, []))
        self.assertIn("OTHER", said[0])


class Framing(DecodeTest):
    def test_the_same_records_are_the_same_lines(self):
        records = [customer(i) for i in range(7)]
        expected = self.decode_all(CUSTOMER, b"".join(records))
        self.assertEqual(len(expected), 7)
        for name, data in (("rdw", rdw(*records)), ("rdw-payload", rdw(*records, counted=0)),
                           ("vb", blocks(records[:3], [], records[3:]))):
            with self.subTest(name):
                self.assertEqual(self.decode_all(CUSTOMER, data, "--record-format", name), expected)

    def test_a_record_ends_where_its_descriptor_says(self):
        whole = ebcdic("2TEXTAA001BB002END")
        status, lines, said = self.decode(
            LINES_OF, rdw(whole, b"", whole[:3], whole[:5], whole[:7], whole[:8], whole[:10]),
            "--record-format", "rdw")
        self.assertEqual(status, 3)
        self.assertEqual([json.loads(line) for line in lines], [
            {"COUNT-OF": "2", "TEXT-OF": "TEXT",
             "ITEM": [{"SKU": "AA", "QTY": "1"}, {"SKU": "BB", "QTY": "2"}], "NOTE": "END"},
            {}, {"COUNT-OF": "2", "TEXT-OF": "TE"}, {"COUNT-OF": "2", "TEXT-OF": "TEXT"},
            {"COUNT-OF": "2", "TEXT-OF": "TEXT", "ITEM": [{"SKU": "AA"}]},
            {"COUNT-OF": "2", "TEXT-OF": "TEXT", "ITEM": [{"SKU": "AA", "QTY": "1"}]}])
        self.assertEqual(said, ["record 6, field ORDERS.ITEM[1].QTY: the record ends inside it"])

    def test_a_count_beyond_its_table_fails_its_record(self):
        status, lines, said = self.decode(LINES_OF, rdw(ebcdic("4TEXT"), ebcdic("0TEXTABC")),
                                          "--record-format", "rdw")
        self.assertEqual((status, [json.loads(line) for line in lines]),
                         (3, [{"COUNT-OF": "0", "TEXT-OF": "TEXT", "ITEM": [], "NOTE": "ABC"}]))
        self.assertEqual(said, ["record 1, field ORDERS.COUNT-OF: a count that its table does not "
                                "allow"])

    def test_the_last_fixed_record_may_be_short_and_fails(self):
        status, lines, said = self.decode(KEYED, ebcdic("A" * 50 + "B" * 7))
        self.assertEqual((status, len(lines)), (3, 1))
        self.assertEqual(said, ["record 2: the file ends inside it: 7 of its 50 bytes"])

    def test_what_is_framed_otherwise_is_refused_where_it_is(self):
        records = [ebcdic("A" * 50), ebcdic("B" * 50)]
        spanned = struct.pack(">HBB", 9, 1, 0) + ebcdic("12345")
        for data, more, count, what in (
                (rdw(*records) + spanned, "rdw", 2, "record 3, at byte 108, is a segment of a spanned "
                                                    "record"),
                (rdw(*records) + b"\0\3\0\0", "rdw", 2, "does not count its own 4 bytes"),
                (rdw(*records) + b"\0\x08\0\0A", "rdw", 2, "does not fit"),
                (rdw(*records, counted=0), "rdw", 0, "it would be as --record-format rdw-payload"),
                (blocks(records) + b"\0\5\1\0A", "vb", 2, "block descriptor word"),
                (b"\0\x40\0\0" + rdw(records[0])[:-1], "vb", 0, "does not fit")):
            with self.subTest(what):
                status, lines, said = self.decode(KEYED, data, "--record-format", more)
                if "would be" in what:
                    self.assertLessEqual(len(lines), 1)
                else:
                    self.assertEqual(len(lines), count)
                self.assertEqual(status, 1)
                self.assertIn(what, " ".join(said))
                self.assertIn("CBKB014", said[-1])

    def test_files_that_are_none_of_records(self):
        self.assertEqual(self.decode(KEYED, b""), (0, [], []))
        self.assertEqual(self.decode(KEYED, b"", "--record-format", "vb"), (0, [], []))
        for framing, status in (("fixed", 3), ("rdw", 1), ("rdw-payload", 1), ("vb", 1)):
            with self.subTest(framing):
                result = self.decode(KEYED, b"A", "--record-format", framing)
                self.assertEqual(result[:2], (status, []))
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        result = run("decode", "--copybook", self.write("c.cpy", KEYED), "--data", fifo, timeout=30)
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("regular file", result.stderr)

    def test_long_records_and_long_lines(self):
        copybook = "       01 R.\n          05 A PIC X(3000000).\n"
        data = ebcdic("A" * 3000000) + bytes([1]) * 3000000
        status, lines, said = self.decode(copybook, data)
        self.assertEqual((status, said, len(lines)), (0, [], 2))
        self.assertEqual(lines[1], '{"A":"' + "\\u0001" * 3000000 + '"}')
        lines = self.decode_all(MANY, ebcdic("1" * 60 * RECORDS))
        self.assertEqual(len(lines), RECORDS)
        self.assertEqual(set(lines[-1].values()), {"1"})


class Failures(DecodeTest):
    def records(self):
        """A file of which two records fail, far apart, and the lines of the others."""
        records = [customer(i % 10000) for i in range(RECORDS)]
        for bad in (2000, RECORDS - 1):
            records[bad] = records[bad][:13] + b"\x14" + records[bad][14:]
        return b"".join(records)

    def test_they_are_told_and_the_others_written(self):
        status, lines, said = self.decode(CUSTOMER, self.records(), "--shape", "copybook-rs")
        self.assertEqual((status, len(lines)), (3, RECORDS - 2))
        self.assertEqual(said, [f"record {number}, field CUSTOMER.BALANCE: sign nibble 4"
                                for number in (2001, RECORDS)])
        self.assertEqual([json.loads(line)["record_index"] for line in lines],
                         [i for i in range(1, RECORDS) if i != 2001])

    def test_bytes_are_shown_where_that_is_asked(self):
        record = customer(1, "SECRET", debt="1**")
        *_, said = self.decode(CUSTOMER, record)
        self.assertEqual(len(said), 1)
        self.assertNotIn(record.hex().upper()[:8], said[0])
        *_, said = self.decode(CUSTOMER, record, "--show-bytes")
        self.assertEqual(len(said), 2)
        self.assertEqual(said[1].strip(),
                         f"offset 15 of {len(record)} bytes: {record.hex().upper()}")

    def test_of_long_records_the_bytes_around_the_bad_one_are_shown(self):
        copybook = """\
       01 R.
          05 A PIC X(1000).
          05 B PIC 9.
          05 C PIC X(1000).
"""
        data = ebcdic("A" * 1000) + b"\0" + ebcdic("C" * 1000)
        *_, said = self.decode(copybook, data, "--show-bytes")
        self.assertEqual(said[1].strip(), "offset 1000 of 2001 bytes, from 872 to 1127: " +
                         data[872:1128].hex().upper())


class Subjects(DecodeTest):
    def data(self, *bad):
        records = [bytes([i % 200]) + ebcdic("A" * 49) for i in range(RECORDS)]
        for i in bad:
            records[i] = b"\xff" + records[i][1:]
        return b"".join(records)

    def test_the_published_library_writes_the_reference_s_lines(self):
        data = b"".join(customer(i % 10000, "ANNE", i - 100) for i in range(RECORDS))
        for copybook, data, framing in ((CUSTOMER, data, "fixed"),
                                        (CUSTOMER, rdw(*[customer(i) for i in range(99)]), "rdw")):
            ours = self.decode(copybook, data, "--shape", "copybook-rs", "--record-format", framing)
            for more in ((), ("--shape", "copybook-rs")):
                self.assertEqual(self.decode(copybook, data, "--subject", "copybook-rs",
                                             "--record-format", framing, *more), ours)

    def test_a_shape_that_it_cannot_write_is_refused(self):
        status, lines, said = self.decode(CUSTOMER, customer(1), "--subject", "copybook-rs",
                                          "--shape", "plain")
        self.assertEqual((status, lines), (1, []))
        self.assertIn("PH_UNSUPPORTED: it writes no lines but of its own shape", " ".join(said))
        self.assertEqual(" ".join(said).count("copybook-rs"), 1)

    def test_its_words_are_printed_where_the_record_may_be_shown(self):
        data = self.data(1500, RECORDS - 1)
        status, lines, said = self.decode(KEYED, data, "--subject", DECODES)
        self.assertEqual((status, len(lines)), (3, RECORDS - 2))
        self.assertEqual(said, ["record 1501, field KEY: BAD_BEGIN",
                                f"record {RECORDS}, field KEY: BAD_BEGIN"])
        *_, said = self.decode(KEYED, data, "--subject", DECODES, "--show-bytes")
        self.assertEqual(said[0], "record 1501, field KEY: BAD_BEGIN: it begins with FFC1")
        self.assertIn("offset 0 of 50 bytes: FFC1C1", said[1])

    def test_one_that_dies_leaves_the_lines_before_that(self):
        status, lines, said = self.decode(KEYED, self.data(4000), "--subject", f"{DECODES}?dies")
        self.assertEqual(status, 3)
        self.assertIn("CBKB009", said[-1])
        self.assertIn("killed by signal 11", said[-1])
        first = int(said[-1].rsplit(" ", 1)[1])
        self.assertLessEqual(first, 4001)
        self.assertEqual(len(lines), first - 1)
        self.assertGreater(first, 1)

    def test_one_that_leaves_a_line_out_is_not_believed(self):
        status, lines, said = self.decode(KEYED, self.data(7), "--subject", f"{DECODES}?hushes")
        self.assertEqual((status, len(lines)), (3, RECORDS - 1))
        self.assertEqual(said, ["record 8: it is said to be decoded, and is not one line"])

    def test_one_that_lays_them_out_otherwise_is_noted(self):
        copybook = KEYED + "          05 MORE PIC X.\n"
        status, _, said = self.decode(copybook, self.data(), "--subject", DECODES)
        self.assertEqual(status, 0)
        self.assertRegex(said[0], "Note: .*51 bytes.* 50")

    def test_who_decodes_no_records_or_is_not_there(self):
        for build, what in ((COLUMNS, "decodes no records"), (self.folder / "none.so", "none.so"),
                            ("nativ", "nativ")):
            with self.subTest(what):
                status, lines, said = self.decode(KEYED, self.data(), "--subject", build)
                self.assertIn(status, (1, 2))
                self.assertEqual(lines, [])
                self.assertIn(what, " ".join(said))


class Output(DecodeTest):
    def long(self):
        """More than a pipe holds."""
        return ebcdic("A" * 50 * RECORDS)

    def test_a_file_is_replaced_whole_or_not_at_all(self):
        output = self.folder / "out.jsonl"
        arguments = self.arguments(KEYED, self.long(), "-o", output)
        result = run(*arguments)
        self.assertEqual((result.returncode, result.stdout), (0, ""))
        self.assertEqual(output.read_text(encoding="utf-8"), '{"KEY":"AAAAAA"}\n' * RECORDS)
        before = output.read_bytes()
        data = rdw(ebcdic("B" * 50)) + b"\0\1"
        self.assertEqual(self.decode(KEYED, data, "--record-format", "rdw", "-o", output)[0], 1)
        self.assertEqual(output.read_bytes(), before)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["c.cpy", "d.bin", "out.jsonl"])
        self.assertEqual(self.decode(KEYED, ebcdic("B" * 53), "-o", output)[0], 3)
        self.assertEqual(output.read_text(encoding="utf-8"), '{"KEY":"BBBBBB"}\n')

    def test_what_is_read_is_not_written_to(self):
        for name in ("d.bin", "c.cpy", "link"):
            with self.subTest(name):
                arguments = self.arguments(KEYED, ebcdic("A" * 50), "-o", self.folder / name)
                if name == "link":
                    os.symlink("d.bin", self.folder / name)
                before = [(self.folder / read).read_bytes() for read in ("d.bin", "c.cpy")]
                result = run(*arguments)
                self.assertEqual(result.returncode, 2)
                self.assertIn("name another file", result.stderr)
                self.assertEqual([(self.folder / read).read_bytes() for read in ("d.bin", "c.cpy")],
                                 before)

    def test_what_is_said_where_nobody_listens_is_in_no_file(self):
        output = self.folder / "out"
        arguments = self.arguments(KEYED, ebcdic("A" * 50 + "B" * 3), "-o", output)
        for closed in ("2>&-", "0<&- 1>&- 2>&-", ">&- 2>&-"):
            with self.subTest(closed):
                command = ["sh", "-c", f'exec "$@" {closed}', "sh", PROGRAM, *arguments]
                status = subprocess.run(command, env=environment(), timeout=HANG_S, check=False)
                self.assertEqual(status.returncode, 3)
                self.assertEqual(output.read_text(encoding="utf-8"), '{"KEY":"AAAAAA"}\n')

    def test_what_cannot_be_written_is_said(self):
        status, lines, said = self.decode(KEYED, self.long(), "-o", self.folder / "none" / "out")
        self.assertEqual((status, lines), (1, []))
        self.assertIn("CBKB012", said[0])
        with open("/dev/full", "wb") as full:
            result = run(*self.arguments(KEYED, self.long()), stdout=full)
        self.assertEqual(result.returncode, 1)
        self.assertIn("No space left", result.stderr)

    def test_a_reader_who_leaves_ends_it_without_a_word(self):
        with subprocess.Popen([PROGRAM, *self.arguments(KEYED, self.long())],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=environment()) as process:
            self.assertEqual(process.stdout.readline(), b'{"KEY":"AAAAAA"}\n')
            process.stdout.close()
            said = [line for line in process.stderr if UNCONFINED.encode() not in line]
            self.assertEqual((process.wait(HANG_S), said), (-signal.SIGPIPE, []))

    def test_a_signal_leaves_no_half_line(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with subprocess.Popen([PROGRAM, *self.arguments(MANY, ebcdic("1" * 60 * RECORDS))],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
                                  env=environment()) as process:
                begin = process.stdout.read(1)  # It waits for us from here on.
                process.send_signal(number)
                time.sleep(0.3)
                rest, said = process.communicate(timeout=HANG_S)
            lines = (begin + rest).decode("utf-8")
            self.assertTrue(lines.endswith("}\n"))
            self.assertLess(lines.count("\n"), RECORDS)
            self.assertEqual(process.returncode, 1)
            self.assertIn(b"CBKB016", said)

    def test_a_fifo_waits_for_its_reader(self):
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        with subprocess.Popen([PROGRAM, *self.arguments(KEYED, self.long(), "-o", fifo)],
                              stderr=subprocess.PIPE, env=environment()) as process:
            self.assertEqual(fifo.read_bytes(), b'{"KEY":"AAAAAA"}\n' * RECORDS)
            self.assertEqual(process.wait(HANG_S), 0)


class Usage(DecodeTest):
    def test_what_is_missing_or_unknown_is_said(self):
        for arguments, what in (((), "--copybook and --data are needed"),
                                (("--copybook", "c"), "--copybook and --data are needed"),
                                (("--copybook", "c", "--data", "d", "more"), "more"),
                                (("--copybook", "c", "--data", "d", "--shape", "plane"), "plain"),
                                (("--copybook", "c", "--data", "d", "--controls", "x"), "replace"),
                                (("--copybook", "c", "--data", "d", "--redefines", "x"), "valid"),
                                (("--copybook", "c", "--data", "d", "--float", "x"), "ieee"),
                                (("--copybook", "c", "--data", "d", "--record-format", "x"), "vb"),
                                (("--copybook", "c", "--data", "d", "--codepage", "x"), "cp037")):
            with self.subTest(arguments):
                result = run("decode", *arguments)
                self.assertEqual((result.returncode, result.stdout), (2, ""))
                self.assertIn(what, result.stderr)

    def test_a_copybook_that_is_none_has_its_place(self):
        status, lines, said = self.decode("       01 R.\n          05 A PIC Q.\n", b"A")
        self.assertEqual((status, lines), (1, []))
        self.assertIn("c.cpy:2:", " ".join(said))


if __name__ == "__main__":
    unittest.main()
