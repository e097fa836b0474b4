# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Servers that take a POST on loopback, with the faults of real ones: Slack by the limits that it
documents, and a webhook that proves who sent what.
"""
import hashlib
import hmac
import http.server
import json
import socket
import ssl
import struct
import threading
import time

SLACK_PATH = "/services/T000/B000/a-secret-nobody-may-see"
KEY = "a key & nobody may see it"


class Fault:
    """What happens to one request in place of an answer, or behind it with `is_taken`."""

    def __init__(self, status=0, text="", headers=None, is_taken=False, is_reset=False,
                 is_silent=False, is_slow=False):
        self.status, self.text, self.headers = status, text, headers or {}
        self.is_taken, self.is_reset = is_taken, is_reset
        self.is_silent, self.is_slow = is_silent, is_slow


class WebServer(http.server.ThreadingHTTPServer):
    """`with WebServer(answer) as server:`; answer(path, headers, body) gives status and text."""

    daemon_threads = True
    handle_error = staticmethod(lambda request, address: None)

    def __init__(self, answer, certificate=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.carry_out = answer
        self.faults = []
        self.requests = []  # (method, path, headers, body)
        self.taken = []     # Bodies that were answered with 2xx, or would have been.
        self.ended = threading.Event()
        self.host = f"127.0.0.1:{self.server_address[1]}"
        self.url = f"http://{self.host}"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True,
                                              do_handshake_on_connect=False)
            self.url = f"https://localhost:{self.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def handle_any(self):
        server = self.server
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        server.requests.append((self.command, self.path, dict(self.headers), body))
        fault = server.faults.pop(0) if server.faults else None
        status, text = 0, ""
        if not fault or fault.is_taken:
            status, text = server.carry_out(self.path, self.headers, body)
            if 200 <= status < 300:
                server.taken.append(body)
        if fault and fault.is_reset:
            self.close_connection = True
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                       struct.pack("ii", 1, 0))
            self.connection.close()
        elif fault and fault.is_silent:
            server.ended.wait()
        elif fault and fault.status:
            self.answer(fault.status, fault.text, fault.headers)
        else:
            self.answer(status, text, {}, fault and fault.is_slow)

    do_GET = do_POST = do_OPTIONS = handle_any

    def answer(self, status, text, headers, is_slow=False):
        self.send_response_only(status)
        self.send_header("Date", headers.pop("X-Date", self.date_time_string()))
        data = text if isinstance(text, bytes) else text.encode()
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        for i in range(len(data)) if is_slow else ():
            self.wfile.write(data[i:i + 1])
            self.wfile.flush()
            time.sleep(0.05)
        if not is_slow:
            self.wfile.write(data)


def checked_text(element, kinds, characters):
    if element["type"] not in kinds or not 1 <= len(element["text"]) <= characters:
        return False
    return set(element) <= {"type", "text", "emoji", "verbatim"}


def slack(path, _, body):
    """An incoming webhook, by what Slack documents of it and of its blocks."""
    if path != SLACK_PATH:
        return 404, "no_service"
    try:
        message = json.loads(body)
    except ValueError:
        return 400, "invalid_payload"
    if not message.get("text"):
        return 400, "no_text"
    blocks = message.get("blocks", [])
    if len(blocks) > 50:
        return 400, "invalid_blocks"
    if len(json.dumps(blocks)) > 13000:
        return 400, "msg_blocks_too_long"
    for block in blocks:
        is_good = block["type"] in ("header", "section", "context")
        if block["type"] == "header":
            is_good = checked_text(block["text"], ("plain_text",), 150)
        elif block["type"] == "section":
            is_good = checked_text(block["text"], ("plain_text", "mrkdwn"), 3000)
        elif block["type"] == "context":
            is_good = 1 <= len(block["elements"]) <= 10 and all(
                checked_text(element, ("plain_text", "mrkdwn"), 3000)
                for element in block["elements"])
        if not is_good:
            return 400, "invalid_blocks"
    return 200, "ok"


def is_signed(headers, body):
    timestamp = headers.get("X-Perfharness-Timestamp", "")
    digest = hmac.new(KEY.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(headers.get("X-Perfharness-Signature-256", ""), f"sha256={digest}")


def webhook_of_any_time(_, headers, body):
    """For a program whose clock is staged."""
    return (204 if is_signed(headers, body) else 401), ""


def webhook(_, headers, body, space=b""):
    """The digest has to fit what came, and be of now."""
    timestamp = headers.get("X-Perfharness-Timestamp", "")
    if not is_signed(headers, body + space):
        return 401, "the signature is wrong"
    if not timestamp.isdigit() or abs(int(timestamp) - time.time()) > 300:
        return 401, "the timestamp is not of now"
    if not headers.get("X-Perfharness-Delivery"):
        return 400, "no delivery is named"
    json.loads(body)
    return 204, ""
