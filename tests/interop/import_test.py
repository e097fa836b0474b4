# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Figures of others stand beside ours with what differs and why they cannot be trusted where they
cannot; what cannot be read is one sentence and CBKB002, whoever wrote it.
"""
import copy
import json
import os
import unittest

from program import SOURCE, ProgramTest, load, run

PERF = SOURCE / "fixtures" / "documents" / "perf.json"
PLAIN = {"display_gibs": 4.22, "comp3_mibs": 571, "warnings": [], "errors": []}
RECEIPT = {
    "format_version": "1.0.0", "timestamp": "2026-11-20T10:00:00Z", "commit": "ab" * 20,
    "build_profile": "release", "target_cpu": "native",
    "environment": {"os": "Linux", "kernel": "6.1", "cpu_model": "Some CPU", "cpu_cores": 2,
                    "wsl2_detected": False},
    "benchmarks": [{"name": "slo_validation/comp3_heavy", "mean_ns": 1e6, "bytes_processed": 43000,
                    "mean_mibps": 58.6}],
    "summary": {"display_mibps": 2386.5, "comp3_mibps": 58.6, "max_rss_mib": 1.2},
}
FAILING = "times records that fail"
JSON_BYTES = "counts 43 bytes of JSON for a record of 15 bytes"
NO_INTERVAL = "it has no interval"


def estimate(low, middle, high):
    return {"point_estimate": middle, "standard_error": 1.0, "confidence_interval": {
        "confidence_level": 0.95, "lower_bound": low, "upper_bound": high}}


def run_of(value, commit, date, *names):
    """A run of a suite in data.js."""
    return {"commit": {"id": commit, "message": "m"}, "date": date, "tool": "cargo",
            "benches": [{"name": name, "unit": "MiB/s", "value": value, "range": "± 1"}
                        for name in names]}


def script_of(suites):
    return "window.BENCHMARK_DATA = " + json.dumps({"entries": suites})


class ImportTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.document = load(PERF)
        # As the record-level DISPLAY figure of the same run would stand there.
        record = copy.deepcopy(next(entry for entry in self.document["benchmarks"]
                                    if entry["name"] == "record-comp3"
                                    and entry["level"] == "record"))
        record.update(name="record-display", workload="record-display")
        self.document["benchmarks"].append(record)
        self.document["headline"]["record_display"].update(
            throughput_mib_s=record["throughput_mib_s"],
            throughput_mb_s=record["throughput_mib_s"] * 1.048576)
        self.record_mib_s = record["throughput_mib_s"]

    def perf(self):
        return self.write("perf.json", json.dumps(self.document))

    def criterion(self, benchmark, estimates, name="display_heavy"):
        folder = self.folder / "criterion" / "slo_validation" / name / "new"
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in (("benchmark", benchmark), ("estimates", estimates)):
            text = content if isinstance(content, str) else json.dumps(content)
            (folder / f"{file}.json").write_text(text, "utf-8")
        return self.folder / "criterion"

    def read(self, path, origin, *arguments):
        if isinstance(path, (dict, list)):
            path = self.write("theirs.json", json.dumps(path))
        result = run("import", path, "--from", origin, "--perf", self.perf(), "--json", *arguments)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        document = json.loads(result.stdout)
        return document, {figure["name"]: figure for figure in document["figures"]}

    def assert_remark(self, remarks, phrase, is_there=True):
        self.assertEqual(any(phrase in remark for remark in remarks), is_there,
                         f"{phrase}: {remarks}")


class Figures(ImportTest):
    def test_criterion(self):
        self.criterion({"full_id": "slo_validation/display_heavy", "throughput": {"Bytes": 2 ** 20},
                        "value_str": None}, {"mean": estimate(4e5, 5e5, 8e5)})
        folder = self.criterion({"full_id": "slo_validation/comp3_heavy",
                                 "throughput": {"Bytes": 2 ** 20}},
                                {"mean": estimate(4.9e7, 5.0e7, 5.1e7)}, "comp3_heavy")
        # A baseline of its own that was saved is not what was measured last.
        os.rename(self.criterion({}, {}, "old") / "slo_validation" / "old" / "new",
                  folder / "slo_validation" / "old" / "base")
        document, figures = self.read(folder, "criterion")
        self.assertEqual(list(figures), ["slo_validation/comp3_heavy",
                                         "slo_validation/display_heavy"])
        display = figures["slo_validation/display_heavy"]
        self.assertEqual((display["mib_s"], display["ci95_mib_s"]), (2000, [1250, 2500]))
        self.assertEqual(display["ours_mib_s"]["record"], self.record_mib_s)
        self.assertAlmostEqual(display["ratio"], 2000 / self.record_mib_s)
        self.assert_remark(display["remarks"], FAILING)
        self.assert_remark(display["remarks"], "as display-as-published does in this run")
        self.assertEqual(figures["slo_validation/comp3_heavy"]["remarks"], [])
        self.assert_remark(document["remarks"], "samples of one process")
        self.assert_remark(document["remarks"], "the commit is not recorded in their file")
        self.assert_remark(document["remarks"], "the host is not recorded in their file")

    def test_receipt(self):
        document, figures = self.read(RECEIPT, "receipt")
        self.assert_remark(figures["summary.display_mibps"]["remarks"], FAILING)
        comp3 = figures["slo_validation/comp3_heavy"]
        self.assert_remark(comp3["remarks"], JSON_BYTES)
        self.assert_remark(comp3["remarks"], "as input it would be 20.4 MiB/s")
        self.assert_remark(comp3["remarks"], NO_INTERVAL)
        self.assert_remark(document["remarks"], "their commit is " + "ab" * 20)
        self.assert_remark(document["remarks"], "no integrity.sha256")

    def test_an_edited_receipt_shows(self):
        system = json.loads(run("system", "--json").stdout)
        system["fingerprint"] = self.document["environment"]["fingerprint"]
        self.write("system-info.json", json.dumps(system))
        path = self.folder / "receipt.json"
        self.assertEqual(run("export", self.perf(), "--as", "receipt", "-o", path).returncode, 0)
        document, figures = self.read(path, "receipt")
        self.assert_remark(document["remarks"], "it was edited", False)
        self.assert_remark(document["remarks"], "commit", False)
        self.assert_remark(document["remarks"], "processors are of one model")
        # It is of columns, and says so in its name; only the summary does not.
        self.assert_remark(figures["comp3/stream/kernel/copybook-rs"]["remarks"], "whole", False)
        self.assert_remark(figures["summary.comp3_mibps"]["remarks"], "about what columns take")
        edited = load(path)
        edited["summary"]["display_mibps"] += 1
        self.assert_remark(self.read(edited, "receipt")[0]["remarks"], "it was edited")
        edited["environment"]["cpu_model"] = "Another"
        self.assert_remark(self.read(edited, "receipt")[0]["remarks"],
                           'their processor is "Another"')

    def test_github_action_benchmark(self):
        _, figures = self.read([
            {"name": "packed", "unit": "MB/s", "value": 10.48576},
            {"name": "display", "unit": "GiB/s", "value": 2, "range": "± 3"},
            {"name": "display time", "unit": "ns/iter", "value": 5},
            {"name": "startup", "unit": "MiB/s", "value": 5}], "github-action-benchmark")
        self.assertEqual(figures["packed"]["mib_s"], 10)
        self.assertEqual(figures["display"]["mib_s"], 2048)
        self.assertIsNone(figures["display time"]["mib_s"])
        self.assert_remark(figures["display time"]["remarks"], "no rate of bytes")
        self.assertIsNone(figures["startup"]["counterpart"])
        self.assert_remark(figures["packed"]["remarks"], JSON_BYTES, False)

    def test_ranges_of_github_action_benchmark(self):
        """Of a deviation, a margin or an interval: which, the file does not say."""
        for written, ends in (("± 3", [97, 103]), ("+-1.5%", [98.5, 101.5]), (3, [97, 103]),
                              ("+/- 3", [97, 103]), ("3.5%", [96.5, 103.5]), ("12", [88, 112]),
                              ("97.5 … 103", [97.5, 103]), (0, [100, 100])):
            with self.subTest(written):
                _, figures = self.read([{"name": "display", "unit": "MiB/s", "value": 100,
                                         "range": written}], "github-action-benchmark")
                self.assertEqual(figures["display"]["range_mib_s"], ends)
                self.assertIsNone(figures["display"]["ci95_mib_s"])
                self.assert_remark(figures["display"]["remarks"],
                                   f"its range is {ends[0]:g} … {ends[1]:g} MiB/s")
                self.assert_remark(figures["display"]["remarks"], NO_INTERVAL, False)
        for written in ("a little", "", "± -3", "3 %s", -3, "± 1 ± 2"):
            with self.subTest(written):
                _, figures = self.read([{"name": "display", "unit": "MiB/s", "value": 100,
                                         "range": written}], "github-action-benchmark")
                self.assertIsNone(figures["display"]["range_mib_s"])
                self.assert_remark(figures["display"]["remarks"], NO_INTERVAL)

    def test_script_of_github_action_benchmark(self):
        """Every run since the first one: the newest of each suite counts."""
        suite = [run_of(1, "aa" * 20, 1574927127603, "display"),
                 run_of(2, "bb" * 20, 1574927128603, "display")]
        for begin, end in (("", ""), ("\n", ";\n")):
            path = self.write("data.js", begin + script_of({"one": suite}) + end)
            document, figures = self.read(path, "github-action-benchmark")
            self.assertEqual(figures["display"]["mib_s"], 2)
            self.assertEqual((document["commit"], document["timestamp"]),
                             ("bb" * 20, "2019-11-28T07:45:28Z"))
            self.assert_remark(document["remarks"], "of one they are the newest of 2")
        path = self.write("data.js", script_of({"none": [], "one": suite}))
        document, figures = self.read(path, "github-action-benchmark")
        self.assertEqual(figures["one: display"]["mib_s"], 2)

    def test_suites_of_github_action_benchmark(self):
        """Their names may be the same, and are told apart; what a name says is not its suite's."""
        ours = next(entry for entry in self.document["benchmarks"] if entry["state"] == "measured")
        name = "/".join((ours["name"], ours["level"], ours["subject"]))
        suites = {"comp3": [run_of(1, "aa" * 20, 0, "display", name)],
                  "two": [run_of(2, "bb" * 20, 0, "display")]}
        path = self.write("data.js", script_of(suites))
        document, figures = self.read(path, "github-action-benchmark")
        self.assertEqual(list(figures), ["comp3: display", f"comp3: {name}", "two: display"])
        self.assertEqual([figure["mib_s"] for figure in figures.values()], [1, 1, 2])
        self.assertEqual(figures["comp3: display"]["counterpart"],
                         figures["two: display"]["counterpart"])
        self.assertTrue(figures[f"comp3: {name}"]["is_same"])
        self.assertIsNone(document["commit"])
        self.assert_remark(document["remarks"], "of two they are the newest of 1")

    def test_a_suite_without_runs(self):
        path = self.write("data.js", script_of({"one": []}))
        document, figures = self.read(path, "github-action-benchmark")
        self.assertEqual((figures, document["commit"], document["timestamp"]), ({}, None, None))

    def test_names_that_are_ours(self):
        """Benchmark, level and subject are in them: nothing else is beside such a figure."""
        names = {(entry["name"], entry["level"], entry["subject"]): entry
                 for entry in self.document["benchmarks"]}
        measured = {key: entry for key, entry in names.items() if entry["state"] == "measured"}
        _, figures = self.read([{"name": "/".join(key), "unit": "MiB/s", "value": 5}
                                for key in names], "github-action-benchmark")
        self.assertGreater(len({subject for _, _, subject in measured}), 1)
        self.assertGreater(len({level for _, level, _ in measured}), 2)
        for key, entry in names.items():
            found = figures["/".join(key)]
            with self.subTest(found["name"]):
                rate = entry["throughput_mib_s"] if key in measured else None
                self.assertTrue(found["is_same"])
                self.assertEqual(found["ours_mib_s"],
                                 {**dict.fromkeys(("kernel", "record", "file")), key[1]: rate})
                if rate:
                    self.assertAlmostEqual(found["ratio"], 5 / rate)
                else:
                    self.assertIsNone(found["ratio"])
                self.assert_remark(found["remarks"], f"it is {entry['state']} in our run",
                                   key not in measured)
        _, figures = self.read([{"name": "display-zoned", "unit": "MiB/s", "value": 5}],
                               "github-action-benchmark")
        self.assertFalse(figures["display-zoned"]["is_same"])

    def test_spec(self):
        document, figures = self.read(PLAIN, "spec")
        self.assert_remark(figures["display_gibs"]["remarks"], FAILING)
        self.assertAlmostEqual(figures["display_gibs"]["mib_s"], 4.22 * 1024)
        document, _ = self.read({**PLAIN, "commit": self.document["commit"][:7],
                                 "environment": {"fingerprint": "0123456789abcdef"},
                                 "errors": ["it failed"]}, "spec")
        self.assert_remark(document["remarks"], "their commit", False)
        self.assert_remark(document["remarks"], "their host is 0123456789abcdef")
        self.assert_remark(document["remarks"], "it failed")
        document, figures = self.read({**PLAIN, "display_gibs": None}, "spec")
        self.assertEqual(list(figures), ["comp3_mibs"])

    def test_text_for_people(self):
        theirs = self.write("theirs.json", json.dumps(
            [{"name": "display \u001b[31m\u202e", "unit": "MiB/s", "value": 2386.5}]))
        result = run("import", theirs, "--from", "github-action-benchmark", "--perf", self.perf())
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertNotIn("\u001b", result.stdout)
        self.assertNotIn("\u202e", result.stdout)
        for phrase in ("2386", FAILING, NO_INTERVAL, "Ours: " + self.document["timestamp"]):
            self.assertIn(phrase, result.stdout)
        alone = run("import", theirs, "--from", "github-action-benchmark")
        self.assertIn("--perf names a run of ours", alone.stdout)


