# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The part of GitHub's API that this program uses, on loopback, with the faults of a real
network: whatever is queued in `faults` happens to the next requests it is for.
"""
import http.server
import json
import re
import socket
import struct
import threading
import time
import urllib.parse

import actions_api

TOKEN = "a-token-nobody-may-see"
BOT = "github-actions[bot]"
REPOSITORY = "octo/mainframe"
FORK = "mallory/mainframe"
BRANCH = "feature/faster"
PULL = 7
HEAD = "a" * 40
BASE = "0123456789" * 4
BODY_CHARACTERS_MAX = 65536
TITLE_CHARACTERS_MAX = 256
PAGE = 100

COMMENTS = re.compile(rf"/repos/{REPOSITORY}/issues/(\d+)/comments")
COMMENT = re.compile(rf"/repos/{REPOSITORY}/issues/comments/(\d+)")
ISSUES = re.compile(rf"/repos/{REPOSITORY}/issues")
ISSUE = re.compile(rf"/repos/{REPOSITORY}/issues/(\d+)")
STATUS = re.compile(rf"/repos/{REPOSITORY}/statuses/([0-9a-f]{{40}})")
COMMIT_PULLS = re.compile(r"/repos/([^/]+/[^/]+)/commits/([0-9a-f]{40})/pulls")
PULLS = re.compile(rf"/repos/{REPOSITORY}/pulls")
PULL_REQUEST = re.compile(rf"/repos/{REPOSITORY}/pulls/(\d+)")
PERMISSION = re.compile(rf"/repos/{REPOSITORY}/collaborators/([^/]+)/permission")
FILES = re.compile(rf"/repos/{REPOSITORY}/pulls/(\d+)/files")
CHECK_RUNS = re.compile(rf"/repos/{REPOSITORY}/check-runs")


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


class GitHub(http.server.ThreadingHTTPServer):
    """State and log of the server; `with GitHub() as github:` runs it."""

    daemon_threads = True
    # Connections that a client resets are what is tested, not worth a traceback.
    handle_error = staticmethod(lambda request, address: None)

    def __init__(self, base="", examples=None, certificate=None):
        """
        examples: documents by kind (comment, status, check_run, pull) to fill answers with.
        certificate: a file with it and its key, for HTTPS.
        """
        super().__init__(("127.0.0.1", 0), Handler)
        self.base = base
        self.examples = examples or {}
        self.url = f"http://127.0.0.1:{self.server_address[1]}{base}"
        if certificate:
            self.socket, self.url = actions_api.secured(self, certificate)
        self.lock = threading.RLock()
        self.comments = []   # As GitHub shows them, oldest first.
        self.issues = []     # As those, ...
        self.issue_edits = []  # ... and (number, request) of what was changed in them.
        self.statuses = []   # (sha, request)
        self.check_runs = []
        self.pulls = [self.pull(PULL, HEAD)]
        self.files = ["src/lib.rs"]  # That a pull request changes.
        self.permissions = {}  # Of logins: "write", ...
        self.actions = actions_api.Actions(self, REPOSITORY)
        self.faults = []
        self.requests = []   # (method, path with query, headers)
        self.writes_s = []   # When each write came, by the monotonic clock.
        self.next_id = 1000
        self.login = BOT     # Who the token is.
        self.is_silent = False
        self.ignored = ""    # What of a query is not looked at.
        self.hidden = 0      # So many lists do not show the youngest comment or issue yet.

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def filled(self, kind, **members):
        """A document as GitHub's example of its kind, where there is one, with these members."""
        example = self.examples.get(kind, {})
        return {**example, **{name: {**example.get(name, {}), **value}
                              if isinstance(value, dict) else value
                              for name, value in members.items()}}

    def pull(self, number, sha, state="open", into=REPOSITORY, out_of=REPOSITORY, branch=BRANCH,
             pushed_at="2026-01-01T12:00:00Z", merged_at=None):
        sides = {side: self.examples.get("pull", {}).get(side, {}).get("repo", {})
                 for side in ("head", "base")}
        return self.filled("pull", number=number, state=state, requested_teams=[],
                           merged_at=merged_at,
                           head={"sha": sha, "ref": branch,
                                 "repo": {**sides["head"], "full_name": out_of,
                                          "pushed_at": pushed_at}},
                           base={"sha": BASE, "repo": {**sides["base"], "full_name": into}})

    def add_comment(self, body, login=BOT, issue=PULL):
        with self.lock:
            self.next_id += 1
            comment = self.filled("comment", id=self.next_id, body=body, issue=issue,
                                  user={"login": login} if login else None,
                                  html_url=f"https://example.org/{self.next_id}")
            self.comments.append(comment)
            return comment

    def add_issue(self, title, body, login=BOT, **members):
        with self.lock:
            number = len(self.issues) + 41
            issue = self.filled("issue", number=number, title=title, body=body, state="open",
                                state_reason=None, closed_by=None,
                                user={"login": login} if login else None,
                                html_url=f"https://example.org/issues/{number}", **members)
            issue.pop("pull_request", None)
            self.issues.append(issue)
            return issue

    def close_issue(self, number, login):
        """As a person does it in a browser, or a commit that says so."""
        issue = next(issue for issue in self.issues if issue["number"] == number)
        issue.update(state="closed", state_reason="completed",
                     closed_by={**self.examples.get("issue", {}).get("user", {}), "login": login}
                     if login else None)

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
        self.send_header("X-RateLimit-Remaining", (headers or {}).pop("x-ratelimit-remaining",
                                                                      "4999"))
        for name, value in (headers or {}).items():
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
        github = self.server
        length = int(self.headers.get("Content-Length") or 0)
        content = self.rfile.read(length) if length else None
        if content and self.headers.get("Content-Type") not in ("application/gzip", "application/octet-stream"):
            content = json.loads(content)
        with github.lock:
            github.requests.append((self.command, self.path, dict(self.headers)))
            if self.command != "GET":
                github.writes_s.append(time.monotonic())
        if github.is_silent:  # Longer than a test waits for a program.
            time.sleep(3600)
            return
        fault = github.take_fault(self.command, self.path)
        if fault and fault.hook:
            fault.hook(github)
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

    do_GET = do_POST = do_PATCH = do_DELETE = handle_any

    def carry_out(self, content):
        """(status, document, headers) as GitHub would give them."""
        github = self.server
        url = urllib.parse.urlsplit(self.path)
        if not url.path.startswith(github.base):
            return 404, {"message": "Not Found"}, {}
        path = url.path[len(github.base):]
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, {"message": "Bad credentials"}, {}
        with github.lock:
            for pattern, answer in actions_api.ANSWERS:
                match = pattern.fullmatch(path)
                if match and match.group(1) == REPOSITORY:
                    return answer(github, match, urllib.parse.parse_qs(url.query))
            for pattern, action in ((ISSUES, self.issues), (ISSUE, self.issue),
                                    (COMMENTS, self.comments), (COMMENT, self.comment),
                                    (STATUS, self.status), (COMMIT_PULLS, self.commit_pulls),
                                    (PULLS, self.pulls), (PULL_REQUEST, self.pull_request),
                                    (CHECK_RUNS, self.check_run),
                                    (PERMISSION, self.permission), (FILES, self.changed_files)):
                match = pattern.fullmatch(path)
                if match:
                    return action(match, content, urllib.parse.parse_qs(url.query))
        return 404, {"message": "Not Found"}, {}

    def page(self, match, query, shown):
        """A page of a list, and the way to the others."""
        size, page = int(query.get("per_page", ["30"])[0]), int(query.get("page", ["1"])[0])
        headers = {}
        if page * size < len(shown):
            query = urllib.parse.urlencode({name: values[0] for name, values in query.items()
                                            if name != "page"})
            base = f"{self.server.url}{match.group(0)}?{query}&page="
            headers["Link"] = (f'<{base}{page - 1}>; rel="prev", <{base}{page + 1}>; rel="next", '
                               f'<{base}{-(-len(shown) // size)}>; rel="last"')
        return 200, shown[(page - 1) * size:page * size], headers

    def issues(self, match, content, query):
        github = self.server
        if self.command == "POST":
            if len(content["title"]) > TITLE_CHARACTERS_MAX or \
                    len(content["body"]) > BODY_CHARACTERS_MAX:
                return 422, {"message": "Validation Failed"}, {}
            return 201, github.add_issue(content["title"], content["body"], github.login), {}
        query.pop(github.ignored, None)
        creator, state = query.get("creator", [None])[0], query.get("state", ["open"])[0]
        shown = [issue for issue in github.issues
                 if creator in (None, issue["user"] and issue["user"]["login"])
                 and state in ("all", issue["state"])]
        if github.hidden:
            github.hidden -= 1
            shown = shown[:-1]
        if query.get("direction", ["desc"])[0] == "desc":
            shown.reverse()
        # Lists do not say who closed one.
        return self.page(match, query, [{**issue, "closed_by": None} for issue in shown])

    def issue(self, match, content, _):
        github, number = self.server, int(match.group(1))
        for issue in github.issues:
            if issue["number"] != number:
                continue
            if self.command == "PATCH":
                if len(content.get("body", "")) > BODY_CHARACTERS_MAX:
                    return 422, {"message": "Validation Failed: body is too long"}, {}
                github.issue_edits.append((number, content))
                if content.get("state", issue["state"]) != issue["state"]:
                    issue["closed_by"] = {**(issue["user"] or {}), "login": github.login} \
                        if content["state"] == "closed" else None
                issue.update(content)
            return 200, issue, {}
        return 404, {"message": "Not Found"}, {}

    def comments(self, match, content, query):
        github, issue = self.server, int(match.group(1))
        if self.command == "POST":
            if len(content["body"]) > BODY_CHARACTERS_MAX:
                return 422, {"message": "Validation Failed: body is too long"}, {}
            return 201, github.add_comment(content["body"], github.login, issue), {}
        shown = [comment for comment in github.comments if comment["issue"] == issue]
        if github.hidden:
            github.hidden -= 1
            shown = shown[:-1]
        return self.page(match, query, shown)

    def comment(self, match, content, _):
        github, number = self.server, int(match.group(1))
        for comment in github.comments:
            if comment["id"] != number:
                continue
            if self.command == "DELETE":
                github.comments.remove(comment)
                return 204, None, {}
            if len(content["body"]) > BODY_CHARACTERS_MAX:
                return 422, {"message": "Validation Failed: body is too long"}, {}
            comment["body"] = content["body"]
            return 200, comment, {}
        return 404, {"message": "Not Found"}, {}

    def status(self, match, content, _):
        self.server.statuses.append((match.group(1), content))
        return 201, self.server.filled("status", **content), {}

    def check_run(self, _, content, __):
        self.server.check_runs.append(content)
        return 201, self.server.filled("check_run", **content), {}

    def commit_pulls(self, match, _, __):
        """
        GitHub lists pull requests that hold the commit, wherever in them it stands; but those of
        the repository alone where that was pushed: at the base, a fork's commit has none before it
        is merged.
        """
        found = [pull for pull in self.server.pulls
                 if pull["head"]["repo"]["full_name"] == match.group(1)
                 or pull["merged_at"] and pull["base"]["repo"]["full_name"] == match.group(1)]
        if match.group(1) != REPOSITORY and not found:
            return 404, {"message": "Not Found"}, {}
        return 200, found, {}

    def pulls(self, _, __, query):
        owner, branch = query["head"][0].split(":", 1)
        return 200, [pull for pull in self.server.pulls
                     if pull["state"] == query["state"][0] and pull["head"]["ref"] == branch
                     and pull["head"]["repo"]["full_name"].split("/")[0] == owner], {}

    def permission(self, match, _, __):
        """Of strangers "read", or "none" where the repository is private."""
        user = self.server.examples.get("permission", {}).get("user", {})
        may = self.server.permissions.get(match.group(1), "read")
        if may is None:
            return 404, {"message": f"{match.group(1)} is not a user"}, {}
        return 200, {"permission": may, "role_name": may,
                     "user": {**user, "login": match.group(1), "role_name": may}}, {}

    def changed_files(self, _, __, ___):
        """A file is a name, or what it is called now and was before."""
        pairs = [(name, None) if isinstance(name, str) else name for name in self.server.files]
        return 200, [self.server.filled("file", filename=name, **(
            {"previous_filename": before, "status": "renamed"} if before else {}))
                     for name, before in pairs], {}

    def pull_request(self, match, _, __):
        for pull in self.server.pulls:
            if pull["number"] == int(match.group(1)):
                return 200, {**self.server.examples.get("pull_request", {}), **pull}, {}
        return 404, {"message": "Not Found"}, {}
