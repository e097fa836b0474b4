# SPDX-License-Identifier: AGPL-3.0-or-later
"""`perfharness check`: the word a document earns, what is said beside it, what is left behind."""
import json
import os
import re
import subprocess
import unittest

from perf_documents import HOST, allocating, good_benchmarks, measured, perf, plain, subjects_of
from program import (PROGRAM, SOURCE, ProgramTest, environment, load, measure_quietly,
                     once_is_enough, run, unbroken, validator)

PASS, WARN, FAIL, INCONCLUSIVE, NEUTRAL = "PASS", "WARN", "FAIL", "INCONCLUSIVE", "NEUTRAL"
STATUS = {PASS: 0, WARN: 0, FAIL: 3, INCONCLUSIVE: 4, NEUTRAL: 4}
THRESHOLDS = (SOURCE / "config" / "thresholds.toml").read_text(encoding="utf-8")
MB = 1e6 / 2 ** 20  # MB/s in MiB/s.
NOBODY = 65534

# The specification's plain shape against another: DISPLAY of the two, and the word.
PLAIN_CHANGES = [
    (2.33, 2.33, PASS),
    (2.33, 2.2135, PASS),     # Exactly 5 % is lenient.
    (2.33, 2.2134, WARN),
    (2.33, 2.097, WARN),      # Exactly 10 %, which doubles take for 10.000000000000004.
    (2.33, 2.0969, FAIL),
    (4.22, 8.44, PASS),
    (4.0, 3.8, PASS),
    (4.0, 3.6, WARN),
]

# The same with launches: throughput of the baseline, spread of the launches, suite, and the word.
CHANGES = [
    (1000.0, 0.002, "standard", PASS),
    (1040.0, 0.002, "standard", PASS),
    (1070.0, 0.002, "standard", WARN),
    (1109.0, 0.02, "standard", WARN),           # It may straddle the failure.
    (1130.0, 0.002, "standard", FAIL),
    (1050.0, 0.02, "standard", INCONCLUSIVE),
    (900.0, 0.002, "standard", PASS),
    (1045.0, 0.002, "critical", WARN),
    (1025.0, 0.002, "critical", PASS),
    (1080.0, 0.002, "critical", FAIL),
    (1100.0, 0.002, "comprehensive", PASS),
    (1150.0, 0.002, "comprehensive", WARN),
    (1260.0, 0.002, "comprehensive", FAIL),
    (1040.0, 0.002, None, PASS),
    (1070.0, 0.002, None, WARN),
    (1070.0, 0.002, "of-ours", WARN),
]

# COMP-3 in MB/s beside a floor of 40, and the word.
PLAIN_FLOORS = [(40.0, WARN), (39.99, FAIL), (41.99, WARN), (42.0, PASS)]


def comp3(mib_s, spread=0.002, **more):
    return perf(good_benchmarks(comp3=mib_s, spread=spread), **more)


class Check(ProgramTest):
    def check(self, document, *arguments, baseline=None, thresholds=None):
        if baseline is not None:
            arguments += ("--baseline", self.write("baseline.json", json.dumps(baseline)))
        if thresholds is not None:
            arguments += ("--thresholds", self.write("thresholds.toml", thresholds))
        return run("check", self.write("perf.json", json.dumps(document)), *arguments)

    def assert_word(self, result, word, status=None):
        self.assertEqual(result.stderr, "")
        self.assertTrue(result.stdout.endswith(f" [{word}]\n"), result.stdout)
        self.assertEqual(result.returncode, STATUS[word] if status is None else status)

    def assert_notes(self, result, *notes):
        section = unbroken(result.stdout.partition("\nNotes\n")[2].partition("\n\n")[0])
        for note in notes:
            self.assertIn(note, section)


