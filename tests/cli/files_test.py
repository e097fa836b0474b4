# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Work on files: it is timed from disk to disk, proven as everything is, and leaves nothing behind; what
cannot be had of the disk is one sentence.
"""
import errno
import json
import os
import pathlib
import signal
import subprocess
import time
import unittest

from program import (PROGRAM, TEST_SUBJECTS, ProgramTest, entries_of, environment, load,
                     once_is_enough, preloading, run, unbroken)

NATIVE = ("--subject", "native")
# Two megabytes: a call is over in some milliseconds.
LITTLE = (*NATIVE, "--file-size", "2MiB", "--launches", "2")
STREAMS = TEST_SUBJECTS / "streams.so"


def is_in_memory(folder):
    return subprocess.run(["stat", "-f", "-c", "%T", str(folder)], check=True, text=True,
                          stdout=subprocess.PIPE).stdout.strip() == "tmpfs"


# What a run may write to and is on a disk: where this is built, if TMPDIR is in memory.
DISK = PROGRAM.parent


class Files(ProgramTest):
    def setUp(self):
        super().setUp()
        self.files = DISK / f"files-test-{os.getpid()}"
        self.files.mkdir()
        self.addCleanup(self.files.rmdir)  # It is empty, or this fails.

    def measure_files(self, *arguments):
        return self.measure("--file-dir", self.files, *arguments)

    @unittest.skipIf(is_in_memory(DISK), "the build folder is not on a disk")
    def test_every_file_is_measured_warm_and_cold(self):
        result, document = self.measure_files(*LITTLE, "--workload", "file-display", "--workload",
                                              "file-comp3", "--workload", "file-encode")
        self.assertEqual((result.returncode, document["errors"]), (0, []), result.stderr)
        self.assertEqual([(entry["name"], entry["level"], entry["working_set"])
                          for entry in document["benchmarks"]],
                         [(f"{name}/{cache}", "disk", cache)
                          for name in ("file-display", "file-comp3", "file-encode")
                          for cache in ("warm", "cold")])
        for entry in document["benchmarks"]:
            self.assert_work(entry)
        self.assert_roofs(document)
        self.assertEqual(document["files"]["file_bytes"], 2 ** 21)
        self.assertFalse(document["files"]["storage"]["is_in_memory"])
        self.assertNotIn(str(self.files), str(document), "a folder's name is nobody's")
        self.assert_shown(result.stdout)

    def assert_work(self, entry):
        disk = entry["disk"]
        is_encoding = entry["workload"] == "file-encode"
        self.assertEqual(entry["state"], "measured", entry["reason"])
        self.assertEqual(entry["proof"], "truth")
        self.assertLessEqual(entry["input_bytes"], 2 ** 21)
        self.assertGreater(entry["input_bytes"], 2 ** 21 - 500)
        self.assertEqual(disk["written_bytes" if is_encoding else "read_bytes"],
                         entry["input_bytes"])
        self.assertGreater(disk["read_bytes" if is_encoding else "written_bytes"],
                           2 * entry["input_bytes"])
        if entry["working_set"] == "cold":
            self.assertLessEqual(disk["cached_share"], 0.001)
        else:
            self.assertGreaterEqual(disk["cached_share"], 0.999)
        self.assertEqual(len(disk["launch_cpu_ns"]), 2)
        for wall, cpu, synced in zip(entry["launch_ns"], disk["launch_cpu_ns"],
                                     disk["launch_synced_ns"]):
            self.assertGreater(cpu, 0)
            self.assertGreaterEqual(synced, wall)

    def assert_roofs(self, document):
        for entry in document["limits"]:
            self.assertIn(entry["subject"], ("direct-read", "direct-write"))
            if entry["state"] == "measured":
                self.assertEqual(entry["input_bytes"] % 2 ** 20, 0)
            else:
                self.assertEqual(entry["reason"], "it does not do O_DIRECT")

    def assert_shown(self, shown):
        self.assertIn("\nFiles: from disk to disk, MiB/s of mainframe bytes\n", shown)
        self.assertIn("  file-comp3/cold", shown)
        self.assertRegex(unbroken(shown), r"The files are on \S+")
        self.assertIn("Each has 2.0 MiB of records, beside ", unbroken(shown))
        self.assertRegex(unbroken(shown), r"between launches calls differ by more than 3 %: file-"
                         r"|Between launches no call differs by more than 3 %\.")
        self.assertNotIn("\nRecords: ", shown)
        self.assertLessEqual(max(map(len, shown.splitlines())), 80)
        for form in ("markdown", "html"):
            report = run("report", "--format", form, self.output / "perf.json")
            self.assertEqual(report.returncode, 0, report.stderr)
            self.assertIn("file-encode/cold", report.stdout)
            self.assertIn("The files are on ", report.stdout)
        stored = run("validate", self.output / "perf.json")
        self.assertEqual(stored.returncode, 0, stored.stderr)

    @once_is_enough
    def test_copybook_rs_works_on_files(self):
        result, document = self.measure_files("--subject", "copybook-rs", "--file-size", "64KiB",
                                              "--launches", "1", "--workload", "file-comp3",
                                              "--workload", "file-encode")
        for entry in document["benchmarks"]:
            if entry["working_set"] == "warm":
                self.assertEqual(entry["state"], "measured", entry["reason"])

    @once_is_enough
    def test_multiple_of_a_limit_of_memory(self):
        result = run("run", *NATIVE, "--launches", "1", "--file-size", "1x-memory", "--memory-max",
                     "16M", "--workload", "file-comp3", "--file-dir", self.files, "--output-dir",
                     self.output)
        if "making a control group" in result.stderr:
            self.skipTest(result.stderr)
        files = load(self.output / "perf.json")["files"]
        self.assertEqual((files["file_bytes"], files["memory_bytes"]), (16 << 20, 16 << 20))

    def test_figures_must_follow_from_the_launches(self):
        _, document = self.measure_files(*LITTLE, "--workload", "file-comp3")
        entry = document["benchmarks"][0]
        entry["disk"]["cpu_ns"] *= 2
        path = self.write("forged.json", json.dumps(document))
        self.assert_says_one_sentence(run("validate", path), 3, "/benchmarks/0/disk/cpu_ns",
                                      "does not follow from launch_cpu_ns")


class Disks(ProgramTest):
    @unittest.skipUnless(os.path.isdir("/dev/shm") and is_in_memory("/dev/shm"), "no tmpfs here")
    def test_in_memory_nothing_is_cold(self):
        result, document = self.measure(*LITTLE, "--workload", "file-comp3", "--file-dir",
                                        "/dev/shm")
        warm, cold = document["benchmarks"]
        self.assertEqual((result.returncode, warm["state"], cold["state"]), (1, "measured", "failed"))
        self.assertIn("it cannot be cold: 100 % of the file stays in the page cache",
                      cold["reason"])
        self.assertEqual(len(document["errors"]), 1)
        self.assertTrue(document["files"]["storage"]["is_in_memory"])
        self.assertIn("on tmpfs, which is in memory: there is no disk", unbroken(result.stdout))

    def refuse(self, status, phrases, *arguments):
        result = self.run_to_be_refused(*NATIVE, "--workload", "file-comp3", *arguments)
        self.assert_refused(result, status, *phrases)

    def test_folder_that_takes_no_file(self):
        file = self.write("file", "")
        for folder, reason in ((file, "Not a directory"),
                               (self.folder / "missing", "No such file or directory"),
                               ("/proc", "")):
            with self.subTest(reason):
                self.refuse(1, (f"CBKB012: no file can be made in {folder}: {reason}",
                                "--file-dir names another folder"), "--file-dir", folder)

    def test_too_little_room(self):
        self.refuse(1, (f"CBKB012: too little room in {self.folder}: ", " PiB, and ",
                        " are free; --file-dir names another folder, --file-size makes them smaller"),
                    "--file-dir", self.folder, "--file-size", "1000TiB")

    def test_disk_that_becomes_full(self):
        """As the files are made, whichever call it is that finds it so."""
        files = self.folder / "files"
        files.mkdir()
        for at, sentence in ((1, f"no file can be made in {files}: No space left on device"),
                             (3, f"making the files of file-comp3 in {files}: No space left on "
                                 "device"),
                             (6, f"making the files of file-comp3 in {files}: No space left on "
                                 "device")):
            with self.subTest(at):
                result = run("run", *NATIVE, "--workload", "file-comp3", "--file-size", "1MiB",
                             "--launches", "1", "--file-dir", files, "--output-dir", self.output,
                             "--quiet", env=environment(
                                 **preloading(os.environ["FAULT_AT_CALL"]), PH_FAULT_AT=str(at),
                                 PH_FAULT_WITH=str(errno.ENOSPC), PH_FAULT_UNDER=str(files)))
                self.assert_says_one_sentence(result, 1, f"CBKB012: {sentence}")

    def test_wrong_use(self):
        for text in ("", "12", "0MiB", "1MB", "4x", "x-memory", "99999999999TiB", "1 GiB", "\x1b[31m"):
            with self.subTest(text):
                self.refuse(2, ("CBKB015: --file-size \"", "a size such as 256MiB, 1GiB or 4x-memory"),
                            "--file-size", text)
        for option in (("--file-size", "1MiB"), ("--file-dir", self.folder)):
            result = self.run_to_be_refused("--workload", "comp3", *option)
            self.assert_refused(result, 2, f"{option[0]} is of workloads of files")

    def test_other_commands_have_no_files(self):
        for arguments in (("limits", "--workload", "file-comp3"),
                          ("compare", "--workload", "file-comp3", STREAMS, STREAMS)):
            with self.subTest(arguments[0]):
                result = run(*arguments)
                self.assertIn("file-comp3 works on files, which is what `perfharness run` measures",
                              result.stderr)
                self.assertNotEqual(result.returncode, 0)

    def test_category_of_their_own(self):
        listed = run("run", "--list", "--category", "file").stdout
        for name in ("file-display", "file-comp3", "file-encode"):
            self.assertRegex(listed, rf"\n  {name}/warm +disk +file ")
            self.assertNotIn(name, run("run", "--list", "--category", "record").stdout)

    def test_suite_with_a_wrong_size(self):
        path = self.write("s.toml", 'description = ""\nlaunches = 1\nfile_size = "much"\n'
                                    '[[workload]]\nname = "file-comp3"\n')
        self.assert_refused(self.run_to_be_refused("--suite", path), 1, f"{path}:3", "file_size: ")


class Lies(ProgramTest):
    """Nothing of it is the library's word."""

    def measure_streams(self, options, workload="file-encode", status=3):
        result, document = self.measure("--subject", f"copybook-rs={STREAMS}?{options}", "--launches",
                                        "1", "--file-size", "256KiB", "--workload", workload,
                                        "--file-dir", DISK)
        entry, = [entry for entry in entries_of(document, "copybook-rs")
                  if entry["working_set"] == "warm"]
        self.assertEqual(result.returncode, status, result.stderr)
        return entry["state"], entry["reason"]

    def test_what_it_wrote_is_compared(self):
        state, reason = self.measure_streams("wrong")
        self.assertEqual(state, "void")
        self.assertRegex(reason, r"^its output is another in record 0, byte \d+$")
        state, reason = self.measure_streams("wrong", "file-display")
        self.assertEqual(state, "void")
        state, reason = self.measure_streams("nothing")
        self.assertEqual((state, reason), ("void", "its output ends in record 0"))

    def test_work_before_the_call_is_seen(self):
        self.assertEqual(self.measure_streams("early"), ("void", "works before its call"))

    @unittest.skipIf(os.environ["SANITIZERS"], "its sandbox is off")
    def test_no_other_descriptor_can_be_written(self):
        state, reason = self.measure_streams("elsewhere", status=1)
        self.assertEqual((state, reason), ("failed", "it could not write its file: Operation not permitted"))

    def test_one_that_dies(self):
        state, reason = self.measure_streams("dies")
        self.assertEqual(state, "failed")
        self.assertIn("was killed by signal 6 (Aborted) while it worked on files", reason)


class Killed(ProgramTest):
    def test_nothing_is_left(self):
        """Not even of one that is killed while its files are made, or worked on."""
        files = self.folder / "files"
        files.mkdir()
        with subprocess.Popen([PROGRAM, "run", *map(str, NATIVE), "--workload", "file-comp3",
                               "--file-size", "64MiB", "--launches", "100", "--file-dir", str(files),
                               "--output-dir", str(self.output), "--quiet"],
                              env=environment(), stderr=subprocess.DEVNULL) as process:
            deadline = time.monotonic() + 60
            while not self.has_file_in(process.pid, files) and time.monotonic() < deadline:
                time.sleep(0.05)
            self.assertTrue(self.has_file_in(process.pid, files))
            process.send_signal(signal.SIGKILL)
        self.assertEqual(os.listdir(files), [])

    @staticmethod
    def has_file_in(pid, folder):
        """Open, and without a name."""
        try:
            links = [os.readlink(link) for link in pathlib.Path(f"/proc/{pid}/fd").iterdir()]
        except OSError:
            return False
        return any(link.startswith(f"{folder}/") and link.endswith(" (deleted)") for link in links)


if __name__ == "__main__":
    unittest.main(verbosity=2)
