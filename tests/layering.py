# SPDX-License-Identifier: AGPL-3.0-or-later
"""Holds the code below a folder against the rules of layering_test.sh, read from standard input.

It reads no compiler's mind: a header has one name by which it may be included, so whatever else a
compiler would find (by a bare name, in angle brackets, past "..", through a link, from a macro) is
refused, and an include can be judged by where the header of that name lies. What the preprocessor
would leave out is judged as well.
"""
import fnmatch
import os
import re
import sys

# What looks like code of any kind; which of these there is, [kinds] says.
CODE_SUFFIXES = set(
    ".c .h .i .cc .cp .cpp .cppm .cxx .c++ .hh .hp .hpp .hxx .h++ .ii .ixx .inc .inl .ipp .tcc .tpp"
    " .txx .def .m .mm .s .sx .asm .cu .cuh .rs .go .zig .d .f .f90 .l .y .ll .yy".split())
C_SUFFIXES = {".c", ".h"}
NEVER_READ = {".git", "__pycache__"}
# What editors leave beside a file.
BACKUPS = ("*~", ".#*", ".*.sw?")

# \x01 is an end of line inside a comment.
BLANK = r"[ \t\f\v\x01]"
GAP = r"[\s\x01]*"
TRIGRAPHS = {"??=": "#", "??/": "\\"}
SPLICED = re.compile(r"(?:[^\n]*\\[ \t\f\v]*\n)+[^\n]*")
SPLICE = re.compile(r"\\[ \t\f\v]*\n")
LITERAL = r'"(?:\\[^\n]|[^"\\\n])*"?|' + r"'(?:\\[^\n]|[^'\\\n])*'?"
COMMENT_OR_LITERAL = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)|" + LITERAL, re.DOTALL)
RAW_LITERAL = re.compile(r'(?<![A-Za-z0-9_])(?:u8|[uUL])?R"')
DIRECTIVE = re.compile(
    rf"^{BLANK}*(?:#|%:){BLANK}*(include_next|include|import|embed)\b([^\n]*)", re.MULTILINE)
HEADER_NAME = re.compile(rf'{BLANK}*(?:"([^"\n]+)"|<([^>\n]+)>)')
# An include in a file that is no code by its name.
HIDDEN_INCLUDE = re.compile(rb'^[ \t]*(?:#|%:)[ \t]*(?:include|import)[ \t]*["<]', re.MULTILINE)
# Ways past #include: what a compiler is told to put before a file.
FORCED_INCLUDE = re.compile(
    r"(?<![\w-])--?(?:include|imacros)\b|\btarget_precompile_headers\b|\w*UNITY_BUILD\b",
    re.IGNORECASE)
BUILD_FILES = ("CMakeLists.txt", "*.cmake", "CMakePresets.json", "CMakeUserPresets.json")


class Rules:
    """The sections of layering_test.sh."""

    def __init__(self, text):
        sections = read_sections(text)
        self.left_out = set(" ".join(sections.pop("left out")).split())
        self.kinds = {kind: places for kind, *places in map(str.split, sections.pop("kinds"))}
        self.name_roots = sorted(" ".join(sections.pop("names")).split(), key=len, reverse=True)
        everywhere = set(" ".join(sections.pop("everywhere")).split())
        self.includes = {folder: everywhere.union(allowed)
                         for folder, *allowed in map(str.split, sections.pop("includes"))}
        # A header's name or a pattern of names: where it may stand.
        self.libraries = {}
        for headers, places in (line.split(":") for line in sections.pop("libraries")):
            self.libraries.update(dict.fromkeys(headers.split(), places.split()))
        not_used = " ".join(sections.pop("not used")).split()
        self.banned_words = [name.removesuffix("()") for name in not_used]
        self.banned = banned_expression(not_used)
        if sections:
            sys.exit(f"layering_test.sh: unknown sections: {', '.join(sections)}")
        self.code_roots = {folder.split("/")[0] for folder in self.includes}

    def public_name(self, path):
        """The one name by which a header is included, or None where no folder gives it one."""
        root = next((root for root in self.name_roots if path.startswith(root + "/")), None)
        return path[len(root) + 1:] if root else None

    def may_hold(self, path, suffix):
        """Is this kind of code at home here?"""
        return suffix in C_SUFFIXES or stands_in(path, self.kinds.get(suffix, ()))

    def library_places(self, header):
        """Where a header that is not ours may stand, or None where no rule knows it."""
        if header in self.libraries:
            return self.libraries[header]
        return next((places for pattern, places in self.libraries.items()
                     if "*" in pattern and fnmatch.fnmatchcase(header, pattern)), None)