class WhereItMayNotWrite(Check):
    """The verdict stands: a read-only file system, and a folder that is another user's."""

    def assert_judged(self, result):
        self.assertTrue(result.stdout.endswith(f" [{PASS}]\n"), result.stdout + result.stderr)
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stderr, r"\ANote: [^\n]*validation\.log is not written: [^\n]*\n\Z")
        self.assertFalse((self.folder / "place" / "validation.log").exists())

    def setUp(self):
        super().setUp()
        (self.folder / "place").mkdir()
        self.perf = self.write("place/perf.json", json.dumps(plain()))

    def test_read_only_file_system(self):
        if subprocess.call(["unshare", "--mount", "true"], stderr=subprocess.DEVNULL):
            self.skipTest("not root, or in a root that is no mount: nothing is mounted here")
        script = 'mount --bind "$2" "$2"; mount -o remount,ro,bind "$2"; exec "$1" check "$3"'
        self.assert_judged(subprocess.run(
            ["unshare", "--mount", "/bin/sh", "-ec", script, "sh", PROGRAM, self.perf.parent,
             self.perf], capture_output=True, check=False, encoding="utf-8", env=environment()))

    def test_folder_of_another_user(self):
        self.folder.chmod(0o755)
        self.perf.parent.chmod(0o555)
        if os.geteuid() == 0:
            self.assert_judged(run("check", self.perf, user=NOBODY, group=NOBODY))
        else:
            self.assert_judged(run("check", self.perf))

    @unittest.skipUnless(os.geteuid() == 0, "it takes two users")
    def test_file_of_another_user_in_a_shared_folder(self):
        self.folder.chmod(0o755)
        self.perf.parent.chmod(0o1777)
        log = self.write("place/validation.log", "another's\n")
        result = run("check", self.perf, user=NOBODY, group=NOBODY)
        self.assertEqual(log.read_text(encoding="utf-8"), "another's\n")
        log.unlink()
        self.assert_judged(result)


class Verdicts(Check):
    def test_changes_of_plain_figures(self):
        for base, head, word in PLAIN_CHANGES:
            with self.subTest(f"{base} to {head}"):
                result = self.check(plain(head), baseline=plain(base))
                self.assert_word(result, word)
                self.assert_notes(result, "there is no interval: the run holds no launches",
                                  "host not recorded in either document")

    def test_changes_of_launches(self):
        for base, spread, suite, word in CHANGES:
            with self.subTest(f"{base} of {suite}, {spread}"):
                result = self.check(comp3(1000.0, spread, suite=suite),
                                    baseline=comp3(base, spread, suite=suite))
                self.assert_word(result, word)
                self.assertNotIn("there is no interval", result.stdout)

    def test_what_is_inconclusive_says_how_many_launches_would_do(self):
        result = self.check(comp3(1000.0, 0.02), baseline=comp3(1045.0, 0.02))
        self.assert_word(result, INCONCLUSIVE)
        needed = int(re.search(r"about (\d+) launches on each side would tell",
                               unbroken(result.stdout))[1])
        self.assertGreater(needed, 10)

    def test_floors_of_plain_figures(self):
        for mb_s, word in PLAIN_FLOORS:
            with self.subTest(f"{mb_s} MB/s"):
                result = self.check(plain(comp3_mibs=mb_s * MB))
                self.assert_word(result, word)
                self.assert_notes(result, "only the floors are judged")

    def test_strict(self):
        self.assert_word(self.check(plain(comp3_mibs=40 * MB), "--strict"), WARN, 3)
        self.assert_word(self.check(plain(), "--strict"), PASS)

    def test_the_worst_word_stands(self):
        slow = plain(2.0, 39 * MB)
        self.assert_word(self.check(slow, baseline=plain(2.33, 40 * MB)), FAIL)
        other_suite = comp3(1000.0, suite="critical")
        self.assert_word(self.check(comp3(38 * MB), baseline=other_suite), FAIL)
        self.assert_word(self.check(comp3(41 * MB), baseline=other_suite), NEUTRAL)

    def test_more_allocations(self):
        """Counts are exact: as little as work may grow, whatever the times are."""
        def run_of(calls, **more):
            first, *others = good_benchmarks()
            return perf([allocating(first, calls), *others], **more)

        for calls, word in ((10000, PASS), (10050, PASS), (10051, WARN), (10201, FAIL), (9000, PASS)):
            with self.subTest(calls):
                self.assert_word(self.check(run_of(calls), baseline=run_of(10000)), word)
        result = self.check(run_of(10201), baseline=run_of(10000))
        self.assertIn("FAIL: 2.01 % more allocations, beyond 2 %;", unbroken(result.stdout))
        result = self.check(run_of(10020), baseline=run_of(10000))
        self.assertIn("0.2 % more allocations, not beyond 0.5 %", unbroken(result.stdout))
        loose = THRESHOLDS.replace("[allocations]\nwarn = 0.005\nfail = 0.02",
                                   "[allocations]\nwarn = 0.1\nfail = 0.2")
        self.assertNotEqual(loose, THRESHOLDS)
        self.assert_word(self.check(run_of(10201), baseline=run_of(10000), thresholds=loose), PASS)
        judgement = json.loads(self.check(run_of(10201), "--json", baseline=run_of(10000)).stdout)
        self.assertEqual([error.message for error in
                          validator("judgement.schema.json").iter_errors(judgement)], [])
        change = judgement["changes"][0]["allocations"]
        self.assertEqual((change["difference"], change["verdict"], change["base"]["calls"],
                          change["head"]["calls"]), ("more", FAIL, 10000, 10201))
        self.assertEqual(judgement["allocation_rule"], {"warn": 0.005, "fail": 0.02})
        self.assert_notes(self.check(run_of(10201), baseline=perf()),
                          "allocations are not compared: base does not say what it allocates")

    def test_a_change_of_others_is_no_verdict(self):
        """The reference is slower: the machine is what differs."""
        document = perf()
        document["benchmarks"][1] = measured("display-text/stream", 2000.0, subject="native")
        result = self.check(document, baseline=perf())
        self.assert_word(result, PASS)
        self.assert_notes(result,
                          "the reference changed, too: display-text/stream is 20.0 % slower")

    def test_records_with_a_floor(self):
        floor = THRESHOLDS + "[record_floors]\ndisplay_min_mibs = {}\n"
        document = perf(good_benchmarks(record=100.0) + [measured("record-display", 100.0,
                                                                  level="file")])
        for mb_s, word in ((90, PASS), (101, WARN), (120, FAIL)):
            with self.subTest(f"{mb_s} MB/s"):
                self.assert_word(self.check(document, thresholds=floor.format(mb_s)), word)
        self.assertRegex(self.check(document).stdout, r"record-display +file .* not judged\n")


