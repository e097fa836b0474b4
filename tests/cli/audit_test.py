# SPDX-License-Identifier: AGPL-3.0-or-later
"""
perfharness audit: what the records of a period show and lack. What is missing is said, what was
changed is found, nobody's text is markup, and nothing is claimed. jsonschema, html5lib and sqlite3
are the second opinions.
"""
import datetime
import hashlib
import json
import os
import re
import sqlite3
import subprocess
import unittest

import html5lib

from baseline_folder import HISTORY, date_entries
from history_test import HistoryTest, git
from made_up_year import NOW_S as YEAR_NOW_S, make_year
from perf_documents import HOST, OTHER_HOST, measured, perf, subjects_of
from program import CONFIG_PLACE, PREFIX, SOURCE, run, validator

NAMESPACE = "{http://www.w3.org/1999/xhtml}"
# 2026-12-01T03:00:00Z: a report of 36 months is of 2023-12 to 2026-11.
NOW_S = 1796094000
MIB = 2 ** 20 / 1e6
CONFIG = PREFIX / CONFIG_PLACE / "audit_config.yaml"
HOSTILE = "<script>alert('x')</script> & \"q\" | `$(x)` {{title}} \u202e--> ]]>"
# What a report never says, of anything. Its own sentences that say so name none of these.
FORBIDDEN = re.compile(
    r"(is|are|fully|was|were)\s+(compliant|certified|conformant|approved)|\bcompl(y|ies)\s+with|"
    r"\bcompliant\b|\bcertif(y|ies|icate of)\b|\bin\s+conformity|\bconform(s)?\s+to|"
    r"\b(SOX|PCI|GDPR|ISO)\S*\s+(approved|compliant|certified)|\bhas\s+approved\b|"
    r"\bno\s+incidents\s+(occurred|happened)|\bguarantee|\bdata\s+(was|were)\s+deleted\s+from|"
    r"\bcontrol\s+(passed|is\s+effective|operates\s+effectively)|\bwe\s+attest|\battestation", re.IGNORECASE)
SECTIONS = ("What this is", "What needs attention", "Scope and method", "Figures against their floors",
            "Baselines", "Regression incidents", "Changes of settings and machines",
            "Operation of the measuring", "Records and retention", "Integrity", "Tables of controls",
            "Limits of this report", "Statement for signature", "Words")


def words_of(element):
    return " ".join("".join(element.itertext()).split())