def read_sections(text):
    """The logical lines of each section, without comments."""
    sections, lines = {}, None
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]"):
            lines = sections.setdefault(line[1:-1], [])
        elif line.startswith(" ") and line.strip():
            lines[-1] += line
        elif line and not line.startswith("#"):
            lines.append(line)
    return sections


def banned_expression(names):
    """Finds, in code without comments and literals, each use of NAME and each call of NAME()."""
    called = "|".join(name[:-2] for name in names if name.endswith("()"))
    used = "|".join(name for name in names if not name.endswith("()"))
    return re.compile(
        rf"\b(?:__builtin_(?:__)?)?(?:{used})(?:_chk)?\b"
        rf"|(?<!->)(?<!\.)\b(?:{called}){GAP}\("
        rf"|[;{{}}=,(&|!?:+]{GAP}\({GAP}(?:{called}){GAP}\){GAP}\("
        rf"|^{BLANK}*#{BLANK}*define\b[^\n]*[^\n\w](?:{called}){BLANK}*$", re.MULTILINE)


def stands_in(path, places):
    """Is a path one of the places or below it? !PLACE is an exception, the last fit counts."""
    fits = False
    for place in places:
        bare = place.lstrip("!")
        if path == bare or path.startswith(bare + "/"):
            fits = not place.startswith("!")
    return fits


def suffix_of(path):
    return os.path.splitext(path)[1]


def looks_like_code(path):
    return suffix_of(path).lower() in CODE_SUFFIXES


def uncommented(source):
    """The code without comments, one logical line a line, and the numbers of lines kept."""
    source = source.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\xef\xbb\xbf")
    if "??" in source:
        for trigraph, character in TRIGRAPHS.items():
            source = source.replace(trigraph, character)
    if "\\" in source:
        source = SPLICED.sub(joined, source)
    return COMMENT_OR_LITERAL.sub(blank_if_comment, source)


def blank_if_comment(found):
    """A literal as it is; for a comment, a blank and its ends of lines."""
    return " " + "\x01" * found[0].count("\n") if found[0].startswith("/") else found[0]


def joined(found):
    """A line that was continued, in one, and after it as many empty ones as it took."""
    line, splices = SPLICE.subn("", found[0])
    return line + "\n" * splices


