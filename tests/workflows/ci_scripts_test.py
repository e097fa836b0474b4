# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The scripts of the workflows' steps, each alone: which commits an event asks for, who may ask, which machine
is refused, how downloads are tried, and what is told without a document. The program is a stand-in here:
tests/verify/workflows has the real one.
"""
import base64
import gzip
import hashlib
import io
import json
import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile
import unittest

from actions_api import Storage, zipped
from actions_server import ActionsGitHub
from fault_server import BOT, REPOSITORY, TOKEN, Fault

SOURCE = pathlib.Path(os.environ["SOURCE"])
SCRIPTS = SOURCE / "script" / "ci"
SCRIPT_S = 60
FORK = "stranger/mainframe"
NUMBER = 7


class ScriptTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.tools = self.folder / "tools"
        self.tools.mkdir()
        self.tool("ps", "cat processes")
        (self.folder / "processes").touch()

    def tool(self, name, does):
        path = self.tools / name
        path.write_text(f"#!/bin/sh\n{does}\n", "utf-8")
        path.chmod(0o755)

    def run_script(self, name, *arguments, cwd=None, **variables):
        """(exit status, what it said, what it gave to later steps)"""
        output = self.folder / "output"
        output.write_text("", "utf-8")
        result = subprocess.run(
            [SCRIPTS / name, *map(str, arguments)], cwd=cwd or self.folder, check=False, timeout=SCRIPT_S,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
            env={"PATH": f"{self.tools}:{os.environ['PATH']}", "HOME": str(self.folder),
                 "GITHUB_OUTPUT": str(output), "GITHUB_PATH": str(self.folder / "path"),
                 "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
                 "RUNNER_TEMP": str(self.folder), "GITHUB_REPOSITORY": REPOSITORY, "GITHUB_RUN_ID": "11",
                 "PERFHARNESS_PAUSE_S": "0", "PERFHARNESS_POLL_S": "0.01",
                 "PERFHARNESS_MARKER": str(self.folder / "marker"),
                 "PERFHARNESS_LOCK": str(self.folder / "lock"),
                 **{key: str(value) for key, value in variables.items()}})
        self.assertNotIn(TOKEN, result.stdout)
        given = dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines())
        return result.returncode, result.stdout, given


class Repository(ScriptTest):
    def setUp(self):
        super().setUp()
        self.path = self.folder / "copybook-rs"
        self.path.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.begin = self.commit("crates/lib.rs", "one")
        self.git("tag", "v1")
        self.main = self.commit("crates/lib.rs", "two")
        self.git("switch", "--quiet", "--create", "topic", self.begin)
        self.head = self.commit("crates/lib.rs", "three")
        self.docs = self.commit("README.md", "words")

    def git(self, *arguments):
        return subprocess.run(["git", "-c", "user.name=test", "-c", "user.email=test@localhost", *arguments],
                              cwd=self.path, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout.strip()

    def commit(self, name, text):
        path = self.path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", text)
        return self.git("rev-parse", "HEAD")

    def ask(self, name, event, kind="time", **variables):
        path = self.folder / "event.json"
        path.write_text(json.dumps(event), "utf-8")
        return self.run_script("revisions", cwd=self.path, GITHUB_EVENT_NAME=name, KIND=kind,
                               GITHUB_EVENT_PATH=path, PATHS="crates\nCargo.toml", **variables)

    def pull_event(self, head=None, action="opened", repository=REPOSITORY, **members):
        return {"action": action, **members, "pull_request": {
            "number": NUMBER, "head": {"sha": head or self.head, "repo": {"full_name": repository}},
            "base": {"sha": self.main, "repo": {"full_name": REPOSITORY}}}}

    def assert_asks(self, result, base, head, wanted="true", reason=""):
        status, said, given = result
        self.assertEqual(status, 0, said)
        self.assertEqual((given["base"], given["head"]), (base, head))
        self.assertEqual((given["is-wanted"], given["reason"]), (wanted, reason))

    def assert_refuses(self, result, phrase):
        status, said, given = result
        self.assertEqual((status, given), (1, {}), said)
        self.assertIn("::error::", said)
        self.assertIn(phrase, said)


class Revisions(Repository):
    def test_a_pull_request_is_compared_with_where_it_began(self):
        self.assert_asks(self.ask("pull_request", self.pull_event()), self.begin, self.head)

    def test_what_is_not_measured(self):
        event = self.pull_event(self.docs)
        self.assert_asks(self.ask("pull_request", event), self.begin, self.docs)
        event["pull_request"]["base"]["sha"] = self.head  # Beside which only words have changed.
        self.assert_asks(self.ask("pull_request", event), self.head, self.docs, "false",
                         "nothing that is measured has changed")

    def test_a_fork_is_timed_when_a_maintainer_says_so(self):
        fork = {"repository": FORK}
        reason = "a fork's pull request is timed when a maintainer adds the label \"measure\""
        for action in ("opened", "synchronize", "reopened"):
            self.assert_asks(self.ask("pull_request", self.pull_event(action=action, **fork)),
                             self.begin, self.head, "false", reason)
            self.assert_asks(self.ask("pull_request", self.pull_event(action=action, **fork), kind="work"),
                             self.begin, self.head)
        labelled = {"action": "labeled", **fork}
        self.assert_asks(self.ask("pull_request", self.pull_event(label={"name": "measure"}, **labelled)),
                         self.begin, self.head)
        self.assert_asks(self.ask("pull_request", self.pull_event(label={"name": "bug"}, **labelled)),
                         self.begin, self.head, "false", 'the label is not "measure"')

    def test_a_merge_queue(self):
        event = {"merge_group": {"base_sha": self.main, "head_sha": self.head}}
        self.assert_asks(self.ask("merge_group", event), self.main, self.head)

    def test_a_push(self):
        event = {"before": self.begin, "after": self.main}
        self.assert_asks(self.ask("push", event, GITHUB_REF="refs/heads/main"), self.begin, self.main)
        event["before"] = "0" * 40  # A new branch, or one whose old head is gone.
        self.assert_asks(self.ask("push", event, GITHUB_REF="refs/heads/main"), self.begin, self.main)

    def test_a_tag_is_compared_with_the_one_before(self):
        self.git("switch", "--quiet", "main")
        newest = self.commit("crates/lib.rs", "four")
        event = {"before": "0" * 40, "after": newest}
        self.assert_asks(self.ask("push", event, GITHUB_REF="refs/tags/v2"), self.begin, newest)

    def test_by_hand(self):
        self.assert_asks(self.ask("workflow_dispatch", {}, GITHUB_SHA=self.main), self.begin, self.main)
        self.assert_asks(self.ask("workflow_dispatch", {}, GITHUB_SHA=self.main, BASE="topic~1", HEAD="v1"),
                         self.head, self.begin)
        self.assert_refuses(self.ask("workflow_dispatch", {}, GITHUB_SHA=self.main, HEAD="none"), "none")

    def test_a_branch_by_hand(self):
        """The checkout of a job has one commit, and its branches are origin's."""
        origin, self.path = self.path, self.folder / "detached"
        self.path.mkdir()
        self.git("clone", "--quiet", "--no-checkout", origin, ".")
        self.git("checkout", "--quiet", "--detach", self.main)
        for branch in self.git("branch", "--format=%(refname:short)", "--list", "[a-z]*").splitlines():
            self.git("branch", "--quiet", "--delete", "--force", branch)
        self.assert_asks(self.ask("workflow_dispatch", {}, GITHUB_SHA=self.main, BASE="main", HEAD="topic~1"),
                         self.main, self.head)
        self.assert_refuses(self.ask("workflow_dispatch", {}, GITHUB_SHA=self.main, BASE="none"), "none")

    def test_a_comment(self):
        """Who may ask, and for what, publish --may-bench has said."""
        result = self.ask("issue_comment", {}, BASE=self.main, HEAD=self.head, GITHUB_SHA=self.main)
        self.assert_asks(result, self.begin, self.head)

    def test_what_is_no_commit(self):
        for head in ("main", "--upload-pack=x", "$(id)", "", "a" * 39, "a" * 40):
            event = self.pull_event()
            event["pull_request"]["head"]["sha"] = head
            self.assert_refuses(self.ask("pull_request", event), "head")


