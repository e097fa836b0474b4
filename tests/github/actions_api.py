# SPDX-License-Identifier: AGPL-3.0-or-later
"""
What GitHub's API says of workflows' runs, their artefacts, and a commit's checks, and the server that
the artefacts are on: another one, which is not to see the token.
"""
import hashlib
import http.server
import io
import re
import ssl
import threading
import zipfile

ANY = r"/repos/([^/]+/[^/]+)"
RUNS = re.compile(ANY + r"/actions/workflows/([^/]+)/runs")
ARTIFACTS = re.compile(ANY + r"/actions/runs/(\d+)/artifacts")
ZIP = re.compile(ANY + r"/actions/artifacts/(\d+)/zip")
CHECK_RUNS = re.compile(ANY + r"/commits/([0-9a-f]{40})/check-runs")
STATUSES = re.compile(ANY + r"/commits/([0-9a-f]{40})/status")
RULES = re.compile(ANY + r"/rules/branches/([^/]+)")


def zipped(files):
    """The archive of an artefact: texts by their names."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def secured(server, certificate):
    """The socket and the address of a server that is to speak TLS; a file with it and its key."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return (context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False),
            server.url.replace("http://127.0.0.1", "https://localhost"))


class Storage(http.server.ThreadingHTTPServer):
    """`with Storage() as storage:` gives what is in `files`, by path; `faults` come first."""

    daemon_threads = True
    handle_error = staticmethod(lambda request, address: None)

    def __init__(self, certificate=None):
        super().__init__(("127.0.0.1", 0), StorageHandler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        if certificate:
            self.socket, self.url = secured(self, certificate)
        self.files = {}
        self.faults = []    # Statuses, or "cut", of the next requests.
        self.requests = []  # (path with query, headers)

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class StorageHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        storage = self.server
        storage.requests.append((self.path, dict(self.headers)))
        content = storage.files.get(self.path.split("?")[0])
        fault = storage.faults.pop(0) if storage.faults else 200 if content is not None else 404
        cut = fault == "cut"
        content = content if fault in (200, "cut") else b"<html>no</html>"
        self.send_response(200 if cut else fault)
        self.send_header("Content-Type", "application/zip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:len(content) // 2] if cut else content)
        self.close_connection = cut


class Actions:
    """The state, and how it is filled: a part of the server."""

    def __init__(self, github, repository):
        self.github, self.repository = github, repository
        self.storage = None
        self.is_lax = False  # It lists runs of all, whatever was asked for.
        self.runs = []       # As GitHub shows them, newest first.
        self.artifacts = {}  # By run.
        self.checks = []
        self.statuses = []   # Of commits, one of each context.
        self.rules = []      # Of the branch; None: this token may not read them.

    def add_run(self, number, **changes):
        head = {"head_repository": {"full_name": changes.pop("head", self.repository)}}
        run = self.github.filled("workflow_run", **{
            "id": number, "path": ".github/workflows/nightly.yml", "head_branch": "main",
            "head_sha": "a" * 40, "event": "schedule", "status": "completed",
            "conclusion": "success", **head, **changes})
        self.runs.insert(0, run)
        self.artifacts[number] = []

    def add_artifact(self, run, content, name="performance-nightly", **changes):
        """The archive, or the files that it is made of."""
        content = zipped(content) if isinstance(content, dict) else content
        number = 100 * run + len(self.artifacts[run])
        self.storage.files[f"/blob/{number}"] = content
        self.artifacts[run].append(self.github.filled("artifact", **{
            "id": number, "name": name, "expired": False, "size_in_bytes": len(content),
            "digest": f"sha256:{hashlib.sha256(content).hexdigest()}", **changes}))

    def add_check(self, name, conclusion="success", app=15368, run=1):
        """One without a conclusion is not over."""
        app = {**self.github.examples.get("checked", {}).get("app", {}), "id": app}
        self.checks.append(self.github.filled(
            "checked", name=name, status="completed" if conclusion else "in_progress",
            conclusion=conclusion, app=app,
            details_url=f"https://github.com/{self.repository}/actions/runs/{run}/job/5"))

    def add_status(self, context, state="success"):
        known = self.github.examples.get("combined", {}).get("statuses", [{}])[0]
        self.statuses.append({**known, "context": context, "state": state})

    def require(self, *names, app=None):
        self.rules.append({
            "type": "required_status_checks", "ruleset_source_type": "Repository",
            "ruleset_source": self.repository, "ruleset_id": 42,
            "parameters": {"strict_required_status_checks_policy": True,
                           "required_status_checks": [
                               {"context": name, **({"integration_id": app} if app else {})}
                               for name in names]}})


def paged(github, match, query, entries, member=None, more=None):
    """(status, document, headers) of one page."""
    size, page = int(query.get("per_page", ["30"])[0]), int(query.get("page", ["1"])[0])
    headers = {}
    if page * size < len(entries):
        rest = "&".join(f"{name}={value[0]}" for name, value in query.items() if name != "page")
        headers["Link"] = f'<{github.url}{match.group(0)}?{rest}&page={page + 1}>; rel="next"'
    shown = entries[(page - 1) * size:page * size]
    if not member:
        return 200, shown, headers
    return 200, {**(more or {}), "total_count": len(entries), member: shown}, headers


def runs(github, match, query):
    """By branch alone, as GitHub does: a fork's branch of this name is one, too."""
    of_branch = [run for run in github.actions.runs if github.actions.is_lax
                 or (run["head_branch"] == query["branch"][0]
                     and run["path"].rpartition("/")[2].split("@")[0] == match.group(2))]
    if not of_branch and match.group(2) != "nightly.yml":
        return 404, {"message": "Not Found"}, {}
    return paged(github, match, query, of_branch, "workflow_runs")


def artifacts(github, match, query):
    return paged(github, match, query, github.actions.artifacts[int(match.group(2))], "artifacts")


def archive(github, match, _):
    """It is elsewhere, at an address that is as good as a token for a minute."""
    for artifact in sum(github.actions.artifacts.values(), []):
        if artifact["id"] == int(match.group(2)):
            if artifact["expired"]:
                return 410, {"message": "Artifact has expired"}, {}
            return 302, None, {"Location": f"{github.actions.storage.url}/blob/{artifact['id']}"
                                           "?sig=a-secret-signature"}
    return 404, {"message": "Not Found"}, {}


def check_runs(github, match, query):
    """Those that were set are of a job's, and shown with a page of GitHub's own."""
    page = f"https://github.com/{match.group(1)}/actions/runs/1/job/5"
    known = github.actions.checks + [github.filled("checked", **{**run, "details_url": page})
                                     for run in github.check_runs]
    name = query.get("check_name", [None])[0]
    return paged(github, match, query, [run for run in known if name in (None, run["name"])],
                 "check_runs")


def statuses(github, match, query):
    """The newest of each context."""
    example = github.examples.get("combined", {}).get("statuses", [{}])[0]
    known = github.actions.statuses + list({
        status["context"]: {**example, **status}
        for sha, status in github.statuses if sha == match.group(2)}.values())
    states = {status["state"] for status in known}
    state = "failure" if states & {"failure", "error"} else "success" if states == {"success"} \
        else "pending"
    return paged(github, match, query, known, "statuses",
                 {**github.examples.get("combined", {}), "state": state, "sha": match.group(2)})


def rules(github, match, query):
    if github.actions.rules is None:
        return 403, {"message": "Upgrade to GitHub Pro or make this repository public to enable "
                                "this feature."}, {}
    return paged(github, match, query, github.actions.rules)


ANSWERS = ((RUNS, runs), (ARTIFACTS, artifacts), (ZIP, archive), (CHECK_RUNS, check_runs),
           (STATUSES, statuses), (RULES, rules))
