# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Reports: every format is one that its own readers accept, whatever the measured library, the branch
or the runner call themselves; what was not measured is never a number; a lost baseline is no pass.
The readers were not written here: cmark-gfm (GitHub's Markdown), html5lib, ElementTree, jsonschema.
"""
import copy
import json
import re
import subprocess
import time
import unittest
import xml.etree.ElementTree as ElementTree

import html5lib

from program import SOURCE, ProgramTest, environment, load, run, validator

PERF = SOURCE / "fixtures" / "documents" / "perf.json"
PLAIN = {"display_gibs": 4.22, "comp3_mibs": 571, "warnings": [], "errors": []}
FORMATS = ("line", "markdown", "html", "json", "junit")
COMMENT_CHARACTERS_MAX = 65536

# What somebody who may name things would name them.
HOSTILE = ('<script>alert(1)</script> <img src=x onerror=alert(1)> ![x](https://evil.example/a.png) '
           '[x](https://evil.example) https://evil.example www.evil.example | | | `code` **bold** '
           '@octocat owner/name#12 #34 </details></svg></style> {{line}} {{{why}}} $x$ &amp; \\ '
           '\u001b[31m\r\n\n# heading\n\ufffe\uffff\u202e\u2028')

ACTIONS = {
    "GITHUB_ACTIONS": "true", "GITHUB_RUN_ID": "1658821493", "GITHUB_SHA": "ab" * 20,
    "GITHUB_REF_NAME": "main", "GITHUB_EVENT_NAME": "push", "GITHUB_WORKFLOW": "Performance",
    "GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "owner/name",
}
# Who and where: nobody's business but theirs.
PRIVATE = {"GITHUB_ACTOR": "some-person", "RUNNER_NAME": "secret-runner", "HOSTNAME": "secret-host",
           "USER": "some-user", "GITHUB_TOKEN": "ghs_secret"}


def slower(document, factor):
    """As if every launch had taken so much longer."""
    changed = copy.deepcopy(document)
    for entry in changed["benchmarks"]:
        if entry["state"] != "measured":
            continue
        for name in ("median_ns", "mean_ns"):
            entry[name] *= factor
        for name in ("launch_ns", "ci95_ns"):
            entry[name] = [value * factor for value in entry[name]]
        entry["throughput_mib_s"] /= factor
    for name in ("display_gibs", "comp3_mibs"):
        changed[name] /= factor
    for entry in changed["headline"].values():
        for name in ("throughput_mib_s", "throughput_mb_s"):
            if isinstance(entry, dict) and entry[name]:
                entry[name] /= factor
    return changed


def elements(tree, name):
    return list(tree.iter(f"{{http://www.w3.org/1999/xhtml}}{name}"))


def markdown_tree(text):
    """What GitHub makes of it."""
    rendered = subprocess.run(["cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink",
                               "-e", "strikethrough"],
                              input=text, capture_output=True, encoding="utf-8", check=True).stdout
    return html5lib.parse(rendered)


class ReportTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.document = load(PERF)

    def report(self, document, *arguments, **options):
        path = document
        if isinstance(document, dict):
            path = self.write("perf.json", json.dumps(document))
        return run("report", path, *arguments, **options)

    def text(self, document, *arguments, **options):
        result = self.report(document, *arguments, **options)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def verdict(self, line):
        return re.fullmatch(r"Performance Report: DISPLAY: .*, COMP-3: .* \[([A-Z]+)\]\n", line)[1]


class Formats(ReportTest):
    def test_the_line_word_for_word(self):
        self.assertEqual(self.text(PLAIN),
                         "Performance Report: DISPLAY: 4.22 GiB/s, COMP-3: 571 MiB/s [PASS]\n")

    def test_the_line_of_a_run(self):
        expected = (f"Performance Report: DISPLAY: {self.document['display_gibs']:.2f} GiB/s, "
                    f"COMP-3: {self.document['comp3_mibs']:.0f} MiB/s [PASS]\n")
        self.assertEqual(self.text(PERF), expected)
        self.assertTrue(self.text(PERF, "--format", "markdown").startswith(expected))

    def test_json(self):
        document = json.loads(self.text(PERF, "--format", "json"))
        self.assertEqual([error.message for error in
                          validator("judgement.schema.json").iter_errors(document)], [])
        self.assertEqual((document["verdict"], document["baseline"]), ("PASS", None))
        self.assertEqual(document["line"] + "\n", self.text(PERF))
        worse = self.text(slower(self.document, 1.5), "--baseline", PERF, "--format", "json")
        document = json.loads(worse)
        self.assertEqual([error.message for error in
                          validator("judgement.schema.json").iter_errors(document)], [])
        self.assertEqual((document["verdict"], document["baseline"]["commit"]),
                         ("FAIL", self.document["commit"]))
        self.assertTrue(all(abs(entry["change"] - 1 / 3) < 1e-9 for entry in document["changes"]
                            if entry["change"] is not None))

    def test_markdown_is_a_table_for_github(self):
        tree = markdown_tree(self.text(slower(self.document, 1.5), "--baseline", PERF,
                                       "--format", "markdown"))
        table = elements(tree, "table")[0]
        rows = [["".join(cell.itertext()) for cell in row] for row in elements(table, "tr")]
        self.assertEqual({len(row) for row in rows}, {10})
        self.assertEqual(rows[0][:8], ["benchmark", "level", "MiB/s", "95 % interval", "baseline",
                                       "change", "lost share, 95 %", "verdict"])
        comp3 = next(row for row in rows if row[0] == "comp3/stream")
        self.assertEqual((comp3[5], comp3[7]), ("33.3 % slower", "FAIL"))
        self.assertEqual(len(elements(tree, "details")), 1)

    def test_markdown_has_records_beside_columns(self):
        """One line of each kind of data, as far as there are numbers, and how far from C."""
        tree = markdown_tree(self.text(self.with_display_records(), "--format", "markdown"))
        lines = ["".join(item.itertext()).strip() for item in elements(tree, "li")][:2]
        rates = self.rates("copybook-rs")
        for line, name, columns in zip(lines, ("DISPLAY", "COMP-3"),
                                       ("display-text/stream", "comp3/stream")):
            self.assertRegex(line, rf"^{name} · Columns of values: [\d.]+ MiB/s, [\d.]+ × slower than C "
                                   r"· Whole records, one by one: [\d.]+ MiB/s( · |, ).*as one file: ")
            shown = float(re.search(r"values: ([\d.]+)", line)[1])
            self.assertAlmostEqual(shown / rates[columns, "kernel"], 1, delta=0.006)
        display = re.search(r"(?m)^- DISPLAY .*$", self.text(PERF, "--format", "markdown"))[0]
        self.assertNotIn("records", display, "what has no number is left out")

    def test_what_was_measured_and_with_what(self):
        """Beside each build, once; the two libraries of one version are two."""
        for subject in self.document["subjects"]:
            subject["built_from"] = {"library_sha256": "7" * 64, "library_bytes": 1234567}
            if subject["name"] == "copybook-rs":
                subject["built_from"].update(release="0.8.1", origin="checkout", commit="ab" * 20,
                                             is_dirty=True, library_sha256="8" * 64, build_s=41.2)
        self.document["harness"] = {"version": "0.1.0", "commit": "cd" * 20, "modified": True}
        said = ("checkout of 0.8.1, commit abababababab, modified; 1,234,567 bytes, built in "
                "41.2 s")
        for form in ("markdown", "html"):
            text = self.text(self.document, "--format", form)
            self.assertEqual(text.count(said), 1, form)
            self.assertIn("0.1.0, commit cdcdcdcdcdcd, modified", text)
            self.assertEqual(text.count("; 1,234,567 bytes"), 2, form)
            beside = self.text(self.document, "--format", form, "--baseline",
                               self.write("base.json", json.dumps(self.document)))
            self.assertEqual(beside.count(said), 2, form)
        judgement = json.loads(self.text(self.document, "--format", "json"))
        self.assertEqual(judgement["run"]["built_from"]["commit"], "ab" * 20)

    def test_junit(self):
        def suites(*arguments):
            tree = ElementTree.fromstring(self.text(*arguments, "--format", "junit"))
            for suite in tree:
                cases = list(suite)
                self.assertEqual(int(suite.get("tests")), len(cases))
                for attribute, name in (("failures", "failure"), ("skipped", "skipped")):
                    self.assertEqual(int(suite.get(attribute)),
                                     sum(case.find(name) is not None for case in cases))
            return {suite.get("name"): suite for suite in tree}

        good = suites(PERF)
        self.assertEqual({name: suite.get("failures") for name, suite in good.items()},
                         dict.fromkeys(("verdict", "floors", "baseline", "benchmarks"), "0"))
        bad = suites(slower(self.document, 1.5), "--baseline", PERF)
        self.assertEqual(bad["verdict"].get("failures"), "1")
        self.assertGreater(int(bad["baseline"].get("failures")), 0)
        neutral = copy.deepcopy(self.document)
        neutral["environment"]["fingerprint"] = "0123456789abcdef"
        foreign = suites(neutral, "--baseline", PERF)
        self.assertEqual((foreign["verdict"].get("failures"), foreign["verdict"].get("skipped")),
                         ("0", "1"))

    def test_html_is_valid_and_asks_nothing_of_a_network(self):
        for document, arguments in ((PERF, ()), (PLAIN, ()),
                                    (slower(self.document, 1.2), ("--baseline", PERF))):
            with self.subTest(str(arguments)):
                page = self.text(document, *arguments, "--format", "html")
                tree = html5lib.HTMLParser(strict=True).parse(page)
                names = {element.tag.split("}")[-1] for element in tree.iter()
                         if isinstance(element.tag, str)}
                self.assertFalse(names & {"script", "img", "link", "iframe", "object", "image",
                                          "use", "a", "foreignObject"}, names)
                attributes = {name.split("}")[-1] for element in tree.iter()
                              for name in element.attrib}
                self.assertFalse(attributes & {"src", "href", "style", "onload", "onerror"})
                self.assertNotRegex(page, r"url\(|@import|https?:")
                self.assertIn("default-src 'none'", page)
                self.assertIn(self.text(document, *arguments).strip(), page)

    def test_html_draws_what_was_measured(self):
        page = self.text(slower(self.document, 1.2), "--baseline", PERF, "--format", "html")
        tree = html5lib.parse(page)
        titles = ["".join(title.itertext()) for title in
                  tree.iter("{http://www.w3.org/2000/svg}title")]
        measured = [entry for entry in self.document["benchmarks"] if entry["state"] == "measured"]
        self.assertEqual(sum("coefficient of variation" in title for title in titles),
                         len(measured))
        self.assertEqual(page.count('class="dot'), sum(len(entry["launch_ns"])
                                                       for entry in measured))
        comp3 = next(title for title in titles if title.startswith("comp3/stream, copybook-rs"))
        self.assertIn("16.7 % slower", comp3)
        places = [float(place) for place in re.findall(r'\b(?:c?x[12]?|width)="([-0-9.]+)%"', page)]
        self.assertTrue(all(0.0 <= place <= 100.0 for place in places))
        self.assertGreater(len(places), 100)

    def test_the_title_says_what_was_measured(self):
        """And each of it stands in the page's head, too."""
        for subject in self.document["subjects"]:
            if subject["name"] == "copybook-rs":
                subject["built_from"] = {"commit": "ab" * 20, "is_dirty": True}
        page = self.text(self.document, "--format", "html")
        facts = ("copybook-rs " + self.document["subjects"][0]["version"],
                 "commit abababababab, modified", self.document["environment"]["fingerprint"],
                 self.document["timestamp"][:16].replace("T", " ") + " UTC", "PASS")
        tree = html5lib.parse(page)
        for place in (elements(tree, "title")[0], elements(tree, "header")[0]):
            for fact in facts:
                self.assertIn(fact, "".join(place.itertext()))
        unknown = elements(html5lib.parse(self.text(PLAIN, "--format", "html")), "title")[0]
        self.assertEqual(unknown.text, "copybook-rs on an unrecorded host, no date: PASS")

    def rates(self, subject):
        return {(entry["name"], entry["level"]): entry["throughput_mib_s"]
                for entry in self.document["benchmarks"]
                if entry["subject"] == subject and entry["state"] == "measured"}

    def with_display_records(self):
        """As if text had been decoded in records as packed decimals were."""
        document = copy.deepcopy(self.document)
        for entry in self.document["benchmarks"]:
            if entry["name"] == "record-comp3":
                document["benchmarks"].append(dict(entry, name="record-display",
                                                   workload="record-display"))
        for name in ("record", "file"):
            document["headline"][f"{name}_display"].update(
                {unit: document["headline"][f"{name}_comp3"][unit]
                 for unit in ("throughput_mib_s", "throughput_mb_s")})
        return document

    def cards(self, document, *arguments):
        """Of each card its name and its figures: the words of each part by its class."""
        tree = html5lib.parse(self.text(document, *arguments, "--format", "html"))
        for card in elements(tree, "section"):
            yield elements(card, "h2")[0].text, [
                [" ".join("".join(part.itertext()).split()) for part in figure]
                for figure in elements(card, "div")]

    def test_records_stand_beside_columns_in_one_unit(self):
        self.document = self.with_display_records()
        cards = dict(self.cards(self.document))
        self.assertEqual(list(cards), ["DISPLAY", "COMP-3"])
        rates = self.rates("copybook-rs")
        for name, floor, columns, records in (
                ("DISPLAY", 80, "display-text/stream", "record-display"),
                ("COMP-3", 40, "comp3/stream", "record-comp3")):
            expected = [("Columns of values", columns, "kernel", "PASS"),
                        ("Whole records, one by one", records, "record", "not judged"),
                        ("Whole records, as one file", records, "file", "not judged")]
            self.assertEqual(len(cards[name]), len(expected))
            for figure, (words, benchmark, level, judged) in zip(cards[name], expected):
                self.assertEqual(figure[0], f"{words}: {benchmark}")
                shown = re.fullmatch(rf"([\d.]+) MiB/s {judged}", figure[1])
                self.assertAlmostEqual(float(shown[1]) / rates[benchmark, level], 1, delta=0.006)
                self.assertRegex(figure[2], r"^[\d.]+ × the floor of %.1f MiB/s \(%d MB/s\)$"
                                 % (floor / 1.048576, floor))
                self.assertIn("95 % interval", figure[3])
            self.assertRegex(cards[name][0][3], r"[\d.]+ × slower than C$")

    def test_a_card_says_what_there_is_not(self):
        self.assertEqual(dict(self.cards(PERF))["DISPLAY"][1],
                         ["Whole records, one by one: record-display", "not measured not judged",
                          "The floor is 76.3 MiB/s (80 MB/s)",
                          "record-display is not part of this run"])
        floors = (SOURCE / "config" / "thresholds.toml").read_text(encoding="utf-8")
        path = self.write("floors.toml", floors + "[record_floors]\ncomp3_min_mibs = 40\n")
        missed = dict(self.cards(PERF, "--thresholds", path))["COMP-3"]
        self.assertEqual([figure[1].split(" MiB/s ")[1] for figure in missed],
                         ["PASS", "FAIL", "FAIL"])

    def test_the_comparison_is_in_words(self):
        """Beside each row of the chart: what its logarithmic scale hides."""
        page = self.text(PERF, "--format", "html")
        said = re.findall(r'<span class="rate">([\d.]+)</span> <span class="quiet">(.*?)</span>', page)
        self.assertGreater(len(said), 5)
        comp3 = "comp3/stream", "kernel"
        ratio = self.rates("native")[comp3] / self.rates("copybook-rs")[comp3]
        self.assertIn(f"{ratio:.{1 if ratio < 10 else 0}f} × slower than C",
                      [words for _, words in said])
        self.assertTrue(any(words.endswith("× the floor") for _, words in said), said)

    def test_launches_are_folded(self):
        tree = html5lib.parse(self.text(PERF, "--format", "html"))
        folded, = elements(tree, "details")
        self.assertNotIn("open", folded.attrib)
        self.assertEqual("".join(elements(folded, "summary")[0].itertext()), "How far launches differ")

    def test_who_does_not_see_the_page_finds_the_way(self):
        tree = html5lib.parse(self.text(slower(self.document, 1.2), "--baseline", PERF, "--format",
                                        "html"))
        self.assertEqual(elements(tree, "html")[0].get("lang"), "en")
        for name in ("header", "main", "footer", "h1"):
            self.assertEqual(len(elements(tree, name)), 1, name)
        levels = [int(element.tag[-1]) for element in tree.iter()
                  if isinstance(element.tag, str) and re.search(r"\}h[1-6]$", element.tag)]
        self.assertTrue(all(after - before <= 1 for before, after in zip(levels, levels[1:])))
        for table in elements(tree, "table"):
            self.assertTrue(table.get("aria-label"))
            heads = elements(elements(table, "thead")[0], "th")
            self.assertTrue(all(head.get("scope") == "col" and head.text for head in heads))
            for row in elements(elements(table, "tbody")[0], "tr"):
                self.assertEqual(row[0].get("scope"), "row")
                self.assertEqual(len(row), len(heads))
                # What stands behind a cell's name on a narrow screen.
                for cell, head in zip(row, heads):
                    self.assertIn(cell.get("data-label"), (None, head.text))
        for drawing in tree.iter("{http://www.w3.org/2000/svg}svg"):
            if drawing.get("role") == "img":
                self.assertTrue(drawing[0].tag.endswith("}title") and drawing[0].text)

    def test_the_plain_shape_has_no_intervals_and_no_host(self):
        text = self.text(PLAIN, "--format", "markdown")
        for phrase in ("(no interval)", "there is no interval", "Host not recorded"):
            self.assertIn(phrase, text)
        page = self.text(PLAIN, "--format", "html")
        self.assertNotIn("How far launches differ", page)
        self.assertIn("no interval", page)

    def test_what_is_void_is_no_number(self):
        reasons = [entry["reason"] for entry in self.document["benchmarks"]
                   if entry["state"] == "void"]
        self.assertGreater(len(reasons), 0)
        text = "".join(markdown_tree(self.text(PERF, "--format", "markdown")).itertext())
        page = "".join(html5lib.parse(self.text(PERF, "--format", "html")).itertext())
        for document in (text, page):
            self.assertIn("void, as expected. 2080 of 2080 records failed", document)
            for reason in reasons:
                self.assertIn(reason, document)
        broken = dict(PLAIN, comp3_mibs=None)
        for name in FORMATS:
            with self.subTest(name):
                shown = self.text(broken, "--format", name)
                self.assertIn("FAIL", shown)
                self.assertNotRegex(shown, r"(?i)\bnan\b|\binf\b")
        self.assertEqual(self.text(broken), "Performance Report: DISPLAY: 4.22 GiB/s, "
                                            "COMP-3: not measured [FAIL]\n")


class HostileText(ReportTest):
    def hostile_run(self):
        document = copy.deepcopy(self.document)
        document["errors"] = [HOSTILE]
        document["warnings"] = [HOSTILE]
        document["status"] = "failure"
        document["suite"] = document["commit"] = HOSTILE
        for subject in document["subjects"]:
            subject["version"] = subject["build"] = HOSTILE
            subject["built_from"] = {"release": HOSTILE, "commit": HOSTILE, "flags": HOSTILE}
        document["harness"] = {"version": HOSTILE, "commit": HOSTILE, "modified": False}
        document["environment"]["kernel"] = HOSTILE
        for entry in document["benchmarks"]:
            if entry["state"] == "void":
                entry["reason"] = HOSTILE
        return document

    def hostile_environment(self):
        names = [name for name in ACTIONS if name != "GITHUB_ACTIONS"]
        return environment(GITHUB_ACTIONS="true", **dict.fromkeys(names, HOSTILE))

    def test_markdown(self):
        text = self.text(self.hostile_run(), "--format", "markdown", env=self.hostile_environment())
        tree = markdown_tree(text)
        for name in ("script", "img", "a", "h1", "code", "em", "math"):
            self.assertEqual(elements(tree, name), [], name)
        self.assertEqual(len(elements(tree, "details")), 1)
        for table in elements(tree, "table"):
            self.assertEqual(len({len(list(row)) for row in elements(table, "tr")}), 1)
        shown = "".join(tree.itertext())
        self.assertNotRegex(shown, r"@octocat|#12|#34")
        self.assertIn("https://evil.example", shown)  # To be read, not to be followed.
        self.assertNotRegex(text, "[\x00-\x09\x0b-\x1f\x7f\u2028\u202e\ufffe]")
        self.assertNotRegex(shown, r"\{\{line\}\}.*Performance Report")

    def test_html(self):
        page = self.text(self.hostile_run(), "--format", "html", env=self.hostile_environment())
        tree = html5lib.HTMLParser(strict=True).parse(page)
        for name in ("script", "img", "a"):
            self.assertEqual(elements(tree, name), [], name)
        self.assertEqual(len(elements(tree, "style")), 1)
        self.assertIn("<script>alert(1)</script>", "".join(tree.itertext()))

    def test_junit_is_xml(self):
        text = self.text(self.hostile_run(), "--format", "junit", env=self.hostile_environment())
        self.assertIn("<script>alert(1)</script>",
                      "".join(case.get("name") for case in ElementTree.fromstring(text).iter(
                          "testcase")))

    def test_json(self):
        document = json.loads(self.text(self.hostile_run(), "--format", "json"))
        self.assertEqual(document["verdict"], "FAIL")


class Length(ReportTest):
    def long_run(self, count):
        document = copy.deepcopy(self.document)
        entry = next(entry for entry in document["benchmarks"]
                     if entry["name"] == "comp3/L2" and entry["subject"] == "copybook-rs")
        for i in range(count):
            document["benchmarks"].append(dict(entry, name=f"workload-{i}/L2",
                                               workload=f"workload-{i}"))
        return document

    def test_a_run_of_more_benchmarks_than_there_can_be_is_refused(self):
        self.assert_says_one_sentence(self.report(self.long_run(2000)), 1, "CBKB003",
                                      "/benchmarks")

    def test_a_comment_is_never_too_long(self):
        document = self.long_run(1500)
        whole = self.text(document, "--format", "html")
        self.assertIn("workload-1499/L2", whole)
        text = self.text(document, "--format", "markdown", env=environment(**ACTIONS))
        self.assertLessEqual(len(text), COMMENT_CHARACTERS_MAX)
        self.assertTrue(text.startswith("Performance Report: DISPLAY: "))
        self.assertNotIn("workload-7/L2", text)
        self.assertRegex(text, r"15\d\d rows of which there is nothing to say are left out")
        links = [link.get("href") for link in elements(markdown_tree(text), "a")]
        self.assertEqual(links, ["https://github.com/owner/name/actions/runs/1658821493"])

    def test_nor_with_a_page_of_errors(self):
        document = copy.deepcopy(self.document)
        document["errors"] = ["é" * 1000] * 100
        document["status"] = "failure"
        text = self.text(document, "--format", "markdown")
        self.assertLessEqual(len(text), COMMENT_CHARACTERS_MAX)
        self.assertRegex(text, r"\APerformance Report: .* \[FAIL\]\n\n.*artefact")


class Where(ReportTest):
    def test_ci_information(self):
        text = self.text(PERF, "--format", "markdown", env=environment(**ACTIONS, **PRIVATE))
        shown = "".join(markdown_tree(text).itertext())
        for fact in ("CI Information", "Run: 1658821493", "Commit: " + "ab" * 20, "Branch: main",
                     "Event: push", "Workflow: Performance"):
            self.assertIn(fact, shown)
        page = self.text(PERF, "--format", "html", env=environment(**ACTIONS, **PRIVATE))
        self.assertIn("CI Information", page)
        changed = dict(ACTIONS, GITHUB_HEAD_REF="topic")
        self.assertIn("Branch: topic", self.text(PERF, "--format", "markdown",
                                                 env=environment(**changed)))

    def test_none_outside_of_actions(self):
        outside = environment(**{**ACTIONS, "GITHUB_ACTIONS": ""})
        for name in ("markdown", "html"):
            self.assertNotIn("CI Information", self.text(PERF, "--format", name, env=outside))

    def test_no_link_that_is_no_address(self):
        for name, value in (("GITHUB_SERVER_URL", "javascript:alert(1)//"),
                            ("GITHUB_REPOSITORY", "o/n)](https://evil.example"),
                            ("GITHUB_RUN_ID", "1 2")):
            document = copy.deepcopy(self.document)
            document["errors"], document["status"] = ["x" * 70000], "failure"
            text = self.text(document, "--format", "markdown",
                             env=environment(**{**ACTIONS, name: value}))
            self.assertEqual(elements(markdown_tree(text), "a"), [])

    def test_the_host_is_its_fingerprint(self):
        fingerprint = self.document["environment"]["fingerprint"]
        system = json.loads(run("system", "--json").stdout)
        system.update(fingerprint=fingerprint, runner_name="secret-runner")
        self.write("system-info.json", json.dumps(system))
        for name in FORMATS:
            with self.subTest(name):
                shown = self.text(self.document, "--format", name,
                                  env=environment(**ACTIONS, **PRIVATE))
                for value in PRIVATE.values():
                    self.assertNotIn(value, shown)
                self.assertNotIn(str(self.folder), shown)
                if name in ("markdown", "html"):
                    self.assertIn(fingerprint, shown)
                    self.assertIn(system["kernel"]["release"].split("-")[0], shown)

    def test_the_runner_is_named_where_the_settings_say_so(self):
        system = json.loads(run("system", "--json").stdout)
        system.update(fingerprint=self.document["environment"]["fingerprint"],
                      runner_name="secret-runner")
        self.write("system-info.json", json.dumps(system))
        settings = (SOURCE / "config" / "thresholds.toml").read_text(encoding="utf-8")
        path = self.write("open.toml", settings.replace("show_runner_name = false",
                                                        "show_runner_name = true"))
        for name in ("markdown", "html"):
            page = self.text(self.document, "--format", name, "--thresholds", path)
            self.assertIn("secret-runner", page)

    def test_a_system_of_another_host_is_not_shown(self):
        system = json.loads(run("system", "--json").stdout)
        system["fingerprint"] = "0123456789abcdef"
        self.write("system-info.json", json.dumps(system))
        page = self.text(self.document, "--format", "html")
        self.assertNotIn("Kernel", page)


class Templates(ReportTest):
    def test_users_edit_them(self):
        template = self.write("mine.md", "{{{line}}}\n{{#rows}}\n* {{name}}: {{rate}}\n{{/rows}}\n")
        text = self.text(PERF, "--format", "markdown", "--template", template)
        self.assertRegex(text, r"\APerformance Report: .*\n(\* [a-zL0-9/-]+: [0-9.]+\n)+\Z")

    def test_a_broken_one_is_one_sentence(self):
        for content, place in (("{{line}}\n{{#rows}}\n", ':2:1: Unclosed section "rows"'),
                               ("a {{lien}}", ':1:3: there is no "lien" in a report'),
                               ("{{#rows}}{{nam}}{{/rows}}", ':1:10: there is no "nam"'),
                               ("{{> line}}", ":1:1: "), (b"\xff", ": the text is not UTF-8"),
                               ("x" * 300000, ": a template has at most 256 KiB")):
            with self.subTest(place):
                path = self.write("broken.md", content)
                for name in ("markdown", "html"):
                    result = self.report(PERF, "--format", name, "--template", path)
                    self.assert_says_one_sentence(result, 1, "CBKB013", f"{path}{place}")
                    self.assertEqual(result.stdout, "")
        absent = self.report(PERF, "--format", "html", "--template", self.folder / "absent")
        self.assert_says_one_sentence(absent, 1, "CBKB012", "absent")


    def test_every_name_in_the_list_of_names_is_one(self):
        listed = (SOURCE / "config" / "pr_template.md").read_text(encoding="utf-8")
        listed = listed[listed.index("A Mustache template."):]
        names = [name for line in re.findall(r"(?m)^([a-z_]+(?:, [a-z_]+)*)(?:  |$)", listed)
                 for name in line.split(", ")]
        self.assertGreater(len(names), 25)
        template = self.write("all.md", "".join("{{#%s}}{{/%s}}" % (name, name) for name in names))
        self.text(PERF, "--format", "markdown", "--template", template)


class Use(ReportTest):
    def test_wrong_use(self):
        for arguments, phrase in (((), "perf.json"), ((PERF, PERF), "perf.json"),
                                  ((PERF, "--format", "pdf"), '--format: there is no format "pdf": there are line, markdown'),
                                  ((PERF, "--template", "x"), "--template"),
                                  ((PERF, "--format", "json", "--template", "x"), "--template")):
            with self.subTest(str(arguments)):
                self.assert_says_one_sentence(run("report", *arguments), 2, phrase)

    def test_what_is_no_perf_json(self):
        for content in ("", "{", "[]", '{"display_gibs": 1}', '{"display_gibs": NaN}'):
            with self.subTest(content):
                path = self.write("bad.json", content)
                for name in FORMATS:
                    result = self.report(path, "--format", name)
                    self.assert_says_one_sentence(result, 1, str(path))
                    self.assertEqual(result.stdout, "")

    def test_a_lost_baseline_is_no_pass(self):
        self.write("torn.json", PERF.read_bytes()[:5000])
        for baseline in (self.folder / "absent.json", self.folder / "torn.json"):
            result = self.report(PERF, "--baseline", baseline)
            self.assert_says_one_sentence(result, 1, baseline.name)
            self.assertEqual(self.verdict(result.stdout), "NEUTRAL")

    def test_a_foreign_baseline_is_no_pass(self):
        foreign = copy.deepcopy(self.document)
        foreign["environment"]["fingerprint"] = "0123456789abcdef"
        path = self.write("foreign.json", json.dumps(foreign))
        self.assertEqual(self.verdict(self.text(PERF, "--baseline", path)), "NEUTRAL")
        text = self.text(PERF, "--baseline", path, "--format", "markdown")
        self.assertIn("0123456789abcdef", text)
        self.assertNotIn("| change |", text)

    def test_a_file_is_written_whole_or_not(self):
        path = self.folder / "report.html"
        self.assertEqual(self.text(PERF, "--format", "html", "-o", path), "")
        written = path.read_text(encoding="utf-8")
        self.assertEqual(written, self.text(PERF, "--format", "html"))
        template = self.write("broken.html", "{{")
        self.assertEqual(self.report(PERF, "--format", "html", "-o", path, "--template",
                                     template).returncode, 1)
        self.assertEqual(path.read_text(encoding="utf-8"), written)
        result = self.report(PERF, "-o", self.folder / "absent" / "report.txt")
        self.assert_says_one_sentence(result, 1, "CBKB012", "absent/report.txt")

    def test_a_full_disk_is_said(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            result = self.report(PERF, "--format", "html", stdout=full)
        self.assert_says_one_sentence(result, 1, "CBKB012")


class Figures(ProgramTest):
    """How long a reader waits: printed, for whoever looks; a busy machine is no failure."""

    def test_check_and_report(self):
        perf = self.write("perf.json", PERF.read_text(encoding="utf-8"))
        for what, arguments in (("check", ["check", perf]),
                                *((f"report, {name}", ["report", perf, "--format", name])
                                  for name in FORMATS)):
            began = time.monotonic()
            result = run(*arguments)
            took_ms = (time.monotonic() - began) * 1e3
            self.assertIn(result.returncode, (0, 3, 4), result.stderr)
            print(f"{what}: {took_ms:.0f} ms", flush=True)


if __name__ == "__main__":
    unittest.main()
