# SPDX-License-Identifier: AGPL-3.0-or-later
"""
perfharness archive: what was packed comes back, to the byte, or nothing does: whoever damaged, cut,
exchanged or made up what is there. What a rule has deleted is told from what is missing; whoever is
killed, and when, the next command goes on; and anybody opens an archive with openssl.
"""
import errno
import hashlib
import io
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import tarfile
import tempfile
import unittest

import bundles
from baseline_folder import reseal
from program import ProgramTest, environment, once_is_enough, preloading, run, unbroken, validator

SHIM = pathlib.Path(os.environ["FAULT_AT_CALL"])
# A process that is killed leaves what it wrote, on a disk or not, and nobody waits for memory.
MEMORY = pathlib.Path("/dev/shm")
# No action needs as many calls; one that goes on for ever would.
CALLS_MAX = 200
DAY = 24 * 3600
MADE = 1796133600  # 2026-12-01
ENDED = 1796083200  # Of November: the first moment of December.
SEED = 20261201

CONFIG = """enterprise_audit:
  archives:
    certificate: "keys/{period}-{keep}.crt"
    private_key: "keys/{period}-{keep}.key"
"""
PLAIN = "enterprise_audit:\n  archives:\n    unencrypted: true\n"
FILES = {"perf.json": b'{"figures": 1}\n' * 400, "empty": b"", "sub/folder/benchmark.log":
         bytes(random.Random(SEED).randrange(256) for _ in range(70000)),
         "Prüfbericht.txt": "wie gemessen\n".encode()}


class ArchiveTest(ProgramTest):
    KEYS = {}  # By name: made once, as it takes a moment.

    def setUp(self):
        super().setUp()
        self.place = self.folder / "place"
        for name, content in FILES.items():
            path = self.place / "report" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        (self.place / "keys").mkdir()
        self.config(CONFIG)

    def config(self, text):
        (self.place / "audit.yaml").write_text(text, encoding="utf-8")

    def make_key(self, name="2026-11-main", algorithm=("ec", "-pkeyopt", "ec_paramgen_curve:P-256")):
        if name not in self.KEYS:
            path = self.folder / "new"
            subprocess.run(["openssl", "req", "-x509", "-newkey", *algorithm, "-nodes", "-days", "9",
                            "-subj", "/CN=archives", "-keyout", path, "-out", f"{path}.crt"],
                           check=True, capture_output=True)
            self.KEYS[name] = (path.read_bytes(), pathlib.Path(f"{path}.crt").read_bytes())
        for ending, content in zip((".key", ".crt"), self.KEYS[name]):
            (self.place / "keys" / f"{name}{ending}").write_bytes(content)
        return self.place / "keys" / f"{name}.key"

    def archive(self, action, *arguments, now=MADE, **changes):
        return run("archive", action, "--config", "audit.yaml", *arguments, cwd=self.place,
                   env={**environment(PERFHARNESS_NOW=str(now), TMPDIR=str(self.folder)), **changes})

    def done(self, action, *arguments, **options):
        result = self.archive(action, *arguments, **options)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        for line in result.stdout.splitlines():
            self.assertLessEqual(len(line), 80, line)
        return unbroken(result.stdout)

    def create(self, *arguments, source="report", period="2026-11", **options):
        return self.done("create", "--period", period, *arguments, source, **options)

    @property
    def file(self):
        found = sorted((self.place / "archives").glob("*.tar.zst*"))
        self.assertEqual(len(found), 1)
        return found[0]

    @property
    def catalogue(self):
        return self.place / "archives/catalogue.jsonl"

    def entries(self):
        return [json.loads(line) for line in self.catalogue.read_text().splitlines()]

    def actions(self):
        return [entry["action"] for entry in self.entries()]

    def rewrite(self, entries):
        """As somebody writes it who knows how it is sealed."""
        previous, lines = None, []
        for entry in entries:
            rest = {name: value for name, value in entry.items()
                    if name not in ("previous", "sha256")}
            lines.append(reseal({**rest, "previous": previous}))
            previous = json.loads(lines[-1])["sha256"]
        self.catalogue.write_text("".join(line + "\n" for line in lines), encoding="utf-8")

    def assert_restores(self, identifier="2026-11-main", *arguments, **options):
        self.done("restore", identifier, "--to", "out", *arguments, **options)
        found = {str(path.relative_to(self.place / "out/report")): path.read_bytes()
                 for path in (self.place / "out").rglob("*") if path.is_file()}
        self.assertEqual(found, FILES)
        shutil.rmtree(self.place / "out")

    def assert_restores_nothing(self, *phrases, status=3, arguments=(), identifier="2026-11-main"):
        before = sorted(self.place.rglob("*"))
        for way in (("--to", "out"), ("--test",)):
            result = self.archive("restore", identifier, *way, *arguments)
            self.assert_says_one_sentence(result, status, *phrases)
            self.assertEqual(result.stdout, "")
        self.assertEqual(sorted(self.place.rglob("*")), before)
        self.assertEqual([path for path in self.folder.iterdir() if path.is_dir()], [self.place])


