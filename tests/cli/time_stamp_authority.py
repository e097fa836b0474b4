# SPDX-License-Identifier: AGPL-3.0-or-later
"""
An authority of time stamps on loopback: `openssl ts -reply` behind a small server, with the faults of
real ones. Of an earlier or later time with faketime, for which its certificates are made in 2020.
"""
import http.server
import os
import subprocess
import threading
import time

CONFIG = """[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/authority.pem
certs = {folder}/root.pem
signer_key = {folder}/authority.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = yes
ess_cert_id_alg = sha256
"""
EXTENSIONS = "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=critical,timeStamping\n"
MADE = "2020-01-01 00:00:00"


def at_time(when):
    """The words before a command that let it run at that time, of UTC."""
    return ["faketime", "-f", f"@{when}"] if when else []


def openssl(*arguments, when=None, cwd=None, data=None):
    return subprocess.run([*at_time(when), "openssl", *map(str, arguments)], check=True, cwd=cwd,
                          input=data, capture_output=True,
                          env={**os.environ, "TZ": "UTC"}).stdout


class Authority(http.server.ThreadingHTTPServer):
    """`with Authority(folder) as authority:` answers at authority.url."""

    daemon_threads = True
    handle_error = staticmethod(lambda request, address: None)

    def __init__(self, folder, name="made up", days=3650):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/tsr"
        self.folder = folder
        self.root = folder / "root.pem"
        self.fault = None  # The name of what happens to each request.
        self.when = None   # "2025-06-02 12:00:00"; None: now.
        self.requests = []
        self.lock = threading.Lock()
        self.make(name, days)

    def make(self, name, days):
        folder = self.folder
        folder.mkdir()
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        openssl("req", "-x509", *curve, "-days", days, "-subj", f"/O={name}/CN=root", "-keyout",
                folder / "root.key", "-out", self.root, when=MADE)
        openssl("req", *curve, "-subj", f"/O={name}/CN=time stamps", "-keyout",
                folder / "authority.key", "-out", folder / "authority.csr", when=MADE)
        (folder / "extensions").write_text(EXTENSIONS, "utf-8")
        openssl("x509", "-req", "-in", folder / "authority.csr", "-CA", self.root, "-CAkey",
                folder / "root.key", "-set_serial", 2, "-days", days, "-extfile",
                folder / "extensions", "-out", folder / "authority.pem", when=MADE)
        (folder / "config").write_text(CONFIG.format(folder=folder), "utf-8")
        (folder / "serial").write_text("01\n", "utf-8")

    def answer(self, query):
        """The answer to a question, both DER."""
        with self.lock:
            (self.folder / "query").write_bytes(query)
            return openssl("ts", "-reply", "-config", self.folder / "config", "-queryfile",
                           self.folder / "query", cwd=self.folder, when=self.when)

    def other_answer(self, *options):
        """To another question than was asked."""
        query = openssl("ts", "-query", "-sha256", "-cert", *options)
        return self.answer(query)

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def say(self, status, body, kind="application/timestamp-reply", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((dict(self.headers), query))
        fault = self.server.fault
        if fault is None:
            self.say(200, self.server.answer(query))
        elif fault == "rejected":
            self.say(200, self.server.other_answer("-data", "/dev/null", "-tspolicy", "1.2.3.4.9"))
        elif fault == "wrong nonce":
            digest = subprocess.run(["openssl", "ts", "-query", "-in", "/dev/stdin", "-text"],
                                    input=query, check=True, capture_output=True).stdout.decode()
            lines = [line for line in digest.splitlines() if line.startswith("    00")]
            digits = "".join(line.split(" - ")[1][:49].replace("-", " ").replace(" ", "")
                             for line in lines)
            self.say(200, self.server.other_answer("-digest", digits[:64]))
        elif fault == "wrong digest":
            self.say(200, self.server.other_answer("-data", "/dev/null"))
        elif fault == "html":
            self.say(200, b"<!DOCTYPE html><title>Sign in \x1b[31m</title>", "text/html")
        elif fault == "empty":
            self.say(200, b"")
        elif fault == "large":
            self.say(200, bytes(10 << 20))
        elif fault == "trailing":
            self.say(200, self.server.answer(query) + b"x")
        elif fault == "flipped":
            answer = bytearray(self.server.answer(query))
            answer[-8] ^= 1
            self.say(200, bytes(answer))
        elif fault == "redirect":
            self.say(302, b"", Location=f"{self.server.url}/elsewhere")
        elif fault == "slow":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b"0")
                self.wfile.flush()
                time.sleep(0.1)
        else:
            self.say(int(fault), b"not now")
