# SPDX-License-Identifier: AGPL-3.0-or-later
"""
baseline collect: what the nights' runs measured comes whole, from the workflow and the branch that
were asked for and of the commit that the run had; what is hostile, expired or broken is left out with
a warning, and the rest goes on. The token goes to GitHub alone.
"""
import io
import json
import struct
import unittest
import warnings
import zipfile

from actions_api import Storage, zipped
from fault_server import FORK, REPOSITORY, Fault, GitHub
from perf_documents import good_benchmarks, perf
from program import run, unbroken
from publishing import HANG_S, IN_A_HURRY, PublishTest

SHA = "a" * 40


def night(day, comp3=1000.0, **changes):
    """perf.json of a night, as text."""
    return json.dumps(perf(good_benchmarks(comp3=comp3),
                           **{"timestamp": f"2025-06-{day:02}T02:00:00Z", "commit": SHA, **changes}))


def with_entry(name, content="x", **attributes):
    """An archive with a good perf.json, and this entry behind it."""
    def fill(archive):
        archive.writestr("perf.json", night(1))
        entry = zipfile.ZipInfo(name)
        for attribute, value in attributes.items():
            setattr(entry, attribute, value)
        archive.writestr(entry, content)
    return made(fill)


def made(fill):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Of names that are there twice.
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            fill(archive)
        return packed.getvalue()


def many(archive):
    archive.writestr("perf.json", night(1))
    for number in range(300):
        archive.writestr(f"{number}.txt", "x")


def encrypted(content):
    """The flag alone, in both places, as if somebody had a key."""
    content = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.index(signature) + offset
        flags, = struct.unpack_from("<H", content, place)
        struct.pack_into("<H", content, place, flags | 1)
    return bytes(content)


def damaged(content):
    """A byte of what is packed is another."""
    content = bytearray(content)
    content[content.index(b"perf.json") + 60] ^= 0xff
    return bytes(content)


class CollectTest(PublishTest):
    def setUp(self):
        super().setUp()
        self.storage, self.github = (self.enterContext(server) for server in (Storage(), GitHub()))
        self.actions = self.github.actions
        self.actions.storage = self.storage
        self.nights = self.folder / "nights"
        self.output = self.write("outputs", "")

    def collect(self, *arguments, hurry=IN_A_HURRY, **variables):
        result = run("baseline", "collect", "--workflow", "nightly.yml", "--branch", "main",
                     "--output-dir", self.nights, *hurry, *arguments, timeout=HANG_S,
                     env=self.variables(self.github.url, GITHUB_OUTPUT=str(self.output),
                                        **variables))
        self.results.append(result)
        return result

    def add_night(self, number, content=None, artifact=None, **changes):
        self.actions.add_run(number, **changes)
        self.actions.add_artifact(number, {"perf.json": night(number)} if content is None
                                  else content, **(artifact or {}))

    def found(self):
        """What is there, below the folder of all."""
        return sorted(str(path.relative_to(self.nights)) for path in self.nights.rglob("*")
                      if path.is_file())

    def assert_collected(self, result, numbers, runs=None, downloads=None):
        self.assertEqual(result.returncode, 0, result.stderr)
        paths = [f"{self.nights}/{number}/perf.json" for number in numbers]
        lines = result.stdout.splitlines()
        self.assertEqual([line for line in lines if line.endswith("/perf.json")], paths)
        runs = len(numbers) if runs is None else runs
        self.assertIn(f"{len(numbers)} of {runs} runs collected", lines[-1])
        if downloads is not None:
            self.assertTrue(lines[-1].endswith(f"in {downloads} download{'s' * (downloads != 1)}"),
                            lines[-1])
        self.assertIn(f"runs={len(numbers)}\n", self.output.read_text())

    def assert_left_out(self, content, *phrases, artifact=None, **changes):
        """One warning, the night before is there all the same, and nothing else is."""
        self.add_night(1)
        self.add_night(2, content, artifact, **changes)
        result = self.collect()
        self.assert_collected(result, [1], runs=2)
        said = result.stderr.splitlines()
        self.assertEqual(len(said), 1, result.stderr)
        for phrase in ("warning: CBKB", "run 2", *phrases):
            self.assertIn(phrase, said[0])
        self.assertTrue(said[0].isprintable())
        self.assertEqual(self.found(), ["1/perf.json"])
        self.assertEqual({path.name for path in self.folder.iterdir()},
                         {"nights", "outputs", "perf.json", "event.json", "summary.md"})


