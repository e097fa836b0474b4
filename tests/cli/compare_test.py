# SPDX-License-Identifier: AGPL-3.0-or-later
"""`perfharness compare`: two builds side by side, and two stored runs."""
import contextlib
import copy
import fcntl
import functools
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

import jsonschema

from counting import CAN_COUNT, has_counter
from perf_documents import good_benchmarks, measured, not_measured, perf, plain, subjects_of
from program import (CACHES, NOISE_RETRIES, RUN_ALL, SOURCE, SUBJECTS, TEST_SUBJECTS, TOO_BUSY,
                     ProgramTest, lay_out, load, measure_quietly, once_is_enough, patiently, run)
from stand_in_crates import Checkout, plant_subject

GOOD = TEST_SUBJECTS / "well-behaved.so"
SLOW = TEST_SUBJECTS / "slow.so"
CRASH = TEST_SUBJECTS / "crash-on-call.so"
CRASH_AT_LOAD = TEST_SUBJECTS / "crash-in-constructor.so"
WRONG = TEST_SUBJECTS / "last-value-wrong.so"
NATIVE = SUBJECTS / "native.so"
SYNTHETIC = SUBJECTS / "fault-injection" / "synthetic.so"

SANITIZERS = os.environ["SANITIZERS"]

MEMBERS = {"name", "level", "variant", "ratio", "ci95", "p_value", "difference", "verdict",
           "reason", "launches", "launches_needed", "seconds_needed", "work", "layout", "log_ratios",
           "log_ratios_confirming", "other_layouts", "deciding", "fault", "referee", "launch_s"}


def compare(base, head, *arguments, referee=False):
    return run("compare", base, head, "--workload", "comp3", "--launches", "5",
               *([] if referee else ["--no-referee"]), *arguments)


def compare_json(base, head, *arguments, **options):
    result = compare(base, head, "--json", *arguments, **options)
    return result, json.loads(result.stdout)


def text_of(result):
    """What it printed, its broken lines joined."""
    return " ".join(result.stdout.split())


