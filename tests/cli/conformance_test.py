# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Conformance: every construct of the list is asked of a build, and on every page; what differs, is
random or ends a process is said of it alone. Pages are what their own readers accept.
"""
import csv
import functools
import json
import os
import subprocess
import unittest

import html5lib

from program import SOURCE, SUBJECTS, TEST_SUBJECTS, ProgramTest, lines_said, run, unbroken, validator

LIST = SOURCE / "fixtures" / "constructs.csv"
COPYBOOKS = SOURCE / "fixtures" / "constructs"
PROCESSES = 20
# It is of its kind alone: over it one of the test subjects dies.
FATAL = "global-external"
# Dies over that one, and refuses all others.
CRASHES = TEST_SUBJECTS / "crash-on-copybook.so"
# Its records have 50 bytes, as those of continued-literal do; it does not say where its items are.
UNDESCRIBED = TEST_SUBJECTS / "decodes-records.so"
DESCRIBES = TEST_SUBJECTS / "describes-layouts.so"
ONE_ITEM = '[{"name":"PART","offset":0,"size":26}]'


def rows():
    with open(LIST, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def texts_of(page, name):
    return ["".join(element.itertext()).strip()
            for element in html5lib.parse(page).iter(f"{{http://www.w3.org/1999/xhtml}}{name}")]


@functools.cache
def page_of(*arguments):
    """What is printed when all is well, and nothing is to be said: every construct is asked once for it."""
    result = run("conformance", *arguments)
    if result.returncode != 0 or lines_said(result):
        raise AssertionError(f"{arguments}: {result.returncode}: {result.stderr}")
    return result.stdout


def record_lines(construct):
    """How a construct's record is framed, its bytes, and what is right of it; of many it has none."""
    path = COPYBOOKS / f"{construct}.record"
    return path.read_text("utf-8").splitlines() if path.exists() else []


