# SPDX-License-Identifier: AGPL-3.0-or-later
"""`perfharness compare --work-only`: a verdict by instructions alone, whatever else the machine does."""
import fcntl
import json
import os
import unittest

from counting import CAN_COUNT, has_counter
from program import SOURCE, SUBJECTS, TEST_SUBJECTS, ProgramTest, run

NATIVE = SUBJECTS / "native.so"
SCALAR = f"{NATIVE}?isa=scalar"
SYNTHETIC = SUBJECTS / "fault-injection" / "synthetic.so"
GOOD = TEST_SUBJECTS / "well-behaved.so"
CRASH = TEST_SUBJECTS / "crash-on-call.so"
CRASH_FRESH = TEST_SUBJECTS / "crash-on-fresh-data.so"
WRONG_FRESH = TEST_SUBJECTS / "wrong-on-fresh-data.so"
WRONG = TEST_SUBJECTS / "last-value-wrong.so"
RANDOM = TEST_SUBJECTS / "draws-random.so"
ALLOCATES = TEST_SUBJECTS / "allocates.so"
REMEMBERS = TEST_SUBJECTS / "remembers-answers.so"


def compare(base, head, *arguments, workload="comp3", **more):
    return run("compare", "--work-only", base, head, "--workload", workload, *arguments, **more)


def compare_json(base, head, *arguments, **more):
    result = compare(base, head, "--json", *arguments, **more)
    return result, json.loads(result.stdout)


def without_times(document):
    return {**document, "elapsed_s": None, "timestamp": None}


