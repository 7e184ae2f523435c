"""The machine: every verb of the services, in any order, over the ends of two tax years."""

import sys
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.histories.money_verbs import MoneyVerbs
from tests.histories.receipt_verbs import ReceiptVerbs
from tests.histories.world import stage


class Histories(MoneyVerbs, ReceiptVerbs):
    """Any of the verbs after any other."""


def run(
    folder: Path, *, examples: int, steps: int, server: str = "", other: bool = False, shorten: bool = True
) -> None:
    """Run histories; the first that breaks an invariant is raised.

    Args:
        folder: for the files.
        examples: how many histories.
        steps: of each, at most.
        server: address of a database server; empty for files.
        other: make other histories each time, not always the same.
        shorten: look for the shortest history that breaks the same.
    """
    with stage(folder, server) as here:
        machine = type("Histories", (Histories,), {"stage": here})
        chosen = settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None, derandomize=not other,
            phases=[Phase.generate, Phase.shrink] if shorten else [Phase.generate],
            suppress_health_check=list(HealthCheck), print_blob=False, report_multiple_bugs=False,
        )  # fmt: skip
        run_state_machine_as_test(machine, settings=chosen)


if __name__ == "__main__":
    run(Path(sys.argv[1]), examples=int(sys.argv[2]), steps=int(sys.argv[3]), shorten=False)