class SideBySide(ProgramTest):
    @once_is_enough
    def test_same_code_is_no_regression(self):
        result, document = compare_json(NATIVE, NATIVE, "--time-identical", referee=True)
        self.assertNotIn(document["verdict"], ("FAIL", "WARN"), document)
        self.assertIn(result.returncode, (0, 4), result.stderr)
        self.assertEqual({"floor": 0.005, "warn": 0.05, "fail": 0.1, "alpha": 0.01},
                         document["rule"])
        (entry,) = document["benchmarks"]
        # Where they were counted.
        self.assertEqual(set(entry) - {"allocations"}, MEMBERS)
        self.assertEqual((entry["name"], entry["level"]), ("comp3/L2", "kernel"))

    def test_identical_code_is_not_timed(self):
        result, document = compare_json(NATIVE, NATIVE)
        (entry,) = document["benchmarks"]
        self.assertEqual((document["verdict"], entry["difference"], entry["launches"]),
                         ("UNCHANGED", "none", 0), entry)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual((set(entry), entry["ratio"]), (MEMBERS, None))
        # Of one file, but not asked for the same.
        _, document = compare_json(SYNTHETIC, f"{SYNTHETIC}?seed=7", "--launches", "1", "--no-work")
        self.assertGreater(document["benchmarks"][0]["launches"], 0)
        # Identical, and not to be loaded.
        self.assert_refused(compare(CRASH_AT_LOAD, CRASH_AT_LOAD), 1, CRASH_AT_LOAD.name, "loaded")

    def test_identical_code_that_does_not_do_it_is_no_pass(self):
        for workload in ("record-comp3", "display-as-published"):
            result = run("compare", SYNTHETIC, SYNTHETIC, "--workload", "comp3", "--workload", workload)
            self.assertEqual(result.returncode, 1, result.stdout)
            self.assertIn(f"{workload}: no subject can be measured", text_of(result))
            self.assertEqual(result.stdout.split()[-1], "[FAIL]")

    @once_is_enough
    def test_what_head_does_not_do_any_more_is_a_failure(self):
        result, document = compare_json(SUBJECTS / "copybook-rs.so", NATIVE, "--no-work")
        by_variant = {entry["variant"]: entry for entry in document["benchmarks"]}
        self.assertEqual(by_variant["scratch"]["verdict"], "FAIL", document)
        self.assertIn("head does not do it any more", by_variant["scratch"]["reason"])
        self.assertEqual(by_variant["scratch"]["fault"],
                         {"of": "head", "kind": "absent", "reason": None})
        self.assertEqual((document["verdict"], result.returncode), ("FAIL", 3), document)

    def test_a_build_that_is_no_library(self):
        os.mkfifo(self.folder / "pipe.so")
        garbled = self.write("garbled.so", NATIVE.read_bytes()[:5000])
        result = compare(NATIVE, garbled)  # The system's loader dies of it, or refuses it.
        self.assert_refused(result, 3 if "was killed" in result.stderr else 1, "head", "garbled.so")
        for head, phrase in ((self.write("empty.so", b""), "empty.so"),
                             (self.folder / "pipe.so", "pipe.so: it is not a regular file"),
                             ("/dev/zero", "/dev/zero: it is not a regular file")):
            self.assert_refused(compare(NATIVE, head), 1, "head", phrase)

    @once_is_enough
    def test_a_name_with_a_question_mark(self):
        base = self.write("what?.so", SYNTHETIC.read_bytes())
        result, _ = compare_json(base, base)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_time_that_is_over_is_an_error_and_keeps_what_was_measured(self):
        for arguments in ((), ("--sample-ms", "5")):  # Also where each worker is gone in a moment.
            for minutes in ("0.02", "0.2", "2"):  # One of them is enough for a launch.
                result, document = compare_json(SYNTHETIC, f"{SYNTHETIC}?slowdown=0.03", "--no-work",
                                                "--launches", "900", "--timeout", minutes, *arguments)
                (entry,) = document["benchmarks"]
                if entry["launches"] > 0:
                    break
            self.assertEqual((document["verdict"], result.returncode), ("FAIL", 1), document)
            self.assertIn("CBKB001", " ".join(document["errors"]))
            self.assertLess(entry["launches"], 900)
            self.assertGreater(entry["launches"], 0)
            self.assertNotEqual(entry["verdict"], "FAIL")

    @patiently
    def test_slower_is_a_failure(self):
        launches = 5 * self.patience
        result, document = compare_json(SYNTHETIC, f"{SYNTHETIC}?slowdown=1", "--no-work", "--launches",
                                        str(launches))
        (entry,) = document["benchmarks"]
        self.assertEqual((document["verdict"], entry["difference"]), ("FAIL", "slower"), entry)
        self.assertEqual(result.returncode, 3)
        self.assertGreater(entry["ratio"], 1.1)
        self.assertLess(entry["ci95"][0], entry["ratio"])
        self.assertGreater(entry["ci95"][1], entry["ratio"])
        # Confirmed on a second set, as large as the first.
        self.assertEqual(entry["launches"], 2 * launches)
        self.assertGreaterEqual(len(entry["log_ratios_confirming"]), 2)

    @unittest.skipUnless(CAN_COUNT, "work cannot be counted here")
    @patiently
    def test_slower_at_the_same_work_is_a_warning(self):
        result, document = compare_json(GOOD, SLOW, "--launches", str(5 * self.patience))
        (entry,) = document["benchmarks"]
        self.assertEqual((document["verdict"], entry["difference"]), ("WARN", "slower"), entry)
        self.assertEqual(result.returncode, 0)
        self.assertIn("the same work", entry["reason"])

    @once_is_enough
    @patiently
    def test_faster_is_an_improvement(self):
        result = compare(SLOW, GOOD, "--no-work", "--launches", str(5 * self.patience), referee=True)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertEqual(result.stdout.split()[-1], "[IMPROVED]")
        self.assertIn("a second set of launches agrees", text_of(result))

    def test_what_the_builds_are(self):
        """Digest and size of the files that were given, though copies are measured."""
        result, document = compare_json(NATIVE, SYNTHETIC, "--launches", "1", "--no-work")
        for side, library in (("base", NATIVE), ("head", SYNTHETIC)):
            content = library.read_bytes()
            self.assertEqual(document[side]["built_from"], {
                "library_sha256": hashlib.sha256(content).hexdigest(),
                "library_bytes": len(content)}, result.stderr)
        said, verbose = compare(NATIVE, NATIVE).stdout, compare(NATIVE, NATIVE, "--verbose").stdout
        self.assertRegex(said, "\n  base 0[.]1[.]0, [a-z0-9]+\n  head 0[.]1[.]0, [a-z0-9]+: the same library\n")
        self.assertNotIn("-march=", said)
        # How it was built is said on request, and once.
        self.assertRegex(verbose, "\n  base 0[.]1[.]0, [a-z0-9]+\n    .*-march=.*\n(      -fsanitize=.*\n)?"
                                  f"    {NATIVE.stat().st_size:,} bytes\n  head .*: the same library\n")
        self.assertEqual(verbose.count("-march="), 1)

    @once_is_enough
    def test_two_instruction_sets(self):
        result = compare(f"{NATIVE}?isa=scalar", f"{NATIVE}?isa=scalar")
        self.assertIn("  base 0.1.0, scalar\n", result.stdout)
        self.assertIn("  head 0.1.0, scalar: the same library\n", result.stdout)
        result = compare(f"{NATIVE}?isa=scalar", f"{NATIVE}?isa=mmx")
        self.assert_refused(result, 1, 'no kernels for instruction set "mmx"')

    @once_is_enough
    def test_a_build_that_fails_is_no_pass(self):
        for head, word in ((CRASH, "Segmentation fault"), (WRONG, "void")):
            result = compare(GOOD, head, "--no-work", "--launches", "2")
            self.assertEqual(result.returncode, 3, result.stdout)
            self.assertEqual(result.stdout.split()[-1], "[FAIL]")
            self.assertIn(word, text_of(result))

    def test_whose_fault_it_is(self):
        """Head's alone is what a comparison looks for; where base fails, none could be made."""
        for base, head, of, kind, status, difference, verdict in (
                (GOOD, CRASH, "head", "crash", 3, "broken", "FAIL"),
                (GOOD, WRONG, "head", "wrong answer", 3, "broken", "FAIL"),
                (WRONG, GOOD, "base", "wrong answer", 1, "undetermined", "NEUTRAL"),
                (WRONG, CRASH, "both", "crash", 1, "undetermined", "NEUTRAL")):
            with self.subTest(f"{of}, {kind}"):
                result, document = compare_json(base, head, "--no-work", "--launches", "2")
                (entry,) = document["benchmarks"]
                self.assertEqual((entry["fault"]["of"], entry["fault"]["kind"]), (of, kind), entry)
                self.assertEqual((entry["difference"], entry["verdict"]), (difference, verdict))
                self.assertIn(entry["fault"]["reason"], entry["reason"])
                self.assertEqual((document["verdict"], result.returncode), ("FAIL", status))

    @once_is_enough
    def test_a_fault_is_no_verdict_of_thresholds(self):
        text = (SOURCE / "config" / "thresholds.toml").read_text(encoding="utf-8")
        informing = self.write("inform.toml", text.replace('gate = "block"', 'gate = "inform"'))
        result = compare(GOOD, WRONG, "--no-work", "--launches", "2", "--thresholds", informing)
        self.assertEqual(result.returncode, 3, result.stdout)

    def test_a_head_that_dies_of_being_loaded(self):
        self.assert_refused(compare(GOOD, CRASH_AT_LOAD), 3, "CBKB009", CRASH_AT_LOAD.name, "loaded")
        self.assert_refused(compare(CRASH_AT_LOAD, GOOD), 1, "CBKB008", CRASH_AT_LOAD.name, "loaded")

    @once_is_enough
    def test_without_the_referee(self):
        _, document = compare_json(GOOD, GOOD, "--no-work", "--launches", "2")
        self.assertEqual(len([note for note in document["notes"] if "--no-referee" in note]), 1)
        self.assertEqual([entry["referee"] for entry in document["benchmarks"]], [None])

    @once_is_enough
    def test_what_the_referee_saw(self):
        _, document = compare_json(GOOD, GOOD, "--no-work", "--launches", "2", "--time-identical",
                                   referee=True)
        self.assertFalse([note for note in document["notes"] if "--no-referee" in note])
        (entry,) = document["benchmarks"]
        seen = entry["referee"]
        self.assertGreaterEqual(seen["launches"], 3)
        self.assertLessEqual(seen["ci95"][0], seen["ci95"][1])
        self.assertGreater(seen["ratio"], 0)
        for side in ("base", "head"):
            self.assertEqual(seen[side]["launches"], seen["launches"])
            self.assertGreater(seen[side]["work_ns"], 0)

    @patiently
    @once_is_enough
    def test_a_claim_that_the_referee_did_not_see(self):
        """Synthetic work that is done once, and remembered: a fault as any other."""
        liar = f"{SYNTHETIC}?lie={10 if SANITIZERS else 4}"  # Sanitizers are forgiven six times.
        for base, head, of, status in ((liar, SYNTHETIC, "base", 1), (SYNTHETIC, liar, "head", 3)):
            result, document = compare_json(base, head, "--no-work", "--launches",
                                            str(5 * self.patience), referee=True)
            (entry,) = document["benchmarks"]
            self.assertEqual((entry["fault"]["of"], entry["fault"]["kind"]), (of, "claim"),
                             entry)
            self.assertIsNone(entry["ratio"])
            self.assertEqual((document["verdict"], result.returncode), ("FAIL", status))
            self.assertEqual(
                [error for error in document["errors"]
                 if "comp3/L2, base, kernel level: void: claims " in error],
                document["errors"])
            self.assertEqual(len(document["errors"]), 1 if of == "base" else 0)

    @once_is_enough
    def test_every_line_fits_the_screen(self):
        for base, head in ((GOOD, SLOW), (GOOD, CRASH), (SUBJECTS / "copybook-rs.so", SUBJECTS / "copybook-rs.so")):
            result = compare(base, head, "--no-work", "--time-identical", "--launches", "2",
                             referee=base != head)
            for line in result.stdout.splitlines():
                if not line.startswith("  perfharness compare "):  # To be copied as it stands.
                    self.assertLessEqual(len(line), 80, line)

    @once_is_enough
    @patiently
    def test_a_factor_is_said_as_one(self):
        result = compare(f"{SYNTHETIC}?slowdown=1.5", SYNTHETIC, "--no-work", "--launches",
                         str(5 * self.patience))
        self.assertRegex(result.stdout, r"comp3/L2 +[23]\.[0-9] × faster")
        self.assertNotIn("−1", text_of(result).partition("Note:")[0])

    @once_is_enough
    def test_nothing_is_left_behind(self):
        with tempfile.TemporaryDirectory() as folder:
            run("compare", NATIVE, NATIVE, "--workload", "comp3", "--launches", "1",
                env={**os.environ, "TMPDIR": folder})
            self.assertEqual(list(pathlib.Path(folder).iterdir()), [])

    @once_is_enough
    def test_what_a_killed_one_left_is_removed_by_the_next(self):
        long_ago = (time.time() - 3600,) * 2
        folders = [self.folder / f"perfharness-{name}" for name in ("KILLED", "LOCKED", "STARTS")]
        for folder in folders:
            folder.mkdir()
            (folder / "base.so").touch()
        for folder in folders[:2]:
            os.utime(folder, long_ago)
        lock = os.open(folders[1], os.O_RDONLY)
        self.addCleanup(os.close, lock)
        fcntl.flock(lock, fcntl.LOCK_EX)
        run("compare", NATIVE, NATIVE, "--workload", "comp3",
            env={**os.environ, "TMPDIR": str(self.folder)})
        self.assertEqual([folder.exists() for folder in folders], [False, True, True])

    def test_wrong_use(self):
        for arguments, phrases in (
                ([], ["BASE and HEAD"]),
                ([NATIVE], ["BASE and HEAD"]),
                ([NATIVE, NATIVE, NATIVE], ["BASE and HEAD"]),
                ([NATIVE, NATIVE, "--budget", "0"], ["--budget 0"]),
                ([NATIVE, NATIVE, "--floor", "nan"], ["--floor nan"]),
                ([NATIVE, NATIVE, "--floor", "3"], ["--floor 3", "WARN, 3 %"]),
                ([NATIVE, NATIVE, "--alpha", "1"], ["--alpha 1"]),
                ([NATIVE, NATIVE, "--alpha", "1e-16"], ["--alpha 1e-16", "at least 1e-09"]),
                ([NATIVE, NATIVE, "--workload", "no-such"], ['"no-such"']),
                ([NATIVE, NATIVE, "--launches", "0"], ["--launches 0"]),
                ([NATIVE, "no-build"], ['"no-build" names no build', "CHECKOUT@REVISION"]),
                ([NATIVE, "copybook-rs@newest"], ["a release was expected behind the @"]),
                ([NATIVE, "nowhere@main"], ["before the @ there is no folder"]),
                ([f"{self.folder}@main", NATIVE], ["looking for revision main", str(self.folder), "git"])):
            self.assert_refused(run("compare", *arguments), 2, *phrases)
        self.assert_refused(run("compare", NATIVE, self.folder / "gone.so"), 1,
                            "head: reading the library", "gone.so")
        self.assert_refused(run("compare", "/@a", "/@b", env={**os.environ, "PATH": str(self.folder)}),
                            1, "package git")