def output_of_shell(command):
    return subprocess.run(command, shell=True, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def seconds_of(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def months_of_period():
    return [f"{year}-{month:02}" for year in range(2023, 2027) for month in range(1, 13)
            if (2023, 12) <= (year, month) <= (2026, 11)]


class AuditTest(HistoryTest):
    now_s = NOW_S

    def environment(self, **variables):
        return super().environment(**{"PERFHARNESS_NOW": str(self.now_s), **variables})

    def audit(self, *arguments, output="report", **variables):
        return run("audit", "--output-dir", output, *arguments, cwd=self.folder,
                   env=self.environment(**variables))

    def report(self, *arguments, status=0, output="report", **variables):
        """audit.json and the page, each held against what holds of every report."""
        result = self.audit(*arguments, output=output, **variables)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        self.assertEqual([line for line in result.stdout.splitlines() if len(line) > 80], [])
        folder = self.folder / output
        text = (folder / "audit.json").read_text(encoding="utf-8")
        document = json.loads(text)
        validator("audit.schema.json").validate(document)
        valid = run("validate", folder / "audit.json")
        self.assertEqual(valid.returncode, 0, valid.stderr)
        page = (folder / "audit_report.html").read_text(encoding="utf-8")
        self.check_page(page, document, hashlib.sha256(text.encode()).hexdigest())
        for said in (text, page, result.stdout, *self.words_of_pdf(folder, document)):
            self.assertNotRegex(said, FORBIDDEN)
        return document

    def words_of_pdf(self, folder, document):
        """Where there is one: audit_pdf_test.py looks at it more closely."""
        for path in folder.glob("*.pdf"):
            words = subprocess.run(["pdftotext", path, "-"], check=True, stdout=subprocess.PIPE,
                                   encoding="utf-8").stdout
            # Lines are broken elsewhere, and what a font has no sign for is there by its number.
            bare = "".join(words.split())
            for entry in document["attention"]:
                self.assertIn("".join(re.sub("[^ -~]", "", entry["kind"]).split()), bare)
            yield " ".join(words.split())

    def check_page(self, page, document, digest):
        tree = html5lib.HTMLParser(strict=True).parse(page)
        elements = [element for element in tree.iter() if isinstance(element.tag, str)]
        names = {element.tag.split("}")[-1] for element in elements}
        self.assertFalse(names & {"script", "img", "link", "iframe", "object", "use", "form",
                                  "foreignObject"}, names)
        attributes = {name.split("}")[-1] for element in elements for name in element.attrib}
        self.assertFalse({name for name in attributes if name.startswith("on")} |
                         attributes & {"src", "style"})
        self.assertNotRegex(page, r"url\(|@import")
        self.assertIn("default-src 'none'; style-src 'unsafe-inline'", page)
        headings = [words_of(heading) for heading in tree.iter(f"{NAMESPACE}h2")]
        self.assertEqual(headings, [f"{number}. {title}" for number, title in enumerate(SECTIONS, 1)])
        ids = [element.get("id") for element in elements if element.get("id")]
        self.assertEqual({link.get("href") for link in tree.iter(f"{NAMESPACE}a")},
                         {f"#{name}" for name in ids})
        body = words_of(next(tree.iter(f"{NAMESPACE}body")))
        self.assertIn(digest, body)
        for entry in document["attention"]:
            self.assertIn(" ".join(entry["text"].split()), body)

    def texts(self, document, kind):
        return [entry["text"] for entry in document["attention"] if entry["kind"] == kind]

    def add(self, document, at, *arguments):
        path = self.write("run.json", json.dumps(document))
        self.done("add", path, *arguments, PERFHARNESS_NOW=str(seconds_of(at) + 3600))


def states(document):
    return {row["number"]: row["state"] for framework in document["controls"]
            for row in framework["rows"]}


class OfArchives(AuditTest):
    """Section 9: what is kept, since when nobody has looked, and what a rule deleted."""

    def archive(self, *arguments, at_s=NOW_S):
        result = run("archive", *arguments, "--config", "archives.yaml", cwd=self.folder,
                     env=self.environment(PERFHARNESS_NOW=str(at_s)))
        self.assertEqual(result.returncode, 0, result.stderr)

    def setUp(self):
        super().setUp()
        self.add(perf(subjects=subjects_of()), "2025-06-01T12:00:00Z")
        self.write("archives.yaml", "enterprise_audit:\n  archives:\n    unencrypted: true\n")
        (self.folder / "records").mkdir()
        self.write("records/perf.json", "{}")

    def records(self, *arguments, **options):
        document = self.report("--period", "2026-11", *arguments, **options)
        return document, document["records"]

    def test_archives(self):
        _, records = self.records()
        self.assertEqual(records["archives"], "None is known: there is no catalogue of them.")
        self.archive("create", "--period", "2025-10", "records", at_s=NOW_S - 395 * 86400)
        self.archive("create", "--period", "2025-10", "--keep", "audit", "records",
                     at_s=NOW_S - 395 * 86400)
        self.archive("create", "--period", "2026-11", "records")
        self.archive("expire", at_s=NOW_S - 10 * 86400)
        self.archive("verify")
        self.archive("restore", "2026-11-main", "--test")
        document, records = self.records(output="second")
        kept = {entry["archive"]: entry for entry in records["archive_list"]}
        self.assertEqual(set(kept), {"2025-10-audit", "2026-11-main"})
        self.assertEqual({entry["state"] for entry in kept.values()}, {"there"})
        self.assertIsNotNone(kept["2026-11-main"]["restored_at"])
        self.assertIsNone(kept["2025-10-audit"]["restored_at"])
        self.assertIsNone(kept["2025-10-audit"]["key"])
        deletion, = records["archive_deletions"]
        self.assertEqual((deletion["archive"], deletion["rule"]), ("2025-10-main", "main-archive-1-year"))
        self.assertIn("it was not encrypted", deletion["statement"])
        self.assertEqual(records["archive_catalogue"]["entries"], 7)
        self.assertIn("the archive 2025-10-audit is not encrypted", self.texts(document, "note"))
        self.assertEqual(self.texts(document, "integrity"), [])

    def test_what_is_wrong_with_them(self):
        self.archive("create", "--period", "2026-07", "records", at_s=NOW_S - 100 * 86400)
        document, _ = self.records()
        self.assertIn("the archive 2026-07-main was not verified for 100 days",
                      self.texts(document, "retention"))
        file = self.folder / "archives/2026-07-main.tar.zst"
        file.write_bytes(b"x")
        document, _ = self.records(output="second", status=3)
        self.assertEqual(self.texts(document, "integrity"),
                         ["the archive 2026-07-main: its file is of another size"])
        file.unlink()
        document, _ = self.records(output="third", status=3)
        self.assertEqual(self.texts(document, "integrity"),
                         ["the archive 2026-07-main: its file is missing"])
        catalogue = self.folder / "archives/catalogue.jsonl"
        catalogue.write_text(catalogue.read_text().replace("main", "mian", 1))
        document, records = self.records(output="fourth", status=3)
        self.assertIn("the catalogue was edited or cut", records["archives"])
        self.assertEqual(self.audit("--archives", "nowhere", output="fifth").returncode, 1)


class OfNothing(AuditTest):
    def test_that_there_is_nothing_is_what_is_found(self):
        document = self.report(PERFHARNESS_STORE="", XDG_DATA_HOME=str(self.folder))
        self.assertEqual(len(document["records"]["months_missing"]), 36)
        self.assertIn("there is no run in the whole period, 2023-12 to 2026-11",
                      self.texts(document, "months without runs"))
        self.assertTrue(any(text.startswith("there is no history at ")
                            for text in self.texts(document, "months without runs")))
        self.assertEqual(self.texts(document, "baseline"), ["there is no history of a baseline"])
        self.assertEqual(document["integrity"]["chains"], [])
        self.assertEqual(set(states(document).values()), {"no evidence here", "evidence incomplete"})

    def test_a_store_that_is_named_is_there(self):
        result = self.audit()
        self.assertEqual(result.returncode, 1)
        self.assertIn(f"CBKB012: there is no history at {self.store}", result.stderr)
        self.assertFalse((self.folder / "report").exists())

    def test_an_empty_history(self):
        self.add(perf(subjects=subjects_of()), "2025-06-01T12:00:00Z")
        document = self.report("--period", "2024-01..2024-03")
        self.assertIn("standard on 0123456789abcdef has runs in the history, and none in the period",
                      self.texts(document, "note"))
        self.assertEqual(states(document)["6.5.2"], "no evidence here")

    def test_wrong_command_lines(self):
        self.add(perf(subjects=subjects_of()), "2025-06-01T12:00:00Z")
        for arguments, said in (
                (["--period-months", "0"], "--period-months 0: 1 to 240 was expected"),
                (["--period-months", "241"], "1 to 240"),
                (["--period", "2026-11..2026-10"], "the first month is behind the last"),
                (["--period", "2027-01"], "the last month has not begun yet"),
                (["--period", "1999-01..2026-01"], "at most 240 months"),
                (["--period", "2026-13"], "two months were expected, as in 2023-12..2026-11"),
                (["--period", "now\033[31m"], r"--period now\u001b[31m: two months were expected"),
                (["--period", "2026-11", "--period-months", "3"], "one of them"),
                (["--format", "htlm"], 'did you mean "html"'),
                (["--format", "html,,json"], "format"),
                (["file"], "file")):
            with self.subTest(arguments=arguments):
                result = self.audit(*arguments)
                self.assertEqual(result.returncode, 2, result.stderr)
                self.assertIn(said, result.stderr)
                self.assertFalse((self.folder / "report").exists())

    def test_what_is_there_stays(self):
        self.add(perf(subjects=subjects_of()), "2025-06-01T12:00:00Z")
        (self.folder / "report").mkdir()
        (self.folder / "report" / "mine").write_text("x", encoding="utf-8")
        result = self.audit()
        self.assertEqual(result.returncode, 1)
        self.assertIn("CBKB012", result.stderr)
        self.assertEqual([path.name for path in (self.folder / "report").iterdir()], ["mine"])


class ThreeYears(AuditTest):
    """A run a month on two hosts, of which one lacks three months and once missed a floor."""
    made = None

    def setUp(self):
        super().setUp()
        if ThreeYears.made is None:
            self.make()
            with sqlite3.connect(self.store) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            ThreeYears.made = self.store.read_bytes()
        self.store.write_bytes(ThreeYears.made)

    @staticmethod
    def rates(number, month):
        comp3 = 30.0 if month == "2026-07" else 1000.0 + number
        return {"display-text/stream": 800.0 - number, "comp3/stream": comp3}

    def make(self):
        for number, month in enumerate(months_of_period(), 1):
            at = f"{month}-02T02:00:00Z"
            rates = self.rates(number, month)
            benchmarks = [*(measured(name, rate) for name, rate in rates.items()),
                          measured("record-comp3", 16.0, level="record"),
                          measured("comp3/stream", 9000.0, subject="native")]
            for host in (HOST, OTHER_HOST):
                if host == HOST or month not in ("2025-03", "2025-04", "2025-05"):
                    document = perf(benchmarks, timestamp=at, suite="critical",
                                    subjects=subjects_of(commit=f"{number:040x}"))
                    document["environment"]["fingerprint"] = host
                    self.add(document, at, "--position", str(number))


class OfThreeYears(ThreeYears):
    def floor(self, document, name, host, level="kernel"):
        (found,) = [floor for floor in document["slo"]["floors"] if floor["floor"] == name and
                    floor["host"] == host and floor["level"] == level]
        return found

    def test_every_month_has_its_figures(self):
        document = self.report()
        self.assertEqual(document["cover"]["period"],
                         {"first": "2023-12", "last": "2026-11", "months": 36, "is_over": True})
        floor = self.floor(document, "COMP-3", HOST)
        self.assertEqual([month["month"] for month in floor["months"]], months_of_period())
        for number, month in enumerate(floor["months"], 1):
            rate = self.rates(number, month["month"])["comp3/stream"] * MIB
            self.assertAlmostEqual(month["median_mb_s"] / rate, 1.0, 9)
            self.assertEqual((month["runs"], month["fail"]), (1, int(month["month"] == "2026-07")))
            low, high = month["worst"]["ci95_mb_s"]
            self.assertLess(low, month["median_mb_s"])
            self.assertLess(month["median_mb_s"], high)
            self.assertAlmostEqual(month["worst"]["times_the_floor"], rate / 40.0, 6)
            self.assertEqual(month["worst"]["commit"], f"{number:040x}")
        self.assertEqual((floor["runs"], floor["runs_that_met_it"]), (36, 35))
        record = self.floor(document, "COMP-3", HOST, "record")
        self.assertFalse(record["is_judged"])
        self.assertIn(f"COMP-3, critical on {HOST}: 1 of 36 runs missed the floor of 40 MB/s",
                      self.texts(document, "missed floor"))

    def test_a_gap_is_found(self):
        document = self.report()
        self.assertEqual(self.texts(document, "months without runs"),
                         [f"critical on {OTHER_HOST}: 3 of 36 months have no run: 2025-03 to 2025-05"])
        floor = self.floor(document, "DISPLAY", OTHER_HOST)
        self.assertEqual(floor["months_with_runs"], 33)
        self.assertEqual([month["month"] for month in floor["months"] if month["worst"] is None],
                         ["2025-03", "2025-04", "2025-05"])
        self.assertEqual(document["records"]["months_missing"], [])
        self.assertEqual(states(document)["6.5.2"], "evidence incomplete")
        self.assertEqual(states(document)["logical access"], "no evidence here")
        page = (self.folder / "report" / "audit_report.html").read_text(encoding="utf-8")
        self.assertIn("36 months, 33 of them with runs", page)
        self.assertEqual(page.count('class="gap"'), len([
            floor for floor in document["slo"]["floors"] if floor["host"] == OTHER_HOST]))

    def test_periods(self):
        document = self.report("--period-months", "12")
        self.assertEqual(document["cover"]["period"]["first"], "2025-12")
        document = self.report("--period", "2026-12", output="other")
        self.assertFalse(document["cover"]["period"]["is_over"])
        self.assertIn("there is no run in the whole period, 2026-12",
                      self.texts(document, "months without runs"))

    def test_it_is_the_same_twice(self):
        self.report()
        self.report(output="again")
        for name in ("audit.json", "audit_report.html", "audit_report.pdf"):
            self.assertEqual((self.folder / "report" / name).read_bytes(),
                             (self.folder / "again" / name).read_bytes())

    def test_formats(self):
        result = self.audit("--format", "json")
        self.assertEqual(result.returncode, 0)
        self.assertEqual([path.name for path in (self.folder / "report").iterdir()], ["audit.json"])

    def test_what_goes_when_documents_do(self):
        with sqlite3.connect(self.store) as database:
            for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                database.execute(f"DROP TRIGGER {name}")
            database.execute("DELETE FROM document")
        document = self.report(status=3)
        self.assertTrue(any("figures are not judged, as no document says any more" in text
                            for text in self.texts(document, "figures not judged")))

    def test_contradictory_retentions_are_said(self):
        document = self.report()
        self.assertEqual(document["records"]["contradiction"],
                         "the settings ask for 36 months of records and for 12 of baselines: the "
                         "longer holds for both")

    def settings(self, *changes):
        text = CONFIG.read_text(encoding="utf-8")
        for old, new in changes:
            self.assertEqual(text.count(old), 1, old)
            text = text.replace(old, new)
        return self.write("settings.yaml", text)

    def test_every_key_switches_what_it_names(self):
        def off(key):
            return self.settings((f"{key}: true", f"{key}: false"))
        for number, (key, is_off) in enumerate((
                ("slo_violation_alerts", lambda one: not self.texts(one, "missed floor")),
                ("regression_incident_tracking", lambda one: not one["incidents"]["is_on"]),
                ("performance_validation", lambda one: not one["slo"]["is_on"] and
                                                       not one["slo"]["floors"]),
                ("audit_trail_generation", lambda one: not one["changes"]["is_on"] and
                                                       one["changes"]["settings"] is None),
                ("compliance_certification", lambda one: one["signature"] is None))):
            with self.subTest(key=key):
                document = self.report("--config", off(key), output=f"off-{number}")
                self.assertTrue(is_off(document))
                (said,) = self.texts(document, "switched off")
                self.assertRegex(said, rf"^\w+\.{key} is false: ")
        self.assertEqual(states(self.report("--config", off("performance_validation"),
                                            output="not-judged"))["Art. 32(1)(b)"],
                         "evidence incomplete")

    def test_values_are_taken(self):
        path = self.settings(('frequency: "monthly"', 'frequency: "quarterly"'), ("retention_months: 36", "retention_months: 6"),
                             ('["html", "pdf", "json"]', '["html", "json"]'),
                             ('    - "SOX"\n    - "PCI-DSS"\n    - "GDPR"\n', '    - ISO-27001\n'))
        document = self.report("--config", path)
        settings = document["cover"]["settings"]
        self.assertEqual((settings["frequency"], settings["next_report_due"]), ("quarterly", "2027-01-01"))
        self.assertEqual([one["standard"] for one in document["controls"]], ["ISO-27001"])
        self.assertEqual(document["records"]["months_asked_for"], 12)
        self.assertEqual(document["cover"]["period"]["months"], 12)
        self.assertEqual({path.name for path in (self.folder / "report").iterdir()},
                         {"audit.json", "audit_report.html"})
        self.assertEqual(settings["sha256"], hashlib.sha256(path.read_bytes()).hexdigest())

    def test_reports_may_be_switched_off(self):
        limits = (SOURCE / "config" / "thresholds.toml").read_text(encoding="utf-8")
        limits = limits.replace("audit_generation_enabled = true", "audit_generation_enabled = false")
        for arguments, said in (
                (["--config", self.settings(("  enabled: true", "  enabled: false"))],
                 "enterprise_audit.enabled is false in "),
                (["--thresholds", self.write("limits.toml", limits)], "audit_generation_enabled is false")):
            result = self.audit(*arguments)
            self.assertEqual(result.returncode, 1)
            self.assertIn("CBKB007: audit reports are switched off: ", result.stderr)
            self.assertIn(said, result.stderr)
            self.assertFalse((self.folder / "report").exists())

    def test_wrong_settings_are_named_with_their_place(self):
        months = "enterprise_audit.reporting.retention_months: a whole number from 1 to 240 was expected"
        for old, new, said in (
                ("retention_months: 36", "retention_months: 036", f":16:23: {months}"),
                ("retention_months: 36", "retention_months: 1e3", f":16:23: {months}"),
                ("retention_months: 36", "retention_months: 3.5", f":16:23: {months}"),
                ("retention_months: 36", 'retention_months: "36"', f":16:23: {months}"),
                ("retention_months: 36", "retention_months: 0", f":16:23: {months}"),
                ("retention_months: 36", "retention_month: 36", ":16:5: unknown key retention_month: "
                 "frequency, retention_months, export_formats were expected; did you mean retention_months?"),
                ('frequency: "monthly"', 'frequency: "montly"', ":14:16: enterprise_audit.reporting.frequency: one of"),
                ('frequency: "monthly"', 'frequency: "montly"', "did you mean monthly?"),
                ('- "SOX"', '- "SOC"', ":8:7: enterprise_audit.compliance_standards.0: one of"),
                ("slo_violation_alerts: true", "slo_violation_alerts: no",
                 ":25:27: enterprise_audit.performance_tracking.slo_violation_alerts: true or false was"),
                ("  enabled: true", "  enabled: true\n  enabled: true", ":5:3: enabled stands there twice"),
                ("  enabled: true", "  enabled: &a true", ":4:12: a value was expected: anchors"),
                ("  enabled: true", "  enabled: *a", ":4:12: a value was expected: anchors"),
                ("  enabled: true", "  enabled: !!bool true", ":4:12: a value was expected: anchors"),
                ("  enabled: true", "\tenabled: true", ":4:1: found character that cannot start"),
                ("enterprise_audit:", "---\nx: 1\n---\nenterprise_audit:", ":6:1: one document was"),
                ("enterprise_audit:", "enterprise-audit:", "did you mean enterprise_audit?"),
                ('["html", "pdf", "json"]', '["json", "json"]', ":18:21: ")):
            with self.subTest(new=new):
                result = self.audit("--config", self.settings((old, new)))
                self.assertEqual(result.returncode, 1)
                self.assertIn("CBKB013: ", result.stderr)
                self.assertIn(f"settings.yaml{said}" if said[0] == ":" else said, result.stderr)
                self.assertFalse((self.folder / "report").exists())

    def test_what_is_no_settings_file(self):
        for text in ("", "x", "[1]", "[" * 100, "a: " + "[" * 100, "a: " * 30000, "\ufeff{}", "{", "\0",
                     'enterprise_audit: "\\0"', "a: &a [*a]", "? [a]\n: b", "%YAML 9.9\n---\n{}"):
            with self.subTest(text=text[:20]):
                result = self.audit("--config", self.write("settings.yaml", text))
                self.assertEqual(result.returncode, 1, result.stderr)
                self.assertRegex(result.stderr, r"^perfharness audit: CBKB013: \S*settings\.yaml")

    def test_tables_of_controls_are_data(self):
        text = (PREFIX / CONFIG_PLACE / "audit" / "controls.json").read_text(encoding="utf-8")
        validator("audit-controls.schema.json").validate(json.loads(text))


class OfWhatWasChanged(ThreeYears):
    """What was changed is found, and the rest is reported."""

    def attack(self, sql):
        with sqlite3.connect(self.store) as database:
            triggers = database.execute(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                database.execute(f"DROP TRIGGER {name}")
            database.execute(sql)
            for _, statement in triggers:
                database.execute(statement)

    def test_an_edit_is_found(self):
        self.attack("UPDATE receipt SET note = 'event push' WHERE receipt_id = 5")
        document = self.report(status=3)
        self.assertFalse(document["integrity"]["is_whole"])
        self.assertIn("5", " ".join(self.texts(document, "integrity")))
        self.assertEqual(document["attention"][0]["kind"], "integrity")
        self.assertEqual(states(document)["10.3.2"], "evidence with exceptions")
        self.assertEqual(len(document["slo"]["floors"]), 6)

    def test_a_file_that_was_cut_is_found(self):
        os.truncate(self.store, 40000)
        document = self.report(status=3)
        self.assertIn("the history cannot be read: ", self.texts(document, "integrity")[0])
        self.assertEqual(document["slo"]["floors"], [])

    def test_witnesses(self):
        line = self.history("witness").stdout.strip()
        document = self.report("--witness", line)
        self.assertEqual((document["integrity"]["witnesses"], document["integrity"]["witnesses_met"]), (1, 1))
        self.assertFalse([text for text in self.texts(document, "note") if "witness" in text])
        number, digest, at = line.split()
        document = self.report("--witness", f"{number} {digest[::-1]} {at}", status=3, output="other")
        self.assertEqual(len(self.texts(document, "integrity")), 1)

    def test_what_is_to_be_repeated_can_be(self):
        document = self.report()
        (command,) = [text for text in document["integrity"]["repeat"] if text.startswith("sqlite3")]
        (chain,) = document["integrity"]["chains"]
        command = command.replace("HISTORY.db", str(self.store)).replace("= N", f"= {chain['count']}")
        self.assertEqual(output_of_shell(command).split()[0], chain["head"])


class Baselines(AuditTest):
    def setUp(self):
        super().setUp()
        for number, reason in enumerate((None, HOSTILE)):
            path = self.write(f"{number}.json", json.dumps(perf(
                subjects=subjects_of(), timestamp=f"2025-06-0{number + 1}T12:00:00Z")))
            forced = ["--force", "--reason", reason, "--promoted-by", HOSTILE] if reason else []
            result = run("baseline", "promote", path, *forced, cwd=self.folder, env=self.environment())
            self.assertEqual(result.returncode, 0, result.stderr)
        self.add(json.loads(path.read_text(encoding="utf-8")), "2025-06-01T12:00:00Z")
        date_entries(self.folder, "2025-06-03T12:00:00Z", "2025-06-09T12:00:00Z")


class OfBaselines(Baselines):
    def test_entries_are_listed_and_forced_ones_are_told(self):
        document = self.report("--period", "2025-06", "--baseline", HISTORY)
        (history,) = document["baselines"]["histories"]
        first, second = history["entries"]
        lines = (self.folder / HISTORY).read_text(encoding="utf-8").splitlines()
        self.assertEqual([first["sha256"], second["sha256"], history["head"]],
                         [json.loads(lines[0])["sha256"], *2 * [json.loads(lines[1])["sha256"]]])
        self.assertFalse(first["forced"])
        self.assertTrue(second["forced"])
        self.assertEqual(first["comp3_mibs"]["new"], 1000.0)
        self.assertEqual(len(self.texts(document, "forced promotion")), 1)
        page = (self.folder / "report" / "audit_report.html").read_text(encoding="utf-8")
        self.assertIn("2 baselines, COMP-3", page)
        (command,) = [text for text in document["integrity"]["repeat"] if text.startswith("sed")]
        command = command.replace("Np", "2p", 1).replace("SUITE.jsonl", str(self.folder / HISTORY))
        self.assertEqual(output_of_shell(command).split()[0], history["head"])

    def test_what_the_history_was_told_of_and_no_baseline_has(self):
        """A history that is cut at its end is whole by its chain; that of runs remembers."""
        folder = self.folder / "cut"
        folder.mkdir()
        for name in ("0.json", "1.json"):
            result = run("baseline", "promote", self.folder / name, "--force", "--reason", "x", cwd=folder,
                         env=self.environment())
            self.assertEqual(result.returncode, 0, result.stderr)
        path = folder / HISTORY
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        now = str(seconds_of(json.loads(lines[1])["promoted_at"]) + 1)
        month = json.loads(lines[1])["promoted_at"][:7]
        # The two of setUp() were dated anew: they are in no history, either.
        for kept, missing in ((2, "2 are"), (1, "3 are")):
            path.write_text("".join(lines[:kept]), encoding="utf-8")
            document = self.report("--period", month, "--baseline", path, output=f"kept-{kept}", PERFHARNESS_NOW=now)
            self.assertTrue(document["integrity"]["is_whole"])
            self.assertTrue(any(f"{missing} in no history of a baseline here" in text
                                for text in self.texts(document, "changes not known")), document["attention"])

    def test_an_old_one_is_stale(self):
        document = self.report("--period", "2026-01", "--baseline", HISTORY)
        self.assertTrue(any("it is stale" in text for text in self.texts(document, "baseline")))
        self.assertEqual(document["baselines"]["histories"][0]["entries"], [])

    def test_damage_is_found(self):
        path = self.folder / HISTORY
        path.write_text(path.read_text(encoding="utf-8").replace("manual-override", "test-procedures-updated"),
                        encoding="utf-8")
        document = self.report("--period", "2025-06", "--baseline", HISTORY, status=3)
        (history,) = document["baselines"]["histories"]
        self.assertIn("standard.jsonl:2: ", history["damage"])
        document = self.report("--period", "2025-06", status=3, output="other")
        self.assertFalse(document["integrity"]["is_whole"])

    def test_one_that_is_named_is_there(self):
        result = self.audit("--baseline", "elsewhere")
        self.assertEqual(result.returncode, 1)
        self.assertIn("CBKB006: --baseline elsewhere: there is no such file or folder", result.stderr)


class AYear(AuditTest):
    now_s = YEAR_NOW_S

    def setUp(self):
        super().setUp()
        make_year(self.store, self.folder / "perf.json")


class OfOthers(AYear):
    """A year with cases, and commits of anybody."""

    def test_incidents_have_a_time_to_recovery(self):
        document = self.report("--period", "2026-06..2026-11")
        incidents = {one["id"]: one for one in document["incidents"]["open"] + document["incidents"]["over"]}
        self.assertGreaterEqual(len(incidents), 3)
        for one in incidents.values():
            if one["over_at"]:
                self.assertEqual(one["recovery_s"], seconds_of(one["over_at"]) - seconds_of(one["began_at"]))
            else:
                self.assertIsNone(one["recovery_s"])
                self.assertTrue(any(text.startswith(f"case {one['id']}, ")
                                    for text in self.texts(document, "open incident")))
            self.assertEqual(one["detected_after_s"],
                             seconds_of(one["detected_at"]) - seconds_of(one["began_at"]))
            self.assertTrue(one["actions"])
        self.assertTrue(any(one["found_commit"] for one in incidents.values()))
        self.assertGreater(document["incidents"]["refuted"] + document["incidents"]["suspected"], 0)
        kernels = [change for change in document["changes"]["circumstances"] if change["what"] == "kernel"]
        self.assertIn(("6.1.0-25-amd64", "6.1.0-28-amd64"), [(one["from"], one["to"]) for one in kernels])

    def test_nights_are_counted(self):
        document = self.report("--period", "2026-10..2026-11")
        for suite in document["operation"]["suites"]:
            self.assertEqual(suite["rhythm"], "nightly")
            self.assertEqual([month["nights_expected"] for month in suite["months"]], [31, 30])

    def test_settings_by_commits_and_nobodys_text_is_markup(self):
        repository = self.folder / "checkout"
        (repository / "config").mkdir(parents=True)
        limits = repository / "config" / "thresholds.toml"
        git(repository, "init", "-q")
        limits.write_text("comp3_min_mibs = 40\n", encoding="utf-8")
        git(repository, "add", ".")
        git(repository, "commit", "-qm", "Limits", GIT_COMMITTER_DATE="2026-10-01T00:00:00Z")
        limits.write_text(f"comp3_min_mibs = 20\n++ b/{HOSTILE}\n# {HOSTILE}\n", encoding="utf-8")
        (repository / "config" / "alerts.toml").write_text("a\x1b[31m\x1e\x1f\n", encoding="utf-8")
        git(repository, "add", ".")
        git(repository, "commit", "-qm", HOSTILE, f"--author={HOSTILE.replace('<', '').replace('>', '')} <x>",
            GIT_COMMITTER_DATE="2026-11-01T00:00:00Z")
        document = self.report("--period", "2026-10..2026-11", "--repository", repository)
        first, second = document["changes"]["settings"]
        self.assertEqual(first["committed_at"], "2026-10-01T00:00:00Z")
        self.assertIsNone(second["author"])
        changed = {file["path"]: file for file in second["files"]}
        self.assertEqual(set(changed), {"config/alerts.toml", "config/thresholds.toml"})
        self.assertEqual(changed["config/thresholds.toml"]["removed"], ["comp3_min_mibs = 40"])
        self.assertEqual(changed["config/thresholds.toml"]["added"][0], "comp3_min_mibs = 20")
        self.assertEqual(len(changed["config/thresholds.toml"]["added"]), 3)
        self.assertEqual(changed["config/alerts.toml"]["added"], ["a\\u001b[31m\\u001e\\u001f"])
        named = self.report("--period", "2026-10..2026-11", "--repository", repository, "--authors",
                            output="named")
        self.assertIn("alert('x')", named["changes"]["settings"][1]["author"])

    def test_names_of_whoever_can_write_the_history(self):
        """Whatever the file's owner writes into it is shown as what it is, and told as an edit."""
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
                    # Some are to be unique: what they were stands behind it.
                    database.execute(f"UPDATE OR IGNORE {table} SET {column} = ? || {column}",
                                     (HOSTILE + "\x1b[31m\r\n",))
        document = self.report("--period", "2026-06..2026-11", status=3)
        self.assertIn(HOSTILE.replace("\u202e", "\\u202e"), document["cover"]["suites"][0]["suite"])
        self.assertNotIn("\x1b", json.dumps(document, ensure_ascii=False))
        self.assertNotIn("\u202e", json.dumps(document, ensure_ascii=False))
        page = (self.folder / "report" / "audit_report.html").read_text(encoding="utf-8")
        self.assertNotIn("<script", page)
        self.assertNotIn("\u202e", page)

    def test_without_a_checkout(self):
        document = self.report("--period", "2026-11", "--repository", self.folder)
        self.assertIsNone(document["changes"]["settings"])
        self.assertEqual(len(self.texts(document, "changes not known")), 1)


if __name__ == "__main__":
    unittest.main()