class Making(ArchiveTest):
    def test_what_was_packed_comes_back(self):
        for algorithm in (("ec", "-pkeyopt", "ec_paramgen_curve:P-256"), ("rsa:2048",)):
            with self.subTest(algorithm[0]):
                shutil.rmtree(self.place / "archives", ignore_errors=True)
                self.KEYS.pop("2026-11-main", None)
                self.make_key(algorithm=algorithm)
                self.assertIn("4 files", self.create())
                self.assert_restores()
                self.assertIn("holds what was packed", self.done("verify"))

    def test_anybody_opens_it(self):
        key = self.make_key()
        self.create()
        text = self.place / "opened.tar.zst"
        subprocess.run(["openssl", "cms", "-decrypt", "-inform", "DER", "-in", self.file, "-inkey",
                        key, "-out", text], check=True, capture_output=True)
        self.assertEqual(hashlib.sha256(text.read_bytes()).hexdigest(),
                         self.entries()[0]["plain_sha256"])
        self.assertEqual({name: content for name, content in bundles.unpack(text)},
                         {f"report/{name}": content for name, content in FILES.items()})
        shown = subprocess.run(["openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in",
                                self.file], check=True, capture_output=True, text=True).stdout
        self.assertIn("authEnvelopedData", shown)
        self.assertIn("aes-256-gcm", shown)

    def test_the_same_files_are_the_same_bytes_before_they_are_encrypted(self):
        self.make_key()
        self.create()
        (self.place / "again").mkdir()
        for name in reversed(FILES):
            path = self.place / "again/report" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(FILES[name])
            os.utime(path, (1, 1))
            path.chmod(0o700)
        self.make_key("2026-12-main")
        self.create(source="again/report", period="2026-12")
        first, second = self.entries()
        self.assertEqual(first["plain_sha256"], second["plain_sha256"])
        self.assertNotEqual(first["file_sha256"], second["file_sha256"])
        self.assertIn("is there already", self.create(source="again/report"))
        self.assertEqual(len(self.entries()), 2)
        for entry in self.entries():
            self.assertEqual(list(validator("archive-catalogue.schema.json").iter_errors(entry)), [])

    def test_in_any_language(self):
        self.make_key()
        self.create(LC_ALL="C")
        self.assert_restores(LC_ALL="C")
        self.assertIn("is there already", self.create())
        self.assert_restores(LC_ALL="POSIX")

    def test_without_a_certificate(self):
        self.config("enterprise_audit: {}\n")
        self.assert_refused(self.archive("create", "--period", "2026-11", "report"), 1, "CBKB013",
                            "archives.certificate", "archives.unencrypted")
        self.assertEqual(list(self.place.glob("archives/*")), [])
        self.config(PLAIN)
        self.assertIn("not encrypted", self.create())
        self.assert_restores()
        self.assertEqual(dict(bundles.unpack(self.file)),
                         {f"report/{name}": content for name, content in FILES.items()})

    def test_a_certificate_that_is_none(self):
        for content in (b"", b"hello", b"-----BEGIN CERTIFICATE-----\nAAAA\n"):
            (self.place / "keys/2026-11-main.crt").write_bytes(content)
            self.assert_refused(self.archive("create", "--period", "2026-11", "report"), 1,
                                "CBKB013", "2026-11-main.crt", "PEM")
        self.make_key(algorithm=("ed25519",), name="signs")
        shutil.copy(self.place / "keys/signs.crt", self.place / "keys/2026-11-main.crt")
        self.assert_refused(self.archive("create", "--period", "2026-11", "report"), 1, "CBKB013",
                            "nothing can be encrypted to")

    def test_what_cannot_be_packed(self):
        self.config(PLAIN)
        report = self.place / "report"
        (report / "link").symlink_to("/etc/passwd")
        cases = {"link": "it is a link", "pipe": "no regular file", "tab\there": "printable"}
        for name, phrase in cases.items():
            with self.subTest(name):
                result = self.archive("create", "--period", "2026-11", "report")
                self.assert_refused(result, 2, phrase)
                (report / name).unlink()
            following = list(cases)[list(cases).index(name) + 1:][:1]
            if following == ["pipe"]:
                os.mkfifo(report / "pipe")
            elif following:
                (report / following[0]).write_bytes(b"")
        self.assert_refused(self.archive("create", "--period", "2026-11", "nowhere"), 1, "CBKB012",
                            "nowhere")
        (self.place / "other/report").mkdir(parents=True)
        self.assert_refused(self.archive("create", "--period", "2026-11", "other"), 2, "no file")
        (self.place / "other/report/perf.json").write_bytes(b"")
        self.assert_refused(
            self.archive("create", "--period", "2026-11", "report", "other/report"), 2,
            "would have one name")
        self.assertEqual(list(self.place.glob("archives/*")), [])

    def test_command_line(self):
        for arguments, phrase in (((), "--period"), (("--period", "2026-13"), "a month"),
                                  (("--period", "2026-11", "--keep", "mian"), '"main"'),
                                  (("--period", "2026-11", "--dry-run"), "does not take")):
            self.assert_refused(self.archive("create", *arguments, "report"), 2, phrase)
        self.assert_refused(self.archive("restore", "2026-11-main"), 2, "--to FOLDER", "--test")
        self.assert_refused(self.archive("restore"), 2, "the name of an archive")
        for action in ("list", "verify", "expire"):
            self.assert_refused(self.archive(action), 1, "CBKB012", "there are no archives")
        self.assert_refused(self.archive("copy"), 2, "--to FOLDER")
        self.config("enterprise_audit:\n  archives:\n    certifcate: x\n")
        self.assert_refused(self.archive("list"), 1, "CBKB013", ":3:", "certificate")


