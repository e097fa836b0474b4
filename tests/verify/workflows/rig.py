# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The workflows as GitHub would run them, on this machine: act runs them, events and API are those of a
GitHub on loopback, a folder holds artefacts, and repositories are folders. What is measured is real.

act has no rights, no concurrency, no environments and no containers: tests/workflows reads those.
"""
import hashlib
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import threading

from copybook_rs import git
from fault_server import REPOSITORY, TOKEN

SOURCE = pathlib.Path(os.environ["SOURCE"])
CALLERS = SOURCE / "harness" / "github" / "callers"
HERE = pathlib.Path(__file__).resolve().parent
ACT = os.environ["ACT"]
PREFIX = pathlib.Path(os.environ["PREFIX"])  # Where perfharness is installed, to be packed.
HARNESS = "perfharness-project/perfharness"
CRITERION = ("mkdir target && "
             "perfharness export ../perf-report/perf.json --as criterion --output target/criterion")
ITSELF = "0" * 40
JOB_S = 1800
PINNED = re.compile(r"uses: ((?:actions|aquasecurity)/[a-z-]+)@([0-9a-f]{40})")
# Seconds and launches are for a person who waits for more than one workload.
SUITE = 'description = "For tests"\nlaunches = 5\n\n[[workload]]\nname = "comp3"\n'
NIGHT = SUITE + '\n[[workload]]\nname = "display-text"\n'  # A baseline has both headline figures.


class Files(http.server.SimpleHTTPRequestHandler):
    """Release assets. The first requests for one fail, where that is asked for."""
    failures = 0

    def log_message(self, *_):
        pass

    def do_GET(self):
        if Files.failures:
            Files.failures -= 1
            self.send_error(503)
        else:
            super().do_GET()


class Package:
    """What script/package would make of the installation, at an address."""

    def __init__(self, folder):
        name = "perfharness-0.1.0-linux-x86_64"
        root = folder / "packed"
        shutil.copytree(PREFIX, root / name, symlinks=True)
        for suite, text in (("critical", SUITE), ("standard", SUITE), ("comprehensive", NIGHT)):
            (root / name / "share/perfharness/config/suites" / f"{suite}.toml").write_text(text)
        archive = folder / "assets" / f"{name}.tar.gz"
        archive.parent.mkdir()
        subprocess.run(["tar", "-C", root, "-czf", archive, name], check=True)
        self.sha256 = hashlib.sha256(archive.read_bytes()).hexdigest()
        self.server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), lambda *arguments: Files(*arguments, directory=str(archive.parent)))
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/{archive.name}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Run:
    """A workflow that was run: what it said, and the results of its jobs."""

    def __init__(self, number, status, said):
        self.number, self.status, self.said = number, status, said
        self.conclusion = "success" if status == 0 else "failure"

    def __str__(self):
        return self.said


class Rig:
    def __init__(self, folder, package, copybook):
        self.folder, self.package, self.copybook = folder, package, copybook
        self.runs = 0
        self.lock = threading.Lock()
        (folder / "repositories" / REPOSITORY).parent.mkdir(parents=True)
        (folder / "artifacts").mkdir()
        self.remote = folder / "repositories" / f"{REPOSITORY}.git"
        git(folder, "init", "--quiet", "--bare", self.remote)
        copybook.git("remote", "add", "origin", f"https://github.com/{REPOSITORY}.git")
        self.place_harness()
        self.place_tools()

    def place_harness(self):
        """
        The workflows' side of this repository, without what act cannot do: containers, and workflows that
        call one of their own repository, which act looks for in the caller's.
        """
        harness = self.folder / "harness"
        for part in (".github", "script"):
            shutil.copytree(SOURCE / part, harness / part)
        for path in (harness / ".github" / "workflows").glob("*.yml"):
            text = re.sub(r"^    container: debian:12@sha256:[0-9a-f]{64}\n", "", path.read_text(),
                          flags=re.MULTILINE)
            path.write_text(re.sub(r"uses: \./(\.github/workflows/[a-z-]+\.yml)",
                                   rf"uses: {HARNESS}/\1@{ITSELF}", text))
        git(harness, "init", "--quiet")
        git(harness, "add", "--all")
        git(harness, "commit", "--quiet", "--message", "As it is")
        self.harness_commit = git(harness, "rev-parse", "HEAD")
        bare = self.folder / "repositories" / f"{HARNESS}.git"
        bare.parent.mkdir()
        git(self.folder, "clone", "--quiet", "--bare", harness, bare)
        git(bare, "config", "uploadpack.allowAnySHA1InWant", "true")
        git(self.remote, "config", "uploadpack.allowAnySHA1InWant", "true")
        self.harness = harness

    def place_tools(self):
        """In the place of programs that would change this machine, or see what others do on it."""
        self.tools = self.folder / "tools"
        self.tools.mkdir()
        for name, does in (("apt-get", f"echo \"$*\" >>'{self.folder}/apt-get.log'"),
                           ("ps", f"cat '{self.folder}/processes'")):
            tool = self.tools / name
            tool.write_text(f"#!/bin/sh\n{does}\n")
            tool.chmod(0o755)
        (self.folder / "processes").touch()

    def call(self, **changes):
        """
        Make the workflows of the copybook-rs repository of harness/github/callers/, as its owner would. They
        are beside its commits, which stay the same where the package's address does not.
        changes: inputs of the workflows that they call, by the name of that ("compare": {...}).
        """
        self.workflows = self.folder / "workflows"
        shutil.rmtree(self.workflows, ignore_errors=True)
        self.workflows.mkdir()
        given = {"package-url": self.package.url, "package-sha256": self.package.sha256}
        for path in CALLERS.glob("*.yml"):
            text = path.read_text().replace("OWNER/perfharness", HARNESS)
            text = text.replace("COMMIT", self.harness_commit)
            # A tenth is a FAIL there, and its interval lies beyond the limit.
            text = text.replace("|| 'standard'", "|| 'critical'")
            # In the place of benches that the crates in the registry do not have.
            text = text.replace("cargo bench --package copybook-bench", CRITERION)

            def add_inputs(match):
                takes = (SOURCE / ".github" / "workflows" / f"{match[2]}.yml").read_text()
                inputs = {**(given if "      package-url:" in takes else {}), **changes.get(match[2], {})}
                return match[1] + "".join(f"      {name}: {json.dumps(value)}\n"
                                          for name, value in inputs.items())
            text = re.sub(r"( +uses: \S+/([a-z]+)\.yml@\S+\n +with:\n)", add_inputs, text)
            (self.workflows / path.name).write_text(text)

    def push(self, commit, ref):
        git(self.copybook.path, "push", "--quiet", "--force", self.remote, f"{commit}:{ref}")

    def act(self, workflow, event_name, event, github, commit, jobs=(), **more):
        """
        Run one workflow of the copybook-rs repository at a commit, as GitHub would for the event; with jobs
        (act's options), some of it. more: environment of its steps.
        """
        with self.lock:
            self.runs += 1
            number = self.runs
        home = self.folder / f"run-{number}"
        work = home / "workspace"
        git(self.folder, "clone", "--quiet", "--no-checkout", self.copybook.path, work)
        git(work, "remote", "set-url", "origin", f"https://github.com/{REPOSITORY}.git")
        git(work, "checkout", "--quiet", "--detach", commit)
        shutil.copytree(self.workflows, work / ".github" / "workflows")
        (home / "event.json").write_text(json.dumps(event))
        variables = {"RIG": self.folder, "RIG_RUN": number, "GITHUB_RUN_ID": number,
                     "GITHUB_API_URL": github.url, "GITHUB_SERVER_URL": "https://github.example",
                     "PERFHARNESS_MARKER": self.folder / "marker", "PERFHARNESS_PAUSE_S": 0,
                     "PERFHARNESS_LOCK": self.folder / "lock", "GIT_CONFIG_GLOBAL": self.folder / "gitconfig",
                     "PATH": f"{self.tools}:{os.environ['PATH']}", **more}
        command = [ACT, event_name, "--workflows", f".github/workflows/{workflow}", "--eventpath",
                   home / "event.json", "--action-cache-path", home / "cache", "--no-cache-server",
                   "--no-skip-checkout", "--concurrent-jobs", "1", "--secret", f"GITHUB_TOKEN={TOKEN}"]
        for label in ("ubuntu-latest", "ubuntu-24.04-arm", "self-hosted", "linux", "x64", "performance"):
            command += ["--platform", f"{label}=-self-hosted"]
        for name, value in variables.items():
            command += ["--env", f"{name}={value}"]
        for name, ref in self.pins():
            command += ["--local-repository", f"{name}@{ref}={HERE}/actions/{name.partition('/')[2]}"]
        for ref in (self.harness_commit, ITSELF):
            command += ["--local-repository", f"{HARNESS}@{ref}={self.harness}"]
        result = subprocess.run([*map(str, command), *jobs], cwd=work, check=False, timeout=JOB_S,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
                                errors="replace")
        (home / "said.log").write_text(result.stdout)
        return Run(number, result.returncode, result.stdout)

    def pins(self):
        """Which actions the workflows name, and at which commits."""
        files = [*(SOURCE / ".github").rglob("*.yml"), *CALLERS.glob("*.yml")]
        return sorted(set(match for path in files for match in PINNED.findall(path.read_text())))

    def artifact(self, run, name):
        return self.folder / "artifacts" / str(run.number) / name
