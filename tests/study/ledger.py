# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a study has found so far: one JSON line a case, so that one that was stopped goes on."""
import json
import os


class OtherHost(Exception):
    """The ledger's figures are of another machine or of other programs."""


class Ledger:
    """
    `origin` says where figures come from; those of two origins do not go into one table. What was
    found of the parts in `forgotten` is dropped.
    """

    def __init__(self, path, origin, forgotten):
        self.path = path
        self.outcomes = {}
        if path.exists():
            self._read(origin, forgotten)
        lines = [{"origin": origin}, *({"part": part, "case": case, "outcome": outcome}
                                       for (part, case), outcome in self.outcomes.items())]
        whole = path.with_suffix(".new")
        whole.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        os.replace(whole, path)

    def _read(self, origin, forgotten):
        first, *lines = self.path.read_text(encoding="utf-8").splitlines(keepends=True)
        for line in lines:
            if not line.endswith("\n"):
                continue  # It was stopped while this was written.
            entry = json.loads(line)
            if entry["part"] not in forgotten:
                self.outcomes[entry["part"], entry["case"]] = entry["outcome"]
        if self.outcomes and json.loads(first)["origin"] != origin:
            raise OtherHost(f"{self.path} holds figures of another machine, or of another "
                            "perfharness or study: --restart, without --only, begins anew")

    def has(self, part, case):
        return (part, case) in self.outcomes

    def add(self, part, case, outcome):
        self.outcomes[part, case] = outcome
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps({"part": part, "case": case, "outcome": outcome}) + "\n")

    def of_part(self, part):
        return [outcome for (name, _), outcome in self.outcomes.items() if name == part]
