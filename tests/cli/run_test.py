# SPDX-License-Identifier: AGPL-3.0-or-later
"""
What a good run shows and leaves behind, on a terminal and off it; what the small commands print.
"""
import configparser
import functools
import hashlib
import json
import os
import pathlib
import pty
import re
import shutil
import subprocess
import tempfile
import unittest

from program import (CONFIG_PLACE, HANG_S, PROGRAM, SUBJECTS, SUBJECTS_PLACE, WORKER_PLACE,
                     ProgramTest, entries_of, environment, lay_out, lines_said, load,
                     measure_quietly, once_is_enough, run, unbroken, validator, warnings_of)

SYNTHETIC = SUBJECTS / "fault-injection" / "synthetic.so"
COMMANDS = ("run", "check", "validate", "system", "subjects", "help")
VERDICT = r"\[(PASS|WARN|INCONCLUSIVE|FAIL|NEUTRAL)\]"
REPORT_LINE = re.compile(r"Performance Report: DISPLAY: (\d+\.\d\d GiB/s|not measured), "
                         rf"COMP-3: (\d+ MiB/s|not measured) {VERDICT}")
# With two launches the interval may reach below a floor: no verdict, and nobody's fault.
GOOD_STATUSES = (0, 4)

RECORDS = ("--workload", "record-display", "--launches", "2", "--sample-ms", "20", "--no-referee")
# One with a floor, for a verdict.
REFEREED = ("--workload", "comp3", "--working-set", "stream", "--subject",
            f"copybook-rs={SYNTHETIC}", "--subject", "native", "--launches", "2", "--sample-ms", "20")
JUDGED = (*REFEREED, "--no-referee")


@functools.cache
def text_and_records():
    """A run that nobody asks for anything but what it measures: the program's end, and perf.json."""
    with tempfile.TemporaryDirectory(prefix="perfharness-test-") as folder:
        return measure_quietly("--workload", "display-text", "--workload", "record-display",
                               "--subject", "copybook-rs", "--subject", "native", "--launches", "2",
                               "--sample-ms", "20", output=pathlib.Path(folder, "report"))


def checksums(document):
    return {(entry["name"], entry["level"], entry["subject"]): entry["checksum"]
            for entry in document["benchmarks"]}


def decimals(number, text):
    """A number rounded as a text that stands for it is."""
    places = len(text.partition(".")[2])
    return f"{number:.{places}f}"


