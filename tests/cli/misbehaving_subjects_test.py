# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Whatever a subject does, the run ends, says who did what, and keeps the others' numbers. Every
library of tests/subject is measured here, several at once, beside the published subjects.
"""
import os
import pathlib
import re
import unittest

from program import (CACHES, FOR_DAYS, REFUSAL_S, SOURCE, SUBJECTS, TEST_SUBJECTS, WORKER,
                     ProgramTest, entries_of, lines_said, once_is_enough, run, warnings_of)

SANITIZERS = os.environ["SANITIZERS"]
PUBLISHED = ("copybook-rs", "copybook-rs-scratch", "native")
# What they do shows in the worker; what only a referee sees is in forgeries_test.py.
QUICK = ("--launches", "2", "--sample-ms", "30", "--quiet", "--no-referee")
# Where it is not the data that matters: two sets, as usual, whose proof takes no time.
SMALL = ("--working-set", "L1", "--working-set", "L2", "--caches", "48K,2M,32M")
# Only where a subject hangs: on a busy machine the others' calls can take long, too.
NOT_LONG = ("--hang-timeout", "1")

# Dies or hangs in a call: entry failed, and what it says.
DEAD = {
    "abort-on-call": "signal 6",
    "crash-on-call": "signal 11",
    "exit-on-call": "ended the process with exit status 0",
}
HANGING = {
    "hang": "did not return within 1 s",
    "ignores-sigterm": "did not return within 1 s",
}
# Which of the checks comes first is left to chance.
NOT_AS_CHECKED = "output of a timed block is not the right answer|output after timing is not what"
# Returns, but did not do the work: entry void. fails-some fails at the middle of its tenth call,
# which is one of the proof or comes while it is timed, as large as the L2 cache is.
WRONG = {
    "fails-some": r"first failure in record \d+, field FIELD-01: BAD_SIGN$",
    "last-value-wrong": "wrong answer: record 1092, field FIELD-10",
    "remembers-by-pointer": NOT_AS_CHECKED,
    "right-only-when-checked": NOT_AS_CHECKED,
    "writes-past-end": "behind the end of its output",
}
# The same when they encode: where a chunk of values or of texts ends, and what is said of it.
# The last record of a chunk, in L1 and in L2.
WRONG_ENCODERS = {**WRONG, "last-value-wrong": r"wrong answer: record (136|1092), field FIELD-10: "
                                               r"-?\d+ becomes [0-9A-F]{12}, not [0-9A-F]{12}$"}
WRONG_TEXT_ENCODERS = {
    "fails-some": "first failure in record 153, field FIELD-01: BAD_SIGN$",
    "last-value-wrong": "wrong answer: record 16, field FIELD-10: byte 50 of the cell is",
    "remembers-by-pointer": NOT_AS_CHECKED,
}
# Cannot be loaded: entry failed, and so is every benchmark's entry.
UNLOADABLE = {
    "bad-name": "its name is not made of",
    "no-symbol": r"exports no ph_subject_entry\(\)",
    "null-operations": r"has no decode_column\(\)",
    "wrong-abi": "subject ABI 2",
}
# Never gets as far as a call.
NEVER_LOADED = {
    "crash-in-constructor": "signal 11",
    "floods-events": "said what no worker says: more than there is to say",
    "hang-in-open": "did not return within 1 s",
}
INNOCENT = ("noisy-stdout", "slow", "well-behaved")
# Each has a test of its own.
SINGLE = ("crash-late", "fails-late", "last-value-wrong-rarely", "leaves-processes", "panics")
# What they decode is whole records: own_data_test.py and latency_test.py.
OF_RECORDS = ("before-floats", "decodes-records", "encodes-records", "keeps-layout")
# What they say of a copybook: layout_against_test.py, conformance_test.py.
DESCRIBING = ("crash-on-copybook", "describes-layouts")
# They lie about speed: forgeries_test.py.
FORGERIES = ("endless-line", "first-and-last-call", "forges-launch", "forks-in-constructor",
             "helper-process", "helper-thread", "overwrites-clock", "remembers-and-skips-copies",
             "remembers-answers", "rewrites-both-builds", "rewrites-events", "signals-parent")
# Where allocations are: allocations_test.py.
ALLOCATING = ("allocates", "own-allocator", "resets-counts",
              # Not with sanitizers, and where there is no jemalloc.
              *(library.stem for library in TEST_SUBJECTS.glob("jemalloc-*.so")))
# Where work is counted: work_only_test.py.
COUNTED = ("crash-on-fresh-data", "draws-random", "wrong-on-fresh-data")
# As slow as is asked for, where a slow commit is sought: bisect_test.py.
PLANTED = ("planted",)
# Their work is told by function: compare_explain_test.py.
EXPLAINED = ("explained-elsewhere", "explained-hostile", "explained-inlined", "explained-memory",
             "explained-nothing")
# sandbox_test.py.
CONFINED = ("tries-system-calls",)
# From one descriptor to another: files_test.py.
STREAMING = ("streams",)


def library(name):
    return TEST_SUBJECTS / f"{name}.so"


def selection(libraries):
    """Command line for {name: path}."""
    return [text for name, path in libraries.items() for text in ("--subject", f"{name}={path}")]


class MisbehavingSubjects(ProgramTest):
    def measure_beside(self, libraries, *arguments, workload="comp3", beside=("copybook-rs", "native")):
        others = [text for name in beside for text in ("--subject", name)]
        return self.measure("--workload", workload, *QUICK, *arguments, *others, *selection(libraries))

    def assert_others_are_measured(self, document):
        for subject in PUBLISHED:
            entries = entries_of(document, subject)
            self.assertEqual(len(entries), 2, f"{subject}: two sets")
            for entry in entries:
                self.assert_measured(entry)

    def assert_culprit(self, document, subject, state, code, phrase, sets=2):
        entries = entries_of(document, subject)
        self.assertEqual(len(entries), sets, f"{subject}: two sets, or one")
        for entry in entries:
            self.assertEqual(entry["state"], state, entry)
            self.assertRegex(entry["reason"], phrase)
            self.assertNotIn("throughput_mib_s", entry)
        named = [error for error in document["errors"]
                 if f"subject {subject}:" in error or f", {subject}, " in error]
        self.assertNotEqual(named, [], f"no error names {subject}")
        for error in named:
            self.assertRegex(error, f"^{code}: ")
            self.assertRegex(error, phrase)

    def assert_culprits(self, culprits, state, code, *arguments, workload="comp3", status=3):
        result, document = self.measure_beside({name: library(name) for name in culprits}, *arguments,
                                               workload=workload)
        self.assertEqual(result.returncode, status, result.stderr)
        self.assertEqual(document["status"], "failure")
        self.assertEqual(result.stderr.splitlines(), document["errors"])
        for name, phrase in culprits.items():
            with self.subTest(name):
                self.assert_culprit(document, name, state, code, phrase)
        self.assert_others_are_measured(document)
        return document

    def test_every_library_is_in_one_of_these_tests(self):
        tested = [*DEAD, *HANGING, *WRONG, *UNLOADABLE, *NEVER_LOADED, *INNOCENT, *SINGLE,
                  *OF_RECORDS, *FORGERIES, *ALLOCATING, *COUNTED, *PLANTED, *EXPLAINED, *CONFINED,
                  *DESCRIBING, *STREAMING]
        built = sorted(name[:-len(".so")] for name in os.listdir(TEST_SUBJECTS))
        self.assertEqual(sorted(tested), built)

    def test_dead(self):
        self.assert_culprits(DEAD, "failed", "CBKB009", *SMALL)

    def test_hanging(self):
        self.assert_culprits(HANGING, "failed", "CBKB009", *NOT_LONG, *SMALL)

    def test_wrong(self):
        self.assert_culprits(WRONG, "void", "CBKB010")

    @once_is_enough
    def test_wrong_encoders(self):
        self.assert_culprits(WRONG_ENCODERS, "void", "CBKB010", *SMALL, workload="encode-comp3")

    def assert_wrong_in_l2(self, culprits, workload, caches):
        """Returns what is said of fails-some."""
        _, document = self.measure_beside({name: library(name) for name in culprits}, "--working-set",
                                          "L2", "--launches", "1", "--caches", caches,
                                          workload=workload, beside=("native",))
        for name, phrase in culprits.items():
            self.assert_culprit(document, name, "void", "CBKB010", phrase, sets=1)
        for entry in entries_of(document, "native"):
            self.assert_measured(entry)
        return entries_of(document, "fails-some")[0]

    @once_is_enough
    def test_wrong_with_caches_of_every_size(self):
        """Of 256 KiB and 1 MiB so few chunks fit in that their proof and calibration are no ten calls."""
        for size, caches in CACHES.items():
            for workload, culprits, done in (("comp3", WRONG, "decoded"),
                                             ("encode-comp3", WRONG_ENCODERS, "encoded")):
                with self.subTest(f"{workload}, {size} of L2"):
                    entry = self.assert_wrong_in_l2(culprits, workload, caches)
                    if size == "4M":
                        self.assertRegex(entry["reason"], "^first failure in record 10375, ")
                        self.assertEqual(entry["records_failed"], 3)
                    else:
                        self.assertRegex(entry["reason"], f"^fails while it is timed on data it has {done} "
                                                          "before: first failure in record ")
                        self.assertEqual(entry["records_failed"], 0)

    @once_is_enough
    def test_one_launch_finds_who_remembers(self):
        """However short it is: each launch has a checked block, and other bytes stand there."""
        name = "remembers-by-pointer"
        for seed in range(20):
            with self.subTest(seed=seed):
                result, document = self.measure(
                    "--workload", "comp3", "--working-set", "L1", "--launches", "1", "--sample-ms",
                    "1", "--seed", seed, "--quiet", *selection({name: library(name)}),
                    "--subject", "native")
                self.assertEqual(result.returncode, 3, result.stderr)
                self.assert_culprit(document, name, "void", "CBKB010", WRONG[name], sets=1)

    def test_records_that_fail_while_they_are_timed(self):
        """A user's own: no word of what they hold."""
        _, document = self.measure(
            "--copybook", SOURCE / "tests" / "subject" / "keyed.cpy", "--data",
            SOURCE / "fixtures" / "data" / "customer.cp037.bin", *QUICK, "--launches", "1",
            "--subject", "native", *selection({"fails-late": library("fails-late")}))
        failed = {entry["level"]: (entry["state"], entry["reason"])
                  for entry in entries_of(document, "fails-late")}
        reason = ("fails while it is timed on data it has decoded before: first failure in record 3, "
                  "field CUSTOMER.BALANCE: ")
        self.assertEqual(failed, {"record": ("void", reason + "BAD_BALANCE"),
                                  "file": ("void", reason + "PANIC")})
        self.assertEqual(sorted(error.partition(": void")[0] for error in document["errors"]),
                         ["CBKB009: customer.cp037.bin, fails-late, file level",
                          "CBKB010: customer.cp037.bin, fails-late, record level"])
        self.assertNotIn("of customer", (self.output / "benchmark.log").read_text(encoding="utf-8"))

    @once_is_enough
    def test_wrong_text_encoders(self):
        """Beside the reference only: copybook-rs encodes texts in its own good time."""
        libraries = {name: library(name) for name in WRONG_TEXT_ENCODERS}
        result, document = self.measure_beside(libraries, workload="encode-text", beside=("native",))
        self.assertEqual(result.returncode, 3, result.stderr)
        for name, phrase in WRONG_TEXT_ENCODERS.items():
            with self.subTest(name):
                self.assert_culprit(document, name, "void", "CBKB010", phrase)
        for entry in entries_of(document, "native"):
            self.assert_measured(entry)
        # Every tenth call of 1048, and one more for the rest of each chunk in which one failed.
        stream = next(entry for entry in entries_of(document, "fails-some")
                      if entry["name"] == "encode-text/stream")
        self.assertEqual(stream["records_failed"], 116)

    def test_unloadable(self):
        document = self.assert_culprits(UNLOADABLE, "failed", "CBKB008", *SMALL, status=1)
        for name in UNLOADABLE:
            with self.subTest(name):
                self.assertTrue(any(str(library(name)) in error for error in document["errors"]),
                                "no error names the file")

    @once_is_enough
    def test_crash_in_constructor(self):
        name = "crash-in-constructor"
        document = self.assert_culprits({name: NEVER_LOADED[name]}, "failed", "CBKB009", *SMALL)
        self.assertIn(str(library(name)), document["errors"][0])

    def test_floods_events(self):
        """What it writes is bounded, and what the harness keeps of it."""
        name = "floods-events"
        document = self.assert_culprits({name: NEVER_LOADED[name]}, "failed", "CBKB009", *SMALL)
        self.assertIn(str(library(name)), document["errors"][0])
        self.assertLess((self.output / "benchmark.log").stat().st_size, 2 ** 20)
        if not SANITIZERS:  # They keep what is freed.
            self.assertLess(document["run"]["harness_peak_bytes"], 256 * 2 ** 20)

    def processes_left(self):
        """Those of leaves-processes, which are the worker's program still."""
        left = []
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if ((process / "comm").read_text() == "left-behind\n"
                        and (process / "exe").readlink() == WORKER):
                    left.append(process.name)
            except OSError:
                pass
        return left

    def test_leaves_processes(self):
        """The sandbox does not let it; where there is none, they are ended with the launch."""
        name = "leaves-processes"
        _, document = self.measure_beside({name: library(name)}, "--launches", "1", *SMALL)
        self.assertEqual(self.processes_left(), [])
        self.assert_culprit(document, name, "failed", "CBKB009",
                            # On a busy machine not all of the three are there when it ends.
                            "; it left [1-3] process(es)? on CPU [0-9]+: ended|"
                            r"signal 31 \(Bad system call")

    @once_is_enough
    def test_hang_in_open(self):
        name = "hang-in-open"
        document = self.assert_culprits({name: NEVER_LOADED[name]}, "failed", "CBKB009", *NOT_LONG,
                                        *SMALL)
        self.assertIn(str(library(name)), document["errors"][0])

    @once_is_enough
    def test_panics(self):
        self.assert_culprits({"panics": "PANIC: index out of bounds"}, "void", "CBKB009", *SMALL)

    @once_is_enough
    def test_wrong_in_one_call_of_a_hundred(self):
        """The check before timing makes more calls than that in `stream` only."""
        name = "last-value-wrong-rarely"
        result, document = self.measure_beside({name: library(name)})
        stream = next(entry for entry in entries_of(document, name)
                      if entry["name"] == "comp3/stream")
        self.assertEqual((result.returncode, stream["state"]), (3, "void"))
        self.assertRegex(stream["reason"], "^wrong answer: record 109200, field FIELD-10: ")
        self.assertTrue(any(f"CBKB010: comp3/stream, {name}, " in error
                            for error in document["errors"]))
        self.assert_others_are_measured(document)

    @unittest.skipIf(SANITIZERS, "alone it must make as many calls, too, for which they are too slow")
    def test_crash_after_thousands_of_calls(self):
        """
        Dies in its 1,000th call, long after it was checked. The three names are one library and so
        one count of calls, or a slow build would not make as many in a launch.
        """
        names = ("late-a", "late-b", "late-c")
        result, document = self.measure_beside({name: library("crash-late") for name in names},
                                               *SMALL, "--sample-ms", "500", "--launches", "1")
        entries = {name: next(entry for entry in entries_of(document, name)
                              if entry["name"] == "comp3/L2") for name in names}
        failed = [name for name, entry in entries.items() if entry["state"] == "failed"]
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertNotEqual(failed, [])
        for name in failed:
            self.assertRegex(entries[name]["reason"],
                             r"signal 11 .* while (?!loading|checking the output$)")
            self.assertTrue(any(error.startswith(f"CBKB009: comp3/L2, {name}, ")
                                for error in document["errors"]))
        for name in set(names) - set(failed):
            self.assert_measured(entries[name])
        self.assert_others_are_measured(document)

    @once_is_enough
    def test_innocent(self):
        """A workload without a floor: nothing but these subjects decides on the exit status."""
        result, document = self.measure_beside({name: library(name) for name in INNOCENT},
                                               workload="display-zoned")
        self.assertEqual((result.returncode, result.stderr, result.stdout), (0, "", ""))
        self.assertEqual(document["errors"], [])
        self.assertTrue(all("--no-referee" in warning for warning in warnings_of(document)),
                        document["warnings"])
        for name in INNOCENT:
            for entry in entries_of(document, name):
                self.assert_measured(entry)
        self.assert_others_are_measured(document)
        self.assert_nothing_was_forged(document)

    def assert_nothing_was_forged(self, document):
        """noisy-stdout prints samples of 1 ns: they are kept in the log and believed nowhere."""
        log = (self.output / "benchmark.log").read_text(encoding="utf-8")
        self.assertIn('"elapsed_ns":1}', log)
        self.assertNotIn("elapsed_ns", (self.output / "perf.json").read_text(encoding="utf-8"))
        noisy, well = (next(entry for entry in entries_of(document, name)
                            if entry["name"] == "display-zoned/stream")
                       for name in ("noisy-stdout", "well-behaved"))
        self.assertGreater(min(taken for taken in noisy["launch_ns"] if taken is not None), 1e6)
        self.assertEqual(noisy["checksum"], well["checksum"])

    @once_is_enough
    def test_slow_is_slow(self):
        """50 µs more in a call of 64 KiB: at most 1,250 MiB/s, whatever the machine."""
        _, document = self.measure_beside({"slow": library("slow")}, "--launches", "1")
        for entry in entries_of(document, "slow"):
            self.assert_measured(entry)
            self.assertLess(entry["throughput_mib_s"], 1250)

    def test_what_is_no_library(self):
        text = self.write("text.so", "this is no library\n")
        empty = self.write("empty.so", "")
        libraries = {"text": text, "empty": empty}
        result, document = self.measure_beside(libraries, "--launches", "1", *SMALL)
        self.assertEqual(result.returncode, 1)
        for name, path in libraries.items():
            with self.subTest(name):
                self.assert_culprit(document, name, "failed", "CBKB008",
                                    re.escape(str(path)))
        self.assert_others_are_measured(document)

    def test_what_is_no_file(self):
        """Nobody measures beside a name that was mistyped."""
        for path, phrase in ((self.folder / "absent.so", "No such file"),
                             (self.folder, "not a regular file")):
            for command in (("run", *FOR_DAYS, "--output-dir", self.output), ("limits", *FOR_DAYS),
                            ("subjects",)):
                result = run(*command, "--subject", f"name={path}", timeout=REFUSAL_S)
                self.assert_refused(result, 1, "CBKB012", str(path), phrase)

    @once_is_enough
    def test_library_that_was_cut_short(self):
        """The system's own loader dies of it, or refuses it."""
        cut = self.write("cut.so", (SUBJECTS / "native.so").read_bytes()[:2000])
        result, document = self.measure_beside({"cut": cut}, "--launches", "1", *SMALL)
        died = any(error.startswith("CBKB009") for error in document["errors"])
        self.assertEqual(result.returncode, 3 if died else 1)
        self.assert_culprit(document, "cut", "failed", "CBKB00[89]", "cut.so: |signal 7")
        self.assert_others_are_measured(document)

    def test_subjects_command_names_the_file(self):
        for name, phrase in {**UNLOADABLE, "crash-in-constructor": "signal 11"}.items():
            with self.subTest(name):
                result = run("subjects", "--subject", f"{name}={library(name)}")
                self.assertEqual(result.returncode, 3)
                self.assertEqual(len(lines_said(result)), 1, result.stderr)
                self.assertIn(str(library(name)), lines_said(result)[0])
                self.assertRegex(lines_said(result)[0], phrase)
                self.assertIn("copybook-rs", result.stdout)
                self.assertIn("native", result.stdout)


if __name__ == "__main__":
    unittest.main()
