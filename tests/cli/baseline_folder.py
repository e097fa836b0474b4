# SPDX-License-Identifier: AGPL-3.0-or-later
"""Places with baselines and their histories, and the commands that change them."""
import hashlib
import json
import re

from perf_documents import HOST, good_benchmarks, perf
from program import ProgramTest, REFUSAL_S, run

HISTORY = f"baselines/{HOST}/standard.jsonl"


def exact(text):
    """A document in which fractions stay as they were written, for reseal()."""
    return json.loads(text, parse_float=lambda number: f"@@{number}@@")


def reseal(document):
    """On one line, as somebody writes it who knows how the seal is made."""
    bare = json.dumps({name: value for name, value in document.items() if name != "sha256"},
                      separators=(",", ":"), ensure_ascii=False)
    bare = re.sub('"@@([^"]*)@@"', r"\1", bare)
    return f'{bare[:-1]},"sha256":"{hashlib.sha256(bare.encode()).hexdigest()}"}}'


def date_entries(folder, *times):
    """As if the entries of the history had been promoted then."""
    path, previous, lines = folder / HISTORY, None, []
    for line, at in zip(path.read_text(encoding="utf-8").splitlines(), times):
        lines.append(reseal({**exact(line), "promoted_at": at, "previous": previous}))
        previous = json.loads(lines[-1])["sha256"]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    (folder / "baseline.json").write_text(json.dumps(json.loads(lines[-1])), encoding="utf-8")


class BaselineTest(ProgramTest):
    """A FILE: baseline.json."""

    def baseline(self, *arguments, **options):
        return run("baseline", *arguments, cwd=self.folder, timeout=REFUSAL_S, **options)

    def verify(self, **options):
        return run("verify", "baseline.json", cwd=self.folder, timeout=REFUSAL_S, **options)

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


class InFolder:
    """What makes it a FOLDER: baselines/. A run that is judged is in a folder of its own."""

    def setUp(self):
        super().setUp()
        self.baselines = self.folder / "baselines"
        self.reports = self.folder / "report"
        self.reports.mkdir()

    def baseline(self, *arguments, **options):
        return super().baseline(*arguments, "--baseline", "baselines", **options)

    def verify(self, **options):
        return run("verify", "baselines", cwd=self.folder, timeout=REFUSAL_S, **options)

    def write_report(self, benchmarks=None, **changes):
        """The run that is judged."""
        self.write_run("report/perf.json", benchmarks, **changes)

    def check(self, *arguments):
        return run("check", "report/perf.json", "--baseline", "baselines", *arguments,
                   cwd=self.folder)

    def report(self, *arguments):
        return run("report", "report/perf.json", "--baseline", "baselines", *arguments,
                   cwd=self.folder)

    def current(self, host=HOST, suite="standard"):
        return json.loads((self.baselines / host / f"{suite}.json").read_text(encoding="utf-8"))


class FolderTest(InFolder, BaselineTest):
    """A test of it."""
