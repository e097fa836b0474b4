# SPDX-License-Identifier: AGPL-3.0-or-later
"""
GitHub's own description of its API (OpenAPI), and a proxy in front of a server of ours that refuses
whatever is not as described: requests of the program's and answers of the server's alike.
"""
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
LOCKED = ("package.json", "package-lock.json")
CHOICE = (*LOCKED, "description.py")  # What else is kept depends on.
INSTALL_S, START_S = 600, 120
LISTENING = re.compile(r"is listening on (http://127\.0\.0\.1:[0-9]+)\s")

# What this program calls. The whole description has a thousand paths and takes the proxy
# minutes to load.
CALLED = {
    "/repos/{owner}/{repo}/issues": ("get", "post"),
    "/repos/{owner}/{repo}/issues/{issue_number}": ("get", "patch"),
    "/repos/{owner}/{repo}/issues/{issue_number}/comments": ("get", "post"),
    "/repos/{owner}/{repo}/issues/comments/{comment_id}": ("patch", "delete"),
    "/repos/{owner}/{repo}/statuses/{sha}": ("post",),
    "/repos/{owner}/{repo}/check-runs": ("post",),
    "/repos/{owner}/{repo}/commits/{commit_sha}/pulls": ("get",),
    "/repos/{owner}/{repo}/pulls": ("get",),
    "/repos/{owner}/{repo}/pulls/{pull_number}": ("get",),
    "/repos/{owner}/{repo}/pulls/{pull_number}/files": ("get",),
    "/repos/{owner}/{repo}/collaborators/{username}/permission": ("get",),
    "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs": ("get",),
    "/repos/{owner}/{repo}/actions/runs/{run_id}/artifacts": ("get",),
    "/repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}": ("get",),
    "/repos/{owner}/{repo}/commits/{ref}/check-runs": ("get",),
    "/repos/{owner}/{repo}/commits/{ref}/status": ("get",),
    "/repos/{owner}/{repo}/rules/branches/{branch}": ("get",),
}
EXAMPLES = {"comment": "issue-comment", "issue": "issue", "status": "status",
            "check_run": "check-run-example-of-completed-conclusion",
            "pull": "pull-request-simple-items", "pull_request": "pull-request",
            "file": "diff-entry-items", "combined": "combined-commit-status",
            "permission": "repository-collaborator-permission-response-if-user-has-admin-permissions"}

# Those that are in a page of them: example and member.
OF_PAGES = {"workflow_run": ("workflow-run-paginated", "workflow_runs"),
            "artifact": ("artifact-paginated", "artifacts"),
            "checked": ("check-run-paginated", "check_runs")}


def install(folder):
    """The packages of package-lock.json, and of the description what is called; once for all."""
    digest = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in CHOICE)).hexdigest()
    stamp = folder / "installed"
    if stamp.exists() and stamp.read_text() == digest:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in LOCKED:
        shutil.copy(HERE / name, folder)
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=INSTALL_S, check=False)
    if done.returncode != 0:
        raise AssertionError(f"npm ci: {done.stderr}")
    package = folder / "node_modules" / "@octokit" / "openapi"
    whole = json.loads((package / "generated" / "api.github.com.json").read_text("utf-8"))
    (folder / "called.json").write_text(json.dumps(cut(whole)), "utf-8")
    shutil.rmtree(package)  # 400 MB.
    stamp.write_text(digest)


def cut(whole):
    """The called operations word for word, and the components they refer to."""
    paths = {path: {name: item for name, item in whole["paths"][path].items() if name in methods}
             for path, methods in CALLED.items()}
    components, pending = {}, [paths]
    while pending:
        item = pending.pop()
        if isinstance(item, list):
            pending += item
        elif isinstance(item, dict):
            reference = item.get("$ref")
            if isinstance(reference, str):
                _, _, kind, name = reference.split("/")
                if name not in components.setdefault(kind, {}):
                    components[kind][name] = whole["components"][kind][name]
                    pending.append(components[kind][name])
            pending += item.values()
    return {"openapi": whole["openapi"], "info": whole["info"], "paths": paths,
            "components": components}


def examples(folder):
    """GitHub's examples of the documents that our server answers with."""
    known = json.loads((folder / "called.json").read_text("utf-8"))["components"]["examples"]
    found = {kind: known[name]["value"] for kind, name in EXAMPLES.items()}
    found.update({kind: known[name]["value"][member] for kind, (name, member) in OF_PAGES.items()})
    return {kind: value[0] if isinstance(value, list) else value for kind, value in found.items()}


class Proxy:
    """`with Proxy(folder, url) as proxy:` requests to proxy.url reach url, if they are valid."""

    def __init__(self, folder, upstream):
        self.url = None
        self.log = folder / "proxy.log"
        # The port is the kernel's choice: one that was free a moment ago can be another's by now.
        self.command = ["node", str(folder / "node_modules" / ".bin" / "prism"), "proxy",
                        "--port", "0", "--errors", str(folder / "called.json"), upstream]
        self.process = None

    def __enter__(self):
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=subprocess.STDOUT)
        end = time.monotonic() + START_S
        while not (listening := LISTENING.search(self.said())):
            if self.process.poll() is not None or time.monotonic() > end:
                self.__exit__()
                raise AssertionError(f"the proxy did not start: {self.said()}")
            time.sleep(0.1)
        self.url = listening[1]
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def said(self):
        return self.log.read_text("utf-8", errors="replace")
