# SPDX-License-Identifier: AGPL-3.0-or-later
"""
"valid_materials.py FOLDER": its bills of materials are what CycloneDX 1.6 and SPDX 2.3 ask for, by the checkers of
those who made the formats; and these refuse one that is wrong.
"""
import pathlib
import subprocess
import sys
import tempfile

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator


def is_cyclonedx(text):
    return JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def is_spdx(text):
    with tempfile.NamedTemporaryFile("w", suffix=".spdx.json", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        return subprocess.run([sys.executable, "-m", "spdx_tools.spdx.clitools.pyspdxtools", "--infile", file.name],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


FORMS = ((".cdx.json", is_cyclonedx, ('"type": "library"', '"type": "libary"')),
         (".spdx.json", is_spdx, ('"SPDXRef-deb-libc6"', '"SPDXRef-nowhere"')))


def main(folder):
    for suffix, is_valid, (old, new) in FORMS:
        (path,) = pathlib.Path(folder).glob("*" + suffix)
        text = path.read_text("utf-8")
        if not is_valid(text):
            raise SystemExit(f"{path} is not valid")
        if old not in text or is_valid(text.replace(old, new, 1)):
            raise SystemExit(f"{path}: {new} in the place of {old} was not noticed")
        print(f"{path.name}: valid")


if __name__ == "__main__":
    main(*sys.argv[1:])
