"""`python -m benchmarks NAME ...`: one, several or all of the benchmarks in one table; see docs/performance.md."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.builds import Build, older, present
from benchmarks.comparing import compare
from benchmarks.table import is_reached, table
from benchmarks.taken import Pair

JOBS: Final = (  # what ``all`` runs: what one waits for at a desk
    "imports", "receipts", "register", "search", "start", "dashboard", "plan", "control", "commands",
    "payments_table", "people_page", "projects_page",
)  # fmt: skip
OTHERS: Final = (
    "recorders", "issuers", "verify", "shares_million", "memory", "disk", "payment", "post", "shares", "doubles",
    "bank", "restore",
)  # fmt: skip
NAMES: Final = (*JOBS, *OTHERS)


def main() -> int:
    """Run what is named; return 1 when something wanted of the present build was not reached."""
    asked = _options()
    with tempfile.TemporaryDirectory() as folder:
        builds = [present()]
        if asked.against:
            builds.append(older(asked.against, Path(folder)))
        pairs = [pair for name in asked.names for pair in _measured(name, builds, asked)]
    print(table(pairs, older=asked.against or "older", is_markdown=asked.markdown))
    return 0 if is_reached(pairs) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    words = (*NAMES, "all", "every")
    parser.add_argument(
        "names",
        nargs="+",
        metavar="NAME",
        choices=words,
        help=f"{', '.join(words)}; every: others too",
    )
    parser.add_argument("--against", metavar="COMMIT", help="beside the program of that commit, in turns")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="where filled books stay for the next time"
    )
    parser.add_argument(
        "--small", action="store_true", help="few rows, one round: to try the benchmarks themselves"
    )
    parser.add_argument("--markdown", action="store_true", help="the table as docs/performance.md has it")
    asked = parser.parse_args()
    if {"all", "every"} & set(asked.names):
        asked.names = NAMES if "every" in asked.names else JOBS
    return asked


def _measured(name: str, builds: list[Build], asked: argparse.Namespace) -> list[Pair]:
    """Measure one benchmark, and show it at once to whoever waits for the whole."""
    pairs = compare(name, builds, small=asked.small, keep=asked.keep)
    print(f"{table(pairs, older=asked.against or 'older')}\n", file=sys.stderr, flush=True)
    return pairs


if __name__ == "__main__":
    sys.exit(main())
