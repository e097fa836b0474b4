# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bill of materials as SPDX 2.3."""
import bill as materials

ROOT = "SPDXRef-perfharness"
RELATIONS = {materials.DELIVERED: "CONTAINS", materials.LINKED: "DYNAMIC_LINK", materials.COPIED: "STATIC_LINK",
             materials.BUILDS: "BUILD_DEPENDENCY_OF"}


def name_of(part):
    return f"SPDXRef-{part}" if part else ROOT


def package(name, part, purpose):
    document = {"SPDXID": name, "name": part.name, "versionInfo": part.version,
                "supplier": f"Organization: {part.supplier}", "downloadLocation": "NOASSERTION",
                "filesAnalyzed": False, "licenseConcluded": part.licence, "licenseDeclared": part.licence,
                "copyrightText": "NOASSERTION", "primaryPackagePurpose": purpose}
    if part.sha256:
        document["checksums"] = [{"algorithm": "SHA256", "checksumValue": part.sha256}]
    if part.purl:
        document["externalRefs"] = [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                                     "referenceLocator": part.purl}]
    return document


def purpose(part):
    if part.is_program:
        return "APPLICATION"
    return "ARCHIVE" if part.use == materials.DELIVERED else "LIBRARY"


def relationship(of, how, part):
    """Of what runs while something is built, the sentence is the other way round."""
    pair = (part, of) if how == materials.BUILDS else (of, part)
    return {"spdxElementId": name_of(pair[0]), "relationshipType": RELATIONS[how],
            "relatedSpdxElement": name_of(pair[1])}


def document(bill, serial, created):
    whole = materials.Part("perfharness", "perfharness", bill.version, materials.DELIVERED, materials.LICENCE,
                           "perfharness")
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"perfharness-{bill.version}-linux-{bill.machine}",
        "documentNamespace": f"https://spdx.org/spdxdocs/perfharness-{bill.version}-{serial}",
        "creationInfo": {"created": created, "creators": ["Organization: perfharness",
                                                          f"Tool: script/sbom-{bill.version}"]},
        "packages": [package(ROOT, whole, "APPLICATION"),
                     *(package(name_of(part.id), part, purpose(part)) for part in bill.parts.values())],
        "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
                           "relatedSpdxElement": ROOT},
                          *(relationship(*link) for link in bill.links)],
    }
