# SPDX-License-Identifier: AGPL-3.0-or-later
"""
No line that people read is wider than a terminal of 80 columns, however long a name, a path or a
reason is. Sentences of failure are one line each, and the terminal's to break.
"""
import json
import pathlib
import shutil
import unicodedata
import unittest

from perf_documents import good_benchmarks, measured, not_measured, perf, subjects_of
from planted_host import CPUFREQ, plant
from program import SOURCE, SUBJECTS, TEST_SUBJECTS, ProgramTest, once_is_enough, run

COLUMNS = 80
DOCUMENTS = SOURCE / "fixtures" / "documents"
COPYBOOK = SOURCE / "fixtures" / "copybooks" / "customer.cpy"
DATA = SOURCE / "fixtures" / "data" / "customer.cp037.bin"
SHAPES = {"spec": "spec.json", "receipt": "receipt.json", "criterion": "criterion",
          "github-action-benchmark": "github-action-benchmark.json"}
SYNTHETIC = SUBJECTS / "fault-injection" / "synthetic.so"
SHORT = ("--launches", "1", "--sample-ms", "5")
WITHOUT_REFEREE = (*SHORT, "--no-referee")
# More than a line: in one word, in many, and in characters that are two columns wide.
LONG_WORD = "a-name-that-is-longer-than-any-line-of-a-terminal-which-has-eighty-columns-and-no-more"
LONG_TEXT = "many words " * 20
WIDE_NAME = "記録" * 30


def columns_of(line):
    return sum(0 if unicodedata.combining(character)
               else 2 if unicodedata.east_asian_width(character) in "WF" else 1
               for character in line)


