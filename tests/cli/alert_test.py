# SPDX-License-Identifier: AGPL-3.0-or-later
"""
perfharness alert: who is told of what and when, each once, by a server on loopback; what is wrong
in the settings, with its place; what --dry-run and --check say, and that they tell nobody.
"""
import contextlib
import datetime
import hashlib
import json
import sqlite3
import subprocess
import sys
import unittest

from history_cases_test import LEARNING, CasesTest
from history_test import DAY_S, NOW_S
from program import CONFIG_PLACE, PROGRAM, SOURCE, lay_out, needs_engine, run, unbroken, validator

sys.path.insert(0, str(SOURCE / "tests" / "alert"))
from web_server import KEY, Fault, WebServer, webhook_of_any_time  # pylint: disable=wrong-import-position

ALERTS = """
link = "https://perf.example/history.html"

[[rule]]
when = "change_percent > 10 and p_value < 0.05"
severity = "critical"
channels = ["hook", "other"]

[[rule]]
when = "change_percent > 5 and p_value < 0.05"
severity = "warning"
channels = ["hook"]
title = "Slower: {{metric_name}} {{change_percent}} %"

[[rule]]
when = "change_percent < -3 and p_value < 0.05"
severity = "info"
channels = ["hook"]

[templates]
title = "{{metric_name}} {{change_percent}} %"
text = "{{{{{{case}}}} {{baseline_value}} {{current_value}} {{commit_hash}} {{branch_name}} {{host}}"

[house]
channels = ["hook", "other"]

[channels.hook]
kind = "webhook"
url = "{hook}/hook"
key_env = "HOOK_KEY"

[channels.other]
kind = "webhook"
url = "{other}/other"
key_env = "HOOK_KEY"
"""


class AlertTest(CasesTest):
    def setUp(self):
        super().setUp()
        self.hook = self.enterContext(WebServer(webhook_of_any_time))
        self.other = self.enterContext(WebServer(webhook_of_any_time))
        self.settings = self.write("alerts.toml", self.text())
        self.now_s = 0

    def text(self):
        return ALERTS.format(hook=self.hook.url, other=self.other.url)

    def environment(self, **variables):
        now = {"PERFHARNESS_NOW": str(self.now_s)} if self.now_s else {}
        return super().environment(**{"HOOK_KEY": KEY, **now, **variables})

    def alert(self, *arguments, **variables):
        return run("alert", "--store", str(self.store), "--alerts", str(self.settings),
                   *map(str, arguments), env=self.environment(**variables))

    def told(self, status=0, *arguments, **variables):
        """What the servers were newly told, and what is printed."""
        before = len(self.hook.taken), len(self.other.taken)
        result = self.alert(*arguments, **variables)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        self.assertNotIn(KEY, result.stdout + result.stderr)
        documents = []
        for server, first in zip((self.hook, self.other), before):
            documents.append([json.loads(body) for body in server.taken[first:]])
            for document in documents[-1]:
                validator("alert.schema.json").validate(document)
        return *documents, unbroken(result.stdout)

    def nobody_is_told(self, *arguments):
        hook, other, said = self.told(0, *arguments)
        self.assertEqual((hook, other), ([], []), said)
        return said

    def open_case(self, shift=0.12):
        self.learn()
        self.truth(self.position + 1, shift)
        self.live(3)

    def later(self, days):
        self.now_s = NOW_S + (self.night + days) * DAY_S