@unittest.skipUnless(CAN_COUNT, "work cannot be counted here")
class Work(ProgramTest):
    """Instructions: the same in every run, and a thousandth more of them is seen."""

    @once_is_enough
    def test_same_code_does_the_same_work(self):
        for build, workload in ((f"{NATIVE}?isa=scalar", "comp3"), (f"{NATIVE}?isa=scalar", "display-text"),
                                (SYNTHETIC, "display-zoned")):
            result = run("compare", build, build, "--time-identical", "--workload", workload,
                         "--launches", "1", "--no-referee", "--json")
            (entry,) = json.loads(result.stdout)["benchmarks"]
            self.assertGreater(entry["work"]["base"], 1)
            self.assertEqual(entry["work"]["base"], entry["work"]["head"])

    @once_is_enough
    def test_a_thousandth_more_is_found(self):
        _, document = compare_json(SYNTHETIC, f"{SYNTHETIC}?slowdown=0.001", "--launches", "1")
        (entry,) = document["benchmarks"]
        self.assertGreater(entry["work"]["ratio"], 1.0005)
        self.assertLess(entry["work"]["ratio"], 1.003)

    def test_what_valgrind_does_not_know_is_said_once(self):
        if has_counter():
            self.skipTest("this machine lends its own counter")
        for options in ("", "?isa=avx512"):
            result = run("compare", NATIVE, f"{NATIVE}{options}", "--time-identical", "--workload",
                         "comp3", "--workload", "display-zoned", "--launches", "1", "--no-referee")
            if "  head 0.1.0, avx512" not in result.stdout:
                self.skipTest("this CPU has no AVX-512")
            self.assertEqual(text_of(result).count("is not counted"), 1, result.stdout)
            self.assertNotIn("instructions an item", text_of(result))

    @once_is_enough
    def test_work_is_left_out_when_asked(self):
        result, document = compare_json(SYNTHETIC, f"{SYNTHETIC}?slowdown=0.001", "--no-work", "--launches",
                                        "1")
        self.assertIsNone(document["benchmarks"][0]["work"])
        self.assertNotIn("work", "".join(document["notes"]), result.stdout)

    @once_is_enough
    def test_without_valgrind_it_is_said_once(self):
        if has_counter():
            self.skipTest("this machine lends its own counter")
        result = run("compare", NATIVE, NATIVE, "--time-identical", "--workload", "comp3",
                     "--workload", "display-zoned", "--launches", "1", "--no-referee",
                     env={**os.environ, "PATH": str(self.folder)})
        self.assertEqual(text_of(result).count("valgrind is not installed"), 1, result.stdout)
        self.assertNotIn("instructions an item", text_of(result))


