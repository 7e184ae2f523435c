"""`python -m tests.fuzz.one NAME SECONDS FOLDER`: a reader tried for so many seconds of the processor.

What is found is kept in the folder, once for each kind and place, and one goes on; what hangs or takes too much
memory ends the run, as libFuzzer does it.
"""

import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Final

import atheris

with atheris.instrument_imports(include=["donations_app.formats", "donations_app.domain"]):
    from tests.fuzz.targets import LARGEST, TARGETS, seeds, try_out

LONGEST: Final = 10  # seconds for one file
MEBIBYTES: Final = 700  # with what the tool itself takes
_SLOW: Final = 2.0  # seconds of the processor for a file of a few kilobytes


class Trying:
    """A reader that is tried: how often, for how long, what was found."""

    def __init__(self, name: str, seconds: float, folder: Path) -> None:
        self._target, self._seconds = TARGETS[name], seconds
        self._place, self._findings, self._told = folder / "read", folder / "findings", folder / "told.json"
        self._findings.mkdir(exist_ok=True)
        self._runs, self._found = 0, set[str]()
        self._began = time.process_time()

    def one(self, content: bytes) -> None:
        """Try one file."""
        before = time.process_time()
        try:
            try_out(self._target, content, self._place)
        except Exception as error:  # noqa: BLE001 -- whatever is no refusal of ours
            self._note(f"{type(error).__name__} {_where(error)}", content, traceback.format_exc())
        now = time.process_time()
        if now - before > _SLOW:
            self._note(f"slow {len(self._found)}", content, f"{now - before:.1f} s")
        self._runs += 1
        if self._runs % 5_000 == 0:
            self.tell()  # for who stops it
        if self._runs % 200 == 0 and now - self._began > self._seconds:
            self.tell()
            os._exit(0)  # libFuzzer has no end by seconds of the processor

    def _note(self, what: str, content: bytes, told: str) -> None:
        if what in self._found:
            return
        self._found.add(what)
        kept = self._findings / f"{len(list(self._findings.iterdir())):03}"
        kept.with_suffix(".in").write_bytes(content)
        kept.with_suffix(".txt").write_text(f"{what}\n{told}", encoding="utf-8", errors="replace")
        self.tell()

    def tell(self) -> None:
        """Keep what was done so far."""
        used = time.process_time() - self._began
        said = {"runs": self._runs, "seconds": round(used, 1), "found": sorted(self._found)}
        self._told.write_text(json.dumps(said), encoding="utf-8")


def _where(error: Exception) -> str:
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if "donations_app" in frame.filename
    ]
    last = frames[-1] if frames else traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


def main(name: str, seconds: str, folder: str) -> None:
    """Try a reader."""
    place = Path(folder)
    corpus = place / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(seeds(name)):
        corpus.joinpath(f"seed{number}").write_bytes(content)
    words = [
        sys.argv[0], str(corpus), f"-max_len={LARGEST}", f"-timeout={LONGEST}", f"-rss_limit_mb={MEBIBYTES}",
        f"-artifact_prefix={place}/stopped-", "-print_final_stats=0", "-verbosity=0",
    ]  # fmt: skip
    trying = Trying(name, float(seconds), place)
    atheris.Setup(words, trying.one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