class Summary(ProgramTest):
    def test_summary_shows_what_perf_json_holds(self):
        result, document = text_and_records()
        self.assertIn(result.returncode, GOOD_STATUSES, result.stderr)
        self.assertEqual(document["errors"], [])
        for entry in document["benchmarks"]:
            self.assert_measured(entry)
        self.assert_kernel_rows(result.stdout, document)
        self.assert_record_rows(result.stdout, document)
        self.assert_floors(result.stdout, document)
        self.assert_last_line(result.stdout, document)
        self.assertNotIn("\x1b", result.stdout + result.stderr)

    def assert_kernel_rows(self, text, document):
        """Below the benchmark, each subject: its speed, of memcpy's, and beside the reference."""
        for name in ("display-text/L2", "display-text/stream"):
            rows = re.search(rf"^  {name}\n    copybook-rs +([\d.]+) .+? ([\d.]+) % +([\d.]+) × slower\n"
                             r"    native +([\d.]+) .+? ([\d.]+) %$", text, re.MULTILINE)
            self.assertIsNotNone(rows, f"no rows of {name} in {text}")
            head, base = (next(entry for entry in entries_of(document, subject)
                               if entry["name"] == name) for subject in ("copybook-rs", "native"))
            factor = base["throughput_mib_s"] / head["throughput_mib_s"]
            for shown, number in zip(rows.groups(), (
                    head["throughput_mib_s"], head["share_of_memcpy"] * 100, factor,
                    base["throughput_mib_s"], base["share_of_memcpy"] * 100)):
                self.assertEqual(shown, decimals(number, shown))

    def assert_record_rows(self, text, document):
        """At each level the subjects: of memcpy's of the input, and of the output, and beside C."""
        native = {(entry["name"], entry["level"]): entry["throughput_mib_s"]
                  for entry in entries_of(document, "native")}
        for entry in entries_of(document, "copybook-rs"):
            if entry["name"] != "record-display":
                continue
            how = {"record": "record by record", "file": "as one file"}[entry["level"]]
            row = re.search(rf"(?m)^  record-display, {how}: [\d.]+ bytes of JSON a byte\n"
                            r"    copybook-rs +([\d.]+) .* ([\d.]+) % +([\d.]+) % +([\d.]+) × slower$", text)
            self.assertIsNotNone(row, f"no row of {entry['level']} level in {text}")
            factor = native["record-display", entry["level"]] / entry["throughput_mib_s"]
            for shown, number in zip(row.groups(), (
                    entry["throughput_mib_s"], entry["share_of_memcpy"] * 100,
                    entry["output_share_of_memcpy"] * 100, factor)):
                self.assertEqual(shown, decimals(number, shown))
        self.assertLess(text.index("display-text/stream"), text.index("record by record"),
                        "records stand beneath the kernels")

    def assert_floors(self, text, document):
        floors = text.partition("Floors of copybook-rs, MB/s")[2]
        for headline, floor in (("display", 80), ("record_display", 80), ("file_display", 80)):
            entry = document["headline"][headline]
            row = re.search(rf"{entry['benchmark']} +{entry['level']} +([\d.]+) +{floor} "
                            r"+([\d.]+) ×", floors)
            self.assertIsNotNone(row, f"no floor of {headline} in {floors}")
            self.assertEqual(row[1], decimals(entry["throughput_mb_s"], row[1]))
            self.assertEqual(row[2], decimals(entry["throughput_mb_s"] / floor, row[2]))
            self.assertAlmostEqual(entry["throughput_mb_s"] * 1e6,
                                   entry["throughput_mib_s"] * 2 ** 20, delta=1)

    def assert_last_line(self, text, document):
        line = REPORT_LINE.fullmatch(text.splitlines()[-1])
        self.assertIsNotNone(line, text.splitlines()[-1])
        self.assertEqual(line[1], f"{document['display_gibs']:.2f} GiB/s")
        self.assertEqual(line[2], "not measured")
        self.assertIn(line[3], ("PASS", "WARN", "INCONCLUSIVE"))
        self.assertIsNone(document["comp3_mibs"])

    @once_is_enough
    def test_intervals_are_ranges(self):
        """Two launches leave a wide interval; none of a speed ends below its beginning."""
        result, _ = self.measure(*RECORDS)
        ranges = re.findall(r"\d\s{2,}(\S+) \u2026 (\S+)", result.stdout)
        self.assertEqual(len(ranges), 4, result.stdout)
        for low, high in ranges:
            self.assertNotIn("-", (low[0], high[0]), f"{low} \u2026 {high}")

    def test_figures_of_perf_json_follow_from_each_other(self):
        _, document = text_and_records()
        stream = {entry["subject"]: entry for entry in document["benchmarks"]
                  if entry["name"] == "display-text/stream"}
        memcpy = {entry["name"]: entry for entry in entries_of({"benchmarks": document["limits"]},
                                                               "memcpy")}
        self.assertAlmostEqual(document["display_gibs"] * 1024,
                               stream["copybook-rs"]["throughput_mib_s"], places=6)
        self.assertEqual(set(memcpy), {"display-text/L2", "display-text/stream", "record-display"})
        for entry in document["benchmarks"]:
            self.assertAlmostEqual(entry["share_of_memcpy"] * memcpy[entry["name"]][
                "throughput_mib_s"], entry["throughput_mib_s"], places=6)
            self.assertEqual("output_bytes" in entry, entry["level"] != "kernel")
            self.assertAlmostEqual(
                entry.get("output_share_of_memcpy", 0),
                entry["share_of_memcpy"] * entry.get("output_bytes", 0) / entry["input_bytes"])
            low, high = entry["ci95_ns"]
            self.assertTrue(0 <= low <= entry["mean_ns"] <= high, entry["ci95_ns"])
        for comparison in document["comparisons"]:
            self.assertEqual((comparison["base"], comparison["head"]), ("native", "copybook-rs"))
            low, high = comparison["ci95"]
            self.assertTrue(0 < low <= comparison["ratio"] <= high)