class Budget(ProgramTest):
    def compare(self, budget_s, library=SYNTHETIC):
        """Two builds whose launches differ by so much, either way, that nothing is settled: but by
        luck, one time in twenty, and then once more."""
        for _ in range(6):
            result = run("compare", f"{library}?launch-noise=0.2",
                         f"{SYNTHETIC}?launch-noise=0.2,seed=1", "--workload", "comp3", "--no-work",
                         "--budget", budget_s, "--json")
            document = json.loads(result.stdout)
            if document["stopped"] == "budget" and document["command"]:
                break
        self.assertEqual(document["stopped"], "budget", document)
        self.commands.append(document["command"])
        return document["benchmarks"][0]

    def setUp(self):
        super().setUp()
        self.commands = []

    @once_is_enough
    def test_its_command_can_be_shown_and_copied(self):
        library = self.folder / os.fsdecode(b"it's \x1b[31m\xe9.so")
        shutil.copy(SYNTHETIC, library)
        self.compare(0.001, library)
        self.assertIn(f" $'{self.folder}/it\\'s \\x1b[31m\\xe9.so?launch-noise=0.2' ", self.commands[0])
        words = subprocess.run(["bash", "-c", f"printf '%s\\0' {self.commands[0]}"], check=True,
                               stdout=subprocess.PIPE).stdout.split(b"\0")
        self.assertIn(os.fsencode(library) + b"?launch-noise=0.2", words)

    @once_is_enough
    def test_it_is_used_and_kept(self):
        least = self.compare(0.001)
        self.assertLessEqual(least["launches"], 20)
        self.assertRegex(self.commands[0], r"^perfharness compare --budget \d+ \S+ \S+ --workload comp3 "
                                           r"--no-work --json$")
        # For 100 launches: a quarter of them, should they take four times as long. Nothing is to be
        # confirmed, so the first set has more of them than a second could have.
        launch_s = least["seconds_needed"] / least["launches_needed"]
        more = self.compare(100 * launch_s)
        self.assertGreaterEqual(more["launches"], 25)
        self.assertGreater(len(more["log_ratios"]), 2 * len(more["log_ratios_confirming"]))
        self.assertLess(more["deciding"]["interval"][0], more["ci95"][0])


# In the place of the subject's own: the crate says at which paddings its build is slow.
SCRIPT = f"""
if grep -qx "$padding" "$core/broken-at"; then
    echo planted >"$2/copybook-rs.unavailable"
    exit 0
elif grep -qx "$padding" "$core/interrupted-at"; then
    kill -TERM $PPID
    sleep 1000
elif grep -qx "$padding" "$core/slow-at"; then
    cp '{SLOW}' "$2/copybook-rs.so"
else
    cp '{GOOD}' "$2/copybook-rs.so"
fi
"""


@unittest.skipUnless(CAN_COUNT, "work cannot be counted here")
@unittest.skipUnless(shutil.which("cargo"), "cargo is not installed")
class OtherLayouts(ProgramTest):
    """Two revisions, head slower at the same work: both are built again with their code moved."""

    def setUp(self):
        super().setUp()
        self.program = lay_out(self.folder / "prefix")
        plant_subject(self.folder / "prefix", SCRIPT)
        self.checkout = Checkout(self.folder / "checkout")
        self.commit("base")

    def commit(self, name, slow_at=(), broken_at=(), interrupted_at=()):
        paddings = {"slow-at": slow_at, "broken-at": broken_at, "interrupted-at": interrupted_at}
        self.checkout.commit(name, **{file: "".join(f"{n}\n" for n in at)
                                      for file, at in paddings.items()})

    def compare(self, head, *more):
        result = run("compare", f"{self.checkout}@base", f"{self.checkout}@{head}", "--workload",
                     "comp3", "--launches", str(5 * self.patience), "--no-referee", "--json", *more,
                     program=self.program,
                     env={**os.environ, "XDG_CACHE_HOME": str(self.folder / "cache")})
        document = json.loads(result.stdout)
        (entry,) = document["benchmarks"]
        return result, document, entry

    @patiently
    def test_what_persists_is_a_failure(self):
        self.commit("slow", slow_at=(0, 192, 2112))
        result, document, entry = self.compare("slow")
        self.assertEqual((document["verdict"], result.returncode), ("FAIL", 3), document)
        self.assertIn("the same work", entry["reason"])
        self.assertIn("it persists in two other layouts", entry["reason"])
        self.assertEqual([(layout["padding_bytes"], layout["verdict"], layout["difference"])
                          for layout in entry["other_layouts"]],
                         [(192, "FAIL", "slower"), (2112, "FAIL", "slower")])
        for layout in entry["other_layouts"]:
            self.assertEqual(layout["launches"], 10 * self.patience)
            self.assertLess(layout["ci95"][0], layout["ratio"])
        # Each build has its own place, and what is there is not built again.
        self.assertEqual(len(list((self.folder / "cache").rglob("copybook-rs.so"))), 6)

    @once_is_enough
    @patiently
    def test_what_another_layout_does_not_show_is_a_warning(self):
        self.commit("misplaced", slow_at=(0, 192))
        result, document, entry = self.compare("misplaced")
        self.assertEqual((document["verdict"], result.returncode), ("WARN", 0), document)
        self.assertRegex(entry["reason"], "(gone|smaller) in another layout: ")
        self.assertEqual([layout["padding_bytes"] for layout in entry["other_layouts"]], [192, 2112])
        self.assertGreater(entry["other_layouts"][0]["ratio"], 1.1)
        self.assertLess(entry["other_layouts"][1]["ratio"], 1.1)

    @once_is_enough
    @patiently
    def test_what_cannot_be_built_again_stays_a_warning(self):
        self.commit("brittle", slow_at=(0, 192, 2112), broken_at=(192,))
        result, document, entry = self.compare("brittle")
        self.assertEqual((document["verdict"], result.returncode), ("WARN", 0), document)
        self.assertEqual(entry["other_layouts"], [])
        self.assertIn("another layout was not measured: building ",
                      " ".join(document["notes"]))

    @once_is_enough
    @patiently
    def test_who_gives_up_meanwhile_keeps_what_was_measured(self):
        self.commit("interrupted", slow_at=(0, 192, 2112), interrupted_at=(2112,))
        result, document, entry = self.compare("interrupted")
        self.assertEqual((document["verdict"], result.returncode), ("FAIL", 1), document)
        self.assertEqual(entry["verdict"], "WARN")
        self.assertEqual([layout["padding_bytes"] for layout in entry["other_layouts"]], [192])
        self.assertIn("build-subject.sh was interrupted", " ".join(document["errors"]))

    @once_is_enough
    @patiently
    def test_a_layout_is_asked_for(self):
        self.commit("elsewhere", slow_at=(2112,))
        result, document, entry = self.compare("elsewhere", "--layout", "3")
        self.assertEqual((entry["verdict"], entry["difference"]), ("WARN", "slower"), document)
        self.assertEqual(entry["other_layouts"], [])
        self.assertIn("--layout 3", document["repeat"])
        result = run("compare", "a.so", "b.so", "--layout", "4")
        self.assert_says_one_sentence(result, 2, "--layout 4: 1 to 3 was expected")

    @once_is_enough
    @patiently
    def test_no_slowdown_is_not_built_again(self):
        self.commit("same", slow_at=(192, 2112))
        _, _, entry = self.compare("same")
        self.assertEqual(entry["other_layouts"], [])
        self.assertEqual(len(list((self.folder / "cache").rglob("copybook-rs.so"))), 2)


