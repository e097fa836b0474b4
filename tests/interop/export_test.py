# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Every shape that `perfharness export` writes is read by a program or a schema that was not written
here, which finds the same numbers; what was not measured is in none of them.
"""
import copy
import io
import json
import math
import os
import statistics
import subprocess
import sys
import unittest

import jsonschema
import junitparser
from prometheus_client.openmetrics.parser import text_string_to_metric_families

import readers
from comparison_documents import comparison, entry, failed, timed, usual
from program import SOURCE, ProgramTest, environment, load, run, validator

PERF = SOURCE / "fixtures" / "documents" / "perf.json"
COMPARE = "/usr/share/benchmark/compare.py"
SHAPES = ("spec", "receipt", "benchmark-run", "github-action-benchmark", "bencher", "gobench", "google-benchmark",
          "pyperf", "criterion", "junit", "openmetrics")
PER_LAUNCH = ("gobench", "google-benchmark", "pyperf", "criterion")
PLAIN = {"display_gibs": 4.22, "comp3_mibs": 571, "warnings": [], "errors": []}
VOID = "display-as-published"
HOSTILE = 'a "b"\\c\td\n# EOF\nBenchmarkX 1 1 ns/op\u202e/../../x'
# Who and where: nobody's business but theirs.
PRIVATE = {"GITHUB_ACTOR": "some-person", "RUNNER_NAME": "secret-runner", "HOSTNAME": "secret-host",
           "USER": "some-user"}


def read_by(*command, **options):
    """What a reader says; that it fails is a failure."""
    result = subprocess.run(list(map(str, command)), capture_output=True, encoding="utf-8",
                            check=False, timeout=120, **options)
    if result.returncode != 0:
        raise AssertionError(f"{command[0]}: {result.stdout}{result.stderr}")
    return result.stdout


def measured(document):
    return {f"{entry['name']}/{entry['level']}/{entry['subject']}": entry
            for entry in document["benchmarks"] if entry["state"] == "measured"}


class ExportTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.document = load(PERF)
        self.entries = measured(self.document)

    def path_of(self, document):
        return self.write("perf.json", json.dumps(document))

    def export(self, document, shape, *arguments, **options):
        result = run("export", self.path_of(document), "--as", shape, *arguments, **options)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def add_system(self, document):
        """The system-info.json that a run leaves beside its perf.json."""
        system = json.loads(run("system", "--json").stdout)
        system.update(fingerprint=document["environment"]["fingerprint"],
                      runner_name="secret-runner")
        self.write("system-info.json", json.dumps(system))
        return system

    def export_any(self, document, shape, **options):
        """The text of a shape, of all its files where it is a folder."""
        if shape != "criterion":
            return self.export(document, shape, **options)
        folder = self.folder / "any-criterion"
        self.export(document, shape, "-o", folder, **options)
        return "\n".join(f"{path}: {path.read_text('utf-8')}" for path in
                         sorted(folder.rglob("*.json")))


class Readers(ExportTest):
    def test_spec(self):
        """Its warnings are those of a judgement of the run."""
        document = json.loads(self.export(self.document, "spec"))
        judged = json.loads(run("check", self.path_of(self.document), "--json").stdout)
        self.assertTrue(judged["warnings"])
        self.assertEqual(document, {"display_gibs": round(self.document["display_gibs"], 2),
                                    "comp3_mibs": round(self.document["comp3_mibs"], 1),
                                    "warnings": judged["warnings"], "errors": []})
        path = self.write("spec.json", json.dumps(document))
        self.assertIn("plain", run("validate", path).stdout)

    def test_receipt_has_its_seal_and_members(self):
        system = self.add_system(self.document)
        path = self.folder / "receipt.json"
        self.assertEqual(self.export(self.document, "receipt", "-o", path), "")
        receipt = load(path)
        canonical = read_by("jq", "-cS", "del(.integrity)", path)
        digest = read_by("sha256sum", "-", input=canonical).split()[0]
        self.assertEqual(receipt["integrity"], {"sha256": digest})
        text, number = {"type": "string"}, {"type": "number", "exclusiveMinimum": 0}

        def object_of(members):
            return {"type": "object", "required": list(members), "properties": members,
                    "additionalProperties": False}

        jsonschema.Draft7Validator(object_of({
            "format_version": {"pattern": "^[0-9]+[.][0-9]+[.][0-9]+$"},
            "timestamp": {"type": "string", "format": "date-time"},
            "commit": {"pattern": "^[a-f0-9]{7,40}$"}, "build_profile": {"const": "release"},
            "target_cpu": text,
            "environment": object_of({"os": text, "kernel": text, "cpu_model": text,
                                      "cpu_cores": {"type": "integer", "minimum": 1},
                                      "wsl2_detected": {"type": "boolean"}}),
            "benchmarks": {"minItems": 1, "items": object_of({
                "name": text, "mean_ns": number, "bytes_processed": {"type": "integer"},
                "mean_mibps": number})},
            "summary": object_of({name: number for name in (
                "display_mibps", "comp3_mibps", "max_rss_mib", "p50_mibps", "p90_mibps",
                "p99_mibps")}),
            "integrity": object_of({"sha256": {"pattern": "^[a-f0-9]{64}$"}})})).validate(receipt)
        self.assertEqual(receipt["target_cpu"], "x86-64-v3")
        self.assertEqual(receipt["environment"]["cpu_model"], system["cpu"]["brand"])
        self.assertAlmostEqual(receipt["summary"]["comp3_mibps"], self.document["comp3_mibs"], 3)
        for entry in receipt["benchmarks"]:
            self.assertAlmostEqual(entry["mean_ns"], self.entries[entry["name"]]["mean_ns"], 2)
            self.assertNotIn("native", entry["name"])

    def test_benchmark_run(self):
        """By a schema that nobody here wrote a reader for, and by what the schema cannot say."""
        self.add_system(self.document)
        path = self.folder / "result.json"
        self.export(self.document, "benchmark-run", "-o", path)
        document = load(path)
        validator("benchmark-run.schema.json").validate(document)
        self.assertEqual({metric["name"]: metric["value"] for metric in document["metrics"]},
                         {name: entry["throughput_mib_s"] for name, entry in self.entries.items()})
        self.assertEqual(document["system_info"]["fingerprint"],
                         self.document["environment"]["fingerprint"])
        self.assertTrue(document["system_info"]["cpu_model"])
        self.assertIn("benchmark-run", run("validate", path).stdout)

    def test_github_action_benchmark(self):
        document = json.loads(self.export(self.document, "github-action-benchmark"))
        text = {"type": "string", "minLength": 1}
        jsonschema.validate(document, {"type": "array", "items": {
            "required": ["name", "unit", "value"], "additionalProperties": False, "properties": {
                "name": text, "unit": {"const": "MiB/s"}, "value": {"type": "number"},
                "range": text, "extra": text}}})
        self.assertEqual({entry["name"]: entry["value"] for entry in document},
                         {name: entry["throughput_mib_s"] for name, entry in self.entries.items()})
        for entry in document:
            self.assertEqual(" slower than C, " in entry["extra"],
                             "share_of_reference" in self.shares(entry["name"]), entry)
            self.assertRegex(entry["extra"], r", of memcpy [\d.]+ %, host ")

    def shares(self, name):
        """Of memcpy, of records also of their lines, and of the reference where that is another."""
        entry = self.entries[name]
        reference = self.entries.get(f"{name.rpartition('/')[0]}/native")
        shares = {"share_of_memcpy": entry["share_of_memcpy"],
                  "output_share_of_memcpy": entry.get("output_share_of_memcpy"),
                  "share_of_reference": reference and reference is not entry and
                                        entry["throughput_mib_s"] / reference["throughput_mib_s"]}
        return {share: value for share, value in shares.items() if value}

    def test_shares(self):
        """The same in each shape that has room for them."""
        for entry in self.entries.values():
            if entry["level"] != "kernel":
                entry.update(output_bytes=10 * entry["input_bytes"],
                             output_share_of_memcpy=10 * entry["share_of_memcpy"])
        families = {family.name: family for family in text_string_to_metric_families(
            self.export(self.document, "openmetrics"))}
        bencher = json.loads(self.export(self.document, "bencher"))
        pyperf = {entry["metadata"]["name"]: entry["metadata"] for entry in
                  json.loads(self.export(self.document, "pyperf"))["benchmarks"]}
        medians = {entry["run_name"]: entry for entry in
                   json.loads(self.export(self.document, "google-benchmark"))["benchmarks"]
                   if entry.get("aggregate_name") == "median"}
        for share in ("share_of_memcpy", "output_share_of_memcpy", "share_of_reference"):
            expected = {name: self.shares(name)[share] for name in self.entries
                        if share in self.shares(name)}
            self.assertGreater(len(expected), 0, share)
            for found in (
                    {"/".join(sample.labels[part] for part in ("benchmark", "level", "subject")):
                     sample.value for sample in families[f"perf_{share}_ratio"].samples},
                    {name: entry[share.replace("_", "-")]["value"] for name, entry in bencher.items()
                     if share.replace("_", "-") in entry},
                    {name: entry[share] for name, entry in pyperf.items() if share in entry},
                    {name: entry[share] for name, entry in medians.items() if share in entry}):
                self.assertEqual(set(found), set(expected), share)
                for name, value in found.items():
                    self.assertTrue(math.isclose(value, expected[name]), (share, name))

    def test_bencher(self):
        document = json.loads(self.export(self.document, "bencher"))
        self.assertEqual(set(document), set(self.entries))
        for name, entry in document.items():
            self.assertEqual(set(entry), {"throughput", *(share.replace("_", "-")
                                                          for share in self.shares(name))})
            self.assertEqual(entry["throughput"]["value"], self.entries[name]["throughput_mib_s"])
            self.assertLess(entry["throughput"]["lower_value"], entry["throughput"]["upper_value"])

    def test_gobench_by_benchstat(self):
        readers.install_benchstat()
        path = self.folder / "run.txt"
        self.export(self.document, "gobench", "-o", path)
        table = read_by(readers.BENCHSTAT, "-format", "csv", path)
        rows = [line.split(",") for line in table.splitlines()]
        row = next(row for row in rows if row[0] == "Decode/workload=comp3/set=stream/"
                                                    "subject=copybook-rs/level=kernel")
        entry = self.entries["comp3/stream/kernel/copybook-rs"]
        self.assertAlmostEqual(float(row[1]), entry["median_ns"] / 1e9, 6)
        self.assertEqual(len({row[0] for row in rows if row[0].startswith("Decode/")}),
                         len(self.entries))
        compared = read_by(readers.BENCHSTAT, "-col", "/subject", path)
        self.assertIn("native", compared)

    def test_gobench_has_allocations(self):
        """Of one pass, as the times are; nothing of what was not counted, or not seen."""
        document = copy.deepcopy(self.document)
        for entry in document["benchmarks"]:
            entry.pop("allocations", None)
        entries = measured(document)
        counted = entries["comp3/stream/kernel/copybook-rs"]
        counted["allocations"] = {"records": counted["records"] // 2, "items": counted["records"] // 2,
                                  "calls": 300, "bytes": 7000, "peak_live_bytes": 90,
                                  "peak_resident_bytes": 4096}
        entries["comp3/stream/kernel/native"]["allocations"] = {"unseen": "by nobody"}
        passes = counted["records"] / (counted["records"] // 2)
        path = self.folder / "run.txt"
        self.export(document, "gobench", "-o", path)
        said = [line for line in path.read_text("utf-8").splitlines() if "allocs/op" in line]
        self.assertEqual(len(said), counted["launches"])
        self.assertTrue(all(line.endswith(f" {7000 * passes:.0f} B/op {300 * passes:.0f} allocs/op")
                            for line in said), said)
        readers.install_benchstat()
        table = read_by(readers.BENCHSTAT, "-format", "csv", path)
        self.assertIn("allocs/op", table)
        self.assertIn("B/op", table)

    def test_google_benchmark_by_compare_py(self):
        base = self.folder / "base.json"
        self.export(self.document, "google-benchmark", "-o", base)
        slower = load(base)
        for entry in slower["benchmarks"]:
            entry["real_time"] *= 2
        head = self.write("head.json", json.dumps(slower))
        result = json.loads(base.read_text("utf-8"))
        dump = self.folder / "diff.json"
        read_by(sys.executable, COMPARE, "--no-color", "-d", dump, "benchmarks", base, head)
        found = {entry["name"]: entry for entry in load(dump)}
        for name, entry in self.entries.items():
            median = next(item for item in result["benchmarks"] if item["name"] == name + "_median")
            self.assertEqual(median["real_time"], entry["median_ns"])
            self.assertEqual(len(found[name]["measurements"]), entry["launches"])
            self.assertTrue(all(abs(item["time"] - 1) < 1e-9
                                for item in found[name]["measurements"]))
            self.assertIn("time_pvalue", found[name]["utest"])

    def test_pyperf(self):
        readers.install_pyperf()
        path = self.folder / "pyperf.json"
        self.export(self.document, "pyperf", "-o", path)
        python = dict(env={**os.environ, "PYTHONPATH": str(readers.PYPERF)})
        read_by(sys.executable, "-m", "pyperf", "check", path, **python)
        said = read_by(sys.executable, "-c", (
            "import json, pyperf, sys\n"
            "suite = pyperf.BenchmarkSuite.load(sys.argv[1])\n"
            "print(json.dumps({one.get_name(): one.get_values() for one in suite}))"), path,
                       **python)
        found = json.loads(said)
        self.assertEqual(set(found), set(self.entries))
        for name, values in found.items():
            self.assertEqual([round(value * 1e9, 3) for value in values],
                             [round(ns, 3) for ns in self.entries[name]["launch_ns"]])

    def test_criterion_by_critcmp(self):
        readers.install_critcmp()
        self.export(self.document, "criterion", "-o", self.folder / "criterion")
        baseline = json.loads(read_by(readers.CRITCMP, "--target-dir", self.folder, "--export",
                                      "new"))["benchmarks"]
        self.assertEqual(set(baseline), set(self.entries))
        for name, entry in baseline.items():
            launches = self.entries[name]["launch_ns"]
            estimates = entry["criterion_estimates_v1"]
            self.assertAlmostEqual(estimates["mean"]["point_estimate"], statistics.mean(launches),
                                   2)
            self.assertAlmostEqual(estimates["median"]["point_estimate"],
                                   statistics.median(launches), 2)
            self.assertAlmostEqual(estimates["std_dev"]["point_estimate"],
                                   statistics.stdev(launches), 2)
            interval = estimates["mean"]["confidence_interval"]
            self.assertLess(interval["lower_bound"], statistics.mean(launches))
            self.assertGreater(interval["upper_bound"], statistics.mean(launches))
            self.assertEqual(entry["criterion_benchmark_v1"]["throughput"]["Bytes"],
                             self.entries[name]["input_bytes"])

    def test_junit_by_junitparser(self):
        text = self.export(self.document, "junit")
        found = junitparser.JUnitXml.fromroot(
            junitparser.JUnitXml.fromstring(text.encode("utf-8"))._elem)
        suites = {suite.name: suite for suite in found}
        self.assertEqual(set(suites), {"verdict", "floors", "baseline", "benchmarks"})
        self.assertEqual(sum(suite.failures for suite in suites.values()), 0)
        strict = self.write("strict.toml", (SOURCE / "config" / "thresholds.toml").read_text(
            "utf-8").replace("comp3_min_mibs = 40", "comp3_min_mibs = 4000"))
        text = self.export(self.document, "junit", "--thresholds", strict)
        suites = {suite.name: suite for suite in
                  junitparser.JUnitXml.fromstring(text.encode("utf-8"))}
        self.assertEqual(suites["verdict"].failures, 1)

    def test_openmetrics_by_prometheus(self):
        self.document["suite"] = "critical"
        text = self.export(self.document, "openmetrics")
        families = {family.name: family for family in text_string_to_metric_families(text)}
        throughput = families["perf_throughput_bytes_per_second"]
        self.assertEqual((throughput.type, throughput.unit), ("gauge", "bytes_per_second"))
        found = {f"{sample.labels['benchmark']}/{sample.labels['level']}/"
                 f"{sample.labels['subject']}": sample for sample in throughput.samples}
        self.assertEqual(set(found), set(self.entries))
        for name, sample in found.items():
            self.assertEqual(set(sample.labels),
                             {"benchmark", "host", "suite", "subject", "level"})
            self.assertTrue(math.isclose(sample.value,
                                         self.entries[name]["throughput_mib_s"] * 2 ** 20))
        self.assertEqual({sample.labels["commit"] for sample in families["perf_build"].samples},
                         {self.document["commit"]})
        self.assertTrue(text.endswith("# EOF\n"))


class Comparisons(ProgramTest):
    """The shapes that have room for one; the others say so."""

    def export(self, document, shape):
        return run("export", self.write("comparison.json", json.dumps(document)), "--as", shape)

    def text(self, document, shape):
        result = self.export(document, shape)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def test_bencher(self):
        document = json.loads(self.text(usual(), "bencher"))
        self.assertEqual(len(document), 4)
        slow = document["display-text/L2/kernel"]
        self.assertAlmostEqual(slow["time-over-base"]["value"], 1.25, places=6)
        self.assertLess(slow["time-over-base"]["lower_value"], 1.25)
        self.assertEqual(slow["work-over-base"], {"value": 1.25})
        self.assertEqual(json.loads(self.text(failed("head"), "bencher")), {})

    def test_gobench_has_what_is_exact(self):
        """Work and allocations of both builds, an item; a comparison has no launch's time."""
        counted = {"records": 10, "items": 100, "calls": 50, "bytes": 6400, "peak_live_bytes": 64}
        allocations = {"difference": "more", "verdict": "PASS", "draws": 2, "base": counted,
                       "head": {**counted, "calls": 75}}
        document = comparison(timed("comp3/L2", 0.0, "PASS", work=1.5, allocations=allocations),
                              timed("a b", 0.0, "PASS"))
        self.assertEqual(self.text(document, "gobench").splitlines()[2:], [
            "BenchmarkDecode/benchmark=comp3/L2/level=kernel/build=base 1 100 instructions/item "
            "64 B/item 0.5 allocs/item",
            "BenchmarkDecode/benchmark=comp3/L2/level=kernel/build=head 1 150 instructions/item "
            "64 B/item 0.75 allocs/item"])
        self.assertEqual(len(self.text(failed("head"), "gobench").splitlines()), 2)

    def test_openmetrics_by_prometheus(self):
        hostile = comparison(timed(HOSTILE, 0.2, "FAIL"), entry("comp3", "NEUTRAL"), suite=HOSTILE)
        for document, count in ((usual(), 4), (hostile, 1), (failed("head"), 0)):
            families = {family.name: family for family in
                        text_string_to_metric_families(self.text(document, "openmetrics"))}
            ratios = families["perf_time_over_base_ratio"].samples
            self.assertEqual(len(ratios), count)
            self.assertEqual(len(families["perf_time_over_base_high_ratio"].samples), count)
            (what,) = families["perf_comparison"].samples
            self.assertEqual((what.labels["verdict"], what.labels["mode"]), (document["verdict"], "time"))
        self.assertNotIn("slower", self.text(comparison(mode="work"), "openmetrics").split("# TYPE")[4])

    def test_junit_by_junitparser(self):
        suites = junitparser.JUnitXml.fromstring(self.text(usual(), "junit").encode())
        self.assertEqual([suite.failures for suite in suites], [1, 1])

    def test_the_others_name_those_that_can(self):
        for shape in set(SHAPES) - {"bencher", "gobench", "junit", "openmetrics", "criterion"}:
            self.assert_says_one_sentence(self.export(usual(), shape), 1, f"--as {shape}: ",
                                          "bencher, gobench, junit, openmetrics")
        path = self.write("comparison.json", json.dumps(usual()))
        self.assert_refused(run("export", path, "--as", "junit", "--thresholds", "x"), 2, "--thresholds")


