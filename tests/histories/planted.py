"""Each planted bug in a copy of the program, and whether the histories notice it.

``python -m tests.histories.planted [WORD ...]`` runs all, or those whose names contain a word.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tests.histories.bugs import ALL, Bug

ROOT: Final = Path(__file__).parents[2]
PARTS: Final = ("donations_app", "receipts", "resources", "tests")
NOTHING: Final = Bug(
    "nothing planted: the program as it is", "donations_app/__init__.py", "", ""
)  # by each module
_NOT_NOTICED: Final = ("NameError", "ImportError", "ModuleNotFoundError", "SyntaxError")  # badly planted
_FRAME: Final = re.compile(r'File ".*/tests/histories/(\w+)\.py", line \d+, in (\w+)')


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one bug."""

    bug: Bug
    state: str  # killed, survived, broken
    by: str  # what noticed it
    seconds: float

    @property
    def is_well(self) -> bool:
        """Whether a bug was killed, and the program as it is was not."""
        return self.state == ("killed" if self.bug.old else "survived")


def plant(bug: Bug, root: Path) -> None:
    """Put a bug into a copy of the program.

    Raises:
        ValueError: its text does not stand there exactly once.
    """
    path = root / bug.path
    source = path.read_text(encoding="utf-8")
    if bug.old and source.count(bug.old) != 1:
        raise ValueError(f"{bug.name}: its text stands {source.count(bug.old)} times in {bug.path}")
    path.write_text(source.replace(bug.old, bug.new) if bug.old else source, encoding="utf-8")


def tried(bug: Bug, *, examples: int, steps: int) -> Outcome:
    """Run the histories in a copy of the program that has the bug."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "program")
        for part in PARTS:
            shutil.copytree(ROOT / part, root / part)
        plant(bug, root)
        module = f"tests.histories.{bug.histories}"
        command = [sys.executable, "-m", module, folder, str(examples), str(steps)]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    noticed = _noticed(done.stderr) if done.returncode else ""
    return Outcome(bug, _state(done, noticed), noticed, time.monotonic() - began)


def _state(done: subprocess.CompletedProcess[str], noticed: str) -> str:
    if done.returncode == 0:
        return "survived"
    error = noticed.partition(": ")[2]
    if error.startswith(_NOT_NOTICED):
        return "broken"
    # the program itself may notice it, before the first verb
    return "killed" if "Failing test case" in done.stderr or error.startswith("donations_app.") else "broken"


def _noticed(trace: str) -> str:
    """Return what of the histories noticed a bug, and the kind of error."""
    trace = trace.partition("Failing test case")[0]
    frames = [name for _, name in _FRAME.findall(trace) if not name.startswith(("_", "<"))]
    last = next((line for line in reversed(trace.splitlines()) if line and not line.startswith(" ")), "")
    return f"{frames[-1] if frames else '?'}: {last[:60]}"


def main() -> int:
    """Run the bugs and print a table; 1 when one survived, or the program as it is did not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only bugs whose names contain one of these")
    parser.add_argument("--examples", type=int, default=60)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    chosen = [bug for bug in ALL if not asked.words or any(word in bug.name for word in asked.words)]
    nothing = [replace(NOTHING, histories=name) for name in sorted({bug.histories for bug in chosen})]
    outcomes = []
    with ThreadPoolExecutor(asked.jobs) as pool:
        runs = [
            pool.submit(tried, bug, examples=asked.examples, steps=asked.steps) for bug in (*nothing, *chosen)
        ]
        for run in as_completed(runs):
            one = run.result()
            outcomes.append(one)
            sys.stdout.write(f"{one.state:9}{one.seconds:5.0f} s  {one.bug.name}\n{'':17}{one.by}\n")
            sys.stdout.flush()
    killed = sum(one.state == "killed" for one in outcomes)
    sys.stdout.write(f"{killed} of {len(chosen)} killed\n")
    return 0 if all(one.is_well for one in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
