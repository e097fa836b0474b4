# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Every built-in workload gives a number where its work was proven done, and names what is wrong where
it was not: above all encoding, where copybook-rs loses signs.
"""
import json
import os
import re
import subprocess
import tomllib
import unittest

from program import (CACHES, HANG_S, SOURCE, SUBJECTS, TEST_SUBJECTS, WORKER, ProgramTest,
                     entries_of, environment, once_is_enough, run, unbroken, warnings_of)

# Little data: the proof of it takes as long as the rest.
QUICK = ("--launches", "1", "--sample-ms", "20", "--working-set", "L2")
WITHOUT_REFEREE = (*QUICK, "--no-referee")
LOST_SIGN = (r"^wrong answer: record \d+, field FIELD-\d\d: "
             r"-\d*0 becomes ((?:F\d){8})F0, not \1D0$")
# A referee of every kernel takes long, with sanitizers a minute and a half: with one cache, without.
REFEREE_OF = {} if os.environ["SANITIZERS"] else {"1M": ()}
# No number: of copybook-rs, for the reason above; of anybody, because there is nothing to decode.
VOID = {"encode-zoned": {"copybook-rs", "copybook-rs-scratch"},
        "record-encode-zoned": {"copybook-rs"},
        "display-as-published": {"copybook-rs", "native"}}


def workloads(*levels):
    listed = re.findall(r"(?m)^(\S+)\s+(kernel|record|file|copybook): ", run("help", "workloads").stdout)
    return [name for name, level in listed if level in levels]


def suite(name):
    with open(SOURCE / "config" / "suites" / f"{name}.toml", "rb") as file:
        return tomllib.load(file)


class Encoding(ProgramTest):
    def assert_lost_signs(self, document, **members):
        for subject in ("copybook-rs", "copybook-rs-scratch"):
            entry, = entries_of(document, subject)
            self.assertEqual((entry["name"], entry["state"]), ("encode-zoned/L2", "void"))
            self.assertRegex(entry["reason"], LOST_SIGN)
            self.assertNotIn("throughput_mib_s", entry)
            self.assertEqual({name: entry.get(name) for name in members}, members)
        entry, = entries_of(document, "native")
        self.assert_measured(entry)
        self.assertNotIn("expected", entry)

    def test_lost_signs_are_named(self):
        result, document = self.measure("--workload", "encode-zoned", *QUICK)
        self.assertEqual((result.returncode, document["status"]), (3, "failure"))
        self.assert_lost_signs(document, expected=None)
        self.assertEqual(len(document["errors"]), 2)
        for error in document["errors"]:
            self.assertRegex(error, r"^CBKB010: encode-zoned/L2, copybook-rs(-scratch)?, ")

    @once_is_enough
    def test_without_such_values_there_is_a_number(self):
        result, document = self.measure("--workload", "encode-zoned-no-minus-tens",
                                        *WITHOUT_REFEREE)
        self.assertEqual((result.returncode, document["errors"]), (0, []), result.stderr)
        for subject in ("copybook-rs", "copybook-rs-scratch", "native"):
            entry, = entries_of(document, subject)
            self.assert_measured(entry)

    def measure_known_fault(self, workload, *arguments):
        path = self.write("known.toml", 'description = ""\nlaunches = 1\n[[workload]]\n'
                                        f'name = "{workload}"\nexpect = "known-fault"\n')
        return self.measure("--suite", path, *WITHOUT_REFEREE, *arguments)

    def test_known_fault_is_no_error(self):
        result, document = self.measure_known_fault("encode-zoned")
        self.assertEqual((result.returncode, document["errors"]), (0, []), result.stderr)
        self.assertEqual(warnings_of(document), [])
        self.assert_lost_signs(document, expected="known-fault")
        judged = json.loads(run("check", self.output / "perf.json", "--json").stdout)
        self.assertNotIn('"is_expected": false', json.dumps(judged), "read back as it was written")
        self.assertIn('"is_expected": true', json.dumps(judged))
        self.assertRegex(unbroken(result.stdout), r"No number encode-zoned/L2: copybook-rs, "
                         r"copybook-rs-scratch void: .*, not (?:F\d){8}D0 \(a known fault\) ")

    @once_is_enough
    def test_known_fault_that_is_mended_is_no_error(self):
        result, document = self.measure_known_fault("encode-comp3", "--quiet")
        self.assertEqual((result.returncode, document["errors"]), (0, []), result.stderr)
        for entry in document["benchmarks"]:
            self.assert_measured(entry)

    def test_known_fault_is_not_the_references(self):
        wrong = TEST_SUBJECTS / "last-value-wrong.so"
        result, document = self.measure_known_fault("encode-comp3", "--quiet", "--subject",
                                                    f"native={wrong}")
        self.assertEqual(result.returncode, 3)
        self.assertEqual([error.partition(", kernel")[0] for error in document["errors"]],
                         ["CBKB010: encode-comp3/L2, native"])

    @once_is_enough
    def test_speed_counts_mainframe_bytes(self):
        """Eight bytes of integer make six of COMP-3: it is the six that are counted."""
        result, document = self.measure("--workload", "encode-comp3", *WITHOUT_REFEREE)
        self.assertIn("Kernels: columns of values, MiB/s of mainframe bytes\n", result.stdout)
        for entry in document["benchmarks"]:
            self.assertEqual(entry["input_bytes"], entry["records"] * 60)
            self.assertAlmostEqual(entry["throughput_mib_s"],
                                   entry["input_bytes"] / 2 ** 20 / (entry["median_ns"] / 1e9))


class Suites(unittest.TestCase):
    def test_files_have_suites_of_their_own(self):
        """They take minutes, and need a disk: no other suite has them, nor does a run without any."""
        self.assertEqual([entry["name"] for entry in suite("files")["workload"]], workloads("file"))
        self.assertEqual(suite("files-release")["workload"], suite("files")["workload"])
        self.assertEqual(suite("files-release")["file_size"], "4x-memory")

    def test_comprehensive_holds_every_workload(self):
        entries = suite("comprehensive")["workload"]
        self.assertEqual([entry["name"] for entry in entries], workloads("kernel", "record", "copybook"))
        self.assertEqual({entry["name"]: entry["expect"] for entry in entries
                          if "expect" in entry},
                         {"encode-zoned": "known-fault", "record-encode-zoned": "known-fault",
                          "display-as-published": "void"})

    def test_larger_suites_hold_the_smaller(self):
        held = [[entry["name"] for entry in suite(name)["workload"]]
                for name in ("critical", "standard", "comprehensive")]
        for smaller, larger in zip(held, held[1:]):
            self.assertLess(set(smaller), set(larger))

    def test_release_is_comprehensive_more_often(self):
        release, comprehensive = suite("release"), suite("comprehensive")
        self.assertEqual(release["workload"], comprehensive["workload"])
        self.assertGreater(release["launches"], comprehensive["launches"])

    def test_each_has_a_budget(self):
        self.assertEqual({name: suite(name)["budget_minutes"]
                          for name in ("critical", "standard", "comprehensive", "release")},
                         {"critical": 3, "standard": 8, "comprehensive": 45, "release": 120})


class EveryCache(ProgramTest):
    @once_is_enough
    def test_kernels_are_proven_with_each(self):
        """What is in the L2 cache, be it two chunks or thirty: all that the reference is timed with."""
        kernels = workloads("kernel")
        selected = [text for name in kernels for text in ("--workload", name)]
        inputs = {}
        for size, caches in CACHES.items():
            with self.subTest(size):
                result, document = self.measure(*selected, *QUICK, "--sample-ms", "1", "--subject",
                                                "native", "--caches", caches,
                                                *REFEREE_OF.get(size, ("--no-referee",)))
                self.assertEqual(document["errors"], [], result.stderr)
                self.assertEqual([entry["workload"] for entry in document["benchmarks"]], kernels)
                for entry in document["benchmarks"]:
                    self.assert_measured(entry)
                inputs[size] = min(entry["input_bytes"] for entry in document["benchmarks"])
        self.assertEqual(sorted(inputs, key=inputs.get), list(CACHES))


class EveryWorkload(unittest.TestCase):
    """One launch each of little data, straight from the worker: a run of them takes minutes."""

    def launch(self, workload, subjects=("copybook-rs", "native"), **options):
        arguments = [text for name in subjects
                     for text in ("--subject", f"{name}={SUBJECTS / name}.so")]
        arguments += [text for name, value in options.items()
                      for text in (f"--{name.replace('_', '-')}", str(value))]
        result = subprocess.run([WORKER, "measure", "--workload",
                                 workload, "--input-bytes", "20000", "--chunk-bytes", "5000",
                                 "--sample-ms", "1", *arguments], env=environment(), check=True,
                                capture_output=True, encoding="utf-8", timeout=HANG_S)
        events = [json.loads(line) for line in result.stdout.splitlines()]
        return [event for event in events
                if event["event"] == "arm" and event["level"] != "limit"]

    def test_all_are_proven(self):
        for workload in workloads("kernel", "record", "copybook"):
            with self.subTest(workload):
                arms = self.launch(workload)
                self.assertNotEqual(arms, [])
                for arm in arms:
                    self.assertEqual(arm["void"], arm["name"] in VOID.get(workload, ()),
                                     arm.get("reason"))

    def test_texts_are_the_same_in_every_page(self):
        for percent in (2, 30):
            checksums = {arm["checksum"] for page in ("", "cp273-", "cp500-", "cp1047-", "cp1140-")
                         for arm in self.launch(f"display-text-{page}{percent}-percent")}
            self.assertEqual(len(checksums), 1, percent)

    @once_is_enough
    def test_outputs_of_several_lengths_in_one_block(self):
        """What the calls before the last one left behind its output is not written past the end."""
        arms = self.launch("display-text-30-percent", chunk_bytes=500, sample_ms=50)
        for arm in arms:
            self.assertFalse(arm["void"], arm.get("reason"))
            self.assertGreater(arm["block_calls"], 1)

    def launch_slow(self, chunk_bytes):
        """copybook-rs takes some microseconds for a text, hundreds of times as long as native."""
        arm, = (arm for arm in self.launch("encode-text", input_bytes=4 * chunk_bytes,
                                           chunk_bytes=chunk_bytes) if arm["name"] == "copybook-rs")
        self.assertFalse(arm["void"], arm.get("reason"))
        return arm

    def test_slow_subject_makes_fewer_calls(self):
        """One, where that takes longer than the 2 ms that any block needs: twice as long here."""
        arm = self.launch_slow(20000)
        call_ns = min(arm["ns"]) / arm["block_calls"]
        self.assertEqual(self.launch_slow(round(20000 * 4e6 / call_ns))["block_calls"], 1)


if __name__ == "__main__":
    unittest.main()
