# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A disk that is full or broken, at every single call that changes a file: what is written durably is
there whole, as it was or as it is to be, with nothing beside it; one sentence says which file and
why; and the next command goes on from there.
"""
import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
import typing
import unittest

from perf_documents import HOST, good_benchmarks, perf
from planted_host import TUNED, UNTUNED, plant, settings
from program import (ARTEFACTS, PROGRAM, SUBJECTS_PLACE, TEST_SUBJECTS, ProgramTest, environment,
                     lay_out, once_is_enough, preloading, run)
from stand_in_crates import Checkout, plant_subject

SHIM = os.environ["FAULT_AT_CALL"]
BUILD_REVISION = os.environ["BUILD_REVISION"]
HISTORY = f"baselines/{HOST}/standard.jsonl"
FIRST, SECOND = "2025-06-01T12:00:00Z", "2025-06-02T12:00:00Z"
# No command needs as many calls; one that goes on for ever would.
CALLS_MAX = 200
# What a file is called until it has its name.
DRAFT = re.compile(r"(?:[.]|(?<=-vectors)-)[A-Za-z0-9]{6}$")


class Fault(typing.NamedTuple):
    """What failed, and what the program did then."""
    call: str
    path: str  # Below the test's folder, without what makes a draft's name its own.
    code: int
    result: subprocess.CompletedProcess

    def __str__(self):
        return f"{self.call} {self.path}: {os.strerror(self.code)}"


def contents(folder):
    """What is in every file in it, as a short text; every folder as None."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            if path.is_file() else None
            for path in folder.rglob("*")}


class IoFaultTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.place = self.folder / "place"
        self.place.mkdir()
        self.output = self.place / "out"
        for name, time in (("first", FIRST), ("second", SECOND)):
            (self.place / f"{name}.json").write_text(
                json.dumps(perf(good_benchmarks(), timestamp=time)), encoding="utf-8")

    def perform(self, *command, program=PROGRAM, **variables):
        return run(*command, program=program, cwd=self.place, env=environment(
            PERFHARNESS_LOCK=str(self.folder / "lock"), **variables))

    def faults(self, *command, least, under="", program=PROGRAM, good=0, **variables):
        """
        Run the command from the place as it is: as often as it makes such calls, one failing each
        time, and a last time with none. At least so many are to be seen.
        """
        before, seen = self.folder / "before", self.folder / "seen"
        shutil.rmtree(before, ignore_errors=True)
        shutil.copytree(self.place, before)
        for at in range(1, CALLS_MAX):
            code = errno.ENOSPC if at % 2 else errno.EIO
            shutil.rmtree(self.place)
            shutil.copytree(before, self.place)
            seen.unlink(missing_ok=True)
            result = self.perform(
                *command, program=program, **preloading(SHIM), PH_FAULT_AT=str(at),
                PH_FAULT_UNDER=str(self.place / under), PH_FAULT_WITH=str(code),
                PH_FAULT_SEEN=str(seen), **variables)
            if not seen.exists():
                self.assertEqual(result.returncode, good, result.stderr)
                self.assertGreater(at, least, "the calls are not seen")
                return
            call, path = seen.read_text(encoding="utf-8").split(" ", 1)
            yield Fault(call, DRAFT.sub("", os.path.relpath(path, self.place)), code, result)
        self.fail("it goes on for ever")

    def assert_told(self, fault, *phrases):
        self.assert_says_one_sentence(fault.result, 1, "CBKB012", os.strerror(fault.code), *phrases)

    def does_no_harm(self, fault, *calls, good=0):
        """Whether it is one of these, each with its path, and was as if nothing had been."""
        if f"{fault.call} {fault.path}" not in calls:
            return False
        self.assertEqual(fault.result.returncode, good, fault.result.stderr)
        self.assertNotIn("CBKB012", fault.result.stderr)
        return True

    def is_of_lock(self, fault):
        """Of the lock of a new folder, which only tells others that it is not left behind."""
        return fault.result.returncode == 0 and self.does_no_harm(fault, "open out.unfinished",
                                                                  "close out")

    def hold(self, *command, told, least, again=0):
        """
        Of a command that writes one thing, the same one each time: the place is as it was, or as it
        is to be, and then the command can be given again.
        """
        old, ends = contents(self.place), []
        for fault in self.faults(*command, least=least):
            ends.append((str(fault), contents(self.place)))
            with self.subTest(str(fault)):
                # g_mkdir_with_parents() tries again.
                if (fault.call != "mkdir" or fault.result.returncode != 0) and not self.is_of_lock(fault):
                    self.assert_told(fault, told)
        new = contents(self.place)
        self.assertNotEqual(new, old)
        for title, found in ends:
            with self.subTest(title):
                self.assertIn(found, (old, new))
        self.assertEqual(self.perform(*command).returncode, again)
        self.assertEqual(contents(self.place), new)