class Life(AlertTest):
    def test_a_case_is_told_once_and_its_end_to_the_same(self):
        self.learn()
        self.assertIn("nobody is to be told of anything", self.nobody_is_told())
        self.truth(self.position + 1, 0.12)
        self.live(3, confirmed=False)
        self.assertIn("case 1: nothing is confirmed yet", self.nobody_is_told())
        self.confirm()
        hook, other, said = self.told()
        self.assertEqual([document["name"] for document in hook + other], ["case-1-opened-1"] * 2)
        (document,) = hook
        self.assertEqual((document["occasion"], document["severity"]), ("opened", "critical"))
        self.assertRegex(document["title"], r"^[a-z3-]+/?\S* \+1[23]\.\d %$")
        self.assertEqual(len(document["rows"]), 3)
        self.assertEqual(document["case"]["series"], 3)
        self.assertGreater(document["case"]["change_percent"], 10)
        self.assertLess(document["case"]["p_value"], 0.05)
        self.assertEqual(document["rule"], "change_percent > 10 and p_value < 0.05")
        self.assertIn("told: hook: ", said)
        self.assertIn("{1} ", document["text"])
        self.nobody_is_told()
        digest = hashlib.sha256(self.settings.read_bytes()).hexdigest()
        self.assertEqual(self.ask("SELECT kind, lower(hex(digest)) FROM fact"
                                  " WHERE name = 'alerts.toml'"), [("settings", digest)])

        mended = self.position + 3
        self.truth(LEARNING + 1, 0.12, to=mended)
        self.live(8)
        hook, other, _ = self.told()
        self.assertEqual([document["occasion"] for document in hook + other], ["resolved"] * 2)
        self.assertEqual({one["thread"] for one in hook + other}, {document["thread"]})
        self.nobody_is_told()
        self.check_whole()

    def test_a_shift_below_every_rule_is_shown_and_not_told(self):
        self.open_case(0.02)
        self.assertIn("case 1: it meets no rule", self.nobody_is_told())
        self.assertIn("case 1: it meets no rule", unbroken(self.alert("--dry-run").stdout))

    def test_a_rule_has_its_own_channels_and_title(self):
        self.open_case(0.07)
        hook, other, _ = self.told()
        self.assertEqual(other, [])
        self.assertEqual(hook[0]["severity"], "warning")
        self.assertRegex(hook[0]["title"], "^Slower: ")

    def test_faster_is_told_as_well(self):
        self.open_case(-0.07)
        hook, _, _ = self.told()
        self.assertEqual(hook[0]["severity"], "info")
        self.assertIn(" -6.8 %", hook[0]["title"])

    def test_what_people_say_is_told_to_nobody_but_the_issue(self):
        self.open_case()
        self.told()
        self.done("ack", 1, "--reason", "known", "--by", "somebody")
        self.nobody_is_told()
        self.later(30)
        self.nobody_is_told("--stoppage-hours", 2000)

    def test_what_is_known_before_it_is_told_is_told_to_nobody(self):
        self.open_case()
        self.done("silence", 1, "--reason", "known", "--until", self.day(20))
        self.assertIn("case 1: somebody knows of it already", self.nobody_is_told())
        self.later(25)
        hook, _, _ = self.told(0, "--stoppage-hours", 2000)
        self.assertEqual([one["occasion"] for one in hook], ["opened"])

    def day(self, days):
        at = datetime.datetime.fromtimestamp(NOW_S + (self.night + days) * DAY_S,
                                             datetime.timezone.utc)
        return at.strftime("%Y-%m-%d")

    def test_one_reminder_of_what_is_critical(self):
        self.open_case()
        self.told()
        self.later(6.9)
        self.nobody_is_told("--stoppage-hours", 2000)
        self.later(7.1)
        hook, other, _ = self.told(0, "--stoppage-hours", 2000)
        self.assertEqual([one["occasion"] for one in hook + other], ["reminder"] * 2)
        self.later(40)
        self.nobody_is_told("--stoppage-hours", 2000)

    def test_what_could_not_be_compared_is_a_warning(self):
        self.learn()
        self.truth(self.position + 1, 0.25, fails=True)
        self.live(9)
        hook, other, _ = self.told()
        self.assertEqual((len(hook), other), (1, []))
        self.assertEqual(hook[0]["severity"], "warning")
        self.assertIn("Not confirmed: ", hook[0]["text"])
        self.assertIsNone(hook[0]["case"]["p_value"])


class House(AlertTest):
    def test_no_run_for_two_days(self):
        self.learn()
        self.later(1.9)
        self.nobody_is_told()
        self.later(2.1)
        hook, other, _ = self.told()
        self.assertEqual([one["title"] for one in hook + other], ["No run for 48 hours"] * 2)
        self.nobody_is_told()
        self.now_s = 0
        self.night += 3
        self.live(1)
        hook, _, _ = self.told()
        self.assertEqual([one["title"] for one in hook], ["Over: No run for 48 hours"])
        self.nobody_is_told()
        self.later(2.1)
        hook, _, _ = self.told()
        self.assertEqual([one["name"] for one in hook], ["stoppage-2"])

    def test_a_promotion_that_failed(self):
        self.learn()
        hook, _, _ = self.told(0, "--promotion-failed", "its runs differ")
        self.assertEqual([(one["occasion"], one["text"]) for one in hook],
                         [("house", "its runs differ")])
        self.nobody_is_told("--promotion-failed", "its runs differ")

    def test_a_history_that_was_changed(self):
        self.learn()
        with contextlib.closing(sqlite3.connect(self.store)) as database, database:
            (trigger,) = database.execute(
                "SELECT sql FROM sqlite_schema WHERE name = 'fact_unchanged'").fetchone()
            database.execute("DROP TRIGGER fact_unchanged")
            database.execute("UPDATE fact SET text = 'another' WHERE fact_id = 1")
            database.execute(trigger)
        hook, _, _ = self.told()
        self.assertEqual([one["title"] for one in hook], ["The history is not as it was written"])
        self.assertIn("no receipt is for it as it is", hook[0]["text"])
        self.nobody_is_told()

    def test_runs_that_wait(self):
        self.learn()
        self.spool(self.position + 1, self.night_document(self.position + 1))
        hook, _, _ = self.told()
        self.assertEqual([one["title"] for one in hook], ["Runs wait in the spool"])
        self.done("push")
        hook, _, _ = self.told()
        self.assertEqual([one["title"] for one in hook], ["Over: Runs wait in the spool"])

    def test_a_missed_floor(self):
        self.learn()
        self.truth(self.position + 1, 2.5)
        self.live(1, confirmed=False)
        hook, _, _ = self.told()
        self.assertTrue(hook)
        self.assertTrue(all(" is below its floor on main" in one["title"] for one in hook))
        self.nobody_is_told()