class Restoring(ArchiveTest):
    def setUp(self):
        super().setUp()
        self.make_key()
        self.create()
        self.bytes = self.file.read_bytes()

    def test_any_damage(self):
        places = random.Random(SEED).sample(range(len(self.bytes)), 25)
        for place in [0, 1, len(self.bytes) - 1, *places]:
            damaged = bytearray(self.bytes)
            damaged[place] ^= 1 << place % 8
            self.file.write_bytes(damaged)
            with self.subTest(f"byte {place}, seed {SEED}"):
                self.assert_restores_nothing("CBKB018", "nothing was restored")
        for length in (0, 1, 500, len(self.bytes) - 1):
            self.file.write_bytes(self.bytes[:length])
            with self.subTest(f"cut at {length}"):
                self.assert_restores_nothing("CBKB018", "is not the archive that was made")
        self.assertEqual(self.archive("verify").returncode, 3)
        self.file.unlink()
        (self.place / "archives/none.tar").write_bytes(b"")
        self.assertIn("is missing", self.archive("verify").stderr)

    def test_damage_that_the_catalogue_confirms(self):
        """Of somebody who can write all of it, but has no key."""
        entry = self.entries()[0]
        rng = random.Random(SEED)
        for place in [len(self.bytes) - 1, len(self.bytes) // 2, *rng.sample(range(400), 12),
                      *rng.sample(range(len(self.bytes)), 12)]:
            damaged = bytearray(self.bytes)
            damaged[place] ^= 0x10
            self.file.write_bytes(damaged)
            self.rewrite([{**entry, "file_sha256": hashlib.sha256(damaged).hexdigest()}])
            result = self.archive("restore", "2026-11-main", "--to", "out")
            with self.subTest(f"byte {place}, seed {SEED}"):
                # A byte of what says whom it is for may not matter: then all of it is authentic.
                if result.returncode == 0:
                    self.assertLess(place, 500)
                    shutil.rmtree(self.place / "out")
                    continue
                self.assert_says_one_sentence(result, 3, "nothing was restored")
                self.assertFalse((self.place / "out").exists())

    def test_another_key(self):
        key = self.make_key("other")
        self.assert_restores_nothing("another key", arguments=("--key", key))
        self.assert_restores_nothing("cannot be read", status=1, arguments=("--key", "nowhere"))
        (self.place / "keys/2026-11-main.key").unlink()
        self.assert_restores_nothing("--key", status=1)
        self.assertIn("its key is not here", self.done("verify"))

    def test_a_key_with_a_passphrase(self):
        key = self.place / "keys/2026-11-main.key"
        subprocess.run(["openssl", "pkey", "-in", key, "-aes256", "-passout", "pass:horse", "-out",
                        self.place / "locked.key"], check=True, capture_output=True)
        locked = ("--key", "locked.key")
        self.assert_restores_nothing("PERFHARNESS_KEY_PASSPHRASE", status=1, arguments=locked)
        self.assert_restores("2026-11-main", *locked, PERFHARNESS_KEY_PASSPHRASE="horse")

    def test_one_that_was_exchanged(self):
        """An archive of the same key, in the place of another, and confirmed by the catalogue."""
        (self.place / "report/perf.json").write_bytes(b"better figures")
        self.create()
        other = self.place / "archives/2026-11-main-2.tar.zst.p7m"
        content = other.read_bytes()
        self.place.joinpath("archives/2026-11-main.tar.zst.p7m").write_bytes(content)
        self.assert_restores_nothing("CBKB018", "is not the archive that was made")
        first, second = self.entries()
        self.rewrite([{**first, "file_sha256": second["file_sha256"], "bytes": second["bytes"]}])
        self.assert_restores_nothing("CBKB018", "not what was packed")

    def test_not_authenticated(self):
        """AES-CBC has no proof of what it hides."""
        certificate = self.place / "keys/2026-11-main.crt"
        (self.place / "plain").write_bytes(b"text")
        subprocess.run(["openssl", "cms", "-encrypt", "-binary", "-aes-256-cbc", "-outform", "DER",
                        "-in", self.place / "plain", "-out", self.file, certificate], check=True,
                       capture_output=True)
        content = self.file.read_bytes()
        self.rewrite([{**self.entries()[0], "file_sha256": hashlib.sha256(content).hexdigest(),
                       "bytes": len(content)}])
        self.assert_restores_nothing("CBKB018", "AES-256-GCM")

    def test_a_folder_that_is_there(self):
        (self.place / "out").mkdir()
        (self.place / "out/mine").write_bytes(b"mine")
        self.assert_says_one_sentence(self.archive("restore", "2026-11-main", "--to", "out"), 1,
                                      "not there yet")
        self.assertEqual(os.listdir(self.place / "out"), ["mine"])
        self.assert_says_one_sentence(self.archive("restore", "2025-11-main", "--to", "out"), 2,
                                      "archive list")

    def test_where_nothing_may_be_noted(self):
        before = self.catalogue.read_bytes()
        if os.geteuid() == 0:
            self.skipTest("root may write everywhere")
        (self.place / "archives").chmod(0o500)
        self.addCleanup((self.place / "archives").chmod, 0o700)
        self.assert_restores()
        self.assertEqual(self.catalogue.read_bytes(), before)


