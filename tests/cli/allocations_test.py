# SPDX-License-Identifier: AGPL-3.0-or-later
"""What subjects allocate, counted in a launch of its own: exactly, and never 0 where it is not seen."""
import json
import os
import subprocess
import unittest

from program import (INTERPOSER, MEASURED, SOURCE, SUBJECTS, TEST_SUBJECTS, WORKER, WORKER_PLACE, ProgramTest,
                     entries_of, lay_out, load, run, warnings_of)

SANITIZERS = os.environ["SANITIZERS"]
OWN = ("--launches", "1", "--sample-ms", "1", "--quiet", "--no-referee")
QUICK = ("--launches", "1", "--sample-ms", "1", "--quiet", "--no-referee", "--working-set", "L2")


def asks_for(what):
    return f"{TEST_SUBJECTS / 'allocates.so'}?{what}"


def count_of(library, options="", workload="comp3", **environment):
    """What a worker that has the interposer says of a library, level by level."""
    said = subprocess.run(
        [WORKER, "count", "--subject", f"a={library}", "--subject-options", options, "--workload",
         workload], stdout=subprocess.PIPE, check=False, encoding="utf-8",
        env={**os.environ, "LD_PRELOAD": str(INTERPOSER), **environment})
    return said.returncode, [line for line in said.stdout.splitlines() if '"event":"count"' in line]


