# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The release that is shipped, built once more in another folder, out of another home of cargo's, has the
same bytes: `same_bytes_test.py PROGRAM LIBRARY`.
"""
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

program, library = sys.argv[1:]


def digest(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def listed(environment, *arguments):
    result = subprocess.run([program, "subjects", "--json", "--subject", "copybook-rs", *arguments],
                            env={**os.environ, **environment}, stdout=subprocess.PIPE, check=True)
    return {subject["name"]: subject for subject in json.loads(result.stdout)["subjects"]}


shipped = listed({})["copybook-rs"]
with tempfile.TemporaryDirectory(prefix="perfharness-build-") as folder:
    home = pathlib.Path(os.environ.get("CARGO_HOME", pathlib.Path.home() / ".cargo"))
    other = pathlib.Path(folder, "another home of cargo's")
    other.mkdir()
    for path in home.iterdir() if home.is_dir() else ():
        (other / path.name).symlink_to(path)
    again = listed({"CARGO_HOME": str(other), "XDG_CACHE_HOME": folder},
                   "--subject", f"again=copybook-rs@{shipped['version']}")["again"]
    found, expected = digest(again["path"]), digest(library)
if found != expected:
    sys.exit(f"built again, copybook-rs@{shipped['version']} has {found}, not {expected}")
print(f"copybook-rs@{shipped['version']}: {found}")
