# SPDX-License-Identifier: AGPL-3.0-or-later
"""A folder with a baseline and its history, and the commands that change it."""
import json

from perf_documents import HOST, good_benchmarks, perf
from program import ProgramTest, REFUSAL_S, run

HISTORY = f"baselines/{HOST}/standard.jsonl"


class BaselineTest(ProgramTest):
    def baseline(self, *arguments, **options):
        return run("baseline", *arguments, cwd=self.folder, timeout=REFUSAL_S, **options)

    def write_run(self, name, benchmarks=None, **changes):
        """A perf.json that may be promoted, but for the changes."""
        document = perf(good_benchmarks() if benchmarks is None else benchmarks, **changes)
        return self.write(name, json.dumps(document)).name

    def promote(self, *arguments):
        result = self.baseline("promote", *arguments)
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def current(self):
        return json.loads((self.folder / "baseline.json").read_text(encoding="utf-8"))

    def entries(self):
        text = (self.folder / HISTORY).read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]