class Nights(CollectTest):
    def test_all_is_well(self):
        for number in range(1, 9):
            self.add_night(number, {"perf.json": night(number), "benchmark.log": "x",
                                    "kept/report.html": "<p>"})
        result = self.collect("--runs", "7")
        self.assert_collected(result, [8, 7, 6, 5, 4, 3, 2], downloads=7)
        self.assertEqual((result.stderr, len(self.found())), ("", 7))
        self.assertEqual((self.nights / "8" / "perf.json").read_text(), night(8))
        for path, headers in self.storage.requests:
            self.assertIn("sig=", path)
            self.assertNotIn("authorization", {name.lower() for name in headers})
        promoted = run("baseline", "promote", "--stable", *self.nights.glob("*/perf.json"),
                       "--baseline", self.folder / "baselines")
        self.assertEqual(promoted.returncode, 0, promoted.stderr)
        self.assertIn("promoted", promoted.stdout)

    def test_of_others(self):
        """A fork's branch of that name, pushes and pull requests, and other workflows."""
        self.add_night(1)
        self.add_night(2, head=FORK)
        self.add_night(3, event="pull_request")
        self.add_night(4, event="push")
        self.add_night(5, path=".github/workflows/of/nightly.yml")
        self.add_night(6, path=".github/workflows/nightly.yml@main", event="workflow_dispatch")
        result = self.collect()
        self.assert_collected(result, [6, 1])
        self.assertIn("passed over: 4 ", result.stdout)
        self.assertEqual(result.stderr, "")

    def test_a_server_that_does_not_look(self):
        """The answer is looked at, whatever was asked."""
        self.add_night(1)
        self.add_night(2, head_branch="release")
        self.add_night(3, path=".github/workflows/nightly.yml.yml")
        self.add_night(4, path="nightly.yml")
        self.add_night(5, head_sha="main")
        self.actions.is_lax = True
        self.assert_collected(self.collect(), [1])

    def test_how_they_ended(self):
        """One that informs is red, and has measured."""
        for number, ended in enumerate(("success", "failure", "cancelled", "timed_out", None), 1):
            self.add_night(number, conclusion=ended, status="completed" if ended else "in_progress")
        self.assert_collected(self.collect(), [2, 1])

    def test_pages(self):
        self.add_night(1)
        for number in range(2, 130):
            self.actions.add_run(number, conclusion="cancelled")
        self.assert_collected(self.collect(), [1])

    def test_several_artefacts(self):
        self.add_night(1, artifact={"name": "others"})
        self.add_night(2)
        self.actions.add_artifact(2, {"perf.json": night(2, suite="critical")})
        self.actions.add_artifact(2, {"perf.json": night(2)}, name="logs-of-it")
        result = self.collect("--artifact", "performance-n")
        self.assertEqual(self.found(), ["2-201/perf.json", "2/perf.json"])
        self.assertIn("runs=2\n", self.output.read_text())
        self.assertIn("run 1: it has no artefact whose name begins with performance-n",
                      result.stderr)

    def test_the_first_night(self):
        result = self.collect()
        self.assert_collected(result, [])
        self.assertEqual((result.stderr, self.found()), ("", []))

    def test_expired(self):
        self.assert_left_out(None, "artefact performance-nightly: it has expired",
                             artifact={"expired": True})
        self.assertEqual(len(self.storage.requests), 1)

    def test_too_large(self):
        """As GitHub says, and where it does not."""
        self.assert_left_out(None, "it is larger than 64 MiB", artifact={"size_in_bytes": 1 << 30})
        self.assertEqual(len(self.storage.requests), 1)
        self.setUp()
        self.assert_left_out(bytes(65 << 20), "the answer is larger than 64 MiB",
                             artifact={"size_in_bytes": 0})

    def test_of_another_commit(self):
        self.assert_left_out({"perf.json": night(2, commit="b" * 40)},
                             f"is of the commit {'b' * 40}, and the run is of {SHA}")

    def test_of_no_commit(self):
        self.assert_left_out({"perf.json": night(2, commit=None)}, "is of the commit null")


