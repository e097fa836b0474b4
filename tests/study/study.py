# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether perfharness' verdicts are right, counted. `script/study` builds what it needs first."""
import argparse
import dataclasses
import hashlib
import json
import pathlib
import signal
import subprocess
import sys
import time

import against_peers
import alerts
import comparison
import coverage
import disturbance
import explained
import history
import layout
import ledger
import nights
import referee
import table
import work
import years
from calls import SameCode, Slowed
from part import CannotBeStaged
from peers.peers import PeerError

PARTS = [
    SameCode(),
    Slowed(1, 5, 0.5, 60, 57),
    Slowed(0.5, 20, 0.25, 30, 27),
    *work.PARTS,
    explained.Explained(),
    *layout.PARTS,
    coverage.Coverage(),
    against_peers.Peers(),
    disturbance.Disturbance(),
    *referee.PARTS,
    nights.Nights(),
    history.History(),
    years.Years(),
    alerts.Alerts(),
]
FOLDER = comparison.SOURCE / "build" / "study"
README = "harness/compare/README.md"
HERE = pathlib.Path(__file__).parent


def host():
    """Its fingerprint, and what it is in words."""
    system = json.loads(subprocess.run([comparison.PROGRAM, "system", "--json"], check=True,
                                       stdout=subprocess.PIPE).stdout)
    cpu, hypervisor = system["cpu"], system["hypervisor"]
    words = f"{cpu['brand']}, family {cpu['family']} model {cpu['model']}, " \
            f"{system['topology']['processing_units']} CPUs"
    if hypervisor["detected"]:
        words += f", a virtual machine under {hypervisor['vendor']}"
    return system["fingerprint"], words


def study_sources():
    """What a figure may come from."""
    return sorted(path for path in HERE.rglob("*")
                  if path.is_file() and path.suffix not in (".pyc", ".txt")
                  and not path.name.endswith("_test.py"))


def origin(fingerprint):
    programs = hashlib.sha256()
    for path in (comparison.PROGRAM, comparison.WORKER,
                 comparison.NATIVE, comparison.SYNTHETIC, *study_sources()):
        programs.update(path.read_bytes())
    return {"host": fingerprint, "programs": programs.hexdigest()}


def try_cases(part, tries, book):
    """Why the part is left out, or None."""
    missing = [case for case in range(tries) if not book.has(part.name, case)]
    if not missing:
        return None
    folder = FOLDER / part.name
    folder.mkdir(parents=True, exist_ok=True)
    try:
        part.prepare(folder)
    except CannotBeStaged as why:
        print(f"{part.name}: left out: {why}", file=sys.stderr)
        return str(why)
    started = time.monotonic()
    for done, case in enumerate(missing):
        print(f"{part.name}: {tries - len(missing) + done} of {tries}", file=sys.stderr)
        book.add(part.name, case, part.run(case))
    print(f"{part.name}: {tries} of {tries}, {time.monotonic() - started:.0f} s", file=sys.stderr)
    return None


def so_far(part, outcomes):
    """"" when all of it was tried: only then does it meet a target, or miss it."""
    return "" if len(outcomes) >= part.tries else f"{len(outcomes)} of {part.tries} so far"


def tables(parts, book, machine, left_out):
    """`left_out` says why, by part."""
    rows, own = [], []
    for part in parts:
        outcomes = book.of_part(part.name)
        state = so_far(part, outcomes)
        if not outcomes:
            why = f"left out: {left_out[part.name]}" if part.name in left_out else state
            rows.append(table.Untried(part.name, why))
            continue
        rows += [dataclasses.replace(row, so_far=state) for row in part.rows(outcomes)]
        if made := part.table(outcomes):
            own += [made, f"{part.name}: {state}\n"] if state else [made]
    return "\n".join([f"{machine}:\n", table.markdown(rows), *own])


def arguments():
    parser = argparse.ArgumentParser(prog="script/study", description=__doc__)
    parser.add_argument("--quick", action="store_true",
                        help="some of each, in about twenty minutes")
    parser.add_argument("--only", action="append", choices=[part.name for part in PARTS],
                        help="this part (may be repeated)")
    parser.add_argument("--restart", action="store_true",
                        help="forget what was found of these parts before")
    parser.add_argument("--readme", action="store_true",
                        help=f"put the tables into {README}, when no part is incomplete")
    options = parser.parse_args()
    if options.readme and options.quick:
        parser.error(f"{README} has the tables of a whole study: --readme without --quick")
    return options


def put_into_readme(made, book):
    """Whether they could be."""
    unfinished = [f"{part.name} ({state})" for part in PARTS
                  if (state := so_far(part, book.of_part(part.name)))]
    if unfinished:
        print(f"script/study: {README} stays as it is: incomplete: {', '.join(unfinished)}",
              file=sys.stderr)
        return False
    table.put_into(comparison.SOURCE / README, made)
    return True


def main():
    options = arguments()
    parts = [part for part in PARTS if not options.only or part.name in options.only]
    fingerprint, machine = host()
    FOLDER.mkdir(parents=True, exist_ok=True)
    forgotten = {part.name for part in parts} if options.restart else set()
    book = ledger.Ledger(FOLDER / "outcomes.jsonl", origin(fingerprint), forgotten)
    failures, left_out = 0, {}
    for part in parts:
        try:
            why = try_cases(part, part.tries_quick if options.quick else part.tries, book)
            if why:
                left_out[part.name] = why
        except (comparison.Failed, PeerError, subprocess.SubprocessError) as cause:
            print(f"script/study: {part.name}: {cause}", file=sys.stderr)
            failures += 1
    made = tables(PARTS, book, machine, left_out)
    print(made, end="")
    if options.readme and not put_into_readme(made, book):
        failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    # In order: what was staged is taken down again.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main())
    except ledger.OtherHost as cause:
        sys.exit(f"script/study: {cause}")
    except KeyboardInterrupt:
        sys.exit("\nscript/study: stopped; started again, it goes on from here")