class Sending(AlertTest):
    def test_what_a_server_cannot_take_is_tried_again_and_given_up_at_last(self):
        self.open_case()
        self.other.faults = [Fault(status=503) for _ in range(20)]
        hook, other, said = self.told(1)
        self.assertEqual((len(hook), other), (1, []))
        self.assertIn("not told yet: other: ", said)
        minutes = [1, 5, 30, 120, 360]
        self.later(0)
        for attempt, wait in enumerate(minutes, 2):
            self.now_s += wait * 60 - 30
            self.assertIn("1 that were decided before still wait to be told", self.nobody_is_told())
            self.now_s += 31
            hook, other, said = self.told(1)
            self.assertEqual(other, [])
        self.assertIn("given up: other: ", said)
        self.assertEqual([one["title"] for one in hook], ["The channel other does not deliver"])
        self.assertEqual(len(self.other.requests), 6)
        self.assertEqual(len({headers["X-Perfharness-Delivery"]
                              for _, _, headers, _ in self.other.requests}), 1)
        self.now_s += 7200
        self.nobody_is_told()

    def test_what_a_server_refuses_is_given_up_at_once(self):
        self.open_case()
        self.other.faults = [Fault(status=400, text="invalid")]
        _, other, said = self.told(1)
        self.assertEqual(other, [])
        self.assertIn("given up: other: ", said)
        self.assertEqual(len(self.other.requests), 1)
        case = self.cases()[0]
        self.assertIn("undelivered", [event["kind"] for event in case["events"]])

    def test_nobody_is_left_who_could_be_told_of_a_channel(self):
        self.settings.write_text(self.text().replace('[house]\nchannels = ["hook", "other"]',
                                                     '[house]\nchannels = ["other"]'))
        self.open_case()
        self.other.faults = [Fault(status=400, text="invalid")]
        _, _, said = self.told(1)
        self.assertIn("The channel other does not deliver: no other channel of [house] is enabled",
                      said + self.nobody_is_told())

    def test_a_server_is_waited_for_as_it_asks(self):
        self.open_case()
        self.hook.faults = [Fault(status=429, headers={"Retry-After": "600"})]
        self.told(1)
        self.later(0)
        self.now_s += 599
        self.nobody_is_told()
        self.now_s += 2
        hook, _, _ = self.told()
        self.assertEqual(len(hook), 1)

    def test_a_secret_that_is_missing_is_named_and_the_message_kept(self):
        self.open_case()
        result = self.alert(HOOK_KEY="")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("HOOK_KEY", result.stdout)
        self.later(0.1)
        hook, other, _ = self.told()
        self.assertEqual((len(hook), len(other)), (1, 1))

    def test_two_at_once_tell_once(self):
        self.open_case()
        command = [PROGRAM, "alert", "--store", str(self.store), "--alerts",
                   str(self.settings)]
        both = [subprocess.Popen(command, env=self.environment(), stdout=subprocess.DEVNULL,
                                 stderr=subprocess.PIPE) for _ in range(4)]
        for one in both:
            self.assertEqual(one.wait(60), 0, one.stderr.read())
            one.stderr.close()
        self.assertEqual((len(self.hook.requests), len(self.other.requests)), (1, 1))

    def test_the_clock_is_set_back(self):
        self.open_case()
        self.later(400)
        self.hook.faults = [Fault(status=503)]
        self.told(1, "--stoppage-hours", 8000)
        self.later(0.01)
        hook, _, _ = self.told()
        self.assertIn("case-1-opened-1", [one["name"] for one in hook])


