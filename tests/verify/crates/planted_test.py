# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The gate of crates bites: an advisory in a database of our own that concerns a crate of the lock is found, one that
does not is not, and a licence that nobody allowed is refused. The real database is asked by the release workflow.
"""
import os
import pathlib
import shutil
import subprocess
import tempfile
import tomllib
import unittest

SOURCE = pathlib.Path(os.environ["SOURCE"])
CRATE = SOURCE / "codecs" / "copybook-rs"
RULES = (CRATE / "deny.toml").read_text("utf-8")
ID = "RUSTSEC-2026-9999"
DATABASE = "https://advisories.example/database" # It has to have a domain; git takes another place for it.
PACKAGE = "memchr"
ADVISORY = """```toml
[advisory]
id = "{id}"
package = "{package}"
date = "2026-11-30"
url = "https://example.org/advisory"

[versions]
patched = [{patched}]
```

# Planted

For a test.
"""


def version():
    lock = tomllib.loads((CRATE / "Cargo.lock").read_text("utf-8"))["package"]
    return next(crate["version"] for crate in lock if crate["name"] == PACKAGE)


class Planted(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def check(self, checks, rules, **environment):
        path = self.folder / "deny.toml"
        path.write_text(rules, "utf-8")
        result = subprocess.run([SOURCE / "script" / "ci" / "check-crates"], check=False, encoding="utf-8",
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600,
                                env={**os.environ, "CONFIG": str(path), "CHECKS": checks, **environment})
        return result.returncode, result.stdout

    def check_against(self, patched):
        """By a database whose only advisory concerns what is older than a version."""
        database = self.folder / patched / "database"
        advisory = database / "crates" / PACKAGE / f"{ID}.md"
        advisory.parent.mkdir(parents=True)
        advisory.write_text(ADVISORY.format(id=ID, package=PACKAGE, patched=f'">= {patched}"'), "utf-8")
        for command in (["init", "--quiet", "--initial-branch", "main"], ["add", "--all"],
                        ["-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "-m", "As it is"]):
            subprocess.run(["git", "-C", database, *command], check=True)
        place = f'db-path = "{self.folder}/{patched}/copy"\ndb-urls = ["{DATABASE}"]\n'
        return self.check("advisories", RULES.replace("[advisories]\n", f"[advisories]\n{place}"), GIT_CONFIG_COUNT="1",
                          GIT_CONFIG_KEY_0=f"url.file://{database}.insteadOf", GIT_CONFIG_VALUE_0=DATABASE)

    def test_an_advisory_is_found(self):
        status, said = self.check_against("99.0.0")
        self.assertNotEqual(status, 0, said)
        self.assertIn(ID, said)
        self.assertIn(PACKAGE, said)

    def test_one_of_older_versions_is_none(self):
        status, said = self.check_against(version())
        self.assertEqual(status, 0, said)
        self.assertNotIn(ID, said)

    def test_a_licence_that_nobody_allowed(self):
        self.assertEqual(self.check("licenses", RULES)[0], 0)
        status, said = self.check("licenses", RULES.replace('"MIT"', '"Zlib"'))
        self.assertNotEqual(status, 0)
        self.assertIn("rejected", said)

    def test_a_registry_that_is_none_of_ours(self):
        status, said = self.check("sources", RULES.replace(
            "[sources]\n", '[sources]\nallow-registry = ["https://registry.example/index"]\n'))
        self.assertNotEqual(status, 0)
        self.assertIn("not explicitly allowed", said)


if __name__ == "__main__":
    unittest.main()
