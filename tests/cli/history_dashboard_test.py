# SPDX-License-Identifier: AGPL-3.0-or-later
"""
perfharness history dashboard and badge: a page that says what changed, when, by which commit, on
which host, whether it is real and who knows; which is valid, loads nothing, and in which nothing of
anybody's is markup. html5lib and ElementTree read them.
"""
import json
import re
import sqlite3
import subprocess
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

import html5lib

from history_cases_test import MEMORY
from history_test import DAY_S, HistoryTest, git
from made_up_year import HOSTS, NOW_S, make_year
from perf_documents import subjects_of

NIGHTS = 150
NAMESPACE = "{http://www.w3.org/1999/xhtml}"
QUESTIONS = ("What changed", "When", "By which commit", "On which host", "Is it real", "Who knows")


def words_of(element):
    return " ".join("".join(element.itertext()).split())


class Page:
    def __init__(self, text):
        self.text = text
        self.tree = html5lib.HTMLParser(strict=True).parse(text)
        self.words = words_of(self.one("body"))

    def all(self, name, within=None, **attributes):
        """Of a class, class_ is one of several."""
        wanted = attributes.pop("class_", None)
        return [element for element in (self.tree if within is None else within).iter(NAMESPACE + name)
                if (wanted is None or wanted in element.get("class", "").split()) and
                all(element.get(key) == value for key, value in attributes.items())]

    def one(self, name, within=None, **attributes):
        (found,) = self.all(name, within, **attributes)
        return found

    def answers(self, number):
        """Of a case: what is said to each question."""
        card = self.one("article", id=f"c{number}")
        return {words_of(self.one("dt", group)): words_of(self.one("dd", group))
                for group in self.all("div", self.one("dl", card))}


class DashboardTest(HistoryTest):
    made = None  # A year that no test changes: its files, and the checkout behind it.

    def setUp(self):
        super().setUp()
        if MEMORY.is_dir():
            place = tempfile.TemporaryDirectory(prefix="perfharness-test-", dir=MEMORY)
            self.addCleanup(place.cleanup)
            self.place = Path(place.name)
            self.store = self.place / "history.db"

    def environment(self, **variables):
        return super().environment(**{"PERFHARNESS_NOW": str(NOW_S), "LC_ALL": "C.UTF-8", **variables})

    def make_year(self):
        if DashboardTest.made is None:
            make_year(self.store, self.folder / "perf.json", NIGHTS)
            with sqlite3.connect(self.store) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            DashboardTest.made = self.store.read_bytes()
        self.store.write_bytes(DashboardTest.made)

    def page(self, *arguments, store_said=""):
        path = self.folder / "history.html"
        said = self.done("dashboard", "-o", path, *arguments)
        self.assertRegex(said, rf"dashboard: {re.escape(str(path))}, \d+ KB")
        self.assertIn(store_said, said)
        return Page(path.read_text(encoding="utf-8"))