class Builds(ExportTest):
    """What copybook-rs was built from, in the shapes that have a place for it."""
    RELEASE, COMMIT = "0.8.1", "1cb98b47444aafd199381b9fb8e956a77b1901e5"

    def setUp(self):
        super().setUp()
        for subject in self.document["subjects"]:
            if subject["name"] == "copybook-rs":
                subject["built_from"] = {"release": self.RELEASE, "origin": "registry",
                                         "commit": self.COMMIT, "flags": "-C target-cpu=znver5"}

    def test_a_receipt_is_of_the_librarys_commit(self):
        self.add_system(self.document)
        receipt = json.loads(self.export(self.document, "receipt"))
        self.assertEqual((receipt["commit"], receipt["target_cpu"]), (self.COMMIT, "znver5"))
        self.assertNotEqual(self.document["commit"], self.COMMIT)
        # It is the commit of our run, too, when it comes back.
        path = self.write("receipt.json", json.dumps(receipt))
        said = json.loads(run("import", path, "--from", "receipt", "--perf",
                              self.path_of(self.document), "--json").stdout)
        self.assertNotIn("commit", " ".join(said["remarks"]))

    def test_a_receipt_needs_all_of_the_system(self):
        """That perf.json knows the kernel is not enough."""
        self.document["environment"].update(kernel="6.1.0", microcode="0x1")
        result = run("export", self.path_of(self.document), "--as", "receipt")
        self.assert_says_one_sentence(result, 1, "there is no system-info.json")

    def test_others(self):
        families = {family.name: family for family in text_string_to_metric_families(
            self.export(self.document, "openmetrics"))}
        labels = {sample.labels["subject"]: sample.labels
                  for sample in families["perf_build"].samples}
        self.assertEqual((labels["copybook-rs"]["release"], labels["copybook-rs"]["built_from_commit"],
                          labels["copybook-rs"]["commit"]),
                         (self.RELEASE, self.COMMIT, self.document["commit"]))
        self.assertNotIn("release", labels["native"])
        context = json.loads(self.export(self.document, "google-benchmark"))["context"]
        self.assertEqual((context["copybook_rs_release"], context["copybook_rs_commit"]),
                         (self.RELEASE, self.COMMIT))
        for entry in json.loads(self.export(self.document, "pyperf"))["benchmarks"]:
            is_ours = entry["metadata"]["name"].endswith("/copybook-rs")
            self.assertEqual(entry["metadata"].get("copybook_rs_commit"),
                             self.COMMIT if is_ours else None)
        for entry in json.loads(self.export(self.document, "github-action-benchmark")):
            self.assertEqual(entry["extra"].endswith(", release 0.8.1, commit 1cb98b47444a"),
                             entry["name"].endswith("/copybook-rs"), entry)


