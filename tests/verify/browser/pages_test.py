# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Reports as a browser shows them: nothing is wider than a phone or cut there, no chart is torn on
paper, light and dark are readable, a keyboard reaches what is folded. AXE is axe-core's script.
"""
import base64
import collections
import copy
import io
import json
import os
import pathlib
import re
import subprocess
import unittest

from PIL import Image
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from documents import folders
from comparison_documents import entry, failed, usual
from made_up_year import NOW_S, make_year
from program import ProgramTest, environment, load, run

NEWEST = folders()[-1]
# At 961 columns stand side by side, as close as they ever do.
WIDTHS = (320, 390, 700, 961, 1280)
SCHEMES = ("light", "dark")
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# What reaches beyond the window, or is cut by its own box; a heading that only screen readers are
# given has no size on a narrow screen.
CUT = """
const found = [];
for (const element of document.body.querySelectorAll(":not(thead, thead *, svg *)")) {
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const is_cut = style.overflowX !== "visible" && element.scrollWidth > element.clientWidth;
  if (is_cut || box.right > innerWidth + 0.5 || box.left < -0.5)
    found.push(element.outerHTML.slice(0, 120));
}
if (document.documentElement.scrollWidth > innerWidth) found.push("the page");
return found;
"""
# Each chart that is on the page: its heading, and the names of its rows.
CHARTS = """
return [...document.querySelectorAll("figure")].map(figure => [
  (figure.closest("details") || figure.previousElementSibling).textContent.trim().split("\\n")[0],
  [...figure.querySelectorAll(".row:not(.axis) > .name")].map(name => name.textContent)]);
