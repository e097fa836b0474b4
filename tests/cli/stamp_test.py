# SPDX-License-Identifier: AGPL-3.0-or-later
"""
perfharness stamp: what an authority answers is kept where it is a time stamp of what was asked for, and
nothing of anything else;
what could not be asked waits;
who is killed leaves what the next one mends;
verify holds chains, times and signatures against it, also in twenty years; and anybody can do that
without the program, as its README shows.
"""
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import unittest

from baseline_folder import HISTORY
from perf_documents import good_benchmarks
from program import (CONFIG_PLACE, SOURCE, lay_out, needs_engine, once_is_enough, preloading, run,
                     unbroken)
from stamping import StampTest
from time_stamp_authority import Authority, at_time

sys.path.insert(0, str(SOURCE / "tests" / "history"))
import with_postgres  # noqa: E402  It is of another folder.

POSTGRES = os.environ.get("POSTGRES_FOLDER")
SHIM = pathlib.Path(os.environ["FAULT_AT_CALL"])
CALLS_MAX = 300
README = SOURCE / "harness" / "stamp" / "README.md"
AWAY = "the authority is away, and the manifest waits in "
REACH = "is protected by nothing but the chain"


class Stamps:
    """What is the same in a file and on a server."""

    def waiting(self):
        return list(self.folder.rglob("time-stamp.manifest"))

    def test_stamped_and_verified(self):
        self.add_run()
        self.add_baseline()
        said = self.said(self.stamp())
        self.assertIn(f"stamped {self.day()}T", said)
        self.assertIn("by O = made up, CN = time stamps", said)
        self.assertIn("history up to ", said)
        self.assertIn("/standard up to 1", said)
        headers, query = self.authority.requests[0]
        self.assertEqual(headers["Content-Type"], "application/timestamp-query")
        self.assertNotIn("Authorization", headers)
        self.assertLess(len(query), 100)
        said = self.said(self.verify())
        self.assertIn("consistent, and as 1 time stamp has it; no witness", said)
        self.assertRegex(said, f"what comes after number \\d+ of \\d+ {REACH}")
        self.assertEqual(len(self.stamps()), 1)
        self.assertEqual(self.waiting(), [])

    def test_if_due(self):
        self.configure(every_days=7)
        self.add_run()
        self.assertIn("stamped", self.said(self.stamp("--if-due")))
        self.later(5)
        self.assertIn(f"not due: the last time stamp is of {self.day()}, and one every 7 days",
                      self.said(self.stamp("--if-due")))
        self.add_baseline()  # Each promotion is.
        self.assertIn("stamped", self.said(self.stamp("--if-due")))
        self.assertIn("not due", self.said(self.stamp("--if-due")))
        self.later(7)
        self.assertIn("stamped", self.said(self.stamp("--if-due")))
        self.assertIn("3 time stamps", self.said(self.verify()))

    def test_no_answer(self):
        self.add_run()
        for fault, phrase in (
                ("rejected", 'the authority says "rejected": Requested policy'),
                ("wrong nonce", "does not repeat the random number that was asked with"),
                ("wrong digest", "a time stamp of another digest"),
                ("html", "no time stamp as RFC 3161 has it: 43 bytes"),
                ("empty", "no time stamp as RFC 3161 has it: 0 bytes"),
                ("trailing", "no time stamp as RFC 3161 has it"),
                ("flipped", "not signed by an authority that the root certificate vouches for"),
                ("large", "the answer is larger than 256 KiB"),
                ("redirect", "redirects (302): it is not followed"),
                ("403", "answered 403, where a time stamp was expected")):
            with self.subTest(fault):
                self.authority.fault = fault
                self.assert_says_one_sentence(self.stamp(), 1, "CBKB017", phrase)
                self.assertEqual(self.stamps(), [])
                self.assertEqual(self.waiting(), [])

    def test_another_authority(self):
        """Of the same names, with other keys."""
        self.add_run()
        with Authority(self.folder / "other") as other:
            self.configure(url=json.dumps(other.url))
            self.assert_says_one_sentence(self.stamp(), 1, "CBKB017", "not signed by an authority")
        self.assertEqual(self.stamps(), [])

    def test_away(self):
        """What waits is sent first, and once; what has come since is stamped as well."""
        self.add_run(1)
        for fault, phrase in (("503", "answered 503"), ("slow", "Timeout was reached")):
            self.authority.fault = fault
            self.assert_says_one_sentence(self.stamp("--timeout", "1"), 1, "CBKB017", AWAY, phrase)
            (path,) = self.waiting()
            first = path.read_text("utf-8")
            self.add_run(2)
            self.assertEqual(self.stamps(), [])
        url, self.authority.url = self.authority.url, "http://127.0.0.1:1/tsr"
        self.configure()
        self.assert_says_one_sentence(self.stamp(), 1, AWAY, "Could")
        self.assertEqual(self.waiting()[0].read_text("utf-8"), first)
        self.authority.url, self.authority.fault = url, None
        self.configure()
        before = len(self.authority.requests)
        said = self.said(self.stamp("--if-due"))
        self.assertEqual(said.count("stamped "), 2)
        self.assertEqual(len(self.authority.requests), before + 2)
        self.assertEqual(self.waiting(), [])
        self.assertEqual(len(self.stamps()), 2)
        self.assertIn("2 time stamps", self.said(self.verify()))

    def test_rhythm(self):
        self.add_run(1)
        self.said(self.stamp())
        self.later(1.5)
        self.add_run(2)
        self.said(self.stamp("--if-due"))
        self.said(self.verify())
        self.later(9)
        self.add_run(3)
        self.said(self.stamp("--if-due"))
        self.assert_says_one_sentence(self.verify(), 3, "CBKB018",
                                      f"no time stamp between {self.day(1.5)} and {self.day(10.5)}, where one every 1 day")
        self.configure(every_days=10)
        self.said(self.verify())
        self.later(30)
        result = self.verify()
        said = unbroken(result.stdout + result.stderr)
        self.assertEqual(result.returncode, 3)
        self.assertIn(f"no time stamp between {self.day(10.5)} and {self.day(40.5)}", said)
        self.assertRegex(said, f"number \\d+ says {self.day(10.5)}, and had no time stamp by {self.day(40.5)}")

    def test_what_was_there_before(self):
        self.add_run(1)
        self.later(40)
        self.said(self.stamp())
        result = self.verify()
        self.assertEqual(result.returncode, 3)
        self.assertRegex(unbroken(result.stdout + result.stderr),
                         f"say {self.day()} to {self.day()}, and were stamped only {self.day(40)}")
        self.configure(since=f'"{self.day(40)}"')
        self.said(self.verify())

    def test_a_baseline_that_vanished(self):
        self.add_run()
        self.add_baseline()
        self.said(self.stamp())
        self.said(self.verify("baseline.json"))  # Of a baseline, the stamps of the history.
        shutil.rmtree(self.folder / "baselines")
        result = self.verify()
        self.assertEqual(result.returncode, 3, result.stdout)
        self.assertIn(f"/standard: it is not there, and the time stamp of {self.day()} has it, with 1 entries",
                      unbroken(result.stdout + result.stderr))

    def test_a_baseline_that_was_cut(self):
        self.add_run()
        self.add_baseline(1)
        self.add_baseline(2)
        self.said(self.stamp())
        path = self.folder / HISTORY
        path.write_text(path.read_text("utf-8").splitlines(True)[0], "utf-8")
        result = self.verify()
        self.assertEqual(result.returncode, 3, result.stdout)
        self.assertIn(f"ends at 1, and the time stamp of {self.day()} has it up to 2: its end was cut",
                      unbroken(result.stdout + result.stderr))

    def test_without_a_root_certificate(self):
        self.add_run()
        self.said(self.stamp())
        self.write("settings.yaml", "enterprise_audit:\n  enabled: true\n")
        self.assert_says_one_sentence(self.verify(), 4, "1 time stamp cannot be verified: no root certificate")
        said = self.said(self.verify("--root-certificate", "authority/root.pem"))
        self.assertIn("as 1 time stamp has it", said)
        self.assertIn("how often there are to be time stamps was not looked at", said)
        self.assert_says_one_sentence(self.verify("--root-certificate", "gone.pem"), 4,
                                      "time stamps cannot be verified: the root certificate gone.pem: No such file")
        self.assert_says_one_sentence(self.stamp(), 1, "no authority is named")

    def test_a_countersignature(self):
        self.add_run()
        self.add_baseline()
        for name in ("auditor", "stranger"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / name], check=True)
        key = (self.folder / "auditor.pub").read_text("utf-8")
        self.write("signers", f'auditor@example.org namespaces="perfharness-history" {key}')
        self.write("q2", self.printed(self.stamp("--manifest")))
        subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "perfharness-history", "-f", "auditor", "q2"],
                       cwd=self.folder, check=True, stderr=subprocess.DEVNULL)
        for _ in range(2):  # Once is enough.
            self.said(self.stamp("--countersign", "q2"))
        self.assertEqual(len(self.stamps()), 1)
        self.assertIn("1 counter-signature was not verified", self.said(self.verify()))
        self.assertIn(f"the counter-signature of {self.day()} is by auditor@example.org",
                      self.said(self.verify("--allowed-signers", "signers")))
        stranger = (self.folder / "stranger.pub").read_text("utf-8")
        self.write("others", f"stranger@example.org {stranger}")
        self.assert_says_one_sentence(self.verify("--allowed-signers", "others"), 3, "CBKB018",
                                      "nobody whom the file of allowed signers names has signed it")
        # What it is of was changed.
        path = self.folder / HISTORY
        path.write_text("", "utf-8")
        self.assertEqual(self.verify("--allowed-signers", "signers").returncode, 3)

    def test_a_signature_of_something_else(self):
        self.add_run()
        self.write("q2", self.printed(self.stamp("--manifest")))
        self.assert_says_one_sentence(self.stamp("--countersign", "q2"), 1, "CBKB012", "q2.sig")
        self.write("q2.sig", "no signature\n")
        self.assert_says_one_sentence(self.stamp("--countersign", "q2"), 2, "q2.sig: it is no signature")
        self.write("q3", "no manifest\n")
        self.write("q3.sig", "-----BEGIN SSH SIGNATURE-----\n")
        self.assert_says_one_sentence(self.stamp("--countersign", "q3"), 2, "q3: it is no manifest")

    def test_a_witness_by_number_and_hash(self):
        self.add_run()
        number, sha256, _ = self.said(self.command("history", "witness")).split()
        self.add_run(2)
        self.assertIn("as 1 witness has it", self.said(self.verify("--witness", f"{number}:{sha256}")))
        other = "0" * 64
        self.assert_says_one_sentence(self.verify("--witness", f"{number}:{other}"), 3,
                                      f"witness {number} 000000000000: no chain has it")
        self.assert_says_one_sentence(self.verify("--witness", f"{number}:{sha256[:12]}"), 2,
                                      "NUMBER:SHA256")


