# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The PDF of perfharness audit: it has what the page has, in the same order, and the figures of
audit.json; its headings stand on each page; nobody's name leaves the page or ends the text that it
is in. qpdf and poppler are the second opinions; script/verify pdf asks veraPDF, too, by VERAPDF, which
is the class path of it and of ValidPdf.
"""
import html
import json
import os
import re
import shutil
import sqlite3
import subprocess
import unittest

import html5lib

from audit_test import NAMESPACE, SECTIONS, AuditTest, AYear, Baselines, ThreeYears, words_of
from baseline_folder import HISTORY
from program import once_is_enough

A4 = (595.276, 841.89)
MARGIN = 50
TITLE = "Performance records, 2023-12 to 2026-11"
# What ends a text, a line or a page where it is not made harmless, and what no font has.
HOSTILE = ("<script>alert('x')</script> ) Tj ET EMC\n/NonStruct << /MCID 0 >> BDC ( \\ \\( endstream endobj "
           "%%EOF {{title}} &amp; \x1b[31m \u202eleft\u202c שלום عربي \U0001f600\U0001f468\u200d\U0001f469 中文 "
           "e\u0301\u0327 \ufe0f \u2028 " + "w" * 400 + " " + "\U0001f600" * 60 + " fi ffl ")


def tool(*command):
    result = subprocess.run([str(part) for part in command], check=True, encoding="utf-8",
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return result.stdout


def bare(text):
    """Lines are broken elsewhere, and what no font has is there by its number."""
    return "".join(text.split())


def rows_of(text):
    """The cells of each line of a table as pdftotext -layout has it."""
    return [re.split(r"\s{2,}", line.strip()) for line in text.splitlines() if line.strip()]


class PdfTest(AuditTest):
    def pdf(self, *arguments, **named):
        self.report(*arguments, **named)
        return self.folder / "report" / "audit_report.pdf"

    def check(self, path):
        """What holds of each PDF that is made."""
        self.assertIn("No syntax or stream encoding errors found", tool("qpdf", "--check", path))
        said = tool("pdfinfo", path)
        self.assertRegex(said, r"Tagged: +yes")
        self.assertRegex(said, r"Page size: +595\.276 x 841\.89 pts \(A4\)")
        for line in tool("pdffonts", path).splitlines()[2:]:
            self.assertRegex(line, r"^[A-Z]{6}\+DejaVu.* yes +yes +yes +\d+ +0$")
        self.check_places(path)
        if os.environ.get("VERAPDF"):
            said = tool("java", "-cp", os.environ["VERAPDF"], "ValidPdf", path)
            self.assertRegex(said, r"^\S+: 2a: valid, \d{4,} checks\n\S+: ua1: valid, \d{4,} checks\n$")

    def check_places(self, path):
        boxes = re.findall(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">',
                           tool("pdftotext", "-bbox", path, "-"))
        self.assertGreater(len(boxes), 100)
        for box in boxes:
            left, top, right, bottom = map(float, box)
            self.assertGreaterEqual(left, MARGIN, box)
            self.assertLessEqual(right, A4[0] - MARGIN, box)
            self.assertGreaterEqual(top, MARGIN - 5, box)
            self.assertLessEqual(bottom, A4[1] - 20, box)


class OfThreeYears(ThreeYears, PdfTest):
    def test_what_it_is(self):
        path = self.pdf()
        self.check(path)
        said = tool("pdfinfo", "-isodates", path)
        xmp = tool("pdfinfo", "-meta", path)
        for name, tag in (("Title", "dc:title"), ("Subject", "dc:description"), ("Author", "dc:creator"),
                          ("Creator", "xmp:CreatorTool"), ("Producer", "pdf:Producer"),
                          ("CreationDate", "xmp:CreateDate"), ("ModDate", "xmp:ModifyDate")):
            (value,) = re.findall(rf"^{name}: +(.*)$", said, re.M)
            (kept,) = re.findall(rf"<{tag}>(.*?)</{tag}>", xmp, re.S)
            self.assertEqual(html.unescape(re.sub(r"<[^>]*>", "", kept)), re.sub(r"\+00$", "Z", value), name)
        self.assertIn(f"{TITLE}\n", said)
        self.assertIn("2026-12-01T03:00:00", said)
        for claim in ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
            self.assertIn(claim, xmp)

    @once_is_enough
    def test_what_is_said_to_who_does_not_see_it(self):
        path = self.pdf()
        objects = json.loads(tool("qpdf", "--json=2", "--json-key=qpdf", path))["qpdf"][1]
        found = [one["value"] for one in objects.values() if isinstance(one.get("value"), dict)]
        (root,) = [one for one in found if one.get("/Type") == "/Catalog"]
        self.assertEqual((root["/Lang"], root["/ViewerPreferences"], root["/MarkInfo"]),
                         ("u:en", {"/DisplayDocTitle": True}, {"/Marked": True}))
        pictures = [one["/Alt"] for one in found if one.get("/S") == "/Figure"]
        self.assertEqual(len(pictures), 6)
        self.assertIn("u:36 months, 33 of them with runs; median of a month, and what its intervals reach over, "
                      "in MB/s; floor 40 MB/s; 2023-12 to 2026-11; from 27.3 MB/s at the bottom to 1253 MB/s at "
                      "the top", pictures)
        links = [one for one in found if one.get("/Subtype") == "/Link"]
        self.assertEqual([re.sub(r"\d+$", "", one["/Contents"]) for one in links],
                         [f"u:{number}. {title}, page " for number, title in enumerate(SECTIONS, 1)])
        marks = [one["/Title"][2:] for one in found if "/Title" in one and "/Dest" in one]
        self.assertEqual([mark for mark in marks if re.match(r"\d+\. ", mark)],
                         [f"{number}. {title}" for number, title in enumerate(SECTIONS, 1)])
        self.assertIn("PCI-DSS: 4.0.1", marks)
        scopes = [one["/A"]["/Scope"] for one in found if one.get("/S") == "/TH"]
        self.assertEqual(set(scopes), {"/Row", "/Column"})
        # What stands on each page is no part of the text.
        self.assertFalse([one for one in found if one.get("/S") == "/NonStruct"])
        plain = self.folder / "plain.pdf"
        tool("qpdf", "--qdf", path, plain)
        pages = plain.read_bytes().count(b"/Artifact << /Type /Pagination >> BDC")
        self.assertEqual(pages, sum(one.get("/Type") == "/Page" for one in found) - 1)

    @once_is_enough
    def test_figures_are_those_of_the_document(self):
        path = self.pdf()
        document = json.loads((path.parent / "audit.json").read_text(encoding="utf-8"))
        rows = [row for row in rows_of(tool("pdftotext", "-layout", path, "-")) if len(row) in (6, 10)]
        rows = [row for row in rows if re.fullmatch(r"\d{4}-\d\d", row[0]) and row[-1] != row[1]]
        months = [month for floor in document["slo"]["floors"] for month in floor["months"]]
        self.assertEqual(len(rows), len(months))
        for row, month in zip(rows, months):
            self.assertEqual(row[:6], [month["month"], str(month["runs"] or "no run"), *(
                str(month[name]) for name in ("pass", "warn", "fail", "inconclusive"))])
            self.assertEqual(len(row) == 6, month["runs"] == 0)
            if month["runs"]:
                digits = 1 if month["median_mb_s"] < 100 else 0
                self.assertEqual(row[6], f"{month['median_mb_s']:.{digits}f}")
                self.assertEqual(row[9], month["worst"]["commit"][:12])

    @once_is_enough
    def test_headings_stand_on_each_page(self):
        path = self.pdf()
        pages = tool("pdftotext", "-layout", path, "-").split("\f")
        with_rows = [page for page in pages if re.search(r"^\d{4}-\d\d  ", page, re.M)]
        self.assertGreater(len(with_rows), 7)
        for page in with_rows:
            self.assertTrue(re.search(r"(?m)^month +runs ", page[:page.index("  1   ")]), page[:400])
        for number, page in enumerate(pages[1:-1], 2):
            self.assertRegex(page, rf"{TITLE} +{number} of {len(pages) - 1}\s*$")
        contents = re.findall(r"^ *(\d+)\. .*? (\d+)$", pages[1], re.M)
        self.assertEqual([int(number) for number, _ in contents], list(range(1, len(SECTIONS) + 1)))
        for (number, page), title in zip(contents, SECTIONS):
            self.assertRegex(pages[int(page) - 1], rf"(?m)^{number}\. {title}$")

    @once_is_enough
    def test_the_same_words_in_the_same_order(self):
        """All cells of all tables, and all headings, are those of the page."""
        path = self.pdf("--period", "2026-11")
        tree = html5lib.HTMLParser(strict=True).parse((path.parent / "audit_report.html").read_text(encoding="utf-8"))
        page = [(element.tag.split("}")[-1].upper(), bare(words_of(element))) for element in tree.iter()
                if isinstance(element.tag, str) and
                element.tag.removeprefix(NAMESPACE) in ("h2", "h3", "th", "td")]
        told = re.findall(r'^ +(H2|H3|TH|TD)\b.*\n(?: +/.*\n)*((?: +".*"\n)?)',
                          tool("pdfinfo", "-struct-text", path), re.M)
        told = [(tag, bare(text.strip()[1:-1])) for tag, text in told]
        self.assertEqual(told.pop(0), ("H2", "Contents"))
        labels = {text for tag, text in page if tag == "TH"}
        # Headings that a page repeats are in the PDF alone.
        at = 0
        for one in told:
            if at < len(page) and one == page[at]:
                at += 1
            else:
                self.assertTrue(one[0] == "TH" and one[1] in labels, one)
        self.assertEqual(page[at:], [])


class OfNothing(PdfTest):
    def test_that_there_is_nothing_is_on_its_pages(self):
        path = self.pdf(PERFHARNESS_STORE="", XDG_DATA_HOME=str(self.folder))
        self.check(path)
        words = " ".join(tool("pdftotext", path, "-").split())
        for said in ("there is no run in the whole period, 2023-12 to 2026-11", "There is no history of a baseline.",
                     "Months missing: 36", "There are no runs.", "There is no chain that could be verified."):
            self.assertIn(said, words)


class OfBaselines(Baselines, PdfTest):
    def test_a_course_of_baselines(self):
        path = self.pdf("--period", "2025-06", "--baseline", HISTORY)
        self.check(path)
        words = " ".join(tool("pdftotext", path, "-").split())
        self.assertIn("2 of 2 entries are of the period.", words)


class OfNames(AYear, PdfTest):
    """Whatever is written into a history stays on the page, and ends nothing."""

    def test_hostile_names(self):
        with sqlite3.connect(self.store) as database:
            for (name,) in database.execute(
                    "SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                database.execute(f"DROP TRIGGER {name}")
            for table, columns in (("host", ("cpu_model",)), ("revision", ("summary", "branch")),
                                   ("series", ("suite", "benchmark", "level", "subject")),
                                   ("run", ("suite", "status")), ("receipt", ("note",)),
                                   ("fact", ("name", "text", "actor")), ("event", ("text", "actor")),
                                   ("shift_case", ("suite", "host", "base_sha", "head_sha")),
                                   ("delivery", ("channel", "error"))):
                for column in columns:
                    database.execute(f"UPDATE OR IGNORE {table} SET {column} = ? || {column}", (HOSTILE,))
        path = self.pdf("--period", "2026-09..2026-11", status=3)
        self.check(path)
        text = bare(tool("pdftotext", "-raw", path, "-"))
        self.assertTrue(text.startswith(bare("Audit report Performance records, 2026-09 to 2026-11")), text[:100])
        self.assertIn(bare("things need attention; what was kept is not as it was written"), text[:200])
        for part in ("<script>alert('x')</script>", ")TjETEMC\\u000a/NonStruct<</MCID0>>BDC(", "%%EOF", "\\u001b[31m",
                     "\\u202e", "\\u{1f468}", "\\u{4e2d}", "w" * 60, "fiffl"):
            self.assertTrue(part in text, part)
        # What goes to the left, pdftotext marks with 202b and 202c.
        self.assertIsNone(re.search("[\x00-\x08\x0b\x0e-\x1f\u202a\u202d\u202e]", text))


class OfLetters(AuditTest):
    """Which font it is set in is asked of fontconfig, and said where it is another."""

    def of_fonts(self, *names):
        fonts = self.folder / "fonts"
        fonts.mkdir(exist_ok=True)
        for name in names:
            (file,) = tool("fc-list", f":fullname={name}", "file").strip().rstrip(":").splitlines()[:1]
            shutil.copy(file.rstrip(": "), fonts)
        path = self.write("fonts.conf", f"<fontconfig><dir>{fonts}</dir><cachedir>{fonts}/cache</cachedir></fontconfig>")
        return self.audit("--format", "pdf", FONTCONFIG_FILE=str(path), PERFHARNESS_STORE="",
                          XDG_DATA_HOME=str(self.folder))

    @once_is_enough
    def test_another_is_said(self):
        result = self.of_fonts("DejaVu Sans Mono")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("Note: the PDF is set in DejaVu Sans Mono, as DejaVu Sans is not installed: it is not the same "
                      "bytes as elsewhere", " ".join(result.stdout.split()))
        tool("qpdf", "--check", self.folder / "report" / "audit_report.pdf")

    def test_there_is_none(self):
        result = self.of_fonts()
        self.assertEqual(result.returncode, 1)
        self.assertIn("CBKB012: making a PDF: there is no font; install the package fonts-dejavu-core, or leave pdf "
                      "out of --format", " ".join(result.stderr.split()))
        self.assertEqual([path.name for path in self.folder.glob("report*")], [])


if __name__ == "__main__":
    unittest.main()