@unittest.skipUnless(CAN_COUNT, "work cannot be counted here")
class WorkOnly(ProgramTest):
    def test_what_runs_is_the_same_though_the_library_is_not(self):
        base, elsewhere, inlined = (TEST_SUBJECTS / f"explained-{planted}.so"
                                    for planted in ("nothing", "elsewhere", "inlined"))
        result, document = compare_json(base, elsewhere)
        (entry,) = document["benchmarks"]
        self.assertEqual((result.returncode, document["verdict"], entry["difference"]),
                         (0, "UNCHANGED", "same work"), entry)
        self.assertIn("identical machine code of all functions that run", entry["reason"])
        self.assertEqual(compare_json(base, inlined)[1]["verdict"], "FAIL")
        # Nor is it timed.
        result = run("compare", base, elsewhere, "--workload", "comp3", "--no-referee", "--json")
        (entry,) = json.loads(result.stdout)["benchmarks"]
        self.assertEqual((result.returncode, entry["verdict"], entry["launches"], entry["ratio"]),
                         (0, "UNCHANGED", 0, None), result.stderr)
        self.assertIn("not timed (--time-identical does)", entry["reason"])

    def test_more_and_less_work(self):
        """A planted share of cells is decoded once more: a little more than that share of the work."""
        for base, head, verdict, status, difference, at_least in (
                (SYNTHETIC, f"{SYNTHETIC}?slowdown=0.002", "PASS", 0, "more work", 1.002),
                (SYNTHETIC, f"{SYNTHETIC}?slowdown=0.01", "WARN", 0, "more work", 1.01),
                (SYNTHETIC, f"{SYNTHETIC}?slowdown=0.05", "FAIL", 3, "more work", 1.05),
                (f"{SYNTHETIC}?slowdown=0.05", SYNTHETIC, "IMPROVED", 0, "less work", 0.9)):
            with self.subTest(f"{head}"):
                result, document = compare_json(base, head)
                (entry,) = document["benchmarks"]
                self.assertEqual((document["mode"], document["verdict"], result.returncode),
                                 ("work", verdict, status), entry)
                self.assertEqual((entry["name"], entry["difference"]), ("comp3", difference))
                self.assertGreaterEqual(entry["work"]["ratio"], at_least)
                self.assertLess(entry["work"]["ratio"], at_least + 0.06)
                low, high = entry["deciding"]["interval"]
                self.assertAlmostEqual(low, high, 12)  # Chance has no part in it.
                self.assertEqual((entry["ratio"], entry["launches"], document["noise"]),
                                 (None, 0, None))
                self.assertNotIn("slower", result.stdout)
        self.assertEqual(document["rule"], {"floor": 0.001, "warn": 0.005, "fail": 0.02,
                                            "alpha": 0.01})

    def test_identical_code(self):
        result, document = compare_json(SYNTHETIC, SYNTHETIC)
        (entry,) = document["benchmarks"]
        self.assertEqual((document["verdict"], entry["difference"], result.returncode),
                         ("UNCHANGED", "same work", 0))
        self.assertIn("neither checked nor counted", entry["reason"])

    def test_it_repeats_to_the_instruction(self):
        """Also of code that works by chance: that is given, and the same for both builds."""
        for base, head in ((SYNTHETIC, f"{SYNTHETIC}?slowdown=0.003"),
                           (RANDOM, f"{RANDOM}?other")):
            documents = [without_times(compare_json(base, head)[1]) for _ in range(2)]
            self.assertEqual(documents[0], documents[1])
        self.assertEqual(documents[0]["verdict"], "PASS", documents[0])
        self.assertEqual(documents[0]["benchmarks"][0]["work"]["ratio"], 1.0)

    def test_chance_is_drawn_until_it_tells(self):
        """A tenth of the cells at most, as often as not: no two draws are the same, and so it is said."""
        result, document = compare_json(GOOD, RANDOM)
        (entry,) = document["benchmarks"]
        self.assertEqual((document["verdict"], result.returncode), ("FAIL", 3), entry)
        self.assertRegex(entry["reason"], "over [12]0 draws of chance")
        low, high = entry["deciding"]["interval"]
        self.assertLess(low, entry["work"]["ratio"])
        self.assertGreater(high, entry["work"]["ratio"])

    def test_who_remembers_answers_has_the_work_all_the_same(self):
        """What is counted is not what was decoded before."""
        _, honest = compare_json(GOOD, f"{SYNTHETIC}")
        _, liar = compare_json(GOOD, f"{SYNTHETIC}?lie=4")
        self.assertAlmostEqual(honest["benchmarks"][0]["work"]["head"] * 5,
                               liar["benchmarks"][0]["work"]["head"],
                               delta=honest["benchmarks"][0]["work"]["head"])
        _, document = compare_json(GOOD, REMEMBERS)
        (entry,) = document["benchmarks"]
        self.assertEqual((entry["verdict"], entry["difference"]), ("FAIL", "more work"), entry)

    def compare_allocations(self, base, head, *arguments, workload="comp3"):
        path = self.folder / "comparison.json"
        result, document = compare_json(f"{ALLOCATES}?{base}", f"{ALLOCATES}?{head}", "--output", path,
                                        *arguments, workload=workload)
        self.assertEqual(run("validate", path).returncode, 0)
        (entry,) = document["benchmarks"]
        return result, document, entry

    def test_more_allocations(self):
        """Judged as work is, and found however few they are."""
        verdicts = ["IMPROVED", "PASS", "WARN", "FAIL"]
        for base, head, difference, verdict in (
                ("1/1000", "2/1000", "more", "PASS"), ("1/100", "2/100", "more", "WARN"),
                ("1", "2", "more", "FAIL"), ("3", "2", "less", "PASS")):
            with self.subTest(f"{base}, {head}"):
                result, document, entry = self.compare_allocations(base, head)
                allocations = entry["allocations"]
                self.assertEqual((allocations["difference"], allocations["verdict"]),
                                 (difference, verdict), entry)
                self.assertGreaterEqual(verdicts.index(entry["verdict"]) + (difference == "less"),
                                        verdicts.index(verdict))
                self.assertEqual(allocations["head"]["bytes"], 100 * allocations["head"]["calls"])
                self.assertEqual(document["allocation_rule"], {"warn": 0.005, "fail": 0.02})
                self.assertEqual(result.returncode, 3 if entry["verdict"] == "FAIL" else 0)
                if verdict == "FAIL":
                    self.assertIn("100 % more allocations, beyond 2 %", entry["reason"])
        shown = compare(f"{ALLOCATES}?1/1000", f"{ALLOCATES}?2/1000").stdout
        self.assertIn("an item has 0.00201 allocations, before 0.00101", " ".join(shown.split()))

    def test_one_allocation_in_a_thousand_items_is_found_each_time(self):
        seen = {json.dumps(self.compare_allocations("3001/1000", "3002/1000")[2]["allocations"])
                for _ in range(2)}
        self.assertEqual(len(seen), 1)
        self.assertIn('"more"', seen.pop())

    def test_an_allocator_of_its_own_is_not_compared(self):
        result, document = compare_json(f"{ALLOCATES}?1", TEST_SUBJECTS / "own-allocator.so")
        (entry,) = document["benchmarks"]
        self.assertEqual(list(entry["allocations"]), ["uncounted"])
        self.assertEqual(result.returncode, 0)
        self.assertTrue(any("allocations are not compared: what head allocates is not seen" in note
                            for note in document["notes"]), document["notes"])

    def test_a_fault_is_one(self):
        for base, head, of, kind, status, verdict in (
                (GOOD, CRASH, "head", "crash", 3, "FAIL"),
                (GOOD, WRONG, "head", "wrong answer", 3, "FAIL"),
                (WRONG, GOOD, "base", "wrong answer", 1, "NEUTRAL")):
            with self.subTest(f"{of}, {kind}"):
                result, document = compare_json(base, head)
                (entry,) = document["benchmarks"]
                self.assertEqual((entry["fault"]["of"], entry["fault"]["kind"]), (of, kind), entry)
                self.assertEqual((entry["verdict"], document["verdict"], result.returncode),
                                 (verdict, "FAIL", status))
        result = compare(GOOD, TEST_SUBJECTS / "crash-in-constructor.so")
        self.assert_refused(result, 3, "CBKB009", "crash-in-constructor.so", "loaded")

    def test_a_fault_on_the_data_that_are_counted_is_one(self):
        """They are made after all that is looked at before: whoever knows these is not safe."""
        for base, head, of, kind, status, verdict in (
                (GOOD, CRASH_FRESH, "head", "crash", 3, "FAIL"),
                (GOOD, WRONG_FRESH, "head", "wrong answer", 3, "FAIL"),
                (CRASH_FRESH, GOOD, "base", "crash", 1, "NEUTRAL"),
                (WRONG_FRESH, GOOD, "base", "wrong answer", 1, "NEUTRAL")):
            with self.subTest(f"{of}, {kind}"):
                path = self.folder / "comparison.json"
                result, document = compare_json(base, head, "--output", path)
                (entry,) = document["benchmarks"]
                self.assertEqual((entry["fault"]["of"], entry["fault"]["kind"]), (of, kind), entry)
                self.assertEqual((entry["verdict"], document["verdict"], result.returncode),
                                 (verdict, "FAIL", status))
                self.assertEqual(len(document["errors"]), 1)
                self.assertEqual(run("validate", path).returncode, 0)

    def test_what_is_expected_to_be_void(self):
        base = SUBJECTS / "copybook-rs.so"
        head = self.write("head.so", base.read_bytes().replace(b"opt-level=3", b"opt-level=4"))
        result, document = compare_json(base, head, workload="display-as-published")
        self.assertEqual({entry["verdict"] for entry in document["benchmarks"]}, {"NEUTRAL"})
        self.assertEqual(result.returncode, 4, document)

    def test_thresholds(self):
        text = (SOURCE / "config" / "thresholds.toml").read_text(encoding="utf-8")
        strict = self.write("strict.toml", text.replace("warn = 0.005", "warn = 0.001")
                            .replace("fail = 0.02", "fail = 0.001"))
        head = f"{SYNTHETIC}?slowdown=0.002"
        result, document = compare_json(SYNTHETIC, head, "--thresholds", strict)
        self.assertEqual((document["verdict"], result.returncode), ("FAIL", 3), document)
        informing = self.write("inform.toml", strict.read_text(encoding="utf-8").replace(
            'gate = "block"', 'gate = "inform"'))
        self.assertEqual(compare(SYNTHETIC, head, "--thresholds", informing).returncode, 0)
        before = self.write("before.toml", text[:text.index("# What `perfharness compare")]
                            + text[text.index("[automation]"):])
        _, document = compare_json(SYNTHETIC, head, "--thresholds", before)
        self.assertEqual((document["rule"]["warn"], document["rule"]["fail"]), (0.005, 0.02))

    def test_no_lock_is_taken_nor_waited_for(self):
        lock = self.folder / "lock"
        with open(lock, "w", encoding="utf-8") as holder:
            fcntl.flock(holder, fcntl.LOCK_EX)
            result = compare(SYNTHETIC, SYNTHETIC,
                             env={**os.environ, "PERFHARNESS_LOCK": str(lock)})
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stderr, "")

    def test_what_cannot_be_counted_has_no_verdict(self):
        if has_counter():
            self.skipTest("this machine lends its own counter")
        result = compare(NATIVE, SCALAR)
        if "  base 0.1.0, avx512" not in result.stdout:
            self.skipTest("this CPU has no AVX-512")
        self.assertEqual(result.returncode, 4, result.stdout)
        self.assertIn("valgrind does not know that CPU", " ".join(result.stdout.split()))
        self.assertTrue(result.stdout.endswith("\nComparison: [INCONCLUSIVE]\n"))

    def test_without_valgrind(self):
        if has_counter():
            self.skipTest("this machine lends its own counter")
        result = compare(SYNTHETIC, SCALAR, env={**os.environ, "PATH": str(self.folder)})
        self.assert_refused(result, 1, "CBKB011", "valgrind is not installed (package valgrind)")

    def test_a_time_that_is_over(self):
        result, document = compare_json(SYNTHETIC, SCALAR, "--timeout", "0.0001")
        self.assertEqual(result.returncode, 1, document)
        if document["failure"]:  # It was over before there was anything to count.
            self.assertEqual(document["verdict"], "NEUTRAL")
            self.assertIn("time was over (--timeout", document["failure"]["reason"])
        else:
            self.assertEqual(document["verdict"], "FAIL")
            self.assertIn("CBKB001", " ".join(document["errors"]))

    def test_what_says_how_to_time_is_refused(self):
        for option in (("--budget", "3"), ("--floor", "0.1"), ("--alpha", "0.05"), ("--launches", "3"),
                       ("--sample-ms", "3"), ("--time-identical",), ("--no-work",), ("--no-referee",),
                       ("--cpu", "0"), ("--wait", "3"), ("--working-set", "L1"),
                       ("--caches", "32K,1M,16M")):
            self.assert_refused(compare(SYNTHETIC, SCALAR, *option), 2, option[0], "times nothing")
        document = self.write("perf.json", "{}")
        self.assert_refused(run("compare", document, document, "--work-only"), 2, "--work-only")

    def test_the_table(self):
        result = compare(f"{SYNTHETIC}?slowdown=0.01", SYNTHETIC, "--workload", "display-text",
                         "--workload", "display-zoned")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(result.stdout.startswith(
            "Two builds by their work alone: nothing was timed; "), result.stdout)
        self.assertRegex(result.stdout, r"\n  display-text +[0-9]+[.][0-9] +[0-9]+[.][0-9] +−[12][.]"
                                        r"[0-9]{2} %  IMPROVED\n    [12][.][0-9]{2} % less work\n")
        self.assertNotIn("slower", result.stdout)
        self.assertNotIn("faster", result.stdout)
        for line in result.stdout.splitlines():
            self.assertLessEqual(len(line), 80, line)


if __name__ == "__main__":
    unittest.main()