class Hostile(ArchiveTest):
    """Authentic, and made by somebody with bad intent: that a digest agrees is no reason to trust."""

    def setUp(self):
        super().setUp()
        self.config(PLAIN)
        self.create()
        self.entry = self.entries()[0]

    def plant(self, archive, **changes):
        digest = hashlib.sha256(archive).hexdigest()
        self.file.write_bytes(archive)
        self.rewrite([{**self.entry, "file_sha256": digest, "plain_sha256": digest,
                       "bytes": len(archive), "plain_bytes": len(archive), "files": 2,
                       "content_bytes": 8, **changes}])

    def test_entries(self):
        def special(kind, name="x", link=""):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, link
            return (entry, b"")
        good = ("good", b"good")
        cases = {
            "absolute": ([good, ("/tmp/x", b"evil")], "leads out"),
            "above": ([good, ("a/../../x", b"evil")], "leads out"),
            "symbolic link": ([good, special(tarfile.SYMTYPE, link="/etc/passwd")], "a link"),
            "hard link": ([good, special(tarfile.LNKTYPE, link="good")], "a link"),
            "device": ([good, special(tarfile.CHRTYPE)], "no file"),
            "pipe": ([good, special(tarfile.FIFOTYPE)], "no file"),
            "twice": ([good, ("good", b"evil")], "twice"),
            "a folder that is a file": ([good, ("good/x", b"evil")], "good"),
            "control characters": ([good, ("\x1b[31mred\n", b"evil")], "not printed"),
            "right to left": ([good, ("\u202ecod.exe", b"evil")], "not printed"),
            "no UTF-8": ([good, ("\udcfcber", b"evil")], "no name in UTF-8"),
            "more files": ([good, ("a", b"a"), ("b", b"b")], "more than 2 entries"),
            "more bytes": ([good, ("a", b"12345")], "larger"),
            "fewer files": ([good], "the catalogue has 2"),
        }
        for title, (entries, phrase) in cases.items():
            with self.subTest(title):
                self.plant(bundles.pack(entries))
                before = sorted(self.place.rglob("*"))
                result = self.archive("restore", "2026-11-main", "--to", "out")
                self.assertIn(result.returncode, (1, 3))
                self.assert_says_one_sentence(result, result.returncode, phrase,
                                              "nothing was restored")
                self.assertEqual(sorted(self.place.rglob("*")), before)

    def test_a_bomb(self):
        self.plant(bundles.pack([("good", b"good"), ("bomb", bytes(200 * 1024 * 1024))]))
        self.assertLess(self.file.stat().st_size, 100000)
        self.assert_restores_nothing("larger")

    @once_is_enough
    def test_ten_million_entries(self):
        """The first hundred thousand a hundred times: it is refused at the third."""
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            for number in range(1000):
                archive.addfile(tarfile.TarInfo(str(number)))
        block = buffer.getvalue()[:1000 * 512]
        whole = bundles.compress(block * 100)
        self.plant(whole)
        self.assert_restores_nothing("more than 2 entries")
        self.plant(whole, files=10_000_000, content_bytes=0)
        self.assert_restores_nothing("nothing was restored")

    def test_sparse_lies(self):
        entry = tarfile.TarInfo("hole")
        entry.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0",
                             "GNU.sparse.name": "hole", "GNU.sparse.realsize": str(1 << 50)}
        self.plant(bundles.pack([("good", b"good"), (entry, b"0\n" + bytes(510))]))
        self.assert_restores_nothing("nothing was restored")

    def test_what_is_no_archive(self):
        for content in (b"", b"x" * 1000, bundles.compress(b"x" * 1000),
                        bundles.compress(bundles.compress(bundles.tar([("a", b"a")]))),
                        bundles.tar([("a", b"a"), ("b", b"b")])):
            self.plant(content)
            self.assert_restores_nothing("nothing was restored")

    def test_catalogue_of_somebody(self):
        line = self.catalogue.read_text()
        edits = {"edited": line.replace('"files":4', '"files":5'), "no JSON": "hello\n",
                 "cut before its end": line + line, "NUL": line.replace("main", "ma\0n", 1)}
        for title, text in edits.items():
            self.catalogue.write_text(text)
            for action in ("list", "verify", "expire"):
                with self.subTest(title, action=action):
                    self.assert_says_one_sentence(self.archive(action), 3 if action == "verify"
                                                  else 1, "CBKB018", "catalogue was edited or cut")
        names = {"file": "../../x.tar.zst", "archive": "../x", "period": "2026-13", "keep": "never",
                 "file_sha256": "zz", "files": -1, "at": "yesterday", "action": "shred",
                 "schema_version": "perfharness-archive-catalogue-2"}
        for name, value in names.items():
            with self.subTest(name):
                self.rewrite([{**self.entry, name: value}])
                self.assert_says_one_sentence(self.archive("list"), 1, "CBKB018", "this is no entry")
        self.rewrite([self.entry, {**self.entry}])
        self.assert_says_one_sentence(self.archive("list"), 1, "there is already")
        self.rewrite([{"schema_version": self.entry["schema_version"], "action": "verify",
                       "at": self.entry["at"], "archives": ["2026-10-main"], "with_key": True}])
        self.assert_says_one_sentence(self.archive("list"), 1, "never made")


