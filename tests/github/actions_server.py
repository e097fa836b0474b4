# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the scripts of workflows ask GitHub for besides, in front of the server of fault_server.py."""
import re
import urllib.parse

from fault_server import REPOSITORY, TOKEN, GitHub, Handler


RELEASES = re.compile(rf"/repos/{REPOSITORY}/releases(?:/(\d+)|/tags/([^/]+))?")
ASSETS = re.compile(rf"(?:/api/uploads)?/repos/{REPOSITORY}/releases/(\d+)/assets")
ASSET = re.compile(rf"/repos/{REPOSITORY}/releases/assets/(\d+)")
FINDINGS = re.compile(rf"/repos/{REPOSITORY}/code-scanning/sarifs")
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
        for pattern, action in ((RELEASES, self.releases), (ASSETS, self.assets), (ASSET, self.asset),
                                (FINDINGS, self.findings)):
            match = pattern.fullmatch(path)
            if match and self.headers.get("Authorization") == f"Bearer {TOKEN}":
                return action(match, content, urllib.parse.parse_qs(url.query))
        return super().carry_out(content)


    def releases(self, match, content, __):
        server = self.server
        if match[1] and self.command == "PATCH":
            server.releases[int(match[1]) - 1].update(content)
            return 200, self.shown(server.releases[int(match[1]) - 1]), {}
        if match[2]:
            found = [release for release in server.releases if release["tag_name"] == match[2]]
            return (200, self.shown(found[0]), {}) if found else (404, {"message": "Not Found"}, {})
        if self.command == "POST":
            number = len(server.releases) + 1
            server.releases.append({**content, "id": number, "upload_url": server.uploads or (
                f"{server.url}/api/uploads/repos/{REPOSITORY}/releases/{number}/assets{{?name,label}}")})
            return 201, server.releases[-1], {}
        return 200, server.releases, {}

    def shown(self, release):
        """With its files, which have numbers by the release's."""
        kept = self.server.assets.get(release["id"], {})
        return {**release, "assets": [{"id": 1000 * release["id"] + number, "name": name}
                                      for number, name in enumerate(kept)]}

    def asset(self, match, _, __):
        """It is elsewhere, where the token is not to come."""
        release, number = divmod(int(match[1]), 1000)
        if self.headers.get("Accept") != "application/octet-stream":
            return 200, {"id": int(match[1])}, {}
        storage = self.server.actions.storage
        storage.files[f"/asset/{match[1]}"] = list(self.server.assets[release].values())[number]
        return 302, None, {"Location": f"{storage.url}/asset/{match[1]}?sig=a-secret-signature"}

    def findings(self, _, content, __):
        self.server.findings.append(content)
        return 202, {"id": "x"}, {}

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
        self.findings = []  # What was posted of scans.
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
