# SPDX-License-Identifier: AGPL-3.0-or-later
"""`perfharness limits`, and what it shares with `run`: working sets and the instruction set."""
import json
import os
import platform
import re
import unittest
import xml.etree.ElementTree

from program import (CACHES, FOR_DAYS, NOISE_RETRIES, REFUSAL_S, TOO_BUSY, ProgramTest, load,
                     once_is_enough, run, unbroken)

SETS = ["L1", "L2", "L3", "DRAM", "stream"]
LIMITS = ["memcpy", "nt-copy", "read", "write"]
# What the reference has kernels for, and this machine has not.
FOREIGN_ISA = "neon" if platform.machine() == "x86_64" else "avx512"
SVG = "{http://www.w3.org/2000/svg}"


def limits(*arguments):
    """The shortest measurement there is."""
    return run("limits", "--workload", "comp3", "--launches", "1", "--sample-ms", "1", *arguments)


class Limits(ProgramTest):
    def limits_json(self, picture):
        """
        As beside a small L2 cache, or calls on what is beyond it take long; and again while the machine
        is too busy for one of its own limits: what is tested is not that.
        """
        for _ in range(NOISE_RETRIES):
            document = json.loads(limits("--json", "--svg", picture, "--caches",
                                         CACHES["256K"]).stdout)
            if None not in [roof[name] for roof in document["roof_mib_s"] for name in LIMITS]:
                break
        return document

    def test_json_and_picture(self):
        picture = self.folder / "limits.svg"
        document = self.limits_json(picture)
        drawn = xml.etree.ElementTree.fromstring(picture.read_text(encoding="utf-8"))

        self.assertEqual([entry["working_set"] for entry in document["roof_mib_s"]], SETS)
        for entry in document["roof_mib_s"]:
            for limit in LIMITS:
                self.assertGreater(entry[limit], 0, (entry["working_set"], limit))
        self.assertGreater(document["core_clock_hz"], 1e8)
        subjects = {row["subject"] for row in document["results"]}
        self.assertLessEqual({"native", "copybook-rs"}, subjects)
        measured = [row for row in document["results"] if row["state"] == "measured"]
        self.assertGreater(len(measured), len(document["results"]) / 2)
        for row in document["results"]:
            if row not in measured:
                # A machine that others use hardly ever leaves the longest calls alone.
                self.assertIn(TOO_BUSY, row["reason"])
                continue
            # The rates are medians over one launch: the shares follow from them.
            roof = next(r for r in document["roof_mib_s"] if r["working_set"] == row["working_set"])
            self.assertAlmostEqual(row["share_of_memcpy"],
                                   row["throughput_mib_s"] / roof["memcpy"], places=6)
            cycles = document["core_clock_hz"] / (row["throughput_mib_s"] * 1048576)
            self.assertAlmostEqual(row["cycles_per_byte"] / cycles, 1, places=6)
            self.assertAlmostEqual(row["cycles_per_item"] / row["cycles_per_byte"], 6, places=6)
            if row["subject"] == "native":
                self.assertEqual(row["reference_factor"], 1)
        self.assertEqual(len(list(drawn.iter(SVG + "rect"))), len(measured))
        texts = {text.text for text in drawn.iter(SVG + "text")}
        self.assertLessEqual({"comp3", *SETS, "native", "copybook-rs", "0 %", "100 %", "memcpy"},
                             texts)

    @once_is_enough
    def test_for_people(self):
        result = limits("--isa", "scalar")
        self.assertEqual(result.returncode, 4 if TOO_BUSY in result.stdout else 0, result.stderr)
        self.assertIn("native 0.1.0, scalar", result.stdout)
        self.assertIn("core clock", result.stdout)
        for name in SETS + LIMITS:
            self.assertIn(name, result.stdout)

    def test_records(self):
        """They are of no working set; of both levels there is the share of the lines as well."""
        measure = ("limits", "--workload", "record-comp3", "--launches", "1", "--sample-ms", "5")
        document = json.loads(run(*measure, "--json").stdout)
        self.assertEqual(document["roof_mib_s"], [])
        self.assertEqual([(row["level"], row["subject"], row["working_set"])
                          for row in document["results"]],
                         [(level, subject, None) for level in ("record", "file")
                          for subject in ("copybook-rs", "native")])
        for row in document["results"]:
            if row["state"] == "measured" and row["share_of_memcpy"]:
                self.assertGreater(row["output_share_of_memcpy"], 5 * row["share_of_memcpy"])
        text = run(*measure).stdout
        self.assertNotIn("The roof", text)
        self.assertIn("of output", text)
        self.assertNotIn("\nNotes\n", text)
        for level in ("record by record", "as one file"):
            self.assertRegex(text, rf"(?m)^  {level}(: copybook-rs is [\d.]+ × slower than C)?$")

    def test_lines_to_records(self):
        text = run("limits", "--workload", "record-encode-comp3", "--subject", "native",
                   "--launches", "1", "--sample-ms", "5").stdout
        self.assertIn("of input", text)
        self.assertNotIn("of output", text)

    def test_what_is_streamed_may_lie_in_a_cache(self):
        measure = ("limits", "--workload", "encode-comp3", "--subject", "native", "--launches", "1",
                   "--sample-ms", "1", "--caches")
        text = unbroken(run(*measure, "32K,256K,64M").stdout)
        self.assertIn("DRAM, stream: 64 MiB may lie within the L3 cache, which has 64 MiB", text)
        notes = json.loads(run(*measure, "32K,256K,8M", "--json").stdout)["notes"]
        self.assertEqual([note for note in notes if "L3 cache" in note], [])

    def test_no_workload(self):
        result = run("limits", "--workload", "record-comp4")
        self.assert_refused(result, 2, "record-comp4", "record-comp3")

    def refused_limits(self, *arguments):
        """What would take days, were it not refused."""
        return run("limits", "--workload", "comp3", *FOR_DAYS, *arguments, timeout=REFUSAL_S)

    def test_workload_that_is_named_twice(self):
        self.assert_refused(self.refused_limits("--workload", "comp3"), 2, "comp3", "twice")

    def test_picture_that_cannot_be_written(self):
        for path in ("/proc/limits.svg", self.folder / "none" / "limits.svg", self.folder):
            result = self.refused_limits("--svg", path)
            self.assert_refused(result, 1, "CBKB012", f"writing the picture {path}: ")
        self.assertEqual(os.listdir(self.folder), [])

    def test_without_the_reference(self):
        result = limits("--isa", FOREIGN_ISA)
        self.assertEqual(result.returncode, 1)
        self.assertIn(f'no kernels for instruction set "{FOREIGN_ISA}"', unbroken(result.stdout))
        self.assertNotIn("nan", result.stdout)
        rows = [line for line in result.stdout.splitlines()
                if line.startswith("    copybook-rs ") and "%" in line]
        self.assertGreater(len(rows), 0, result.stdout)
        self.assertEqual(len(re.findall(r"(?m)^    native +failed$", result.stdout)), 5)