class Expiring(ArchiveTest):
    def test_rules(self):
        """Days count from the end of the month, or from when it was made."""
        self.config(PLAIN)
        days = {"pull-request": 90, "main": 365, "audit": 1096, "baseline": None}
        for keep in days:
            self.create("--keep", keep, now=ENDED - 5 * DAY)
            self.create("--keep", keep, period="2026-01", now=ENDED)
        for moment in (0, 89, 90, 364, 365, 1095, 1096, 40000):
            said = self.done("expire", "--dry-run", now=ENDED + moment * DAY)
            for keep, limit in days.items():
                for name in (f"2026-11-{keep}", f"2026-01-{keep}"):
                    self.assertEqual(f"{name}: over" in said, limit is not None and moment >= limit,
                                     (name, moment))
        self.assertNotIn("expire", self.actions())
        self.config(PLAIN + "  reporting:\n    retention_months: 84\n")
        said = self.done("expire", "--dry-run", now=ENDED + 1100 * DAY)
        self.assertNotIn("audit: over", said)
        self.assertIn("2026-11-audit: over", self.done("expire", "--dry-run",
                                                       now=ENDED + 7 * 366 * DAY))

    def test_a_key_that_goes(self):
        key = self.make_key()
        self.create()
        self.done("verify")
        identity = self.entries()[0]["key"]
        later = MADE + 366 * DAY
        said = self.done("expire", now=later)
        sentence = (f"key {identity[:12]} destroyed on 2027-12-02 by rule main-archive-1-year; copies "
                    "of the key known to this program: none left")
        self.assertIn(sentence, said)
        self.assertFalse(key.exists())
        self.assertEqual(os.listdir(self.place / "archives"), ["catalogue.jsonl"])
        self.assertEqual(self.actions(), ["create", "verify", "expire", "expired"])
        self.assertEqual(self.entries()[-1]["statement"], sentence)
        self.assertIn(f"2026-11-main: deleted by rule: {sentence}", self.done("verify", now=later))
        self.assertIn("no archive is kept", self.done("list", now=later))
        self.assert_says_one_sentence(self.archive("restore", "2026-11-main", "--test"), 1,
                                      "was deleted by rule")
        self.assertIn("nothing is over", self.done("expire", now=later))
        self.assertNotRegex(" ".join(map(str, self.entries())), "data (were|was) (deleted|erased)")

    def test_a_key_that_stays(self):
        later = MADE + 366 * DAY
        self.config(CONFIG.replace("-{keep}", ""))
        key = self.make_key("2026-11")
        self.create()
        self.create("--keep", "audit")
        self.assertIn("stays, as other archives need it", self.done("expire", now=later))
        self.assertTrue(key.exists())
        said = self.done("expire", now=MADE + 1200 * DAY)
        self.assertIn("none left", said)
        self.assertFalse(key.exists())

    def test_a_key_of_all_periods_is_not_destroyed(self):
        self.config(CONFIG.replace("{period}-{keep}", "all"))
        key = self.make_key("all")
        self.create()
        self.assertIn("not one that this program destroys", self.done("expire", now=MADE + 366 * DAY))
        self.assertTrue(key.exists())

    def test_another_key_in_its_place_and_one_with_two_names(self):
        key = self.make_key()
        self.create()
        other = self.make_key("other")
        shutil.copy(other, key)
        self.assertIn("not one that this program destroys", self.done("expire", now=MADE + 366 * DAY))
        self.assertTrue(key.exists())
        shutil.rmtree(self.place / "archives")
        self.make_key()
        self.create()
        os.link(key, self.place / "copy of the key")
        said = self.done("expire", now=MADE + 366 * DAY)
        self.assertIn("other names, which are left", said)
        self.assertNotIn("none left", said)
        self.assertNotIn("destroyed", said)

    def test_two_archives_of_one_key(self):
        self.make_key()
        self.create()
        (self.place / "report/perf.json").write_bytes(b"other")
        self.create()
        said = self.done("expire", now=MADE + 366 * DAY)
        self.assertEqual(said.count("none left"), 1)
        self.assertIn("was destroyed with another archive", said)

    def test_not_encrypted(self):
        self.config(PLAIN)
        self.create()
        self.assertIn("it was not encrypted", self.done("expire", now=MADE + 366 * DAY))
        self.assertEqual(os.listdir(self.place / "archives"), ["catalogue.jsonl"])

    def test_missing_is_not_deleted(self):
        self.config(PLAIN)
        self.create()
        self.create("--keep", "audit")
        self.done("expire", now=MADE + 366 * DAY)
        self.file.unlink()
        result = self.archive("verify", now=MADE + 366 * DAY)
        self.assert_says_one_sentence(result, 3, "CBKB018", "2026-11-audit", "is missing")
        self.assertIn("2026-11-main: deleted by rule", result.stdout)


