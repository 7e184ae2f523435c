"""`python -m benchmarks NAME ...`: one, several or all of the benchmarks; see docs/performance.md."""

import argparse
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from benchmarks.builds import Build, older, present
from benchmarks.comparing import compare
from benchmarks.measuring import show
from benchmarks.taken import show_pairs

BESIDE_LIMITS = (
    "receipts", "plan", "post", "register", "search", "payment", "shares", "imports", "start", "control",
    "doubles", "payments_table", "projects_page",
)  # fmt: skip
BESIDE_BUILDS = (
    "recorders", "issuers", "verify", "shares_million", "memory", "disk", "payment", "receipts", "imports",
    "register", "control",
)  # fmt: skip
NAMES = tuple(dict.fromkeys((*BESIDE_LIMITS, *BESIDE_BUILDS)))


def main() -> int:
    """Run what is named; return 1 when something wanted of the present build was not reached."""
    asked = _options()
    with tempfile.TemporaryDirectory() as folder:
        builds = [present()]
        if asked.against:
            builds.append(older(asked.against, Path(folder)))
        missed = [name for name in asked.names if not _is_reached(name, builds, asked)]
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument(
        "names", nargs="+", metavar="NAME", choices=(*NAMES, "all"), help="|".join((*NAMES, "all"))
    )
    parser.add_argument("--against", metavar="COMMIT", help=f"beside that commit: {', '.join(BESIDE_BUILDS)}")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="where filled books stay for the next time"
    )
    parser.add_argument("--small", action="store_true", help="few rows, to try the benchmark itself")
    asked = parser.parse_args()
    known = BESIDE_BUILDS if asked.against else NAMES
    if "all" in asked.names:
        asked.names = known
    if alone := set(asked.names) - set(known):
        parser.error(f"not beside another commit: {', '.join(sorted(alone))}")
    return asked


def _is_reached(name: str, builds: list[Build], asked: argparse.Namespace) -> bool:
    """Run one benchmark, beside its limit or beside the older build."""
    if name in BESIDE_LIMITS and not asked.against:
        print(f"\n{name}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            show(import_module(f"benchmarks.{name}").run(Path(folder)))
        return True  # what is below its limit is told, and explained in docs/performance.md
    print(f"\n{name}{', few rows' if asked.small else ''}", flush=True)
    return show_pairs(compare(name, builds, small=asked.small, keep=asked.keep))


if __name__ == "__main__":
    sys.exit(main())
