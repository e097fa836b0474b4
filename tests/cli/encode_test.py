# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Encode: what decode writes becomes its records again, however they are framed; lines that fail are told
without what they hold, and the others are written; files, pipes and signals that are in the way.
"""
import json
import os
import random
import resource
import signal
import struct
import subprocess
import time
import unittest

from program import HANG_S, PROGRAM, ProgramTest, environment, lines_said, run

CUSTOMER = """\
       01 CUSTOMER.
          05 ID       PIC 9(4).
          05 NAME     PIC X(6).
          05 BALANCE  PIC S9(5)V99 COMP-3.
          05 DEBT     PIC S9(3).
          05 FILLER   PIC X(2).
          05 VISITS   PIC 9(4) COMP.
"""
ORDERS = """\
       01 ORDERS.
          05 COUNT-OF PIC 9.
          05 TEXT-OF  PIC X(4).
          05 ITEM OCCURS 0 TO 3 DEPENDING ON COUNT-OF.
             10 SKU   PIC X(2).
             10 QTY   PIC 9(3).
          05 NOTE     PIC X(3).
"""
KEYED = """\
       01 KEYED.
          05 KEY PIC X(50).
"""
FRAMINGS = ("fixed", "rdw", "rdw-payload", "vb")
SHAPES = ("plain", "copybook-rs")
# More than a pipe holds.
LINES = 5000
FAR_TOO_LONG = 100 * 1000 * 1000


def ebcdic(text):
    return text.encode("cp037")


def line_of(**members):
    return json.dumps(members, ensure_ascii=False) + "\n"


def customer(number, **changes):
    members = {"ID": str(number), "NAME": "ANNE", "BALANCE": "123.45", "DEBT": "-123", "VISITS": "7"}
    return line_of(**{**members, **changes})


def customer_record(number):
    return ebcdic(f"{number:04}ANNE  ") + b"\x00\x12\x34\x5c" + ebcdic("12L  ") + b"\0\x07"


def rdw(*records, counted=4):
    return b"".join(struct.pack(">HH", len(record) + counted, 0) + record for record in records)


class EncodeTest(ProgramTest):
    def arguments(self, copybook, lines, *more):
        if isinstance(lines, str):
            lines = lines.encode("utf-8")
        return ("encode", "--copybook", self.write("c.cpy", copybook),
                "--data", self.write("lines.jsonl", lines), *more)

    def encode(self, copybook, lines, *more):
        """Exit status, records, and what is said."""
        output = self.folder / "out.bin"
        result = run(*self.arguments(copybook, lines, "-o", output, *more))
        self.assertEqual(result.stdout, "")
        return result.returncode, output.read_bytes() if output.exists() else None, lines_said(result)

    def encode_all(self, *arguments):
        """The records, when all is well."""
        status, records, said = self.encode(*arguments)
        self.assertEqual((status, said), (0, []))
        return records

    def decode(self, copybook, records, *more):
        """Its lines, when all is well."""
        result = run("decode", "--copybook", self.write("c.cpy", copybook),
                     "--data", self.write("d.bin", records), *more)
        self.assertEqual((result.returncode, lines_said(result)), (0, []))
        return result.stdout

    def refuse(self, copybook, line, *more):
        """What is said of a line between two good ones of customers, or of any."""
        status, _, said = self.encode(copybook, line, *more)
        self.assertEqual((status, len(said)), (3, 1))
        return said[0]


class ThereAndBack(EncodeTest):
    def test_what_is_decoded_becomes_its_records(self):
        records = [customer_record(number) for number in range(2000)]
        for framing, data in (("fixed", b"".join(records)), ("rdw", rdw(*records)),
                              ("rdw-payload", rdw(*records, counted=0))):
            for shape in SHAPES:
                with self.subTest(framing=framing, shape=shape):
                    more = ("--record-format", framing, "--shape", shape)
                    self.assertEqual(
                        self.encode_all(CUSTOMER, self.decode(CUSTOMER, data, *more), *more), data)

    def test_blocks_hold_as_many_records_as_they_may(self):
        lines = "".join(customer(number) for number in range(5000))
        data = self.encode_all(CUSTOMER, lines, "--record-format", "vb")
        at, sizes, payload = 0, [], b""
        while at < len(data):
            (size, reserved) = struct.unpack(">HH", data[at:at + 4])
            self.assertEqual(reserved, 0)
            sizes.append(size)
            payload += data[at + 4:at + size]
            at += size
        self.assertEqual(payload, rdw(*[customer_record(number) for number in range(5000)]))
        self.assertEqual(set(sizes[:-1]), {(32760 - 4) // 25 * 25 + 4})
        self.assertEqual(self.decode(CUSTOMER, data, "--record-format", "vb").count("\n"), 5000)

    def test_variable_records_end_with_what_is_there(self):
        whole = ebcdic("2TEXTAA001BB002END")
        records = [whole, b"", whole[:3], whole[:5], whole[:7], whole[:10], ebcdic("0TEXTABC"),
                   ebcdic("0TEXTA")]
        data = rdw(*records)
        for shape in SHAPES:
            more = ("--record-format", "rdw", "--shape", shape)
            with self.subTest(shape):
                self.assertEqual(self.encode_all(ORDERS, self.decode(ORDERS, data, *more), *more),
                                 data)

    def test_long_records_have_long_descriptors_or_none(self):
        for size, framing, good in ((65531, "rdw", True), (65532, "rdw", False), (40000, "vb", True),
                                    (65531, "vb", True), (65535, "rdw-payload", True),
                                    (65536, "rdw-payload", False), (65536, "fixed", True)):
            copybook = f"       01 R.\n          05 A PIC X({size}).\n"
            lines = line_of(A="A" * size) + line_of(A="A")
            with self.subTest(size=size, framing=framing):
                status, records, said = self.encode(copybook, lines, "--record-format", framing)
                self.assertEqual(status, 0 if good else 3)
                if good:
                    self.assertEqual(self.decode(copybook, records, "--record-format", framing)
                                     .count("\n"), 2)
                else:
                    self.assertEqual(said, [f"line 1: its record of {size} bytes is longer than a "
                                            f"descriptor can say, {size - 1}"])
                    self.assertEqual(len(records), 5)

    def test_members_may_stand_in_any_order_and_text_be_escaped(self):
        expected = self.encode_all(CUSTOMER, customer(7) * 20)
        lines = ""
        for seed in range(20):
            members = list(json.loads(customer(7)).items())
            random.Random(seed).shuffle(members)
            text = json.dumps(dict(members)).replace("ANNE", "\\u0041N\\u004eE")
            lines += "\t" + text.replace(":", " : ") + " \r\n"
        self.assertEqual(self.encode_all(CUSTOMER, lines), expected)

    def test_code_pages_and_floats_are_of_the_records(self):
        copybook = "       01 R.\n          05 A PIC X(3).\n"
        for page in ("cp037", "cp273", "cp500", "cp1140"):
            with self.subTest(page):
                self.assertEqual(self.encode_all(copybook, line_of(A="[ü]"), "--codepage", page),
                                 "[ü]".encode(page))
        copybook = "       01 R.\n          05 A COMP-1.\n"
        self.assertEqual(self.encode_all(copybook, '{"A":-60.5}'), bytes.fromhex("C23C8000"))
        self.assertEqual(self.encode_all(copybook, '{"A":-60.5}', "--float", "ieee"),
                         struct.pack(">f", -60.5))

    def test_files_without_lines_or_an_end_of_the_last(self):
        for framing in FRAMINGS:
            self.assertEqual(self.encode_all(CUSTOMER, "", "--record-format", framing), b"")
        self.assertEqual(self.encode_all(CUSTOMER, "\n \t\r\n\n"), b"")
        self.assertEqual(self.encode_all(CUSTOMER, customer(1) + "\n" + customer(2).rstrip()),
                         customer_record(1) + customer_record(2))

    def test_one_record_of_several_is_named(self):
        copybook = KEYED + "       01 OTHER.\n          05 X PIC X(2).\n"
        self.assertEqual(self.encode_all(copybook, line_of(X="AB"), "--record", "other"), ebcdic("AB"))
        status, records, said = self.encode(copybook, line_of(X="AB"))
        self.assertEqual((status, records), (1, ebcdic("AB")))  # Of before: it is not replaced.
        self.assertIn("OTHER", said[0])


class Failures(EncodeTest):
    def test_they_are_told_and_the_others_written(self):
        bad = (customer(1, BALANCE="SECRET"), customer(1, NAME="SECRETS"), customer(1, SECRET=1),
               customer(1, VISITS="70000"), customer(1)[:-3] + "\n", customer(1, DEBT=None),
               customer(1).replace('"DEBT"', '"ID": "1", "DEBT"'), line_of(**{"4111 1111": 1}),
               customer(1).replace('"7"', "NaN"))
        lines = "".join(customer(7) + line for line in bad)
        status, records, said = self.encode(CUSTOMER, lines)
        self.assertEqual((status, records), (3, customer_record(7) * len(bad)))
        self.assertEqual(said, [
            "line 2, field CUSTOMER.BALANCE: it is no decimal number",
            "line 4, field CUSTOMER.NAME: it is longer than its 6 bytes",
            "line 6: a member that the copybook has not: SECRET",
            "line 8, field CUSTOMER.VISITS: it is too large for its item",
            f"line 10: it is no JSON, from its byte {len(bad[4])} on",
            "line 12, field CUSTOMER.DEBT: a number was expected, and it is null",
            "line 14: a member that is there twice: ID",
            "line 16: a member that the copybook has not",
            f"line 18: it is no JSON, from its byte {bad[8].index('NaN') + 1} on"])

    def test_lines_are_shown_where_that_is_asked(self):
        line = customer(1, NAME="SECRETS \x1b[31m", MORE="x" * 300)
        self.assertNotIn("SECRETS", self.refuse(CUSTOMER, line))
        status, _, said = self.encode(CUSTOMER, line, "--show-lines")
        self.assertEqual((status, len(said)), (3, 2))
        self.assertIn("SECRETS", said[1])
        self.assertNotIn("\x1b", said[1])
        self.assertTrue(said[1].endswith("x ..."))
        _, _, said = self.encode(CUSTOMER, b'{"NAME":"\xff\x00"}\n', "--show-lines")
        self.assertIn("NAME", said[1])

    def test_the_other_shape_is_asked_for(self):
        lines = self.decode(CUSTOMER, customer_record(1), "--shape", "copybook-rs")
        self.assertTrue(self.refuse(CUSTOMER, lines).endswith("(is it of --shape copybook-rs?)"))
        self.assertTrue(self.refuse(CUSTOMER, customer(1), "--shape", "copybook-rs")
                        .endswith("(is it of --shape plain?)"))
        self.assertEqual(self.refuse(CUSTOMER, lines, "--shape", "copybook-rs", "--codepage", "cp273"),
                         "line 1: the line is of another code page")

    def test_lines_that_nobody_would_write(self):
        for line, what in (("[" * 60, "line 1: it has more values than a record of the copybook"),
                           ('{"A":' * 60 + "1" + "}" * 60,
                            "line 1: it has more values than a record of the copybook"),
                           ("[" + "0," * 1000 + "0]",
                            "line 1: it has more values than a record of the copybook"),
                           ("\0", "line 1: it is no JSON, from its byte 1 on"),
                           ('"' + "\\u0000" * 10 + '"', "line 1: an object was expected, and it is "
                                                        "a text"),
                           ("null", "line 1: an object was expected, and it is null"),
                           ("\ufeff" + customer(1), "line 1: it is no JSON, from its byte 1 on")):
            with self.subTest(what):
                self.assertEqual(self.refuse(CUSTOMER, line), what)

    def test_a_line_of_any_length_takes_no_more_memory(self):
        lines = self.folder / "lines.jsonl"
        with lines.open("w", encoding="utf-8") as file:
            file.write(customer(1) + '{"ID":"')
            for _ in range(100):
                file.write("1" * (FAR_TOO_LONG // 100))
            file.write('"}\n' + customer(2))
        output = self.folder / "out.bin"
        result = run("encode", "--copybook", self.write("c.cpy", CUSTOMER), "--data", lines,
                     "-o", output)
        self.assertEqual(result.returncode, 3)
        self.assertRegex("".join(lines_said(result)), r"^line 2: it is longer than \d+ bytes: no record "
                                                      "of the copybook needs such a line$")
        self.assertEqual(output.read_bytes(), customer_record(1) + customer_record(2))

    @unittest.skipIf(os.environ["SANITIZERS"], "sanitizers reserve memory by the terabyte")
    def test_many_lines_take_no_more_memory_than_one(self):
        lines = self.write("lines.jsonl", (customer(1) * 20000).encode())
        limit = 1 << 28
        result = run("encode", "--copybook", self.write("c.cpy", CUSTOMER), "--data", lines,
                     "-o", self.folder / "out.bin",
                     preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
        self.assertEqual((result.returncode, lines_said(result)), (0, []))


class Output(EncodeTest):
    def long(self):
        return line_of(KEY="A" * 50) * LINES

    def test_a_file_is_replaced_whole_or_not_at_all(self):
        self.assertEqual(self.encode_all(KEYED, self.long()), ebcdic("A" * 50 * LINES))
        self.assertEqual(self.encode(KEYED, line_of(KEY=1))[:2], (3, b""))
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["c.cpy", "lines.jsonl", "out.bin"])

    def test_what_is_read_is_not_written_to(self):
        result = run(*self.arguments(KEYED, self.long(), "-o", self.folder / "lines.jsonl"))
        self.assertEqual(result.returncode, 2)
        self.assertIn("name another file", result.stderr)
        self.assertEqual((self.folder / "lines.jsonl").read_text(encoding="utf-8"), self.long())

    def test_standard_output_has_the_records(self):
        result = subprocess.run([PROGRAM, *map(str, self.arguments(KEYED, self.long()))],
                                capture_output=True, timeout=HANG_S, env=environment(), check=False)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertEqual(result.stdout, ebcdic("A" * 50 * LINES))

    def test_what_cannot_be_written_is_said(self):
        result = run(*self.arguments(KEYED, self.long(), "-o", self.folder / "none" / "out"))
        self.assertEqual(result.returncode, 1)
        self.assertIn("CBKB012", result.stderr)
        with open("/dev/full", "wb") as full:
            result = run(*self.arguments(KEYED, self.long()), stdout=full)
        self.assertEqual(result.returncode, 1)
        self.assertIn("No space left", result.stderr)

    def test_a_reader_who_leaves_ends_it_without_a_word(self):
        with subprocess.Popen([PROGRAM, *map(str, self.arguments(KEYED, self.long()))],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=environment()) as process:
            self.assertEqual(process.stdout.read(50), ebcdic("A" * 50))
            process.stdout.close()
            self.assertEqual((process.wait(HANG_S), process.stderr.read()), (-signal.SIGPIPE, b""))

    def test_a_signal_leaves_no_half_record(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            for framing, size in (("fixed", 50), ("rdw", 54)):
                arguments = self.arguments(KEYED, self.long(), "--record-format", framing)
                with subprocess.Popen([PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, bufsize=0,
                                      env=environment()) as process:
                    begin = process.stdout.read(1)  # It waits for us from here on.
                    process.send_signal(number)
                    time.sleep(0.3)
                    rest, said = process.communicate(timeout=HANG_S)
                with self.subTest(number=number, framing=framing):
                    self.assertEqual(len(begin + rest) % size, 0)
                    self.assertLess(len(begin + rest), LINES * size)
                    self.assertEqual(process.returncode, 1)
                    self.assertIn(b"CBKB016", said)

    def test_a_fifo_waits_for_its_reader(self):
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        with subprocess.Popen([PROGRAM, *map(str, self.arguments(KEYED, self.long(), "-o", fifo))],
                              stderr=subprocess.PIPE, env=environment()) as process:
            self.assertEqual(fifo.read_bytes(), ebcdic("A" * 50 * LINES))
            self.assertEqual(process.wait(HANG_S), 0)

    def test_records_are_not_written_to_a_terminal(self):
        leader, follower = os.openpty()
        with os.fdopen(leader), os.fdopen(follower) as terminal:
            result = run(*self.arguments(KEYED, line_of(KEY="A")), stdout=terminal)
        self.assertEqual(result.returncode, 2)
        self.assertIn("--output", result.stderr)


class Usage(EncodeTest):
    def test_what_is_missing_or_unknown_is_said(self):
        for arguments, what in (((), "--copybook and --data are needed"),
                                (("--copybook", "c", "--data", "d", "more"), "more"),
                                (("--copybook", "c", "--data", "d", "--shape", "plane"), "plain"),
                                (("--copybook", "c", "--data", "d", "--controls", "pass"), "controls"),
                                (("--copybook", "c", "--data", "d", "--record-format", "x"), "vb"),
                                (("--copybook", "c", "--data", "d", "--codepage", "x"), "cp037")):
            with self.subTest(arguments):
                result = run("encode", *arguments)
                self.assertEqual((result.returncode, result.stdout), (2, ""))
                self.assertIn(what, result.stderr)

    def test_files_that_cannot_be_read(self):
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        for data, what in ((fifo, "regular file"), (self.folder, "a directory"),
                           (self.folder / "none", "none")):
            result = run("encode", "--copybook", self.write("c.cpy", KEYED), "--data", data,
                         "-o", self.folder / "out.bin", timeout=30)
            self.assertEqual((result.returncode, result.stdout), (1, ""))
            self.assertIn(what, result.stderr)
        status, records, said = self.encode("       01 R.\n          05 A PIC Q.\n", "{}")
        self.assertEqual((status, records), (1, None))
        self.assertIn("c.cpy:2:", " ".join(said))


if __name__ == "__main__":
    unittest.main()