@once_is_enough
class Copying(ArchiveTest):
    def setUp(self):
        super().setUp()
        self.config(PLAIN + "    copy_to: second\n")
        self.create()
        self.create("--keep", "audit")
        self.second = self.place / "second"

    def copy(self, **options):
        return self.done("copy", **options)

    def test_once(self):
        self.assert_says_one_sentence(self.archive("copy"), 1, "there is no such folder")
        self.second.mkdir()
        self.assertIn("2 copied and read again, 0 there already", self.copy())
        for path in (self.place / "archives").iterdir():
            self.assertEqual((self.second / path.name).read_bytes(), path.read_bytes(), path.name)
        times = {path.name: path.stat().st_mtime_ns for path in self.second.iterdir()}
        self.assertIn("0 copied and read again, 2 there already", self.copy())
        self.assertEqual({path.name: path.stat().st_mtime_ns for path in self.second.iterdir()}, times)
        self.assertEqual(self.actions(), ["create", "create", "copy"])
        self.assertEqual(self.done("verify", "--archives", "second").count("whole, and holds"), 2)

    def test_what_is_damaged_there_is_copied_again_and_what_is_here_is_not(self):
        self.second.mkdir()
        self.copy()
        (self.second / "2026-11-main.tar.zst").write_bytes(b"x")
        self.assertIn("1 copied and read again, 1 there already", self.copy())
        (self.second / "2026-11-main.tar.zst").unlink()
        (self.place / "archives/2026-11-main.tar.zst").write_bytes(b"x")
        (self.place / "report/perf.json").write_bytes(b"new")
        self.create()
        result = self.archive("copy")
        self.assert_says_one_sentence(result, 3, "CBKB018", "is not the archive that was made")
        self.assertIn("1 copied and read again, 1 there already", unbroken(result.stdout))
        self.assertTrue((self.second / "2026-11-main-2.tar.zst").exists())

    def test_another_catalogue_there(self):
        self.second.mkdir()
        self.copy()
        self.rewrite([{**entry, "at": "2026-12-01T00:00:00.000000Z"} for entry in self.entries()])
        self.assert_says_one_sentence(self.archive("copy"), 3, "CBKB018", "no earlier state")
        self.assert_says_one_sentence(self.archive("copy", "--to", "archives"), 1,
                                      "that is where the archives are")

    def test_what_a_rule_deleted(self):
        self.second.mkdir()
        self.copy()
        self.done("expire", now=MADE + 366 * DAY)
        self.assertIn("1 deleted", self.copy(now=MADE + 366 * DAY))
        self.assertEqual(sorted(os.listdir(self.second)),
                         ["2026-11-audit.tar.zst", "catalogue.jsonl"])


