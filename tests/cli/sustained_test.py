# SPDX-License-Identifier: AGPL-3.0-or-later
"""`run --sustained`: launches go on for that long, and what becomes of the speed is shown everywhere."""
import json
import unittest

from program import ProgramTest, load, once_is_enough, run, unbroken

QUICK = ("--sample-ms", "5", "--no-referee", "--subject", "native")


@once_is_enough
class Sustained(ProgramTest):
    def sustain(self, *arguments):
        """A run, which may have no verdict, and its document."""
        result = run("run", "--output-dir", self.output, *QUICK, *arguments)
        return result, load(self.output / "perf.json")

    def test_launches_go_on(self):
        result, document = self.sustain("--workload", "record-simple", "--sustained", "3s", "--launches", "2")
        self.assertEqual(result.returncode, 0, result.stdout)
        sustained = document["sustained"]
        self.assertEqual((sustained["asked_s"], document["errors"]), (3, []))
        self.assertGreaterEqual(document["run"]["elapsed_s"], 3)
        (benchmark,) = sustained["benchmarks"]
        self.assertEqual(benchmark["name"], "record-simple")
        launches = document["run"]["launches"]
        self.assertGreater(launches, 2)
        self.assertEqual({len(benchmark["started_s"]), len(benchmark["core_clock_hz"]),
                          *(len(entry["launch_ns"]) for entry in document["benchmarks"])}, {launches})
        self.assertLessEqual(benchmark["started_s"][-1], 3)
        self.assertIn("Sustained load of 3 s, MiB/s in the first and last tenth of the time: ",
                      unbroken(result.stdout))
        if sustained["core_throttles"] is None:
            self.assertIn("whether the CPU throttled is not to be had (/sys/", unbroken(result.stdout))
            self.assertIn("thermal_throttle", sustained["throttles_missing"])
        self.assertEqual(run("validate", self.output / "perf.json").returncode, 0)

    def test_no_fewer_than_asked_for(self):
        _, document = self.sustain("--workload", "record-simple", "--sustained", "1s", "--launches", "30", "--sample-ms", "1")
        self.assertGreaterEqual(document["run"]["launches"], 30)

    def test_drifts_follow_from_the_launches(self):
        _, document = self.sustain("--workload", "record-simple", "--sustained", "3s", "--launches", "12", "--sample-ms", "1")
        self.assertTrue(document["sustained"]["drifts"])
        for pointer, change in [
                ("/sustained/drifts/0", lambda s: s["drifts"][0].update(change=0.5)),
                ("/sustained/drifts/0", lambda s: s["drifts"][0].update(slope=0.5)),
                ("/sustained/drifts/0", lambda s: s["drifts"][0].update(subject="nobody")),
                ("/sustained/benchmarks/0", lambda s: s["benchmarks"][0]["started_s"].reverse()),
                ("/sustained/benchmarks/0", lambda s: s["benchmarks"][0]["core_clock_hz"].pop())]:
            with self.subTest(pointer):
                changed = json.loads(json.dumps(document))
                change(changed["sustained"])
                result = run("validate", self.write("changed.json", json.dumps(changed)))
                self.assertEqual(result.returncode, 3)
                self.assertIn(f"{pointer}: ", result.stdout + result.stderr)

    def test_every_report(self):
        self.sustain("--workload", "record-simple", "--sustained", "3s", "--launches", "12", "--sample-ms", "1")
        for form, parts in [("html", ('aria-label="Sustained load"', '<polyline points="0,')),
                            ("markdown", ("Sustained load of 3 s: ", "| first tenth | last tenth |"))]:
            with self.subTest(form):
                result = run("report", self.output / "perf.json", "--format", form)
                for part in parts:
                    self.assertIn(part, result.stdout)

    def test_load_that_ends_early_is_an_error(self):
        result, document = self.sustain("--workload", "display-as-published", "--sustained", "60s")
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertEqual({entry["state"] for entry in document["benchmarks"]}, {"void"})
        self.assertIn("CBKB001: the load was to go on for 60 s, and ended after ",
                      unbroken(result.stdout))

    def test_mistakes(self):
        suite = ('description = ""\nlaunches = 1\nbudget_minutes = 1\n{}\n[[workload]]\n'
                 'name = "record-simple"\n')
        for text in ("", "60", "m", "-1s", "0s", "1d", "1 m", "0x10s", "1e3s", "169h", "1m30s"):
            with self.subTest(text):
                self.assert_refused(self.run_to_be_refused("--sustained", text), 2,
                                    f"--sustained {text}: a time was expected, such as 90s, 60m or 1h")
        self.assert_refused(self.run_to_be_refused("--sustained", "31m", "--workload", "comp3"), 2,
                            "load of 31 minutes, but the run ends after 30: give it more by --timeout")
        self.assert_refused(self.run_to_be_refused("--sustained", "2m", "--suite",
                                                   self.write("ours.toml", suite.format(""))), 2,
                            "load of 2 minutes, but the suite ours may take 1: ")
        self.assert_refused(self.run_to_be_refused("--suite", "release"), 2,
                            "sustained_minutes of the suite: load of 60 minutes, but the run ends after 30")
        self.assert_refused(self.run_to_be_refused("--quick", "--sustained", "5s"), 2,
                            "--quick and --sustained")
        self.assert_refused(
            self.run_to_be_refused("--suite", self.write("long.toml", suite.format("sustained_minutes = 1"))),
            1, "sustained_minutes: less than budget_minutes, 1, was expected")


if __name__ == "__main__":
    unittest.main()