class Downloads(ScriptTest):
    def test_three_times_and_the_count(self):
        self.tool("flaky", "echo x >>tries; [ $(wc -l <tries) -ge ${1:-1} ]")
        for needed, phrase in ((1, ""), (2, "done at attempt 2 of 3"), (3, "done at attempt 3 of 3")):
            (self.folder / "tries").unlink(missing_ok=True)
            status, said, _ = self.run_script("thrice", "a download", "flaky", needed)
            self.assertEqual(status, 0, said)
            self.assertIn(phrase, said)
            self.assertEqual(said.count("failed"), needed - 1)
        (self.folder / "tries").unlink()
        status, said, _ = self.run_script("thrice", "a download", "flaky", 4)
        self.assertEqual(status, 1)
        self.assertIn("::error::a download: three attempts failed", said)

    def package(self, **variables):
        return self.run_script("package", **variables)

    def make_archive(self, folder):
        root = self.folder / "perfharness-1-linux-x86_64" / "bin"
        root.mkdir(parents=True)
        program = root / "perfharness"
        program.write_text("#!/bin/sh\necho perfharness 1\n", "utf-8")
        program.chmod(0o755)
        archive = folder / "perfharness-1-linux-x86_64.tar.gz"
        folder.mkdir(exist_ok=True)
        subprocess.run(["tar", "-C", self.folder, "-czf", archive, root.parent.name], check=True)
        return archive

    def test_a_release_by_its_digest(self):
        archive = self.make_archive(self.folder / "assets")
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        url = archive.as_uri()
        status, said, _ = self.package(PACKAGE_URL=url, PACKAGE_SHA256=digest)
        self.assertEqual(status, 0, said)
        self.assertIn("perfharness 1", said)
        self.assertTrue(pathlib.Path((self.folder / "path").read_text("utf-8").strip(), "perfharness").exists())
        for wrong, phrase in (("0" * 64, "another digest"), ("", "64 hexadecimal digits"),
                              (digest.upper(), "64 hexadecimal digits")):
            status, said, _ = self.package(PACKAGE_URL=url, PACKAGE_SHA256=wrong)
            self.assertEqual(status, 1)
            self.assertIn(phrase, said)
        status, said, _ = self.package(PACKAGE_URL=url + ".gone", PACKAGE_SHA256=digest)
        self.assertEqual(status, 1)
        self.assertEqual(said.count("failed"), 4, said)

    def test_unpacked(self):
        for name in ("base", "head"):
            self.make_archive(self.folder / name)
            shutil.rmtree(self.folder / "perfharness-1-linux-x86_64")
        status, said, _ = self.run_script("unpack", "base", "head")
        self.assertEqual(status, 0, said)
        for name in ("base", "head"):
            self.assertTrue((self.folder / name / "unpacked" / "bin" / "perfharness").exists())

    def test_what_is_installed(self):
        status, said, _ = self.package()
        self.assertEqual(status, 1)
        self.assertIn("::error::perfharness: it does not run here", said)
        self.tool("perfharness", "echo perfharness 2")
        status, said, _ = self.package()
        self.assertEqual(status, 0, said)

    def test_a_folder_with_no_package_or_two(self):
        folder = self.folder / "dist"
        folder.mkdir()
        self.tool("id", "echo 1000")
        for _ in range(2):
            status, said, _ = self.package(PACKAGE_FOLDER=folder)
            self.assertEqual(status, 1)
            self.assertIn("one package was expected", said)
            for number in (1, 2):
                (folder / f"perfharness-{number}-linux-x86_64.tar.gz").touch()