class Beside(Check):
    """What is said and changes no word."""

    def test_margins_and_targets(self):
        result = self.check(plain(0.3, 300))
        self.assert_word(result, PASS)
        section = result.stdout.partition("\nWarnings\n")[2].partition("\n\n")[0]
        warnings = section.replace("\n    ", " ").splitlines()
        self.assertEqual(len(warnings), 4, warnings)
        self.assertRegex(warnings[0], "322.1 MB/s is 4.03 × its floor of 80 MB/s, .*margin of 10 ×")
        self.assertRegex(warnings[1], "0.3 GiB/s is under the enterprise target of 4 GiB/s")
        self.assertRegex(warnings[2], "314.6 MB/s is 7.86 × its floor of 40 MB/s")
        self.assertRegex(warnings[3], "300 MiB/s is under the enterprise target of 500 MiB/s")
        self.assertNotIn("\nWarnings\n", self.check(plain(4.0, 500)).stdout)

    def test_stale_baseline(self):
        head = plain(timestamp="2025-06-01T00:00:00Z")
        for then, is_stale in (("2025-04-30T00:00:00Z", True), ("2025-05-02T00:00:00Z", False)):
            with self.subTest(then):
                result = self.check(head, baseline=plain(timestamp=then))
                self.assert_word(result, PASS)
                self.assertEqual("the baseline is stale: it is 32 days older" in unbroken(result.stdout),
                                 is_stale)

    def test_a_run_of_no_time_has_no_stale_baseline(self):
        result = self.check(plain(), baseline=plain(timestamp="2025-04-30T00:00:00Z"))
        self.assertNotIn("stale", result.stdout)

    def test_slack_baseline(self):
        for base, is_slack in ((500, True), (560, False)):
            with self.subTest(base):
                result = self.check(plain(), baseline=plain(comp3_mibs=base))
                self.assert_word(result, PASS)
                self.assertEqual("the baseline is slack: comp3/stream" in unbroken(result.stdout),
                                 is_slack)

    def test_the_run_itself_as_its_baseline(self):
        self.assert_notes(self.check(perf(), baseline=perf()), "it may be the same run")

    def test_what_is_not_recorded(self):
        head = perf()
        for baseline, notes in (
                (plain(0.78, 990), ["host not recorded in the baseline", "suite not recorded"]),
                (plain(0.78, 990, environment={"fingerprint": HOST}, suite="standard"), [])):
            with self.subTest(str(notes)):
                result = self.check(head, baseline=baseline)
                self.assert_word(result, PASS)
                self.assert_notes(result, *notes)
                self.assertEqual("not recorded in" in unbroken(result.stdout), bool(notes))

    def test_what_is_new_in_the_run(self):
        head = perf(good_benchmarks() + [measured("record-comp3", 20.0, level="file")])
        result = self.check(head, baseline=perf())
        self.assert_word(result, PASS)
        self.assert_notes(result,
                          "record-comp3, copybook-rs, file level: it is not in the baseline")

    def test_what_others_wrote_is_shown_safely(self):
        evil = "\x1b[2J\u0007\n[PASS]"
        result = self.check(plain(errors=[evil], commit=evil), baseline=plain(suite=evil))
        self.assert_word(result, FAIL)
        self.assertNotRegex(result.stdout, "[\x00-\x09\x0b-\x1f\x7f]")
        self.assertNotIn("\n[PASS]", result.stdout)
        log = (self.folder / "validation.log").read_text(encoding="utf-8")
        self.assertNotRegex(log, "[\x00-\x09\x0b-\x1f\x7f]")