class Damage(ImportTest):
    def assert_unreadable(self, path, origin, *phrases):
        result = run("import", path, "--from", origin, timeout=30)
        self.assert_says_one_sentence(result, 1, "CBKB002", *phrases)
        self.assertEqual(result.stdout, "")

    def test_files(self):
        receipt = json.dumps(RECEIPT)
        cases = [
            ("", "1:1"), ("{", "JSON"), ("[" * 100000, "JSON"), (b"\xff", "JSON"), ("1", "JSON"),
            ('{"a": 1, "a": 2}', "twice"), ('{"summary": NaN}', "JSON"),
            (receipt[:-10], "JSON"), (receipt.replace("2386.5", "-1"), "/summary"),
            (receipt.replace("2386.5", "1e999"), "JSON"),
            (receipt.replace("2386.5", '"fast"'), "/summary"),
            (receipt.replace('"release"', '"fast"'), "/build_profile"),
            (receipt.replace("ab" * 20, "; rm -rf /"), "/commit"),
        ]
        for content, phrase in cases:
            with self.subTest(content[:40]):
                path = self.write("bad.json", content)
                self.assert_unreadable(path, "receipt", "bad.json", phrase)
        for content in ("{}", "[{}]", '[{"name": "a", "unit": "MiB/s", "value": 0}]',
                        '[{"name": "a", "unit": "MiB/s", "value": "1"}]'):
            self.assert_unreadable(self.write("bad.json", content), "github-action-benchmark",
                                   "bad.json")
        script = "window.BENCHMARK_DATA = "
        for content, phrase in (("", "1:25"), ("[]", "object"), ("{}", "entries"), ("{}; x", "1:27"),
                                ('{"entries": {}}', "/entries"),
                                ('{"entries": {"a": [{}]}}', "/entries/a/0")):
            self.assert_unreadable(self.write("data.js", script + content),
                                   "github-action-benchmark", "data.js", phrase)
        self.assert_unreadable(self.write("bad.json", "{}"), "spec", "bad.json")

    def test_what_is_no_file(self):
        os.mkfifo(self.folder / "pipe")
        for name in ("absent", "pipe", "."):
            for origin in ("receipt", "github-action-benchmark", "spec"):
                self.assert_unreadable(self.folder / name, origin)
        self.assert_unreadable("/dev/zero", "receipt")

    def test_criterion_folders(self):
        self.assert_unreadable(self.folder, "criterion", 'no folder "new"')
        self.assert_unreadable(self.folder / "absent", "criterion", "absent")
        benchmark, good = {"full_id": "display"}, {"mean": estimate(1, 2, 3)}
        for number, (first, second) in enumerate((
                ({}, good), (benchmark, {}), (benchmark, {"mean": estimate(0, 0, 0)}),
                ("{", good), (benchmark, "[]"), (benchmark, " " * 2 ** 21),
                ({**benchmark, "throughput": {"Bytes": -1}}, good))):
            self.assert_unreadable(self.criterion(first, second), "criterion", "display_heavy",
                                   f"{'benchmark' if number in (0, 3, 6) else 'estimates'}.json")

    def test_links_lead_nowhere(self):
        folder = self.criterion({"full_id": "display"}, {"mean": estimate(1, 2, 3)})
        (folder / "loop").symlink_to(folder)
        (folder / "root").symlink_to("/")
        _, figures = self.read(folder, "criterion")
        self.assertEqual(list(figures), ["display"])
        self.assertIsNone(figures["display"]["mib_s"])
        benchmark = folder / "slo_validation" / "display_heavy" / "new" / "benchmark.json"
        benchmark.rename(self.folder / "elsewhere.json")
        benchmark.symlink_to(self.folder / "elsewhere.json")
        self.assert_unreadable(folder, "criterion", "benchmark.json", "no link")

    def test_a_bad_run_of_ours_is_another_matter(self):
        theirs = self.write("theirs.json", json.dumps(PLAIN))
        bad = self.write("bad.json", '{"display_gibs": 1}')
        result = run("import", theirs, "--from", "spec", "--perf", bad)
        self.assert_says_one_sentence(result, 1, "CBKB003", "bad.json")
        self.assertEqual(result.stdout, "")

    def test_wrong_use(self):
        for arguments, phrase in (((), "one file or folder"), ((PERF,), "--from: a format was expected: there are criterion"),
                                  ((PERF, PERF, "--from", "spec"), "not also"),
                                  ((PERF, "--from", "pdf"), '--from: there is no format "pdf": there are criterion'),
                                  # It holds runs over time, which `history import` reads.
                                  ((PERF, "--from", "bencher"), '--from: there is no format "bencher": there are criterion')):
            self.assert_says_one_sentence(run("import", *arguments), 2, phrase)


if __name__ == "__main__":
    unittest.main()
