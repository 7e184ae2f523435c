"""`python -m tests.formats.hostile [WORD ...]`: try the files, or those with a word in their name; print a table."""

import sys
import tempfile
from pathlib import Path

from tests.formats.hostile import FILES
from tests.formats.hostile.trying import MEBIBYTES, SECONDS, try_all


def main(words: list[str]) -> int:
    """Return 1 when a file did not end as it must."""
    wanted = [one for one in FILES if not words or any(word in one.name for word in words)]
    with tempfile.TemporaryDirectory() as folder:
        tried = []
        for one in try_all(wanted, Path(folder)):
            tried.append(one)
            print(one, flush=True)
    good = sum(not one.fault for one in tried)
    slowest, largest = max(tried, key=lambda one: one.seconds), max(tried, key=lambda one: one.mebibytes)
    print(f"\n{good} of {len(tried)} within {SECONDS} s and {MEBIBYTES} MiB")
    print(f"The slowest: {slowest.name}, {slowest.seconds:.1f} s")
    print(f"The largest: {largest.name}, {largest.mebibytes}")
    return 0 if good == len(tried) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