class InstructionSet(ProgramTest):
    def test_forced_and_recorded(self):
        _, document = self.measure("--workload", "comp3", "--isa", "scalar", "--subject", "native",
                                   "--working-set", "L1", "--launches", "1", "--sample-ms", "1",
                                   "--no-referee")
        native = next(s for s in document["subjects"] if s["name"] == "native")
        self.assertEqual(native["chosen"], "scalar")
        self.assertEqual({b["name"] for b in document["benchmarks"]}, {"comp3/L1"})
        self.assertGreater(document["run"]["core_clock_hz"], 1e8)

    def test_one_that_is_not_there_is_no_other(self):
        result = run("run", "--workload", "comp3", "--isa", FOREIGN_ISA, "--subject", "native",
                     "--launches", "1", "--output-dir", self.output)
        self.assertEqual(result.returncode, 1)
        self.assertIn(f'no kernels for instruction set "{FOREIGN_ISA}"', unbroken(result.stdout))
        document = load(self.output / "perf.json")
        self.assertTrue(all(b["state"] == "failed" for b in document["benchmarks"]))

    def test_one_that_nobody_knows(self):
        for command in ("run", "limits"):
            result = run(command, "--workload", "comp3", "--isa", "mmx", *FOR_DAYS,
                         timeout=REFUSAL_S)
            self.assert_refused(result, 2, '--isa: there is no instruction set "mmx": there are '
                                           "scalar, neon, avx2, avx512")

    def test_without_the_reference(self):
        result = self.run_to_be_refused("--workload", "comp3", "--isa", "scalar", "--subject",
                                        "copybook-rs")
        self.assert_refused(result, 2, "--isa scalar", "native")

    def test_working_set_that_is_none(self):
        result = self.run_to_be_refused("--workload", "comp3", "--working-set", "L9")
        self.assert_refused(result, 2, 'there is no working set "L9": there are L1, L2, L3, DRAM, stream')


if __name__ == "__main__":
    unittest.main()
