# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A webhook: the document comes as it was, with a digest that proves who sent it and when; with one
blank more it proves nothing. What servers answer ends as it should.
"""
import hashlib
import hmac
import pathlib
import re
import time
import unittest

from alerting import HURRY, MESSAGE, AlertTest, certificate
from web_server import KEY, Fault, WebServer, webhook

PATH = "/hook?token=a-word-in-the-address"


class Webhook(AlertTest):
    secrets = (KEY, "a-word-in-the-address")

    def setUp(self):
        super().setUp()
        self.server = self.enterContext(WebServer(webhook))
        self.channel = {"kind": "webhook", "url": self.server.url + PATH, "key_env": "HOOK_KEY"}
        self.variables["HOOK_KEY"] = KEY

    def test_a_message(self):
        for document in (MESSAGE["document"], '{"title": "ÄÖÜ 🦀 \\u202e", "x": "\\r\\n"}',
                         '{"long": "' + "x" * 1000000 + '"}'):
            self.delivered(document=document)
            self.assertEqual(self.server.taken[-1], document.encode())
        headers = self.server.requests[0][2]
        self.assertEqual(headers["X-Perfharness-Delivery"], MESSAGE["delivery_id"])
        self.assertTrue(headers["Content-Type"].startswith("application/json"))

    def test_as_readers_are_told(self):
        """The README's own lines take what comes, and nothing else."""
        readme = pathlib.Path(__file__).parents[2] / "harness" / "alert" / "README.md"
        lines = re.search(r"```python\n(.*?)```", readme.read_text("utf-8"), re.DOTALL).group(1)
        known = {"hmac": hmac, "hashlib": hashlib, "time": time}
        exec(lines, known)  # pylint: disable=exec-used
        self.delivered()
        _, _, headers, body = self.server.requests[0]
        self.assertTrue(known["is_genuine"](KEY.encode(), headers, body))
        for key, changed, other in ((b"another", {}, body), (KEY.encode(), {}, body + b" "), (
                KEY.encode(), {"X-Perfharness-Timestamp": "1764561600"}, body)):
            self.assertFalse(known["is_genuine"](key, {**headers, **changed}, other))

    def test_one_blank_more(self):
        self.server.carry_out = lambda path, headers, body: webhook(path, headers, body, b" ")
        self.refused("never", "401 (the signature is wrong)")
        self.assertEqual(self.server.taken, [])

    def test_another_key(self):
        self.variables["HOOK_KEY"] = KEY + "!"
        said = self.refused("never", "401")
        self.assertTrue(said["error"].startswith("the key of key_env is perhaps not"))

    def test_answers(self):
        for fault, outcome, words, wait_s in (
                (Fault(429, "slowly", {"Retry-After": "5"}), "later", "429 (slowly)", 5),
                # By the server's clock, which is another one.
                (Fault(503, "", {"Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT",
                                 "X-Date": "Sun, 06 Nov 1994 08:49:37 GMT"}), "later", "503", 30),
                (Fault(503, "", {"Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"}), "later", "", 0),
                (Fault(408), "later", "408", 0), (Fault(425), "later", "425", 0),
                (Fault(500, is_taken=True), "later", "500", 0), (Fault(502), "later", "502", 0),
                (Fault(400, "{}"), "never", "400 ({})", 0), (Fault(404), "never", "404", 0),
                (Fault(413, "\x1b[31mlong" * 1000), "never", "\\u001b[31mlong", 0),
                (Fault(301, "", {"Location": "http://127.0.0.1:1/"}), "later", "redirects", 0),
                (Fault(307, "", {"Location": PATH}), "later", "redirects", 0),
                (Fault(400, f"no {PATH} here, nor {KEY}"), "never", "no /… here", 0),
                (Fault(is_reset=True), "later", "/…", 0)):
            with self.subTest(f"{fault.status} {fault.text[:20]}"):
                before = len(self.server.requests)
                self.server.faults = [fault]
                self.assertEqual(self.refused(outcome, words)["wait_s"], wait_s)
                self.assertEqual(len(self.server.requests), before + 1)
        for status in (200, 201, 202, 204):
            self.server.faults = [Fault(status, "whatever")]
            self.delivered()

    def test_nobody_there(self):
        for path in ("/a-word-in-the-address", "?a-word-in-the-address", "/?a-word-in-the-address"):
            self.refused("later", "http://127.0.0.1:1/…", channel={"url": "http://127.0.0.1:1" + path})

    def test_never(self):
        self.server.faults = [Fault(is_silent=True)]
        self.assertEqual(self.refused("later", "imeout was", patience=HURRY)["code"], "CBKB001")

    def test_tls(self):
        both = certificate(self.folder)
        certificate(self.folder, "another")
        with WebServer(webhook, both) as server:
            channel = {"url": server.url + PATH}
            said = self.refused("later", "certificate", channel=channel)
            self.assertEqual(said["code"], "CBKB004")
            self.refused("later", "certificate",
                         channel={**channel, "ca_file": str(self.folder / "another.pem")})
            self.assertEqual(server.requests, [])
            self.delivered(channel={**channel, "ca_file": str(both[0])})
            said = self.drive(channel={**channel, "ca_file": "/absent"})
            self.assertTrue(said["error"].startswith("ca_file: "))

    def test_addresses(self):
        for url in ("http://example.org/hook", "ftp://127.0.0.1/", "hook", "https://",
                    "https://user:a-word-in-the-address@example.org/", "file:///etc/passwd"):
            with self.subTest(url):
                said = self.drive("target", {"url": url})
                self.assertEqual((said["key"], said["code"]), ("url", "CBKB013"))
        said = self.drive("target", {"url_env": "HOOK_URL"})
        self.assertIn("either url, or url_env", said["error"])
        self.assertEqual(self.drive("target")["text"], f"{self.server.url}/…")

    def test_secret_address(self):
        channel = {"url": None, "url_env": "HOOK_URL"}
        self.assertEqual(self.drive("target", channel)["text"], "$HOOK_URL")
        self.assertIn("HOOK_URL, which is not set", self.drive(channel=channel)["error"])
        self.variables["HOOK_URL"] = "http://example.org/a-word-in-the-address"
        self.assertIn("holds no address", self.drive(channel=channel)["error"])
        self.variables["HOOK_URL"] = self.server.url + PATH
        self.delivered(channel=channel)

    def test_no_key(self):
        del self.variables["HOOK_KEY"]
        self.assertIn("key_env names HOOK_KEY, which is not set", self.drive()["error"])
        self.assertEqual(self.drive("target", {"key_env": None})["key"], "key_env")
        self.assertEqual(self.server.requests, [])

    def test_ask(self):
        """Any answer is one: nothing is posted."""
        self.server.faults = [Fault(405)]
        self.assertNotIn("error", self.drive("ask"))
        self.assertEqual([request[0] for request in self.server.requests], ["OPTIONS"])
        self.assertIn("connect", self.drive("ask", {"url": "http://127.0.0.1:1/"})["error"])

    def test_draft(self):
        self.assertEqual(self.drive("draft")["text"], MESSAGE["document"])


if __name__ == "__main__":
    unittest.main()
