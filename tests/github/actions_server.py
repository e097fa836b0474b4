# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the scripts of workflows ask GitHub for besides, in front of the server of fault_server.py."""
import re
import urllib.parse

from fault_server import REPOSITORY, TOKEN, GitHub, Handler


RELEASES = re.compile(rf"/repos/{REPOSITORY}/releases")
ASSETS = re.compile(rf"(?:/api/uploads)?/repos/{REPOSITORY}/releases/(\d+)/assets")
DISPATCHES = re.compile(rf"/repos/{REPOSITORY}/actions/workflows/([^/]+)/dispatches")


class ActionsHandler(Handler):
    def carry_out(self, content):
        url = urllib.parse.urlsplit(self.path)
        path = url.path[len(self.server.base):]
        begun = DISPATCHES.fullmatch(path)
        if begun and self.headers.get("Authorization") == f"Bearer {TOKEN}":
            self.server.begin(begun[1], content)
            return 204, None, {}
        if self.headers.get("Authorization") == f"Bearer {TOKEN}" and path in self.server.answers:
            return 200, self.server.answers[path], {}
        for pattern, action in ((RELEASES, self.releases), (ASSETS, self.assets)):
            match = pattern.fullmatch(path)
            if match and self.headers.get("Authorization") == f"Bearer {TOKEN}":
                return action(match, content, urllib.parse.parse_qs(url.query))
        return super().carry_out(content)


    def releases(self, _, content, __):
        server = self.server
        if self.command == "POST":
            number = len(server.releases) + 1
            server.releases.append({**content, "id": number, "upload_url": server.uploads or (
                f"{server.url}/api/uploads/repos/{REPOSITORY}/releases/{number}/assets{{?name,label}}")})
            return 201, server.releases[-1], {}
        return 200, server.releases, {}

    def assets(self, match, content, query):
        kept = self.server.assets.setdefault(int(match[1]), {})
        if self.command == "POST":
            if query["name"][0] in kept:
                return 422, {"errors": [{"code": "already_exists"}]}, {}
            kept[query["name"][0]] = content
            return 201, {}, {}
        return 200, [{"name": name, "size": len(of), "state": "uploaded"} for name, of in kept.items()], {}


class ActionsGitHub(GitHub):
    """
    answers: documents by path, before what the server has itself; begin(workflow, content): what a dispatched
    workflow does.
    """

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.RequestHandlerClass = ActionsHandler
        self.answers = {}
        self.releases, self.assets = [], {}  # assets: by the release's number, bytes by name.
        self.uploads = None  # The address that files of releases go to; None: the right one.
        self.begin = lambda workflow, content: None

    def show_changes(self, head, *names):
        """What the commit changes beside main."""
        self.answers[f"/repos/{REPOSITORY}/compare/main...{head}"] = {
            "files": [{"filename": name} for name in names]}

    def show_run(self, workflow, run, *jobs):
        """The run of a workflow's file, or None; it is over when its jobs are. jobs: as below."""
        is_over = bool(jobs) and all(job[0] == "completed" for job in jobs)
        state = ("completed", "success") if is_over else ("in_progress", None)
        self.show_runs(workflow, *([(run, *state, jobs)] if run else []))

    def show_runs(self, workflow, *runs):
        """Runs of a workflow's file: (number, status, conclusion, jobs); jobs: (status, conclusion, labels)."""
        self.answers[f"/repos/{REPOSITORY}/actions/workflows/{workflow}/runs"] = {
            "workflow_runs": [{"id": number, "status": status, "conclusion": conclusion}
                              for number, status, conclusion, _ in runs]}
        for number, _, _, jobs in runs:
            self.answers[f"/repos/{REPOSITORY}/actions/runs/{number}/jobs"] = {
                "jobs": [{"status": status, "conclusion": conclusion, "labels": list(labels)}
                         for status, conclusion, labels in jobs]}
