# SPDX-License-Identifier: AGPL-3.0-or-later
"""GnuCOBOL reads the values that records are decoded to, but where it reads other ones than IBM.

    gnucobol_values_test.py COBC COPYBOOK_LINES DECODED_LINES SOURCE_FOLDER [SEED]

Of random copybooks, the project's own and those below, records are made of which it is known what
they hold. decoded_lines makes lines of them (shape plain); programs of GnuCOBOL read the same
records from files, but that their text is ASCII, MOVE each number to an item that shows all its
digits, and DISPLAY it, as they do what is text. All three have to agree: what was put in, what was
decoded, what was displayed. Of tables the first element, the last and one between are displayed.

Left out are copybooks that GnuCOBOL lays out otherwise or refuses (gnucobol_layouts.csv), items
that no reference means alone, and what it has no values of (PIC N, pointers). Where it displays
another value, that is listed with the rule in gnucobol_values.csv: a row too many fails as one too
few does.
"""
import csv
import decimal
import json
import math
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

from gnucobol_copybooks import (Batch, element, own_copybooks, random_copybooks, read_copybooks,
                                statement)
from random_records import Layout, NoRecordError, RandomRecord

RANDOM_COPYBOOKS, RECORDS, ELEMENTS_MOST = 150, 6, 4000
FOLDER = pathlib.Path(__file__).parent
DIGITS_MOST = 38  # Of an item of GnuCOBOL's.
DISPLAYED = re.compile(r"QZ (\d+(?: \d+)*)\|(.*)", re.S)
SHOWN_DIGITS = {4: 6, 8: 13}  # Of floats of so many bytes, at least.
# What random copybooks lack.
MORE_COPYBOOKS = {
    "P behind and before the digits": """
       01  P-ITEMS.
           05  Z1 PIC 99PP.
           05  Z2 PIC S9(3)PPP SIGN TRAILING SEPARATE.
           05  Z3 PIC VPP99.
           05  Z4 PIC SPP9(3).
           05  Z5 PIC S9P(9) SIGN LEADING.
           05  P1 PIC S9(3)PP COMP-3.
           05  P2 PIC VP(3)9(2) COMP-3.
           05  P3 PIC SPPP9(4) COMP-3.
           05  P4 PIC 9(2)P(4) COMP-3.
           05  B1 PIC S9(3)P COMP.
           05  B2 PIC VPP99 COMP.
           05  B3 PIC S9(7)PPP BINARY.
""",
    "COMP-5": """
       01  NATIVE-ITEMS.
           05  N3 PIC S9(3) COMP-5.
           05  N4 PIC 9(4) COMP-5.
           05  N5 PIC S9(3)V99 COMP-5.
           05  N9 PIC 9(9) COMP-5.
           05  N10 PIC S9(10) COMP-5.
           05  N18 PIC 9(16)V99 COMP-5.
""",
    "as many digits as there may be": """
       01  LONG-ONES.
           05  Z1 PIC S9(31).
           05  Z2 PIC S9(29)V99 SIGN LEADING SEPARATE.
           05  Z3 PIC 9(31).
           05  Z4 PIC SV9(31) SIGN LEADING.
           05  P1 PIC S9(31) COMP-3.
           05  P2 PIC S9(30) COMP-3.
           05  P3 PIC 9(20)V9(11) COMP-3.
           05  P4 PIC SV9(19) COMP-3.
""",
    "signs wherever they may be": """
       01  SIGNS.
           05  S1 PIC S9(5)V99 OCCURS 9.
           05  S2 PIC S9(5)V99 SIGN LEADING OCCURS 9.
           05  S3 PIC S9(5)V99 SIGN TRAILING SEPARATE OCCURS 9.
           05  S4 PIC S9(5)V99 SIGN LEADING SEPARATE OCCURS 9.
           05  S5 PIC S9 OCCURS 9.
           05  S6 PIC S9 SIGN LEADING SEPARATE OCCURS 9.
""",
}


def more_copybooks():
    for name, text in MORE_COPYBOOKS.items():
        yield name, text, []


def is_number(item):
    return item["kind"] in ("zoned", "packed", "binary")


