# SPDX-License-Identifier: AGPL-3.0-or-later
"""
E-mail, with a real server on loopback: TLS and the password come before anything is sent, whoever
is refused keeps nobody else from reading, what is tried again is the same mail, and no name of a
stranger adds a header.
"""
import email
import email.policy
import pathlib
import socket
import tempfile
import unittest

from alerting import HOSTILE, HURRY, MESSAGE, AlertTest, certificate
from mail_server import PASSWORD, USER, MailServer

ALICE, BOB, CAROL = "alice@example.org", "bob@example.org", "carol@example.org"
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
           "Content-Type", "Content-Transfer-Encoding"]


class Email(AlertTest):
    secrets = (PASSWORD,)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.trusted, cls.another = certificate(folder), certificate(folder, "another")

    def serve(self, *arguments, **options):
        """A server that is asked from now on, with the password where it takes one."""
        server = self.enterContext(MailServer(*arguments, **options))
        self.server, self.handler = server, server.handler
        self.channel = {"kind": "email", "url": server.url, "from": "perf@example.com",
                        "to": [ALICE], "ca_file": str(self.trusted[0])}
        if server.context:
            self.channel |= {"user": USER, "password_env": "MAIL_PASSWORD"}
        else:
            self.channel |= {"tls": "none"}
        self.variables["MAIL_PASSWORD"] = PASSWORD
        return server

    def received(self, i=-1):
        """The mail as its reader sees it; each line is one of ASCII, and not too long."""
        content = self.handler.mails[i][2]
        self.assertTrue(content.isascii())
        self.assertLessEqual(max(map(len, content.split(b"\r\n"))), 998)
        self.assertNotIn(b"\n", content.replace(b"\r\n", b""))
        self.assertNotIn(b"\r", content.replace(b"\r\n", b""))
        return email.message_from_bytes(content.replace(b"\r\n", b"\n"),
                                        policy=email.policy.default)

    def test_a_mail(self):
        for options in ({}, {"is_smtps": True}):
            self.serve(self.trusted, **options)
            said = self.delivered()
            sender, recipients, _ = self.handler.mails[0]
            self.assertEqual((sender, recipients), ("perf@example.com", [ALICE]))
            mail = self.received()
            self.assertEqual(mail.keys(), HEADERS)
            self.assertEqual(mail["Subject"], MESSAGE["title"])
            self.assertEqual(mail["Date"].datetime.timestamp() * 1e6, MESSAGE["time_us"])
            self.assertEqual(mail["Message-ID"], "<perfharness.delivery-17@example.com>")
            self.assertEqual(mail["Auto-Submitted"], "auto-generated")
            self.assertEqual(said["remote"], mail["Message-ID"])
            self.assertEqual(mail.get_content(), f"""{MESSAGE["text"]}

  comp3/L2: +12.3 % (11.0 … 13.6 %)
  comp3/L1: +9.9 % (9.0 … 10.8 %)
  and 44 more

{MESSAGE["link"]}

-- 
perfharness: critical, opened; octo/mainframe at aaaaaaaaaaaa; case-4.5
""")
            self.assertEqual(self.handler.tried,
                             [("PLAIN", USER, PASSWORD, "is_smtps" not in options)])

    def test_a_thread(self):
        self.serve()
        first = self.delivered()["remote"]
        said = self.delivered(delivery_id="delivery-18", occasion="resolved", remote=first)
        mail = self.received()
        self.assertEqual((mail["In-Reply-To"], mail["References"]), (first, first))
        self.assertNotEqual(mail["Message-ID"], first)
        self.assertIsNone(said["remote"])

    def test_without_tls(self):
        """Of this machine, and where the settings say so."""
        self.serve()
        self.delivered()
        self.refused("later", "offers no STARTTLS: nothing was sent", channel={"tls": None})
        self.refused("later", "offers no STARTTLS", channel={
            "tls": "required", "user": USER, "password_env": "MAIL_PASSWORD"})
        self.assertEqual(len(self.handler.mails), 1)
        self.assertEqual(self.handler.tried, [])

    def test_settings_of_tls(self):
        self.serve()
        for changes, key, words in (
                ({"url": "smtp://mail.example:587"}, "tls", "only for smtp:// of this machine"),
                ({"url": "smtps://127.0.0.1:465"}, "tls", "only for smtp:// of this machine"),
                ({"tls": "try"}, "tls", '"required"'),
                ({"user": USER, "password_env": "MAIL_PASSWORD"}, "user", "a server with TLS"),
                ({"user": USER}, "user", "go together"),
                ({"password_env": "MAIL_PASSWORD"}, "user", "go together"),
                ({"password_env": PASSWORD}, "password_env", "never the secret itself")):
            with self.subTest(changes):
                said = self.drive(channel=changes)
                self.assertEqual((said["key"], said["code"]), (key, "CBKB013"))
                self.assertIn(words, said["error"])
        self.assertEqual(self.handler.commands, [])

    def test_certificates(self):
        self.serve(self.trusted)
        for channel, words in (({"ca_file": None}, "certificate"),
                               ({"ca_file": str(self.another[0])}, "certificate"),
                               ({"url": self.server.url.replace("localhost", "127.0.0.1")},
                                "certificate")):
            said = self.refused("later", words, channel=channel)
            self.assertEqual(said["code"], "CBKB004")
        self.assertTrue(self.drive(channel={"ca_file": "/absent"})["error"]
                        .startswith("ca_file: "))
        self.assertEqual((self.handler.mails, self.handler.tried), ([], []))

    def test_wrong_password(self):
        """It is known at once, rather than when all time is over, and tried once."""
        self.serve(self.trusted)
        self.variables["MAIL_PASSWORD"] = "wrong"
        said = self.refused("never", f"does not take the password of {USER}: it says 535",
                            channel={"to": [ALICE, BOB, CAROL]}, patience={"timeout_s": 80,
                                                                          "unit_s": 1})
        self.assertEqual((said["code"], said["progress"]), ("CBKB004", None))
        self.assertEqual(len(self.handler.tried), 1)
        self.assertEqual(self.handler.commands, [])

    def test_no_word_on_the_password(self):
        self.serve(self.trusted)
        self.handler.is_silent_on_auth = True
        self.refused("later", "perhaps the password is wrong",
                     patience={"timeout_s": 3, "unit_s": 1})

    def test_no_password(self):
        self.serve(self.trusted)
        del self.variables["MAIL_PASSWORD"]
        self.assertIn("password_env names MAIL_PASSWORD, which is not set", self.drive()["error"])

    def test_no_auth(self):
        """Who has a password does not send without it."""
        self.serve(self.trusted, has_auth=False)
        said = self.refused("later", "offers no AUTH by PLAIN or LOGIN")
        self.assertEqual(said["code"], "CBKB004")
        self.assertEqual((self.handler.commands, self.handler.mails), ([], []))
        self.delivered(channel={"user": None, "password_env": None})

    def test_recipients(self):
        """Who is refused is named, and all others read it."""
        self.serve(self.trusted)
        self.handler.refusals = {BOB: ["550 5.1.1 \x07no such user"]}
        said = self.delivered(channel={"to": [ALICE, BOB, CAROL]})
        self.assertIn(f"not to all: {BOB}: {self.server.url} says 550 5.1.1 \\u0007no such user",
                      said["complaint"])
        self.assertEqual([mail[1] for mail in self.handler.mails], [[ALICE], [CAROL]])
        self.assertEqual(self.received()["To"], f"{ALICE}, {BOB}, {CAROL}")
        self.handler.refusals = {ALICE: ["550 no"], BOB: ["553 nor here"]}
        said = self.refused("never", "550 no", channel={"to": [ALICE, BOB]})
        self.assertIn("553 nor here", said["error"])

    def test_later(self):
        """Who has got it, and who never will, is not asked again."""
        self.serve(self.trusted)
        self.handler.refusals = {ALICE: ["451 4.7.1 greylisted, come again"], CAROL: ["550 no"]}
        channel = {"to": [ALICE, BOB, CAROL]}
        said = self.refused("later", "451 4.7.1 greylisted", channel=channel)
        self.assertEqual(said["progress"], f"{BOB} :{CAROL}")
        self.assertEqual(said["remote"], self.received()["Message-ID"])
        first = self.received(0)
        said = self.delivered(channel=channel, progress=said["progress"], remote=said["remote"])
        self.assertIn(CAROL, said["complaint"])
        self.assertEqual([mail[1] for mail in self.handler.mails], [[BOB], [ALICE]])
        self.assertEqual(self.received().as_bytes(), first.as_bytes())
        self.assertEqual(self.handler.commands.count(f"RCPT {CAROL}"), 1)

    def test_replies(self):
        self.serve()
        for replies, outcome, words in ((["451 out of room"], "later", "451 out of room"),
                                        (["554 5.7.1 spam"], "never", "554 5.7.1 spam"),
                                        (["421 going down"], "later", "421 going down")):
            self.handler.data_replies = replies
            self.refused(outcome, words)
        for reply, outcome in (("450 not now", "later"), ("550 not from you", "never")):
            self.handler.mail_reply = reply
            self.refused(outcome, reply)
        self.assertEqual(self.handler.mails, [])

    def test_never_answers(self):
        self.serve()
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
            self.assertEqual(self.refused("later", "imeout was", channel={"url": url},
                                          patience=HURRY)["code"], "CBKB001")
        with socket.socket() as deaf:  # Bound, so that nobody else comes to listen there.
            deaf.bind(("127.0.0.1", 0))
            url = f"smtp://127.0.0.1:{deaf.getsockname()[1]}"
            self.refused("later", "connect", channel={"url": url})

    def test_hostile(self):
        self.serve()

        def look():
            mail = self.received()
            self.assertEqual(mail.keys(), HEADERS)
            self.assertEqual(self.handler.mails[-1][1], [ALICE])
            self.assert_plain(mail["Subject"])
            self.assert_plain(mail.get_content())
            self.assertLess(len(mail["Subject"]), 300)

        self.each_hostile(look)
        self.assertEqual(len(self.handler.mails), len(HOSTILE))

    def test_lines_stay_as_they_are(self):
        self.serve()
        text = ".\n..\n.x\nFrom here\n\n  blanks \t\n=3D ÄÖ 漢字 🦀\n" + "long " * 500 + "\n"
        self.delivered(text=text, rows=[], more_count=0, link=None)
        body = self.received().get_content()
        self.assertTrue(body.startswith(text.replace("\t", "\\u0009")), body)

    def test_subjects(self):
        self.serve()
        for title in ("ÄÖÜ " * 60, "漢" * 250, "🦀" * 100, "=?UTF-8?Q?x?=", "a: b", "x" * 250):
            self.delivered(title=title)
            self.assertEqual(self.received()["Subject"], title)

    def test_addresses(self):
        """Neither a name, nor a second address, nor a header."""
        self.serve()
        for address in ("alice", "@example.org", "alice@", "a b@example.org", "<a@example.org>",
                        "Alice <a@example.org>", "a@example.org,b@example.org",
                        "a@example.org\r\nBcc: m@example.org", "a@b@example.org", "ä@example.org",
                        "a@exämple.org", ".a@example.org", "a.@example.org", "a..b@example.org",
                        "a@-x.org", "a@x.org.", "a" * 65 + "@example.org", '"a b"@example.org'):
            with self.subTest(address):
                self.assertEqual(self.drive(channel={"to": [ALICE, address]})["key"], "to")
                self.assertEqual(self.drive(channel={"from": address})["key"], "from")
        self.assertEqual(self.drive(channel={"to": []})["key"], "to")
        self.assertIn("there twice", self.drive(channel={"to": [ALICE, ALICE]})["error"])
        for url in ("mail.example", "http://mail.example", "smtp://", "smtp://u:p@127.0.0.1",
                    "smtp://127.0.0.1/helo", "smtp://127.0.0.1?x", "smtp://127.0.0.1 x"):
            with self.subTest(url):
                self.assertEqual(self.drive(channel={"url": url})["key"], "url")
        self.assertEqual(self.handler.commands, [])

    def test_ask(self):
        self.serve(self.trusted)
        self.assertNotIn("error", self.drive("ask"))
        self.assertEqual((self.handler.commands, self.handler.mails), (["NOOP"], []))
        self.variables["MAIL_PASSWORD"] = "wrong"
        self.assertIn("535", self.drive("ask")["error"])
        self.serve(self.trusted, has_auth=False)
        self.assertIn("offers no AUTH", self.drive("ask")["error"])
        self.serve()
        self.assertNotIn("error", self.drive("ask"))

    def test_target_and_draft(self):
        self.serve()
        said = self.drive("target", {"to": [ALICE, BOB]})
        self.assertEqual(said["text"], f"{ALICE}, {BOB}, by {self.server.url}")
        draft = email.message_from_string(self.drive("draft")["text"].replace("\r\n", "\n"),
                                          policy=email.policy.default)
        self.assertEqual(draft["Subject"], MESSAGE["title"])


if __name__ == "__main__":
    unittest.main()
