#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The schema accepts what is printed for any machine, and refuses documents that are wrong in one place.

usage: schema_test.py SCHEMA PRINT_SYSTEM_INFO
"""
import copy
import json
import subprocess
import sys
import tempfile

from jsonschema import Draft7Validator

ABSENT = object()

BINDING = {
    "cpu": 1,
    "cpus_readback": "1",
    "nodes_readback": "0",
    "memory_binding": "strict",
    "reason": None,
}
UNBOUND_MEMORY = dict(BINDING, nodes_readback=None, memory_binding=None, reason="not permitted")

# What is put where, and must then be refused.
BAD = [
    (["schema_version"], "perfharness-system-info-2"),
    (["schema_version"], ABSENT),
    (["timestamp"], "2024-01-01 00:00:00"),
    (["timestamp"], "2024-01-01T00:00:00+01:00"),
    (["timestamp"], None),
    (["fingerprint"], "0123456789ABCDEF"),
    (["fingerprint"], "0123456789abcde"),
    (["fingerprint"], "0123456789abcdef0"),
    (["unavailable"], ABSENT),
    (["unavailable"], None),
    (["unavailable", "no-slash"], "reason"),
    (["unavailable", "/aslr"], ""),
    (["unavailable", "/aslr"], None),
    (["surprise"], 1),
    (["cpu", "surprise"], 1),
    (["cpu", "caches", "l5_bytes"], 1),
    (["cpu", "brand"], ""),
    (["cpu", "brand"], 7),
    (["cpu", "model"], "167"),
    (["cpu", "model"], -1),
    (["cpu", "model"], 1.5),
    (["cpu", "features"], "avx2"),
    (["cpu", "features"], ["avx2", "avx2"]),
    (["cpu", "measured_clock_mhz"], 0),
    (["cpu", "midr"], "413fd0c1"),
    (["cpu", "midr"], "0x413FD0C1"),
    (["cpu", "platform"], ""),
    (["cpu"], None),
    (["topology", "cores"], 0),
    (["topology", "caches"], []),
    (["topology", "caches"], [{"level": 1, "type": "data", "bytes": 0, "count": 1}]),
    (["topology", "caches"], [{"level": 1, "type": "code", "bytes": 1, "count": 1}]),
    (["topology", "caches"], [{"level": 1, "type": "data", "bytes": 1}]),
    (["topology", "allowed_cpus"], "0-"),
    (["topology", "allowed_cpus"], ""),
    (["memory", "total_bytes"], -1),
    (["hypervisor", "detected"], "yes"),
    (["hypervisor", "vendor"], ""),
    (["container", "kind"], ""),
    (["container", "cgroup_version"], 3),
    (["container", "cpu_quota_cpus"], "unlimited"),
    (["container", "cpu_quota_cpus"], -1),
    (["container", "memory_limit_bytes"], 1.5),
    (["container", "cpuset"], "all"),
    (["wsl2_detected"], "false"),
    (["aslr"], 3),
    (["mitigations"], {"meltdown": 1}),
    (["mitigations"], {"meltdown": ""}),
    (["frequency", "governor"], ""),
    (["frequency", "turbo"], 1),
    (["frequency", "cpus"], []),
    (["frequency", "cpus"], [{"cpu": 0, "governor": None, "min_khz": None}]),
    (["smt", "siblings"], ["0", "0"]),
    (["storage", "rotational"], 0),
    (["storage", "mount_point"], ABSENT),
    (["build", "perfharness_version"], None),
    (["libraries", "curl"], "1"),
    (["binding"], None),
    (["binding"], {}),
    (["binding"], dict(BINDING, cpu="1")),
    (["binding"], dict(BINDING, cpu=-1)),
    (["binding"], dict(BINDING, cpus_readback=None)),
    (["binding"], dict(BINDING, memory_binding="preferred")),
    (["binding"], dict(BINDING, surprise=1)),
]


def print_document(program, *arguments):
    output = subprocess.run([program, *arguments], check=True, stdout=subprocess.PIPE).stdout
    return json.loads(output.decode("utf-8"))


def with_value(document, path, value):
    changed = copy.deepcopy(document)
    holder = changed
    for name in path[:-1]:
        holder = holder[name]
    if value is ABSENT:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return changed


def lax_objects(schema, where="#"):
    """Objects in the schema that let through members nobody described."""
    if isinstance(schema, list):
        for index, item in enumerate(schema):
            yield from lax_objects(item, f"{where}/{index}")
    if isinstance(schema, dict):
        if "properties" in schema and schema.get("additionalProperties") is not False:
            yield where
        for name, item in schema.items():
            yield from lax_objects(item, f"{where}/{name}")


def undescribed_members(schema, where="#"):
    for name, item in schema.get("properties", {}).items():
        if "description" not in item:
            yield f"{where}/{name}"
        yield from undescribed_members(item, f"{where}/{name}")
        if isinstance(item.get("items"), dict):
            yield from undescribed_members(item["items"], f"{where}/{name}/*")


def main():
    schema_path, program = sys.argv[1:]
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    Draft7Validator.check_schema(schema)
    validator = Draft7Validator(schema)
    complaints = [f"lax object: {where}" for where in lax_objects(schema)]
    complaints += [f"no description: {where}" for where in undescribed_members(schema)]

    here = print_document(program)
    with tempfile.TemporaryDirectory() as empty_root:
        nowhere = print_document(program, empty_root, "/no/such/folder")
    good = [here, nowhere, dict(here, binding=BINDING), dict(here, binding=UNBOUND_MEMORY),
            dict(here, fingerprint=None), # Nothing says which CPU it is.
            dict(here, cpu=dict(here["cpu"], midr="0x413fd0c1", platform=None))]
    for document in good:
        complaints += [f"refused: {error.json_path}: {error.message}"
                       for error in validator.iter_errors(document)]

    # "here" may have null where a bad document needs a member to spoil.
    base = with_value(here, ["cpu", "caches"], {f"{name}_bytes": None for name in
                      ("l1_data", "l1_instruction", "l2", "l3", "l4")})
    assert validator.is_valid(base)
    complaints += [f"accepted: {'/'.join(path)} = {value!r}"
                   for path, value in BAD if validator.is_valid(with_value(base, path, value))]

    print(f"{len(good)} good and {len(BAD)} bad documents")
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
