# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The part of Gitea's and Forgejo's API that this program uses, on loopback, with the faults of a real
network.

It knows the parameters that the API's description has (templates/swagger/v1_json.tmpl of
https://github.com/go-gitea/gitea, at version 1.27.3: Comment, CreateIssueCommentOption, EditIssueCommentOption,
CreateStatusOption, PullRequest, ChangedFile, User, APIError), and refuses any other.
"""
import re
import urllib.parse

import loopback_server
from fault_server import BRANCH, HEAD, PULL, REPOSITORY, TOKEN

FORK = "mallory/mainframe"
BOT = "gitea-actions"
BASE = "/api/v1"

PAGES = {"page", "limit"}
AT = f"/repos/{REPOSITORY}"
USER = re.compile("/user")
COMMENTS = re.compile(rf"{AT}/issues/(\d+)/comments")
COMMENT = re.compile(rf"{AT}/issues/comments/(\d+)")
PULLS = re.compile(rf"{AT}/pulls")
PULL_REQUEST = re.compile(rf"{AT}/pulls/(\d+)")
FILES = re.compile(rf"{AT}/pulls/(\d+)/files")
STATUSES = re.compile(rf"{AT}/statuses/([0-9a-f]{{40}})")


class Gitea(loopback_server.Server):
    """State and log of the server; `with Gitea() as gitea:` runs it."""

    def __init__(self):
        super().__init__(Handler, BASE)
        self.comments = []   # As Gitea shows them, oldest first.
        self.statuses = []   # (sha, request)
        self.pulls = [self.pull(PULL, HEAD)]
        self.files = ["src/lib.rs"]
        self.next_id = 1000
        self.login = BOT     # Who the token is.

    @staticmethod
    def pull(number, sha, state="open", out_of=REPOSITORY, branch=BRANCH):
        return {"id": 9000 + number, "number": number, "state": state, "merged": False,
                "head": {"label": branch, "ref": branch, "sha": sha, "repo_id": 1,
                         "repo": {"full_name": out_of}},
                "base": {"label": "main", "ref": "main", "sha": "c" * 40, "repo_id": 1,
                         "repo": {"full_name": REPOSITORY}}}

    def add_comment(self, body, login=BOT, issue=PULL):
        with self.lock:
            self.next_id += 1
            comment = {"id": self.next_id, "body": body, "issue": issue,
                       "user": {"id": 7, "login": login},
                       "html_url": f"{self.url}/{REPOSITORY}/pulls/{issue}#issuecomment-"
                                   f"{self.next_id}"}
            self.comments.append(comment)
            return comment


class Handler(loopback_server.Handler):
    def carry_out(self, content):
        url = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(url.query)
        if self.headers.get("Authorization") != f"token {TOKEN}":
            return 401, {"message": "user does not exist [uid: 0, name: ]", "url": ""}, {}
        for pattern, action in ((USER, self.user), (COMMENTS, self.comments),
                                (COMMENT, self.comment), (PULLS, self.pulls),
                                (PULL_REQUEST, self.pull_request), (FILES, self.changed_files),
                                (STATUSES, self.status)):
            match = pattern.fullmatch(url.path.removeprefix(BASE))
            if match:
                with self.server.lock:
                    return action(match, content or {}, query)
        return 404, {"errors": [], "message": "The target couldn't be found.", "url": ""}, {}

    def refuses(self, known, *given):
        """Gitea overlooks what it does not know; we are not to send it."""
        unknown = set().union(*given) - known
        return (422, {"message": f"unknown: {', '.join(sorted(unknown))}"}, {}) if unknown else None

    def user(self, _, content, query):
        return self.refuses(set(), content, query) or (
            200, {"id": -2, "login": self.server.login}, {})

    def comments(self, match, content, query):
        """A list without pages."""
        gitea, number = self.server, int(match.group(1))
        if self.command == "POST":
            return self.refuses({"body"}, content, query) or (
                201, gitea.add_comment(content["body"], gitea.login, number), {})
        return self.refuses({"since", "before"}, content, query) or (
            200, [comment for comment in gitea.comments if comment["issue"] == number], {})

    def comment(self, match, content, query):
        gitea = self.server
        for comment in gitea.comments:
            if comment["id"] != int(match.group(1)):
                continue
            if comment["user"]["login"] != gitea.login:
                return 403, {"message": "", "url": ""}, {}
            if self.command == "DELETE":
                gitea.comments.remove(comment)
                return 204, None, {}
            comment["body"] = content["body"]
            return self.refuses({"body"}, content, query) or (200, comment, {})
        return 404, {"message": "The target couldn't be found."}, {}

    def pulls(self, match, content, query):
        shown = [pull for pull in self.server.pulls
                 if query.get("state", ["open"])[0] in ("all", pull["state"])]
        known = PAGES | {"base_branch", "state", "sort", "milestone", "labels", "poster"}
        return self.refuses(known, content, query) or \
            self.page(match.group(0), query, shown, "limit")

    def pull_request(self, match, content, query):
        for pull in self.server.pulls:
            if pull["number"] == int(match.group(1)):
                return self.refuses(set(), content, query) or (200, pull, {})
        return 404, {"message": "The target couldn't be found."}, {}

    def changed_files(self, match, content, query):
        shown = [{"filename": path, "previous_filename": "", "status": "changed"}
                 for path in self.server.files]
        return self.refuses(PAGES | {"skip-to", "whitespace"}, content, query) or \
            self.page(match.group(0), query, shown, "limit")

    def status(self, match, content, query):
        if content.get("state") not in ("pending", "success", "error", "failure", "warning",
                                        "skipped"):
            return 422, {"message": "state is invalid"}, {}
        self.server.statuses.append((match.group(1), content))
        return self.refuses({"context", "description", "state", "target_url"}, content, query) or (
            201, {"id": 1, "status": content["state"], "context": content["context"]}, {})
