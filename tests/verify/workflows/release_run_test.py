# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A tag is released: the workflow is run, from the tag to the latest release, on packages of what is installed here. What
builds, tests and asks registries is a stand-in, and so are docker and skopeo: script/verify package has the real ones. Where
something is wrong, nothing is released, or what was is not the latest.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from actions_api import Storage
from actions_server import ActionsGitHub
from copybook_rs import git
from fault_server import REPOSITORY, TOKEN
from rig import PREFIX, SOURCE, Rig

VERSION = "0.1.0"
EVENT = {"ref": f"refs/tags/v{VERSION}", "repository": {"full_name": REPOSITORY, "default_branch": "main"}}
NOTHING = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "Trivy"}}, "results": []}]}
FOUND = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "Trivy"}}, "results": [
    {"ruleId": "CVE-1", "message": {"text": "libx has a fix"}}]}]}
ARCHITECTURES = (("amd64", "x86_64"), ("arm64", "aarch64"))
# By the place of scripts that are not run here.
STAND_INS = {"package": 'rm -rf dist && cp -r "$RIG/dist-$ARCHITECTURE" dist', "test": '[ ! -e "$RIG/tests-fail" ]',
             "verify": "true", "ci/check-crates": "true"}
DOCKER = """echo "$*" >>"$RIG/docker.log"
case "$*" in
save*) echo an image >"$3" ;;
*inspect*) echo '{"digest": "sha256:12"}' ;;
esac"""
SKOPEO = 'echo "skopeo $*" >>"$RIG/docker.log"'
APT = """case $1 in
indextargets) echo bookworm-security ;;
*) echo "$*" >>"$RIG/apt-get.log" ;;
esac"""


class Sources:
    """A repository of perfharness as it is, which has a tag; what is not run is replaced by what stands in for it."""

    def __init__(self, folder):
        self.path = folder / "sources"
        for place in ("script", "fixtures/documents", ".github/CHANGELOG.md", "CMakeLists.txt"):
            target = self.path / place
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if (SOURCE / place).is_dir() else shutil.copy)(SOURCE / place, target)
        for place, does in STAND_INS.items():
            (self.path / "script" / place).write_text(f"#!/bin/sh\nset -eu\n{does}\n", "utf-8")
        log = self.path / ".github" / "CHANGELOG.md"
        log.write_text(log.read_text("utf-8").replace("## Unreleased", f"## {VERSION}"), "utf-8")
        self.git("init", "--quiet", "--initial-branch", "main")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "As it is")
        self.git("tag", f"v{VERSION}")
        self.head = self.git("rev-parse", "HEAD")

    def git(self, *arguments):
        return git(self.path, *arguments)


class ReleaseRig(Rig):
    def __init__(self, folder):
        super().__init__(folder, None, Sources(folder))
        self.push(self.copybook.head, "refs/heads/main")
        self.push(self.copybook.head, f"refs/tags/v{VERSION}")
        for name, does in (("docker", DOCKER), ("skopeo", SKOPEO), ("apt-get", APT), ("apt-cache", 'cat "$RIG/offered"')):
            (self.tools / name).write_text(f"#!/bin/sh\n{does}\n", "utf-8")
            (self.tools / name).chmod(0o755)
        self.workflows = folder / "workflows"
        self.workflows.mkdir()
        for name in ("release.yml", "test.yml", "package.yml"):
            text = (SOURCE / ".github" / "workflows" / name).read_text("utf-8")
            text = re.sub(r"^    container: .*\n", "", text, flags=re.MULTILINE)
            # The stand-in has to know which, as it does not build.
            text = text.replace("- run: script/package\n", "- run: script/package\n        env:\n"
                                "          ARCHITECTURE: ${{ inputs.architecture }}\n")
            (self.workflows / name).write_text(text, "utf-8")
        for debian, machine in ARCHITECTURES:
            self.pack(debian, machine)

    def pack(self, debian, machine):
        """What script/package makes: this machine's programs, whatever the architecture is called."""
        dist, name = self.folder / f"dist-{debian}", f"perfharness-{VERSION}-linux-{machine}"
        dist.mkdir()
        subprocess.run(["tar", "--create", "--use-compress-program", "gzip -1", "--file", dist / f"{name}.tar.gz",
                        "--directory", PREFIX.parent, "--transform", f"s,^{PREFIX.name},{name},", PREFIX.name], check=True)
        (dist / f"perfharness_{VERSION}_{debian}.deb").write_text("a package", "utf-8")
        (dist / f"{name}.cdx.json").write_text(json.dumps({"specVersion": "1.6", "components": [
            {"name": "libx1", "version": "1.0", "purl": "pkg:deb/debian/libx1@1.0"}]}), "utf-8")


