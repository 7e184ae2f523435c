"""`python -m benchmarks NAME ...`: one, several or all of the benchmarks."""

import sys
import tempfile
from importlib import import_module
from pathlib import Path

from benchmarks.measuring import show

NAMES = ("receipts", "plan", "post", "register", "search", "payment", "shares", "imports", "start", "control")


def main() -> int:
    """Run what is named; without a name, say what there is."""
    asked = sys.argv[1:]
    if not asked or not set(asked) <= {*NAMES, "all"}:
        print("python -m benchmarks", "|".join((*NAMES, "all")))
        return 2
    for name in NAMES if "all" in asked else asked:
        print(f"\n{name}")
        with tempfile.TemporaryDirectory() as folder:
            show(import_module(f"benchmarks.{name}").run(Path(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