class Truth(ExportTest):
    def anchored(self):
        """The document with an anchor, which takes 4/5 of copybook-rs' time in each launch."""
        document = copy.deepcopy(self.document)
        document["anchor"] = {"name": "old.so", "built_from": {"release": "0.6.1",
                                                               "library_sha256": "a" * 64}}
        for entry in self.document["benchmarks"]:
            if entry["subject"] != "copybook-rs" or entry["state"] != "measured":
                continue
            anchor = {**entry, "subject": "anchor"}
            for name in ("median_ns", "mean_ns"):
                anchor[name] = entry[name] * 0.8
            anchor["throughput_mib_s"] = entry["throughput_mib_s"] / 0.8
            for name in ("ci95_ns", "launch_ns"):
                anchor[name] = [ns and ns * 0.8 for ns in entry[name]]
            document["benchmarks"].append(anchor)
            document["comparisons"].append(
                {"name": entry["name"], "level": entry["level"], "base": "anchor",
                 "head": "copybook-rs", "ratio": 1.25, "ci95": [1.25, 1.25], "p_value": 0.0,
                 "verdict": None})
        return document

    def test_an_anchor(self):
        """The shapes with room for it have the ratio; another anchor is another series."""
        document = self.anchored()
        mine = [entry for entry in measured(document).values()
                if entry["subject"] == "copybook-rs"]
        families = {family.name: family for family in text_string_to_metric_families(
            self.export(document, "openmetrics"))}
        samples = families["perf_time_over_anchor_ratio"].samples
        self.assertEqual({(sample.labels["benchmark"], sample.labels["level"]): sample.value
                          for sample in samples},
                         {(entry["name"], entry["level"]): 1.25 for entry in mine})
        for sample in samples:
            self.assertEqual((sample.labels["anchor"], sample.labels["anchor_release"],
                              sample.labels["anchor_sha256"], sample.labels["subject"]),
                             ("old.so", "0.6.1", "a" * 64, "copybook-rs"))
        entries = json.loads(self.export(document, "github-action-benchmark"))
        self.assertEqual(len([entry for entry in entries if entry["extra"].endswith(
            ", 20.0 % slower beside the anchor copybook-rs 0.6.1 (sha256 aaaaaaaaaaaa)")]),
            len(mine))
        self.assertNotIn("anchor", self.export(self.document, "openmetrics"))
        self.assertNotIn("anchor", self.export(self.document, "github-action-benchmark"))

    def test_what_was_not_measured_is_nowhere(self):
        self.add_system(self.document)
        for shape in SHAPES:
            with self.subTest(shape):
                text = self.export_any(self.document, shape)
                self.assertEqual(VOID in text, shape == "junit")

    def test_nothing_measured_is_no_zero(self):
        for entry in self.document["benchmarks"]:
            if entry["state"] == "measured":
                kept = {name: entry[name] for name in (
                    "name", "workload", "working_set", "level", "subject", "records",
                    "records_failed")}
                entry.clear()
                entry.update(kept, state="failed", reason="it crashed")
        self.document.update(display_gibs=None, comp3_mibs=None)
        for entry in self.document["headline"].values():
            if isinstance(entry, dict):
                entry.update(throughput_mib_s=None, throughput_mb_s=None)
        self.add_system(self.document)
        spec = json.loads(self.export(self.document, "spec"))
        self.assertEqual((spec["display_gibs"], spec["comp3_mibs"]), (None, None))
        self.assertEqual(json.loads(self.export(self.document, "bencher")), {})
        self.assertEqual(json.loads(self.export(self.document, "github-action-benchmark")), [])
        list(text_string_to_metric_families(self.export(self.document, "openmetrics")))
        result = run("export", self.path_of(self.document), "--as", "receipt")
        self.assert_says_one_sentence(result, 1, "both headline figures")

    def test_a_launch_without_a_sample_is_left_out(self):
        entry = next(entry for entry in self.document["benchmarks"]
                     if entry["name"] == "comp3/stream" and entry["subject"] == "native")
        entry["launch_ns"].append(None)
        found = json.loads(self.export(self.document, "pyperf"))
        runs = next(one["runs"] for one in found["benchmarks"]
                    if one["metadata"]["name"] == "comp3/stream/kernel/native")
        self.assertEqual(len(runs), entry["launches"])

    def test_a_small_rate_is_not_rounded_to_none(self):
        spec = json.loads(self.export({**PLAIN, "display_gibs": 0.001, "comp3_mibs": 0.01}, "spec"))
        self.assertEqual((spec["display_gibs"], spec["comp3_mibs"]), (0.001, 0.01))

    def test_the_plain_shape(self):
        for shape in SHAPES:
            with self.subTest(shape):
                result = run("export", self.path_of({**PLAIN, "commit": "abc1234"}), "--as", shape,
                             "-o", self.folder / "out")
                if shape in PER_LAUNCH:
                    self.assert_says_one_sentence(result, 1, "CBKB003", "every launch")
                    self.assertFalse((self.folder / "out").exists())
                elif shape == "receipt":
                    self.assert_says_one_sentence(result, 1, "CBKB003", "the time of the run")
                else:
                    self.assertEqual((result.returncode, result.stderr), (0, ""))
                    (self.folder / "out").unlink()
        families = {family.name: family for family in text_string_to_metric_families(
            self.export({**PLAIN, "commit": "abc1234"}, "openmetrics"))}
        self.assertEqual(families["perf_build"].samples[0].labels, {"commit": "abc1234"})

    def test_names_that_others_chose(self):
        document = copy.deepcopy(self.document)
        for entry in document["benchmarks"]:
            if entry["name"] == "record-comp3":
                entry["name"] = entry["workload"] = HOSTILE
        for entry in document["headline"].values():
            if isinstance(entry, dict) and entry["benchmark"] == "record-comp3":
                entry.update(throughput_mib_s=None, throughput_mb_s=None)
        path = self.folder / "run.txt"
        self.export(document, "gobench", "-o", path)
        readers.install_benchstat()
        self.assertNotIn("\nX ", read_by(readers.BENCHSTAT, path))
        self.assertEqual(len(path.read_text("utf-8").splitlines()),
                         1 + sum(entry["launches"] for entry in self.entries.values()))
        families = list(text_string_to_metric_families(self.export(document, "openmetrics")))
        self.assertEqual(len(families[0].samples), len(self.entries))
        self.export(document, "criterion", "-o", self.folder / "criterion")
        self.assertEqual(len(list((self.folder / "criterion").rglob("sample.json"))),
                         len(self.entries))

    def test_nobody_is_named(self):
        self.add_system(self.document)
        for shape in SHAPES:
            with self.subTest(shape):
                text = self.export_any(self.document, shape, env=environment(**PRIVATE))
                for value in PRIVATE.values():
                    self.assertNotIn(value, text)


