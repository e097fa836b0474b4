# SPDX-License-Identifier: AGPL-3.0-or-later
"""A quick run is a first look: what it measures, that it says so everywhere, and is no baseline."""
import json
import unittest

from perf_documents import perf
from program import SUBJECTS, ProgramTest, once_is_enough, patiently, run, unbroken, validator

SYNTHETIC = SUBJECTS / "fault-injection" / "synthetic.so"
SHORT = ("--launches", "2", "--sample-ms", "5")
# What says itself what is measured.
OTHERS = (("--suite", "critical"), ("--workload", "comp3"), ("--working-set", "L2"),
          ("--copybook", "a.cpy", "--data", "a.bin"))
# copybook-rs' library has two ways to decode.
OF_ONE_LIBRARY = ["copybook-rs", "copybook-rs-scratch", "native"]
SAYS_SO = "this is a quick run"


class Quick(ProgramTest):
    @once_is_enough
    @patiently
    def test_what_it_measures(self):
        result, document = self.measure("--quick", "--launches", str(2 * self.patience),
                                        "--sample-ms", "5")
        self.assertEqual([error.message for error in
                          validator("perf.schema.json").iter_errors(document)], [])
        self.assertEqual((document["quick"], document["suite"]), (True, "quick"))
        self.assertEqual([entry["name"] for entry in document["subjects"]], OF_ONE_LIBRARY)
        self.assertEqual({entry["name"] for entry in document["benchmarks"]},
                         {"display-text/stream", "display-zoned/stream", "comp3/stream",
                          "record-display", "record-comp3"})
        for entry in document["benchmarks"]:
            self.assert_measured(entry)
        self.assertIn(SAYS_SO, unbroken(result.stdout))

    def test_it_is_no_baseline(self):
        path = self.write("perf.json", json.dumps(perf(suite="quick", quick=True)))
        self.assertIn(SAYS_SO, unbroken(run("check", path).stdout))
        self.assertIn(SAYS_SO, run("report", path, "--format", "html").stdout)
        for more in ((), ("--force", "--reason", "all the same")):
            result = run("baseline", "promote", path, *more, cwd=self.folder)
            self.assert_says_one_sentence(result, 1, "CBKB006", f"{path} is not promoted: ",
                                          "a quick run")
        self.assertFalse((self.folder / "baseline.json").exists())
        head = self.write("head.json", json.dumps(perf(suite="quick")))
        result = run("check", head, "--baseline", path)
        self.assertIn("the baseline is a quick run", unbroken(result.stdout))
        self.assertTrue(result.stdout.endswith("[NEUTRAL]\n"), result.stdout)
        self.assertNotIn(SAYS_SO, unbroken(result.stdout))

    def test_what_says_the_same_thing_otherwise(self):
        for other in OTHERS:
            with self.subTest(other[0]):
                named = "--data" if "--data" in other else other[0]
                self.assert_refused(self.run_to_be_refused("--quick", *other), 2, "CBKB015",
                                    f"--quick and {named}: each says what is measured")

    @once_is_enough
    def test_another_build_in_its_place(self):
        """And the reference beside it, but nothing else that is installed."""
        _, document = self.measure("--quick", *SHORT, "--no-referee", "--quiet", "--subject",
                                   f"copybook-rs={SYNTHETIC}")
        self.assertEqual({entry["name"] for entry in document["subjects"]},
                         {"copybook-rs", "native"})

    def test_it_takes_what_it_can_in_its_time(self):
        """A suite of one second, and launches for hours: each benchmark has one, and it is said."""
        suite = self.write("soon.toml", 'description = "Soon over"\nlaunches = 1000\n'
                                        'quick_seconds = 1\n[[workload]]\nname = "comp3"\n'
                                        '[[workload]]\nname = "display-zoned"\n')
        result, document = self.measure("--suite", suite, "--subject", "native", "--sample-ms",
                                        "20", "--no-referee")
        self.assertEqual((document["suite"], document["quick"]), ("soon", True))
        said = unbroken(result.stdout)
        self.assertRegex(said, r" \d+ of 2000 launches were left out, as 1 s had passed: ")
        self.assertNotIn(" launches had enough undisturbed blocks", said)
        for entry in document["benchmarks"]:
            self.assert_measured(entry)
            self.assertEqual(len(entry["launch_ns"]), entry["launches"])
            self.assertLess(entry["launches"], 1000)


if __name__ == "__main__":
    unittest.main()
