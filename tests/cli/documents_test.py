# SPDX-License-Identifier: AGPL-3.0-or-later
"""
What a run writes is valid, and what was damaged is not: for `perfharness validate` and, where a
schema can say it, for python3-jsonschema, which nobody here wrote.
"""
import copy
import json
import os
import pathlib
import shutil
import tempfile
import unittest

from program import SOURCE, ProgramTest, load, measure_quietly, run, validator

ABSENT = object()

PLAIN = {"display_gibs": 4.22, "comp3_mibs": 571, "warnings": [], "errors": []}

MEASURED, VOID = "measured", "void"  # Stand for the index of the first such entry.

# JSON pointer of what is changed, the new value, JSON pointer of the complaint.
SCHEMA_DAMAGE = [
    ("/errors", ABSENT, "/"),
    ("/comp3_mibs", ABSENT, "/"),
    ("/headline/comp3", ABSENT, "/headline"),
    ("/environment/cpu", ABSENT, "/environment"),
    ("/run/seed", ABSENT, "/run"),
    ("/benchmarks/measured/state", ABSENT, "/benchmarks/measured"),
    ("/benchmarks/measured/median_ns", ABSENT, "/benchmarks/measured"),
    ("/benchmarks/measured/throughput_mib_s", ABSENT, "/benchmarks/measured"),
    ("/benchmarks/measured/blocks_set_aside/slowed", ABSENT,
     "/benchmarks/measured/blocks_set_aside"),
    ("/benchmarks/void/reason", ABSENT, "/benchmarks/void"),
    ("/warnings", "none", "/warnings"),
    ("/warnings", [1], "/warnings/0"),
    ("/errors", None, "/errors"),
    ("/display_gibs", "4.22", "/display_gibs"),
    ("/display_gibs", True, "/display_gibs"),
    ("/display_gibs", -4.22, "/display_gibs"),
    ("/comp3_mibs", 0, "/comp3_mibs"),
    ("/timestamp", "2024-01-01 00:00:00", "/timestamp"),
    ("/timestamp", "2024-01-01T00:00:00+01:00", "/timestamp"),
    ("/commit", 7, "/commit"),
    ("/status", "ok", "/status"),
    ("/headline", [], "/headline"),
    ("/headline/display/level", "fast", "/headline/display/level"),
    ("/subjects/0/name", "Copybook RS", "/subjects/0/name"),
    ("/subjects/0/version", None, "/subjects/0/version"),
    ("/subjects/0/built_from", None, "/subjects/0/built_from"),
    ("/subjects/0/built_from/commit", "", "/subjects/0/built_from/commit"),
    ("/subjects/0/built_from/is_dirty", "no", "/subjects/0/built_from/is_dirty"),
    ("/subjects/0/built_from/library_bytes", 0, "/subjects/0/built_from/library_bytes"),
    ("/subjects/0/built_from/build_s", -1, "/subjects/0/built_from/build_s"),
    ("/subjects/0/built_from/surprise", 1, "/subjects/0/built_from"),
    ("/harness/commit", ABSENT, "/harness"),
    ("/harness/surprise", 1, "/harness"),
    ("/environment/kernel", None, "/environment/kernel"),
    ("/benchmarks", {}, "/benchmarks"),
    ("/benchmarks/measured", None, "/benchmarks/measured"),
    ("/benchmarks/measured/name", "", "/benchmarks/measured/name"),
    ("/benchmarks/measured/level", "kernels", "/benchmarks/measured/level"),
    ("/benchmarks/measured/state", "good", "/benchmarks/measured/state"),
    ("/benchmarks/measured/reason", "none", "/benchmarks/measured/reason"),
    ("/benchmarks/measured/records", -1, "/benchmarks/measured/records"),
    ("/benchmarks/measured/records", 1.5, "/benchmarks/measured/records"),
    ("/benchmarks/measured/input_bytes", 0, "/benchmarks/measured/input_bytes"),
    ("/benchmarks/measured/median_ns", 0, "/benchmarks/measured/median_ns"),
    ("/benchmarks/measured/median_ns", None, "/benchmarks/measured/median_ns"),
    ("/benchmarks/measured/ci95_ns", [1], "/benchmarks/measured/ci95_ns"),
    ("/benchmarks/measured/ci95_ns", [1, 2, 3], "/benchmarks/measured/ci95_ns"),
    ("/benchmarks/measured/ci95_ns", [1, "2"], "/benchmarks/measured/ci95_ns/1"),
    ("/benchmarks/measured/cv", -0.1, "/benchmarks/measured/cv"),
    ("/benchmarks/measured/checksum", "0123", "/benchmarks/measured/checksum"),
    ("/benchmarks/measured/launch_ns", [0], "/benchmarks/measured/launch_ns/0"),
    ("/benchmarks/measured/working_set", "L4", "/benchmarks/measured/working_set"),
    ("/benchmarks/void/throughput_mib_s", 2386.0, "/benchmarks/void"),
    ("/benchmarks/void/reason", None, "/benchmarks/void/reason"),
    ("/benchmarks/void/reason", "", "/benchmarks/void/reason"),
    ("/benchmarks/void/expected", "measured", "/benchmarks/void/expected"),
    ("/limits/0/state", ABSENT, "/limits/0"),
    ("/environment/fingerprint", "somewhere", "/environment/fingerprint"),
    ("/environment/cpu", -1, "/environment/cpu"),
    ("/environment/caches_assumed", "32K,1M,16M", "/environment/caches_assumed"),
    ("/environment/caches_assumed", None, "/environment/caches_assumed"),
    ("/run/launches", 0, "/run/launches"),
    ("/surprise", 1, "/"),
    ("/benchmarks/measured/surprise", 1, "/benchmarks/measured"),
    ("/benchmarks/measured/blocks_set_aside/surprise", 1, "/benchmarks/measured/blocks_set_aside"),
    ("/schema_version", "perfharness-perf-2", "/schema_version"),
    ("/schema_version", 1, "/schema_version"),
    ("/schema_version", None, "/schema_version"),
]

