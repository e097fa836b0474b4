# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The workflows are what GitHub takes (actionlint), call the program, give their tokens no more rights
than they use, and let nobody's code near one.
"""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["SOURCE"])
HERE = SOURCE / "tests" / "workflows"
WORKFLOWS = SOURCE / ".github" / "workflows"
# go.mod pins it: the newest that Debian's Go 1.19 builds.
PACKAGE = "github.com/rhysd/actionlint/cmd/actionlint"
ACTIONLINT = SOURCE / "build" / "actionlint" / "actionlint"
INSTALL_S = 600

CALLED = re.compile(r"(script/(build|test|verify [a-z]+)|build/release/bin/perfharness (run|check|report|publish|"
                    r"baseline promote)|git|apt-get update .*ca-certificates git)\b")


def texts():
    return {path.name: path.read_text("utf-8") for path in sorted(WORKFLOWS.glob("*.yml"))}


def lint(*paths):
    return subprocess.run([ACTIONLINT, "-no-color", *paths], cwd=SOURCE, text=True,
                          capture_output=True, timeout=60, check=False)


class Workflows(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        ACTIONLINT.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["go", "build", "-o", ACTIONLINT, PACKAGE], cwd=HERE, check=True,
                       timeout=INSTALL_S,
                       env={**os.environ, "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local"})
        version = subprocess.run([ACTIONLINT, "-version"], capture_output=True, text=True,
                                 check=True)
        print(", ".join(["actionlint " + version.stdout.splitlines()[0],
                         version.stdout.splitlines()[-1]]), flush=True)

    def test_lint(self):
        self.assertGreaterEqual(len(texts()), 6)
        result = lint()
        self.assertEqual((result.returncode, result.stdout), (0, ""))

    def test_lint_sees_what_is_wrong(self):
        broken = texts()["performance.yml"].replace("github.event.action", "github.evnt.action")
        with tempfile.TemporaryDirectory(dir=ACTIONLINT.parent) as folder:
            path = pathlib.Path(folder) / "broken.yml"
            path.write_text(broken, "utf-8")
            result = lint(path)
        self.assertEqual(result.returncode, 1)
        self.assertIn('"evnt" is not defined', result.stdout)

    def test_the_program_is_called(self):
        for name, text in texts().items():
            for command in re.findall(r"^ +(?:- )?run: (?:>-\n +)?(.+)$", text, re.MULTILINE):
                self.assertRegex(command, "^" + CALLED.pattern, name)
                # What others wrote is no part of a command line.
                self.assertNotIn("${{", command, name)

    def test_rights(self):
        for name, text in texts().items():
            with self.subTest(name):
                self.assertRegex(text, r"\npermissions:\n  \w")
                self.assertNotIn("pull_request_target", text)
                self.assertNotIn("secrets.", text)
                if "write" in text:
                    self.assertNotIn("self-hosted", text)
                    self.assertNotIn("perfharness run", text)
                    # Only the branch "baselines" is pushed to.
                    kept = len(re.findall(r"uses: actions/checkout", text)) - \
                        text.count("persist-credentials: false")
                    self.assertEqual(kept, 1 if "git -C baselines push" in text else 0)

    def test_limits(self):
        known = texts()
        self.assertIn("timeout-minutes: 45", known["performance-measure.yml"])
        self.assertIn("artifact: performance-report-${{ github.event.pull_request.head.sha }}\n"
                      "      retention-days: 90\n", known["performance.yml"])
        self.assertIn("retention-days: 365", known["performance-baseline.yml"])


if __name__ == "__main__":
    unittest.main()