class Builds(Check):
    """What copybook-rs was built from, on both sides."""

    def test_another_release_is_another_method(self):
        why = ("copybook-rs 0.8.1 here, 0.6.1 in the baseline: another method; `perfharness compare "
               "copybook-rs@0.6.1 copybook-rs@0.8.1` measures both")
        for old in (subjects_of("0.6.1"), perf()["subjects"]):  # Also where only the version is known.
            result = self.check(perf(subjects=subjects_of("0.8.1")),
                                baseline=comp3(1130.0, subjects=old))
            self.assert_word(result, NEUTRAL)
            self.assertIn(f" NEUTRAL: {why} Performance Report: ", unbroken(result.stdout))
            self.assertNotIn("Beside the baseline", result.stdout)

    def test_a_checkout_counts_as_its_release(self):
        checkout = subjects_of("0.8.1", origin="checkout")
        checkout[0]["version"] = "0.8.1+checkout"
        result = self.check(perf(subjects=checkout), baseline=perf(subjects=subjects_of("0.8.1")))
        self.assert_word(result, PASS)

    def test_no_build_recorded_is_taken_for_the_same(self):
        result = self.check(perf(subjects=subjects_of("0.8.1")), baseline=perf(subjects=[]))
        self.assert_word(result, PASS)

    def test_what_differs_is_noted_and_changes_no_word(self):
        def side(kernel, microcode, **build):
            document = perf(subjects=subjects_of(**build))
            document["environment"].update(kernel=kernel, microcode=microcode)
            return document

        head = side("6.1.0-40", "0x2", toolchain="rustc 1.96.0 (x)", flags="-C target-cpu=native")
        result = self.check(head, baseline=side("6.1.0-39", "0x1"))
        self.assert_word(result, PASS)
        self.assert_notes(
            result, "the kernel differs: 6.1.0-40 in the run, 6.1.0-39 in the baseline",
            "the microcode differs: 0x2 in the run, 0x1 in the baseline",
            "the compiler differs: rustc 1.96.0 (x) in the run, rustc 1.95.0 (59807616e 2026-04-14) "
            "in the baseline",
            "the compiler's flags differ: -C target-cpu=native in the run, -C target-cpu=x86-64-v3 "
            "in the baseline")
        self.assertNotIn("differ", self.check(head, baseline=head).stdout)

    def test_old_documents_have_the_kernel_beside_them(self):
        """A perf.json that does not say has a system-info.json that does."""
        system = json.loads(run("system", "--json").stdout)
        for name, kernel in (("base", "6.1.0-39"), ("head", "6.1.0-40")):
            (self.folder / name).mkdir()
            system.update(fingerprint=HOST, kernel={**system["kernel"], "release": kernel})
            self.write(f"{name}/system-info.json", json.dumps(system))
            self.write(f"{name}/perf.json", json.dumps(perf()))
        result = run("check", self.folder / "head" / "perf.json", "--baseline",
                     self.folder / "base" / "perf.json")
        self.assert_notes(result, "the kernel differs: 6.1.0-40 in the run, 6.1.0-39 in the baseline")

    def test_both_builds_are_said(self):
        result = self.check(perf(subjects=subjects_of(is_dirty=True)),
                            baseline=perf(subjects=subjects_of(commit="ab" * 20)))
        self.assertIn("\n  copybook-rs: release 0.8.1, commit 1cb98b47444a, modified\n"
                      "               1,137,600 bytes, built in 70.1 s\nBaseline: ", result.stdout)
        self.assertIn("\n  copybook-rs: release 0.8.1, commit abababababab\n", result.stdout)
        judgement = json.loads(self.check(perf(subjects=subjects_of()), "--json",
                                          baseline=perf()).stdout)
        self.assertEqual(judgement["run"]["built_from"], subjects_of()[0]["built_from"])
        self.assertNotIn("built_from", judgement["baseline"])
        self.assertTrue(validator("judgement.schema.json").is_valid(judgement))