class WholeFiles(IoFaultTest):
    def test_validation_log(self):
        self.hold("check", "first.json", told="writing ./validation.log", least=7)
        (self.place / "validation.log").write_bytes(b"what was there\n")
        self.hold("check", "first.json", told="writing ./validation.log", least=7)

    @once_is_enough
    def test_report(self):
        self.hold("report", "first.json", "-o", "out", told="writing the report", least=7)

    def test_lines_of_records(self):
        (self.place / "c.cpy").write_text("       01 R.\n          05 A PIC X(4).\n")
        (self.place / "d.bin").write_bytes("TEXT".encode("cp037") * 20000)
        self.hold("decode", "--copybook", "c.cpy", "--data", "d.bin", "-o", "out",
                  told="writing out: ", least=5)

    @once_is_enough
    def test_export_to_a_file(self):
        self.output.write_bytes(b"what was there\n")
        self.hold("export", "first.json", "--as", "bencher", "-o", "out",
                  told="writing the export", least=7)

    def test_export_to_a_folder(self):
        (self.place / "one.json").write_text(json.dumps(perf(good_benchmarks()[:1])),
                                             encoding="utf-8")
        self.hold("export", "one.json", "--as", "criterion", "-o", "out", again=1,
                  told="writing the folder ", least=25)

    @once_is_enough
    def test_audit_report(self):
        moment = {"PERFHARNESS_NOW": "1796094000", "PERFHARNESS_STORE": "", "XDG_DATA_HOME": str(self.folder)}
        old, ends = contents(self.place), []
        for fault in self.faults("audit", "--period", "2026-11", "--output-dir", "out", least=10, **moment):
            ends.append((str(fault), contents(self.place)))
            with self.subTest(str(fault)):
                if not self.is_of_lock(fault):
                    self.assert_told(fault, "writing the folder ")
        new = contents(self.place)
        self.assertEqual({path for path in new if path not in old},
                         {"out", "out/audit.json", "out/audit_report.html", "out/audit_report.pdf"})
        for title, found in ends:
            with self.subTest(title):
                self.assertIn(found, (old, new))


class Baseline(IoFaultTest):
    """Two files that change together: baseline.json, and its history."""

    def baseline(self, *arguments):
        result = self.perform("baseline", *arguments)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result

    def verify(self):
        result = self.perform("verify", "baseline.json")
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def time(self):
        path = self.place / "baseline.json"
        return json.loads(path.read_text())["timestamp"] if path.exists() else None

    def hold_baseline(self, *command, new, least):
        """Not as it was: then it is in the history, is said to be, and the next one finishes it."""
        old, time = contents(self.place), self.time()
        for fault in self.faults("baseline", *command, least=least):
            with self.subTest(str(fault)):
                # A lock file that a killed holder left behind does not matter either.
                if self.does_no_harm(fault, "unlink baseline.json.lock",
                                     "close baseline.json.lock (deleted)"):
                    self.assertEqual(self.time(), new)
                    self.verify()
                    continue
                self.assert_told(fault)
                if contents(self.place) == old:
                    continue
                self.assertIn("it is in the history, and the next promotion or rollback finishes it",
                              fault.result.stderr)
                self.assertIn(self.time(), (time, new))
                if self.time():
                    self.verify()
                self.perform("baseline", *command)
                self.assertEqual(self.time(), new)
                self.verify()
                self.assertLessEqual({path.name for path in self.place.iterdir()},
                                     {"baseline.json", "baselines", "first.json", "second.json"})
        self.assertEqual(self.time(), new)

    def test_first_promotion(self):
        self.hold_baseline("promote", "first.json", new=FIRST, least=40)

    @once_is_enough
    def test_rollback(self):
        self.baseline("promote", "first.json")
        self.baseline("promote", "second.json")
        target = json.loads((self.place / HISTORY).read_text().splitlines()[0])["sha256"]
        self.hold_baseline("rollback", target, new=FIRST, least=30)


