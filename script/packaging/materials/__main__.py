# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The bill of materials of the packages and the archive in a folder, as CycloneDX and as SPDX beside them:

    materials FOLDER CRATE, with SOURCE_DATE_EPOCH as its date

CRATE is the source of copybook-rs.so. The same files give the same bytes.
"""
import datetime
import hashlib
import json
import os
import pathlib
import sys
import uuid

import bill as materials
import cyclonedx
import spdx


def main(folder, crate):
    folder = pathlib.Path(folder)
    bill = materials.read_bill(folder, pathlib.Path(crate))
    created = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    content = hashlib.sha256(repr((bill, created)).encode()).hexdigest()
    for form, suffix in ((cyclonedx, "cdx"), (spdx, "spdx")):
        document = form.document(bill, uuid.uuid5(uuid.NAMESPACE_OID, f"{suffix} {content}"),
                                 created.strftime("%Y-%m-%dT%H:%M:%SZ"))
        path = folder / f"perfharness-{bill.version}-linux-{bill.machine}.{suffix}.json"
        path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