def quota_folder():
    """Where a control group with a quota can be made, cgroup v1; None: not here."""
    folder = pathlib.Path("/sys/fs/cgroup/cpu")
    return folder if os.access(folder / "cpu.cfs_quota_us", os.W_OK) else None


class Causes(ProgramTest):
    """What takes time away while two builds are compared is named, and is never their fault."""

    def compare_on_last_cpu(self, **options):
        cpu = max(os.sched_getaffinity(0))
        return run("compare", NATIVE, NATIVE, "--time-identical", "--workload", "comp3", "--cpu", cpu,
                   "--launches", "20", "--no-work", "--no-referee", "--json", **options)

    def assert_named_and_no_failure(self, result, cause, text):
        document = json.loads(result.stdout)
        noise = document["noise"]
        self.assertIn(cause, noise["causes"], noise)
        self.assertGreater(noise[cause]["blocks_set_aside"], 0, noise)
        self.assertGreater(noise[cause]["lost_s"], 0, noise)
        self.assertLessEqual(noise["blocks_set_aside"], noise["blocks"])
        self.assertIn(text, " ".join(document["notes"]), document["notes"])
        self.assertEqual(document["errors"], [])
        self.assertNotIn(document["verdict"], ("FAIL", "WARN"), document)
        self.assertIn(result.returncode, (0, 4), result.stderr)
        schema = load(SOURCE / "config" / "schema" / "perf.schema.json")
        jsonschema.validate(noise, {**schema["properties"]["run"]["properties"]["noise"],
                                    "definitions": schema["definitions"]})

    @once_is_enough
    def test_another_thread_on_the_cpu(self):
        with hog_on(max(os.sched_getaffinity(0))):
            result = self.compare_on_last_cpu()
        self.assert_named_and_no_failure(result, "involuntary_switches",
                                         "the CPU was taken by another thread")

    @unittest.skipUnless(quota_folder(), "no control group with a quota can be made here")
    @once_is_enough
    def test_a_quota_is_deeper_than_the_switches_it_makes(self):
        group = quota_folder() / f"perfharness-test-{os.getpid()}"
        group.mkdir()
        self.addCleanup(group.rmdir)
        (group / "cpu.cfs_quota_us").write_text("20000", encoding="ascii")
        result = self.compare_on_last_cpu(
            preexec_fn=lambda: (group / "cgroup.procs").write_text("0", encoding="ascii"))
        self.assert_named_and_no_failure(result, "throttled_periods", "a CPU quota used up in")

    def test_nothing_timed_has_no_noise(self):
        _, document = compare_json(NATIVE, NATIVE)
        self.assertIsNone(document["noise"])


@contextlib.contextmanager
def hog_on(cpu):
    """A program that never lets go of this CPU."""
    with subprocess.Popen(["sh", "-c", "while :; do :; done"],
                          preexec_fn=lambda: os.sched_setaffinity(0, {cpu})) as hog:
        try:
            yield
        finally:
            hog.kill()


def capability(*arguments):
    """Again while the machine is too busy to say what it detects."""
    for _ in range(NOISE_RETRIES):
        result = run("capability", *arguments)
        if "the machine is too busy to say" not in result.stderr:
            break
    return result


