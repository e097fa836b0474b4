# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a study has found so far: one JSON line a case, so that one that was stopped goes on."""
import json


class OtherHost(Exception):
    """The ledger's figures are of another machine or of other programs."""


class Ledger:
    """`origin` says where figures come from; those of two origins do not go into one table."""

    def __init__(self, path, origin, is_restarted):
        self.path = path
        self.outcomes = {}
        if is_restarted or not path.exists():
            path.write_text(json.dumps({"origin": origin}) + "\n", encoding="utf-8")
        else:
            self._read(origin)

    def _read(self, origin):
        first, *lines = self.path.read_text(encoding="utf-8").splitlines(keepends=True)
        if json.loads(first)["origin"] != origin:
            raise OtherHost(f"{self.path} holds figures of another machine or another build of "
                            "perfharness: --restart begins anew")
        for line in lines:
            if not line.endswith("\n"):
                continue  # It was stopped while this was written.
            entry = json.loads(line)
            self.outcomes[entry["part"], entry["case"]] = entry["outcome"]
        whole = "".join([first, *(line for line in lines if line.endswith("\n"))])
        self.path.write_text(whole, encoding="utf-8")

    def has(self, part, case):
        return (part, case) in self.outcomes

    def add(self, part, case, outcome):
        self.outcomes[part, case] = outcome
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps({"part": part, "case": case, "outcome": outcome}) + "\n")

    def of_part(self, part):
        return [outcome for (name, _), outcome in self.outcomes.items() if name == part]
