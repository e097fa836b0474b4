# SPDX-License-Identifier: AGPL-3.0-or-later
"""GnuCOBOL lays out copybooks as it is known here, but where its rules are not IBM's.

    gnucobol_layouts_test.py COBC COPYBOOK_LINES SOURCE_FOLDER [SEED]

Random copybooks as they were thought of, and the project's own as the reader reads them, are
compiled into programs that say where their items begin (ADDRESS OF), how long they are (LENGTH OF)
and how far apart their occurrences. Sizes come from the compiler's listing, too, which has FILLER.
Programs forget what lies between a table with a counter and what stands behind it (the rest of
its group, a view that is longer than what it redefines): random copybooks are compiled once
more with tables of fixed length, and of others such an item's place is not compared.

What GnuCOBOL lays out otherwise, or refuses, is listed with the rule in gnucobol_layouts.csv: an
entry too many fails as one too few does.
"""
import csv
import pathlib
import re
import sys
import tempfile
import time

from gnucobol_copybooks import (Batch, element, own_copybooks, random_copybooks, read_copybooks,
                                statement)

RANDOM_COPYBOOKS = 200
LIST = pathlib.Path(__file__).with_name("gnucobol_layouts.csv")
LISTED_ITEM = re.compile(r"(\d{5,}) [A-Z].{12} +(\d\d) +(\S+?),?(?: |$)")
PUT_AROUND = {"QZ-P", "QZ-PN", "QZ-B", "QZ-BN", "QZ-D", "QZ-L"}


def say(tag, number, index, words):
    """Where it begins, and how long it is."""
    return statement("SET QZ-P TO ADDRESS OF", *words, "COMPUTE QZ-D = QZ-PN - QZ-BN",
                     "MOVE LENGTH OF", *words, "TO QZ-L",
                     f'DISPLAY "{tag} {number} {index}" QZ-D QZ-L')


def item_statements(number, book, index):
    item, words = book.items[index], book.reference(index)
    base = book.reference(book.record(index))
    if not words or not base or item["kind"] == "condition":
        return []
    if item["kind"] == "renames":
        return statement("MOVE LENGTH OF", *words, "TO QZ-L",
                         f'DISPLAY "L {number} {index} 0" QZ-L')
    ones = [1] * len(book.tables(index))
    lines = [] if item["parent"] >= 0 else statement("SET QZ-B TO ADDRESS OF", *base)
    lines += say("I", number, index, element(words, ones))
    if item["is_table"] and item["occurs"] > 1:
        lines += say("S", number, index, element(words, ones[:-1] + [2]))
    return lines


def counter_statements(book):
    most = {}
    for item in book.items:
        if item["counter"] >= 0:
            most[item["counter"]] = max(item["occurs"], most.get(item["counter"], 0))
    return [line for counter, occurs in most.items()
            for line in statement(f"MOVE {occurs} TO", *book.reference(counter))]


def program(number, book):
    return ["       IDENTIFICATION DIVISION.", f"       PROGRAM-ID. QZ{number}.",
            "       DATA DIVISION.", "       WORKING-STORAGE SECTION.",
            "       77  QZ-P USAGE POINTER.", "       77  QZ-PN REDEFINES QZ-P PIC S9(18) COMP-5.",
            "       77  QZ-B USAGE POINTER.", "       77  QZ-BN REDEFINES QZ-B PIC S9(18) COMP-5.",
            "       77  QZ-D PIC -(9)9.", "       77  QZ-L PIC -(9)9.",
            *book.copy_statement(number),
            "       PROCEDURE DIVISION.", *statement("CONTINUE"), *counter_statements(book),
            *(line for index in range(len(book.items))
              for line in item_statements(number, book, index)),
            "           GOBACK.", f"       END PROGRAM QZ{number}."]


