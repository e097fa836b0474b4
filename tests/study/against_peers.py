# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same pairs judged by other tools, each in its turn."""
import shutil
import statistics

import comparison
import table
from part import CannotBeStaged, Part
from peers.peers import PEERS, PeerError

SLOWED_PERCENT = 2
OPERATIONS = {"comp3": "packed", "display-zoned": "zoned"}
# About what perfharness takes when it is given twice as many: half is for confirming.
SECONDS = 2.5
BUDGET_S = 5

OURS = "perfharness compare"


def judge_ourselves(base, head, workload, case):
    document = comparison.compare(base, head, workload, case + 1, "--no-work", "--budget", BUDGET_S)
    answer = document["benchmarks"][0]["difference"]
    return ("none" if answer == "undetermined" else answer), document["elapsed_s"]


class Peers(Part):
    """Pairs in turn: two copies of one build, and one of them slowed."""
    name = "peers"
    tries = 44
    tries_quick = 4

    def __init__(self):
        self.base = self.head = None
        self.folder = None

    def prepare(self, folder):
        self.folder = folder
        self.base, self.head = folder / "base.so", folder / "head.so"
        for copy in (self.base, self.head):
            shutil.copyfile(comparison.SYNTHETIC, copy)
        try:
            for peer in PEERS:
                peer.prepare(folder)
        except PeerError as error:
            raise CannotBeStaged(str(error)) from error

    def run(self, case):
        is_slowed = case % 2 == 1
        workload = comparison.WORKLOADS[case // 2 % 2]
        head = f"{self.head}?slowdown={SLOWED_PERCENT / 100}" if is_slowed else str(self.head)
        answers = {OURS: judge_ourselves(self.base, head, workload, case)}
        for peer in PEERS:
            answers[peer.name] = peer.judge(str(self.base), head, OPERATIONS[workload], SECONDS,
                                            comparison.CPU)
        return {"is_slowed": is_slowed, "answers": answers}

    def table(self, outcomes):
        lines = ["| tool | seconds each | identical called different | "
                 f"+{SLOWED_PERCENT} % called slower | called faster |\n|---|---|---|---|---|\n"]
        for name in outcomes[0]["answers"]:
            same = [outcome["answers"][name][0] for outcome in outcomes if not outcome["is_slowed"]]
            slowed = [outcome["answers"][name][0] for outcome in outcomes if outcome["is_slowed"]]
            seconds = statistics.median(outcome["answers"][name][1] for outcome in outcomes)
            lines.append(f"| {name} | {seconds:.1f} | "
                         f"{table.share(len(same) - same.count('none'), len(same))} | "
                         f"{table.share(slowed.count('slower'), len(slowed))} | "
                         f"{slowed.count('faster')} |\n")
        return "".join(lines)