class Output(Check):
    def test_json(self):
        schema = validator("judgement.schema.json")
        for document, baseline, word in ((plain(), None, PASS), (plain(), plain(), PASS),
                                         (perf(), comp3(1130.0), FAIL),
                                         (plain(errors=["x"]), None, FAIL),
                                         (perf(), perf(suite="critical"), NEUTRAL)):
            with self.subTest(word):
                result = self.check(document, "--json", baseline=baseline)
                self.assertEqual((result.returncode, result.stderr), (STATUS[word], ""))
                judgement = json.loads(result.stdout)
                self.assertEqual([error.message for error in schema.iter_errors(judgement)], [])
                self.assertEqual(judgement["verdict"], word)
                self.assertTrue(judgement["line"].endswith(f"[{word}]"))

    def test_json_holds_the_change(self):
        judgement = json.loads(self.check(comp3(1000.0), "--json", baseline=comp3(1070.0)).stdout)
        change = next(entry for entry in judgement["changes"] if entry["name"] == "comp3/stream")
        self.assertAlmostEqual(change["change"], 70 / 1070, places=9)
        low, high = change["ci95"]
        self.assertTrue(0.05 < low < change["change"] < high < 0.1, change)
        self.assertLess(change["p_value"], 1e-6)
        self.assertEqual((judgement["warn_threshold"], judgement["fail_threshold"]), (0.05, 0.1))

    def test_json_of_what_cannot_be_judged_is_none(self):
        result = run("check", "--json", self.write("perf.json", "{"))
        self.assertEqual((result.returncode, result.stdout), (1, ""))

    def test_validation_log(self):
        self.write("validation.log", "of an older run\n")
        result = self.check(comp3(1000.0), baseline=comp3(1130.0))
        self.assert_word(result, FAIL)
        lines = (self.folder / "validation.log").read_text(encoding="utf-8").splitlines()
        self.assertTrue(any(re.match(r"floor COMP-3 comp3/stream level=kernel value=.*limit=40MB/s "
                                     r"margin=.*verdict=PASS: ", line) for line in lines), lines)
        self.assertTrue(any(re.match(r"change comp3/stream copybook-rs level=kernel base=1130MiB/s "
                                     r"value=1000MiB/s lost=11.5044% low=.* high=.* p=.* warn=5% "
                                     r"fail=10% verdict=FAIL: ", line) for line in lines), lines)
        self.assertTrue(lines[-1].startswith("verdict FAIL: comp3/stream"), lines[-1])
        self.assertEqual(set(os.listdir(self.folder)), {"perf.json", "baseline.json",
                                                        "validation.log"})

    def test_wrong_use(self):
        for arguments, said in (((), "one perf.json was expected"),
                                (("a.json", "b.json"), "b.json"),
                                (("--no-such-option",), "option")):
            with self.subTest(str(arguments)):
                self.assert_refused(run("check", *arguments), 2, said)

    def warnings_of(self, document, *arguments, **options):
        return json.loads(self.check(document, "--json", *arguments, **options).stdout)["warnings"]

    def test_warnings_of_thresholds_are_said_once(self):
        """Those of the run's own thresholds are in it; whoever judges has those of his."""
        document = perf()
        target, = self.warnings_of(document)
        self.assertIn("is under the enterprise target", target)
        document.update(warnings=["its own", target], threshold_warnings=[target],
                        status="warning")
        self.assertEqual(self.warnings_of(document), ["its own", target])
        lower = THRESHOLDS.replace("display_target_gibs = 4.0", "display_target_gibs = 0.001")
        self.assertNotEqual(lower, THRESHOLDS)
        self.assertEqual(self.warnings_of(document, thresholds=lower), ["its own"])
        path = self.write("perf.json", json.dumps(document))
        for options, warnings in (((), ["its own", target]),
                                  (("--thresholds", self.folder / "thresholds.toml"), ["its own"])):
            exported = json.loads(run("export", path, "--as", "spec", *options).stdout)
            self.assertEqual(exported["warnings"], warnings)

    @once_is_enough
    def test_a_real_run(self):
        """What a run says of its floors, check says of its perf.json."""
        fresh, document = measure_quietly("--workload", "comp3", "--workload", "display-text",
                                          "--subject", "copybook-rs", "--subject", "native",
                                          "--launches", "2", "--sample-ms", "20", "--no-referee",
                                          output=self.output)
        stored = run("check", self.output / "perf.json")
        self.assertEqual(stored.returncode, fresh.returncode, stored.stderr)
        self.assertEqual(stored.stdout.splitlines()[-1], fresh.stdout.splitlines()[-1])
        for line in re.findall(r"(?m)^  (?:DISPLAY|COMP-3) .*$", fresh.stdout):
            self.assertIn(line, stored.stdout)
        self.assertEqual(load(self.output / "perf.json"), document)
        told = json.loads(run("check", self.output / "perf.json", "--json").stdout)["warnings"]
        self.assertEqual(told, document["warnings"])
        for warning in document.get("threshold_warnings", []):
            self.assertIn(warning, document["warnings"])


if __name__ == "__main__":
    unittest.main()