@unittest.skipIf(SANITIZERS, "sanitizers have an allocator of their own")
class Allocations(ProgramTest):
    def counted(self, *subjects, workload="comp3", arguments=()):
        selection = [text for name, library in subjects
                     for text in ("--subject", f"{name}={library}")]
        result, document = self.measure("--workload", workload, *QUICK, *arguments, "--subject",
                                        "native", *selection)
        self.assertEqual(document["errors"], [], result.stderr)
        self.assertEqual(run("validate", self.output / "perf.json").returncode, 0)
        return document

    def only(self, document, subject):
        (entry,) = entries_of(document, subject)
        return entry["allocations"]

    def test_as_many_as_are_planted(self):
        """Of 100 bytes each: so many a cell, one in a thousand cells, and such as are never freed."""
        document = self.counted(("some", asks_for("3")), ("rare", asks_for("1/1000")),
                                ("leaks", asks_for("2+")), ("none", asks_for("0")),
                                ("half", f"{SUBJECTS / 'fault-injection' / 'synthetic.so'}"
                                         "?allocations=0.5"))
        some, rare, leaks, none = (self.only(document, name)
                                   for name in ("some", "rare", "leaks", "none"))
        cells = some["items"]
        self.assertGreater(cells, 10000)
        self.assertEqual((some["calls"], some["bytes"], some["peak_live_bytes"]),
                         (3 * cells, 300 * cells, 100))
        self.assertEqual((rare["calls"], rare["bytes"], rare["peak_live_bytes"]),
                         (-(-cells // 1000), 100 * -(-cells // 1000), 100))
        self.assertEqual((leaks["calls"], leaks["peak_live_bytes"]), (2 * cells, 200 * cells))
        half = self.only(document, "half")
        self.assertEqual((half["calls"], half["bytes"]), (cells // 2, 64 * (cells // 2)))
        self.assertGreater(leaks["peak_resident_bytes"],
                           some["peak_resident_bytes"] + leaks["peak_live_bytes"] // 2)
        self.assertEqual((none["calls"], none["bytes"], none["peak_live_bytes"]), (0, 0, 0))
        self.assertEqual(self.only(document, "native"), {**none, "peak_resident_bytes":
                         self.only(document, "native")["peak_resident_bytes"]})

    def test_of_own_records(self):
        """The first of them, in any framing: the same each time, and of an answer that is proven."""
        for name, framing in (("customer.cp037.bin", "fixed"), ("customer.rdw", "rdw")):
            with self.subTest(name):
                counts = []
                for _ in range(2):
                    result, document = self.measure(
                        "--copybook", SOURCE / "fixtures/copybooks/customer.cpy", "--data",
                        SOURCE / "fixtures/data" / name, "--record-format", framing, *OWN,
                        "--subject", "native", "--subject", "copybook-rs")
                    self.assertEqual(document["errors"], [], result.stderr)
                    counts.append([entry["allocations"] for entry in entries_of(document, "copybook-rs")])
                    for entry in entries_of(document, "native"):
                        self.assertEqual((entry["allocations"]["calls"], entry["allocations"]["items"]),
                                         (0, 200))
                for first, again in zip(*counts):
                    self.assertGreater(first["calls"], 200)
                    self.assertEqual({**first, "peak_resident_bytes": 0},
                                     {**again, "peak_resident_bytes": 0})

    def test_it_repeats_exactly(self):
        """Of code whose hash tables are seeded by chance, too."""
        seen = set()
        for _ in range(5):
            status, lines = count_of(SUBJECTS / "copybook-rs.so", workload="record-simple")
            self.assertEqual(status, 0)
            seen.add("\n".join(line.partition(',"peak_resident')[0] for line in lines))
        self.assertEqual(len(seen), 1, seen)
        self.assertNotIn('"calls":0,', seen.pop())

    def test_the_workers_own_data_are_no_allocator_of_a_library(self):
        """Also where what is counted is no whole number of the kernel's pages."""
        for workload in ("comp3", "record-display"):
            status, lines = count_of(SUBJECTS / "native.so", workload=workload)
            self.assertEqual(status, 0)
            self.assertTrue(lines)
            for line in lines:
                self.assertEqual(json.loads(line)["elsewhere_bytes"], 0)

    def test_an_allocator_of_its_own_is_not_seen(self):
        """Its calls are none of malloc()'s: that is not 0 allocations."""
        document = self.counted(("own", TEST_SUBJECTS / "own-allocator.so"))
        self.assertEqual(list(self.only(document, "own")), ["unseen"])
        self.assertIn("it has an allocator of its own: 1024 KiB", self.only(document, "own")["unseen"])
        self.assertEqual(self.only(document, "native")["calls"], 0)
        shown = run("report", self.output / "perf.json", "--format", "html").stdout
        self.assertIn("not seen: it has an allocator of its own", shown)

    @unittest.skipUnless((TEST_SUBJECTS / "jemalloc-named.so").exists(), "there is no jemalloc")
    def test_a_real_allocator_that_is_linked_in(self):
        """Where the loader binds its names its calls are counted; else it is seen that they are not."""
        for name, asked, calls, is_seen in (("named", 3, 3, True), ("named", 0, 0, True),
                                            ("hidden", 3, 0, False), ("hidden", 0, 0, False)):
            with self.subTest(f"{name}, {asked}"):
                status, lines = count_of(TEST_SUBJECTS / f"jemalloc-{name}.so", str(asked),
                                         GLIBC_TUNABLES="glibc.rtld.optional_static_tls=16384")
                self.assertEqual((status, len(lines)), (0, 1))
                counted = json.loads(lines[0])
                self.assertEqual(counted["calls"], calls * counted["items"])
                self.assertEqual(counted["elsewhere_bytes"] == 0, is_seen)

    def test_who_looks_for_the_counting_does_not_find_it(self):
        document = self.counted(("resets", TEST_SUBJECTS / "resets-counts.so"))
        allocations = self.only(document, "resets")
        self.assertEqual((allocations["calls"] % 10, allocations["bytes"]),
                         (0, 100 * allocations["calls"]))
        self.assertGreater(allocations["calls"], 0)

    def test_what_goes_wrong_there_has_no_count(self):
        """It was measured: on data that were made before."""
        for name, phrase in (("crash-on-fresh-data", "was killed by signal 11"),
                             ("wrong-on-fresh-data", "wrong answer")):
            with self.subTest(name):
                document = self.counted((name, TEST_SUBJECTS / f"{name}.so"))
                self.assertEqual(list(self.only(document, name)), ["unseen"])
                self.assertIn(phrase, self.only(document, name)["unseen"])

    def test_an_installation_without_the_interposer(self):
        """And with it, whatever its folder is called."""
        prefix = self.folder / "a folder:with:colons"
        program = lay_out(prefix, "native.so")
        arguments = ("run", "--workload", "comp3", *QUICK, "--subject", "native", "--output-dir",
                     self.output)
        self.assertIn(run(*arguments, program=program).returncode, MEASURED)
        (entry,) = entries_of(load(self.output / "perf.json"), "native")
        self.assertEqual(entry["allocations"]["calls"], 0)
        (prefix / WORKER_PLACE).with_name(INTERPOSER.name).unlink()
        self.assertIn(run(*arguments, program=program).returncode, MEASURED)
        document = load(self.output / "perf.json")
        (entry,) = entries_of(document, "native")
        self.assertNotIn("allocations", entry)
        said = [warning for warning in warnings_of(document) if "allocations" in warning]
        self.assertEqual(len(said), 1)
        self.assertIn("perfharness-allocations.so: No such file or directory; install or build "
                      "perfharness again", said[0])

    def test_what_people_are_shown(self):
        result = run("run", "--workload", "comp3", "--launches", "1", "--sample-ms", "1",
                     "--no-referee", "--working-set", "L2", "--verbose", "--subject", "native",
                     "--subject", f"some={asks_for('1/1000')}", "--output-dir", self.output)
        self.assertRegex(result.stdout, r"\n    some +0[.]001(01)? +0[.]101 +100 +[0-9.]+ MiB\n")


if __name__ == "__main__":
    unittest.main()
