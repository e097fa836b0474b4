# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The part of GitLab's API that this program uses, on loopback, with the faults of a real network.

It knows the parameters that GitLab describes (doc/api/notes.md, doc/api/commits.md,
doc/api/merge_requests.md and doc/api/openapi/ of https://gitlab.com/gitlab-org/gitlab), refuses any
other, and answers what is read of them. What it does beyond the description is as GitLab's program
does it: a line that is a quick action is done and taken out (lib/gitlab/quick_actions/extractor.rb),
a status belongs to a pipeline of its commit, is changed while it is pending, and cannot become
pending twice (app/services/ci/create_commit_status_service.rb).
"""
import re
import urllib.parse

import loopback_server
from fault_server import HEAD, PULL, TOKEN

PROJECT = "group/sub.group/mainframe"
FORK = "mallory/mainframe"
BOT = "project_42_bot_0123"
BRANCH = "feature/faster"
MERGE = "b" * 40
PIPELINE = 815
BASE = "/api/v4"
NAMES_MAX = 255

PAGES = {"page", "per_page"}
AT = "/projects/" + PROJECT.replace("/", "%2F").replace(".", r"\.")
USER = re.compile("/user")
NOTES = re.compile(rf"{AT}/merge_requests/(\d+)/notes")
NOTE = re.compile(rf"{AT}/merge_requests/(\d+)/notes/(\d+)")
REQUESTS = re.compile(rf"{AT}/merge_requests")
REQUEST = re.compile(rf"{AT}/merge_requests/(\d+)")
DIFFS = re.compile(rf"{AT}/merge_requests/(\d+)/diffs")
COMMIT_REQUESTS = re.compile(rf"{AT}/repository/commits/([0-9a-f]{{40}})/merge_requests")
STATUSES = re.compile(rf"{AT}/statuses/([0-9a-f]{{40}})")

COMMAND = re.compile(r"^/(merge|close|approve|label)(?:[ ]([^\n]*))?(?:\s*\n|$)", re.MULTILINE)


class GitLab(loopback_server.Server):
    """State and log of the server; `with GitLab() as gitlab:` runs it."""

    usual_headers = {"ratelimit-remaining": "1999"}

    def __init__(self):
        super().__init__(Handler, BASE)
        self.comments = []   # Notes as GitLab shows them, oldest first.
        self.statuses = []   # (sha, request)
        self.commands = []   # Quick actions that were done.
        self.pulls = [self.pull(PULL, HEAD)]
        self.files = ["src/lib.rs"]
        self.next_id = 1000
        self.login = BOT     # Who the token is.
        self.pipelines = {HEAD: PIPELINE, MERGE: PIPELINE + 1}

    @staticmethod
    def pull(number, sha, state="opened", source_project=42, branch=BRANCH):
        return {"id": 9000 + number, "iid": number, "sha": sha, "state": state,
                "source_branch": branch, "source_project_id": source_project,
                "target_project_id": 42, "target_branch": "main"}

    def add_comment(self, body, login=BOT, issue=PULL):
        with self.lock:
            self.next_id += 1
            note = {"id": self.next_id, "type": None, "body": body, "system": False,
                    "author": {"id": 7, "username": login, "name": "Somebody"},
                    "noteable_type": "MergeRequest", "noteable_iid": issue,
                    "created_at": "2026-01-01T12:00:00.000Z"}
            self.comments.append(note)
            return note

    def taken(self, body):
        """A text without the quick actions in it, which are done."""
        body = body.replace("\r", "")
        self.commands += [found.group(1) for found in COMMAND.finditer(body)]
        return COMMAND.sub("", body).rstrip()


class Handler(loopback_server.Handler):
    def carry_out(self, content):
        url = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(url.query)
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, {"message": "401 Unauthorized"}, {}
        for pattern, action in ((USER, self.user), (NOTES, self.notes), (NOTE, self.note),
                                (REQUESTS, self.requests), (REQUEST, self.request_of),
                                (DIFFS, self.diffs), (COMMIT_REQUESTS, self.requests),
                                (STATUSES, self.status)):
            match = pattern.fullmatch(url.path.removeprefix(BASE))
            if match:
                with self.server.lock:
                    return action(match, content or {}, query)
        return 404, {"message": "404 Project Not Found"}, {}

    def refuses(self, known, *given):
        """GitLab overlooks what it does not know; we are not to send it."""
        unknown = set().union(*given) - known
        return (400, {"error": f"{', '.join(sorted(unknown))} is unknown"}, {}) if unknown else None

    def user(self, _, content, query):
        return self.refuses(set(), content, query) or (
            200, {"id": 7, "username": self.server.login, "state": "active"}, {})

    def notes(self, match, content, query):
        gitlab, number = self.server, int(match.group(1))
        if self.command == "POST":
            if "body" not in content:
                return 400, {"error": "body is missing"}, {}
            note = gitlab.add_comment(gitlab.taken(content["body"]), gitlab.login, number)
            return self.refuses({"body"}, content, query) or (201, note, {})
        shown = [note for note in gitlab.comments if note["noteable_iid"] == number]
        if query.get("sort", ["desc"])[0] == "desc":
            shown.reverse()
        return self.refuses(PAGES | {"sort", "order_by"}, query) or \
            self.page(match.group(0), query, shown, size=20)

    def note(self, match, content, query):
        gitlab = self.server
        for note in gitlab.comments:
            if (note["noteable_iid"], note["id"]) != tuple(map(int, match.groups())):
                continue
            if note["author"]["username"] != gitlab.login:
                return 403, {"message": "403 Forbidden"}, {}
            if self.command == "DELETE":
                gitlab.comments.remove(note)
                return 204, None, {}
            if self.command != "PUT":
                return 405, {"error": "405 Not Allowed"}, {}
            note["body"] = gitlab.taken(content["body"])
            return self.refuses({"body"}, content, query) or (200, note, {})
        return 404, {"message": "404 Note Not Found"}, {}

    def requests(self, match, content, query):
        """Of the project, or those that hold a commit: GitLab has those of forks, too."""
        shown = [pull for pull in self.server.pulls
                 if query.get("state", [pull["state"]])[0] == pull["state"]
                 and query.get("source_branch", [pull["source_branch"]])[0] == pull["source_branch"]
                 and (not match.groups() or pull["sha"] == match.group(1))]
        known = PAGES | {"state"} | (set() if match.groups() else {"source_branch"})
        return self.refuses(known, content, query) or self.page(match.group(0), query, shown)

    def request_of(self, match, content, query):
        for pull in self.server.pulls:
            if pull["iid"] == int(match.group(1)):
                return self.refuses(set(), content, query) or (200, pull, {})
        return 404, {"message": "404 Not found"}, {}

    def diffs(self, match, content, query):
        shown = [{"new_path": path, "old_path": path, "diff": "", "new_file": False}
                 for path in self.server.files]
        return self.refuses(PAGES, content, query) or self.page(match.group(0), query, shown)

    def status(self, match, content, query):
        gitlab, sha = self.server, match.group(1)
        known = {"state", "ref", "name", "context", "target_url", "description", "coverage",
                 "pipeline_id"}
        if content.get("state") not in ("pending", "running", "success", "failed", "canceled",
                                        "skipped"):
            return 400, {"error": "state does not have a valid value"}, {}
        if len(content.get("target_url", "")) > NAMES_MAX:
            return 400, {"message": {"target_url": ["is too long (maximum is 255 characters)"]}}, {}
        if content.get("pipeline_id", gitlab.pipelines.get(sha)) != gitlab.pipelines.get(sha):
            return 404, {"message": "404 Pipeline for pipeline_id, sha and ref Not Found"}, {}
        before = [request for at, request in gitlab.statuses
                  if (at, request["name"]) == (sha, content["name"])]
        if before and before[-1]["state"] == content["state"] == "pending":
            return 400, {"message": "Cannot transition status via :enqueue from :pending "
                                    "(Reason(s): Status cannot transition via \"enqueue\")"}, {}
        gitlab.statuses.append((sha, content))
        return self.refuses(known, content, query) or (
            201, {"id": 1, "sha": sha, "status": content["state"], "name": content["name"]}, {})
