# SPDX-License-Identifier: AGPL-3.0-or-later
"""
A GitHub of one's own, whose certificate no authority of the world has signed: `perfharness publish`
talks to it where that authority is named, and to no other; what it was told to trust is said.
"""
import json
import pathlib
import subprocess
import tempfile
import unittest

from actions_api import Actions, Storage
from fault_server import REPOSITORY, TOKEN, GitHub
from perf_documents import perf
from program import run
from publishing import IN_A_HURRY, LINE, PublishTest

NAMES = ("--ca-file", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=60)


class Authority(PublishTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        for name in ("ours", "another"):
            openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-days", "2", "-subj", f"/CN=The authority {name}",
                    "-keyout", cls.made / f"{name}.key", "-out", cls.made / f"{name}.pem")
        cls.certificate = cls.signed("localhost", "subjectAltName=DNS:localhost")
        cls.other_host = cls.signed("elsewhere", "subjectAltName=DNS:github.example")

    @classmethod
    def signed(cls, name, extension):
        """The certificate of a server with its key, signed by our authority."""
        made = cls.made
        (made / f"{name}.ext").write_text(extension + "\n")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-subj", f"/CN={name}", "-keyout", made / f"{name}.key",
                "-out", made / f"{name}.csr")
        openssl("x509", "-req", "-in", made / f"{name}.csr", "-CA", made / "ours.pem",
                "-CAkey", made / "ours.key", "-CAcreateserial", "-days", "2",
                "-extfile", made / f"{name}.ext", "-out", made / f"{name}.crt")
        both = made / f"{name}.both"
        both.write_text((made / f"{name}.key").read_text() + (made / f"{name}.crt").read_text())
        return both

    def ask(self, github, named_by, file, **variables):
        """Publish with a file named in one of three ways."""
        is_option = named_by.startswith("--")
        arguments = (named_by, file) if is_option else ()
        unset = dict.fromkeys(NAMES[1:], "")
        return self.publish(github, *arguments, variables={
            **unset, **({} if is_option else {named_by: str(file)}), **variables})

    def test_named_in_each_way(self):
        """With an address that has a path, as GitHub Enterprise Server has it."""
        for named_by in NAMES:
            with self.subTest(named_by), GitHub("/api/v3", certificate=self.certificate) as github:
                self.assert_published(self.ask(github, named_by, self.made / "ours.pem"), github)
                self.assertEqual(len(github.statuses), 1)
                self.assertTrue(all(path.startswith("/api/v3/repos/")
                                    for _, path, _ in github.requests))
                self.assertEqual(github.requests[0][2]["Authorization"], f"Bearer {TOKEN}")

    def test_the_first_counts(self):
        ours, another = self.made / "ours.pem", self.made / "another.pem"
        with GitHub(certificate=self.certificate) as github:
            self.assert_published(self.ask(github, "--ca-file", ours, CURL_CA_BUNDLE=str(another),
                                           SSL_CERT_FILE="/absent"), github)
            self.assert_published(self.ask(github, "CURL_CA_BUNDLE", ours,
                                           SSL_CERT_FILE=str(another)), github)

    def test_where_artefacts_are(self):
        """That server's certificate counts as well, and one without is not asked."""
        arguments = ("baseline", "collect", "--workflow", "nightly.yml", "--branch", "main",
                     "--output-dir", self.folder / "nights", *IN_A_HURRY)
        with Storage() as plain, Storage(self.certificate) as good, \
                Storage(self.other_host) as bad, GitHub(certificate=self.certificate) as github:
            for storage, phrase in ((plain, "not https://HOST"), (bad, "ours.pem vouches for"),
                                    (good, "")):
                github.actions = Actions(github, REPOSITORY)
                github.actions.storage = storage
                github.actions.add_run(1)
                github.actions.add_artifact(1, {"perf.json": json.dumps(perf())})
                result = run(*arguments, "--ca-file", self.made / "ours.pem",
                             env=self.variables(github.url))
                self.results.append(result)
                self.assertEqual(result.returncode, 1 if phrase else 0, result.stderr)
                self.assertIn(phrase, result.stderr)
                self.assertEqual(len(storage.requests), 0 if phrase else 1)
                self.assertNotIn("signature", result.stderr)

    def test_of_another_authority(self):
        for named_by in NAMES:
            file = self.made / "another.pem"
            with self.subTest(named_by), GitHub(certificate=self.certificate) as github:
                self.assert_not_trusted(self.ask(github, named_by, file), github,
                                        f"{file} vouches for ({named_by})")

    def test_of_nobody_that_is_named(self):
        with GitHub(certificate=self.certificate) as github:
            self.assert_not_trusted(self.publish(github, variables=dict.fromkeys(NAMES[1:], "")),
                                    github, "this system vouches for", *NAMES)

    def test_of_another_host(self):
        with GitHub(certificate=self.other_host) as github:
            self.assert_not_trusted(self.ask(github, "--ca-file", self.made / "ours.pem"), github,
                                    "localhost", "ours.pem vouches for (--ca-file)")

    def assert_not_trusted(self, result, github, *phrases):
        """Asked once, told nothing; the verdict stands, and the report is kept."""
        self.assertEqual((result.returncode, result.stdout.splitlines()[-1]), (0, LINE))
        for phrase in ("warning: the commit status is not set: CBKB004: ", "certificate", *phrases):
            self.assertIn(phrase, result.stderr)
        self.assertNotIn("gave up", result.stderr)
        self.assertNotIn("waiting", result.stderr)
        self.assertEqual((github.requests, github.comments), ([], []))
        self.assertTrue((self.folder / "spooled-comment.json").exists())

    def test_files_that_are_none(self):
        """Before anything is sent; nor is the system trusted in their stead."""
        junk = self.write("junk.pem", "no certificate")
        with GitHub() as github:
            for file in (self.folder / "absent.pem", junk, self.folder, "/dev/zero"):
                for named_by in NAMES:
                    with self.subTest(f"{named_by} {file}"):
                        self.assert_refused(self.ask(github, named_by, file), 2, named_by,
                                            str(file))
            self.assertEqual(github.requests, [])

    def test_what_begins_as_a_certificate(self):
        broken = self.write("broken.pem", "-----BEGIN CERTIFICATE-----\nx\n")
        with GitHub(certificate=self.certificate) as github:
            result = self.ask(github, "--ca-file", broken)
            self.assertEqual(result.returncode, 0)
            self.assertIn(f"{broken} vouches for (--ca-file)", result.stderr)
            self.assertEqual(github.requests, [])


if __name__ == "__main__":
    unittest.main()
