# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Fill a new folder of fixtures/audits/: the report of a made-up history, and a sample of it.

    FOLDER of the environment: where to, which is not there; the rest as CTest gives it to cli_audit_sample.
"""
import os
import pathlib
import unittest

from audit_sample_test import PERIOD, SampleTest
from stored_audits_test import DRAWN


class Make(SampleTest):
    def test_make(self):
        to = pathlib.Path(os.environ["FOLDER"])
        to.mkdir()
        self.report(*PERIOD, "--repository", self.repository())
        path = self.folder / "report" / "audit.json"
        # The history is called after a folder of this test's own.
        text = path.read_text(encoding="utf-8").replace(str(self.folder), "/made-up")
        (to / "audit.json").write_text(text, encoding="utf-8")
        for name, arguments in DRAWN.items():
            (to / name).write_text(self.sample(to / "audit.json", *arguments), encoding="utf-8")


if __name__ == "__main__":
    unittest.main()
