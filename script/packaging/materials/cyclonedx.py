# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bill of materials as CycloneDX 1.6."""
import bill as materials

ROOT = "perfharness"


def component(part):
    document = {"type": "application" if part.is_program else
                "file" if part.use == materials.DELIVERED else "library",
                "bom-ref": part.id, "supplier": {"name": part.supplier}, "name": part.name,
                "version": part.version,
                "scope": "excluded" if part.use == materials.BUILDS else "required"}
    if part.sha256:
        document["hashes"] = [{"alg": "SHA-256", "content": part.sha256}]
    document["licenses"] = [{"expression": part.licence}]
    if part.purl:
        document["purl"] = part.purl
    document["properties"] = [{"name": "perfharness:use", "value": part.use}]
    return document


def dependencies(bill):
    needed = {ROOT: []}
    for of, _, part in bill.links:
        needed.setdefault(of or ROOT, []).append(part)
    return [{"ref": name, "dependsOn": sorted(needed.get(name, []))} for name in [ROOT, *bill.parts]]


def compositions(bill):
    """Of what is ours and of crates all is listed that it needs; what Debian's packages need is Debian's to say."""
    is_debians = [part.purl is not None and part.purl.startswith("pkg:deb/") for part in bill.parts.values()]
    names = list(zip(bill.parts, is_debians))
    return [{"aggregate": "complete", "dependencies": [ROOT, *(name for name, debians in names if not debians)]},
            {"aggregate": "incomplete", "dependencies": [name for name, debians in names if debians]}]


def document(bill, serial, created):
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": created,
            "lifecycles": [{"phase": "post-build"}],
            "tools": {"components": [{"type": "application", "name": "script/sbom", "version": bill.version}]},
            "component": {"type": "application", "bom-ref": ROOT, "supplier": {"name": "perfharness"},
                          "name": "perfharness", "version": bill.version,
                          "licenses": [{"expression": materials.LICENCE}],
                          "properties": [{"name": "perfharness:machine", "value": bill.machine}]}},
        "components": [component(part) for part in bill.parts.values()],
        "dependencies": dependencies(bill),
        "compositions": compositions(bill),
    }