class Tree:
    """The files below a folder, and what is wrong with them."""

    def __init__(self, folder, rules):
        self.folder, self.rules = folder, rules
        self.code, self.others, self.faults = [], [], []
        self.walk("")
        self.headers = {}
        for path in self.code:
            if suffix_of(path) == ".h":
                self.name_header(path)

    def fault(self, path, what, line=None):
        self.faults.append(f"{path}:{line}: {what}" if line else f"{path}: {what}")

    def walk(self, below):
        with os.scandir(os.path.join(self.folder, below)) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            path = below + entry.name
            if self.is_left_out(path, entry.name):
                continue
            if entry.is_symlink():
                self.see_link(path, entry)
            elif entry.is_dir():
                self.walk(path + "/")
            elif looks_like_code(path):
                self.code.append(path)
            else:
                self.others.append(path)

    def is_left_out(self, path, name):
        if path in self.rules.left_out or name in NEVER_READ:
            return True
        if any(fnmatch.fnmatchcase(name, backup) for backup in BACKUPS):
            return True
        # Whatever a build tree at the top is called.
        return "/" not in path and path not in self.rules.code_roots and os.path.exists(
            os.path.join(self.folder, path, "CMakeCache.txt"))

    def see_link(self, path, entry):
        in_code = path.split("/")[0] in self.rules.code_roots
        if in_code or looks_like_code(path) or entry.is_dir():
            self.fault(path, "a symbolic link: code has one place")

    def read(self, path):
        with open(os.path.join(self.folder, path), "rb") as file:
            return file.read()

    def name_header(self, path):
        name = self.rules.public_name(path)
        if name is None:
            return
        if name in self.headers:
            self.fault(path, f'"{name}" is the name of {self.headers[name]}')
        self.headers.setdefault(name, path)

    def check(self):
        self.check_rules()
        for path in self.code:
            self.check_code(path)
        for path in self.others:
            self.check_other(path)
        return self.faults

    def check_rules(self):
        """No rule about what is not there."""
        rules = self.rules
        folders = {os.path.dirname(path) for path in self.code}
        named_folders = {os.path.dirname(name) + "/" for name in self.headers}
        for folder, allowed in rules.includes.items():
            if folder not in folders:
                self.fault(folder, "has a line in layering_test.sh, and holds no code")
            for word in sorted(allowed - self.headers.keys() - named_folders):
                self.fault(folder, f"its line in layering_test.sh has {word}, which is not there")
        places = [place.lstrip("!") for places in rules.libraries.values() for place in places]
        for place in sorted(set(places).union(*rules.kinds.values(), rules.name_roots)):
            if not os.path.exists(os.path.join(self.folder, place)):
                self.fault(place, "is named in layering_test.sh, and is not there")

    def check_code(self, path):
        folder, suffix = os.path.dirname(path), suffix_of(path)
        if not self.rules.may_hold(path, suffix):
            self.fault(path, "this kind of code is not used here (.c, .h; [kinds])")
        if suffix == ".rs":
            return
        if folder not in self.rules.includes:
            self.fault(path, f"{folder or 'the top folder'} has no line in layering_test.sh")
        code = uncommented(self.read(path).decode("latin-1"))
        for found in DIRECTIVE.finditer(code):
            wrong = self.wrong_include(path, folder, found[1], found[2])
            if wrong:
                self.fault(path, wrong, line_at(code, found.start(1)))
        self.check_calls(path, code)

    def wrong_include(self, path, folder, directive, argument):
        """What is wrong with an include, or None."""
        header = HEADER_NAME.match(argument)
        if directive != "include":
            return f"#{directive} is not used here"
        if not header:
            return "an include whose header only the preprocessor knows"
        if header[2]:
            return self.wrong_library(path, header[2])
        name = header[1]
        target = self.headers.get(name)
        if target is None:
            return f'"{name}" is no header of ours by the name it is included by (see [names])'
        beside = os.path.normpath(os.path.join(folder, name))
        if beside != target and os.path.lexists(os.path.join(self.folder, beside)):
            return f'"{name}" is {target}, and {beside} is found first'
        allowed = self.rules.includes.get(folder, ())
        if os.path.dirname(target) == folder or name in allowed:
            return None
        if "/" in name and os.path.dirname(name) + "/" in allowed:
            return None
        return f'{folder or "the top folder"} may not include "{name}" ({target})'

    def wrong_library(self, path, name):
        if name in self.headers:
            return f'<{name}> is ours: "{name}"'
        if {"", ".", ".."} & set(name.split("/")):
            return f"<{name}> is a path, not a header's name"
        places = self.rules.library_places(name)
        if places is None:
            return f"<{name}> has no line under [libraries] in layering_test.sh"
        if not stands_in(path, places):
            return f"<{name}> stands only in {' '.join(places)}"
        return None

    def check_calls(self, path, code):
        """Calls that are not used here. Literals may say what they like."""
        if not any(word in code for word in [*self.rules.banned_words, 'R"']):
            return
        code = COMMENT_OR_LITERAL.sub('""', code)
        for found in self.rules.banned.finditer(code):
            name = re.findall(r"\w+", found[0])[-1]
            self.fault(path, f"{name} is not used here", line_at(code, found.end() - 1))
        raw = RAW_LITERAL.search(code)
        if raw:
            self.fault(path, "a raw literal hides code from this test", line_at(code, raw.start()))

    def check_other(self, path):
        """What is no code by its name must not be code after all, nor lead a compiler to some."""
        name = os.path.basename(path)
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in BUILD_FILES):
            for number, line in enumerate(self.read(path).decode(errors="replace").split("\n"), 1):
                if FORCED_INCLUDE.search(line.split("#")[0]):
                    self.fault(path, "an include that the files do not show", number)
        elif path.split("/")[0] in self.rules.code_roots and not name.endswith(".md"):
            if HIDDEN_INCLUDE.search(self.read(path)):
                self.fault(path, "code in a file that is not .c or .h")


def line_at(code, offset):
    """The number of the line an offset stands in."""
    return 1 + code.count("\n", 0, offset) + code.count("\x01", 0, offset)


def main():
    folder = sys.argv[1]
    if not os.path.isdir(folder):
        sys.exit(f"{folder}: no such folder")
    faults = Tree(folder, Rules(sys.stdin.read())).check()
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
