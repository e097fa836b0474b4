# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A user's own file from its disk: what is made of it is compared, all of it, with what its records
must decode to; the file stays what it is, nothing is left beside it, and nothing of what it holds is
said.
"""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time
import unittest

from program import (PROGRAM, SOURCE, TEST_SUBJECTS, WORKER, ProgramTest, entries_of,
                     environment, once_is_enough, run, unbroken)

COPYBOOK = SOURCE / "fixtures" / "copybooks" / "customer.cpy"
RECORDS = (SOURCE / "fixtures" / "data" / "customer.cp037.bin").read_bytes()
RECORD_BYTES = 50
# A text of its records, in EBCDIC and not.
HELD = "GLASS & OPTICAL"
# More than the megabyte that is the least.
FILE = RECORDS * 120
STREAMS = TEST_SUBJECTS / "streams.so"
NATIVE = ("--subject", "native")
# What a run may write to and is on a disk: where this is built, if TMPDIR is in memory.
DISK = PROGRAM.parent
# harness/protocol/lines.h
LINES_DESCRIPTOR = 12
# The first user that is nobody's.
NOBODY = 65534


def is_in_memory(folder):
    return subprocess.run(["stat", "-f", "-c", "%T", str(folder)], check=True, text=True,
                          stdout=subprocess.PIPE).stdout.strip() == "tmpfs"


class OwnFileTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.place = DISK / f"own-file-test-{os.getpid()}"
        self.place.mkdir()
        self.files = self.place / "made"
        self.files.mkdir()
        self.data = self.place / "own.bin"
        self.data.write_bytes(FILE)
        self.addCleanup(self.place.rmdir)  # Of what was made, nothing is left, or this fails.
        self.addCleanup(self.data.unlink, missing_ok=True)
        self.addCleanup(self.files.rmdir)

    def own(self, *arguments, data=None):
        return ("--copybook", COPYBOOK, "--data", data or self.data, "--file-dir", self.files,
                *arguments)


@unittest.skipIf(is_in_memory(DISK), "the build folder is not on a disk")
@once_is_enough
class Measured(OwnFileTest):
    def test_memory_and_disk(self):
        before = self.data.stat()
        result, document = self.measure(*self.own("--from-disk", *NATIVE, "--launches", "2",
                                                  "--no-referee"))
        self.assertEqual((result.returncode, document["errors"]), (0, []), result.stderr)
        self.assertEqual([(entry["name"], entry["level"]) for entry in document["benchmarks"]],
                         [("own.bin", "record"), ("own.bin", "file"), ("own.bin/warm", "disk"),
                          ("own.bin/cold", "disk")])
        for entry in document["benchmarks"][2:]:
            self.assert_work(entry)
        self.assertEqual(document["files"]["own"]["bytes"], len(FILE))
        self.assertFalse(document["files"]["own"]["storage"]["is_in_memory"])
        self.assertNotIn("file_bytes", document["files"])
        self.assert_nothing_told(document)
        self.assert_shown(result.stdout, document)
        after = self.data.stat()
        self.assertEqual((before.st_ino, before.st_size, before.st_mtime_ns),
                         (after.st_ino, after.st_size, after.st_mtime_ns))
        self.assertEqual(self.data.read_bytes(), FILE)

    def assert_work(self, entry):
        disk = entry["disk"]
        self.assertEqual(entry["state"], "measured", entry["reason"])
        # By itself the reference proves nothing.
        self.assertEqual(entry["proof"], "none")
        self.assertEqual((entry["workload"], entry["records"], entry["input_bytes"],
                          disk["read_bytes"]),
                         ("own.bin", len(FILE) // RECORD_BYTES, len(FILE), len(FILE)))
        self.assertGreater(disk["written_bytes"], 2 * len(FILE))
        if entry["working_set"] == "cold":
            self.assertLessEqual(disk["cached_share"], 0.001)
        else:
            self.assertGreaterEqual(disk["cached_share"], 0.999)

    def assert_nothing_told(self, document):
        told = str(document) + "".join(path.read_text(encoding="utf-8")
                                       for path in self.output.iterdir())
        self.assertNotIn(HELD, told)
        self.assertNotIn(str(self.place), str(document), "a folder's name is nobody's")

    def assert_shown(self, shown, document):
        self.assertIn("\nFiles: from disk to disk, MiB/s of mainframe bytes\n", shown)
        self.assertRegex(unbroken(shown), r"Your file is on \S+")
        self.assertIn("It has 1.1 MiB of records, beside ", unbroken(shown))
        self.assertLessEqual(max(map(len, shown.splitlines())), 80)
        # Whether calls repeat is said in any case, in words and in the document.
        scattered = [entry for entry in entries_of(document, "native")
                     if "disk" in entry and entry["cv"] > 0.03]
        said = [warning for warning in document["warnings"] if "differ by more than 3 %" in warning]
        self.assertEqual(len(said), 1 if scattered else 0, document["warnings"])
        for entry in scattered:
            self.assertIn(f"{entry['name']} of native by ", said[0])
        self.assertEqual("Between launches no call differs by more than 3 %." in unbroken(shown),
                         not scattered)
        for form in ("markdown", "html"):
            report = run("report", "--format", form, self.output / "perf.json")
            self.assertEqual(report.returncode, 0, report.stderr)
            self.assertIn("own.bin/cold", report.stdout)
            self.assertIn("Your file is on ", report.stdout)
        self.assertEqual(run("validate", self.output / "perf.json").returncode, 0)

    def test_libraries_prove_one_another(self):
        """Of the category file alone."""
        _, document = self.measure(*self.own("--category", "file", "--subject", "native", "--subject",
                                             "copybook-rs", "--launches", "1"))
        self.assertEqual({(entry["name"], entry["subject"], entry["proof"],
                           entry["records_proven"]) for entry in document["benchmarks"]},
                         {(f"own.bin/{cache}", subject, "reference", len(FILE) // RECORD_BYTES)
                          for cache in ("warm", "cold") for subject in ("native", "copybook-rs")})

    def test_records_with_their_length(self):
        self.data.write_bytes(b"".join(RECORD_BYTES.to_bytes(2, "big") + b"\0\0" +
                                       FILE[at:at + RECORD_BYTES]
                                       for at in range(0, len(FILE), RECORD_BYTES)))
        result, document = self.measure(*self.own("--category", "file", *NATIVE, "--record-format",
                                                  "rdw-payload", "--launches", "1"))
        self.assertEqual(result.returncode, 0, result.stderr)
        for entry in document["benchmarks"]:
            self.assertEqual((entry["state"], entry["records"], entry["input_bytes"]),
                             ("measured", len(FILE) // RECORD_BYTES,
                              len(FILE) // RECORD_BYTES * (RECORD_BYTES + 4)))

    def test_listed(self):
        result = run("run", "--list", *NATIVE, *self.own("--from-disk"))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(result.stdout, r"\n  own\.bin/cold +disk +file ")

    def test_it_is_measured_again(self):
        self.measure(*self.own("--from-disk", "--category", "file", *NATIVE, "--launches", "1"))
        bundle = self.folder / "own.tar.zst"
        shutil.copy(COPYBOOK, self.place)
        self.addCleanup((self.place / COPYBOOK.name).unlink)
        packed = run("bundle", self.output, "-o", bundle)
        self.assertEqual(packed.returncode, 0, packed.stderr)
        shown = subprocess.run([PROGRAM, "reproduce", "--json", "--files", self.place, bundle],
                               cwd=self.files, text=True, capture_output=True, check=False,
                               env=environment())
        self.assertIn(shown.returncode, (0, 3, 4), shown.stderr)  # Speeds may differ.
        facts = {fact["what"]: fact["reproduced"] for fact in json.loads(shown.stdout)["facts"]}
        self.assertEqual(facts["file own.bin"], "same")
        for cache in ("warm", "cold"):
            self.assertIn(f"own.bin/{cache}, native, MiB/s", facts)

    def test_both_kinds_of_files(self):
        _, document = self.measure(*self.own("--category", "file", *NATIVE, "--launches", "1",
                                             "--workload", "file-comp3", "--file-size", "1MiB"))
        self.assertEqual([entry["name"] for entry in document["benchmarks"]],
                         ["file-comp3/warm", "file-comp3/cold", "own.bin/warm", "own.bin/cold"])
        self.assertEqual((document["files"]["file_bytes"], document["files"]["own"]["bytes"]),
                         (2 ** 20, len(FILE)))


class Wrong(OwnFileTest):
    def measure_streams(self, option, status=3):
        subject = f"copybook-rs={STREAMS}?{option},{RECORD_BYTES}"
        result, document = self.measure(*self.own("--category", "file", "--subject", subject,
                                                  "--launches", "1", "--file-dir", self.files))
        entry, = [entry for entry in entries_of(document, "copybook-rs")
                  if entry["working_set"] == "warm"]
        self.assertEqual(result.returncode, status, result.stderr)
        self.assertNotIn(HELD, result.stdout + result.stderr + str(document))
        return entry["state"], entry["reason"]

    def test_what_it_wrote_is_compared(self):
        state, reason = self.measure_streams("wrong")
        self.assertEqual(state, "void")
        self.assertRegex(reason, r"^record 1, field CUSTOMER-RECORD\.CUSTOMER-ID: .*: copybook-rs ")
        self.assertEqual(self.measure_streams("nothing"), ("void", "record 1 left no JSON object"))

    def test_what_it_says_of_a_record_is_not_quoted(self):
        self.assertEqual(self.measure_streams("fails"),
                         ("void", "1 records failed, the first is record 7: CANNOT, field BALANCE"))

    def test_doubts_of_the_library(self):
        state, reason = self.measure_streams("warns")
        self.assertEqual((state, reason),
                         ("void", "records were decoded with warnings, the first of them without a "
                                  "code"))


class Lines(OwnFileTest):
    """What the worker says of lines, whoever wrote them."""

    def setUp(self):
        super().setUp()
        self.lines = run("decode", "--copybook", COPYBOOK, "--data", self.data).stdout
        self.assertEqual(self.lines.count("\n"), len(FILE) // RECORD_BYTES)

    def prove(self, text, *options):
        path = self.write("lines", text)
        with open(path, "rb") as lines:
            os.dup2(lines.fileno(), LINES_DESCRIPTOR)
        try:
            command = [WORKER, "prove", "--copybook", COPYBOOK, "--data", self.data, "--check-all",
                       "--chunk-bytes", "65536", "--input-bytes", "65536", "--lines-of", "somebody",
                       *options]
            result = subprocess.run(list(map(str, command)), pass_fds=[LINES_DESCRIPTOR], text=True,
                                    stdout=subprocess.PIPE, check=True)
        finally:
            os.close(LINES_DESCRIPTOR)
        proven, = [event for event in map(json.loads, result.stdout.splitlines())
                   if event["event"] == "proven"]
        return proven["records"], proven.get("reason")

    def test_right(self):
        self.assertEqual(self.prove(self.lines), (len(FILE) // RECORD_BYTES, None))

    def test_one_digit(self):
        lines = self.lines.splitlines(keepends=True)
        lines[20000] = lines[20000].replace('"BALANCE":"', '"BALANCE":"1', 1)
        self.assertEqual(self.prove("".join(lines)),
                         (20000, "record 20001, field CUSTOMER-RECORD.BALANCE: a number has its "
                                 "digits: somebody writes another number"))

    def test_more_and_fewer(self):
        self.assertEqual(self.prove(self.lines + "{}\n")[1],
                         "its output goes on behind the last record")
        self.assertEqual(self.prove(self.lines[:self.lines.rindex("{")])[1],
                         f"record {len(FILE) // RECORD_BYTES} left no JSON object")
        first = self.lines.index("\n") + 1
        second = self.lines.index("\n", first) + 1
        self.assertRegex(self.prove(self.lines[first:second] + self.lines[:first] +
                                    self.lines[second:])[1], r"^record 1, field ")

    def test_no_line_ends(self):
        self.assertEqual(self.prove(" " * (8 << 20))[1], "record 1 left no JSON object")

    def test_what_is_expected_is_right(self):
        wrong = self.lines.replace('"BALANCE":"', '"BALANCE":"1', 1)
        expected = self.write("expected", "record 1, field CUSTOMER-RECORD.BALANCE\n")
        self.assertIsNotNone(self.prove(wrong)[1])
        self.assertIsNone(self.prove(wrong, "--expect", expected)[1])


class Refused(OwnFileTest):
    def refuse(self, status, phrases, *arguments, data=None):
        result = self.run_to_be_refused(*NATIVE, *self.own("--from-disk", *arguments, data=data))
        self.assert_refused(result, status, *phrases)

    def test_files_that_cannot_be_measured(self):
        small = self.write("small.bin", "")
        small.write_bytes(RECORDS)
        cut = self.write("cut.bin", "")
        cut.write_bytes(FILE[:-10])
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        for data, phrases in (
                (small, ("data file", "has 9.8 KiB, and from a disk no less than 1.0 MiB is "
                         "measured: without --from-disk it is measured in memory")),
                (cut, (f"its {len(FILE) - 10} bytes are not a multiple of the record length of 50: "
                       "40 bytes are left over after record ",)),
                (fifo, ("is a FIFO, not a regular file",)),
                (self.folder, ("is a directory, not a regular file",)),
                (self.folder / "missing", ("No such file or directory",))):
            with self.subTest(data.name):
                self.refuse(1, ("CBKB014: ", *phrases), data=data)

    @unittest.skipIf(os.geteuid() != 0, "another's file is made by root")
    def test_anothers_file(self):
        """Of what this user may only read, the kernel does not say whether it is in memory."""
        folder = self.place / "nobody"
        folder.mkdir()
        self.addCleanup(folder.rmdir)
        os.chown(folder, NOBODY, NOBODY)
        lock = folder / "lock"
        result = subprocess.run(
            [PROGRAM, "run", *NATIVE, *map(str, self.own("--from-disk")), "--output-dir",
             folder / "report"], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            check=False, user=NOBODY, group=NOBODY, extra_groups=[], cwd="/",
            env=environment(PERFHARNESS_LOCK=str(lock)))
        self.assert_says_one_sentence(result, 1, "only to its owner, or who may write to it: "
                                      "measure a copy of your own")

    def test_wrong_use(self):
        for arguments, phrase in (
                (("--record-format", "vb"), "--from-disk and --record-format vb: libraries read "
                 "fixed and rdw-payload from a file by themselves"),
                (("--record-format", "rdw"), "--from-disk and --record-format rdw: "),
                (("--layout-differs", "warn"), "--from-disk and --layout-differs warn: from a disk "
                 "only what is laid out as the copybook says is measured"),
                (("--file-size", "1MiB"), "--file-size is of workloads of files")):
            with self.subTest(arguments[0]):
                self.refuse(2, ("CBKB015: ", phrase), *arguments)
        result = self.run_to_be_refused("--from-disk", "--workload", "comp3")
        self.assert_refused(result, 2, "--from-disk is of the records of --data")

    def test_too_little_room(self):
        """For what is made of it, by the first of its records."""
        os.truncate(self.data, 1 << 42)
        self.addCleanup(os.truncate, self.data, 0)
        result = self.run_to_be_refused(*NATIVE, *self.own("--from-disk"))
        self.assert_refused(result, 1, "too little room in ", "take about ")

    @unittest.skipUnless(os.path.isdir("/dev/shm") and is_in_memory("/dev/shm"), "no tmpfs here")
    def test_in_memory_nothing_is_cold(self):
        data = pathlib.Path("/dev/shm") / f"own-file-test-{os.getpid()}"
        data.write_bytes(FILE)
        self.addCleanup(data.unlink)
        result, document = self.measure(*self.own("--category", "file", *NATIVE, "--launches", "1",
                                                  data=data))
        warm, cold = document["benchmarks"]
        self.assertEqual((result.returncode, warm["state"], cold["state"]), (1, "measured", "failed"))
        self.assertIn("it cannot be cold: 100 % of the file stays in the page cache", cold["reason"])
        self.assertIn("Your file is on tmpfs, which is in memory: there is no disk.",
                      unbroken(result.stdout))


class Meanwhile(OwnFileTest):
    """What becomes of a run of which the file, or the process, does not last."""

    def start(self):
        process = subprocess.Popen(
            [PROGRAM, "run", *NATIVE, *map(str, self.own("--category", "file", "--launches", "1000")),
             "--output-dir", str(self.output), "--quiet"], env=environment(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 60
        while not self.has_made(process.pid) and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertTrue(self.has_made(process.pid))
        return process

    def has_made(self, pid):
        try:
            links = [os.readlink(link) for link in pathlib.Path(f"/proc/{pid}/fd").iterdir()]
        except OSError:
            return False
        return any(link.startswith(f"{self.files}/") and link.endswith(" (deleted)")
                   for link in links)

    def end(self, process):
        stdout, stderr = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)

    def test_written_to(self):
        process = self.start()
        with open(self.data, "ab") as file:
            file.write(RECORDS)
        self.assert_says_one_sentence(self.end(process), 1, "CBKB014: data file ",
                                      "changed while it was ")

    def test_other_bytes_in_it(self):
        process = self.start()
        with open(self.data, "r+b") as file:
            file.write(RECORDS[RECORD_BYTES:2 * RECORD_BYTES])
        self.assert_says_one_sentence(self.end(process), 1, "CBKB014: data file ",
                                      "changed while it was ")

    def test_another_in_its_place(self):
        other = self.place / "other"
        other.write_bytes(FILE)
        process = self.start()
        other.rename(self.data)
        self.assert_says_one_sentence(self.end(process), 1, "CBKB014: data file ",
                                      "changed while it was measured: it is not there any more, or "
                                      "another file is in its place")

    def test_killed(self):
        process = self.start()
        process.send_signal(signal.SIGKILL)
        self.end(process)
        self.assertEqual(os.listdir(self.files), [])
        self.assertEqual(self.data.read_bytes(), FILE)


if __name__ == "__main__":
    unittest.main(verbosity=2)