class Use(ExportTest):
    def test_wrong_use(self):
        for arguments, phrase in (((), "perf.json"), ((PERF,), "--as: a shape was expected: there are spec, receipt"),
                                  ((PERF, PERF, "--as", "spec"), "not also"),
                                  ((PERF, "--as", "pdf"), '--as: there is no shape "pdf": there are spec'),
                                  ((PERF, "--as", "criterion"), "--output")):
            with self.subTest(str(arguments)):
                self.assert_says_one_sentence(run("export", *arguments), 2, phrase)

    def test_help_lists_the_shapes(self):
        said = run("help", "export").stdout
        for shape in SHAPES:
            self.assertIn(f"  {shape} ", said)

    def test_what_is_no_perf_json(self):
        for content in ("", "{", "[]", '{"display_gibs": NaN}'):
            result = run("export", self.write("bad.json", content), "--as", "spec")
            self.assert_says_one_sentence(result, 1, "bad.json")

    def test_a_receipt_names_what_it_lacks(self):
        result = run("export", PERF, "--as", "receipt")
        self.assert_says_one_sentence(result, 1, "system-info.json")
        self.add_system(self.document)
        result = run("export", self.path_of({**self.document, "commit": None}), "--as", "receipt")
        self.assert_says_one_sentence(result, 1, "the commit")

    def test_a_folder_takes_the_file(self):
        self.export(self.document, "openmetrics", "-o", self.folder)
        self.assertTrue((self.folder / "perf.prom").exists())

    def test_a_folder_appears_whole_or_not(self):
        taken = self.folder / "taken"
        taken.mkdir()
        (taken / "kept").write_text("kept", "utf-8")
        file = self.write("file", "kept")
        for path in (taken, file, file / "below", self.folder / "absent" / "below"):
            result = run("export", PERF, "--as", "criterion", "-o", path)
            self.assert_says_one_sentence(result, 1, "CBKB012", str(path))
        self.assertEqual(sorted(os.listdir(self.folder)), ["file", "taken"])
        self.assertEqual(os.listdir(taken), ["kept"])

    def test_a_full_disk_is_said(self):
        with io.open("/dev/full", "w", encoding="utf-8") as full:
            result = run("export", PERF, "--as", "bencher", stdout=full)
        self.assert_says_one_sentence(result, 1, "CBKB012")


if __name__ == "__main__":
    unittest.main()
