# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server of mails on loopback (aiosmtpd), with the faults and refusals of real ones."""
import logging
import ssl

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

# Of clients that do not trust its certificate, which is what is tested.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)

USER, PASSWORD = "perf-bot", "a pass=word nobody may see"


class Handler:
    """`refusals`: what is said to a recipient, once for each entry of its list."""

    def __init__(self, has_auth):
        self.has_auth = has_auth
        self.mails = []     # (from, [to], bytes)
        self.refusals = {}
        self.data_replies = []
        self.commands = []
        self.tried = []     # (user, password, whether by TLS)
        self.mail_reply = None
        self.is_silent_on_auth = False

    async def handle_EHLO(self, _, session, __, hostname, lines):
        session.host_name = hostname
        return [line for line in lines if self.has_auth or not line.startswith("250-AUTH")]

    async def handle_MAIL(self, _, session, envelope, address, options):
        self.commands.append("MAIL")
        if self.mail_reply:
            return self.mail_reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, _, __, envelope, address, ___):
        self.commands.append(f"RCPT {address}")
        replies = self.refusals.get(address)
        if replies:
            return replies.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_NOOP(self, _, __, ___, ____):
        self.commands.append("NOOP")
        return "250 OK"

    async def handle_DATA(self, _, __, envelope):
        if self.data_replies:
            return self.data_replies.pop(0)
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK, it is queued"

    def authenticate(self, server, session, _, mechanism, data):
        login, password = data.login.decode(), data.password.decode()
        self.tried.append((mechanism, login, password, session.ssl is not None))
        if self.is_silent_on_auth:
            return AuthResult(success=False, handled=True)
        return AuthResult(success=(login, password) == (USER, PASSWORD), handled=False)


class MailServer(Controller):
    """`with MailServer(certificate) as server:`; server.url, server.handler."""

    def __init__(self, certificate=None, has_auth=True, is_smtps=False):
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*certificate)
        super().__init__(Handler(has_auth), hostname="127.0.0.1", port=0,
                         ssl_context=self.context if is_smtps else None)
        self.is_smtps = is_smtps

    def factory(self):
        options = {} if self.is_smtps else {"tls_context": self.context}
        return SMTP(self.handler, hostname="mail.example", enable_SMTPUTF8=True,
                    authenticator=self.handler.authenticate, auth_require_tls=False, **options)

    def _trigger_server(self):
        """The port is chosen only now: it is the one to connect to."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    @property
    def url(self):
        scheme = "smtps" if self.is_smtps else "smtp"
        return f"{scheme}://{'localhost' if self.context else '127.0.0.1'}:{self.port}"

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
