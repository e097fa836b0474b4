# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Slack: what is posted keeps within its limits and mentions nobody, whatever a name holds; every
answer it may give, and some that it would not, end as they should; the address is said nowhere.
"""
import json
import re
import unittest

from alerting import HOSTILE, HURRY, MESSAGE, AlertTest
from web_server import SLACK_PATH, Fault, WebServer, slack


class Slack(AlertTest):
    secrets = ("a-secret-nobody-may-see", "B000")

    def setUp(self):
        super().setUp()
        self.server = self.enterContext(WebServer(slack))
        self.channel = {"kind": "slack", "url_env": "SLACK_URL", "host": self.server.host}
        self.variables["SLACK_URL"] = self.server.url + SLACK_PATH

    def posted(self):
        return json.loads(self.server.taken[-1])

    def test_a_message(self):
        self.delivered()
        message = self.posted()
        header, text, rows, context = message["blocks"]
        self.assertEqual(message["text"], MESSAGE["title"])
        self.assertEqual(header["text"]["text"], MESSAGE["title"])
        self.assertEqual(text["text"]["text"], MESSAGE["text"])
        self.assertEqual(rows["text"]["text"], "comp3/L2: +12.3 % (11.0 … 13.6 %)\n"
                         "comp3/L1: +9.9 % (9.0 … 10.8 %)\nand 44 more")
        what, link = context["elements"]
        self.assertEqual(what["text"], "critical, opened; octo/mainframe at aaaaaaaaaaaa")
        self.assertEqual(link, {"type": "mrkdwn", "text": f"<{MESSAGE['link']}|the history>"})
        method, path, headers, _ = self.server.requests[0]
        self.assertEqual((method, path), ("POST", SLACK_PATH))
        self.assertTrue(headers["Content-Type"].startswith("application/json"))

    def test_little_to_say(self):
        """A block without a text would be refused."""
        self.delivered(text="", rows=[], more_count=0, link=None, repository=None, head_sha=None,
                       severity="none", occasion="house")
        self.assertEqual([block["type"] for block in self.posted()["blocks"]],
                         ["header", "context"])
        self.assertEqual(self.posted()["blocks"][1]["elements"][0]["text"], "house")

    def texts(self, message):
        yield "text", message["text"]
        for block in message["blocks"]:
            for element in block.get("elements", [block.get("text")]):
                yield element["type"], element["text"]

    def test_hostile(self):
        """Nothing is a mention, a link or an end of one: what could be is escaped."""
        def look():
            self.assertLessEqual(len(self.server.taken[-1]), 10000)
            for kind, text in self.texts(self.posted()):
                self.assertIsNone(re.search(r"[<>]|&(?!amp;|lt;|gt;)", text))
                self.assertNotEqual(kind, "mrkdwn")
                self.assert_plain(text)

        self.each_hostile(look)
        self.assertEqual(len(self.server.taken), len(HOSTILE))

    def test_many_rows(self):
        self.delivered(rows=[[f"series {i} " + "<" * 300, "x"] for i in range(60)], more_count=7)
        rows = self.posted()["blocks"][2]["text"]["text"].split("\n")
        self.assertEqual((len(rows), rows[-1]), (11, "and 57 more"))
        self.assertIn("…", rows[0])

    def test_cut_on_whole_characters(self):
        title = "🦀" * 100
        self.delivered(title=title)
        shown = self.posted()["blocks"][0]["text"]["text"]
        self.assertEqual(shown, "🦀" * 74 + "…")

    def test_answers(self):
        """(fault, outcome, words, seconds to wait)"""
        for fault, outcome, words, wait_s in (
                (Fault(429, "rate_limited", {"Retry-After": "37"}), "later", "429", 37),
                (Fault(429, "rate_limited", {"Retry-After": "soon"}), "later", "429", 0),
                (Fault(503, "", {"Retry-After": "99999999"}), "later", "503", 86400),
                (Fault(500, "rollup_error", is_taken=True), "later", "rollup_error", 0),
                (Fault(400, "invalid_blocks"), "never", "400 (invalid_blocks)", 0),
                (Fault(403, "action_prohibited"), "never", "action_prohibited", 0),
                (Fault(404, "no_service"), "never", "404 (no_service)", 0),
                (Fault(410, "channel_is_archived"), "never", "channel_is_archived", 0),
                (Fault(200, "invalid_token"), "never", 'but not "ok" (invalid_token)', 0),
                (Fault(200, "<html>Please log in</html>"), "later", "<html>Please log in", 0),
                (Fault(200, ""), "later", 'but not "ok"', 0),
                (Fault(204, ""), "later", 'but not "ok"', 0),
                (Fault(200, b"\xff\x1b[31m\xe2\x80\xae" + b"x" * 100000), "later", "\\u001b", 0),
                (Fault(200, SLACK_PATH), "later", "/…", 0),
                (Fault(301, "", {"Location": "https://evil.example/"}), "later", "redirects", 0),
                (Fault(302, "", {"Location": "http://127.0.0.1:1/"}), "later", "redirects", 0),
                (Fault(308, "", {"Location": SLACK_PATH}), "later", "redirects", 0),
                (Fault(is_reset=True), "later", "http://127.0.0.1", 0),
                (Fault(is_reset=True, is_taken=True), "later", "http://127.0.0.1", 0)):
            with self.subTest(f"{fault.status} {fault.text[:20]}"):
                before = len(self.server.requests)
                self.server.faults = [fault]
                said = self.refused(outcome, words)
                self.assertEqual(said["wait_s"], wait_s)
                self.assertEqual(len(self.server.requests), before + 1)
                self.assertIn(f"{self.server.url}/…", said["error"])

    def test_never_and_slowly(self):
        self.server.faults = [Fault(is_silent=True)]
        said = self.refused("later", "imeout was reached", patience=HURRY)
        self.assertEqual(said["code"], "CBKB001")
        self.server.faults = [Fault(is_slow=True, is_taken=True)]
        self.delivered()

    def test_nobody_there(self):
        self.variables["SLACK_URL"] = "http://127.0.0.1:1" + SLACK_PATH
        self.refused("later", "connect", channel={"host": "127.0.0.1:1"})

    def test_only_there(self):
        """Who puts another address into the variable sends nothing anywhere."""
        for url in (f"http://localhost:{self.server.server_address[1]}{SLACK_PATH}",
                    f"http://me@{self.server.host}{SLACK_PATH}",
                    f"http://{self.server.host}.evil.example{SLACK_PATH}",
                    f"https://{self.server.host}{SLACK_PATH}",
                    "https://hooks.slack.com/services/B000", "a-secret-nobody-may-see",
                    f"ftp://{self.server.host}{SLACK_PATH}"):
            with self.subTest(url):
                self.variables["SLACK_URL"] = url
                said = self.drive()
                self.assertIn("holds no address of", said["error"])
                self.assertEqual(said["code"], "CBKB004")
        for url in (self.server.url + SLACK_PATH, "https://hooks.slack.com.evil.example/services/B000",
                    "https://evil.example/hooks.slack.com/B000", "http://hooks.slack.com/B000",
                    "https://hooks.slack.com:8443/B000", "https://user@hooks.slack.com/B000"):
            with self.subTest(url):
                self.variables["SLACK_URL"] = url
                said = self.drive(channel={"host": None})
                self.assertIn("holds no address of https://hooks.slack.com/…", said["error"])
        self.assertEqual(self.server.requests, [])

    def test_hosts(self):
        for host in ("hooks.slack.com", "hooks.slack-gov.com"):
            said = self.drive("target", {"host": host})
            self.assertEqual(said["text"], f"https://{host}/…")
        for host in ("evil.example", "hooks.slack.com.evil.example", "hooks.slack.com:443",
                     "user@127.0.0.1:80", "127.0.0.1:80/path", "", "127.0.0.1 ", "10.0.0.1:80"):
            with self.subTest(host):
                said = self.drive("target", {"host": host})
                self.assertEqual((said["key"], said["code"]), ("host", "CBKB013"))

    def test_secret(self):
        del self.variables["SLACK_URL"]
        self.assertIn("url_env names SLACK_URL, which is not set", self.drive()["error"])
        self.variables["SLACK_URL"] = ""
        self.assertIn("SLACK_URL, which is empty", self.drive()["error"])
        self.variables["SLACK_URL"] = self.server.url + SLACK_PATH + "\nx"
        self.assertIn("a line's end", self.drive()["error"])
        for name in ("https://hooks.slack.com/services/B000", "a b", "../x", ".x", "$SLACK_URL"):
            said = self.drive(channel={"url_env": name})
            self.assertEqual(said["key"], "url_env")
            self.assertIn("never the secret itself", said["error"])

    def test_credential(self):
        """Of systemd: a file, whose last line's end is none of the secret."""
        (self.folder / "slack.url").write_text(self.variables.pop("SLACK_URL") + "\n")
        self.variables["CREDENTIALS_DIRECTORY"] = str(self.folder)
        self.delivered(channel={"url_env": "slack.url"})

    def test_ask(self):
        """It is known whether Slack answers, and nobody sees a message."""
        self.assertNotIn("error", self.drive("ask"))
        self.assertEqual(self.server.taken, [])
        self.server.faults = [Fault(404, "no_service")]
        self.assertIn("404 (no_service)", self.drive("ask")["error"])
        self.server.faults = [Fault(200, "ok")]
        self.assertIn("not Slack", self.drive("ask")["error"])

    def test_keys(self):
        said = self.drive("target", {"url": "https://hooks.slack.com/services/B000"})
        self.assertEqual(said["key"], "url")
        self.assertIn("slack has no url", said["error"])
        said = self.drive("target", {"url_env": None})
        self.assertEqual((said["key"], said["error"]),
                         ("url_env", "a channel of the kind slack needs url_env"))

    def test_draft(self):
        """It is what would be posted."""
        said = self.drive("draft")
        self.assertEqual(json.loads(said["text"])["text"], MESSAGE["title"])


if __name__ == "__main__":
    unittest.main()