class Journal(IoFaultTest):
    """What settings were before: on disk before they change, or they do not."""

    def setUp(self):
        super().setUp()
        self.state = self.place / "state"
        self.root = self.place / "root"
        plant(self.root, UNTUNED)
        self.untuned = settings(self.root)

    def perform(self, *command, **variables):
        return super().perform(*command, PERFHARNESS_STATE=str(self.state), **variables)

    def is_tuned(self):
        found = settings(self.root)
        self.assertIn(found, (TUNED, self.untuned))
        return found == TUNED

    def names(self):
        return {path.name for path in self.state.iterdir()} if self.state.exists() else set()

    def restore(self):
        """By whichever command comes next, or by the one that is for it."""
        self.perform("help")
        self.assertEqual(self.perform("restore").returncode, 0)
        self.assertFalse(self.is_tuned())
        self.assertEqual(self.names(), {"tune.lock"})

    def test_tune(self):
        for fault in self.faults("tune", "--sysfs-root", str(self.root), under="state", least=15):
            with self.subTest(str(fault)):
                # The folder is tried again; what is locked ends with the process.
                if self.does_no_harm(fault, "mkdir state", "close state/tune.lock"):
                    self.assertTrue(self.is_tuned())
                    continue
                self.assert_told(fault, str(self.state))
                self.assertLessEqual(self.names(), {"tune.lock", "tune.json"})
                if self.is_tuned():
                    self.assertIn("tune.json", self.names())
                    self.restore()

    def test_restore(self):
        self.assertEqual(self.perform("tune", "--sysfs-root", str(self.root)).returncode, 0)
        for fault in self.faults("restore", under="state", least=9):
            with self.subTest(str(fault)):
                if self.does_no_harm(fault, "mkdir state", "close state/tune.lock"):
                    self.assertFalse(self.is_tuned())
                    continue
                self.assert_told(fault, str(self.state))
                self.assertEqual(self.names(), {"tune.lock", "tune.json"})
                self.restore()


class Publish(IoFaultTest):
    def test_what_is_kept_of_a_comment(self):
        """Without a token nothing is asked of any server."""
        arguments = ("publish", "first.json", "--require-comment")
        event = self.folder / "event.json"
        event.write_text(json.dumps({"pull_request": {"number": 7, "head": {"sha": "a" * 40}}}),
                         encoding="utf-8")
        job = {"GITHUB_ACTIONS": "true", "GITHUB_API_URL": "http://127.0.0.1:9",
               "GITHUB_REPOSITORY": "owner/name", "GITHUB_EVENT_NAME": "pull_request",
               "GITHUB_EVENT_PATH": str(event), "GITHUB_SHA": "b" * 40, "GITHUB_TOKEN": ""}
        names = {"comment.md", "spooled-comment.json"}
        for name in names:
            (self.place / name).write_text("what was there\n", encoding="utf-8")
        old, ends = contents(self.place), []
        for fault in self.faults(*arguments, good=1, least=14, **job):
            with self.subTest(str(fault)):
                ends.append(contents(self.place))
                self.assertEqual(fault.result.returncode, 1)
                self.assertRegex(fault.result.stderr, "CBKB004: writing .*(comment.md|"
                                 "spooled-comment.json): .*" + os.strerror(fault.code) +
                                 "; and then: ")
        new = contents(self.place)
        for found in ends:
            self.assertEqual(set(found), set(old))
            for name in names:
                self.assertIn(found[name], (old[name], new[name]))


