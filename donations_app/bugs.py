"""Bugs: what is no known error is written whole to a file, for whoever looks after the program."""

import traceback
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import platformdirs


def write_report(error: BaseException) -> Path | None:
    """Write the whole error to a file that only its user reads; ``None`` where no file can be written."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    path = Path(platformdirs.user_log_dir("tiwizi")) / f"bug-{stamp}-{uuid4().hex[:6]}.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        text = "".join(traceback.format_exception(error))
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError:
        return None
    return path
