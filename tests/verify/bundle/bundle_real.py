# SPDX-License-Identifier: AGPL-3.0-or-later
"""
What a bundle holds of a release is built again, byte for byte, with the Cargo.lock that it brings along,
and of a commit, too; a matrix of real builds has other work for another CPU.
"""
import hashlib
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(SOURCE / "tests" / "verify" / "workflows"), str(SOURCE / "tests" / "cli")]
from copybook_rs import CopybookRs  # noqa: E402  (It stands beside the workflows' tests.)
import bundles  # noqa: E402

PROGRAM = pathlib.Path(os.environ["PERFHARNESS"]).resolve()
RELEASE = "copybook-rs@0.8.1"


class Real(unittest.TestCase):
    def setUp(self):
        folder = tempfile.mkdtemp(prefix="perfharness-bundle-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.folder = pathlib.Path(folder)
        self.bundle = self.folder / "bundle.tar.zst"

    def perform(self, *arguments, cache="cache", statuses=(0,)):
        environment = {**os.environ, "XDG_CACHE_HOME": str(self.folder / cache)}
        result = subprocess.run([str(PROGRAM), *map(str, arguments)], cwd=self.folder, env=environment,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                encoding="utf-8", check=False)
        self.assertIn(result.returncode, statuses, result.stderr)
        return result

    def reproduce(self, *arguments):
        """With nothing kept of the builds before."""
        result = self.perform("reproduce", self.bundle, "--json", *arguments, cache="other",
                              statuses=(0, 3, 4))
        return {fact["what"]: fact for fact in json.loads(result.stdout)["facts"]}

    def assert_same_build(self, facts, role):
        for part in ("sources", "Cargo.lock", "toolchain", "flags", "library"):
            self.assertEqual(facts[f"{role}: {part}"]["reproduced"], "same", facts[f"{role}: {part}"])

    def test_a_release(self):
        self.perform("run", "--subject", f"again={RELEASE}", "--subject", "native", "--workload", "comp3",
                     "--working-set", "L2", "--launches", "5", "--quiet", statuses=(0, 3, 4))
        self.perform("bundle", "perf-report", "-o", self.bundle)
        files = dict(bundles.unpack(self.bundle))
        manifest = json.loads(files["bundle.json"])
        (build,) = [build for build in manifest["builds"] if build["role"] == "again"]
        self.assertEqual((build["kind"], build["named"]), ("release", RELEASE))
        lock = files[f"locks/{build['built_from']['lock_sha256']}.lock"]
        self.assertEqual(hashlib.sha256(lock).hexdigest(), build["built_from"]["lock_sha256"])
        self.assertIn(b'name = "copybook-codec"', lock)
        facts = self.reproduce()
        self.assert_same_build(facts, "again")
        self.assertEqual(facts["comp3/L2, again, answers"]["reproduced"], "same")

    def test_commits(self):
        repository = CopybookRs(self.folder / "copybook-rs", SOURCE / "codecs" / "copybook-rs")
        (repository.path / "README.md").write_text("Begin")
        base = repository.commit("Begin")
        self.perform("compare", RELEASE, f"./copybook-rs@{base}", "--work-only", "--workload", "comp3",
                     "--output", "comparison.json", statuses=(0, 3, 4))
        self.perform("bundle", "comparison.json", "-o", self.bundle)
        facts = self.reproduce("--checkout", repository.path)
        for role in ("base", "head"):
            self.assert_same_build(facts, role)
        self.assertEqual(facts["verdict"]["reproduced"], "same")

    @unittest.skipUnless(platform.machine() == "x86_64", "of CPUs of x86-64")
    def test_a_matrix(self):
        self.perform("compare", RELEASE, "--matrix", "target-cpu=x86-64-v2,x86-64-v3", "--work-only",
                     "--workload", "comp3", "--output", "matrix.json", statuses=(0, 3, 4))
        document = json.loads((self.folder / "matrix.json").read_text())
        first, second = document["cells"]
        self.assertIsNone(first["comparison"])
        flags = [second["comparison"][side]["built_from"]["flags"] for side in ("base", "head")]
        self.assertIn("x86-64-v2", flags[0])
        self.assertIn("x86-64-v3", flags[1])
        self.assertNotEqual(second["comparison"]["benchmarks"][0]["work"]["ratio"], 1)


if __name__ == "__main__":
    unittest.main()