class Synthetic(ProgramTest):
    """The subject whose faults are options: what is asked of it is found."""

    @once_is_enough
    @patiently
    def test_injected_slowdown(self):
        """
        The share, which is true to 1 %, lies in the interval that the document gives: that is wide
        on a noisy machine, and one in twenty lies beside the truth.
        """
        for share, verdict in ((0.08, "WARN"), (0.3, "FAIL")):
            _, document = compare_json(SYNTHETIC, f"{SYNTHETIC}?slowdown={share}", "--launches",
                                       str(12 * self.patience), "--no-work")
            (entry,) = document["benchmarks"]
            low, high = entry["ci95"]
            self.assertEqual((document["verdict"], entry["difference"]), (verdict, "slower"), entry)
            self.assertLess(low / 1.01, 1 + share, entry)
            self.assertGreater(high * 1.01, 1 + share, entry)

    @once_is_enough
    def test_injected_faults(self):
        """The 40th call is one of the proof where so much fits into the L2 cache, else it is timed, or, of
        a slow build, one of the check afterwards."""
        failure = r"first failure in record \d+, field FIELD-01: INJECTED: In cell 0, byte 0, "
        later = rf"fails (while it is timed|after timing) on data it has decoded before: {failure}"
        for option, caches, phrase in (
                ("crash-at=40", CACHES["1M"], "Segmentation fault"),
                ("wrong-at=1", CACHES["1M"], "void"), ("error-at=1", CACHES["1M"], failure),
                ("error-at=40", CACHES["256K"], later),
                ("error-at=40", CACHES["4M"], later),
                ("error-at=40", "32K,16M,64M", rf"void: .*: {failure}")):
            result = compare(SYNTHETIC, f"{SYNTHETIC}?{option}", "--no-work", "--launches", "2",
                             "--caches", caches)
            self.assertEqual(result.returncode, 3, result.stdout)
            self.assertRegex(text_of(result), phrase)
            self.assertEqual("it has decoded before" in text_of(result), phrase == later,
                             result.stdout)
            self.assertEqual(result.stdout.split()[-1], "[FAIL]")
        for option, phrase in (("colour=3", "NAME=NUMBER"), ("noise=-1", "noise: a number from 0")):
            self.assert_refused(compare(SYNTHETIC, f"{SYNTHETIC}?{option}"), 1, "head", phrase)

    @once_is_enough
    def test_capability(self):
        document = json.loads(capability("--launches", "8", "--json").stdout)
        self.assertEqual([entry["seconds"] for entry in document["detects"]], [2, 10, 60])
        lost = []
        for entry in document["detects"]:  # A slow machine has too few launches in 2 s.
            self.assertEqual(entry["lost"] is None, entry["seconds"] < 6 * document["launch_s"], entry)
            lost += [entry["lost"]] if entry["lost"] is not None else []
        self.assertGreater(len(lost), 1)
        self.assertEqual(sorted(lost, reverse=True), lost)
        self.assertGreater(lost[0], lost[-1])
        self.assertGreater(lost[-1], 0.005)
        result = run("capability", "--launches", "8", "--workload", "record-comp3")
        self.assert_refused(result, 2, "kernel workload")

    def test_capability_of_too_few_launches(self):
        for launches in ("1", "2"):
            result = run("capability", "--launches", launches)
            self.assert_refused(result, 2, f"--launches {launches}: at least 3")

    @once_is_enough
    def test_capability_that_cannot_be_proven(self):
        long = ("--sample-ms", "1000", "--launches", "4")
        document = json.loads(capability(*long, "--json").stdout)
        if document["detects"][0]["lost"] is not None:
            self.skipTest(f"launches take {document['launch_s']:.2f} s at most: 2 s are enough for six")
        result = capability("--prove", *long)
        self.assert_says_one_sentence(result, 1, "CBKB011", "2 s are too short", "--sample-ms")
        self.assertIn("        2         -        -  too short for three launches twice", result.stdout)
        self.assertIn("because of", result.stdout)
        self.assertNotIn("Proof", result.stdout)

    @unittest.skipIf(SANITIZERS, "counting what noise hides shows them nothing new")
    @unittest.skipUnless(RUN_ALL, "it takes 40 s: script/verify capability")
    def test_capability_proven(self):
        result = capability("--prove", "--launches", "8", "--sample-ms", "10")
        if "        2         -        -  too short for three launches twice" in result.stdout:
            self.skipTest("in 2 s this machine has no six launches of 10 ms")
        self.assertEqual((result.returncode in (0, 3), result.stderr), (True, ""))
        holds = "holds" if result.returncode == 0 else "does not hold"  # On a machine that changes.
        self.assertRegex(result.stdout, r"injected was found in \d+ of 10;\n  identical code "
                                        rf"was called different in \d+ of 10: the claim {holds}\.\n$")


@functools.cache
def real_run():
    """perf.json of one."""
    with tempfile.TemporaryDirectory(prefix="perfharness-test-") as folder:
        return measure_quietly("--workload", "comp3", "--working-set", "L1", "--launches", "4",
                               "--sample-ms", "20", output=pathlib.Path(folder, "report"))[1]


class Stored(ProgramTest):
    def stored(self, name, change=lambda document: None):
        """A copy of one real run, changed."""
        document = copy.deepcopy(real_run())
        change(document)
        return self.write(name, json.dumps(document))

    def test_same_run_twice(self):
        """It says nothing of any code: that comes first, and not the figures."""
        result = run("compare", self.stored("a.json"), self.stored("b.json"))
        lines = result.stdout.splitlines()
        self.assertEqual(lines[0], "The same run on both sides: there is nothing to compare")
        self.assertEqual(lines[-1], "Comparison: [UNCHANGED]")
        self.assertIn("This would tell:\n  perfharness compare ", result.stdout)
        self.assertNotIn("comp3", result.stdout)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_a_baseline_is_a_stored_run(self):
        def name_suite(document):
            document["suite"] = "standard"
        run_path = self.stored("a.json", name_suite)
        promoted = run("baseline", "promote", run_path, "--force", "--reason", "a test",
                       cwd=self.folder)
        self.assertEqual(promoted.returncode, 0, promoted.stderr)
        result = run("compare", self.folder / "baseline.json", run_path)
        self.assertEqual(result.stdout.splitlines()[0],
                         "The same run on both sides: there is nothing to compare")

        def take_earlier(document):
            document["timestamp"] = "2025-01-01T00:00:00Z"
        result = run("compare", self.folder / "baseline.json",
                     self.stored("b.json", lambda document: (name_suite(document), take_earlier(document))))
        self.assertNotIn("[FAIL]", result.stdout)
        self.assertIn("side by side, which is stronger", text_of(result))

    def test_another_host_is_neutral(self):
        def move(document):
            document["environment"]["fingerprint"] = "0123456789abcdef"
        result = run("compare", self.stored("a.json"), self.stored("b.json", move))
        self.assertEqual(result.returncode, 4, result.stderr)
        self.assertEqual(result.stdout.split()[-1], "[NEUTRAL]")
        self.assertIn("two hosts", result.stdout)

    def test_another_kind_of_core_is_neutral(self):
        def place(kind):
            def change(document):
                document["environment"]["core_kind"] = kind
            return change
        result = run("compare", self.stored("a.json", place("1 of 2")),
                     self.stored("b.json", place("2 of 2")))
        self.assertEqual(result.returncode, 4, result.stderr)
        self.assertIn("another kind of core: 2 of 2 in head, 1 of 2 in base", result.stdout)

    def test_another_suite_is_neutral(self):
        def rename(suite):
            def change(document):
                document["suite"] = suite
            return change
        result = run("compare", self.stored("a.json", rename("critical")),
                     self.stored("b.json", rename("standard")))
        self.assertEqual(result.returncode, 4, result.stderr)
        self.assertIn("two suites", result.stdout)

    def test_what_cannot_be_read(self):
        self.assert_says_one_sentence(
            run("compare", self.write("a.json", "{"), self.write("b.json", "{}")), 1, "a.json")


