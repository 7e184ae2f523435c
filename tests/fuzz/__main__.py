"""`python -m tests.fuzz [READER ...] [--seconds N] [--folder F]`: try readers one after the other; print a table."""

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from tests.fuzz.targets import TARGETS

NAMES: Final = list(TARGETS)


def main() -> int:
    """Return 1 when something was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", choices=[*NAMES, []])
    parser.add_argument("--seconds", type=float, default=240, help="of the processor, for each reader")
    parser.add_argument(
        "--folder", type=Path, help="keeps what was tried, for the next time, and what was found"
    )
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp())
    return max(_tried(name, options.seconds, folder / name) for name in options.names or NAMES)


def _tried(name: str, seconds: float, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    told = folder / "told.json"
    told.unlink(missing_ok=True)
    began = datetime.now().astimezone()
    words = [sys.executable, "-m", "tests.fuzz.one", name, str(seconds), str(folder)]
    with (folder / "out.txt").open("ab") as out:
        status = subprocess.run(words, stdout=out, stderr=out, check=False).returncode
    ended = datetime.now().astimezone()
    said: dict[str, Any] = {"runs": 0, "seconds": 0, "found": []}
    if told.exists():
        said = json.loads(told.read_text(encoding="utf-8"))
    print(
        f"{name:<12} {began:%H:%M:%S} {ended:%H:%M:%S} {said['runs']:>9} files {said['seconds']:>7} s",
        *([f"ended with {status}"] if status else []),
        *said["found"],
        flush=True,
    )
    return int(bool(status or said["found"]))


if __name__ == "__main__":
    sys.exit(main())