class Machine(ScriptTest):
    def test_leftovers_are_refused(self):
        status, said, _ = self.run_script("arrive")
        self.assertEqual(status, 0, said)
        # That job was killed: the next one sees it.
        status, said, _ = self.run_script("arrive", GITHUB_RUN_ID=12)
        self.assertEqual(status, 1)
        self.assertIn("of a job that did not end (11/1)", said)
        # One that was refused does not take the marker away.
        self.assertEqual(self.run_script("leave", GITHUB_RUN_ID=12)[0], 0)
        self.assertTrue((self.folder / "marker").exists())
        self.assertEqual(self.run_script("leave")[0], 0)
        self.assertFalse((self.folder / "marker").exists())

    def test_what_an_earlier_job_found_goes(self):
        stale = self.folder / "perf-report" / "comparison.json"
        stale.parent.mkdir()
        stale.touch()
        self.assertEqual(self.run_script("arrive")[0], 0)
        self.assertFalse(stale.parent.exists())
        # Also where this job is refused: it would be kept as what this one found.
        stale.parent.mkdir()
        stale.touch()
        self.assertEqual(self.run_script("arrive", GITHUB_RUN_ID=12)[0], 1)
        self.assertFalse(stale.parent.exists())

    def test_processes_are_refused(self):
        (self.folder / "processes").write_text("  1 init\n 17 perfharness-wor\n", "utf-8")
        for script in ("arrive", "leave"):
            status, said, _ = self.run_script(script)
            self.assertEqual(status, 1)
            self.assertIn("17 (perfharness-wor)", said)

    def test_a_foreign_lock_is_refused(self):
        (self.folder / "lock").touch()
        with subprocess.Popen(["flock", self.folder / "lock", "sh", "-c", "echo held; read line"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
            holder.stdout.readline()
            status, said, _ = self.run_script("arrive")
            holder.stdin.close()
        self.assertEqual(status, 1)
        self.assertIn("somebody holds", said)

    def test_doctor_can_refuse(self):
        self.tool("perfharness", 'echo "$*"; exit "$WILL"')
        for will, phrase in ((0, ""), (3, "is not fit for a precision of 2 %"), (4, "it cannot be told"),
                             (1, "could not be examined")):
            status, said, _ = self.run_script("doctor", PRECISION=2, ALLOW_UNKNOWN="turbo governor", WILL=will)
            self.assertEqual(status, will)
            self.assertIn("doctor --precision 2 --allow-unknown turbo --allow-unknown governor", said)
            self.assertIn(phrase, said)

    def test_a_guest_has_nothing_of_the_job(self):
        status, said, given = self.run_script("as-guest", "sh", "-c", "env; echo ::set-env::x; exit 3",
                                              GITHUB_TOKEN="secret", ACTIONS_RUNTIME_TOKEN="secret")
        self.assertEqual((status, given), (3, {}))
        self.assertNotIn("secret", said)
        for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY"):
            self.assertNotIn(name, said)
        lines = said.splitlines()
        token = lines[0].removeprefix("::stop-commands::")
        self.assertRegex(token, "^[0-9a-f]{32}$")
        self.assertEqual(lines[-1], f"::{token}::")


class Elsewhere(ScriptTest):
    """Systems that are not there: what is asked of their tools, in which order, and what is packed."""
    CMAKE = """echo "cmake $*" >>"$HOME/calls"
case "$*" in
*"-B build/reports"*)
    mkdir -p build/reports/bin
    echo CMAKE_PROJECT_VERSION:STATIC=1.2.3 >build/reports/CMakeCache.txt
    for name in perfharness perfharness.exe; do
        printf '#!/bin/sh\\necho "program $*" >>"$HOME/calls"\\n' >build/reports/bin/$name
        chmod +x build/reports/bin/$name
    done ;;
--install*) mkdir -p "$4/bin" ;;
"-E tar"*) touch "$4" ;;
esac"""
    PYTHON = """echo "python $*" >>"$HOME/calls"
if [ "$2" = venv ]; then
    mkdir -p "$3/bin"
    ln -s "$0" "$3/bin/python"
    ln -s /bin/true "$3/bin/pip"
fi"""

    def build(self, system):
        scripts = self.folder / "checkout" / "script" / "ci"
        scripts.mkdir(parents=True)
        for name in ("reports", "thrice"):
            shutil.copy(SCRIPTS / name, scripts)
        (self.folder / "checkout" / "LICENSE").touch()
        self.tool("uname", f'[ "$1" = -m ] && echo arm64 || echo {system}')
        self.tool("brew", '[ "$1" != --prefix ] || echo "/brew/$2"; echo "brew $*" >>"$HOME/calls"')
        self.tool("pacman", 'echo "pacman $*" >>"$HOME/calls"')
        self.tool("ldd", 'echo "  ntdll.dll => /c/Windows/SYSTEM32/ntdll.dll (0x7ff)"')
        self.tool("cmake", self.CMAKE)
        for name in ("python", "python3"):
            self.tool(name, self.PYTHON)
        status, said, _ = self.run_script(scripts / "reports")
        calls = self.folder / "calls"
        return status, said, calls.read_text("utf-8").splitlines() if calls.exists() else []

    def assert_built(self, system, installs, archive):
        status, said, calls = self.build(system)
        self.assertEqual(status, 0, said)
        self.assertTrue(calls[0].startswith(installs), calls[0])
        shown = [call.split()[0] for call in calls if not call.startswith("brew --prefix")]
        self.assertLess(shown.index("cmake"), shown.index("program"))
        self.assertIn("python tests/without_engine/golden_documents_test.py", calls)
        configured = next(call for call in calls if "-B build/reports" in call)
        self.assertIn("-DPH_MEASURE=OFF", configured)
        self.assertEqual([path.name for path in (self.folder / "checkout" / "dist").iterdir()], [archive])

    def test_macos(self):
        self.assert_built("Darwin", "brew install", "perfharness-1.2.3-macos-arm64.tar.gz")

    def test_windows(self):
        self.assert_built("MINGW64_NT-10.0-20348", "pacman --sync", "perfharness-1.2.3-windows-x86_64.zip")

    def test_another_system(self):
        status, said, calls = self.build("Linux")
        self.assertEqual((status, calls), (1, []))
        self.assertIn("macOS or Windows was expected; on Linux: script/verify reports", said)


class Words(ScriptTest):
    """What a verdict does to a job."""

    def test_compare(self):
        self.tool("perfharness", 'echo "$*"; exit "$WILL"')
        for will, informs, status, phrase in (
                (0, "", 0, ""), (3, "", 3, "::error::head is worse"), (4, "", 0, "::notice::it cannot be told"),
                (1, "", 1, "::error::the two could not"), (3, "true", 0, "::warning::head is worse"),
                (1, "true", 1, "::error::"), (2, "", 2, "::error::")):
            found, said, given = self.run_script(
                "compare", WILL=will, INFORMS=informs, BASE="a.so", HEAD="b.so", SUITE="critical", KIND="work",
                OUTPUT="perf-report", BUDGET="")
            self.assertEqual((found, given), (status, {"status": str(will)}), said)
            self.assertIn(phrase, said)
            self.assertIn("compare a.so b.so --output perf-report/comparison.json --suite critical --work-only\n",
                          said)
        _, said, _ = self.run_script("compare", WILL=0, BASE="a.so", HEAD="b.so", SUITE="release", KIND="time",
                                     OUTPUT="perf-report", BUDGET="60", MINUTES="120")
        self.assertIn("--suite release --budget 60 --timeout 120\n", said)
        for options, status in (("--workload comp3 --working-set L2 --layout 2 --floor 0.25", 0),
                                ("--workload comp3 --output x", 2), ("--workload $(id)", 2), ("--layout -2", 2),
                                ("--workload a\n--output x", 2), ("comp3", 2)):
            found, said, _ = self.run_script("compare", WILL=0, BASE="a.so", HEAD="b.so", SUITE="", KIND="time",
                                             OUTPUT="perf-report", OPTIONS=options)
            self.assertEqual((found, f"comparison.json {options}\n" in said), (status, status == 0), said)

    def test_measure(self):
        self.tool("perfharness", 'echo "$*"; [ "$1" = check ] && exit "$JUDGED"; '
                                 'mkdir -p perf-report; touch perf-report/perf.json; exit "$WILL"')
        (self.folder / "baselines").mkdir()
        for will, judged, informs, status in ((0, 0, "", 0), (0, 3, "", 3), (3, 4, "", 0), (1, 0, "", 1),
                                              (0, 4, "", 0), (0, 3, "true", 0)):
            found, said, _ = self.run_script("measure", WILL=will, JUDGED=judged, INFORMS=informs,
                                             SUITE="standard", OUTPUT="perf-report", BASELINE="baselines")
            self.assertEqual(found, status, said)
            self.assertIn("check perf-report/perf.json --baseline baselines\n", said)
        shutil.rmtree(self.folder / "baselines")  # As on the first day.
        _, said, _ = self.run_script("measure", WILL=0, JUDGED=0, SUITE="standard", OUTPUT="perf-report",
                                     BASELINE="baselines", SUBJECT="./copybook-rs@abc")
        self.assertIn("check perf-report/perf.json\n", said)
        self.assertIn("--subject copybook-rs=./copybook-rs@abc\n", said)

    def profiled(self, **variables):
        """The status, what the script said, and which profiles it asked for."""
        asked = self.folder / "asked"
        asked.write_text("", "utf-8")
        status, said, _ = self.run_script("profile", ASKED=asked, **variables)
        return status, said, asked.read_text("utf-8").splitlines()

    def test_profile_of_a_comparison(self):
        self.tool("perfharness", 'echo "$*" >>"$ASKED"; exit "$WILL"')
        document = self.folder / "comparison.json"
        entries = [("comp3/L2", "kernel", "scratch", "FAIL"), ("record-comp3", "file", "", "FAIL"),
                   ("record-zoned", "file", "", "WARN"), ("$(id)", "file", "", "FAIL"),
                   ("display-text/L2", "kernel", "", "FAIL"), ("z-last", "file", "", "FAIL")]
        document.write_text(json.dumps({"benchmarks": [
            dict(zip(("name", "level", "variant", "verdict"), entry)) for entry in entries]}), "utf-8")
        status, said, asked = self.profiled(WILL=0, DOCUMENT=document, BASE="a.so", HEAD="b.so")
        self.assertEqual(status, 0, said)
        folder = self.folder / "profile"
        self.assertEqual([line.split()[1] for line in asked],  # Three of both, and no name that a shell would run.
                         ["comp3"] * 2 + ["display-text"] * 2 + ["record-comp3"] * 2)
        self.assertEqual(asked[1], f"profile comp3 --level kernel --subject b.so --variant scratch --svg "
                                   f"{folder}/comp3-kernel-scratch-head.svg --pprof "
                                   f"{folder}/comp3-kernel-scratch-head.pprof")
        self.assertEqual(asked[4], f"profile record-comp3 --level file --subject a.so --svg "
                                   f"{folder}/record-comp3-file-base.svg --pprof "
                                   f"{folder}/record-comp3-file-base.pprof")
        status, said, _ = self.profiled(WILL=1, DOCUMENT=document, BASE="a.so", HEAD="b.so")
        self.assertEqual(status, 0, said)  # Nothing turns red of it.
        self.assertIn("::notice::comp3 at kernel level is not profiled of base", said)
        document.write_text('{"benchmarks":[]}', "utf-8")
        self.assertEqual(self.profiled(WILL=0, DOCUMENT=document, BASE="a.so", HEAD="b.so")[::2], (0, []))
        document.unlink()
        self.assertEqual(self.profiled(WILL=0, DOCUMENT=document, BASE="a.so", HEAD="b.so")[::2], (0, []))

    def test_profile_of_a_run(self):
        self.tool("perfharness", 'echo "$*" >>"$ASKED"; [ "$1" != check ] || { cat judgement; exit 3; }')
        (self.folder / "judgement").write_text(json.dumps({
            "floors": [{"name": "comp3/stream", "level": "kernel", "verdict": "FAIL"}],
            "changes": [{"name": "record-comp3", "level": "file", "subject": "copybook-rs", "verdict": "FAIL"},
                        {"name": "record-comp3", "level": "file", "subject": "native", "verdict": "FAIL"},
                        {"name": "record-zoned", "level": "file", "subject": "copybook-rs", "verdict": "PASS"}]}),
            "utf-8")
        document = self.folder / "perf.json"
        document.touch()
        (self.folder / "baselines").mkdir()
        status, said, asked = self.profiled(DOCUMENT=document, BASELINE="baselines", HEAD="copybook-rs")
        self.assertEqual(status, 0, said)
        self.assertEqual(asked[0], f"check {document} --baseline baselines --json")
        self.assertEqual([line.split(" --svg")[0] for line in asked[1:]],
                         ["profile comp3 --level kernel --subject copybook-rs",
                          "profile record-comp3 --level file --subject copybook-rs"])

    def verdict(self, wanted, reason="", **results):
        needs = {name: {"result": result, "outputs": {}} for name, result in results.items()}
        return self.run_script("verdict", NEEDS=json.dumps(needs), MEASURING="time", IS_WANTED=wanted,
                               REASON=reason)[:2]

    def test_verdict(self):
        skipped = {"package": "skipped", "work": "skipped"}
        self.assertEqual(self.verdict("true", revisions="success", time="success", **skipped)[0], 0)
        status, said = self.verdict("false", "nothing", revisions="success", time="skipped", **skipped)
        self.assertEqual(status, 0)
        self.assertIn("::notice::nothing", said)
        for wanted, results in (("true", {"time": "failure"}), ("true", {"time": "cancelled"}),
                                ("true", {"time": "skipped"}), ("", {"time": "skipped"}),
                                ("false", {"revisions": "failure", "time": "skipped"})):
            status, said = self.verdict(wanted, **{"revisions": "success", **skipped, **results})
            self.assertEqual(status, 1, said)


class Publishing(ScriptTest):
    def setUp(self):
        super().setUp()
        self.github = ActionsGitHub().__enter__()
        self.addCleanup(self.github.__exit__)
        self.head = "a" * 40
        self.tool("perfharness", 'echo "$*"; echo "${SAID-}"; exit "${WILL:-0}"')
        event = self.folder / "event.json"
        event.write_text(json.dumps({"repository": {"default_branch": "main"}}), "utf-8")

    def run_script(self, name, *arguments, **variables):
        return super().run_script(name, *arguments, **{
            "HEAD_SHA": self.head, "GITHUB_API_URL": self.github.url, "GITHUB_TOKEN": TOKEN,
            "CONTEXT": "performance/time", "KIND": "time", "FOLDER": "perf-report", "BASELINE": "baselines",
            "GITHUB_EVENT_PATH": self.folder / "event.json", **variables})

    def test_without_a_document_the_status_says_why(self):
        for kind, conclusion, expected in (
                ("work", "success", ("success", "nothing that is measured has changed")),
                ("work", "failure", ("error", "nothing could be measured: the job's log says why")),
                ("time", "cancelled", ("error", "nothing could be measured: the job's log says why")),
                ("time", "success", None), ("time", "skipped", None), ("work", "skipped", None)):
            self.github.statuses.clear()
            status, said, _ = self.run_script("publish", KIND=kind, CONCLUSION=conclusion)
            self.assertEqual(status, 0, said)
            self.assertEqual([(sha, content["state"], content["description"], content["context"])
                              for sha, content in self.github.statuses],
                             [(self.head, *expected, "performance/time")] if expected else [])

    def test_a_verdict_is_no_failure_of_telling_it(self):
        (self.folder / "perf-report").mkdir()
        for document, more in (("perf.json", " --baseline baselines"), ("comparison.json", "")):
            (self.folder / "perf-report" / document).touch()
            (self.folder / "baselines").mkdir(exist_ok=True)
            for will in (0, 1, 3, 4):
                status, said, _ = self.run_script("publish", WILL=will, CONCLUSION="failure", MEASURED_BY="p.yml")
                self.assertEqual(status, 1 if will == 1 else 0, said)
                self.assertIn(f"publish perf-report/{document} --pull-request-of {self.head} "
                              f"--context performance/time{more} --measured-by p.yml\n", said)

    def test_the_witness_that_is_kept_is_shown(self):
        for name in ("perf-report", "baselines"):
            (self.folder / name).mkdir()
        (self.folder / "perf-report" / "comparison.json").touch()
        (self.folder / "baselines" / "witnesses.txt").write_text("7 ab now\n", "utf-8")
        status, said, _ = self.run_script("publish", WILL=0, CONCLUSION="success")
        self.assertEqual(status, 0, said)
        self.assertIn("--context performance/time --witness baselines/witnesses.txt\n", said)

    def test_what_could_not_be_done_is_told_too(self):
        (self.folder / "perf-report").mkdir()
        (self.folder / "perf-report" / "comparison.json").touch()
        for line, expected in (("commit status: performance/time", 0), ("commit status: performance", 1),
                               ("commit status: none, the commit is not known", 1), ("", 1)):
            status, said, _ = self.run_script("publish", WILL=1, SAID=line, CONCLUSION="failure")
            self.assertEqual(status, expected, said)

    def test_pending_takes_the_place_of_nothing(self):
        said = "publish --pending --pull-request-of"
        self.assertIn(said, self.run_script("pending")[1])
        self.github.actions.add_status("performance/work")
        self.assertIn(said, self.run_script("pending")[1])
        self.github.actions.add_status("performance/time", "failure")
        status, words, _ = self.run_script("pending")
        self.assertEqual((status, words), (0, ""))

    def test_who_changes_how_he_is_measured(self):
        self.github.show_changes(self.head, "crates/lib.rs")
        self.assertEqual(self.run_script("own-workflow")[2], {"suffix": ""})
        for names in (("crates/lib.rs", ".github/workflows/performance.yml"), ["x"] * 300):
            self.github.show_changes(self.head, *names)
            status, said, given = self.run_script("own-workflow")
            self.assertEqual((status, given), (0, {"suffix": " (by its own workflow)"}), said)

    def wait(self, *jobs, run=5, minutes=0):
        self.github.show_run("performance.yml", run, *jobs)
        return self.is_taken(minutes)

    def is_taken(self, minutes=0):
        status, said, given = self.run_script("wait-for-runner", WORKFLOW="performance.yml",
                                              LABEL="performance", MINUTES=minutes)
        self.assertEqual(status, 0, said)
        return given["is-taken"]

    def test_a_runner_that_comes_or_not(self):
        hosted, ours = ("completed", "success", ["ubuntu-latest"]), ["self-hosted", "performance"]
        self.assertEqual(self.wait(hosted, ("in_progress", None, ours)), "true")
        self.assertEqual(self.wait(hosted, ("completed", "failure", ours)), "true")
        self.assertEqual(self.wait(hosted, ("queued", None, ours), minutes=2), "false")
        self.assertEqual(self.wait(run=None), "false")
        # Left out, as a fork's is: nobody waits for it.
        asked = self.github.count("GET")
        self.assertEqual(self.wait(hosted, ("completed", "skipped", ours), minutes=9), "false")
        self.assertEqual(self.github.count("GET") - asked, 2)

    def test_one_of_several_runs(self):
        """A label begins a run, too: the newest is not the one that is timed, or not the only one."""
        ours = ["self-hosted", "performance"]
        revisions = ("completed", "success", ["ubuntu-latest"])
        label = (9, "completed", "skipped", [("completed", "skipped", ours)])
        unasked = (5, "completed", "success", [revisions, ("completed", "skipped", ours)])
        for others, expected in (
                ([(5, "in_progress", None, [revisions, ("in_progress", None, ours)])], "true"),
                ([unasked, (7, "completed", "failure", [revisions, ("completed", "failure", ours)])], "true"),
                ([unasked], "false"), ([], "false")):
            self.github.show_runs("performance.yml", label, *others)
            self.assertEqual(self.is_taken(minutes=9), expected, others)
        # What is not over is waited for: jobs are listed when what they need is done.
        for jobs in ([], [revisions], [revisions, ("queued", None, ours)]):
            asked = self.github.count("GET")
            self.github.show_runs("performance.yml", label, unasked, (7, "in_progress", None, jobs))
            self.assertEqual(self.is_taken(minutes=1), "false")
            self.assertEqual(self.github.count("GET") - asked, 3 * 3)  # Looked three times, at three lists.

    def test_a_list_that_cannot_be_had_is_no_empty_one(self):
        self.github.show_runs("performance.yml", (7, "completed", "success", []))
        for gone in ("runs/7/jobs", "workflows/performance.yml/runs"):
            del self.github.answers[f"/repos/{REPOSITORY}/actions/{gone}"]
            status, said, given = self.run_script("wait-for-runner", WORKFLOW="performance.yml",
                                                  LABEL="performance", MINUTES=0)
            self.assertNotEqual(status, 0, said)
            self.assertEqual(given, {})

    def test_github_is_asked_three_times(self):
        self.github.show_changes(self.head, "x")
        self.github.faults += [Fault(status=502), Fault(is_reset=True)]
        status, said, given = self.run_script("own-workflow")
        self.assertEqual((status, given), (0, {"suffix": ""}), said)
        self.assertIn("done at attempt 3 of 3", said)


class Baselines(Repository):
    def test_promotion(self):
        """From the runs that were collected; on the first night there are none."""
        self.tool("perfharness", 'echo "$*"; [ "$2" = collect ] || exit "$WILL"; for n in $RUNS; do '
                                 'mkdir -p "runs/${n%:*}"; '
                                 'printf \'{"commit": "%s"}\' "${n#*:}" >"runs/${n%:*}/perf.json"; done')

        def promote(runs, will=0):
            """The branch has moved since: GITHUB_SHA is nobody's who measured."""
            return self.run_script("promote", RUNS=runs, WILL=will, WORKFLOW="performance-nightly.yml",
                                   BRANCH="main", GITHUB_SHA=self.main)
        status, said, _ = promote("")
        self.assertEqual(status, 0, said)
        self.assertIn("::notice::no runs to promote from", said)
        self.assertNotIn("baseline promote", said)
        self.assertIn(f"baseline collect --workflow performance-nightly.yml --branch main "
                      f"--artifact performance-nightly --output-dir {self.folder}/runs\n", said)
        own = "".join(f" --except {name} / *" for name in ("bench", "publish", "measure", "promote", "weekly", "watch",
                                                                "pages", "stoppage", "alert", "compared", "canary", "audit"))
        for will in (0, 1):
            # The newest is the one with the highest number, not the last by its name.
            status, said, _ = promote(f"9:{self.head} 12:{self.begin} 12-3:{self.begin}", will)
            self.assertEqual(status, will, said)
            paths = " ".join(f"{self.folder}/runs/{name}/perf.json" for name in ("12-3", "12", "9"))
            self.assertIn(f"baseline promote --stable {paths} --baseline baselines --checks-of {self.begin} "
                          f"--branch main{own}\n", said)

    def test_history(self):
        """Runs and baselines are added by who has the secret, which no argument has; the witness is kept."""
        self.tool("perfharness", 'echo "$*" >>calls; case $* in "history add"*) cp "$PGSERVICEFILE" service; '
                                 'echo "$SAYS"; exit "$WILL";; *) [ "$WILL" = 0 ] && echo "7 ab now";; esac')
        baselines = self.folder / "baselines"
        (baselines / "0123456789abcdef").mkdir(parents=True)

        def history(expected=0, **variables):
            (self.folder / "calls").write_text("", "utf-8")
            status, said, _ = self.run_script("history", **{"SERVICE": TOKEN, "SAYS": "added: 1", "WILL": 0,
                                                            "STORE": "postgresql:x", **variables})
            self.assertEqual(status, expected, said)
            return said, (self.folder / "calls").read_text("utf-8")
        self.assertEqual(history(STORE=""), ("", ""))
        add = "history add --store postgresql:x --event schedule --repository copybook-rs"
        witness = "\nhistory witness --store postgresql:x\n"
        self.assertEqual(history()[1], f"{add} baselines{witness}")
        (self.folder / "runs" / "12").mkdir(parents=True)
        (self.folder / "runs" / "12" / "perf.json").touch()
        said, calls = history()
        self.assertEqual(calls, f"{add} {self.folder}/runs/12/perf.json baselines{witness}")
        self.assertNotIn("::warning::", said)
        self.assertEqual((self.folder / "service").read_text("utf-8"), f"{TOKEN}\n")
        self.assertEqual((baselines / "witnesses.txt").read_text("utf-8"), "7 ab now\n" * 2)
        self.assertIn("Receipts of the history: `7 ab now`\n", (self.folder / "summary").read_text("utf-8"))
        for variables in ({"SAYS": "kept: spool/1"}, {"WILL": 1}):
            self.assertIn("::warning::not all is in the history", history(**variables)[0])
            self.assertIn("::error::not all is in the history", history(1, REQUIRE_HISTORY="true", **variables)[0])
        history(REQUIRE_HISTORY="true")
        self.assertEqual((baselines / "witnesses.txt").read_text("utf-8").count("7 ab now"), 5)

    def test_first_day_and_every_day(self):
        remote = self.folder / "remote.git"
        self.git("clone", "--quiet", "--bare", ".", remote)
        work = self.folder / "baselines"
        self.git("clone", "--quiet", remote, work)

        def git(*arguments):
            return subprocess.run(["git", *arguments], cwd=work, check=True, stdout=subprocess.PIPE,
                                  encoding="utf-8").stdout.strip()
        self.assertEqual(self.run_script("first-day", cwd=work)[0], 0)
        self.assertEqual([path.name for path in work.iterdir()], [".git"])
        status, said, _ = self.run_script("push-baselines", cwd=work, MESSAGE="x", GITHUB_TOKEN=TOKEN)
        self.assertEqual(status, 0, said)
        self.assertIn("no baseline has changed", said)
        self.assertEqual(git("ls-remote", remote, "baselines"), "")
        for text in ("one", "two"):
            (work / "file").write_text(text, "utf-8")
            status, said, _ = self.run_script("push-baselines", cwd=work, MESSAGE=f"Baselines {text}",
                                              GITHUB_TOKEN=TOKEN)
            self.assertEqual(status, 0, said)
        self.assertEqual(git("--git-dir", str(remote), "log", "--format=%s", "baselines").splitlines(),
                         ["Baselines two", "Baselines one"])
        self.assertNotIn(TOKEN, (work / ".git" / "config").read_text("utf-8"))


class Watching(ScriptTest):
    """What a night does with a history on a server."""

    def setUp(self):
        super().setUp()
        self.tool("perfharness", 'echo "$*" >>calls; env >environment; cp "$PGSERVICEFILE" service; '
                                 'echo "$PGSERVICEFILE" >where; echo "said"; exit "${WILL:-0}"')

    def run_script(self, name, *arguments, **variables):
        (self.folder / "calls").unlink(missing_ok=True)
        return super().run_script(name, *arguments, **{"STORE": "postgresql:x", "SERVICE": "[x]\npassword=" + TOKEN,
                                                       **variables})

    def calls(self):
        return (self.folder / "calls").read_text("utf-8")

    def test_the_service_is_in_a_file_for_as_long_as_it_is_needed(self):
        for will in (0, 3):
            status, said, _ = self.run_script("with-history", "perfharness", "history", "list", WILL=will)
            self.assertEqual((status, said), (will, "said\n"))
            self.assertEqual((self.folder / "service").read_text("utf-8"), f"[x]\npassword={TOKEN}\n")
            self.assertFalse(pathlib.Path((self.folder / "where").read_text("utf-8").strip()).exists())
            environment = (self.folder / "environment").read_text("utf-8")
            self.assertIn("PERFHARNESS_STORE=postgresql:x\n", environment)
            self.assertNotIn(TOKEN, environment)

    def test_confirm(self):
        status, said, _ = self.run_script("confirm")
        self.assertEqual(status, 0, said)
        self.assertEqual(self.calls(),
                         f"history confirm --repository copybook-rs --runner {SCRIPTS}/compare-elsewhere\n")

    def test_alert(self):
        for variables, arguments in (
                ({}, ""), ({"ALERTS": ".github/alerts.toml"}, " --alerts copybook-rs/.github/alerts.toml"),
                ({"STOPPAGE_HOURS": 36, "PROMOTION": "success"}, " --stoppage-hours 36"),
                ({"PROMOTION": "failure"}, " --promotion-failed The job promote of run 11 failed")):
            status, said, _ = self.run_script("alert", **variables)
            self.assertEqual(status, 0, said)
            self.assertEqual(self.calls(), f"alert --repository copybook-rs{arguments}\n")
        for will in (1, 2):
            status, said, _ = self.run_script("alert", WILL=will)
            self.assertEqual(status, 1)
            self.assertIn("::error::not all could be told", said)

    def test_dashboard(self):
        status, said, _ = self.run_script("dashboard", SITE="site/history")
        self.assertEqual(status, 0, said)
        self.assertEqual(self.calls().splitlines(), [
            "history dashboard --repository copybook-rs --output site/history/index.html",
            "history badge --output site/history/badge.svg", "history show"])
        self.assertTrue((self.folder / "site" / "history").is_dir())
        self.assertEqual((self.folder / "summary").read_text("utf-8"), "```text\nsaid\n```\n")
        self.assertEqual(self.run_script("dashboard", SITE="site", WILL=1)[0], 1)

    def audit(self, **variables):
        self.tool("perfharness", 'echo "$*" >>calls; [ "$WILL" = 1 ] || mkdir audit; [ "$WILL" = 1 ] || echo {} >audit/audit.json; '
                                 'echo "${SAYS-1 thing needs attention:}"; exit "$WILL"')
        return self.run_script("audit", **{"WILL": 0, **variables})

    def test_an_audit_says_what_later_steps_do_with_it(self):
        status, said, given = self.audit()
        self.assertEqual((status, given), (0, {"is-made": "true", "is-whole": "true"}), said)
        self.assertEqual(self.calls(), "audit --output-dir audit --repository copybook-rs\n")
        sums = hashlib.sha256(b"{}\n").hexdigest()
        self.assertEqual((self.folder / "audit" / "SHA256SUMS").read_text("utf-8"), f"{sums}  audit.json\n")
        self.assertIn("1 thing needs attention:", (self.folder / "summary").read_text("utf-8"))
        (self.folder / "baselines" / "0123456789abcdef").mkdir(parents=True)
        (self.folder / "baselines" / "witnesses.txt").write_text("7 ab now\n", "utf-8")
        status, said, given = self.audit(WILL=3, MONTHS="2025-01..2025-12", CONFIG=".github/audit.yaml",
                                         THRESHOLDS=".github/limits.toml")
        self.assertEqual((status, given), (0, {"is-made": "true", "is-whole": "false"}), said)
        self.assertIn("::error::what was kept is not as it was written", said)
        self.assertEqual(self.calls(), "audit --output-dir audit --repository copybook-rs --baseline baselines "
                                       "--witness baselines/witnesses.txt --period 2025-01..2025-12 "
                                       "--config copybook-rs/.github/audit.yaml --thresholds copybook-rs/.github/limits.toml\n")

    def test_an_audit_is_archived_to_whom_the_settings_say(self):
        (self.folder / "copybook-rs").mkdir()
        settings = self.folder / "copybook-rs" / "audit.yaml"
        self.tool("perfharness", 'echo "$*" >>calls; if [ "$1" = archive ]; then '
                                 'mkdir audit-archive; touch audit-archive/a.p7m audit-archive/catalogue.jsonl; else mkdir -p '
                                 'audit; echo {} >audit/audit.json; fi')
        for text, archived in (("    # certificate: c.crt\n", False), ("    certificate: c.crt\n", True)):
            settings.write_text(text, "utf-8")
            status, said, _ = self.run_script("audit", CONFIG="audit.yaml", MONTHS="2025-01..2025-12")
            self.assertEqual(status, 0, said)
            self.assertEqual(sorted(path.name for path in (self.folder / "audit").glob("archive/*")),
                             ["a.p7m", "catalogue.jsonl"] if archived else [])
        self.assertEqual(self.calls().splitlines()[1:], [
            "archive create --config copybook-rs/audit.yaml --archives audit-archive --keep audit --period 2025-12 audit"])

    def test_an_audit_that_is_switched_off_is_a_notice(self):
        off = "perfharness audit: CBKB007: audit reports are switched off: audit_generation_enabled is false"
        status, said, given = self.audit(WILL=1, SAYS=off)
        self.assertEqual((status, given), (0, {"is-made": "false"}), said)
        self.assertIn("::notice::audit reports are switched off", said)
        for will, says in ((1, "CBKB012: there is no history"), (2, "what?")):
            status, said, given = self.audit(WILL=will, SAYS=says)
            self.assertEqual((status, given), (will, {}), said)


class Archiving(ScriptTest):
    """What a night leaves on the runner's disk, and on another."""

    def archive(self, **variables):
        (self.folder / "calls").unlink(missing_ok=True)
        status, said, _ = self.run_script("archive", OUTPUT="report", **variables)
        calls = self.folder / "calls"
        return status, said, calls.read_text("utf-8").splitlines() if calls.exists() else []

    def test_what_was_measured(self):
        self.tool("date", 'echo 2026-11')
        self.tool("perfharness", 'echo "$*" >>calls; [ "$2" != copy ] || exit "${WILL:-0}"')
        self.assertEqual(self.archive(), (0, "", []))
        self.assertEqual(self.archive(ARCHIVES="audit.yaml")[::2], (0, []))
        (self.folder / "report").mkdir()
        (self.folder / "report" / "perf.json").write_text("{}", "utf-8")
        self.assertEqual(self.archive(), (0, "", []))
        expected = ["archive create --config audit.yaml --period 2026-11 report",
                    "archive copy --config audit.yaml"]
        for will, status, phrase in ((0, 0, ""), (2, 0, "::warning::"), (1, 1, "next night copies them"),
                                     (3, 1, "not as it was made")):
            found, said, calls = self.archive(ARCHIVES="audit.yaml", WILL=will)
            self.assertEqual((found, calls), (status, expected), said)
            self.assertIn(phrase, said)


class Asking(ScriptTest):
    """What a hosted job asks GitHub for, or tells it, where the history itself cannot."""

    def setUp(self):
        super().setUp()
        self.github = ActionsGitHub().__enter__()
        self.addCleanup(self.github.__exit__)
        self.actions = f"/repos/{REPOSITORY}/actions"

    def run_script(self, name, *arguments, **variables):
        return super().run_script(name, *arguments, **{
            "GITHUB_API_URL": self.github.url, "GITHUB_TOKEN": TOKEN, "GITHUB_SERVER_URL": "https://github.example",
            "WORKFLOW": "performance-nightly.yml", "BRANCH": "main", "ARTIFACT": "performance-nightly", "HOURS": 48,
            "PERFHARNESS_NOW": 1764590400, **variables})  # 2025-12-01T12:00:00Z.

    def show(self, *runs, born="2025-01-01T00:00:00Z"):
        """(number, created, names of what it left); changes of a run behind."""
        workflow = f"{self.actions}/workflows/performance-nightly.yml"
        self.github.answers[workflow] = {"created_at": born}
        self.github.answers[f"{workflow}/runs"] = {"workflow_runs": [
            {"id": number, "created_at": created, "head_branch": "main", "event": "schedule",
             **(changes[0] if changes else {})} for number, created, _, *changes in runs]}
        for number, _, names, *_ in runs:
            self.github.answers[f"{self.actions}/runs/{number}/artifacts"] = {
                "artifacts": [{"name": name} for name in names]}

    def stoppage(self):
        status, said, _ = self.run_script("stoppage")
        self.assertEqual(status, 0, said)
        return said

    def open_issues(self):
        return [issue["title"] for issue in self.github.issues if issue["state"] == "open"]

    def test_nights_that_come_and_do_not(self):
        night, late, yesterday = ["performance-nightly"], "2025-11-29T11:59:59Z", "2025-11-30T02:00:00Z"
        self.show((7, yesterday, night))
        self.assertEqual(self.stoppage(), "run 7 has measured\n")
        self.assertEqual(self.github.issues, [])
        for runs in ([], [(6, late, night)], [(8, yesterday, ["performance-time"])], [(8, yesterday, [])],
                     [(8, yesterday, night, {"head_branch": "topic"})],
                     [(8, yesterday, night, {"event": "pull_request"})]):
            self.show(*runs)
            self.assertIn("::warning::nothing was measured for 48 hours", self.stoppage())
            self.assertEqual(self.open_issues(), ["Nothing was measured for 48 hours"], "once")
        self.assertEqual(len(self.github.issues), 1)
        body = self.github.issues[0]["body"]
        self.assertTrue(body.startswith("<!-- perfharness:v1 alarm=stoppage -->\n"), body)
        self.assertIn("since 2025-11-29T12:00:00Z", body)
        self.assertIn(f"https://github.example/{REPOSITORY}/actions/runs/11", body)

        self.show((9, yesterday, []), (10, "2025-12-01T02:00:00Z", night))
        self.assertIn("is closed", self.stoppage())
        self.assertEqual(self.open_issues(), [])
        self.assertIn("run 10 has", self.github.comments[0]["body"])
        self.assertEqual(self.stoppage(), "run 10 has measured\n")
        self.assertEqual(len(self.github.comments), 1)
        self.show()
        self.stoppage()
        self.assertEqual(self.open_issues(), ["Nothing was measured for 48 hours"], "another one")

    def keep(self, expected=0, days=90, **variables):
        self.github.answers[f"{self.actions}/runs/11/artifacts"] = {"artifacts": [
            {"name": "enterprise-audit-12", "created_at": "2026-12-01T02:10:00Z",
             "expires_at": f"{'2027-03-01' if days == 90 else '2029-11-30'}T02:10:00Z"}]}
        (self.folder / "audit").mkdir(exist_ok=True)
        (self.folder / "audit" / "audit.json").write_text("{}\n", "utf-8")
        status, said, _ = self.run_script("keep-audit", **{
            "ARTIFACT": "enterprise-audit-12", "ASKED_DAYS": 1095, "IS_WHOLE": "true", **variables})
        self.assertEqual(status, expected, said)
        return said

    def test_a_report_is_kept_and_for_how_long_is_said(self):
        said = self.keep()
        self.assertIn("Asked for 1095 days of the artefact enterprise-audit-12, GitHub keeps it for 90 days, until "
                      "2027-03-01T02:10:00Z.\n", said)
        (release,) = self.github.releases
        self.assertEqual((release["tag_name"], release["prerelease"], release["make_latest"]),
                         ("enterprise-audits", True, "false"))
        ((name, content),) = self.github.assets[1].items()
        self.assertEqual(name, "enterprise-audit-12.1.tar.gz")
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            self.assertEqual(archive.extractfile("audit/audit.json").read(), b"{}\n")
        self.assertIn(hashlib.sha256(content).hexdigest(), (self.folder / "summary").read_text("utf-8"))
        # It is there once, however often that is done; another attempt's is another one.
        self.keep()
        self.keep(GITHUB_RUN_ATTEMPT=2)
        self.assertEqual(list(self.github.assets[1]), [name, "enterprise-audit-12.2.tar.gz"])
        self.assertEqual(len(self.github.releases), 1)
        self.assertIn("of 3 failed", "".join(self.keep_through(status) for status in (502, 503)))

    def keep_through(self, status):
        """The file is taken, and the answer lost."""
        self.github.assets.clear()
        self.github.faults = [Fault("POST", "/assets", status=status, is_done=True)]
        said = self.keep()
        self.assertEqual(list(self.github.assets[1]), ["enterprise-audit-12.1.tar.gz"])
        return said

    def test_of_a_report_that_was_archived_a_release_has_the_archive_alone(self):
        (self.folder / "audit" / "archive").mkdir(parents=True)
        (self.folder / "audit" / "archive" / "a.p7m").write_text("ciphered", "utf-8")
        self.keep()
        (content,) = self.github.assets[1].values()
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            self.assertEqual(archive.getnames(), ["audit/archive", "audit/archive/a.p7m"])

    def test_a_report_that_was_found_to_be_changed_is_kept_and_red(self):
        self.assertIn("::error::what was kept is not as it was written", self.keep(1, IS_WHOLE="false"))
        self.assertEqual(len(self.github.assets[1]), 1)

    def test_a_report_without_a_release(self):
        self.assertIn("::warning::no release has the report: after 90 days", self.keep(RELEASE="false"))
        self.assertNotIn("::warning::", self.keep(days=1095, RELEASE="false"))
        self.assertEqual(self.github.releases, [])

    def test_the_token_goes_to_github_alone(self):
        self.github.uploads = "https://uploads.example/repos/octo/mainframe/releases/1/assets{?name}"
        self.assertIn("which is not GitHub's own address", self.keep(1))

    def test_first_days(self):
        self.show(born="2025-11-30T00:00:00Z")
        self.assertIn("::notice::performance-nightly.yml is younger than 48 hours", self.stoppage())
        self.assertEqual(self.github.issues, [])

    def test_what_github_does_not_answer_is_no_silence(self):
        self.assertNotEqual(self.run_script("stoppage")[0], 0)
        self.show((7, "2025-11-30T02:00:00Z", []))
        del self.github.answers[f"{self.actions}/runs/7/artifacts"]
        self.assertNotEqual(self.run_script("stoppage")[0], 0)
        self.assertEqual(self.github.issues, [])

    def test_whose_issue_it_is(self):
        marker = "<!-- perfharness:v1 alarm=canary -->"
        self.github.add_issue("a stranger's", f"{marker}\nx", "mallory")
        self.github.add_issue("quoted", f"> {marker}", BOT)
        self.github.add_issue("another", "<!-- perfharness:v1 alarm=stoppage -->", BOT)
        self.assertEqual(self.run_script("canary-alarm", RESULT="success")[0], 0)
        self.assertEqual(len(self.open_issues()), 3)
        for _ in range(2):
            self.assertEqual(self.run_script("canary-alarm", RESULT="failure")[0], 0)
        self.assertEqual(self.open_issues()[3:], ["The alarm of slower builds could not be made to ring"])
        self.assertEqual(self.run_script("canary-alarm", RESULT="success")[0], 0)
        self.assertEqual(self.open_issues(), ["a stranger's", "quoted", "another"])
        self.assertEqual(self.run_script("canary-alarm", RESULT="cancelled")[0], 0)
        self.assertEqual(len(self.open_issues()), 4)

    def compare(self, *arguments, **variables):
        return self.run_script(
            "compare-elsewhere", "compare", f"/a b/c@{'a' * 40}", f"/a b/c@{'b' * 40}", "--workload", "comp3",
            "--working-set", "L2", "--layout", "2", "--floor", "0.25", "--output", "found.json", *arguments,
            **{"WORKFLOW": "performance-confirm.yml", "MINUTES": 0, **variables})

    def answer_with(self, files, name="performance-time", status="completed"):
        """The workflow that is begun is a run at once, among others, and leaves files."""
        self.github.actions.storage = self.enterContext(Storage())
        self.begun = []

        def begin(workflow, content):
            self.begun.append((workflow, content))
            title = content["inputs"]["question"]
            self.github.answers[f"{self.actions}/workflows/{workflow}/runs"] = {"workflow_runs": [
                {"id": 5, "display_title": "comparison 0123", "status": "completed"},
                {"id": 6, "display_title": title, "status": status}]}
            self.github.actions.add_run(6)
            if files is not None:
                self.github.actions.add_artifact(6, zipped(files), name)
        self.github.begin = begin

    def test_a_comparison_elsewhere(self):
        self.answer_with({"comparison.json": "{}", "report.md": "x"})
        status, said, _ = self.compare()
        self.assertEqual(status, 0, said)
        self.assertEqual((self.folder / "found.json").read_text("utf-8"), "{}")
        (workflow, content), = self.begun
        question = content["inputs"].pop("question")
        self.assertRegex(question, "^comparison [0-9a-f]{16}$")
        self.assertEqual((workflow, content), ("performance-confirm.yml", {"ref": "main", "inputs": {
            "base": "a" * 40, "head": "b" * 40,
            "options": "--workload comp3 --working-set L2 --layout 2 --floor 0.25"}}))
        # Where artefacts are is nobody's who may see the token.
        for _, headers in self.github.actions.storage.requests:
            self.assertNotIn(TOKEN, str(headers))

    def test_a_comparison_that_does_not_come(self):
        for files, changes, phrase in (
                ({}, {"status": "in_progress"}, "is not over after 0 minutes"),
                (None, {}, "left nothing"), ({"comparison.json": "{}"}, {"name": "other"}, "left nothing"),
                ({"report.md": "x"}, {}, "left no comparison.json")):
            self.answer_with(files, **changes)
            status, said, _ = self.compare()
            self.assertEqual(status, 1, said)
            self.assertIn(phrase, said)
            self.assertFalse((self.folder / "found.json").exists())
            self.github.answers.clear()
        status, said, _ = self.run_script("compare-elsewhere", "bisect", "a@b")
        self.assertEqual(status, 1)
        self.assertIn("only comparisons are handed over, not bisect", said)


class Releasing(ScriptTest):
    """Files of a folder each for two architectures; GitHub, and where it has files; docker and skopeo are stand-ins."""
    VERSION = "0.1.0"

    def setUp(self):
        super().setUp()
        self.storage = Storage().__enter__()
        self.addCleanup(self.storage.__exit__)
        self.github = ActionsGitHub().__enter__()
        self.addCleanup(self.github.__exit__)
        self.github.actions.storage = self.storage
        self.tool("docker", 'echo "$*" >>calls; case "$*" in *inspect*) echo \'{"digest": "sha256:12"}\' ;; esac')
        self.tool("skopeo", 'echo "skopeo $*" >>calls')
        self.tool("uname", "echo aarch64")
        self.tool("dpkg", '[ "$1" != --print-architecture ] && exec /usr/bin/dpkg "$@"; echo arm64')
        self.sources = self.folder / "sources"
        for place in ("CMakeLists.txt", ".github/CHANGELOG.md", "script/ci"):
            target = self.sources / place
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if (SOURCE / place).is_dir() else shutil.copy)(SOURCE / place, target)
        self.change_log("## 0.1.0 of today\n\nAdded\n* See [what stays](STABILITY.md), [a](../x/README.md#b), "
                        "[c](https://example.org/d).\n\n## 0.0.9\n\nOld.\n")
        for debian, machine in (("amd64", "x86_64"), ("arm64", "aarch64")):
            of = self.folder / "package" / debian
            of.mkdir(parents=True)
            for name in (f"perfharness_0.1.0_{debian}.deb", "perfharness-dev_0.1.0_all.deb",
                         f"perfharness-0.1.0-linux-{machine}.tar.gz", f"perfharness-0.1.0-linux-{machine}.cdx.json"):
                (of / name).write_text(f"bytes of {name}", "utf-8")

    def change_log(self, text):
        (self.sources / ".github" / "CHANGELOG.md").write_text(f"# Changelog\n\n{text}", "utf-8")

    def run_script(self, name, *arguments, **variables):
        """That of the sources, which are changed here."""
        return super().run_script(self.sources / "script" / "ci" / name, *arguments, **{
            "GITHUB_API_URL": self.github.url, "GITHUB_TOKEN": TOKEN, "GITHUB_SERVER_URL": "https://github.example",
            "VERSION": self.VERSION, "GITHUB_REF_NAME": "v0.1.0", "GITHUB_SHA": "b" * 40, "GITHUB_ACTOR": "octo", **variables})

    def calls(self):
        return (self.folder / "calls").read_text("utf-8").splitlines()

    def release(self):
        status, said, _ = self.run_script("release")
        self.assertEqual(status, 0, said)

    def test_the_tag_names_the_version(self):
        status, said, given = self.run_script("release-version")
        self.assertEqual((status, given), (0, {"version": "0.1.0"}), said)
        for ref in ("v0.1.1", "0.1.0", "v0.1.0-rc1"):
            status, said, given = self.run_script("release-version", GITHUB_REF_NAME=ref)
            self.assertEqual((status, given), (1, {}))
            self.assertIn(f"the tag is {ref}, and CMakeLists.txt says 0.1.0", said)

    def test_the_changelog_has_a_section_of_it(self):
        self.change_log("## Unreleased\n\nAdded\n* Something.\n\n## 0.1.00\n\nAdded\n")
        status, said, given = self.run_script("release-version")
        self.assertEqual((status, given), (1, {}))
        self.assertIn('has no section "## 0.1.0"', said)

    def test_notes(self):
        at = f"https://github.example/{REPOSITORY}/blob/v0.1.0/.github/"
        self.assertEqual(self.run_script("release-notes", "0.1.0")[1],
                         f"Added\n* See [what stays]({at}STABILITY.md), [a]({at}../x/README.md#b), "
                         "[c](https://example.org/d).\n")

    def test_a_release_is_none_yet(self):
        self.release()
        (release,) = self.github.releases
        self.assertEqual((release["tag_name"], release["prerelease"], release["make_latest"]), ("v0.1.0", True, "false"))
        self.assertTrue(release["body"].startswith("Added\n* See"))
        files = self.github.assets[1]
        self.assertEqual(len(files), 8)
        sums = dict(reversed(line.split()) for line in files["SHA256SUMS"].decode().splitlines())
        self.assertEqual(sums, {name: hashlib.sha256(content).hexdigest() for name, content in files.items()
                                if name != "SHA256SUMS"})
        # Once more, after a job that failed: the same, once.
        shutil.rmtree(self.folder / "release")
        self.release()
        self.assertEqual((len(self.github.releases), len(self.github.assets[1])), (1, 8))

    def test_what_is_for_all_is_the_same(self):
        (self.folder / "package" / "arm64" / "perfharness-dev_0.1.0_all.deb").write_text("other bytes", "utf-8")
        status, said, _ = self.run_script("release")
        self.assertEqual(status, 1)
        self.assertIn("::error::perfharness-dev_0.1.0_all.deb differs between architectures", said)
        self.assertEqual(self.github.releases, [])

    def test_what_is_fetched_is_for_this_machine_and_whole(self):
        self.release()
        status, said, _ = self.run_script("fetch-release")
        self.assertEqual(status, 0, said)
        self.assertEqual({path.name for path in (self.folder / "fetched").iterdir()}, {
            "SHA256SUMS", "perfharness_0.1.0_arm64.deb", "perfharness-dev_0.1.0_all.deb",
            "perfharness-0.1.0-linux-aarch64.tar.gz", "perfharness-0.1.0-linux-aarch64.cdx.json"})
        self.assertTrue(self.storage.requests)
        for _, headers in self.storage.requests:
            self.assertNotIn("Authorization", headers)

    def test_what_is_fetched_and_is_not_as_it_was_released(self):
        for change, phrase in (
                (lambda files: files.update({"perfharness_0.1.0_arm64.deb": b"bytes of another"}), "FAILED"),
                (lambda files: files.pop("perfharness_0.1.0_arm64.deb"), "has no perfharness_*.deb for aarch64"),
                (lambda files: files.update({"perfharness-new_0.1.0_arm64.deb": b"in no list"}), "OK")):
            self.github.releases.clear()
            self.github.assets.clear()
            for folder in ("release", "fetched"):
                shutil.rmtree(self.folder / folder, ignore_errors=True)
            self.release()
            change(self.github.assets[1])
            status, said, _ = self.run_script("fetch-release")
            self.assertEqual(status, 1, said)
            self.assertIn(phrase, said)

    def test_an_image_of_both(self):
        (self.folder / "dist").mkdir()
        self.assertEqual(self.run_script("image", ARCHITECTURE="arm64")[0], 0)
        build, save = self.calls()
        self.assertIn("--build-arg BASE=debian:12-slim --file script/Dockerfile", build)
        self.assertIn(f"image.revision={'b' * 40}", build)
        self.assertEqual(save, "save --output image/perfharness-arm64.tar perfharness:arm64")
        for debian in ("amd64", "arm64"):
            (self.folder / "image" / f"perfharness-{debian}.tar").touch()
        (self.folder / "calls").unlink()
        status, said, given = self.run_script("push-image", GITHUB_REPOSITORY="Octo/MainFrame")
        self.assertEqual((status, given), (0, {"name": "ghcr.io/octo/mainframe", "digest": "sha256:12"}), said)
        calls = self.calls()
        name = "ghcr.io/octo/mainframe:0.1.0"
        self.assertIn(f"buildx imagetools create --tag {name} {name}-amd64 {name}-arm64", calls)
        copied = [call.split()[-2:] for call in calls if call.startswith("skopeo copy ")]
        self.assertEqual(copied, [[f"docker-archive:image/perfharness-{debian}.tar", f"docker://{name}-{debian}"]
                                  for debian in ("amd64", "arm64")])
        self.assertNotIn("latest", "".join(calls))
        self.assertEqual(calls[-1], "logout ghcr.io")
        self.assertNotIn(TOKEN, "".join(calls))

    def test_the_latest(self):
        self.release()
        status, said, _ = self.run_script("latest", NAME="ghcr.io/octo/mainframe")
        self.assertEqual(status, 0, said)
        self.assertEqual((self.github.releases[0]["prerelease"], self.github.releases[0]["make_latest"]), (False, "true"))
        self.assertIn("buildx imagetools create --tag ghcr.io/octo/mainframe:latest ghcr.io/octo/mainframe:0.1.0",
                      self.calls())

    def test_what_was_found_is_shown_and_stops(self):
        (self.folder / "findings").mkdir()
        event = self.folder / "event.json"
        event.write_text('{"repository": {"default_branch": "trunk"}}', "utf-8")

        def found(*results):
            (self.folder / "findings" / "image-amd64.sarif").write_text(json.dumps({"version": "2.1.0", "runs": [
                {"tool": {"driver": {"name": "Trivy"}}, "results": list(results)}]}), "utf-8")
            return self.run_script("findings", GITHUB_EVENT_PATH=event)[:2]
        status, said = found()
        self.assertEqual(status, 0, said)
        status, said = found({"ruleId": "CVE-1", "message": {"text": "Package: libx\nFixed: 2"}})
        self.assertEqual(status, 1)
        self.assertIn("::error::CVE-1: Package: libx Fixed: 2\n", said)
        for posted in self.github.findings:
            self.assertEqual((posted["commit_sha"], posted["ref"]), ("b" * 40, "refs/heads/trunk"))
        sarif = json.loads(gzip.decompress(base64.b64decode(self.github.findings[1]["sarif"])))
        self.assertEqual(sarif["runs"][0]["automationDetails"], {"id": "image-amd64/"})
        self.assertEqual(sarif["runs"][0]["results"][0]["ruleId"], "CVE-1")

    def updates(self, lists, versions, **parts):
        """parts: versions by name, with _ for a hyphen. apt is a stand-in."""
        self.tool("apt-get", f"printf '%s\\n' {lists}")
        self.tool("apt-cache", "cat <<'E'\n" + "\n".join(versions) + "\nE")
        (self.folder / "package" / "x.cdx.json").write_text(json.dumps({"components": [
            {"name": "perfharness", "version": "0.1.0"}, {"name": "serde", "version": "1", "purl": "pkg:cargo/serde@1"},
            *({"name": name.replace("_", "-"), "version": version, "purl": f"pkg:deb/debian/{name}@{version}"}
              for name, version in parts.items())]}), "utf-8")
        return self.run_script("security-updates", "package")[:2]

    def test_what_is_older_than_the_security_archive_is_refused(self):
        offered = [" libssl3 | 3.0.22-1 | http://mirror bookworm-security/main amd64 Packages",
                   "   libc6 | 2.36-9 | http://mirror bookworm-security/main amd64 Packages",
                   "   libc6 | 2.36-99 | http://mirror bookworm/main amd64 Packages"]
        status, said = self.updates("bookworm bookworm-security", offered, libssl3="3.0.9-1", libc6="2.36-9", nlohmann_json3_dev="3")
        self.assertEqual(status, 1)
        self.assertIn("::error::libssl3 3.0.9-1 was built with, and the security archive has 3.0.22-1\n", said)
        self.assertIn("Packages that are older: 1 of 3.", said)
        for version in ("3.0.22-1", "3.0.22-1+b1"):
            self.assertEqual(self.updates("bookworm bookworm-security", offered, libssl3=version, libc6="2.36-10"),
                             (0, "2 packages, and the security archive has no newer version of any\n"))

    def test_without_lists_of_a_security_archive_nothing_is_said_to_be_new(self):
        status, said = self.updates("bookworm bookworm-updates", [], libc6="2.36-9")
        self.assertEqual(status, 1)
        self.assertIn("apt has no lists of a security archive", said)


class Canary(Repository):
    """Its links, each of which may be the one that is silent; tests/verify/workflows has the real ones."""

    DECODER = "fn other() {\n}\n\nfn decode_packed_decimal_fast_path(\n    data: &[u8],\n) -> u8 {\n    if {\n    }\n}\n"

    def setUp(self):
        super().setUp()
        self.git("switch", "--quiet", "main")
        self.release = self.commit("crates/numeric.rs", self.DECODER)
        self.git("tag", "v2")
        self.tool("perfharness", 'echo "$*" >>calls; env >environment; case $* in '
                                 '"history show"*) echo "$SHOWN";; alert*) echo "$ALERTED"; exit "${ALERTS:-0}";; '
                                 '"history add"*) exit "${ADDS:-0}";; run*) touch "$PERFHARNESS_STORE"; exit 4;; esac')

    def sing(self, **variables):
        case = {"id": 3, "direction": 1, "is_confirmed": True, "state": "open"}
        alert = {"alert": {"case": {"id": 3}}, "channels": [{"name": "canary"}]}
        status, said, _ = self.run_script("canary", **{
            "CHECKOUT": self.path, "OUTPUT": "found", "SHOWN": json.dumps({"cases": [case]}),
            "ALERTED": json.dumps({"alerts": [alert]}), **variables})
        return status, said

    def test_it_sings(self):
        status, said = self.sing(GITHUB_TOKEN=TOKEN)
        self.assertEqual(status, 0, said)
        self.assertIn("the canary sings: somebody would be told of case 3", said)
        clone = self.folder / "canary" / "copybook-rs"
        nights = (self.folder / "canary" / "nights").read_text("utf-8").split()
        self.assertEqual(len(nights), 21)
        calls = (self.folder / "calls").read_text("utf-8").splitlines()
        built = [call.split("copybook-rs@")[1].split()[0] for call in calls if call.startswith("run ")]
        self.assertEqual(built, [nights[0]] * 18 + [nights[18]] * 3)
        self.assertEqual([call for call in calls if call.startswith("history add")],
                         [f"history add --event schedule --repository {clone} --main-branch canary --commit {sha} "
                          f"{self.folder}/canary/night-{number}" for number, sha in enumerate(nights, 1)])
        self.assertEqual([call.split(" --")[0] for call in calls[-3:]],
                         ["history confirm", "history show", "alert"])
        self.assertIn("alert --dry-run", calls[-1])

        def source(night):
            return subprocess.run(["git", "show", f"{nights[night]}:crates/numeric.rs"], cwd=clone, check=True,
                                  stdout=subprocess.PIPE, encoding="utf-8").stdout
        self.assertEqual(source(17), self.DECODER)
        self.assertEqual(source(18), self.DECODER.replace(
            "u8 {\n", "u8 {\n    std::hint::black_box((data.len(), digits, scale, signed));\n"))
        self.assertEqual(source(18), source(20))
        self.assertLessEqual({"alerts.toml", "history.json", "alert.json", "history.db"},
                             {path.name for path in (self.folder / "found").iterdir()})

    def test_the_same_release_is_the_same_commits(self):
        """Their builds are kept, for every week."""
        nights = []
        for _ in range(2):
            self.assertEqual(self.sing(RELEASE="v2")[0], 0)
            nights.append((self.folder / "canary" / "nights").read_text("utf-8"))
        self.assertEqual(*nights)

    def test_who_is_silent_is_named(self):
        silent = {"id": 3, "direction": 1, "is_confirmed": False, "state": "refuted"}
        faster = {"id": 3, "direction": -1, "is_confirmed": True, "state": "open"}
        for changes, phrase in (
                ({"SHOWN": '{"cases": []}'}, "the history saw nothing in 3 nights that are slower"),
                ({"SHOWN": json.dumps({"cases": [faster]})}, "the history saw nothing"),
                ({"SHOWN": json.dumps({"cases": [silent]})}, "its case is refuted"),
                ({"ALERTED": '{"alerts": []}'}, "nobody would be told of case 3"),
                ({"ALERTED": '{"alerts": [{"alert": {"case": {"id": 3}}, "channels": []}]}'}, "nobody would be told"),
                ({"ALERTED": '{"alerts": [{"alert": {"case": null}, "channels": [{}]}]}'}, "nobody would be told"),
                ({"ALERTS": 1}, "perfharness alert cannot say whom it would tell"),
                ({"ADDS": 1}, "its nights could not be measured"),
                ({"RELEASE": "v9"}, "there is no revision v9"), ({"RELEASE": "v1"}, "it cannot be planted")):
            status, said = self.sing(**changes)
            self.assertEqual(status, 1, said)
            self.assertIn("::error::the canary: ", said)
            self.assertIn(phrase, said)

    def test_nothing_is_planted_where_that_is_asked(self):
        self.sing(PLANT="nothing")
        clone = self.folder / "canary" / "copybook-rs"
        self.assertEqual(subprocess.run(["git", "diff", "--quiet", self.release, "HEAD"], cwd=clone,
                                        check=False).returncode, 0)


class Reports(ScriptTest):
    def test_reports_are_made_with_the_baseline(self):
        self.tool("perfharness", 'echo "$*" >>calls; while [ $# -gt 0 ]; do [ "$1" = --output ] && '
                                 'echo "made" >"$2"; shift; done')
        (self.folder / "perf-report").mkdir()
        (self.folder / "perf-report" / "perf.json").touch()
        (self.folder / "baselines").mkdir()
        status, said, _ = self.run_script("report", DOCUMENT="perf-report/perf.json", BASELINE="baselines")
        self.assertEqual(status, 0, said)
        calls = (self.folder / "calls").read_text("utf-8").splitlines()
        self.assertEqual(calls[0], "validate perf-report/perf.json")
        for call, form in zip(calls[1:], ("markdown --output perf-report/report.md",
                                          "html --output perf-report/report.html")):
            self.assertEqual(call, f"report perf-report/perf.json --baseline baselines --format {form}")
        self.assertEqual((self.folder / "summary").read_text("utf-8"), "made\n")
        status, said, _ = self.run_script("report", DOCUMENT="gone.json")
        self.assertEqual(status, 0)
        self.assertIn("::warning::there is no gone.json", said)

    def test_criterion_is_shown_and_judges_nothing(self):
        self.tool("perfharness", 'echo "$*"; exit "$WILL"')
        for command, will, phrase in (("mkdir -p target/criterion", 0, "import target/criterion --from criterion "
                                                                       "--perf perf.json"),
                                      ("mkdir -p target/criterion", 1, "::warning::Criterion's figures"),
                                      ("rm -r target; false", 0, "::warning::there are no figures")):
            status, said, _ = self.run_script("criterion", COMMAND=command, WILL=will, PERF="perf.json",
                                              OUTPUT="criterion.txt")
            self.assertEqual(status, 0, said)
            self.assertIn(phrase, said)


if __name__ == "__main__":
    unittest.main()