class MadeUpRuns(ProgramTest):
    """Two stored runs whose figures are chosen."""

    def compare(self, base, head, *arguments):
        """Head is measured a day later: with the same figures it is another run all the same."""
        if "timestamp" in head:
            head = {**head, "timestamp": "2025-06-02T12:00:00Z"}
        return run("compare", self.write("base.json", json.dumps(base)),
                   self.write("head.json", json.dumps(head)), *arguments)

    def compare_json(self, base, head, *arguments):
        result = self.compare(base, head, "--json", *arguments)
        self.assertEqual(result.stderr, "")
        document = json.loads(result.stdout)
        return result, document, {(entry["name"], entry["level"]): entry
                                  for entry in document["benchmarks"]}

    def assert_fails_for(self, base, head, name, level, reason):
        result, document, entries = self.compare_json(base, head)
        self.assertEqual((document["verdict"], result.returncode), ("FAIL", 3), document)
        self.assertEqual(entries[name, level]["verdict"], "FAIL")
        self.assertIn(reason, entries[name, level]["reason"])
        self.assertEqual(self.compare(base, head).stdout.split()[-1], "[FAIL]")

    def test_alike_they_pass(self):
        result, document, entries = self.compare_json(perf(), perf())
        self.assertEqual((document["verdict"], result.returncode), ("PASS", 0), document)
        self.assertEqual(len(entries), 3)

    def test_what_head_lacks_is_a_failure(self):
        for gone in ("display-text/stream", "comp3/stream", "record-display"):
            kept = [entry for entry in good_benchmarks() if entry["name"] != gone]
            self.assert_fails_for(perf(), perf(kept), gone,
                                  "record" if gone == "record-display" else "kernel",
                                  "head did not measure it")
        self.assert_fails_for(plain(0.78, 1000), perf(good_benchmarks()[:2]), "comp3/stream",
                              "kernel", "head did not measure it")

    def test_what_is_not_measured_in_head_is_a_failure(self):
        for state in ("void", "failed"):
            broken = perf(good_benchmarks()[:2] + [not_measured("comp3/stream", state)]
                          + good_benchmarks()[3:])
            self.assert_fails_for(perf(), broken, "comp3/stream", "kernel", state)
        expected = {**not_measured("comp3/stream", "void"), "expected": "known-fault"}
        self.assert_fails_for(perf(), perf(good_benchmarks()[:2] + [expected]), "comp3/stream",
                              "kernel", "(a known fault), and base has a number")
        self.assert_fails_for(plain(), plain(comp3_mibs=None), "comp3/stream", "kernel",
                              "no number")

    def test_what_nobody_judges_may_be_absent(self):
        kept = [entry for entry in good_benchmarks() if entry["subject"] != "native"]
        _, document, _ = self.compare_json(perf(), perf(kept))
        self.assertEqual(document["verdict"], "PASS", document)

    def test_what_the_plain_shape_cannot_hold_is_not_judged(self):
        _, document, entries = self.compare_json(perf(), plain(800 / 1024, 1000))
        self.assertEqual(document["verdict"], "PASS", document)
        self.assertEqual(entries["record-display", "record"]["verdict"], "NEUTRAL")
        self.assertIn("has no place for it", entries["record-display", "record"]["reason"])
        self.assertIn("there is no interval: head holds no launches", " ".join(document["notes"]))

    def test_errors_are_a_failure(self):
        faulty = perf(status="failure", errors=["the worker was killed"])
        elsewhere = perf(status="failure", errors=["the worker was killed"], suite="critical")
        for base, head, side in ((perf(), faulty, "head"), (faulty, perf(), "base"),
                                 (perf(), elsewhere, "head"),
                                 (plain(errors=["the worker was killed"]), plain(), "base")):
            result, document, _ = self.compare_json(base, head)
            self.assertEqual((document["verdict"], result.returncode), ("FAIL", 1), document)
            self.assertEqual(document["errors"], [f"{side}: the worker was killed"])
            self.assertEqual(self.compare(base, head).stdout.split()[-1], "[FAIL]")

    def test_what_is_new_in_head_is_listed(self):
        new = perf(good_benchmarks() + [measured("record-comp3", 20.0, level="file")])
        result, document, entries = self.compare_json(perf(), new)
        self.assertEqual((document["verdict"], result.returncode), ("PASS", 0), document)
        self.assertEqual(entries["record-comp3", "file"]["verdict"], "NEUTRAL")
        self.assertEqual(entries["record-comp3", "file"]["reason"], "it is not in the baseline")
        self.assertRegex(self.compare(perf(), new).stdout,
                         r"record-comp3, file +NEUTRAL\n    undetermined: it is not in the baseline")

    def test_what_is_not_recorded(self):
        unnamed = perf(suite=None)
        for base, head, side in ((unnamed, perf(), "base"), (perf(), unnamed, "head")):
            _, document, _ = self.compare_json(base, head)
            self.assertIn(f"suite not recorded in {side}: taken for the same", document["notes"])
        _, document, _ = self.compare_json(unnamed, unnamed)
        self.assertNotIn("not recorded", " ".join(document["notes"]))
        _, document, _ = self.compare_json(plain(), plain())
        self.assertIn("host not recorded in either document: taken for the same",
                      document["notes"])

    def test_another_release_is_another_method(self):
        old, new = (perf(subjects=subjects_of(release)) for release in ("0.6.1", "0.8.1"))
        result, document, entries = self.compare_json(old, new)
        self.assertEqual((document["verdict"], result.returncode, entries), ("NEUTRAL", 4, {}))
        self.assertEqual(document["notes"],
                         ["nothing was compared: copybook-rs 0.8.1 in head, 0.6.1 in base: another "
                          "method; `perfharness compare copybook-rs@0.6.1 copybook-rs@0.8.1` "
                          "measures both"])
        _, document, _ = self.compare_json(perf(), old)  # Of the same version, by its own word.
        self.assertEqual(document["verdict"], "PASS", document)

    def test_what_differs_is_noted(self):
        base, head = perf(subjects=subjects_of()), perf(subjects=subjects_of(toolchain="rustc 2"))
        base["environment"]["kernel"], head["environment"]["kernel"] = "6.1.0-39", "6.1.0-40"
        result, document, _ = self.compare_json(base, head)
        self.assertEqual((document["verdict"], result.returncode), ("PASS", 0), document)
        self.assertIn("the kernel differs: 6.1.0-40 in head, 6.1.0-39 in base", document["notes"])
        self.assertIn("the compiler differs: rustc 2 in head, rustc 1.95.0 (59807616e 2026-04-14) "
                      "in base", document["notes"])

    def test_both_builds_are_said(self):
        base, head = perf(subjects=subjects_of()), perf(subjects=subjects_of(library_sha256="8" * 64))
        _, document, _ = self.compare_json(base, head)
        for side, stored in (("base", base), ("head", head)):
            self.assertEqual(document[side]["built_from"], stored["subjects"][0]["built_from"])
        origin = "release 0.8.1, commit 1cb98b47444a\n"
        size = "    1,137,600 bytes, built in 70.1 s\n"
        said, verbose = (self.compare(base, head, *more).stdout for more in ((), ("--verbose",)))
        self.assertEqual((said.count(origin), said.count(size)), (2, 0))
        self.assertEqual((verbose.count(origin), verbose.count(size)), (2, 2))
        # One library on both sides is said once, and nothing of what is not recorded.
        said = self.compare(base, base).stdout
        self.assertEqual((said.count(origin), said.count(": the same library\n")), (1, 1))
        self.assertEqual(self.compare_json(perf(), perf())[1]["base"], {"named": "base.json"})

    def test_two_commits_that_give_one_library_are_both_said(self):
        base, head = (perf(subjects=subjects_of(commit=digits * 20)) for digits in ("ab", "cd"))
        said = self.compare(base, head).stdout
        for digits in ("ab", "cd"):
            self.assertIn(f": release 0.8.1, commit {digits * 6}\n", said)

    def test_what_is_inconclusive_names_one_command(self):
        base = perf(good_benchmarks(comp3=1045.0, spread=0.02))
        head = perf(good_benchmarks(comp3=1000.0, spread=0.02))
        _, document, entries = self.compare_json(base, head)
        entry = entries["comp3/stream", "kernel"]
        self.assertEqual(document["verdict"], "INCONCLUSIVE", document)
        self.assertGreater(entry["launches_needed"], 10)
        self.assertIsNone(entry["seconds_needed"])
        # One command tells of all that is open, instead of a number for each.
        self.assertEqual(entry["reason"], "the interval lies on both sides of 5 % slower")
        self.assertEqual(document["command"], "perfharness compare BASE.so HEAD.so")
        said = self.compare(base, head).stdout
        self.assertEqual(said.count("This would tell:\n  perfharness compare BASE.so HEAD.so\n"), 1)
        self.assertNotIn("launches on each side", said)
        revisions = [{**run, "subjects": subjects_of(commit=digits * 20)}
                     for run, digits in ((base, "ab"), (head, "cd"))]
        self.assertEqual(self.compare_json(*revisions)[1]["command"],
                         "perfharness compare CHECKOUT@abababababab CHECKOUT@cdcdcdcdcdcd")

    def test_what_is_shown_decides(self):
        _, _, entries = self.compare_json(perf(), perf(good_benchmarks(comp3=960.0)))
        entry = entries["comp3/stream", "kernel"]
        self.assertEqual(entry["deciding"], {"confidence": 0.95, "interval": entry["ci95"]})

    def test_a_machine_that_was_too_busy_is_no_failure(self):
        entry = {**not_measured("comp3/stream", "failed"), "records_failed": 0,
                 "reason": f"{TOO_BUSY}: no launch had enough undisturbed blocks"}
        busy = perf(good_benchmarks()[:2] + [entry] + good_benchmarks()[3:], status="failure",
                    errors=["CBKB011: comp3/stream, copybook-rs, kernel level: failed: "
                            + entry["reason"]])
        result, document, entries = self.compare_json(perf(), busy)
        self.assertEqual((document["verdict"], result.returncode), ("INCONCLUSIVE", 4), document)
        self.assertEqual(entries["comp3/stream", "kernel"]["verdict"], "INCONCLUSIVE")

    def test_options_of_measuring_are_refused(self):
        for option in (("--workload", "comp3"), ("--suite=standard",), ("--working-set", "L2"),
                       ("--cpu", "0"), ("--budget", "10"), ("--launches", "5"), ("--seed", "1"),
                       ("--sample-ms", "40"), ("--time-identical",), ("--no-work",),
                       ("--timeout", "1"), ("--hang-timeout", "10"), ("--wait", "600")):
            name = option[0].partition("=")[0]
            with self.subTest(name):
                self.assert_refused(self.compare(perf(), perf(), *option), 2, name + " says how")
        thresholds = SOURCE / "config" / "thresholds.toml"
        result, document, _ = self.compare_json(perf(), perf(), "--floor", "1", "--alpha=0.05",
                                                "--thresholds", thresholds)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual((document["rule"]["floor"], document["rule"]["alpha"]), (0.01, 0.05))
        # A value is no option, and nothing behind -- is one.
        shutil.copy(thresholds, self.folder / "--seed")
        for arguments in (("--thresholds", "--seed", "base.json", "head.json"),
                          ("--", "base.json", "head.json")):
            self.assertEqual(run("compare", *arguments, cwd=self.folder).returncode, 0, arguments)

    def test_kinds_are_not_mixed(self):
        stored, other = (self.write(name, json.dumps(perf())) for name in ("a.json", "kept-run"))
        for base, head in ((stored, NATIVE), (NATIVE, stored), (other, NATIVE),
                           (f"{NATIVE}?isa=scalar", other), (stored, self.folder / "gone.so")):
            self.assert_refused(run("compare", base, head), 2, "two builds or two stored runs",
                                f"{stored if stored in (base, head) else other} is a stored run")

    def test_a_stored_run_of_any_name(self):
        other = self.write("kept-run", " \n" + json.dumps(perf()))
        later = json.dumps(perf(timestamp="2025-06-02T12:00:00Z"))
        for base, head, word in ((other, other, "[UNCHANGED]"),
                                 (other, self.write("a.json", later), "[PASS]")):
            result = run("compare", base, head)
            self.assertEqual(result.stdout.split()[-1], word, result.stderr)

    def test_what_cannot_be_read_has_its_code(self):
        good = self.write("good.json", json.dumps(perf()))
        large = json.dumps(perf()).replace('"blocks_kept": 500', '"blocks_kept": 1e999', 1)
        for content, phrases in (
                (None, ["CBKB012", "No such file"]), ("{", ["CBKB002", "bad.json:1:2: "]),
                ("", ["CBKB002"]), ("[]", ["CBKB002"]),
                (large, ["CBKB002", "/benchmarks/0/blocks_kept: a JSON value within"]),
                ("{}", ["CBKB003"]),
                (json.dumps({**perf(), "comp3_mibs": 1.0}), ["CBKB003", "/comp3_mibs"]),
                (json.dumps({"performance": {}}), ["CBKB006"])):
            bad = self.folder / "bad.json" if content is None else self.write("bad.json", content)
            for operands in ((bad, good), (good, bad)):
                with self.subTest(str(content)[:40]):
                    result = run("compare", *operands)
                    self.assert_refused(result, 1, "bad.json", *phrases)
                    self.assertNotIn("promote", result.stderr)


if __name__ == "__main__":
    unittest.main()
