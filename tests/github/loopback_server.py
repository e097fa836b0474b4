# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A server on loopback with the faults of a real network: whatever is queued in `faults` happens to the
next requests it is for. Who derives from both classes says what it answers on good days.
"""
import http.server
import json
import socket
import struct
import threading
import time
import urllib.parse


class Fault:
    """What happens to one request; the request is carried out first when `is_done`."""

    def __init__(self, method="", path="", status=0, headers=None, message="", is_done=False,
                 is_reset=False, delay_s=0.0, hook=None, raw=None):
        self.method, self.path = method, path
        self.status, self.headers, self.message = status, headers or {}, message
        self.is_done, self.is_reset, self.delay_s = is_done, is_reset, delay_s
        self.hook, self.raw = hook, raw

    def is_for(self, method, path):
        return self.method in ("", method) and self.path in path


class Server(http.server.ThreadingHTTPServer):
    """State and log; `with Server(Handler) as server:` runs it."""

    daemon_threads = True
    # Connections that a client resets are what is tested, not worth a traceback.
    handle_error = staticmethod(lambda request, address: None)
    usual_headers = {}  # Of each answer that does not say otherwise; names in lower case.

    def __init__(self, handler, base=""):
        super().__init__(("127.0.0.1", 0), handler)
        self.base = base
        self.url = f"http://127.0.0.1:{self.server_address[1]}{base}"
        self.lock = threading.RLock()
        self.faults = []
        self.requests = []   # (method, path with query, headers)
        self.writes_s = []   # When each write came, by the monotonic clock.
        self.is_silent = False

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def take_fault(self, method, path):
        with self.lock:
            for fault in self.faults:
                if fault.is_for(method, path):
                    self.faults.remove(fault)
                    return fault
        return None

    def count(self, method, part=""):
        return sum(1 for asked, path, _ in self.requests if asked == method and part in path)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Or each answer, sent in two pieces, would wait 40 ms for a client's delayed ACK.
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def answer(self, status, content=None, headers=None, delay_s=0.0):
        text = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        said = {name.lower(): value for name, value in (headers or {}).items()}
        for name, value in {**self.server.usual_headers, **said}.items():
            self.send_header(name, value)
        self.end_headers()
        pieces = 8 if delay_s else 1
        for start in range(0, len(text), -(-len(text) // pieces) or 1):
            self.wfile.write(text[start:start + -(-len(text) // pieces)])
            self.wfile.flush()
            time.sleep(delay_s / pieces)

    def reset(self):
        """RST rather than FIN: the client is told nothing at all."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def handle_any(self):
        server = self.server
        length = int(self.headers.get("Content-Length") or 0)
        content = self.rfile.read(length) if length else None
        if content and self.headers.get("Content-Type") not in ("application/gzip",
                                                                "application/octet-stream"):
            content = json.loads(content)
        with server.lock:
            server.requests.append((self.command, self.path, dict(self.headers)))
            if self.command != "GET":
                server.writes_s.append(time.monotonic())
        if server.is_silent:  # Longer than a test waits for a program.
            time.sleep(3600)
            return
        fault = server.take_fault(self.command, self.path)
        if fault and fault.hook:
            fault.hook(server)
        if fault and not fault.is_done and (fault.is_reset or fault.status or fault.raw):
            self.fail(fault)
            return
        status, result, headers = self.carry_out(content)
        if fault and (fault.is_reset or fault.status or fault.raw):
            self.fail(fault)
        else:
            self.answer(status, result, headers, fault.delay_s if fault else 0.0)

    def fail(self, fault):
        if fault.is_reset:
            self.reset()
        elif fault.raw is not None:
            self.wfile.write(fault.raw)
            self.close_connection = True
        else:
            self.answer(fault.status, {"message": fault.message}, dict(fault.headers))

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_any

    def carry_out(self, content):
        """(status, document, headers)"""
        raise NotImplementedError

    def page(self, path, query, shown, size_name="per_page", size=30):
        """A page of a list, and the way to the others."""
        size = int(query.get(size_name, [size])[0])
        page = int(query.get("page", ["1"])[0])
        headers = {}
        if page * size < len(shown):
            query = urllib.parse.urlencode({name: values[0] for name, values in query.items()
                                            if name != "page"})
            base = f"{self.server.url}{path}?{query}&page="
            headers["Link"] = (f'<{base}{page - 1}>; rel="prev", <{base}{page + 1}>; rel="next", '
                               f'<{base}{-(-len(shown) // size)}>; rel="last"')
        return 200, shown[(page - 1) * size:page * size], headers
