# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Every source file of the half that reads and reports compiles for Windows and for macOS, as far as
that can be seen without their libraries: by a compiler for each, its own C library, and the headers
of Debian's packages. Only what the compilers themselves find is an error; nothing is linked.

    syntax.py COMPILE_COMMANDS FOLDER [FILE...]

COMPILE_COMMANDS is of the preset reports. Headers as another system has them are written into
FOLDER. With FILEs, only those whose path ends so are compiled.
"""
import concurrent.futures
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[2]
INCLUDE = pathlib.Path("/usr/include")
MULTIARCH = pathlib.Path("/usr/include/x86_64-linux-gnu")
GLIBCONFIG = pathlib.Path("/usr/lib/x86_64-linux-gnu/glib-2.0/include/glibconfig.h")

# What stands directly in /usr/include, beside the C library of this system.
HEADERS = ("archive.h", "archive_entry.h", "cjson", "cmark.h", "cmark_export.h", "cmark_version.h",
           "fontconfig", "gsl", "kainjow", "lcms2.h", "nlohmann", "qpdf", "sqlite3.h", "toml++", "valijson",
           "yaml.h")
# What has a folder of its own, which pkg-config names.
FOLDERS = ("glib-2.0", "cairo", "freetype2", "fribidi", "harfbuzz", "libpng16", "pango-1.0", "pixman-1",
           "postgresql")

WARNINGS = ("-Wall", "-Wextra", "-Wshadow", "-Wvla", "-Werror")

# Per system: its compilers, and what of the build's settings is there for a file to choose by.
SYSTEMS = {
    "windows": {
        "files": ("windows",),
        "c": ["x86_64-w64-mingw32-gcc-posix"],
        "c++": ["x86_64-w64-mingw32-g++-posix"],
        "options": ["-D_FILE_OFFSET_BITS=64", "-D__USE_MINGW_ANSI_STDIO=1", "-fsyntax-only"],
    },
    "macos": {
        "files": ("macos", "posix"),
        "c": [sys.executable, "-m", "ziglang", "cc", "-target", "aarch64-macos"],
        "c++": [sys.executable, "-m", "ziglang", "c++", "-target", "aarch64-macos"],
        "options": ["-c", "-O0", "-o", "OBJECT"], # It knows no -fsyntax-only.
    },
}


def link(folder, target):
    """What stands in two places, as OpenSSL's headers do, becomes one folder."""
    if not target.is_dir():
        folder.symlink_to(target)
        return
    folder.mkdir(exist_ok=True)
    for below in target.iterdir():
        link(folder / below.name, below)


def make_headers(folder, system):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in HEADERS:
        link(folder / name, INCLUDE / name)
    for name in ("curl", "openssl"):
        for place in (INCLUDE, MULTIARCH):
            if (place / name).exists():
                link(folder / name, place / name)
    changed = subprocess.run(["sed", "-f", HERE / f"glibconfig_{system}.sed", GLIBCONFIG],
                             stdout=subprocess.PIPE, check=True).stdout
    (folder / "glibconfig.h").write_bytes(changed)


def own_options(command):
    """Of the command line here: our own folders and definitions, and the standard."""
    words = shlex.split(command)
    return [word for word in words
            if word.startswith(("-D", "-std=")) or word.startswith(f"-I{SOURCE}")]


def compile_one(system, headers, entry):
    file = entry["file"]
    values = SYSTEMS[system]
    compiler = values["c++" if file.endswith(".cpp") else "c"]
    object_file = str(headers.parent / f"{pathlib.Path(file).name}.o")
    shown = [option for name in FOLDERS for option in ("-isystem", str(INCLUDE / name))]
    line = [*compiler, *WARNINGS, *values["options"], *own_options(entry["command"]),
            "-isystem", str(headers), *shown, file]
    line = [object_file if word == "OBJECT" else word for word in line]
    result = subprocess.run(line, cwd=entry["directory"], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                            stdout=subprocess.DEVNULL, encoding="utf-8", errors="replace", check=False)
    return result.returncode == 0, result.stderr


def for_system(chosen, system):
    """Files of harness/platform are named for the systems that they are built on."""
    mine = SYSTEMS[system]["files"]
    folder = pathlib.Path("harness/platform")
    built = {name: entry for name, entry in chosen.items() if pathlib.Path(name).parent != folder}
    shared = next(entry for name, entry in chosen.items() if name not in built)
    for file in sorted((SOURCE / folder).glob("*.c")):
        if file.stem.rpartition("_")[2] in mine:
            built[str(folder / file.name)] = {**shared, "file": str(file)}
    return built


def sources(path):
    entries = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    chosen = {}
    for entry in entries:
        file = pathlib.Path(entry["file"])
        below = file.relative_to(SOURCE) if file.is_relative_to(SOURCE) else file
        if below.parts[0] not in ("harness", "reporting", "fixtures"):
            continue
        chosen[str(below)] = entry
    return chosen


def main(commands, folder, *endings):
    everything = sources(commands)
    failed = 0
    if not everything:
        sys.exit(f"syntax.py: {commands}: names no source file of harness, reporting or fixtures")
    for system in SYSTEMS:
        headers = pathlib.Path(folder).resolve() / system
        make_headers(headers, system)
        chosen = {name: entry for name, entry in for_system(everything, system).items()
                  if not endings or name.endswith(endings)}
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            results = pool.map(lambda name: compile_one(system, headers, chosen[name]), chosen)
            for name, (is_fine, text) in zip(chosen, results):
                if not is_fine:
                    failed += 1
                    print(f"{system}: {name}\n{text}", flush=True)
        print(f"{system}: {len(chosen)} files", flush=True)
    sys.exit(f"{failed} do not compile" if failed else 0)


main(*sys.argv[1:])