class NothingToMeasure(IoFaultTest):
    """An installation without subjects has as much to write, and takes no time."""

    def setUp(self):
        super().setUp()
        self.installation = self.folder / "installation"
        self.program = lay_out(self.installation)

    def faults(self, *command, **options):
        return super().faults(*command, program=self.program, **options)

    @once_is_enough
    def test_picture_of_the_limits(self):
        command = ("limits", "--workload", "comp3", "--svg", "out.svg")
        (self.place / "out.svg").write_bytes(b"what was there\n")
        old, ends = contents(self.place), []
        for fault in self.faults(*command, good=1, least=9):
            with self.subTest(str(fault)):
                self.assertEqual(fault.result.returncode, 1)
                told = f"CBKB012: writing the picture out.svg: .*{os.strerror(fault.code)}"
                found = contents(self.place)
                if re.search(told, fault.result.stderr):
                    ends.append(found)
                    continue
                # The draft that shows whether there can be one: what is wrong will show again.
                self.assertIn(fault.call, ("close", "unlink"))
                self.assertEqual(len(found), len(old) + (fault.call == "unlink"))
        self.assertGreater(len(ends), 7)
        new = contents(self.place)
        self.assertNotEqual(new, old)
        for found in ends:
            self.assertIn(found, (old, new))

    def run_command(self):
        return ("run", "--workload", "comp3", "--output-dir", str(self.output), "--quiet")

    def assert_whole(self, name):
        text = (self.output / name).read_bytes()
        if name.endswith(".json"):
            json.loads(text)
        elif name == "validation.log":
            self.assertRegex(text, b"\nverdict INCONCLUSIVE: [^\n]*\n$")

    def test_artefacts_where_there_are_none(self):
        for fault in self.faults(*self.run_command(), good=1, under="out", least=30):
            with self.subTest(str(fault)):
                if self.does_no_harm(fault, "mkdir out", good=1):  # It is tried again.
                    continue
                self.assert_told(fault, str(self.output))
                self.assertFalse(self.output.exists())
        self.assertEqual(set(contents(self.output)), ARTEFACTS)
        for name in ARTEFACTS:
            self.assert_whole(name)

    @once_is_enough
    def test_artefacts_of_an_older_run(self):
        self.output.mkdir()
        for name in ARTEFACTS:
            (self.output / name).write_text(f"older {name}", encoding="utf-8")
        old = contents(self.output)
        for fault in self.faults(*self.run_command(), good=1, under="out", least=30):
            with self.subTest(str(fault)):
                if self.does_no_harm(fault, "mkdir out", good=1):  # It is there.
                    continue
                self.assert_told(fault, str(self.output))
                found = contents(self.output)
                if found == old:
                    continue
                # No disk is too full for a name that is there: only one that breaks comes to this.
                self.assertNotIn(fault.call, ("write", "mkdir"))
                self.assertLessEqual(set(found), ARTEFACTS)
                self.assertNotEqual(found.get("perf.json"), old["perf.json"])
                for name in set(found) - {"benchmark.log"}:
                    if found[name] != old[name]:
                        self.assert_whole(name)
        self.assertFalse(set(contents(self.output).items()) & set(old.items()))

    def test_log_that_cannot_be_written(self):
        shutil.copy(TEST_SUBJECTS / "abort-on-call.so",
                    self.installation / SUBJECTS_PLACE / "copybook-rs.so")
        for fault in self.faults(*self.run_command(), "--launches", "1", "--sample-ms", "1", good=3,
                                 under="out/.benchmark.log", least=3):
            with self.subTest(str(fault)):
                self.assert_told(fault, str(self.output))
                self.assertFalse(self.output.exists())


@unittest.skipUnless(shutil.which("cargo"), "cargo is not installed")
class Bisection(IoFaultTest):
    """What was compared is kept after each comparison: what was kept before it stays."""

    def setUp(self):
        super().setUp()
        shutil.rmtree(self.place)
        self.place.mkdir()
        self.program = lay_out(self.folder / "prefix")
        plant_subject(self.folder / "prefix",
                      f"""cp '{TEST_SUBJECTS / "well-behaved.so"}' "$2/copybook-rs.so"\n""")
        checkout = Checkout(self.folder / "checkout")
        for i in range(2):
            checkout.commit(f"c{i}", number=str(i))
        self.command = ("bisect", f"{checkout}@c0", f"{checkout}@c1", "--workload", "comp3", "--no-work",
                        "--state", "state.json")
        self.cache = {"XDG_CACHE_HOME": str(self.folder / "cache")}

    @once_is_enough
    def test_the_state(self):
        result = self.perform(*self.command, program=self.program, **self.cache)  # It is built.
        self.assertEqual(result.returncode, 0, result.stderr)
        (self.place / "state.json").unlink()
        compared = set()
        for fault in self.faults(*self.command, program=self.program, least=12, **self.cache):
            with self.subTest(str(fault)):
                self.assertEqual(fault.result.returncode, 1, fault.result.stderr)
                self.assertRegex(fault.result.stderr, "CBKB012: keeping what was compared: .*"
                                 + os.strerror(fault.code))
                self.assertLessEqual(set(contents(self.place)), {"state.json"})
                if (self.place / "state.json").exists():
                    document = json.loads((self.place / "state.json").read_text())
                    compared.add((document["outcome"], len(document["comparisons"])))
        self.assertLessEqual({("open", 0), ("open", 1)}, compared)