class Output(ProgramTest):
    @once_is_enough
    def test_json_prints_perf_json_and_nothing_else(self):
        result, _ = self.measure(*RECORDS, "--json")
        self.assertEqual(result.stdout, (self.output / "perf.json").read_text(encoding="utf-8"))

    def test_quiet_prints_nothing(self):
        for more in ([], ["--json"]):
            with self.subTest(more):
                result, _ = self.measure(*RECORDS, "--quiet", *more)
                self.assertEqual(result.stderr, "")
                if not more:
                    self.assertEqual(result.stdout, "")

    @once_is_enough
    def test_default_output_folder(self):
        result = run("run", *RECORDS, "--quiet", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(os.listdir(self.folder), ["perf-report"])

    def test_without_the_referee(self):
        """It is said once, and the run is no baseline."""
        remark = "without the referee (--no-referee)"
        result, document = self.measure(*JUDGED)
        self.assertEqual([error.message for error in
                          validator("perf.schema.json").iter_errors(document)], [])
        self.assertEqual(document["referee"]["mode"], "off")
        self.assertFalse(any("referee" in entry for entry in document["benchmarks"]))
        self.assertEqual(unbroken(result.stdout).count(remark), 1)
        self.assertEqual(len([text for text in document["warnings"] if remark in text]), 1)
        self.assertEqual(run("validate", self.output / "perf.json").returncode, 0)
        self.assertEqual(unbroken(run("check", self.output / "perf.json").stdout).count(remark), 1)
        _, document = self.measure(*REFEREED)
        self.assertNotIn(remark, "\n".join(document["warnings"]))

    @once_is_enough
    def test_artefacts_replace_older_ones(self):
        self.measure(*RECORDS, "--quiet")
        first = load(self.output / "perf.json")
        _, second = self.measure(*RECORDS, "--quiet", "--seed", "2")
        self.assertEqual((first["run"]["seed"], second["run"]["seed"]), (1, 2))

    @once_is_enough
    def test_it_says_what_the_launches_saw_and_what_it_took_itself(self):
        _, document = self.measure(*RECORDS, "--quiet")
        facts = document["run"]
        causes = {"steal_s", "throttled_periods", "memory_stall_s", "major_faults", "migrations",
                  "involuntary_switches", "unknown"}
        self.assertEqual(set(facts["noise"]), causes | {"blocks", "blocks_set_aside", "causes"})
        # Every block that was set aside has one cause, if only that none is known.
        set_aside = sum((facts["noise"][cause] or {"blocks_set_aside": 0})["blocks_set_aside"]
                        for cause in causes)
        measured = [entry for entry in document["benchmarks"] + document["limits"]
                    if entry["state"] == "measured"]
        self.assertEqual(set_aside, sum(sum(entry["blocks_set_aside"].values())
                                        for entry in measured))
        self.assertEqual(facts["noise"]["blocks_set_aside"], set_aside)
        self.assertEqual(facts["noise"]["blocks"],
                         set_aside + sum(entry["blocks_kept"] for entry in measured))
        # Every Linux has these two; the worker is bound, so nothing moves it.
        self.assertIsNotNone(facts["noise"]["steal_s"])
        self.assertIsNotNone(facts["noise"]["involuntary_switches"])
        self.assertEqual((facts["noise"]["migrations"] or {"total": 0})["total"], 0)
        self.assertGreaterEqual(facts["sampling_s"], facts["timed_s"])
        self.assertAlmostEqual(facts["harness_share"],
                               1 - facts["timed_s"] / facts["sampling_s"], places=9)
        self.assertGreater(facts["harness_peak_bytes"], 1 << 20)
        log = (self.output / "benchmark.log").read_text(encoding="utf-8")
        self.assertRegex(log, r"\n# the host counted: steal_s [0-9.e-]+ throttled_periods ")

    @once_is_enough
    def test_system_info_tells_the_binding(self):
        _, document = self.measure(*RECORDS, "--quiet")
        system = load(self.output / "system-info.json")
        self.assertEqual(system["binding"]["cpus_readback"], str(system["binding"]["cpu"]))
        self.assertEqual(document["environment"]["cpu"], system["binding"]["cpu"])
        self.assertEqual(document["environment"]["fingerprint"], system["fingerprint"])

    @once_is_enough
    def test_what_was_measured_on_is_what_is_described(self):
        """The harness itself has left that CPU by then."""
        allowed = sorted(os.sched_getaffinity(0))
        _, document = self.measure(*RECORDS, "--quiet", "--cpu", str(allowed[0]))
        system = load(self.output / "system-info.json")
        self.assertEqual(validator("system-info.schema.json").is_valid(system), True)
        self.assertEqual((system["cpu"]["number"], system["binding"]["cpu"]),
                         (allowed[0], allowed[0]))
        self.assertEqual(system["topology"]["allowed_cpus"].partition("-")[0].partition(",")[0],
                         str(allowed[0]))
        # What is known of that CPU stands with the binding, too.
        self.assertEqual(system["binding"].get("core_kind"), system["cpu"]["core_kind"])
        self.assertEqual(document["environment"].get("core_kind"), system["cpu"]["core_kind"])
        frequencies = {entry["cpu"]: entry for entry in system["frequency"]["cpus"] or []}
        for name in ("governor", "min_khz", "max_khz"):
            self.assertEqual(system["binding"].get(name),
                             frequencies.get(allowed[0], {}).get(name))

    def test_what_the_doctor_says_is_in_perf_json(self):
        """Without what it measures; the summary names what was found."""
        result, document = self.measure(*RECORDS)
        kept = document["fitness"]["checks"]
        checks = {check["name"]: check for check in kept}
        doctor = json.loads(run("doctor", "--no-measure", "--json").stdout)["checks"]
        self.assertEqual([check["name"] for check in kept], [check["name"] for check in doctor])
        self.assertEqual(set(doctor[0]) - set(kept[0]), {"effect", "fix", "in_doubt"})
        self.assertEqual(checks["shared-core"]["found"],
                         "not looked for in a run: `perfharness doctor` measures it")
        found = [check["name"] for check in kept if check["state"] == "finding"]
        line = re.search(r"(?m)^  host: (.*)$", result.stdout)[1]
        self.assertTrue(line.startswith(f"{len(found)} finding" if found else "nothing was found"))
        self.assertLessEqual(len(line) + len("  host: "), 80)

    @once_is_enough
    def test_commit_is_the_jobs(self):
        sha, other = "0123456789abcdef0123456789abcdef01234567", "ab" * 20
        _, document = self.measure(*RECORDS, "--quiet", env=environment(GITHUB_SHA=sha, CI_COMMIT_SHA=other))
        self.assertEqual(document["commit"], sha)

    @once_is_enough
    def test_commit_and_runner_by_job(self):
        sha, other, head = "01" * 20, "ab" * 20, json.loads(run("system", "--json").stdout)["git_revision"]
        for variables, commit, runner in (
                ({"GITHUB_SHA": sha, "RUNNER_NAME": "one"}, sha, "one"),
                ({"CI_COMMIT_SHA": other, "CI_RUNNER_DESCRIPTION": "two"}, other, "two"),
                ({"GITHUB_SHA": "", "CI_COMMIT_SHA": other, "RUNNER_NAME": ""}, other, None),
                ({"CI_COMMIT_SHA": ""}, head, None)):
            document = json.loads(run("system", "--json", env=environment(**variables)).stdout)
            self.assertEqual((document["git_revision"], document["runner_name"]), (commit, runner))

    def test_what_was_measured_and_with_what(self):
        """In perf.json as it is beside the library; in the summary once for each library."""
        result, document = self.measure(*RECORDS, "--verbose")
        subjects = {entry["name"]: entry for entry in document["subjects"]}
        library = (SUBJECTS / "copybook-rs.so").read_bytes()
        record = configparser.ConfigParser(interpolation=None)
        record.read(SUBJECTS / "copybook-rs.build")
        recorded = {name: text for name, text in record["build"].items() if text}
        expected = {**recorded, "library_bytes": len(library),
                    "library_sha256": hashlib.sha256(library).hexdigest(),
                    "is_dirty": {"true": True, "false": False}[recorded["is_dirty"]],
                    **({"build_s": float(recorded["build_s"])} if "build_s" in recorded else {})}
        self.assertEqual(subjects["copybook-rs"]["built_from"], expected)
        self.assertEqual(subjects["copybook-rs-scratch"]["built_from"], expected)
        self.assertEqual(set(subjects["native"]["built_from"]), {"library_sha256", "library_bytes"})
        text = unbroken(result.stdout)
        self.assertEqual(text.count(f"{len(library):,} bytes"), 1, text)
        self.assertIn(f" release {recorded['release']}, commit {recorded['commit'][:12]}", text)
        version = json.loads(run("--version", "--json").stdout)
        self.assertEqual(document["harness"], {name: version[name] for name in
                                               ("version", "commit", "modified")})
        system = load(self.output / "system-info.json")
        self.assertEqual(document["environment"]["kernel"], system["kernel"]["release"])
        self.assertEqual(document["environment"].get("microcode"), system["cpu"]["microcode"])

    @once_is_enough
    def test_git_is_asked_once(self):
        """A commit that is made during a run must not leave two different ones behind."""
        calls = self.folder / "calls"
        git = self.write("git", f'#!/bin/sh\necho >> "{calls}"\nwc -l < "{calls}"\n')
        git.chmod(0o755)
        path = f"{self.folder}:{os.environ['PATH']}"
        _, document = self.measure(*RECORDS, "--quiet", env=environment(PATH=path))
        self.assertEqual(document["commit"], "1")
        self.assertEqual(load(self.output / "system-info.json")["git_revision"], "1")

    def test_plain_lines_off_a_terminal(self):
        result, document = text_and_records()
        *lines, last = result.stderr.replace("\n  ", " ").splitlines()
        self.assertEqual([line.partition(": ")[0] for line in lines],
                         ["display-text/L2", "display-text/stream", "record-display"])
        for line in lines:
            self.assertRegex(line, r": copybook-rs( record by record)? [\d.]+ MiB/s, "
                                   r"(\S+( record by record| as one file)? [\d.]+ MiB/s, )*"
                                   r"native( as one file)? [\d.]+ MiB/s$")
        self.assertRegex(last, "^Artefacts: /.*/report$")
        self.assertEqual(len(document["limits"]), 6)

    @once_is_enough
    def test_subject_selection(self):
        _, document = self.measure("--workload", "comp3", "--launches", "1", "--sample-ms", "20",
                                   "--no-referee", "--quiet", "--subject", "native")
        self.assertEqual({entry["subject"] for entry in document["benchmarks"]}, {"native"})
        self.assertIsNone(document["comp3_mibs"])


class Terminal(ProgramTest):
    def run_on_terminals(self, *arguments, statuses=GOOD_STATUSES, TERM="xterm-256color",
                         **variables):
        """Standard output and error each on a terminal of its own; returns what they show."""
        masters, slaves = zip(*(pty.openpty() for _ in range(2)))
        with subprocess.Popen([PROGRAM, "run", *arguments, "--output-dir", self.output],
                              stdin=subprocess.DEVNULL, stdout=slaves[0], stderr=slaves[1],
                              env=environment(TERM=TERM, **variables)) as process:
            for slave in slaves:
                os.close(slave)
            shown = self.read_all(masters)
            process.wait(timeout=HANG_S)
        self.assertIn(process.returncode, statuses)
        return shown

    @staticmethod
    def read_all(masters):
        """Threads would do, but a terminal's buffer holds all that the error side ever shows."""
        shown = []
        for master in reversed(masters):
            parts = []
            try:
                while part := os.read(master, 65536):
                    parts.append(part)
            except OSError:  # How Linux says that the other side is closed.
                pass
            os.close(master)
            shown.insert(0, b"".join(parts).decode("utf-8"))
        return shown

    def test_progress_bar(self):
        _, errors = self.run_on_terminals("--workload", "display-zoned", "--subject", "native",
                                          "--launches", "3", "--sample-ms", "20", "--no-referee")
        bars = re.findall(r"\r\x1b\[K\[(#* *)\] +(\d+) % ((?:\d+:\d\d left)?) +(\S+)(?=\r)", errors)
        self.assertEqual(len(bars), 6, repr(errors))
        self.assertEqual([int(percent) for _, percent, _, _ in bars], [0, 16, 33, 50, 66, 83])
        self.assertEqual({len(bar) for bar, _, _, _ in bars}, {30})
        self.assertEqual([left for _, _, left, _ in bars[:2]], ["", ""], "nothing known yet")
        for _, _, left, _ in bars[2:]:
            self.assertRegex(left, r"^\d+:\d\d left$")
        self.assertEqual([name for _, _, _, name in bars[:2]],
                         ["display-zoned/L2", "display-zoned/stream"])
        self.assertRegex(errors, r"\r\x1b\[KArtefacts: \S+\r\n$", "the bar is gone")

    @once_is_enough
    def test_colours(self):
        output, _ = self.run_on_terminals(*JUDGED)
        self.assertIn("\x1b[3", output)
        self.assertRegex(output.splitlines()[-1], rf"^\x1b\[3\dm.*{VERDICT}\x1b\[0m$")

    def test_what_has_no_number_is_red(self):
        output, _ = self.run_on_terminals(
            *JUDGED, "--subject", f"mine={SYNTHETIC}?wrong-at=1",
            statuses=(1, 3))
        self.assertEqual(output.count("\x1b[31mvoid\x1b[0m"), 2, output)
        self.assertEqual(output.count("wrong answer"), 1, output)

    @once_is_enough
    def test_no_colour(self):
        for variables in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            with self.subTest(str(variables)):
                output, errors = self.run_on_terminals(*JUDGED, **variables)
                self.assertNotIn("\x1b", output)
                self.assertNotIn("\x1b[3", errors)
        self.assertRegex(output.splitlines()[-1], VERDICT + "$")

    @once_is_enough
    def test_empty_no_color_is_none(self):
        """As no-color.org has it."""
        output, _ = self.run_on_terminals(*JUDGED, NO_COLOR="")
        self.assertIn("\x1b[3", output)

    @once_is_enough
    def test_quiet_on_a_terminal(self):
        self.assertEqual(self.run_on_terminals(*RECORDS, "--quiet"), ["", ""])


class Work(ProgramTest):
    def test_published_benchmark_is_void(self):
        result, document = self.measure("--workload", "display-as-published", "--launches", "2",
                                        "--sample-ms", "20", "--no-referee")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual((document["errors"], warnings_of(document)), ([], []))
        self.assertEqual({entry["level"] for entry in document["benchmarks"]}, {"record", "file"})
        for entry in document["benchmarks"]:
            self.assertEqual((entry["state"], entry["expected"]), ("void", "void"))
            self.assertGreater(entry["records"], 0)
            self.assertEqual(entry["records_failed"], entry["records"])
            code = {"copybook-rs": "CBKC301", "native": "BAD_CONTROL: "}[entry["subject"]]
            self.assertRegex(entry["reason"],
                             rf"^first failure in record 1, field [A-Z0-9.-]*FIELD-01: {code}")
            self.assertNotIn("throughput_mib_s", entry)
        self.assertRegex(unbroken(result.stdout), r"void: (\d+) of \1 records failed; .*FIELD-01")
        self.assertEqual(REPORT_LINE.fullmatch(result.stdout.splitlines()[-1])[3], "NEUTRAL")

    @once_is_enough
    def test_published_benchmark_that_is_expected_to_be_measured(self):
        """Where no suite expects it, a void is the error that it is."""
        suite = self.write("strict.toml", 'description = ""\nlaunches = 1\n[[workload]]\n'
                                          'name = "display-as-published"\n')
        result, document = self.measure("--suite", suite, "--sample-ms", "20", "--no-referee", "--quiet")
        self.assertEqual(result.returncode, 3)
        self.assertEqual(len(document["errors"]), 4)
        for error in document["errors"]:
            self.assertRegex(error, r"^CBKB010: display-as-published, (copybook-rs|native), ")

    @once_is_enough
    def test_number_where_none_is_expected(self):
        suite = self.write("odd.toml", 'description = ""\nlaunches = 1\n[[workload]]\n'
                                       'name = "record-display"\nexpect = "void"\n')
        result, document = self.measure("--suite", suite, "--sample-ms", "20", "--no-referee", "--quiet")
        self.assertEqual((result.returncode, document["status"]), (3, "failure"))
        self.assertEqual(len(document["errors"]), 4)
        for error in document["errors"]:
            self.assertRegex(error, r"^CBKB010: record-display, (copybook-rs|native), ")

    @once_is_enough
    def test_seed_decides_on_the_data(self):
        arguments = ("--workload", "comp3", "--working-set", "L2", "--workload", "record-display",
                     "--launches", "1", "--sample-ms", "20", "--quiet", "--no-referee")
        first, again, other = (checksums(self.measure(*arguments, "--seed", seed)[1])
                               for seed in ("7", "7", "8"))
        self.assertEqual(first, again)
        self.assertEqual(set(first), set(other))
        for entry, checksum in first.items():
            self.assertNotEqual(checksum, other[entry], entry)

    @once_is_enough
    def test_two_builds_of_one_subject(self):
        copy = self.folder / "copy.so"
        shutil.copy(SUBJECTS / "native.so", copy)
        _, document = self.measure("--workload", "comp3", "--workload", "display-text",
                                   "--launches", "2", "--sample-ms", "20", "--quiet",
                                   "--no-referee", "--subject", "native", "--subject",
                                   f"copy={copy}")
        native, copied = (entries_of(document, name) for name in ("native", "copy"))
        self.assertEqual(len(copied), 4)
        for one, other in zip(native, copied):
            self.assert_measured(one)
            self.assert_measured(other)
            self.assertEqual((one["name"], one["checksum"]), (other["name"], other["checksum"]))
        compared = {(entry["name"], entry["base"]) for entry in document["comparisons"]
                    if entry["head"] == "copy"}
        self.assertEqual(compared, {(entry["name"], "native") for entry in copied})

    @once_is_enough
    def test_another_build_in_place_of_the_published(self):
        """The way to measure a pull request's build."""
        build = self.folder / "pull-request.so"
        shutil.copy(SUBJECTS / "copybook-rs.so", build)
        _, document = self.measure(*RECORDS, "--quiet", "--subject", f"copybook-rs={build}",
                                   "--subject", f"base={SUBJECTS / 'copybook-rs.so'}")
        self.assertEqual({entry["subject"] for entry in document["benchmarks"]},
                         {"copybook-rs", "base", "native"})
        self.assertNotEqual(document["headline"]["record_display"]["throughput_mib_s"], None)
        self.assertIn(f"copybook-rs={build}".split("=")[1],
                      (self.output / "benchmark.log").read_text(encoding="utf-8"))


class Installation(ProgramTest):
    """The program in a tree of its own, from which things are missing."""

    def install(self, *subjects):
        prefix = self.folder / "prefix"
        lay_out(prefix, *subjects)
        return prefix

    def run_installed(self, prefix, *arguments):
        return self.measure("--workload", "comp3", "--launches", "2", "--sample-ms", "20",
                            "--no-referee", *arguments, program=prefix / "bin" / "perfharness")

    def assert_native_alone(self, result, document, reason):
        self.assertNotEqual(result.returncode, 0)
        self.assertTrue(any("copybook-rs" in warning and reason in warning
                            for warning in document["warnings"]), document["warnings"])
        self.assertIn(reason, unbroken(result.stdout))
        for entry in entries_of(document, "native"):
            self.assert_measured(entry)
        self.assertIsNone(document["comp3_mibs"])
        self.assertNotIn("[PASS]", result.stdout)

    def test_subject_that_could_not_be_built(self):
        prefix = self.install("native.so")
        reason = "cargo 1.95 or newer was not found"
        (prefix / SUBJECTS_PLACE / "copybook-rs.unavailable").write_text(reason + "\n")
        result, document = self.run_installed(prefix)
        self.assert_native_alone(result, document, reason)
        self.assertTrue(validator("perf.schema.json").is_valid(document))
        self.assertEqual(run("validate", self.output / "perf.json").returncode, 0)

    @once_is_enough
    def test_subject_that_is_missing(self):
        result, document = self.run_installed(self.install("native.so"))
        self.assert_native_alone(result, document, "copybook-rs.so is missing")

    def test_void_that_nobody_could_try(self):
        """Failed is not void: the expectation is not met, and so nothing has passed."""
        prefix = self.install("native.so")
        result, document = self.measure("--workload", "display-as-published", "--launches", "1",
                                        "--no-referee", program=prefix / "bin" / "perfharness")
        self.assertNotEqual(result.returncode, 0)
        self.assertEqual({entry["state"] for entry in entries_of(document, "copybook-rs")},
                         {"failed"})
        self.assertEqual({entry["state"] for entry in entries_of(document, "native")}, {"void"})

    @once_is_enough
    def test_reference_that_is_missing(self):
        result, document = self.run_installed(self.install("copybook-rs.so"))
        self.assertNotEqual(result.returncode, 0)
        self.assertTrue(any("native" in warning for warning in document["warnings"]))
        for entry in entries_of(document, "copybook-rs"):
            self.assert_measured(entry)

    def test_no_subject_at_all(self):
        result = run("run", *RECORDS, "--output-dir", self.output,
                     program=self.install() / "bin" / "perfharness")
        self.assertEqual(result.returncode, 1)
        self.assertIn("CBKB008", result.stdout + result.stderr)

    def test_worker_that_is_missing(self):
        prefix = self.install("native.so", "copybook-rs.so")
        (prefix / WORKER_PLACE).unlink()
        result = run("run", *RECORDS, "--output-dir", self.output,
                     program=prefix / "bin" / "perfharness")
        self.assert_refused(result, 1, "perfharness-worker")

    def test_thresholds_that_are_malformed(self):
        prefix = self.install("native.so", "copybook-rs.so")
        path = prefix / CONFIG_PLACE / "thresholds.toml"
        for text, place in (("[floors]\n", "1:1"), ("floor = \n", "1:9")):
            with self.subTest(text):
                path.write_text(text)
                result = run("run", "--output-dir", self.output, "--launches", "1000",
                             program=prefix / "bin" / "perfharness")
                self.assert_refused(result, 1, "CBKB013", f"config/thresholds.toml:{place}: ")


class SmallCommands(ProgramTest):
    def show(self, *arguments, **options):
        result = run(*arguments, **options)
        self.assertEqual((result.returncode, lines_said(result)), (0, []), result.stderr)
        return result.stdout

    def test_help_lists_the_commands(self):
        overview = self.show("help")
        for command in COMMANDS:
            self.assertRegex(overview, rf"(?m)^  {command} +\S")
        for arguments in ([], ["--help"], ["-h"]):
            with self.subTest(str(arguments)):
                self.assertEqual(self.show(*arguments), overview)

    def test_help_of_each_command(self):
        commands = re.findall(r"(?m)^  ([a-z]+)  ", self.show("help"))
        self.assertLessEqual(set(COMMANDS), set(commands))
        for command in commands:
            with self.subTest(command):
                text = self.show(command, "--help")
                self.assertTrue(text.startswith(f"Usage: perfharness {command} [OPTION"), text)
                self.assertEqual(self.show("help", command), text)

    def test_help_of_run_names_every_option(self):
        text = self.show("run", "--help")
        for option in ("suite", "workload", "copybook", "data", "codepage", "record-format",
                       "subject", "launches", "seed", "timeout", "output-dir", "json", "quiet"):
            self.assertRegex(text, rf"(?m)^  --{option}\b")

    def test_topics(self):
        errors = re.findall(r"(?m)^ +(CBKB\d+)  \S", self.show("help", "errors"))
        self.assertEqual(errors,
                         [f"CBKB{number:03d}" for number in range(1, len(errors) + 1)])
        statuses = self.show("help", "exit-statuses").splitlines()
        self.assertEqual([line.split()[0] for line in statuses], ["0", "1", "2", "3", "4"])
        workloads = self.show("help", "workloads")
        for name in ("display-text", "display-zoned", "comp3", "record-display", "record-comp3",
                     "display-as-published"):
            self.assertRegex(workloads, rf"(?m)^{name} +(kernel|record): +\S")

    def test_system(self):
        text = self.show("system")
        self.assertRegex(text, r"(?m)^Fingerprint +[0-9a-f]{16}$")
        document = json.loads(self.show("system", "--json"))
        self.assertEqual([error.message for error in
                          validator("system-info.schema.json").iter_errors(document)], [])
        path = self.write("system-info.json", json.dumps(document))
        self.assertEqual(self.show("validate", path),
                         f"{path}: valid (perfharness-system-info-1)\n")

    def test_subjects(self):
        text = self.show("subjects")
        for name in ("copybook-rs", "copybook-rs-scratch", "native"):
            self.assertRegex(text, rf"(?m)^{name} +\d+\.\d+\.\d+$")
        document = json.loads(self.show("subjects", "--json"))
        self.assertEqual(document["errors"], [])
        self.assertEqual([entry["name"] for entry in document["subjects"]],
                         ["copybook-rs", "copybook-rs-scratch", "native", "gnucobol",
                          "gnucobol-llint"])
        self.assertEqual(document["subjects"][0]["version"], "0.8.1")
        built_from = document["subjects"][0]["built_from"]
        self.assertEqual(built_from["release"], "0.8.1")
        self.assertEqual(text.count(f"{built_from['library_bytes']:,} bytes"), 1, text)
        self.assertEqual(text.count("the same library"), 2, text)

    def test_it_runs_in_the_plainest_environment(self):
        text = self.show("help", env={})
        self.assertIn("run", text)
        self.assertEqual(run("system", "--json", env={}).returncode, 0)


if __name__ == "__main__":
    unittest.main()
