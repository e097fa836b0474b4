# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Wrong use and bad settings: one clear sentence, the documented exit status, nothing left behind, and
all of it before anything is measured (the runs asked for here would take days).
"""
import os
import resource
import signal
import unittest

from program import (ARTEFACTS, FOR_DAYS, REFUSAL_S, SOURCE, SUBJECTS, TEST_SUBJECTS, WORKER_PLACE,
                     ProgramTest, lay_out, load, run)

QUICK = ("--workload", "record-display", "--launches", "1", "--sample-ms", "20", "--no-referee",
         "--quiet")
LIBRARY = TEST_SUBJECTS / "well-behaved.so"
COPYBOOK = SOURCE / "fixtures" / "copybooks" / "customer.cpy"
DATA = SOURCE / "fixtures" / "data" / "customer.cp037.bin"

# Command line of `run`, and what the sentence must say.
WRONG_USE = [
    (["--no-such-option"], ["--no-such-option"]),
    (["surprise"], ["surprise"]),
    (["--suite", "no-such-suite"], ['"no-such-suite"']),
    (["--suite", ""], ["suite"]),
    (["--workload", "no-such-workload"], ['"no-such-workload"', "help workloads"]),
    (["--workload", "comp3", "--workload", "no-such-workload"], ['"no-such-workload"']),
    (["--workload", "comp3", "--workload", "comp3"], ["comp3", "twice"]),
    (["--suite", "critical", "--workload", "comp3"], ["comp3", "twice"]),
    (["--launches", "0"], ["--launches 0", "1 to 1000"]),
    (["--launches", "-1"], ["--launches -1", "1 to 1000"]),
    (["--launches", "100000"], ["--launches 100000", "1 to 1000"]),
    (["--launches", "abc"], ["--launches", "abc"]),
    (["--launches", "99999999999999999999"], ["--launches", "99999999999999999999"]),
    (["--sample-ms", "0"], ["--sample-ms 0", "expected"]),
    (["--sample-ms", "100000000"], ["--sample-ms 100000000", "expected"]),
    (["--seed", "-1"], ["--seed -1", "expected"]),
    (["--seed", "9007199254740993"], ["--seed 9007199254740993", "2^53"]),
    (["--seed", "1.5"], ["--seed", "1.5"]),
    (["--timeout", "0"], ["--timeout 0", "expected"]),
    (["--timeout", "-1"], ["--timeout -1", "expected"]),
    (["--timeout", "nan"], ["--timeout nan", "expected"]),
    (["--timeout", "inf"], ["--timeout inf", "expected"]),
    (["--timeout", "soon"], ["--timeout", "soon"]),
    (["--hang-timeout", "0"], ["--hang-timeout 0", "expected"]),
    (["--cpu", "9999"], ["--cpu 9999"]),
    (["--cpu", "-5"], ["--cpu -5"]),
    (["--subject", f"A={LIBRARY}"], ["--subject A=", "a-z"]),
    (["--subject", f"={LIBRARY}"], ["--subject =", "a-z"]),
    (["--subject", f"a/b={LIBRARY}"], ["--subject a/b=", "a-z"]),
    (["--subject", f"{'a' * 200}={LIBRARY}"], ["--subject aaa"]),
    (["--subject", f"memcpy={LIBRARY}"], ["--subject memcpy=", "memcpy"]),
    (["--subject", f"read={LIBRARY}"], ["--subject read=", "read"]),
    (["--subject", "a="], ["--subject a=", "a build was expected"]),
    (["--subject", "a"], ["--subject: there is no subject \"a\"", "`perfharness subjects` lists them"]),
    (["--subject", f"a={LIBRARY}", "--subject", f"a={LIBRARY}"], ["--subject a=", "twice"]),
    (["--subject", "native", "--subject", "native"], ["--subject native", "twice"]),
    (["--copybook", COPYBOOK], ["--copybook", "--data"]),
    (["--data", DATA], ["--copybook", "--data"]),
    (["--codepage", "cp037"], ["--codepage", "--data"]),
    (["--record-format", "rdw"], ["--record-format", "--data"]),
    (["--float", "hfp"], ["--float", "--data"]),
    (["--controls", "pass"], ["--controls", "--data"]),
    (["--redefines", "all"], ["--redefines", "--data"]),
    (["--copybook", COPYBOOK, "--data", DATA, "--float", "ibm"],
     ["--float: there is no float format \"ibm\": there are hfp, ieee"]),
    (["--copybook", COPYBOOK, "--data", DATA, "--codepage", "cp999"],
     ["--codepage: there is no code page \"cp999\": there are cp037, cp273"]),
    (["--copybook", COPYBOOK, "--data", DATA, "--codepage", "CP037"],
     ["--codepage: there is no code page \"CP037\"; did you mean \"cp037\"?"]),
    (["--copybook", COPYBOOK, "--data", DATA, "--record-format", "vbs"],
     ["--record-format: there is no record format \"vbs\"; did you mean \"vb\"? "
      "There are fixed, rdw, rdw-payload, vb"]),
]

COUNT = "a whole number from 1 on was expected"
SUITE = 'description = "A test\'s"\nlaunches = 2\n\n[[workload]]\nname = "comp3"\n'

# A suite, where in it the mistake stands, and what the sentence must say.
BAD_SUITES = [
    ("description = ", "1:15: ", []),
    ('description = "open\nlaunches = 2\n', "1:20: ", []),
    (SUITE + "[[workload]\n", "6:12: ", []),
    (SUITE.replace("launches", "launches = 1\nlaunches"), "3:12: ", ["launches"]),
    (SUITE.replace("launches", "lanches"), "2:11: ", ["lanches", "launches"]),
    (SUITE + 'expected = "void"\n', "6:12: ", ["expected", "expect"]),
    (SUITE.replace("launches = 2\n", ""), "1:1: ", ["launches is missing"]),
    (SUITE.replace('name = "comp3"\n', ""), "4:1: ", ["name is missing"]),
    ("", "1:1: ", ["missing"]),
    (SUITE.replace('"A test\'s"', "4"), "1:15: ", ["description", "a text was expected"]),
    (SUITE.replace("= 2", '= "2"'), "2:12: ", ["launches", COUNT]),
    (SUITE.replace("= 2", "= 2.5"), "2:12: ", ["launches", COUNT]),
    (SUITE.replace("= 2", "= 0"), "2:12: ", ["launches", COUNT]),
    (SUITE.replace("= 2", "= 1001"), "2:12: ", ["launches", "1000"]),
    (SUITE.replace("= 2", "= 99999999999999999999"), "2:", []),
    (SUITE.replace("= 2", "= 2\nbudget_minutes = 0"), "3:18: ", ["a number above 0 was expected"]),
    (SUITE.replace("= 2", "= 2\nbudget_minutes = '3'"), "3:18: ", ["a number above 0"]),
    (SUITE.replace("= 2", "= 2\nbudget_minutes = 10081"), "3:18: ",
     ["budget_minutes: at most 10080 was expected"]),
    (SUITE.replace('"comp3"', "3"), "5:8: ", ["name", "a text was expected"]),
    (SUITE.replace('"comp3"', '"comp4"'), "5:8: ", ['"comp4"', "help workloads"]),
    (SUITE + 'expect = "nothing"\n', "6:10: ", ["expect", "measured, void"]),
    (SUITE + '[[workload]]\nname = "comp3"\n', "7:8: ", ["comp3", "twice"]),
    ('description = ""\nlaunches = 2\nworkload = []\n', "3:12: ", ["were expected"]),
    ('description = ""\nlaunches = 2\nworkload = ["comp3"]\n', "3:13: ", ["a table was expected"]),
    ('description = ""\nlaunches = 2\n[workload]\nname = "comp3"\n', "3:1: ", ["were expected"]),
]


class BadInput(ProgramTest):
    def run_for_days(self, *arguments):
        return self.run_to_be_refused(*FOR_DAYS, *arguments)

    def test_wrong_use_of_run(self):
        for arguments, phrases in WRONG_USE:
            with self.subTest(" ".join(map(str, arguments))):
                self.assert_refused(self.run_for_days(*arguments), 2, *phrases)

    def test_option_without_value(self):
        for option in ("--suite", "--launches", "--subject"):
            with self.subTest(option):
                self.assert_refused(run("run", "--output-dir", self.output, option), 2, option)

    def test_wrong_use_of_other_commands(self):
        for arguments in (["measure"], ["--no-such-option"], ["validate", "--no-such-option"],
                          ["system", "surprise"], ["system", "--no-such-option"],
                          ["subjects", "surprise"], ["subjects", "--subject", "A=b"],
                          ["help", "surprise"]):
            with self.subTest(" ".join(arguments)):
                self.assert_refused(run(*arguments), 2, arguments[-1])

    def test_bad_suites(self):
        for text, place, phrases in BAD_SUITES:
            with self.subTest(repr(text)):
                path = self.write("bad.toml", text)
                result = self.run_to_be_refused("--suite", path, "--sample-ms", "60000")
                self.assert_refused(result, 1, "CBKB013", f"{path}:{place}", *phrases)

    def test_suite_that_is_not_text(self):
        for title, content in (("binary", bytes(range(256))), ("Latin-1", b'description = "\xe4"'),
                               ("NUL", SUITE.replace("test", "te\0st").encode())):
            with self.subTest(title):
                path = self.write("bad.toml", content)
                self.assert_refused(self.run_for_days("--suite", path), 1, "CBKB013",
                                    f"{path}:1:")

    def test_suite_that_cannot_be_read(self):
        for path in (self.folder / "absent.toml", f"{self.folder}/"):
            with self.subTest(str(path)):
                self.assert_refused(self.run_for_days("--suite", path), 1, "CBKB012", str(path))

    def test_good_suite(self):
        """The bad ones differ from this in what they are about."""
        path = self.write("good.toml", SUITE.replace("comp3", "record-display"))
        _, document = self.measure("--suite", path, "--sample-ms", "20", "--no-referee", "--quiet")
        self.assertEqual((document["suite"], document["run"]["launches"]), ("good", 2))
        for entry in document["benchmarks"]:
            self.assert_measured(entry)

    def test_output_folder_that_cannot_be(self):
        file = self.write("file", "not ours")
        for folder in (file, file / "below", file / "far" / "below", "/proc/report"):
            with self.subTest(str(folder)):
                result = run("run", *FOR_DAYS, "--output-dir", folder, timeout=REFUSAL_S)
                self.assert_refused(result, 1, "CBKB012", str(folder))
                self.assertEqual(file.read_text(encoding="utf-8"), "not ours")
                self.assertEqual(os.listdir(self.folder), ["file"])

    def test_a_build_without_its_worker(self):
        program = lay_out(self.folder / "build", "copybook-rs.so", "native.so")
        (self.folder / "build" / WORKER_PLACE).unlink()
        for command in (["run", "--workload", "comp3", "--output-dir", self.output], ["limits"],
                        ["compare", SUBJECTS / "native.so", LIBRARY, "--workload", "comp3"],
                        ["subjects"]):
            with self.subTest(command=command[0]):
                result = run(*command, program=program, timeout=REFUSAL_S)
                self.assert_says_one_sentence(result, 1, "CBKB011: starting a worker: ",
                                              "perfharness-worker", "install or build perfharness again")

    def run_with_file_size_limit(self, limit_bytes):
        def set_limit():
            """As on a full disk, a write fails; the default would be to die of a signal."""
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))

        # The limit holds for the memory that a referee shares, too, which no disk does.
        return run("run", *QUICK, "--output-dir", self.output,
                   preexec_fn=set_limit)

    def test_full_disk(self):
        for limit_bytes in (100, 1000, 2000, 3000):
            with self.subTest(f"{limit_bytes} bytes"):
                self.output.mkdir(exist_ok=True)
                for name in ARTEFACTS:
                    (self.output / name).write_text(f"{name} of an older run", encoding="utf-8")
                result = self.run_with_file_size_limit(limit_bytes)
                self.assert_says_one_sentence(result, 1, "CBKB012", str(self.output))
                self.assertEqual({path.name: path.read_text(encoding="utf-8")
                                  for path in self.output.iterdir()},
                                 {name: f"{name} of an older run" for name in ARTEFACTS})

    def assert_holds_whole_files_but_no_perf_json(self):
        names = set(os.listdir(self.output))
        self.assertLessEqual(names, ARTEFACTS - {"perf.json"})
        if "system-info.json" in names:
            load(self.output / "system-info.json")
        for name in names & {"benchmark.log", "validation.log"}:
            self.assertTrue((self.output / name).read_bytes().endswith(b"\n"), f"{name} is cut")

    def test_artefact_that_cannot_be_replaced(self):
        for name in sorted(ARTEFACTS - {"perf.json"}):
            with self.subTest(name):
                (self.output / name).mkdir(parents=True)
                (self.output / "perf.json").write_text("of an older run")
                result = run("run", *QUICK, "--output-dir", self.output)
                self.assert_says_one_sentence(result, 1, "CBKB012", str(self.output / name))
                (self.output / name).rmdir()
                self.assert_holds_whole_files_but_no_perf_json()

    def test_full_disk_behind_standard_output(self):
        for arguments in (["run", *QUICK[:-1], "--json", "--output-dir", self.output],
                          ["run", *QUICK[:-1], "--output-dir", self.output],
                          ["system", "--json"], ["system"], ["subjects"], ["help"]):
            with self.subTest(" ".join(map(str, arguments))):
                with open("/dev/full", "wb") as full:
                    result = run(*arguments, stdout=full)
                self.assertEqual(result.returncode, 1, result.stderr)
                self.assertIn("CBKB012", result.stderr)


if __name__ == "__main__":
    unittest.main()