class ForAWhile(IoFaultTest):
    """What does not outlive the command."""

    def test_list_of_vectors(self):
        (self.place / "vectors.csv").write_text(
            "kind,bytes_hex,digits,scale,signed,codepage,blank_when_zero,expected\n"
            "comp3,12345C,5,2,1,,,123.45\n", encoding="utf-8")
        temporary = self.place / "tmp"
        temporary.mkdir()
        for fault in self.faults("vectors", "vectors.csv", "--subject", "native", under="tmp",
                                 TMPDIR=str(temporary), least=5):
            with self.subTest(str(fault)):
                left = [path.name for path in temporary.iterdir()]
                # It is closed empty, and removed when it was read.
                if self.does_no_harm(fault, "close tmp/perfharness-vectors",
                                     "unlink tmp/perfharness-vectors"):
                    self.assertEqual(len(left), fault.call == "unlink")
                    continue
                self.assert_told(fault, "writing a list of vectors: ")
                self.assertEqual(left, [])

    def test_manifest_of_a_build(self):
        checkout, subject, cargo = (self.place / name for name in ("checkout", "subject", "cargo"))
        for folder in (checkout, subject / "src"):
            folder.mkdir(parents=True)
        packages = [{"name": f"copybook-{name}", "version": "1.2.3",
                     "manifest_path": f"/{name}/Cargo.toml"} for name in ("core", "codec")]
        cargo.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps({'packages': packages})}\nEND\n")
        (subject / "build-subject.sh").write_text(
            '#!/bin/sh\ngrep -c 1.2.3 "${0%/*}/Cargo.toml" >"$2/copybook-rs.so"\n'
            'echo "[build]\nlibrary_sha256=$(sha256sum <"$2/copybook-rs.so" | cut -d " " -f 1)" '
            '>"$2/copybook-rs.build"\n')
        rustc = self.place / "rustc"
        rustc.write_text("#!/bin/sh\necho release: 1.95.0\n")
        for path in (cargo, rustc, subject / "build-subject.sh"):
            path.chmod(0o755)
        (subject / "Cargo.toml").write_text('copybook-core = "=0.1.0"\ncopybook-codec = "=0.1.0"\n')
        git = ["git", "-C", str(checkout), "-c", "user.name=test", "-c",
               "user.email=test@localhost", "-c", "commit.gpgsign=false"]
        for arguments in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "one"]):
            subprocess.run(git + arguments, check=True)
        cache = self.place / "cache"
        commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True,
                                encoding="utf-8").stdout.strip()
        for fault in self.faults(checkout, subject, cache, "HEAD", program=BUILD_REVISION,
                                 CARGO=str(cargo), under="cache", least=9):
            with self.subTest(str(fault)):
                libraries = list(cache.glob("*/copybook-rs.so"))
                fault = fault._replace(path=re.sub("-[0-9a-f]{16}$", "-KEY", fault.path))
                # Folders are tried again, and the next build writes the archive anew.
                if not self.does_no_harm(
                        fault, "mkdir cache", "mkdir cache/work", "mkdir cache/work/subject/source",
                        "mkdir cache/work/output", "unlink cache/work/subject/source.tar", "close cache/lock"):
                    self.assert_told(fault, *(words for part, words in (
                        ("cache/lock", "locking"), ("Cargo.toml", "changing the subject's manifest"),
                        ("work/output", "keeping what was built"), ("-KEY", "keeping what was built"))
                        if part in str(fault)))
                    # Once it has its name it is whole, whatever becomes of the folder above.
                    self.assertEqual(libraries == [], not fault.path.endswith("cache"), libraries)
                    self.assertFalse(any(cache.glob("work/*")))
                    result = self.perform(checkout, subject, cache, "HEAD", program=BUILD_REVISION,
                                          CARGO=str(cargo))
                    self.assertEqual(result.returncode, 0, result.stderr)
                    libraries = list(cache.glob("*/copybook-rs.so"))
                self.assertEqual([path.read_text() for path in libraries], ["2\n"])


if __name__ == "__main__":
    unittest.main()