class Hostile(CollectTest):
    def test_archives(self):
        for title, content, phrase in (
                ("empty", b"", "cannot be read"),
                ("no archive", b"<html>sign in</html>" * 100, "cannot be read"),
                ("cut", zipped({"perf.json": night(2)})[:-40], "cannot be read"),
                ("damaged", damaged(zipped({"perf.json": night(2)})), "cannot be read"),
                ("encrypted", encrypted(zipped({"perf.json": night(2)})), "no file that can be"),
                ("up", with_entry("../perf.json"), "leads out"),
                ("further up", with_entry("a/../../x"), "leads out"),
                ("absolute", with_entry("/etc/cron.d/x"), "leads out"),
                ("backslashes", with_entry("..\\..\\x"), "leads out"),
                ("drive", with_entry("C:x"), "leads out"),
                ("link", with_entry("l", "/etc/passwd", create_system=3,
                                    external_attr=0o120777 << 16), "a link"),
                ("the file a link", made(lambda archive: archive.writestr(
                    linked("perf.json"), "/etc/passwd")), "a link"),
                ("device", with_entry("d", create_system=3, external_attr=0o020666 << 16), "a link"),
                ("twice", with_entry("perf.json", night(2)), "perf.json twice"),
                ("many", made(many), "more than 200 entries"),
                ("bomb", zipped({"perf.json": " " * (65 << 20)}), "larger than 64 MiB"),
                ("in a folder", zipped({"x/perf.json": night(2)}), "there is no perf.json in it"),
                ("other names", zipped({"PERF.JSON": night(2), "perf.json ": "x"}),
                 "there is no perf.json in it"),
                ("none", zipped({}), "cannot be read"),
                ("no JSON", zipped({"perf.json": "{"}), "CBKB002"),
                ("not UTF-8", zipped({"perf.json": b'{"a": "\xff"}'}), "CBKB002"),
                ("NUL", zipped({"perf.json": night(2) + "\0"}), "CBKB002"),
                ("plain", zipped({"perf.json": '{"display_gibs": 1, "comp3_mibs": 1, '
                                               '"warnings": [], "errors": []}'}), "CBKB003"),
                ("another kind", zipped({"perf.json": '{"schema_version": "x"}'}), "CBKB003"),
                ("no system", zipped({"perf.json": night(2), "system-info.json": "[]"}),
                 "CBKB002"),
                ("no such system", zipped({"perf.json": night(2), "system-info.json": night(2)}),
                 "perfharness-system-info-1 was expected")):
            with self.subTest(title):
                self.setUp()
                self.assert_left_out(content, phrase)

    def test_names_that_are_shown(self):
        self.assert_left_out(b"", "performance-\\u001b[2J::error::",
                             artifact={"name": "performance-\x1b[2J::error::\n"})

    def test_more_artefacts_than_are_looked_at(self):
        self.add_night(2)
        for _ in range(10):
            self.actions.add_artifact(2, {"perf.json": night(2)})
        self.add_night(1)
        result = self.collect()
        self.assert_collected(result, [1], runs=2)
        self.assertIn("11 of its artefacts", result.stderr)


def linked(name):
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    return entry


