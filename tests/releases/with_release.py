# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Run a command on a release of copybook-rs: `with_release.py PROGRAM CACHE RELEASE COMMAND…`, with the
library that PROGRAM builds of it, or has in CACHE, as its last argument.
"""
import json
import os
import subprocess
import sys

program, cache, release, *command = sys.argv[1:]
listing = subprocess.run([program, "subjects", "--json", "--subject", "copybook-rs",
                          "--subject", f"old=copybook-rs@{release}"],
                         env={**os.environ, "XDG_CACHE_HOME": cache}, stdout=subprocess.PIPE,
                         check=True)
library, version = next((subject["path"], subject["version"])
                        for subject in json.loads(listing.stdout)["subjects"]
                        if subject["name"] == "old")
if version != release:
    sys.exit(f"{library} is of {version}, not of {release}")
sys.exit(subprocess.run([*command, library], check=False).returncode)