@once_is_enough
class Killed(ArchiveTest):
    """At every call that changes a file: killed, killed amid a write, the disk full or broken."""

    def setUp(self):
        self.addCleanup(setattr, tempfile, "tempdir", tempfile.tempdir)
        tempfile.tempdir = str(MEMORY) if os.access(MEMORY, os.W_OK) else None
        super().setUp()
        self.make_key()
        (self.place / "report/sub/folder/benchmark.log").write_bytes(b"short")

    def snapshot(self):
        return {str(path.relative_to(self.place)): path.read_bytes()
                for path in self.place.rglob("*") if path.is_file()}

    def everywhere(self, *command, least, **options):
        """Each fault, from the place as it is; what the command left stands there then."""
        before = self.folder / "before"
        shutil.copytree(self.place, before, symlinks=True)
        for kind in ("kill", "torn", "fail"):
            for at in range(1, CALLS_MAX):
                way = str((errno.ENOSPC, errno.EIO)[at % 2]) if kind == "fail" else kind
                shutil.rmtree(self.place)
                shutil.copytree(before, self.place, symlinks=True)
                seen = self.folder / "seen"
                seen.unlink(missing_ok=True)
                result = self.archive(
                    *command, **preloading(SHIM), PH_FAULT_AT=str(at), PH_FAULT_WITH=way,
                    PH_FAULT_UNDER=str(self.place), PH_FAULT_SEEN=str(seen),
                    **options)
                if not seen.exists() and result.returncode == 0:
                    self.assertGreater(at, least[way == "torn"], "the calls are not seen")
                    break
                what = seen.read_text() if seen.exists() else "?"
                with self.subTest(f"{way} at {at}: {what}"):
                    if way not in ("kill", "torn"):
                        self.assertNotEqual(result.returncode, -signal.SIGKILL)
                        if result.returncode != 0:
                            self.assert_says_one_sentence(result, 1, os.strerror(int(way)))
                    else:
                        self.assertEqual(result.returncode, -signal.SIGKILL, result.stderr)
                    yield result
        shutil.rmtree(before)

    def left(self):
        return sorted(path.name for path in (self.place / "archives").iterdir())

    def test_create(self):
        for _ in self.everywhere("create", "--period", "2026-11", "report", least=(8, 2)):
            if self.catalogue.exists() and self.catalogue.stat().st_size > 0:
                self.assertIn(self.archive("verify").returncode, (0,))
            self.create()
            self.assertEqual(self.left(), ["2026-11-main.tar.zst.p7m", "catalogue.jsonl"])
            self.assertEqual(self.actions().count("create"), 1)
            self.assertIn("holds what was packed", self.done("verify"))

    def test_restore(self):
        self.create()
        for result in self.everywhere("restore", "2026-11-main", "--to", "out", least=(15, 3)):
            if (self.place / "out").exists():
                self.assertEqual(len([path for path in (self.place / "out").rglob("*")
                                      if path.is_file()]), 4)
                shutil.rmtree(self.place / "out")
            self.done("restore", "2026-11-main", "--to", "out")
            self.assertEqual(sorted(path.name for path in self.place.iterdir()),
                             ["archives", "audit.yaml", "keys", "out", "report"], result.stderr)
            self.assertEqual(self.left(), ["2026-11-main.tar.zst.p7m", "catalogue.jsonl"])

    def test_expire(self):
        self.create()
        later = {"now": MADE + 366 * DAY}
        for _ in self.everywhere("expire", least=(5, 1), **later):
            self.assertEqual(self.archive("verify", **later).returncode,
                             0, self.archive("verify", **later).stderr)
            self.done("expire", **later)
            self.assertEqual(self.left(), ["catalogue.jsonl"])
            self.assertEqual([action for action in self.actions() if action != "verify"],
                             ["create", "expire", "expired"])
            self.assertFalse((self.place / "keys/2026-11-main.key").exists())

    def test_copy(self):
        self.create()
        (self.place / "second").mkdir()
        for _ in self.everywhere("copy", "--to", "second", least=(10, 2)):
            self.done("copy", "--to", "second")
            self.assertEqual(sorted(path.name for path in (self.place / "second").iterdir()),
                             ["2026-11-main.tar.zst.p7m", "catalogue.jsonl"])
            self.assertEqual((self.place / "second/catalogue.jsonl").read_bytes(),
                             self.catalogue.read_bytes())
            self.assertIn("0 copied", self.done("copy", "--to", "second"))


