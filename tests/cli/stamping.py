# SPDX-License-Identifier: AGPL-3.0-or-later
"""A history and a baseline beside an authority of time stamps, and the settings that name it."""
import json
import time

from baseline_folder import BaselineTest
from perf_documents import good_benchmarks, perf, subjects_of
from program import REFUSAL_S, environment, run, unbroken
from time_stamp_authority import Authority

DAY_S = 86400


class StampTest(BaselineTest):
    """With what counts as now, for the program and the authority alike, in self.now_s."""

    def setUp(self):
        super().setUp()
        self.store = str(self.folder / "history.db")
        self.now_s = int(time.time())  # A baseline is promoted by this machine's clock.
        self.first_s = self.now_s
        self.authority = Authority(self.folder / "authority")
        self.authority.__enter__()
        self.addCleanup(self.authority.__exit__)
        self.configure()

    def configure(self, every_days=1, **more):
        keys = {"url": json.dumps(self.authority.url), "root_certificate": '"authority/root.pem"',
                "every_days": every_days, **more}
        lines = "".join(f"    {key}: {value}\n" for key, value in keys.items())
        self.write("settings.yaml", f"enterprise_audit:\n  time_stamp:\n{lines}")

    def environment(self, **variables):
        return environment(PERFHARNESS_STORE=self.store, PERFHARNESS_NOW=str(self.now_s),
                           XDG_DATA_HOME=str(self.folder), **variables)

    def command(self, *arguments, **variables):
        self.authority.when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(self.now_s))
        return run(*arguments, cwd=self.folder, env=self.environment(**variables),
                   timeout=10 * REFUSAL_S)

    def stamp(self, *arguments, **variables):
        return self.command("stamp", "--config", "settings.yaml", *arguments, **variables)

    def verify(self, *arguments, **variables):
        return self.command("verify", "--config", "settings.yaml", *arguments, **variables)

    def printed(self, result):
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result.stdout

    def said(self, result):
        """What was printed, each line whole."""
        return unbroken(self.printed(result))

    def day(self, after=0):
        """So many days behind the first."""
        return time.strftime("%Y-%m-%d", time.gmtime(self.first_s + after * DAY_S))

    def add_run(self, number=1):
        """A run of another time each, into the history."""
        path = self.write(f"run-{number}.json", json.dumps(
            perf(subjects=subjects_of(), timestamp=f"2025-05-{number:02}T12:00:00Z")))
        return self.said(self.command("history", "add", path, "--position", 1))

    def add_baseline(self, number=1):
        """Moves it, without a time stamp: the installed settings name no authority."""
        name = self.write_run(f"promoted-{number}.json", good_benchmarks(),
                              timestamp=f"2025-05-{number:02}T12:00:00Z")
        return self.said(self.command("baseline", "promote", name, "--force", "--reason", "test"))

    def later(self, days):
        self.now_s += int(days * DAY_S)

    def stamps(self):
        """The lines of --list but for the titles."""
        lines = self.printed(self.stamp("--list")).splitlines()
        return [] if lines[0].endswith("there is no stamp") else lines[1:]
