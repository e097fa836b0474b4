# SPDX-License-Identifier: AGPL-3.0-or-later
"""An unrelated function before the hot loop: no regression, and named where it moved the loop."""
import json
import shlex
import subprocess

import comparison
from part import Part
from table import Row

# Of the subject, and of the kernels it calls.
OBJECTS = ("synthetic_subject.dir/", "_scalar.c.o")
# Odd multiples of 16 bytes, 16 to 496: none leaves a loop where it was in its cache line.
PADDINGS = tuple(range(16, 512, 32))
# Its last instruction returns.
RETURN_BYTES = 1


def commands():
    """How the portable kernels and the subject around them were compiled, by source."""
    entries = json.loads((comparison.BUILD / "compile_commands.json").read_text(encoding="utf-8"))
    return {entry["file"]: shlex.split(entry["command"]) for entry in entries
            if any(name in entry["command"] for name in OBJECTS)}


def compile_objects(folder, alignment):
    objects = []
    for number, (_, words) in enumerate(sorted(commands().items())):
        objects.append(folder / f"{number}.o")
        words[words.index("-o") + 1] = str(objects[-1])
        words.insert(words.index("-c"), f"-falign-functions={alignment}")
        subprocess.run(words, cwd=comparison.BUILD, check=True)
    return objects


def link(objects, target, padding):
    compiler = next(iter(commands().values()))[0]
    first = []
    if padding:
        first = [target.with_suffix(".o")]
        subprocess.run([compiler, "-O3", "-fPIC", "-c", "-o", first[0],
                        f"-DPADDING_BYTES={padding - RETURN_BYTES}",
                        comparison.SOURCE / "tests/compare/padding.c"], check=True)
    subprocess.run([compiler, "-shared", "-o", target, *first, *objects,
                    comparison.BUILD / "codecs/libph_codecs.a", "-lm"], check=True)


class Layout(Part):
    tries = len(PADDINGS)
    tries_quick = 4

    def __init__(self, name, alignment):
        self.name, self.alignment = name, alignment
        self.folder = None

    def prepare(self, folder):
        self.folder = folder
        objects = compile_objects(folder, self.alignment)
        for padding in (0, *PADDINGS):
            link(objects, folder / f"padded-{padding}.so", padding)

    def run(self, case):
        padding = PADDINGS[case]
        document = comparison.compare(self.folder / "padded-0.so",
                                      self.folder / f"padded-{padding}.so",
                                      comparison.WORKLOADS[case % 2], case + 1, "--budget", 4)
        (entry,) = document["benchmarks"]
        return {"padding": padding, "verdict": entry["verdict"], "ratio": entry["ratio"],
                "difference": entry["difference"], "layout": entry["layout"],
                "seconds": document["elapsed_s"]}


class Aligned(Layout):
    def rows(self, outcomes):
        seconds = [outcome["seconds"] for outcome in outcomes]
        verdicts = [outcome["verdict"] for outcome in outcomes]
        what = "an unrelated function before code that is aligned to 64 bytes: "
        yield Row(what + "FAIL", "0 of 16", verdicts.count("FAIL"), len(verdicts), seconds,
                  "FAIL" not in verdicts)
        yield Row(what + "WARN", "≤ 1 of 16", verdicts.count("WARN"), len(verdicts), seconds,
                  verdicts.count("WARN") <= 1)


class Unaligned(Layout):
    def rows(self, outcomes):
        named = sum(outcome["layout"] is not None for outcome in outcomes)
        yield Row("the same, aligned to 16: moved code is named", "16 of 16", named, len(outcomes),
                  [outcome["seconds"] for outcome in outcomes], named == len(outcomes))


PARTS = [Aligned("aligned", 64), Unaligned("unaligned", 16)]
