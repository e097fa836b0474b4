# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Nights in which `perfharness alert` is killed at random moments, and two run at once: each case is
told exactly once, by a server on loopback that counts. And what many cases at once are told as.

NIGHTS says how many there are (12; script/study has 10 times 50), SEED which.
"""
import collections
import json
import os
import pathlib
import random
import subprocess
import tempfile
import time
import unittest

from web_server import KEY, Fault, WebServer, webhook_of_any_time

PROGRAM, PLANT_CASES = os.environ["PERFHARNESS"], os.environ["PLANT_CASES"]
NIGHTS = int(os.environ.get("NIGHTS", "12"))
SEED = int(os.environ.get("SEED", "2026"))
DAY_S, START_S, HANG_S = 86400, 1764547200, 120
MEMORY = pathlib.Path("/dev/shm")

SETTINGS = """
[[rule]]
when = "change_percent > 10"
severity = "critical"
channels = ["hook", "other"]

[[rule]]
when = "change_percent > 5"
severity = "warning"
channels = ["hook"]

[templates]
title = "{{metric_name}} {{change_percent}} %"
text = "case {{case}}"

[channels.hook]
kind = "webhook"
url = "{hook}/hook"
key_env = "HOOK_KEY"

[channels.other]
kind = "webhook"
url = "{other}/other"
key_env = "HOOK_KEY"
"""


class NightsTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(
            tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)))
        self.store = self.folder / "history.db"
        self.hook = self.enterContext(WebServer(webhook_of_any_time))
        self.other = self.enterContext(WebServer(webhook_of_any_time))
        self.settings = self.folder / "alerts.toml"
        self.settings.write_text(SETTINGS.format(hook=self.hook.url, other=self.other.url),
                                 encoding="utf-8")
        self.now_s = START_S
        self.chance = random.Random(SEED)

    def variables(self):
        return {**os.environ, "PERFHARNESS_NOW": str(self.now_s), "HOOK_KEY": KEY}

    def plant(self, *arguments):
        subprocess.run([PLANT_CASES, self.store, *map(str, arguments)], env=self.variables(),
                       check=True, timeout=HANG_S)

    def start(self):
        return subprocess.Popen([PROGRAM, "alert", "--store", self.store, "--alerts",
                                 self.settings], env=self.variables(), stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, encoding="utf-8")

    def alert(self, status=0):
        with self.start() as process:
            said = process.communicate(timeout=HANG_S)[0]
        self.assertEqual(process.returncode, status, said)
        return said

    def ids(self, server):
        """How often each delivery was taken, by its identifier."""
        return collections.Counter(headers["X-Perfharness-Delivery"]
                                   for method, _, headers, _ in server.requests if method == "POST")

    def told(self, server):
        return [json.loads(body) for body in server.taken]


class Killed(NightsTest):
    def kill(self, process, after_s):
        time.sleep(after_s)
        process.kill()
        process.communicate()

    def test_each_case_is_told_exactly_once(self):
        kills = 0
        self.plant("open", 1, 1, 0.07)
        begin = time.monotonic()
        self.alert()
        takes_s = time.monotonic() - begin
        for night in range(1, NIGHTS):
            self.now_s += DAY_S
            self.plant("open", 1, 1, self.chance.choice((0.07, 0.12)))
            processes = [self.start() for _ in range(self.chance.choice((1, 1, 2)))]
            for process in processes:
                if self.chance.random() < 0.7:
                    self.kill(process, self.chance.uniform(0, 1.3 * takes_s))
                    kills += 1
                else:
                    process.communicate(timeout=HANG_S)
        for _ in range(8):  # What was left in between is told after a claim is over.
            self.now_s += DAY_S
            self.alert()
        hook, other = self.ids(self.hook), self.ids(self.other)
        of_cases = [one for one in hook if one.startswith("case-") and "-opened-" in one]
        self.assertEqual(sorted(int(one.split("-")[1]) for one in of_cases),
                         list(range(1, NIGHTS + 1)))
        self.assertLessEqual(sum(hook.values()) - len(hook) + sum(other.values()) - len(other),
                             kills, "more than one message more for each kill")
        # What is critical is told on both, and only that.
        critical = {one["name"] for one in self.told(self.hook)
                    if one["severity"] == "critical" and one["occasion"] == "opened"}
        self.assertEqual(critical, {one["name"] for one in self.told(self.other)
                                    if one["occasion"] == "opened"})
        verified = subprocess.run([PROGRAM, "verify", self.store], env=self.variables(),
                                  capture_output=True, timeout=HANG_S, check=False)
        self.assertEqual(verified.returncode, 0, verified.stdout)


class Many(NightsTest):
    def test_47_series_of_one_case_are_one_message(self):
        self.plant("open", 1, 47, 0.12)
        self.alert()
        (message,) = self.told(self.hook)
        self.assertEqual((len(message["rows"]), message["more"]), (3, 44))
        self.assertEqual([row["text"] for row in message["rows"]],
                         [f"+12.0 % (+{11.8 - i:.2f} … +{12.2 - i:.2f} %)"
                          for i in (0, 0.012, 0.024)])

    def test_many_cases_are_one_digest_and_so_is_their_end(self):
        self.plant("open", 23, 2, 0.12)
        self.alert()
        for server in (self.hook, self.other):
            (message,) = self.told(server)
            self.assertEqual(message["occasion"], "digest")
            self.assertEqual(message["title"], "46 series moved at once")
            self.assertEqual(message["cases"], list(range(1, 24)))
            self.assertEqual((len(message["rows"]), message["more"]), (10, 13))
            self.assertIn("the host or a toolchain", message["text"])
        self.now_s += DAY_S
        self.assertIn("nobody is to be told", self.alert())
        for case in range(1, 24):
            self.plant("event", case, "resolve")
        self.alert()
        self.assertEqual([message["title"] for message in self.told(self.hook)][1:],
                         ["23 cases are resolved"])
        self.now_s += DAY_S
        self.alert()
        self.assertEqual(len(self.hook.taken), 2)

    def test_one_of_a_digest_that_is_resolved_is_told_where_the_digest_was(self):
        self.plant("open", 21, 1, 0.07)
        self.alert()
        self.plant("event", 5, "resolve")
        self.alert()
        self.assertEqual([message["name"] for message in self.told(self.hook)][1:],
                         ["case-5-resolved-" + self.told(self.hook)[1]["name"].split("-")[-1]])
        self.assertEqual(self.other.taken, [])

    def test_what_is_worse_than_was_told_is_told_where_its_rule_says(self):
        self.plant("suspect", 1, 2, 0.12)
        self.alert()
        (message,) = self.told(self.hook)
        self.assertEqual((message["severity"], self.told(self.other)), ("warning", []))
        self.assertIn("Not confirmed: made up.", message["text"])
        self.plant("confirm", 1, 2, 0.12)
        self.alert()
        for server in (self.hook, self.other):
            message = self.told(server)[-1]
            self.assertEqual((message["occasion"], message["severity"]), ("evidence", "critical"))
        self.alert()
        self.assertEqual((len(self.hook.taken), len(self.other.taken)), (2, 1))

    def test_what_is_there_again_is_told_again(self):
        self.plant("open", 1, 1, 0.07)
        self.alert()
        for kind in ("resolve", "reopen"):
            self.plant("event", 1, kind)
            self.alert()
        self.assertEqual([message["occasion"] for message in self.told(self.hook)],
                         ["opened", "resolved", "reopened"])
        self.assertEqual(len({message["thread"] for message in self.told(self.hook)}), 1)

    def test_what_was_told_without_comparison_and_is_refuted_is_taken_back(self):
        self.plant("suspect", 1, 1, 0.07)
        self.alert()
        self.plant("event", 1, "refute")
        self.alert()
        self.assertEqual([message["occasion"] for message in self.told(self.hook)],
                         ["opened", "resolved"])

    def test_two_at_once_make_one_digest(self):
        self.plant("open", 25, 1, 0.12)
        processes = [self.start() for _ in range(4)]
        for process in processes:
            process.communicate(timeout=HANG_S)
            self.assertEqual(process.returncode, 0)
        self.assertEqual((len(self.hook.taken), len(self.other.taken)), (1, 1))

    def test_a_server_that_took_it_and_said_otherwise(self):
        """The same message is told again, by its identifier."""
        self.hook.faults = [Fault(status=500, is_taken=True)]
        self.plant("open", 1, 1, 0.07)
        self.alert(1)
        self.now_s += 61
        self.alert()
        self.assertEqual(list(self.ids(self.hook).values()), [2])


if __name__ == "__main__":
    unittest.main()
