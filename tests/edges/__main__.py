"""How many small changes of the domain ``tests/unit`` notices: ``python -m tests.edges [MODULE ...]``."""

import argparse
import os
import random
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path
from typing import Final

from tests.edges.changes import Change, changes_of, modules
from tests.edges.trying import try_all

EQUAL: Final = Path(__file__).with_name("equal.toml")
GOAL: Final = 90  # percent


def equal() -> dict[str, str]:
    """Return the changes that change nothing, and why."""
    groups = tomllib.loads(EQUAL.read_text(encoding="utf-8"))["equal"]
    return {change: group["because"] for group in groups for change in group["changes"]}


def main() -> int:
    """Try changes and print a table; 1 when fewer than nine in ten are noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", help="of the domain; without any, all of them")
    parser.add_argument("--all", action="store_true", help="every change, not a sample")
    parser.add_argument("--sample", type=int, default=200, help="how many, chosen by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    known, began = equal(), time.monotonic()
    changes = [one for module in asked.modules or modules() for one in changes_of(module)]
    changes = [one for one in changes if one.name not in known]
    if not asked.all and len(changes) > asked.sample:
        changes = random.Random(asked.seed).sample(changes, asked.sample)
    killed, out = Counter[str](), os.fdopen(os.dup(1), "w", buffering=1)  # one that pytest does not take

    def tell(change: Change, is_noticed: bool) -> None:
        killed[change.module] += is_noticed
        if not is_noticed:
            out.write(f"survived  {change.module}.py:{change.line}  {change.name}\n")

    try_all(changes, jobs=asked.jobs, tell=tell)
    tried = Counter(one.module for one in changes)
    for module in sorted(tried):
        sys.stdout.write(_row(module, tried[module], killed[module]))
    sys.stdout.write(_row("all", tried.total(), killed.total()))
    sys.stdout.write(f"{time.monotonic() - began:.0f} s\n")
    return 0 if killed.total() * 100 >= tried.total() * GOAL else 1


def _row(name: str, tried: int, killed: int) -> str:
    return f"{name:20}{tried:6}{killed:6}{killed * 100 // tried if tried else 100:5} %\n"


if __name__ == "__main__":
    sys.exit(main())