"""


def start_browser(folder):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--disable-gpu", "--hide-scrollbars",
                     "--disable-dev-shm-usage", f"--user-data-dir={folder}"):
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # Chromium has none for root.
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


class Browser(ProgramTest):
    def setUp(self):
        super().setUp()
        self.browser = start_browser(self.folder / "profile")
        self.addCleanup(self.browser.quit)

    def pages(self):
        """Each with its name: stored runs, and one in which all texts are long and have no gap."""
        run_json, faults = NEWEST / "run" / "perf.json", NEWEST / "faults" / "perf.json"
        rerun = [NEWEST / "rerun" / "perf.json", "--baseline", NEWEST / "baseline.json"]
        yield "run", self.page(run_json)
        yield "baseline", self.page(*rerun)
        yield "faults", self.page(faults)
        yield "own data", self.page(NEWEST / "own-data" / "perf.json")
        document = copy.deepcopy(load(faults))
        long = "0123456789abcdef" * 20
        document["suite"] = document["commit"] = long
        document["errors"].append(long)
        document["warnings"].append(long)
        for subject in document["subjects"]:
            subject["version"] = subject["build"] = long
        yield "long", self.page(self.write("long.json", json.dumps(document)))
        compared = usual()
        for side in ("base", "head"):
            compared[side].update(named=long, version=long, build=long)
        compared["benchmarks"].append(entry(long, "INCONCLUSIVE", variant=long, reason=long))
        compared["repeat"] += long
        for name, document in (("comparison", usual()), ("long comparison", compared),
                               ("no comparison", failed("head", first_error=f"error: {long}\n"))):
            yield name, self.page(self.write("comparison.json", json.dumps(document)))
        yield "history", self.dashboard()
        yield "history of one host", self.dashboard("--host", "0123", "--days", "40")

    def dashboard(self, *arguments):
        """Of a history with cases in all states, and names of all sorts."""
        store = self.folder / "history.db"
        if not store.exists():
            make_year(store, self.folder / "year.json")
        path = self.folder / f"{len(list(self.folder.glob('*.html')))}.html"
        result = run("history", "dashboard", "--store", store, "-o", path, *arguments,
                     env=environment(PERFHARNESS_NOW=str(NOW_S)))
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return path

    def page(self, *arguments):
        path = self.folder / f"{len(list(self.folder.glob('*.html')))}.html"
        result = run("report", *arguments, "--format", "html", "-o", path)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return path

    def show(self, path, width=1280, scheme="light", media="screen"):
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 500})
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "media": media, "features": [{"name": "prefers-color-scheme", "value": scheme}]})
        self.browser.get(pathlib.Path(path).as_uri())

    def ask(self, script):
        return self.browser.execute_script(script)

    def unfold(self):
        self.ask("document.querySelectorAll('details').forEach(folded => folded.open = true)")


class OnAScreen(Browser):
    def test_nothing_is_wider_than_the_screen_or_cut(self):
        for name, path in self.pages():
            for width in WIDTHS:
                with self.subTest(name, width=width):
                    self.show(path, width)
                    self.unfold()
                    self.assertEqual(self.ask(CUT), [])

    def test_axe_finds_nothing(self):
        axe = pathlib.Path(os.environ["AXE"]).read_text(encoding="utf-8")
        for name, path in self.pages():
            for width, scheme in ((1280, "light"), (1280, "dark"), (390, "light")):
                with self.subTest(name, width=width, scheme=scheme):
                    self.show(path, width, scheme)
                    self.unfold()
                    self.ask(axe)
                    found = self.browser.execute_async_script(
                        "axe.run(document, {runOnly: arguments[0]}).then(arguments[1])", AXE_RULES)
                    self.assertGreater(len(found["passes"]), 10)
                    self.assertEqual([(rule["id"], rule["nodes"][0]["html"])
                                      for rule in found["violations"]], [])

    def test_a_keyboard_unfolds_the_launches(self):
        self.show(self.page(NEWEST / "run" / "perf.json"))
        self.assertFalse(self.ask("return document.querySelector('details').open"))
        ActionChains(self.browser).send_keys(Keys.TAB, Keys.ENTER).perform()
        self.assertTrue(self.ask("return document.querySelector('details').open"))

    def test_the_title(self):
        self.show(self.page(NEWEST / "run" / "perf.json"))
        self.assertRegex(self.browser.title, r"^copybook-rs \S+, commit [0-9a-f]{12} on [0-9a-f]{16}, "
                                             r"\d{4}-\d\d-\d\d \d\d:\d\d UTC: [A-Z]+$")


class Dashboard(Browser):
    def setUp(self):
        super().setUp()
        self.path = self.dashboard()

    def seen(self, selector):
        return self.ask(f"return [...document.querySelectorAll({selector!r})].filter("
                        "element => element.checkVisibility()).length")

    def test_the_first_screen_answers(self):
        """On a phone and on a desk: how many cases are open, and the worst with all it answers."""
        for width in (390, 1280):
            self.show(self.path, width)
            self.assertEqual(self.seen("h1"), 1)
            below = self.ask("return document.querySelector('.answers dd').getBoundingClientRect()"
                             ".bottom")
            self.assertLess(below, 844)
        self.show(self.path, 1280)
        self.assertLess(self.ask("return document.querySelector('.answers > div:last-child')"
                                 ".getBoundingClientRect().bottom"), 844)

    def test_nothing_is_asked_of_a_network(self):
        self.show(self.path)
        self.unfold()
        self.assertEqual(self.ask("return performance.getEntriesByType('resource').map("
                                  "entry => entry.name)"), [])

    def test_only_what_changed(self):
        self.show(self.path)
        before = self.seen("tr.steady")
        self.assertGreater(before, 10)
        self.browser.find_element("css selector", "label.only").click()
        self.assertEqual(self.seen("tr.steady"), 0)
        self.assertGreater(self.seen("tr.slower"), 3)

    def test_a_link_unfolds_and_marks_a_series(self):
        self.show(self.path)
        self.assertEqual(self.seen(".year > div"), 0)
        self.browser.find_element("css selector", ".list tbody th a").click()
        self.assertEqual(self.seen(".year > div:target svg"), 1)
        self.assertNotEqual(self.ask("return getComputedStyle(document.querySelector(':target'))"
                                     ".boxShadow"), "none")

    def test_paper_has_cases_and_tables(self):
        self.show(self.path, media="print", scheme="dark")
        self.assertEqual(self.seen(".years, #only, .only"), 0)
        self.assertGreater(self.seen("article.case .answers"), 4)
        self.assertGreater(self.seen("table.list tr"), 20)
        self.assertEqual(self.ask("return getComputedStyle(document.body).backgroundColor"),
                         "rgb(255, 255, 255)")


class OnPaper(Browser):
    def printed(self, path):
        """The text of each page."""
        self.show(path, media="", scheme="dark")
        pdf = self.browser.execute_cdp_cmd("Page.printToPDF", {
            "printBackground": True, "preferCSSPageSize": True, "paperWidth": 8.27,
            "paperHeight": 11.69})["data"]
        file = self.write("printed.pdf", base64.b64decode(pdf))
        text = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True,
                              encoding="utf-8").stdout
        return [" ".join(page.split()) for page in text.split("\f")[:-1]]

    def test_no_chart_is_torn(self):
        """Wherever on a page it would begin."""
        document = load(NEWEST / "rerun" / "perf.json")
        document["status"] = "warning"
        document.pop("threshold_warnings", None)
        for warnings in (0, 5, 10, 15):
            document["warnings"] = [f"warning {number}" for number in range(warnings)]
            path = self.page(self.write("perf.json", json.dumps(document)), "--baseline",
                             NEWEST / "baseline.json")
            with self.subTest(warnings=warnings):
                self.assert_not_torn(self.printed(path), self.ask(CHARTS))

    def assert_not_torn(self, pages, charts):
        self.assertEqual(len(charts), 3)
        for heading, rows in charts:
            holding = [page for page in pages if heading in page]
            self.assertEqual(len(holding), 1, heading)
            below = holding[0].partition(heading)[2]
            self.assertGreater(len(rows), 5)
            # A name that is broken has figures between its parts; where a chart is torn, nothing
            # else follows on its page.
            for word, count in collections.Counter(re.split("[- ]", name)[0]
                                                   for name in rows).items():
                self.assertGreaterEqual(below.count(word), count, (heading, word))

    def test_paper_is_white_and_shows_what_is_folded(self):
        path = self.page(NEWEST / "run" / "perf.json")
        self.show(path, media="print", scheme="dark")
        self.assertEqual(self.ask("return getComputedStyle(document.body).backgroundColor"),
                         "rgb(255, 255, 255)")
        self.assertTrue(self.ask("return document.querySelector('details .plot').checkVisibility()"))


class Picture(Browser):
    def test_it_is_light_and_dark_where_it_is_embedded(self):
        picture = (NEWEST / "limits.svg").as_uri()
        page = self.write("page.html", "<!DOCTYPE html><meta name=color-scheme content='light dark'>"
                          f"<body style='margin:0'><img alt='' style='max-width:100%' src='{picture}'>")
        for scheme, is_bright in (("light", True), ("dark", False)):
            self.show(page, 700, scheme)
            png = self.browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"]
            with Image.open(io.BytesIO(base64.b64decode(png))) as image:
                colours = image.convert("RGB").crop((0, 0, 600, 300)).getcolors(1 << 20)
            background = max(colours)[1]
            self.assertEqual(min(background) > 200, is_bright, background)
            vivid = [colour for _, colour in colours if max(colour) - min(colour) > 100]
            self.assertGreater(len(vivid), 1, scheme)


if __name__ == "__main__":
    unittest.main()