class Conformance(ProgramTest):
    def ask(self, *build):
        """What the page says for programs, and of each construct."""
        document = json.loads(page_of(*build, "--format", "json"))
        validator("conformance.schema.json").validate(document)
        constructs = {entry["construct"]: entry for entry in document["constructs"]}
        self.assertEqual(len(constructs), sum(document["counts"].values()))
        return document, constructs

    def test_every_construct_is_asked_in_every_process(self):
        document, constructs = self.ask()
        self.assertEqual((document["build"], document["processes"], document["described"]),
                         ("copybook-rs", PROCESSES, True))
        self.assertEqual(list(constructs), [row["construct"] for row in rows()])
        for row in rows():
            entry = constructs[row["construct"]]
            self.assertEqual({name: entry[name] for name in ("part", "right", "title", "rule")},
                             {name: row[name] for name in ("part", "right", "title", "rule")})
            self.assertEqual(entry["asked"], PROCESSES)
            self.assertEqual("found" in entry, entry["outcome"] != "right")
            copybook = COPYBOOKS / f"{row['construct']}.cpy"
            self.assertEqual(entry["copybook"].encode("utf-8"), copybook.read_bytes())
            self.assertEqual(list(entry.get("record", {}).values()), record_lines(row["construct"]))

    def test_each_copybook_is_of_a_construct(self):
        self.assertEqual(sorted(path.name for path in COPYBOOKS.glob("*.cpy")),
                         sorted(f"{row['construct']}.cpy" for row in rows()))
        self.assertLessEqual({path.name for path in COPYBOOKS.iterdir()},
                             {f"{row['construct']}{kind}" for row in rows()
                              for kind in (".cpy", ".record")})

    def test_the_first_difference_is_named_with_its_rule(self):
        _, constructs = self.ask()
        entry = constructs["comment-asterisk"]
        self.assertEqual((entry["outcome"], entry["processes"]), ("wrong", PROCESSES))
        self.assertIn("PART-BIN", entry["field"])
        self.assertRegex(entry["found"], "lays out PART-BIN at 6: line 3 is a comment")
        entry = constructs["redefines-in-two-groups"]
        self.assertEqual(entry["outcome"], "random")
        self.assertIn(entry["processes"], range(1, PROCESSES))

    def test_values_are_compared_where_the_layout_is_right(self):
        _, constructs = self.ask()
        found = {name: constructs[name].get("found") for name in
                 ("redefines", "redefines-group", "names-of-the-line", "count-beyond-table")}
        self.assertEqual(found, {
            "redefines": None,
            "redefines-group": "leaves it out: PART.PART-BOUGHT of a record: every view of what is "
                               "redefined is written",
            "names-of-the-line": "writes an item over the line's own schema",
            "count-beyond-table": "decodes a record whose PART.PART-COUNT is none"})
        entry = constructs["redefines-group"]
        self.assertEqual((entry["field"], entry["processes"]), ("PART.PART-BOUGHT", PROCESSES))
        self.assertRegex(constructs["record-cut"]["found"], "^refuses a record: CBKF221_RDW_UNDERFLOW: ")

    def test_the_reference_has_all_values_right(self):
        _, constructs = self.ask("native")
        for entry in constructs.values():
            if "record" in entry:
                self.assertEqual(entry["outcome"], "right", entry)

    def test_a_build_that_decodes_nothing_is_refused_its_records(self):
        said = self.write("said.json", '[{"name":"PART-LINE","offset":0,"size":80}]')
        _, constructs = self.ask(f"{DESCRIBES}?80,{said}")
        entry = constructs["elementary-record"]
        self.assertEqual(entry["outcome"], "refused")
        self.assertRegex(entry["found"], "^refuses a record: .*it only describes$")

    def test_a_build_that_dies_over_a_record_is_said_to(self):
        said = self.write("said.json", '[{"name":"PART-LINE","offset":0,"size":80}]')
        _, constructs = self.ask(f"{DESCRIBES}?dies,80,{said}")
        entry = constructs["elementary-record"]
        self.assertEqual((entry["outcome"], entry["processes"]), ("crashed", PROCESSES))
        self.assertRegex(entry["found"], "^cannot decode a record: it was killed by signal 11 ")

    def test_what_ends_a_process_hides_nothing_else(self):
        document, constructs = self.ask(CRASHES)
        self.assertEqual(document["build"], CRASHES.name)
        entry = constructs.pop(FATAL)
        self.assertEqual((entry["outcome"], entry["asked"]), ("crashed", 1))
        self.assertIn("signal 11", entry["found"])
        for entry in constructs.values():
            self.assertEqual(entry["asked"], PROCESSES)
            self.assertEqual(entry["outcome"],
                             "refused" if entry["right"] == "read" else "right")

    def test_a_build_that_describes_nothing_is_held_to_the_lengths(self):
        document, constructs = self.ask(UNDESCRIBED)
        self.assertFalse(document["described"])
        self.assertEqual(constructs["continued-literal"]["outcome"], "right")
        self.assertEqual(constructs["redefines"]["outcome"], "wrong")
        self.assertEqual(constructs["missing-period"]["outcome"], "wrong")
        page = page_of(UNDESCRIBED, "--format", "markdown")
        self.assertIn("only the lengths of records were compared", page)

    def test_what_is_another_in_some_processes_is_random(self):
        said = self.write("said.json", ONE_ITEM)
        _, constructs = self.ask(f"{DESCRIBES}?changes,26,{said}")
        self.assertEqual(constructs["redefines"]["outcome"], "random")

    def test_a_description_that_is_none_is_wrong(self):
        said = self.write("said.json", "no JSON")
        _, constructs = self.ask(f"{DESCRIBES}?26,{said}")
        self.assertEqual(constructs["redefines"]["outcome"], "wrong")
        _, constructs = self.ask(f"{DESCRIBES}?fails,26")
        self.assertEqual(constructs["redefines"]["found"],
                         "fails to describe it: NOT_TOLD: it keeps that to itself")

    def test_html_is_valid_and_asks_nothing_of_a_network(self):
        page = page_of("--format", "html")
        tree = html5lib.HTMLParser(strict=True).parse(page)
        names = {element.tag.split("}")[-1] for element in tree.iter()
                 if isinstance(element.tag, str)}
        self.assertFalse(names & {"script", "img", "link", "iframe", "object", "image"}, names)
        for element in tree.iter():
            self.assertNotIn("src", element.attrib)
            self.assertRegex(element.get("href", "#"), "^#")
        self.assertIn("default-src 'none'", page)
        self.assertEqual(len(texts_of(page, "details")), len(rows()))
        self.assertEqual([text.rstrip() for text in texts_of(page, "pre")],
                         [(COPYBOOKS / f"{row['construct']}.cpy").read_text(encoding="utf-8").strip()
                          for row in rows()])

    def test_markdown_is_what_github_makes_tables_of(self):
        page = page_of("--format", "markdown")
        rendered = subprocess.run(["cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink"],
                                  input=page, capture_output=True, encoding="utf-8",
                                  check=True).stdout
        cells = texts_of(rendered, "td")
        for row in rows():
            self.assertIn(row["title"], cells)
        self.assertEqual(len(texts_of(rendered, "pre")), len(rows()))
        self.assertNotRegex(rendered, "<(script|img|a) ")

    def test_text_has_what_is_not_right(self):
        text = unbroken(page_of())
        for row in rows():
            self.assertEqual(f"{row['copybook-rs 0.8.1']}: {row['title']} " in text,
                             row["copybook-rs 0.8.1"] != "right", row["construct"])

    def test_a_page_is_written_to_a_file(self):
        path = self.folder / "page.md"
        self.assertEqual(page_of(CRASHES, "--format", "markdown", "-o", path), "")
        self.assertIn("crash-on-copybook.so", path.read_text(encoding="utf-8"))

    def test_what_cannot_be_is_one_sentence(self):
        self.assert_says_one_sentence(run("conformance", "a.so", "b.so"), 2, "CBKB015",
                                      "one build was expected")
        self.assert_says_one_sentence(run("conformance", "--format", "htm"), 2,
                                      'did you mean "html"?')
        self.assert_says_one_sentence(run("conformance", self.folder / "none.so"), 1, "CBKB012",
                                      "none.so")
        self.assert_says_one_sentence(run("conformance", TEST_SUBJECTS / "wrong-abi.so"), 1,
                                      "CBKB008")
        for name in ("crash-in-constructor", "abort-on-call"):
            self.assert_says_one_sentence(run("conformance", TEST_SUBJECTS / f"{name}.so"), 1,
                                          "CBKB00")
        self.assert_says_one_sentence(run("conformance", "gnucobol"), 1, "CBKB008",
                                      "it decodes no records")
        self.assert_says_one_sentence(run("conformance", "-o", self.folder / "no" / "page"), 1,
                                      "CBKB012", "writing the page")

    def test_every_text_is_in_the_program(self):
        """An installation has no fixtures: where the list is not, all is the same."""
        self.assertIn(str(len(rows())), run("conformance", CRASHES, cwd=self.folder).stdout)
        self.assertFalse(os.path.exists(SUBJECTS / "constructs.csv"))


if __name__ == "__main__":
    unittest.main()
