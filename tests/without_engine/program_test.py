# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A program that is built without its engine says so of whatever measures, by one sentence and status
1, and reads, judges and reports as the whole one does.
"""
import json
import re
import shutil
import subprocess
import unittest

from program import PROGRAM, SOURCE, ProgramTest, run

PERF = SOURCE / "fixtures" / "documents" / "perf.json"
ABSENT = ("run", "compare", "bisect", "capability", "conformance", "doctor", "tune", "restore", "layout",
          "limits", "vectors", "system", "subjects", "profile", "reproduce", "decode", "encode")
PRESENT = ("check", "baseline", "report", "publish", "export", "import", "validate", "help", "history", "alert",
           "audit", "archive", "bundle", "verify", "stamp")
REFUSAL = "CBKB011: this build reads and reports: perfharness measures on Linux only"
LINE = "Performance Report: DISPLAY: 0.78 GiB/s, COMP-3: 1066 MiB/s [PASS]"


class WhatIsAbsent(ProgramTest):
    def test_what_measures_is_refused(self):
        for command in ABSENT:
            # Whatever stands behind it: nobody is told of an option that would not help.
            for arguments in ((), ("--suite", "standard"), ("--no-such-option",), ("operand",)):
                with self.subTest(command=command, arguments=arguments):
                    result = run(command, *arguments, cwd=self.folder)
                    self.assertEqual((result.returncode, result.stdout, result.stderr),
                                     (1, "", f"perfharness {command}: {REFUSAL}\n"))
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_the_help_tells_which(self):
        """Every command is one or the other, and is listed as that."""
        listed = {}
        for name, summary in re.findall(r"(?m)^  ([a-z]+)  +(.+)$", run("help").stdout):
            listed[name] = summary
        self.assertEqual(set(listed), {*ABSENT, *PRESENT})
        for name, summary in listed.items():
            self.assertEqual(summary.startswith("Not in this build: "), name in ABSENT, name)

    def test_it_links_none_of_the_engines_libraries(self):
        needed = subprocess.run(["ldd", PROGRAM], stdout=subprocess.PIPE, encoding="utf-8",
                                check=True).stdout
        self.assertIn("libglib", needed)
        for library in ("libcapstone", "libhwloc", "libcpuid", "libdw", "libelf", "libseccomp"):
            self.assertNotIn(library, needed)


class WhatIsThere(ProgramTest):
    def test_check(self):
        # A copy: it leaves a validation.log beside what it judges.
        result = run("check", self.write("perf.json", PERF.read_bytes()))
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(result.stdout.splitlines()[-1], LINE)

    def test_report(self):
        for name, beginning in (("line", LINE), ("markdown", LINE + "\n\n"), ("html", "<!DOCTYPE html>"),
                                ("json", "{"), ("junit", "<?xml")):
            with self.subTest(name):
                result = run("report", PERF, "--format", name)
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertTrue(result.stdout.startswith(beginning), result.stdout[:200])

    def test_export(self):
        result = run("export", PERF, "--as", "bencher")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertTrue(json.loads(result.stdout))

    def test_validate(self):
        result = run("validate", PERF)
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_a_baseline_is_kept(self):
        """Of a run that was of a suite, as the one that is stored was not."""
        document = json.loads(PERF.read_text(encoding="utf-8"))
        document["suite"] = "standard"
        perf = self.write("perf.json", json.dumps(document))
        shutil.copy(perf, self.folder / "again.json")
        promoted = run("baseline", "promote", perf.name, "--force", "--reason", "the first",
                       cwd=self.folder)
        self.assertEqual((promoted.returncode, promoted.stderr), (0, ""))
        verified = run("verify", "baseline.json", cwd=self.folder)
        self.assertEqual((verified.returncode, verified.stderr), (0, ""))
        self.assertTrue((self.folder / "baseline.json").exists())


if __name__ == "__main__":
    unittest.main()