# Only a program can say these.
FURTHER_DAMAGE = [
    ("/status", "failure", "/status"),
    ("/errors", ["CBKB009: something"], "/status"),
    ("/benchmarks/measured/throughput_mib_s", 4000000.0, "/benchmarks/measured/throughput_mib_s"),
    ("/benchmarks/measured/median_ns", 1.0, "/benchmarks/measured/throughput_mib_s"),
    ("/limits/0/throughput_mib_s", 1.0, "/limits/0/throughput_mib_s"),
]

SYSTEM_DAMAGE = [
    ("/fingerprint", ABSENT, "/"),
    ("/fingerprint", "0123456789ABCDEF", "/fingerprint"),
    ("/cpu", None, "/cpu"),
    ("/cpu/surprise", 1, "/cpu"),
    ("/memory/total_bytes", -1, "/memory/total_bytes"),
    ("/unavailable/aslr", "no slash", "/unavailable"),
    ("/binding/cpu", "1", "/binding/cpu"),
]

PLAIN_DAMAGE = [
    ("/errors", ABSENT, "/"),
    ("/display_gibs", ABSENT, "/"),
    ("/display_gibs", -1, "/display_gibs"),
    ("/comp3_mibs", "571", "/comp3_mibs"),
    ("/warnings", {}, "/warnings"),
    ("/errors", [{}], "/errors/0"),
]


def changed(document, pointer, value):
    result = copy.deepcopy(document)
    *parents, last = pointer.split("/")[1:]
    holder = result
    for name in parents:
        holder = holder[int(name) if isinstance(holder, list) else name]
    last = int(last) if isinstance(holder, list) else last
    if value is ABSENT:
        del holder[last]
    else:
        holder[last] = value
    return result