class EightyColumns(ProgramTest):
    def assert_fits(self, text):
        self.assertTrue(text)
        for line in text.splitlines():
            self.assertLessEqual(columns_of(line), COLUMNS, line)
            self.assertEqual(line, line.rstrip(), "blanks at the end of a line")

    def shown(self, *arguments, **options):
        result = run(*arguments, **options)
        self.assertIn(result.returncode, (0, 1, 3, 4), result.stderr)
        self.assertTrue(result.stdout, result.stderr)
        self.assert_fits(result.stdout)
        return result.stdout

    @once_is_enough
    def test_stored_documents(self):
        for folder in sorted(path for path in DOCUMENTS.iterdir() if path.is_dir()):
            copy = shutil.copytree(folder, self.folder / folder.name)
            for perf_json in sorted(copy.glob("*/perf.json")):
                with self.subTest(str(perf_json)):
                    self.shown("check", perf_json)
                    self.shown("check", perf_json, "--baseline", copy / "baseline.json")
                    self.shown("report", perf_json)
            for shape, file in SHAPES.items():
                with self.subTest(f"{folder.name}: {shape}"):
                    self.shown("import", copy / "export" / file, "--from", shape, "--perf",
                               copy / "run" / "perf.json")
            for action in ("show", "log"):
                self.shown("baseline", action, cwd=copy)
            self.shown("verify", "baseline.json", cwd=copy)

    def test_long_names(self):
        entries = good_benchmarks() + [
            measured(name, 571.0, level="record", subject=subject)
            for name in (LONG_WORD, WIDE_NAME) for subject in ("copybook-rs", LONG_WORD[:60])]
        broken = [{**not_measured(LONG_WORD, "void", subject=LONG_WORD[:60]), "reason": LONG_TEXT},
                  {**not_measured("comp3/L2", "failed"), "reason": LONG_WORD * 3}]
        document = perf(entries + broken, suite="critical", subjects=subjects_of("0.8.1"),
                        commit=LONG_WORD, warnings=[LONG_TEXT], errors=[LONG_WORD * 2],
                        status="failure")
        head = self.write("perf.json", json.dumps(document))
        base = self.write("base.json", json.dumps(
            perf(entries, suite="critical", subjects=subjects_of("0.8.1"))))
        text = self.shown("check", head, "--baseline", base)
        for name in (LONG_WORD, WIDE_NAME):
            self.assertIn(name, "".join(text.split()), "a benchmark's name is whole")
        self.shown("check", self.write("other.json", json.dumps(perf(suite=LONG_WORD))),
                   "--baseline", base)
        theirs = self.write("theirs.json", json.dumps(
            [{"name": name, "unit": "MiB/s", "value": 571.0} for name in (LONG_WORD, WIDE_NAME)]))
        self.shown("import", theirs, "--from", "github-action-benchmark", "--perf", head)

    def test_baseline_of_a_suite_with_a_long_name(self):
        head = self.write("perf.json", json.dumps(perf(suite=LONG_WORD[:60])))
        for arguments in (("promote", head, "--reason", LONG_TEXT, "--promoted-by", LONG_WORD),
                          ("show",), ("log",)):
            self.shown("baseline", *arguments, cwd=self.folder)
        self.shown("verify", "baseline.json", cwd=self.folder)

    def test_vectors(self):
        rows = self.write("vectors.csv", "kind,bytes_hex,digits,scale,signed,codepage,"
                          "blank_when_zero,expected\n"
                          f"text,{'C1' * 60},,,,cp037,,{'42' * 60}\nzoned,F1A2,2,0,1,,,12\n")
        self.assertIn("\n  expected ", self.shown("vectors", rows))

    def test_conformance(self):
        self.shown("conformance")
        library = shutil.copy(TEST_SUBJECTS / "crash-on-copybook.so", self.folder / f"{LONG_WORD}.so")
        self.assertIn(LONG_WORD[:40], self.shown("conformance", library))

    def test_subjects_in_a_deep_folder(self):
        deep = self.folder / LONG_WORD / WIDE_NAME / LONG_WORD
        deep.mkdir(parents=True)
        library = shutil.copy(SUBJECTS / "native.so", deep)
        self.shown("subjects", "--subject", f"{LONG_WORD[:60]}={library}")
        self.assertIn("-march=", self.shown("subjects", "--verbose", "--subject", f"n={library}"))

    def test_system_and_doctor(self):
        self.shown("system")
        self.shown("doctor", "--no-measure")
        root = self.folder / LONG_WORD / WIDE_NAME
        root.mkdir(parents=True)
        plant(root, {CPUFREQ + "scaling_governor": f"{LONG_TEXT}\n"})
        self.assertIn("many words", self.shown("doctor", "--sysfs-root", root))

    @once_is_enough
    def test_limits(self):
        self.shown("limits", "--workload", "comp3", "--subject", "copybook-rs", "--subject",
                   f"{LONG_WORD[:60]}={SYNTHETIC}?wrong-at=1", *SHORT)

    def run_to_see(self, *arguments):
        """Both streams: the second has a sentence on each benchmark."""
        result = run("run", *arguments, "--output-dir", self.output)
        self.assert_fits(result.stdout)
        self.assert_fits(result.stderr.partition("Artefacts: ")[0])
        return result.stdout

    @once_is_enough
    def test_run(self):
        text = self.run_to_see("--workload", "encode-zoned-no-minus-tens", "--workload", "comp3",
                               "--working-set", "L2", "--verbose", *SHORT)
        self.assertIn("rustc ", text)
        text = self.run_to_see("--workload", "display-as-published", "--workload", "comp3",
                               "--subject", "copybook-rs", "--subject",
                               f"{LONG_WORD[:60]}={SYNTHETIC}?wrong-at=1", *WITHOUT_REFEREE)
        self.assertNotIn("rustc ", text)

    @once_is_enough
    def test_run_of_own_data(self):
        for name in (LONG_WORD, WIDE_NAME):
            data = pathlib.Path(shutil.copy(DATA, self.folder / f"{name}.bin"))
            with self.subTest(name):
                text = self.run_to_see("--copybook", COPYBOOK, "--data", data, *WITHOUT_REFEREE)
                self.assertIn(data.name, "".join(text.split()))


if __name__ == "__main__":
    unittest.main()