def receiver(item):
    """Digits before the point and behind it that hold whatever the item may."""
    behind = max(item["scale"], 0)
    before = 20 - behind if item["kind"] == "binary" else item["digits"] - item["scale"]
    return max(before - (item["scale"] if item["kind"] == "binary" and item["scale"] < 0 else 0),
               0 if behind else 1), behind


def receiver_name(item):
    return "QZ-N{}-{}".format(*receiver(item))


def receiver_entry(before, behind):
    picture = (f"9({before})" if before else "") + (f"V9({behind})" if behind else "")
    return f"       77  QZ-N{before}-{behind} PIC S{picture} SIGN LEADING SEPARATE."


class Subject:
    """What is asked of a copybook: its records, and which of their items are displayed."""

    def __init__(self, randomness, book):
        self.book, self.layout = book, Layout(book.items)
        self.records = []  # Each: the items of level 01, and records of them.
        for record in self.layout.records():
            if not self.is_asked(record):
                continue
            self.records.append((record, [RandomRecord(randomness, self.layout, record)
                                          for _ in range(RECORDS)]))
        self.asked = [list(self.elements(randomness, record)) for record, _ in self.records]
        self.keys = self.make_keys()
        self.displayed = 0

    def is_asked(self, record):
        return all(map(self.book.reference, record)) and \
            sum(map(self.layout.elements, record)) <= ELEMENTS_MOST

    def below(self, index):
        yield index
        for child in self.layout.children[index]:
            yield from self.below(child)

    def elements(self, randomness, record):
        """Items that can be displayed, each with subscripts."""
        renames = [one for one in self.layout.renames if self.book.items[one]["parent"] in record]
        for index in [*(one for view in record for one in self.below(view)), *renames]:
            if self.described(index)["kind"] in ("group", "national", "bytes") or \
                    not self.book.reference(index) or self.is_misread(index):
                continue
            most = [self.book.items[table]["occurs"] for table in self.book.tables(index)]
            for subscripts in {tuple(1 for _ in most), tuple(most),
                               tuple(randomness.randint(1, one) for one in most)}:
                yield index, subscripts

    def described(self, index):
        return self.book.items[self.layout.described_by(index)]

    def is_misread(self, index):
        """In random copybooks, what is listed of others: behind a table with a counter GnuCOBOL
        makes room for what redefines as well; and to it another name of a number is text."""
        if not self.book.name.startswith("random "):
            return False
        has_views = any(self.book.items[before]["redefines"] >= 0
                        for before in range(self.book.record(index), index + 1))
        return (self.book.items[index]["offset_varies"] and has_views) or \
            self.layout.described_by(index) != index

    def make_keys(self):
        """Of each item the key of its member; None: it has none."""
        items, used, keys = self.book.items, {}, {}
        has_names = [False] * len(items)
        for index, item in enumerate(items):
            if item["name"].upper() != "FILLER" and item["kind"] != "condition":
                for above in self.book.ancestors(index):
                    has_names[above] = True
        for index, item in enumerate(items):
            is_group = item["kind"] == "group"
            is_filler = item["name"].upper() == "FILLER"
            is_lifted = is_group and not item["is_table"] and (item["parent"] < 0 or is_filler)
            if item["kind"] == "condition" or is_lifted or \
                    (is_filler and not (is_group and has_names[index])):
                keys[index] = None
                continue
            around = next((above for above in self.book.ancestors(index) if keys[above]),
                          self.area(index))
            number = used[around, item["name"]] = used.get((around, item["name"]), 0) + 1
            keys[index] = item["name"] + (f"__dup{number}" if number > 1 else "")
        return keys

    def area(self, index):
        """-1 and less: the object that is all of a record."""
        return -1 - self.layout.redefined(self.book.record(index))

    def find(self, line, index, subscripts):
        """The value of an element in a line."""
        subscripts = iter(subscripts)
        for one in [*reversed(list(self.book.ancestors(index))), index]:
            if self.keys[one] is not None:
                line = line[self.keys[one]]
            if self.book.items[one]["is_table"]:
                line = line[next(subscripts) - 1]
        return line

    def path(self, index):
        return ".".join(self.book.items[one]["name"]
                        for one in [*reversed(list(self.book.ancestors(index))), index])

    def program(self, number):
        needed = sorted({receiver(self.described(index)) for asked in self.asked
                         for index, _ in asked if is_number(self.described(index))})
        return ["       IDENTIFICATION DIVISION.", f"       PROGRAM-ID. QZ{number}.",
                "       ENVIRONMENT DIVISION.", "       INPUT-OUTPUT SECTION.",
                "       FILE-CONTROL.",
                *(line for place in range(len(self.records)) for line in
                  statement(f"SELECT QZ-F{place}", f'ASSIGN TO "qz{number}-{place}.bin"',
                            "ORGANIZATION IS SEQUENTIAL.")),
                "       DATA DIVISION.", "       FILE SECTION.",
                *(line for place, (record, _) in enumerate(self.records) for line in
                  (f"       FD  QZ-F{place}.",
                   f"       01  QZ-B{place} PIC X({self.layout.length(record)}).")),
                "       WORKING-STORAGE SECTION.", "       77  QZ-E PIC 9.",
                *(f"       01  QZ-W{place} PIC X({self.layout.length(record)})."
                  for place, (record, _) in enumerate(self.records)),
                *(receiver_entry(*one) for one in needed),
                "       LINKAGE SECTION.", *self.book.copy_statement(number),
                "       PROCEDURE DIVISION.", *statement("CONTINUE"),
                *(line for place in range(len(self.records))
                  for line in self.read_file(number, place)),
                "           GOBACK.", f"       END PROGRAM QZ{number}."]

    def read_file(self, number, place):
        first = self.book.reference(self.records[place][0][0])
        return [*statement("MOVE 0 TO QZ-E", f"OPEN INPUT QZ-F{place}",
                           "SET ADDRESS OF", *first, f"TO ADDRESS OF QZ-W{place}",
                           "PERFORM UNTIL QZ-E = 1", f"READ QZ-F{place}",
                           "AT END MOVE 1 TO QZ-E", "NOT AT END", f'DISPLAY "QZ {number} {place}"'),
                *(line for index, subscripts in self.asked[place]
                  for line in self.display(place, index, subscripts)),
                *statement("END-READ", "END-PERFORM", f"CLOSE QZ-F{place}")]

    def display(self, place, index, subscripts):
        """MOVE writes into signed numbers while it reads them, what is no number then stays so."""
        item = self.described(index)
        words = element(self.book.reference(index), subscripts)
        tag = " ".join(map(str, ("QZ", index, *subscripts)))
        afresh = f"MOVE QZ-B{place} TO QZ-W{place}"
        if not is_number(item):
            return statement(afresh, f'DISPLAY "{tag}|"', *words)
        return statement(afresh, "MOVE", *words, "TO", receiver_name(item),
                         f'DISPLAY "{tag}|"', receiver_name(item))

    def write(self, folder, number):
        """The files that the program reads."""
        for place, (_, records) in enumerate(self.records):
            (folder / f"qz{number}-{place}.bin").write_bytes(b"".join(one.ascii for one in records))


