# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bundles, taken apart and put together by others than the program: Python's tarfile, and libzstd."""
import ctypes
import hashlib
import io
import json
import tarfile

ZSTD = ctypes.CDLL("libzstd.so.1")
for name in ("ZSTD_compress", "ZSTD_compressBound", "ZSTD_decompress"):
    getattr(ZSTD, name).restype = ctypes.c_size_t
UNPACKED_MAX = 1 << 24


def compress(data):
    room = ZSTD.ZSTD_compressBound(ctypes.c_size_t(len(data)))
    target = ctypes.create_string_buffer(room)
    length = ZSTD.ZSTD_compress(target, ctypes.c_size_t(room), data, ctypes.c_size_t(len(data)), 3)
    return target.raw[:length]


def decompress(data):
    target = ctypes.create_string_buffer(UNPACKED_MAX)
    length = ZSTD.ZSTD_decompress(target, ctypes.c_size_t(UNPACKED_MAX), data,
                                  ctypes.c_size_t(len(data)))
    if length > UNPACKED_MAX:
        raise ValueError("not one zstd frame")
    return target.raw[:length]


def unpack(path):
    """[(name, bytes)], in order."""
    with tarfile.open(fileobj=io.BytesIO(decompress(path.read_bytes()))) as archive:
        return [(entry.name, archive.extractfile(entry).read()) for entry in archive]


def tar(entries):
    """Entries are (name, bytes), or a tarfile.TarInfo with its bytes."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in entries:
            entry = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            if entry.isreg():
                entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return target.getvalue()


def pack(entries):
    return compress(tar(entries))


def sealed(manifest, files):
    """The entries of a bundle whose manifest names these files as they are."""
    manifest = {**manifest, "members": [
        {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files]}
    return [("bundle.json", json.dumps(manifest).encode()), *files]
