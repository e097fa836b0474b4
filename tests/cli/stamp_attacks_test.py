# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Who owns a history can write anything into it, and make its chain anew. Histories drawn at random, with
time stamps each month and a witness of the last one: which of nine attacks the chain shows by itself,
which do time stamps, how often they are there, and the witness; that nothing is found where there was no
attack; and that what nothing would show is said to be unprotected before.

ATTACK_HISTORIES is how many are drawn (script/verify attacks: 100), ATTACK_SEED where from.
"""
import base64
import calendar
import contextlib
import hashlib
import json
import os
import pathlib
import random
import shutil
import sqlite3
import tempfile
import time
import unittest

from perf_documents import perf, subjects_of
from program import environment, once_is_enough, run, unbroken
from time_stamp_authority import Authority, openssl

HISTORIES = int(os.environ.get("ATTACK_HISTORIES", "1"))
SEED = int(os.environ.get("ATTACK_SEED", "1"))
DAY_S = 86400
BEGIN_S = calendar.timegm((2025, 1, 1, 0, 0, 0))
EVERY_DAYS = 31
HOST = "0123456789abcdef"
UNSEEN = "consistent; no witness: a rewrite of the whole would not be seen"
NO_DIGEST = "0" * 64

# By chain alone; with time stamps; with how often, too; and with a witness of last month. None: either.
ATTACKS = {
    "one entry edited": (True, True, True, True),
    "rewritten and hashed again, stamps kept": (False, True, True, True),
    "rewritten from one day on, later stamps deleted": (False, False, True, True),
    "the same, and its end stamped today": (False, False, True, True),
    "all rewritten, no stamps, the end stamped today": (False, False, True, True),
    "the last three months cut off with their stamps": (False, False, True, True),
    "the same, their end stamped today": (False, False, True, True),
    "the last entry of a month cut off with its stamp, the end stamped today": (False, False, None, True),
    "an entry that is not stamped yet cut off": (False, False, False, False),
}


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def canonical(**members):
    """As harness/series/canonical_text.h has it."""
    return json.dumps(members, separators=(",", ":"), ensure_ascii=False).replace("\\n", "\\u000a")


class Entry:
    """A receipt, and the fact that it is for, if it is for one."""

    def __init__(self, kind, digest, at_s, note="", fact=None):
        self.kind, self.digest, self.at_us, self.note, self.fact = kind, digest, at_s * 1000000, note, fact
        self.id = self.previous = self.sha256 = None

    def follow(self, before):
        self.id = before.id + 1 if before else 1
        self.previous = before.sha256 if before else NO_DIGEST
        self.sha256 = sha256("\n".join(("perfharness-receipt-1", str(self.id), self.kind, self.digest,
                                         str(self.at_us), self.note, self.previous)))

    def is_stamp(self):
        return self.kind == "stamp"


def fact_entry(kind, name, text, digest, at_s):
    fact = {"kind": kind, "host": HOST if kind == "kernel" else "", "name": name, "text": text, "digest": digest,
            "actor": None, "at_us": at_s * 1000000}
    return Entry(kind, sha256(canonical(**fact)), at_s, fact=fact)


def kernel(number, at_s):
    text = f"6.1.{number}"
    return fact_entry("kernel", "", text, sha256(text), at_s)


def seal(entries):
    before = None
    for entry in entries:
        entry.follow(before)
        before = entry
    return entries


def clone(entries):
    made = []
    for entry in entries:
        copy = Entry(entry.kind, entry.digest, 0, entry.note, entry.fact and dict(entry.fact))
        copy.at_us = entry.at_us
        made.append(copy)
    return seal(made)


class Attacks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="perfharness-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.authority = Authority(cls.folder / "authority")
        (cls.folder / "run.json").write_text(json.dumps(
            perf(subjects=subjects_of(), timestamp="2025-01-01T00:00:00Z")), "utf-8")
        cls.command("history", "add", "run.json", "--position", 1, now_s=BEGIN_S, store="empty.db")
        with contextlib.closing(sqlite3.connect(cls.folder / "empty.db")) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            rows = database.execute("SELECT kind, lower(hex(digest)), at_us, note FROM receipt "
                                    "ORDER BY receipt_id").fetchall()
        cls.first = [Entry(kind, digest, at_us // 1000000, note) for kind, digest, at_us, note in rows]
        (cls.folder / "settings.yaml").write_text(
            f'enterprise_audit:\n  time_stamp:\n    url: "{cls.authority.url}"\n'
            f'    root_certificate: "authority/root.pem"\n    every_days: {EVERY_DAYS}\n', "utf-8")
        (cls.folder / "nothing.yaml").write_text("enterprise_audit:\n  enabled: true\n", "utf-8")
        cls.answers = {}

    @classmethod
    def command(cls, *arguments, now_s, store):
        return run(*arguments, cwd=cls.folder, env=environment(
            PERFHARNESS_STORE=str(cls.folder / store), PERFHARNESS_NOW=str(now_s), XDG_DATA_HOME=str(cls.folder)))

    # Histories

    def stamp(self, entries, at_s):
        """What the authority says of their end, at that time, as one more entry."""
        manifest = f"perfharness-manifest-1\nhistory {entries[-1].id} {entries[-1].sha256}\n"
        digest = sha256(manifest)
        if (digest, at_s) not in self.answers:
            query = openssl("ts", "-query", "-sha256", "-digest", digest, "-cert")
            self.authority.when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(at_s))
            self.answers[digest, at_s] = base64.b64encode(self.authority.answer(query)).decode()
        text = canonical(manifest=manifest, answer=self.answers[digest, at_s])
        return [*entries, *seal([*entries, fact_entry("stamp", digest, text, digest, at_s)])[-1:]]

    def draw(self, chance, has_stamps):
        """Entries, the witness of the last month, and now."""
        entries = seal([Entry(e.kind, e.digest, e.at_us // 1000000, e.note) for e in self.first])
        months, number, at_s = chance.randint(8, 14), 0, BEGIN_S
        for _ in range(months):
            end_s = at_s + chance.randint(28, 31) * DAY_S
            for when in sorted(chance.randint(at_s + 1, end_s - 1) for _ in range(chance.randint(2, 5))):
                number += 1
                entries = seal([*entries, kernel(number, when)])
            if has_stamps:
                entries = self.stamp(entries, end_s)
            at_s = end_s
        witness = f"{entries[-1].id}:{entries[-1].sha256}"
        for _ in range(chance.randint(1, 3)):
            number += 1
            at_s += chance.randint(1, 5) * DAY_S
            entries = seal([*entries, kernel(number, at_s)])
        return entries, witness, at_s + DAY_S

    def write(self, entries):
        path = self.folder / "history.db"
        for suffix in ("", "-wal", "-shm"):
            pathlib.Path(f"{path}{suffix}").unlink(missing_ok=True)
        shutil.copy(self.folder / "empty.db", path)
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA synchronous = OFF")
            triggers = database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                database.execute(f"DROP TRIGGER {name}")
            database.execute("DELETE FROM receipt")
            for entry in entries:
                database.execute("INSERT INTO receipt VALUES (?, ?, ?, ?, ?, ?, ?)", (
                    entry.id, entry.kind, bytes.fromhex(entry.digest), entry.at_us, entry.note,
                    bytes.fromhex(entry.previous), bytes.fromhex(entry.sha256)))
                if entry.fact:
                    fact = {**entry.fact, "digest": bytes.fromhex(entry.fact["digest"])}
                    database.execute("INSERT INTO fact (kind, host, name, text, digest, actor, at_us) "
                                     "VALUES (?, ?, ?, ?, ?, ?, ?)", tuple(fact.values()))
            for _, statement in triggers:
                database.execute(statement)
            database.commit()

    # Attacks: the entries as who owns the history leaves them. All but the first seal them anew.

    @staticmethod
    def change(entries, at):
        """Another kernel, as if it had been so from the start."""
        old = entries[at]
        entries[at] = fact_entry("kernel", "", "9.9.9", sha256("9.9.9"), old.at_us // 1000000)

    @staticmethod
    def kernels(entries, until=None):
        return [i for i, entry in enumerate(entries[:until]) if entry.kind == "kernel"]

    @staticmethod
    def stamped_until(entries, months_ago=1):
        """Behind the stamp of so many months ago; without stamps, such a place."""
        places = [i for i, entry in enumerate(entries) if entry.is_stamp()]
        return places[-months_ago] + 1 if places else len(entries) - 1 - 3 * months_ago

    def attack(self, number, entries, chance, now_s):
        entries = clone(entries)
        has_stamps = any(entry.is_stamp() for entry in entries)
        last = self.stamped_until(entries)
        if number == 0:
            victim = entries[chance.choice(self.kernels(entries))]
            if chance.random() < 0.5:
                victim.fact["text"] = "9.9.9"
            else:
                victim.at_us += 1
            return entries
        if number == 1:
            self.change(entries, chance.choice(self.kernels(entries, last)))
        elif number in (2, 3):
            at = chance.choice(self.kernels(entries, self.stamped_until(entries, 4)))
            self.change(entries, at)
            entries = entries[:at] + [entry for entry in entries[at:] if not entry.is_stamp()]
        elif number == 4:
            self.change(entries, self.kernels(entries)[0])
            entries = [entry for entry in entries if not entry.is_stamp()]
        elif number in (5, 6):
            entries = entries[:self.stamped_until(entries, 4)]
        elif number == 7:
            at = self.kernels(entries, last)[-1]
            entries = entries[:at] + [entry for entry in entries[at + 1:] if not entry.is_stamp()]
        elif number == 8:
            entries.pop()
        entries = seal(entries)
        return self.stamp(entries, now_s) if has_stamps and number in (3, 4, 6, 7) else entries

    def verify(self, now_s, *arguments):
        result = self.command("verify", "history.db", *arguments, now_s=now_s, store="history.db")
        self.assertIn(result.returncode, (0, 3), result.stdout + result.stderr)
        return result.returncode == 3, unbroken(result.stdout + result.stderr)

    def look(self, entries, now_s, witness, is_chain_alone):
        """Whether something is found, by each of the ways to look, and what is said."""
        self.write(entries)
        if is_chain_alone:
            return [self.verify(now_s, "--config", "nothing.yaml")]
        settings = ("--config", "settings.yaml")
        return [self.verify(now_s, "--config", "nothing.yaml", "--root-certificate", "authority/root.pem"),
                self.verify(now_s, *settings), self.verify(now_s, *settings, "--witness", witness)]

    def hold(self, seed, is_chain_alone):
        chance = random.Random(seed)
        entries, witness, now_s = self.draw(chance, not is_chain_alone)
        for found, said in self.look(entries, now_s, witness, is_chain_alone):
            self.assertFalse(found, said)
        if not is_chain_alone:
            self.assertIn(f"what comes after number {self.stamped_until(entries) - 1} of {len(entries)} "
                          "is protected by nothing but the chain", said)
        for number, (name, expected) in enumerate(ATTACKS.items()):
            seen = self.look(self.attack(number, entries, chance, now_s), now_s, witness, is_chain_alone)
            wanted = expected[:1] if is_chain_alone else expected[1:]
            for column, ((found, said), is_to_be_found) in enumerate(zip(seen, wanted)):
                with self.subTest(seed=seed, attack=name, column=column):
                    if is_to_be_found is not None:
                        self.assertEqual(found, is_to_be_found, said)
                    if not found and is_chain_alone:
                        self.assertIn(UNSEEN, said)

    @once_is_enough
    def test_with_stamps(self):
        for seed in range(SEED, SEED + HISTORIES):
            self.hold(seed, False)

    @once_is_enough
    def test_by_the_chain_alone(self):
        for seed in range(SEED, SEED + HISTORIES):
            self.hold(seed, True)


if __name__ == "__main__":
    unittest.main()
