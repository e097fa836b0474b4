#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""with_postgres.py BIN PROGRAM...: run programs, one after another, beside a PostgreSQL server of
their own.

It listens on a socket in a folder of its own, and is gone when they are done. A server never runs as
root: for root it is postgres's, or nobody's. MADE_UP_SERVER is its folder, PGSERVICEFILE has who may
connect: admin, owner (of the database), runner, reader (of views), and "password", whose password is not known; by TLS on
a port of the loopback, "verified", "misnamed", which is not what the certificate says, and "unknown",
which trusts nobody who signed it.
"""
import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

TRIED_PORTS = 5

# What is lost when the machine is, is not missed.
SETTINGS = """listen_addresses = '127.0.0.1'
ssl = on
fsync = off
full_page_writes = off
max_connections = 60
timezone = 'UTC'
lc_messages = 'C'
"""
# Whoever runs this may be anybody there, and nobody else of this machine's users.
ACCESS = """local all password scram-sha-256
local all all peer map=tests
hostssl history owner 127.0.0.1/32 trust
"""
ROLES = """CREATE ROLE owner LOGIN;
CREATE ROLE perfharness_runner NOLOGIN;
CREATE ROLE runner LOGIN IN ROLE perfharness_runner;
CREATE ROLE perfharness_reader NOLOGIN;
CREATE ROLE reader LOGIN IN ROLE perfharness_reader;
CREATE ROLE password LOGIN PASSWORD 'made up';
CREATE DATABASE history OWNER owner ENCODING 'UTF8' TEMPLATE template0;
"""
SMALL_SPACE = """CREATE TABLESPACE small OWNER owner LOCATION '{}';
"""


def server_user():
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            pass
    sys.exit("with_postgres.py: a server does not run as root, and there is no other user")


class Server:
    def __init__(self, programs, folder):
        self.programs, self.folder = programs, folder
        self.user = server_user() if os.geteuid() == 0 else None
        self.process = None
        self.small = folder / "small"
        self.mounting = []
        self.port = None

    def command(self, name, *arguments):
        """Of the user's it may be, and it ends with this program."""
        change = ["--reuid", str(self.user.pw_uid), "--regid", str(self.user.pw_gid),
                  "--clear-groups"] if self.user else []
        return ["setpriv", *change, "--pdeathsig", "QUIT", self.programs / name, *arguments]

    def find_small_disk(self):
        """What nobody else sees, and is gone with the server."""
        self.small.mkdir()
        mounting = ["unshare", "--mount", "sh", "-ec",
                    f'mount -t tmpfs -o size=8m,mode=700,uid={self.user.pw_uid} tmpfs "$0"; exec "$@"',
                    self.small]
        if subprocess.run([*mounting, "true"], check=False,
                          stderr=subprocess.DEVNULL).returncode == 0:
            self.mounting = mounting

    def make(self):
        if self.user:
            self.find_small_disk()
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        subprocess.run(self.command("initdb", "--no-sync", "--auth=trust", "--username=admin",
                                    "--encoding=UTF8", "--locale=C", "-D", self.folder / "data"),
                       check=True, stdout=subprocess.DEVNULL, cwd="/")
        (self.folder / "data" / "pg_hba.conf").write_text(ACCESS, "utf-8")
        me = pwd.getpwuid(os.geteuid()).pw_name
        (self.folder / "data" / "pg_ident.conf").write_text(
            "".join(f"tests {me} {role}\n" for role in ("admin", "owner", "runner", "reader")), "utf-8")
        with open(self.folder / "data" / "postgresql.conf", "a", encoding="utf-8") as settings:
            settings.write(SETTINGS)

        self.certify()

    def certify(self):
        """A certificate that says who it is by itself."""
        data = self.folder / "data"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost", "-keyout", data / "server.key",
                        "-out", data / "server.crt"],
                       check=True, stderr=subprocess.DEVNULL)
        shutil.copy(data / "server.crt", self.folder / "authority")
        if self.user:
            for name in ("server.key", "server.crt"):
                os.chown(data / name, self.user.pw_uid, self.user.pw_gid)

    def is_up(self):
        """Of a server that was begun, once it answers or has ended."""
        with open(self.folder / "log", "wb") as log:
            self.process = subprocess.Popen(
                self.mounting + self.command("postgres", "-D", self.folder / "data", "-k",
                                             self.folder, "-p", str(self.port)),
                stdout=log, stderr=log, cwd="/")
        for _ in range(600):
            if subprocess.run([self.programs / "pg_isready", "-q", "-h", self.folder, "-p",
                               str(self.port)],
                              check=False).returncode == 0:
                return True
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        return False

    def start(self):
        """A server has no port of the kernel's choice: what was free a moment ago may be in use."""
        said = ""
        for _ in range(TRIED_PORTS):
            with socket.create_server(("127.0.0.1", 0)) as free:
                self.port = free.getsockname()[1]
            if self.is_up():
                return
            said = (self.folder / "log").read_text("utf-8", "replace")
            if "Address already in use" not in said:
                break
        sys.exit(said)

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()

    def services(self):
        text = "".join(
            f"[{name}]\nhost={self.folder}\nport={self.port}\ndbname=history\nuser={name}\n"
            for name in ("admin", "owner", "runner", "reader", "password"))
        text += "".join(
            f"[{name}]\nhost={host}\nhostaddr=127.0.0.1\nport={self.port}\ndbname=history\n"
            f"user=owner\nsslmode=verify-full\nsslrootcert={self.folder / authority}\n"
            for name, host, authority in (("verified", "localhost", "authority"),
                                          ("misnamed", "db.example", "authority"),
                                          ("unknown", "localhost", "nobody")))
        path = self.folder / "services"
        path.write_text(text, "utf-8")
        return path


@contextlib.contextmanager
def running(programs):
    """The environment of those who use a server of their own, as long as it is there."""
    # Another user reaches it there, and a socket's name is short.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="perfharness-pg-", dir="/tmp"))
    server = Server(programs, folder)
    try:
        folder.chmod(0o755)
        server.make()
        server.start()
        small = SMALL_SPACE.format(server.small) if server.mounting else ""
        subprocess.run([programs / "psql", "-q", "-X", "-h", folder, "-p", str(server.port), "-U",
                        "admin", "-d", "postgres", "-v", "ON_ERROR_STOP=1"],
                       input=ROLES + small, encoding="utf-8", check=True)
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith("PG")}
        environment.update(MADE_UP_SERVER=str(folder), PGSERVICEFILE=str(server.services()))
        if server.mounting:
            environment["MADE_UP_SMALL_DISK"] = "1"
        yield environment
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    with running(pathlib.Path(sys.argv[1])) as environment:
        failed = [program for program in sys.argv[2:]
                  if subprocess.run([program], env=environment, check=False).returncode != 0]
    if failed:
        print("failed:", *failed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