def read_places(said, books):
    for line in said.splitlines():
        tag, number, index, offset, length = line.split()
        book, index = books[int(number)], int(index)
        if tag == "I":
            book.offsets[index] = int(offset)
        elif tag == "S":
            book.strides[index] = int(offset)
        if tag != "S":
            book.lengths[index] = int(length)


def read_listing(listing, books):
    """The items of each program, in their order; those that were put around them left out."""
    book = None
    for line in listing.read_text("latin-1").splitlines():
        if match := re.match(r"      PROGRAM +QZ(\d+)", line):
            book = books[int(match[1])]
        elif book and (match := LISTED_ITEM.match(line)) and match[3] not in PUT_AROUND:
            book.listed.append((int(match[1]), int(match[2]), match[3].upper()))


def listed_differences(book):
    """The listing has a size for a group with all its occurrences, for an item of one."""
    listed = iter(book.listed)
    for index, item in enumerate(book.items):
        if item["kind"] == "condition":
            continue
        name = book.cobol_name(index)
        # As it has names that begin with FILLER.
        names = (name, "FILLER") if name.startswith("FILLER") else (name,)
        # It puts groups around items that are of a lower level than those before them.
        size = next((size for size, level, one in listed
                     if level == item["level"] and one in names), None)
        occurs = item["occurs"] if item["kind"] == "group" else 1
        if size != item["size"] * occurs:
            yield f"{item['name']}: {size} bytes listed, expected {item['size'] * occurs}"


def differences(book):
    if book.refusal:
        yield f"refused: {book.refusal}"
        return
    yield from listed_differences(book)
    for index, item in enumerate(book.items):
        expected = item["offset"], item["size"]
        # Of what stands behind a table with a counter, its programs forget what is between.
        found = (expected[0] if item["offset_varies"] else book.offsets.get(index, expected[0]),
                 expected[1] if item["size_varies"] else book.lengths.get(index, expected[1]))
        if found != expected:
            yield f"{item['name']}: offset and size {found}, expected {expected}"
        apart = (book.strides[index] - book.offsets[index] if index in book.strides
                 else item["stride"])
        if apart != item["stride"]:
            yield f"{item['name']}: occurrences {apart} bytes apart, expected {item['stride']}"


def compile_all(cobc, folder, books):
    for source_format in "fixed", "free":
        batch = Batch(cobc, folder / source_format, source_format,
                      [book for book in books if book.format == source_format], program,
                      "-T", "all.lst", "--tsymbols")
        batch.compile()
        read_places(batch.run(), batch.books)
        read_listing(batch.folder / "all.lst", batch.books)


def complaints(books, listed):
    """What is not as it is listed. A row for the list is ready to be pasted, but for its rule."""
    for book in books:
        found = list(differences(book))
        outcome = "refuses" if book.refusal else "differs" if found else ""
        expected = listed.pop(book.name, {"gnucobol": ""})["gnucobol"]
        if outcome != expected:
            yield f'"{book.name}",{outcome},  (listed: {expected or "nothing"})'
            yield from (f"    {line}" for line in found[:3])
            if book.name.startswith("random"):
                yield book.source
    for name in listed:
        yield f"{name} is listed, and no copybook that is read"


def main():
    cobc, lines, source = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    seed = sys.argv[4] if len(sys.argv) > 4 else str(time.time_ns())
    with open(LIST, encoding="utf-8", newline="") as file:
        listed = {row["copybook"]: row for row in csv.DictReader(file)}
    with tempfile.TemporaryDirectory(prefix="perfharness-gnucobol-") as name:
        folder = pathlib.Path(name)
        books = [*random_copybooks(lines, seed, RANDOM_COPYBOOKS),
                 *read_copybooks(lines, own_copybooks(source), folder)]
        compile_all(cobc, folder, books)
    print(f"seed {seed}: {len(books)} copybooks, {sum(len(book.offsets) for book in books)} items")
    said = list(complaints(books, listed))
    print("\n".join(said))
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
