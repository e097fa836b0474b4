# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every part of the study has."""


class CannotBeStaged(Exception):
    """What a part needs is not to be had on this machine, or for this user; why, in words."""


class Part:
    """
    Cases that are tried one by one. A case is the number of a try; what is tried with it follows
    from the number alone, so that a study that was stopped goes on as it would have gone.
    """
    name = ""       # For --only.
    tries = 0
    tries_quick = 0

    def prepare(self, folder):
        """Build what the cases need, into a folder of the part's own, or raise CannotBeStaged."""

    def run(self, case):
        """Try one case; returns what came of it, for the ledger."""
        raise NotImplementedError

    def rows(self, outcomes):
        """table.Row for what came of the cases so far; `outcomes` is not empty."""
        return []

    def table(self, outcomes):
        """A table of its own, where rows do not say it."""
        return ""