class Documents(ProgramTest):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="perfharness-test-"))
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        result, _ = measure_quietly("--workload", "record-display", "--workload",
                                    "display-as-published", "--launches", "2", "--sample-ms", "50",
                                    "--quiet", output=folder)
        if result.returncode != 0:
            raise AssertionError(f"exit status {result.returncode}: {result.stderr}")
        cls.perf_path, cls.system_path = folder / "perf.json", folder / "system-info.json"
        cls.perf, cls.system = load(cls.perf_path), load(cls.system_path)
        cls.perf_schema = validator("perf.schema.json")
        cls.system_schema = validator("system-info.schema.json")
        cls.plain_schema = validator("perf-plain.schema.json")

    def locate(self, pointer):
        """Put the index of the first measured, or void, entry into a pointer."""
        states = [entry["state"] for entry in self.perf["benchmarks"]]
        for state in (MEASURED, VOID):
            pointer = pointer.replace(f"/benchmarks/{state}", f"/benchmarks/{states.index(state)}")
        return pointer

    def assert_invalid(self, content, *phrases):
        path = self.write("document.json", content)
        result = run("validate", path)
        self.assertEqual(result.stdout, "")
        self.assert_says_one_sentence(result, 3, str(path), *phrases)

    def assert_valid(self, content):
        path = self.write("document.json", content)
        result = run("validate", path)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertTrue(result.stdout.startswith(f"{path}: valid ("), result.stdout)

    def assert_damage_is_seen(self, document, damage, schema):
        """By the program, which names the place, and by the schema where one is given."""
        for place, value, complaint in damage:
            shown = "(absent)" if value is ABSENT else repr(value)
            with self.subTest(f"{place} = {shown}"):
                damaged = changed(document, self.locate(place), value)
                if schema:
                    self.assertFalse(schema.is_valid(damaged), "jsonschema accepts it")
                self.assert_invalid(json.dumps(damaged), "CBKB003",
                                    f": {self.locate(complaint)}: ")

    def test_a_runs_documents_are_valid(self):
        for schema, document in ((self.perf_schema, self.perf), (self.system_schema, self.system)):
            self.assertEqual([f"{error.json_path}: {error.message}"
                              for error in schema.iter_errors(document)], [])
        result = run("validate", self.perf_path, self.system_path)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(result.stdout,
                         f"{self.perf_path}: valid (perfharness-perf-1)\n"
                         f"{self.system_path}: valid (perfharness-system-info-1)\n")

    def test_what_early_versions_did_not_write_is_optional(self):
        document = copy.deepcopy(self.perf)
        del document["harness"]
        for subject in document["subjects"]:
            del subject["built_from"]
        for name in ("kernel", "microcode"):
            document["environment"].pop(name, None)
        self.assertTrue(self.perf_schema.is_valid(document))
        self.assert_valid(json.dumps(document))

    def test_schemas_agree_on_what_a_build_is(self):
        """Each has to say it by itself."""
        said = [{name: load(SOURCE / "config" / "schema" / f"{document}.schema.json")["definitions"][name]
                 for name in ("built_from", "known_text")}
                for document in ("perf", "baseline", "judgement")]
        self.assertEqual(said[0], said[1])
        self.assertEqual(said[0], said[2])

    def test_damaged_perf_json(self):
        self.assert_damage_is_seen(self.perf, SCHEMA_DAMAGE, self.perf_schema)

    def test_damaged_system_info(self):
        self.assert_damage_is_seen(self.system, SYSTEM_DAMAGE, self.system_schema)

    def test_damaged_plain_shape(self):
        self.assert_damage_is_seen(PLAIN, PLAIN_DAMAGE, self.plain_schema)

    def test_contradictions(self):
        self.assert_damage_is_seen(self.perf, FURTHER_DAMAGE, None)

    def test_plain_shape(self):
        for extra in ({}, {"display_gibs": None, "comp3_mibs": None}, {"host": "of another tool"}):
            document = {**PLAIN, **extra}
            with self.subTest(str(extra)):
                self.assertTrue(self.plain_schema.is_valid(document))
                self.assert_valid(json.dumps(document))

    def test_every_working_set(self):
        for name in ("L1", "L2", "L3", "DRAM", "stream", None):
            with self.subTest(name):
                document = changed(self.perf, self.locate("/benchmarks/measured/working_set"), name)
                self.assertTrue(self.perf_schema.is_valid(document))
                self.assert_valid(json.dumps(document))

    def test_other_layouts_of_the_same_document(self):
        for content in (json.dumps(self.perf), json.dumps(self.perf, indent=8, sort_keys=True),
                        json.dumps(self.perf, ensure_ascii=False)):
            self.assert_valid(content)

    def test_truncated(self):
        content = self.perf_path.read_bytes().rstrip()
        for length in (0, 1, 2, 100, len(content) // 3, len(content) // 2, len(content) - 1):
            with self.subTest(f"{length} of {len(content)} bytes"):
                self.assert_invalid(content[:length], "CBKB002", "document.json:")

    def test_what_is_no_json(self):
        text = json.dumps(self.perf)
        for title, content in (
                ("binary", bytes(range(256)) * 8),
                ("UTF-16", text.encode("utf-16")),
                ("Latin-1", text.replace('"warnings"', '"w\xe4rnings"').encode("latin-1")),
                ("NUL inside", text.replace('"warnings"', '"warn\0ings"')),
                ("NUL and more behind", text + "\0{}"),
                ("more behind", text + "{}"),
                ("single quotes", text.replace('"', "'")),
                ("comment", "// measured today\n" + text),
                ("comma behind the last", text[:-1] + ",}"),
                ("no comma", text.replace(', "warnings"', ' "warnings"')),
                ("bad escape", text.replace('"warnings"', r'"warn\ings"')),
                ("half a surrogate pair", text.replace('"suite": null', r'"suite": "\ud800"')),
                ("control character in a text", text.replace('"suite": null', '"suite": "\n"')),
                ("NaN", text.replace('"display_gibs": null', '"display_gibs": NaN')),
                ("Infinity", text.replace('"display_gibs": null', '"display_gibs": Infinity')),
                ("beyond all numbers", text.replace('"display_gibs": null',
                                                    '"display_gibs": 1e999')),
                ("leading zero", text.replace('"records": ', '"records": 0', 1)),
                ("plus", text.replace('"records": ', '"records": +', 1)),
                ("hexadecimal", text.replace('"records": ', '"records": 0x', 1)),
        ):
            with self.subTest(title):
                self.assertNotEqual(content, text)
                self.assert_invalid(content, "CBKB002")

    def test_position_of_a_mistake(self):
        self.assert_invalid('{\n  "display_gibs": 1,\n  "comp3_mibs": ?\n}', "document.json:3:17: ")

    def test_names_that_stand_twice(self):
        for content, pointer in (
                ('{"errors": [], ' + json.dumps(PLAIN)[1:], "/errors"),
                ('{"x": [{}, {"y": 1, "y": 2}], ' + json.dumps(PLAIN)[1:], "/x/1/y"),
                ('{"a/b~": 1, "a/b~": 1, ' + json.dumps(PLAIN)[1:], "/a~1b~0"),
        ):
            with self.subTest(pointer):
                self.assert_invalid(content, "CBKB002", f" {pointer} ")

    def test_what_is_no_object(self):
        for content in ("[]", "4", "null", '"perf.json"', "[" + json.dumps(PLAIN) + "]"):
            with self.subTest(content):
                self.assert_invalid(content, "CBKB002", "object")

    def test_deep_nesting(self):
        for depth in (900, 100000):
            for opening, closing in (("[", "]"), ('{"a":', "}")):
                with self.subTest(f"{depth} times {opening}"):
                    nested = opening * depth + "0" + closing * depth
                    damaged = json.dumps(changed(self.perf, "/comparisons", "HERE"))
                    self.assert_invalid(damaged.replace('"HERE"', nested))
                    self.assert_invalid(nested)

    def test_names_from_the_document_are_shown_harmlessly(self):
        for name in ("two\nlines", "\x1b[31mred", "%s%n"):
            with self.subTest(repr(name)):
                self.assert_invalid(json.dumps({**self.perf, name: 1}), "CBKB003")
                self.assert_invalid('{"x": {%s: 1, %s: 1}}' % (json.dumps(name), json.dumps(name)),
                                    "CBKB002")

    def test_what_is_no_file(self):
        absent = self.folder / "absent.json"
        self.assert_says_one_sentence(run("validate", absent), 1, "CBKB012", str(absent))
        self.assert_says_one_sentence(run("validate", self.folder), 1, "CBKB012", str(self.folder))
        self.assert_says_one_sentence(run("validate", "/dev/zero"), 1, "CBKB012", "/dev/zero")
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        self.assert_says_one_sentence(run("validate", pipe), 1, "CBKB012", str(pipe))

    def test_huge_file(self):
        path = self.folder / "huge.json"
        with open(path, "wb") as file:
            file.truncate(10 ** 10)
        self.assert_says_one_sentence(run("validate", path), 3, "CBKB002", "huge.json", "64 MiB")

    def test_all_operands_are_looked_at(self):
        bad = self.write("bad.json", "{")
        result = run("validate", bad, self.perf_path, bad)
        self.assertEqual(result.returncode, 3)
        self.assertEqual(len(result.stderr.splitlines()), 2, result.stderr)
        self.assertEqual(result.stdout, f"{self.perf_path}: valid (perfharness-perf-1)\n")

    def test_what_is_found_outweighs_what_cannot_be_read(self):
        bad, absent = self.write("bad.json", "{"), self.folder / "absent.json"
        for paths in ((bad, absent), (absent, bad)):
            self.assertEqual(run("validate", *paths).returncode, 3)
        self.assertEqual(run("validate", self.perf_path, absent).returncode, 1)

    def test_no_operand(self):
        self.assert_says_one_sentence(run("validate"), 2, "CBKB015", "a file was expected")


if __name__ == "__main__":
    unittest.main()