def is_same_float(shown, value, size):
    return math.isclose(float(shown), value, rel_tol=10.0 ** -SHOWN_DIGITS[size], abs_tol=0)


def is_displayed(item, shown, value):
    """Is what a program shows that value?"""
    if item["kind"] == "float":
        return is_same_float(shown, value, item["size"])
    if is_number(item):
        return bool(re.fullmatch(r"[+-]\d+", shown)) and \
            decimal.Decimal(shown).scaleb(-receiver(item)[1]) == value
    return shown == value


def is_decoded(item, written, value):
    """Is that value written so: all decimals of the picture, and no more?"""
    if item["kind"] == "float":
        return written == value and isinstance(written, float)
    if is_number(item):
        return written == f"{value + 0:.{max(item['scale'], 0)}f}"
    return written == value


def decode(decoder, folder, subjects):
    """What becomes of all records, in their order."""
    arguments = [decoder, "37"]
    for number, subject in enumerate(subjects):
        copybook = folder / f"{number}.cpy"
        copybook.write_text(subject.book.source, "latin-1", newline="")
        for record, records in subject.records:
            data = folder / f"{number}-{record[0]}.bin"
            data.write_bytes(b"".join(one.ebcdic for one in records))
            arguments += [*(f"--{option}" for option in subject.book.options), copybook,
                          str(record[0]), data]
    done = subprocess.run(arguments, check=True, capture_output=True, encoding="utf-8")
    return done.stdout.split("\n")[:-1]


