# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records of a layout at random, of which it is known what they hold: in EBCDIC, as z/OS has them,
and as a program of GnuCOBOL reads them, whose text is ISO-8859-1, whose COMP-5 and floats are the
host's, and whose signs are those of EBCDIC (-fsign=EBCDIC)."""
import decimal
import math
import struct

BLANK = 0x40
NEGATIVE = 0xD
# Each byte of CCSID 37, and the character that it is: a bijection to ISO-8859-1.
CHARACTERS = bytes(range(256)).decode("cp037")
TEXT_BYTES = [byte for byte, character in enumerate(CHARACTERS) if character != "\n"]
PLUS, MINUS = "+".encode("cp037"), "-".encode("cp037")

decimal.getcontext().prec = 60


class NoRecordError(Exception):
    """There is no record of it that this module makes."""


def in_ascii(cell):
    return cell.decode("cp037").encode("latin-1")


def make_text(random, item):
    cell = bytes(random.choices(TEXT_BYTES, k=item["size"]))
    return cell, in_ascii(cell), cell.decode("cp037")


def make_national(random, item):
    text = "".join(chr(random.choice((random.randrange(32, 127), random.randrange(160, 0xD800))))
                   for _ in range(item["size"] // 2))
    return text.encode("utf-16-be"), None, text


def make_bytes(random, item):
    cell = random.randbytes(item["size"])
    return cell, None, cell.hex().upper()


def some_digits(random, count):
    return random.choice(("0" * count, "9" * count, "1".zfill(count),
                          "".join(random.choices("0123456789", k=count)),
                          "".join(random.choices("0123456789", k=count)),
                          "".join(random.choices("0123456789", k=(count + 1) // 2)).zfill(count)))


def value_of(digits, is_negative, item):
    return decimal.Decimal(int(digits) * (-1 if is_negative else 1)).scaleb(-item["scale"])


def some_sign(random, item):
    """Its nibble, of those that are numeric to GnuCOBOL, too."""
    return random.choice((0xC, 0xC, NEGATIVE, NEGATIVE, 0xF)) if item["is_signed"] else 0xF


def make_zoned(random, item):
    if item["is_blank_when_zero"] and random.random() < 0.3:
        cell = bytes([BLANK]) * item["size"]
        return cell, in_ascii(cell), decimal.Decimal(0)
    digits = some_digits(random, item["digits"])
    nibble = some_sign(random, item)
    cell = zoned_cell(digits, nibble, item)
    return cell, in_ascii(cell), value_of(digits, nibble == NEGATIVE, item)


def zoned_cell(digits, nibble, item):
    cell = bytearray(0xF0 + int(digit) for digit in digits)
    if item["is_separate"]:
        sign = MINUS if nibble == NEGATIVE else PLUS
        return bytes(sign + cell if item["is_leading"] else cell + sign)
    place = 0 if item["is_leading"] else -1
    cell[place] = nibble << 4 | cell[place] & 15
    return bytes(cell)


def make_packed(random, item):
    digits = some_digits(random, item["digits"])
    nibble = some_sign(random, item)
    cell = packed_cell(digits, nibble, item)
    return cell, cell, value_of(digits, nibble == NEGATIVE, item)


def packed_cell(digits, nibble, item):
    return bytes.fromhex((digits + f"{nibble:X}").zfill(2 * item["size"]))


def make_binary(random, item):
    """Of its full range, whatever its picture says."""
    bits = 8 * item["size"]
    low, high = (-2 ** (bits - 1), 2 ** (bits - 1) - 1) if item["is_signed"] else (0, 2 ** bits - 1)
    number = random.choice((low, high, 0, min(high, max(low, -1)), random.randint(low, high),
                            random.randint(max(low, -9999), min(high, 9999))))
    return binary_cell(number, item)


def binary_cell(number, item):
    cell = number.to_bytes(item["size"], "big", signed=item["is_signed"])
    return (cell, cell[::-1] if item["usage"] == "COMP-5" else cell,
            decimal.Decimal(number).scaleb(-item["scale"]))


def make_float(random, item):
    form = ">f" if item["size"] == 4 else ">d"
    number = random.choice((0.0, 1.0, -118.625, random.uniform(-1e6, 1e6),
                            random.choice((-1, 1)) * 10 ** random.uniform(-30, 30)))
    cell = struct.pack(form, number)
    return cell, cell[::-1], struct.unpack(form, cell)[0]


MAKERS = {"text": make_text, "national": make_national, "bytes": make_bytes, "zoned": make_zoned,
          "packed": make_packed, "binary": make_binary, "float": make_float}


def make_counter(random, item, least, most):
    """A number that its tables allow, in an item of its kind."""
    count = random.choice((least, most, random.randint(least, most)))
    if item["kind"] == "binary":
        return (*binary_cell(count, item)[:2], count)
    digits, nibble = str(count).zfill(item["digits"]), 0xC if item["is_signed"] else 0xF
    cell = (packed_cell if item["kind"] == "packed" else zoned_cell)(digits, nibble, item)
    return cell, cell if item["kind"] == "packed" else in_ascii(cell), count


class Layout:
    """The items of a copybook as a tree."""

    def __init__(self, items):
        self.items = items
        self.children = [[] for _ in items]
        self.renames = [index for index, item in enumerate(items) if item["kind"] == "renames"]
        self.top = []
        self.bounds = {}
        for index, item in enumerate(items):
            if item["kind"] not in ("condition", "renames"):
                (self.children[item["parent"]] if item["parent"] >= 0 else self.top).append(index)
            if item["counter"] >= 0:
                least, most = self.bounds.get(item["counter"], (0, math.inf))
                self.bounds[item["counter"]] = (max(least, item["occurs_min"]),
                                                min(most, item["occurs"]))

    def described_by(self, index):
        """RENAMES without THROUGH has all that its item has."""
        item = self.items[index]
        is_alone = item["kind"] == "renames" and item["last"] == item["redefines"] and \
            self.items[item["redefines"]]["kind"] != "group"
        return item["redefines"] if is_alone else index

    def redefined(self, index):
        """The item that has its bytes first."""
        while self.items[index]["redefines"] >= 0:
            index = self.items[index]["redefines"]
        return index

    def records(self):
        """The first 01 of each area, with those that redefine it."""
        return [[other for other in self.top if self.redefined(other) == index]
                for index in self.top if self.redefined(index) == index]

    def length(self, record):
        return max(self.items[view]["size"] * self.items[view]["occurs"] for view in record)

    def elements(self, index):
        below = sum(map(self.elements, self.children[index])) if self.children[index] else 1
        return below * self.items[index]["occurs"]


class RandomRecord:
    """One record; of what is redefined, one view is filled, and holds what is known of it."""

    def __init__(self, random, layout, record):
        self.random, self.layout, self.items = random, layout, layout.items
        self.ebcdic = bytearray([BLANK]) * layout.length(record)
        self.ascii = bytearray(self.ebcdic)
        self.values = {}  # By item and subscripts.
        self.shown = {}  # Likewise, what programs show of it, where that is another text.
        self.counts = {}
        self.chosen = {}
        self.fill_siblings(record, 0, None, ())
        for index in layout.renames:
            self.take_renamed(index)

    def is_chosen(self, index, siblings):
        first = self.layout.redefined(index)
        views = [one for one in siblings if self.layout.redefined(one) == first]
        return self.chosen.setdefault(first, self.random.choice(views)) == index

    def fill_siblings(self, siblings, at, group, subscripts):
        """What stands in a group that begins there; returns its end."""
        begins, end = {}, at
        for index in siblings:
            item = self.items[index]
            if item["redefines"] >= 0:
                begin = begins[item["redefines"]]
            elif item["offset_varies"] or group is None:
                begin = end
            else:
                begin = at + item["offset"] - self.items[group]["offset"]
            begins[index] = begin
            if self.is_chosen(index, siblings):
                end = max(end, self.fill(index, begin, subscripts))
            elif item["size_varies"] or item["counter"] >= 0:
                raise NoRecordError("a view whose length varies")
            else:
                end = max(end, begin + item["stride"] * item["occurs"])
        return end

    def fill(self, index, at, subscripts):
        """All occurrences of an item; returns where they end."""
        item = self.items[index]
        count = item["occurs"]
        if item["counter"] >= 0:
            if item["counter"] not in self.counts:
                raise NoRecordError("a counter in a view")
            count = self.counts[item["counter"]]
        for occurrence in range(1, count + 1):
            within = (*subscripts, occurrence) if item["is_table"] else subscripts
            if item["kind"] == "group":
                end = self.fill_siblings(self.layout.children[index], at, index, within)
                at = max(end, at + (0 if item["size_varies"] else item["stride"]))
            else:
                self.put(index, at, within)
                at += item["stride"]
        return at

    def put(self, index, at, subscripts):
        item = self.items[index]
        if index in self.layout.bounds:
            least, most = self.layout.bounds[index]
            if least > most:
                raise NoRecordError("a counter that nothing fits")
            ebcdic, as_read, value = make_counter(self.random, item, least, most)
            self.counts[index] = value
            value = decimal.Decimal(value)
        else:
            ebcdic, as_read, value = MAKERS[item["kind"]](self.random, item)
        self.ebcdic[at:at + len(ebcdic)] = ebcdic
        self.ascii[at:at + len(ebcdic)] = as_read or ebcdic
        self.values[index, subscripts] = value

    def take_renamed(self, index):
        """A range of bytes as text, whatever they are, or what its only item has."""
        item, described_by = self.items[index], self.layout.described_by(index)
        if described_by != index:
            if (described_by, ()) in self.values:
                self.values[index, ()] = self.values[described_by, ()]
        elif self.chosen.get(self.layout.redefined(item["parent"])) == item["parent"]:
            place = slice(item["offset"], item["offset"] + item["size"])
            self.values[index, ()] = self.ebcdic[place].decode("cp037")
            self.shown[index, ()] = self.ascii[place].decode("latin-1")