class OfAYear(DashboardTest):
    def setUp(self):
        super().setUp()
        self.make_year()

    def test_it_is_valid_and_asks_nothing_of_a_network(self):
        page = self.page()
        names = {element.tag.split("}")[-1] for element in page.tree.iter()
                 if isinstance(element.tag, str)}
        self.assertFalse(names & {"script", "img", "link", "iframe", "object", "use", "form",
                                  "foreignObject"}, names)
        attributes = {name.split("}")[-1] for element in page.tree.iter() for name in element.attrib}
        self.assertFalse({name for name in attributes if name.startswith("on")} | attributes &
                         {"src", "style"})
        self.assertNotRegex(page.text, r"url\(|@import|https?:")
        self.assertIn("default-src 'none'; style-src 'unsafe-inline'", page.text)
        self.assertEqual(page.one("html").get("lang"), "en")

    def test_what_is_linked_is_there_and_there_once(self):
        page = self.page()
        ids = [element.get("id") for element in page.tree.iter() if element.get("id")]
        self.assertEqual(len(ids), len(set(ids)))
        links = {link.get("href") for link in page.all("a")}
        self.assertGreater(len(links), 40)
        self.assertEqual({link for link in links if link[:1] != "#" or link[1:] not in ids}, set())

    def test_charts_and_tables_are_named(self):
        page = self.page()
        for chart in page.tree.iter("{http://www.w3.org/2000/svg}svg"):
            self.assertEqual(chart.get("role"), "img")
            self.assertRegex(chart.get("aria-label"), r"^[1-9]\d* (run|commit)s?, ")
        for table in page.all("table"):
            self.assertTrue(words_of(page.one("caption", table)))
            for heading in page.all("th", table):
                self.assertIn(heading.get("scope"), ("col", "row"))

    def test_the_order_is_that_of_the_questions(self):
        page = self.page()
        self.assertEqual([words_of(heading) for heading in page.all("h2")],
                         ["Open cases", "Only suspected: their builds are not compared yet",
                          "What was over lately", "What else was told", "All series, what changed first",
                          "Hosts: what changed beside the code", "How to read this"])
        self.assertEqual(words_of(page.one("h1")), "2 cases are open, 1 is acknowledged")
        self.assertRegex(words_of(page.all("p", class_="where")[0]),
                         r"^main up to [0-9a-f]{8}, measured 2026-11-30 1 suspected, \d+ of \d+ "
                         r"series steady, 2 learning, on 2 hosts \d+ receipts, all whole$")

    def test_a_case_answers_all_questions(self):
        page = self.page()
        cards = page.all("article")
        self.assertEqual([card.get("id") for card in cards][:3], ["c4", "c3", "c5"],
                         "the worst first, and what nobody has acknowledged before the rest")
        for card in cards:
            self.assertEqual(tuple(page.answers(card.get("id")[1:])), QUESTIONS)
        said = page.answers(3)
        self.assertRegex(said["What changed"], r"^comp3\S* \+5\.2\s% \(\+5\.0 … \+5\.4\s%\)")
        self.assertIn("first measured 2026-11-12, 18 days ago", said["When"])
        self.assertRegex(said["By which commit"], "^found by bisection: [0-9a-f]{8} “")
        self.assertRegex(said["On which host"], f"^critical on {HOSTS[0]} \\(AMD EPYC 9R14\\)also case 4 "
                                                f"\\(open\\): critical on {HOSTS[1]} ")
        self.assertIn("confirmed side by side: ", said["Is it real"])
        self.assertIn("p < 0.001", said["Is it real"])
        self.assertIn("told on slack on 2026-11-15; not on email yet", said["Who knows"])
        self.assertIn("acknowledged by parsers <b>: the table", said["Who knows"])
        self.assertIn("last measured without it: ", page.answers(4)["By which commit"])
        self.assertIn("one of 2 commits: history bisect 4 finds it",
                      page.answers(4)["By which commit"])
        self.assertIn("nobody has acknowledged it: history ack 4", page.answers(4)["Who knows"])
        self.assertIn(f"measured, and not seen: critical on {HOSTS[1]}",
                      page.answers(5)["On which host"])
        self.assertIn("not compared yet", page.answers(6)["Is it real"])
        self.assertIn("alike: the host", page.answers(2)["Is it real"])

    def test_what_is_of_no_case(self):
        (row,) = [row for row in self.page().all("tr") if "No run for" in words_of(row)]
        self.assertEqual([words_of(cell) for cell in row],
                         ["2026-11-30", "No run for <b>48</b> hours", "warning", "not slack yet"])

    def test_nothing_of_anybodys_is_markup(self):
        page = self.page()
        self.assertIn("&lt;script&gt;", page.text)
        self.assertIn('Say <script>alert("x")</script> & \'mean\' it', page.words)

    def test_what_changed_stands_first_and_each_has_its_course(self):
        page = self.page()
        for suite in page.all("div", class_="suite"):
            rows = page.all("tr", page.one("tbody", page.one("table", suite, class_="list")))
            looks = [row.get("class") for row in rows]
            self.assertEqual(looks, sorted(looks, key=["slower", "faster", "unsure", "steady"].index))
            self.assertEqual(looks[0], "slower")
            self.assertEqual(len(page.all("details", suite, class_="year")), len(rows))
        row = next(row for row in page.all("tr", class_="steady")
                   if words_of(row).startswith("display-text/stream"))
        cells = {cell.get("class"): words_of(cell) for cell in page.all("td", row)}
        self.assertEqual(cells["s"], "steady")
        self.assertRegex(cells["v"], r"^\d+$")
        self.assertRegex(cells["t"], r"^[0-9.]+ ms$")
        self.assertRegex(cells["a"], r"^[+−]\d+\.\d\d\s%$")
        self.assertRegex(cells["w"], r"^[+−]?\d+\.\d ± \d+\.\d$")
        self.assertIn("1,137,600", page.words)
        self.assertIn("A shift of 0.5 % would be seen in a week.", page.words)
        self.assertIn("Its level is being learnt", page.words)

    def test_what_became_of_the_hosts(self):
        page = self.page()
        self.assertIn("critical: 4 of 150 nights are missing: 2026-10-17; 2026-09-14 to 2026-09-16",
                      page.words)
        self.assertIn("0.6 % of its blocks were set aside", page.words)
        self.assertIn("kernel: 6.1.0-28-amd64, since 2026-10-21", page.words)
        self.assertRegex(page.words, r"2026-10-21 ?kernel ?6.1.0-25-amd64 ?6.1.0-28-amd64")
        self.assertRegex(page.words, r"2026-10-31 ?doctor's findings ?nothing ?governor finding")
        self.assertIn("microcode: 0xa101148, since 2026-09-01", page.words)

    def test_tables_of_several_hosts_name_them(self):
        self.make_year()
        for action in ("list", "levels"):
            for host in HOSTS:
                self.assertIn(f" {host[:8]}", self.done(action), action)
        text = self.done("levels", "comp3/L2")
        shown = self.done("show")
        for host in HOSTS:
            self.assertIn(f"comp3/L2, critical on {host}", text)
            self.assertIn(f"comp3/L2 and 3 more, suite critical on {host}", shown)
            self.assertIn(f"is of the same commits: suite critical on {host}", shown)

    def test_cases_outlive_the_runs_that_they_were_found_in(self):
        self.make_year()
        later = {"PERFHARNESS_NOW": str(NOW_S + 1200 * DAY_S)}
        self.done("prune", "--apply", **later)
        shown = self.done("show", **later)
        self.assertIn("no run stands in a trend", shown)
        for host in HOSTS:
            self.assertRegex(shown, rf"5[.]2 % slower: .*, suite critical on {host}")

    def test_one_host_and_fewer_days(self):
        page = self.page("--host", HOSTS[0][:4], "--days", "30", "--suite", "critical")
        self.assertEqual(len(page.all("div", class_="suite")), 1)
        self.assertNotIn("critical on " + HOSTS[1], words_of(page.all("h3")[0]))
        self.assertIn("2026-10-31 to 2026-11-30", page.text)
        self.assertNotIn("2026-09-16", page.words)
        self.assertIn("on 1 host", page.words)

    def test_what_is_refused(self):
        out = self.folder / "history.html"
        for arguments, said in (([], "history dashboard: -o FILE was expected"),
                                (["-o", out, "--host", "f00"], 'there is no host "f00"'),
                                (["-o", out, "--suite", "criticel"], 'did you mean "critical"?'),
                                (["-o", out, "--days", "0"], "--days"),
                                (["-o", out, "--last", "3"], "does not take --last"),
                                (["-o", out, "x"], "unexpected argument: x")):
            result = self.history("dashboard", *arguments)
            self.assert_says_one_sentence(result, 2, said)
        result = self.history("dashboard", "-o", self.folder / "none" / "x.html")
        self.assert_says_one_sentence(result, 1, "writing the dashboard")
        self.assertFalse(out.exists())

    def test_that_nothing_came_for_days_is_said(self):
        path = self.folder / "history.html"
        self.done("dashboard", "-o", path, PERFHARNESS_NOW=str(NOW_S + 9 * DAY_S))
        self.assertIn("measured 2026-11-30, 9 days ago", Page(path.read_text("utf-8")).words)
        self.assertNotIn("30, 0 days", self.page().words)

    def test_signs_are_those_of_the_terminal(self):
        page = self.page()
        signs = [words_of(page.one("h3", card))[0] for card in page.all("article")]
        self.assertEqual(signs, ["▲", "▲", "◢", "△", "◇"])
        self.assertLessEqual({"▲", "◢", "△"}, {words_of(row)[0] for row in page.all("td", class_="s")})
        self.assertIn("bit by bit", page.answers(5)["What changed"])

    def test_a_changed_receipt_is_said(self):
        with sqlite3.connect(self.store) as database:
            for (name,) in database.execute(
                    "SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                database.execute(f"DROP TRIGGER {name}")
            database.execute("UPDATE receipt SET note = 'another' WHERE receipt_id = 7")
        page = self.page()
        self.assertEqual(len(page.all("span", class_="broken")), 1)
        self.assertRegex(page.words, r"\d contradictions? in \d+ receipts \(perfharness verify\): "
                                     r"receipt 7")


class OfACheckout(DashboardTest):
    def checkout(self, url):
        """Its commits, whose messages are anybody's."""
        folder = self.folder / "checkout"
        folder.mkdir()
        git(folder, "init", "-q")
        stream = []
        for number in range(1, NIGHTS + 1):
            message = f"<b>Commit</b> {number} & \u202e more\n\nwith a body"
            stream += ["commit refs/heads/main", f"committer x <x@example.org> {number} +0000",
                       f"data {len(message.encode())}", message]
        subprocess.run(["git", "-C", str(folder), "fast-import", "--quiet"], check=True,
                       input="\n".join(stream) + "\n", encoding="utf-8")
        git(folder, "config", "remote.origin.url", url)
        commits = git(folder, "rev-list", "--reverse", "main")
        make_year(self.store, self.folder / "perf.json", NIGHTS,
                  commits=self.write("commits", commits + "\n"))
        return folder, commits.splitlines()

    def test_subjects_and_pages(self):
        folder, commits = self.checkout("https://github.com/owner/name.git")
        page = self.page("--repository", folder)
        first = commits[NIGHTS - 18 - 1]
        self.assertIn("found by bisection: " + first[:8] + f" “<b>Commit</b> {NIGHTS - 18} & "
                      "\\u202e more”", page.answers(3)["By which commit"])
        self.assertIn(f"https://github.com/owner/name/commit/{first}",
                      {link.get("href") for link in page.all("a")})
        elsewhere = self.page("--repository", self.folder)
        self.assertNotIn("https://", elsewhere.text)
        self.assertIn("“", elsewhere.answers(3)["By which commit"], "as the runs recorded it")

    def test_no_page_is_made_up(self):
        folder, _ = self.checkout("git@github.com:owner/name.git")
        self.assertNotIn("https:", self.page("--repository", folder).text)


class OfLittle(DashboardTest):
    def test_nothing_in_a_trend(self):
        self.done("add", self.document("pull.json"), "--pull-request", "1")
        page = self.page()
        self.assertEqual(words_of(page.one("h1")), "No run stands in a trend yet")
        self.assertRegex(page.words, r"\d+ receipts, all whole")
        self.page("--host", "f00")  # Of nothing, nothing has to be there.

    def test_one_run(self):
        self.done("add", self.document("one.json", subjects=subjects_of()), "--position", "1")
        page = self.page()
        self.assertEqual(words_of(page.one("h1")), "No case is open")
        self.assertIn("learning", page.words)
        self.assertIn("Nothing has changed here.", page.words)
        self.assertNotIn("nan", page.words.lower().split())

    def test_no_history(self):
        result = self.history("dashboard", "-o", self.folder / "x.html")
        self.assertEqual(result.returncode, 1)
        self.assertFalse((self.folder / "x.html").exists())


class Badge(DashboardTest):
    def badge(self, *arguments):
        path = self.folder / "badge.svg"
        said = self.done("badge", "-o", path, *arguments)
        title = ElementTree.parse(path).getroot().find("{http://www.w3.org/2000/svg}title").text
        self.assertIn("badge: " + title.replace(": ", " | ", 1), said)
        return title

    def test_of_a_series_and_of_all(self):
        self.make_year()
        self.assertEqual(self.badge("--headline", "comp3", "--host", HOSTS[0]), "COMP-3: ▲ 5.2 % slower")
        self.assertRegex(self.badge("--headline", "display"), r"^DISPLAY: \d+ MiB/s, steady$")
        self.assertEqual(self.badge("--series", "comp3/L2"), "comp3/L2: ▲ 5.2 % slower")
        self.assertEqual(self.badge(), "performance: ▲ 3 slower")
        piped = self.history("badge", "-o", "-")
        self.assertRegex(piped.stdout, r"^<svg [^\n]*>")
        self.assertEqual(piped.stdout, (self.folder / "badge.svg").read_text(encoding="utf-8"))
        self.assertIn("badge: performance | ", piped.stderr)
        self.assertEqual(self.badge("--suite", "other"), "performance: not known yet")

    def test_of_what_is_not_known(self):
        self.done("add", self.document("pull.json"), "--pull-request", "1")
        self.assertEqual(self.badge("--headline", "comp3"), "COMP-3: not known yet")
        self.assertEqual(self.badge("--series", "comp3/L2"), "comp3/L2: not known yet")
        self.assertEqual(self.badge(), "performance: not known yet")

    def test_of_one_run(self):
        self.done("add", self.document("one.json", subjects=subjects_of()), "--position", "1")
        self.assertEqual(self.badge("--headline", "comp3"), "COMP-3: 1000 MiB/s, learning")

    def test_what_is_refused(self):
        self.make_year()
        out = self.folder / "badge.svg"
        for arguments, said in (([], "history badge: -o FILE was expected"),
                                (["-o", out, "--headline", "comp4"], 'did you mean "comp3"?'),
                                (["-o", out, "--series", "comp4/L2"], "there is no series"),
                                (["-o", out, "--series", "x", "--headline", "comp3"], "one of them")):
            self.assert_says_one_sentence(self.history("badge", *arguments), 2, said)
        self.assertFalse(out.exists())


if __name__ == "__main__":
    unittest.main()
