# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A comparison in every format, which their own readers accept: html5lib, cmark-gfm (GitHub's Markdown),
ElementTree. Whatever the builds and benchmarks call themselves does nothing in any; where it is too
long, the worst is what stays.
"""
import copy
import json
import re
import unittest
import xml.etree.ElementTree as ElementTree

import html5lib

from comparison_documents import comparison, entry, failed, timed, usual, worked
from program import SOURCE, ProgramTest, environment, output_of, run
from report_test import (ACTIONS, COMMENT_CHARACTERS_MAX, HOSTILE, PRIVATE, elements,
                         markdown_tree)

WORK = {"unit": "instructions per item", "base": 1e-9, "head": 1e300, "ratio": 1e309}
ERROR = "error[E0308]: mismatched types\n --> src/lib.rs:7:5\n\n7 |     1u8\n"
# One word, whatever is in it: another command line is refused.
HOSTILE_COMMAND = "perfharness compare 'x@" + HOSTILE[:HOSTILE.index("\u001b")] + "'"


class ComparisonReport(ProgramTest):
    def report(self, document, *arguments, **options):
        path = self.write("comparison.json", json.dumps(document))
        return run("report", path, *arguments, **options)

    def text(self, document, *arguments, **options):
        result = self.report(document, *arguments, **options)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def markdown(self, document, **options):
        return self.text(document, "--format", "markdown", **options)


class Line(ComparisonReport):
    def test_it_says_the_worst_how_many_and_how_long(self):
        wrong = entry("record-comp3", "FAIL", level="record", variant="scratch", difference="broken",
                      fault={"of": "head", "kind": "wrong answer", "reason": None})
        for document, said in (
                (usual(), "head 20.0 % slower: display-text/L2; 2 regressions in 4, 42 s [FAIL]"),
                (comparison(timed("comp3/L2", -3.0, "IMPROVED"), entry("a/L2", "UNCHANGED")),
                 "head 4.0 × faster: comp3/L2; no regression in 2, 42 s [IMPROVED]"),
                (comparison(timed("comp3/L2", 0.0, "PASS"), elapsed_s=700),
                 "no regression in 1, 12 min [PASS]"),
                (comparison(timed("comp3/L2", 0.05, "INCONCLUSIVE", spread=0.03), elapsed_s=0.2),
                 "no regression in 1, 1 cannot be told [INCONCLUSIVE]"),
                (comparison(entry("comp3/L2", "UNCHANGED"), elapsed_s=0),
                 "both builds are the same machine code [UNCHANGED]"),
                (comparison(wrong),
                 "head fails (wrong answer): record-comp3, record, scratch; 1 regression in 1, 42 s [FAIL]"),
                (comparison(errors=["CBKB001: the time was over"], elapsed_s=3),
                 "1 error; no regression in 0, 3 s [FAIL]"),
                (comparison(elapsed_s=0), "nothing was compared [NEUTRAL]"),
                (comparison(elapsed_s=0, same_run=True, stored=True),
                 "the same run on both sides [NEUTRAL]"),
                (failed("head"), "head does not build [FAIL]"),
                (failed("base", "load"), "base cannot be loaded [NEUTRAL]"),
                (failed("head", "crash"), "head crashes when it is loaded [FAIL]"),
                (failed(None, "interrupted"), "it was interrupted [NEUTRAL]"),
                (comparison(worked("comp3", 1.011, "WARN"), mode="work"),
                 "head 1.1 % more work: comp3; 1 regression in 1, 42 s [WARN]")):
            with self.subTest(said):
                self.assertEqual(self.text(document), f"Comparison: {said}\n")

    def test_it_fits_a_commit_status(self):
        long = comparison(*[entry("x" * 900, "FAIL", variant=str(i), work={**WORK, "ratio": None},
                                  deciding={"confidence": 0.99, "interval": None})
                            for i in range(200)], mode="work", errors=["e"] * 999, elapsed_s=9999999)
        hostile = comparison(timed(HOSTILE[:1000], 0.2, "FAIL"))
        for document in (long, hostile):
            line = self.text(document).rstrip("\n")
            self.assertLessEqual(len(line), 140)
            self.assertRegex(line, r"^Comparison: [A-Za-z0-9 %×…/.,:;?()-]+ \[FAIL\]$")


class Markdown(ComparisonReport):
    def test_it_is_a_table_for_github(self):
        text = self.markdown(usual())
        self.assertTrue(text.startswith("Comparison: head 20.0 % slower"))
        (table,) = elements(markdown_tree(text), "table")
        rows = [["".join(cell.itertext()) for cell in row] for row in elements(table, "tr")]
        self.assertEqual([(row[0], row[2], row[4], row[5]) for row in rows[1:3]],
                         [("display-text/L2", "20.00 % slower", "+25.00 %", "FAIL"),
                          ("comp3/L2", "7.00 % slower", "+0.00 %", "WARN")])
        self.assertRegex(rows[1][3], r"^\+19\.\d\d … \+20\.\d\d %$")
        self.assertIn("it does 25.00 % more work", rows[1][6])
        self.assertEqual([row[5:] for row in rows[3:]], [["IMPROVED", ""], ["PASS", ""]])
        self.assertIn("\n    perfharness compare ./copybook-rs@bbbbbbbbbbbb ./copybook-rs@aaaaaaaaaaaa\n",
                      text)
        for said in ("copybook-rs&#64;&#8203;my-branch", "commit aaaaaaaaaaaa", "commit bbbbbbbbbbbb"):
            self.assertIn(said, text)

    def test_work_alone_is_never_slower(self):
        text = self.markdown(comparison(
            worked("comp3", 1.011, "WARN"), entry("display-text", "NEUTRAL"), mode="work"))
        self.assertIn("| comp3 | kernel | 200.0 | 202.2 | +1.10 % | **WARN** |", text)
        self.assertIn("| display-text | kernel | - | - | - | **NEUTRAL** |", text)
        self.assertNotIn("slower", text)

    def test_why_there_is_none(self):
        tree = markdown_tree(self.markdown(failed("head", first_error=ERROR)))
        (error, repeat) = ["".join(block.itertext()) for block in elements(tree, "pre")]
        self.assertEqual(error, ERROR)
        self.assertTrue(repeat.startswith("perfharness compare "))
        self.assertEqual(elements(tree, "table"), [])
        self.assertIn("head does not build: building copybook-rs", "".join(tree.itertext()))

    def long(self, count):
        pairs = [timed(f"fine-{i}/L2", 0.0001 * (i % 300), "PASS", reason="é" * 100) for i in range(count)]
        pairs[count // 2] = timed("bad/L2", 0.3, "FAIL")
        pairs[count // 2 + 1] = timed("warned/L2", 0.07, "WARN")
        return comparison(*pairs)

    def test_the_worst_stays_and_the_rest_is_counted(self):
        text = self.markdown(self.long(1000), env=environment(**ACTIONS))
        self.assertLessEqual(len(text), COMMENT_CHARACTERS_MAX)
        self.assertGreater(len(text), COMMENT_CHARACTERS_MAX - 200)
        rows = re.findall(r"(?m)^\| ([a-z0-9-]+)/L2 \|", text)
        self.assertEqual(rows[:3], ["bad", "warned", "fine-299"])
        self.assertIn(f"\n{1000 - len(rows)} benchmarks are left out here", text)
        self.assertIn("[The artefact of this run](https&#58;//github.com/owner/name/actions/runs/", text)

    def test_nor_with_pages_of_errors(self):
        text = self.markdown(comparison(timed("bad/L2", 0.3, "FAIL"), errors=["@" * 8000] * 200,
                                        notes=["|" * 8000] * 200))
        self.assertLessEqual(len(text), COMMENT_CHARACTERS_MAX)
        self.assertIn("| bad/L2 |", text)
        self.assertIn("So are 390 lines below.", text)
        text = self.markdown(comparison(timed("bad/L2", 0.3, "FAIL"), timed("a/L2", 0.3, "FAIL"),
                                        repeat="perfharness compare " + "x" * 65400))
        self.assertRegex(text, r"\AComparison: head 30.0 % slower.* \[FAIL\]\n\n.*artefact")


class Html(ComparisonReport):
    def test_it_is_valid_and_asks_nothing_of_a_network(self):
        for document in (usual(), failed("head", first_error=ERROR), comparison(mode="work"),
                         comparison(entry("a", "NEUTRAL"), stored=True)):
            page = self.text(document, "--format", "html")
            tree = html5lib.HTMLParser(strict=True).parse(page)
            names = {element.tag.split("}")[-1] for element in tree.iter() if isinstance(element.tag, str)}
            self.assertFalse(names & {"script", "img", "link", "iframe", "object", "image", "use", "a"})
            self.assertNotRegex(page, r"url\(|@import|https?:")
            self.assertIn("default-src 'none'", page)
            self.assertIn(self.text(document).strip(), page)

    def test_it_draws_every_interval(self):
        page = self.text(usual(), "--format", "html")
        tree = html5lib.parse(page)
        titles = ["".join(title.itertext()) for title in tree.iter("{http://www.w3.org/2000/svg}title")]
        self.assertEqual(len(titles), 4)
        self.assertRegex(titles[0], r"^display-text/L2, head, kernel: 20\.0 % slower, .*, FAIL$")
        self.assertEqual(page.count('class="interval"'), 4)
        places = [float(place) for place in re.findall(r'\b(?:c?x[12]?|width)="([-0-9.]+)%"', page)]
        self.assertTrue(all(0.0 <= place <= 100.0 for place in places))


class Others(ComparisonReport):
    def test_junit(self):
        tree = ElementTree.fromstring(self.text(usual(), "--format", "junit"))
        verdict, benchmarks = tree.findall("testsuite")
        self.assertEqual((verdict.get("tests"), verdict.get("failures")), ("1", "1"))
        self.assertEqual((benchmarks.get("tests"), benchmarks.get("failures")), ("4", "1"))
        neutral = ElementTree.fromstring(self.text(failed("base"), "--format", "junit"))
        self.assertEqual(neutral.find("testsuite").get("skipped"), "1")
        self.assertIn("it does not build", ElementTree.tostring(neutral, encoding="unicode"))

    def test_json_is_the_document(self):
        for document in (usual(), failed("head", first_error=ERROR)):
            text = self.text(document, "--format", "json")
            self.assertEqual(self.text(json.loads(text), "--format", "json"), text)
            self.assertEqual(json.loads(text).keys(), document.keys())
            self.assertEqual(json.loads(text)["failure"], document["failure"])

    def test_the_job_is_named_and_nobody(self):
        text = self.markdown(usual(), env=environment(**ACTIONS, **PRIVATE))
        self.assertIn("Run: 1658821493", text)
        for name in PRIVATE.values():
            self.assertNotIn(name, text)


class HostileText(ComparisonReport):
    def hostile(self):
        document = copy.deepcopy(usual())
        document["benchmarks"].append(entry(HOSTILE, "FAIL", variant=HOSTILE, reason=HOSTILE, layout=HOSTILE,
                                            difference="broken",
                                            fault={"of": "head", "kind": "crash", "reason": HOSTILE}))
        document.update(suite=HOSTILE, notes=[HOSTILE], errors=[HOSTILE], command=HOSTILE_COMMAND, repeat=HOSTILE_COMMAND)
        document["environment"].update(brand=HOSTILE, kernel=HOSTILE)
        for side in ("base", "head"):
            document[side].update(named=HOSTILE, version=HOSTILE, build=HOSTILE, chosen=HOSTILE)
            document[side]["built_from"].update(release=HOSTILE, commit=HOSTILE)
        return document

    def broken(self):
        return {**failed("head", reason=HOSTILE, first_error=f"```\n{HOSTILE}\n```\n</pre>\n@octocat"),
                "head": {"named": HOSTILE}}

    def test_markdown(self):
        for document in (self.hostile(), self.broken()):
            text = self.markdown(document)
            tree = markdown_tree(text)
            for name in ("script", "img", "a", "h1", "em", "math"):
                self.assertEqual(elements(tree, name), [], name)
            self.assertEqual(len(elements(tree, "details")), 1)
            for table in elements(tree, "table"):
                self.assertEqual(len({len(list(row)) for row in elements(table, "tr")}), 1)
            for block in elements(tree, "pre"):  # In which GitHub looks for nothing.
                block.clear()
            self.assertNotRegex("".join(tree.itertext()), r"@octocat|#12|#34")
            self.assertNotRegex(text, "[\x00-\x09\x0b-\x1f\x7f\u2028\u202e\ufffe]")

    def test_html(self):
        for document in (self.hostile(), self.broken()):
            tree = html5lib.HTMLParser(strict=True).parse(self.text(document, "--format", "html"))
            for name in ("script", "img", "a"):
                self.assertEqual(elements(tree, name), [], name)
            self.assertEqual(len(elements(tree, "style")), 1)
            self.assertIn("<script>alert(1)</script>", "".join(tree.itertext()))

    def test_junit_is_xml(self):
        for document in (self.hostile(), self.broken()):
            ElementTree.fromstring(self.text(document, "--format", "junit"))


class Use(ComparisonReport):
    def test_wrong_use(self):
        for option in ("--baseline", "--thresholds"):
            self.assert_refused(self.report(usual(), option, "x"), 2, option)
        self.assert_refused(self.report(usual(), "--format", "markdow"), 2, "markdow")

    def test_what_contradicts_itself_is_one_sentence(self):
        contradictions = (({"verdict": "PASS"}, "/verdict"), ({"schema_version": "perfharness-comparison-2"},
                                                              "/schema_version"),
                          ({"benchmarks": usual()["benchmarks"] * 2}, "/benchmarks/4/name"))
        for changes, place in contradictions:
            for name in ("line", "html"):
                self.assert_says_one_sentence(self.report({**usual(), **changes}, "--format", name), 1,
                                              "CBKB003", place)

    def test_every_name_in_the_list_of_names_is_one(self):
        listed = (SOURCE / "config" / "comparison_template.md").read_text(encoding="utf-8")
        listed = listed[listed.index("A Mustache template"):]
        names = [name for line in re.findall(r"(?m)^([a-z_]+(?:, [a-z_]+)*)(?:  |$)", listed)
                 for name in line.split(", ")]
        self.assertGreater(len(names), 20)
        template = self.write("all.md", "".join("{{#%s}}{{/%s}}" % (name, name) for name in names))
        self.text(usual(), "--format", "markdown", "--template", template)

    def test_help_names_both_documents(self):
        self.assertIn("comparison.json", output_of("report", "--help"))


if __name__ == "__main__":
    unittest.main()
