# SPDX-License-Identifier: AGPL-3.0-or-later
"""Copybooks with their layouts, and programs of them that GnuCOBOL compiles."""
import dataclasses
import json
import re
import subprocess
import sys

PATIENCE_S = 200


@dataclasses.dataclass
class Copybook:
    """A copybook, and what is known of its layout."""
    name: str
    source: str
    format: str
    items: list
    is_wrapped: bool = False
    options: tuple = ()
    # Of each item by its index: what GnuCOBOL says.
    offsets: dict = dataclasses.field(default_factory=dict)
    lengths: dict = dataclasses.field(default_factory=dict)
    strides: dict = dataclasses.field(default_factory=dict)
    listed: list = dataclasses.field(default_factory=list)
    refusal: str = ""

    def ancestors(self, index):
        while (index := self.items[index]["parent"]) >= 0:
            yield index

    def qualifiers(self, index):
        return [name for name in map(self.cobol_name, self.ancestors(index)) if name != "FILLER"]

    def cobol_name(self, index):
        return "QZ-RECORD" if index == 0 and self.is_wrapped else self.items[index]["name"].upper()

    def fits(self, index, name, qualifiers):
        """Whether a reference could mean that item."""
        above = iter(self.qualifiers(index))
        return self.cobol_name(index) == name and all(word in above for word in qualifiers)

    def reference(self, index):
        """The words that mean this item alone, without subscripts; none if there are no such."""
        name, qualifiers = self.cobol_name(index), self.qualifiers(index)
        if name == "FILLER" or sum(self.fits(other, name, qualifiers)
                                   for other in range(len(self.items))) != 1:
            return []
        return [name] + [word for above in qualifiers for word in ("OF", above)]

    def tables(self, index):
        """The tables it stands in, itself counted, outermost first: a subscript each."""
        around = [index, *self.ancestors(index)]
        return [one for one in reversed(around) if self.items[one]["is_table"]]

    def record(self, index):
        return [index, *self.ancestors(index)][-1]

    def copy_statement(self, number):
        """The data description itself, which Batch writes to a file of that number."""
        tags = [option[len("replace="):].split("=") for option in self.options
                if option.startswith("replace=")]
        replacing = [f"==:{tag}:== BY =={text}==" for tag, text in tags]
        if replacing:
            replacing.insert(0, "REPLACING")
        return [*(["       01  QZ-RECORD."] if self.is_wrapped else []),
                *statement(f'COPY "qz{number}.cpy"', *replacing, ".")]


def element(words, subscripts):
    return words + ["(" + " ".join(map(str, subscripts)) + ")"] if subscripts else words


def statement(*words):
    """A word a line: no line is too long, whatever it is about."""
    return [f"           {word}" for word in words]


def main_program(numbers):
    calls = [line for number in numbers for line in statement(f'CALL "QZ{number}"')]
    return ["       IDENTIFICATION DIVISION.", "       PROGRAM-ID. QZMAIN.",
            "       PROCEDURE DIVISION.", *calls, "           STOP RUN.",
            "       END PROGRAM QZMAIN."]


class Batch:
    """Copybooks of one source format, compiled as one program.

    @param program  Of a number and a copybook: the lines of the program QZnumber.
    @param options  For the compiler, when all is without errors.
    """

    def __init__(self, cobc, folder, source_format, books, program, *options):
        self.cobc, self.folder, self.format = cobc, folder, source_format
        self.program, self.options = program, options
        self.books = dict(enumerate(books))
        folder.mkdir()
        for number, book in self.books.items():
            (folder / f"qz{number}.cpy").write_text(book.source, "latin-1", newline="")

    def compile(self):
        """Those that are refused get the reason, and are left out."""
        while errors := self.compile_once():
            for number, error in errors.items():
                self.books.pop(number).refusal = error

    def compile_once(self):
        """Returns the errors, by the number of their copybook."""
        lines = main_program(self.books)
        for number, book in self.books.items():
            lines += self.program(number, book)
        (self.folder / "all.cob").write_text("\n".join(lines) + "\n", "latin-1")
        # A listing of what has errors may never end.
        done = self.run_compiler("-fsyntax-only")
        if done.returncode:
            return self.errors(done.stderr)
        done = self.run_compiler("-x", *self.options, "-o", "all")
        if done.returncode:
            sys.exit(f"cobc failed:\n{done.stderr}")
        return {}

    def run_compiler(self, *options):
        return subprocess.run([self.cobc, *options, "-std=ibm", f"-{self.format}", "-w", "all.cob"],
                              cwd=self.folder, capture_output=True, check=False,
                              encoding="latin-1", timeout=PATIENCE_S)

    def errors(self, text):
        """A line of the program belongs to the copybook whose program it is in."""
        starts, found = {}, {}
        for line, words in enumerate((self.folder / "all.cob").read_text("latin-1").split("\n"), 1):
            if match := re.match(r" *PROGRAM-ID\. QZ(\d+)\.", words):
                starts[line] = int(match[1])
        for match in re.finditer(r"^(qz(\d+)\.cpy|all\.cob):(\d+): (error: .*)$", text, re.M):
            begin = max((line for line in starts if line <= int(match[3])), default=None)
            number = int(match[2]) if match[2] else starts.get(begin)
            if number is not None:
                found.setdefault(number, match[4])
        if not found:
            sys.exit(f"cobc failed:\n{text}")
        return found

    def run(self):
        """What the program says."""
        done = subprocess.run(["./all"], cwd=self.folder, check=True, capture_output=True,
                              timeout=PATIENCE_S)
        return done.stdout.decode("latin-1")


def layouts(lines, *arguments):
    done = subprocess.run([lines, *map(str, arguments)], check=True, capture_output=True,
                          encoding="latin-1")
    return [json.loads(line) for line in done.stdout.splitlines()]


def random_copybooks(lines, seed, count):
    for number, known in enumerate(layouts(lines, "--random", seed, count)):
        yield Copybook(f"random {number}", known["source"], known["format"], known["items"],
                       known["is_wrapped"])


def cases(path):
    """The copybooks of a file of cases (copybook_test.c): name, source, options."""
    for case in re.split(r"^=== ", path.read_text("latin-1"), flags=re.M)[1:]:
        title = case.split("\n", 1)[0]
        sources = re.findall(r"^--- source(.*)\n((?:(?!--- ).*\n)*)", case, re.M)
        for number, (options, source) in enumerate(sources, 1):
            name = f"{path.name}: {title}" + (f" ({number})" if number > 1 else "")
            line_end = "\r\n" if "crlf" in options.split() else "\n"
            yield name, source.replace("\n", line_end), options.split()


def own_copybooks(source):
    for path in sorted((source / "fixtures").glob("co*/*.cpy")):
        yield f"{path.parent.name}/{path.name}", path.read_bytes().decode("latin-1"), []
    for path in sorted((source / "tests" / "records" / "cases").glob("*.txt")):
        yield from cases(path)


def read_copybooks(lines, named, folder):
    """Those that the reader reads, of (name, text, options): what it refuses has no layout."""
    written = {}
    arguments = []
    for number, (name, text, options) in enumerate(named):
        path = folder / f"{number}.cpy"
        path.write_text(text, "latin-1", newline="")
        options = tuple(option for option in options if "=" in option and option[:3] != "as=")
        written[str(path)] = name, text, options
        arguments += [f"--{option}" for option in options]
        arguments.append(path)
    for known in layouts(lines, *arguments):
        name, text, options = written[known["file"]]
        if "items" in known:
            yield Copybook(name, text, known["format"], known["items"], known["is_wrapped"],
                           options)