class Verifying(ArchiveTest):
    def test_the_chain(self):
        self.config(PLAIN)
        self.create()
        self.create("--keep", "audit")
        self.done("verify")
        whole = self.catalogue.read_text()
        result = run("verify", "archives/catalogue.jsonl", cwd=self.place)
        self.assertIn("whole, 3 entries, 2 archives", result.stdout)
        lines = whole.splitlines(keepends=True)
        witness = f"3 {json.loads(lines[2])['sha256']} {json.loads(lines[2])['at']}"
        result = run("verify", "--witness", witness, "archives/catalogue.jsonl", cwd=self.place)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.catalogue.write_text("".join(lines[:2]))
        result = run("verify", "--witness", witness, "archives/catalogue.jsonl", cwd=self.place)
        self.assertEqual(result.returncode, 3, result.stderr)
        for text in (lines[1], lines[0] + lines[2], lines[1] + lines[0], lines[0] * 2):
            self.catalogue.write_text(text)
            result = run("verify", "archives/catalogue.jsonl", cwd=self.place)
            self.assert_says_one_sentence(result, 3, "CBKB018", "catalogue was edited or cut")
        # An entry that was not finished.
        self.catalogue.write_text(whole + '{"schema_version')
        self.assertIn("cut short", run("verify", "archives/catalogue.jsonl", cwd=self.place).stdout)
        self.done("list")
        self.assertEqual(self.catalogue.read_text(), whole + '{"schema_version')
        self.done("verify")
        self.assertEqual(self.actions(), ["create", "create", "verify", "verify"])

    def test_a_stray(self):
        self.config(PLAIN)
        self.create()
        (self.place / "archives/2026-12-main.tar.zst").write_bytes(b"")
        self.assertRegex(self.done("verify"), re.escape("2026-12-main.tar.zst: the catalogue does not"))


if __name__ == "__main__":
    unittest.main()