class InAFile(Stamps, StampTest):
    def test_without_the_program(self):
        """What the README tells a third party to do, word by word, and what it then sees."""
        self.configure(every_days=40)
        for number in (1, 2, 3):
            self.add_run(number)
            self.add_baseline(number)
            self.said(self.stamp())
            self.later(30)
        self.said(self.stamp("--export", "stamps"))
        shutil.copy(self.authority.root, self.folder / "root.pem")
        commands = re.findall(r"```sh\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
        self.assertEqual(len(commands), 4)
        nobody = self.folder / "nothing"
        nobody.mkdir()
        self.assertEqual(self.follow(commands[0]).count("Verification: OK"), 3)
        self.assertIn(time.strftime("%H:%M:", time.gmtime(self.first_s)), self.follow(commands[0]))
        for command, count, word, wrong in ((commands[1], 3, "same", "NOT THE SAME"),
                                            (commands[2], 3, "same", "NOT THE SAME"),
                                            (commands[3], 1, "whole", "NOT WHOLE")):
            said = self.follow(command)
            self.assertEqual(len(re.findall(f": {word}$", said, re.MULTILINE)), count, said)
            self.assertNotIn(wrong, said)
        # Another byte in each of what they read.
        path = self.folder / HISTORY
        path.write_text(path.read_text("utf-8").replace("test", "tess"), "utf-8")
        self.assertEqual(self.follow(commands[1]).count("NOT THE SAME"), 3)
        self.assertIn("NOT WHOLE", self.follow(commands[3]))
        with contextlib.closing(sqlite3.connect(self.store)) as database:
            database.execute("DROP TRIGGER receipt_unchanged")
            database.execute("UPDATE receipt SET at_us = at_us + 1")
            database.commit()
        self.assertEqual(self.follow(commands[2]).count("NOT THE SAME"), 3)
        manifest = self.folder / "stamps" / "0002.manifest"
        manifest.write_text(manifest.read_text("utf-8").replace(" 2 ", " 3 "), "utf-8")
        self.assertEqual(self.follow(commands[0]).count("Verification: OK"), 2)

    def follow(self, command):
        result = subprocess.run(["sh", "-euc", command], cwd=self.folder, check=False, capture_output=True,
                                encoding="utf-8", env={**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8"})
        self.assertEqual(result.stderr, "")
        return result.stdout

    def test_in_twenty_years(self):
        """The authority's certificates have ended by then, and the stamp counts as of its own time."""
        self.add_run()
        self.said(self.stamp())
        self.later(20 * 365.25)
        self.configure(every_days=366)
        self.said(self.stamp("--export", "stamps"))
        late = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(self.now_s))
        result = subprocess.run(
            [*at_time(late), "openssl", "ts", "-verify", "-in", "stamps/0001.tsr", "-data",
             "stamps/0001.manifest", "-CAfile", "authority/root.pem"],
            cwd=self.folder, check=False, capture_output=True, encoding="utf-8", env={**os.environ, "TZ": "UTC"})
        self.assertIn("certificate has expired", result.stdout + result.stderr)
        for variables in ({}, {"LD_PRELOAD": faketime_library(), "FAKETIME": f"@{late}", "TZ": "UTC"}):
            if variables and os.environ.get("SANITIZERS"):
                continue  # They want to be loaded first.
            result = self.command("verify", "history.db", "--root-certificate", "authority/root.pem",
                                  **variables)
            self.assertIn("as 1 time stamp has it", self.said(result))

    @once_is_enough
    def test_killed_at_every_call(self):
        """Each leaves what verify finds whole, and what the next run finishes."""
        self.add_run()
        self.add_baseline()
        saved = self.folder.parent / f"{self.folder.name}-saved"
        self.addCleanup(shutil.rmtree, saved, ignore_errors=True)
        names = [name for name in os.listdir(self.folder) if name != "authority"]
        saved.mkdir()
        for name in names:
            copy(self.folder / name, saved / name)
        for kind in ("kill", "torn"):
            ends = 0
            for call in range(1, CALLS_MAX):
                for name in os.listdir(self.folder):
                    if name != "authority":
                        remove(self.folder / name)
                for name in names:
                    copy(saved / name, self.folder / name)
                result = self.stamp(**preloading(SHIM), PH_FAULT_AT=str(call), PH_FAULT_WITH=kind)
                if result.returncode == 0:
                    break
                ends += 1
                with self.subTest(kind=kind, call=call):
                    self.assertEqual(result.returncode, -signal.SIGKILL, result.stderr)
                    self.said(self.verify())
                    self.said(self.stamp("--if-due"))
                    self.assertEqual(self.waiting(), [])
                    self.assertIn("time stamp", self.said(self.verify()))
                    self.assertLessEqual(len(self.stamps()), 2)
            self.assertGreater(ends, {"kill": 10, "torn": 0}[kind])

    @needs_engine
    def test_a_promotion_is_stamped(self):
        """By the settings that are installed, and whatever becomes of that, the baseline has moved."""
        program = lay_out(self.folder / "installed")
        shutil.copy(self.authority.root, self.folder / "installed" / CONFIG_PLACE / "root.pem")
        settings = self.folder / "installed" / CONFIG_PLACE / "audit_config.yaml"
        settings.write_text("enterprise_audit:\n  time_stamp:\n"
                            f'    url: "{self.authority.url}"\n    root_certificate: "root.pem"\n', "utf-8")

        def promote(number):
            name = self.write_run(f"{number}.json", timestamp=f"2025-05-{number:02}T12:00:00Z")
            result = run("baseline", "promote", name, "--force", "--reason", "test", program=program,
                         cwd=self.folder, env=self.environment())
            return self.said(result)

        self.assertIn("/standard up to 1", promote(1))
        self.authority.fault = "503"
        said = promote(2)
        self.assertIn("not stamped: the authority is away", said)
        self.assertIn("the next `perfharness stamp --if-due` does it", said)
        self.assertEqual(len(self.entries()), 2)
        self.authority.fault = None
        self.assertIn("/standard up to 2", self.said(
            run("stamp", "--if-due", program=program, cwd=self.folder, env=self.environment())))
        result = run("baseline", "rollback", program=program, cwd=self.folder, env=self.environment())
        self.assertIn("/standard up to 3", self.said(result))

    def test_an_audit(self):
        """Section 10: stamps, the longest gap, and from where on nothing but the chain protects."""
        self.configure(every_days=7)
        self.add_run(1)
        self.add_baseline(1)
        self.said(self.stamp())
        self.later(3)
        self.said(self.stamp())
        self.write("q2", self.printed(self.stamp("--manifest")))
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / "auditor"], check=True)
        subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "perfharness-history", "-f", "auditor", "q2"],
                       cwd=self.folder, check=True, stderr=subprocess.DEVNULL)
        self.said(self.stamp("--countersign", "q2"))
        self.later(6)
        document = self.audit("report")
        integrity = document["integrity"]
        self.assertEqual([(stamp["kind"], stamp["state"]) for stamp in integrity["time_stamps"]],
                         [("time stamp", "verified"), ("time stamp", "verified"),
                          ("counter-signature", "not verified")])
        self.assertEqual(integrity["time_stamps"][0]["by"], "O = made up, CN = time stamps")
        self.assertEqual((integrity["longest_gap"]["days"], integrity["every_days"]), (6.0, 7))
        reach = {chain["chain"]: (chain["stamped"], chain["count"]) for chain in integrity["reach"]}
        stamped, count = reach.pop(self.store)
        self.assertLess(stamped, count)
        self.assertEqual(list(reach.values()), [(1, 1)])
        self.assertEqual(integrity["stamps_found"], [])
        page = (self.folder / "report" / "audit_report.html").read_text("utf-8")
        for phrase in (f"entries after {stamped}, of {count}, are protected by nothing but the chain",
                       "The longest time without a time stamp: 6 days", "O = made up, CN = time stamps"):
            self.assertIn(phrase, page)
        self.later(30)
        document = self.audit("late", status=3)
        self.assertIn(f"no time stamp between {self.day(3)} and {self.day(39)}",
                      document["integrity"]["stamps_found"][0])
        self.assertFalse(document["integrity"]["is_whole"])
        self.assertEqual(document["attention"][0]["kind"], "integrity")

    def audit(self, folder, status=0):
        result = self.command("audit", "--config", "settings.yaml", "--period-months", "1", "--output-dir", folder)
        self.assertEqual(result.returncode, status, result.stderr)
        self.assertEqual(self.command("validate", self.folder / folder / "audit.json").returncode, 0)
        return json.loads((self.folder / folder / "audit.json").read_text("utf-8"))

    def test_a_witness_in_reports(self):
        """Each report of a run has one of the history that is named, and of its baseline's history."""
        self.add_run()
        self.add_baseline()
        (self.folder / "report").mkdir()
        self.write_run("report/perf.json", good_benchmarks(), timestamp="2025-05-02T12:00:00Z")
        number, sha256, _ = self.printed(self.command("history", "witness")).split()
        last = self.entries()[-1]["sha256"]
        for form in ("markdown", "html", "json"):
            result = self.command("report", "report/perf.json", "--baseline", "baseline.json", "--format", form)
            said = self.printed(result)
            for witness in (f"{number}:{sha256}", f"1:{last}"):
                self.assertEqual(said.count(witness), 1, form)
                self.assertIn("1 witness has it", self.said(self.verify("--witness", witness)).replace(
                    "1 witness and", "1 witness has it"))
        before = self.store
        self.store = ""
        self.assertNotIn(sha256, self.printed(self.command("report", "report/perf.json", "--format", "markdown")))
        self.store = before

    def test_settings(self):
        for keys, phrase in (
                ({"url": '"ftp://example.org"'}, "an address, http:// or https://, without a user"),
                ({"url": '"https://user:secret@example.org/"'}, "without a user"),
                ({"every_days": 0}, "a whole number from 1 to 366"),
                ({"since": '"2025-02-30"'}, '"2025-02-30" is no day of the calendar'),
                ({"since": '"June"'}, 'a day, as "2026-12-01"'),
                ({"every_day": 1}, "every_days")):
            with self.subTest(str(keys)):
                self.configure(**keys)
                self.assert_says_one_sentence(self.stamp(), 1, "CBKB013", "settings.yaml", phrase)
                self.assert_says_one_sentence(self.verify(), 1, "CBKB013", "settings.yaml", phrase)
        self.configure(root_certificate='"settings.yaml"')
        self.assert_says_one_sentence(self.stamp(), 1, "CBKB013", "there is no certificate in it")
        self.configure(root_certificate='"gone.pem"')
        self.assert_says_one_sentence(self.stamp(), 1, "CBKB012", "gone.pem", "No such file")

    def test_wrong_use(self):
        for arguments, phrase in ((["--list", "--manifest"], "one of them"),
                                  (["--timeout", "0"], "1 to 600 seconds"),
                                  (["word"], "word"),
                                  (["--baseline", "gone"], "there is no such file or folder")):
            with self.subTest(str(arguments)):
                result = self.stamp(*arguments)
                self.assert_says_one_sentence(result, 2 if "gone" not in arguments else 1, phrase)

    def test_damage(self):
        """A manifest that waits and was changed, and stamps that were, in the store."""
        self.add_run()
        self.authority.fault = "503"
        self.assertEqual(self.stamp().returncode, 1)
        self.waiting()[0].write_text("x", "utf-8")
        self.assert_says_one_sentence(self.stamp(), 1, "CBKB012", "it is no manifest as perfharness stamp keeps it")
        self.waiting()[0].unlink()
        self.authority.fault = None
        self.said(self.stamp())
        for old, new, phrase in (("history 1 ", "history 9 ", "it is a time stamp of another digest"),
                                 ("perfharness-manifest-1", "x", "what it is of is no manifest"),
                                 ('"answer":"', '"answer":"AAAA', "it is no time stamp as RFC 3161 has it")):
            kept = pathlib.Path(self.store).read_bytes()
            with contextlib.closing(sqlite3.connect(self.store)) as database:
                database.execute("DROP TRIGGER fact_unchanged")
                old = old if old != "history 1 " else re.search(r"history \d+ ", database.execute(
                    "SELECT text FROM fact WHERE kind = 'stamp'").fetchone()[0])[0]
                database.execute("UPDATE fact SET text = replace(text, ?, ?) WHERE kind = 'stamp'", (old, new))
                database.commit()
            result = self.verify()
            self.assertEqual(result.returncode, 3)
            self.assertIn(phrase, unbroken(result.stdout + result.stderr))
            for name in ("history.db", "history.db-wal", "history.db-shm"):
                with contextlib.suppress(FileNotFoundError):
                    (self.folder / name).unlink()
            pathlib.Path(self.store).write_bytes(kept)


def copy(old, new):
    (shutil.copytree if old.is_dir() else shutil.copy)(old, new)


def remove(path):
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def faketime_library():
    (path,) = pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1")
    return str(path)


@unittest.skipUnless(POSTGRES, "there is no PostgreSQL server")
@once_is_enough
class OnAServer(Stamps, StampTest):
    @classmethod
    def setUpClass(cls):
        server = contextlib.ExitStack()
        cls.variables = server.enter_context(with_postgres.running(pathlib.Path(POSTGRES)))
        cls.addClassCleanup(server.close)

    def setUp(self):
        super().setUp()
        subprocess.run([pathlib.Path(POSTGRES) / "psql", "-X", "-q", "-c",
                        "DROP SCHEMA IF EXISTS perfharness CASCADE", "service=admin"],
                       env=self.variables, check=True, stderr=subprocess.DEVNULL)
        self.store = "postgresql:owner"

    def environment(self, **variables):
        return super().environment(PGSERVICEFILE=self.variables["PGSERVICEFILE"], **variables)


if __name__ == "__main__":
    unittest.main()