class DryRun(AlertTest):
    def test_nothing_is_sent_or_written(self):
        self.open_case()
        before = self.ask("SELECT count(*) FROM receipt")
        result = self.alert("--dry-run")
        self.assertEqual(result.returncode, 0, result.stderr)
        said = unbroken(result.stdout)
        self.assertIn("critical, opened: ", said)
        self.assertIn(f"to hook ({self.hook.url}/…), other ({self.other.url}/…)", said)
        self.assertIn("because change_percent > 10 and p_value < 0.05", said)
        self.assertTrue(all(len(line) <= 80 for line in result.stdout.splitlines()))
        self.assertEqual((self.hook.requests, self.other.requests), ([], []))
        self.assertEqual(self.ask("SELECT count(*) FROM receipt"), before)

    def test_json(self):
        self.open_case()
        document = json.loads(self.alert("--dry-run", "--json").stdout)
        validator("alerts.schema.json").validate(document)
        (one,) = document["alerts"]
        validator("alert.schema.json").validate(one["alert"])
        self.assertEqual([channel["name"] for channel in one["channels"]], ["hook", "other"])
        self.assertEqual(json.loads(one["channels"][0]["draft"]), one["alert"])
        document = json.loads(self.alert("--json").stdout)
        validator("alerts.schema.json").validate(document)
        self.assertEqual([one["outcome"] for one in document["deliveries"]], ["told", "told"])


class Check(AlertTest):
    def check(self, status):
        result = self.alert("--check")
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        return unbroken(result.stdout)

    def test_what_is_fine(self):
        self.learn()
        said = self.check(0)
        self.assertIn(f"channel hook: {self.hook.url}/… answers", said)
        self.assertIn("younger than 90 days", said)
        self.assertEqual([request for request in self.hook.requests if request[0] == "POST"], [])

    def test_rules_that_nothing_has_met(self):
        self.open_case()
        self.told()
        self.later(89)
        self.now_s += 8 * DAY_S
        said = self.check(3)
        self.assertIn("rule of line 9: nobody was told by it for 90 days", said)
        self.settings.write_text(self.text().replace('"change_percent > 5 and', '"change_percent > 12 and')
                                 .replace('["hook", "other"]', '["hook"]'))
        said = self.check(3)
        self.assertIn("rule of line 9: all that meets it meets that of line 4", said)
        self.assertIn("rule of line 15: nobody was told by it for 90 days", said)
        self.assertEqual(said.count("rule of line 9:"), 1)
        self.assertIn("channel other: no rule names it, nor does [house]", said)

    def test_contradictions_and_channels(self):
        self.learn()
        self.settings.write_text(self.text()
                                 .replace('"change_percent > 5 and', '"change_percent > 12 and')
                                 .replace('"change_percent < -3 and',
                                          '"change_percent < -3 and change_percent > -1 and')
                                 + "enabled = false\n")
        self.hook.server_close()
        said = self.check(3)
        self.assertIn("rule of line 9: all that meets it meets that of line 4", said)
        self.assertIn("rule of line 15: nothing meets it", said)
        self.assertIn("channel other: not enabled", said)
        self.assertRegex(said, r"channel hook: \S+: .*connect")


# What is changed in the settings, and what is said of it, with the place.
MISTAKES = (
    ("change_percent > 10 and", "change_percnt > 10 and",
     ":5:9: when: there is no field \"change_percnt\"; did you mean \"change_percent\"?"),
    ("> 10 and p_value", "> 10 or p_value", ":5:29: when: \"and\" or the end was expected"),
    ("> 10 and", "=> 10 and", ":5:24: when: one of < <= > >= was expected"),
    ("> 10 and", "> ten and", ":5:26: when: a number was expected"),
    ('"critical"', '"fatal"', ":6:12: severity: one of info, warning, critical was expected"),
    ('["hook", "other"]', '["hook", "othr"]',
     ":7:21: there is no channel \"othr\"; did you mean \"other\"?"),
    ('["hook", "other"]', "[]", ":7:12: channels: at least one was expected"),
    ('["hook", "other"]', '["hook", "hook"]', ":7:21: channels: hook stands there twice"),
    ("{change_percent} %\"", "{change_prcent} %\"",
     ":13:32: title: there is no placeholder \"change_prcent\"; did you mean \"change_percent\"?"),
    ("{host}\"", "{host\"", "is not closed"),
    ("severity = \"critical\"", "severty = \"critical\"", "unknown key severty: "),
    ("key_env = \"HOOK_KEY\"", "key = \"HOOK_KEY\"",
     "key: a secret does not stand in the settings: key_env names"),
    ("key_env = \"HOOK_KEY\"", "key_emv = \"HOOK_KEY\"", "did you mean \"key_env\"?"),
    ('kind = "webhook"', 'kind = "webhoook"', "did you mean \"webhook\"?"),
    ('kind = "webhook"', "", "kind is missing"),
    ("[channels.hook]", "[channels.Hook]", "a-z, 0-9 and -"),
    ("https://perf.example", "javascript:", ":2:8: link: "),
    ("https://perf.example/", "https://perf.example/ ", ":2:8: link: "),
    ("https://perf.example/", r"https://perf.example/\n", ":2:8: link: "),
    ("https://perf.example/", r"https://perf.example/\u001b[1m", ":2:8: link: "),
    ("https://perf.example/", r"https://perf.example/\u202e", ":2:8: link: "),
    ("link = ", 'repository = "name"\nlink = ', ":2:14: repository: OWNER/NAME was expected"),
    ("\"HOOK_KEY\"", "\"ghp_0123456789abcdefghij0123456789abcdef\"", "never the secret itself"),
    ("[templates]", "[template]", "unknown key template: "),
    ("[house]", "[houses]", "unknown key houses: "),
    ("change_percent > 10", "change_percent > 1e999", "a number was expected"),
)


