# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A word that is mistyped is refused with the one that was meant: a command, an option, a value of every
option that has a list. Where none is near, none is named.
"""
import re
import unittest

from program import REFUSAL_S, SOURCE, ProgramTest, run

PERF = SOURCE / "fixtures" / "documents" / "perf.json"
RECORDS = ("--copybook", SOURCE / "fixtures" / "copybooks" / "customer.cpy",
           "--data", SOURCE / "fixtures" / "data" / "customer.cp037.bin")

# What is typed, and the sentence behind the code.
DOCUMENTS = [
    (("exprot", PERF), 'there is no command "exprot"; did you mean "export"? `perfharness help` '
     "lists them"),
    (("check", PERF, "--basline", "x"), 'there is no option "--basline"; did you mean "--baseline"?'),
    (("check", PERF, "--basline=x"), 'there is no option "--basline"; did you mean "--baseline"?'),
    (("check", "--thresholds", "--strict", "--strct"), 'there is no option "--strct"; did you mean '
     '"--strict"?'),
    (("check", PERF, "--Strict"), 'there is no option "--Strict"; did you mean "--strict"?'),
    (("export", PERF, "--as", "gobnch"), '--as: there is no shape "gobnch"; did you mean "gobench"? '
     "There are spec, "),
    (("import", PERF, "--from", "criteron"), '--from: there is no format "criteron"; did you mean '
     '"criterion"? There are '),
    (("report", PERF, "--format", "markdwn"), '--format: there is no format "markdwn"; did you mean '
     '"markdown"? There are line, markdown, html, json, junit'),
    (("baseline", "promot", PERF), 'there is no action "promot"; did you mean "promote"? There are '
     "show, "),
    (("help", "workload"), 'there is no command or topic "workload"; did you mean "workloads"? '),
    (("help", "--completion", "bsh"), '--completion: there is no shell "bsh"; did you mean "bash"? '),
    (("help", "--man", "perfharnes"), 'did you mean "perfharness"?'),
    (("--hlp",), 'there is no option "--hlp"; did you mean "--help"?'),
]
ENGINE = [
    (("run", "--sute", "critical"), 'there is no option "--sute"; did you mean "--suite"?'),
    (("run", "--caches", "32K,1M,16M", "--sute"), 'there is no option "--sute"'),
    (("run", "--suite", "critcal"), 'there is no suite "critcal"; did you mean "critical"? There '
     "are comprehensive, critical, files-release, files, quick, release, standard"),
    (("run", "--workload", "comp4"), 'there is no workload "comp4"; did you mean "comp3"? '
     "`perfharness help workloads` lists them"),
    (("run", "--working-set", "l2"), 'there is no working set "l2"; did you mean "L2"? There are '
     "L1, L2, L3, DRAM, stream"),
    (("run", "--isa", "avx"), '--isa: there is no instruction set "avx"; did you mean "avx2"? '),
    (("run", "--subject", "nativ"), '--subject: there is no subject "nativ"; did you mean "native"? '
     "`perfharness subjects` lists them, NAME=BUILD adds one"),
    (("subjects", "--subject", "nativ"), 'did you mean "native"?'),
    (("run", *RECORDS, "--codepage", "cp37"), '--codepage: there is no code page "cp37"; did you '
     'mean "cp037"? There are cp037, '),
    (("run", *RECORDS, "--record-format", "fixd"), '--record-format: there is no record format '
     '"fixd"; did you mean "fixed"? There are fixed, rdw, rdw-payload, vb'),
    (("run", *RECORDS, "--float", "hpf"), '--float: there is no float format "hpf"; did you mean '
     '"hfp"? There are hfp, ieee'),
    (("run", *RECORDS, "--controls", "replce"), '--controls: there is no answer "replce"; did you mean '
     '"replace"? There are error, replace, pass'),
    (("run", *RECORDS, "--redefines", "frist"), '--redefines: there is no answer "frist"; did you mean '
     '"first"? There are all, first, valid'),
    (("conformance", "--format", "htm"), '--format: there is no format "htm"; did you mean "html"? '
     'There are text, markdown, html, json'),
    (("layout", "record.cpy", "--source-format", "fixd"), '--source-format: there is no source '
     'format "fixd"; did you mean "fixed"? There are auto, fixed, free'),
    (("limits", "--workload", "comp4"), 'there is no workload "comp4"; did you mean "comp3"?'),
    (("capability", "--workload", "display-txt"), 'did you mean "display-text"?'),
    (("compare", "a.so", "b.so", "--workload", "comp4"), 'did you mean "comp3"?'),
]
FAR = [
    (("measure",), 'there is no command "measure": `perfharness help` lists them'),
    (("check", PERF, "--paint"), 'there is no option "--paint"'),
    (("check", PERF, "-x"), 'there is no option "-x"'),
    (("export", PERF, "--as", "pdf"), '--as: there is no shape "pdf": there are spec, '),
]


class Words(ProgramTest):
    def refuse(self, arguments):
        result = run(*arguments, cwd=self.folder, timeout=REFUSAL_S)
        self.assert_says_one_sentence(result, 2, "CBKB015: ")
        self.assertEqual(result.stdout, "")
        return result.stderr.splitlines()[0].partition("CBKB015: ")[2]

    def test_what_was_meant_is_named(self):
        absent = re.findall(r"(?m)^  ([a-z]+)  +Not in this build", run("help").stdout)
        for arguments, sentence in DOCUMENTS + ENGINE:
            if arguments[0] not in absent:
                with self.subTest(str(arguments)):
                    said = self.refuse(arguments)
                    self.assertIn(sentence, said)
                    self.assertEqual(said.count("did you mean"), said.count(" there is no ") or 1)

    def test_where_nothing_is_near_nothing_is_named(self):
        for arguments, sentence in FAR:
            with self.subTest(str(arguments)):
                said = self.refuse(arguments)
                self.assertTrue(said.startswith(sentence), said)
                self.assertNotIn("did you mean", said)

    def test_what_is_no_text_does_no_harm(self):
        for word in (b"\xff\xfe", "\033[31m", "a\nb", "%s%n", "", "x" * 100000):
            self.refuse([word])
            self.refuse(["help", word])
            self.refuse(["export", PERF, "--as", word if word else "-"])

    def test_an_option_s_value_is_no_option(self):
        result = run("baseline", "rollback", "--reason", "--force", cwd=self.folder)
        self.assert_says_one_sentence(result, 1, "CBKB006")


if __name__ == "__main__":
    unittest.main()