def check_decoded(subjects, lines):
    """Everything that was put in is in the lines."""
    lines = iter(lines)
    for subject in subjects:
        for record in (one for _, records in subject.records for one in records):
            line = next(lines)
            if line.startswith("!"):
                yield f"{subject.book.name}: decoded: {line}"
                continue
            tree = json.loads(line)
            for (index, subscripts), value in record.values.items():
                if subject.keys[index] is None:
                    continue
                found = subject.find(tree, index, subscripts)
                if not is_decoded(subject.described(index), found, value):
                    yield f"{subject.book.name}: {subject.path(index)} {subscripts}: " \
                          f"decoded to {found!r}, which is {value!r}"


def run_programs(cobc, folder, subjects):
    """What is displayed otherwise: by copybook and item, one difference of each."""
    differences = {}
    by_name = {subject.book.name: subject for subject in subjects}
    for source_format in "fixed", "free":
        batch = Batch(cobc, folder / source_format, source_format,
                      [one.book for one in subjects if one.book.format == source_format],
                      lambda number, book: by_name[book.name].program(number), "-fsign=EBCDIC",
                      "-fodoslide")
        batch.compile()
        numbered = {number: by_name[book.name] for number, book in batch.books.items()}
        for number, subject in numbered.items():
            subject.write(batch.folder, number)
        compare_displayed(batch.run(), numbered, differences)
    return differences


def compare_displayed(said, numbered, differences):
    turns = {}
    for line in re.split(r"\n(?=QZ )", "\n" + said.removesuffix("\n"))[1:]:
        match = DISPLAYED.fullmatch(line)
        if not match:
            number, file = map(int, line.split()[1:])
            subject, turn = numbered[number], turns.get((number, file), 0)
            turns[number, file] = turn + 1
            record = subject.records[file][1][turn]
            continue
        index, *subscripts = map(int, match[1].split())
        place = index, tuple(subscripts)
        value = record.shown.get(place, record.values.get(place))
        subject.displayed += value is not None
        if value is not None and not is_displayed(subject.described(index), match[2], value):
            differences.setdefault((subject.book.name, subject.path(index)),
                                   f"{match[2]!r} displayed, {value!r} put in")


def complaints(subjects, differences, listed):
    """What is not as it is listed."""
    for subject in subjects:
        if subject.book.refusal:
            yield f"{subject.book.name}: GnuCOBOL refuses its program: {subject.book.refusal}"
    for (name, path), found in differences.items():
        if listed.pop((name, path), None) is None:
            yield f'"{name}",{path},  ({found})'
    for name, path in listed:
        yield f"{name}: {path} is listed, and does not differ"


def make_subjects(randomness, books):
    for book in books:
        try:
            subject = Subject(randomness, book)
        except NoRecordError as error:
            print(f"left out: {book.name}: {error}")
            continue
        if subject.records:
            yield subject


def read_list(name, *keys):
    with open(FOLDER / name, encoding="utf-8", newline="") as file:
        return {tuple(row[key] for key in keys): row for row in csv.DictReader(file)}


def main():
    cobc, lines, decoder, source = *sys.argv[1:4], pathlib.Path(sys.argv[4])
    seed = sys.argv[5] if len(sys.argv) > 5 else str(time.time_ns())
    laid_out_otherwise = read_list("gnucobol_layouts.csv", "copybook")
    with tempfile.TemporaryDirectory(prefix="perfharness-gnucobol-") as name:
        folder = pathlib.Path(name)
        named = [*own_copybooks(source), *more_copybooks()]
        books = [*random_copybooks(lines, seed, RANDOM_COPYBOOKS),
                 *read_copybooks(lines, named, folder)]
        subjects = list(make_subjects(random.Random(seed), [
            book for book in books if (book.name,) not in laid_out_otherwise]))
        said = list(check_decoded(subjects, decode(decoder, folder, subjects)))
        differences = run_programs(cobc, folder, subjects)
    said += complaints(subjects, differences, read_list("gnucobol_values.csv", "copybook", "item"))
    print(f"seed {seed}: {len(subjects)} copybooks, "
          f"{sum(len(one) for subject in subjects for _, one in subject.records)} records, "
          f"{sum(subject.displayed for subject in subjects)} values displayed")
    print("\n".join(said))
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
