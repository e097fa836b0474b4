#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""No circle among the files of reporting/: a .c file and its header are one, and lean on those that
they include or call. usage: no_circle_test.py REPORTING-FOLDER OBJECT..."""
import pathlib
import re
import subprocess
import sys

root, objects = pathlib.Path(sys.argv[1]), sys.argv[2:]


def unit_of_object(path):
    """export/spec of …/ph_reporting.dir/export/spec.c.o"""
    return re.search(r"\.dir/(?:\./)*(.+)\.c\.o$", path)[1]


def symbols(path):
    listed = subprocess.run(["nm", "-g", "-P", path], capture_output=True, text=True, check=True)
    return [line.split()[:2] for line in listed.stdout.splitlines()]


sources = {path: str(path.relative_to(root).with_suffix("")) for path in root.rglob("*.[ch]")}
leans_on = {unit: set() for unit in sources.values()}
for path, unit in sources.items():
    for included in re.findall(r'^ *# *include +"(.+)\.h"', path.read_text(), re.M):
        leans_on[unit] |= {included} & leans_on.keys()

table = {unit_of_object(path): symbols(path) for path in objects}
home = {name: unit for unit, names in table.items() for name, kind in names if kind != "U"}
for unit, names in table.items():
    leans_on[unit] |= {home[name] for name, kind in names if kind == "U" and name in home}
assert sum(map(len, leans_on.values())) > len(table), "hardly a file includes or calls another"

# Take away whatever leans on nothing that is left, or has nothing lean on it: what stays is circles.
left = {unit: others - {unit} for unit, others in leans_on.items()}
while free := [unit for unit in left if not left[unit] & left.keys()
               or not any(unit in others for others in left.values())]:
    for unit in free:
        del left[unit]
for unit, others in sorted(left.items()):
    print(f"{unit} -> {', '.join(sorted(others & left.keys()))}")
sys.exit("reporting/: these files lean on one another in a circle" if left else 0)