class Network(CollectTest):
    def test_tried_again(self):
        for fault in (503, "cut", 403):
            with self.subTest(fault):
                self.setUp()
                self.add_night(1)
                self.storage.faults = [fault, fault]
                self.assert_collected(self.collect(), [1], downloads=3)

    def test_given_up(self):
        self.add_night(1)
        self.add_night(2)
        self.storage.faults = [503] * 3
        result = self.collect()
        self.assert_collected(result, [1], runs=2, downloads=4)
        self.assertIn("gave up after 3 attempts: downloading the artefact: "
                      f"{self.storage.url} answered 503", result.stderr)
        self.assertNotIn("signature", result.stderr)

    def test_what_came_is_not_what_was_said(self):
        self.add_night(1)
        self.add_night(2, artifact={"digest": "sha256:" + "0" * 64})
        result = self.collect()
        self.assert_collected(result, [1], runs=2)
        self.assertIn("is not what GitHub says that it has", result.stderr)

    def test_nothing_could_be_had(self):
        self.add_night(1)
        self.storage.faults = [503] * 3
        result = self.collect()
        self.assertEqual(result.returncode, 1)
        self.assertIn("CBKB017: none of 1 runs could be had", result.stderr)
        self.assertFalse(self.nights.exists())

    def test_sent_elsewhere(self):
        """Not to what is no server, nor where anybody could read along."""
        for location in ("file:///etc/passwd", "http://192.0.2.1/x?sig=s", "ftp://localhost/x",
                         "https://user:word@localhost/x", "//x", ""):
            with self.subTest(location):
                self.setUp()
                self.add_night(1)
                self.add_night(2)
                self.github.faults = [Fault("GET", "/200/zip", 302, {"Location": location})
                                      for _ in range(3)]
                result = self.collect()
                self.assert_collected(result, [1], runs=2)
                self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
                self.assertNotIn("sig=s", result.stderr)

    def test_within_the_api(self):
        """A repository that was renamed: the token may go there."""
        self.add_night(1)
        self.github.faults = [Fault("GET", "/100/zip", 301, {
            "Location": f"{self.github.url}/repos/{REPOSITORY}/actions/artifacts/100/zip"})]
        self.assert_collected(self.collect(), [1])

    def test_github_denies(self):
        self.assert_says_one_sentence(self.collect(GITHUB_TOKEN="x"), 1, "CBKB004")
        self.assert_says_one_sentence(self.collect(GITHUB_TOKEN=""), 1, "CBKB004", "GITHUB_TOKEN")
        self.assert_says_one_sentence(self.collect("--workflow", "absent.yml"), 1, "CBKB017",
                                      "actions: read")
        self.assertFalse(self.nights.exists())

    def test_answers_that_are_none(self):
        for answer in (b"[]", b"{}", b'{"workflow_runs": {}}', b'{"workflow_runs": 1}'):
            with self.subTest(answer):
                self.github.faults = [Fault("GET", "/runs", raw=b"HTTP/1.1 200 OK\r\nContent-Length: "
                                            b"%d\r\n\r\n%s" % (len(answer), answer))]
                self.assert_says_one_sentence(self.collect(), 1, "CBKB017", "is not the list")
        self.assertFalse(self.nights.exists())


class Use(CollectTest):
    def test_a_folder_that_is_there(self):
        self.nights.mkdir()
        (self.nights / "x").write_text("")
        self.assert_says_one_sentence(self.collect(), 1, "CBKB012", "not there yet")
        self.assertEqual(self.github.requests, [])

    def test_wrong_use(self):
        for arguments, phrase in (
                (["--workflow", "../nightly.yml"], "--workflow"), (["--workflow", "a/b.yml"], "--workflow"),
                (["--workflow", "nightly"], "--workflow"), (["--branch", ""], "--branch"),
                (["--output-dir", ""], "--output-dir"), (["--artifact", ""], "--artifact"),
                (["--runs", "0"], "--runs"), (["--runs", "101"], "--runs"),
                (["--repository", "x"], "--repository"), (["--deadline-seconds", "0"], "--deadline"),
                (["--retry-base-seconds", "nan"], "--retry-base-seconds"),
                (["--checks-of", SHA], "does not take --checks-of"),
                (["--required", "x"], "does not take --required"),
                (["--baseline", "x"], "does not take --baseline"), (["--stable"], "--stable"),
                (["x"], "unexpected argument")):
            with self.subTest(arguments):
                self.assert_says_one_sentence(self.collect(*arguments), 2, "CBKB015", phrase)
        self.assert_says_one_sentence(self.collect(GITHUB_REPOSITORY=""), 2, "--repository")
        self.assertEqual(self.github.requests, [])
        self.assert_says_one_sentence(run("baseline", "show", "--runs", "3"), 2,
                                      "baseline show does not take --runs")
        self.assertIn("collect", unbroken(run("help", "baseline").stdout))


if __name__ == "__main__":
    unittest.main()