class Release(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        if "KEEP" not in os.environ:
            cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.rig = ReleaseRig(cls.folder)

    def setUp(self):
        self.github, storage = ActionsGitHub().__enter__(), Storage().__enter__()
        self.addCleanup(self.github.__exit__)
        self.addCleanup(storage.__exit__)
        self.github.actions.storage = storage
        for name in ("attested", "docker.log", "tests-fail"):
            (self.folder / name).unlink(missing_ok=True)
        self.say_found(NOTHING)
        self.say_offered("1.0")

    def say_found(self, sarif):
        (self.folder / "found.sarif").write_text(json.dumps(sarif), "utf-8")

    def say_offered(self, version):
        (self.folder / "offered").write_text(f" libx1 | {version} | http://mirror bookworm-security/main amd64 Packages\n",
                                             "utf-8")

    def release(self):
        run = self.rig.act("release.yml", "push", EVENT, self.github, self.rig.copybook.head,
                           PATH=f"{self.rig.tools}:{PREFIX / 'bin'}:{os.environ['PATH']}")
        self.assertNotIn(TOKEN, run.said)
        return run

    def docker(self):
        path = self.folder / "docker.log"
        return path.read_text("utf-8") if path.exists() else ""

    def assert_nothing_is_released(self, phrase):
        run = self.release()
        self.assertNotEqual(run.status, 0, run)
        self.assertIn(phrase, run.said)
        self.assertEqual((self.github.releases, self.github.assets), ([], {}))
        self.assertNotIn("docker://", self.docker())
        self.assertFalse((self.folder / "attested").exists())

    def test_from_a_tag_to_the_latest_release(self):
        run = self.release()
        self.assertEqual(run.status, 0, run)
        (release,) = self.github.releases
        self.assertEqual((release["tag_name"], release["prerelease"], release["make_latest"]),
                         (f"v{VERSION}", False, "true"))
        self.assertIn("copybook-rs", release["body"])
        files = {"SHA256SUMS", *(name for debian, machine in ARCHITECTURES for name in (
            f"perfharness_{VERSION}_{debian}.deb", f"perfharness-{VERSION}-linux-{machine}.tar.gz",
            f"perfharness-{VERSION}-linux-{machine}.cdx.json"))}
        self.assertEqual(set(self.github.assets[1]), files)
        attested = (self.folder / "attested").read_text("utf-8").splitlines()
        self.assertEqual({line.strip() for line in attested if line.endswith(" ")}, files - {"SHA256SUMS"})
        self.assertIn(f"perfharness_{VERSION}_arm64.deb perfharness-{VERSION}-linux-aarch64.cdx.json", attested)
        self.assertIn(f"ghcr.io/{REPOSITORY}@sha256:12", attested)
        for debian, _ in ARCHITECTURES:
            self.assertIn(f"docker-archive:image/perfharness-{debian}.tar docker://ghcr.io/{REPOSITORY}:{VERSION}-{debian}\n",
                          self.docker())
        self.assertIn(f"--tag ghcr.io/{REPOSITORY}:latest ghcr.io/{REPOSITORY}:{VERSION}\n", self.docker())
        self.assertEqual(len(self.github.findings), 4)
        # It was used in between, as it was downloaded.
        self.assertIn(f"perfharness {VERSION}", run.said)

    def test_what_is_not_tested_is_not_released(self):
        (self.folder / "tests-fail").touch()
        self.assert_nothing_is_released("script/test")

    def test_what_is_vulnerable_is_not_released(self):
        self.say_found(FOUND)
        self.assert_nothing_is_released("CVE-1: libx has a fix")
        self.assertTrue(self.github.findings)

    def test_what_was_built_with_old_packages_is_not_released(self):
        self.say_offered("1.0+deb12u1")
        self.assert_nothing_is_released("libx1 1.0 was built with, and the security archive has 1.0+deb12u1")

    def test_what_does_not_run_is_not_the_latest(self):
        broken = self.rig.tools / "perfharness"
        broken.write_text("#!/bin/sh\necho perfharness 0.0.9\n", "utf-8")
        broken.chmod(0o755)
        self.addCleanup(broken.unlink)
        run = self.release()
        self.assertNotEqual(run.status, 0, run)
        self.assertEqual([release["prerelease"] for release in self.github.releases], [True])
        self.assertNotIn(":latest", self.docker())


if __name__ == "__main__":
    unittest.main()
