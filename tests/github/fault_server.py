# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The part of GitHub's API that this program uses, on loopback, with the faults of a real
network: whatever is queued in `faults` happens to the next requests it is for.
"""
import re
import urllib.parse

import actions_api
import loopback_server
from loopback_server import Fault

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


class GitHub(loopback_server.Server):
    """State and log of the server; `with GitHub() as github:` runs it."""

    usual_headers = {"x-ratelimit-remaining": "4999"}

    def __init__(self, base="", examples=None, certificate=None):
        """
        examples: documents by kind (comment, status, check_run, pull) to fill answers with.
        certificate: a file with it and its key, for HTTPS.
        """
        super().__init__(Handler, base)
        self.examples = examples or {}
        if certificate:
            self.socket, self.url = actions_api.secured(self, certificate)
        self.comments = []   # As GitHub shows them, oldest first.
        self.issues = []     # As those, ...
        self.issue_edits = []  # ... and (number, request) of what was changed in them.
        self.statuses = []   # (sha, request)
        self.check_runs = []
        self.pulls = [self.pull(PULL, HEAD)]
        self.files = ["src/lib.rs"]  # That a pull request changes.
        self.permissions = {}  # Of logins: "write", ...
        self.actions = actions_api.Actions(self, REPOSITORY)
        self.next_id = 1000
        self.login = BOT     # Who the token is.
        self.ignored = ""    # What of a query is not looked at.
        self.hidden = 0      # So many lists do not show the youngest comment or issue yet.

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


class Handler(loopback_server.Handler):
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
        return self.page(match.group(0), query, [{**issue, "closed_by": None} for issue in shown])

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
        return self.page(match.group(0), query, shown)

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
