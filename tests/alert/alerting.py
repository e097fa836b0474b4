# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Messages through channels, by the driver send_alert; and what a test of any of them looks at: that
secrets stand in nothing that is said, and that what servers and strangers wrote is printable.
"""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

SEND_ALERT = os.environ["SEND_ALERT"]
HANG_S = 90
# Who waits for longer hangs, and pauses are none that a person would notice.
PATIENCE = {"timeout_s": 20, "unit_s": 0.001}
# For a server that never answers.
HURRY = {"timeout_s": 0.5, "unit_s": 0.001}

HEAD = "a" * 40
MESSAGE = {
    "delivery_id": "delivery-17", "thread_id": "case-4.5", "occasion": "opened",
    "severity": "critical", "title": "comp3/L2 is 12.3 % slower", "text": "Two comparisons say so.",
    "rows": [["comp3/L2", "+12.3 % (11.0 … 13.6 %)"], ["comp3/L1", "+9.9 % (9.0 … 10.8 %)"]],
    "more_count": 44, "link": "https://perf.example/history.html#case-4",
    "document": '{"case": 4, "change_percent": 12.3}', "repository": "octo/mainframe",
    "head_sha": HEAD, "time_us": 1764561600000000, "remote": None, "progress": None,
}
# What a stranger may put into a name, a subject or a branch. The last is not UTF-8.
HOSTILE = {
    "lines": "x\r\nBcc: mallory@example.org\r\n\r\nhello",
    "everybody": "<!channel> <!here> @everyone @channel <@U123> @octocat octo/mainframe#1 #2",
    "code": "``` ` ```` ```",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)> &amp; &lt;",
    "markdown": "![](https://evil.example/a.png) [click](javascript:alert(1)) **b** _i_ ~~s~~",
    "link": "https://evil.example/ www.evil.example <https://evil.example|safe>",
    "bidi": "a\u202egnp.exe\u2066\u2069\u200f b\u0000c\u001b[31mred\u009b",
    "heading": "# one\n## two\n---\n===\n- list\n+ list\n1. list\n    code\n> quote",
    "encoded": "=?UTF-8?B?DQpCY2M6IG1hbGxvcnlAZXhhbXBsZS5vcmc=?= .\r\n.\r\nQUIT",
    "letters": "ÄÖÜ 漢字 🦀 e\u0301",
    "long": "x" * 1000000,
    "long_letters": "漢🦀" * 200000,
    "long_specials": "&<>\"\\@#`" * 100000,
    "not_text": b"caf\xe9 \xff\xfe \xf0\x9f\xa6 \xed\xa0\x80 end",
    "empty": "",
}


def document(value):
    """JSON, in which texts that are bytes stand as they are, whether that is UTF-8 or not."""
    kept = []

    def mark(item):
        if isinstance(item, bytes):
            kept.append(item)
            return f"bytes-{len(kept) - 1}-of-a-test"
        if isinstance(item, dict):
            return {name: mark(member) for name, member in item.items()}
        return [mark(member) for member in item] if isinstance(item, list) else item

    text = json.dumps(mark(value)).encode()
    for i, item in enumerate(kept):
        text = text.replace(f"bytes-{i}-of-a-test".encode(), item)
    return text


class AlertTest(unittest.TestCase):
    """`secrets` stand in nothing that the driver says."""

    secrets = ()
    channel = {}

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.variables = {}

    def drive(self, what="send", channel=None, patience=PATIENCE, **changes):
        """What the driver says; changes are of the message."""
        asked = {"do": what, "channel": {**self.channel, **(channel or {})}, "patience": patience,
                 "message": {**MESSAGE, **changes}}
        asked["channel"] = {key: value for key, value in asked["channel"].items()
                            if value is not None}
        unset = ("CURL_CA_BUNDLE", "SSL_CERT_FILE", "GITHUB_TOKEN", "GITHUB_REPOSITORY",
                 "GITHUB_API_URL", "CREDENTIALS_DIRECTORY")
        variables = {**{name: value for name, value in os.environ.items() if name not in unset},
                     **self.variables}
        done = subprocess.run([SEND_ALERT], input=document(asked), env=variables, timeout=HANG_S,
                              capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        for secret in self.secrets:
            self.assertNotIn(secret.encode(), done.stdout)
        said = json.loads(done.stdout)
        for name in ("error", "complaint", "acknowledged_by"):
            text = said.get(name) or ""
            self.assert_plain(text)
            self.assertNotIn("\n", text)
            self.assertLess(len(text), 1500)
        return said

    def delivered(self, **changes):
        said = self.drive(**changes)
        self.assertEqual(said.get("outcome"), "delivered", said)
        return said

    def refused(self, outcome, words, **changes):
        said = self.drive(**changes)
        self.assertEqual(said.get("outcome"), outcome, said)
        self.assertIn(words, said["error"])
        return said

    def each_hostile(self, look):
        """Send each text in every field of a message at once; look() is told which."""
        for name, text in HOSTILE.items():
            with self.subTest(name):
                self.delivered(title=text or "x", text=text, rows=[[text, text[:9999]]] * 3,
                               repository=text, link=text, head_sha=text, remote=text,
                               progress=text)
                look()

    def assert_plain(self, text):
        """Valid, and nothing in it controls a terminal or turns what follows around."""
        text.encode()
        self.assertIsNone(re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]",
                                    text))


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=60)


def certificate(folder, name="localhost"):
    """A certificate of localhost that is its own authority, and its key."""
    both = folder / f"{name}.pem", folder / f"{name}.key"
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-days", "2", "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost",
            "-keyout", both[1], "-out", both[0])
    return both
