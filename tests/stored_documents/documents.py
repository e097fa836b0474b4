# SPDX-License-Identifier: AGPL-3.0-or-later
"""
What stands in a folder of fixtures/documents/: what was measured there, and what follows from that:
which command, run in a copy of the folder, writes which file.
"""
import collections
import os
import pathlib
import re
import shutil

from program import SOURCE, environment, run

FOLDERS = SOURCE / "fixtures" / "documents"

# file: in the folder. arguments: of the command, whose exit status is status. written: the file
# that the command leaves in its folder; None, the one it prints.
Derived = collections.namedtuple("Derived", "file arguments status written")

RUNS = ("run", "rerun", "faults")
FORMATS = {"line": "txt", "markdown": "md", "html": "html", "json": "json", "junit": "xml"}
SHAPES = {"benchmark-run": "json", "spec": "json", "receipt": "json",
          "github-action-benchmark": "json", "bencher": "json", "gobench": "txt",
          "google-benchmark": "json", "pyperf": "json", "junit": "xml", "openmetrics": "txt"}
IMPORTED = {"spec": "export/spec.json", "receipt": "export/receipt.json",
            "github-action-benchmark": "export/github-action-benchmark.json",
            "criterion": "export/criterion"}
# Measured, and in the folders since 0.1.0-5.
COMPARISONS = ("side-by-side", "work", "failure")
COMPARED_SHAPES = {"bencher": "json", "junit": "xml", "openmetrics": "txt"}
# What another moment and another build of the program make another in a comparison of stored runs.
STORED_COMPARISONS = ("comparison/stored.json", "comparison/baseline.json")
OF_THE_PROGRAM = ((re.compile(r'"timestamp":\t"[^"]*"'), '"timestamp":\t"2026-01-01T00:00:00Z"'),
                  (re.compile(r'"commit":\t[^,]*,\n\t\t"modified":\t(true|false)'),
                   '"commit":\tnull,\n\t\t"modified":\tfalse'))
LIMITS = ("--thresholds", "thresholds.toml")
AGAINST = ("--baseline", "baseline.json")


def judgements():
    yield Derived("judgement/run.json", ["check", "run/perf.json", "--json", *LIMITS], 0, None)
    yield Derived("judgement/run.log", ["check", "run/perf.json", *LIMITS], 0, "run/validation.log")
    yield Derived("judgement/rerun-baseline.json",
                  ["check", "rerun/perf.json", "--json", *LIMITS, *AGAINST], None, None)
    yield Derived("judgement/rerun-baseline.log",
                  ["check", "rerun/perf.json", *LIMITS, *AGAINST], None, "rerun/validation.log")
    yield Derived("judgement/faults.json", ["check", "faults/perf.json", "--json", *LIMITS], 3,
                  None)
    yield Derived("judgement/plain.txt", ["check", "plain/perf.json", *LIMITS, "--baseline",
                                          "plain/baseline.json"], None, None)


def reports():
    for name, suffix in FORMATS.items():
        report = ["report", "--format", name, *LIMITS]
        yield Derived(f"report/run.{suffix}", [*report, "run/perf.json"], 0, None)
        yield Derived(f"report/rerun-baseline.{suffix}", [*report, "rerun/perf.json", *AGAINST], 0,
                      None)
    yield Derived("report/faults.md", ["report", "faults/perf.json", "--format", "markdown",
                                       *LIMITS], 0, None)


def exports():
    for shape, suffix in SHAPES.items():
        limits = LIMITS if shape == "junit" else ()
        yield Derived(f"export/{shape}.{suffix}", ["export", "run/perf.json", "--as", shape,
                                                   *limits], 0, None)
    yield Derived("export/criterion", ["export", "faults/perf.json", "--as", "criterion", "-o",
                                       "criterion"], 0, "criterion")


def comparisons():
    for name, base in (("stored", "run/perf.json"), ("baseline", "baseline.json")):
        compare = ["compare", base, "rerun/perf.json", *LIMITS]
        yield Derived(f"comparison/{name}.json", [*compare, "--json"], None, None)
        yield Derived(f"comparison/{name}.txt", compare, None, None)


def compared():
    """What is made of comparisons that were measured."""
    for name, suffix in FORMATS.items():
        for document in COMPARISONS:
            yield Derived(f"report/{document}.{suffix}",
                          ["report", f"comparison/{document}.json", "--format", name], 0, None)
    for shape, suffix in COMPARED_SHAPES.items():
        yield Derived(f"export/side-by-side-{shape}.{suffix}",
                      ["export", "comparison/side-by-side.json", "--as", shape], 0, None)


def crosschecks():
    for origin, path in IMPORTED.items():
        yield Derived(f"crosscheck/{origin}.json", ["import", path, "--from", origin, "--perf",
                                                    "rerun/perf.json", "--json"], 0, None)


def baselines():
    for name, action in (("show", "show"), ("history", "log")):
        yield Derived(f"baseline/{name}.json", ["baseline", action, "--json"], 0, None)
        yield Derived(f"baseline/{name}.txt", ["baseline", action], 0, None)
    yield Derived("baseline/verify.txt", ["verify", "baseline.json"], 0, None)


# In this order, as the ones read what the others have written.
DERIVED = [*judgements(), *reports(), *exports(), *comparisons(), *compared(),
           *crosschecks(), *baselines()]


def derive(derived, folder):
    """
    Run the command in a folder that is a copy. Returns what it did, and what it wrote: texts by
    the path below the file, which is "" where the file is one.
    """
    result = run(*derived.arguments, cwd=folder, env=environment_of_nobody(), timeout=30)
    if derived.written is None:
        printed = result.stdout
        if derived.file in STORED_COMPARISONS:
            for member, value in OF_THE_PROGRAM:
                printed = member.sub(value, printed, count=1)
        return result, {"": printed}
    return result, texts(folder / derived.written)


def texts(path):
    """As above, of a file or a folder."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return {str(file.relative_to(path)) if path.is_dir() else "": file.read_text("utf-8")
            for file in files if file.is_file()}


def environment_of_nobody():
    """Not that of a job of GitHub's, of which reports say what it is."""
    kept = environment()
    return {name: value for name, value in kept.items() if not name.startswith("GITHUB_")}


def copy_of(folder, to):
    """A folder to run commands in, which change files."""
    shutil.copytree(folder, to)
    for path in pathlib.Path(to).rglob("*"):
        os.chmod(path, 0o755 if path.is_dir() else 0o644)
    return to


def folders():
    """Of all versions, oldest first: VERSION-NUMBER, a number for each change of a format."""
    def order(path):
        return [int(number) for number in re.findall("[0-9]+", path.name)]

    return sorted((path for path in FOLDERS.iterdir() if path.is_dir()), key=order)