class Documents(AlertTest):
    def test_one_that_is_damaged_is_told_once(self):
        """Though what is told is decided twice, before and behind what people have closed."""
        self.open_case()
        with contextlib.closing(sqlite3.connect(self.store)) as database:
            text, = database.execute("SELECT sql FROM sqlite_schema WHERE name = 'document_unchanged'"
                                     ).fetchone()
            database.executescript(f"DROP TRIGGER document_unchanged; "
                                   f"UPDATE document SET deflated = x'00'; {text};")
        result = self.alert()
        self.assertEqual(result.stderr.count("cannot be read"), 1, result.stderr)


class Settings(AlertTest):
    def test_mistakes_are_refused_with_their_place(self):
        self.learn(1)
        for old, new, said in MISTAKES:
            with self.subTest(new):
                self.assertIn(old, self.text())
                self.settings.write_text(self.text().replace(old, new, 1))
                self.assert_says_one_sentence(self.alert("--dry-run"), 1, said)

    def test_the_settings_that_come_with_it(self):
        self.open_case()
        result = run("alert", "--store", str(self.store), "--dry-run", env=self.environment())
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("no channel of the rule that it meets is enabled", unbroken(result.stdout))

    @needs_engine
    def test_history_judges_by_the_same_rules(self):
        self.open_case()
        prefix = self.folder / "prefix"
        program = lay_out(prefix)
        severities = []
        for rule in ("> 10", "> 50"):
            settings = prefix / CONFIG_PLACE / "alerts.toml"
            settings.write_text(settings.read_text().replace("> 10", rule, 1))
            shown = run("history", "show", "--json", "--store", str(self.store), program=program,
                        env=self.environment())
            severities += [case["severity"] for case in json.loads(shown.stdout)["cases"]]
        self.assertEqual(severities, ["critical", "warning"])
        settings.write_text("rule = 3\n[templates]\ntitle = 'x'\ntext = ''\n")
        self.assert_says_one_sentence(
            run("history", "show", "--store", str(self.store), program=program,
                env=self.environment()), 1, "alerts.toml:1:8: ")

    def test_no_history(self):
        self.assert_says_one_sentence(self.alert(), 1, "there is no history yet")
        self.assertFalse(self.store.exists())

    def test_what_others_wrote_is_text(self):
        """In a branch's name, where it is put into a template and into JSON."""
        branch = "{case} <!channel> \"\\ \u202e\x1b[31m"
        self.learn()
        self.truth(self.position + 1, 0.12)
        for _ in range(3):
            self.night += 1
            self.position += 1
            path = self.write("perf.json", json.dumps(self.night_document(self.position)))
            self.done("add", path, "--position", self.position, "--event", "schedule",
                      "--branch", branch)
            self.confirm()
        hook, _, said = self.told()
        self.assertIn("{case} <!channel> \"\\ \\u202e\\u001b[31m", hook[0]["text"])
        self.assertTrue(said.isprintable())

    def test_options(self):
        for arguments, said in ((("--dry-run", "--check"), "one of them"),
                                (("--stoppage-hours", "0"), "1 to "),
                                (("--check", "--json"), "--check has none"),
                                (("--promotion-failed", ""), "a reason was expected"),
                                (("more",), "more")):
            self.assert_says_one_sentence(self.alert(*arguments), 2, said)


if __name__ == "__main__":
    unittest.main()
